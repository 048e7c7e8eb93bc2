import type {
	WireTemplateButton,
	WireTemplateComponent,
} from '../../nodes/WhatsAppGroups/api/contract/templates';
import type { Core } from './core';
import { aboutTemplate, badParameter, ServiceError } from './errors';
import { requireMediaSource, type Content } from './messageContent';
import { inviteLinkOf, type Template } from './state';
import { characters, groupOf, isObject, requireKnownKeys, type JsonObject } from './validation';

const MAX_BODY = 1024;
const MEDIA_HEADERS = ['IMAGE', 'VIDEO', 'DOCUMENT'];
const MEDIA_KEYS = {
	image: ['id', 'link'],
	video: ['id', 'link'],
	document: ['id', 'link', 'filename'],
};
/** Components that need values of their own, of which the contract says nothing: never sent. */
const UNSENDABLE = ['CAROUSEL', 'LIMITED_TIME_OFFER'];
const COMMERCE_BUTTONS = ['CATALOG', 'MPM', 'SPM'];
const FORBIDDEN_IN_VALUES = /[\n\r\t]| {5}/;
const TEXT_KINDS = ['text', 'currency', 'date_time'];

/** Names of the variables of a text, in order of first appearance: `{{1}}`, `{{first_name}}`. */
export function variablesOf(text: string): string[] {
	return [...new Set([...text.matchAll(/\{\{\s*(\w+)\s*\}\}/g)].map((match) => match[1]))];
}

/** Variables of the body; numbered ones in the order of their numbers. */
export function bodyVariables(template: Template): string[] {
	const names = variablesOf(componentOf(template, 'BODY')?.text ?? '');
	return isNamed(names) ? names : names.sort((a, b) => Number(a) - Number(b));
}

function isNamed(names: string[]): boolean {
	return names.some((name) => !/^\d+$/.test(name));
}

function componentOf(template: Template, type: string): WireTemplateComponent | undefined {
	return template.components?.find((component) => component.type.toUpperCase() === type);
}

/**
 * Checks a template message and fills in its body.
 *
 * @throws 132001 unknown name or language, 132015 not approved, 132000 wrong number of parameters,
 * 132012 wrong kind of parameter, 132018 a value with a line break, a tab or too many spaces, 132005
 * too long when filled in, 131008 a button without the value that it needs, 131041 an unknown group in
 * a `group_id` parameter
 */
export function checkTemplate(core: Core, value: unknown): Content {
	return aboutTemplate(() => checkedTemplate(core, value));
}

function checkedTemplate(core: Core, value: unknown): Content {
	if (!isObject(value)) throw new ServiceError(131008, 'template is required');
	requireKnownKeys(value, ['name', 'language', 'components'], 'template.');
	const { name, language, components = [] } = value;
	const code = isObject(language) ? language.code : undefined;
	if (typeof name !== 'string') throw new ServiceError(131008, 'template.name is required');
	if (typeof code !== 'string')
		throw new ServiceError(131008, 'template.language.code is required');
	const template = core.state.templates.find(
		(candidate) => candidate.name === name && candidate.language === code,
	);
	if (!template) {
		throw new ServiceError(132001, `template name (${name}) does not exist in ${code}`);
	}
	if (template.status !== 'APPROVED') {
		throw new ServiceError(132015, `template (${name}) is ${template.status}`);
	}
	if (!Array.isArray(components)) throw badParameter('template.components must be an array');
	for (const type of UNSENDABLE) {
		if (componentOf(template, type)) throw mismatch(type.toLowerCase(), type, undefined);
	}
	const given = components.map(componentValue);
	checkHeader(core, template, pick(given, 'header'));
	checkButtons(template, given);
	const text = fillBody(core, template, pick(given, 'body'));
	return { text, template };
}

interface ComponentValue {
	type: string;
	subType?: string;
	index?: string;
	parameters: JsonObject[];
}

function componentValue(value: unknown): ComponentValue {
	if (!isObject(value)) throw badParameter('template.components must contain objects');
	requireKnownKeys(value, ['type', 'sub_type', 'index', 'parameters'], 'template.components.');
	const { type, sub_type: subType, index, parameters = [] } = value;
	if (typeof type !== 'string' || !['header', 'body', 'button'].includes(type.toLowerCase())) {
		throw badParameter('template.components.type must be header, body or button');
	}
	if (!Array.isArray(parameters) || !parameters.every(isObject)) {
		throw badParameter('template.components.parameters must be an array of objects');
	}
	return {
		type: type.toLowerCase(),
		subType: subType === undefined ? undefined : String(subType).toLowerCase(),
		index: index === undefined ? undefined : String(index),
		parameters,
	};
}

function pick(given: ComponentValue[], type: string): JsonObject[] {
	const fitting = given.filter((component) => component.type === type);
	if (fitting.length > 1) throw badParameter(`template.components has more than one ${type}`);
	return fitting[0]?.parameters ?? [];
}

function checkHeader(core: Core, template: Template, parameters: JsonObject[]): void {
	const header = componentOf(template, 'HEADER');
	const format = (header?.format ?? (header ? 'TEXT' : 'NONE')).toUpperCase();
	const names = format === 'TEXT' ? variablesOf(header?.text ?? '') : [];
	const isMedia = MEDIA_HEADERS.includes(format);
	const expected = isMedia || format === 'LOCATION' ? 1 : names.length;
	if (isMedia && parameters.length === 0) throw mismatch('header', format, 'UNKNOWN');
	requireCount('header', expected, parameters.length);
	if (names.length > 0)
		alignParameters('header', names, parameters).forEach((parameter) =>
			requireText('header', parameter),
		);
	if (format === 'LOCATION' && parameters[0].type !== 'location') {
		throw mismatch('header', format, parameters[0].type);
	}
	if (!isMedia) return;
	const kind = format.toLowerCase() as keyof typeof MEDIA_KEYS;
	const { type, [kind]: media } = parameters[0];
	if (type !== kind || !isObject(media)) throw mismatch('header', format, type);
	requireKnownKeys(media, MEDIA_KEYS[kind], `header.${kind}.`);
	requireMediaSource(core, kind, media);
}

