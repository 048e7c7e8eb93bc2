import fc from 'fast-check';

import type { Template } from '../../../nodes/WhatsAppGroups/api/templates';
import {
	planComponents,
	readTemplateValues,
} from '../../../nodes/WhatsAppGroups/fields/templateValues';
import { variablesOf } from '../../../nodes/WhatsAppGroups/fields/templateVariables';
import type { ItemInput } from '../../../nodes/WhatsAppGroups/runtime/input';
import { refusalOf } from './refusal';
import { body, buttons, template } from './templates';

const build = (value: Template, values: Record<string, unknown>) => planComponents(value, values)();
const complaint = (value: Template, values: Record<string, unknown>) =>
	refusalOf(() => planComponents(value, values));
const problem = (value: Template, values: Record<string, unknown>): string =>
	complaint(value, values).message;
const text = (value: string) => ({ type: 'text', text: value });

const ORDER = template(
	{ type: 'HEADER', format: 'TEXT', text: 'Hello {{1}}' },
	body('Your order {{2}} of {{1}}'),
	buttons(
		{ type: 'QUICK_REPLY', text: 'Stop' },
		{ type: 'URL', text: 'Track', url: 'https://shop.test/track/{{1}}' },
		{ type: 'COPY_CODE', text: 'Copy' },
	),
);
const VALUES = {
	header_1: 'Ana',
	body_1: 'Monday',
	body_2: 4711,
	button_1: 'track-4711',
	button_2: 'SAVE10',
};

test('every kind of component, numbered values by their numbers', () => {
	expect(build(ORDER, VALUES)).toEqual([
		{ type: 'header', parameters: [text('Ana')] },
		{ type: 'body', parameters: [text('Monday'), text('4711')] },
		{ type: 'button', sub_type: 'url', index: '1', parameters: [text('track-4711')] },
		{
			type: 'button',
			sub_type: 'copy_code',
			index: '2',
			parameters: [{ type: 'coupon_code', coupon_code: 'SAVE10' }],
		},
	]);
});

test('each numbered value stands at its number, in whatever order the text has them', () => {
	const order = fc.integer({ min: 1, max: 12 }).chain((count) =>
		fc.shuffledSubarray(
			Array.from({ length: count }, (_, index) => index + 1),
			{ minLength: count },
		),
	);
	fc.assert(
		fc.property(order, (numbers) => {
			const values = Object.fromEntries(
				numbers.map((number) => [`body_${number}`, `no ${number}`]),
			);
			const [{ parameters }] = build(
				template(body(numbers.map((number) => `{{${number}}}`).join(' '))),
				values,
			);
			expect(parameters.map((one) => one.text)).toEqual(
				numbers.map((_, index) => `no ${index + 1}`),
			);
		}),
	);
});

test('where one variable has a name, all carry theirs', () => {
	const named = template(body('{{first_name}} {{2}}'));
	expect(build(named, { body_first_name: 'Ana', body_2: 7 })).toEqual([
		{
			type: 'body',
			parameters: [
				{ ...text('Ana'), parameter_name: 'first_name' },
				{ ...text('7'), parameter_name: '2' },
			],
		},
	]);
});

