import fc from 'fast-check';

import { asPerson } from '../../../nodes/WhatsAppGroups/api/people';
import { InputFailure } from '../../../nodes/WhatsAppGroups/failures/failure';
import {
	givenText,
	toPerson,
	tryReadPerson,
	type Recipient,
} from '../../../nodes/WhatsAppGroups/fields/people';

const USER_ID = 'US.13491208655302741918';
const PARENT_ID = 'US.ENT.11815799212886844830';

/** 7 to 15 digits of an international number, behind whose country code no 0 is ever written. */
const digits = fc.stringMatching(/^[1-9][1-9]{6,14}$/);
const userId = fc
	.tuple(fc.stringMatching(/^[A-Z]{2}$/), fc.stringMatching(/^[A-Za-z0-9]{1,30}$/))
	.map((parts) => parts.join('.'));

/** The number with the signs that people put between digits. */
const written = fc
	.tuple(
		digits,
		fc.array(fc.constantFrom('', ' ', '-', '(', ')', '\u00a0', '  ', '\u2011', '\u200b'), {
			minLength: 16,
			maxLength: 16,
		}),
		fc.constantFrom('+', '00', '+ ', 'tel:+'),
	)
	.map(([number, signs, prefix]) => ({
		number,
		text: `${prefix}${[...number].map((digit, index) => `${digit}${signs[index]}`).join('')}`,
	}));

/** What reading gives: a person, or the complaint. */
const read = (value: unknown): Recipient | InputFailure => tryReadPerson(value, 'L');

function phoneOf(value: unknown): string | undefined {
	const person = read(value);
	return 'phone' in person ? person.phone : undefined;
}

function complaint(value: unknown): InputFailure {
	const result = read(value);
	if (result instanceof InputFailure) return result;
	throw new Error(`It was not refused, but read as ${JSON.stringify(result)}`);
}

const ROW = '0123456789';

/** The digits of another script, given its zero. */
function inScript(text: string, zero: number): string {
	return text.replace(/\d/g, (digit) => String.fromCodePoint(zero + ROW.indexOf(digit)));
}

