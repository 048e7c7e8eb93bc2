import fc from 'fast-check';

import {
	excerptOf,
	explainError,
	readErrorBody,
	isErrorStatus,
	readForeignBody,
	readWireError,
	type ServiceError,
} from '../../../nodes/WhatsAppGroups/api/errorBody';
import { adviceFor, SERVICE_ADVICE } from '../../../nodes/WhatsAppGroups/failures/advice';
import type { ErrorDetails } from '../../../nodes/WhatsAppGroups/failures/failure';

/** What people are told of an answer with an error status. */
function told(status: number, body: unknown): ErrorDetails {
	return explainError(readErrorBody(body) ?? readForeignBody(body), status);
}

describe('what people are told of', () => {
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
		expect(told(400, body)).toEqual({
			code: 131041,
			message: SERVICE_ADVICE[131041].what,
			details: 'Group unknown – The group was not found.',
			hint: SERVICE_ADVICE[131041].todo,
			httpStatus: 400,
			traceId: 'Az8or2yhqkZfEZ-_4Qn_Bam',
		});
	});

	test('a Graph error with words for users: they say what is wrong, and come first', () => {
		const body = {
			error: {
				message: 'Invalid parameter',
				code: 100,
				error_user_title: 'Message template "text" is too long',
				error_user_msg: 'The body has 1,100 characters; 1,024 are allowed.',
			},
		};
		expect(told(400, body)).toEqual({
			code: 100,
			title: 'Message template "text" is too long',
			message: SERVICE_ADVICE[100].what,
			details:
				'Message template "text" is too long – The body has 1,100 characters; 1,024 are allowed. – Invalid parameter',
			hint: SERVICE_ADVICE[100].todo,
			httpStatus: 400,
		});
	});

	test.each<[string, object, Partial<ErrorDetails>]>([
		['its code as text', { code: '131041', message: 'M' }, { code: 131041, details: 'M' }],
		[
			'a code that nobody knows',
			{ code: 5, message: 'M' },
			{ code: 5, message: 'The service answered (code 5): M.', details: 'M' },
		],
		[
			'no message',
			{ code: 5, error_data: { details: 'D?' } },
			{ code: 5, message: 'The service answered (code 5): D?', details: 'D?' },
		],
		[
			'a message that is its code only',
			{ code: 5, message: '(#5) ', error_data: { details: 'D' } },
			{ code: 5, details: 'D' },
		],
		[
			'the same twice',
			{ code: 5, message: '(#5) M', error_data: { details: 'M' } },
			{ code: 5, details: 'M' },
		],
		[
			'nothing but a code',
			{ code: 5 },
			{ code: 5, message: 'The service answered with HTTP 418 (code 5) without a reason.' },
		],
		[
			'nothing that is known',
			{ type: 'x' },
			{ code: 418, message: 'The service answered with HTTP 418 without a reason.' },
		],
	])('a Graph error with %s', (_name, error, expected) => {
		expect(told(418, { error })).toMatchObject({ httpStatus: 418, ...expected });
	});

	test('a text', () => {
		expect(told(418, { error: 'Some text' })).toEqual({
			code: 418,
			message: 'The service answered: Some text.',
			details: 'Some text',
			httpStatus: 418,
		});
	});

	test('an on-premise error, with the house’s trace', () => {
		const body = {
			errors: [{ code: 1013, title: 'User is not valid', details: 'Recipient', href: 'https://x' }],
			meta: { '360dialog_trace_id': 'trace' },
		};
		expect(told(404, body)).toEqual({
			code: 1013,
			title: 'User is not valid',
			message: 'The service answered (code 1013): User is not valid.',
			details: 'User is not valid – Recipient',
			httpStatus: 404,
			traceId: 'trace',
		});
	});

	test.each([
		[{ http_code: 401, developer_message: 'Invalid api key' }],
		[{ httpCode: 401, developerMessage: 'Invalid api key' }],
		[{ http_code: '401', developer_message: 'Invalid api key', success: 'false' }],
	])('an error of the house: %j', (meta) => {
		const body = { meta: { success: false, ...meta, '360dialog_trace_id': 'trace' } };
		expect(told(400, body)).toEqual({
			code: 401,
			message: '360dialog does not accept the API key.',
			details: 'Invalid api key',
			hint: 'Enter the key of this number in the credential again. Creating a new key in the 360dialog Hub revokes the old one.',
			httpStatus: 400,
			traceId: 'trace',
		});
	});

	test.each<[object, Partial<ErrorDetails>]>([
		[
			{ success: false },
			{ code: 200, message: 'The service answered with HTTP 200 without a reason.' },
		],
		[
			{ success: false, message: 'Not possible!' },
			{ code: 200, message: 'The service answered: Not possible!', details: 'Not possible!' },
		],
		[
			{ status: 'error', code: 131041, reason: 'R' },
			{ code: 131041, message: SERVICE_ADVICE[131041].what, details: 'R' },
		],
		[
			{ success: 0, details: 'D' },
			{ code: 200, message: 'The service answered: D.', details: 'D' },
		],
	])('an answer that says no: %j', (body, expected) => {
		expect(told(200, body)).toMatchObject({ httpStatus: 200, ...expected });
	});

	test.each<[string, unknown, string | undefined]>([
		['a gateway’s page', '<html><head><TITLE> 502 Bad Gateway </TITLE></head>', '502 Bad Gateway'],
		['a page without a title', '<html><body>Oops</body></html>', undefined],
		['a page with an empty title', '<html><title></title></html>', undefined],
		['a line of text', ' upstream connect error \n', 'upstream connect error'],
		['nothing', '', undefined],
		['no body', undefined, undefined],
		['null', null, undefined],
		['a list', ['a'], '["a"]'],
		['JSON of another kind', { message: 'no Route matched' }, 'no Route matched'],
		['a problem of RFC 9457', { title: 'Down', detail: 'Try later' }, 'Try later – Down'],
		['an empty list of errors', { errors: [] }, '{"errors":[]}'],
		['null as its error', { error: null }, '{"error":null}'],
	])('%s', (_name, body, details) => {
		expect(told(502, body)).toEqual({
			code: 502,
			message: '360dialog cannot reach WhatsApp at the moment.',
			...(details !== undefined && { details }),
			hint: 'Try again later.',
			httpStatus: 502,
		});
	});

	test('an error that a webhook tells of has no HTTP status', () => {
		expect(explainError(readWireError({ code: 131026, title: 'Message undeliverable' }))).toEqual({
			code: 131026,
			title: 'Message undeliverable',
			message: SERVICE_ADVICE[131026].what,
			details: 'Message undeliverable',
			hint: SERVICE_ADVICE[131026].todo,
		});
		expect(explainError({ words: [] })).toEqual({
			code: 'unknown',
			message: 'The service reported an error without a reason.',
		});
		expect(explainError({ code: 5, words: [] }).message).toBe(
			'The service reported an error (code 5) without a reason.',
		);
		expect(explainError({ textCode: 'busy', words: [] })).toMatchObject({ code: 'busy' });
	});

	test('advice goes by the words of all sentences, each for itself', () => {
		const words = ['Rate limit', 'You exceeded the limit'];
		expect(explainError({ words }, 400).message).toBe('Too many calls were made.');
	});

	test('a status in the body counts more than the answer’s', () => {
		const body = { meta: { http_code: 429, developer_message: 'Slow down' } };
		expect(readErrorBody(body)).toMatchObject({ status: 429 });
		expect(told(400, body)).toMatchObject({
			code: 429,
			message: 'Too many calls were made.',
			httpStatus: 400,
		});
	});
});

