/** Statuses that are neither the expected success nor one of the service's own errors. */
import type { Word } from '../samples';
import type { Way } from '../ways';
import { decisive } from './decisive';

const BODIES: Record<string, { body: unknown; headers?: Record<string, string> }> = {
	'an empty body': { body: '' },
	'an HTML page': {
		body: '<html><head><title>Error</title></head><body><h1>Error</h1></body></html>',
		headers: { 'Content-Type': 'text/html' },
	},
	'JSON without meaning': { body: { foo: 'bar' } },
};

const REFUSING = [401, 402, 403, 404, 405, 409, 410, 413, 415, 418, 422, 451];
/** They say that something took too long, came too early, or depends on something else. */
const UNCLEAR = [408, 424, 425, 499];
const BROKEN = [500, 501, 502, 503, 504, 520, 522, 529];
/** With every body; the others take turns. */
const IN_FULL = new Set([403, 404, 408, 500, 502]);

const each = (codes: readonly number[], word: Word): Way[] =>
	codes.flatMap((status, index) =>
		Object.entries(BODIES)
			.filter((_body, turn) => IN_FULL.has(status) || turn === index % 3)
			.map(([name, body]) =>
				decisive('statuses', `${status} with ${name}`, word, { status, ...body }),
			),
	);

const withGood = (status: number, word: Word): Way =>
	decisive('statuses', `${status} with the good answer`, word, ({ good }) => ({
		status,
		body: good,
	}));

export const statuses: Way[] = [
	withGood(201, 'done'),
	withGood(202, 'done'),
	withGood(203, 'hinted'),
	// "Partial content": it need not be all.
	withGood(206, 'hinted'),
	withGood(299, 'hinted'),
	withGood(400, 'failed'),
	withGood(500, 'failed'),
	...[201, 202, 204, 205].map((status) =>
		decisive('statuses', `${status} without a body`, ({ empty }) => empty, {
			status,
			body: '',
		}),
	),
	decisive('statuses', '206 without a body', 'nothing', { status: 206, body: '' }),
	...[301, 302, 304, 307, 308].map((status) =>
		decisive('statuses', `${status}, a redirect`, 'failed', {
			status,
			headers: status === 304 ? undefined : { Location: '/elsewhere' },
		}),
	),
	decisive('statuses', '302 to a page that says yes', 'failed', ({ good }) => ({
		status: 302,
		headers: { Location: 'https://example.com/' },
		body: good,
	})),
	// "See other": the work may be done, and its result elsewhere.
	decisive('statuses', '303, a redirect', 'nothing', {
		status: 303,
		headers: { Location: '/elsewhere' },
	}),
	...each(REFUSING, 'refused'),
	...each(UNCLEAR, 'nothing'),
	...each(BROKEN, 'nothing'),
	...['0', '1', '3600', 'soon', '-5'].map((seconds) =>
		decisive('statuses', `429 with Retry-After ${seconds}`, 'refused', {
			status: 429,
			headers: { 'Retry-After': seconds },
		}),
	),
];
