import type { Api, Answer } from '../../api/client';
import type { MutationResponse, RemoveParticipantsRequest } from '../../api/contract/groups';
import {
	InputFailure,
	orFailure,
	PARTLY_DONE,
	readWireError,
	ServiceFailure,
} from '../../api/errorBody';
import { groupDetails, readGroup } from '../../api/groups';
import { hintFor } from '../../failures/advice';
import { MAX_PARTICIPANTS } from '../../api/limits';
import { asJson, asList, asNumber, asRecord, asText, defined } from '../../api/values';
import { groupField, readGroupId } from '../../fields/group';
import { failOnPartialFailure, optionsField } from '../../fields/options';
import { participantIds, toParticipant } from '../../fields/people';
import type { Outcome } from '../../failures/shown';
import type { ItemInput } from '../../runtime/input';
import { listOutcome, type EntryResult } from '../../runtime/people';
import type { Operation } from '../../runtime/operation';

/** The service's code for a person who is not in the group. */
const NOT_A_PARTICIPANT = 131212;

/**
 * DELETE /groups/{group_id}/participants with a body. HTTP 206 means that some were removed and some
 * not. Idempotent. A removed person can never come back by the invite link.
 */
export const removeParticipants: Operation = {
	resource: 'participant',
	operation: 'remove',
	name: 'Remove',
	action: 'Remove people from a group',
	description:
		'Remove up to 8 people from a WhatsApp group for good: they can never rejoin with the invite link. Returns one item per person.',
	calls: ['DELETE /groups/{group_id}/participants', 'GET /groups/{group_id}'],
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
				'Whom to remove: phone numbers with country code or user IDs, separated by commas or new lines, or an array from an expression. At most 8.',
		},
		optionsField(failOnPartialFailure),
	],
	output: {
		success: 'boolean',
		groupId: 'string',
		participant: 'string',
		waId: 'string',
		userId: 'string',
		requestId: 'string',
	},
	plan(input) {
		const groupId = readGroupId(input);
		const entries = readParticipants(input);
		const simplify = input.optionFlag('simplify', true);
		const rules = {
			noun: 'participants',
			failOnPartialFailure: input.optionFlag('failOnPartialFailure', false),
			itemIndex: input.index,
		};
		const identify = ({ given, user }: Entry) =>
			defined({
				groupId,
				participant: given,
				...(user !== undefined && participantIds(user)),
			});
		if (entries.every(({ refusal }) => refusal)) {
			const failed = entries.map((one) => ({ json: identify(one), failure: one.refusal }));
			listOutcome(failed, rules);
		}
		return {
			orderBy: groupId,
			run: async (api): Promise<Outcome[]> => {
				const users = entries.flatMap(({ user }) => (user === undefined ? [] : [user]));
				const result = users.length > 0 ? await remove(api, groupId, users) : undefined;
				if (!simplify && result && !(result instanceof ServiceFailure)) {
					return [{ json: asJson(result.body) }];
				}
				const failures = await failuresOf(api, groupId, users, result);
				const requestId =
					result instanceof ServiceFailure ? undefined : asText(asRecord(result?.body).request_id);
				return listOutcome(
					entries.map(
						(entry): EntryResult => ({
							json: defined({ ...identify(entry), requestId }),
							failure: entry.refusal ?? failures.get(entry.user ?? ''),
						}),
					),
					rules,
				);
			},
		};
	},
};

interface Entry {
	/** As the user wrote it. */
	given: string;
	/** As the service takes it. */
	user?: string;
	refusal?: InputFailure;
}

