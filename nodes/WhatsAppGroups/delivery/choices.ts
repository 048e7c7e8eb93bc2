/** Choices of a list of the editor that come by expression, in whatever form people write them. */
import { entriesOfText } from '../api/textList';
import { InputFailure } from '../failures/failure';

/** An entry of a list of the editor: what it shows, and what it stores. */
export interface Choice {
	readonly name: string;
	readonly value: string;
}

/** Of an entry that was not understood, so much is told. */
const SHOWN_LENGTH = 60;
const SHOWN_ENTRIES = 3;

/**
 * Reads what was chosen from a list: the stored values, each once. It takes an array, the JSON text of one,
 * or a text separated by commas, semicolons or new lines; of stored values or of what the editor shows, in
 * any case. It throws an InputFailure that names what was not understood, and the choice that is nearest.
 *
 * @param label of the parameter, for the complaint
 */
export function choiceReader(
	label: string,
	choices: readonly Choice[],
): (given: unknown) => string[] {
	const stored = new Set<unknown>(choices.map(({ value }) => value));
	const values = new Map(
		choices.flatMap(({ name, value }) => [
			[keyOf(name), value],
			[keyOf(value), value],
		]),
	);
	return (given) => {
		// As the editor stores it: each delivery passes here.
		if (Array.isArray(given) && given.every((one) => stored.has(one))) {
			return [...new Set(given as string[])];
		}
		const read = new Set<string>();
		const strange: string[] = [];
		for (const entry of entriesOf(given)) {
			const value = typeof entry === 'string' ? values.get(keyOf(entry)) : undefined;
			if (value !== undefined) read.add(value);
			else strange.push(complaintOf(entry, choices));
		}
		if (strange.length > 0) throw notInList(label, strange);
		return [...read];
	};
}

function notInList(label: string, complaints: readonly string[]): InputFailure {
	const more = complaints.length - SHOWN_ENTRIES;
	const told = complaints.slice(0, SHOWN_ENTRIES).join(', ');
	return new InputFailure(
		`${label}: ${told}${more > 0 ? `, and ${more} more` : ''}.`,
		'Choose from the list, or let the expression give the names as an array or as a text separated by commas.',
	);
}

/** Lists within lists count as one; a text that holds several entries is several. */
export function entriesOf(given: unknown): unknown[] {
	if (Array.isArray(given)) return given.flatMap(entriesOf);
	if (typeof given !== 'string') return [given];
	return entriesOfText(given).flatMap((entry) =>
		typeof entry === 'string' ? [entry] : entriesOf(entry),
	);
}

/** An entry that was not understood, for people to know it again. */
export function shown(entry: unknown): string {
	if (typeof entry === 'object' && entry !== null) return 'an object';
	if (typeof entry !== 'string') return String(entry);
	const isLong = entry.length > SHOWN_LENGTH;
	return isLong ? `"${entry.slice(0, SHOWN_LENGTH)}…"` : `"${entry}"`;
}

function complaintOf(entry: unknown, choices: readonly Choice[]): string {
	const complaint = `${shown(entry)} is not in the list`;
	return typeof entry === 'string'
		? `${complaint} (nearest: ${nearest(entry, choices)})`
		: complaint;
}

/** However a name is spelled: "Message Received", "messageReceived", "message_received", in quotes or not. */
function keyOf(text: string): string {
	const bare = text.replace(/^["'`]/, '').replace(/["'`]$/, '');
	// A sign before or behind the name may mean something, such as "not".
	return /^[a-z][a-z _-]*$/i.test(bare) ? bare.replace(/[ _-]/g, '').toLowerCase() : bare;
}

function nearest(entry: string, choices: readonly Choice[]): string {
	const key = keyOf(entry.slice(0, SHOWN_LENGTH)).toLowerCase();
	const byDistance = choices.map(({ value }) => ({ value, distance: distance(key, keyOf(value)) }));
	return byDistance.reduce((best, one) => (one.distance < best.distance ? one : best)).value;
}

/** How many letters have to be put in, taken out or changed to make one text of the other (Levenshtein). */
function distance(one: string, other: string): number {
	let above = Array.from({ length: other.length + 1 }, (_, column) => column);
	for (let row = 1; row <= one.length; row += 1) {
		const current = [row];
		for (let column = 1; column <= other.length; column += 1) {
			const changed = above[column - 1] + (one[row - 1] === other[column - 1] ? 0 : 1);
			current.push(Math.min(changed, above[column] + 1, current[column - 1] + 1));
		}
		above = current;
	}
	return above[other.length];
}
