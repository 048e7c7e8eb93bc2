import { Pacer, type Clock } from '../../../nodes/WhatsAppGroups/api/pacer';
import {
	countingAll,
	fixedWindow,
	measure,
	slidingWindow,
	tokenBucket,
	type Limiter,
	type Run,
} from './limitedService';
import { VirtualTime } from './virtualTime';

const SEEDS = [1, 2, 3, 4, 5];

/** A pacer at a time of its own. */
function setUp(seed?: number) {
	const time = new VirtualTime(seed);
	return { time, pacer: new Pacer(time) };
}

/** When each of so many calls, all asked for now, may begin. */
async function starts(time: VirtualTime, pacer: Pacer, calls: number): Promise<number[]> {
	return await time.run(
		Promise.all(
			Array.from({ length: calls }, async () => {
				await pacer.ready();
				return time.now();
			}),
		),
	);
}

/** So many calls are accepted one after the other, over so long. */
async function accept(time: VirtualTime, pacer: Pacer, calls: number, ms: number): Promise<void> {
	await time.run(
		(async () => {
			for (let call = 0; call < calls; call += 1) {
				pacer.succeeded();
				await time.sleep(ms / calls);
			}
		})(),
	);
}

describe('a service that refuses nothing', () => {
	test('is never waited for', async () => {
		const { time, pacer } = setUp();
		await accept(time, pacer, 5000, 10_000);
		expect(await time.run(pacer.ready('somebody'))).toBe(0);
		expect(new Set(await starts(time, pacer, 100))).toEqual(new Set([10_000]));
		expect(pacer.waitFor('somebody')).toBeLessThanOrEqual(0);
	});
});

