import fc from 'fast-check';

import { runJobs, type Batching, type Job } from '../../../nodes/WhatsAppGroups/runtime/schedule';
import { VirtualTime } from '../api/virtualTime';

interface Spec {
	orderBy?: string;
	ms: number;
}

interface Done {
	index: number;
	from: number;
	to: number;
}

interface Options {
	concurrency?: number;
	batching?: Batching;
	/** Once so many jobs have ended, nothing more is begun. */
	stopAfter?: number;
}

/** Runs jobs that only take time, and tells when each ran, in the order in which they began. */
async function run(specs: readonly Spec[], options: Options = {}): Promise<Done[]> {
	const time = new VirtualTime();
	const began: Done[] = [];
	let ended = 0;
	const jobs = specs.map(
		({ orderBy, ms }, index): Job => ({
			orderBy,
			run: async () => {
				const done: Done = { index, from: time.now(), to: NaN };
				began.push(done);
				await time.sleep(ms);
				done.to = time.now();
				ended += 1;
			},
		}),
	);
	const { concurrency = 4, batching, stopAfter = Infinity } = options;
	await time.run(
		runJobs(jobs, {
			concurrency,
			batching,
			now: () => time.now(),
			sleep: async (ms) => await time.sleep(ms),
			stopped: () => ended >= stopAfter,
		}),
	);
	return began;
}

const anySpecs = fc.array(
	fc.record({
		orderBy: fc.option(fc.constantFrom('a', 'b', 'c'), { nil: undefined }),
		ms: fc.integer({ min: 0, max: 50 }),
	}),
	{ maxLength: 40 },
);
const anyConcurrency = fc.integer({ min: 1, max: 8 });

const keysOf = (specs: readonly Spec[]) => new Set(specs.map(({ orderBy }) => orderBy ?? ''));
const byIndex = (done: readonly Done[]) => [...done].sort((a, b) => a.index - b.index);

/** How many were under way just after each began, at most. */
function mostAtOnce(done: readonly Done[]): number {
	const counts = done.map(
		(one, position) => done.slice(0, position + 1).filter((other) => other.to > one.from).length,
	);
	return Math.max(0, ...counts);
}

describe('runJobs', () => {
	test('runs everything, once', async () => {
		await fc.assert(
			fc.asyncProperty(anySpecs, anyConcurrency, async (specs, concurrency) => {
				const done = await run(specs, { concurrency });
				expect(byIndex(done).map(({ index }) => index)).toEqual(specs.map((_, index) => index));
				for (const { index, from, to } of done) expect(to - from).toBe(specs[index].ms);
			}),
		);
	});

	test('keeps the order within a key: one is over before the next begins', async () => {
		await fc.assert(
			fc.asyncProperty(anySpecs, anyConcurrency, async (specs, concurrency) => {
				const done = byIndex(await run(specs, { concurrency }));
				for (const key of keysOf(specs)) {
					if (key === '') continue;
					const own = done.filter(({ index }) => specs[index].orderBy === key);
					for (const [position, { from }] of own.slice(1).entries()) {
						expect(from).toBeGreaterThanOrEqual(own[position].to);
					}
				}
			}),
		);
	});

	test('in order of the list also where no time passes', async () => {
		const specs = Array.from({ length: 50 }, (_, index) => ({ orderBy: `${index % 3}`, ms: 0 }));
		const done = await run(specs, { concurrency: 2 });
		for (const key of ['0', '1', '2']) {
			const own = done.filter(({ index }) => specs[index].orderBy === key);
			expect(own.map(({ index }) => index)).toEqual(own.map((_, turn) => turn * 3 + Number(key)));
		}
	});

	test('never runs more than allowed at the same time, and as many as it can', async () => {
		await fc.assert(
			fc.asyncProperty(anySpecs, anyConcurrency, async (specs, concurrency) => {
				expect(mostAtOnce(await run(specs, { concurrency }))).toBeLessThanOrEqual(concurrency);
				// Without keys, nothing but the limit holds a job up.
				const free = specs.map(({ ms }) => ({ ms: ms + 1 }));
				const most = mostAtOnce(await run(free, { concurrency }));
				expect(most).toBe(Math.min(concurrency, specs.length));
			}),
		);
	});

	test('a busy key holds up no other', async () => {
		const busy = Array.from({ length: 10 }, () => ({ orderBy: 'busy', ms: 10 }));
		const done = await run([...busy, { orderBy: 'other', ms: 10 }, { ms: 10 }], { concurrency: 3 });
		const starts = byIndex(done).map(({ from }) => from);
		expect(starts.slice(10)).toEqual([0, 0]);
		expect(starts[9]).toBe(90);
	});

	test('begins nothing once stopped, and waits for what runs', async () => {
		const stops = fc.integer({ min: 0, max: 20 });
		await fc.assert(
			fc.asyncProperty(anySpecs, anyConcurrency, stops, async (specs, concurrency, stopAfter) => {
				const done = await run(specs, { concurrency, stopAfter });
				for (const { to } of done) expect(to).not.toBeNaN();
				const ends = done.map(({ to }) => to).sort((a, b) => a - b);
				expect(done.length).toBeGreaterThanOrEqual(Math.min(stopAfter, specs.length));
				if (stopAfter === 0) expect(done).toEqual([]);
				if (stopAfter > 0 && ends.length > stopAfter) {
					const stoppedAt = ends[stopAfter - 1];
					for (const { from } of done) expect(from).toBeLessThanOrEqual(stoppedAt);
					// Those that ran when it was stopped, and no more.
					expect(done.length - stopAfter).toBeLessThanOrEqual(concurrency - 1);
				}
			}),
		);
	});

	test('stopped while jobs of a key wait: they do not run', async () => {
		const specs = Array.from({ length: 5 }, () => ({ orderBy: 'a', ms: 10 }));
		expect(await run(specs, { stopAfter: 2 })).toHaveLength(2);
	});
});

