import fc from 'fast-check';

import {
	acknowledged,
	cursorOf,
	fileContent,
	listOf,
	notNothing,
	readAnswer,
	record,
	type Expected,
	type Reading,
} from '../../../nodes/WhatsAppGroups/api/answer';
import { CODES } from '../../../nodes/WhatsAppGroups/failures/codes';
import { ServiceFailure } from '../../../nodes/WhatsAppGroups/failures/failure';

/** An expectation that takes any body for a success, so that only errors are none. */
const anything: Expected<{ body: unknown }> = { what: 'anything', read: (body) => ({ body }) };

const isOf = <T>(reading: Reading<T>) =>
	reading.is === 'error'
		? `error ${reading.isOfService ? 'of the service' : 'of others'}`
		: reading.is;

/** Every shape of an error body (contract 6.1), in every spelling that was seen. */
const ERROR_BODIES: Array<[string, unknown]> = [
	['Graph', { error: { code: 131041, message: '(#131041) Group unknown' } }],
	['Graph with a code as text', { error: { code: '131041' } }],
	['Graph with words only', { error: { message: 'No' } }],
	['Graph with a reason for users only', { error: { error_user_title: 'No' } }],
	['Graph with nothing that is known', { error: { type: 'OAuthException' } }],
	['text', { error: 'No' }],
	['true', { error: true }],
	['a number', { error: 131041 }],
	['on-premise', { errors: [{ code: 1013, title: 'No' }] }],
	['on-premise with a text', { errors: ['No'] }],
	['on-premise with nothing that is known', { errors: [{}] }],
	['on-premise, one that is no list', { errors: { code: 1013 } }],
	['on-premise, a text that is no list', { errors: 'No' }],
	['the house', { meta: { success: false, http_code: 400, developer_message: 'No' } }],
	['the house in camelCase', { meta: { success: false, httpCode: 400, developerMessage: 'No' } }],
	['the house with a status only', { meta: { http_code: 400 } }],
	['the house with a status as text', { meta: { httpCode: '500' } }],
	['the house with words only', { meta: { developer_message: 'No' } }],
	['the house with false only', { meta: { success: false } }],
	['the house with "false" only', { meta: { success: 'false' } }],
	['the house with true and an error status', { meta: { success: true, http_code: 400 } }],
	['success false', { success: false }],
	['success "false"', { success: 'false' }],
	['success "False"', { success: ' False ' }],
	['success 0', { success: 0 }],
	['success "0"', { success: '0' }],
	['success false with a reason', { success: false, message: 'No' }],
	['status error', { status: 'error' }],
	['status ERROR', { status: 'ERROR', message: 'No' }],
	['status failed', { status: 'failed' }],
	['status failure', { status: 'failure' }],
	['status fail', { status: 'fail' }],
];