function checkButtons(template: Template, given: ComponentValue[]): void {
	const buttons = componentOf(template, 'BUTTONS')?.buttons ?? [];
	const values = given.filter((component) => component.type === 'button');
	for (const { index, subType, parameters } of values) {
		const button = buttons[Number(index)];
		if (!button || subType !== button.type.toLowerCase()) {
			throw new ServiceError(132012, `buttons: no ${subType} button at index ${index}`);
		}
		const key = keyOfButtonValue(button);
		if (key && parameters.length > 0) {
			requireCount('buttons', 1, parameters.length);
			requireButtonValue(parameters[0], key);
		} else if (subType === 'url') {
			requireCount('buttons', 0, parameters.length);
		}
	}
	buttons.forEach((button, index) => {
		if (!needsValue(button)) return;
		const value = values.find((component) => component.index === String(index));
		if (!value?.parameters.length) {
			throw new ServiceError(
				131008,
				`buttons: Button at index ${index} of type ${button.type} requires a parameter`,
			);
		}
	});
}

/** The type of the parameter that a button may have, which is also the key of its value. */
function keyOfButtonValue({ type, url = '' }: WireTemplateButton): string | undefined {
	switch (type.toUpperCase()) {
		case 'URL':
			return variablesOf(url).length > 0 ? 'text' : undefined;
		case 'COPY_CODE':
			return 'coupon_code';
		case 'QUICK_REPLY':
			return 'payload';
		default:
			return undefined;
	}
}

function needsValue(button: WireTemplateButton): boolean {
	return button.type.toUpperCase() !== 'QUICK_REPLY' && keyOfButtonValue(button) !== undefined;
}

function requireButtonValue(parameter: JsonObject, key: string): void {
	const { type, [key]: value } = parameter;
	if (type !== key) throw mismatch('buttons', key.toUpperCase(), type);
	requireValue('buttons', key, value);
}

function fillBody(core: Core, template: Template, parameters: JsonObject[]): string {
	const names = bodyVariables(template);
	requireCount('body', names.length, parameters.length);
	const aligned = alignParameters('body', names, parameters);
	const texts = new Map<string, string>();
	names.forEach((name, index) => {
		const parameter = aligned[index];
		const wantsGroup = template.parameterTypes[index]?.toUpperCase() === 'GROUP_ID';
		if (!wantsGroup) {
			texts.set(name, requireText('body', parameter));
			return;
		}
		const { type, group_id: groupId } = parameter;
		if (type !== 'group_id' || typeof groupId !== 'string')
			throw mismatch('body', 'GROUP_ID', type);
		texts.set(name, inviteLinkOf(groupOf(core, groupId)));
	});
	const body = componentOf(template, 'BODY')?.text ?? '';
	const filled = body.replace(/\{\{\s*(\w+)\s*\}\}/g, (_, name: string) => texts.get(name) ?? '');
	if (names.length > 0 && characters(filled) > MAX_BODY) throw new ServiceError(132005);
	return filled;
}

/** Parameters in the order of the variables; named variables are found by `parameter_name`. */
function alignParameters(where: string, names: string[], parameters: JsonObject[]): JsonObject[] {
	if (!isNamed(names)) return parameters;
	return names.map((name) => {
		const parameter = parameters.find((candidate) => candidate.parameter_name === name);
		if (!parameter) {
			throw new ServiceError(132012, `${where}: parameter_name "${name}" is missing`);
		}
		return parameter;
	});
}

function requireText(where: string, parameter: JsonObject): string {
	const { type } = parameter;
	if (typeof type !== 'string' || !TEXT_KINDS.includes(type)) throw mismatch(where, 'TEXT', type);
	const value = parameter[type];
	return requireValue(where, type, isObject(value) ? value.fallback_value : value);
}

/** A text that people will read: neither empty nor broken into lines. */
function requireValue(where: string, kind: string, value: unknown): string {
	if (typeof value !== 'string' || value === '') {
		throw new ServiceError(131008, `${where}: Parameter of type ${kind} is missing its value`);
	}
	if (FORBIDDEN_IN_VALUES.test(value)) {
		throw new ServiceError(
			132018,
			`${where}: Param text cannot have new-line/tab characters or more than 4 consecutive spaces`,
		);
	}
	return value;
}

function requireCount(where: string, expected: number, received: number): void {
	if (expected === received) return;
	throw new ServiceError(
		132000,
		`${where}: number of localizable_params (${received}) does not match the expected number of params (${expected})`,
	);
}

function mismatch(where: string, expected: string, received: unknown): ServiceError {
	const kind = typeof received === 'string' ? received.toUpperCase() : 'UNKNOWN';
	return new ServiceError(
		132012,
		`${where}: Format mismatch, expected ${expected}, received ${kind}`,
	);
}

/** Why a template cannot go to a group, if so: no authentication there, and no commerce. */
export function obstacleInGroup({ category, components = [] }: Template): string | undefined {
	if (category === 'AUTHENTICATION') return 'Authentication templates cannot be sent to groups';
	const buttons = components.flatMap((component) => component.buttons ?? []);
	const sells = buttons.some(({ type }) => COMMERCE_BUTTONS.includes(type.toUpperCase()));
	return sells ? 'Commerce messages cannot be sent to groups' : undefined;
}
