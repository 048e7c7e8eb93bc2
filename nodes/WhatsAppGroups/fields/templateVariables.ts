/** What a template asks for: its variables, as the live template has them. */
import type { Template } from '../api/templates';
import { asList, asRecord, asText, isRecord } from '../api/values';
import { InputFailure } from '../failures/failure';

const MEDIA_FORMATS = ['image', 'video', 'document'] as const;
export type MediaFormat = (typeof MEDIA_FORMATS)[number];

/** One value that a template takes. */
export interface TemplateVariable {
	/** The key of its value, stable over edits of the template's text: `body_1`, `header_media`. */
	id: string;
	component: 'header' | 'body' | 'button';
	kind: 'text' | 'media' | 'filename' | 'urlSuffix' | 'code';
	/** As it stands between the braces: "1", or a name. */
	name: string;
	label: string;
	/** Told apart by its name on the wire, as all variables of a component where one has a name. */
	isNamed?: boolean;
	/** Of a header that is a file. */
	media?: MediaFormat;
	/** Position among the buttons. */
	buttonIndex?: number;
	/** What a button says. */
	buttonText?: string;
	/** What a button's address begins with. */
	urlStart?: string;
}

/** A variable in a text, and its name. */
export const VARIABLE = /\{\{\s*([^{}\s]+)\s*\}\}/g;

/** Templates of this category are for one person's login only (contract 2.1). */
const AUTHENTICATION = 'AUTHENTICATION';
/** Buttons that take no value, or may go without. */
const PLAIN_BUTTONS = ['QUICK_REPLY', 'PHONE_NUMBER'];

/**
 * The variables of a template, in the order in which the service wants them.
 *
 * @throws InputFailure when the template needs something that cannot be filled in here
 */
export function variablesOf(template: Template): TemplateVariable[] {
	if (template.category === AUTHENTICATION) {
		throw unfit(`"${template.name}" is an authentication template, which groups do not take`);
	}
	return asList(template.components).flatMap((value): TemplateVariable[] => {
		const component = asRecord(value);
		const type = asText(component.type)?.toUpperCase();
		switch (type) {
			case 'HEADER':
				return headerVariables(component);
			case 'BODY':
				return textVariables('body', component.text);
			case 'FOOTER':
				return [];
			case 'BUTTONS':
				return asList(component.buttons).flatMap(buttonVariables);
			default:
				throw unfit(
					type === undefined
						? `a part of "${template.name}" cannot be read`
						: `a component of the kind "${readable(type)}" cannot be filled in here`,
				);
		}
	});
}

/** The body's text, braces included; empty where there is none. */
export function bodyTextOf(template: Template): string {
	return asText(bodyOf(template).text) ?? '';
}

/** The example values of the body's variables, by name (contract 5.1); none where none are told. */
export function bodyExamplesOf(template: Template): Map<string, string> {
	const example = asRecord(bodyOf(template).example);
	const [numbered] = asList(example.body_text);
	const examples = new Map<string, string>();
	asList(numbered).forEach((value, index) => {
		examples.set(String(index + 1), asText(value) ?? '');
	});
	for (const value of asList(example.body_text_named_params)) {
		const { param_name: name, example: text } = asRecord(value);
		examples.set(asText(name) ?? '', asText(text) ?? '');
	}
	return examples;
}

function bodyOf({ components }: Template): Record<string, unknown> {
	return asRecord(
		asList(components).find((one) => isRecord(one) && asText(one.type)?.toUpperCase() === 'BODY'),
	);
}

function headerVariables(component: Record<string, unknown>): TemplateVariable[] {
	const format = asText(component.format)?.toLowerCase() ?? 'text';
	const media = MEDIA_FORMATS.find((candidate) => candidate === format);
	if (media) return mediaVariables(media);
	if (format === 'text') return textVariables('header', component.text);
	throw unfit(
		`a header of the kind "${readable(format)}" cannot be filled in here`,
		'Choose a template whose header is text, an image, a video or a document.',
	);
}

function mediaVariables(media: MediaFormat): TemplateVariable[] {
	// The editor cuts what is longer than about 20 characters.
	const title = `${media[0].toUpperCase()}${media.slice(1)}`;
	const header = { component: 'header', name: media } as const;
	const file: TemplateVariable = {
		...header,
		id: 'header_media',
		kind: 'media',
		label: `${title} (ID or Link)`,
		media,
	};
	if (media !== 'document') return [file];
	return [file, { ...header, id: 'header_filename', kind: 'filename', label: 'Document Name' }];
}

/** Numbered variables go by their numbers, wherever they stand in the text; those with names do not. */
function textVariables(component: 'header' | 'body', text: unknown): TemplateVariable[] {
	const names = namesIn(text);
	const isNamed = names.some((name) => !isNumber(name));
	const sorted = isNamed ? names : names.sort((a, b) => Number(a) - Number(b));
	const title = component === 'header' ? 'Header' : 'Body';
	return sorted.map((name) => ({
		id: `${component}_${name}`,
		component,
		kind: 'text',
		name,
		label: `${title} {{${name}}}`,
		...(isNamed && { isNamed }),
	}));
}

function buttonVariables(value: unknown, buttonIndex: number): TemplateVariable[] {
	const button = asRecord(value);
	const type = asText(button.type)?.toUpperCase();
	const title = asText(button.text) ?? String(buttonIndex + 1);
	const shared = { id: `button_${buttonIndex}`, component: 'button', buttonIndex } as const;
	if (type === 'URL') {
		const names = namesIn(button.url);
		if (names.length > 1) throw unfit(`the button "${title}" has ${names.length} variables`);
		return names.map((name) => ({
			...shared,
			kind: 'urlSuffix',
			name,
			label: `Button ${title} {{${name}}}`,
			buttonText: title,
			urlStart: String(button.url).split('{{')[0],
		}));
	}
	if (type === 'COPY_CODE')
		return [{ ...shared, kind: 'code', name: 'code', label: 'Code to Copy' }];
	if (type === undefined) throw unfit(`the button "${title}" cannot be read`);
	if (PLAIN_BUTTONS.includes(type)) return [];
	throw unfit(`a button of the kind "${readable(type)}" cannot be filled in here`);
}

/** The names between double braces, each once, in order. */
function namesIn(text: unknown): string[] {
	const found = asText(text)?.matchAll(VARIABLE) ?? [];
	return [...new Set([...found].map((match) => match[1]))];
}

function isNumber(name: string): boolean {
	return /^\d+$/.test(name);
}

/** "limited time offer" */
function readable(type: string): string {
	return type.toLowerCase().replaceAll('_', ' ');
}

function unfit(why: string, hint = 'Choose another template.'): InputFailure {
	return new InputFailure(`Template: ${why}.`, hint);
}
