import {
	callFailure,
	pathFailure,
	rateLimitFailure,
} from '../../../nodes/WhatsAppGroups/api/callFailure';
import { readAnswer } from '../../../nodes/WhatsAppGroups/api/answer';
import type { Call, CallKind } from '../../../nodes/WhatsAppGroups/api/call';
import type { Attempt } from '../../../nodes/WhatsAppGroups/api/retry';
import { SERVICE_ADVICE } from '../../../nodes/WhatsAppGroups/failures/advice';
import { CODES } from '../../../nodes/WhatsAppGroups/failures/codes';
import { ServiceFailure, type Certainty } from '../../../nodes/WhatsAppGroups/failures/failure';

const BASE_URL = 'https://service.test';

/** An answer that no body is, so that a success status is one that cannot be read. */
const NOTHING = { what: 'a confirmation', read: () => undefined };

function call(kind: CallKind, rest: Partial<Call<unknown>> = {}): Call<unknown> {
	return { method: 'POST', path: ['groups', 'GROUP'], kind, expects: NOTHING, ...rest };
}

function answered(status: number, body: unknown): Attempt<unknown> {
	const reading = readAnswer<unknown>(NOTHING, status, body);
	return { result: 'answered', status, body, reading, headers: {} };
}

/** What the user reads, with how certain it is. */
function told({ details, certainty }: ServiceFailure) {
	return { ...details, certainty };
}

const WENT_WRONG = { error: { message: 'Something went wrong.', code: 131000 } };
const { what: SAID, todo: TODO } = SERVICE_ADVICE[131000];
const FIND_OUT = 'Find out whether it was done before you run this item again.';
const NOT_RETRIED = 'The request may have taken effect, so it was not retried.';
const REPEATED = 'An attempt got no clear answer, so the request may have taken effect.';

describe('whether somebody else answered than the service', () => {
	test.each<[string, number, unknown, boolean]>([
		['a page of a gateway', 404, '<html>Not found</html>', true],
		['an error of the service', 404, WENT_WRONG, false],
		['nothing', 404, '', false],
		['no error at all', 200, 'Hello', false],
	])('%s (HTTP %d)', (_what, status, body, isOfAnother) => {
		for (const kind of ['read', 'once', 'idempotent'] as const) {
			for (const certainty of ['notDone', 'unknown'] as const) {
				const failure = callFailure(call(kind), answered(status, body), certainty, BASE_URL, true);
				expect(failure.isOfAnother).toBe(isOfAnother);
			}
		}
	});

	test('where nobody answered', () => {
		const attempt: Attempt<unknown> = {
			result: 'notSent',
			reason: { code: 'timeout', words: 'M' },
		};
		expect(callFailure(call('read'), attempt, 'notDone', BASE_URL, false).isOfAnother).toBe(false);
	});
});

describe('an answer that is an error', () => {
	test.each<[CallKind, Certainty, boolean, Partial<Call<unknown>>, string, string]>([
		['once', 'notDone', false, {}, SAID, TODO],
		['once', 'unknown', false, {}, `${SAID} ${NOT_RETRIED}`, FIND_OUT],
		[
			'once',
			'unknown',
			false,
			{ howToFindOut: 'Look into the group.' },
			`${SAID} ${NOT_RETRIED}`,
			'Look into the group.',
		],
		['once', 'unknown', true, {}, `${SAID} ${NOT_RETRIED}`, FIND_OUT],
		['idempotent', 'notDone', false, {}, SAID, TODO],
		['idempotent', 'notDone', true, {}, SAID, TODO],
		['idempotent', 'unknown', false, {}, `${SAID} ${NOT_RETRIED}`, FIND_OUT],
		['idempotent', 'unknown', true, {}, `${SAID} ${REPEATED}`, FIND_OUT],
		['read', 'notDone', true, {}, SAID, TODO],
	])('%s, %s, repeated %p, %j: %s', (kind, certainty, wasRepeated, rest, message, hint) => {
		const failure = callFailure(
			call(kind, rest),
			answered(500, WENT_WRONG),
			certainty,
			BASE_URL,
			wasRepeated,
		);
		expect(failure).toBeInstanceOf(ServiceFailure);
		expect(failure.message).toBe(message);
		expect(told(failure)).toEqual({
			code: 131000,
			message,
			details: 'Something went wrong.',
			hint,
			certainty,
			httpStatus: 500,
		});
	});

	test.each([
		[300, 'notDone'],
		[302, 'notDone'],
		[399, 'notDone'],
	] as const)('HTTP %d is a redirect, which is not followed', (status, certainty) => {
		expect(
			told(callFailure(call('read'), answered(status, ''), certainty, BASE_URL, false)),
		).toEqual({
			code: status,
			message: `The service answered with a redirect (HTTP ${status}), which is not followed, so that the API key goes nowhere else.`,
			hint: 'Check the Base URL in the credential: enter the address that answers directly.',
			httpStatus: status,
			certainty,
		});
	});

	test.each([299, 400])('HTTP %d is none', (status) => {
		const failure = callFailure(call('read'), answered(status, {}), 'notDone', BASE_URL, false);
		expect(failure.message).not.toContain('redirect');
	});

	test('of an address that is not found, it says which', () => {
		const failure = (body: unknown, rest?: Partial<Call<unknown>>, status = 404) =>
			callFailure(call('read', rest), answered(status, body), 'notDone', BASE_URL, false).details
				.details;
		expect(failure('')).toBe('Tried POST /groups/GROUP');
		expect(failure({ message: 'no Route matched' })).toBe(
			'no Route matched – Tried POST /groups/GROUP',
		);
		expect(failure('', { method: 'GET', rawPath: '/file?mid=1&hash=secret' })).toBe(
			'Tried GET /file',
		);
		expect(failure({ error: { code: 100, message: 'Unknown' } })).toBe('Unknown');
		expect(failure('', {}, 403)).toBeUndefined();
	});
});

