import type { Core, Call } from './core';
import { badParameter, ServiceError } from './errors';
import type { Group } from './state';

export type JsonObject = Record<string, unknown>;

export function isObject(value: unknown): value is JsonObject {
	return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The call's JSON body, which must be an object sent as JSON. */
export function jsonBody(call: Call): JsonObject {
	if (!call.contentType.startsWith('application/json')) {
		throw badParameter(`Content-Type must be application/json, not "${call.contentType}"`);
	}
	if (!isObject(call.body)) throw badParameter('The request body must be a JSON object');
	return call.body;
}

/** The JSON body of a Graph call: it names the product and has no keys but these. */
export function graphBodyOf(call: Call, keys: readonly string[]): JsonObject {
	const body = jsonBody(call);
	requireProduct(body.messaging_product);
	requireKnownKeys(body, ['messaging_product', ...keys], '');
	return body;
}

export function requireProduct(value: unknown): void {
	if (value !== 'whatsapp') {
		throw badParameter('The parameter messaging_product is required and must be "whatsapp"');
	}
}

export function requireKnownKeys(object: JsonObject, keys: readonly string[], where: string): void {
	for (const key of Object.keys(object)) {
		if (!keys.includes(key)) throw badParameter(`Unexpected key "${where}${key}"`);
	}
}

/** Characters as people count them; the service's limits are in characters. */
export function characters(text: string): number {
	return [...text].length;
}

/** An integer of the query within a range, or the default. */
export function queryInteger(
	call: Call,
	name: string,
	range: { min: number; max: number; default: number },
): number {
	const text = call.query[name];
	if (text === undefined) return range.default;
	const value = Number(text);
	if (!/^\d+$/.test(text) || value < range.min || value > range.max) {
		throw badParameter(`${name} must be an integer from ${range.min} to ${range.max}`);
	}
	return value;
}

/** The group of the path. @throws 131041, also while a new group does not exist yet */
export function groupOf(core: Core, id: string): Group {
	const group = core.state.groups.get(id);
	if (!group?.visible) throw new ServiceError(131041);
	return group;
}

/** The group of the path, for an operation that a suspended group refuses. */
export function activeGroupOf(core: Core, id: string): Group {
	const group = groupOf(core, id);
	if (group.suspended) throw new ServiceError(131207);
	return group;
}

/** Digits of a phone number in any of the accepted notations, or undefined. */
export function phoneDigits(text: string): string | undefined {
	if (!/^\+?[\d\s().-]+$/.test(text)) return undefined;
	const digits = text.replace(/\D/g, '');
	return digits.length >= 5 && digits.length <= 16 ? digits : undefined;
}
