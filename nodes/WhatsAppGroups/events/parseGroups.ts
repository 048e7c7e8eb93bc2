/** Elements of `value.groups[]`: what happens to groups and to who is in them (contract 3.2–3.5). */
import type { GroupEvent } from '../api/contract/deliveries';
import type { WirePerson } from '../api/contract/people';
import { asPerson, isUserId, personOf, type Person } from '../api/people';
import { asId, asList, asText, asWire, isRecord, withoutUndefined } from '../api/values';
import { factKeys, personFact, timeFact, unknownFact } from './eventId';
import type { EventName, WebhookEvent } from './catalogue';
import {
	ADD,
	errorsIn,
	groupEvent,
	hasOwnErrors,
	isUnreadable,
	REMOVE,
	typeOf,
	UPDATE_SETTINGS,
	type Group,
} from './groupElement';
import { errorFact, firstError, isEmpty, otherEvent, type ChangeContext } from './parseContext';
import { readSettings, SETTINGS, settingValues } from './parseSettings';

type Reader = (group: Group, context: ChangeContext) => WebhookEvent[];

const READERS = new Map<string, Reader>([
	['group_create', readLifecycle('groupCreated', 'groupCreateFailed')],
	['group_delete', readLifecycle('groupDeleted', 'groupDeleteFailed')],
	[ADD, readJoined],
	[REMOVE, readRemoved],
	['group_join_request_created', readJoinRequest('joinRequestCreated')],
	['group_join_request_revoked', readJoinRequest('joinRequestRevoked')],
	[UPDATE_SETTINGS, readSettings],
	['group_suspend', readStatus('groupSuspended')],
	['group_suspend_cleared', readStatus('groupReinstated')],
]);

/** What the contract has of such an element, but for what names people. */
const GROUP_KEYS = factKeys<GroupEvent>({
	timestamp: 'fact',
	group_id: 'fact',
	type: 'fact',
	request_id: 'fact',
	reason: 'fact',
	join_request_id: 'fact',
	initiated_by: 'fact',
	subject: 'fact',
	description: 'fact',
	invite_link: 'fact',
	join_approval_mode: 'fact',
	added_participants: 'person',
	removed_participants: 'person',
	failed_participants: 'person',
	profile_picture: 'fact',
	group_subject: 'fact',
	group_description: 'fact',
	wa_id: 'person',
	input: 'person',
	user_id: 'person',
	parent_user_id: 'person',
	username: 'person',
	errors: 'fact',
});

/** Those of them that hold a text, a number or nothing. Who began it is read where it counts. */
const SCALARS = [
	'timestamp',
	'group_id',
	'request_id',
	'reason',
	'join_request_id',
	'subject',
	'description',
	'invite_link',
	'join_approval_mode',
	'wa_id',
	'user_id',
	'parent_user_id',
	'username',
] as const satisfies ReadonlyArray<keyof GroupEvent>;

/** The events of an element of `value.groups[]`: at least one, whatever it is. */
export function parseGroup(element: unknown, context: ChangeContext): WebhookEvent[] {
	if (!isRecord(element)) return [otherEvent(element, context)];
	const group = asWire<GroupEvent>(element);
	const type = typeOf(group);
	const reader = READERS.get(type);
	const events = reader ? [...reader(group, context), ...readFailed(group, context)] : [];
	const isTold = events.length > 0 && !holdsMore(group);
	return isTold ? events : [...events, otherOfGroup(group, context)];
}

/** Whether an element of a type that we know holds something of which no event of that type tells. */
function holdsMore(group: Group): boolean {
	const type = typeOf(group);
	const { added_participants: added, removed_participants: removed } = group;
	const isOfSettings = type === UPDATE_SETTINGS;
	const scalars = isOfSettings ? SCALARS.filter((key) => !SETTINGS.has(key)) : SCALARS;
	return (
		scalars.some((key) => isUnreadable(group[key])) ||
		(isOfSettings && settingValues(group).some(isUnreadable)) ||
		!(type === ADD ? isList(added) : isEmpty(added)) ||
		!(type === REMOVE ? isList(removed) : isEmpty(removed)) ||
		!isList(group.failed_participants) ||
		// The element does not name who did not get in.
		(type === ADD && !namesFailed(group) && firstError(errorsIn(group)) !== undefined)
	);
}

/** Whether what stands in the place of a list is one, one element alone, or nothing. */
function isList(value: unknown): boolean {
	return Array.isArray(value) || isRecord(value) || isEmpty(value);
}

/** The people of a list; a single one may stand there alone. */
function peopleOf(list: unknown): unknown[] {
	return isRecord(list) && !isEmpty(list) ? [list] : asList(list);
}

/**
 * An element passed on whole, with its error. Whoever began it may stand outside the element (D9), so it
 * is no part of its identity.
 */
function otherOfGroup(group: Group, context: ChangeContext): WebhookEvent {
	const identity = { ...group, type: typeOf(group), initiated_by: undefined };
	return otherEvent(group, context, { error: firstError(errorsIn(group)) }, identity);
}

function readLifecycle(done: EventName, failed: EventName): Reader {
	return (group, context) => {
		const errors = errorsIn(group);
		const error = firstError(errors);
		const requestId = asId(group.request_id);
		const subject = asText(group.subject);
		const hasId = asId(group.group_id) !== undefined || requestId !== undefined;
		if (!hasId && subject === undefined) return [];
		return [
			groupEvent(error ? failed : done, group, context, {
				identity: [requestId, hasId ? undefined : subject, errorFact(errors)],
				requestId,
				subject,
				description: asText(group.description),
				joinApprovalMode: asText(group.join_approval_mode),
				inviteLink: asText(group.invite_link),
				error,
			}),
		];
	};
}

