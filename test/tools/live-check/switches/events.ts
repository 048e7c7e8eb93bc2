/** Deliveries, taken apart. */
import { isObject, objectOf, objectsOf, textOf, type JsonObject } from '../answers';
import type { Delivery, Seen } from '../seen';

/** One element of a delivery, and where it stood. */
export interface Event {
	element: JsonObject;
	value: JsonObject;
	delivery: Delivery;
	/** The order in which deliveries came. */
	index: number;
}

function valuesOf({ body }: Delivery): JsonObject[] {
	return objectsOf(objectOf(body).entry)
		.flatMap(({ changes }) => objectsOf(changes))
		.map(({ value }) => value)
		.filter(isObject);
}

export function changesOf({ body }: Delivery): JsonObject[] {
	return objectsOf(objectOf(body).entry).flatMap(({ changes }) => objectsOf(changes));
}

function eventsOf(seen: Seen, key: 'groups' | 'statuses' | 'messages'): Event[] {
	return seen.deliveries.flatMap((delivery, index) =>
		valuesOf(delivery).flatMap((value) =>
			objectsOf(value[key]).map((element) => ({ element, value, delivery, index })),
		),
	);
}

export const groupEvents = (seen: Seen, type?: string) =>
	eventsOf(seen, 'groups').filter(({ element }) => type === undefined || element.type === type);

export const messageEvents = (seen: Seen) => eventsOf(seen, 'messages');

/** Statuses of messages to groups. */
export function statusEvents(seen: Seen): Event[] {
	return eventsOf(seen, 'statuses').filter(
		({ element }) =>
			element.recipient_type === 'group' ||
			element.group_id !== undefined ||
			(seen.own?.id !== undefined && element.recipient_id === seen.own.id),
	);
}

/** Who a status is about; empty where it names nobody. */
export function participantOf(status: JsonObject): string {
	return (
		textOf(status.recipient_participant_id) ??
		textOf(status.participant_recipient_id) ??
		textOf(status.recipient_participant_user_id) ??
		''
	);
}

/** The failed status of a message, if one came. */
export function failureOf(seen: Seen, wamid: string): JsonObject | undefined {
	return eventsOf(seen, 'statuses')
		.map(({ element }) => element)
		.find(({ id, status }) => id === wamid && status === 'failed');
}

/** The codes of an element's errors. */
export function codesIn(element: JsonObject): number[] {
	return objectsOf(element.errors).map(({ code }) => Number(code));
}
