/**
 * Numbers of all countries, as spreadsheets, CRMs, contact cards, web forms and language models write them.
 * The second opinion is libphonenumber: whatever we accept is the number that it reads, too.
 */
import fc from 'fast-check';
import { Metadata } from 'libphonenumber-js/core';
import examples from 'libphonenumber-js/mobile/examples';
import metadata from 'libphonenumber-js/metadata.max.json';
import {
	getCountries,
	getExampleNumber,
	parsePhoneNumberFromString,
	type CountryCode,
	type PhoneNumber,
} from 'libphonenumber-js/max';

import { InputFailure } from '../../../nodes/WhatsAppGroups/failures/failure';
import { entriesOfText } from '../../../nodes/WhatsAppGroups/api/textList';
import { isPossibleNumber } from '../../../nodes/WhatsAppGroups/fields/numberLengths';
import { tryReadPerson } from '../../../nodes/WhatsAppGroups/fields/people';

/** The number, or what is wrong with it. */
function read(value: unknown): string {
	const result = tryReadPerson(value, 'L');
	if (result instanceof InputFailure) return `refused: ${result.details.message}`;
	return 'phone' in result ? result.phone : result.userId;
}

function readAll(text: string): string[] {
	return entriesOfText(text).map(read);
}

const REFUSED = expect.stringMatching(/^refused: L: ".*" \w.{5,}\.$/);

/** A number of each country that libphonenumber knows, as it is used by mobiles. */
const MOBILES = getCountries()
	.map((country: CountryCode) => getExampleNumber(country, examples))
	.filter((number): number is PhoneNumber => number !== undefined);

const [ANNA, BEN, CEM, DAO] = ['+4915123456703', '+16505551001', '+905012345678', '+5511961234567'];
const EXTRA = '+447400123456';

/** What libphonenumber knows of a country, and does not declare. */
interface NumberingPlan {
	callingCode(): string;
	possibleLengths(): number[];
	type(name: string): { possibleLengths(): number[] | undefined } | undefined;
}

/** Where numbers may begin with a 0 behind the country code. */
const KEEPS_ZERO = new Set(['39', '378', '225', '226', '229', '241', '242']);

