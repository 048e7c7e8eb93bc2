import fc from 'fast-check';

import { Pace, type Ending, type Lane, type Wish } from '../../../nodes/WhatsAppGroups/api/pace';
import { StoppedFailure } from '../../../nodes/WhatsAppGroups/failures/failure';
import {
	countingAll,
	fixedWindow,
	floorMs,
	Process,
	slidingWindow,
	tokenBucket,
	unlimited,
	type Limiter,
} from './limitedService';
import { VirtualTime } from './virtualTime';

const SEEDS = [1, 2, 3, 4, 5];
const ACCEPTED: Ending = { as: 'accepted' };
const FOREVER = 365 * 86_400_000;

/** A pace at a time of its own, and one execution's place in its line. */
function setUp(seed?: number) {
	const time = new VirtualTime(seed);
	const pace = new Pace(time);
	return { time, pace, lane: pace.lane() };
}

/** A call that ends so, as soon as its turn has come. Answers when that was. */
async function call(
	{ time, lane }: { time: VirtualTime; lane: Lane },
	ending: Ending = ACCEPTED,
	wish: Partial<Wish> = {},
): Promise<number> {
	const turn = await lane.enter({ kind: 'POST messages', patienceMs: FOREVER, ...wish });
	const begunAt = time.now();
	turn?.end(ending);
	return turn ? begunAt : NaN;
}

/** When each of so many calls, all asked for now, may begin. */
async function starts(on: ReturnType<typeof setUp>, calls: number): Promise<number[]> {
	return await on.time.run(Promise.all(Array.from({ length: calls }, async () => await call(on))));
}

/** A call was refused just now. */
async function refuse(on: ReturnType<typeof setUp>, retryAfterMs?: number): Promise<void> {
	await on.time.run(call(on, { as: 'tooMany', retryAfterMs }));
}

describe('a number of which nothing is known', () => {
	test('takes some calls together, and then as many as is usual', async () => {
		const times = await starts(setUp(), 200);
		expect(times[59]).toBeLessThan(100);
		expect(times[79] - times[0]).toBeGreaterThan(200);
		const second = times.filter((at) => at < 1000).length;
		expect(second).toBeLessThanOrEqual(80);
		expect(times[199]).toBeGreaterThan(1500);
		expect(times[199]).toBeLessThan(2500);
	});

	test('the calls begin in the order in which they came', async () => {
		const on = setUp();
		const order: number[] = [];
		const calls = Array.from({ length: 300 }, async (_, index) => {
			await call(on, ACCEPTED, { recipient: `recipient ${index}` });
			order.push(index);
		});
		await on.time.run(Promise.all(calls));
		expect(order).toEqual(calls.map((_, index) => index));
	});

	test('is asked for more while it refuses nothing', async () => {
		const clock = new VirtualTime();
		const process = new Process(clock, { limiter: unlimited, latencyMs: 20 });
		const { ms, inFlight } = await clock.run(process.execution(20_000, { groups: 5000 }));
		expect(ms).toBeLessThan(12_000);
		expect(inFlight).toBeLessThanOrEqual(256);
	});
});

