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