describe('an error body is an error at any status', () => {
	test.each(
		[200, 201, 202, 204, 206, 299, 300, 400, 404, 418, 429, 500, 503, 599].flatMap((status) =>
			ERROR_BODIES.map(([shape, body]) => ({ status, shape, body })),
		),
	)('HTTP $status, $shape', ({ status, body }) => {
		expect(isOf(readAnswer(anything, status, body))).toBe('error of the service');
		// What else stands beside it makes it no success.
		const more = {
			id: '1',
			groups: [],
			data: [],
			messages: [{ id: 'wamid' }],
			...(body as object),
		};
		expect(isOf(readAnswer(anything, status, more))).toBe('error of the service');
		for (const expected of [acknowledged('a'), listOf('a', 'groups'), record('a', () => true)]) {
			expect(readAnswer<unknown>(expected, status, more).is).toBe('error');
		}
	});

	test.each<[unknown]>([
		[{ error: null }],
		[{ error: undefined }],
		[{ error: {} }],
		[{ error: '' }],
		[{ error: ' ' }],
		[{ error: false }],
		[{ error: 0 }],
		[{ error: 'false' }],
		[{ error: [] }],
		[{ errors: [] }],
		[{ errors: null }],
		[{ errors: {} }],
		[{ errors: '' }],
		[{ errors: 0 }],
		[{ errors: false }],
		[{ meta: null }],
		[{ meta: {} }],
		[{ meta: { api_status: 'stable' } }],
		[{ meta: { success: true } }],
		[{ meta: { success: true, http_code: 200, developer_message: 'OK' } }],
		[{ meta: { http_code: 200 } }],
		[{ success: true }],
		[{ success: 'true' }],
		[{ success: 1 }],
		[{ status: 'APPROVED' }],
		[{ status: 'errors' }],
		[{ status: 'REJECTED' }],
		[{ status: 200 }],
		[{}],
		[[{ error: 'No' }]],
		['error'],
		[null],
	])('%j tells of no error', (body) => {
		expect(isOf(readAnswer(anything, 200, body))).toBe('success');
	});

	test.each([
		{ ok: false },
		{ statusCode: 500, message: 'Internal' },
		{ status: 502 },
		{ status_code: '404' },
		{ result: 'error' },
		{ error_code: 131_041, error_message: 'Group unknown' },
	])('in the words of gateways, beside whatever was expected: %j', (no) => {
		const list = { ...no, data: [], groups: [] };
		expect(isOf(readAnswer(listOf('a list', 'groups'), 200, list))).toBe('error of the service');
		const taken = { ...no, messaging_product: 'whatsapp', request_id: '1' };
		expect(isOf(readAnswer(acknowledged('a word'), 200, taken))).toBe('error of the service');
	});

	test.each([
		{ ok: true },
		{ status: 200 },
		{ error_code: 0 },
		{ result: 'ok' },
		{ status: 'PENDING' },
	])('%j beside a success is none', (yes) => {
		const body = { ...yes, success: true };
		expect(isOf(readAnswer(acknowledged('a word'), 200, body))).toBe('success');
	});

	test('lists of who failed are the caller’s to read, with the errors beside them', () => {
		const expected: Expected<true> = { ...anything, read: () => true, results: ['failed', 'done'] };
		const errors = [{ code: 131201 }];
		expect(isOf(readAnswer(expected, 206, { errors, failed: [] }))).toBe('success');
		expect(isOf(readAnswer(expected, 200, { errors, done: ['1'] }))).toBe('success');
		expect(isOf(readAnswer(expected, 200, { errors }))).toBe('error of the service');
		const no = { success: false, error: { code: 131201 } };
		const named: Expected<true> = { ...expected, failures: 'failed' };
		expect(isOf(readAnswer(named, 206, { ...no, failed: ['1'] }))).toBe('success');
		expect(isOf(readAnswer(named, 206, { ...no, failed: [] }))).toBe('error of the service');
		expect(isOf(readAnswer(named, 206, { ...no, done: ['1'] }))).toBe('error of the service');
		for (const status of [400, 500]) {
			expect(readAnswer(named, status, { ...no, failed: ['1'] })).toMatchObject({
				isOfService: true,
				error: { code: 131201 },
			});
			expect(readAnswer(named, status, { errors, failed: ['1'] })).toMatchObject({
				isOfService: true,
				error: { code: 131201 },
			});
		}
		expect(isOf(readAnswer(expected, 206, { ...no, others: ['1'] }))).toBe('error of the service');
		expect(isOf(readAnswer(expected, 200, { errors, others: [] }))).toBe('error of the service');
		// Only `errors` is the caller's.
		expect(isOf(readAnswer(expected, 200, { error: 'No', failed: [] }))).toBe(
			'error of the service',
		);
		expect(isOf(readAnswer(expected, 200, { success: false, failed: [] }))).toBe(
			'error of the service',
		);
		expect(isOf(readAnswer(expected, 400, { failed: [] }))).toBe('error of others');
	});
});

test('an error status is an error, whatever stands in the body', () => {
	const statuses = fc
		.integer({ min: 100, max: 599 })
		.filter((status) => status < 200 || status > 299);
	fc.assert(
		fc.property(statuses, fc.oneof(fc.jsonValue(), fc.string()), (status, body) => {
			expect(readAnswer(anything, status, body).is).toBe('error');
		}),
		{ numRuns: 1000 },
	);
});

