import fc from 'fast-check';

import {
	decide,
	isUnreadable,
	readNetworkError,
	readRetryAfter,
	retryDelay,
	type Attempt,
	type CallKind,
	type Decision,
} from '../../../nodes/WhatsAppGroups/api/retry';

const KINDS: CallKind[] = ['read', 'idempotent', 'once'];

const DONE: Decision = { action: 'done' };
const RETRY: Decision = { action: 'retry' };
const NOT_DONE: Decision = { action: 'fail', outcome: 'notDone' };
const UNKNOWN: Decision = { action: 'fail', outcome: 'unknown' };
const WAIT: Decision = { action: 'wait', scope: 'everyone', retryAfterMs: undefined };
const WAIT_FOR_RECIPIENT: Decision = {
	action: 'wait',
	scope: 'recipient',
	retryAfterMs: undefined,
};

const graph = (code: number, message = `(#${code}) Some sentence`) => ({
	error: { message, type: 'OAuthException', code, fbtrace_id: 'trace' },
});
const onPremise = (code: number) => ({ errors: [{ code, title: 'Title', details: 'Details' }] });
const ofTheHouse = (status: number, text: string) => ({
	meta: { success: false, http_code: status, developer_message: text },
});
const TOO_MANY = 'You have exceeded the endpoint rate limit.';

const answered = (status: number, body: unknown): Attempt => ({ result: 'answered', status, body });

/** A row of the table: what came, and what to do for a read, an idempotent call and one done once. */
type Row = [name: string, attempt: Attempt, read: Decision, idempotent: Decision, once: Decision];

const same = (name: string, attempt: Attempt, decision: Decision): Row => [
	name,
	attempt,
	decision,
	decision,
	decision,
];
const temporary = (name: string, attempt: Attempt): Row => [name, attempt, RETRY, RETRY, UNKNOWN];

