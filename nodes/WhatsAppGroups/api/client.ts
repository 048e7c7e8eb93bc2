/**
 * The one way to the service: builds a call's request, sends it through n8n, repeats it where that is
 * safe (see `retry.ts`), and turns what went wrong into a `ServiceFailure` that people can read.
 */
import type { IDataObject, IHttpRequestMethods, IHttpRequestOptions } from 'n8n-workflow';

import {
	isGroupsError,
	readErrorAnswer,
	readWireError,
	ServiceFailure,
	type ErrorDetails,
} from './errors';
import { multipart, type Part } from './multipart';
import type { Clock, Pacer } from './pacer';
import {
	decide,
	isUnreadable,
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
	/** Path segments; each is percent-encoded. */
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
		let transientFailures = 0;
		let pairRefusals = 0;
		let waited = 0;
		let afterUnclear = false;
		for (;;) {
			if (this.isTooLong(waited, pacer.waitFor(call.recipient))) return this.rateLimited();
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
					if (
						waited + Math.max(0, pacer.waitFor(call.recipient)) >
						this.bounds.maxRateLimitWaitMs
					) {
						throw this.rateLimited(attempt);
					}
					break;
				case 'retry':
					afterUnclear ||= attempt.result !== 'notSent';
					transientFailures += 1;
					if (transientFailures >= MAX_ATTEMPTS) return this.failure(call, attempt, 'unknown');
					await clock.sleep(retryDelay(transientFailures - 1, () => clock.random()));
					break;
				case 'fail':
					return this.failure(call, attempt, decision.outcome, afterUnclear);
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

	private rateLimited(attempt?: Attempt): ServiceFailure {
		const answer =
			attempt?.result === 'answered'
				? readErrorAnswer(attempt.status, attempt.body)
				: { code: 429, message: 'The service asked for a pause' };
		const seconds = this.bounds.maxRateLimitWaitMs / 1000;
		return new ServiceFailure(
			{
				...answer,
				message: `${answer.message}. It was not done: the service would accept it only after more than the ${seconds} s of Max Rate Limit Wait`,
				hint: 'Raise Max Rate Limit Wait in the options, set Batching, or run the item again later.',
			},
			'notDone',
		);
	}

	private failure(
		call: Call,
		attempt: Attempt,
		outcome: 'notDone' | 'unknown',
		afterUnclear = false,
	): ServiceFailure {
		const uncertain =
			call.kind === 'once' && outcome === 'unknown'
				? ` It may or may not have been done, so it was not tried again. ${call.howToFindOut ?? ''}`.trimEnd()
				: '';
		if (attempt.result === 'answered') {
			const details = isUnreadable(attempt)
				? unreadable(attempt)
				: readErrorAnswer(attempt.status, attempt.body);
			if (attempt.status >= 300 && attempt.status < 400) {
				details.message = `The service answered with a redirect (HTTP ${attempt.status})`;
				details.hint =
					'Check the base URL in the credential: redirects are not followed, so that the API key goes nowhere else.';
			}
			if (attempt.status === 404 && !isGroupsError(attempt.body)) {
				details.details = [details.details, `Tried ${call.method} ${this.tried(call)}`]
					.filter(Boolean)
					.join('. ');
			}
			return new ServiceFailure(
				{ ...details, message: `${details.message}${uncertain && `.${uncertain}`}` },
				// What an earlier, unclear attempt may have done, a later refusal does not take back.
				afterUnclear && call.kind !== 'read' ? 'unknown' : outcome,
			);
		}
		return new ServiceFailure(
			this.explainNoAnswer(call, attempt, uncertain),
			notAnswered(call, attempt),
		);
	}

	private explainNoAnswer(
		call: Call,
		attempt: Exclude<Attempt, { result: 'answered' }>,
		uncertain: string,
	) {
		const host = this.transport.baseUrl;
		switch (attempt.result) {
			case 'notSent':
				return {
					code: attempt.reason,
					message: `No connection to ${host} could be made (${attempt.reason}). Nothing was sent`,
					hint: 'Check the base URL in the credential and that this machine can reach it.',
				};
			case 'impossible':
				return {
					code: attempt.reason,
					message: `The call to ${host} could not be made: ${attempt.reason}`,
					hint: 'Check the base URL in the credential and the certificate of that host.',
				};
			case 'unclear':
				return {
					code: attempt.reason,
					message: `No answer came from ${host} to ${call.method} ${this.tried(call)} (${attempt.reason}).${uncertain}`,
					hint:
						call.kind === 'once'
							? 'Find out whether it was done before you run this item again. A longer Timeout in the options makes this rarer.'
							: 'Try again later, or raise Timeout in the options.',
				};
		}
	}

	private tried(call: Call): string {
		return call.rawPath ? call.rawPath.split('?')[0] : `/${call.path.join('/')}`;
	}
}

function unreadable(answer: Extract<Attempt, { result: 'answered' }>): ErrorDetails {
	return {
		code: 'unreadable_answer',
		message: `The service answered with HTTP ${answer.status}, but its answer is not JSON or was cut off`,
		details: String(answer.body).slice(0, 200),
		hint: 'Check that the base URL in the credential is right, and that no proxy changes the answers.',
		httpStatus: answer.status,
	};
}

function notAnswered(call: Call, attempt: Attempt): 'notDone' | 'unknown' {
	return attempt.result === 'unclear' && call.kind !== 'read' ? 'unknown' : 'notDone';
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
