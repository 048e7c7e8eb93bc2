/** What a number's limit learns from calls at known times, and how many it then lets begin. */
import { LearnedLimit, type Start } from '../../../nodes/WhatsAppGroups/api/learnedLimit';

const KIND = 'POST messages';

/** Calls of which each takes a millisecond, so that they reach the service when they begin. */
class Traffic {
	readonly limit: LearnedLimit;

	constructor() {
		this.limit = new LearnedLimit(0);
		// How long a call takes is known by then.
		this.ended(1, -5000, 1);
	}

	/** Taken ones, evenly, the first at `from`. */
	taken(count: number, from: number, everyMs: number): this {
		return this.each(count, from, everyMs, (start, now) => this.limit.accepted(start, now));
	}

	/** Ones that end otherwise, evenly. */
	ended(count: number, from: number, everyMs: number): this {
		return this.each(count, from, everyMs, () => undefined);
	}

	/** One that is known to be refused at this time. */
	refused(now: number): this {
		return this.each(1, now - 1, 1, (start, over) => this.limit.refused(start, over));
	}

	/** Ones that are under way. */
	begun(count: number, now: number): this {
		for (let index = 0; index < count; index += 1) this.limit.begin(KIND, now);
		return this;
	}

	private each(
		count: number,
		from: number,
		everyMs: number,
		end: (start: Start, now: number) => void,
	): this {
		for (let index = 0; index < count; index += 1) {
			const start = this.limit.begin(KIND, from + index * everyMs);
			const now = start.begunAt + 1;
			this.limit.over(start, now);
			end(start, now);
		}
		return this;
	}

	/** One that the limit holds up at this time. */
	bindingAt(now: number): this {
		this.limit.nextStart(now, false);
		for (let count = 0; count < 100; count += 1) this.limit.forget(this.limit.begin(KIND, now));
		expect(this.limit.nextStart(now, true)).toBeGreaterThan(now);
		return this;
	}

	/** How many calls may begin at once, when none did lately: beyond them each waits for an 80th of a second. */
	atOnce(now: number): number {
		const asked = 75;
		this.limit.nextStart(now, false);
		this.begun(asked, now);
		const waitMs = this.limit.nextStart(now, false) - now;
		return asked + 1 - (waitMs * 80) / 1000;
	}
}

describe('what a refusal shows', () => {
	/** One more than a second’s 80, refused at 1,001 ms. */
	const full = () => new Traffic().taken(80, 1, 12.5).refused(1001);
	/** 73 in the last second before a refusal, and 80 in what two windows may share. */
	const met = (traffic: Traffic, from: number) =>
		traffic.taken(80, from, 13.75).refused(from + 1101);

	test('beyond what is known, calls of two windows met: they are kept apart by 10 ms more', () => {
		const { limit } = full();
		expect(limit.perSecond).toBe(80);
		expect(limit.nextStart(1002, false)).toBe(1 + 1000 + 15);
	});

	test('where a refusal goes on with that, the limit is a little lower', () => {
		const traffic = new Traffic();
		const limits = [1, 2, 3, 4, 5].map((round) => met(traffic, round * 2000).limit.perSecond);
		expect(limits.map((one) => Math.round(one * 10) / 10)).toEqual([80, 80, 80, 77.6, 75.3]);
	});

	test('half a second after it began to grow again, half of that is taken back', () => {
		const { limit } = full().bindingAt(21_100).taken(1, 21_500, 1).taken(80, 22_000, 10);
		expect(limit.nextStart(22_801, false)).toBe(22_000 + 1000 + 10);
	});

	test('it begins to grow as soon as it is not believed any more', () => {
		const traffic = full().bindingAt(20_000).taken(1, 21_000, 1);
		// At that moment it cannot have grown yet.
		expect(traffic.limit.perSecond).toBe(80);
		expect(traffic.taken(1, 21_500, 1).limit.perSecond).toBeGreaterThan(80);
	});

	test('but not yet where they are kept 40 ms apart', () => {
		const traffic = full().bindingAt(21_100).taken(1, 21_500, 1);
		const limits = [15, 16, 17, 18, 19].map((round) => met(traffic, round * 2000).limit.perSecond);
		expect(limits).toEqual([80, 80, 80, 80, 77.6]);
	});

	test('but not where refusals are rare', () => {
		const traffic = new Traffic();
		for (let from = 1; from < 60_000; from += 6000) {
			expect(met(traffic, from).limit.perSecond).toBe(80);
		}
	});

	test('97 of 100 are as good as 100', () => {
		const asked = (traffic: Traffic, now: number) => traffic.bindingAt(now).taken(1, now + 1001, 1);
		// Asked for 88, and then for 132, it takes 100.
		const traffic = asked(asked(new Traffic(), 100), 5000).taken(100, 10_010, 9.9).refused(11_001);
		expect(traffic.limit.perSecond).toBe(100);
		traffic.taken(6, 14_910, 10).taken(91, 15_010, 10).refused(16_001);
		expect(traffic.limit.perSecond).toBe(100);
	});

	test.each([
		['of which it takes nothing more', 84, 80],
		['which it takes exactly', 88, 88],
		['which it takes, up to what was asked for', 89, 88],
	])('when it was asked for more, %s', (_, taken, perSecond) => {
		const traffic = new Traffic().taken(80, 1, 12.5).bindingAt(995).taken(1, 1005, 1);
		expect(traffic.limit.perSecond).toBeCloseTo(88, 9);
		traffic.taken(taken, 5000, 11).refused(6000);
		expect(traffic.limit.perSecond).toBe(perSecond);
		// It was not two windows that met: they are kept apart as before.
		const oldest = 5000 + 11 * (taken - perSecond);
		expect(traffic.limit.nextStart(6001, false)).toBe(oldest + 1005);
	});

	test.each([
		['which is the limit then', 76, 1015, 76],
		['as little as nine tenths of it', 72, 1067, 72],
		['and no call of exactly a second before', 73, 1000, 72],
	])('less than is known, %s', (_, taken, from, perSecond) => {
		const traffic = new Traffic().taken(taken, from, 13).refused(2001);
		expect(traffic.limit.perSecond).toBe(perSecond);
		// It is not doubted soon.
		traffic.bindingAt(2001).taken(1, 3501, 1);
		expect(traffic.limit.perSecond).toBe(perSecond);
	});
});

