import fc from 'fast-check';

import {
	ExecutionStopped,
	InputFailure,
	isGroupsError,
	orFailure,
	readErrorAnswer,
	readWireError,
	ServiceFailure,
	type ErrorDetails,
} from '../../../nodes/WhatsAppGroups/api/errorBody';
import { hintFor } from '../../../nodes/WhatsAppGroups/failures/advice';

/** Contract 6.3 and 6.4. */
const GROUP_CODES = [
	131020, 131041, 131059, 131201, 131202, 131203, 131204, 131207, 131208, 131209, 131210, 131211,
	131212, 131213, 131214, 131215,
];
const CLOUD_CODES = [
	0, 190, 1, 2, 3, 10, 200, 250, 299, 4, 80007, 100, 130429, 131048, 131056, 131000, 131016, 131005,
	131008, 131009, 131021, 131026, 131031, 368, 130497, 131042, 131047, 131049, 131050, 131051,
	131052, 131053, 131057, 131062, 132000, 132001, 132005, 132007, 132012, 132015, 133010,
];
const HTTP_STATUSES = [401, 403, 404, 429, 500, 502, 503, 504];

describe('readErrorAnswer', () => {
	test('a Graph error', () => {
		const body = {
			error: {
				message: '(#131041) Group unknown',
				type: 'OAuthException',
				code: 131041,
				error_data: {
					messaging_product: 'whatsapp',
					details: 'The group was not found.',
				},
				error_subcode: 2494,
				fbtrace_id: 'Az8or2yhqkZfEZ-_4Qn_Bam',
			},
		};
		expect(readErrorAnswer(400, body)).toEqual({
			code: 131041,
			message: 'Group unknown',
			details: 'The group was not found.',
			hint: hintFor(131041, ''),
			httpStatus: 400,
			traceId: 'Az8or2yhqkZfEZ-_4Qn_Bam',
		});
	});

	test.each<[string, object, Partial<ErrorDetails>]>([
		['its code as text', { code: '131041', message: 'M' }, { code: 131041, message: 'M' }],
		['no code', { message: 'M' }, { code: 400, message: 'M' }],
		['no message', { code: 5, error_data: { details: 'D' } }, { code: 5, message: 'D' }],
		[
			'a message that is its code only',
			{ code: 5, message: '(#5) ', error_data: { details: 'D' } },
			{ code: 5, message: 'D' },
		],
		['nothing', {}, { code: 400, message: 'The service answered with error 400' }],
		[
			'the same twice',
			{ code: 5, message: '(#5) M', error_data: { details: 'M' } },
			{ code: 5, message: 'M' },
		],
	])('a Graph error with %s', (_name, error, expected) => {
		const details = readErrorAnswer(400, { error });
		expect(details).toMatchObject(expected);
		expect(details).not.toHaveProperty('details');
	});

	test('a text', () => {
		expect(readErrorAnswer(418, { error: 'Some text' })).toEqual({
			code: 418,
			message: 'Some text',
			httpStatus: 418,
		});
	});

	test('an on-premise error, with the house’s trace', () => {
		const body = {
			errors: [{ code: 1013, title: 'User is not valid', details: 'Recipient', href: 'https://x' }],
			meta: { '360dialog_trace_id': 'trace' },
		};
		expect(readErrorAnswer(404, body)).toEqual({
			code: 1013,
			title: 'User is not valid',
			message: 'User is not valid',
			details: 'Recipient',
			httpStatus: 404,
			traceId: 'trace',
		});
	});

	test('an error of the house', () => {
		const body = {
			meta: {
				success: false,
				http_code: 401,
				developer_message: 'Invalid api key',
				'360dialog_trace_id': 'trace',
			},
		};
		expect(readErrorAnswer(400, body)).toEqual({
			code: 401,
			message: 'Invalid api key',
			hint: hintFor(401, ''),
			httpStatus: 400,
			traceId: 'trace',
		});
	});

	test.each<[string, unknown, string | undefined]>([
		['a gateway’s page', '<html><head><TITLE> 502 Bad Gateway </TITLE></head>', '502 Bad Gateway'],
		['a page without a title', '<html><body>Oops</body></html>', undefined],
		['a line of text', ' upstream connect error \n', 'upstream connect error'],
		['nothing', '', undefined],
		['no body', undefined, undefined],
		['null', null, undefined],
		['a list', ['a'], undefined],
		['JSON of another kind', { message: 'no Route matched' }, 'no Route matched'],
		['an empty list of errors', { errors: [] }, undefined],
		['null as its error', { error: null }, undefined],
	])('%s', (_name, body, details) => {
		expect(readErrorAnswer(502, body)).toEqual({
			code: 502,
			message: 'The service answered with HTTP 502',
			...(details !== undefined && { details }),
			hint: hintFor(502, ''),
			httpStatus: 502,
		});
	});

	test('a long text is cut', () => {
		expect(readErrorAnswer(500, 'x'.repeat(1000)).details).toHaveLength(200);
	});

	const anyBody = fc.oneof(
		fc.jsonValue(),
		fc.string(),
		fc.constant(undefined),
		fc.record(
			{
				error: fc.oneof(
					fc.jsonValue(),
					fc.record(
						{
							code: fc.jsonValue(),
							message: fc.jsonValue(),
							error_data: fc.oneof(fc.jsonValue(), fc.record({ details: fc.jsonValue() })),
							fbtrace_id: fc.jsonValue(),
						},
						{ requiredKeys: [] },
					),
				),
				errors: fc.oneof(
					fc.jsonValue(),
					fc.array(
						fc.record({
							code: fc.jsonValue(),
							title: fc.jsonValue(),
							message: fc.jsonValue(),
							details: fc.jsonValue(),
						}),
					),
				),
				meta: fc.oneof(
					fc.jsonValue(),
					fc.record({
						http_code: fc.jsonValue(),
						developer_message: fc.jsonValue(),
						'360dialog_trace_id': fc.jsonValue(),
					}),
				),
			},
			{ requiredKeys: [] },
		),
	);

	const isWellFormed = (details: ErrorDetails) => {
		expect(typeof details.message === 'string' && details.message.trim() !== '').toBe(true);
		expect(['number', 'string']).toContain(typeof details.code);
		expect(details.code).not.toBe('');
		expect(Number.isNaN(details.code)).toBe(false);
		expect(Object.values(details)).not.toContain(undefined);
		expect(details.details).not.toBe(details.message);
		expect(details.details).not.toBe('');
		for (const text of [details.title, details.details, details.hint, details.traceId]) {
			expect(['string', 'undefined']).toContain(typeof text);
		}
	};

	test('whatever comes: an error that people can read', () => {
		fc.assert(
			fc.property(fc.integer({ min: 100, max: 599 }), anyBody, (status, body) => {
				const details = readErrorAnswer(status, body);
				isWellFormed(details);
				expect(details.httpStatus).toBe(status);
			}),
			{ numRuns: 2000 },
		);
	});

	test('whatever an element of `errors` is: an error that people can read', () => {
		fc.assert(
			fc.property(fc.oneof(fc.jsonValue(), fc.constant(undefined)), (value) => {
				isWellFormed(readWireError(value));
			}),
			{ numRuns: 500 },
		);
	});
});

