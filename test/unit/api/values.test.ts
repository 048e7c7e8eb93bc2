import fc from 'fast-check';

import {
	asFlag,
	asIsoTime,
	asJson,
	asList,
	asNumber,
	asPerson,
	asRecord,
	asText,
	defined,
} from '../../../nodes/WhatsAppGroups/api/values';

test('every reader is total, and answers its own type or undefined', () => {
	fc.assert(
		fc.property(fc.anything(), (value) => {
			expect(['string', 'undefined']).toContain(typeof asText(value));
			expect(asText(value)).not.toBe('');
			const number = asNumber(value);
			expect(number === undefined || Number.isFinite(number)).toBe(true);
			expect(['boolean', 'undefined']).toContain(typeof asFlag(value));
			expect(asIsoTime(value) ?? '1970-01-01T00:00:00.000Z').toMatch(/^[+-]?\d{4,6}-.*\.\d{3}Z$/);
			expect(Array.isArray(asList(value))).toBe(true);
			expect(Array.isArray(asRecord(value))).toBe(false);
			expect(typeof asRecord(value)).toBe('object');
			expect(asRecord(value)).not.toBeNull();
		}),
		{ numRuns: 1000 },
	);
});

test.each([
	['text', 'text'],
	[' ', ' '],
	['', undefined],
	[0, '0'],
	[1_755_548_877, '1755548877'],
	[NaN, undefined],
	[Infinity, undefined],
	[true, undefined],
	[null, undefined],
	[{}, undefined],
	[['text'], undefined],
])('asText(%p) is %p', (value, expected) => {
	expect(asText(value)).toBe(expected);
});

test.each([
	[0, 0],
	['0', 0],
	[' 12.5 ', 12.5],
	['-1', -1],
	['', undefined],
	['  ', undefined],
	['12a', undefined],
	['Infinity', undefined],
	[Infinity, undefined],
	[NaN, undefined],
	[true, undefined],
	[null, undefined],
	[[1], undefined],
])('asNumber(%p) is %p', (value, expected) => {
	expect(asNumber(value)).toBe(expected);
});

test.each([
	[true, true],
	[false, false],
	['true', true],
	[' TRUE ', true],
	['false', false],
	['False', false],
	['yes', undefined],
	['', undefined],
	[1, undefined],
	[0, undefined],
	[null, undefined],
])('asFlag(%p) is %p', (value, expected) => {
	expect(asFlag(value)).toBe(expected);
});

test.each([
	[0, '1970-01-01T00:00:00.000Z'],
	['1755548877', '2025-08-18T20:27:57.000Z'],
	[1_755_548_877, '2025-08-18T20:27:57.000Z'],
	[1e20, undefined],
	['soon', undefined],
	[undefined, undefined],
])('asIsoTime(%p) is %p', (value, expected) => {
	expect(asIsoTime(value)).toBe(expected);
});

test('numbers and texts are read back', () => {
	fc.assert(
		fc.property(fc.double({ noNaN: true, noDefaultInfinity: true }), (number) => {
			fc.pre(!Object.is(number, -0));
			expect(asNumber(asText(number))).toBe(number);
		}),
	);
});

test('lists and objects are passed through, and nothing else', () => {
	const list = [1, 2];
	const object = { a: 1 };
	expect(asList(list)).toBe(list);
	expect(asList(object)).toEqual([]);
	expect(asList('ab')).toEqual([]);
	expect(asRecord(object)).toBe(object);
	expect(asJson(object)).toBe(object);
	expect(asRecord(list)).toEqual({});
	expect(asRecord('ab')).toEqual({});
	expect(asRecord(null)).toEqual({});
});

test('defined leaves out what is undefined, and nothing else', () => {
	const object = { a: undefined, b: null, c: 0, d: '', e: false, f: { g: undefined } };
	expect(Object.keys(defined(object))).toEqual(['b', 'c', 'd', 'e', 'f']);
});

test('keys that mean something to JavaScript set no prototype', () => {
	const object = defined(JSON.parse('{"__proto__":{"evil":1},"constructor":2,"a":3}') as object);
	expect(Object.getPrototypeOf(object)).toBe(Object.prototype);
	expect(Object.entries(object)).toEqual([
		['constructor', 2],
		['a', 3],
	]);
});

test('a person in the output’s vocabulary', () => {
	expect(
		asPerson({
			wa_id: '16505551001',
			user_id: 'US.1',
			parent_user_id: 'US.2',
			username: '@ben',
			input: '+16505551001',
		}),
	).toStrictEqual({
		waId: '16505551001',
		userId: 'US.1',
		parentUserId: 'US.2',
		username: '@ben',
	});
	expect(asPerson({ user_id: 'US.1', wa_id: '' })).toStrictEqual({ userId: 'US.1' });
	expect(asPerson({})).toStrictEqual({});
});
