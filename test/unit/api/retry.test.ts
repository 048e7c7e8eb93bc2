import fc from 'fast-check';

import { readAnswer, type Expected } from '../../../nodes/WhatsAppGroups/api/answer';
import type { CallKind } from '../../../nodes/WhatsAppGroups/api/call';
import {
	isRedirect,
	nextStep,
	readRetryAfter,
	retryDelay,
	type Attempt,
	type Step,
} from '../../../nodes/WhatsAppGroups/api/retry';
import { SERVICE_ADVICE } from '../../../nodes/WhatsAppGroups/failures/advice';

const KINDS: CallKind[] = ['read', 'idempotent', 'once'];

const DONE: Step = { action: 'done' };
const RETRY: Step = { action: 'retry' };
const NOT_DONE: Step = { action: 'fail', certainty: 'notDone' };
const UNKNOWN: Step = { action: 'fail', certainty: 'unknown' };
const WAIT: Step = { action: 'wait', scope: 'everyone', retryAfterMs: undefined };
const WAIT_FOR_RECIPIENT: Step = { action: 'wait', scope: 'recipient', retryAfterMs: undefined };

const graph = (code: number, message = `(#${code}) Some sentence`) => ({
	error: { message, type: 'OAuthException', code, fbtrace_id: 'trace' },
});
const onPremise = (code: number) => ({ errors: [{ code, title: 'Title', details: 'Details' }] });
const ofTheHouse = (status: number, text: string) => ({
	meta: { success: false, http_code: status, developer_message: text },
});
const TOO_MANY = 'You have exceeded the endpoint rate limit.';

/** Files, confirmations and things with an id are what our call expects, and nothing else. */
const ours: Expected<unknown> = {
	what: 'a thing',
	read: (body) =>
		body === '' || Buffer.isBuffer(body) || /"(success|id)":/.test(JSON.stringify(body))
			? { body }
			: undefined,
};

const answered = (status: number, body: unknown): Attempt<unknown> => ({
	result: 'answered',
	status,
	body,
	reading: readAnswer(ours, status, body),
	headers: {},
});
const reason = { code: 'connection_failed', words: 'the connection broke' } as const;

/** A row of the table: what came, and what to do for a read, an idempotent call and one done once. */
type Row = [name: string, attempt: Attempt<unknown>, read: Step, idempotent: Step, once: Step];

const same = (name: string, attempt: Attempt<unknown>, step: Step): Row => [
	name,
	attempt,
	step,
	step,
	step,
];
/** No clear answer. */
const unclear = (name: string, attempt: Attempt<unknown>): Row => [
	name,
	attempt,
	RETRY,
	RETRY,
	UNKNOWN,
];
/** No clear answer, and none comes of asking again. */
const hopeless = (name: string, attempt: Attempt<unknown>): Row => [
	name,
	attempt,
	NOT_DONE,
	UNKNOWN,
	UNKNOWN,
];