describe('readWireError', () => {
	test.each<[string, unknown, ErrorDetails]>([
		[
			'everything',
			{
				code: '5',
				title: 'Title',
				message: '(#5) Message',
				error_data: { details: 'Details' },
				details: 'Older details',
			},
			{ code: 5, title: 'Title', message: 'Message', details: 'Details' },
		],
		['a title', { code: 5, title: 'Title' }, { code: 5, title: 'Title', message: 'Title' }],
		['details', { code: 5, details: 'Details' }, { code: 5, message: 'Details' }],
		['a code', { code: 5 }, { code: 5, message: 'Error 5' }],
		['a word as its code', { code: 'busy' }, { code: 'busy', message: 'Error busy' }],
		['nothing', {}, { code: 'unknown', message: 'Error unknown' }],
		['null', null, { code: 'unknown', message: 'Error unknown' }],
	])('%s', (_name, wire, expected) => {
		expect(readWireError(wire)).toEqual(expected);
	});
});

describe('isGroupsError', () => {
	test.each([
		[{ error: { code: 131041 } }, true],
		[{ error: { code: '131041' } }, true],
		[{ errors: [{ code: 1 }] }, true],
		[{ error: 'Not found' }, false],
		[{ error: { message: 'Not found' } }, false],
		[{ meta: { http_code: 404 } }, false],
		['<html>', false],
		[undefined, false],
		[null, false],
	])('%j: %p', (body, expected) => {
		expect(isGroupsError(body)).toBe(expected);
	});
});

