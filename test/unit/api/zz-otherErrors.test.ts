/** Bodies that say no in the words of gateways, and bodies that say nothing. */
import { acknowledged, listOf, readAnswer } from '../../../nodes/WhatsAppGroups/api/answer';
import { excerptOf } from '../../../nodes/WhatsAppGroups/api/errorBody';

test.each([
	{ ok: false },
	{ statusCode: 500, message: 'Internal' },
	{ status: 502 },
	{ status_code: '404' },
	{ result: 'error' },
	{ error_code: 131_041, error_message: 'Group unknown' },
])('%j is an error', (no) => {
	const list = { ...no, data: [], groups: [] };
	expect(readAnswer(listOf('a list', 'groups'), 200, list).is).toBe('error');
	const taken = { ...no, messaging_product: 'whatsapp', request_id: '1' };
	expect(readAnswer(acknowledged('a confirmation'), 200, taken).is).toBe('error');
});

test.each([
	{ ok: true },
	{ status: 200 },
	{ error_code: 0 },
	{ result: 'ok' },
	{ status: 'PENDING' },
])('%j is none', (yes) => {
	const body = { ...yes, success: true };
	expect(readAnswer(acknowledged('a confirmation'), 200, body).is).toBe('success');
});

test.each([null, '', ' ', {}, true])('a request_id of %j confirms nothing', (requestId) => {
	const body = { request_id: requestId };
	expect(readAnswer(acknowledged('a confirmation'), 200, body).is).toBe('unreadable');
});

test('a body nested too deep is told without its content', () => {
	let body: object = {};
	for (let depth = 0; depth < 50_000; depth += 1) body = { body };
	expect(excerptOf(body)).toBeUndefined();
});