describe('after a refusal', () => {
	test('all calls wait, whoever they go to, and say how long they waited', async () => {
		const { time, pacer } = setUp();
		await accept(time, pacer, 10, 100);
		pacer.refused(time.now());
		const pause = pacer.waitFor();
		expect(pause).toBeGreaterThan(0);
		expect(pacer.waitFor('somebody')).toBe(pause);
		const waited = await time.run(Promise.all([pacer.ready(), pacer.ready('somebody')]));
		expect(waited[0]).toBeCloseTo(pause);
		expect(waited[1]).toBeGreaterThan(pause);
		expect(time.now() - 100).toBeCloseTo(waited[1]);
	});

	test.each([250, 5000, 45_000])('Retry-After of %d ms is waited for in full', async (ms) => {
		const { time, pacer } = setUp();
		await accept(time, pacer, 10, 100);
		pacer.refused(time.now(), ms);
		expect(pacer.waitFor()).toBeGreaterThanOrEqual(ms);
		expect(pacer.waitFor()).toBeLessThanOrEqual(ms + 1000);
		const pause = pacer.waitFor();
		const [first] = await starts(time, pacer, 1);
		expect(first).toBeCloseTo(100 + pause);
	});

	test('a shorter Retry-After that comes later takes nothing from the pause', () => {
		const { time, pacer } = setUp();
		pacer.refused(time.now(), 5000);
		pacer.refused(time.now() - 1, 10);
		expect(pacer.waitFor()).toBe(5000);
	});

	test('the pace is a little below what was accepted', async () => {
		const { time, pacer } = setUp();
		await accept(time, pacer, 50, 1000);
		pacer.refused(time.now());
		const times = await starts(time, pacer, 101);
		const seconds = (times[100] - times[0]) / 1000;
		expect(100 / seconds).toBeGreaterThan(45);
		expect(100 / seconds).toBeLessThan(50);
	});

	test('the calls are spread evenly', async () => {
		const { time, pacer } = setUp();
		await accept(time, pacer, 50, 1000);
		pacer.refused(time.now());
		const times = await starts(time, pacer, 101);
		// The first few may make good the time that was lost by waking late.
		const gaps = times.slice(11).map((at, index) => at - times[index + 10]);
		expect(Math.max(...gaps) - Math.min(...gaps)).toBeLessThan(1.01);
	});

	test('the calls begin in the order in which they came', async () => {
		const { time, pacer } = setUp();
		await accept(time, pacer, 50, 1000);
		pacer.refused(time.now());
		const order: number[] = [];
		const calls = Array.from({ length: 30 }, async (_, call) => {
			await pacer.ready(`recipient ${call}`);
			order.push(call);
		});
		await time.run(Promise.all(calls));
		expect(order).toEqual(calls.map((_, call) => call));
	});

	test('a pause that begins while calls wait for their turn leaves no hole behind it', async () => {
		const { time, pacer } = setUp();
		await accept(time, pacer, 50, 1000);
		pacer.refused(time.now());
		const waiting = starts(time, pacer, 40);
		// The pause comes after the first calls, and before the others.
		const interrupted = time.sleep(pacer.waitFor() + 100).then(() => {
			pacer.refused(time.now());
			return time.now() + pacer.waitFor();
		});
		const times = await waiting;
		const pauseEnd = await interrupted;
		const after = times.filter((at) => at >= pauseEnd);
		expect(after.length).toBeGreaterThan(20);
		// Two slots at most, and not as many as there are calls in the queue.
		expect(after[0] - pauseEnd).toBeLessThan(50);
	});

	test('the pause ends when the oldest accepted call is a second old', async () => {
		const { time, pacer } = setUp();
		await accept(time, pacer, 4, 400);
		pacer.refused(time.now());
		expect(pacer.waitFor()).toBe(600);
		// One that is a second old counts no more.
		const exact = setUp();
		await accept(exact.time, exact.pacer, 4, 1000);
		exact.pacer.refused(exact.time.now());
		expect(exact.pacer.waitFor()).toBe(250);
		const later = setUp();
		await accept(later.time, later.pacer, 4, 990);
		later.pacer.refused(later.time.now());
		expect(later.pacer.waitFor()).toBe(25);
	});

	test('of the second pause in a row a half is left to chance, whatever was accepted before', async () => {
		const { time, pacer } = setUp();
		await accept(time, pacer, 2, 20);
		pacer.refused(time.now());
		expect(pacer.waitFor()).toBe(980);
		await time.run(time.sleep(10));
		jest.spyOn(time, 'random').mockReturnValue(0.99);
		pacer.refused(time.now());
		// A pause is never taken back.
		expect(pacer.waitFor()).toBe(970);
		for (let count = 0; count < 2; count += 1) pacer.refused(time.now());
		expect(pacer.waitFor()).toBe((0.5 + 0.5 * 0.99) * 250 * 2 ** 3);
		jest.spyOn(time, 'random').mockReturnValue(0);
		pacer.refused(time.now());
		expect(pacer.waitFor()).toBe(0.5 * 250 * 2 ** 4);
	});

	test('a burst of refusals counts once', async () => {
		const paceAfter = async (refusals: number) => {
			const { time, pacer } = setUp();
			const startedAt = time.now();
			await accept(time, pacer, 50, 1000);
			for (let count = 0; count < refusals; count += 1) pacer.refused(startedAt);
			return await starts(time, pacer, 20);
		};
		expect(await paceAfter(16)).toEqual(await paceAfter(1));
	});

	test('a refusal of a call that began after the pause counts again, for more', async () => {
		const pauses = SEEDS.map((seed) => {
			const { time, pacer } = setUp(seed);
			const pausesOfOne: number[] = [];
			for (let count = 0; count < 12; count += 1) {
				pacer.refused(time.now());
				pausesOfOne.push(pacer.waitFor());
			}
			return pausesOfOne;
		});
		const longest = pauses[0].map((_, count) => Math.max(...pauses.map((one) => one[count])));
		expect(longest[0]).toBeLessThanOrEqual(250);
		expect(longest[3]).toBeLessThanOrEqual(2000);
		expect(longest[6]).toBeGreaterThan(2000);
		expect(longest[11]).toBeGreaterThan(10_000);
		expect(longest[11]).toBeLessThanOrEqual(30_000);
	});

	test('the pace grows while nothing is refused, first slowly and then fast', async () => {
		const { time, pacer } = setUp();
		await accept(time, pacer, 10, 1000);
		pacer.refused(time.now());
		/** What is accepted in so many seconds, each call taking no time. */
		const run = async (ms: number) => {
			const end = time.now() + ms;
			let calls = 0;
			await time.run(
				(async () => {
					for (;;) {
						await pacer.ready();
						if (time.now() >= end) return;
						pacer.succeeded();
						calls += 1;
					}
				})(),
			);
			return calls / (ms / 1000);
		};
		const first = await run(2000);
		expect(first).toBeGreaterThan(8);
		expect(first).toBeLessThan(11);
		await run(4000);
		expect(await run(1000)).toBeGreaterThan(20);
	});
});

