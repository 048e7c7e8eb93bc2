/**
 * How fast a list is sent, on services that count in different ways: how soon the limit is found, and what is
 * refused until then. `pace.test.ts` has the rules, `speedOfMany.test.ts` what takes very many calls.
 */

import {
	countingAll,
	fixedWindow,
	floorMs,
	Process,
	slidingWindow,
	tokenBucket,
	type Limiter,
} from './limitedService';
import { check, checkMost, measureThree } from './threeExecutions';
import { VirtualTime } from './virtualTime';

const SEEDS = [1, 2, 3, 4, 5];

describe('a list sent as fast as the service takes it', () => {
	const LATENCIES = [20, 150, 300, 500, 1000];

	test.each(LATENCIES)('80 per second, %d ms latency', async (latencyMs) => {
		const measured = await measureThree(slidingWindow(80), { limit: 80, latencyMs });
		check(measured, 80);
		checkMost(measured, { time: [1.1, 1.05], refused: [0.03, 0.005] });
	});

	test.each([
		[20, 1.06],
		[150, 1.1],
		[300, 1.13],
		[500, 1.15],
		[1000, 1.25],
	])('80 per second, %d ms latency that varies by a fifth', async (latencyMs, most) => {
		for (const seed of SEEDS.slice(0, 3)) {
			const measured = await measureThree(slidingWindow(80), {
				limit: 80,
				latencyMs,
				jitter: 0.2,
				seed,
			});
			check(measured, 80);
			checkMost(measured, { time: [most, most], refused: [0.03, 0.01] });
		}
	});

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
	test.each<[string, () => Limiter, number, number, number]>([
		['in seconds of the clock', () => fixedWindow(80), 1.15, 0.03, 0.03],
		['by a bucket', () => tokenBucket(80), 1.2, 0.3, 0.2],
		['by a small bucket', () => tokenBucket(80, 8), 1.7, 0.1, 0.1],
		['with refused calls', () => countingAll(80), 2.8, 0.25, 0.2],
	])(
		'80 per second by a service that counts %s',
		async (_how, limiter, most, refusedFirst, refusedLater) => {
			for (const latencyMs of LATENCIES) {
				const measured = await measureThree(limiter(), { limit: 80, latencyMs });
				check(measured, 80);
				checkMost(measured, { time: [most, most], refused: [refusedFirst, refusedLater] });
			}
		},
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
	});

	test('and is raised is found again', async () => {
		expect(await rateAfter((now) => (now < 20_000 ? 80 : 250), 200_000)).toBeGreaterThan(200);
	});
});
