/**
 * The one way to the service: builds a call's request, sends it through n8n, repeats it where that is
 * safe (see `retry.ts`), and turns what went wrong into a `ServiceFailure` that people can read.
 */
import type { IDataObject, IHttpRequestMethods, IHttpRequestOptions } from 'n8n-workflow';

import { readWireError, ServiceFailure } from './errorBody';
import { callFailure, pathFailure, rateLimitFailure } from './callFailure';
import { multipart, type Part } from './multipart';
import type { Clock, Pacer } from './pacer';
import {
	decide,
	MAX_ATTEMPTS,
	readNetworkError,
	readRetryAfter,
	retryDelay,
	type Attempt,
	type CallKind,
} from './retry';
import { asFlag, asList, asRecord } from './values';

/** One call of the service. */
export interface Call {
	method: 'GET' | 'POST' | 'DELETE' | 'PUT' | 'PATCH';
	/** Path segments; each is percent-encoded. One that could lead to another call is refused. */
	path: readonly string[];
	/** Path and query as the service gave them (media downloads); used instead of `path`. */
	rawPath?: string;
	query?: Record<string, string | number | undefined>;
	json?: object;
	form?: Part[];
	/** Answers the body as a Buffer. */
	binary?: boolean;
	kind: CallKind;
	/** Whom a pair limit (131056) would hold up: the group or person written to. */
	recipient?: string;
	/** For `once` calls: how a user finds out whether it was done, when no answer came. */
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

export interface Answer<T> {
	status: number;
	body: T;
	headers: Record<string, unknown>;
	/** Whether an earlier attempt of this call ended unclearly. */
	afterUnclear: boolean;
}

/** What sends a request: n8n's helper with the credential, bound to one execution. */
export interface Transport {
	baseUrl: string;
	send(
		options: IHttpRequestOptions,
	): Promise<{ statusCode: number; body: unknown; headers: unknown }>;
	/** Lets only so many calls be in flight; calls the returned function when it is over. */
	acquire(): Promise<() => void>;
	clock: Clock;
	pacer: Pacer;
}

export class Api {
	constructor(
		private readonly transport: Transport,
		private readonly bounds: CallBounds,
	) {}

	/** The same connection with other bounds. */
	within(bounds: CallBounds): Api {
		return new Api(this.transport, bounds);
	}

	/** How long one attempt may take, in ms. */
	get timeoutMs(): number {
		return this.bounds.timeoutMs;
	}

	get baseUrl(): string {
		return this.transport.baseUrl;
	}

	get clock(): Clock {
		return this.transport.clock;
	}

	/**
	 * Makes a call and answers what the service said.
	 *
	 * @throws ServiceFailure when the service refused it, or no clear answer came
	 */
	async call<T>(call: Call): Promise<Answer<T>> {
		const result = await this.tryCall<T>(call);
		if (result instanceof ServiceFailure) throw result;
		return result;
	}

	/** Like `call`, but a failure is returned, for callers that can do something about it. */
	async tryCall<T>(call: Call): Promise<Answer<T> | ServiceFailure> {
		const { clock, pacer } = this.transport;
		const astray = call.rawPath === undefined ? call.path.find(leadsAstray) : undefined;
		if (astray !== undefined) return pathFailure(astray);
		let transientFailures = 0;
		let pairRefusals = 0;
		let waited = 0;
		let afterUnclear = false;
		for (;;) {
			if (this.isTooLong(waited, pacer.waitFor(call.recipient))) {
				return rateLimitFailure(this.bounds.maxRateLimitWaitMs);
			}
			waited += await pacer.ready(call.recipient);
			const startedAt = clock.now();
			const { attempt, headers } = await this.attempt(call);
			const decision = decide(call.kind, attempt);
			switch (decision.action) {
				case 'done':
					pacer.succeeded();
					return this.read<T>(attempt, headers, afterUnclear);
				case 'wait':
					if (decision.scope === 'recipient' && call.recipient !== undefined) {
						pacer.refusedFor(call.recipient, pairRefusals, decision.retryAfterMs);
						pairRefusals += 1;
					} else {
						pacer.refused(startedAt, decision.retryAfterMs);
					}
					if (this.isTooLong(waited, pacer.waitFor(call.recipient))) {
						return rateLimitFailure(this.bounds.maxRateLimitWaitMs, attempt);
					}
					break;
				case 'retry':
					afterUnclear ||= attempt.result !== 'notSent';
					transientFailures += 1;
					if (transientFailures >= MAX_ATTEMPTS) {
						return callFailure(call, attempt, 'unknown', this.baseUrl);
					}
					await clock.sleep(retryDelay(transientFailures - 1, () => clock.random()));
					break;
				case 'fail':
					return callFailure(
						call,
						attempt,
						// What an earlier, unclear attempt may have done, a later refusal does not take back.
						afterUnclear && call.kind !== 'read' ? 'unknown' : decision.outcome,
						this.baseUrl,
					);
			}
		}
	}

