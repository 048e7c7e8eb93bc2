/**
 * What the editor shows of a template: its text, and a field for each variable. Both are resource
 * mappers, as nothing else in a node's panel can be read from the service.
 */
import type {
	ILoadOptionsFunctions,
	INodeProperties,
	ResourceMapperField,
	ResourceMapperFields,
} from 'n8n-workflow';

import { connect } from '../api/connect';
import { TemplateCatalog, type Template } from '../api/templates';
import { asList, asRecord, asText } from '../api/values';
import { escapeHtml } from '../runtime/html';
import { findInvitation, INVITATION_TYPES } from './invitation';
import { notice, noticeMapper, told } from './notice';
import { findLinkVariable } from './responseLink';
import { findTemplates, isApproved, parseTemplateReference, statusOf } from './template';
import { variablesOf } from './templateVariables';

/** As long as no template is chosen there is nothing to show. */
const onceChosen = { show: { template: [{ _cnd: { not: '' } }] } };

const reloads = [
	'template.value',
	'linkVariable',
	'options.inviteVariable',
	'options.inviteVariableType',
];

export const templateParametersField: INodeProperties = {
	displayName: 'Template Parameters',
	name: 'templateParameters',
	type: 'resourceMapper',
	noDataExpression: true,
	default: { mappingMode: 'defineBelow', value: null },
	description: 'The values of the template’s variables',
	displayOptions: onceChosen,
	typeOptions: {
		loadOptionsDependsOn: reloads,
		resourceMapper: {
			resourceMapperMethod: 'templateFields',
			mode: 'add',
			fieldWords: { singular: 'variable', plural: 'variables' },
			addAllFields: true,
			multiKeyMatch: false,
			supportAutoMap: true,
			hideNoDataError: true,
			refreshStaleSchemaOnOpen: true,
		},
	},
};

export const templateTextField: INodeProperties = {
	displayName: 'Template Text',
	name: 'templateText',
	type: 'resourceMapper',
	noDataExpression: true,
	default: { mappingMode: 'defineBelow', value: null },
	description: 'What the template says',
	displayOptions: onceChosen,
	typeOptions: {
		loadOptionsDependsOn: ['template.value'],
		resourceMapper: noticeMapper('templateText'),
	},
};

/** A field for each variable of the chosen template. */
export async function templateFields(this: ILoadOptionsFunctions): Promise<ResourceMapperFields> {
	return await told(async () => {
		const template = await chosenTemplate(this);
		if (!template) return { fields: [] };
		const carrier = carrierOf(this, template);
		const fields = variablesOf(template)
			.filter(({ id }) => id !== carrier)
			.map(
				({ id, label, kind }): ResourceMapperField => ({
					id,
					displayName: label,
					required: kind !== 'filename',
					defaultMatch: false,
					display: true,
					type: 'string',
				}),
			);
		return fields.length > 0
			? { fields }
			: { fields, emptyFieldsNotice: 'This template has no values to fill in.' };
	});
}

/** What the template says, in the place of fields. */
export async function templateText(this: ILoadOptionsFunctions): Promise<ResourceMapperFields> {
	return await told(async () => {
		const template = await chosenTemplate(this);
		return template ? notice(textOf(template)) : { fields: [] };
	});
}

async function chosenTemplate(context: ILoadOptionsFunctions): Promise<Template | undefined> {
	const value = context.getCurrentNodeParameter('template', { extractValue: true });
	const reference = parseTemplateReference(asText(value) ?? '');
	if (!reference.name) return undefined;
	const found = await findTemplates(await connect(context, 1), new TemplateCatalog(), reference);
	return found.find(isApproved) ?? found[0];
}

/** The variable that the node fills in by itself: nobody is asked for its value. */
function carrierOf(context: ILoadOptionsFunctions, template: Template): string | undefined {
	if (context.getCurrentNodeParameter('resource') === 'invite') {
		const options = asRecord(context.getCurrentNodeParameter('options'));
		const type = INVITATION_TYPES.find((one) => one === options.inviteVariableType);
		return findInvitation(template, { variable: asText(options.inviteVariable), type }).variable.id;
	}
	if (context.getCurrentNodeParameter('operation') === 'sendAndWait') {
		return findLinkVariable(template, asText(context.getCurrentNodeParameter('linkVariable'))).id;
	}
	return undefined;
}

/** Header, body, footer and buttons, as HTML. */
function textOf(template: Template): string {
	const lines = asList(template.components).map(lineOf);
	const status = isApproved(template)
		? []
		: [`<b>${escapeHtml(`Not approved yet: ${statusOf(template)}.`)}</b>`];
	return [...status, ...lines].filter(Boolean).join('<br>').replace(/\n/g, '<br>');
}

function lineOf(component: unknown): string {
	const { type, text, format, buttons } = asRecord(component);
	const words = asText(text) ?? '';
	switch (asText(type)?.toUpperCase()) {
		case 'HEADER':
			return `<b>${escapeHtml(words || `[${(asText(format) ?? 'header').toLowerCase()}]`)}</b>`;
		case 'BODY':
			return escapeHtml(words);
		case 'FOOTER':
			return `<i>${escapeHtml(words)}</i>`;
		case 'BUTTONS':
			return asList(buttons)
				.map((one) => escapeHtml(buttonText(one)))
				.join(' ');
	}
	return '';
}

function buttonText(button: unknown): string {
	const { text, url } = asRecord(button);
	const address = asText(url)?.includes('{{') ? ` → ${asText(url)}` : '';
	return `[${asText(text) ?? 'button'}${address}]`;
}