/** Written down by hand: what stands in cells, cards, forms and answers; null is a refusal with its reason. */
const TABLE: Array<[string, unknown, string | null]> = [
	['India, in two groups', '+91 81234 56789', '+918123456789'],
	['India, without its code', '81234 56789', null],
	['India, without its code, in one', '8123456789', null],
	['India, without its code, as a number', 9876543210, null],
	['India, trunk 0', '081234 56789', null],
	['United States, in words of forms', '(650) 555-1001', null],
	['United States, digits only', '2125551234', null],
	['United States, with 1', '1 (650) 555-1001', BEN],
	['United States, with 1 and dots', '1.650.555.1001', BEN],
	['United States, 011', '011 1 650 555 1001', null],
	['United States, letters', '1-800-FLOWERS', null],
	['United States, x', '+1 650 555 1001 x23', null],
	['United Kingdom, (0)', '+44 (0)7400 123456', EXTRA],
	['United Kingdom, 0', '07400 123456', null],
	['United Kingdom, +44 0', '+44 07400 123456', null],
	['United Kingdom, 00', '0044 7400 123456', EXTRA],
	['United States, a 0 of the number in brackets', '+1 34(0)6421234', null],
	['Germany, 0', '0151/23456703', null],
	['Germany, DIN 5008', '+49 151 23456703', ANNA],
	['Germany, E.123', '+49 (151) 234 567 03', ANNA],
	['Germany, without its 0', '151 23456703', null],
	['Germany, code without plus', '49 151 23456703', ANNA],
	['Germany, 0049', '0049/151/23456703', ANNA],
	['Germany, ++', '++4915123456703', null],
	['Austria', '+43 664 1234567', '+436641234567'],
	['Switzerland', '+41 78 123 45 67', '+41781234567'],
	['France, pairs', '+33 6 12 34 56 78', '+33612345678'],
	['France, pairs with 0', '06 12 34 56 78', null],
	['France, without its 0', '6 12 34 56 78', null],
	['France, dots', '+33.6.12.34.56.78', '+33612345678'],
	['Italy, 3', '+39 312 345 6789', '+393123456789'],
	['Italy, a landline keeps its 0', '+39 06 1234 5678', '+390612345678'],
	['Spain', '+34 612 34 56 78', '+34612345678'],
	['Spain, without its code', '612 34 56 78', null],
	['Brazil', '+55 (11) 96123-4567', DAO],
	['Brazil, without its code', '(11) 96123-4567', null],
	['Brazil, with 0', '+55 (011) 96123-4567', null],
	['Mexico, 1', '+52 1 222 123 4567', '+5212221234567'],
	['Mexico', '52 222 123 4567', '+522221234567'],
	['Argentina, 9', '+54 9 11 2345-6789', '+5491123456789'],
	['Indonesia', '+62 812-345-678', '+62812345678'],
	['Indonesia, 0', '0812-345-678', null],
	['Turkey', '+90 501 234 56 78', CEM],
	['Turkey, 0', '0 501 234 56 78', null],
	['Russia, 8', '8 (912) 345-67-89', null],
	['Russia, +7', '+7 (912) 345-67-89', '+79123456789'],
	['Japan, full-width', '＋８１　９０－１２３４－５６７８', '+819012345678'],
	['Japan, 0', '090-1234-5678', null],
	['China', '+86 131 2345 6789', '+8613123456789'],
	['China, without its code', '131 2345 6789', null],
	['Korea', '+82-10-2000-0000', '+821020000000'],
	['Thailand', '+66 81 234 5678', '+66812345678'],
	['Egypt, Arabic-Indic digits', '\u200f+٢٠ ١٠٠ ١٢٣ ٤٥٦٧', '+201001234567'],
	['Egypt, plus behind', '٢٠١٠٠١٢٣٤٥٦٧+', null],
	['Iran, Persian digits', '+۹۸ ۹۱۲ ۳۴۵ ۶۷۸۹', '+989123456789'],
	['Iran, Persian digits and 00', '۰۰۹۸۹۱۲۳۴۵۶۷۸۹', '+989123456789'],
	['Iran, 0', '۰۹۱۲۳۴۵۶۷۸۹', null],
	['India, Devanagari', '+९१ ८१२३४ ५६७८९', '+918123456789'],
	['Bangladesh, Bengali', '+৮৮০ ১৮১২-৩৪৫৬৭৮', '+8801812345678'],
	['Thailand, Thai', '+๖๖ ๘๑ ๒๓๔ ๕๖๗๘', '+66812345678'],
	['Saudi Arabia', '+966 51 234 5678', '+966512345678'],
	['Saudi Arabia, 0', '051 234 5678', null],
	['Emirates', '00971501234567', '+971501234567'],
	['Israel', '+972-50-234-5678', '+972502345678'],
	['Nigeria', '+234 802 123 4567', '+2348021234567'],
	['Nigeria, 0', '0802 123 4567', null],
	['Kenya', '254712123456', '+254712123456'],
	['South Africa', '+27 (0) 71 123 4567', '+27711234567'],
	['Ivory Coast keeps its 0', '+225 01 23 45 67 89', '+2250123456789'],
	['RTL embedding', '\u202b+49 151 23456703\u202c', ANNA],
	['LTR isolate of a messenger', '\u2066+49 151 23456703\u2069', ANNA],
	['iPhone’s contact, with NBSP', '+49\u00a0151\u00a023456703', ANNA],
	['narrow NBSP', '+49\u202f151\u202f23456703', ANNA],
	['zero-width space', '+49\u200b15123456703', ANNA],
	['word joiner', '+49\u206015123456703', ANNA],
	['byte order mark of a CSV', '\ufeff+4915123456703', ANNA],
	['soft hyphen', '+49\u00ad15123456703', ANNA],
	['non-breaking hyphens', '+49\u2011151\u201123456703', ANNA],
	['en dashes', '+49–151–23456703', ANNA],
	['minus signs', '+49−151−23456703', ANNA],
	['a tab', '\t+4915123456703\t', ANNA],
	['a new line behind', '+4915123456703\r\n', ANNA],
	['tel:', 'tel:+49-151-23456703', ANNA],
	['tel: with a context', 'tel:23456703;phone-context=+49151', null],
	['tel: with an extension', 'tel:+4915123456703;ext=12', null],
	['callto:', 'callto:+4915123456703', ANNA],
	['wa.me', 'https://wa.me/4915123456703', ANNA],
	['wa.me with a text', 'https://wa.me/4915123456703?text=Hi%20007', ANNA],
	['a link of the API', 'https://api.whatsapp.com/send?phone=4915123456703', ANNA],
	['a link of the app', 'whatsapp://send?phone=4915123456703', null],
	['a link to a business', 'https://wa.me/message/ABCDEF1234567', null],
	['a person of a bridge', '4915123456703@s.whatsapp.net', ANNA],
	['a chat of a bridge', '4915123456703@c.us', ANNA],
	['a group of a bridge', '120363404694233820@g.us', null],
	['a device of a bridge', '4915123456703:12@s.whatsapp.net', null],
	['scientific', '4.9E+13', null],
	['scientific, with all its digits', '4.915123456703E+12', null],
	['scientific, comma', '4,91512E+12', null],
	['.0', '4915123456703.0', ANNA],
	['.00', '4915123456703.00', ANNA],
	['.5', '4915123456703.5', null],
	['a number of JSON', 4915123456703, ANNA],
	['an apostrophe of a spreadsheet', "'4915123456703", ANNA],
	['a formula of a spreadsheet', '=+4915123456703', null],
	['an error of a spreadsheet', '#N/A', null],
	['an empty cell', '', null],
	['thousands', '4,915,123,456,703', null],
	['a dash for nothing', '-', null],
	['zeros', '0000000000', null],
	['null', null, null],
	['Name <number>', 'Anna Müller <+49 151 23456703>', ANNA],
	['"Name" <number>', '"Müller, Anna" <+4915123456703>', ANNA],
	['Name 2 <number>', 'Anna 2 <+4915123456703>', ANNA],
	['Name <number without code>', 'Anna <0151 23456703>', null],
	['number (Name)', '+49 151 23456703 (Anna)', null],
	['Name: number', 'Anna: +49 151 23456703', ANNA],
	['mobile:', 'mobile: +49 151 23456703', ANNA],
	['Mobil (privat):', 'Mobil (privat): 0049 151 23456703', ANNA],
	['Tél. :', 'Tél. : +33 6 12 34 56 78', '+33612345678'],
	['fax:', 'Fax: +49 30 1234567', null],
	['Telefax:', 'Telefax: +49 30 1234567', null],
	['vCard 3', 'TEL;TYPE=CELL:+49 151 23456703', ANNA],
	['vCard of Apple', 'item1.TEL;type=pref:+4915123456703', ANNA],
	['vCard 4', 'TEL;VALUE=uri;TYPE=cell:tel:+49-151-23456703', ANNA],
	['two numbers', '+4915123456703 / +16505551001', null],
	['two numbers, or', '+4915123456703 or +16505551001', null],
	['another ending', '+49 30 1234567-68/69', null],
	['bold of a model', '**+49 151 23456703**', null],
	['code of a model', '`+4915123456703`', ANNA],
	['hidden digits', '+49 151 ****703', null],
	['an object of a CRM', { phone_number: '+49 151 23456703' }, ANNA],
	['an object of the trigger', { waId: '4915123456703', name: 'Anna' }, ANNA],
	['an object without a number', { name: 'Anna' }, null],
	['an unassigned code, without plus', '999123456789', null],
	['too short', '+49 151', null],
	['too long', '+4915123456703123', null],
];

