/** What is remembered of the creations of a process, and for how long. */
import { Creations } from '../../../nodes/WhatsAppGroups/operations/group/shared/creations';

const MINUTE = 60_000;

/** As of a process that has been running for a while. */
function creationsAt(time = 5 * MINUTE) {
	const clock = { time };
	return { clock, creations: new Creations(() => clock.time) };
}

test('a group that nobody took is not taken', () => {
	const { creations } = creationsAt();
	expect(creations.isTaken('A')).toBe(false);
	creations.take('A');
	expect([creations.isTaken('A'), creations.isTaken('B')]).toEqual([true, false]);
});

test('groups are forgotten ten minutes after they were taken, when the next one is', () => {
	const { clock, creations } = creationsAt();
	const taken = () => ['A', 'B', 'C', 'D'].filter((group) => creations.isTaken(group));
	creations.take('A');
	clock.time += 1;
	creations.take('B');
	clock.time += 10 * MINUTE - 2;
	creations.take('C');
	expect(taken()).toEqual(['A', 'B', 'C']);
	clock.time += 1;
	creations.take('D');
	expect(taken()).toEqual(['B', 'C', 'D']);
});

test.each([
	[0, true],
	[10 * MINUTE - 1, true],
	[10 * MINUTE, false],
])('a group that was asked for %d ms ago is expected: %p', (ago, isExpected) => {
	const { clock, creations } = creationsAt();
	creations.expect('A', { wasNone: false });
	clock.time += ago;
	expect(creations.isExpected('A')).toBe(isExpected);
});

test('a group is expected until it is there, and only of the subject that was asked for', () => {
	const { creations } = creationsAt(0);
	creations.expect('A', { wasNone: true });
	expect([creations.isExpected('A'), creations.isExpected('B')]).toEqual([true, false]);
	creations.appeared('A', () => true);
	expect(creations.isExpected('A')).toBe(false);
});

test('of several of one subject each is expected until it is there itself', () => {
	const { clock, creations } = creationsAt();
	const first = creations.expect('A', { wasNone: false });
	clock.time += MINUTE;
	const second = creations.expect('A', { wasNone: false });
	creations.appeared('A', (one) => one === second);
	expect(creations.isExpected('A')).toBe(true);
	clock.time += 9 * MINUTE - 1;
	expect(creations.isExpected('A')).toBe(true);
	creations.appeared('A', (one) => one === first);
	expect(creations.isExpected('A')).toBe(false);
});

test('a group that was deleted is not expected any more', () => {
	const { creations } = creationsAt();
	creations.expect('A', { groupKey: '1', wasNone: false });
	creations.expect('A', { wasNone: false });
	creations.expect('B', { groupKey: '2', wasNone: false });
	creations.deleted('2');
	expect([creations.isExpected('A'), creations.isExpected('B')]).toEqual([true, false]);
	creations.deleted('1');
	expect(creations.isExpected('A')).toBe(true);
});

test('a group that is there is the first that it can be, and none other', () => {
	const { clock, creations } = creationsAt();
	const isLeft = (...all: unknown[]) => {
		const left: unknown[] = [];
		creations.appeared('A', (one) => {
			left.push(one);
			return false;
		});
		return all.map((one) => left.includes(one));
	};
	const over = creations.expect('A', { wasNone: true });
	clock.time += 5 * MINUTE;
	const other = creations.expect('A', { wasNone: false });
	const first = creations.expect('A', { wasNone: true });
	const second = creations.expect('A', { wasNone: true });
	clock.time += 5 * MINUTE;
	creations.assign('A', '1', ({ wasNone }) => wasNone);
	expect(isLeft(other, first, second)).toEqual([true, false, true]);
	creations.assign('A', '2', (one) => one === over || one === first);
	creations.assign('B', '3', () => true);
	expect(isLeft(other, first, second)).toEqual([true, false, true]);
	expect(['1', '2', '3'].map((group) => creations.isTaken(group))).toEqual([true, false, false]);
});

test('another creation of the subject is a rival while its group is not known', () => {
	const { clock, creations } = creationsAt();
	const own = creations.expect('A', { wasNone: false });
	creations.expect('A', { groupKey: '1', wasNone: false });
	creations.expect('B', { wasNone: false });
	expect(creations.hasRival('A', own)).toBe(false);
	const rival = creations.expect('A', { wasNone: false });
	expect([own, rival].map((one) => creations.hasRival('A', one))).toEqual([true, true]);
	clock.time += 10 * MINUTE - 1;
	expect(creations.hasRival('A', own)).toBe(true);
	clock.time += 1;
	expect(creations.hasRival('A', own)).toBe(false);
});

test('who asks again is waited for from then on', () => {
	const { clock, creations } = creationsAt();
	creations.expect('A', { wasNone: false });
	clock.time += 9 * MINUTE;
	creations.expect('A', { wasNone: false });
	clock.time += 9 * MINUTE;
	creations.expect('B', { wasNone: false });
	expect(creations.isExpected('A')).toBe(true);
});

test('what was asked for is forgotten ten minutes later, when the next one is asked for', () => {
	const { clock, creations } = creationsAt();
	const known = () => {
		const count = jest.fn(() => false);
		creations.appeared('A', count);
		return count.mock.calls.length;
	};
	creations.expect('A', { wasNone: false });
	clock.time += 10 * MINUTE - 1;
	creations.expect('B', { wasNone: false });
	expect(known()).toBe(1);
	clock.time += 1;
	creations.expect('C', { wasNone: false });
	expect(known()).toBe(0);
});
