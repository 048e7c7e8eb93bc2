/** Operations on several people: one output item per person, and one person's trouble is not the others'. */
import type { IDataObject } from 'n8n-workflow';

import { InputFailure, PeopleFailure, type Failure } from '../failures/failure';
import { errorJson } from '../failures/shown';
import { idsOf, personOf } from '../api/people';
import { withoutUndefined } from '../api/values';
import type { Entry, EntryResult, Result } from './operation';

/** How many people an error text names, each with its own reason. */
const MOST_NAMED = 10;
/** Shorter texts are shown whole, as they name nobody, unless they are of the digits of a number. */
const LONGEST_SHOWN = 9;
const FEWEST_DIGITS = 7;

const RUN_OF_DIGITS = /\+?\d{7,}/g;
/** What may stand between the digits of a number, and how much of it. */
const SEPARATOR = /[\s().-]/;
const MOST_SEPARATORS = 2;

/** The output item of one person. */
export function resultOf({ ids }: Entry, result: EntryResult, itemIndex: number): Result {
	if ('failure' in result) {
		const { failure } = result;
		const status = failure.certainty === 'unknown' ? 'unknown' : 'failed';
		const error = errorJson(failure, itemIndex);
		return { json: { ...ids, success: false, status, error }, failure };
	}
	const { status, json, raw, warning } = result;
	return { json: withoutUndefined({ ...ids, ...json, success: true, status, warning }), raw };
}

/**
 * The failure of an item whose people could not all be handled.
 *
 * @param noun what the list holds: "recipients"
 */
export function peopleFailure(noun: string, results: readonly Result[]): PeopleFailure<Result> {
	const failed = results.flatMap(({ failure, json }) => (failure ? [{ failure, json }] : []));
	const [{ failure: first }] = failed;
	const somethingDone =
		failed.length < results.length || failed.some(({ failure }) => failure.certainty === 'unknown');
	// What went wrong before anybody's turn came is told once.
	const isOfAll =
		failed.length === results.length && failed.every(({ failure }) => failure === first);
	const mask = maskOf(results);
	const { title, message, details: words } = first.details;
	const told = mask(message);
	const details = {
		...first.details,
		...(title !== undefined && { title: mask(title) }),
		message: isOfAll
			? told
			: `${failed.length} of ${results.length} ${noun} failed. The first: ${told}`,
		...(words !== undefined && { details: mask(words) }),
	};
	return new PeopleFailure(details, first, results, somethingDone ? 'unknown' : 'notDone');
}

/**
 * Masks these people wherever a text names them. The service may say in its words who it means, and has
 * spellings of its own for numbers.
 */
function maskOf(results: readonly Result[]): (text: string) => string {
	const names = results
		.flatMap(({ json }) => [
			json.recipient,
			json.participant,
			json.userId,
			json.parentUserId,
			json.waId,
		])
		.filter((name) => typeof name === 'string')
		.flatMap((name) => [`+${name}`, name])
		.sort((a, b) => b.length - a.length);
	const people = names.map(personOf);
	const ids = new Set(people.flatMap(idsOf));
	const isNamed = (digits: string) => ids.has(idsOf({ waId: digits })[0]);
	const numbers = new Set(people.flatMap(({ waId }) => waId ?? []));
	const mask = (text: string) => {
		const named = names.reduce<string>((rest, name) => rest.replaceAll(name, masked), text);
		return withMaskedSpellings(named, numbers).replace(RUN_OF_DIGITS, (run) =>
			isNamed(run) ? masked(run) : run,
		);
	};
	// Of very many people most are told the same.
	const known = new Map<string, string>();
	return (text) => {
		const told = known.get(text) ?? mask(text);
		known.set(text, told);
		return told;
	};
}

function withMaskedSpellings(text: string, numbers: ReadonlySet<string>): string {
	const most = Math.max(0, ...[...numbers].map(({ length }) => length));
	let result = '';
	for (let at = 0; at < text.length; ) {
		const length = lengthSpelledAt(text, at, numbers, most);
		result += length === 0 ? text[at] : masked(text.slice(at, at + length));
		at += length || 1;
	}
	return result;
}

/** How much of the text from here on spells one of the numbers, the longest that fits; 0 where none does. */
function lengthSpelledAt(
	text: string,
	start: number,
	numbers: ReadonlySet<string>,
	mostDigits: number,
): number {
	let at = text[start] === '+' ? start + 1 : start;
	let digits = '';
	let length = 0;
	while (digits.length < mostDigits) {
		const end = digits === '' ? at : at + MOST_SEPARATORS;
		while (at < end && SEPARATOR.test(text.charAt(at))) at += 1;
		if (!/\d/.test(text.charAt(at))) break;
		digits += text[at];
		at += 1;
		if (numbers.has(digits)) length = at - start;
	}
	return length;
}

/** The failure of an item in whose list something cannot be sent. All of it is named, and nothing sent. */
export function refusedInput(noun: string, entries: readonly Entry[]): InputFailure {
	const refusals = entries.flatMap(({ refusal }) => (refusal ? [refusal] : []));
	const [first] = refusals;
	const named = refusals.slice(0, MOST_NAMED).map(({ details }) => details.message);
	const rest = refusals.length - named.length;
	const more = rest > 0 ? ` And ${rest} more.` : '';
	const count =
		entries.length === 1 ? '' : ` ${refusals.length} of ${entries.length} ${noun} cannot be read.`;
	return new InputFailure(
		`${named.join(' ')}${more}${count} Nothing was sent for this item.`,
		first.details.hint,
		first.details.code as 'invalid_input',
	);
}

/** What became of each person, for the text of an error: nobody's whole number. */
export function summariesOf(results: readonly Result[]): string[] {
	const mask = maskOf(results);
	return results.map(({ json }) => {
		const { success, status, error } = json;
		const said = success === true ? String(status) : mask(messageOf(error));
		return `${masked(nameOf(json))}: ${said}`;
	});
}

function messageOf(error: IDataObject[string]): string {
	return String((error as IDataObject).message);
}

/** What tells a person from the others: all of them are about the same group. */
function nameOf({ recipient, participant, waId, userId, joinRequestId }: IDataObject): string {
	return String(recipient ?? participant ?? waId ?? userId ?? joinRequestId);
}

/** "+49…703": enough to find the person again, and no more. */
export function masked(text: string): string {
	const characters = [...text];
	const mayBeNumber = text.replace(/\P{Nd}/gu, '').length >= FEWEST_DIGITS;
	if (characters.length <= LONGEST_SHOWN && !mayBeNumber) return text;
	const ends = characters.length > LONGEST_SHOWN ? 3 : 2;
	return `${characters.slice(0, ends).join('')}…${characters.slice(-ends).join('')}`;
}

export function failureOf(result: EntryResult): Failure | undefined {
	return 'failure' in result ? result.failure : undefined;
}
