/**
 * Reading the service's values: it sends numbers and flags as text in places, and text as numbers in
 * others. Every reader is total: whatever comes in, it answers a value of its one type or undefined.
 */
import type { IDataObject } from 'n8n-workflow';

import type { Wire } from './contract/wire';

/** Text of a text, or of a number that is exact; undefined when empty or anything else. */
export function asText(value: unknown): string | undefined {
	if (typeof value === 'string') return value === '' ? undefined : value;
	if (typeof value !== 'number' || !Number.isFinite(value)) return undefined;
	return Number.isInteger(value) && !Number.isSafeInteger(value) ? undefined : String(value);
}

/** An ID: text that is more than blanks. */
export function asId(value: unknown): string | undefined {
	return asText(value)?.trim() || undefined;
}

/** A finite number of a number or numeric text. */
export function asNumber(value: unknown): number | undefined {
	if (typeof value === 'number') return Number.isFinite(value) ? value : undefined;
	if (typeof value !== 'string' || value.trim() === '') return undefined;
	const number = Number(value);
	return Number.isFinite(number) ? number : undefined;
}

const FLAGS = new Map<unknown, boolean>([
	['true', true],
	['1', true],
	['false', false],
	['0', false],
]);

/** A flag of a boolean, of 1 or 0, or of any of these as text. */
export function asFlag(value: unknown): boolean | undefined {
	if (typeof value === 'boolean') return value;
	if (typeof value !== 'string' && typeof value !== 'number') return undefined;
	return FLAGS.get(String(value).trim().toLowerCase());
}

/** Beyond it a number of seconds would be in the year 5138: it is of milliseconds. */
const MOST_SECONDS = 1e11;
const ISO_TIME = /^\d{4}-\d{2}-\d{2}T/;
/** Without a zone, JavaScript takes a time for one of the machine's own. */
const ZONE = /(?:Z|[+-]\d{2}:?\d{2})$/i;

/** Milliseconds since 1970 of Unix seconds, Unix milliseconds or an ISO 8601 time. */
export function asTimeMs(value: unknown): number | undefined {
	const number = asNumber(value);
	if (number !== undefined) return Math.abs(number) < MOST_SECONDS ? number * 1000 : number;
	const text = typeof value === 'string' ? value.trim() : '';
	if (!ISO_TIME.test(text)) return undefined;
	const time = Date.parse(ZONE.test(text) ? text : `${text}Z`);
	return Number.isNaN(time) ? undefined : time;
}

/** ISO 8601 UTC of such a time; undefined when it is none. */
export function asIsoTime(value: unknown): string | undefined {
	const date = new Date(asTimeMs(value) ?? NaN);
	return Number.isNaN(date.getTime()) ? undefined : date.toISOString();
}

/** A list, whatever came: an array's elements, or none. Only for what may be left out. */
export function asList(value: unknown): unknown[] {
	return Array.isArray(value) ? (value as unknown[]) : [];
}

/** Whether it is an object, and neither null nor a list. */
export function isRecord(value: unknown): value is Record<string, unknown> {
	return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** A plain object, whatever came. */
export function asRecord(value: unknown): Record<string, unknown> {
	return isRecord(value) ? value : {};
}

/** What came where the contract has a `T`: its keys, and nothing believed of their values. */
export function asWire<T>(value: unknown): Wire<T> {
	return asRecord(value) as Wire<T>;
}

/** A body as an item's fields, unchanged. */
export function asJson(body: unknown): IDataObject {
	return asRecord(body) as IDataObject;
}

/** The object without the keys whose value is undefined. Every event passes here: hence a loop. */
export function withoutUndefined<T extends object>(object: T): T {
	const result: Partial<T> = {};
	for (const key of Object.keys(object) as Array<keyof T>) {
		// Assigned, this name would set the prototype.
		if (object[key] !== undefined && key !== '__proto__') result[key] = object[key];
	}
	return result as T;
}