describe('runJobs with batching', () => {
	const anyBatching = fc.record({
		size: fc.integer({ min: 1, max: 6 }),
		intervalMs: fc.integer({ min: 0, max: 120 }),
	});

	test('a batch begins when the one before is over, and its interval has passed', async () => {
		await fc.assert(
			fc.asyncProperty(
				anySpecs,
				anyBatching,
				anyConcurrency,
				async (specs, batching, concurrency) => {
					const began = await run(specs, { batching, concurrency });
					const done = byIndex(began);
					expect(done.map(({ index }) => index)).toEqual(specs.map((_, index) => index));
					expect(mostAtOnce(began)).toBeLessThanOrEqual(Math.min(concurrency, batching.size));
					const batches: Done[][] = [];
					for (let first = 0; first < done.length; first += batching.size) {
						batches.push(done.slice(first, first + batching.size));
					}
					let expected = 0;
					for (const batch of batches) {
						expect(Math.min(...batch.map(({ from }) => from))).toBe(expected);
						const over = Math.max(...batch.map(({ to }) => to));
						expected = Math.max(over, expected + batching.intervalMs);
					}
				},
			),
		);
	});

	test.each([
		[5, [0, 0, 100, 100, 200], 230],
		[4, [0, 0, 100, 100], 130],
	])(
		'%d jobs: intervals are from start to start, and none comes after the last',
		async (count, expected, end) => {
			const time = new VirtualTime();
			const starts: number[] = [];
			const jobs = Array.from(
				{ length: count },
				(): Job => ({
					run: async () => {
						starts.push(time.now());
						await time.sleep(30);
					},
				}),
			);
			await time.run(
				runJobs(jobs, {
					concurrency: 16,
					batching: { size: 2, intervalMs: 100 },
					now: () => time.now(),
					sleep: async (ms) => await time.sleep(ms),
					stopped: () => false,
				}),
			);
			expect(starts).toEqual(expected);
			expect(time.now()).toBe(end);
		},
	);

	test('a batch that takes longer than the interval is not interrupted, nor waited after', async () => {
		const specs = [{ ms: 150 }, { ms: 10 }, { ms: 10 }];
		const done = await run(specs, { batching: { size: 1, intervalMs: 100 } });
		expect(done.map(({ from }) => from)).toEqual([0, 150, 250]);
	});

	test.each([0, 50, 100])(
		'an interval of %d ms that is over already is not slept',
		async (intervalMs) => {
			const slept: number[] = [];
			let now = 0;
			const job: Job = {
				run: async () => {
					now += 100;
					await Promise.resolve();
				},
			};
			await runJobs([job, job, job], {
				concurrency: 1,
				batching: { size: 1, intervalMs },
				now: () => now,
				sleep: async (ms) => {
					slept.push(ms);
					await Promise.resolve();
				},
				stopped: () => false,
			});
			expect(now).toBe(300);
			expect(slept).toEqual([]);
		},
	);

	test('once stopped, no interval is waited for and no batch begun', async () => {
		const slept: number[] = [];
		let ended = 0;
		const job: Job = {
			run: async () => {
				ended += 1;
				await Promise.resolve();
			},
		};
		await runJobs([job, job, job, job], {
			concurrency: 2,
			batching: { size: 2, intervalMs: 1000 },
			now: () => 0,
			sleep: async (ms) => {
				slept.push(ms);
				await Promise.resolve();
			},
			stopped: () => ended >= 2,
		});
		expect(ended).toBe(2);
		expect(slept).toEqual([]);
	});

	test('a stop during the interval ends it all', async () => {
		const ran: number[] = [];
		const jobs = [0, 1].map(
			(index): Job => ({
				run: async () => {
					ran.push(index);
					await Promise.resolve();
				},
			}),
		);
		const work = runJobs(jobs, {
			concurrency: 1,
			batching: { size: 1, intervalMs: 1000 },
			now: () => 0,
			sleep: async () => await Promise.reject(new Error('stopped')),
			stopped: () => false,
		});
		await expect(work).rejects.toThrow('stopped');
		expect(ran).toEqual([0]);
	});
});
