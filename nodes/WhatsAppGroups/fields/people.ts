/** People as users give them: phone numbers, WhatsApp IDs, user IDs of hidden numbers, objects with these. */
import type { IDataObject } from 'n8n-workflow';

import { isSamePerson, isUserId, personOf, type Person } from '../api/people';
import { asRecord, asText, isRecord } from '../api/values';
import { InputFailure } from '../failures/failure';
import type { ItemInput } from '../runtime/input';
import type { Entry } from '../runtime/operation';
import { masked } from '../runtime/people';

/** A person as the service is told of them. */
export type Recipient = { phone: string } | { userId: string };

/** Where a person stands in objects: of our own outputs, of the service, and of what people map. */
const PHONE_KEYS = ['waId', 'wa_id', 'phone', 'number', 'phoneNumber', 'phone_number'] as const;
const USER_KEYS = ['userId', 'user_id', 'parentUserId', 'parent_user_id'] as const;

/** What was given, for people to know it again. */
export function givenText(value: unknown): string {
	if (!isRecord(value)) return asText(value)?.trim() ?? String(value);
	const record = asRecord(value);
	const key = [...PHONE_KEYS, ...USER_KEYS].find((name) => asText(record[name]) !== undefined);
	return key === undefined ? JSON.stringify(value) : (asText(record[key]) ?? '').trim();
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
	const id = text.replace(INVISIBLE, '').trim();
	if (isUserId(id)) return { userId: id };
	const read = readPhone(text);
	if ('phone' in read) return read;
	return new InputFailure(
		`${label}: "${masked(text)}" ${read.complaint}.`,
		read.hint ?? 'Enter numbers with plus sign and country code, such as +49 151 23456789.',
		'invalid_phone_number',
	);
}

/** An entry of a list of people; without `person` it was refused. */
export interface PersonEntry extends Entry {
	person?: Recipient;
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
	const entries: PersonEntry[] = [];
	for (const value of input.list(parameter)) {
		const person = tryReadPerson(value, input.label(parameter));
		const given = { ...ids, [nameAs]: givenText(value) };
		if (person instanceof InputFailure) {
			entries.push({ ids: given, refusal: person });
		} else if (!entries.some((other) => other.person && isSame(other.person, person))) {
			entries.push({ ids: { ...given, ...toPerson(person) }, person });
		}
	}
	return entries;
}

function isSame(one: Recipient, other: Recipient): boolean {
	return isSamePerson(toPerson(one), toPerson(other)) === true;
}

/** In the output's vocabulary, and to compare them with those whom the service names. */
export function toPerson(recipient: Recipient): Person {
	return personOf('phone' in recipient ? recipient.phone : recipient.userId);
}

/** Marks of direction, joiners and the like: format characters, which nobody sees. */
const INVISIBLE = /[\p{Cf}\p{Variation_Selector}]/gu;
/** Written between the digits of numbers, in whatever script: blanks, dashes, dots, slashes, brackets. */
const SEPARATORS = /[\s\p{Pd}\p{Zs}.\u00b7\u2022\u2219()[\]/\\_\u2043\u2212]/gu;
const PLUS = /[+\uff0b\ufe62\u207a\u208a]/g;
const DECIMAL_TAIL = /^\+?\d{7,}[.,]0+$/;
const EXPONENT = /^\+?\d(?:[.,]\d+)?e\+?\d+$/i;
const EXTENSION = /(?:;|,|\bext\.?|\bx|#|durchwahl|\bdw\b)\s*\d+$/i;
/** "+49 (0) 151 …" is how some countries write that the 0 is dialled within them only. */
const TRUNK_ZERO = /^(\+\d{1,3})\(0\)/;

/** Italy, San Marino, the Vatican, Ivory Coast and the Republic of the Congo dial their 0 from abroad, too. */
const KEEPS_ZERO = /^(39|378|379|225|242)0/;
/** The country codes of one and of two digits (ITU-T E.164); all others have three. */
const SHORT_CODES = /^(?:[17]|2[07]|3[0-469]|4[013-9]|5[1-8]|6[0-6]|8[1246]|9[0-58])/;

function countryCodeLength(digits: string): number {
	return SHORT_CODES.exec(digits)?.[0].length ?? 3;
}

type Read = { phone: string } | { complaint: string; hint?: string };

function readPhone(given: string): Read {
	let text = withAsciiDigits(given.replace(INVISIBLE, '')).replace(PLUS, '+').trim();
	text = text
		.replace(/^['"`’‘“”]+|['"`’‘“”]+$/g, '')
		.replace(/^(?:tel|phone|whatsapp|sms|mobile)\s*:\s*/i, '')
		.replace(/^https?:\/\/(?:www\.)?(?:wa\.me|api\.whatsapp\.com\/send\/?\?phone=)\/?/i, '')
		.trim();
	if (text === '') return { complaint: 'is empty' };
	if (EXPONENT.test(text)) {
		return {
			complaint: 'was rounded by a spreadsheet, and its last digits are lost',
			hint: 'Format the column as text, and enter the number again.',
		};
	}
	if (DECIMAL_TAIL.test(text)) text = text.replace(/[.,]0+$/, '');
	if (EXTENSION.test(text)) {
		return { complaint: 'has an extension', hint: 'WhatsApp reaches numbers without one only.' };
	}
	const compact = text.replace(/\s/g, '');
	const withoutTrunk = compact.replace(TRUNK_ZERO, '$1').replace(/^00(\d+)\(0\)/, '+$1');
	const plain = withoutTrunk.replace(SEPARATORS, '');
	if (!/^\+?\d+$/.test(plain)) {
		return plain.includes('+') && /^[+\d]+$/.test(plain)
			? { complaint: 'holds more than one number, or a plus sign within it' }
			: { complaint: 'is not a phone number' };
	}
	const digits = plain.replace(/^\+/, '').replace(/^00/, '');
	if (digits.startsWith('0')) {
		return {
			complaint: 'has no country code',
			hint: 'Enter the number with plus sign and country code, such as +49 151 23456789.',
		};
	}
	const national = digits.slice(countryCodeLength(digits));
	if (national.startsWith('0') && !KEEPS_ZERO.test(digits)) {
		const without = `+${digits.slice(0, -national.length)}${national.slice(1)}`;
		return {
			complaint: `has a 0 after its country code, so it could mean ${masked(`+${digits}`)} or ${masked(without)}`,
			hint: 'Enter the number as it is dialled from abroad, without the 0.',
		};
	}
	if (digits.length < 7 || digits.length > 15) {
		return {
			complaint: `is not a phone number: it has ${digits.length} digits, and 7 to 15 are possible`,
		};
	}
	return { phone: `+${digits}` };
}

/** Digits of any script as 0 to 9. Each script's ten stand in one row, from its zero on. */
function withAsciiDigits(text: string): string {
	return text.replace(/\p{Nd}/gu, (digit) => {
		const code = digit.codePointAt(0) ?? 0;
		if (code < 0x80) return digit;
		let zero = code;
		while (zero > code - 9 && /\p{Nd}/u.test(String.fromCodePoint(zero - 1))) zero -= 1;
		return String((code - zero) % 10);
	});
}
