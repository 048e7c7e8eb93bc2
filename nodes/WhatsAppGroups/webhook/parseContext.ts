/** What the elements of one change share, and how what we do not know is passed on. */
import type { WirePerson } from '../api/contract';
import { readWireError, type ErrorDetails } from '../api/errors';
import { asIsoTime, asList, asPerson, asRecord, asText, defined, type Person } from '../api/values';
import { eventIdOfJson } from './eventId';
import type { WebhookEvent } from './events';

/** A person as their messages and statuses tell of them. */
export interface Profile extends Person {
	name?: string;
}

/** What stands around the elements of one change. */
export interface ChangeContext {
	field?: string;
	/** The number that the delivery is about. */
	number: { phoneNumberId?: string; displayPhoneNumber?: string };
	/** By WhatsApp ID and by user ID. */
	profiles: ReadonlyMap<string, Profile>;
	/** Some samples print it beside the groups instead of in them (D9). */
	initiatedBy?: string;
}

/** Reads what the elements of a `value` share. */
export function contextOf(
	field: string | undefined,
	value: Record<string, unknown>,
): ChangeContext {
	const metadata = asRecord(value.metadata);
	return {
		field,
		number: defined({
			phoneNumberId: asText(metadata.phone_number_id),
			displayPhoneNumber: asText(metadata.display_phone_number),
		}),
		profiles: readProfiles(value.contacts),
		initiatedBy: asText(value.initiated_by),
	};
}

function readProfiles(contacts: unknown): Map<string, Profile> {
	const profiles = new Map<string, Profile>();
	for (const element of asList(contacts)) {
		const contact = asRecord(element);
		const profile = asRecord(contact.profile);
		const person = defined({
			username: asText(profile.username),
			...asPerson(contact as WirePerson),
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
	const profile = profiles.get(person.waId ?? '') ?? profiles.get(person.userId ?? '') ?? undefined;
	return { ...profile, ...person };
}

/** The first of an element's errors. */
export function firstError(errors: unknown): ErrorDetails | undefined {
	const [first] = asList(errors);
	return first === undefined ? undefined : readWireError(first);
}

/** Whether it is an object, and neither null nor a list. */
export function isRecord(value: unknown): value is Record<string, unknown> {
	return typeof value === 'object' && value !== null && !Array.isArray(value);
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
	const { group_id: groupId, timestamp, type, request_id: requestId, errors } = asRecord(element);
	return defined({
		event: 'other',
		eventId: eventIdOfJson('other', identity),
		groupId: asText(groupId),
		timestamp: asIsoTime(timestamp),
		...context.number,
		requestId: asText(requestId),
		field: context.field,
		type: asText(type),
		error: firstError(errors),
		data: element,
		...facts,
		raw: element,
	});
}

/**
 * Whether something speaks of a group anywhere inside: has a `group_id`, or a list of `groups`. Goes
 * to any depth without recursion.
 */
export function mentionsGroup(value: unknown): boolean {
	const stack = [value];
	while (stack.length > 0) {
		const next = stack.pop();
		if (typeof next !== 'object' || next === null) continue;
		if (isRecord(next)) {
			if (asText(next.group_id) !== undefined || Array.isArray(next.groups)) return true;
		}
		for (const inner of Object.values(next)) {
			if (typeof inner === 'object' && inner !== null) stack.push(inner as unknown);
		}
	}
	return false;
}