describe('after a refusal', () => {
	test('all calls wait, whoever they go to', async () => {
		const on = setUp();
		await refuse(on);
		expect(on.pace.pauseFor()).toBeGreaterThanOrEqual(25);
		expect(on.pace.pauseFor('somebody')).toBe(on.pace.pauseFor());
		const pause = on.pace.pauseFor();
		const waiting = [call(on), call(on, ACCEPTED, { recipient: 'somebody' })];
		const other = { time: on.time, lane: on.pace.lane() };
		const begun = await on.time.run(Promise.all([...waiting, call(other)]));
		expect(Math.min(...begun)).toBeGreaterThanOrEqual(pause);
	});

	test.each([250, 5000, 45_000])('Retry-After of %d ms is waited for in full', async (ms) => {
		const on = setUp();
		await refuse(on, ms);
		expect(on.pace.pauseFor()).toBe(ms);
		const [first] = await starts(on, 1);
		expect(first).toBeGreaterThanOrEqual(ms);
		expect(first).toBeLessThan(ms + 50);
	});

	test('a shorter Retry-After that comes later takes nothing from the pause', async () => {
		const on = setUp();
		const turns = await on.time.run(
			Promise.all(
				[5000, 10].map(
					async () => await on.lane.enter({ kind: 'POST messages', patienceMs: FOREVER }),
				),
			),
		);
		turns[0]?.end({ as: 'tooMany', retryAfterMs: 5000 });
		turns[1]?.end({ as: 'tooMany', retryAfterMs: 10 });
		expect(on.pace.pauseFor()).toBe(5000);
	});

	test('a burst of refusals counts once', async () => {
		const pauseAfter = async (refusals: number) => {
			const on = setUp();
			const turns = await on.time.run(
				Promise.all(
					Array.from(
						{ length: 16 },
						async () => await on.lane.enter({ kind: 'POST messages', patienceMs: 1 }),
					),
				),
			);
			turns.forEach((turn, index) =>
				turn?.end(index < refusals ? { as: 'tooMany' } : { as: 'other' }),
			);
			return on.pace.pauseFor();
		};
		expect(await pauseAfter(16)).toBe(await pauseAfter(1));
	});

	test('a call that was refused comes before those that wait behind it', async () => {
		const on = setUp();
		const order: string[] = [];
		const named = async (name: string, wish: Partial<Wish>) => {
			await call(on, ACCEPTED, wish);
			order.push(name);
		};
		await refuse(on);
		await on.time.run(
			Promise.all([named('new', {}), named('again', { notBefore: on.time.now() + 10 })]),
		);
		expect(order).toEqual(['again', 'new']);
	});

	test('a call does not begin before its own time', async () => {
		const on = setUp();
		expect(await on.time.run(call(on, ACCEPTED, { notBefore: 1234 }))).toBe(1234);
	});
});

describe('a wait always takes time, and ends', () => {
	test.each([undefined, 0, 1, 24])(
		'refusals in a row with a Retry-After of %p ms: pauses that grow, and are few',
		async (retryAfterMs) => {
			for (const seed of SEEDS) {
				const on = setUp(seed);
				const begun: number[] = [];
				await on.time.run(
					(async () => {
						while (on.time.now() < 60_000) {
							begun.push(await call(on, { as: 'tooMany', retryAfterMs }));
						}
					})(),
				);
				const pauses = begun.slice(1).map((at, index) => at - begun[index]);
				expect(Math.min(...pauses)).toBeGreaterThanOrEqual(25);
				expect(begun.length).toBeLessThanOrEqual(14);
				expect(Math.max(...pauses)).toBeLessThanOrEqual(30_000 + 2000);
			}
		},
	);

	test('a machine’s clock that is set changes nothing', async () => {
		const run = async (setBy: number) => {
			const on = setUp();
			const seen: number[] = [];
			for (let count = 0; count < 5; count += 1) {
				await refuse(on, count === 3 ? 0 : undefined);
				const toOne = { as: 'tooManyToRecipient', timesBefore: count } as const;
				await on.time.run(call(on, toOne, { recipient: 'somebody' }));
				on.time.setWallClock(setBy);
				seen.push(on.pace.pauseFor(), on.pace.pauseFor('somebody'), on.time.now());
			}
			return seen;
		};
		const unset = await run(0);
		expect(await run(-3_600_000)).toEqual(unset);
		expect(await run(86_400_000)).toEqual(unset);
	});

	test('who waits already is turned away by a pause that is too long for it', async () => {
		const usual = setUp();
		const on = { ...usual, lane: usual.pace.lane(1) };
		await refuse(on, 1000);
		const short = on.lane.enter({ kind: 'POST messages', patienceMs: 30_000 });
		const long = on.lane.enter({ kind: 'POST messages', patienceMs: 90_000 });
		const turn = await on.time.run(
			on.lane.enter({ kind: 'POST messages', patienceMs: FOREVER, notBefore: 0 }),
		);
		turn?.end({ as: 'tooMany', retryAfterMs: 60_000 });
		await on.time.run(on.time.sleep(1));
		expect(await on.time.run(short)).toBeUndefined();
		expect(on.time.now()).toBeLessThan(2000);
		expect(await on.time.run(long)).toBeDefined();
	});

	test('a pause of a thousand years turns the impatient away, and leaves no timer that fires at once', async () => {
		const on = setUp();
		const sleep = jest.spyOn(on.time, 'sleep');
		const inFlight = await on.time.run(
			on.lane.enter({ kind: 'POST messages', patienceMs: 60_000 }),
		);
		const waiting = Array.from(
			{ length: 200 },
			async () => await call(on, ACCEPTED, { patienceMs: 50_000 }),
		);
		inFlight?.end({ as: 'tooMany', retryAfterMs: 1000 * FOREVER });
		const ended = await on.time.run(Promise.all(waiting));
		expect(ended.filter((at) => Number.isNaN(at)).length).toBeGreaterThan(100);
		expect(Math.max(0, ...sleep.mock.calls.map(([ms]) => ms))).toBeLessThan(2 ** 31);
	});

	test('a service that refuses everything: each item is given up after its time, and few are asked for', async () => {
		const clock = new VirtualTime();
		const process = new Process(clock, { limiter: () => false, latencyMs: 150 });
		const all = await clock.run(
			process.execution(2000, { groups: 1000, maxRateLimitWaitMs: 60_000 }),
		);
		expect(all.failed).toBe(2000);
		// In each group one waits for the other.
		expect(all.ms).toBeLessThanOrEqual(2 * 61_000);
		expect(all.refused).toBeLessThan(700);
	});
});

