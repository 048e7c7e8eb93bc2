import fc from 'fast-check';

import { poll, type PollTimes } from '../../../nodes/WhatsAppGroups/api/poll';
import { VirtualTime } from './virtualTime';

/** Looks until so many looks were made, each of which takes so long. Tells when each began. */
async function looks(times: PollTimes, shownAt: number, lookMs = 0) {
	const time = new VirtualTime();
	const startedAt: number[] = [];
	const seen = await time.run(
		poll(time, times, async () => {
			startedAt.push(time.now());
			if (lookMs > 0) await time.sleep(lookMs);
			return startedAt.length >= shownAt ? 'seen' : undefined;
		}),
	);
	return { seen, startedAt, endedAt: time.now() };
}

const TIMES: PollTimes = { first: 250, longest: 2000, within: 20_000 };

test('what is there at once is seen without a pause', async () => {
	expect(await looks(TIMES, 1)).toEqual({ seen: 'seen', startedAt: [0], endedAt: 0 });
});

test('the pause doubles from the first to the longest', async () => {
	const { seen, startedAt } = await looks(TIMES, 7);
	expect(seen).toBe('seen');
	expect(startedAt).toEqual([0, 250, 750, 1750, 3750, 5750, 7750]);
});

test('what never shows is not seen, and the time is not gone beyond', async () => {
	const { seen, startedAt, endedAt } = await looks(TIMES, Infinity);
	expect(seen).toBeUndefined();
	expect(startedAt.at(-1)).toBe(19_750);
	expect(endedAt).toBe(19_750);
});

test('a look at the very end of the time is made', async () => {
	const { startedAt } = await looks({ first: 500, longest: 500, within: 1000 }, Infinity);
	expect(startedAt).toEqual([0, 500, 1000]);
});

test('what falsy values are seen, too', async () => {
	const time = new VirtualTime();
	for (const value of [null, 0, '', false]) {
		expect(await time.run(poll(time, TIMES, async () => await Promise.resolve(value)))).toBe(value);
	}
});

test('a look that fails ends it', async () => {
	const time = new VirtualTime();
	const bug = new TypeError('A bug');
	const failing = poll(time, TIMES, async () => await Promise.reject(bug));
	await expect(time.run(failing)).rejects.toBe(bug);
});

test('whatever the times: looks at least once, waits between looks, and begins none after its time', async () => {
	await fc.assert(
		fc.asyncProperty(
			fc.record({
				first: fc.integer({ min: 1, max: 5000 }),
				longest: fc.integer({ min: 1, max: 5000 }),
				within: fc.integer({ min: 0, max: 30_000 }),
			}),
			fc.oneof(fc.integer({ min: 1, max: 30 }), fc.constant(Infinity)),
			fc.integer({ min: 0, max: 500 }),
			async (times, shownAt, lookMs) => {
				const { seen, startedAt } = await looks(times, shownAt, lookMs);
				expect(startedAt[0]).toBe(0);
				expect(startedAt.every((at) => at <= times.within)).toBe(true);
				const pauses = startedAt.slice(1).map((at, index) => at - startedAt[index] - lookMs);
				expect(pauses.every((pause) => pause >= Math.min(times.first, times.longest))).toBe(true);
				expect(pauses.every((pause) => pause <= Math.max(times.first, times.longest))).toBe(true);
				expect(seen).toBe(startedAt.length === shownAt ? 'seen' : undefined);
			},
		),
		{ numRuns: 100 },
	);
});

test('a clock that is set back makes it no longer', async () => {
	const time = new VirtualTime();
	const seen = await time.run(
		poll(time, TIMES, async () => {
			time.setWallClock(-3_600_000);
			return await Promise.resolve(undefined);
		}),
	);
	expect(seen).toBeUndefined();
	expect(time.now()).toBeLessThanOrEqual(TIMES.within);
});