describe('written down by hand', () => {
	test.each(TABLE)('%s: %j', (_name, value, expected) => {
		expect(read(value)).toEqual(expected ?? REFUSED);
	});

	test('there are enough of them, each another', () => {
		expect(TABLE.length).toBeGreaterThanOrEqual(120);
		expect(new Set(TABLE.map(([, value]) => JSON.stringify(value))).size).toBe(TABLE.length);
		// The expected numbers are numbers, says libphonenumber; of Mexico it does not know WhatsApp's 1.
		for (const [, , number] of TABLE) {
			if (number === null || number.startsWith('+521')) continue;
			expect([number, parsePhoneNumberFromString(number)?.isPossible()]).toEqual([number, true]);
		}
	});

	test.each<[string, string, Array<string | null>]>([
		['commas', '+49 151 23456703, +1 650 555 1001', [ANNA, BEN]],
		['semicolons', '+4915123456703;+16505551001;', [ANNA, BEN]],
		['lines', '+4915123456703\r\n\r\n+16505551001\n', [ANNA, BEN]],
		['JSON', '["+4915123456703","+16505551001"]', [ANNA, BEN]],
		['JSON of a model, in lines', '[\n  "+49 151 23456703",\n  "+1 650 555 1001"\n]', [ANNA, BEN]],
		['JSON numbers', '[4915123456703, 16505551001]', [ANNA, BEN]],
		['JSON objects', '[{"phone":"+4915123456703"},{"wa_id":"16505551001"}]', [ANNA, BEN]],
		['a JSON object', '{"phone":"+4915123456703"}', [ANNA]],
		['JSON text of a list in a list', '["+4915123456703, +16505551001"]', [ANNA, BEN]],
		['brackets that are no JSON', '[+4915123456703, +16505551001]', [ANNA, BEN]],
		['names', 'Anna <+4915123456703>, Ben <+16505551001>', [ANNA, BEN]],
		['a good and a bad one', '+4915123456703, 0151 23456704', [ANNA, null]],
		['blanks only', '+4915123456703 +16505551001', [null]],
		['and', '+4915123456703 and +16505551001', [null]],
		['a line of a card', 'TEL;TYPE=CELL:+4915123456703', [null, null]],
		['one number with commas for thousands', '4,915,123,456,703', [null, null, null, null, null]],
	])('a list with %s', (_name, text, expected) => {
		expect(readAll(text)).toEqual(expected.map((number) => number ?? REFUSED));
	});
});