const TABLE: Row[] = [
	same('connection refused', { result: 'notSent', reason: 'ECONNREFUSED' }, RETRY),
	temporary('timeout', { result: 'unclear', reason: 'ECONNABORTED' }),
	temporary('reset', { result: 'unclear', reason: 'ECONNRESET' }),
	same('certificate or stop button', { result: 'impossible', reason: 'CERT' }, NOT_DONE),

	same('200', answered(200, { success: true }), DONE),
	same('201', answered(201, { id: '1' }), DONE),
	same('206, partly done', answered(206, { errors: [{ code: 131201 }] }), DONE),
	same('204 without a body', answered(204, ''), DONE),
	same('200 with bytes', answered(200, Buffer.from('bytes')), DONE),
	temporary('200 with a page instead of JSON', answered(200, '<html>Welcome</html>')),
	temporary('200 with half an answer', answered(200, '{"messages":[{"id"')),

	// HTTP 429, or a refusal code: the service has said that it did nothing.
	same('429 without a body', answered(429, ''), WAIT),
	same('429 with a page', answered(429, '<html><title>Slow down</title></html>'), WAIT),
	same('429 in words', answered(429, { error: 'Too many requests' }), WAIT),
	same('429 of the house', answered(429, ofTheHouse(429, 'Too many requests')), WAIT),
	same('429 with an unknown code', answered(429, graph(999_999)), WAIT),
	same('429 with code 4', answered(429, graph(4)), WAIT),
	same('403 with code 4', answered(403, graph(4)), WAIT),
	same('429 with code 80007', answered(429, graph(80007)), WAIT),
	same('400 with code 80007', answered(400, graph(80007)), WAIT),
	same('429 with code 130429', answered(429, graph(130429)), WAIT),
	same('400 with code 130429', answered(400, graph(130429)), WAIT),
	same('500 with code 130429', answered(500, graph(130429)), WAIT),
	same('500 with code "130429" as text', answered(500, { error: { code: '130429' } }), WAIT),
	same('500 with code 130429, on-premise style', answered(500, onPremise(130429)), WAIT),
	same('503 with code 131057', answered(503, graph(131057)), WAIT),
	same('400 with code 131057', answered(400, graph(131057)), WAIT),
	same('429 with code 131208', answered(429, graph(131208)), WAIT),
	same('400 with code 131208', answered(400, graph(131208)), WAIT),
	same('429 with code 131056', answered(429, graph(131056)), WAIT_FOR_RECIPIENT),
	same('400 with code 131056', answered(400, graph(131056)), WAIT_FOR_RECIPIENT),
	same('400 with the text', answered(400, { error: TOO_MANY }), WAIT),
	same('400 with the text of the house', answered(400, ofTheHouse(400, TOO_MANY)), WAIT),
	same('400 with the text in the Graph shape', answered(400, graph(100, TOO_MANY)), WAIT),

	// Waiting seconds does not lift a restriction for spam.
	same('429 with code 131048', answered(429, graph(131048)), NOT_DONE),
	same('400 with code 131048', answered(400, graph(131048)), NOT_DONE),

	temporary('500 without a body', answered(500, '')),
	temporary('500 of the house', answered(500, ofTheHouse(500, 'Internal server error'))),
	temporary('500 with code 131000', answered(500, graph(131000))),
	temporary('400 with code 131000', answered(400, graph(131000))),
	temporary('500 with code 131016', answered(500, graph(131016))),
	temporary('400 with code 131016', answered(400, graph(131016))),
	temporary('400 with code 1', answered(400, graph(1))),
	temporary('503 with code 2', answered(503, graph(2))),
	temporary('400 with code 2', answered(400, graph(2))),
	temporary('502 with a page', answered(502, '<html><title>502 Bad Gateway</title></html>')),
	temporary('503 without a body', answered(503, '')),
	temporary('504 with a page', answered(504, '<html>504</html>')),

	same('301', answered(301, ''), NOT_DONE),
	same('400 without a body', answered(400, ''), NOT_DONE),
	same('400 with code 100', answered(400, graph(100)), NOT_DONE),
	same('400 with code 131041', answered(400, graph(131041)), NOT_DONE),
	same('400 with code 131215', answered(400, graph(131215)), NOT_DONE),
	same('401', answered(401, ofTheHouse(401, 'Invalid api key')), NOT_DONE),
	same('403 with code 131207', answered(403, graph(131207)), NOT_DONE),
	same('404 with a page', answered(404, '<html>Not found</html>'), NOT_DONE),
];

describe('decide', () => {
	test.each(
		TABLE.flatMap(([name, attempt, ...decisions]) =>
			KINDS.map((kind, column) => ({ name, kind, attempt, decision: decisions[column] })),
		),
	)('$name, $kind', ({ kind, attempt, decision }) => {
		expect(decide(kind, attempt)).toEqual(decision);
	});

	test.each(KINDS)('%s: the service’s Retry-After is handed on', (kind) => {
		const attempt: Attempt = {
			result: 'answered',
			status: 429,
			body: graph(131056),
			retryAfterMs: 7000,
		};
		expect(decide(kind, attempt)).toEqual({ ...WAIT_FOR_RECIPIENT, retryAfterMs: 7000 });
	});

	const anyAttempt: fc.Arbitrary<Attempt> = fc.oneof(
		fc.record({
			result: fc.constantFrom('notSent' as const, 'unclear' as const, 'impossible' as const),
			reason: fc.string(),
		}),
		fc.record({
			result: fc.constant('answered' as const),
			status: fc.integer({ min: 100, max: 599 }),
			body: fc.oneof(
				fc.jsonValue(),
				fc.integer({ min: 0, max: 140_000 }).map((code) => graph(code)),
				fc.constantFrom(1, 2, 4, 80007, 130429, 131000, 131048, 131056).map((code) => graph(code)),
			),
		}),
	);

	test('whatever comes: a call done once is never retried after something may have been done', () => {
		fc.assert(
			fc.property(anyAttempt, (attempt) => {
				const { action } = decide('once', attempt);
				if (action === 'retry') expect(attempt.result).toBe('notSent');
			}),
			{ numRuns: 1000 },
		);
	});

	test('whatever comes: a read and an idempotent call are treated alike, and end like one done once', () => {
		fc.assert(
			fc.property(anyAttempt, (attempt) => {
				const once = decide('once', attempt);
				const read = decide('read', attempt);
				expect(decide('idempotent', attempt)).toEqual(read);
				expect(read).toEqual(
					once.action === 'fail' && once.outcome === 'unknown' ? { action: 'retry' } : once,
				);
			}),
			{ numRuns: 1000 },
		);
	});
});