describe('hintFor', () => {
	test.each([...GROUP_CODES, ...CLOUD_CODES, ...HTTP_STATUSES])('%d has advice', (code) => {
		expect(hintFor(code, '')).toMatch(/^[A-Z].{20,}\.$/s);
		expect(readErrorAnswer(400, { error: { code, message: 'M' } }).hint).toBe(hintFor(code, ''));
		expect(hintFor(String(code), '')).toBe(hintFor(code, ''));
	});

	test('advice of different groups codes differs', () => {
		expect(new Set(GROUP_CODES.map((code) => hintFor(code, ''))).size).toBe(GROUP_CODES.length);
	});

	test.each([
		['Your WhatsApp for Business API has been disabled', 400, /support/],
		['You have exceeded the endpoint rate limit.', 400, /Batching/],
		['Could not send message due to lack of payment, contact your partner', 400, /payment|invoice/],
		['Invalid api_key', 401, /API key/],
		['Invalid API key', 401, /API key/],
		['Invalid api key', 400, /API key/],
		['The endpoint is blocked', 403, /support/],
		['Internal server error', 500, /support/],
		['WhatsApp for Business API not available', 502, /again/],
	])('"%s" (HTTP %d) has the advice of the contract', (text, status, expected) => {
		expect(readErrorAnswer(status, { error: text }).hint).toMatch(expected);
		const house = { meta: { http_code: status, developer_message: text } };
		expect(readErrorAnswer(status, house).hint).toMatch(expected);
	});

	test('codes that nobody knows, and words like properties of every object, have none', () => {
		for (const code of [
			5,
			199,
			300,
			418,
			999_999,
			'busy',
			'constructor',
			'__proto__',
			'toString',
		]) {
			expect(hintFor(code, 'a text')).toBeUndefined();
		}
	});
});

describe('failures', () => {
	test('a service failure reads as its message, and knows its code', () => {
		const failure = new ServiceFailure({ code: '131041', message: 'Group unknown' }, 'notDone');
		expect(failure).toBeInstanceOf(Error);
		expect(failure).toMatchObject({
			name: 'ServiceFailure',
			message: 'Group unknown',
			code: 131041,
			outcome: 'notDone',
		});
		expect(new ServiceFailure({ code: 'busy', message: 'M' }, 'notDone').code).toBeUndefined();
	});

	test('a refusal says that work is done only after an unclear attempt', () => {
		const details = { code: 131041, message: 'Group unknown' };
		expect(new ServiceFailure(details, 'unknown').saysDone(131041)).toBe(true);
		expect(new ServiceFailure(details, 'unknown').saysDone(131212)).toBe(false);
		expect(new ServiceFailure(details, 'notDone').saysDone(131041)).toBe(false);
	});

	test('what the service said is a value, and anything else stays thrown', async () => {
		const failure = new ServiceFailure({ code: 100, message: 'M' }, 'notDone');
		expect(await orFailure(Promise.resolve(7))).toBe(7);
		expect(await orFailure(Promise.reject(failure))).toBe(failure);
		const bug = new TypeError('A bug');
		await expect(orFailure(Promise.reject(bug))).rejects.toBe(bug);
	});

	test('an input failure has a word for its code, and a hint only where there is one', () => {
		expect(new InputFailure('Subject is empty').name).toBe('InputFailure');
		expect(new InputFailure('Subject is empty').details).toEqual({
			code: 'invalid_input',
			message: 'Subject is empty',
		});
		expect(new InputFailure('M', 'Hint', 'a_code').details).toEqual({
			code: 'a_code',
			message: 'M',
			hint: 'Hint',
		});
	});

	test('a stopped execution is told apart by its class', () => {
		expect(new ExecutionStopped()).toMatchObject({
			name: 'ExecutionStopped',
			message: 'The execution was stopped',
		});
	});
});