describe('a North American number without its 1', () => {
	const both = (digits: string, abroad: string) =>
		`refused: L: "${digits.slice(0, 3)}…${digits.slice(-3)}" can be read in two ways, as +1${digits[0]}…${digits.slice(-3)} or +${abroad}…${digits.slice(-3)}.`;

	test.each([
		['New York, or New Zealand', '6465551234', '64'],
		['Washington, or Egypt', '2025550123', '20'],
		['Phoenix, or Malaysia', '6025551234', '60'],
		['Dallas, or Sweden', '4695551234', '46'],
		['Los Angeles, or Belgium', '3235551234', '32'],
		['Philadelphia, or Botswana', '2675551234', '26'],
	])('%s: neither is guessed', (_what, digits, abroad) => {
		for (const value of [digits, Number(digits), ` ${digits}.`, `${digits}.0`, { phone: digits }]) {
			expect(read(value)).toMatch(/^refused: L: ".*" can be read in two ways, as /);
		}
		expect(read(digits)).toBe(both(digits, abroad));
		const whole = [`+${digits}`, `00${digits}`, { waId: digits }, { wa_id: Number(digits) }];
		for (const value of whole) expect(read(value)).toBe(`+${digits}`);
		expect(read(`1${digits}`)).toBe(`+1${digits}`);
	});

	test.each([
		['Norway', '4799234567'],
		['Denmark', '4532123456'],
		['New Zealand', '6421234567'],
		['New Zealand, of the same form', '6427512345'],
		['Sweden, grouped by its country code', '46 85551234'],
		['Belgium, by what is no exchange', '3211234567'],
		['Peru, by what is no area code', '5112345678'],
	])('%s: none', (_what, text) => {
		expect(read(text)).toBe(`+${text.replace(' ', '')}`);
	});
});

