import fc from 'fast-check';

import type { Template } from '../../../nodes/WhatsAppGroups/api/templates';
import { InputFailure } from '../../../nodes/WhatsAppGroups/failures/failure';
import {
	bodyExamplesOf,
	bodyTextOf,
	variablesOf,
} from '../../../nodes/WhatsAppGroups/fields/templateVariables';
import { refusalOf } from './refusal';
import { body, buttons, template } from './templates';

const idsOf = (value: Template) => variablesOf(value).map(({ id }) => id);

test('the variables of every kind of component, in the order of the service', () => {
	const order = template(
		{ type: 'HEADER', format: 'TEXT', text: 'Hello {{1}}' },
		body('Your order {{2}} of {{1}}, again {{2}}'),
		{ type: 'FOOTER', text: 'No {{1}} here' },
		buttons(
			{ type: 'QUICK_REPLY', text: 'Stop' },
			{ type: 'URL', text: 'Track', url: 'https://shop.test/{{1}}' },
			{ type: 'URL', text: 'Home', url: 'https://shop.test/' },
			{ type: 'PHONE_NUMBER', text: 'Call', phone_number: '+1' },
			{ type: 'url', url: 'https://shop.test/?id={{ 1 }}' },
			{ type: 'COPY_CODE', text: 'Copy' },
		),
	);
	expect(variablesOf(order).map(({ id, label }) => [id, label])).toEqual([
		['header_1', 'Header {{1}}'],
		['body_1', 'Body {{1}}'],
		['body_2', 'Body {{2}}'],
		['button_1', 'Button Track {{1}}'],
		['button_4', 'Button 5 {{1}}'],
		['button_5', 'Code to Copy'],
	]);
});

test('all that is known of a variable', () => {
	const all = template(
		{ type: 'HEADER', format: 'DOCUMENT' },
		body('{{2}} {{1}}'),
		buttons(
			{ type: 'URL', text: 'Track', url: 'https://shop.test/{{1}}' },
			{ type: 'COPY_CODE', text: 'Copy' },
		),
	);
	const header = { component: 'header', name: 'document' };
	expect(variablesOf(all)).toEqual([
		{
			...header,
			id: 'header_media',
			kind: 'media',
			label: 'Document (ID or Link)',
			media: 'document',
		},
		{ ...header, id: 'header_filename', kind: 'filename', label: 'Document Name' },
		{ id: 'body_1', component: 'body', kind: 'text', name: '1', label: 'Body {{1}}' },
		{ id: 'body_2', component: 'body', kind: 'text', name: '2', label: 'Body {{2}}' },
		{
			id: 'button_0',
			component: 'button',
			kind: 'urlSuffix',
			name: '1',
			label: 'Button Track {{1}}',
			buttonIndex: 0,
			buttonText: 'Track',
			urlStart: 'https://shop.test/',
		},
		{
			id: 'button_1',
			component: 'button',
			kind: 'code',
			name: 'code',
			label: 'Code to Copy',
			buttonIndex: 1,
		},
	]);
});

test('a name may begin with digits', () => {
	const named = variablesOf(template(body('{{2nd}} {{1st}}')));
	expect(named.map(({ name, isNamed }) => [name, isNamed])).toEqual([
		['2nd', true],
		['1st', true],
	]);
});

test.each(['image', 'video', 'document'])('a header that is a file: %s', (media) => {
	const ids = idsOf(template({ type: 'header', format: media.toUpperCase() }));
	expect(ids).toEqual(
		media === 'document' ? ['header_media', 'header_filename'] : ['header_media'],
	);
});

test.each([
	[{ type: 'HEADER', format: 'LOCATION' }, 'a header of the kind "location"'],
	[{ type: 'HEADER', format: 'GIF' }, 'a header of the kind "gif"'],
	[{ type: 'CAROUSEL' }, 'a component of the kind "carousel"'],
	[{ type: 'LIMITED_TIME_OFFER' }, 'a component of the kind "limited time offer"'],
	[{ type: 'SOMETHING_NEW' }, 'a component of the kind "something new"'],
	[buttons({ type: 'FLOW', text: 'Fill in' }), 'a button of the kind "flow"'],
	[buttons({ type: 'CATALOG', text: 'See' }), 'a button of the kind "catalog"'],
	[buttons({ type: 'MPM', text: 'See' }), 'a button of the kind "mpm"'],
	[buttons({ type: 'OTP', text: 'Code' }), 'a button of the kind "otp"'],
	[buttons({ type: 'VOICE_CALL', text: 'Call' }), 'a button of the kind "voice call"'],
])('%j is refused by its name', (component, words) => {
	expect(() => variablesOf(template(body('{{1}}'), component))).toThrow(
		new InputFailure(`Template: ${words} cannot be filled in here.`),
	);
});

