/** What a user is told when a call did not succeed. */
import type { Call } from './client';
import {
	isGroupsError,
	readErrorAnswer,
	ServiceFailure,
	type ErrorDetails,
	type FailureOutcome,
} from './errorBody';
import { isUnreadable, type Attempt } from './retry';

type Answered = Extract<Attempt, { result: 'answered' }>;
type NotAnswered = Exclude<Attempt, { result: 'answered' }>;

/**
 * Node's error codes in words. n8n replaces messages in which it finds such a code by ones of its own,
 * which would not say whether a message may have been sent.
 */
const REASONS: Record<string, string> = {
	EAI_AGAIN: 'host name lookup failed',
	ECONNABORTED: 'timeout',
	ECONNREFUSED: 'connection refused',
	ECONNRESET: 'connection reset',
	EHOSTDOWN: 'host unreachable',
	EHOSTUNREACH: 'host unreachable',
	ENETUNREACH: 'network unreachable',
	ENOTFOUND: 'host not found',
	EPIPE: 'connection reset',
	ESOCKETTIMEDOUT: 'timeout',
	ETIMEDOUT: 'timeout',
};

/** Of a call that was repeated: what the last attempt was told is not all that may have happened. */
const UNCLEAR_BEFORE = '. It may or may not have been done: an attempt got no clear answer';

/**
 * A call that failed.
 *
 * @param outcome whether the work may have been done all the same
 */
export function callFailure(
	call: Call,
	attempt: Attempt,
	outcome: FailureOutcome,
	baseUrl: string,
): ServiceFailure {
	const uncertain =
		call.kind === 'once' && outcome === 'unknown'
			? `. It may or may not have been done, so it was not tried again. ${call.howToFindOut ?? ''}`.trimEnd()
			: '';
	if (attempt.result === 'answered') {
		const details = explainAnswer(call, attempt);
		const note = call.kind === 'idempotent' && outcome === 'unknown' ? UNCLEAR_BEFORE : uncertain;
		const message = note ? `${withoutStop(details.message)}${note}` : details.message;
		return new ServiceFailure({ ...details, message }, outcome);
	}
	const mayBeDone = attempt.result === 'unclear' && call.kind !== 'read';
	return new ServiceFailure(
		explainSilence(call, attempt, baseUrl, uncertain),
		mayBeDone ? 'unknown' : 'notDone',
	);
}

/** A call that would have to wait for longer than it may. It was not done. */
export function rateLimitFailure(maxWaitMs: number, attempt?: Attempt): ServiceFailure {
	const answer: ErrorDetails =
		attempt?.result === 'answered'
			? readErrorAnswer(attempt.status, attempt.body)
			: { code: 429, message: 'The service asked for a pause' };
	return new ServiceFailure(
		{
			...answer,
			message: `${withoutStop(answer.message)}. It was not done: the service would take it only after more than the ${maxWaitMs / 1000} s of Max Rate Limit Wait`,
			hint: 'Raise Max Rate Limit Wait in the options, set Batching, or run the item again later.',
		},
		'notDone',
	);
}

/** A call that was not made, as a part of its path is no ID. */
export function pathFailure(segment: string): ServiceFailure {
	return new ServiceFailure(
		{
			code: 'invalid_id',
			message: `"${segment}" cannot be an ID. Nothing was sent`,
			hint: 'Check the IDs of this item.',
		},
		'notDone',
	);
}

function explainAnswer(call: Call, answer: Answered): ErrorDetails {
	const { status, body } = answer;
	if (isUnreadable(answer)) {
		return {
			code: 'unreadable_answer',
			message: `The service answered with HTTP ${status}, but its answer is not JSON or was cut off`,
			details: String(body).slice(0, 200),
			hint: 'Check that the Base URL in the credential is right, and that no proxy changes the answers.',
			httpStatus: status,
		};
	}
	const details = readErrorAnswer(status, body);
	if (status >= 300 && status < 400) {
		return {
			...details,
			message: `The service answered with a redirect (HTTP ${status})`,
			hint: 'Check the Base URL in the credential: redirects are not followed, so that the API key goes nowhere else.',
		};
	}
	if (status === 404 && !isGroupsError(body)) {
		const tried = `Tried ${call.method} ${pathOf(call)}`;
		return { ...details, details: details.details ? `${details.details}. ${tried}` : tried };
	}
	return details;
}

function explainSilence(
	call: Call,
	attempt: NotAnswered,
	baseUrl: string,
	uncertain: string,
): ErrorDetails {
	const reason = Object.hasOwn(REASONS, attempt.reason) ? REASONS[attempt.reason] : attempt.reason;
	const code = reason.replace(/\W+/g, '_').toLowerCase();
	switch (attempt.result) {
		case 'notSent':
			return {
				code,
				message: `No connection to ${withoutLogin(baseUrl)} could be made (${reason}). Nothing was sent`,
				hint: 'Check the Base URL in the credential, and that this machine can reach it.',
			};
		case 'impossible':
			return {
				code,
				message: `The call to ${withoutLogin(baseUrl)} could not be made: ${reason}`,
				hint: 'Check the Base URL in the credential, and the certificate of that host.',
			};
		case 'unclear':
			return {
				code,
				message: `No answer came to ${call.method} ${pathOf(call)} (${reason})${uncertain}`,
				hint:
					call.kind === 'once'
						? 'Find out whether it was done before you run this item again. A longer Timeout in the options makes this rarer.'
						: 'Try again later, or raise Timeout in the options.',
			};
	}
}

function pathOf(call: Call): string {
	return call.rawPath ? call.rawPath.split('?')[0] : `/${call.path.join('/')}`;
}

function withoutStop(sentence: string): string {
	let end = sentence.length;
	while (sentence[end - 1] === '.') end -= 1;
	return sentence.slice(0, end);
}

/** A proxy's address may carry a user name and a password, which are for nobody to read. */
function withoutLogin(baseUrl: string): string {
	return baseUrl.replace(/^(https?:\/\/)[^/]*@/i, '$1');
}
