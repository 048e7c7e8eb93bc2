/** The values of a template's variables: checked for all that the service would refuse, and their wire form. */
import type { TemplateComponentValue, TemplateParameter } from '../api/contract/messages';
import { MAX_COUPON_CODE, MAX_TEMPLATE_BODY, MAX_TEMPLATE_HEADER_VALUE } from '../api/limits';
import type { Template } from '../api/templates';
import { asRecord, asText } from '../api/values';
import { InputFailure } from '../failures/failure';
import type { ItemInput } from '../runtime/input';
import { bodyTextOf, VARIABLE, variablesOf, type TemplateVariable } from './templateVariables';

/** The components of a message, with what the node itself puts into the carrier: an invitation, a link. */
export type Components = (carried?: TemplateParameter) => TemplateComponentValue[];

/**
 * Checks the values, and answers what makes the components of them, as the service wants them.
 *
 * @param values by variable id
 * @param carrier the variable that the node itself fills in, which takes no value
 * @throws InputFailure that names every value that is missing or would be refused
 */
export function planComponents(
	template: Template,
	values: Record<string, unknown>,
	carrier?: TemplateVariable,
): Components {
	const variables = variablesOf(template);
	const isCarrier = ({ id }: TemplateVariable) => id === carrier?.id;
	const problems: string[] = [];
	const texts = new Map<string, string>();
	for (const variable of variables) {
		if (isCarrier(variable)) continue;
		const read = readValue(variable, values);
		if ('problem' in read) problems.push(`${variable.label} ${read.problem}.`);
		else texts.set(variable.id, read.text);
	}
	if (problems.length === 0) problems.push(...together(template, texts));
	if (problems.length > 0) {
		throw new InputFailure(
			`Template Parameters: ${problems.join(' ')}`,
			`Correct the value${problems.length === 1 ? '' : 's'} of the template "${template.name}".`,
		);
	}
	return (carried) => {
		const components: TemplateComponentValue[] = [];
		for (const variable of variables) {
			const parameter = isCarrier(variable) && carried ? carried : parameterOf(variable, texts);
			if (parameter) append(components, variable, named(variable, parameter));
		}
		return components;
	};
}

/** 132018: the service takes none of these in a value. */
const LINE_BREAK = /[\n\v\f\r\u0085\u2028\u2029]/;
const TAB = /\t/;
const SPACES = / {5}/;
const LINK = /^https?:\/\//i;

function readValue(
	{ id, kind, urlStart }: TemplateVariable,
	values: Record<string, unknown>,
): { text: string } | { problem: string } {
	const value = Object.hasOwn(values, id) ? values[id] : undefined;
	const text = asText(value)?.trim();
	if (!text) {
		if (kind === 'filename') return { text: '' };
		const isText = typeof value !== 'object' && typeof value !== 'boolean';
		if (Number.isInteger(value)) return { problem: 'is too large a number: give it as text' };
		return { problem: isText || value === null ? 'is empty' : 'must be text' };
	}
	if (LINE_BREAK.test(text)) return { problem: 'holds a line break, which templates do not take' };
	if (TAB.test(text)) return { problem: 'holds a tab, which templates do not take' };
	if (SPACES.test(text)) return { problem: 'holds more than four spaces in a row' };
	if (kind === 'code' && lengthOf(text) > MAX_COUPON_CODE) return tooLong(text, MAX_COUPON_CODE);
	if (kind === 'text' && id.startsWith('header_') && lengthOf(text) > MAX_TEMPLATE_HEADER_VALUE) {
		return tooLong(text, MAX_TEMPLATE_HEADER_VALUE);
	}
	if (kind === 'media' && !isMediaReference(text)) {
		return { problem: 'is neither a media ID nor a web address' };
	}
	if (urlStart && text.startsWith(urlStart)) {
		return { problem: `is the whole address: enter what comes after ${urlStart}` };
	}
	return { text };
}

/** Links are whole addresses, and IDs have nothing of one. What else it is would fail when it is sent. */
function isMediaReference(text: string): boolean {
	return LINK.test(text) ? !/\s/.test(text) : /^[\w.=+-]+$/.test(text);
}

function tooLong(text: string, max: number): { problem: string } {
	return {
		problem: `is too long: ${lengthOf(text)} characters, and at most ${max} are allowed`,
	};
}

/** What only shows when all values are in their places. */
function together(template: Template, texts: ReadonlyMap<string, string>): string[] {
	const filled = bodyTextOf(template).replace(
		VARIABLE,
		(_braces, name: string) => texts.get(`body_${name}`) ?? '',
	);
	const problems: string[] = [];
	if (
		[...texts.keys()].some((id) => id.startsWith('body_')) &&
		lengthOf(filled) > MAX_TEMPLATE_BODY
	) {
		problems.push(
			`the text is too long with its values: ${lengthOf(filled)} characters, and at most ${MAX_TEMPLATE_BODY} are allowed.`,
		);
	}
	if (texts.get('header_filename') === '' && nameOf(texts) === undefined) {
		problems.push('Document Name is empty, and people would see "Untitled".');
	}
	return problems;
}

/** The document's name: as given, or as its link ends. An ID has no path. */
function nameOf(texts: ReadonlyMap<string, string>): string | undefined {
	const given = texts.get('header_filename');
	if (given) return given;
	const link = texts.get('header_media') ?? '';
	const [, , , ...path] = link.split(/[?#]/)[0].split('/');
	const last = path.at(-1) ?? '';
	if (!/\.[A-Za-z0-9]{1,5}$/.test(last)) return undefined;
	try {
		return decodeURIComponent(last);
	} catch {
		return last;
	}
}

function parameterOf(
	{ id, kind, media }: TemplateVariable,
	texts: ReadonlyMap<string, string>,
): TemplateParameter | undefined {
	const text = texts.get(id) ?? '';
	switch (kind) {
		case 'filename':
			return undefined;
		case 'code':
			return { type: 'coupon_code', coupon_code: text };
		case 'media': {
			const source = LINK.test(text) ? { link: text } : { id: text };
			const filename = media === 'document' ? nameOf(texts) : undefined;
			return {
				type: String(media),
				[String(media)]: { ...source, ...(filename !== undefined && { filename }) },
			};
		}
		default:
			return { type: 'text', text };
	}
}

function append(
	components: TemplateComponentValue[],
	{ component, kind, buttonIndex }: TemplateVariable,
	parameter: TemplateParameter,
): void {
	const last = components.at(-1);
	if (component === 'button') {
		components.push({
			type: 'button',
			sub_type: kind === 'code' ? 'copy_code' : 'url',
			index: String(buttonIndex),
			parameters: [parameter],
		});
	} else if (last?.type === component) {
		last.parameters.push(parameter);
	} else {
		components.push({ type: component, parameters: [parameter] });
	}
}

/** Variables with names instead of numbers are told apart by them, as in the Cloud API. */
function named(
	{ isNamed, name }: TemplateVariable,
	parameter: TemplateParameter,
): TemplateParameter {
	return isNamed ? { ...parameter, parameter_name: name } : parameter;
}

function lengthOf(text: string): number {
	return [...text].length;
}

/** The values that the user mapped, by variable id. */
export function readTemplateValues(input: ItemInput): Record<string, unknown> {
	const mapper = asRecord(input.raw('templateParameters'));
	if (mapper.mappingMode === 'autoMapInputData') return input.json;
	return asRecord(mapper.value);
}
