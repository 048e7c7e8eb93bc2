import fc from 'fast-check';

import { InputFailure } from '../../../nodes/WhatsAppGroups/failures/failure';
import type { Template } from '../../../nodes/WhatsAppGroups/api/templates';
import {
	buildComponents,
	invitationVariable,
	variablesOf,
} from '../../../nodes/WhatsAppGroups/fields/templateParameters';

type Components = NonNullable<Template['components']>;

const template = (...components: Components): Template => ({
	name: 'hello',
	language: 'en',
	components,
	wire: { name: 'hello', language: 'en' },
});

const body = (text: string) => ({ type: 'BODY', text });

const ORDER = template(
	{ type: 'HEADER', format: 'TEXT', text: 'Hello {{1}}' },
	body('Your order {{1}} of {{2}}, again {{1}}'),
	{ type: 'FOOTER', text: 'No {{1}} here' },
	{
		type: 'BUTTONS',
		buttons: [
			{ type: 'QUICK_REPLY', text: 'Stop' },
			{ type: 'URL', text: 'Track', url: 'https://shop.test/{{1}}' },
			{ type: 'URL', text: 'Home', url: 'https://shop.test/' },
			{ type: 'PHONE_NUMBER', text: 'Call', phone_number: '+1' },
			{ type: 'url', url: 'https://shop.test/?id={{ 1 }}' },
		],
	},
);
const VALUES = {
	header_1: 'Ana',
	body_1: '4711',
	body_2: 'Monday',
	button_1: 'track-4711',
	button_4: 'id-4711',
};

describe('variablesOf', () => {
	test('in the order of the service, each once', () => {
		expect(variablesOf(ORDER)).toEqual([
			{ id: 'header_1', component: 'header', name: '1', label: 'Header {{1}}' },
			{ id: 'body_1', component: 'body', name: '1', label: 'Body {{1}}' },
			{ id: 'body_2', component: 'body', name: '2', label: 'Body {{2}}' },
			{
				id: 'button_1',
				component: 'button',
				name: '1',
				label: 'Button Track {{1}}',
				buttonIndex: 1,
				button: { text: 'Track', url: 'https://shop.test/{{1}}' },
			},
			{
				id: 'button_4',
				component: 'button',
				name: '1',
				label: 'Button 5 {{1}}',
				buttonIndex: 4,
				button: { text: '', url: 'https://shop.test/?id={{ 1 }}' },
			},
		]);
	});

	test.each(['image', 'video', 'document'] as const)('a header that is a file: %s', (media) => {
		expect(variablesOf(template({ type: 'header', format: media.toUpperCase() }))).toEqual([
			{
				id: 'header_media',
				component: 'header',
				name: media,
				label: {
					image: 'Image (ID or Link)',
					video: 'Video (ID or Link)',
					document: 'Document (ID or Link)',
				}[media],
				media,
			},
		]);
	});

	test('a header of another kind is refused', () => {
		expect(() => variablesOf(template({ type: 'HEADER', format: 'LOCATION' }))).toThrow(
			new InputFailure('Template: a header of the kind "location" cannot be filled in here.'),
		);
	});

	test.each([
		['no components', template()],
		['no text', template({ type: 'BODY' })],
		['a header without format', template({ type: 'HEADER', text: 'Hello' })],
		['buttons without a list', template({ type: 'BUTTONS' })],
		['single braces', template(body('{1} {a}'))],
		['empty braces', template(body('{{}} {{ }}'))],
		['an unknown component', template({ type: 'CAROUSEL', text: '{{1}}' })],
		['nothing', { ...template(), components: undefined as unknown as Components }],
		['rubbish', { ...template(), components: [null, 1, 'BODY', []] as unknown as Components }],
	])('%s: no variables', (_name, value) => {
		expect(variablesOf(value)).toEqual([]);
	});

	test('finds every variable of a text, in order, whatever is between', () => {
		const name = fc.stringMatching(/^([1-9]|[a-z][a-z_0-9]{0,8})$/);
		const between = fc
			.string({ unit: 'grapheme', maxLength: 10 })
			.map((text) => text.replace(/[{}]/g, ''));
		fc.assert(
			fc.property(fc.array(fc.tuple(name, between, fc.boolean())), between, (parts, start) => {
				const text = parts.map(([id, rest, wide]) => (wide ? `{{ ${id} }}` : `{{${id}}}`) + rest);
				const found = variablesOf(template(body(start + text.join(''))));
				const names = [...new Set(parts.map(([id]) => id))];
				expect(found.map((variable) => variable.name)).toEqual(names);
				expect(new Set(found.map(({ id }) => id)).size).toBe(names.length);
			}),
		);
	});
});

