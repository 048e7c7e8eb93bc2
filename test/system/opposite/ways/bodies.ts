/** Successes whose body is not what was expected. */
import { changes, decisive } from './decisive';
import type { Way } from '../ways';

const HTML = '<!DOCTYPE html><html><head><title>Sign in</title></head><body>Sign in</body></html>';

const nothing = (name: string, body: unknown, headers?: Record<string, string>): Way =>
	decisive('bodies', `200 with ${name}`, 'nothing', { body, headers });

const JSON_TYPE = { 'Content-Type': 'application/json' };

export const bodies: Way[] = [
	nothing('null', 'null', JSON_TYPE),
	nothing('[]', '[]', JSON_TYPE),
	nothing('[null]', '[null]', JSON_TYPE),
	nothing('true', 'true', JSON_TYPE),
	nothing('false', 'false', JSON_TYPE),
	nothing('17', '17', JSON_TYPE),
	nothing('the JSON text "ok"', '"ok"', JSON_TYPE),
	nothing('the plain text ok', 'ok', { 'Content-Type': 'text/plain' }),
	nothing('an HTML page', HTML, { 'Content-Type': 'text/html' }),
	nothing('an HTML page labelled as JSON', HTML, JSON_TYPE),
	nothing('a JSON text in JSON', JSON.stringify('{"success":true}'), JSON_TYPE),
	nothing('keys that nobody knows', { maintenance: true, until: '12:00' }),
	nothing('the error of a proxy', { code: 'ECONNREFUSED', detail: 'upstream is down' }),
	nothing('data null', { data: null }),
	decisive('bodies', '200 with JSON that is cut', 'nothing', ({ good }) => ({
		body: Buffer.isBuffer(good)
			? good.subarray(0, good.length / 2)
			: JSON.stringify(good).slice(0, -3),
		headers: JSON_TYPE,
	})),
	decisive('bodies', '200 with the good answer in a list', 'hinted', ({ good }) => ({
		body: Buffer.isBuffer(good) ? good : [good],
	})),
	decisive('bodies', '200 with an empty body', ({ empty }) => empty, { body: '' }),
	decisive('bodies', '200 with blanks', ({ empty }) => empty, { body: '  \n', headers: JSON_TYPE }),
	decisive('bodies', '200 with {}', ({ empty }) => empty, { body: {} }),
	decisive('bodies', '200 with messaging_product only', ({ empty }) => empty, {
		body: { messaging_product: 'whatsapp' },
	}),
	decisive('bodies', '200 with success true only', ({ success }) => success, {
		body: { success: true },
	}),
	decisive('bodies', '200 with success "true" only', ({ success }) => success, {
		body: { success: 'true' },
	}),
	{
		...decisive('bodies', '200 with a request_id only', 'hinted', { body: { request_id: '1065' } }),
		fits: changes,
		// Made or not made comes by webhook: what was asked for is named nowhere.
		said: ({ kind, empty, decisive: call }) => ({
			word:
				(kind === 'effect' && empty === 'hinted') || call === 'POST /groups' ? 'done' : 'hinted',
		}),
	},
];
