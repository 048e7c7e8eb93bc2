/**
 * Reading the service's values: it sends numbers and flags as text in places, and text as numbers in
 * others. Every reader is total: whatever comes in, it answers a value of its one type or undefined.
 */
import type { IDataObject } from 'n8n-workflow';

import type { WirePerson } from './contract/people';

/** Text of a text or number; undefined when empty or anything else. */
export function asText(value: unknown): string | undefined {
	if (typeof value === 'string') return value === '' ? undefined : value;
	if (Number.isFinite(value)) return String(value);
	return undefined;
}

/** A finite number of a number or numeric text. */
export function asNumber(value: unknown): number | undefined {
	if (typeof value === 'number') return Number.isFinite(value) ? value : undefined;
	if (typeof value !== 'string' || value.trim() === '') return undefined;
	const number = Number(value);
	return Number.isFinite(number) ? number : undefined;
}

/** A flag of a boolean or of the texts "true" and "false". */
export function asFlag(value: unknown): boolean | undefined {
	if (typeof value === 'boolean') return value;
	if (typeof value !== 'string') return undefined;
	const text = value.trim().toLowerCase();
	if (text === 'true') return true;
	if (text === 'false') return false;
	return undefined;
}

/** ISO 8601 UTC of Unix seconds; undefined when it is no date. */
export function asIsoTime(unixSeconds: unknown): string | undefined {
	const date = new Date((asNumber(unixSeconds) ?? NaN) * 1000);
	return Number.isNaN(date.getTime()) ? undefined : date.toISOString();
}

/** A list, whatever came: an array's elements, or none. */
export function asList<T = unknown>(value: unknown): T[] {
	return Array.isArray(value) ? (value as T[]) : [];
}

/** A plain object, whatever came. */
export function asRecord(value: unknown): Record<string, unknown> {
	return typeof value === 'object' && value !== null && !Array.isArray(value)
		? (value as Record<string, unknown>)
		: {};
}

/** A body as an item's fields, unchanged. */
export function asJson(body: unknown): IDataObject {
	return asRecord(body) as IDataObject;
}

/** The object without the keys whose value is undefined. Every event passes here: hence a loop. */
export function defined<T extends object>(object: T): T {
	const result: Partial<T> = {};
	for (const key of Object.keys(object) as Array<keyof T>) {
		// Assigned, this name would set the prototype.
		if (object[key] !== undefined && key !== '__proto__') result[key] = object[key];
	}
	return result as T;
}

/** A person in the output's vocabulary: `waId`, or `userId` when the number is hidden. */
export interface Person {
	waId?: string;
	userId?: string;
	parentUserId?: string;
	username?: string;
}

export function asPerson(wire: WirePerson): Person {
	return defined({
		waId: asText(wire.wa_id),
		userId: asText(wire.user_id),
		parentUserId: asText(wire.parent_user_id),
		username: asText(wire.username),
	});
}