describe('refused with little of the limit used', () => {
	/** 38 taken in the second before each. */
	const few = (traffic: Traffic, now: number) => traffic.taken(38, now - 990, 26).refused(now);

	test('once, the limit stays', () => {
		const { limit } = few(new Traffic(), 2000);
		expect(limit.perSecond).toBe(80);
	});

	test.each([
		['within a second after that it stays', 4499, 56],
		['a second later it goes down again', 4500, 39.2],
	])('again, it goes down, and %s', (_, now, perSecond) => {
		const traffic = few(few(new Traffic(), 2000), 3500);
		expect(traffic.limit.perSecond).toBe(56);
		traffic.taken(1, 3600, 1).refused(now);
		expect(traffic.limit.perSecond).toBeCloseTo(perSecond, 9);
	});

	test('what it went down to is what is known then', () => {
		// All but one of them in the last second.
		const { limit } = few(few(new Traffic(), 2000), 3500).taken(56, 4995, 17.5).refused(6001);
		expect(limit.perSecond).toBe(56);
	});

	test('and of none taken, only the third in a row says something', () => {
		const traffic = new Traffic();
		const limits = [100, 200, 300].map((now) => traffic.refused(now).limit.perSecond);
		expect(limits).toEqual([80, 80, 32]);
	});

	test('three seconds later it grows again, by a share of what is usual', () => {
		const traffic = new Traffic().refused(100).refused(200).refused(300);
		traffic.bindingAt(3500).taken(1, 4299, 1);
		const share = 0.005 * 2 ** (1 / 3);
		expect(traffic.limit.perSecond).toBeCloseTo(32 + 80 * share, 9);
	});

	test('one by one, where no more than one may begin at once', () => {
		const traffic = new Traffic();
		const limits = [1, 2, 3, 4, 5, 6, 7, 8].map(
			(round) => traffic.taken(5, round * 5000, 100).refused(round * 5000 + 900).limit.perSecond,
		);
		expect(limits).toEqual([80, 80, 80, 80, 80, 80, 80, 56]);
	});

	test('is the number’s limit, and is not doubted soon', () => {
		const traffic = few(new Traffic(), 2000).bindingAt(2001).taken(1, 3500, 1);
		expect(traffic.limit.perSecond).toBe(80);
	});

	test.each([
		[7, 'is found as well', 80],
		[8, 'is a burst: more is asked for as before', 88],
	])('after %d calls at once it %s', (count, _, perSecond) => {
		const traffic = new Traffic().taken(count, 960, 5).refused(1001);
		traffic.bindingAt(1002).taken(1, 2500, 1);
		expect(traffic.limit.perSecond).toBeCloseTo(perSecond, 9);
	});

	test('three seconds later it is no sign that it goes on', () => {
		expect(few(few(new Traffic(), 2000), 4999).limit.perSecond).toBe(56);
		expect(few(few(new Traffic(), 2000), 5000).limit.perSecond).toBe(80);
	});

	test('but it is where nothing was taken in between', () => {
		const traffic = few(new Traffic(), 2000).ended(38, 6010, 26).refused(7000);
		expect(traffic.limit.perSecond).toBe(56);
	});
});

