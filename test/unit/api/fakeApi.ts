/** The real client on a service that is a function: calls are recorded, and no time passes. */
import type { IHttpRequestOptions } from 'n8n-workflow';

import type { Expected } from '../../../nodes/WhatsAppGroups/api/answer';
import type { Call, CallBounds } from '../../../nodes/WhatsAppGroups/api/call';
import { Api, type Transport } from '../../../nodes/WhatsAppGroups/api/client';
import { Pace } from '../../../nodes/WhatsAppGroups/api/pace';
import { VirtualTime } from './virtualTime';

export interface FakeAnswer {
	status?: number;
	/** What JSON can say travels as its text, as it does over the wire. */
	body: unknown;
	headers?: Record<string, string>;
}

export interface FakeCall {
	method: string;
	path: string;
	query: Record<string, unknown>;
	/** Of calls that have one. */
	body?: unknown;
	timeoutMs: number;
}

export interface FakeServiceOptions {
	/** How long each answer takes, in virtual time. */
	latencyMs?: number;
	bounds?: CallBounds;
	/** Whether calls wait for their turn, in virtual time as well. */
	isPaced?: boolean;
	/** The workflow that sends. */
	sender?: string;
}

export class FakeService {
	readonly calls: FakeCall[] = [];
	/** What n8n's helper was asked for, call by call. */
	readonly requests: IHttpRequestOptions[] = [];
	readonly time = new VirtualTime();
	readonly api: Api;

	/** @param answer what it throws is a call that broke */
	constructor(
		answer: (call: FakeCall) => FakeAnswer,
		{
			latencyMs = 0,
			bounds = { timeoutMs: 1000, maxRateLimitWaitMs: 0 },
			isPaced = false,
			sender,
		}: FakeServiceOptions = {},
	) {
		const baseUrl = 'https://service.test';
		this.api = new Api(
			{
				baseUrl,
				number: 'number',
				sender,
				clock: this.time,
				lane: isPaced ? new Pace(this.time).lane() : NO_LINE,
				redact: (details) => details,
				send: async (options) => {
					const { method = 'GET', url, qs, timeout = 0, body: sent, encoding } = options;
					const path = url.slice(baseUrl.length);
					const call = { method, path, query: { ...qs }, body: sent, timeoutMs: timeout };
					this.requests.push(options);
					this.calls.push(call);
					if (latencyMs > 0) await this.time.sleep(latencyMs);
					const { status = 200, body, headers = {} } = answer(call);
					const text = overTheWire(body);
					const isBytes = encoding === 'arraybuffer';
					return {
						statusCode: status,
						body: isBytes && typeof text === 'string' ? Buffer.from(text) : text,
						headers,
					};
				},
			},
			bounds,
		);
	}
}

/** Whoever wants to begin, begins. */
const NO_LINE: Transport['lane'] = {
	enter: async () => await Promise.resolve({ heldMs: 0, end: () => {} }),
	pauseFor: () => 0,
};

function overTheWire(body: unknown): unknown {
	if (Buffer.isBuffer(body) || typeof body === 'string') return body;
	return body === undefined ? '' : JSON.stringify(body);
}

const anything: Expected<unknown> = { what: 'anything', read: (body) => body ?? undefined };

/** A call that takes any answer for a success that is no error and not `null`. */
export const aCall: Omit<Call<unknown>, 'kind'> = {
	method: 'GET',
	path: ['things'],
	expects: anything,
};

/** What n8n's helper throws of a connection that ended so: `ECONNRESET`, `ECONNREFUSED`, … */
export function broken(code: string): Error {
	return Object.assign(new Error(code), { code });
}
