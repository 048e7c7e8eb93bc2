/**
 * How fast a list is sent, on services that count in different ways: how soon the limit is found, and what is
 * refused until then. `pace.test.ts` has the rules.
 */

import {
	countingAll,
	fixedWindow,
	floorMs,
	Process,
	slidingWindow,
	tokenBucket,
	type Limiter,
	type Measured,
} from './limitedService';
import { VirtualTime } from './virtualTime';

const SEEDS = [1, 2, 3, 4, 5];

/** All that an object holds on to, by number. */
function held(value: unknown, seen = new Set<unknown>()): number {
	if (typeof value !== 'object' || value === null || seen.has(value)) return 0;
	seen.add(value);
	if (value instanceof VirtualTime) return 0;
	const parts = value instanceof Map || value instanceof Set ? [...value] : Object.values(value);
	return parts.reduce((sum: number, part) => sum + 1 + held(part, seen), 0);
}

test('nothing grows with the number of calls that are over', async () => {
	const clock = new VirtualTime();
	const process = new Process(clock, { limiter: slidingWindow(1000), latencyMs: 20 });
	await clock.run(process.execution(10_000, { groups: 2000 }));
	const before = held(process.pace);
	await clock.run(process.execution(50_000, { groups: 2000 }));
	// Those of the last seconds are looked back on.
	expect(held(process.pace)).toBeLessThanOrEqual(before + 4 * 10_000);
	await clock.run(clock.sleep(60_000));
	await clock.run(process.execution(1, { groups: 1 }));
	expect(held(process.pace)).toBeLessThan(100);
	expect(process.pace.isIdle).toBe(true);
});