describe('a wait always takes time, and ends', () => {
	test.each([undefined, 0, 1, 24])(
		'refusals in a row with a Retry-After of %p ms: pauses that grow, and are few',
		async (retryAfterMs) => {
			for (const seed of SEEDS) {
				const { time, pacer } = setUp(seed);
				const pauses: number[] = [];
				await time.run(
					(async () => {
						while (time.now() < 60_000) {
							pauses.push(await pacer.ready());
							pacer.refused(time.now(), retryAfterMs);
						}
					})(),
				);
				const waited = pauses.slice(1);
				expect(Math.min(...waited)).toBeGreaterThanOrEqual(125);
				expect(waited.length).toBeLessThanOrEqual(12);
				expect(Math.max(...waited)).toBeLessThanOrEqual(30_000 + 1000);
			}
		},
	);

	test('after what was accepted as well, even at the very end of its window', async () => {
		for (const ms of [0, 1, 500, 999, 1000, 1001, 5000]) {
			const { time, pacer } = setUp();
			await accept(time, pacer, 10, 10);
			await time.run(time.sleep(ms));
			pacer.refused(time.now(), 0);
			expect(pacer.waitFor()).toBeGreaterThanOrEqual(25);
			expect(pacer.waitFor()).toBeLessThanOrEqual(1000);
		}
	});

	test('a machine’s clock that is set changes nothing', async () => {
		const run = async (setBy: number) => {
			const { time, pacer } = setUp();
			const seen: number[] = [];
			await accept(time, pacer, 50, 1000);
			for (let count = 0; count < 5; count += 1) {
				pacer.refused(time.now(), count === 3 ? 0 : undefined);
				pacer.refusedFor('somebody', count);
				time.setWallClock(setBy);
				seen.push(pacer.waitFor(), pacer.waitFor('somebody'));
				const waiting = Promise.all([pacer.ready(), pacer.ready('somebody')]);
				time.setWallClock(setBy);
				seen.push(...(await time.run(waiting)), time.now());
			}
			return seen;
		};
		const unset = await run(0);
		expect(await run(-3_600_000)).toEqual(unset);
		expect(await run(86_400_000)).toEqual(unset);
		expect(Math.max(...unset)).toBeLessThan(400_000);
	});
});

