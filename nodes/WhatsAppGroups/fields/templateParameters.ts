/** The values of a template's variables: fields made from the live template, and their wire form. */
import type {
	ILoadOptionsFunctions,
	INodeProperties,
	ResourceMapperField,
	ResourceMapperFields,
} from 'n8n-workflow';

import { connect } from '../api/connect';
import type { TemplateComponentValue, TemplateParameter } from '../api/contract/messages';
import { InputFailure } from '../failures/failure';
import { TemplateCatalog, type Template } from '../api/templates';
import { asList, asRecord, asText } from '../api/values';
import { nodeError } from '../failures/shown';
import type { ItemInput } from '../runtime/input';
import { parseTemplateReference, resolveTemplate } from './template';

export const templateParametersField: INodeProperties = {
	displayName: 'Template Parameters',
	name: 'templateParameters',
	type: 'resourceMapper',
	noDataExpression: true,
	default: { mappingMode: 'defineBelow', value: null },
	description: 'The values of the template’s variables',
	typeOptions: {
		loadOptionsDependsOn: ['template.value', 'inviteVariable', 'linkVariable'],
		resourceMapper: {
			resourceMapperMethod: 'templateFields',
			mode: 'add',
			fieldWords: { singular: 'variable', plural: 'variables' },
			addAllFields: true,
			multiKeyMatch: false,
			supportAutoMap: true,
			noFieldsError: 'This template has no variables',
		},
	},
};

const MEDIA_FORMATS = ['image', 'video', 'document'] as const;
type MediaFormat = (typeof MEDIA_FORMATS)[number];

/** One variable of a template. */
export interface TemplateVariable {
	/** The key of its value, stable over edits of the template's text: `body_1`, `header_media`. */
	id: string;
	component: 'header' | 'body' | 'button';
	/** As it stands between the braces: "1", or a name. */
	name: string;
	label: string;
	/** Of a header that is a file. */
	media?: MediaFormat;
	/** Position among the buttons. */
	buttonIndex?: number;
	/** What the button says, and where it leads, with the variable at the end. */
	button?: { text: string; url: string };
}

/**
 * The variables of a template, in the order in which the service wants them.
 *
 * @throws InputFailure when the template needs something that cannot be filled in here
 */
export function variablesOf(template: Template): TemplateVariable[] {
	return asList(template.components).flatMap((value): TemplateVariable[] => {
		const component = asRecord(value);
		switch (asText(component.type)?.toUpperCase()) {
			case 'HEADER':
				return headerVariables(component);
			case 'BODY':
				return namesIn(component.text).map((name) => ({
					id: `body_${name}`,
					component: 'body',
					name,
					label: `Body {{${name}}}`,
				}));
			case 'BUTTONS':
				return asList(component.buttons).flatMap(buttonVariables);
			default:
				return [];
		}
	});
}

function headerVariables(component: Record<string, unknown>): TemplateVariable[] {
	const format = asText(component.format)?.toLowerCase() ?? 'text';
	const media = MEDIA_FORMATS.find((candidate) => candidate === format);
	if (media) {
		// The editor cuts what is longer than about 20 characters.
		const label = `${media[0].toUpperCase()}${media.slice(1)} (ID or Link)`;
		return [{ id: 'header_media', component: 'header', name: media, label, media }];
	}
	if (format !== 'text') {
		throw new InputFailure(
			`Template: a header of the kind "${format}" cannot be filled in here.`,
			'Choose a template whose header is text, an image, a video or a document.',
		);
	}
	return namesIn(component.text).map((name) => ({
		id: `header_${name}`,
		component: 'header',
		name,
		label: `Header {{${name}}}`,
	}));
}

function buttonVariables(value: unknown, buttonIndex: number): TemplateVariable[] {
	const button = asRecord(value);
	if (asText(button.type)?.toUpperCase() !== 'URL') return [];
	return namesIn(button.url).map((name) => ({
		id: `button_${buttonIndex}`,
		component: 'button',
		name,
		label: `Button ${asText(button.text) ?? buttonIndex + 1} {{${name}}}`,
		buttonIndex,
		button: { text: asText(button.text) ?? '', url: asText(button.url) ?? '' },
	}));
}

/** The names between double braces, each once, in order. */
function namesIn(text: unknown): string[] {
	const found = (asText(text) ?? '').matchAll(/\{\{\s*([^{}\s]+)\s*\}\}/g);
	return [...new Set([...found].map((match) => match[1]))];
}

/** The invitation that an invite template carries in one of its body variables. */
export interface Invitation {
	/** The variable's name between the braces; the first of the body when undefined. */
	variable?: string;
	parameter: TemplateParameter;
}

/** The body variable that carries the invitation. */
export function invitationVariable(
	template: Template,
	variables: readonly TemplateVariable[],
	wanted?: string,
): TemplateVariable {
	const body = variables.filter((variable) => variable.component === 'body');
	const found = wanted === undefined ? body[0] : body.find(({ name }) => name === wanted);
	if (found) return found;
	throw new InputFailure(
		body.length === 0
			? `Template: "${template.name}" has no variable in its body that could carry the invitation.`
			: `Invite Variable: "${template.name}" has no variable "${wanted}" in its body, only ${body.map(({ name }) => name).join(', ')}.`,
		'Choose an invite template, such as one made with the operation Create Invite of the resource Template.',
	);
}