test('a success status with anything else than what was expected is unreadable', () => {
	const nothing: Expected<never> = { what: 'what never comes', read: () => undefined };
	for (const status of [200, 201, 204, 206, 299]) {
		for (const body of ['', '<html>', null, {}, [], 7, { id: 1 }]) {
			expect(readAnswer(nothing, status, body)).toEqual({ is: 'unreadable' });
		}
	}
});

test('what is read may be falsy', () => {
	for (const value of [0, '', false, null]) {
		const expected: Expected<unknown> = { what: 'a value', read: () => value };
		expect(readAnswer(expected, 200, {})).toEqual({ is: 'success', value });
	}
});

describe('a confirmation', () => {
	const read = (status: number, body: unknown, ...more: string[]) =>
		readAnswer(acknowledged('a confirmation', more), status, body);

	test.each<[number, unknown, object]>([
		[200, { success: true }, { body: { success: true } }],
		[200, { success: 'true' }, { body: { success: 'true' } }],
		[200, { success: 1 }, { body: { success: 1 } }],
		[200, { request_id: 'R' }, { requestId: 'R', body: { request_id: 'R' } }],
		[200, { request_id: 7 }, { requestId: '7', body: { request_id: 7 } }],
		[200, { messaging_product: 'whatsapp' }, { body: { messaging_product: 'whatsapp' } }],
		[200, { success: true, code: 0 }, { body: { success: true, code: 0 } }],
		[200, {}, { body: {} }],
		[200, '', { body: {} }],
		[202, '', { body: {} }],
		[204, '', { body: {} }],
	])('HTTP %d %j is one', (status, body, value) => {
		expect(read(status, body)).toEqual({ is: 'success', value });
	});

	test.each<[number, unknown]>([
		[200, { messaging_product: 'whatsapp', code: 131_041, message: 'Group unknown' }],
		[200, { request_id: 'R', code: '131041' }],
		[200, { success: null }],
		[200, { success: 'yes' }],
		[200, { success: {} }],
		[200, { success: '' }],
		[200, { success: null, request_id: 'R' }],
		[200, { success: 2, messaging_product: 'whatsapp' }],
		[200, { request_id: null }],
		[200, { request_id: '' }],
		[200, { request_id: ' ' }],
		[200, { request_id: {} }],
		[200, { request_id: true }],
		[200, { message: 'ok' }],
		[200, { id: 'GROUP' }],
		[200, { status: 'success' }],
		[200, []],
		[200, [{ success: true }]],
		[200, null],
		[200, true],
		[200, 7],
		[200, 'OK'],
		[200, '<html>Welcome</html>'],
		[200, Buffer.from('bytes')],
		[206, {}],
		[206, ''],
	])('HTTP %d %j is none', (status, body) => {
		expect(read(status, body)).toEqual({ is: 'unreadable' });
	});

	test('by keys of its own', () => {
		expect(read(200, { message: 'ok' }, 'message', 'url').is).toBe('success');
		expect(read(200, { url: '' }, 'message', 'url').is).toBe('success');
		expect(read(200, { other: 1 }, 'message', 'url').is).toBe('unreadable');
		expect(read(200, { message: 'ok', success: null }, 'message').is).toBe('unreadable');
	});

	test('nothing else is taken for one', () => {
		fc.assert(
			fc.property(fc.oneof(fc.jsonValue(), fc.string({ minLength: 1 })), (body) => {
				const isKnown =
					typeof body === 'object' &&
					body !== null &&
					!Array.isArray(body) &&
					(Object.keys(body).length === 0 ||
						['success', 'request_id', 'messaging_product'].some((key) => key in body));
				fc.pre(!isKnown && body !== '');
				expect(read(200, body).is).not.toBe('success');
			}),
			{ numRuns: 1000 },
		);
	});
});

describe('a record', () => {
	const hasId = record<{ id: string }>('a thing', ({ id }) => typeof id === 'string');

	test.each<[unknown, string]>([
		[{ id: 'x' }, 'success'],
		[{ id: 'x', more: 1 }, 'success'],
		[{ id: 7 }, 'unreadable'],
		[{}, 'unreadable'],
		[[{ id: 'x' }], 'unreadable'],
		[[], 'unreadable'],
		[null, 'unreadable'],
		['', 'unreadable'],
		['<html>', 'unreadable'],
		[7, 'unreadable'],
	])('%j: %s', (body, is) => {
		const reading = readAnswer(hasId, 200, body);
		expect(reading).toEqual(is === 'success' ? { is, value: body } : { is });
	});
});

