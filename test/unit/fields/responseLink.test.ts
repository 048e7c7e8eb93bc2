import type { Template } from '../../../nodes/WhatsAppGroups/api/templates';
import { findLinkVariable, linkValue } from '../../../nodes/WhatsAppGroups/fields/responseLink';
import { complaintOf } from './refusal';
import { body, buttons, template } from './templates';

const BASE = 'https://n8n.test/webhook-waiting/';
const LINK = `${BASE}17/node-id?signature=a/b`;

const button = (text: string, url = `${BASE}{{1}}`) => ({ type: 'URL', text, url });
const header = { type: 'HEADER', format: 'TEXT', text: 'For {{1}}' };

test.each<[string, Template, string | undefined, string]>([
	['the only one of the body', template(header, body('{{1}}')), undefined, 'body_1'],
	['the only button', template(body('{{1}} {{2}}'), buttons(button('Go'))), '', 'button_0'],
	['a name', template(body('{{1}} {{2}}')), '2', 'body_2'],
	['a name in braces', template(body('{{1}} {{2}}')), '{{2}}', 'body_2'],
	['a name in wide braces', template(body('{{1}} {{2}}')), ' {{ 2 }} ', 'body_2'],
	['a button’s text', template(body('{{1}}'), buttons(button('A'), button('B'))), 'B', 'button_1'],
	['an ID', template(body('{{1}}'), buttons(button('A'), button('A'))), 'button_1', 'button_1'],
	['a name of the body, not the header’s', template(header, body('{{1}} {{2}}')), '1', 'body_1'],
])('the variable is known by being, or by: %s', (_how, value, wanted, id) => {
	expect(findLinkVariable(value, wanted).id).toBe(id);
});

const NONE = [
	'Template: "hello" has no variable that could carry the link to the answer page.',
	'Choose a template with a variable in its body or in the address of a button.',
];
const SEVERAL = 'Link Variable: several variables of "hello" could carry the link.';

test.each<[string, Template, string | undefined, string[]]>([
	['none at all', template(body('Hi')), undefined, NONE],
	['none but of the header', template(header, body('Hi')), '1', NONE],
	['two of the body', template(body('{{1}} {{2}}')), undefined, [SEVERAL, 'Enter one of: 1, 2.']],
	[
		'two buttons, where nobody said which',
		template(body('{{1}}'), buttons(button('A'), button('B'))),
		undefined,
		[SEVERAL, 'Enter one of: 1, A, B.'],
	],
	[
		'two buttons that say the same',
		template(body('{{1}}'), buttons(button('A'), button('A'))),
		'A',
		[SEVERAL, 'Enter one of: body_1, button_0, button_1.'],
	],
	[
		'another name',
		template(body('{{1}}'), buttons(button('A'))),
		'{{7}}',
		[
			'Link Variable: "hello" has no variable "7" that could carry the link.',
			'Enter one of: 1, A.',
		],
	],
])('refused, with what to enter: %s', (_what, value, wanted, expected) => {
	expect(complaintOf(() => findLinkVariable(value, wanted))).toEqual(expected);
});

describe('what is entered', () => {
	const valueIn = (value: Template) => linkValue(value, findLinkVariable(value), LINK);

	test('in the body, the whole link', () => {
		expect(valueIn(template(body('{{1}}')))).toBe(LINK);
	});

	test('in a button, what its address lacks', () => {
		expect(valueIn(template(buttons(button('Go'))))).toBe('17/node-id?signature=a/b');
		expect(valueIn(template(buttons(button('Go', 'https://n8n.test/{{1}}'))))).toBe(
			'webhook-waiting/17/node-id?signature=a/b',
		);
	});

	test.each([
		['https://shop.test/{{1}}', 'https://shop.test/'],
		['{{1}}', 'an address of its own'],
	])('not in a button that leads elsewhere: %s', (url, leadsTo) => {
		expect(complaintOf(() => valueIn(template(buttons(button('Go', url)))))).toEqual([
			`Template: the button “Go” of "hello" leads to ${leadsTo}, where nobody can answer this question. Nothing was sent.`,
			'Choose a template whose button has the address https://n8n.test/webhook-waiting/{{1}}.',
		]);
	});
});
