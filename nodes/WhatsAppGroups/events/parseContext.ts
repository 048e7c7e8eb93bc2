/** What the elements of one change share, and how what we do not know is passed on. */
import type {
	GroupEvent,
	MessageStatus,
	WebhookContact,
	WebhookValue,
} from '../api/contract/deliveries';
import type { Wire } from '../api/contract/wire';
import { explainError, readWireError } from '../api/errorBody';
import { asPerson, type Person } from '../api/people';
import { asId, asIsoTime, asList, asText, asWire, isRecord, withoutUndefined } from '../api/values';
import type { ErrorDetails } from '../failures/failure';
import { eventIdOfJson, withTimeAsFact, type Fact } from './eventId';
import type { WebhookEvent } from './catalogue';

/** A person as their messages and statuses tell of them. */
export interface Profile extends Person {
	name?: string;
}

/** What stands around the elements of one change. */
export interface ChangeContext {
	field?: string;
	/** The number that the delivery is about. */
	number: { phoneNumberId?: string; displayPhoneNumber?: string };
	/** The number's own WhatsApp ID; the number itself may be printed with spaces. */
	ownWaId?: string;
	/** By WhatsApp ID and by user ID. */
	profiles: ReadonlyMap<string, Profile>;
	/** The one contact beside one status: whom that is about, should it not say so itself. */
	onlyContact?: Profile;
	/** Some samples print it beside the groups instead of in them (D9). As it came. */
	initiatedBy?: unknown;
}

/** Reads what the elements of a `value` share. */
export function contextOf(field: string | undefined, value: Wire<WebhookValue>): ChangeContext {
	const metadata = asWire<NonNullable<WebhookValue['metadata']>>(value.metadata);
	const displayPhoneNumber = asText(metadata.display_phone_number);
	const profiles = readProfiles(value.contacts);
	const people = new Set(profiles.values());
	const isOne = people.size === 1 && asList(value.statuses).length === 1;
	return {
		field,
		number: withoutUndefined({
			phoneNumberId: asId(metadata.phone_number_id),
			displayPhoneNumber,
		}),
		ownWaId: displayPhoneNumber?.replace(/\D/g, ''),
		profiles,
		onlyContact: isOne ? [...people][0] : undefined,
		initiatedBy: value.initiated_by,
	};
}

function readProfiles(contacts: unknown): Map<string, Profile> {
	const profiles = new Map<string, Profile>();
	for (const element of asList(contacts)) {
		const contact = asWire<WebhookContact>(element);
		const profile = asWire<NonNullable<WebhookContact['profile']>>(contact.profile);
		const person = withoutUndefined({
			username: asText(profile.username),
			...asPerson(contact),
			name: asText(profile.name),
		});
		for (const id of [person.waId, person.userId]) {
			if (id !== undefined) profiles.set(id, person);
		}
	}
	return profiles;
}

/** A person with what the delivery's contacts say of them; what the element itself says comes first. */
export function withProfile(person: Person, { profiles }: ChangeContext): Profile {
	const profile = profiles.get(person.waId ?? '') ?? profiles.get(person.userId ?? '');
	return profile ? { ...profile, ...withoutUndefined(person) } : person;
}

/** Whether a value says nothing, in any of the ways to do so. */
export function isEmpty(value: unknown): boolean {
	if (typeof value === 'string') return value.trim() === '';
	if (Array.isArray(value)) return value.length === 0;
	return value === undefined || value === null || (isRecord(value) && isEmpty(Object.keys(value)));
}

/** Whether an ID is not there. An empty object in its place is: an ID that cannot be read. */
export function isNothing(value: unknown): boolean {
	return value === undefined || value === null || value === '';
}

/** What `errors` holds: a list, or an error alone. `false` and 0 say that there is none. */
export function errorsOf(errors: unknown): unknown[] {
	if (Array.isArray(errors)) return errors as unknown[];
	return isEmpty(errors) || errors === false || errors === 0 ? [] : [errors];
}