describe('a pair limit', () => {
	const refusedFor = async (
		on: ReturnType<typeof setUp>,
		timesBefore: number,
		retryAfterMs?: number,
	) => {
		const ending: Ending = { as: 'tooManyToRecipient', timesBefore, retryAfterMs };
		await on.time.run(call(on, ending, { recipient: 'somebody' }));
	};

	test.each([
		[0, undefined, 1000],
		[1, undefined, 4000],
		[2, undefined, 16_000],
		[3, undefined, 64_000],
		[2, 0, 16_000],
		[2, 6000, 16_000],
		[2, 20_000, 20_000],
		[0, 999, 1000],
		[0, 1001, 1001],
	])(
		'after %d others, with a Retry-After of %p ms, is a pause of %d ms for that recipient',
		async (timesBefore, retryAfterMs, pause) => {
			const on = setUp();
			await refusedFor(on, timesBefore, retryAfterMs);
			expect(on.pace.pauseFor('somebody')).toBe(pause);
			expect(on.pace.pauseFor('somebody else')).toBe(0);
			expect(on.pace.pauseFor()).toBe(0);
		},
	);

	test('nobody else waits behind that recipient', async () => {
		const on = setUp();
		await refusedFor(on, 1);
		const [own, ...others] = await on.time.run(
			Promise.all([
				call(on, ACCEPTED, { recipient: 'somebody' }),
				call(on, ACCEPTED, { recipient: 'somebody else' }),
				call(on),
			]),
		);
		expect(own).toBe(4000);
		expect(Math.max(...others)).toBeLessThan(10);
	});

	test('which begins while that recipient’s calls wait for their turn is waited for, too', async () => {
		const on = setUp();
		const first = await on.time.run(
			on.lane.enter({ kind: 'POST messages', recipient: 'somebody', patienceMs: FOREVER }),
		);
		await refuse(on, 2000);
		const waiting = call(on, ACCEPTED, { recipient: 'somebody' });
		await on.time.run(on.time.sleep(1000));
		first?.end({ as: 'tooManyToRecipient', timesBefore: 1 });
		expect(await on.time.run(waiting)).toBeCloseTo(5000, -2);
	});

	test('does not slow the others down', async () => {
		const on = setUp();
		await refusedFor(on, 0);
		expect((await starts(on, 50))[49]).toBeLessThan(100);
	});
});

