/** What a call of the service is, and what its answer has to be. */
import type { Expected } from './answer';
import type { Part } from './multipart';

/**
 * How a call may be repeated:
 * - `read`: changes nothing.
 * - `idempotent`: doing it twice is the same as once (delete, remove, approve, reject, update).
 * - `once`: doing it twice is doing it twice (create, reset link, send, upload, pin).
 */
export type CallKind = 'read' | 'idempotent' | 'once';

/** One call of the service. */
export interface Call<T> {
	method: 'GET' | 'POST' | 'DELETE' | 'PUT' | 'PATCH';
	/** Path segments; each is percent-encoded. One that could lead to another call is refused. */
	path: readonly string[];
	/** Path and query as the service gave them (media downloads); used instead of `path`. */
	rawPath?: string;
	query?: Record<string, string | number | undefined>;
	json?: object;
	form?: Part[];
	/** The answer is a file: its body is read as a Buffer. */
	binary?: boolean;
	kind: CallKind;
	expects: Expected<T>;
	/** Whom a pair limit (131056) would hold up: the group or person written to. */
	recipient?: string;
	/** For calls that change something: how a user finds out whether it was done. */
	howToFindOut?: string;
	timeoutMs?: number;
}

/** Bounds of one call, from the operation's options. */
export interface CallBounds {
	/** How long one attempt may take, in ms. */
	timeoutMs: number;
	/** How long to wait in all for the service to accept more, in ms. */
	maxRateLimitWaitMs: number;
}

/** An answer that is what the call expected. */
export interface Answer<T> {
	status: number;
	value: T;
	/** The whole body, as it came. */
	body: unknown;
	headers: Record<string, unknown>;
	/** Whether an earlier attempt of this call had no clear answer. */
	afterUnclear: boolean;
}
