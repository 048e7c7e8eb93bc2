/**
 * What to do after an attempt. The one rule above all: a message is never sent twice. Pure; the waiting
 * itself is in `pace.ts` and `client.ts`.
 */
import { isKnownCode, isPermissionCode, tellsOfTooMany, tellsOfTrouble } from '../failures/advice';
import type { Certainty } from '../failures/failure';
import { isSuccess, type Reading } from './answer';
import type { CallKind } from './call';
import { isErrorStatus, type ServiceError } from './errorBody';
import type { Silence } from './networkError';
import { asNumber } from './values';

/** How an attempt ended. */
export type Attempt<T> =
	| {
			result: 'answered';
			status: number;
			body: unknown;
			reading: Reading<T>;
			headers: Record<string, unknown>;
			retryAfterMs?: number;
	  }
	| Silence;

export type Answered<T> = Extract<Attempt<T>, { result: 'answered' }>;

export type Step =
	| { action: 'done' }
	/** Try again after a short, growing delay. */
	| { action: 'retry' }
	/** The service asked for less: wait, then try again. */
	| { action: 'wait'; scope: 'recipient' | 'everyone'; retryAfterMs?: number }
	| { action: 'fail'; certainty: Certainty };

/** Codes by which the service says that it did not do the call because of too many. */
const TOO_MANY_CODES = new Set([4, 80007, 130429, 131056, 131057, 131208]);
const PAIR_LIMIT_CODE = 131056;
/** HTTP 429 as well, but waiting seconds does not lift it: the number is restricted for spam. */
const SPAM_RESTRICTION_CODE = 131048;
/** Served with changing HTTP statuses, and temporary: what became of the call is not said. */
const TEMPORARY_CODES = new Set([1, 2, 131000, 131016]);
/** Some of the call's people were handled, and others not. */
const PARTLY_DONE_CODE = 131201;
const TOO_MANY = 429;

/** Of the 4xx statuses these say that the call was not, or not surely, refused. */
const UNCLEAR_4XX = new Set([408, 424, 425, 499]);
/** The registered 4xx statuses end here; beyond them stand words of gateways. */
const LAST_4XX = 451;
/** The only redirects that say that the call was not carried out where it was sent. */
const NOT_CARRIED_OUT = new Set([301, 307, 308]);

/** Codes that gateways have as well: gRPC's, which end here, and HTTP's for success. */
const LAST_GRPC_CODE = 16;
const INTERNAL_ERROR = 500;
/** In place of a code or a status that is not told: no other number is it. */
const NONE = Number.NaN;
/** "Invalid parameter", also of what has no code of its own. */
const UNSPECIFIC_CODE = 100;

/** How often a call that failed for a passing reason is tried in all. */
export const MAX_ATTEMPTS = 4;

export function nextStep<T>(kind: CallKind, attempt: Attempt<T>): Step {
	switch (attempt.result) {
		case 'impossible':
			return { action: 'fail', certainty: 'notDone' };
		case 'stopped':
			return { action: 'fail', certainty: kind === 'read' ? 'notDone' : 'unknown' };
		case 'notSent':
			return { action: 'retry' };
		case 'unclear':
			return unclear(kind);
		case 'answered':
			return afterAnswer(kind, attempt);
	}
}

function unclear(kind: CallKind): Step {
	return kind === 'once' ? { action: 'fail', certainty: 'unknown' } : { action: 'retry' };
}

function afterAnswer<T>(kind: CallKind, { status, reading, retryAfterMs }: Answered<T>): Step {
	if (reading.is === 'success') return { action: 'done' };
	if (reading.is === 'unreadable') return unclear(kind);
	const { error } = reading;
	// An error beside the ID of what was made: it may well have been made.
	if (kind === 'once' && reading.isContradicted) return unclear(kind);
	if (isTooMany(status, error)) {
		const scope = error.code === PAIR_LIMIT_CODE ? 'recipient' : 'everyone';
		return { action: 'wait', scope, retryAfterMs };
	}
	if (isClearRefusal(status, error)) return { action: 'fail', certainty: 'notDone' };
	// Trying again does not change where a redirect leads, nor tell which part of a call was done.
	if (isRedirect(status) || error.code === PARTLY_DONE_CODE) {
		return { action: 'fail', certainty: kind === 'read' ? 'notDone' : 'unknown' };
	}
	return unclear(kind);
}

export function isRedirect(status: number): boolean {
	return status >= 300 && status < 400;
}

function isTooMany(status: number, error: ServiceError): boolean {
	const { code = NONE, status: told, words } = error;
	if (code === SPAM_RESTRICTION_CODE) return false;
	if ([status, told, code].includes(TOO_MANY)) return true;
	if (TOO_MANY_CODES.has(code)) return isOfService(code, status);
	// What has a code of its own is told by it. A gateway gives up on a call that may have been done.
	const isSpecific = code !== UNSPECIFIC_CODE && isKnownCode(code);
	return !isSpecific && isClear(told ?? status) && words.some(tellsOfTooMany);
}

/** Whether the service said that it did not do the call. */
function isClearRefusal(
	status: number,
	{ code = NONE, status: told, words }: ServiceError,
): boolean {
	if (code === PARTLY_DONE_CODE) return false;
	if (TEMPORARY_CODES.has(code)) return false;
	if (isKnownCode(code) && isOfService(code, status)) return true;
	if (words.some(tellsOfTrouble)) return false;
	// That all went well where it comes from takes nothing back of what the HTTP status says.
	const own = isSuccess(told ?? NONE) ? undefined : told;
	// Gateways put their status where the service has its codes, and answer 200.
	const said = own ?? (isSuccess(status) && isErrorStatus(code) ? code : status);
	if (isSuccess(said)) return true;
	if (isRedirect(said)) return NOT_CARRIED_OUT.has(said);
	return said >= 400 && isClear(said);
}

/**
 * Whether a code that is known is the service's, and not a gateway's: those are 0 to 16 (of gRPC) and 200
 * to 299. With HTTP 500 the service itself has those of permissions (contract 6.4).
 */
function isOfService(code: number, status: number): boolean {
	if (code > LAST_GRPC_CODE && !isSuccess(code)) return true;
	return isClear(status) || (status === INTERNAL_ERROR && isPermissionCode(code));
}

/** Whether what comes with a status, where it says no, is no gateway's word for a call that it gave up. */
function isClear(status: number): boolean {
	return status <= LAST_4XX && !UNCLEAR_4XX.has(status);
}

/** The wait before try number `attempt` + 1, in ms: exponential with full jitter. */
export function retryDelay(attempt: number, random: () => number): number {
	return Math.round(random() * Math.min(8000, 500 * 2 ** attempt));
}

/**
 * Milliseconds of a `Retry-After` header, which holds seconds or a date.
 *
 * @param now the wall clock's time, in ms
 */
export function readRetryAfter(header: unknown, now: number): number | undefined {
	const seconds = asNumber(header);
	if (seconds !== undefined) return seconds >= 0 ? seconds * 1000 : undefined;
	if (typeof header !== 'string') return undefined;
	const date = Date.parse(header);
	return Number.isNaN(date) ? undefined : Math.max(0, date - now);
}
