/**
 * Traffic without anything that is the user's: every value is replaced unless it is one of the service's
 * own words. The same value always gets the same name, so that what belongs together still does.
 */
import { isObject } from '../answers';
import type { Delivery, Exchange } from '../seen';
import { secretsIn } from './leaks';
import {
	ERROR_WORDS,
	HEADERS,
	HOSTS,
	KINDS,
	NUMBER_KEYS,
	SENTENCE_KEYS,
	TIME_KEYS,
	WORD_KEYS,
} from './vocabulary';

const MIME = /^(image|video|audio|application|text)\/[a-z0-9.+-]{2,60}$/;
/** As APIs spell keys and words; letters that follow each other otherwise may be base64. */
const KEY = /^(?=.{1,40}$)([a-z]+(_[a-z]+)*|[a-z]+([A-Z][a-z]+)+)$/;
const NUMBERED_KEY = new Set(['sha256', '360dialog_trace_id']);
const WORD = /^(?=.{1,40}$)([a-z]+(_[a-z]+)*|[A-Z]+(_[A-Z]+)*|[a-z]{2,3}_[A-Z]{2})$/;
const LARGEST_COUNT = 9999;
const LARGEST_CODE = 9_999_999;
/** Where times begin in a report; how far apart they are is kept. */
const EPOCH = 1_700_000_000;

export class Redactor {
	private readonly names = new Map<string, string>();
	private readonly counts = new Map<string, number>();
	/** Everything that was replaced and could be somebody's. */
	readonly secrets = new Set<string>();

	/** @param startedAt Unix seconds */
	constructor(private readonly startedAt: number) {}

	exchange(exchange: Exchange): Record<string, unknown> {
		const { call, method, path, query, body, parts, status, headers, text, json, failure } =
			exchange;
		return {
			call,
			request: {
				method,
				path: this.path(path),
				...(Object.keys(query).length > 0 ? { query: this.value(query, '') } : {}),
				...(body === undefined ? {} : { body: this.value(body, '') }),
				...(parts ? { parts: parts.map(({ name }) => name) } : {}),
			},
			answer: {
				...(status === undefined ? { failure } : { status }),
				headers: this.headers(headers),
				...(json !== undefined
					? { body: this.value(json, '') }
					: text.trim() === '' || status === undefined
						? {}
						: { text: this.page(text) }),
			},
		};
	}

	delivery({ body, headers, isWhole }: Delivery): Record<string, unknown> {
		return {
			...(isWhole ? {} : { rebuilt: true }),
			...(headers ? { headers: this.headers(headers) } : {}),
			body: this.value(body, ''),
		};
	}

	/** Ids in it are replaced; what the API calls its paths is kept. */
	private path(path: string): string {
		const known =
			/^(groups|messages|media|v1|configs|templates|webhook|multi_webhook|waba_webhook|message_templates|message_template_library|health_status|invite_link|join_requests|participants|whatsapp_business|attachments|live-check|unknown)$/;
		return path
			.split('/')
			.map((part) =>
				part === '' || known.test(part) ? part : this.named(decodeURIComponent(part), 'id'),
			)
			.join('/');
	}

	private headers(headers: Record<string, string>): Record<string, string> {
		const kept = Object.entries(headers).filter(([name, value]) => HEADERS.get(name)?.test(value));
		return Object.fromEntries(kept);
	}

	/** Bodies that are not JSON: an error page, or a file. */
	private page(text: string): string {
		return text.startsWith('<') ? this.sentence(text.slice(0, 500)) : `(${text.length} characters)`;
	}

	value(value: unknown, key: string): unknown {
		if (value === null || typeof value === 'boolean') return value;
		if (Array.isArray(value)) return value.map((one) => this.value(one, key));
		if (isObject(value)) {
			return Object.fromEntries(
				Object.entries(value).map(([inner, one]) => [
					this.key(inner, key),
					this.value(one, inner === 'id' ? `${key}_id` : inner),
				]),
			);
		}
		return typeof value === 'number' ? this.number(value, key) : this.text(String(value), key);
	}

	/** Names of headers and of variables are the user's; other keys are the service's. */
	private key(key: string, parent: string): string {
		const isOwn = parent === 'headers' || !(KEY.test(key) || NUMBERED_KEY.has(key));
		return isOwn ? this.named(key, 'key') : key;
	}

