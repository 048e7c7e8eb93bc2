/** The link to the answer page in a template: which variable carries it, and what is entered there. */
import type { INodeProperties } from 'n8n-workflow';

import type { Template } from '../api/templates';
import { InputFailure } from '../failures/failure';
import { variablesOf, type TemplateVariable } from './templateVariables';

export const linkVariableField: INodeProperties = {
	displayName: 'Link Variable',
	name: 'linkVariable',
	type: 'string',
	default: '',
	placeholder: 'e.g. 2',
	description:
		'Which variable of the template carries the link to the answer page: one of the body by its name, without the braces, or one of a button by the button’s text. When empty, the only button with a variable, or else the only variable of the body.',
};

/**
 * The variable that carries the link to the answer page.
 *
 * @param wanted its name or ID, or its button's text
 * @throws InputFailure when there is none, or several could be meant
 */
export function findLinkVariable(template: Template, wanted?: string): TemplateVariable {
	const name = wanted?.replace(/[{}]/g, '').trim();
	const variables = variablesOf(template);
	const buttons = variables.filter(({ kind }) => kind === 'urlSuffix');
	const body = variables.filter(({ component }) => component === 'body');
	const choices = [...body, ...buttons];
	const likely = buttons.length > 0 ? buttons : body;
	const fitting = name
		? choices.filter((variable) => [titleOf(variable), variable.id].includes(name))
		: likely;
	if (fitting.length === 1) return fitting[0];
	if (choices.length === 0) {
		throw new InputFailure(
			`Template: "${template.name}" has no variable that could carry the link to the answer page.`,
			'Choose a template with a variable in its body or in the address of a button.',
		);
	}
	const areSeveral = fitting.length > 0;
	const titles = choices.map((variable) => (areSeveral && name ? variable.id : titleOf(variable)));
	throw new InputFailure(
		areSeveral
			? `Link Variable: several variables of "${template.name}" could carry the link.`
			: `Link Variable: "${template.name}" has no variable "${name}" that could carry the link.`,
		`Enter one of: ${titles.join(', ')}.`,
	);
}

function titleOf({ buttonText, name }: TemplateVariable): string {
	return buttonText ?? name;
}

/**
 * What the variable takes: the whole link in the body, and in a button what follows the fixed beginning
 * of its address.
 *
 * @throws InputFailure when the button leads elsewhere
 */
export function linkValue(
	{ name }: Template,
	{ kind, urlStart, buttonText }: TemplateVariable,
	link: string,
): string {
	if (kind !== 'urlSuffix') return link;
	if (urlStart && link.startsWith(urlStart)) return link.slice(urlStart.length);
	throw new InputFailure(
		`Template: the button “${buttonText}” of "${name}" leads to ${urlStart || 'an address of its own'}, where nobody can answer this question. Nothing was sent.`,
		`Choose a template whose button has the address ${waitingAddress(link)}{{1}}.`,
	);
}

/** What all links of this n8n begin with: before the execution's ID and the node's. */
function waitingAddress(link: string): string {
	return `${link.split('?')[0].split('/').slice(0, -2).join('/')}/`;
}
