import fc from 'fast-check';

import {
	asNamedPerson,
	asPerson,
	isAmong,
	isParentUserId,
	isSamePerson,
	isUserId,
	personOf,
	type Person,
} from '../../../nodes/WhatsAppGroups/api/people';

/** What a number may also be written as in an ID (contract 3.8), the number itself included. */
function variantsOf(digits: string): Set<string> {
	const forms: Array<[pattern: RegExp, country: string, inBetween: string]> = [
		// The ninth digit of Brazil's mobiles stands behind the two of their area; 2 to 5 begin landlines.
		[/^55(\d\d)9?([6-9]\d{7})$/, '55', '9'],
		[/^52()1?(\d{10})$/, '52', '1'],
		[/^54()9?(\d{10})$/, '54', '9'],
	];
	const others = forms.flatMap(([pattern, country, inBetween]) => {
		const [, area, rest] = pattern.exec(digits) ?? [];
		if (rest === undefined) return [];
		return [`${country}${area}${rest}`, `${country}${area}${inBetween}${rest}`];
	});
	return new Set([digits, ...others]);
}

const digitsOf = (length: number) =>
	fc.string({ unit: fc.constantFrom(...'0123456789'), minLength: length, maxLength: length });
const anyDigits = fc
	.tuple(fc.integer({ min: 1, max: 9 }), fc.integer({ min: 6, max: 14 }).chain(digitsOf))
	.map(([first, rest]) => `${first}${rest}`);
/** Numbers of the three countries, in both forms, and those that only look like them. */
const rewritten = fc.oneof(
	fc.tuple(fc.constantFrom('55'), digitsOf(2), fc.constantFrom('', '9', '8'), digitsOf(8)),
	fc.tuple(fc.constantFrom('52', '54'), fc.constantFrom('', '1', '9'), digitsOf(10)),
	fc.tuple(fc.constantFrom('55', '52', '54', '5', '552', '549'), digitsOf(9)),
);
const number = fc.oneof(
	anyDigits,
	rewritten.map((parts) => parts.join('')),
);
const country = fc.constantFrom('US', 'DE', 'BR');
const userId = fc.tuple(country, fc.integer({ min: 1, max: 5 })).map(([cc, id]) => `${cc}.${id}`);
const parentId = fc
	.tuple(country, fc.integer({ min: 1, max: 5 }))
	.map(([cc, id]) => `${cc}.ENT.${id}`);
const person: fc.Arbitrary<Person> = fc.record(
	{
		waId: fc.oneof(number, fc.constantFrom('16505551001', '5531988887777', '553188887777')),
		userId,
		parentUserId: parentId,
		username: fc.constantFrom('@ben', '@eve'),
	},
	{ requiredKeys: [] },
);

