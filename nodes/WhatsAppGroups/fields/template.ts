/** The template of a message: a list that searches and pages, or a name with its language. */
import type { ILoadOptionsFunctions, INodeListSearchResult, INodeProperties } from 'n8n-workflow';

import type { Api } from '../api/client';
import { connect } from '../api/connect';
import { InputFailure } from '../failures/failure';
import { readTemplatePage, type Template, type TemplateCatalog } from '../api/templates';
import { nodeError } from '../failures/shown';
import type { ItemInput } from '../runtime/input';

/** Between name and language in the stored value; template names have no such character. */
const SEPARATOR = '|';

export const templateField: INodeProperties = {
	displayName: 'Template',
	name: 'template',
	type: 'resourceLocator',
	default: { mode: 'list', value: '' },
	required: true,
	description: 'The approved message template',
	modes: [
		{
			displayName: 'From List',
			name: 'list',
			type: 'list',
			placeholder: 'Select a template…',
			typeOptions: { searchListMethod: 'searchTemplates', searchable: true },
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
	const matches = await catalog.find(api, name, language);
	if (matches.length === 0) {
		throw new InputFailure(
			`Template: there is no template "${name}"${language ? ` in ${language}` : ''}.`,
			'Choose it from the list, or check its name and language in the 360dialog Hub.',
		);
	}
	const approved = matches.filter(isApproved);
	if (approved.length === 0) {
		throw new InputFailure(
			`Template: "${name}" is not approved, but ${matches[0].templateStatus?.toLowerCase()}.`,
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

/** Templates without a status are given the benefit of the doubt: the service will say. */
function isApproved(template: Template): boolean {
	return template.templateStatus === undefined || template.templateStatus === 'APPROVED';
}

/** A page of templates for the dropdown; those that cannot be sent yet say so. */
export async function searchTemplates(
	this: ILoadOptionsFunctions,
	filter?: string,
	paginationToken?: string,
): Promise<INodeListSearchResult> {
	const wanted = filter?.trim().toLowerCase() ?? '';
	let token = paginationToken;
	try {
		const api = await connect(this, 1);
		for (;;) {
			const page = await readTemplatePage(api, token);
			const results = page.templates
				.filter(({ name }) => name.toLowerCase().includes(wanted))
				.map((template) => ({
					name: `${template.name} (${template.language})${isApproved(template) ? '' : ` – ${template.templateStatus?.toLowerCase()}`}`,
					value: `${template.name}${SEPARATOR}${template.language}`,
				}));
			if (results.length > 0 || page.next === undefined) {
				return { results, paginationToken: page.next };
			}
			token = page.next;
		}
	} catch (failure) {
		throw nodeError(this.getNode(), failure);
	}
}
