import type { WireTemplate } from '../../../nodes/WhatsAppGroups/api/contract/templates';
import { TemplateCatalog } from '../../../nodes/WhatsAppGroups/api/templates';
import { InputFailure } from '../../../nodes/WhatsAppGroups/failures/failure';
import {
	resolveTemplate,
	searchInviteTemplates,
	searchTemplates,
	type TemplateReference,
} from '../../../nodes/WhatsAppGroups/fields/template';
import { FakeService } from '../api/fakeApi';
import { editorOf } from './editor';
import { body } from './templates';

type Listed = Partial<WireTemplate>;

const APPROVED = { name: 'hello', language: 'en', status: 'approved' };
const serviceWith = (templates: Listed[]) =>
	new FakeService(() => ({ body: { waba_templates: templates, total: templates.length } }));

async function resolved(templates: Listed[], reference: TemplateReference) {
	const { api } = serviceWith(templates);
	return await resolveTemplate(api, new TemplateCatalog(), reference);
}

describe('the template that is meant', () => {
	test.each<[string, Listed[], TemplateReference]>([
		['the only one', [APPROVED], { name: 'hello' }],
		['without a status', [{ name: 'hello', language: 'en' }], { name: 'hello' }],
		[
			'in its language',
			[{ ...APPROVED, language: 'de' }, APPROVED],
			{ name: 'hello', language: 'en' },
		],
		[
			'the only approved one',
			[{ ...APPROVED, language: 'de', status: 'pending' }, APPROVED],
			{ name: 'hello' },
		],
	])('%s', async (_name, templates, reference) => {
		expect(await resolved(templates, reference)).toMatchObject({ name: 'hello', language: 'en' });
	});

	const WAIT = 'Wait for WhatsApp’s approval, or choose another template.';
	const CHECK = 'Choose it from the list, or check its name and language in the 360dialog Hub.';

	test.each<[Listed[], TemplateReference, string, string]>([
		[
			[{ ...APPROVED, status: 'pending' }],
			{ name: 'hello' },
			'"hello" is not approved, but pending.',
			WAIT,
		],
		[
			[{ ...APPROVED, status: 'rejected', rejected_reason: 'NONE' }],
			{ name: 'hello' },
			'"hello" is not approved, but rejected.',
			WAIT,
		],
		[
			[{ ...APPROVED, status: 'rejected', rejected_reason: 'INVALID_FORMAT' }],
			{ name: 'hello' },
			'"hello" is not approved, but rejected (INVALID_FORMAT).',
			WAIT,
		],
		[
			[APPROVED, { ...APPROVED, language: 'de' }],
			{ name: 'hello' },
			'"hello" exists in 2 languages.',
			'Say which: hello|en, hello|de.',
		],
		[
			[APPROVED, { ...APPROVED, language: 'de' }],
			{ name: 'hello', language: 'fr' },
			'"hello" does not exist in "fr", only in en, de.',
			'Choose it from the list, or write the language as there: hello|en.',
		],
		[[APPROVED], { name: 'other' }, 'there is no template "other".', CHECK],
		[[APPROVED], { name: 'other', language: 'fr' }, 'there is no template "other" in fr.', CHECK],
	])('of %j, %j is refused', async (templates, reference, message, hint) => {
		const failure = await resolved(templates, reference).catch((error: unknown) => error);
		expect(failure).toBeInstanceOf(InputFailure);
		expect((failure as InputFailure).details).toEqual({
			code: 'invalid_input',
			message: `Template: ${message}`,
			hint,
		});
	});

	test('the list is read once, though nothing in it is found', async () => {
		const service = serviceWith([APPROVED]);
		const work = resolveTemplate(service.api, new TemplateCatalog(), { name: 'other' });
		await expect(work).rejects.toThrow(InputFailure);
		expect(service.calls).toHaveLength(1);
	});
});

describe('the list of templates says what is to be known of each', () => {
	const listed = [
		{ ...APPROVED, category: 'UTILITY', components: [body('The link: {{1}}')] },
		{ name: 'new', language: 'de', category: 'UTILITY', components: [body('The link: {{1}}')] },
		{ ...APPROVED, name: 'vague', category: 'UTILITY', components: [body('Hi {{1}}')] },
		{
			name: 'both',
			language: 'fr',
			status: 'PENDING',
			category: 'UTILITY',
			components: [body('{{1}}')],
		},
		{ ...APPROVED, name: 'bare', components: [body('Hi')] },
	];

	test('of all', async () => {
		expect(await searchTemplates.call(editorOf(listed))).toEqual({
			results: [
				{ name: 'hello (en)', value: 'hello|en' },
				{ name: 'new (de)', value: 'new|de' },
				{ name: 'vague (en)', value: 'vague|en' },
				{ name: 'both (fr) – pending', value: 'both|fr' },
				{ name: 'bare (en)', value: 'bare|en' },
			],
			paginationToken: undefined,
		});
	});

	test('of those that can invite', async () => {
		expect(await searchInviteTemplates.call(editorOf(listed))).toEqual({
			results: [
				{ name: 'hello (en)', value: 'hello|en' },
				{ name: 'new (de)', value: 'new|de' },
				{ name: 'vague (en) – may not be an invite', value: 'vague|en' },
				{ name: 'both (fr) – pending, may not be an invite', value: 'both|fr' },
			],
			paginationToken: undefined,
		});
	});

	test('of those that are looked for', async () => {
		const { results } = await searchTemplates.call(editorOf(listed), ' VAG ');
		expect(results).toEqual([{ name: 'vague (en)', value: 'vague|en' }]);
	});
});