describe('several executions', () => {
	test('take turns', async () => {
		const on = setUp();
		const order: string[] = [];
		const of = (name: string, count: number) => {
			const lane = on.pace.lane();
			return Array.from({ length: count }, async () => {
				await call({ time: on.time, lane });
				order.push(name);
			});
		};
		await on.time.run(Promise.all([...of('many', 1000), ...of('few', 3)]));
		expect(order.lastIndexOf('few')).toBeLessThan(70);
		expect(order.lastIndexOf('few')).not.toBe(-1);
	});

	test('3 messages beside 5,000 are through within two seconds and the latency', async () => {
		for (const latencyMs of [20, 150, 1000]) {
			const clock = new VirtualTime();
			const process = new Process(clock, { limiter: slidingWindow(80), latencyMs });
			const many = process.execution(5000);
			const few = clock.sleep(3000).then(async () => await process.execution(3));
			const { ms } = await clock.run(few);
			expect(ms).toBeLessThanOrEqual(2000 + latencyMs);
			expect(await clock.run(many)).toMatchObject({ failed: 0, disordered: 0 });
		}
	});

	test('one that is stopped leaves the others alone, and its calls end at once', async () => {
		const clock = new VirtualTime();
		const process = new Process(clock, { limiter: slidingWindow(80), latencyMs: 150 });
		const stop = new AbortController();
		const stopped = process.execution(800, { signal: stop.signal });
		const others = [process.execution(400), process.execution(400)];
		await clock.run(clock.sleep(2000));
		stop.abort();
		const endedAt = clock.now();
		const { failed } = await clock.run(stopped);
		expect(failed).toBeGreaterThan(600);
		// What was on its way is waited for.
		expect(clock.now() - endedAt).toBeLessThanOrEqual(200);
		for (const other of await clock.run(Promise.all(others))) {
			expect(other).toMatchObject({ failed: 0, disordered: 0 });
		}
		expect(process.pace.isIdle).toBe(true);
	});

	test('whoever is stopped waits no more, and asks for nothing more', async () => {
		const on = setUp();
		const stop = new AbortController();
		const lane = on.pace.lane(undefined, stop.signal);
		await refuse(on, 10_000);
		const waiting = Promise.allSettled(
			Array.from(
				{ length: 5 },
				async () => await lane.enter({ kind: 'POST messages', patienceMs: FOREVER }),
			),
		);
		stop.abort();
		const ends = await waiting;
		expect(on.time.now()).toBeLessThan(10);
		for (const end of ends) {
			expect(end).toMatchObject({ reason: expect.any(StoppedFailure) as StoppedFailure });
		}
		await expect(lane.enter({ kind: 'POST messages', patienceMs: FOREVER })).rejects.toThrow(
			StoppedFailure,
		);
	});

	test('one can be bounded in itself', async () => {
		const on = setUp();
		const lane = on.pace.lane(2);
		const turns = Array.from(
			{ length: 3 },
			async () => await lane.enter({ kind: 'POST messages', patienceMs: FOREVER }),
		);
		const [first] = await on.time.run(Promise.all(turns.slice(0, 2)));
		expect(lane.inFlight).toBe(2);
		// Others are not.
		expect(await starts(on, 1)).toHaveLength(1);
		first?.end(ACCEPTED);
		expect(await on.time.run(turns[2])).toBeDefined();
	});

	test('each is told once that it was slowed down, when it has calls', async () => {
		const on = setUp();
		const told: string[] = [];
		const laneOf = (name: string) =>
			on.pace.lane(undefined, undefined, (perSecond) => told.push(`${name} ${perSecond}`));
		const [busy, idle] = [laneOf('busy'), laneOf('idle')];
		for (let count = 0; count < 3; count += 1) {
			await on.time.run(call({ time: on.time, lane: busy }, { as: 'tooMany' }));
		}
		expect(told).toEqual(['busy 80']);
		await on.time.run(call({ time: on.time, lane: idle }, { as: 'tooMany' }));
		expect(told).toHaveLength(2);
		expect(told[1]).toMatch(/^idle \d+$/);
	});
});

test('no more than 256 calls are in flight, whatever the latency', async () => {
	const clock = new VirtualTime();
	const process = new Process(clock, { limiter: unlimited, latencyMs: 10_000 });
	const { inFlight, failed } = await clock.run(process.execution(2000, { groups: 1000 }));
	expect({ inFlight, failed }).toEqual({ inFlight: 256, failed: 0 });
});

