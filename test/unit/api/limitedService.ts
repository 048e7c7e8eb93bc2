/** A service with a rate limit, and executions that send to it: all of it in virtual time. */
import { record } from '../../../nodes/WhatsAppGroups/api/answer';
import { Api, type Transport } from '../../../nodes/WhatsAppGroups/api/client';
import type { SendMessageResponse } from '../../../nodes/WhatsAppGroups/api/contract/messages';
import { KeyedQueue } from '../../../nodes/WhatsAppGroups/api/keyedQueue';
import { Pace } from '../../../nodes/WhatsAppGroups/api/pace';
import { VirtualTime } from './virtualTime';

/** How a service counts. Answers whether it takes a call now. */
export type Limiter = (now: number) => boolean;

/** At most `limit` in any second. */
export function slidingWindow(limit: number): Limiter {
	let taken: number[] = [];
	return (now) => {
		taken = taken.filter((time) => now - time < 1000);
		if (taken.length >= limit) return false;
		taken.push(now);
		return true;
	};
}

/** At most `limit` in any second, in which refused calls count like others. */
export function countingAll(limit: number): Limiter {
	let seen: number[] = [];
	return (now) => {
		seen = seen.filter((time) => now - time < 1000);
		seen.push(now);
		return seen.length <= limit;
	};
}

/** At most `limit` in each second of the clock. */
export function fixedWindow(limit: number): Limiter {
	let second = -1;
	let taken = 0;
	return (now) => {
		const current = Math.floor(now / 1000);
		if (current !== second) taken = 0;
		second = current;
		if (taken >= limit) return false;
		taken += 1;
		return true;
	};
}

/** Steadily `limit` per second, and `burst` saved up. */
export function tokenBucket(limit: number, burst = limit): Limiter {
	let tokens = burst;
	let last = 0;
	return (now) => {
		tokens = Math.min(burst, tokens + ((now - last) / 1000) * limit);
		last = now;
		if (tokens < 1) return false;
		tokens -= 1;
		return true;
	};
}

/** Takes everything. */
export const unlimited: Limiter = () => true;

export interface Network {
	limiter: Limiter;
	latencyMs: number;
	/** Share of the latency by which it varies, up and down. */
	jitter?: number;
	retryAfter?: string;
}

export interface Measured {
	ms: number;
	refused: number;
	/** Calls that were given up. */
	failed: number;
	/** Refused calls per second of the run, from its start. */
	refusedPerSecond: number[];
	/** The most calls that were under way at once. */
	inFlight: number;
	/** Groups whose messages arrived in another order than they were sent in. */
	disordered: number;
}

const TAKEN = JSON.stringify({ messages: [{ id: 'wamid' }] });
const REFUSED = JSON.stringify({ error: { code: 130429, message: 'Rate limit hit' } });
const SENT = record<SendMessageResponse>('a message ID', ({ messages }) => Array.isArray(messages));

/** A process that sends to one number: its executions share what it learns of it. */
export class Process {
	readonly pace: Pace;

	constructor(
		readonly clock: VirtualTime,
		readonly network: Network,
	) {
		this.pace = new Pace(clock);
	}

	/** One execution: so many messages to so many groups in turn, in order within each. */
	async execution(
		calls: number,
		{ groups = 200, maxRateLimitWaitMs = 60_000, signal }: ExecutionOptions = {},
	): Promise<Measured> {
		const { clock, network } = this;
		const begunAt = clock.now();
		let underWay = 0;
		const measured: Measured = {
			ms: 0,
			refused: 0,
			failed: 0,
			refusedPerSecond: [],
			inFlight: 0,
			disordered: 0,
		};
		const transport: Transport = {
			baseUrl: 'https://service.test',
			number: 'number',
			clock,
			lane: this.pace.lane(undefined, signal),
			redact: (details) => details,
			send: async () => {
				underWay += 1;
				measured.inFlight = Math.max(measured.inFlight, underWay);
				const varied = 1 + (network.jitter ?? 0) * (2 * clock.random() - 1);
				const latency = network.latencyMs * varied;
				await clock.sleep(latency / 2);
				const isTaken = network.limiter(clock.now());
				if (!isTaken) {
					measured.refused += 1;
					const second = Math.floor((clock.now() - begunAt) / 1000);
					measured.refusedPerSecond[second] = (measured.refusedPerSecond[second] ?? 0) + 1;
				}
				await clock.sleep(latency / 2);
				underWay -= 1;
				return isTaken
					? { statusCode: 200, body: TAKEN, headers: {} }
					: {
							statusCode: 429,
							body: REFUSED,
							headers: network.retryAfter ? { 'retry-after': network.retryAfter } : {},
						};
			},
		};
		const api = new Api(transport, { timeoutMs: 30_000, maxRateLimitWaitMs });
		const queue = new KeyedQueue();
		const lastOf = new Map<string, number>();
		await Promise.all(
			Array.from({ length: calls }, async (_, index) => {
				const group = String(index % groups);
				await queue.run(group, async () => {
					try {
						const call = {
							method: 'POST',
							path: ['messages'],
							kind: 'once',
							expects: SENT,
						} as const;
						await api.call({ ...call, recipient: group });
						if ((lastOf.get(group) ?? -1) > index) measured.disordered += 1;
						lastOf.set(group, index);
					} catch {
						measured.failed += 1;
					}
				});
			}),
		);
		measured.ms = clock.now() - begunAt;
		return measured;
	}
}

interface ExecutionOptions {
	groups?: number;
	maxRateLimitWaitMs?: number;
	signal?: AbortSignal;
}

/** One execution in a process of its own. */
export async function measure(
	network: Network & { calls: number; seed?: number } & ExecutionOptions,
): Promise<Measured> {
	const clock = new VirtualTime(network.seed);
	const { calls } = network;
	return await clock.run(new Process(clock, network).execution(calls, network));
}

/** When the last of so many messages is answered by a client that knows the limit and is bound by nothing else. */
export function floorMs(calls: number, limit: number, latencyMs: number): number {
	return Math.floor((calls - 1) / limit) * 1000 + latencyMs;
}