describe('isUnreadable', () => {
	test('is a success whose body is text', () => {
		expect(isUnreadable({ status: 200, body: 'text' })).toBe(true);
		expect(isUnreadable({ status: 299, body: 'text' })).toBe(true);
		expect(isUnreadable({ status: 300, body: 'text' })).toBe(false);
		expect(isUnreadable({ status: 199, body: 'text' })).toBe(false);
		expect(isUnreadable({ status: 200, body: ' \r\n' })).toBe(false);
		expect(isUnreadable({ status: 200, body: undefined })).toBe(false);
		expect(isUnreadable({ status: 200, body: {} })).toBe(false);
	});
});

describe('retryDelay', () => {
	test('doubles its upper bound up to 8 s', () => {
		const bounds = [0, 1, 2, 3, 4, 5, 60].map((attempt) => retryDelay(attempt, () => 1));
		expect(bounds).toEqual([500, 1000, 2000, 4000, 8000, 8000, 8000]);
	});

	test('lies anywhere below it', () => {
		expect(retryDelay(2, () => 0)).toBe(0);
		expect(retryDelay(2, () => 0.25)).toBe(500);
	});
});

describe('readRetryAfter', () => {
	const NOW = Date.parse('2026-01-02T03:04:05.000Z');

	test.each([
		['0', 0],
		['7', 7000],
		[' 7 ', 7000],
		[120, 120_000],
		['1.5', 1500],
		['-1', undefined],
		[-1, undefined],
		['Fri, 02 Jan 2026 03:04:35 GMT', 30_000],
		['Fri, 02 Jan 2026 03:04:05 GMT', 0],
		['Thu, 01 Jan 2026 00:00:00 GMT', 0],
		['soon', undefined],
		['', undefined],
		['  ', undefined],
		[undefined, undefined],
		[null, undefined],
		[NaN, undefined],
		[Infinity, undefined],
		[{}, undefined],
		[['7'], undefined],
		[true, undefined],
	])('%p is %p ms', (header, expected) => {
		expect(readRetryAfter(header, NOW)).toBe(expected);
	});

	test('is total, and never negative', () => {
		fc.assert(
			fc.property(fc.anything(), (header) => {
				const ms = readRetryAfter(header, NOW);
				expect(ms === undefined || ms >= 0).toBe(true);
			}),
		);
	});

	test('reads what Date writes', () => {
		const seconds = fc.integer({ min: 0, max: 10_000_000 });
		fc.assert(
			fc.property(seconds, (later) => {
				const header = new Date(NOW + later * 1000).toUTCString();
				expect(readRetryAfter(header, NOW)).toBe(later * 1000);
			}),
		);
	});
});