test('of a body that is nested too deep to be written, nothing is shown', () => {
	let body: object = {};
	for (let depth = 0; depth < 50_000; depth += 1) body = { body };
	expect(excerptOf(body)).toBeUndefined();
});

test.each<[unknown, string | undefined]>([
	['  Gateway \n', 'Gateway'],
	['  ', undefined],
	['', undefined],
	[undefined, undefined],
	[null, undefined],
	['<p>Oops</p>', undefined],
	['<html><TITLE> Bad gateway </TITLE>', 'Bad gateway'],
	[{ said: '<b>' }, '{"said":"<b>"}'],
	[[], '[]'],
	[7, '7'],
])('of the body %j is shown: %j', (body, shown) => {
	expect(excerptOf(body)).toBe(shown);
});

test.each([
	['(#100) Not this', 'Not this'],
	['Not (#100) this', 'Not (#100) this'],
])('%j is told as %j', (message, told) => {
	expect(readErrorBody({ error: { code: 100, message } })?.words).toEqual([told]);
});

test('a long text is cut', () => {
	expect(told(500, 'x'.repeat(1000)).details).toHaveLength(200);
	expect(told(400, { error: 'x'.repeat(10_000) }).details).toHaveLength(2000);
	expect(excerptOf(`<title>${'x'.repeat(1_000_000)}`)).toBe('x'.repeat(200));
	expect(excerptOf({ a: 'x'.repeat(1000) })).toHaveLength(200);
});