describe('a pair limit', () => {
	test('holds up that recipient only, for 4^n seconds', () => {
		const { pacer } = setUp();
		for (const [timesBefore, ms] of [
			[0, 1000],
			[1, 4000],
			[2, 16_000],
			[3, 64_000],
		]) {
			pacer.refusedFor('somebody', timesBefore);
			expect(pacer.waitFor('somebody')).toBe(ms);
			expect(pacer.waitFor('somebody else')).toBe(0);
			expect(pacer.waitFor()).toBe(0);
		}
	});

	test.each([
		[2, 0, 16_000],
		[2, 6000, 16_000],
		[2, 20_000, 20_000],
		[0, 999, 1000],
		[0, 1001, 1001],
	])('after %d others, a Retry-After of %d ms is a pause of %d ms', (timesBefore, ms, pause) => {
		const { pacer } = setUp();
		pacer.refusedFor('somebody', timesBefore, ms);
		expect(pacer.waitFor('somebody')).toBe(pause);
	});

	test('nobody else waits behind that recipient', async () => {
		const { time, pacer } = setUp();
		pacer.refusedFor('somebody', 1);
		const waited = await time.run(
			Promise.all([pacer.ready('somebody'), pacer.ready('somebody else'), pacer.ready()]),
		);
		expect(waited).toEqual([4000, 0, 0]);
	});

	test('nobody else waits behind that recipient at a learned pace either', async () => {
		const { time, pacer } = setUp();
		await accept(time, pacer, 50, 1000);
		pacer.refused(time.now());
		pacer.refusedFor('somebody', 1);
		const all = Promise.all([
			pacer.ready('somebody'),
			...Array.from({ length: 10 }, async () => await pacer.ready('somebody else')),
		]);
		const [own, ...others] = await time.run(all);
		expect(own).toBeGreaterThanOrEqual(4000);
		expect(Math.max(...others)).toBeLessThan(1000);
	});

	test('which begins while that recipient’s calls wait for their turn is waited for, too', async () => {
		const { time, pacer } = setUp();
		await accept(time, pacer, 50, 1000);
		pacer.refused(time.now(), 2000);
		const waiting = pacer.ready('somebody');
		const refused = time.sleep(1000).then(() => pacer.refusedFor('somebody', 1));
		const [waited] = await time.run(Promise.all([waiting, refused]));
		expect(waited).toBe(5000);
	});

	test('leaves the pace as it is', async () => {
		const { time, pacer } = setUp();
		pacer.refusedFor('somebody', 0);
		expect(new Set(await starts(time, pacer, 50))).toEqual(new Set([0]));
	});
});

test('a stopped execution ends all waiting', async () => {
	let stop = () => {};
	const stopped = new Promise<never>((_resolve, reject) => {
		stop = () => reject(new Error('stopped'));
	});
	const clock: Clock = {
		now: () => 0,
		wallTime: () => 0,
		random: () => 0.5,
		sleep: async () => await stopped,
	};
	const pacer = new Pacer(clock);
	pacer.refused(0, 1000);
	const waiting = Array.from({ length: 5 }, async () => await pacer.ready('somebody'));
	stop();
	const ends = await Promise.allSettled(waiting);
	expect(ends.map(({ status }) => status)).toEqual(waiting.map(() => 'rejected'));
});

