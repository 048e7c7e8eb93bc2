/**
 * The one way to the service: builds a call's request, sends it through n8n, reads the answer, repeats
 * the call where that is safe (see `retry.ts`), and throws a `ServiceFailure` that people can read.
 */
import type { IDataObject, IHttpRequestMethods, IHttpRequestOptions } from 'n8n-workflow';

import { ServiceFailure, tryWork, type ErrorDetails } from '../failures/failure';
import { isSuccess, readAnswer } from './answer';
import type { Answer, Call, CallBounds } from './call';
import { callFailure, pathFailure, rateLimitFailure } from './callFailure';
import type { Clock } from './clock';
import { explainError, type ServiceError } from './errorBody';
import { parseExactly } from './json';
import { multipart } from './multipart';
import { readNetworkError } from './networkError';
import type { Ending, Lane } from './pace';
import {
	MAX_ATTEMPTS,
	nextStep,
	readRetryAfter,
	retryDelay,
	type Attempt,
	type Step,
} from './retry';
import { Semaphore } from './semaphore';
import { asRecord, asText } from './values';

/** A call that was refused waits by itself as well, in ms: it may be unlucky while others get through. */
const FIRST_OWN_WAIT_MS = 25;
const LONGEST_OWN_WAIT_MS = 30_000;

/** What sends a request: n8n's helper with the credential, bound to one execution. */
export interface Transport {
	baseUrl: string;
	/** Which number it is: the same for all that use its key. */
	number: string;
	/** Answers the body as text, or as bytes where the options ask for them. */
	send(
		options: IHttpRequestOptions,
	): Promise<{ statusCode: number; body: unknown; headers: unknown }>;
	/** The error without the API key. */
	redact(details: ErrorDetails): ErrorDetails;
	clock: Clock;
	/** The workflow whose execution it is, as `senderOf` says. */
	sender?: string;
	/** Where its calls wait for their turn. */
	lane: Pick<Lane, 'enter' | 'pauseFor'>;
}

/** Files that all items of an execution may hold at once, in bytes; the body of a call is a copy of its file. */
export const MOST_FILE_BYTES = 64 * 1024 * 1024;

export class Api {
	private changed = false;

	constructor(
		private readonly transport: Transport,
		readonly bounds: CallBounds,
		private readonly room = new Semaphore(MOST_FILE_BYTES),
	) {}

	/** Whether one of its own calls has changed something, or may have. */
	get mayHaveChanged(): boolean {
		return this.changed;
	}

	/** The same connection with other bounds. */
	within(bounds: CallBounds): Api {
		return new Api(this.transport, bounds, this.room);
	}

	/** How long one attempt may take, in ms. */
	get timeoutMs(): number {
		return this.bounds.timeoutMs;
	}

	get baseUrl(): string {
		return this.transport.baseUrl;
	}

	get number(): string {
		return this.transport.number;
	}

	get sender(): string | undefined {
		return this.transport.sender;
	}

	get clock(): Clock {
		return this.transport.clock;
	}

	/**
	 * Makes a call and answers what the service said.
	 *
	 * @throws ServiceFailure when the service refused it, no clear answer came, or the answer is not what
	 * the call expects
	 */
	async call<T>(call: Call<T>): Promise<Answer<T>> {
		const astray = call.rawPath === undefined ? call.path.find(leadsAstray) : undefined;
		if (astray !== undefined) throw pathFailure(astray);
		const { clock, lane } = this.transport;
		const kind = `${call.method} ${call.path[0] ?? ''}`;
		let transientFailures = 0;
		let refusals = 0;
		let pairRefusals = 0;
		/** For a service that took nothing, in ms. */
		let waited = 0;
		let notBefore: number | undefined;
		let afterUnclear = false;
		let last: Attempt<T> | undefined;
		// What an earlier, unclear attempt may have done, nothing that comes after it takes back.
		const mayBeDone = () => afterUnclear && call.kind !== 'read';
		const tooLong = (refusal?: Attempt<T>) =>
			this.redacted(
				last && mayBeDone()
					? callFailure(call, last, 'unknown', this.baseUrl, true)
					: rateLimitFailure(this.bounds.maxRateLimitWaitMs, refusal),
			);
		const isTooLong = () => {
			const own = (notBefore ?? 0) - clock.now();
			const wait = Math.max(lane.pauseFor(call.recipient), own);
			return wait > 0 && waited + wait > this.bounds.maxRateLimitWaitMs;
		};
		for (;;) {
			if (isTooLong()) throw tooLong();
			const patienceMs = this.bounds.maxRateLimitWaitMs - waited;
			const turn = await lane.enter({ kind, recipient: call.recipient, notBefore, patienceMs });
			if (!turn) throw tooLong();
			waited += turn.heldMs;
			let ending: Ending = { as: 'other' };
			let attempt: Attempt<T>;
			let step: Step;
			try {
				attempt = await this.attempt(call);
				step = nextStep(call.kind, attempt);
				ending = endingOf(step, pairRefusals, call.recipient);
			} finally {
				turn.end(ending);
			}
			last = attempt;
			const isUnclear = step.action === 'retry' && attempt.result !== 'notSent';
			this.changed ||= call.kind !== 'read' && (step.action === 'done' || isUnclear);
			switch (step.action) {
				case 'done':
					return answerOf(attempt, afterUnclear);
				case 'wait':
					if (step.scope === 'recipient') pairRefusals += 1;
					notBefore = clock.now() + ownWait(refusals, step.retryAfterMs);
					refusals += 1;
					if (isTooLong()) throw tooLong(attempt);
					break;
				case 'retry':
					afterUnclear ||= isUnclear;
					transientFailures += 1;
					if (transientFailures >= MAX_ATTEMPTS) {
						const certainty = mayBeDone() ? 'unknown' : 'notDone';
						throw this.redacted(callFailure(call, attempt, certainty, this.baseUrl, true));
					}
					await clock.sleep(retryDelay(transientFailures - 1, () => clock.random()));
					break;
				case 'fail': {
					const certainty = mayBeDone() ? 'unknown' : step.certainty;
					throw this.redacted(callFailure(call, attempt, certainty, this.baseUrl, afterUnclear));
				}
			}
		}
	}

