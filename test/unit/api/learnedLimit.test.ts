import fc from 'fast-check';

import { LearnedLimit, type Start } from '../../../nodes/WhatsAppGroups/api/learnedLimit';

const KIND = 'POST messages';

/** Each answer may put it off a little, as long as a call is under way of which nothing is known yet. */
const MOST_ASKED = 1000;

/** The time at which the next call may begin, asked for as the pace does it: again at each time it is told. */
function nextBegin(limit: LearnedLimit, from: number): number {
	let now = from;
	for (let asked = 0; asked < MOST_ASKED; asked += 1) {
		const next = limit.nextStart(now, true);
		if (next <= now) return now;
		now = next;
	}
	throw new Error(`From ${from} on no call may begin`);
}

test('whatever became of the calls before, the next one may begin, and soon', () => {
	const took = fc.oneof(
		fc.constant(0),
		fc.integer({ min: 0, max: 300 }),
		fc.double({ min: 0, max: 5000, noNaN: true }),
	);
	const step = fc.record({
		ending: fc.constantFrom<'accepted' | 'refused' | 'other'>('accepted', 'refused', 'other'),
		tookMs: took,
		restMs: took,
	});
	const refusals = step.map((one) => ({ ...one, ending: 'refused' as const }));
	// A service that takes nothing, and then does the same again and again: that leads farthest.
	const history = fc
		.tuple(
			fc.array(refusals, { maxLength: 12 }),
			fc.array(step, { minLength: 1, maxLength: 4 }),
			fc.integer({ min: 1, max: 40 }),
		)
		.map(([before, pattern, times]) => [
			...before,
			...Array.from({ length: times }, () => pattern).flat(),
		]);
	fc.assert(
		fc.property(history, fc.integer({ min: 1, max: 3 }), (steps, together) => {
			const limit = new LearnedLimit(0);
			let now = 0;
			let longest = 0;
			const wait = () => {
				const begin = nextBegin(limit, now);
				longest = Math.max(longest, begin - now);
				now = begin;
			};
			const end = (start: Start, ending: (typeof steps)[number]['ending']) => {
				limit.over(start, now);
				if (ending === 'accepted') limit.accepted(start, now);
				if (ending === 'refused') limit.refused(start, now);
			};
			for (let first = 0; first < steps.length; first += together) {
				const some = steps.slice(first, first + together);
				const starts = some.map(() => {
					wait();
					return limit.begin(KIND, now);
				});
				some.forEach(({ ending, tookMs }, index) => {
					now = Math.max(now, starts[index].begunAt + tookMs);
					end(starts[index], ending);
				});
				now += some[0].restMs;
			}
			wait();
			expect(limit.perSecond).toBeGreaterThanOrEqual(1);
			// A second is what one call takes at the lowest limit there is, and what is taken for its way.
			expect(longest).toBeLessThanOrEqual(2000);
		}),
		{ numRuns: 2000 },
	);
});

test('calls that were not held up say nothing of the limit', () => {
	const limit = new LearnedLimit(0);
	for (let now = 0; now < 60_000; now += 500) {
		const start = limit.begin(KIND, now);
		limit.over(start, now + 100);
		limit.accepted(start, now + 100);
	}
	expect(limit.perSecond).toBe(80);
});

test('a burst is spread, but for what makes good for a late timer', () => {
	const limit = new LearnedLimit(0);
	const begins: number[] = [];
	for (let now = 0; begins.length < 10; now = nextBegin(limit, now)) {
		limit.begin(KIND, now);
		begins.push(now);
	}
	// A burst of 80 takes 60 ms, and 4 ms of it are made good for.
	expect(begins).toEqual([0, 0, 0, 0, 0, 0, 0.5, 1.25, 2, 2.75]);
});

test('a call counts from when it reached the service, as far as that is known', () => {
	const limit = new LearnedLimit(0);
	const late = limit.begin(KIND, 0);
	for (let now = 1; now <= 80; now += 1) limit.over(limit.begin(KIND, now), now + 1);
	limit.over(late, 100);
	// Of 81 calls the late one arrived last: the second of the others has to be a second ago.
	expect(limit.nextStart(900, true)).toBe(2 + 1000 + 5);
});