describe('readNetworkError', () => {
	const error = (fields: object, cause?: unknown) =>
		Object.assign(new Error('message', { cause }), fields);

	test.each([
		['ECONNREFUSED', 'notSent'],
		['ENOTFOUND', 'notSent'],
		['EAI_AGAIN', 'notSent'],
		['EHOSTUNREACH', 'notSent'],
		['ENETUNREACH', 'notSent'],
		['EHOSTDOWN', 'notSent'],
		['ECONNRESET', 'unclear'],
		['ECONNABORTED', 'unclear'],
		['ETIMEDOUT', 'unclear'],
		['EPIPE', 'unclear'],
		['ERR_BAD_RESPONSE', 'unclear'],
		['HPE_INVALID_CONSTANT', 'unclear'],
		['CERT_HAS_EXPIRED', 'impossible'],
		['DEPTH_ZERO_SELF_SIGNED_CERT', 'impossible'],
		['SELF_SIGNED_CERT_IN_CHAIN', 'impossible'],
		['UNABLE_TO_VERIFY_LEAF_SIGNATURE', 'impossible'],
		['UNABLE_TO_GET_ISSUER_CERT_LOCALLY', 'impossible'],
		['ERR_TLS_CERT_ALTNAME_INVALID', 'impossible'],
		['ERR_SSL_WRONG_VERSION_NUMBER', 'impossible'],
		['EPROTO', 'impossible'],
		['ERR_INVALID_URL', 'impossible'],
		['ERR_BAD_OPTION_VALUE', 'impossible'],
	])('%s is %s', (code, result) => {
		expect(readNetworkError(error({ code }))).toEqual({ result, reason: code });
	});

	const STOPPED = { result: 'impossible', reason: 'the execution was stopped' };

	test.each([
		{ code: 'ERR_CANCELED' },
		{ code: 'ABORT_ERR' },
		{ name: 'AbortError' },
		{ name: 'CanceledError' },
	])('%j is a stopped execution', (fields) => {
		expect(readNetworkError(error(fields))).toEqual(STOPPED);
		expect(readNetworkError(error({}, error(fields)))).toEqual(STOPPED);
	});

	test('an address that timed out while connecting has seen nothing', () => {
		expect(readNetworkError(error({ code: 'ETIMEDOUT', syscall: 'connect' }))).toEqual({
			result: 'notSent',
			reason: 'ETIMEDOUT',
		});
		expect(readNetworkError(error({ syscall: 'connect' }))).toEqual({
			result: 'notSent',
			reason: 'no connection',
		});
		expect(readNetworkError(error({ code: 'ETIMEDOUT', syscall: 'read' }))).toEqual({
			result: 'unclear',
			reason: 'ETIMEDOUT',
		});
	});

	test('looks at causes, however deep', () => {
		const depth = fc.integer({ min: 0, max: 20 });
		fc.assert(
			fc.property(depth, (wrappings) => {
				let thrown: unknown = error({ code: 'ECONNREFUSED' });
				for (let index = 0; index < wrappings; index += 1) thrown = error({}, thrown);
				expect(readNetworkError(thrown)).toEqual({ result: 'notSent', reason: 'ECONNREFUSED' });
			}),
		);
	});

	test('the outermost code is the reason of an unclear end', () => {
		const thrown = error({ code: 'ECONNABORTED' }, error({ code: 'EPIPE' }));
		expect(readNetworkError(thrown)).toEqual({ result: 'unclear', reason: 'ECONNABORTED' });
	});

	test('a code that is no text says nothing', () => {
		expect(readNetworkError({ code: 7 })).toEqual({
			result: 'unclear',
			reason: 'the connection broke',
		});
	});

	test('a cycle of causes ends', () => {
		const thrown = error({ code: 'EPIPE' });
		const cause = error({}, thrown);
		thrown.cause = cause;
		expect(readNetworkError(cause)).toEqual({ result: 'unclear', reason: 'EPIPE' });
		const itself = error({});
		itself.cause = itself;
		expect(readNetworkError(itself)).toEqual({
			result: 'unclear',
			reason: 'the connection broke',
		});
	});

	test('whatever is thrown: never throws, and what is not understood is unclear', () => {
		fc.assert(
			fc.property(fc.jsonValue(), (thrown) => {
				fc.pre(!/"(code|name|syscall|cause)"/.test(JSON.stringify(thrown)));
				expect(readNetworkError(thrown)).toEqual({
					result: 'unclear',
					reason: 'the connection broke',
				});
			}),
		);
		fc.assert(
			fc.property(
				fc.record({
					code: fc.anything(),
					syscall: fc.anything(),
					name: fc.anything(),
					cause: fc.anything(),
				}),
				(thrown) => {
					expect(['notSent', 'unclear', 'impossible']).toContain(readNetworkError(thrown).result);
				},
			),
		);
	});
});