describe('numbers of all countries', () => {
	test('are known', () => {
		expect(MOBILES.length).toBeGreaterThan(200);
	});

	test('the lengths of their numbers are those that libphonenumber knows', () => {
		const plans = new Metadata(metadata as never);
		const types = ['MOBILE', 'FIXED_LINE', 'FIXED_LINE_OR_MOBILE', 'VOIP', 'PERSONAL_NUMBER'];
		const wrong: string[] = [];
		for (const country of getCountries()) {
			plans.selectNumberingPlan(country);
			const { numberingPlan } = plans as unknown as { numberingPlan: NumberingPlan };
			for (const name of types) {
				const type = numberingPlan.type(name);
				if (!type) continue;
				for (const length of type.possibleLengths() ?? numberingPlan.possibleLengths()) {
					const code = numberingPlan.callingCode();
					if (!isPossibleNumber(code, length)) wrong.push(`${country} +${code}: ${length}`);
				}
			}
		}
		expect(wrong).toEqual([]);
		expect([4, 16].some((length) => isPossibleNumber('1', length))).toBe(false);
	});

	test('ten digits are a North American’s as well, unless they can be somebody’s mobile', () => {
		const plans = new Metadata(metadata as never);
		const mobileLengths = new Map<string, Set<number>>();
		for (const country of getCountries()) {
			plans.selectNumberingPlan(country);
			const { numberingPlan } = plans as unknown as { numberingPlan: NumberingPlan };
			const lengths = mobileLengths.get(numberingPlan.callingCode()) ?? new Set();
			mobileLengths.set(numberingPlan.callingCode(), lengths);
			const mobile = numberingPlan.type('MOBILE');
			if (!mobile) continue;
			const own = mobile.possibleLengths() ?? numberingPlan.possibleLengths();
			for (const length of own) lengths.add(length);
		}
		const wrong: string[] = [];
		let refused = 0;
		for (let area = 200; area < 1000; area += 1) {
			for (const rest of ['2345678', '5551234', '7123456', '9876543']) {
				const digits = `${area}${rest}`;
				const abroad = parsePhoneNumberFromString(`+${digits}`);
				if (!parsePhoneNumberFromString(`+1${digits}`)?.isValid() || !abroad) continue;
				const code = abroad.countryCallingCode;
				const isAccepted = read(digits) === `+${digits}`;
				if (!isAccepted) refused += 1;
				const type = abroad.getType();
				const isMobile = type === 'MOBILE' || type === 'FIXED_LINE_OR_MOBILE';
				const mayBeMobile = mobileLengths.get(code)?.has(10 - code.length) === true;
				if (isAccepted ? !mayBeMobile : isMobile) wrong.push(digits);
			}
		}
		expect(wrong).toEqual([]);
		expect(refused).toBeGreaterThan(100);
	});

	test.each(['E.164', 'INTERNATIONAL', 'RFC3966'] as const)('as %s: that very number', (format) => {
		for (const number of MOBILES) expect(read(number.format(format))).toBe(number.number);
	});

	test('as WhatsApp’s ID, without a plus: that very number', () => {
		for (const { number } of MOBILES) expect(read(number.slice(1))).toBe(number);
	});

	test('as they are dialled within the country: never another number that exists', () => {
		for (const number of MOBILES) {
			for (const text of [number.formatNational(), number.nationalNumber]) {
				const result = read(text);
				if (result.startsWith('refused')) continue;
				// Digits that are a whole number of another country cannot be told from that one.
				expect(text).toMatch(/^\d+$/);
				expect(parsePhoneNumberFromString(result)?.isPossible()).toBe(true);
			}
		}
		// How many there are: of those who write neither plus nor country code nor signs.
		const misread = MOBILES.filter(
			({ nationalNumber }) => !read(nationalNumber).startsWith('refused'),
		);
		expect(misread.length).toBeLessThan(MOBILES.length / 4);
	});

	const sign = fc.constantFrom(
		...' -./()\u00a0\u200b\u200e\u2011\u2212\u3000',
		'',
		'',
		'',
		'(0)',
		'  ',
	);
	const zero = fc.constantFrom(0x30, 0x660, 0x6f0, 0x966, 0xff10);
	const decorated = fc
		.record({
			mobile: fc.constantFrom(...MOBILES),
			prefix: fc.constantFrom(
				'+',
				'+',
				'00',
				'',
				'tel:+',
				'Mobile: +',
				"'",
				'(+',
				'011 ',
				'0',
				'+0',
			),
			signs: fc.array(sign, { minLength: 16, maxLength: 16 }),
			isSparse: fc.boolean(),
			afterCode: fc.constantFrom('', ' ', ' (0)', '-0', ') ', '.'),
			tail: fc.constantFrom('', '', '', '.0', ' ext 5', ';', ' (Anna)', '\u200f', '\n', '?text=1'),
			zero,
		})
		.map(({ mobile, prefix, signs, isSparse, afterCode, tail, zero: first }) => {
			const code = mobile.countryCallingCode;
			// There a 0 is a digit like any other.
			const between = KEEPS_ZERO.has(code) && afterCode === '-0' ? '' : afterCode;
			const national = [...mobile.nationalNumber]
				.map((digit, index) => `${isSparse && index % 3 > 0 ? '' : signs[index]}${digit}`)
				.join('');
			const text = `${code}${between}${national}`.replace(/\d/g, (digit) =>
				String.fromCodePoint(first + Number(digit)),
			);
			return { number: mobile.number, text: `${prefix}${text}${tail}` };
		});

	test('decorated at random: that very number, or a refusal', () => {
		let accepted = 0;
		fc.assert(
			fc.property(decorated, ({ number, text }) => {
				const result = read(text);
				if (result.startsWith('refused')) return;
				accepted += 1;
				expect([text, result]).toEqual([text, number]);
				// What libphonenumber makes of the same text, where it can read it. Of small countries it
				// takes a 0 in brackets for a digit.
				const other = /\(\p{Nd}\)/u.test(text) ? undefined : parsePhoneNumberFromString(text);
				if (other?.isValid() && !other.ext) expect([text, result]).toEqual([text, other.number]);
			}),
			{ numRuns: 5000 },
		);
		expect(accepted).toBeGreaterThan(500);
	});
});