function readParticipants(input: ItemInput): Entry[] {
	const seen = new Set<string>();
	const entries: Entry[] = [];
	for (const value of input.list('participants')) {
		const person = asRecord(value);
		const given = asText(value) ?? asText(person.waId) ?? asText(person.userId) ?? String(value);
		let entry: Entry;
		try {
			entry = { given, user: toParticipant(value, input.label('participants')) };
		} catch (refusal) {
			entry = { given, refusal: refusal as InputFailure };
		}
		const key = entry.user ?? given;
		if (!seen.has(key)) entries.push(entry);
		seen.add(key);
	}
	if (entries.length > MAX_PARTICIPANTS) {
		throw input.wrong(
			'participants',
			`holds ${entries.length} people, and at most ${MAX_PARTICIPANTS} can be removed at once`,
		);
	}
	return entries;
}

async function remove(
	api: Api,
	groupId: string,
	users: readonly string[],
): Promise<Answer<MutationResponse> | ServiceFailure> {
	const request: RemoveParticipantsRequest = {
		messaging_product: 'whatsapp',
		participants: users.map((user) => ({ user })),
	};
	return await api.tryCall<MutationResponse>({
		method: 'DELETE',
		path: ['groups', groupId, 'participants'],
		json: request,
		kind: 'idempotent',
	});
}

/**
 * Who could not be removed, and why. Where a partial answer does not say who it was (its body is
 * undocumented, D3), the group itself is asked who is still in it.
 */
async function failuresOf(
	api: Api,
	groupId: string,
	users: readonly string[],
	answer: Answer<MutationResponse> | ServiceFailure | undefined,
): Promise<Map<string, unknown>> {
	if (answer === undefined) return new Map();
	if (answer instanceof ServiceFailure) {
		const isDone = answer.saysDone(NOT_A_PARTICIPANT);
		return new Map(isDone ? [] : users.map((user) => [user, answer]));
	}
	const failed = asList(answer.body?.failed_participants).map(asRecord);
	const errors = asList(answer.body?.errors);
	const isPartial = answer.status === 206 || errors.length > 0 || failed.length > 0;
	if (!isPartial) return new Map();
	const general = new ServiceFailure(
		errors.length > 0
			? { ...readWireError(errors[0]), httpStatus: answer.status }
			: {
					code: PARTLY_DONE,
					message: 'The service could not remove this person',
					hint: hintFor(PARTLY_DONE, ''),
					httpStatus: answer.status,
				},
		'notDone',
	);
	if (failed.length > 0) {
		return new Map(
			users.flatMap((user) => {
				const entry = failed.find((one) =>
					[one.input, one.wa_id, one.user_id].some((id) => sameId(asText(id), user)),
				);
				if (!entry) return [];
				const [own] = asList(entry.errors);
				// They were in it before an attempt that got no clear answer: it did its work.
				if (answer.afterUnclear && asNumber(asRecord(own).code) === NOT_A_PARTICIPANT) return [];
				const failure = own
					? new ServiceFailure({ ...readWireError(own), httpStatus: answer.status }, 'notDone')
					: general;
				return [[user, failure] as const];
			}),
		);
	}
	const group = await orFailure(readGroup(api, groupId, ['participants']));
	if (group instanceof ServiceFailure) {
		const unclear = whoIsLeftIsUnknown(group);
		return new Map(users.map((user) => [user, unclear]));
	}
	const { participants } = groupDetails(group);
	return new Map(
		users
			.filter((user) =>
				participants.some(({ waId, userId }) => sameId(waId, user) || sameId(userId, user)),
			)
			.map((user) => [user, general] as const),
	);
}

/** Some were removed: that reading the group failed must not look as if nobody was. */
function whoIsLeftIsUnknown({ details }: ServiceFailure): ServiceFailure {
	return new ServiceFailure(
		{
			...details,
			code: PARTLY_DONE,
			message: `The service removed only some of these people, and who is still in the group could not be read, so this person may or may not have been removed`,
			details: details.message,
			hint: 'Look who is in the group with Participant: Get Many, and remove those again who still are.',
		},
		'unknown',
	);
}

function sameId(id: string | undefined, user: string): boolean {
	return id !== undefined && id.replace(/^\+/, '') === user.replace(/^\+/, '');
}
