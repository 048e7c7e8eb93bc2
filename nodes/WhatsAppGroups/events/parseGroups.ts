/** Elements of `value.groups[]`: what happens to groups and to who is in them (contract 3.2–3.5). */
import type { GroupEvent, SettingResult } from '../api/contract/deliveries';
import type { WirePerson } from '../api/contract/people';
import type { Wire } from '../api/contract/wire';
import { readErrorBody } from '../api/errorBody';
import { asPerson, isUserId, personOf, type Person } from '../api/people';
import {
	asFlag,
	asId,
	asIsoTime,
	asList,
	asText,
	asWire,
	isRecord,
	withoutUndefined,
} from '../api/values';
import {
	eventIdOf,
	eventIdOfJson,
	factKeys,
	personFact,
	timeFact,
	unknownFact,
	type Fact,
} from './eventId';
import type { EventName, SettingFailure, WebhookEvent } from './catalogue';
import { errorFact, errorsOf, firstError, otherEvent, type ChangeContext } from './parseContext';

type Group = Wire<GroupEvent>;
type Reader = (group: Group, context: ChangeContext) => WebhookEvent[];

const REMOVE = 'group_participants_remove';

/** Meta's generated reference has other names for two types (D10). */
const SAME_TYPES = new Map([
	['group_add_participants', 'group_participants_add'],
	['group_remove_participants', REMOVE],
]);

