/** The template of a message: a list that searches and pages, or a name with its language. */
import type { ILoadOptionsFunctions, INodeListSearchResult, INodeProperties } from 'n8n-workflow';

import type { Api } from '../api/client';
import { connect } from '../api/connect';
import { InputFailure } from '../failures/failure';
import {
	readTemplatePage,
	seenTemplates,
	type Template,
	type TemplateCatalog,
} from '../api/templates';
import { nodeError } from '../failures/shown';
import type { ItemInput } from '../runtime/input';
import { fitnessOf } from './invitation';

/** Between name and language in the stored value; template names have no such character. */
const SEPARATOR = '|';

export const templateField = templateFieldWith('searchTemplates', 'The approved message template');

export const inviteTemplateField = templateFieldWith(
	'searchInviteTemplates',
	'The approved template that carries the invitation. Template: Create Invite makes one.',
);

function templateFieldWith(searchListMethod: string, description: string): INodeProperties {
	return {
		displayName: 'Template',
		name: 'template',
		type: 'resourceLocator',
		default: { mode: 'list', value: '' },
		required: true,
		description,
		modes: [
			{
				displayName: 'From List',
				name: 'list',
				type: 'list',
				placeholder: 'Select a template…',
				typeOptions: { searchListMethod, searchable: true },
			},
			{
				displayName: 'By Name',
				name: 'name',
				type: 'string',
				placeholder: 'e.g. group_invite|en_US',
				hint: 'The name, and after a | its language. The language may be left out when there is only one.',
			},
		],
	};
}

/**
 * A field that only one value of a choice asks for. It is not required: below a choice that comes by
 * expression n8n would ask for it all the same, so we ask ourselves.
 */
export function belowChoice(
	field: INodeProperties,
	choice: Readonly<Record<string, string[]>>,
): INodeProperties {
	const show = { ...field.displayOptions?.show, ...choice };
	return { ...field, required: false, displayOptions: { show } };
}

export interface TemplateReference {
	name: string;
	language?: string;
}

export function readTemplateReference(input: ItemInput): TemplateReference {
	return parseTemplateReference(input.located('template'));
}

export function parseTemplateReference(value: string): TemplateReference {
	const [name, language] = value.split(SEPARATOR).map((part) => part.trim());
	return { name, language: language || undefined };
}

/**
 * The live template that a reference means.
 *
 * @throws InputFailure when there is none, several, or it is not approved
 */
export async function resolveTemplate(
	api: Api,
	catalog: TemplateCatalog,
	{ name, language }: TemplateReference,
): Promise<Template> {
	const matches = await findTemplates(api, catalog, { name, language });
	const approved = matches.filter(isApproved);
	if (approved.length === 0) {
		const { rejectedReason } = matches[0];
		const reason = rejectedReason && rejectedReason !== 'NONE' ? ` (${rejectedReason})` : '';
		throw new InputFailure(
			`Template: "${name}" is not approved, but ${statusOf(matches[0])}${reason}.`,
			'Wait for WhatsApp’s approval, or choose another template.',
		);
	}
	if (approved.length > 1) {
		const choices = approved.map((template) => `${name}${SEPARATOR}${template.language}`);
		throw new InputFailure(
			`Template: "${name}" exists in ${approved.length} languages.`,
			`Say which: ${choices.join(', ')}.`,
		);
	}
	return approved[0];
}

/**
 * The templates of a name, approved or not, in one language or in all.
 *
 * @throws InputFailure when there is none; it names the languages that there are
 */
export async function findTemplates(
	api: Api,
	catalog: TemplateCatalog,
	{ name, language }: TemplateReference,
): Promise<Template[]> {
	const matches = await catalog.find(api, name, language);
	if (matches.length > 0) return matches;
	const others = await catalog.find(api, name);
	if (others.length > 0) {
		const languages = others.map((template) => template.language).join(', ');
		throw new InputFailure(
			`Template: "${name}" does not exist in "${language}", only in ${languages}.`,
			`Choose it from the list, or write the language as there: ${name}${SEPARATOR}${others[0].language}.`,
		);
	}
	throw new InputFailure(
		`Template: there is no template "${name}"${language ? ` in ${language}` : ''}.`,
		'Choose it from the list, or check its name and language in the 360dialog Hub.',
	);
}

export function isApproved(template: Template): boolean {
	return statusOf(template) === 'approved';
}

/** For people. Templates without one are given the benefit of the doubt: the service will say. */
export function statusOf({ templateStatus = 'APPROVED' }: Template): string {
	return templateStatus.toLowerCase();
}

/** A page of templates for the dropdown; those that cannot be sent yet say so. */
export async function searchTemplates(
	this: ILoadOptionsFunctions,
	filter?: string,
	paginationToken?: string,
): Promise<INodeListSearchResult> {
	return await searchThose(this, () => ({}), filter, paginationToken);
}

/** Of those only the templates that can invite; where it is not certain they say so. */
export async function searchInviteTemplates(
	this: ILoadOptionsFunctions,
	filter?: string,
	paginationToken?: string,
): Promise<INodeListSearchResult> {
	const judge = (template: Template) => {
		const fitness = fitnessOf(template);
		if (fitness === 'unfit') return undefined;
		return { note: fitness === 'uncertain' ? 'may not be an invite' : undefined };
	};
	return await searchThose(this, judge, filter, paginationToken);
}

async function searchThose(
	context: ILoadOptionsFunctions,
	judge: (template: Template) => { note?: string } | undefined,
	filter?: string,
	paginationToken?: string,
): Promise<INodeListSearchResult> {
	const wanted = filter?.trim().toLowerCase() ?? '';
	let token = paginationToken;
	try {
		const api = await connect(context, 1);
		// A service that repeats itself would be asked without end.
		const seen = seenTemplates();
		for (;;) {
			const page = await readTemplatePage(api, token);
			seen.fresh(page.templates.map(({ wire }) => wire));
			const results = page.templates
				.filter(({ name }) => name.toLowerCase().includes(wanted))
				.flatMap((template) => {
					const { name, language } = template;
					const verdict = judge(template);
					if (verdict === undefined) return [];
					const status = isApproved(template) ? undefined : statusOf(template);
					const notes = [status, verdict.note].filter(Boolean).join(', ');
					return [
						{
							name: `${name} (${language})${notes && ` – ${notes}`}`,
							value: `${name}${SEPARATOR}${language}`,
						},
					];
				});
			if (results.length > 0 || page.next === undefined) {
				return { results, paginationToken: page.next };
			}
			token = page.next;
		}
	} catch (failure) {
		throw nodeError(context.getNode(), failure);
	}
}
