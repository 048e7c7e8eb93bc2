/** Calls about groups that more than one part of the node makes. */
import type { Api } from './client';
import {
	GROUP_INFO_FIELDS,
	type GroupInfoField,
	type GroupInfoResponse,
	type GroupSummary,
	type InviteLinkResponse,
	type ListGroupsResponse,
} from './contract/groups';
import { ServiceFailure } from './errorBody';
import { GROUPS_PAGE } from './limits';
import type { CursorList } from './paging';
import { asFlag, asIsoTime, asList, asNumber, asPerson, asRecord, asText, defined } from './values';

/** The service's code for a group that does not exist, or not for this number. */
export const GROUP_UNKNOWN = 131041;

/** GET /groups, in pages of `pageSize`. */
export function groupList(pageSize: number): CursorList<ListGroupsResponse, GroupSummary> {
	return {
		call: {
			method: 'GET',
			path: ['groups'],
			query: { limit: Math.min(pageSize, GROUPS_PAGE) },
		},
		elements: (body) => asList<GroupSummary>(asRecord(asRecord(body).data).groups),
		id: (group) => asText(group.id) ?? '',
	};
}

/** A group of a list, in the output's vocabulary. */
export function groupSummary(group: GroupSummary) {
	return defined({
		groupId: asText(group.id),
		subject: asText(group.subject),
		createdAt: asIsoTime(group.created_at),
	});
}

/** A group's details, in the output's vocabulary. */
export function groupDetails(group: GroupInfoResponse) {
	const participants = asList(group.participants).map((wire) => asPerson(asRecord(wire)));
	return defined({
		groupId: asText(group.id),
		subject: asText(group.subject),
		description: asText(group.description),
		joinApprovalMode: asText(group.join_approval_mode),
		suspended: asFlag(group.suspended),
		createdAt: asIsoTime(group.creation_timestamp),
		participantCount: asNumber(group.total_participant_count) ?? participants.length,
		participants,
	});
}

/** GET /groups/{group_id} with all or some of its fields. */
export async function readGroup(
	api: Api,
	groupId: string,
	fields: readonly GroupInfoField[] = GROUP_INFO_FIELDS,
): Promise<GroupInfoResponse> {
	const { body } = await api.call<GroupInfoResponse>({
		method: 'GET',
		path: ['groups', groupId],
		query: { fields: fields.join(',') },
		kind: 'read',
	});
	return body;
}

/** GET /groups/{group_id}/invite_link */
export async function readInviteLink(
	api: Api,
	groupId: string,
): Promise<{ link: string; body: InviteLinkResponse } | ServiceFailure> {
	const answer = await api.tryCall<InviteLinkResponse>({
		method: 'GET',
		path: ['groups', groupId, 'invite_link'],
		kind: 'read',
	});
	if (answer instanceof ServiceFailure) return answer;
	const link = asText(asRecord(answer.body).invite_link);
	return link === undefined ? withoutLink(answer.status) : { link, body: answer.body };
}

/** A success without the link is no success. */
export function withoutLink(status: number): ServiceFailure {
	return new ServiceFailure(
		{
			code: 'no_invite_link',
			message: 'The service answered without an invite link',
			hint: 'The group may not be ready yet, or it is suspended. Read the group, then try again.',
			httpStatus: status,
		},
		'unknown',
	);
}
