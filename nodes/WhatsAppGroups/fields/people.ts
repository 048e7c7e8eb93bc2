/** People as users give them: phone numbers, WhatsApp IDs, user IDs of hidden numbers, objects with these. */
import type { IDataObject } from 'n8n-workflow';

import { jsonOf } from '../api/json';
import { isSamePerson, isUserId, personOf, type Person } from '../api/people';
import { asId, asRecord, asText, isRecord } from '../api/values';
import { InputFailure } from '../failures/failure';
import type { ItemInput } from '../runtime/input';
import type { Entry } from '../runtime/operation';
import { masked } from '../runtime/people';
import { SamePeople } from '../runtime/samePeople';
import { isPossibleNumber, looksNorthAmerican } from './numberLengths';

/** A person as the service is told of them. */
export type Recipient = { phone: string } | { userId: string };

/** Where a person stands in objects: of our own outputs, of the service, and of what people map. */
const PHONE_KEYS = ['waId', 'wa_id', 'phone', 'number', 'phoneNumber', 'phone_number'] as const;
const USER_KEYS = ['userId', 'user_id', 'parentUserId', 'parent_user_id'] as const;

/** What was given, for people to know it again. */
export function givenText(value: unknown): string {
	// JavaScript has no text for some lists of objects.
	if (Array.isArray(value)) return value.map(givenText).join();
	if (!isRecord(value)) return asText(value)?.trim() ?? String(value);
	const ids = [...PHONE_KEYS, ...USER_KEYS].flatMap((key) => asId(value[key]) ?? []);
	return ids.at(0) ?? jsonOf(value) ?? 'an object';
}

/** The numbers that an object holds, if it is one and has any. Those of WhatsApp have their country code. */
function phonesIn(value: unknown): string[] | undefined {
	if (!isRecord(value)) return undefined;
	const phones = PHONE_KEYS.flatMap((key) => {
		const phone = asId(value[key]) ?? [];
		const isWhole = (key === 'waId' || key === 'wa_id') && /^\d+$/.test(String(phone));
		return isWhole ? `+${String(phone)}` : phone;
	});
	return phones.length > 0 ? phones : undefined;
}

/**
 * The person that a value names, or why it names nobody. Digits without a plus are taken as an
 * international number, so that a `waId` works; what could be read in two ways is refused, and never
 * guessed.
 *
 * @param label of the parameter, for the complaint
 */
export function tryReadPerson(value: unknown, label: string): Recipient | InputFailure {
	const text = givenText(value);
	const id = withoutInvisible(text);
	if (isUserId(id)) return { userId: id };
	const read = readOneOf(phonesIn(value) ?? [text]);
	if ('phone' in read) return read;
	return new InputFailure(
		`${label}: "${masked(text)}" ${read.complaint}.`,
		read.hint ?? 'Enter numbers with plus sign and country code, such as +49 151 23456789.',
		'invalid_phone_number',
	);
}

/** One of the people that a list names. */
export interface Named {
	address: Recipient;
	/** The IDs of all entries that name this person, to compare them with those whom the service names. */
	who: Person;
}

/** An entry of a list of people; without `person` it was refused. */
export interface PersonEntry extends Entry {
	person?: Named;
}

/**
 * The people that a parameter names, each once, whatever they are called in it.
 *
 * @param nameAs the output's field for what the user wrote
 */
export function readPeople(
	input: ItemInput,
	parameter: string,
	nameAs: 'recipient' | 'participant',
	ids: IDataObject,
): PersonEntry[] {
	const entries = input.list(parameter).map((value): PersonEntry => {
		const address = tryReadPerson(value, input.label(parameter));
		const given = { ...ids, [nameAs]: givenText(value) };
		if (address instanceof InputFailure) return { ids: given, refusal: address };
		const own = toPerson(address);
		return { ids: { ...given, ...own }, person: { address, who: { ...userIdsIn(value), ...own } } };
	});
	return eachOnce(entries, input.label(parameter));
}