describe('two processes on one number, which know nothing of each other', () => {
	// The one that comes later gets little at first, and the time is that of the slower one.
	test.each([0, 20, 100, 400])('lose nothing, and share it, %d ms apart', async (apartMs) => {
		for (const latencyMs of [20, 150, 1000]) {
			const clock = new VirtualTime();
			const network = { limiter: slidingWindow(80), latencyMs, jitter: 0.05 };
			const processes = [new Process(clock, network), new Process(clock, network)];
			const all = await clock.run(
				Promise.all(
					processes.map(async (process, index) => {
						await clock.sleep(index * apartMs);
						return await process.execution(800);
					}),
				),
			);
			for (const one of all) expect(one).toMatchObject({ failed: 0, disordered: 0 });
			expect(clock.now() / floorMs(1600, 80, latencyMs)).toBeLessThanOrEqual(2.5);
			expect(all[0].refused + all[1].refused).toBeLessThanOrEqual(0.3 * 1600);
		}
	});
});

describe('a number with a very low limit', () => {
	const cases = [slidingWindow, countingAll].flatMap((kind) =>
		[1, 2, 3, 5, 10].flatMap((limit) =>
			[20, 262, 1000].map((latencyMs) => ({ name: kind.name, kind, limit, latencyMs })),
		),
	);

	test.each(cases)('$name of $limit, $latencyMs ms latency', async ({ kind, limit, latencyMs }) => {
		const clock = new VirtualTime(1);
		const process = new Process(clock, { limiter: kind(limit), latencyMs });
		const options = { groups: 60, maxRateLimitWaitMs: 3_600_000 };
		const { refused, ms, failed } = await clock.run(process.execution(60, options));
		expect(failed).toBe(0);
		expect(ms).toBeLessThanOrEqual(4 * floorMs(60, limit, latencyMs));
		// What is begun before the first refusals are known, and each time a little less.
		expect(refused).toBeLessThanOrEqual(350);
	});
});

test('whatever the limit, the latency and the chance: nothing is lost, ordered, and no storm', async () => {
	await fc.assert(
		fc.asyncProperty(
			fc.record({
				kind: fc.constantFrom<(limit: number) => Limiter>(
					slidingWindow,
					fixedWindow,
					countingAll,
					tokenBucket,
					(limit) => tokenBucket(limit, Math.max(1, limit / 10)),
				),
				limit: fc.oneof(fc.integer({ min: 1, max: 5 }), fc.integer({ min: 1, max: 400 })),
				latencyMs: fc.integer({ min: 1, max: 2000 }),
				jitter: fc.double({ min: 0, max: 0.9, noNaN: true }),
				seed: fc.integer({ min: 1, max: 1e6 }),
				calls: fc.integer({ min: 1, max: 300 }),
				groups: fc.integer({ min: 1, max: 100 }),
			}),
			async ({ kind, limit, latencyMs, jitter, seed, calls, groups }) => {
				const clock = new VirtualTime(seed);
				const process = new Process(clock, { limiter: kind(limit), latencyMs, jitter });
				const measured = await clock.run(
					process.execution(calls, { groups, maxRateLimitWaitMs: 3_600_000 }),
				);
				expect(measured).toMatchObject({ failed: 0, disordered: 0 });
				expect(measured.inFlight).toBeLessThanOrEqual(Math.min(256, groups));
				// Of what was on its way when the limit was met, and then again and again a little.
				expect(measured.refused).toBeLessThanOrEqual(300 + 4 * calls);
				expect(process.pace.isIdle).toBe(true);
			},
		),
		{
			numRuns: 60,
			// Smaller ones would take longer than the test may.
			endOnFailure: true,
			// A call now and then, which wrote off what was left of a limit of one.
			examples: [
				[
					{
						kind: fixedWindow,
						limit: 1,
						latencyMs: 1996,
						jitter: 0.9,
						seed: 880_913,
						calls: 298,
						groups: 100,
					},
				],
			],
		},
	);
}, 120_000);
