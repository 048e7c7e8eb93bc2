/** People: the ids by which the service names them, and whether two of them name the same person. */
import type { NamedPerson, WirePerson } from './contract/people';
import type { Wire } from './contract/wire';
import { asId, asText, asWire, withoutUndefined } from './values';

/** A person in the output's vocabulary: `waId`, or `userId` when the number is hidden. */
export interface Person {
	waId?: string;
	userId?: string;
	parentUserId?: string;
	username?: string;
}

/** `US.13491208655302741918`, or with a parent's `ENT.` in between (contract 3.9). */
const USER_ID = /^[A-Z]{2}\.(?:ENT\.)?[A-Za-z0-9]{1,128}$/;
const PARENT_ID = /^[A-Z]{2}\.ENT\./;

const DIGITS = /^\d+$/;

export function isUserId(text: string): boolean {
	return USER_ID.test(text);
}

export function isParentUserId(text: string): boolean {
	return isUserId(text) && PARENT_ID.test(text);
}

export function asPerson(wire: Wire<WirePerson>): Person {
	return withoutUndefined({
		waId: asId(wire.wa_id),
		userId: asId(wire.user_id),
		parentUserId: asId(wire.parent_user_id),
		username: asText(wire.username),
	});
}

/**
 * A person as the service names them in lists and answers: by an id alone, by their own ids, or by what
 * the request called them.
 */
export function asNamedPerson(entry: unknown): Person {
	const id = asId(entry);
	if (id !== undefined) return personOf(id);
	const wire = asWire<NamedPerson>(entry);
	const said = asId(wire.input) ?? asId(wire.user);
	return { ...(said !== undefined && personOf(said)), ...asPerson(wire) };
}

/** The person that one id means: a user ID, a parent's, or else a number. */
export function personOf(id: string): Person {
	// As nearly all of them are, once per event.
	if (DIGITS.test(id)) return { waId: id };
	if (isParentUserId(id)) return { parentUserId: id };
	return isUserId(id) ? { userId: id } : { waId: digitsOf(id) };
}

/** What is no number can only equal itself. */
function digitsOf(id: string): string {
	return /^\+?\d[\d\s().-]*$/.test(id) ? id.replace(/\D/g, '') : id;
}

/**
 * The forms of a number that WhatsApp rewrites (contract 3.8) as one: Brazil's ninth digit, the 1 of
 * Mexican and the 9 of Argentinian mobiles may stand in an id or not. In Brazil only old mobiles, whose
 * eight digits begin with 6 to 9, were given the ninth: what begins with 2 to 5 is a landline without it,
 * and somebody else's mobile with it.
 */
function normalised(waId: string): string {
	const digits = digitsOf(waId).replace(/^00/, '');
	return digits
		.replace(/^(55\d{2})9([6-9]\d{7})$/, '$1$2')
		.replace(/^521(\d{10})$/, '52$1')
		.replace(/^549(\d{10})$/, '54$1');
}

/** All ids of a person, in a form that is the same for all spellings. */
export function idsOf({ waId, userId, parentUserId }: Person): string[] {
	return [waId && normalised(waId), userId, parentUserId].filter((id) => id !== undefined);
}

/**
 * Whether two sets of ids mean the same person; undefined where it cannot be told, as between a number
 * and the user ID of somebody whose number is hidden.
 */
export function isSamePerson(one: Person, other: Person): boolean | undefined {
	const others = idsOf(other);
	// What somebody calls a user ID may be the parent's, and the other way round.
	if (idsOf(one).some((id) => others.includes(id))) return true;
	// A user ID changes with the number, so only ids of one kind can say no.
	const canDiffer =
		(one.waId !== undefined && other.waId !== undefined) ||
		(one.userId !== undefined && other.userId !== undefined);
	return canDiffer ? false : undefined;
}

/** Whether somebody is among people; undefined where it cannot be told of all of them. */
export function isAmong(person: Person, people: readonly Person[]): boolean | undefined {
	const answers = people.map((other) => isSamePerson(person, other));
	if (answers.includes(true)) return true;
	return answers.includes(undefined) ? undefined : false;
}
