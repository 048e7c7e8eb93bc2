import fc from 'fast-check';

import { parseExactly } from '../../../nodes/WhatsAppGroups/api/json';

/** The largest integer from which on a number no longer tells all of them apart. */
const LARGEST = BigInt(Number.MAX_SAFE_INTEGER);

/** A value of JSON, in which an integer may be of any size. */
type Json = null | boolean | string | number | bigint | Json[] | Map<string, Json>;

/** As a service writes it: integers digit by digit, and blanks where JSON allows them. */
function write(value: Json, blank: string): string {
	if (typeof value === 'bigint') return value.toString();
	if (Array.isArray(value)) {
		return `[${blank}${value.map((one) => write(one, blank)).join(`${blank},${blank}`)}${blank}]`;
	}
	if (!(value instanceof Map)) return JSON.stringify(value);
	const members = [...value].map(
		([key, one]) => `${JSON.stringify(key)}${blank}:${blank}${write(one, blank)}`,
	);
	return `{${blank}${members.join(`${blank},${blank}`)}${blank}}`;
}

/** What has to come of it: an integer is a number where that says exactly the same, and else its digits. */
function expected(value: Json): unknown {
	if (typeof value === 'bigint') {
		const isExact = value <= LARGEST && value >= -LARGEST;
		return isExact ? Number(value) : value.toString();
	}
	if (Array.isArray(value)) return value.map(expected);
	if (!(value instanceof Map)) return JSON.parse(JSON.stringify(value)) as unknown;
	return Object.fromEntries([...value].map(([key, one]) => [key, expected(one)]));
}

const digits = fc.string({ unit: fc.constantFrom(...'0123456789'), maxLength: 40 });
/** What a reader that looks for long numbers could take for one, or could lose its way in. */
const trickyText = fc
	.array(
		fc.oneof(
			digits,
			fc.constantFrom('"', '\\', '\\"', '{', '}', ':', ',', '-', '.', 'e+', '\u2028', 'é', '😀'),
			fc.string({ maxLength: 5 }),
		),
		{ maxLength: 8 },
	)
	.map((pieces) => pieces.join(''));

const integer = fc.oneof(
	fc.bigInt({ min: -(10n ** 40n), max: 10n ** 40n }),
	fc.bigInt({ min: LARGEST - 5n, max: LARGEST + 5n }),
	fc.bigInt({ min: -LARGEST - 5n, max: -LARGEST + 5n }),
	fc.bigInt({ min: 0n, max: 99n }),
);

/** As JSON writes it, a double may look like an integer: those are of the other kind. */
const double = fc
	.double({ noNaN: true, noDefaultInfinity: true })
	.filter((one) => /[.e]/.test(JSON.stringify(one)));

const { json } = fc.letrec<{ json: Json }>((tie) => ({
	json: fc.oneof(
		{ maxDepth: 4, withCrossShrink: true },
		fc.constant(null),
		fc.boolean(),
		trickyText,
		double,
		integer,
		fc.array(tie('json'), { maxLength: 4 }),
		fc
			.uniqueArray(fc.tuple(trickyText, tie('json')), { maxLength: 4, selector: ([key]) => key })
			.map((members) => new Map(members)),
	),
}));
const blank = fc.constantFrom('', ' ', '\n', '\t', ' \r\n');

test('integers of any size are exact, and everything else is as it was', () => {
	fc.assert(
		fc.property(json, blank, (value, space) => {
			expect(parseExactly(write(value, space))).toEqual(expected(value));
		}),
		{ numRuns: 3000 },
	);
});

test('where no integer is too long it is what JSON.parse makes of it', () => {
	fc.assert(
		fc.property(fc.json(), (text) => {
			fc.pre(!/\d{16}/.test(text));
			expect(parseExactly(text)).toEqual(JSON.parse(text));
		}),
	);
});

test('what is no JSON is none here, whatever the length of its numbers', () => {
	const piece = fc.oneof(
		trickyText,
		digits,
		fc.constantFrom('{"id":', '[', ']', '}', ',', '"', '01'),
	);
	fc.assert(
		fc.property(fc.array(piece, { maxLength: 6 }), (pieces) => {
			const text = pieces.join('');
			let isJson = true;
			try {
				JSON.parse(text);
			} catch {
				isJson = false;
			}
			if (isJson) expect(() => parseExactly(text)).not.toThrow();
			else expect(() => parseExactly(text)).toThrow(SyntaxError);
		}),
		{ numRuns: 2000 },
	);
});

test.each<[string, unknown]>([
	['{"id":120363042573233821}', { id: '120363042573233821' }],
	['[-120363042573233821]', ['-120363042573233821']],
	['9007199254740991', 9007199254740991],
	['9007199254740992', '9007199254740992'],
	['9007199254740993', '9007199254740993'],
	['-9007199254740991', -9007199254740991],
	['-9007199254740992', '-9007199254740992'],
	['1755548877000000', 1755548877000000],
	[
		'{"id":"120363042573233821","n":120363042573233821}',
		{ id: '120363042573233821', n: '120363042573233821' },
	],
	[
		'{"120363042573233821":1,"n":120363042573233821}',
		{ '120363042573233821': 1, n: '120363042573233821' },
	],
	[
		'{"a":"say \\"120363042573233821\\", [120363042573233821]","n":120363042573233821}',
		{ a: 'say "120363042573233821", [120363042573233821]', n: '120363042573233821' },
	],
	[
		'["\\\\",120363042573233821,"\\\\\\"120363042573233821"]',
		['\\', '120363042573233821', '\\"120363042573233821'],
	],
	['[0.1203630425732338,120363042573233821]', [0.1203630425732338, '120363042573233821']],
	['[1203630425732338.5,1203630425732338e10]', [1203630425732338.5, 1203630425732338e10]],
	[' \n120363042573233821\t', '120363042573233821'],
])('%s', (text, value) => {
	expect(parseExactly(text)).toEqual(value);
});

test('a key that means something to JavaScript sets no prototype', () => {
	const parsed = parseExactly('{"__proto__":{"evil":120363042573233821},"a":1}') as object;
	expect(Object.getPrototypeOf(parsed)).toBe(Object.prototype);
	expect(Object.keys(parsed)).toEqual(['__proto__', 'a']);
});

test('a text of megabytes beside a long number is read', () => {
	const long = 'x"\\'.repeat(1_000_000);
	const text = JSON.stringify({ long, id: 0 }).replace(/0}$/, '120363042573233821}');
	expect(parseExactly(text)).toEqual({ long, id: '120363042573233821' });
});