const READERS = new Map<string, Reader>([
	['group_create', readLifecycle('groupCreated', 'groupCreateFailed')],
	['group_delete', readLifecycle('groupDeleted', 'groupDeleteFailed')],
	['group_participants_add', readJoined],
	[REMOVE, readRemoved],
	['group_join_request_created', readJoinRequest('joinRequestCreated')],
	['group_join_request_revoked', readJoinRequest('joinRequestRevoked')],
	['group_settings_update', readSettings],
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

/** The events of an element of `value.groups[]`: at least one, whatever it is. */
export function parseGroup(element: unknown, context: ChangeContext): WebhookEvent[] {
	if (!isRecord(element)) return [otherEvent(element, context)];
	const group = asWire<GroupEvent>(element);
	const type = typeOf(group);
	const reader = READERS.get(type);
	if (reader) {
		const events = reader(group, context);
		const failed = asList(group.failed_participants).map((person) =>
			type === REMOVE ? removeFailed(person, group, context) : personEvent(person, group, context),
		);
		if (events.length > 0 || failed.length > 0) return [...events, ...failed];
	}
	return [otherOfGroup(group, context)];
}

/**
 * An element passed on whole, with its error. Whoever began it may stand outside the element (D9), so it
 * is no part of its identity.
 */
function otherOfGroup(group: Group, context: ChangeContext): WebhookEvent {
	const identity = { ...group, type: typeOf(group), initiated_by: undefined };
	return otherEvent(group, context, { error: firstError(errorsIn(group)) }, identity);
}

function typeOf(group: Group): string {
	const type = asText(group.type) ?? '';
	return SAME_TYPES.get(type) ?? type;
}

/** An element's errors, as deliveries tell them; else those that it tells in one of the forms of answers. */
function errorsIn(element: Wire<Pick<GroupEvent, 'errors'>>): unknown {
	if (errorsOf(element.errors).length > 0) return element.errors;
	const said = readErrorBody(element);
	return said && [{ code: said.code ?? said.textCode, message: said.words.join(' – ') }];
}

/** What every event of a group has. */
function groupEvent(
	event: EventName,
	group: Group,
	context: ChangeContext,
	{ identity, ...facts }: Partial<WebhookEvent> & { identity: readonly Fact[] },
): WebhookEvent {
	const groupId = asId(group.group_id);
	return withoutUndefined({
		event,
		eventId: eventIdOf(event, [groupId, timeFact(group.timestamp), ...identity]),
		groupId,
		timestamp: asIsoTime(group.timestamp),
		...context.number,
		...facts,
		raw: group,
	});
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
	const joined = asList(group.added_participants).map((element) =>
		personEvent(element, group, context, hasOwnErrors(element) ? 'other' : 'participantJoined'),
	);
	if (namesFailed(group) || !firstError(errorsIn(group))) return joined;
	// The element does not name who did not get in.
	return [...joined, otherOfGroup(group, context)];
}

function readRemoved(group: Group, context: ChangeContext): WebhookEvent[] {
	const removed = asList(group.removed_participants).map((element) => {
		if (hasOwnErrors(element)) return removeFailed(element, group, context);
		const initiatedBy = initiatorOf(group, element, context);
		const event = initiatedBy === 'participant' ? 'participantLeft' : 'participantRemoved';
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
	return asList(group.failed_participants).length > 0;
}

function hasOwnErrors(element: unknown): boolean {
	return firstError(errorsIn(asWire<WirePerson>(element))) !== undefined;
}

function removeFailed(element: unknown, group: Group, context: ChangeContext): WebhookEvent {
	const initiatedBy = initiatorOf(group, element, context);
	return personEvent(element, group, context, 'participantRemoveFailed', { initiatedBy });
}

/** Who removed a person. Where nobody says so, only the business has requests and names people (D9). */
function initiatorOf(group: Group, element: unknown, context: ChangeContext): string {
	const said = asText(group.initiated_by) ?? context.initiatedBy;
	if (said !== undefined) return said;
	const isAnswer =
		asText(asWire<WirePerson>(element).input) !== undefined || asId(group.request_id) !== undefined;
	return isAnswer ? 'business' : 'participant';
}

/**
 * The event of one person of a list. Whoever cannot be told from others becomes an `other`, and so
 * does a failure for which there is no event.
 */
function personEvent(
	element: unknown,
	group: Group,
	context: ChangeContext,
	event: EventName = 'other',
	facts: Partial<WebhookEvent> = {},
): WebhookEvent {
	const person = readNamedPerson(element);
	const isFailure = event === 'other' || event === 'participantRemoveFailed';
	const own = errorsIn(asWire<WirePerson>(element));
	const errors = isFailure ? (firstError(own) ? own : errorsIn(group)) : undefined;
	const error = firstError(errors);
	const requestId = asId(group.request_id);
	const reason = asText(group.reason);
	const who = personFact(person);
	const all = { ...person, requestId, reason, ...facts, error };
	if (event === 'other' || who === undefined) {
		const about = [asId(group.group_id), timeFact(group.timestamp), typeOf(group), requestId];
		const identity = [...about, who ?? element, reason, errorFact(errors)];
		return otherEvent(group, context, all, identity);
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

const SETTINGS = new Map([
	['group_subject', 'subject'],
	['subject', 'subject'],
	['group_description', 'description'],
	['description', 'description'],
	['profile_picture', 'picture'],
]);

/** Meta's OpenAPI has the texts plain; where both forms stand, the one with a result counts. */
function settingResult(key: string, value: unknown, group: Group): unknown {
	const isPlain = key === 'subject' || key === 'description';
	if (!isPlain || typeof value !== 'string') return value;
	return isRecord(group[`group_${key}`]) ? undefined : { text: value };
}

function readSettings(group: Group, context: ChangeContext): WebhookEvent[] {
	const errors = errorsIn(group);
	const outer = firstError(errors);
	const applied: string[] = [];
	const notApplied: SettingFailure[] = [];
	const values: Partial<WebhookEvent> = {};
	const results: Array<[string, unknown]> = [];
	for (const [key, value] of Object.entries(group)) {
		const result = settingResult(key, value, group);
		const known = SETTINGS.get(key);
		if (!isRecord(result) || !(known || Object.hasOwn(result, 'update_successful'))) continue;
		const setting = known ?? key;
		const told = asWire<SettingResult>(result);
		const own = firstError(errorsIn(told));
		// Meta's plain form has no result: no error is all that says that it was applied.
		const { update_successful: flag } = told;
		const isApplied = !own && (flag === undefined ? !outer : asFlag(flag) === true);
		const content = known ? [told.text, told.mime_type, told.sha256].map(asText) : result;
		results.push([setting, [isApplied, content, errorFact(errorsIn(told))]]);
		if (!isApplied) {
			notApplied.push(withoutUndefined({ setting, error: own ?? outer }));
			continue;
		}
		applied.push(setting);
		if (setting === 'subject') values.subject = asText(told.text);
		if (setting === 'description') values.description = asText(told.text);
		if (setting === 'picture') {
			values.mimeType = asText(told.mime_type);
			values.sha256 = asText(told.sha256);
		}
	}
	const count = applied.length + notApplied.length;
	if (count === 0 && !outer) return [];
	const requestId = asId(group.request_id);
	applied.sort();
	notApplied.sort((a, b) => (a.setting < b.setting ? -1 : 1));
	// Nothing says that a request is answered at once: two answers differ in what they tell of settings.
	const outcome = eventIdOfJson('settings', Object.fromEntries(results));
	return [
		groupEvent(applied.length > 0 ? 'settingsUpdated' : 'settingsUpdateFailed', group, context, {
			identity: [requestId, outcome, errorFact(errors)],
			requestId,
			...values,
			applied,
			notApplied,
			error: outer,
		}),
	];
}