	/**
	 * Does what has a file in memory, once there is room for it beside those of the other items. A file
	 * that is larger than all the room is held alone.
	 */
	async holding<T>(bytes: number, work: () => Promise<T>): Promise<T> {
		const release = await this.room.acquire(bytes);
		try {
			return await work();
		} finally {
			release();
		}
	}

	/** An error that stands within an answer, as people are told of it: without the API key. */
	explain(error: ServiceError, httpStatus?: number): ErrorDetails {
		return this.transport.redact(explainError(error, httpStatus));
	}

	/** Like `call`, but a failure is returned, for callers that can do something about it. */
	async tryCall<T>(call: Call<T>): Promise<Answer<T> | ServiceFailure> {
		return await tryWork(this.call(call));
	}

	private async attempt<T>(call: Call<T>): Promise<Attempt<T>> {
		try {
			const response = await this.transport.send(this.request(call));
			const headers = asRecord(response.headers);
			const status = response.statusCode;
			const body = call.binary ? bytesOf(status, response.body) : bodyOf(response.body);
			return {
				result: 'answered',
				status,
				body,
				reading: readAnswer(call.expects, status, body),
				headers,
				retryAfterMs: readRetryAfter(headers['retry-after'], serviceTime(headers, this.clock)),
			};
		} catch (error) {
			return readNetworkError(error);
		}
	}

	private request<T>(call: Call<T>): IHttpRequestOptions {
		const path = call.rawPath ?? `/${call.path.map(encodeURIComponent).join('/')}`;
		const query = Object.entries(call.query ?? {}).filter(([, value]) => value !== undefined);
		const headers: IDataObject = call.binary ? {} : { Accept: 'application/json' };
		const options: IHttpRequestOptions = {
			method: call.method as IHttpRequestMethods,
			url: `${this.transport.baseUrl}${path}`,
			headers,
			timeout: call.timeoutMs ?? this.bounds.timeoutMs,
			returnFullResponse: true,
			ignoreHttpStatusErrors: true,
			// The key is a header of ours, which HTTP clients carry along to any host they are sent to.
			disableFollowRedirect: true,
			// Read here: parsed by the HTTP client, long IDs would be rounded, and text taken for JSON.
			encoding: call.binary ? 'arraybuffer' : 'text',
		};
		if (query.length > 0) options.qs = Object.fromEntries(query) as IDataObject;
		if (call.json) {
			options.body = call.json as IDataObject;
			headers['Content-Type'] = 'application/json';
		} else if (call.form) {
			const form = multipart(call.form);
			options.body = form.body;
			headers['Content-Type'] = form.contentType;
		}
		return options;
	}

	private redacted({ details, certainty, isOfAnother }: ServiceFailure): ServiceFailure {
		return new ServiceFailure(this.transport.redact(details), certainty, isOfAnother);
	}
}

/** How long a call that was refused waits by itself, in ms. */
function ownWait(timesBefore: number, retryAfterMs = 0): number {
	const growing = Math.min(LONGEST_OWN_WAIT_MS, FIRST_OWN_WAIT_MS * 2 ** timesBefore);
	return Math.max(growing, retryAfterMs);
}

/** What the pace of the number has to know of an attempt. */
function endingOf(step: Step, timesBefore: number, recipient: string | undefined): Ending {
	if (step.action === 'done') return { as: 'accepted' };
	if (step.action !== 'wait') return { as: 'other' };
	const { retryAfterMs } = step;
	return step.scope === 'recipient' && recipient !== undefined
		? { as: 'tooManyToRecipient', timesBefore, retryAfterMs }
		: { as: 'tooMany', retryAfterMs };
}

/** The service's clock in ms, from its answer; ours where it does not say. */
export function serviceTime(headers: Record<string, unknown>, clock: Clock): number {
	const time = Date.parse(asText(headers.date) ?? '');
	return Number.isNaN(time) ? clock.wallTime() : time;
}

function answerOf<T>(attempt: Attempt<T>, afterUnclear: boolean): Answer<T> {
	if (attempt.result !== 'answered' || attempt.reading.is !== 'success') {
		throw new TypeError('Only an answer as expected is done');
	}
	const { status, body, headers, reading } = attempt;
	return { status, value: reading.value, body, headers, afterUnclear };
}

/**
 * Whether percent-encoding does not make one segment of it: dots stay what they are and change the
 * call to another one, nothing leaves a segment out, and half a character has no encoding.
 */
function leadsAstray(segment: string): boolean {
	return ['', '.', '..'].includes(segment) || /\p{Surrogate}/u.test(segment);
}

/** A body's JSON; the text where it is none. */
function bodyOf(body: unknown): unknown {
	if (typeof body !== 'string') return body;
	const text = body.trim();
	if (text === '') return '';
	try {
		return parseExactly(text);
	} catch {
		return body;
	}
}

/** Bytes when it worked; when it failed, the error that the bytes spell. */
function bytesOf(status: number, body: unknown): unknown {
	const bytes = Buffer.from((body as Uint8Array | undefined) ?? []);
	return isSuccess(status) ? bytes : bodyOf(bytes.toString('utf8'));
}
