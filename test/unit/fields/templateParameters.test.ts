import type { WireTemplate } from '../../../nodes/WhatsAppGroups/api/contract/templates';
import {
	templateFields,
	templateText,
} from '../../../nodes/WhatsAppGroups/fields/templateParameters';
import { editorOf } from './editor';
import { body, buttons } from './templates';

type Listed = Partial<WireTemplate>;

const HELLO = { name: 'hello', language: 'en', status: 'approved', category: 'UTILITY' };
const helloOf = (...components: unknown[]): Listed => ({
	...HELLO,
	components: components as never,
});
const CHOSEN = { template: 'hello' };

const fieldsOf = async (template: Listed, parameters: object = {}) =>
	await templateFields.call(editorOf([template], { ...CHOSEN, ...parameters }));
const idsOf = async (template: Listed, parameters: object) =>
	(await fieldsOf(template, parameters)).fields.map(({ id }) => id);
const textOf = async (...templates: Listed[]) =>
	await templateText.call(editorOf(templates, CHOSEN));

test.each([undefined, '', ' ', '|en'])(
	'as long as no template is chosen, nothing is asked for: %j',
	async (template) => {
		const urls: string[] = [];
		const editor = editorOf([HELLO], { template }, urls);
		expect(await templateFields.call(editor)).toEqual({ fields: [] });
		expect(await templateText.call(editor)).toEqual({ fields: [] });
		expect(urls).toEqual([]);
	},
);

describe('the fields', () => {
	const field = (id: string, displayName: string, required = true) => ({
		id,
		displayName,
		required,
		defaultMatch: false,
		display: true,
		type: 'string',
	});

	test('are of all variables, and only a document’s name may be left out', async () => {
		const template = helloOf({ type: 'HEADER', format: 'DOCUMENT' }, body('Hi {{1}}'));
		expect(await fieldsOf(template)).toEqual({
			fields: [
				field('header_media', 'Document (ID or Link)'),
				field('header_filename', 'Document Name', false),
				field('body_1', 'Body {{1}}'),
			],
		});
	});

	test('of a template without variables there are none', async () => {
		expect(await fieldsOf(helloOf(body('Hi')))).toEqual({
			fields: [],
			emptyFieldsNotice: 'This template has no values to fill in.',
		});
	});

	const twoOfThem = helloOf(body('Hi {{1}}, the link: {{2}}'));

	test.each<[string, object, string[]]>([
		['a message', {}, ['body_1', 'body_2']],
		['an invite', { resource: 'invite' }, ['body_1']],
		[
			'an invite that says which',
			{ resource: 'invite', options: { inviteVariable: '1', inviteVariableType: 'link' } },
			['body_2'],
		],
		[
			'an invite that says what it takes',
			{ resource: 'invite', options: { inviteVariableType: 'groupId' } },
			['body_1'],
		],
		['a question', { operation: 'sendAndWait', linkVariable: '1' }, ['body_2']],
	])('of %s leave out what the node fills in', async (_name, parameters, ids) => {
		expect(await idsOf(twoOfThem, parameters)).toEqual(ids);
	});

	test('say why there are none, where a link might be put into the wrong place', async () => {
		const parameters = { resource: 'invite', options: { inviteVariableType: 'link' } };
		expect(await fieldsOf(twoOfThem, parameters)).toEqual({
			fields: [],
			emptyFieldsNotice:
				'Template: it is not certain which variable of &quot;hello&quot; takes the invitation: {{1}}, {{2}}. Set the option Invite Variable.',
		});
	});
});

describe('the text', () => {
	test.each<[string, unknown[], string]>([
		[
			'all parts',
			[
				{ type: 'header', format: 'TEXT', text: 'For {{1}}' },
				body('Hi {{1}}\nand <all>'),
				{ type: 'FOOTER', text: 'Bye' },
				buttons(
					{ type: 'QUICK_REPLY', text: 'Stop' },
					{ type: 'URL', text: 'Go', url: 'https://x.test/{{1}}' },
					{ type: 'URL', text: 'Home', url: 'https://x.test/' },
				),
			],
			'<b>For {{1}}</b><br>Hi {{1}}<br>and &lt;all&gt;<br><i>Bye</i><br>[Stop] [Go → https://x.test/{{1}}] [Home]',
		],
		['a picture', [{ type: 'HEADER', format: 'IMAGE' }, body('Hi')], '<b>[image]</b><br>Hi'],
		['a header of no kind', [{ type: 'HEADER' }, body('Hi')], '<b>[header]</b><br>Hi'],
		['a button that says nothing', [body('Hi'), buttons({ type: 'OTP' })], 'Hi<br>[button]'],
		['parts without content', [{ type: 'BODY' }, { type: 'BUTTONS' }, body('Hi')], 'Hi'],
		['parts of other kinds', [{ type: 'CAROUSEL', text: 'No' }, { text: 'No' }, body('Hi')], 'Hi'],
	])('%s', async (_name, components, html) => {
		expect(await textOf(helloOf(...components))).toEqual({ fields: [], emptyFieldsNotice: html });
	});

	test('says when the template is not approved yet, unless it is in another language', async () => {
		const pending = { ...helloOf(body('Hi')), status: 'PENDING' };
		const html = '<b>Not approved yet: pending.</b><br>Hi';
		expect((await textOf(pending)).emptyFieldsNotice).toBe(html);
		const other = { ...helloOf(body('Hallo')), language: 'de' };
		expect((await textOf(pending, other)).emptyFieldsNotice).toBe('Hallo');
	});
});
