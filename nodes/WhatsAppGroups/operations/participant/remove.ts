import { acknowledged, type Expected } from '../../api/answer';
import type { Answer } from '../../api/call';
import type { Api } from '../../api/client';
import type {
	RemoveParticipantsRequest,
	RemoveParticipantsResponse,
} from '../../api/contract/groups';
import type { NamedPerson } from '../../api/contract/people';
import type { Wire } from '../../api/contract/wire';
import { readErrorBody, readWireError, type ServiceError } from '../../api/errorBody';
import { readMembers } from '../../api/groups';
import { MAX_PARTICIPANTS } from '../../api/limits';
import { asNamedPerson, isAmong, isSamePerson, type Person } from '../../api/people';
import { asId, asList, asWire, isRecord, withoutUndefined } from '../../api/values';
import { ServiceFailure, tryWork, type ErrorDetails } from '../../failures/failure';
import { groupField, readGroupChoice, type GroupChoice } from '../../fields/group';
import { readPeople, type PersonEntry, type Recipient } from '../../fields/people';
import type { ItemInput } from '../../runtime/input';
import type { EntryResult, PeopleOperation } from '../../runtime/operation';

/** The service's code for a person who is not in the group. */
const NOT_A_PARTICIPANT = 131212;
/** Its code for a call of which some was done and some not. */
const PARTLY_DONE = 131201;
const PARTIAL = 206;

const HOW_TO_FIND_OUT =
	'See who is in the group with Participant: Get Many, and remove again those who still are.';

/**
 * DELETE /groups/{group_id}/participants with a body. HTTP 206 means that some were removed and some
 * not; what else becomes of a removal comes by webhook. Idempotent. A removed person can never come
 * back by the invite link.
 */
export const removeParticipants: PeopleOperation<PersonEntry> = {
	resource: 'participant',
	operation: 'remove',
	name: 'Remove',
	action: 'Remove people from a group',
	description:
		'Remove up to 8 people from a WhatsApp group for good: they can never rejoin with the invite link. Returns one item per person.',
	calls: ['DELETE /groups/{group_id}/participants', 'GET /groups/{group_id}'],
	people: 'participants',
	fields: [
		groupField,
		{
			displayName: 'Participants',
			name: 'participants',
			type: 'string',
			typeOptions: { rows: 3 },
			default: '',
			required: true,
			placeholder: 'e.g. +49 151 23456789, US.13491208655302741918',
			description:
				'Whom to remove: phone numbers with country code or user IDs, separated by commas or new lines, or a list such as ["+4915123456789"]. At most 8.',
		},
	],
	output: {
		groupId: 'string',
		participant: 'string',
		waId: 'string',
		userId: 'string',
		parentUserId: 'string',
		requestId: 'string',
		success: 'boolean',
		status: 'string',
		warning: 'string',
	},
	plan(input) {
		const group = readGroupChoice(input);
		const entries = readEntries(input, group.known);
		return {
			entries,
			ready: async (lookups) => {
				const groupId = await group.lookUp(lookups);
				return {
					orderBy: groupId,
					ids: { groupId },
					run: async (api, _session, open) => {
						const people = open.flatMap(({ person }) => (person === undefined ? [] : [person]));
						const addresses = people.map(({ address }) => address);
						const answer = await tryWork(remove(api, groupId, addresses));
						const asked = people.map(({ who }) => who);
						return await whatBecameOf(api, groupId, asked, answer);
					},
				};
			},
		};
	},
};

function readEntries(input: ItemInput, known: GroupChoice['known']): PersonEntry[] {
	const entries = readPeople(input, 'participants', 'participant', known);
	if (entries.length <= MAX_PARTICIPANTS) return entries;
	throw input.wrong(
		'participants',
		`holds ${entries.length} people, and at most ${MAX_PARTICIPANTS} can be removed at once`,
	);
}

type Removal = Wire<RemoveParticipantsResponse>;

const RESULTS = ['removed_participants', 'failed_participants'] as const;

