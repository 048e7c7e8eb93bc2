/** Who is one person is known once anything told of all of their IDs together. */
import { SamePeople } from '../../../nodes/WhatsAppGroups/runtime/samePeople';

const NUMBER = { waId: '16505551001' };
const USER = { userId: 'US.1' };
const PARENT = { parentUserId: 'US.ENT.1' };

test('people of whom nothing says that they are one are several', () => {
	const people = new SamePeople<string>();
	expect(new Set([NUMBER, USER, PARENT].map((person) => people.of(person))).size).toBe(3);
	expect(people.all.size).toBe(3);
});

test('whoever has IDs of several makes them one, under all the IDs of each', () => {
	const people = new SamePeople<string>();
	people.of({ ...NUMBER, ...PARENT });
	people.of(USER).kept = 'kept';
	const one = people.of({ ...NUMBER, ...USER });
	expect([...people.all]).toEqual([one]);
	expect(one.kept).toBe('kept');
	for (const person of [NUMBER, USER, PARENT]) expect(people.of(person)).toBe(one);
	expect([...one.ids].sort()).toEqual(['16505551001', 'US.1', 'US.ENT.1']);
});

test('what is kept of one who was known first stays, where something is kept of both', () => {
	const people = new SamePeople<string>();
	people.of(NUMBER).kept = 'of the number';
	people.of(USER).kept = 'of the user ID';
	expect(people.of({ ...NUMBER, ...USER }).kept).toBe('of the number');
});

test('also where the one who is met later has further IDs', () => {
	const people = new SamePeople<string>();
	const first = people.of(USER);
	people.of({ ...NUMBER, ...PARENT });
	people.of({ ...USER, ...PARENT });
	expect(people.of(NUMBER)).toBe(first);
	expect([...people.withIds(['16505551001', 'unknown'])]).toEqual([first]);
});
