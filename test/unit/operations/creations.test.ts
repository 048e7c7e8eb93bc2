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

test('who asks again is waited for from then on', () => {
	const { clock, creations } = creationsAt();
	creations.expect('A', { wasNone: false });
	clock.time += 9 * MINUTE;
	creations.expect('A', { wasNone: false });
	clock.time += 9 * MINUTE;
	creations.expect('B', { wasNone: false });
	expect(creations.isExpected('A')).toBe(true);
});
