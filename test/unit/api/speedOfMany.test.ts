/** `speed.test.ts` with very many calls. */
import {
	countingAll,
	fixedWindow,
	Process,
	slidingWindow,
	tokenBucket,
	type Limiter,
} from './limitedService';
import { check, checkMost, measureThree } from './threeExecutions';
import { VirtualTime } from './virtualTime';

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

test('1,000 per second, 150 ms latency', async () => {
	const measured = await measureThree(slidingWindow(1000), { limit: 1000, latencyMs: 150 });
	check(measured, 1000);
	checkMost(measured, { time: [1.6, 1.5], refused: [0.03, 0.005] });
});

// Other ways to count than that of the documentation: bounds of what was measured.
test.each<[string, Limiter, number, number, number]>([
	['in seconds of the clock', fixedWindow(1000), 1.6, 0.25, 0.03],
	['by a bucket', tokenBucket(1000), 1.5, 0.2, 0.08],
	['by a small bucket', tokenBucket(1000, 100), 1.7, 0.05, 0.05],
	['with refused calls', countingAll(1000), 2.9, 0.16, 0.16],
])(
	'1,000 per second by a service that counts %s',
	async (_how, limiter, most, refusedFirst, refusedLater) => {
		const measured = await measureThree(limiter, { limit: 1000, latencyMs: 150 });
		check(measured, 1000);
		checkMost(measured, { time: [most, most], refused: [refusedFirst, refusedLater] });
	},
);