	private async attempt(
		call: Call,
	): Promise<{ attempt: Attempt; headers: Record<string, unknown> }> {
		const release = await this.transport.acquire();
		try {
			const response = await this.transport.send(this.request(call));
			const headers = asRecord(response.headers);
			const body = call.binary ? binaryBody(response) : response.body;
			return {
				attempt: {
					result: 'answered',
					status: response.statusCode,
					body,
					retryAfterMs: readRetryAfter(headers['retry-after'], this.transport.clock.now()),
				},
				headers,
			};
		} catch (error) {
			return { attempt: readNetworkError(error), headers: {} };
		} finally {
			release();
		}
	}

	private request(call: Call): IHttpRequestOptions {
		const path = call.rawPath ?? `/${call.path.map(encodeURIComponent).join('/')}`;
		const query = Object.entries(call.query ?? {}).filter(([, value]) => value !== undefined);
		const options: IHttpRequestOptions = {
			method: call.method as IHttpRequestMethods,
			url: `${this.transport.baseUrl}${path}`,
			timeout: call.timeoutMs ?? this.bounds.timeoutMs,
			returnFullResponse: true,
			ignoreHttpStatusErrors: true,
			// The key is a header of ours, which HTTP clients carry along to any host they are sent to.
			disableFollowRedirect: true,
		};
		if (query.length > 0) options.qs = Object.fromEntries(query) as IDataObject;
		if (call.binary) options.encoding = 'arraybuffer';
		else options.json = true;
		if (call.json) {
			options.body = call.json as IDataObject;
			options.headers = { 'Content-Type': 'application/json' };
		} else if (call.form) {
			const form = multipart(call.form);
			options.body = form.body;
			options.headers = { 'Content-Type': form.contentType };
		}
		return options;
	}

	/** A 2xx answer may still say that it failed: contract 1.4 and D3. */
	private read<T>(
		attempt: Attempt,
		headers: Record<string, unknown>,
		afterUnclear: boolean,
	): Answer<T> | ServiceFailure {
		if (attempt.result !== 'answered') throw new TypeError('Only an answer can be read');
		const { status, body } = attempt;
		const record = asRecord(body);
		if (asFlag(record.success) === false) {
			const [first] = asList(record.errors);
			return new ServiceFailure(
				first
					? { ...readWireError(first), httpStatus: status }
					: {
							code: status,
							message: 'The service answered that it did not succeed, without a reason',
							hint: 'Check the values of this item. If they are right, ask 360dialog support.',
							httpStatus: status,
						},
				'notDone',
			);
		}
		return { status, body: body as T, headers, afterUnclear };
	}

	private isTooLong(waitedMs: number, waitMs: number): boolean {
		return waitMs > 0 && waitedMs + waitMs > this.bounds.maxRateLimitWaitMs;
	}
}

/**
 * Whether percent-encoding does not make one segment of it: dots stay what they are and change the
 * call to another one, nothing leaves a segment out, and half a character has no encoding.
 */
function leadsAstray(segment: string): boolean {
	return ['', '.', '..'].includes(segment) || /\p{Surrogate}/u.test(segment);
}

/** Bytes when it worked; when it failed, the error that the bytes spell. */
function binaryBody(response: { statusCode: number; body: unknown }): unknown {
	const bytes = Buffer.from((response.body as Uint8Array | undefined) ?? []);
	if (response.statusCode >= 200 && response.statusCode < 300) return bytes;
	const text = bytes.toString('utf8');
	try {
		return JSON.parse(text) as unknown;
	} catch {
		return text;
	}
}
