import fc from 'fast-check';

import {
	asFlag,
	asId,
	asIsoTime,
	asJson,
	asList,
	asNumber,
	asRecord,
	asText,
	asTimeMs,
	asWire,
	isRecord,
	withoutUndefined,
} from '../../../nodes/WhatsAppGroups/api/values';

test('every reader is total, and answers its own type or undefined', () => {
	fc.assert(
		fc.property(fc.anything(), (value) => {
			expect(['string', 'undefined']).toContain(typeof asText(value));
			expect(asText(value)).not.toBe('');
			expect(asId(value)).toBe(asText(value)?.trim() || undefined);
			const number = asNumber(value);
			expect(number === undefined || Number.isFinite(number)).toBe(true);
			expect(['boolean', 'undefined']).toContain(typeof asFlag(value));
			const time = asTimeMs(value);
			expect(time === undefined || !Number.isNaN(time)).toBe(true);
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
	[0.5, '0.5'],
	[Number.MAX_SAFE_INTEGER, '9007199254740991'],
	[Number.MIN_SAFE_INTEGER, '-9007199254740991'],
	// As an id it could be another's.
	[2 ** 53, undefined],
	[-(2 ** 53), undefined],
	[1e21, undefined],
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
	[1, true],
	[0, false],
	[-0, false],
	['1', true],
	['0', false],
	[' 0 ', false],
	[2, undefined],
	[-1, undefined],
	[0.5, undefined],
	['01', undefined],
	['null', undefined],
	[NaN, undefined],
	[null, undefined],
	[undefined, undefined],
	[[], undefined],
	[[1], undefined],
	[{}, undefined],
])('asFlag(%p) is %p', (value, expected) => {
	expect(asFlag(value)).toBe(expected);
});

test.each([
	['text', 'text'],
	[' GROUP ', 'GROUP'],
	['\n', undefined],
	['', undefined],
	[42, '42'],
	[0, '0'],
	[2 ** 53, undefined],
	[null, undefined],
	[{}, undefined],
])('asId(%p) is %p', (value, expected) => {
	expect(asId(value)).toBe(expected);
});

describe('times', () => {
	const ISO = '2025-08-18T20:27:57.000Z';

	test.each([
		['seconds', 1_755_548_877],
		['seconds as text', '1755548877'],
		['seconds with a fraction', '1755548877.0'],
		['milliseconds', 1_755_548_877_000],
		['milliseconds as text', ' 1755548877000 '],
		['ISO 8601', ISO],
		['ISO 8601 without a fraction', '2025-08-18T20:27:57Z'],
		['ISO 8601 of a zone', '2025-08-18T22:27:57+02:00'],
		['ISO 8601 as Graph writes it', '2025-08-18T20:27:57+0000'],
		['ISO 8601 without a zone, which is UTC wherever this runs', '2025-08-18T20:27:57'],
		['ISO 8601 with blanks', ` ${ISO}\n`],
	])('%s', (_name, value) => {
		expect(asIsoTime(value)).toBe(ISO);
		expect(asTimeMs(value)).toBe(Date.parse(ISO));
	});

	test('seconds, milliseconds and ISO 8601 of one time are that time', () => {
		// 1973 is the first year whose milliseconds are more than any number of seconds.
		const time = fc.integer({ min: 100_000_000, max: 99_999_999_999 });
		fc.assert(
			fc.property(time, fc.boolean(), (seconds, isText) => {
				const iso = new Date(seconds * 1000).toISOString();
				const values = [seconds, seconds * 1000].map((value) => (isText ? String(value) : value));
				for (const value of values) {
					expect(asTimeMs(value)).toBe(seconds * 1000);
					expect(asIsoTime(value)).toBe(iso);
				}
				if (seconds < 250_000_000_000) expect(asTimeMs(iso)).toBe(seconds * 1000);
			}),
			{ numRuns: 1000 },
		);
	});

	test.each([
		[0, '1970-01-01T00:00:00.000Z'],
		['0', '1970-01-01T00:00:00.000Z'],
		[-1, '1969-12-31T23:59:59.000Z'],
		[99_999_999_999, '5138-11-16T09:46:39.000Z'],
		[100_000_000_000, '1973-03-03T09:46:40.000Z'],
		[1e20, undefined],
		['soon', undefined],
		['2025-08-18', undefined],
		['18 Aug 2025', undefined],
		['2025-13-18T20:27:57Z', undefined],
		['2025-08-18Tsoon', undefined],
		['', undefined],
		[true, undefined],
		[null, undefined],
		[{}, undefined],
		[[1_755_548_877], undefined],
		[undefined, undefined],
	])('asIsoTime(%p) is %p', (value, expected) => {
		expect(asIsoTime(value)).toBe(expected);
	});
});

test('numbers and texts are read back', () => {
	fc.assert(
		fc.property(fc.double({ noNaN: true, noDefaultInfinity: true }), (number) => {
			// An integer that a number cannot hold exactly is not passed on as text.
			fc.pre(!Object.is(number, -0) && (!Number.isInteger(number) || Number.isSafeInteger(number)));
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
	expect(asWire(object)).toBe(object);
	expect(asWire(null)).toEqual({});
	expect([object, list, null, 'ab', undefined].map(isRecord)).toEqual([
		true,
		false,
		false,
		false,
		false,
	]);
});

test('withoutUndefined leaves out what is undefined, and nothing else', () => {
	const object = { a: undefined, b: null, c: 0, d: '', e: false, f: { g: undefined } };
	expect(Object.keys(withoutUndefined(object))).toEqual(['b', 'c', 'd', 'e', 'f']);
});

test('keys that mean something to JavaScript set no prototype', () => {
	const object = withoutUndefined(
		JSON.parse('{"__proto__":{"evil":1},"constructor":2,"a":3}') as object,
	);
	expect(Object.getPrototypeOf(object)).toBe(Object.prototype);
	expect(Object.entries(object)).toEqual([
		['constructor', 2],
		['a', 3],
	]);
});