/** Every notation of +4915123456703 that means it, and nothing else. */
const ANNA = '4915123456703';
const NOTATIONS: Array<[string, unknown]> = [
	['E.164', '+4915123456703'],
	['a WhatsApp ID', '4915123456703'],
	['a number', 4915123456703],
	['00', '004915123456703'],
	['00, in groups', '00 49 151 23456703'],
	['blanks', '+49 151 23456703'],
	['pairs', '+49 15 12 34 56 70 3'],
	['brackets', '+49 (151) 23456703'],
	['a bracketed country code', '(+49) 151 23456703'],
	['square brackets', '[+49] 151 23456703'],
	['hyphens', '+49-151-2345-6703'],
	['dots', '+49.151.2345.6703'],
	['slashes', '+49/151/23456703'],
	['a backslash', '+49\\151\\23456703'],
	['underscores', '+49_151_23456703'],
	['tildes', '+49~151~23456703'],
	['blanks around', '  +49 151 23456703\t'],
	['a line break behind', '+49 151 23456703\r\n'],
	['a blank behind the plus', '+ 49 151 23456703'],
	['a dot behind', '+49 151 23456703.'],
	['no-break spaces', '+49\u00a0151\u00a023456703'],
	['narrow no-break spaces', '+49\u202f151\u202f23456703'],
	['thin spaces', '+49\u2009151\u200923456703'],
	['ideographic spaces', '+49\u3000151\u300023456703'],
	['tabs', '+49\t151\t23456703'],
	['a braille blank', '+49\u2800151\u280023456703'],
	['a left-to-right mark', '\u200e+49 151 23456703'],
	['directional embedding', '\u202a+49 151 23456703\u202c'],
	['directional isolates', '\u2066+49 151 23456703\u2069'],
	['an Arabic letter mark', '\u061c+4915123456703'],
	['zero-width spaces', '+49\u200b151\u200b23456703'],
	['zero-width joiners', '+49\u200d151\u200c23456703'],
	['a byte order mark', '\ufeff+4915123456703'],
	['word joiners', '+49\u2060151\u206023456703'],
	['soft hyphens', '+49\u00ad151\u00ad23456703'],
	['a grapheme joiner', '+49\u034f15123456703'],
	['a Hangul filler', '+49\u3164151\u116023456703'],
	['a variation selector', '+49\ufe0f15123456703'],
	['hyphens', '+49\u2010151\u201023456703'],
	['non-breaking hyphens', '+49\u2011151\u201123456703'],
	['figure dashes', '+49\u2012151\u201223456703'],
	['en dashes', '+49\u2013151\u201323456703'],
	['em dashes', '+49\u2014151\u201423456703'],
	['horizontal bars', '+49\u2015151\u201523456703'],
	['minus signs', '+49\u2212151\u221223456703'],
	['superscript minus signs', '+49\u207b151\u207b23456703'],
	['hyphen bullets', '+49\u2043151\u204323456703'],
	['small hyphens', '+49\ufe63151\ufe6323456703'],
	['full-width hyphens', '+49\uff0d151\uff0d23456703'],
	['prolonged sound marks', '+49\u30fc151\u30fc23456703'],
	['wave dashes', '+49\u301c151\u301c23456703'],
	['Hebrew maqafs', '+49\u05be151\u05be23456703'],
	['middle dots', '+49·151·23456703'],
	['bullets', '+49•151•23456703'],
	['full-width, all of it', '＋４９（１５１）２３４５－６７０３'],
	['full-width dots and slashes', '＋４９．１５１／２３４５６７０３'],
	['a small plus', '\ufe624915123456703'],
	['a superscript plus', '\u207a4915123456703'],
	['Arabic-Indic digits', `+${inScript(ANNA, 0x660)}`],
	['Persian digits', `+${inScript(ANNA, 0x6f0)}`],
	['Devanagari digits', `+${inScript(ANNA, 0x966)}`],
	['Thai digits', `+${inScript(ANNA, 0xe50)}`],
	['mathematical bold digits', `+${inScript(ANNA, 0x1d7ce)}`],
	['mathematical double-struck digits', `+${inScript(ANNA, 0x1d7d8)}`],
	['mathematical monospace digits', `+${inScript(ANNA, 0x1d7f6)}`],
	['digits of two scripts', `+49${inScript('151', 0x660)}23456703`],
	['the .0 of a spreadsheet', '4915123456703.0'],
	['the .00 of a spreadsheet', '+4915123456703.00'],
	['the ,0 of a spreadsheet', '4915123456703,0'],
	['many zeros, too many for a number', '4915123456703.000000'],
	['tel:', 'tel:+4915123456703'],
	['TEL: with blanks', 'TEL: +49 151 23456703'],
	['tel: with hyphens', 'tel:+49-151-2345-6703'],
	['sms:', 'sms:+4915123456703'],
	['whatsapp:', 'whatsapp:+4915123456703'],
	['a wa.me link', 'https://wa.me/4915123456703'],
	['a wa.me link without https', 'wa.me/4915123456703'],
	['a wa.me link with plus', 'http://wa.me/+4915123456703'],
	['a wa.me link with a text', 'https://wa.me/4915123456703?text=Call%201234'],
	['an API link', 'https://api.whatsapp.com/send?phone=4915123456703'],
	['an API link with a text', 'https://api.whatsapp.com/send/?phone=%2B4915123456703&text=12'],
	['the apostrophe of a spreadsheet', "'+4915123456703"],
	['quotes', '"+49 151 23456703"'],
	['curly quotes', '“+49 151 23456703”'],
	['(0)', '+49 (0) 151 23456703'],
	['(0) without blanks', '+49(0)15123456703'],
	['(0) behind 00', '0049 (0)151 23456703'],
	['(0) behind a hyphen', '+49-(0)151-23456703'],
	['(0) behind a dot', '+49.(0)151.23456703'],
	['(0) behind a bracketed code', '(+49)(0)151 23456703'],
	['(0) in full-width brackets', '+49（0）151 23456703'],
	['[0]', '+49 [0] 151 23456703'],
	['(0) without a plus', '49 (0) 151 23456703'],
	['waId', { waId: ANNA }],
	['wa_id', { wa_id: ANNA }],
	['phone', { phone: '+49 151 23456703' }],
	['number', { number: 4915123456703 }],
	['phoneNumber', { phoneNumber: '0049 151 23456703' }],
	['phone_number', { phone_number: 'tel:+4915123456703' }],
	['a number and a user ID', { waId: ANNA, userId: USER_ID, username: '@anna' }],
	['an empty waId', { waId: '', phone: '+4915123456703' }],
	['a waId of null', { waId: null, phone: '+4915123456703' }],
	['one number twice', { waId: ANNA, phone: '+49 151 23456703' }],
	['a row number beside it', { number: 17, phone: '+49 151 23456703' }],
	['a text beside it', { phone: 'private', number: '+49 151 23456703' }],
	['a text in a waId', { waId: 'unknown', phone: '+49 151 23456703' }],
	['a waId with a plus', { waId: '+4915123456703' }],
	['a waId of a bridge', { waId: '4915123456703@c.us' }],
	['a dot behind, without a plus', '4915123456703.'],
	['hyphens around', '-4915123456703-'],
	['quotes between marks of direction', '\u200e "+49 151 23456703" \u200e'],
	['blanks within quotes', '" https://wa.me/4915123456703 "'],
];