	private number(value: number, key: string): number {
		if (NUMBER_KEYS.has(key) && Math.abs(value) <= LARGEST_CODE) return value;
		if (TIME_KEYS.has(key)) return this.time(value);
		if (Number.isInteger(value) && Math.abs(value) <= LARGEST_COUNT) return value;
		// As a number again, the one that stands behind the name.
		return 9_000_000_000 + Number(/\d+$/.exec(this.named(String(value), kindOf(key)))?.[0] ?? 0);
	}

	private text(value: string, key: string): string {
		if (value === '') return '';
		if (TIME_KEYS.has(key) && /^\d+$/.test(value)) return String(this.time(Number(value)));
		if (TIME_KEYS.has(key) && !Number.isNaN(Date.parse(value))) {
			const seconds = this.time(Math.round(Date.parse(value) / 1000));
			return new Date(seconds * 1000).toISOString();
		}
		if (NUMBER_KEYS.has(key) && /^\d{1,7}$/.test(value)) return value;
		if (/^(true|false|\d{1,3}|\*+)$/i.test(value)) return value;
		if (WORD_KEYS.has(key) && WORD.test(value)) return value;
		if (key === 'mime_type' && MIME.test(value)) return value;
		if (SENTENCE_KEYS.has(key)) return this.sentence(value);
		if (/^https?:\/\//i.test(value) && URL.canParse(value)) return this.link(new URL(value));
		return this.named(value, kindOf(key));
	}

	private time(value: number): number {
		const isMs = Math.abs(value) > 1e11;
		const seconds = isMs ? value / 1000 : value;
		const moved = Math.round(seconds - this.startedAt) + EPOCH;
		return isMs ? moved * 1000 : moved;
	}

	private link(url: URL): string {
		const host = HOSTS.has(url.hostname) ? url.hostname : this.named(url.hostname, 'host');
		const parts = url.pathname.split('/').filter((part) => part !== '');
		const path = parts.map((part) => this.named(part, 'path')).join('/');
		const query = [...url.searchParams].map(
			([name, value]) => `${this.key(name, '')}=${String(this.text(value, name))}`,
		);
		if (url.username) this.secrets.add(url.username);
		if (url.password) this.secrets.add(url.password);
		return `${url.protocol}//${host}/${path}${query.length > 0 ? `?${query.join('&')}` : ''}`;
	}

	/** Known words, short numbers and codes of errors; anything else in it becomes an ellipsis. */
	private sentence(text: string): string {
		return this.withoutNumbers(text).replace(/[\p{L}\p{N}_+/=@.-]+/gu, (token) => {
			const word = token.replace(/[.]+$/, '');
			const isCode = /^1[0-9]{5}$/.test(word) || /^\d{1,3}$/.test(word);
			const words = word.toLowerCase().split(/[./-]+/);
			if (isCode || words.every((one) => one === '' || ERROR_WORDS.has(one))) return token;
			for (const secret of secretsIn(token)) this.secrets.add(secret);
			return '…';
		});
	}

	/** A phone number or an id may be written with blanks, so that each part of it is short. */
	private withoutNumbers(text: string): string {
		return text.replace(/\+?\(?\d[\d\s().-]{5,}\d/g, (found) => {
			if (found.replace(/\D/g, '').length < 7) return found;
			for (const secret of secretsIn(found)) this.secrets.add(secret);
			return '…';
		});
	}

	/** The same name for the same value, however often and in whatever notation of a number it comes. */
	private named(value: string, kind: string): string {
		for (const secret of secretsIn(value)) this.secrets.add(secret);
		const digits = /^\+?[\d\s().-]{5,}$/.test(value) ? value.replace(/\D/g, '') : undefined;
		const identity = digits ?? value;
		const known = this.names.get(identity);
		if (known !== undefined) return known;
		const count = (this.counts.get(kind) ?? 0) + 1;
		this.counts.set(kind, count);
		const name = `${kind}-${count}`;
		this.names.set(identity, name);
		return name;
	}
}

function kindOf(key: string): string {
	return KINDS.find(([pattern]) => pattern.test(key))?.[1] ?? 'text';
}