const TABLE: Row[] = [
	same('connection refused', { result: 'notSent', reason }, RETRY),
	unclear('timeout or reset', { result: 'unclear', reason }),
	same('a certificate', { result: 'impossible', reason }, NOT_DONE),
	hopeless('the stop button', { result: 'stopped' }),

	same('200', answered(200, { success: true }), DONE),
	same('201', answered(201, { id: '1' }), DONE),
	same('204 without a body', answered(204, ''), DONE),
	same('200 with bytes', answered(200, Buffer.from('bytes')), DONE),
	unclear('200 with a page instead of JSON', answered(200, '<html>Welcome</html>')),
	unclear('200 with half an answer', answered(200, '{"messages":[{"id"')),
	unclear('200 with null', answered(200, null)),
	unclear('200 with something else', answered(200, { other: 1 })),
	unclear('200 with a list', answered(200, [])),

	// An error body is an error at any status.
	same('200 with code 131041', answered(200, graph(131041)), NOT_DONE),
	same('206 with code 131041', answered(206, graph(131041)), NOT_DONE),
	same('200 with a text as error', answered(200, { error: 'No', id: 1 }), NOT_DONE),
	same('200 without success', answered(200, { success: false }), NOT_DONE),
	same('200 with a status of error', answered(200, { status: 'error', id: 1 }), NOT_DONE),
	same('200 with an unknown code', answered(200, graph(999_999)), NOT_DONE),
	same('200 of the house, 400', answered(200, ofTheHouse(400, 'No')), NOT_DONE),
	unclear('200 of the house, 500', answered(200, ofTheHouse(500, 'No'))),
	unclear('200 with code 131000', answered(200, graph(131000))),
	same('200 with code 130429', answered(200, graph(130429)), WAIT),
	// A part of it was done, and nobody says which: no refusal, and nothing for a second try.
	hopeless('206 with code 131201', answered(206, onPremise(131201))),
	hopeless('400 with code 131201', answered(400, graph(131201))),

	// HTTP 429, or a refusal code: the service has said that it did nothing.
	same('429 without a body', answered(429, ''), WAIT),
	same('429 with a page', answered(429, '<html><title>Slow down</title></html>'), WAIT),
	same('429 in words', answered(429, { error: 'Too many requests' }), WAIT),
	same('429 of the house', answered(429, ofTheHouse(429, 'Too many requests')), WAIT),
	same('400 of the house, 429', answered(400, ofTheHouse(429, 'Too many requests')), WAIT),
	same('500 of the house, 429', answered(500, ofTheHouse(429, 'Too many requests')), WAIT),
	same('400 of the house in camelCase, 429', answered(400, { meta: { httpCode: '429' } }), WAIT),
	same('429 with an unknown code', answered(429, graph(999_999)), WAIT),
	same('429 with code 4', answered(429, graph(4)), WAIT),
	same('403 with code 4', answered(403, graph(4)), WAIT),
	// Gateways have codes of gRPC (4: their time was over) and of HTTP, and words for limits of theirs.
	unclear('504 with code 4', answered(504, graph(4, 'Deadline exceeded'))),
	unclear('504 with success false and code 4', answered(504, { success: false, code: 4 })),
	unclear('500 with code 4', answered(500, graph(4))),
	unclear('408 with code 4', answered(408, graph(4))),
	unclear('504 with the text', answered(504, { error: TOO_MANY })),
	unclear('408 with the text', answered(408, { error: TOO_MANY })),
	unclear('500 of the house, with the text', answered(400, ofTheHouse(500, TOO_MANY))),
	unclear('500 with code 131000 and the text', answered(500, graph(131000, TOO_MANY))),
	unclear('504 about time', answered(504, { error: 'Response time exceeded the limit' })),
	same('400 with code 132005 and the text', answered(400, graph(132005, TOO_MANY)), NOT_DONE),
	same('400 with code 131204 and the text', answered(400, graph(131204, TOO_MANY)), NOT_DONE),
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
	same(
		'400 with the older text',
		answered(400, { error: 'You have exceeded the limit of 1 request every 6 seconds' }),
		WAIT,
	),

	// Waiting seconds does not lift a restriction for spam.
	same('429 with code 131048', answered(429, graph(131048)), NOT_DONE),
	same('400 with code 131048', answered(400, graph(131048)), NOT_DONE),

	unclear('500 without a body', answered(500, '')),
	unclear('500 of the house', answered(500, ofTheHouse(500, 'Internal server error'))),
	unclear('500 with code 131000', answered(500, graph(131000))),
	unclear('400 with code 131000', answered(400, graph(131000))),
	unclear('500 with code 131016', answered(500, graph(131016))),
	unclear('400 with code 131016', answered(400, graph(131016))),
	unclear('400 with code 1', answered(400, graph(1))),
	unclear('503 with code 2', answered(503, graph(2))),
	unclear('400 with code 2', answered(400, graph(2))),
	unclear('502 with a page', answered(502, '<html><title>502 Bad Gateway</title></html>')),
	unclear('503 without a body', answered(503, '')),
	unclear('504 with a page', answered(504, '<html>504</html>')),
	unclear('500 with an unknown code', answered(500, graph(999_999))),
	unclear('500 with a text as error', answered(500, { error: 'No' })),
	// A refusal that can be read is one at 5xx as well.
	same('500 with code 131041', answered(500, graph(131041)), NOT_DONE),
	same('503 with code 100', answered(503, graph(100)), NOT_DONE),
	same('500 of the house, 401', answered(500, ofTheHouse(401, 'Invalid api key')), NOT_DONE),
	same('500 with code 3', answered(500, graph(3)), NOT_DONE),
	same('500 with code 200', answered(500, graph(200)), NOT_DONE),
	unclear('500 with code 0', answered(500, graph(0))),
	unclear('502 with code 10', answered(502, graph(10))),
	unclear('504 with code 200', answered(504, graph(200))),
	unclear('502 of the house, 200, without a word of trouble', answered(502, ofTheHouse(200, 'OK'))),
	unclear('502 of the house, 200', answered(502, ofTheHouse(200, 'Upstream reset'))),
	unclear('504 of the house, 206', answered(504, ofTheHouse(206, 'Upstream reset'))),
	same('400 of the house, 200', answered(400, ofTheHouse(200, 'No')), NOT_DONE),
	unclear('400 of the house, 500', answered(400, ofTheHouse(500, 'Internal server error'))),
	unclear('400 of the house, 408', answered(400, ofTheHouse(408, 'Timeout'))),

	// Words of trouble behind the service, whatever the status: a code says more than they do.
	...[200, 400, 403, 500].flatMap((status) =>
		[
			'Upstream request timeout',
			'The request timed out',
			'context deadline exceeded',
			'Response time exceeded the limit',
			'Internal server error',
			'An internal error occurred',
			'Bad gateway',
			'Service unavailable',
			'The service is temporarily unavailable',
		].flatMap((words) => [
			unclear(`${status}: ${words}`, answered(status, { error: words })),
			unclear(`${status} of the house: ${words}`, answered(status, ofTheHouse(status, words))),
			unclear(`${status} with an unknown code: ${words}`, answered(status, graph(999_999, words))),
			same(
				`${status} with code 131041: ${words}`,
				answered(status, graph(131041, words)),
				NOT_DONE,
			),
		]),
	),
	...[
		'Invalid internal number',
		'The timezone is unknown',
		'Groups are unavailable in this country',
		'Check the number and try again',
	].map((words) => same(`400: ${words}`, answered(400, { error: words }), NOT_DONE)),

	// Of these it is not said that nothing was done.
	unclear('408', answered(408, '')),
	unclear('424', answered(424, { error: 'Failed dependency' })),
	unclear('425', answered(425, '')),
	unclear('499', answered(499, '<html>Client closed request</html>')),
	unclear('460', answered(460, '')),
	same('408 with code 131041', answered(408, graph(131041)), NOT_DONE),

	same('301', answered(301, ''), NOT_DONE),
	same('307', answered(307, ''), NOT_DONE),
	same('308', answered(308, ''), NOT_DONE),
	hopeless('302', answered(302, '')),
	hopeless('303', answered(303, '<html>See other</html>')),
	hopeless('303 with code 131000', answered(303, graph(131000))),
	hopeless('304', answered(304, '')),
	hopeless('300', answered(300, '')),
	same('303 with code 131041', answered(303, graph(131041)), NOT_DONE),

	same('400 without a body', answered(400, ''), NOT_DONE),
	same('400 with code 100', answered(400, graph(100)), NOT_DONE),
	same('400 with code 131041', answered(400, graph(131041)), NOT_DONE),
	same('400 with code 131215', answered(400, graph(131215)), NOT_DONE),
	same('400 with an unknown code', answered(400, graph(999_999)), NOT_DONE),
	same('401', answered(401, ofTheHouse(401, 'Invalid api key')), NOT_DONE),
	same('402', answered(402, ''), NOT_DONE),
	same('403 with code 131207', answered(403, graph(131207)), NOT_DONE),
	same('404 with a page', answered(404, '<html>Not found</html>'), NOT_DONE),
	same('405', answered(405, ''), NOT_DONE),
	same('409', answered(409, ''), NOT_DONE),
	same('451', answered(451, ''), NOT_DONE),
];