const REFUSED: Array<[unknown, string]> = [
	['', 'is empty'],
	['   ', 'is empty'],
	['\u200b', 'is empty'],
	['""', 'is empty'],
	['tel:', 'is empty'],
	['" "', 'is empty'],
	['0151 23456703', 'has no country code'],
	['(0151) 23456703', 'has no country code'],
	['(0) 151 23456703', 'has a 0 in brackets that does not follow the country code'],
	['+0151 23456703', 'has no country code'],
	['000 151 23456703', 'has no country code'],
	['011 49 151 23456703', 'has no country code'],
	['(650) 555-1001', 'can be read in two ways, as +16…001 or +65…001'],
	['650-555-1001', 'can be read in two ways, as +16…001 or +65…001'],
	['650.555.1001', 'can be read in two ways, as +16…001 or +65…001'],
	['650 555 1001', 'can be read in two ways, as +16…001 or +65…001'],
	['(151) 23456703', 'has no country code'],
	['+49 0151 23456703', 'can be read in two ways, as +49…703 or +49…703'],
	['0049 0151 23456703', 'can be read in two ways, as +49…703 or +49…703'],
	['490151 23456703', 'can be read in two ways, as +49…703 or +49…703'],
	['+44 07911 123456', 'can be read in two ways, as +44…456 or +44…456'],
	['+49 151 (0) 23456703', 'has a 0 in brackets that does not follow the country code'],
	['+49 (0)(0) 151 23456703', 'has a 0 in brackets that does not follow the country code'],
	['+39 (0) 6 1234567', 'can be read in two ways, as +39…567 or +39…567'],
	['123456', 'is not a phone number: it has 6 digits'],
	['+1234567890123456', 'is not a phone number: it has 16 digits'],
	['+4915123456703 4915123456704', 'is not a phone number: it has 26 digits'],
	['+', 'is not a phone number'],
	['0', 'has no country code'],
	['4915123456703.5', 'can be read in two ways, as +49…703 or +49…035'],
	[4915123456703.5, 'can be read in two ways, as +49…703 or +49…035'],
	['4915123456703.25', 'can be read in two ways, as +49…703 or +49…325'],
	['+49 151 23456703.0', 'can be read in two ways, as +49…703 or +49…030'],
	['+49-151-23456703.00', 'can be read in two ways, as +49…703 or +49…300'],
	['+49 151 23456703,0', 'can be read in two ways, as +49…703 or +49…030'],
	['1650555.0000', 'can be read in two ways, as +1…55 or +16…000'],
	['+49 30 1234567/68', 'can be read in two ways, as +49…567 or +49…768'],
	['12/34', 'is not a phone number: it has 4 digits'],
	['491512345670.000', 'can be read in two ways, as +49…670 or +49…000'],
	["+41'79'1234567", 'is not a phone number'],
	[{ phone: '0151 23456703' }, 'has no country code'],
	[{ phone: '8123456789' }, 'may have no country code'],
	['4.9151234567E+12', 'was rounded by a spreadsheet'],
	['4,9151234567E+12', 'was rounded by a spreadsheet'],
	['4.91512E12', 'was rounded by a spreadsheet'],
	['5e+12', 'was rounded by a spreadsheet'],
	[1.5e21, 'was rounded by a spreadsheet'],
	['+49 151 23456703 ext. 12', 'has an extension'],
	['+49 151 23456703 x12', 'has an extension'],
	['+49 151 23456703 #12', 'has an extension'],
	['+49 151 23456703 Durchwahl 12', 'has an extension'],
	['+49 151 23456703;12', 'has an extension'],
	['+49 151 23456703, 12', 'has an extension'],
	['tel:+4915123456703;ext=12', 'has an extension'],
	['+4915123456703x12', 'is not a phone number'],
	['+4915123456703p12', 'is not a phone number'],
	['+49 151 234567O3', 'is not a phone number'],
	['+49 151 234567²', 'is not a phone number'],
	['+49 151 234567①', 'is not a phone number'],
	['+49 151 234567½', 'is not a phone number'],
	['+49 151 XXXXXXX', 'is not a phone number'],
	['Anna', 'is not a phone number'],
	['Anna +4915123456703', 'is not a phone number'],
	['=4915123456703', 'is not a phone number'],
	['https://wa.me/message/ABC123', 'is not a phone number'],
	['https://wa.me/4915123456703x4', 'is not a phone number'],
	['https://example.com/4915123456703', 'is not a phone number'],
	['+49 151 234567\n+49 151 234568', 'holds more than one line'],
	['+4915123456703+4915123456704', 'holds more than one number'],
	['1650+5551001', 'holds more than one number, or a plus sign within it'],
	['++16505551001', 'holds more than one number, or a plus sign within it'],
	['us.1234567', 'is not a phone number'],
	['USA.1234567', 'is not a phone number'],
	['US.', 'is not a phone number'],
	['US1234567', 'is not a phone number'],
	['US.12-34', 'is not a phone number'],
	['U1.1234567', 'is not a phone number'],
	[undefined, 'is not a phone number'],
	[null, 'is not a phone number'],
	[true, 'is not a phone number'],
	[NaN, 'is not a phone number'],
	[{}, 'is not a phone number'],
	[{ name: 'Anna' }, 'is not a phone number'],
	[{ waId: {} }, 'is not a phone number'],
	[[], 'is empty'],
	[
		{ phone: '+4915123456703', waId: '4915123456704' },
		'can be read in two ways, as +49…704 or +49…703',
	],
];