describe('isSamePerson', () => {
	test('is symmetric', () => {
		fc.assert(
			fc.property(person, person, (one, other) => {
				expect(isSamePerson(one, other)).toBe(isSamePerson(other, one));
			}),
			{ numRuns: 3000 },
		);
	});

	test('is reflexive, and undefined only of somebody without any id', () => {
		fc.assert(
			fc.property(person, (one) => {
				const hasId = one.waId ?? one.userId ?? one.parentUserId;
				expect(isSamePerson(one, { ...one })).toBe(hasId === undefined ? undefined : true);
			}),
			{ numRuns: 1000 },
		);
	});

	test('of two numbers is true for the named variants, and for no others', () => {
		fc.assert(
			fc.property(number, number, (one, other) => {
				expect(isSamePerson({ waId: one }, { waId: other })).toBe(variantsOf(one).has(other));
			}),
			{ numRuns: 3000 },
		);
	});

	test('of each variant of a number is true, however it is written', () => {
		const separators = fc.constantFrom('', ' ', '-', '.', '(', ') ');
		fc.assert(
			fc.property(number, separators, fc.constantFrom('', '+'), (one, separator, plus) => {
				const written = `${plus}${one.slice(0, 2)}${separator}${one.slice(2)}`;
				for (const variant of variantsOf(one)) {
					expect(isSamePerson({ waId: variant }, { waId: written })).toBe(true);
				}
			}),
			{ numRuns: 1000 },
		);
	});

	test('of a number that differs by one digit is false', () => {
		fc.assert(
			fc.property(number, fc.nat(20), fc.integer({ min: 1, max: 9 }), (one, place, by) => {
				const at = place % one.length;
				const digit = (Number(one[at]) + by) % 10;
				const other = `${one.slice(0, at)}${digit}${one.slice(at + 1)}`;
				fc.pre(!variantsOf(one).has(other) && !other.startsWith('0'));
				expect(isSamePerson({ waId: one }, { waId: other })).toBe(false);
			}),
			{ numRuns: 1000 },
		);
	});

	test('of a number and a hidden one cannot be told', () => {
		fc.assert(
			fc.property(number, fc.oneof(userId, parentId), (waId, id) => {
				expect(isSamePerson({ waId }, personOf(id))).toBeUndefined();
			}),
		);
	});

	test.each<[string, Person, Person, boolean | undefined]>([
		[
			'Brazil, with and without the ninth digit',
			{ waId: '5531988887777' },
			{ waId: '553188887777' },
			true,
		],
		[
			'Brazil, another person of the same area',
			{ waId: '5531988887777' },
			{ waId: '5531988887778' },
			false,
		],
		['Brazil, another area', { waId: '5531988887777' }, { waId: '551188887777' }, false],
		['Brazil, a mobile and a landline', { waId: '5511932345678' }, { waId: '551132345678' }, false],
		[
			'Brazil, a ninth digit that is no 9',
			{ waId: '5531888887777' },
			{ waId: '553188887777' },
			false,
		],
		['Mexico, with and without the 1', { waId: '5215512345678' }, { waId: '525512345678' }, true],
		['Mexico, another 1', { waId: '5225512345678' }, { waId: '525512345678' }, false],
		[
			'Argentina, with and without the 9',
			{ waId: '5491123456789' },
			{ waId: '541123456789' },
			true,
		],
		['Argentina, another 9', { waId: '5481123456789' }, { waId: '541123456789' }, false],
		['other countries’ 9 and 1', { waId: '4991123456789' }, { waId: '491123456789' }, false],
		...[
			['15531988887777', '1553188887777'],
			['15215512345678', '1525512345678'],
			['15491123456789', '1541123456789'],
		].map(([one, other]): [string, Person, Person, boolean] => [
			'longer numbers that end as those of one person do',
			{ waId: one },
			{ waId: other },
			false,
		]),
		['a number with its plus', { waId: '+49 151-2345.6703' }, { waId: '4915123456703' }, true],
		['a number with 00', { waId: '0049 151 23456703' }, { waId: '4915123456703' }, true],
		['a part of a number', { waId: '15123456703' }, { waId: '4915123456703' }, false],
		['the same user id', { userId: 'US.1' }, { userId: 'US.1' }, true],
		['other user ids', { userId: 'US.1' }, { userId: 'US.2' }, false],
		['the same user id of another country', { userId: 'US.1' }, { userId: 'DE.1' }, false],
		['the same parent id', { parentUserId: 'US.ENT.1' }, { parentUserId: 'US.ENT.1' }, true],
		['a parent id told as a user id', { parentUserId: 'US.ENT.1' }, { userId: 'US.ENT.1' }, true],
		['a user id and a parent id', { userId: 'US.1' }, { parentUserId: 'US.ENT.1' }, undefined],
		[
			'a user id, and somebody who has it besides a parent id',
			{ userId: 'US.1' },
			{ userId: 'US.1', parentUserId: 'US.ENT.2' },
			true,
		],
		['a number and a user id', { waId: '16505551001' }, { userId: 'US.1' }, undefined],
		[
			'a number, and somebody with both',
			{ waId: '16505551001' },
			{ waId: '16505551001', userId: 'US.1' },
			true,
		],
		[
			'another number, and somebody with both',
			{ waId: '16505551002' },
			{ waId: '16505551001', userId: 'US.1' },
			false,
		],
		[
			'the same user id and another number, as when somebody changes it',
			{ waId: '16505551002', userId: 'US.1' },
			{ waId: '16505551001', userId: 'US.1' },
			true,
		],
		[
			'the same number and another user id',
			{ waId: '16505551001', userId: 'US.2' },
			{ waId: '16505551001', userId: 'US.1' },
			true,
		],
		[
			'the same username, which proves nothing',
			{ username: '@ben' },
			{ username: '@ben' },
			undefined,
		],
		['nobody and somebody', {}, { waId: '16505551001' }, undefined],
		['nobody and nobody', {}, {}, undefined],
	])('%s: %j and %j', (_what, one, other, expected) => {
		expect(isSamePerson(one, other)).toBe(expected);
		expect(isSamePerson(other, one)).toBe(expected);
	});
});