/** The user IDs that an object holds, which may have a number as well. */
function userIdsIn(value: unknown): Person {
	const object = asRecord(value);
	const ids = USER_KEYS.map((key) => withoutInvisible(givenText(object[key]))).filter(isUserId);
	return ids.reduce<Person>((who, id) => ({ ...personOf(id), ...who }), {});
}

/**
 * Of those who are one person the first stays, whichever entry shows it. Two numbers that have one user ID
 * are refused rather than left out: one of the two is wrong, as where a column holds the same for all.
 */
function eachOnce(entries: readonly PersonEntry[], label: string): PersonEntry[] {
	const people = new SamePeople<Named>();
	for (const { person } of entries) if (person) people.of(person.who);
	return entries.flatMap((entry): PersonEntry[] => {
		const { ids, person } = entry;
		if (!person) return [entry];
		const one = people.of(person.who);
		one.kept ??= person;
		if (one.kept === person) return [entry];
		if (haveTwoNumbers(one.kept, person)) return [{ ids, refusal: secondNumber(person, label) }];
		one.kept.who = { ...person.who, ...one.kept.who };
		return [];
	});
}

function haveTwoNumbers(one: Named, other: Named): boolean {
	const [first, second] = [one, other].map(({ address }) => toPerson(address));
	return 'phone' in one.address && 'phone' in other.address && !isSamePerson(first, second);
}

function secondNumber({ who }: Named, label: string): InputFailure {
	return new InputFailure(
		`${label}: "${masked(`+${who.waId}`)}" has a user ID that another entry has with another number.`,
		'Correct the user ID, or leave it out: the number is enough.',
		'invalid_phone_number',
	);
}

/** In the output's vocabulary. */
export function toPerson(recipient: Recipient): Person {
	return personOf('phone' in recipient ? recipient.phone : recipient.userId);
}

/** Characters that nobody sees: marks of direction, joiners, fillers. */
const INVISIBLE = /[\p{Cf}\p{Default_Ignorable_Code_Point}]/gu;

function withoutInvisible(text: string): string {
	return text.replace(INVISIBLE, '').trim();
}

/** Written between the digits of numbers, in whatever script: blanks, dashes, dots, slashes, brackets. */
const SEPARATORS =
	/[\s\p{Pd}\p{Zs}.\u00b7\u2022\u2219()[\]/\\_~\u02d7\u2043\u207b\u208b\u2212\u223c\u2800\u30fb\u30fc]/gu;