function readStatus(event: EventName): Reader {
	return (group, context) => {
		if (asId(group.group_id) === undefined) return [];
		const errors = errorsIn(group);
		const reason = asText(group.reason);
		const identity = [reason, errorFact(errors)];
		return [groupEvent(event, group, context, { identity, reason, error: firstError(errors) })];
	};
}

function readJoinRequest(event: EventName): Reader {
	return (group, context) => {
		const person = asPerson(group);
		const who = personFact(person);
		const joinRequestId = asId(group.join_request_id);
		if (joinRequestId === undefined && who === undefined) return [];
		const reason = asText(group.reason);
		const errors = errorsIn(group);
		const identity = [
			joinRequestId,
			who ?? unknownFact(group, GROUP_KEYS),
			reason,
			errorFact(errors),
		];
		const facts = { ...person, joinRequestId, reason, error: firstError(errors) };
		return [groupEvent(event, group, context, { identity, ...facts })];
	};
}

function readJoined(group: Group, context: ChangeContext): WebhookEvent[] {
	return peopleOf(group.added_participants).map((element) =>
		hasOwnErrors(element)
			? notAdded(element, group, context)
			: personEvent(element, group, context, 'participantJoined'),
	);
}

function readRemoved(group: Group, context: ChangeContext): WebhookEvent[] {
	const removed = peopleOf(group.removed_participants).map((element) => {
		if (hasOwnErrors(element)) return notRemoved(element, group, context);
		const initiatedBy = initiatorOf(group, element, context);
		const event = REMOVALS.get(initiatedBy) ?? 'other';
		return personEvent(element, group, context, event, { initiatedBy });
	});
	const errors = errorsIn(group);
	const error = firstError(errors);
	if (namesFailed(group) || !error) return removed;
	// The element does not name who was not removed; the failure is told all the same.
	const requestId = asId(group.request_id);
	const identity = [requestId, unknownFact(group, GROUP_KEYS), errorFact(errors)];
	return [
		...removed,
		groupEvent('participantRemoveFailed', group, context, { identity, requestId, error }),
	];
}

function namesFailed(group: Group): boolean {
	return peopleOf(group.failed_participants).length > 0;
}

/** Whoever something failed for, whatever it was. */
function readFailed(group: Group, context: ChangeContext): WebhookEvent[] {
	const read = typeOf(group) === REMOVE ? notRemoved : notAdded;
	return peopleOf(group.failed_participants).map((element) => read(element, group, context));
}

function notRemoved(element: unknown, group: Group, context: ChangeContext): WebhookEvent {
	const initiatedBy = initiatorOf(group, element, context);
	const errors = errorsOfPerson(element, group);
	return personEvent(element, group, context, 'participantRemoveFailed', { initiatedBy }, errors);
}

/** There is no event for it. */
function notAdded(element: unknown, group: Group, context: ChangeContext): WebhookEvent {
	return personEvent(element, group, context, 'other', {}, errorsOfPerson(element, group));
}

function errorsOfPerson(element: unknown, group: Group): unknown {
	const own = errorsIn(asWire<WirePerson>(element));
	return firstError(own) ? own : errorsIn(group);
}

/** What a removal is, by who began it. */
const REMOVALS = new Map<string | undefined, EventName>([
	['business', 'participantRemoved'],
	['participant', 'participantLeft'],
]);

/**
 * Who removed a person; undefined where it is said and cannot be read. Where nobody says so, only the
 * business has requests and names people (D9).
 */
function initiatorOf(group: Group, element: unknown, context: ChangeContext): string | undefined {
	const places = [group.initiated_by, context.initiatedBy].filter((place) => !isEmpty(place));
	if (places.length > 0) {
		const [said] = places.flatMap((place) => asText(place)?.trim() ?? []);
		const word = said?.toLowerCase();
		return REMOVALS.has(word) ? word : said;
	}
	const isAnswer =
		asText(asWire<WirePerson>(element).input) !== undefined || asId(group.request_id) !== undefined;
	return isAnswer ? 'business' : 'participant';
}

/** The event of one person of a list. Whoever cannot be told from others becomes an `other`. */
function personEvent(
	element: unknown,
	group: Group,
	context: ChangeContext,
	event: EventName,
	facts: Partial<WebhookEvent> = {},
	errors?: unknown,
): WebhookEvent {
	const person = readNamedPerson(element);
	const error = firstError(errors);
	const requestId = asId(group.request_id);
	const reason = asText(group.reason);
	const who = personFact(person);
	const all = { ...person, requestId, reason, ...facts, error };
	if (event === 'other' || who === undefined) {
		const about = [asId(group.group_id), timeFact(group.timestamp), typeOf(group), requestId];
		const identity = [...about, who ?? element, reason, errorFact(errors)];
		// The errors of the whole are not of whom they do not concern.
		return withoutUndefined({ ...otherEvent(group, context, all, identity), error });
	}
	// A leave is printed with and without a request's id (D9).
	const isAnswer = event === 'participantRemoved' || event === 'participantRemoveFailed';
	return groupEvent(event, group, context, {
		identity: [isAnswer ? requestId : undefined, who, reason, errorFact(errors)],
		...all,
	});
}

interface NamedPerson extends Person {
	participant?: string;
}

/** Answers to requests name people as the request did, and often in no other way (`input`). */
function readNamedPerson(element: unknown): NamedPerson {
	const wire = asWire<WirePerson>(element);
	const person = asPerson(wire);
	const participant = asText(wire.input);
	if (participant === undefined) return person;
	if (person.waId !== undefined || person.userId !== undefined) return { ...person, participant };
	const isKnown = /^\+\d+$/.test(participant) || isUserId(participant);
	return { ...(isKnown && personOf(participant)), ...person, participant };
}
