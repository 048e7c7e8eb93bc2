/** Ids by which an event is known again, in whatever batch, order or spelling it arrives. */
import { createHash, hash as hashOnce } from 'node:crypto';

import { personOf, type Person } from '../api/people';
import { asText, asTimeMs, isRecord } from '../api/values';

const ID_LENGTH = 32;

/** A fact of an event's identity; a missing one differs from an empty one. */
export type Fact = string | undefined;

/**
 * The id of an event by the facts that make it what it is.
 *
 * @param kind keeps events of different kinds with equal facts apart
 * @returns 32 hex characters
 */
export function eventIdOf(kind: string, facts: readonly Fact[]): string {
	const text = JSON.stringify([kind, ...facts.map((fact) => fact ?? null)]);
	return hashOnce('sha256', text).slice(0, ID_LENGTH);
}

/**
 * The id of something whose facts we do not know: all of it counts, but neither the order of its keys
 * nor whether a scalar came as text (D11). Goes to any depth without recursion, which a hostile body
 * would exhaust.
 */
export function eventIdOfJson(kind: string, value: unknown): string {
	const hash = createHash('sha256').update(JSON.stringify(kind));
	// Text on the stack is written as it is; values are wrapped, to tell the two apart.
	const stack: Array<string | { value: unknown }> = [{ value }];
	for (let next = stack.pop(); next !== undefined; next = stack.pop()) {
		if (typeof next === 'string') {
			hash.update(next);
		} else if (Array.isArray(next.value)) {
			stack.push(']');
			for (let index = next.value.length - 1; index >= 0; index--) {
				stack.push(',', { value: next.value[index] as unknown });
			}
			stack.push('[');
		} else if (typeof next.value === 'object' && next.value !== null) {
			const entries = Object.entries(next.value).sort(([a], [b]) => (a < b ? 1 : -1));
			stack.push('}');
			for (const [key, inner] of entries) {
				stack.push(',', { value: inner }, `${JSON.stringify(key)}:`);
			}
			stack.push('{');
		} else {
			hash.update(JSON.stringify(String(next.value)));
		}
	}
	return hash.digest('hex').slice(0, ID_LENGTH);
}

/** A time as one spelling: seconds, whether they came as text, as number, in ms or in words (D11). */
export function timeFact(timestamp: unknown): Fact {
	const ms = asTimeMs(timestamp);
	return ms === undefined ? asText(timestamp) : String(ms / 1000);
}

/** Something with its own time in one spelling. */
export function withTimeAsFact(value: unknown): unknown {
	if (!isRecord(value)) return value;
	const time = timeFact(value.timestamp);
	return time === undefined ? value : { ...value, timestamp: time };
}

/** The keys of the contract that name nobody. */
export function factKeys<T>(keys: Record<keyof T, 'fact' | 'person'>): ReadonlySet<string> {
	const all = Object.keys(keys) as Array<keyof T & string>;
	return new Set(all.filter((key) => keys[key] === 'fact'));
}

/**
 * What stands under other keys than these. Where nothing that we can read says whom something is about,
 * that may; where something does, it carries no meaning for us.
 */
export function unknownFact(value: object, known: ReadonlySet<string>): Fact {
	const entries = Object.entries(value).filter(
		([key, inner]) => !known.has(key) && inner !== '' && inner !== null,
	);
	return entries.length > 0 ? eventIdOfJson('unknown', Object.fromEntries(entries)) : undefined;
}

/**
 * A person, by the first id that is there. Which kind of id it is counts: a number as somebody typed
 * it may look like another person's WhatsApp ID.
 */
export function personFact(person: Person & { participant?: string }): Fact {
	// A number may be printed with a plus, and a user ID stand in the place of a number.
	const { waId, userId, parentUserId } = person.waId ? personOf(person.waId) : person;
	if (waId !== undefined) return `wa ${waId}`;
	if (userId !== undefined) return `user ${userId}`;
	if (parentUserId !== undefined) return `parent ${parentUserId}`;
	return person.participant === undefined ? undefined : `input ${person.participant}`;
}