describe('what the service refuses is refused', () => {
	const refused: Array<[string, RegExp]> = [
		['Ana\nBen', /holds a line break/],
		['Ana\r\nBen', /holds a line break/],
		['Ana\u2028Ben', /holds a line break/],
		['Ana\tBen', /holds a tab/],
		['Ana     Ben', /holds more than four spaces/],
		['', /is empty/],
		['   ', /is empty/],
		['\n', /is empty/],
	];
	test.each(refused)('%j in each of the values', (value, words) => {
		for (const id of Object.keys(VALUES)) {
			const { label } = variablesOf(ORDER).find((one) => one.id === id)!;
			const message = problem(ORDER, { ...VALUES, [id]: value });
			expect(message).toMatch(words);
			expect(message.startsWith(`Template Parameters: ${label} `)).toBe(true);
		}
	});

	test('of any text with such a part, wherever it is', () => {
		const part = fc.constantFrom('\n', '\r', '\t', '     ');
		const word = fc.stringMatching(/^[A-Za-zäß0-9]{1,8}$/);
		fc.assert(
			fc.property(word, part, word, fc.constantFrom(...Object.keys(VALUES)), (a, bad, b, id) => {
				expect(problem(ORDER, { ...VALUES, [id]: a + bad + b })).toMatch(/holds/);
			}),
		);
	});

	test.each<[unknown, string]>([
		[undefined, 'is empty'],
		[null, 'is empty'],
		[NaN, 'is empty'],
		[{}, 'must be text'],
		[[], 'must be text'],
		[true, 'must be text'],
		[false, 'must be text'],
		[2 ** 60, 'is too large a number: give it as text'],
	])('%p is no value', (value, words) => {
		expect(complaint(ORDER, { ...VALUES, body_1: value })).toEqual({
			code: 'invalid_input',
			message: `Template Parameters: Body {{1}} ${words}.`,
			hint: 'Correct the value of the template "hello".',
		});
	});

	test('all that is wrong is named at once', () => {
		const { message, hint } = complaint(ORDER, { ...VALUES, header_1: 'a\nb', button_1: '' });
		expect(message).toBe(
			'Template Parameters: Header {{1}} holds a line break, which templates do not take. Button Track {{1}} is empty.',
		);
		expect(hint).toBe('Correct the values of the template "hello".');
	});

	test('what the values are together shows only when each is right', () => {
		const values = { ...VALUES, body_1: 'x'.repeat(2000), header_1: '' };
		expect(problem(ORDER, values)).toBe('Template Parameters: Header {{1}} is empty.');
	});

	test.each([
		[ORDER, { ...VALUES, button_2: 'x'.repeat(21) }, /Code to Copy is too long: 21 characters/],
		[ORDER, { ...VALUES, header_1: 'x'.repeat(61) }, /Header .* is too long: 61 characters/],
		[template(body('Hi {{1}}')), { body_1: 'x'.repeat(1022) }, /too long with its values: 1025/],
		[
			template({ type: 'HEADER', text: '{{1}}' }, body('Hi {{1}}')),
			{ header_1: 'Ana', body_1: 'x'.repeat(1022) },
			/too long with its values: 1025/,
		],
	])('lengths', (value, values, words) => {
		expect(problem(value, values)).toMatch(words);
	});

	test('the longest values are taken', () => {
		const longest = { button_2: 'x'.repeat(20), header_1: 'x'.repeat(60) };
		expect(build(ORDER, { ...VALUES, ...longest })[0]).toEqual({
			type: 'header',
			parameters: [text(longest.header_1)],
		});
		const [{ parameters }] = build(template(body('Hi {{1}}')), { body_1: 'x'.repeat(1021) });
		expect(parameters[0].text).toHaveLength(1021);
	});

	test('a text that takes no values is as the service approved it', () => {
		const header = { type: 'HEADER', format: 'TEXT', text: 'Hello {{1}}' };
		expect(build(template(header, body('x'.repeat(1025))), { header_1: 'Ana' })).toEqual([
			{ type: 'header', parameters: [text('Ana')] },
		]);
	});

	test('an end that is a whole address, where the button has none of its own', () => {
		const value = template(buttons({ type: 'URL', text: 'Go', url: '{{1}}' }));
		expect(build(value, { button_0: 'https://shop.test/' })[0].parameters).toEqual([
			text('https://shop.test/'),
		]);
	});

	test('a whole address where its end is wanted', () => {
		const value = 'https://shop.test/track/4711';
		expect(problem(ORDER, { ...VALUES, button_1: value })).toMatch(
			/is the whole address: enter what comes after https:\/\/shop\.test\/track\/\./,
		);
	});
});

test('four spaces, and blanks around a value, are fine', () => {
	const [, { parameters }] = build(ORDER, { ...VALUES, body_1: ' a    b\n' });
	expect(parameters[0]).toEqual(text('a    b'));
});