describe('an answer that cannot be read', () => {
	test.each<[string, unknown, string | undefined]>([
		['a page', '<html><title>Welcome</title></html>', 'Welcome'],
		['a page without a title', '<html>', undefined],
		['a text', 'OK', 'OK'],
		['JSON of another kind', { groups: 1 }, '{"groups":1}'],
		['null', null, undefined],
		['nothing', '', undefined],
		['bytes', Buffer.from('some bytes'), 'some bytes'],
		['a long text', 'x'.repeat(300), 'x'.repeat(200)],
	])('%s: what was asked, what came, and what to check', (_name, body, details) => {
		const failure = callFailure(call('read'), answered(200, body), 'notDone', BASE_URL, false);
		expect(told(failure)).toEqual({
			code: 'unreadable_answer',
			message:
				'The service answered POST /groups/GROUP with HTTP 200, but its answer is not a confirmation.',
			...(details !== undefined && { details }),
			hint: CODES.unreadable_answer.todo,
			httpStatus: 200,
			certainty: 'notDone',
		});
	});

	test('of a call that changes something is no success and no failure', () => {
		const failure = callFailure(call('once'), answered(206, ''), 'unknown', BASE_URL, false);
		expect(told(failure)).toEqual({
			code: 'unreadable_answer',
			message: `The service answered POST /groups/GROUP with HTTP 206, but its answer is not a confirmation. ${NOT_RETRIED}`,
			hint: FIND_OUT,
			httpStatus: 206,
			certainty: 'unknown',
		});
	});
});