/**
 * The variable that carries the link to an answer page, or why it cannot be told.
 *
 * @param wanted its name, or its button's text; the only one that it can be when undefined
 */
export function tryLinkVariable(
	{ name }: Template,
	variables: readonly TemplateVariable[],
	wanted?: string,
): TemplateVariable | InputFailure {
	const buttons = variables.filter(({ button }) => button);
	const body = variables.filter(({ component }) => component === 'body');
	const nameOf = (variable: TemplateVariable) => variable.button?.text ?? variable.name;
	const choices = [...body, ...buttons];
	const fitting =
		wanted === undefined
			? buttons.length > 0
				? buttons
				: body
			: choices.filter((variable) => [nameOf(variable), variable.id].includes(wanted));
	if (fitting.length === 1) return fitting[0];
	if (choices.length === 0) {
		return new InputFailure(
			`Template: "${name}" has no variable that could carry the link to the answer page.`,
			'Choose a template with a variable in its body or in the address of a button.',
		);
	}
	const isSame = fitting.length > 1 && wanted !== undefined;
	const names = choices.map((variable) => (isSame ? variable.id : nameOf(variable)));
	return new InputFailure(
		fitting.length > 0
			? `Link Variable: several variables of "${name}" could carry the link.`
			: `Link Variable: "${name}" has no variable "${wanted}" that could carry the link.`,
		`Enter one of: ${names.join(', ')}.`,
	);
}

/**
 * The template's components as the service wants them.
 *
 * @param values by variable id
 * @throws InputFailure when a value is missing
 */
export function buildComponents(
	template: Template,
	values: Record<string, unknown>,
	invitation?: Invitation,
): TemplateComponentValue[] {
	const variables = variablesOf(template);
	const carrier = invitation && invitationVariable(template, variables, invitation.variable);
	const components: TemplateComponentValue[] = [];
	for (const variable of variables) {
		const parameter =
			variable === carrier && invitation
				? named(variable, invitation.parameter)
				: parameterOf(variable, values);
		const last = components.at(-1);
		if (last?.type === variable.component && variable.component !== 'button') {
			last.parameters.push(parameter);
		} else if (variable.component === 'button') {
			components.push({
				type: 'button',
				sub_type: 'url',
				index: String(variable.buttonIndex),
				parameters: [parameter],
			});
		} else {
			components.push({ type: variable.component, parameters: [parameter] });
		}
	}
	return components;
}

function parameterOf(
	variable: TemplateVariable,
	values: Record<string, unknown>,
): TemplateParameter {
	const value = asText(values[variable.id])?.trim();
	if (!value) {
		throw new InputFailure(
			`Template Parameters: ${variable.label} is empty.`,
			`Enter a value for the template’s variable (field ${variable.id}).`,
		);
	}
	if (variable.media) {
		const isLink = /^https?:\/\//i.test(value);
		return { type: variable.media, [variable.media]: isLink ? { link: value } : { id: value } };
	}
	return variable.component === 'button'
		? { type: 'text', text: value }
		: named(variable, { type: 'text', text: value });
}

/** Variables with names instead of numbers are told apart by them, as in the Cloud API. */
function named(variable: TemplateVariable, parameter: TemplateParameter): TemplateParameter {
	return /^\d+$/.test(variable.name) ? parameter : { ...parameter, parameter_name: variable.name };
}

/** The values that the user mapped, by variable id. */
export function readTemplateValues(input: ItemInput): Record<string, unknown> {
	const mapper = asRecord(input.raw('templateParameters'));
	if (mapper.mappingMode === 'autoMapInputData') return input.json;
	return asRecord(mapper.value);
}

/** The fields of the mapper, from the chosen template. */
export async function templateFields(this: ILoadOptionsFunctions): Promise<ResourceMapperFields> {
	const value = this.getCurrentNodeParameter('template', { extractValue: true });
	const reference = parseTemplateReference(asText(value) ?? '');
	if (!reference.name) return { fields: [] };
	try {
		const api = await connect(this, 1);
		const template = await resolveTemplate(api, new TemplateCatalog(), reference);
		const variables = variablesOf(template);
		const carrier = carrierOf(this, template, variables);
		return {
			fields: variables
				.filter((variable) => variable !== carrier)
				.map(
					({ id, label }): ResourceMapperField => ({
						id,
						displayName: label,
						required: true,
						defaultMatch: false,
						display: true,
						type: 'string',
					}),
				),
		};
	} catch (failure) {
		throw nodeError(this.getNode(), failure);
	}
}

/** The variable that the node fills in by itself: nobody is asked for its value. */
function carrierOf(
	context: ILoadOptionsFunctions,
	template: Template,
	variables: readonly TemplateVariable[],
): TemplateVariable | undefined {
	const parameter = (name: string) => asText(context.getCurrentNodeParameter(name));
	if (parameter('resource') === 'invite') {
		return invitationVariable(template, variables, parameter('inviteVariable'));
	}
	if (parameter('operation') === 'sendAndWait') {
		const wanted = parameter('linkVariable')?.trim() || undefined;
		const carrier = tryLinkVariable(template, variables, wanted);
		return carrier instanceof InputFailure ? undefined : carrier;
	}
	return undefined;
}
