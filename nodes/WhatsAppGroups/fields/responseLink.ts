/** The link to the answer page in a template: which variable carries it, and what is entered there. */
import type { INodeProperties } from 'n8n-workflow';

import type { Template } from '../api/templates';
import { InputFailure } from '../failures/failure';
import { tryLinkVariable, variablesOf, type TemplateVariable } from './templateParameters';

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
 * The value of the variable that carries the link, by the variable's ID: the whole link in the body, and
 * in a button what follows the fixed beginning of its address.
 *
 * @param wanted the variable's name, or the button's text
 * @throws InputFailure when no variable or several could be meant, or the button leads elsewhere
 */
export function linkValue(
	template: Template,
	link: string,
	wanted?: string,
): Record<string, string> {
	const variable = tryLinkVariable(template, variablesOf(template), wanted);
	if (variable instanceof InputFailure) throw variable;
	return { [variable.id]: variable.button ? suffixOf(template, variable.button, link) : link };
}

function suffixOf(
	{ name }: Template,
	{ text, url }: NonNullable<TemplateVariable['button']>,
	link: string,
): string {
	const beginning = url.split('{{')[0];
	if (beginning !== '' && link.startsWith(beginning)) return link.slice(beginning.length);
	throw new InputFailure(
		`Template: the button “${text}” of "${name}" leads to ${beginning || url}, where nobody can answer this question. Nothing was sent.`,
		`Choose a template whose button has the address ${waitingAddress(link)}{{1}}.`,
	);
}

/** What all links of this n8n begin with: before the execution's ID and the node's. */
function waitingAddress(link: string): string {
	return `${link.split('?')[0].split('/').slice(0, -2).join('/')}/`;
}