describe('a list', () => {
	const GROUPS = listOf<{ id: string }>('a list of groups', 'groups');
	const read = (body: unknown, status = 200) => readAnswer(GROUPS, status, body);
	const elements = (body: unknown) => {
		const reading = read(body);
		return reading.is === 'success' ? reading.value.elements : reading.is;
	};
	const one = [{ id: '1' }];

	test.each<[unknown]>([
		[{ data: { groups: one } }],
		[{ groups: one }],
		[{ data: one }],
		[{ groups: { data: one } }],
		[{ data: { data: one } }],
		[{ groups: one, data: [] }],
		[{ groups: [], data: one }],
		[{ groups: [], data: { groups: one } }],
		[{ messaging_product: 'whatsapp', data: { groups: one }, paging: {} }],
	])('is found in %j', (body) => {
		expect(elements(body)).toEqual(one);
	});

	test.each<[unknown]>([
		[{ data: { groups: [] } }],
		[{ groups: [] }],
		[{ data: [] }],
		[{ data: [], groups: [] }],
	])('is empty in %j', (body) => {
		expect(elements(body)).toEqual([]);
	});

	test.each<[unknown]>([
		[{}],
		[''],
		['<html>'],
		[null],
		[[]],
		[one],
		[7],
		[{ data: {} }],
		[{ data: null }],
		[{ groups: null }],
		[{ groups: '[]' }],
		[{ groups: { 0: { id: '1' } } }],
		[{ items: one }],
		[{ data: { items: one } }],
		[{ data: { data: { groups: one } } }],
		[{ result: { groups: one } }],
		[{ Groups: one }],
		[{ join_requests: one }],
		[{ id: 'GROUP', subject: 'S' }],
		// What cannot be read counts for nobody, and not as one less.
		[{ groups: [{ id: '1' }, null] }],
		[{ groups: ['1', '2'] }],
		[{ groups: [1] }],
		[{ groups: [[]] }],
		[{ groups: [{}] }],
		[{ groups: [{ id: '1' }, {}] }],
	])('is not in %j', (body) => {
		expect(elements(body)).toBe('unreadable');
	});

	test('is not told by a part of it', () => {
		expect(read({ groups: one }, 206)).toEqual({ is: 'unreadable' });
	});

	test('is found under the keys that the caller names and `data`, and under none else', () => {
		const key = fc.oneof(
			fc.constantFrom('groups', 'data', 'join_requests', 'items', 'result', '__proto__', 'paging'),
			fc.string(),
		);
		fc.assert(
			fc.property(fc.array(key, { minLength: 1, maxLength: 3 }), (keys) => {
				const body = keys.reduceRight<unknown>(
					(inner, name) => JSON.parse(`{${JSON.stringify(name)}:${JSON.stringify(inner)}}`),
					one,
				);
				const isKnown = keys.length <= 2 && keys.every((name) => ['groups', 'data'].includes(name));
				expect(elements(body)).toEqual(isKnown ? one : 'unreadable');
			}),
			{ numRuns: 1000 },
		);
	});

	test.each<[string, unknown]>([
		['beside the list', { groups: one, paging: { next: 'N' }, total: 5 }],
		['beside what holds the list', { data: { groups: one }, paging: { next: 'N' }, total: 5 }],
		[
			'beside the list, in what holds it',
			{ data: { groups: one, paging: { next: 'N' }, total: 5 } },
		],
	])('paging and total stand %s', (_where, body) => {
		expect(read(body)).toEqual({
			is: 'success',
			value: { elements: one, paging: { next: 'N' }, total: 5 },
		});
	});

	test.each([[null], ['x'], [[]], [undefined]])('paging that is %j is none', (paging) => {
		expect(read({ groups: one, paging })).toMatchObject({ value: { elements: one, paging: {} } });
	});
});