describe('a number', () => {
	test.each(NOTATIONS)('%s', (_name, value) => {
		expect(read(value)).toEqual({ phone: '+4915123456703' });
	});

	test('the table is long enough to be worth its name', () => {
		expect(NOTATIONS.length).toBeGreaterThanOrEqual(90);
		const values = NOTATIONS.map(([, value]) => JSON.stringify(value));
		expect(new Set(values).size).toBe(values.length);
	});

	test.each([
		['+1234567', '+1234567'],
		['+123456789012345', '+123456789012345'],
		['+1 (650) 555-1001', '+16505551001'],
		['1-650-555-1001', '+16505551001'],
		['+39 06 1234567', '+39061234567'],
		['+225 07 12 34 56 78', '+2250712345678'],
		['+226 01 23 45 67', '+22601234567'],
		['+229 01 23 45 67 89', '+2290123456789'],
		['+241 06 12 34 56', '+24106123456'],
		['+33.1.23.45.67.00', '+33123456700'],
		['+1650.5551001', '+16505551001'],
		['+33/1/23/45/67/89', '+33123456789'],
		['+1234567/8', '+12345678'],
		['+123456.78', '+12345678'],
		['+1650555.0123', '+16505550123'],
		['+1650555.1230', '+16505551230'],
		['+1650555.1001', '+16505551001'],
		['+1 650 555.10', '+165055510'],
		['+7 (0) 912 345 67 89', '+79123456789'],
		['+420 (0) 601 123 456', '+420601123456'],
		['45 12 34 56 78', '+4512345678'],
	])('%s is %s', (value, expected) => {
		expect(phoneOf(value)).toBe(expected);
	});

	test('that WhatsApp tells has its country code, and needs no plus', () => {
		expect(phoneOf({ waId: '8123456789' })).toBe('+8123456789');
		expect(phoneOf({ wa_id: '8123456789' })).toBe('+8123456789');
	});

	test.each([
		[
			'81234 56789',
			'"812…789" may have no country code: with a plus sign it would be +81…789.',
			'Enter the number with plus sign and country code, such as +49 151 23456789.',
		],
		[
			'0151 23456703',
			'"015…703" has no country code.',
			'Enter the number with plus sign and country code, such as +49 151 23456789.',
		],
		[
			'+1 0650 555 1001',
			'"+1 …001" can be read in two ways, as +10…001 or +16…001.',
			'Enter the number as it is dialed from abroad, without the 0.',
		],
		[
			'4915123456703.5',
			'"491…3.5" can be read in two ways, as +49…703 or +49…035.',
			'Enter it with plus sign and country code, and nothing after it.',
		],
		[
			'Anna',
			'"Anna" is not a phone number.',
			'Enter numbers with plus sign and country code, such as +49 151 23456789.',
		],
		[
			'+49 151',
			'"+49 151" is not a phone number: it has 5 digits, and 7 to 15 are possible.',
			'Enter numbers with plus sign and country code, such as +49 151 23456789.',
		],
	])('%s: what is wrong with it, and what to do', (value, message, hint) => {
		expect(complaint(value).details).toEqual({
			code: 'invalid_phone_number',
			message: `L: ${message}`,
			hint,
		});
	});

	test('in the digits of every script that has some', () => {
		// A row of digits begins where its first one would be read as 0.
		for (let code = 0x80; code < 0x20000; code += 1) {
			if (!/\p{Nd}/u.test(String.fromCodePoint(code))) continue;
			const row = Array.from({ length: 10 }, (_, index) => String.fromCodePoint(code + index));
			expect(row.join('')).toMatch(/^\p{Nd}{10}$/u);
			expect(phoneOf(`+1${row.slice(1).join('')}`)).toBe('+1123456789');
			code += 9;
		}
	});

	test('is found, however it is written', () => {
		fc.assert(
			fc.property(written, ({ number, text }) => {
				expect(phoneOf(text)).toBe(`+${number}`);
				expect(phoneOf({ phone: text })).toBe(`+${number}`);
			}),
			{ numRuns: 1000 },
		);
	});

	test('is its own fixed point', () => {
		fc.assert(
			fc.property(written, ({ text }) => {
				const once = phoneOf(text);
				expect(phoneOf(once)).toBe(once);
			}),
		);
	});

	test('whatever stands around its digits: that very number or a refusal, never another', () => {
		const decoration = fc.oneof(
			fc.constantFrom('', ' ', '-', '.', '/', '(', ')', '(0)', '+', ',', ';', '\n', '~', '"', "'"),
			fc.constantFrom('\u200e', '\u00a0', '\u2011', '\u2212', '\u30fc', '（', '）', '\ufeff'),
			fc.constantFrom('tel:', 'https://wa.me/', 'ext', 'x', '#', '*', 'e', 'E+', '|', '²', 'O'),
			fc.string({ unit: 'grapheme', maxLength: 3 }).map((text) => text.replace(/\p{Nd}/gu, '')),
		);
		const any = fc.tuple(
			fc.stringMatching(/^[1-9][0-9]{6,14}$/),
			fc.array(decoration, { minLength: 16, maxLength: 16 }),
			fc.constantFrom('', '+', '00', '+ ', '(+', 'tel:'),
			fc.constantFrom('', '.0', '.00', ',0', '.000', '?text=1', ' '),
			fc.constantFrom(0, 0x660, 0xff10, 0x1d7d8),
			fc.nat({ max: 16 }),
		);
		let numbers = 0;
		fc.assert(
			fc.property(any, ([number, signs, prefix, tail, zero, dense]) => {
				// Mostly few decorations, so that a good part of the notations can be read at all.
				const body = [...number].map((digit, index) => {
					// A dot before the last zeros is what spreadsheets write.
					const isFraction = /^[.,]/.test(signs[index]) && /^0+$/.test(number.slice(index));
					return index % 8 === dense % 8 && !isFraction ? `${signs[index]}${digit}` : digit;
				});
				const shown = zero === 0 ? body : body.map((part) => inScript(part, zero));
				// Behind other dots, zeros are one more group of the number.
				const isGroup = /^\.0+$/.test(tail) && shown.some((part) => /[.．]/.test(part));
				const result = read(`${prefix}${shown.join('')}${isGroup ? '' : tail}`);
				if (result instanceof InputFailure) return;
				numbers += 1;
				// A 0 in brackets is of nobody's number.
				expect(result).toEqual({ phone: `+${number}` });
			}),
			{ numRuns: 5000 },
		);
		expect(numbers).toBeGreaterThan(300);
	});

	test.each(REFUSED)('%j is refused: %s', (value, expected) => {
		const failure = complaint(value);
		expect(failure.details.message.startsWith('L: "')).toBe(true);
		expect(failure.details.message).toContain(`" ${expected}`);
		expect(failure.details.code).toBe('invalid_phone_number');
		expect(failure.details.hint).toMatch(/\w+ \w+/);
		expect(failure.certainty).toBe('notDone');
	});

	test('in a national form, with any signs, is refused', () => {
		fc.assert(
			fc.property(written, ({ number }) => {
				complaint(`0${number}`);
				complaint(`(0) ${number}`);
				complaint(`+0${number}`);
				complaint(`+49 0${number}`);
			}),
		);
	});

	test('with a letter in it is refused', () => {
		const letter = fc.constantFrom('a', 'X', 'e', 'O', 'l', 'é', '日', '#', '*', ',', ';');
		fc.assert(
			fc.property(digits, letter, fc.nat(15), (number, sign, position) => {
				const at = Math.min(position, number.length - 1);
				complaint(`+${number.slice(0, at)}${sign}${number.slice(at)}`);
			}),
		);
	});

	test('no complaint holds it whole: people are masked', () => {
		const broken = fc.constantFrom('x', ' ext. 5', '.5', '/12', '+1', '\n1', 'e', ' (0)');
		fc.assert(
			fc.property(digits, broken, (number, rest) => {
				const result = read(`+${number}${rest}`);
				if (!(result instanceof InputFailure)) return;
				const text = `${result.details.message} ${result.details.hint}`;
				expect(text).not.toContain(number);
				expect(text).toContain('…');
			}),
		);
	});

	test('whatever comes: an E.164 number, a user ID, or a complaint with the label', () => {
		const nearly = fc.string({ unit: fc.constantFrom(...'0123+ -(.a/,[]e') });
		const anything = fc.anything({ withBigInt: true, withDate: true, withNullPrototype: true });
		const circle: Record<string, unknown> = {};
		circle.of = circle;
		const noText = fc.constantFrom<unknown>(circle, { n: 1n }, { toJSON: () => undefined });
		fc.assert(
			fc.property(fc.oneof(anything, noText, nearly), (value) => {
				const result = read(value);
				if (result instanceof InputFailure) {
					expect(result.details.message.startsWith('L: ')).toBe(true);
				} else if ('phone' in result) {
					expect(result.phone).toMatch(/^\+[1-9]\d{6,14}$/);
				} else {
					expect(result.userId).toMatch(/^[A-Z]{2}\./);
				}
			}),
			{ numRuns: 2000 },
		);
	});
});

