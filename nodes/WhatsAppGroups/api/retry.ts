/**
 * What to do after an attempt that did not succeed. The one rule above all: a message is never sent
 * twice. Pure; the waiting itself is in `pacer.ts` and `client.ts`.
 */
import { readErrorAnswer, type ErrorDetails } from './errorBody';
import { asNumber } from './values';

/**
 * How a call may be repeated:
 * - `read`: changes nothing.
 * - `idempotent`: doing it twice is the same as once (delete, remove, approve, reject, update).
 * - `once`: doing it twice is doing it twice (create, reset link, send, upload, pin).
 */
export type CallKind = 'read' | 'idempotent' | 'once';

/** How an attempt ended. */
export type Attempt =
	| { result: 'answered'; status: number; body: unknown; retryAfterMs?: number }
	/** The connection was refused, or could not be made: the service has seen nothing. */
	| { result: 'notSent'; reason: string }
	/** The connection broke or timed out after something may have been sent. */
	| { result: 'unclear'; reason: string }
	/** Certificates, malformed addresses, a stopped execution: trying again cannot help. */
	| { result: 'impossible'; reason: string };

export type Decision =
	| { action: 'done' }
	/** Try again after a short, growing delay. */
	| { action: 'retry' }
	/** The service asked for less: wait, then try again. */
	| { action: 'wait'; scope: 'recipient' | 'everyone'; retryAfterMs?: number }
	| { action: 'fail'; outcome: 'notDone' | 'unknown' };

/** Codes by which the service says that it did not do the call because of too many. */
const REFUSAL_CODES = new Set([4, 80007, 130429, 131056, 131057, 131208]);
const PAIR_LIMIT_CODE = 131056;
/** HTTP 429 as well, but waiting seconds does not lift it: the number is restricted for spam. */
const SPAM_RESTRICTION_CODE = 131048;
/** Served with changing HTTP statuses, and temporary. */
const TEMPORARY_CODES = new Set([1, 2, 131000, 131016]);
const ENDPOINT_RATE_LIMIT = /exceeded the endpoint rate limit/i;

/** How often a call that failed for a passing reason is tried in all. */
export const MAX_ATTEMPTS = 4;

export function decide(kind: CallKind, attempt: Attempt): Decision {
	switch (attempt.result) {
		case 'impossible':
			return { action: 'fail', outcome: 'notDone' };
		case 'notSent':
			return { action: 'retry' };
		case 'unclear':
			return kind === 'once' ? { action: 'fail', outcome: 'unknown' } : { action: 'retry' };
		case 'answered':
			return decideAnswer(kind, attempt);
	}
}

function decideAnswer(kind: CallKind, answer: Extract<Attempt, { result: 'answered' }>): Decision {
	const { status } = answer;
	if (isUnreadable(answer)) {
		return kind === 'once' ? { action: 'fail', outcome: 'unknown' } : { action: 'retry' };
	}
	if (status >= 200 && status < 300) return { action: 'done' };
	const error = readErrorAnswer(status, answer.body);
	const code = asNumber(error.code) ?? status;
	if (isRefusal(status, code, error)) {
		return {
			action: 'wait',
			scope: code === PAIR_LIMIT_CODE ? 'recipient' : 'everyone',
			retryAfterMs: answer.retryAfterMs,
		};
	}
	const temporary = status >= 500 || TEMPORARY_CODES.has(code);
	if (!temporary) return { action: 'fail', outcome: 'notDone' };
	return kind === 'once' ? { action: 'fail', outcome: 'unknown' } : { action: 'retry' };
}

/** A success whose body is no JSON: cut off on its way, or from somebody else's server. */
export function isUnreadable(answer: { status: number; body: unknown }): boolean {
	const { status, body } = answer;
	return status >= 200 && status < 300 && typeof body === 'string' && body.trim() !== '';
}

function isRefusal(status: number, code: number, error: ErrorDetails): boolean {
	if (code === SPAM_RESTRICTION_CODE) return false;
	return status === 429 || REFUSAL_CODES.has(code) || ENDPOINT_RATE_LIMIT.test(error.message);
}

/** The wait before try number `attempt` + 1, in ms: exponential with full jitter. */
export function retryDelay(attempt: number, random: () => number): number {
	return Math.round(random() * Math.min(8000, 500 * 2 ** attempt));
}

/** Milliseconds of a `Retry-After` header, which holds seconds or a date. */
export function readRetryAfter(header: unknown, now: number): number | undefined {
	const seconds = asNumber(header);
	if (seconds !== undefined) return seconds >= 0 ? seconds * 1000 : undefined;
	if (typeof header !== 'string') return undefined;
	const date = Date.parse(header);
	return Number.isNaN(date) ? undefined : Math.max(0, date - now);
}

const NOT_SENT_CODES = new Set([
	'ECONNREFUSED',
	'ENOTFOUND',
	'EAI_AGAIN',
	'EHOSTUNREACH',
	'ENETUNREACH',
	'EHOSTDOWN',
]);
const STOPPED_CODES = new Set(['ERR_CANCELED', 'ABORT_ERR']);
const IMPOSSIBLE_CODE = /CERT|SSL|TLS|SELF_SIGNED|UNABLE_TO_|ERR_INVALID_URL|ERR_BAD_OPTION|EPROTO/;

/**
 * What a thrown network error means. The code sits on the error or on one of its causes, as n8n
 * wraps what its HTTP client throws.
 */
export function readNetworkError(thrown: unknown): Attempt {
	const seen = new Set<unknown>();
	let reason = '';
	for (let error = thrown; error && !seen.has(error); ) {
		seen.add(error);
		const { code, syscall, name, cause } = error as {
			code?: unknown;
			syscall?: unknown;
			name?: unknown;
			cause?: unknown;
		};
		const text = typeof code === 'string' ? code : '';
		if (STOPPED_CODES.has(text) || name === 'AbortError' || name === 'CanceledError') {
			return { result: 'impossible', reason: 'the execution was stopped' };
		}
		if (NOT_SENT_CODES.has(text) || syscall === 'connect') {
			return { result: 'notSent', reason: text || 'no connection' };
		}
		if (IMPOSSIBLE_CODE.test(text)) return { result: 'impossible', reason: text };
		reason ||= text;
		error = cause;
	}
	return { result: 'unclear', reason: reason || 'the connection broke' };
}