describe('a list sent as fast as the service takes it', () => {
	interface Shares {
		/** Time, in multiples of the least possible. */
		time: number;
		/** Of the calls. */
		refused: number;
		all: Measured[];
	}

	/** Three executions on one number, some seconds apart: the first, and the worse of the others. */
	const measure = async (
		limiter: Limiter,
		{ limit, latencyMs, jitter = 0, seed = 3 }: Record<string, number>,
	): Promise<{ first: Shares; later: Shares }> => {
		const clock = new VirtualTime(seed);
		const calls = 10 * limit;
		const process = new Process(clock, { limiter, latencyMs, jitter });
		const all: Measured[] = [];
		await clock.run(
			(async () => {
				for (let count = 0; count < 3; count += 1) {
					all.push(await process.execution(calls, { groups: Math.max(200, 2 * limit) }));
					await clock.sleep(2000);
				}
			})(),
		);
		const sharesOf = (some: Measured[]): Shares => ({
			time: Math.max(...some.map(({ ms }) => ms)) / floorMs(calls, limit, latencyMs),
			refused: Math.max(...some.map(({ refused }) => refused)) / calls,
			all: some,
		});
		return { first: sharesOf(all.slice(0, 1)), later: sharesOf(all.slice(1)) };
	};

	/** Nothing is lost, each group keeps its order, and in no second more is refused than is taken in two. */
	const check = ({ first, later }: { first: Shares; later: Shares }, limit: number) => {
		for (const one of [...first.all, ...later.all]) {
			expect(one).toMatchObject({ failed: 0, disordered: 0 });
			expect(one.inFlight).toBeLessThanOrEqual(256);
			expect(Math.max(0, ...Object.values(one.refusedPerSecond))).toBeLessThanOrEqual(2 * limit);
		}
	};

	const LATENCIES = [20, 150, 300, 500, 1000];

	test.each(LATENCIES)('80 per second, %d ms latency', async (latencyMs) => {
		const measured = await measure(slidingWindow(80), { limit: 80, latencyMs });
		check(measured, 80);
		expect(measured.first.time).toBeLessThanOrEqual(1.1);
		expect(measured.first.refused).toBeLessThanOrEqual(0.03);
		expect(measured.later.time).toBeLessThanOrEqual(1.05);
		expect(measured.later.refused).toBeLessThanOrEqual(0.005);
	});

	test.each([
		[20, 1.06],
		[150, 1.1],
		[300, 1.13],
		[500, 1.15],
		[1000, 1.25],
	])('80 per second, %d ms latency that varies by a fifth', async (latencyMs, most) => {
		for (const seed of SEEDS.slice(0, 3)) {
			const measured = await measure(slidingWindow(80), {
				limit: 80,
				latencyMs,
				jitter: 0.2,
				seed,
			});
			check(measured, 80);
			expect(measured.first.time).toBeLessThanOrEqual(most);
			expect(measured.later.time).toBeLessThanOrEqual(most);
			expect(measured.first.refused).toBeLessThanOrEqual(0.03);
			expect(measured.later.refused).toBeLessThanOrEqual(0.01);
		}
	});

	test('1,000 per second, 150 ms latency', async () => {
		const measured = await measure(slidingWindow(1000), { limit: 1000, latencyMs: 150 });
		check(measured, 1000);
		expect(measured.first.time).toBeLessThanOrEqual(1.6);
		expect(measured.first.refused).toBeLessThanOrEqual(0.03);
		expect(measured.later.time).toBeLessThanOrEqual(1.5);
		expect(measured.later.refused).toBeLessThanOrEqual(0.005);
	}, 60_000);

	test('five executions at once', async () => {
		for (const latencyMs of [20, 150, 1000]) {
			const clock = new VirtualTime();
			const process = new Process(clock, { limiter: slidingWindow(80), latencyMs });
			const times: number[] = [];
			for (let round = 0; round < 2; round += 1) {
				const begunAt = clock.now();
				const all = await clock.run(
					Promise.all(Array.from({ length: 5 }, async () => await process.execution(160))),
				);
				times.push((clock.now() - begunAt) / floorMs(800, 80, latencyMs));
				for (const one of all) expect(one).toMatchObject({ failed: 0, disordered: 0 });
				await clock.run(clock.sleep(1500));
			}
			expect(times[0]).toBeLessThanOrEqual(1.1);
			expect(times[1]).toBeLessThanOrEqual(1.05);
		}
	});

	// Other ways to count than that of the documentation: bounds of what was measured.
	test.each<[string, (limit: number) => Limiter, number, number, number, number]>([
		['in seconds of the clock', fixedWindow, 80, 1.15, 0.03, 0.03],
		['in seconds of the clock', fixedWindow, 1000, 1.6, 0.25, 0.03],
		['by a bucket', tokenBucket, 80, 1.2, 0.3, 0.2],
		['by a bucket', tokenBucket, 1000, 1.5, 0.2, 0.08],
		['by a small bucket', (limit) => tokenBucket(limit, limit / 10), 80, 1.7, 0.1, 0.1],
		['by a small bucket', (limit) => tokenBucket(limit, limit / 10), 1000, 1.7, 0.05, 0.05],
		['with refused calls', countingAll, 80, 2.8, 0.25, 0.2],
		['with refused calls', countingAll, 1000, 2.9, 0.16, 0.16],
	])(
		'a service that counts %s, %p %d per second',
		async (_how, limiter, limit, most, refusedFirst, refusedLater) => {
			for (const latencyMs of limit === 80 ? LATENCIES : [150]) {
				const measured = await measure(limiter(limit), { limit, latencyMs });
				check(measured, limit);
				expect(measured.first.time).toBeLessThanOrEqual(most);
				expect(measured.later.time).toBeLessThanOrEqual(most);
				expect(measured.first.refused).toBeLessThanOrEqual(refusedFirst);
				expect(measured.later.refused).toBeLessThanOrEqual(refusedLater);
			}
		},
		60_000,
	);

	test('a service that asks for a second each time costs few such seconds', async () => {
		const clock = new VirtualTime();
		const network = { limiter: slidingWindow(80), latencyMs: 150, retryAfter: '1' };
		const measured = await clock.run(new Process(clock, network).execution(2000));
		expect(measured).toMatchObject({ failed: 0, disordered: 0 });
		expect(measured.ms / floorMs(2000, 80, 150)).toBeLessThanOrEqual(1.2);
	});

	test('others used the limit up when the execution began', async () => {
		const limiter = slidingWindow(80);
		const clock = new VirtualTime();
		const network = { limiter: (now: number) => now > 3000 && limiter(now), latencyMs: 150 };
		const measured = await clock.run(new Process(clock, network).execution(2000));
		expect(measured.failed).toBe(0);
		expect(measured.ms / floorMs(2000, 80, 150)).toBeLessThanOrEqual(2.2);
	});

	test('nothing is taken for 20 s in the middle', async () => {
		const limiter = slidingWindow(80);
		const clock = new VirtualTime();
		const network = {
			limiter: (now: number) => (now < 5000 || now > 25_000) && limiter(now),
			latencyMs: 150,
		};
		const measured = await clock.run(new Process(clock, network).execution(2000));
		expect(measured).toMatchObject({ failed: 0, disordered: 0 });
		expect(measured.refused).toBeLessThanOrEqual(250);
		// 20 s are lost anyway.
		expect(measured.ms).toBeLessThanOrEqual(20_000 + 2.5 * floorMs(2000, 80, 150));
	});
});

describe('a limit that changes', () => {
	/** Calls per second that are taken in the last seconds of so long a run. */
	const rateAfter = async (limitAt: (now: number) => number, ms: number) => {
		const clock = new VirtualTime();
		let taken: number[] = [];
		const limiter: Limiter = (now) => {
			const isTaken = taken.filter((at) => now - at < 1000).length < limitAt(now);
			if (isTaken) taken = [...taken.filter((at) => now - at < 5000), now];
			return isTaken;
		};
		const process = new Process(clock, { limiter, latencyMs: 150 });
		const stop = new AbortController();
		const run = process.execution(100_000, { signal: stop.signal, groups: 600 });
		await clock.run(clock.sleep(ms));
		const rate = taken.length / 5;
		stop.abort();
		await clock.run(run);
		return rate;
	};

	test('and is lowered is found', async () => {
		expect(await rateAfter((now) => (now < 20_000 ? 80 : 40), 60_000)).toBeGreaterThan(34);
	}, 60_000);

	test('and is raised is found again', async () => {
		expect(await rateAfter((now) => (now < 20_000 ? 80 : 250), 200_000)).toBeGreaterThan(200);
	}, 60_000);
});