describe('a file as header', () => {
	const picture = template({ type: 'HEADER', format: 'IMAGE' });
	const paper = template({ type: 'HEADER', format: 'DOCUMENT' });

	test.each([
		['https://files.test/a.jpg', { link: 'https://files.test/a.jpg' }],
		['HTTP://files.test/a.jpg', { link: 'HTTP://files.test/a.jpg' }],
		['1037543291543636', { id: '1037543291543636' }],
		[1037543291543636, { id: '1037543291543636' }],
		['httpish', { id: 'httpish' }],
		[
			`https://files.test/${'a'.repeat(60)}.jpg`,
			{ link: `https://files.test/${'a'.repeat(60)}.jpg` },
		],
	])('%p', (value, image) => {
		expect(build(picture, { header_media: value })).toStrictEqual([
			{ type: 'header', parameters: [{ type: 'image', image }] },
		]);
	});

	test.each([
		[
			{ header_media: '7', header_filename: 'Invoice 7.pdf' },
			{ id: '7', filename: 'Invoice 7.pdf' },
		],
		[
			{ header_media: 'https://x.test/f/a%20b.pdf?sig=1.2' },
			{ link: 'https://x.test/f/a%20b.pdf?sig=1.2', filename: 'a b.pdf' },
		],
		[
			{ header_media: 'https://x.test/f/a.pdf', header_filename: 'b.pdf' },
			{ link: 'https://x.test/f/a.pdf', filename: 'b.pdf' },
		],
		[
			{ header_media: 'https://x.test/f/50%.pdf' },
			{ link: 'https://x.test/f/50%.pdf', filename: '50%.pdf' },
		],
	])('a document has a name: %j', (values, document) => {
		expect(build(paper, values)).toEqual([
			{ type: 'header', parameters: [{ type: 'document', document }] },
		]);
	});

	test.each([
		'7',
		'report.pdf',
		'https://x.test/',
		'https://x.test',
		'https://x.test/download?id=a.pdf',
		'https://x.test/report.of-today',
	])('%s without a name would be "Untitled"', (header_media) => {
		expect(problem(paper, { header_media })).toBe(
			'Template Parameters: Document Name is empty, and people would see "Untitled".',
		);
	});
});

test('a template without variables needs no components', () => {
	expect(build(template(body('Hello')), {})).toEqual([]);
});

test('the invitation stands in the place of its variable, with its name', () => {
	const invite = template(body('{{name}}: join {{link}}'));
	const carrier = variablesOf(invite)[1];
	const components = planComponents(invite, { body_name: 'A' }, carrier);
	expect(components({ type: 'group_id', group_id: 'G' })).toEqual([
		{
			type: 'body',
			parameters: [
				{ ...text('A'), parameter_name: 'name' },
				{ type: 'group_id', group_id: 'G', parameter_name: 'link' },
			],
		},
	]);
});

test('the place of the invitation counts nothing until it is there', () => {
	const invite = template(body(`{{name}} ${'x'.repeat(1022)}{{link}}`));
	const carrier = variablesOf(invite)[1];
	expect(planComponents(invite, { body_name: 'A' }, carrier)()).toEqual([
		{
			type: 'body',
			parameters: [
				{ ...text('A'), parameter_name: 'name' },
				{ ...text(''), parameter_name: 'link' },
			],
		},
	]);
});

test.each([
	'https://x.test/two words.jpg',
	'https://x.test/a.jpg https://x.test/b.jpg',
	'www.x.test/a.jpg',
	'ftp://x.test/a.jpg',
	'data:image/png;base64,AAAA',
	'{"id":"7"}',
])('a file header with %j, which is neither an ID nor an address, is refused', (header_media) => {
	const picture = template({ type: 'HEADER', format: 'IMAGE' }, body('Hi'));
	expect(problem(picture, { header_media })).toContain(
		'Image (ID or Link) is neither a media ID nor a web address.',
	);
});

test.each([
	['each by hand', { mappingMode: 'defineBelow', value: { body_1: 'a' } }, { body_1: 'a' }],
	['by the item', { mappingMode: 'autoMapInputData', value: null }, { body_1: 'of the item' }],
	['nothing', undefined, {}],
])('what is mapped: %s', (_how, mapper, values) => {
	const input = { raw: () => mapper, json: { body_1: 'of the item' } } as unknown as ItemInput;
	expect(readTemplateValues(input)).toEqual(values);
});
