import type { Template } from '../../../nodes/WhatsAppGroups/api/templates';
import {
	findInvitation,
	fitnessOf,
	type WantedInvitation,
} from '../../../nodes/WhatsAppGroups/fields/invitation';
import { complaintOf } from './refusal';
import { body, template } from './templates';

const ofCategory = (category: string | undefined, text: string, example?: string[]): Template => ({
	...template({ ...body(text), ...(example && { example: { body_text: [example] } }) }),
	category,
});
const link = 'https://chat.whatsapp.com/LINK_ID';
const found = (value: Template, wanted: WantedInvitation = {}) => {
	try {
		const { variable, type } = findInvitation(value, wanted);
		return `${variable.name} ${type}`;
	} catch (error) {
		return (error as Error).message;
	}
};
const complaint = (value: Template, wanted: WantedInvitation = {}) =>
	complaintOf(() => findInvitation(value, wanted));
const UNCERTAIN = /^Template: it is not certain which variable of "hello" takes the invitation: /;

test.each<[string, Template, string]>([
	['its example', ofCategory('MARKETING', 'Hi {{1}}, join {{2}}', ['Ana', link]), '2 link'],
	['its example', ofCategory('UTILITY', 'Hi {{1}}, join {{2}}', ['Ana', link]), '2 groupId'],
	['its name', ofCategory('MARKETING', 'Hi {{name}}, join {{group_link}}'), 'group_link link'],
	['its name', ofCategory('UTILITY', 'Hi {{name}}, join {{invite}}'), 'invite groupId'],
	['the words before it', ofCategory('UTILITY', 'The link: {{1}}. Bye, {{2}}'), '1 groupId'],
	[
		'the words before it',
		ofCategory('UTILITY', 'El enlace, {{1}}: {{2}}. El link: {{3}}'),
		'3 groupId',
	],
	[
		'the words before its first place',
		ofCategory('UTILITY', 'Link: {{1}}, {{1}}, {{2}}'),
		'1 groupId',
	],
	['the words before its own place', ofCategory('UTILITY', 'Url: {{1}}: {{2}}'), '1 groupId'],
	['a colon of another script', ofCategory('MARKETING', 'リンクはこちら：{{1}}'), '1 link'],
	['being the only one', ofCategory('UTILITY', 'As requested, join here {{1}}.'), '1 groupId'],
	['the words before the only one', ofCategory('MARKETING', 'Your link: {{1}}'), '1 link'],
])('the variable is known by %s: %j', (_how, value, expected) => {
	expect(found(value)).toBe(expected);
});

test.each([
	ofCategory('UTILITY', 'Hi {{1}}, join {{2}}'),
	ofCategory('UTILITY', 'Link: {{1}} or link: {{2}}'),
	ofCategory('MARKETING', 'Hi {{1}}, this is it.'),
	ofCategory('MARKETING', 'This link is for {{1}}: {{2}}'),
	ofCategory('MARKETING', 'The link: {{1}}. Bye, {{2}}'),
	ofCategory('MARKETING', 'Join our group {{1}}: {{2}}'),
	ofCategory('MARKETING', 'Hi {{1}}, join {{2}}', [link, link]),
])('a link is put nowhere where it might be another’s place: %j', (value) => {
	expect(found(value)).toMatch(UNCERTAIN);
	expect(fitnessOf(value)).toBe('uncertain');
});

test('the options say it otherwise', () => {
	const value = ofCategory('UTILITY', 'Hi {{1}}, the link: {{2}}');
	expect(found(value, { variable: '1' })).toBe('1 groupId');
	expect(found(value, { variable: '{{ 1 }}', type: 'link' })).toBe('1 link');
	expect(found(value, { type: 'link' })).toMatch(UNCERTAIN);
	expect(complaint(value, { variable: '7' })).toEqual([
		'Invite Variable: "hello" has no variable "7" in its body, only {{1}}, {{2}}.',
		'Set the option Invite Variable to one of these, or remove it.',
	]);
	expect(complaint(value, { type: 'link' })).toEqual([
		'Template: it is not certain which variable of "hello" takes the invitation: {{1}}, {{2}}.',
		'Set the option Invite Variable.',
	]);
});

test('a category that tells no type needs the option', () => {
	const value = ofCategory(undefined, 'The link: {{1}}', [link]);
	expect(complaint(value)).toEqual([
		'Template: it is not certain whether the invitation of "hello" is a group’s ID or its link.',
		'Set the option Invite Variable Type.',
	]);
	expect(found(value, { type: 'link' })).toBe('1 link');
});

test('a body without variables cannot carry it', () => {
	const bare = template({ type: 'HEADER', text: '{{1}}' }, body('Join us'));
	for (const wanted of [{}, { variable: '1' }])
		expect(complaint(bare, wanted)).toEqual([
			'Template: "hello" has no variable in its body that could carry the invitation.',
			'Choose an invite template, such as one made with the operation Create Invite of the resource Template.',
		]);
	expect(fitnessOf(bare)).toBe('unfit');
});

test.each([
	[ofCategory('AUTHENTICATION', 'The link: {{1}}'), 'unfit'],
	[template(body('The link: {{1}}'), { type: 'CAROUSEL' }), 'unfit'],
	[ofCategory('UTILITY', 'The link: {{1}}'), 'certain'],
	[ofCategory('UTILITY', 'Hello {{1}}'), 'uncertain'],
	[ofCategory('UTILITY', 'Hi {{1}}, the link: {{2}}'), 'certain'],
	[ofCategory(undefined, 'The link: {{1}}'), 'uncertain'],
] as const)('how fit %j is', (value, fitness) => {
	expect(fitnessOf(value)).toBe(fitness);
});