test.each(
	TABLE.flatMap(([name, attempt, ...steps]) =>
		KINDS.map((kind, column) => ({ name, kind, attempt, step: steps[column] })),
	),
)('after $name, $kind', ({ kind, attempt, step }) => {
	expect(nextStep(kind, attempt)).toEqual(step);
});

/** What an answer means, by the table of the design. */
type Meaning = 'done' | 'refused' | 'tooMany' | 'tooManyToOne' | 'unclear' | 'unclearForGood';

/** What a body means; where it says nothing itself, the status decides. */
interface BodyKind {
	name: string;
	body: unknown;
	/** Whatever the status. */
	means?: Meaning;
	/** At a status of which the body is believed what a gateway could say as well. */
	meansAt?(status: number): Meaning | undefined;
	/** The status that the body names. */
	told?: number;
	/** At a success status. */
	ofSuccess: Meaning;
}

/** Neither of a gateway nor unclear. */
const isOfItself = (status: number) => status <= 451 && ![408, 424, 425].includes(status);

const refusal = (name: string, body: unknown, told?: number): BodyKind => ({
	name,
	body,
	told,
	ofSuccess: 'refused',
});
const BODIES: BodyKind[] = [
	{ name: 'what was expected', body: { id: '1' }, ofSuccess: 'done' },
	{ name: 'nothing', body: '', ofSuccess: 'done' },
	{ name: 'a page', body: '<html><title>Oops</title></html>', ofSuccess: 'unclear' },
	{ name: 'null', body: null, ofSuccess: 'unclear' },
	{ name: 'something else', body: { other: true }, ofSuccess: 'unclear' },
	{ name: 'half an answer', body: '{"messages":[', ofSuccess: 'unclear' },
	refusal('a text as error', { error: 'No' }),
	refusal('success false', { success: false }),
	refusal('status error', { status: 'error' }),
	refusal('an unknown code', graph(999_999)),
	refusal('the house without a status', { meta: { success: false, developer_message: 'No' } }),
	...[400, 401, 403, 404, 409, 451].map((told) =>
		refusal(`the house, ${told}`, ofTheHouse(told, 'No'), told),
	),
	...[408, 424, 425, 499, 500, 502, 503, 504].map(
		(told): BodyKind => ({
			...refusal(`the house, ${told}`, ofTheHouse(told, 'No'), told),
			ofSuccess: 'unclear',
		}),
	),
	...[100, 131041, 131212, 131215, 131005, 132001, 190, 131048].map(
		(code): BodyKind => ({
			...refusal(`code ${code}`, graph(code)),
			means: 'refused',
		}),
	),
	...[3, 10, 200, 299].map(
		(code): BodyKind => ({
			...refusal(`code ${code}`, graph(code)),
			meansAt: (status) => (isOfItself(status) || status === 500 ? 'refused' : undefined),
		}),
	),
	{
		...refusal('code 0', graph(0)),
		meansAt: (status) => (isOfItself(status) ? 'refused' : undefined),
	},
	...[1, 2, 131000, 131016].map(
		(code): BodyKind => ({
			name: `code ${code}`,
			body: onPremise(code),
			ofSuccess: 'unclear',
		}),
	),
	{
		name: 'code 4',
		body: graph(4),
		meansAt: (status) => (isOfItself(status) ? 'tooMany' : undefined),
		ofSuccess: 'tooMany',
	},
	...[80007, 130429, 131057, 131208].map(
		(code): BodyKind => ({
			name: `code ${code}`,
			body: graph(code),
			means: 'tooMany',
			ofSuccess: 'tooMany',
		}),
	),
	{ name: 'code 131056', body: graph(131056), means: 'tooManyToOne', ofSuccess: 'tooManyToOne' },
	{
		name: 'the house, 429',
		body: ofTheHouse(429, 'No'),
		means: 'tooMany',
		ofSuccess: 'tooMany',
	},
	{
		name: 'the words',
		body: { error: TOO_MANY },
		meansAt: (status) => (isOfItself(status) ? 'tooMany' : undefined),
		ofSuccess: 'tooMany',
	},
];

