/** What approving and rejecting join requests have in common: all but the method and the words. */
import type { INodeProperties } from 'n8n-workflow';

import type { Expected } from '../../../api/answer';
import type { Answer } from '../../../api/call';
import type { Api } from '../../../api/client';
import type { JoinRequestsRequest, JoinRequestsResponse } from '../../../api/contract/joinRequests';
import type { Wire } from '../../../api/contract/wire';
import { readErrorBody, readWireError, type ServiceError } from '../../../api/errorBody';
import { asId, asList, asRecord, asWire, isRecord } from '../../../api/values';
import { ServiceFailure } from '../../../failures/failure';
import { groupField, readGroupChoice } from '../../../fields/group';
import type { ItemInput } from '../../../runtime/input';
import type { Entry, EntryResult, OutputShape, PeoplePlan } from '../../../runtime/operation';

/** The service's code for a join request that does not exist. */
const REQUEST_GONE = 131213;

const HOW_TO_FIND_OUT =
	'Read the join requests with Join Request: Get Many: those that are still listed were not handled.';

export const answeringFields: INodeProperties[] = [
	groupField,
	{
		displayName: 'Join Request IDs',
		name: 'joinRequestIds',
		type: 'string',
		typeOptions: { rows: 3 },
		default: '',
		required: true,
		description:
			'The IDs of the join requests, from Join Request: Get Many or the trigger: separated by commas or new lines, or a list in JSON',
	},
];

export const answeringOutput: OutputShape = {
	groupId: 'string',
	joinRequestId: 'string',
	success: 'boolean',
	status: 'string',
};

type FailedRequest = NonNullable<JoinRequestsResponse['failed_join_requests']>[number];

type DoneKey = 'approved_join_requests' | 'rejected_join_requests';

/** Lists of the requests that were handled and of those that failed, or one of them (contract 1.10). */
function answerWith(doneKey: DoneKey): Expected<Wire<JoinRequestsResponse>> {
	return {
		what: 'a list of the requests that were handled',
		results: [doneKey, 'failed_join_requests'],
		failures: 'failed_join_requests',
		read: (body) => (isRecord(body) ? asWire<JoinRequestsResponse>(body) : undefined),
	};
}

interface RequestEntry extends Entry {
	id: string;
}

/**
 * POST (approve) or DELETE (reject) /groups/{group_id}/join_requests, both with the same body and the
 * same kind of answer: HTTP 206 when some failed. Idempotent.
 */
export function planAnswering(
	input: ItemInput,
	method: 'POST' | 'DELETE',
): PeoplePlan<RequestEntry> {
	const group = readGroupChoice(input);
	const doneKey = method === 'POST' ? 'approved_join_requests' : 'rejected_join_requests';
	const ids = readIds(input);
	return {
		entries: ids.map((id) => ({ id, ids: { ...group.known, joinRequestId: id } })),
		ready: async (lookups) => {
			const groupId = await group.lookUp(lookups);
			return {
				orderBy: groupId,
				ids: { groupId },
				run: async (api, _session, open) => {
					const request: JoinRequestsRequest = {
						messaging_product: 'whatsapp',
						join_requests: open.map(({ id }) => id),
					};
					const said = await api.tryCall({
						method,
						path: ['groups', groupId, 'join_requests'],
						json: request,
						kind: 'idempotent',
						expects: answerWith(doneKey),
						howToFindOut: HOW_TO_FIND_OUT,
					});
					if (said instanceof ServiceFailure) {
						const result = afterRefusal(said, open.length, doneKey);
						return open.map(() => result);
					}
					return open.map(({ id }) => whatBecameOf(api, id, doneKey, said));
				},
			};
		},
	};
}

function readIds(input: ItemInput): string[] {
	const ids = input.list('joinRequestIds').map((value) => {
		const id = asId(value) ?? asId(asRecord(value).joinRequestId);
		if (id === undefined) throw input.wrong('joinRequestIds', 'holds something that is not an ID');
		return id;
	});
	return [...new Set(ids)];
}

/** What became of each of the requests where the call as a whole was refused. */
function afterRefusal(refusal: ServiceFailure, count: number, doneKey: DoneKey): EntryResult {
	if (!refusal.saysDone(REQUEST_GONE)) return { failure: refusal };
	return count === 1 ? goneAfterUnclear(doneKey) : oneGoneAfterUnclear();
}

/** Done or failed as the answer names it; of one that it does not name, nothing is known. */
function whatBecameOf(
	api: Api,
	id: string,
	doneKey: DoneKey,
	{ value, status, body, afterUnclear }: Answer<Wire<JoinRequestsResponse>>,
): EntryResult {
	const ofAll = readErrorBody(body);
	const done = asList(value[doneKey]);
	// An entry with an error of its own failed, whichever list it stands in.
	const failures = [...asList(value.failed_join_requests), ...done.filter(readErrorBody)];
	const failed = failures.find((one) => nameOf(one) === id);
	if (failed === undefined && done.some((one) => nameOf(one) === id)) {
		return { status: 'done', raw: body };
	}
	if (failed === undefined) return { failure: notNamed(api, status, ofAll) };
	const [own] = asList(asWire<FailedRequest>(failed).errors);
	const isOwn = own !== undefined || ofAll === undefined;
	const details = api.explain(isOwn ? readWireError(own) : ofAll, status);
	if (afterUnclear && details.code === REQUEST_GONE) return goneAfterUnclear(doneKey);
	return { failure: new ServiceFailure(details, 'notDone') };
}

const AFTER_UNCLEAR = 'The first attempt got no clear answer, and then the service no longer knew';

/**
 * An attempt got no clear answer, and then there was no such request. Who was to be rejected asks no more,
 * either way. Who was to be let in may be in, or may have taken the request back.
 */
function goneAfterUnclear(doneKey: DoneKey): EntryResult {
	const what = `${AFTER_UNCLEAR} a request with this ID`;
	if (doneKey === 'rejected_join_requests') return { status: 'done', warning: `${what}.` };
	return {
		failure: new ServiceFailure(
			{
				code: 'not_named',
				message: `${what}: it was approved, or the person took it back.`,
				hint: 'See who is in the group with Participant: Get Many.',
			},
			'unknown',
		),
	};
}

/** As one of several: the others may never have been handled. */
function oneGoneAfterUnclear(): EntryResult {
	return {
		failure: new ServiceFailure(
			{
				code: 'not_named',
				message: `${AFTER_UNCLEAR} at least one of these requests.`,
				hint: HOW_TO_FIND_OUT,
			},
			'unknown',
		),
	};
}

/** An entry of the answer is an id, or an object with one. */
function nameOf(entry: unknown): string | undefined {
	return asId(entry) ?? asId(asWire<FailedRequest>(entry).join_request_id);
}

function notNamed(api: Api, httpStatus: number, ofAll?: ServiceError): ServiceFailure {
	const words = ofAll && api.explain(ofAll).details;
	return new ServiceFailure(
		{
			code: 'not_named',
			message: 'The service’s answer does not say what became of this join request.',
			...(words !== undefined && { details: words }),
			hint: HOW_TO_FIND_OUT,
			httpStatus,
		},
		'unknown',
	);
}