describe('a list sent as fast as the service takes it', () => {
	/** Averages over several seeds: time, as a multiple of the least possible, and refused calls. */
	const average = async (limit: number, run: Omit<Run, 'limiter'>, limiter: () => Limiter) => {
		const concurrency = run.concurrency ?? 16;
		const least = Math.max((run.calls / limit) * 1000, (run.calls * run.latencyMs) / concurrency);
		let time = 0;
		let refused = 0;
		let failed = 0;
		// Many calls are their own average.
		const seeds = run.calls > 5000 ? SEEDS.slice(0, 1) : SEEDS;
		for (const seed of seeds) {
			const measured = await measure({ ...run, seed, limiter: limiter() });
			time += measured.ms / least / seeds.length;
			refused += measured.refused / seeds.length;
			failed += measured.failed;
		}
		return { time, refused, failed };
	};

	test('2,000 calls at 80/s, 150 ms, 16 at once: within 5 % of the least time', async () => {
		const result = await average(80, { calls: 2000, latencyMs: 150 }, () => slidingWindow(80));
		expect(result.time).toBeLessThanOrEqual(1.05);
		expect(result.refused).toBeLessThanOrEqual(40);
		expect(result.failed).toBe(0);
	});

	test.each([
		['sliding window, 20/s, 20 ms', slidingWindow, 20, 20, 1.08],
		['sliding window, 20/s, 150 ms', slidingWindow, 20, 150, 1.08],
		['sliding window, 20/s, 500 ms', slidingWindow, 20, 500, 1.13],
		['sliding window, 80/s, 20 ms', slidingWindow, 80, 20, 1.05],
		['sliding window, 80/s, 500 ms', slidingWindow, 80, 500, 1.02],
		['sliding window, 500/s, 20 ms', slidingWindow, 500, 20, 1.05],
		['sliding window, 500/s, 150 ms', slidingWindow, 500, 150, 1.02],
		['fixed window, 20/s, 150 ms', fixedWindow, 20, 150, 1.05],
		['fixed window, 80/s, 20 ms', fixedWindow, 80, 20, 1.06],
		['fixed window, 80/s, 150 ms', fixedWindow, 80, 150, 1.05],
		['token bucket, 20/s, 150 ms', tokenBucket, 20, 150, 1.02],
		['token bucket, 80/s, 150 ms', tokenBucket, 80, 150, 1.02],
		['token bucket, 500/s, 20 ms', tokenBucket, 500, 20, 1.02],
	] as const)('%s, uneven latency', async (_name, limiter, limit, latencyMs, most) => {
		const run = { calls: limit * 25, latencyMs, jitter: 0.2 };
		const result = await average(limit, run, () => limiter(limit));
		expect(result.time).toBeLessThanOrEqual(most);
		expect(result.refused).toBeLessThanOrEqual(80);
		expect(result.failed).toBe(0);
	});

	test('a bucket that saves up little teaches a pace far too low, which is made good', async () => {
		const run = { calls: 2000, latencyMs: 150 };
		const result = await average(80, run, () => tokenBucket(80, 8));
		expect(result.time).toBeLessThanOrEqual(1.4);
		expect(result.failed).toBe(0);
	});

	test('others used the limit up when the execution began', async () => {
		const result = await average(80, { calls: 2000, latencyMs: 150 }, () => {
			const limiter = slidingWindow(80);
			return (now) => now > 3000 && limiter(now);
		});
		expect(result.time).toBeLessThanOrEqual(1.6);
		expect(result.failed).toBe(0);
	});

	test('nothing is taken for 20 s in the middle', async () => {
		const result = await average(80, { calls: 2000, latencyMs: 150 }, () => {
			const limiter = slidingWindow(80);
			return (now) => (now < 5000 || now > 25_000) && limiter(now);
		});
		// 25 s and 20 s make 1.8.
		expect(result.time).toBeLessThanOrEqual(2.3);
		expect(result.refused).toBeLessThanOrEqual(250);
		expect(result.failed).toBe(0);
	});

	test('a service that asks for a second each time costs few such seconds', async () => {
		const run = { calls: 2000, latencyMs: 150, retryAfter: '1' };
		const result = await average(80, run, () => slidingWindow(80));
		expect(result.time).toBeLessThanOrEqual(1.3);
		expect(result.failed).toBe(0);
	});

	test('where refused calls count as well, they do not feed on each other', async () => {
		const run = { calls: 2000, latencyMs: 150, jitter: 0.2 };
		const result = await average(80, run, () => countingAll(80));
		expect(result.time).toBeLessThanOrEqual(1.2);
		expect(result.refused).toBeLessThanOrEqual(120);
		expect(result.failed).toBe(0);
	});

	test('50 at once', async () => {
		const run = { calls: 2000, latencyMs: 150, concurrency: 50 };
		const result = await average(80, run, () => slidingWindow(80));
		expect(result.time).toBeLessThanOrEqual(1.07);
		expect(result.refused).toBeLessThanOrEqual(90);
		expect(result.failed).toBe(0);
	});
});