describe('isAmong', () => {
	test('is what isSamePerson says of each: one yes is enough, a no needs all of them', () => {
		fc.assert(
			fc.property(person, fc.array(person, { maxLength: 5 }), (one, people) => {
				const answers = people.map((other) => isSamePerson(one, other));
				const expected = answers.includes(true)
					? true
					: answers.every((answer) => answer === false)
						? false
						: undefined;
				expect(isAmong(one, people)).toBe(expected);
			}),
			{ numRuns: 2000 },
		);
	});

	test.each<[string, Person[], boolean | undefined]>([
		['nobody', [], false],
		['others', [{ waId: '16505551002' }, { waId: '16505551003' }], false],
		['somebody hidden among others', [{ waId: '16505551002' }, { userId: 'US.1' }], undefined],
		['themselves behind somebody hidden', [{ userId: 'US.1' }, { waId: '16505551001' }], true],
	])('of %s', (_what, people, expected) => {
		expect(isAmong({ waId: '16505551001' }, people)).toBe(expected);
	});
});

describe('ids', () => {
	test.each([
		['US.13491208655302741918', true, false],
		['US.ENT.11815799212886844830', true, true],
		['DE.aB9', true, false],
		[`US.${'1'.repeat(128)}`, true, false],
		[`US.${'1'.repeat(129)}`, false, false],
		['US.', false, false],
		['US.ENT.', false, false],
		['us.1', false, false],
		['USA.1', false, false],
		['US.1 ', false, false],
		['US.1\n', false, false],
		['US.1.2', false, false],
		['US-1', false, false],
		['16505551001', false, false],
		['', false, false],
	])('%j: a user id %p, a parent’s %p', (text, isUser, isParent) => {
		expect(isUserId(text)).toBe(isUser);
		expect(isParentUserId(text)).toBe(isParent);
	});

	test.each<[string, Person]>([
		['US.1', { userId: 'US.1' }],
		['US.ENT.1', { parentUserId: 'US.ENT.1' }],
		['16505551001', { waId: '16505551001' }],
		['+1 (650) 555-1001', { waId: '16505551001' }],
		// What is no number stays what it is, and equals only itself.
		['ben', { waId: 'ben' }],
		['+1 650 555 1001 ext. 7', { waId: '+1 650 555 1001 ext. 7' }],
	])('%j means %j', (id, expected) => {
		expect(personOf(id)).toStrictEqual(expected);
	});
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
	expect(asPerson({ wa_id: 16505551001 })).toStrictEqual({ waId: '16505551001' });
	// Rounded, it would be somebody else's.
	expect(asPerson({ wa_id: 2 ** 53 })).toStrictEqual({});
	expect(asPerson({})).toStrictEqual({});
});

test.each<[unknown, Person]>([
	['16505551001', { waId: '16505551001' }],
	[16505551001, { waId: '16505551001' }],
	['US.1', { userId: 'US.1' }],
	[' US.1 ', { userId: 'US.1' }],
	[{ user: '+1 650 555 1001' }, { waId: '16505551001' }],
	[{ user: 'US.1' }, { userId: 'US.1' }],
	[{ input: 'US.ENT.1' }, { parentUserId: 'US.ENT.1' }],
	// The person's own ids say more than what the request called them.
	[{ input: '+55 31 98888-7777', wa_id: '553188887777' }, { waId: '553188887777' }],
	[
		{ input: '16505551001', user_id: 'US.1' },
		{ waId: '16505551001', userId: 'US.1' },
	],
	[
		{ user_id: 'US.1', wa_id: '', username: '@ben' },
		{ userId: 'US.1', username: '@ben' },
	],
	[{ errors: [{ code: 1 }] }, {}],
	[{ wa_id: {} }, {}],
	['', {}],
	[null, {}],
	[undefined, {}],
	[[], {}],
	[true, {}],
])('as a list names them, %j is %j', (entry, expected) => {
	expect(asNamedPerson(entry)).toStrictEqual(expected);
});

test('whatever a list names: a person whose ids are texts', () => {
	fc.assert(
		fc.property(fc.anything(), (entry) => {
			const values = Object.values(asNamedPerson(entry));
			expect(values.every((value) => typeof value === 'string' && value !== '')).toBe(true);
		}),
		{ numRuns: 1000 },
	);
});

test.each([
	['1551198234567', '155118234567'],
	['551198234567812', '55118234567812'],
	['1521551234567', '152551234567'],
	['521551234567812', '52551234567812'],
	['1549111234567', '154111234567'],
	['549111234567812', '54111234567812'],
])('%s and %s are two numbers: what is rewritten has a length', (one, other) => {
	expect(isSamePerson({ waId: one }, { waId: other })).toBe(false);
});