describe('buildComponents', () => {
	test('every kind of component', () => {
		expect(buildComponents(ORDER, VALUES)).toEqual([
			{ type: 'header', parameters: [{ type: 'text', text: 'Ana' }] },
			{
				type: 'body',
				parameters: [
					{ type: 'text', text: '4711' },
					{ type: 'text', text: 'Monday' },
				],
			},
			{
				type: 'button',
				sub_type: 'url',
				index: '1',
				parameters: [{ type: 'text', text: 'track-4711' }],
			},
			{
				type: 'button',
				sub_type: 'url',
				index: '4',
				parameters: [{ type: 'text', text: 'id-4711' }],
			},
		]);
	});

	test('variables with names carry them, also beside numbers', () => {
		const named = template(body('{{first_name}} {{2}}'));
		expect(buildComponents(named, { body_first_name: 'Ana', body_2: 7 })).toEqual([
			{
				type: 'body',
				parameters: [
					{ type: 'text', text: 'Ana', parameter_name: 'first_name' },
					{ type: 'text', text: '7' },
				],
			},
		]);
	});

	test('a button’s variable has no name on the wire', () => {
		const buttons = [{ type: 'URL', text: 'Open', url: 'https://x.test/{{code}}' }];
		expect(buildComponents(template({ type: 'BUTTONS', buttons }), { button_0: 'abc' })).toEqual([
			{ type: 'button', sub_type: 'url', index: '0', parameters: [{ type: 'text', text: 'abc' }] },
		]);
	});

	test.each([
		['https://files.test/a.jpg', { link: 'https://files.test/a.jpg' }],
		['HTTP://files.test/a.jpg', { link: 'HTTP://files.test/a.jpg' }],
		['1037543291543636', { id: '1037543291543636' }],
		[1037543291543636, { id: '1037543291543636' }],
		['httpish', { id: 'httpish' }],
	])('a file as header: %p', (value, expected) => {
		const picture = template({ type: 'HEADER', format: 'IMAGE' });
		expect(buildComponents(picture, { header_media: value })).toEqual([
			{ type: 'header', parameters: [{ type: 'image', image: expected }] },
		]);
	});

	test.each([undefined, null, '', '  ', {}, [], true])('a value like %j is missing', (value) => {
		for (const id of Object.keys(VALUES)) {
			const label = variablesOf(ORDER).find((variable) => variable.id === id)?.label;
			expect(() => buildComponents(ORDER, { ...VALUES, [id]: value })).toThrow(
				new InputFailure(`Template Parameters: ${label} is empty.`),
			);
		}
	});

	test('a template without variables needs no components', () => {
		expect(buildComponents(template(body('Hello')), {})).toEqual([]);
	});

	test('every value stands where its variable stands', () => {
		const count = fc.integer({ min: 1, max: 12 });
		fc.assert(
			fc.property(count, fc.string({ minLength: 1 }), (variables, text) => {
				fc.pre(text.trim() !== '');
				const ids = Array.from({ length: variables }, (_, index) => index + 1);
				const values = Object.fromEntries(ids.map((id) => [`body_${id}`, `${text}${id}`]));
				const [component] = buildComponents(
					template(body(ids.map((id) => `{{${id}}}`).join(' '))),
					values,
				);
				expect(component.parameters.map((parameter) => parameter.text)).toEqual(
					ids.map((id) => `${text}${id}`.trim()),
				);
			}),
		);
	});
});

describe('an invitation', () => {
	const invite = template({ type: 'HEADER', text: 'For {{1}}' }, body('{{1}}: join {{2}}'));
	const parameter = { type: 'group_id', group_id: 'a group' };

	test('takes the first variable of the body, whose value is not asked for', () => {
		expect(buildComponents(invite, { header_1: 'Ana', body_2: 'B' }, { parameter })).toEqual([
			{ type: 'header', parameters: [{ type: 'text', text: 'Ana' }] },
			{ type: 'body', parameters: [parameter, { type: 'text', text: 'B' }] },
		]);
	});

	test('or the one that is named', () => {
		const values = { header_1: 'Ana', body_1: 'A' };
		expect(buildComponents(invite, values, { variable: '2', parameter }).at(-1)).toEqual({
			type: 'body',
			parameters: [{ type: 'text', text: 'A' }, parameter],
		});
	});

	test('carries the name of a variable with a name', () => {
		const named = template(body('Join {{group_link}}'));
		expect(buildComponents(named, {}, { variable: 'group_link', parameter })).toEqual([
			{ type: 'body', parameters: [{ ...parameter, parameter_name: 'group_link' }] },
		]);
	});

	test('a variable that is not there is told with those that are', () => {
		expect(() => invitationVariable(invite, variablesOf(invite), 'link')).toThrow(
			new InputFailure('Invite Variable: "hello" has no variable "link" in its body, only 1, 2.'),
		);
	});

	test.each([undefined, '1'])('a body without variables cannot carry it (wanted: %p)', (wanted) => {
		const bare = template({ type: 'HEADER', text: '{{1}}' }, body('Join us'));
		expect(() => invitationVariable(bare, variablesOf(bare), wanted)).toThrow(
			new InputFailure(
				'Template: "hello" has no variable in its body that could carry the invitation.',
			),
		);
	});
});