/** Codes by which the service says that the trouble is its own, and may pass. */
const isTemporary = ({ name }: BodyKind) => /^code (1|2|131000|131016)$/.test(name);

function meaningOf(status: number, kind: BodyKind): Meaning {
	// A spam restriction comes with 429 as well, and waiting does not lift it.
	if (kind.name === 'code 131048') return 'refused';
	if (kind.means === 'tooManyToOne') return kind.means;
	if (status === 429) return 'tooMany';
	const means = kind.means ?? kind.meansAt?.(status);
	if (means !== undefined) return means;
	if (status >= 200 && status <= 299) return kind.ofSuccess;
	const isRefused = ((said: number) => {
		if (isTemporary(kind)) return false;
		if ([301, 307, 308].includes(said)) return true;
		return said >= 400 && said <= 451 && ![408, 424, 425].includes(said);
	})(kind.told ?? status);
	if (isRefused) return 'refused';
	return status >= 300 && status <= 399 ? 'unclearForGood' : 'unclear';
}

function stepOf(meaning: Meaning, kind: CallKind): Step {
	switch (meaning) {
		case 'done':
			return DONE;
		case 'refused':
			return NOT_DONE;
		case 'tooMany':
			return WAIT;
		case 'tooManyToOne':
			return WAIT_FOR_RECIPIENT;
		case 'unclear':
			return kind === 'once' ? UNKNOWN : RETRY;
		case 'unclearForGood':
			return kind === 'read' ? NOT_DONE : UNKNOWN;
	}
}