describe('how many may begin at once', () => {
	const burst = (traffic: Traffic, now: number) => traffic.taken(20, now - 41, 2).refused(now);

	test('60 at first, and after a second as many as in a whole second', () => {
		expect(new Traffic().atOnce(10_000)).toBeCloseTo(60, 9);
		expect(new Traffic().taken(1, 998, 1).atOnce(10_000)).toBeCloseTo(60, 9);
		// More is not told apart: a burst takes 60 ms.
		expect(new Traffic().taken(1, 999, 1).atOnce(10_000)).toBeGreaterThan(70);
	});

	test('half as many after a refusal, and no more than were taken at once', () => {
		expect(new Traffic().taken(1, 1000, 1).refused(2000).atOnce(10_000)).toBeCloseTo(40, 9);
		expect(burst(new Traffic(), 2000).atOnce(10_000)).toBeCloseTo(20, 9);
	});

	test.each([
		[1, 10_000],
		[2, 20_000],
		[3, 40_000],
		[4, 80_000],
		[5, 120_000],
		[6, 120_000],
	])('after %d refusals it is left at that for %d ms', (refusals, heldMs) => {
		const after = (ms: number) => {
			const traffic = new Traffic().taken(1, 1000, 1);
			const last = 2000 + refusals * 4000;
			for (let now = 6000; now <= last; now += 4000) traffic.taken(1, now - 100, 1).refused(now);
			return traffic.taken(1, last + ms - 1, 1).atOnce(last + ms + 2000);
		};
		const atOnce = Math.max(1, 80 / 2 ** refusals);
		expect(after(heldMs + 999)).toBeCloseTo(atOnce, 9);
		expect(after(heldMs + 1000)).toBeGreaterThan(1.7 * atOnce);
	});

	test('more as soon as the limit is higher', () => {
		const traffic = new Traffic().taken(1, 1000, 1).taken(1, 5000, 1);
		traffic.bindingAt(5400).taken(1, 5500, 1);
		const { limit } = traffic;
		expect(limit.perSecond).toBeCloseTo(88, 9);
		limit.nextStart(10_000, false);
		traffic.begun(80, 10_000);
		limit.nextStart(10_060, false);
		traffic.begun(6, 10_060);
		// 88 and what was earned in 60 ms are not used up.
		expect(limit.nextStart(10_060, false)).toBeLessThan(10_065);
	});
});

test('while nothing is known of how long a call takes, it may be under way to the service for long', () => {
	const limit = new LearnedLimit(0);
	for (let count = 0; count < 80; count += 1) limit.begin(KIND, 0);
	expect(limit.nextStart(1000, false)).toBe(250 + 1000 + 5);
});

test.each([
	[99, 1],
	[100, 1],
	[101, 0],
])(
	'a call of %d ms that is taken leaves %d refusals in a row, known since 100 ms',
	(begunAt, left) => {
		const { limit } = new Traffic();
		const start = limit.begin(KIND, begunAt);
		const refused = limit.begin(KIND, 50);
		limit.over(refused, 100);
		limit.refused(refused, 100);
		limit.over(start, 150);
		limit.accepted(start, 150);
		expect(limit.refusalsInRow).toBe(left);
	},
);

test.each([
	[[999], 80],
	[[1000], 88],
	[[1000, 999], 88],
	[[1000, 1000], 132],
	[[1000, 1000, 249], 132],
	[[1000, 1000, 250], 198],
])('calls that begin %j ms after more was asked for, and are taken: %d', (afterMs, perSecond) => {
	const traffic = new Traffic();
	let grownAt = 0;
	for (const ms of afterMs) {
		traffic.bindingAt(grownAt + 1).taken(1, grownAt + ms, 1);
		grownAt += ms + 1;
	}
	expect(traffic.limit.perSecond).toBeCloseTo(perSecond, 9);
});

test('calls are forgotten when they are over, and ten seconds after they began', () => {
	const limit = new LearnedLimit(0);
	// What is kept cannot be seen from outside.
	const { starts } = limit as unknown as { starts: Start[] };
	const begin = (now: number) => limit.begin(KIND, now);
	const accepted = (start: Start, now: number) => {
		limit.over(start, now);
		limit.accepted(start, now);
	};
	const kept = () => starts.map(({ begunAt }) => begunAt);
	accepted(begin(0), 500);
	const underWay = begin(1000);
	accepted(begin(2000), 2500);
	accepted(begin(9000), 9999);
	expect(kept()).toEqual([0, 1000, 2000, 9000]);
	accepted(begin(9500), 10_000);
	// The second is under way.
	expect(kept()).toEqual([1000, 2000, 9000, 9500]);
	accepted(underWay, 11_000);
	expect(kept()).toEqual([9000, 9500]);
	accepted(begin(14_000), 14_500);
	accepted(begin(14_001), 14_501);
	expect(kept()).toEqual([9000, 9500, 14_000, 14_001]);
	accepted(begin(18_000), 19_000);
	expect(kept()).toEqual([14_001, 18_000]);
	accepted(begin(40_000), 50_000);
	expect(kept()).toEqual([]);
});
