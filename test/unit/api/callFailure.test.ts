import type { Call } from '../../../nodes/WhatsAppGroups/api/client';
import {
	callFailure,
	pathFailure,
	rateLimitFailure,
} from '../../../nodes/WhatsAppGroups/api/callFailure';
import type { Attempt, CallKind } from '../../../nodes/WhatsAppGroups/api/retry';

const BASE_URL = 'https://service.test';

function call(kind: CallKind, rest: Partial<Call> = {}): Call {
	return { method: 'POST', path: ['groups', 'GROUP'], kind, ...rest };
}

function answered(status: number, body: unknown): Attempt {
	return { result: 'answered', status, body };
}

/** What the user reads, with the outcome. */
function told({ details, outcome }: ReturnType<typeof callFailure>) {
	return { ...details, outcome };
}

const WENT_WRONG = { error: { message: 'Something went wrong.', code: 131000 } };

describe('an answer that is an error', () => {
	test.each<[CallKind, 'notDone' | 'unknown', Partial<Call>, string]>([
		['once', 'notDone', {}, 'Something went wrong.'],
		[
			'once',
			'unknown',
			{},
			'Something went wrong. It may or may not have been done, so it was not tried again.',
		],
		[
			'once',
			'unknown',
			{ howToFindOut: 'Look into the group.' },
			'Something went wrong. It may or may not have been done, so it was not tried again. Look into the group.',
		],
		['idempotent', 'notDone', {}, 'Something went wrong.'],
		[
			'idempotent',
			'unknown',
			{},
			'Something went wrong. It may or may not have been done: an attempt got no clear answer',
		],
		['read', 'unknown', {}, 'Something went wrong.'],
	])('%s, %s, %j: %s', (kind, outcome, rest, message) => {
		const failure = callFailure(call(kind, rest), answered(500, WENT_WRONG), outcome, BASE_URL);
		expect(told(failure)).toMatchObject({ code: 131000, message, outcome, httpStatus: 500 });
	});

	test('a page instead of an answer: its beginning, and what to check', () => {
		const failure = callFailure(
			call('read'),
			answered(200, `<html>${'x'.repeat(300)}`),
			'notDone',
			BASE_URL,
		);
		expect(told(failure)).toEqual({
			code: 'unreadable_answer',
			message: 'The service answered with HTTP 200, but its answer is not JSON or was cut off',
			details: `<html>${'x'.repeat(194)}`,
			hint: 'Check that the Base URL in the credential is right, and that no proxy changes the answers.',
			httpStatus: 200,
			outcome: 'notDone',
		});
	});

	test.each([300, 302, 399])('HTTP %d is a redirect, which is not followed', (status) => {
		expect(
			told(callFailure(call('read'), answered(status, ''), 'notDone', BASE_URL)),
		).toMatchObject({
			code: status,
			message: `The service answered with a redirect (HTTP ${status})`,
			hint: 'Check the Base URL in the credential: redirects are not followed, so that the API key goes nowhere else.',
		});
	});

	test.each([200, 299, 400])('HTTP %d is none', (status) => {
		const failure = callFailure(call('read'), answered(status, {}), 'notDone', BASE_URL);
		expect(failure.message).toBe(`The service answered with HTTP ${status}`);
	});

	test('of an address that is not found, it says which', () => {
		const failure = (body: unknown, rest?: Partial<Call>, status = 404) =>
			callFailure(call('read', rest), answered(status, body), 'notDone', BASE_URL).details.details;
		expect(failure({})).toBe('Tried POST /groups/GROUP');
		expect(failure({ message: 'no Route matched' })).toBe(
			'no Route matched. Tried POST /groups/GROUP',
		);
		expect(failure({}, { method: 'GET', rawPath: '/file?mid=1&hash=secret' })).toBe(
			'Tried GET /file',
		);
		expect(failure({ error: { code: 100, message: 'Unknown' } })).toBeUndefined();
		expect(failure({}, {}, 403)).toBeUndefined();
	});
});

