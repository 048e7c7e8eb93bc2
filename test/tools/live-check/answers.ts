/** What an answer is, without believing more of it than it says. */
import type { Exchange } from './seen';

export type Shape = 'graph' | 'string' | 'meta' | 'legacy' | 'html' | 'empty' | 'other';

export interface Refusal {
	kind: 'refusal';
	shape: Shape;
	code?: number;
	/** The service's own words. */
	text: string;
}

export type Answer =
	| { kind: 'success'; json: unknown; isBodyless: boolean }
	/** Done for some: HTTP 206, or a success that names failures. */
	| { kind: 'partial'; json: unknown }
	| Refusal
	/** A page where JSON is expected. */
	| { kind: 'page' }
	/** Neither yes nor no. */
	| { kind: 'unclear'; why: string };

export type JsonObject = Record<string, unknown>;

export function isObject(value: unknown): value is JsonObject {
	return typeof value === 'object' && value !== null && !Array.isArray(value);
}

export function objectOf(value: unknown): JsonObject {
	return isObject(value) ? value : {};
}

export function listOf(value: unknown): unknown[] {
	return Array.isArray(value) ? value : [];
}

/** The elements of a list that are objects. */
export function objectsOf(value: unknown): JsonObject[] {
	return listOf(value).filter(isObject);
}

/** A text that is not empty, or a number as text. */
export function textOf(value: unknown): string | undefined {
	if (typeof value === 'number' && Number.isSafeInteger(value)) return String(value);
	return typeof value === 'string' && value !== '' ? value : undefined;
}

/** Digits of a phone number, however it is written. */
export function digitsOf(value: unknown): string {
	return (textOf(value) ?? '').replace(/\D/g, '');
}

export function isPage(text: string): boolean {
	return /^\s*<(!doctype|html|head|body)/i.test(text);
}

export function read(exchange: Exchange | undefined): Answer {
	if (!exchange) return { kind: 'unclear', why: 'the call was not made' };
	const { status, text, json, failure } = exchange;
	if (status === undefined) return { kind: 'unclear', why: failure ?? 'no answer came' };
	if (isPage(text)) {
		return status >= 400 && status < 500
			? { kind: 'refusal', shape: 'html', text: '' }
			: { kind: 'page' };
	}
	if (status >= 500 || status === 408 || status === 425 || status === 429 || status === 499) {
		return { kind: 'unclear', why: `HTTP ${status}` };
	}
	if (status < 200 || (status >= 300 && status < 400)) {
		return { kind: 'unclear', why: `HTTP ${status}` };
	}
	if (text.trim() === '') {
		return status < 300
			? { kind: 'success', json: undefined, isBodyless: true }
			: { kind: 'refusal', shape: 'empty', text: '' };
	}
	if (json === undefined) return { kind: 'unclear', why: 'the answer is not JSON' };
	if (status === 206) return { kind: 'partial', json };
	const refusal = refusalOf(json);
	if (refusal) return refusal;
	if (status >= 400) return { kind: 'refusal', shape: 'other', text: '' };
	if (!isObject(json)) return { kind: 'unclear', why: 'the answer is not an object' };
	return { kind: 'success', json, isBodyless: false };
}

const NO = new Set<unknown>([false, 'false', 0, '0', null, 'no']);

/** An error body of any known shape, at whatever status it comes. */
export function refusalOf(json: unknown): Refusal | undefined {
	if (!isObject(json)) return undefined;
	const { error, errors, meta } = json;
	if (typeof error === 'string') return { kind: 'refusal', shape: 'string', text: error };
	if (isObject(error)) {
		const known = 'code' in error && 'message' in error;
		return { kind: 'refusal', shape: known ? 'graph' : 'other', ...wordsOf(error) };
	}
	if (error !== undefined && error !== null) {
		return { kind: 'refusal', shape: 'other', text: '' };
	}
	if (Array.isArray(errors) && errors.length > 0) {
		const [first] = objectsOf(errors);
		return { kind: 'refusal', shape: first ? 'legacy' : 'other', ...wordsOf(first ?? {}) };
	}
	if (isObject(meta) && isMetaError(meta)) {
		const text = textOf(meta.developer_message ?? meta.developerMessage) ?? '';
		return { kind: 'refusal', shape: 'meta', text };
	}
	const saysNo = 'success' in json && NO.has(json.success);
	if (saysNo || /^(error|failed?|failure)$/i.test(String(json.status))) {
		return { kind: 'refusal', shape: 'other', text: textOf(json.message) ?? '' };
	}
	return undefined;
}

function isMetaError(meta: JsonObject): boolean {
	const status = Number(meta.http_code ?? meta.httpCode ?? 0);
	return meta.success === false || status >= 400;
}

function wordsOf(error: JsonObject): { code?: number; text: string } {
	const { details } = objectOf(error.error_data);
	const words = [error.message, error.title, error.details, details, error.error_user_msg];
	const code = Number(error.code);
	return {
		...(Number.isInteger(code) && error.code !== null ? { code } : {}),
		text: words.map(textOf).filter(Boolean).join(' '),
	};
}

/** Codes that say that something is wrong, and not what. */
const GENERAL_CODES = [100, 131008, 131009];

/** Whether a refusal is about this: one of these codes, or, where the code does not tell, these words. */
export function isAbout(refusal: Refusal, codes: readonly number[], words: RegExp): boolean {
	const { code, text } = refusal;
	if (code === undefined || GENERAL_CODES.includes(code)) return words.test(text);
	return codes.includes(code);
}

const LIMIT_CODES = [4, 80007, 130429, 131056, 131208];

/** A refusal for too many calls. */
export function limitOf(exchange: Exchange): { style: '429' | '400' } | undefined {
	const refusal = refusalOf(exchange.json);
	const byCode = refusal?.code !== undefined && LIMIT_CODES.includes(refusal.code);
	const byWords = /exceeded the (endpoint rate )?limit/i.test(refusal?.text ?? '');
	if (exchange.status === 429 || byCode) return { style: '429' };
	return byWords ? { style: '400' } : undefined;
}

/** The list of an answer, and where it stood; nothing where that is not certain. */
export function groupsIn(json: unknown): { where: string; groups: JsonObject[] } | undefined {
	const { data, groups } = objectOf(json);
	const places: Array<[string, unknown]> = [
		['data.groups', objectOf(data).groups],
		['data', data],
		['groups', groups],
	];
	const [first, ...others] = places.filter(([, list]) => Array.isArray(list));
	if (!first || others.length > 0) return undefined;
	const [where, list] = first;
	return listOf(list).every(isObject) ? { where, groups: objectsOf(list) } : undefined;
}

/** The cursor with which a list goes on. Links are read, never followed. */
export function cursorOf(json: unknown): string | undefined {
	const paging = objectOf(objectOf(json).paging);
	const next = textOf(paging.next);
	const inside = next && URL.canParse(next) ? new URL(next).searchParams.get('after') : undefined;
	return textOf(objectOf(paging.cursors).after) ?? inside ?? undefined;
}