/** Every known key of a shape, with whatever value. */
const shapes = fc.record(
	{
		error: fc.oneof(
			fc.jsonValue(),
			fc.record(
				{
					code: fc.jsonValue(),
					message: fc.jsonValue(),
					error_user_title: fc.jsonValue(),
					error_user_msg: fc.jsonValue(),
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
			fc.record(
				{
					success: fc.jsonValue(),
					http_code: fc.jsonValue(),
					httpCode: fc.jsonValue(),
					developer_message: fc.jsonValue(),
					developerMessage: fc.jsonValue(),
					'360dialog_trace_id': fc.jsonValue(),
				},
				{ requiredKeys: [] },
			),
		),
		success: fc.jsonValue(),
		status: fc.oneof(fc.jsonValue(), fc.constant('error')),
		code: fc.jsonValue(),
		message: fc.jsonValue(),
		reason: fc.jsonValue(),
	},
	{ requiredKeys: [] },
);
const anyBody = fc.oneof(fc.jsonValue(), fc.string(), fc.constant(undefined), shapes);

function isWellFormed(details: ErrorDetails): void {
	expect(details.message).toMatch(/\S/);
	expect(details.message).toMatch(/[.!?…]$/);
	expect(['number', 'string']).toContain(typeof details.code);
	expect(details.code).not.toBe('');
	expect(Number.isNaN(details.code)).toBe(false);
	expect(Object.values(details)).not.toContain(undefined);
	for (const text of [details.title, details.details, details.hint, details.traceId]) {
		expect(['string', 'undefined']).toContain(typeof text);
		expect(text).not.toBe('');
	}
}

test('whatever comes: an error that people can read', () => {
	fc.assert(
		fc.property(fc.integer({ min: 100, max: 599 }), anyBody, (status, body) => {
			const details = told(status, body);
			isWellFormed(details);
			expect(details.httpStatus).toBe(status);
		}),
		{ numRuns: 3000 },
	);
});

test('whatever an element of `errors` is: an error that people can read', () => {
	fc.assert(
		fc.property(fc.oneof(fc.jsonValue(), fc.constant(undefined)), (value) => {
			isWellFormed(explainError(readWireError(value)));
		}),
		{ numRuns: 1000 },
	);
});

test('no sentence is told twice, and none that another holds', () => {
	const sentence = fc.constantFrom('A', 'B', 'A and B', '(#5) A', ' A ', '', ' ', '(#5) ');
	fc.assert(
		fc.property(sentence, sentence, sentence, sentence, (title, msg, message, details) => {
			const error = {
				code: 5,
				error_user_title: title,
				error_user_msg: msg,
				message,
				error_data: { details },
			};
			const { words } = readErrorBody({ error }) ?? { words: ['not read'] };
			expect(words.every((one, at) => !words.slice(0, at).some((two) => two.includes(one)))).toBe(
				true,
			);
			// And none is lost.
			for (const text of [title, msg, message, details]) {
				const bare = text.trim().replace(/^\(#5\)\s*/, '');
				expect(words.some((one) => one.includes(bare)) || bare === '').toBe(true);
			}
		}),
		{ numRuns: 1000 },
	);
});

describe('an element of `errors`', () => {
	test.each<[string, unknown, ServiceError]>([
		[
			'everything',
			{
				code: '5',
				title: 'Title',
				message: '(#5) Message',
				error_data: { details: 'Details' },
				details: 'Older words',
			},
			{ code: 5, title: 'Title', words: ['Message', 'Title', 'Details', 'Older words'] },
		],
		['a title', { code: 5, title: 'Title' }, { code: 5, title: 'Title', words: ['Title'] }],
		['details', { code: 5, details: 'Details' }, { code: 5, words: ['Details'] }],
		['a code', { code: 5 }, { code: 5, words: [] }],
		['a word as its code', { code: 'busy' }, { textCode: 'busy', words: [] }],
		['a text in its place', 'No', { words: ['No'] }],
		['nothing', {}, { words: [] }],
		['null', null, { words: [] }],
	])('%s', (_name, wire, expected) => {
		expect(readWireError(wire)).toEqual(expected);
	});

	test('the first that can be read speaks for all', () => {
		const errors = [null, { code: 131041 }, { code: 131212 }];
		expect(readErrorBody({ errors })).toMatchObject({ code: 131041 });
	});
});

test.each([
	[undefined, false],
	[399, false],
	[400, true],
	[599, true],
	[600, false],
])('HTTP status %p says that something went wrong: %p', (status, isError) => {
	expect(isErrorStatus(status)).toBe(isError);
});

describe('a body that is no error of the service', () => {
	test.each<[unknown, ServiceError]>([
		[{ code: 404, message: 'Not found' }, { words: ['Not found'] }],
		[{ code: 599, message: 'M' }, { words: ['M'] }],
		[
			{ code: 600, message: 'M' },
			{ code: 600, words: ['M'] },
		],
		[
			{ code: 5000, message: 'Gateway' },
			{ code: 5000, words: ['Gateway'] },
		],
		[{ code: '5000' }, { code: 5000, words: ['{"code":"5000"}'] }],
		[{ error_description: 'Expired' }, { words: ['Expired'] }],
		['text', { words: ['text'] }],
		['<html>', { words: [] }],
	])('%j', (body, expected) => {
		expect(readErrorBody(body)).toBeUndefined();
		expect(readForeignBody(body)).toEqual(expected);
	});
});

describe('advice', () => {
	test.each([
		['Your WhatsApp for Business API has been disabled', 400, /disabled/, /support/],
		['You have exceeded the endpoint rate limit.', 400, /Too many/, /Batching/],
		['You have exceeded the limit of 1 request every 6 seconds', 400, /Too many/, /Batching/],
		[
			'Could not send message due to lack of payment, contact your partner',
			400,
			/payment/,
			/payment|invoice/,
		],
		['Invalid api_key', 401, /API key/, /key/],
		['Invalid API key', 401, /API key/, /key/],
		['Invalid api key', 400, /API key/, /key/],
		['The endpoint is blocked', 403, /may not use/, /support/],
		['Internal server error', 500, /internal error/, /support/],
		['WhatsApp for Business API not available', 502, /cannot reach/, /again/],
	])('"%s" (HTTP %d) has that of the contract', (text, status, what, todo) => {
		for (const body of [
			{ error: text },
			{ error: { message: text } },
			{ meta: { http_code: status, developer_message: text } },
			{ meta: { httpCode: status, developerMessage: text } },
		]) {
			expect(told(status, body).message).toMatch(what);
			expect(told(status, body).hint).toMatch(todo);
			expect(told(status, body).details).toBe(text);
		}
	});

	/** Contract 6.3 and 6.4. */
	const GROUP_CODES = [
		131020, 131041, 131059, 131201, 131202, 131203, 131204, 131207, 131208, 131209, 131210, 131211,
		131212, 131213, 131214, 131215,
	];
	const CLOUD_CODES = [
		0, 190, 1, 2, 3, 10, 200, 250, 299, 4, 80007, 100, 130429, 131048, 131056, 131000, 131016,
		131005, 131008, 131009, 131021, 131026, 131031, 368, 130497, 131042, 131047, 131049, 131050,
		131051, 130501, 131052, 131053, 131057, 131062, 132000, 132001, 132005, 132007, 132012, 132015,
		132018, 133010,
	];
	const HTTP_STATUSES = [400, 401, 403, 404, 429, 500, 502, 503, 504];

	test.each([...GROUP_CODES, ...CLOUD_CODES])('code %d has some, at any status', (code) => {
		const details = told(400, { error: { code, message: 'M' } });
		expect(details.message).toMatch(/^[A-Z0-9].{10,}\.$/s);
		expect(details.hint).toMatch(/^[A-Z].{10,}\.$/s);
		expect(told(500, { errors: [{ code: String(code) }] })).toMatchObject({
			code,
			message: details.message,
			hint: details.hint,
		});
	});

	test.each(HTTP_STATUSES)('HTTP %d has some, where there is no code', (status) => {
		expect(told(status, '').hint).toMatch(/^[A-Z].{10,}\.$/s);
		// The status says nothing of a code that nobody knows.
		expect(adviceFor(5, status, '')).toBeUndefined();
	});

	test('that of different groups codes differs', () => {
		const advice = GROUP_CODES.map((code) => adviceFor(code, undefined, ''));
		expect(new Set(advice.map((one) => one?.what)).size).toBe(GROUP_CODES.length);
		expect(new Set(advice.map((one) => one?.todo)).size).toBe(GROUP_CODES.length);
	});

	test('codes that nobody knows, and words like properties of every object, have none', () => {
		for (const code of [5, 199, 300, 418, 999_999]) {
			expect(adviceFor(code, undefined, 'a text')).toBeUndefined();
		}
		for (const word of ['busy', 'constructor', '__proto__', 'toString']) {
			expect(told(418, { errors: [{ code: word }] })).toEqual({
				code: word,
				message: 'The service answered with HTTP 418 without a reason.',
				httpStatus: 418,
			});
		}
	});
});

test.each([{ http_code: 429 }, { httpCode: 429 }])(
	'an HTTP status alone says no, in either spelling: %j',
	(meta) => {
		expect(readErrorBody({ meta })).toEqual({ status: 429, words: [] });
	},
);

test.each([{ error: true }])('%j is an error that says nothing', (body) => {
	expect(readErrorBody(body)).toEqual({ words: [] });
});