describe('a person with a hidden number', () => {
	test.each<[unknown]>([
		[USER_ID],
		[` ${USER_ID}\u200b `],
		[`\u200e ${USER_ID} \u200e`],
		[{ userId: USER_ID }],
		[{ user_id: USER_ID }],
		[{ userId: USER_ID, username: '@anna' }],
		[{ waId: '', userId: USER_ID }],
		[{ waId: null, user_id: USER_ID }],
	])('%j', (value) => {
		const person = read(value);
		expect(person).toEqual({ userId: USER_ID });
		expect(toPerson(person as Recipient)).toEqual({ userId: USER_ID });
	});

	test.each<[unknown]>([
		[PARENT_ID],
		[{ parentUserId: PARENT_ID }],
		[{ parent_user_id: PARENT_ID }],
	])('by the parent’s ID: %j', (value) => {
		const person = read(value);
		expect(person).toEqual({ userId: PARENT_ID });
		expect(toPerson(person as Recipient)).toEqual({ parentUserId: PARENT_ID });
	});

	test('user IDs are taken as they are', () => {
		fc.assert(
			fc.property(userId, (id) => {
				expect(read(id)).toEqual({ userId: id });
				expect(read({ userId: id })).toEqual({ userId: id });
			}),
		);
	});
});

describe('what our own outputs give', () => {
	test('is read again, and the output says the same again', () => {
		const wire = fc.oneof(
			fc.record({ wa_id: digits }),
			fc.record({ user_id: userId, username: fc.string() }),
			fc.record({ wa_id: digits, user_id: userId, parent_user_id: userId }),
		);
		fc.assert(
			fc.property(wire, (received) => {
				const person = asPerson(received);
				const recipient = read(person);
				const ids = toPerson(recipient as Recipient);
				expect(ids).toEqual(
					person.waId === undefined ? { userId: person.userId } : { waId: person.waId },
				);
				expect(read(ids)).toEqual(recipient);
			}),
		);
	});
});

describe('givenText', () => {
	test.each<[unknown, string]>([
		[' +49 151 ', '+49 151'],
		[4915123456703, '4915123456703'],
		[{ phone: ' +49 151 ' }, '+49 151'],
		[{ waId: '', user_id: 'US.1' }, 'US.1'],
		[{ name: 'Anna' }, '{"name":"Anna"}'],
		[null, 'null'],
		[[{ phone: '+49 151' }, [{ userId: 'US.1' }, 7]], '+49 151,US.1,7'],
	])('%j is known again as %s', (value, expected) => {
		expect(givenText(value)).toBe(expected);
	});
});

test('what JavaScript has no text for is an object', () => {
	const itself: Record<string, unknown> = {};
	itself.itself = itself;
	expect(givenText(itself)).toBe('an object');
});