/** A confirmation, or lists of who was removed and who was not (D3). */
const removal: Expected<Removal> = {
	what: 'a confirmation',
	results: RESULTS,
	failures: 'failed_participants',
	read: (body, status) => {
		if (isRecord(body) && RESULTS.some((key) => Object.hasOwn(body, key))) return asWire(body);
		// That only a part was done says nothing of anybody, but the group can be read.
		if (status === PARTIAL) return isRecord(body) || body === '' ? asWire(body) : undefined;
		const taken = acknowledged('a confirmation').read(body, status);
		return taken && asWire<RemoveParticipantsResponse>(taken.body);
	},
};

/** By `user`; where that is refused by name, people with hidden numbers by `user_id` (D14). */
async function remove(
	api: Api,
	groupId: string,
	people: readonly Recipient[],
): Promise<Answer<Removal>> {
	const call = async (participants: RemoveParticipantsRequest['participants']) =>
		await api.call({
			method: 'DELETE',
			path: ['groups', groupId, 'participants'],
			json: { messaging_product: 'whatsapp', participants } satisfies RemoveParticipantsRequest,
			kind: 'idempotent',
			expects: removal,
			howToFindOut: HOW_TO_FIND_OUT,
		});
	const byUser = people.map((one) => ({ user: 'phone' in one ? one.phone : one.userId }));
	const answer = await tryWork(call(byUser));
	if (!(answer instanceof ServiceFailure)) return answer;
	const hasHidden = people.some((one) => 'userId' in one);
	if (!hasHidden || !namesTheKey(answer)) throw answer;
	return await call(
		people.map((one) => ('phone' in one ? { user: one.phone } : { user_id: one.userId })),
	);
}

/** A clear refusal that speaks of the key or of its value's form. */
function namesTheKey(failure: ServiceFailure): boolean {
	return (
		failure.certainty === 'notDone' &&
		failure.hasCode(400, 100, 131008, 131009, 131062) &&
		/\buser(_id)?\b|param|phone/i.test(failure.details.details ?? '')
	);
}

const GONE =
	'The first attempt got no clear answer, and then the service no longer knew this person in the group.';

const ONLY_SOME =
	'The service removed only some of these people, and does not say whether this one is among them.';
const SOMEBODY_GONE =
	'The first attempt got no clear answer, and then the service no longer knew at least one of these people in the group.';

/** What an answer says of the whole call, beside the people that it names. */
interface Said {
	/** The call's own error. */
	error?: ErrorDetails;
	/** What is told of somebody who is still in the group. */
	ofMember?: ErrorDetails;
	httpStatus?: number;
	/** What is told where the group does not show what became of somebody. */
	unclear: string;
	/** Of somebody who was removed. */
	done: EntryResult;
}

/**
 * What became of each person: as the answer names them, else as the group shows it when it is read
 * afterwards. A failure that fits nobody may be anybody's.
 */
async function whatBecameOf(
	api: Api,
	groupId: string,
	people: readonly Person[],
	answer: Answer<Removal> | ServiceFailure,
): Promise<EntryResult[]> {
	if (answer instanceof ServiceFailure) {
		return await afterRefusal(api, groupId, people, answer);
	}
	const { value, status, body, afterUnclear } = answer;
	const listed = asList(value.removed_participants);
	const removed = listed.map(asNamedPerson);
	// An entry with an error of its own failed, whichever list it stands in.
	const failed = [...asList(value.failed_participants), ...listed.filter(readErrorBody)].map(
		(one) => ({
			person: asNamedPerson(one),
			errors: asList(asWire<NamedPerson>(one).errors),
		}),
	);
	const ofAll = readErrorBody(body);
	const isWhole =
		status !== PARTIAL && ofAll === undefined && RESULTS.every((key) => value[key] === undefined);
	const json = withoutUndefined({ requestId: asId(value.request_id) });
	if (isWhole) return people.map(() => ({ status: 'accepted', json, raw: body }));

	const error = ofAll && saysWhy(ofAll) ? api.explain(ofAll, status) : undefined;
	const said: Said = {
		error,
		ofMember: error?.code === NOT_A_PARTICIPANT ? undefined : error,
		unclear: ONLY_SOME,
		httpStatus: status,
		done: { status: 'done', json, raw: body },
	};
	const named = people.map((person): EntryResult | undefined => {
		const failure = failed.find((one) => isSamePerson(person, one.person) === true);
		if (failure) {
			const [own] = failure.errors;
			const why = own === undefined ? error : api.explain(readWireError(own), status);
			// They were in it before an attempt that got no clear answer: it did its work.
			const isGone = afterUnclear && why?.code === NOT_A_PARTICIPANT;
			return isGone ? { status: 'done', warning: GONE } : notRemoved(why, said);
		}
		return isAmong(person, removed) === true ? said.done : undefined;
	});
	return await completed(api, groupId, people, named, said);
}