describe('no answer', () => {
	test.each<[CallKind, Attempt['result'], 'notDone' | 'unknown']>([
		['once', 'unclear', 'unknown'],
		['idempotent', 'unclear', 'unknown'],
		['read', 'unclear', 'notDone'],
		['once', 'notSent', 'notDone'],
		['idempotent', 'notSent', 'notDone'],
		['once', 'impossible', 'notDone'],
	])('%s, %s: the outcome is %s', (kind, result, outcome) => {
		const attempt = { result, reason: 'ECONNRESET' } as Attempt;
		expect(callFailure(call(kind), attempt, 'unknown', BASE_URL).outcome).toBe(outcome);
	});

	test('nothing was sent', () => {
		const attempt: Attempt = { result: 'notSent', reason: 'ECONNREFUSED' };
		expect(told(callFailure(call('once'), attempt, 'notDone', BASE_URL))).toEqual({
			code: 'connection_refused',
			message:
				'No connection to https://service.test could be made (connection refused). Nothing was sent',
			hint: 'Check the Base URL in the credential, and that this machine can reach it.',
			outcome: 'notDone',
		});
	});

	test('trying again cannot help', () => {
		const attempt: Attempt = { result: 'impossible', reason: 'CERT - HAS__EXPIRED' };
		expect(told(callFailure(call('once'), attempt, 'notDone', BASE_URL))).toEqual({
			code: 'cert_has__expired',
			message: 'The call to https://service.test could not be made: CERT - HAS__EXPIRED',
			hint: 'Check the Base URL in the credential, and the certificate of that host.',
			outcome: 'notDone',
		});
	});

	test.each<[CallKind, string, string]>([
		[
			'once',
			'No answer came to POST /groups/GROUP (timeout). It may or may not have been done, so it was not tried again. Look there.',
			'Find out whether it was done before you run this item again. A longer Timeout in the options makes this rarer.',
		],
		[
			'idempotent',
			'No answer came to POST /groups/GROUP (timeout)',
			'Try again later, or raise Timeout in the options.',
		],
	])('something may have been done (%s)', (kind, message, hint) => {
		const attempt: Attempt = { result: 'unclear', reason: 'ETIMEDOUT' };
		const failure = callFailure(
			call(kind, { howToFindOut: 'Look there.' }),
			attempt,
			'unknown',
			BASE_URL,
		);
		expect(told(failure)).toEqual({ code: 'timeout', message, hint, outcome: 'unknown' });
	});

	test.each([
		['https://user:password@proxy.test/path', 'https://proxy.test/path'],
		['HTTP://user@proxy.test', 'HTTP://proxy.test'],
		['https://proxy.test/http://user@other.test', 'https://proxy.test/http://user@other.test'],
	])('the login in %s is for nobody to read', (baseUrl, shown) => {
		const attempt: Attempt = { result: 'notSent', reason: 'constructor' };
		expect(callFailure(call('read'), attempt, 'notDone', baseUrl).message).toBe(
			`No connection to ${shown} could be made (constructor). Nothing was sent`,
		);
	});
});

describe('a wait that would be too long', () => {
	const rest = {
		hint: 'Raise Max Rate Limit Wait in the options, set Batching, or run the item again later.',
		outcome: 'notDone',
	};

	test.each<[string, Attempt | undefined]>([
		['before the call', undefined],
		['after no answer', { result: 'unclear', reason: 'ETIMEDOUT' }],
	])('%s', (_when, attempt) => {
		expect(told(rateLimitFailure(1500, attempt))).toEqual({
			code: 429,
			message:
				'The service asked for a pause. It was not done: the service would take it only after more than the 1.5 s of Max Rate Limit Wait',
			...rest,
		});
	});

	test('after a refusal', () => {
		const refusal = { error: { code: 130429, message: 'Too many messages...' } };
		expect(told(rateLimitFailure(60_000, answered(429, refusal)))).toEqual({
			code: 130429,
			message:
				'Too many messages. It was not done: the service would take it only after more than the 60 s of Max Rate Limit Wait',
			httpStatus: 429,
			...rest,
		});
	});
});

test('an ID that is none', () => {
	expect(told(pathFailure('..'))).toEqual({
		code: 'invalid_id',
		message: '".." cannot be an ID. Nothing was sent',
		hint: 'Check the IDs of this item.',
		outcome: 'notDone',
	});
});