describe.each(KINDS)('the table of the design, %s, every status', (kind) => {
	test.each(BODIES)('$name', (bodyKind) => {
		const statuses = Array.from({ length: 500 }, (_, index) => index + 100);
		const steps = (of: (status: number) => Step) =>
			statuses.map((status) => `${status}: ${JSON.stringify(of(status))}`);
		expect(steps((status) => nextStep(kind, answered(status, bodyKind.body)))).toEqual(
			steps((status) => stepOf(meaningOf(status, bodyKind), kind)),
		);
	});
});

test.each(KINDS)('%s: the service’s Retry-After is handed on', (kind) => {
	for (const [code, scope] of [
		[131056, 'recipient'],
		[130429, 'everyone'],
	] as const) {
		const attempt = { ...answered(429, graph(code)), retryAfterMs: 7000 };
		expect(nextStep(kind, attempt)).toEqual({ action: 'wait', scope, retryAfterMs: 7000 });
	}
});

const knownCodes = Object.keys(SERVICE_ADVICE).map(Number);
const anyAttempt: fc.Arbitrary<Attempt<unknown>> = fc.oneof(
	fc.constantFrom('notSent' as const, 'unclear' as const, 'impossible' as const).map((result) => ({
		result,
		reason,
	})),
	fc.constant({ result: 'stopped' as const }),
	fc
		.tuple(
			fc.integer({ min: 100, max: 599 }),
			fc.oneof(
				fc.jsonValue(),
				fc.constantFrom(...BODIES.map(({ body }) => body)),
				fc.integer({ min: 0, max: 140_000 }).map((code) => graph(code)),
				fc.constantFrom(...knownCodes).map((code) => graph(code)),
			),
		)
		.map(([status, body]) => answered(status, body)),
);

test('whatever comes: a call done once is never retried after something may have been done', () => {
	fc.assert(
		fc.property(anyAttempt, (attempt) => {
			const step = nextStep('once', attempt);
			if (step.action === 'retry') expect(attempt.result).toBe('notSent');
			// Waited for, and so repeated, is only what the service refused.
			if (step.action === 'wait') {
				expect(attempt).toMatchObject({ result: 'answered', reading: { is: 'error' } });
			}
			if (step.action === 'done') expect(attempt).toMatchObject({ reading: { is: 'success' } });
		}),
		{ numRuns: 3000 },
	);
});

test('whatever comes: a read and an idempotent call are tried alike, and a read was never done', () => {
	fc.assert(
		fc.property(anyAttempt, (attempt) => {
			const once = nextStep('once', attempt);
			const idempotent = nextStep('idempotent', attempt);
			const read = nextStep('read', attempt);
			const isUnknown = once.action === 'fail' && once.certainty === 'unknown';
			expect(read.action).toBe(idempotent.action);
			if (isUnknown) expect([RETRY, UNKNOWN]).toContainEqual(idempotent);
			else expect(idempotent).toEqual(once);
			if (read.action === 'fail') expect(read.certainty).toBe('notDone');
		}),
		{ numRuns: 3000 },
	);
});

test('a redirect is any status from 300 to 399', () => {
	expect([199, 200, 299, 300, 302, 399, 400].map(isRedirect)).toEqual([
		false,
		false,
		false,
		true,
		true,
		true,
		false,
	]);
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

test.each<[CallKind, Step]>([
	['read', NOT_DONE],
	['idempotent', NOT_DONE],
	['once', UNKNOWN],
])(
	'an error beside what was made is a refusal, unless it would be made twice: %s',
	(kind, step) => {
		const error = { code: 131041, words: ['No'] };
		const reading = { is: 'error', error, isOfService: true, isContradicted: true } as const;
		const attempt = { result: 'answered', status: 200, body: {}, reading, headers: {} } as const;
		expect(nextStep(kind, attempt)).toEqual(step);
	},
);
