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
	creations.expect('A');
	clock.time += ago;
	expect(creations.isExpected('A')).toBe(isExpected);
});

test('a group is expected until it is there, and only of the subject that was asked for', () => {
	const { creations } = creationsAt(0);
	creations.expect('A');
	expect([creations.isExpected('A'), creations.isExpected('B')]).toEqual([true, false]);
	creations.appeared('A');
	expect(creations.isExpected('A')).toBe(false);
});

test('who asks again is waited for from then on', () => {
	const { clock, creations } = creationsAt();
	creations.expect('A');
	clock.time += 9 * MINUTE;
	creations.expect('A');
	clock.time += 9 * MINUTE;
	creations.expect('B');
	expect(creations.isExpected('A')).toBe(true);
});