describe('no answer', () => {
	const REFUSED: Attempt<unknown> = {
		result: 'notSent',
		reason: { code: 'connection_refused', words: 'connection refused' },
	};
	const LATE: Attempt<unknown> = {
		result: 'unclear',
		reason: { code: 'timeout', words: 'timeout' },
	};

	test('nothing was sent', () => {
		expect(told(callFailure(call('once'), REFUSED, 'notDone', BASE_URL, true))).toEqual({
			code: 'connection_refused',
			message: 'Could not connect to https://service.test (connection refused). Nothing was sent.',
			hint: CODES.connection_refused.todo,
			certainty: 'notDone',
		});
	});

	test('trying again cannot help', () => {
		const attempt: Attempt<unknown> = {
			result: 'impossible',
			reason: { code: 'certificate_refused', words: 'cert has expired' },
		};
		expect(told(callFailure(call('once'), attempt, 'notDone', BASE_URL, false))).toEqual({
			code: 'certificate_refused',
			message:
				'The call to https://service.test could not be made (cert has expired). Nothing was sent.',
			hint: CODES.certificate_refused.todo,
			certainty: 'notDone',
		});
	});

	test.each<[CallKind, Certainty, boolean, string, string]>([
		[
			'once',
			'unknown',
			false,
			`No answer came to POST /groups/GROUP (timeout). ${NOT_RETRIED}`,
			'Look there.',
		],
		[
			'idempotent',
			'unknown',
			true,
			`No answer came to POST /groups/GROUP (timeout). ${REPEATED}`,
			'Look there.',
		],
		[
			'read',
			'notDone',
			true,
			'No answer came to POST /groups/GROUP (timeout).',
			'Try again later, or raise Timeout in the options.',
		],
	])('something may have been done (%s)', (kind, certainty, wasRepeated, message, hint) => {
		const failure = callFailure(
			call(kind, { howToFindOut: 'Look there.' }),
			LATE,
			certainty,
			BASE_URL,
			wasRepeated,
		);
		expect(told(failure)).toEqual({ code: 'timeout', message, hint, certainty });
	});

	test.each<[CallKind, Certainty, string]>([
		['once', 'unknown', ` ${NOT_RETRIED}`],
		['idempotent', 'unknown', ` ${NOT_RETRIED}`],
		['read', 'notDone', ''],
	])('the execution was stopped (%s)', (kind, certainty, more) => {
		const failure = callFailure(call(kind), { result: 'stopped' }, certainty, BASE_URL, false);
		expect(told(failure)).toMatchObject({
			code: 'stopped',
			message: `The execution was stopped while a call was under way.${more}`,
			certainty,
		});
	});

	test('what an earlier attempt may have done, a later one that was not sent does not take back', () => {
		const failure = callFailure(call('idempotent'), REFUSED, 'unknown', BASE_URL, true);
		expect(told(failure)).toEqual({
			code: 'connection_refused',
			message: `Could not connect to https://service.test (connection refused). ${REPEATED}`,
			hint: FIND_OUT,
			certainty: 'unknown',
		});
	});

	test.each([
		['https://user:password@proxy.test/path', 'https://proxy.test/path'],
		['https://user:p@ss@proxy.test/path', 'https://proxy.test/path'],
		['HTTP://user@proxy.test', 'HTTP://proxy.test'],
		['https://proxy.test/http://user@other.test', 'https://proxy.test/http://user@other.test'],
	])('the login in %s is for nobody to read', (baseUrl, shown) => {
		for (const result of ['notSent', 'impossible'] as const) {
			const attempt: Attempt<unknown> = {
				result,
				reason: { code: 'connection_failed', words: 'constructor' },
			};
			const { message } = callFailure(call('read'), attempt, 'notDone', baseUrl, false);
			expect(message).toContain(` to ${shown} `);
			expect(message).not.toMatch(/password|p@ss|user@proxy/);
		}
	});
});

test('whatever ended the call: a sentence of ours, with something to do, and nothing without a value', () => {
	const reason = { code: 'connection_failed', words: 'eproto' } as const;
	const attempts: Array<Attempt<unknown>> = [
		{ result: 'notSent', reason },
		{ result: 'unclear', reason },
		{ result: 'impossible', reason },
		{ result: 'stopped' },
		...[200, 206, 302, 400, 404, 429, 500, 502].flatMap((status) =>
			['', '<html>', { error: { code: 131041 } }, null].map((body) => answered(status, body)),
		),
	];
	for (const attempt of attempts) {
		for (const kind of ['read', 'idempotent', 'once'] as const) {
			for (const certainty of ['notDone', 'unknown'] as const) {
				const { details } = callFailure(call(kind), attempt, certainty, BASE_URL, true);
				expect(details.message).toMatch(/^(360dialog|[A-Z"]).*[.!?]$/s);
				if (attempt.result !== 'stopped') expect(details.hint).toMatch(/^[A-Z].*\.$/s);
				expect(Object.values(details)).not.toContain(undefined);
				const saysUnknown = /may have taken effect/.test(details.message);
				expect(saysUnknown).toBe(certainty === 'unknown' && kind !== 'read');
			}
		}
	}
});

describe('a wait that would be too long', () => {
	const rest = {
		hint: 'Raise Max Rate Limit Wait in the options, set Batching, or run the item again later.',
		certainty: 'notDone',
	};

	test.each<[string, Attempt<unknown> | undefined]>([
		['before the call', undefined],
		['after no answer', { result: 'unclear', reason: { code: 'timeout', words: 'timeout' } }],
		['after an answer that cannot be read', answered(200, '')],
	])('%s', (_when, attempt) => {
		expect(told(rateLimitFailure(1500, attempt))).toEqual({
			code: 'rate_limited',
			message:
				'The service asked for a pause. It was not done: the service would take it only after more than the 1.5 seconds of Max Rate Limit Wait.',
			...rest,
		});
	});

	test('after a refusal', () => {
		const refusal = { error: { code: 130429, message: 'Too many messages...' } };
		expect(told(rateLimitFailure(60_000, answered(429, refusal)))).toEqual({
			code: 130429,
			message:
				'The number reached its limit of messages per second (80 by default). It was not done: the service would take it only after more than the 60 seconds of Max Rate Limit Wait.',
			details: 'Too many messages...',
			httpStatus: 429,
			...rest,
		});
	});
});

test('an ID that is none', () => {
	expect(told(pathFailure('..'))).toEqual({
		code: 'invalid_id',
		message: '".." cannot be an ID. Nothing was sent.',
		hint: 'Check the IDs of this item.',
		certainty: 'notDone',
	});
});
