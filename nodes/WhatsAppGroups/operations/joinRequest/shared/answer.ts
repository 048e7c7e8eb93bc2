/** What approving and rejecting join requests have in common: all but the method and the words. */
import type { INodeProperties } from 'n8n-workflow';

import type { Answer } from '../../../api/client';
import type { JoinRequestsRequest, JoinRequestsResponse } from '../../../api/contract/joinRequests';
import { PARTLY_DONE, readWireError, ServiceFailure } from '../../../api/errorBody';
import { hintFor } from '../../../failures/advice';
import { asJson, asList, asRecord, asText } from '../../../api/values';
import { groupField, readGroupId } from '../../../fields/group';
import { failOnPartialFailure, optionsField } from '../../../fields/options';
import type { Outcome } from '../../../failures/shown';
import type { ItemInput } from '../../../runtime/input';
import { listOutcome, type EntryResult } from '../../../runtime/people';
import type { Operation, Plan } from '../../../runtime/operation';

/** The service's code for a join request that does not exist. */
const REQUEST_GONE = 131213;

export const decisionFields: INodeProperties[] = [
	groupField,
	{
		displayName: 'Join Request IDs',
		name: 'joinRequestIds',
		type: 'string',
		typeOptions: { rows: 3 },
		default: '',
		required: true,
		description:
			'The join requests, as Get Many or the trigger gives their IDs: separated by commas or new lines, or an array from an expression',
	},
	optionsField(failOnPartialFailure),
];

export const decisionOutput: Operation['output'] = {
	success: 'boolean',
	groupId: 'string',
	joinRequestId: 'string',
};

/**
 * POST (approve) or DELETE (reject) /groups/{group_id}/join_requests, both with the same body and the
 * same kind of answer: HTTP 206 when some failed. Idempotent.
 */
export function planDecision(input: ItemInput, method: 'POST' | 'DELETE'): Plan {
	const groupId = readGroupId(input);
	const ids = readIds(input);
	const simplify = input.optionFlag('simplify', true);
	const rules = {
		noun: 'join requests',
		failOnPartialFailure: input.optionFlag('failOnPartialFailure', false),
		itemIndex: input.index,
	};
	const request: JoinRequestsRequest = { messaging_product: 'whatsapp', join_requests: ids };
	return {
		orderBy: groupId,
		run: async (api): Promise<Outcome[]> => {
			const answer = await api.tryCall<JoinRequestsResponse>({
				method,
				path: ['groups', groupId, 'join_requests'],
				json: request,
				kind: 'idempotent',
			});
			if (!simplify && !(answer instanceof ServiceFailure)) {
				return [{ json: asJson(answer.body) }];
			}
			return listOutcome(
				ids.map(
					(joinRequestId): EntryResult => ({
						json: { groupId, joinRequestId },
						failure: failureOf(joinRequestId, answer),
					}),
				),
				rules,
			);
		},
	};
}

function readIds(input: ItemInput): string[] {
	const ids = input.list('joinRequestIds').map((value) => {
		const id = asText(value) ?? asText(asRecord(value).joinRequestId);
		if (id === undefined) throw input.wrong('joinRequestIds', 'holds something that is no ID');
		return id.trim();
	});
	return [...new Set(ids)];
}

/** Why a request failed, if it did. One that a partial answer names nowhere has failed as well. */
function failureOf(
	joinRequestId: string,
	answer: Answer<JoinRequestsResponse> | ServiceFailure,
): ServiceFailure | undefined {
	if (answer instanceof ServiceFailure) return answer.saysDone(REQUEST_GONE) ? undefined : answer;
	const body = asRecord(answer.body);
	const done = [...asList(body.approved_join_requests), ...asList(body.rejected_join_requests)];
	if (done.includes(joinRequestId)) return undefined;
	const failed = asList(body.failed_join_requests)
		.map(asRecord)
		.find((one) => one.join_request_id === joinRequestId);
	const general = asList(body.errors);
	const isPartial = answer.status === 206 || general.length > 0 || done.length > 0;
	if (!failed && !isPartial) return undefined;
	const [error] = [...asList(failed?.errors), ...general];
	const details = error
		? readWireError(error)
		: {
				code: PARTLY_DONE,
				message: 'The service did not handle this join request',
				hint: hintFor(PARTLY_DONE, ''),
			};
	// It was there before an attempt that got no clear answer: that one handled it.
	if (answer.afterUnclear && details.code === REQUEST_GONE) return undefined;
	return new ServiceFailure({ ...details, httpStatus: answer.status }, 'notDone');
}