/** The first of an element's errors; whatever stands among them, a failure is not told as a success. */
export function firstError(errors: unknown): ErrorDetails | undefined {
	const all = errorsOf(errors);
	if (all.length === 0) return undefined;
	return explainError(readWireError(all.find(isRecord) ?? all[0]));
}

/**
 * What went wrong, in one spelling: by codes and by what the sentences say, not by where they stand, nor
 * by links. Undefined where nothing did.
 */
export function errorFact(errors: unknown): Fact {
	const facts = errorsOf(errors).map((error) => {
		const { code, textCode, words } = readWireError(error);
		return JSON.stringify([code ?? textCode ?? null, ...words]);
	});
	return facts.length > 0 ? JSON.stringify([...new Set(facts)].sort()) : undefined;
}

/**
 * An event that we do not know, or an element that we cannot read, passed on whole.
 *
 * @param facts what is known of it all the same
 * @param identity what tells it from others, where that is not the whole element
 */
export function otherEvent(
	element: unknown,
	context: ChangeContext,
	facts: Partial<WebhookEvent> = {},
	identity: unknown = element,
): WebhookEvent {
	const wire = asWire<GroupEvent & MessageStatus>(element);
	return withoutUndefined({
		event: 'other',
		eventId: eventIdOfJson('other', withTimeAsFact(identity)),
		groupId: groupIdOf(wire),
		timestamp: asIsoTime(wire.timestamp),
		...context.number,
		requestId: asId(wire.request_id),
		field: context.field,
		type: asText(wire.type),
		error: firstError(wire.errors),
		data: element,
		...withoutUndefined(facts),
		raw: element,
	});
}

/** The group that an object names, as messages and elements of groups do, or as statuses do. */
export function groupIdOf(wire: Wire<MessageStatus>): string | undefined {
	return asId(wire.group_id) ?? (isToGroup(wire) ? asId(wire.recipient_id) : undefined);
}

/** Only statuses of groups have these (D13). */
const PARTICIPANT_KEYS = [
	'recipient_participant_id',
	'participant_recipient_id',
	'recipient_participant_user_id',
	'recipient_participant_parent_user_id',
] as const satisfies ReadonlyArray<keyof MessageStatus>;

/** Whether the recipient of a message is a group. */
export function isToGroup(wire: Wire<MessageStatus>): boolean {
	const type = asText(wire.recipient_type);
	if (type !== undefined) return type.toLowerCase() === 'group';
	return PARTICIPANT_KEYS.some((key) => asId(wire[key]) !== undefined);
}

/** Whether something speaks of a group anywhere inside: names one, or has a list of `groups`. */
export function mentionsGroup(value: unknown): boolean {
	for (const inside of objectsIn(value)) {
		if (groupIdOf(inside) !== undefined || Array.isArray(inside.groups)) return true;
	}
	return false;
}

/** The groups that something names anywhere inside, and whether it names one that cannot be read. */
export function groupsIn(value: unknown): { ids: ReadonlySet<string>; hasUnreadable: boolean } {
	const ids = new Set<string>();
	let hasUnreadable = false;
	for (const inside of objectsIn(value)) {
		const id = groupIdOf(inside);
		if (id !== undefined) ids.add(id);
		else if (!isNothing(inside.group_id) || isToGroup(inside)) hasUnreadable = true;
	}
	return { ids, hasUnreadable };
}

/** The group of something that we do not know: the one it names itself, or the only one inside. */
export function onlyGroupIn(value: unknown): string | undefined {
	const own = groupIdOf(asWire(value));
	if (own !== undefined) return own;
	const { ids, hasUnreadable } = groupsIn(value);
	return ids.size === 1 && !hasUnreadable ? [...ids][0] : undefined;
}

/** Every object and list in a value, to any depth and without recursion. */
function* objectsIn(value: unknown): Generator<Record<string, unknown>> {
	const stack = [value];
	while (stack.length > 0) {
		const next = stack.pop();
		if (typeof next !== 'object' || next === null) continue;
		const inside = next as Record<string, unknown>;
		yield inside;
		for (const inner of Object.values(inside)) stack.push(inner);
	}
}