test.each([
	[[null], /a part of "hello" cannot be read/],
	[[{ text: 'no type' }], /a part of "hello" cannot be read/],
	[[buttons({ text: 'no type' } as never)], /the button "no type" cannot be read/],
	[
		[buttons({ type: 'URL', text: 'Two', url: 'https://x.test/{{1}}/{{2}}' })],
		/the button "Two" has 2 variables/,
	],
])('%j is refused', (components, words) => {
	expect(() => variablesOf(template(...(components as never[])))).toThrow(words);
});

test.each([
	[{ type: 'CAROUSEL' }, 'Choose another template.'],
	[
		{ type: 'HEADER', format: 'LOCATION' },
		'Choose a template whose header is text, an image, a video or a document.',
	],
])('%j is refused, and what to do is said', (component, hint) => {
	expect(refusalOf(() => variablesOf(template(component))).hint).toBe(hint);
});

describe('the body', () => {
	const odd = [null, { text: 'no type' }, { type: 'HEADER', text: 'Header' }];
	const withBody = (value?: object) =>
		template(...([...odd, ...(value ? [{ type: 'body', ...value }] : [])] as never[]));

	test('its text, wherever it stands', () => {
		expect(bodyTextOf(withBody({ text: 'Hi {{1}}' }))).toBe('Hi {{1}}');
		expect(bodyTextOf(withBody({}))).toBe('');
		expect(bodyTextOf(withBody())).toBe('');
	});

	test.each<[string, object | undefined, Array<[string, string]>]>([
		['none without a body', undefined, []],
		['none that are told', { text: 'Hi {{1}}' }, []],
		[
			'by their numbers',
			{ example: { body_text: [['Ana', null, 7]] } },
			[
				['1', 'Ana'],
				['2', ''],
				['3', '7'],
			],
		],
		[
			'by their names',
			{
				example: {
					body_text_named_params: [
						{ param_name: 'name', example: 'Ana' },
						{ param_name: 'link' },
						{ example: 'of nothing' },
					],
				},
			},
			[
				['name', 'Ana'],
				['link', ''],
				['', 'of nothing'],
			],
		],
	])('its examples: %s', (_name, value, expected) => {
		expect([...bodyExamplesOf(withBody(value))]).toEqual(expected);
	});
});

test('authentication templates are refused by their category', () => {
	expect(() => variablesOf({ ...template(body('{{1}}')), category: 'AUTHENTICATION' })).toThrow(
		/is an authentication template, which groups do not take/,
	);
});

test.each([
	['no components', template()],
	['no text', template({ type: 'BODY' })],
	['buttons without a list', template({ type: 'BUTTONS' })],
	['single braces', template(body('{1} {a}'))],
	['empty braces', template(body('{{}} {{ }}'))],
	['a button without its address', template(buttons({ type: 'URL', text: 'Go' }))],
	['a footer, whatever it holds', template({ type: 'FOOTER', buttons: [{ type: 'COPY_CODE' }] })],
	['nothing', { ...template(), components: undefined as never }],
])('%s: no variables', (_name, value) => {
	expect(variablesOf(value)).toEqual([]);
});

test('numbers go by their size and names by their places, whatever is between', () => {
	const between = fc
		.string({ unit: 'grapheme', maxLength: 10 })
		.map((text) => text.replace(/[{}]/g, ''));
	const parts = (name: fc.Arbitrary<string>) =>
		fc.array(fc.tuple(name, between, fc.boolean()), { minLength: 1 });
	const textOf = (all: Array<[string, string, boolean]>) =>
		all.map(([id, rest, wide]) => (wide ? `{{ ${id} }}` : `{{${id}}}`) + rest).join('');
	const number = fc.integer({ min: 1, max: 30 }).map(String);
	fc.assert(
		fc.property(parts(number), between, (all, start) => {
			const names = variablesOf(template(body(start + textOf(all)))).map(({ name }) => name);
			const sorted = [...new Set(all.map(([id]) => id))].sort((a, b) => Number(a) - Number(b));
			expect(names).toEqual(sorted);
		}),
	);
	fc.assert(
		fc.property(parts(fc.stringMatching(/^[a-z][a-z_0-9]{0,8}$/)), between, (all, start) => {
			const found = variablesOf(template(body(start + textOf(all))));
			expect(found.map(({ name }) => name)).toEqual([...new Set(all.map(([id]) => id))]);
			expect(found.every(({ isNamed }) => isNamed)).toBe(true);
		}),
	);
});
