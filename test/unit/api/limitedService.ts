/** A service with a rate limit, and an execution that sends to it: all of it in virtual time. */
import { record } from '../../../nodes/WhatsAppGroups/api/answer';
import { Api, type Transport } from '../../../nodes/WhatsAppGroups/api/client';
import type { SendMessageResponse } from '../../../nodes/WhatsAppGroups/api/contract/messages';
import { Pacer } from '../../../nodes/WhatsAppGroups/api/pacer';
import { Semaphore } from '../../../nodes/WhatsAppGroups/api/semaphore';
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

export interface Run {
	limiter: Limiter;
	calls: number;
	latencyMs: number;
	/** Share of the latency by which it varies, up and down. */
	jitter?: number;
	concurrency?: number;
	seed?: number;
	maxRateLimitWaitMs?: number;
	retryAfter?: string;
}

export interface Measured {
	ms: number;
	refused: number;
	/** Calls that were given up. */
	failed: number;
	/** Refused calls per second of the run, from its start. */
	refusedPerSecond: number[];
}

const TAKEN = JSON.stringify({ messages: [{ id: 'wamid' }] });
const REFUSED = JSON.stringify({ error: { code: 130429, message: 'Rate limit hit' } });
const SENT = record<SendMessageResponse>('a message ID', ({ messages }) => Array.isArray(messages));

/** Sends so many messages through the real client, so many at a time. */
export async function measure(run: Run): Promise<Measured> {
	const clock = new VirtualTime(run.seed);
	const concurrency = run.concurrency ?? 16;
	const slots = new Semaphore(concurrency);
	const measured: Measured = { ms: 0, refused: 0, failed: 0, refusedPerSecond: [] };
	const transport: Transport = {
		baseUrl: 'https://service.test',
		clock,
		pacer: new Pacer(clock),
		acquire: async () => await slots.acquire(),
		redact: (details) => details,
		send: async () => {
			const latency = run.latencyMs * (1 + (run.jitter ?? 0) * (2 * clock.random() - 1));
			await clock.sleep(latency / 2);
			const isTaken = run.limiter(clock.now());
			if (!isTaken) {
				measured.refused += 1;
				const second = Math.floor(clock.now() / 1000);
				measured.refusedPerSecond[second] = (measured.refusedPerSecond[second] ?? 0) + 1;
			}
			await clock.sleep(latency / 2);
			return isTaken
				? { statusCode: 200, body: TAKEN, headers: {} }
				: {
						statusCode: 429,
						body: REFUSED,
						headers: run.retryAfter ? { 'retry-after': run.retryAfter } : {},
					};
		},
	};
	const api = new Api(transport, {
		timeoutMs: 30_000,
		maxRateLimitWaitMs: run.maxRateLimitWaitMs ?? 60_000,
	});
	let left = run.calls;
	const worker = async () => {
		while (left > 0) {
			left -= 1;
			try {
				await api.call({ method: 'POST', path: ['messages'], kind: 'once', expects: SENT });
			} catch {
				measured.failed += 1;
			}
		}
	};
	await clock.run(Promise.all(Array.from({ length: concurrency }, worker)));
	measured.ms = clock.now();
	return measured;
}