test('a file is its bytes, and no part of them', () => {
	const bytes = Buffer.from('file');
	expect(readAnswer(fileContent, 200, bytes)).toEqual({ is: 'success', value: bytes });
	for (const body of ['file', '', { id: 1 }, null]) {
		expect(readAnswer(fileContent, 200, body)).toEqual({ is: 'unreadable' });
	}
	expect(readAnswer(fileContent, 206, bytes)).toEqual({ is: 'unreadable' });
	expect(readAnswer(fileContent, 404, 'Not found').is).toBe('error');
});

describe('cursorOf', () => {
	test.each<[object, string | undefined]>([
		[{ cursors: { after: 'A' } }, 'A'],
		[{ cursors: { after: 7 } }, '7'],
		[{ after: 'A' }, 'A'],
		[{ cursors: { after: 'A' }, after: 'B', next: 'https://x.test/?after=C' }, 'A'],
		[{ cursors: {}, after: 'B', next: 'https://x.test/?after=C' }, 'B'],
		[{ cursors: null, next: 'https://x.test/?after=C' }, 'C'],
		[{ cursors: { after: '' }, next: 'https://x.test/?after=C' }, 'C'],
		[{ cursors: { before: 'B' }, next: 'https://x.test/?limit=5&after=C&b=1' }, 'C'],
		[{ next: '/groups?after=C' }, 'C'],
		[{ next: '?after=C#x' }, 'C'],
		[{ next: 'https://x.test/?after=MTAx%3D%3D' }, 'MTAx=='],
		[{ next: 'https://x.test/?after=MTAx==' }, 'MTAx=='],
		[{ next: 'https://x.test/?after=a%2Bb%2Fc' }, 'a+b/c'],
		[{ next: 'https://x.test/?after=a+b' }, 'a b'],
		[{ next: 'https://x.test/?after=' }, undefined],
		[{ next: 'https://x.test/?after=%E0%A4%A' }, undefined],
		[{ next: 'https://x.test/?hereafter=C' }, undefined],
		[{ next: 'https://x.test/after=C' }, undefined],
		[{ next: 'https://x.test/?before=C' }, undefined],
		[{ next: null }, undefined],
		[{ next: {} }, undefined],
		[{ previous: 'https://x.test/?after=C' }, undefined],
		[{}, undefined],
	])('of %j is %p', (paging, cursor) => {
		expect(cursorOf(paging)).toBe(cursor);
	});

	test('a cursor of whatever characters comes out of `next` as it went in', () => {
		fc.assert(
			fc.property(fc.string({ minLength: 1, unit: 'grapheme' }), (cursor) => {
				const next = new URL('https://graph.facebook.com/v99/things?limit=25');
				next.searchParams.set('after', cursor);
				expect(cursorOf({ next: next.href })).toBe(cursor);
				const encoded = `https://x.test/?after=${encodeURIComponent(cursor)}&limit=25`;
				expect(cursorOf({ next: encoded })).toBe(cursor);
			}),
		);
	});
});

test('a thing of which nothing can be read is no empty one', () => {
	const told = { id: undefined };
	expect(notNothing('a group', told)).toBe(told);
	let thrown: unknown;
	try {
		notNothing('a group', {});
	} catch (failure) {
		thrown = failure;
	}
	expect(thrown).toBeInstanceOf(ServiceFailure);
	expect(thrown).toMatchObject({
		certainty: 'notDone',
		details: {
			code: 'unreadable_answer',
			message: 'The service answered, but nothing that it says about a group can be read.',
			hint: CODES.unreadable_answer.todo,
		},
	});
});

test.each([null, undefined, 'text', 7, []])('%j says of nobody what became of them', (body) => {
	const expected = {
		what: 'lists',
		results: ['done', 'failed'],
		failures: 'failed',
		read: () => undefined,
	};
	expect(readAnswer(expected, 200, body)).toEqual({ is: 'unreadable' });
});

test('an error beside what the contract has is no success, and what it has may be there', () => {
	const thing = record<{ id: string }>('a thing', ({ id }) => typeof id === 'string');
	const body = { id: '1', error: { code: 131041 } };
	expect(readAnswer(thing, 200, body)).toMatchObject({ is: 'error', isContradicted: true });
	expect(readAnswer(thing, 400, body)).not.toHaveProperty('isContradicted');
});