const PLUS = /[+\ufe62\u207a\u208a]/g;
const LINK =
	/^(?:https?:\/\/)?(?:www\.)?(?:wa\.me\/|(?:api|web)\.whatsapp\.com\/send\/?\?phone=)(?:%2b)?(\+?\d+)\/?(?:[?&#]\D.*)?$/i;
/** "Anna Example <+49 151 23456703>" */
const NAMED = /^[^<>]{0,100}<([^<>]+)>$/;
/** Of a contact card: "item1.TEL;TYPE=CELL:+49…" */
const CARD_LINE = /^(?:item\d{1,3}\.)?tel(?:;[^:]{0,100})?:/i;
/** "Mobile (private): +49…", "tel:+49…"; nobody has WhatsApp on a fax. */
const LABEL = /^(?!.{0,30}fax)\p{L}[\p{L}\s./()-]{0,30}:(?!\/\/)\s*/iu;
/** How unofficial bridges write a person. */
const JID = /^(\d+)@(?:s\.whatsapp\.net|c\.us)$/i;
const EXPONENT = /^\+?\d(?:[.,]\d+)?e\+?\d+$/i;
const EXTENSION = /(?:;ext=|;|,|\bext\.?|\bx|#|durchwahl|\bdw\b)\s*\d+$/i;
/** "030 1234567/68": another last part, or digits of the number. */
const OTHER_ENDING = /^[^/]*\/\s*\d{1,2}$/;
/** The last dot or comma, and what stands behind it. */
const FRACTION = /^(.*\d)[.,](\d+)$/;
/** How North Americans write a number without its country code, in groups. */
const NORTH_AMERICAN = /^\(?\d{3}\)?\D*\d{3}\D+\d{4}$/;
/** "+49 (0) 151 …" is how some countries write that the 0 is dialled within them only. */
const TRUNK_ZERO = /[([]0[)\]]/;
/** The countries that dial their 0 from abroad, too: Italy, San Marino, the Vatican, some in West Africa. */
const KEEPS_ZERO = /^(?:39|378|379|22[569]|24[12])$/;
/** The country codes of one and of two digits (ITU-T E.164); all others have three. */
const SHORT_CODES = /^(?:[17]|2[07]|3[0-469]|4[013-9]|5[1-8]|6[0-6]|8[1246]|9[0-58])/;

function countryCodeOf(digits: string): string {
	return SHORT_CODES.exec(digits)?.[0] ?? digits.slice(0, 3);
}

type Read = { phone: string } | { complaint: string; hint?: string };

/** Several numbers of one object have to be the same. */
function readOneOf(texts: readonly string[]): Read {
	const reads = texts.map(readPhone);
	const phones = new Set(reads.flatMap((read) => ('phone' in read ? read.phone : [])));
	return phones.size > 1
		? ambiguous([...phones], 'Keep the number that is meant, and take the other out.')
		: (reads.find((read) => 'phone' in read) ?? reads[0]);
}

function ambiguous(
	phones: readonly string[],
	hint = 'Enter it with plus sign and country code, and nothing after it.',
): Read {
	return { complaint: `can be read in two ways, as ${phones.map(masked).join(' or ')}`, hint };
}

function readPhone(given: string): Read {
	const text = withoutFrame(given);
	if (text === '') return { complaint: 'is empty' };
	if (EXPONENT.test(text)) {
		return {
			complaint: 'was rounded by a spreadsheet, and its last digits are lost',
			hint: 'Format the column as text, and enter the number again.',
		};
	}
	const fraction = FRACTION.exec(text);
	const withoutFraction = fraction && readFraction(fraction[1], fraction[2]);
	if (withoutFraction) return withoutFraction;
	if (EXTENSION.test(text)) {
		return { complaint: 'has an extension', hint: 'WhatsApp reaches only numbers without one.' };
	}
	if (/[\n\r\u2028\u2029]/.test(text)) return { complaint: 'holds more than one line' };
	const digits = digitsIn(text);
	if (OTHER_ENDING.test(text) && digits.length > 8) {
		return ambiguous([`+${digitsIn(text.split('/')[0])}`, `+${digits}`]);
	}
	return TRUNK_ZERO.test(text) ? readTrunkZero(text) : readPlain(text);
}

/** A number without what stands around it: quotes, a scheme, a link; in ASCII digits and signs. */
function withoutFrame(given: string): string {
	const text = withAsciiDigits(given.replace(INVISIBLE, ''))
		// The full-width forms of all ASCII signs.
		.replace(/[\uff01-\uff5e]/g, (sign) => String.fromCharCode(sign.charCodeAt(0) - 0xfee0))
		.replace(PLUS, '+')
		.trim()
		.replace(/^['"`’‘“”]|['"`’‘“”]$/g, '')
		.replace(NAMED, '$1')
		.replace(CARD_LINE, '')
		.replace(LABEL, '')
		.replace(JID, '+$1')
		.trim();
	const linked = LINK.exec(text)?.[1];
	// Links need the country code, with a plus or without.
	return linked === undefined ? text : `+${linked.replace('+', '')}`;
}

/** The ".0" of spreadsheets goes; what may be a fraction or digits of the number is refused. */
function readFraction(whole: string, fraction: string): Read | undefined {
	const [short, long] = [digitsIn(whole), digitsIn(whole) + fraction];
	// Among other dots it is one more group, unless it is of a single 0.
	if (short.length < 7 || (fraction !== '0' && /[.,]/.test(whole))) return undefined;
	const isPure = /^\+?\d+$/.test(whole);
	const isZero = /^0+$/.test(fraction);
	const isBrief = fraction.length <= 2;
	if (isPure && isZero && (isBrief || long.length > 15)) return readPlain(whole);
	const mayBeFraction = isZero || (isPure && isBrief);
	return mayBeFraction ? ambiguous([`+${short}`, `+${long}`]) : undefined;
}

/** A 0 in brackets is left out where it stands behind a country code that does not keep it. */
function readTrunkZero(text: string): Read {
	const [before, after, ...more] = text.split(TRUNK_ZERO);
	const code = /^(?:\+|00)?([1-9]\d{0,2})$/.exec(before.replace(SEPARATORS, ''))?.[1];
	if (code === undefined || countryCodeOf(code) !== code || more.length > 0) {
		return { complaint: 'has a 0 in brackets that does not follow the country code' };
	}
	const rest = digitsIn(after);
	return KEEPS_ZERO.test(code)
		? ambiguous([`+${code}0${rest}`, `+${code}${rest}`])
		: readPlain(`+${code} ${after}`);
}

function readPlain(text: string): Read {
	const plain = text.replace(SEPARATORS, '');
	if (!/^\+?\d+$/.test(plain)) {
		return /^[+\d]*\d$/.test(plain)
			? { complaint: 'holds more than one number, or a plus sign within it' }
			: { complaint: 'is not a phone number' };
	}
	const isInternational = /^(?:\+|00)/.test(plain);
	const digits = plain.replace('+', '').replace(/^00/, '');
	const isNorthAmerican =
		NORTH_AMERICAN.test(text) || (groupsOf(text).length === 1 && looksNorthAmerican(digits));
	if (!isInternational && isNorthAmerican) return ambiguous([`+1${digits}`, `+${digits}`]);
	if (digits.startsWith('0') || (!isInternational && /^[([]/.test(text))) {
		return {
			complaint: 'has no country code',
			hint: 'Enter the number with plus sign and country code, such as +49 151 23456789.',
		};
	}
	const code = countryCodeOf(digits);
	const national = digits.slice(code.length);
	const mayKeepZero = KEEPS_ZERO.test(code) && isPossibleNumber(code, national.length);
	if (national.startsWith('0') && !mayKeepZero) {
		const hint = 'Enter the number as it is dialed from abroad, without the 0.';
		return ambiguous([`+${digits}`, `+${code}${national.slice(1)}`], hint);
	}
	if (digits.length < 7 || digits.length > 15) {
		return {
			complaint: `is not a phone number: it has ${digits.length} digits, and 7 to 15 are possible`,
		};
	}
	if (!isInternational && !looksInternational(text, code, national)) {
		return {
			complaint: `may have no country code: with a plus sign it would be ${masked(`+${digits}`)}`,
			hint: 'Enter the number with plus sign and country code, such as +49 151 23456789.',
		};
	}
	return { phone: `+${digits}` };
}

/** Numbers of small countries are as short as those that others write without their country code. */
const FEWEST_GROUPED_DIGITS = 10;

/** Without a plus: its length has to be one of the country, and the first of its groups the country code. */
function looksInternational(text: string, code: string, national: string): boolean {
	const groups = groupsOf(text);
	const isLong = code.length + national.length >= FEWEST_GROUPED_DIGITS;
	const isGroupedSo = groups.length === 1 || (groups[0] === code && isLong);
	return isGroupedSo && isPossibleNumber(code, national.length);
}

function groupsOf(text: string): string[] {
	return text.split(SEPARATORS).filter((group) => group !== '');
}

function digitsIn(text: string): string {
	return text.replace(/\D/g, '');
}

/** Digits of any script as 0 to 9. They stand in rows of ten, from zero on, some right behind another. */
function withAsciiDigits(text: string): string {
	return text.replace(/\p{Nd}/gu, (digit) => {
		const code = digit.codePointAt(0) ?? 0;
		let first = code;
		while (/\p{Nd}/u.test(String.fromCodePoint(first - 1))) first -= 1;
		return String((code - first) % 10);
	});
}