/** A bare "no" beside lists is no reason. */
function saysWhy({ code, textCode, words }: ServiceError): boolean {
	return code !== undefined || textCode !== undefined || words.length > 0;
}

/** What became of each person where the call as a whole was refused. */
async function afterRefusal(
	api: Api,
	groupId: string,
	people: readonly Person[],
	refusal: ServiceFailure,
): Promise<EntryResult[]> {
	const isSomebodyGone = refusal.saysDone(NOT_A_PARTICIPANT);
	const gone: EntryResult = { status: 'done', warning: GONE };
	if (isSomebodyGone && people.length === 1) return [gone];
	if (!isSomebodyGone && !refusal.hasCode(PARTLY_DONE)) {
		return people.map(() => ({ failure: refusal }));
	}
	const message = isSomebodyGone
		? 'Somebody else of these people is not in the group, and the service removed nobody. This person is still in it.'
		: 'The service removed only some of these people, and this one is still in the group.';
	const error = { ...refusal.details, message, hint: HOW_TO_FIND_OUT };
	const said: Said = {
		error,
		ofMember: error,
		unclear: isSomebodyGone ? SOMEBODY_GONE : ONLY_SOME,
		done: isSomebodyGone ? gone : { status: 'done' },
	};
	const named = people.map(() => undefined);
	return await completed(api, groupId, people, named, said);
}

/** Those whom the answer does not name, as the group shows them. */
async function completed(
	api: Api,
	groupId: string,
	people: readonly Person[],
	named: Array<EntryResult | undefined>,
	said: Said,
): Promise<EntryResult[]> {
	if (named.every((known) => known !== undefined)) return named;
	const members = await tryWork(readMembers(api, groupId));
	return people.map((person, index) => {
		const known = named[index];
		if (known !== undefined) return known;
		if (members instanceof ServiceFailure) return { failure: unclear(said, members) };
		switch (isAmong(person, members.people)) {
			case false:
				return said.done;
			case true:
				return notRemoved(said.ofMember, said);
			case undefined:
				return { failure: unclear(said) };
		}
	});
}

function notRemoved(error: ErrorDetails | undefined, { httpStatus }: Said): EntryResult {
	if (error) return { failure: new ServiceFailure(error, 'notDone') };
	// Without a reason, the group may only not show the removal yet.
	const details = {
		code: 'not_named',
		message: 'The service did not remove this person, and gave no reason.',
		hint: HOW_TO_FIND_OUT,
	};
	return { failure: new ServiceFailure(withoutUndefined({ ...details, httpStatus }), 'unknown') };
}

/** It cannot be told whether this person was removed. */
function unclear(
	{ unclear: what, error, httpStatus }: Said,
	reading?: ServiceFailure,
): ServiceFailure {
	const why = reading
		? ` Who is still in the group could not be read: ${reading.details.message}`
		: ' The group has members with hidden numbers, and this person may be one of them.';
	return new ServiceFailure(
		withoutUndefined({
			code: 'not_named',
			message: `${what}${why}`,
			details: error?.details,
			hint: HOW_TO_FIND_OUT,
			httpStatus,
		}),
		'unknown',
	);
}
