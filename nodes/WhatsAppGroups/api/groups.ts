/** Calls about groups that more than one part of the node makes. */
import { CODES } from '../failures/codes';
import { ServiceFailure } from '../failures/failure';
import { listOf, record } from './answer';
import type { Api } from './client';
import {
	GROUP_INFO_FIELDS,
	type GroupInfoField,
	type GroupInfoResponse,
	type GroupSummary,
	type InviteLinkResponse,
} from './contract/groups';
import type { WirePerson } from './contract/people';
import type { Wire } from './contract/wire';
import { GROUPS_PAGE } from './limits';
import type { CursorList } from './paging';
import { asNamedPerson, type Person } from './people';
import { asFlag, asId, asIsoTime, asNumber, asText, isRecord, withoutUndefined } from './values';

/** The service's code for a group that does not exist, or not for this number. */
export const GROUP_UNKNOWN = 131041;

/** GET /groups, in pages of `pageSize`. */
export function groupList(pageSize: number): CursorList<GroupSummary> {
	return {
		call: {
			method: 'GET',
			path: ['groups'],
			query: { limit: Math.min(pageSize, GROUPS_PAGE) },
			expects: listOf<GroupSummary>('a list of groups', 'groups'),
		},
		id: (group) => asId(group.id),
	};
}

/** A group of a list, in the output's vocabulary. */
export function groupSummary(group: Wire<GroupSummary>) {
	return withoutUndefined({
		groupId: asId(group.id),
		subject: asText(group.subject),
		createdAt: asIsoTime(group.created_at),
	});
}

/** A group's details, in the output's vocabulary. What the service does not tell is left out. */
export function groupDetails(group: Wire<GroupInfoResponse>) {
	const participants = participantsOf(group);
	return withoutUndefined({
		groupId: asId(group.id),
		subject: asText(group.subject),
		description: asText(group.description),
		joinApprovalMode: asText(group.join_approval_mode),
		suspended: asFlag(group.suspended),
		createdAt: asIsoTime(group.creation_timestamp),
		participantCount: asNumber(group.total_participant_count) ?? participants?.length,
		participants,
	});
}

/** Who is in a group, where the answer says so and every entry can be read. */
function participantsOf(group: Wire<GroupInfoResponse>): Person[] | undefined {
	const { participants } = group;
	if (!Array.isArray(participants)) {
		return asNumber(group.total_participant_count) === 0 ? [] : undefined;
	}
	if (!participants.every(isRecord)) return undefined;
	const people = participants.map(asNamedPerson);
	return people.every(({ waId, userId, parentUserId }) => waId ?? userId ?? parentUserId)
		? people
		: undefined;
}

/**
 * GET /groups/{group_id} with all or some of its fields.
 *
 * @throws ServiceFailure when the answer is not about this group, or has none of the fields
 */
export async function readGroup(
	api: Api,
	groupId: string,
	fields: readonly GroupInfoField[] = GROUP_INFO_FIELDS,
): Promise<Wire<GroupInfoResponse>> {
	const { value } = await api.call({
		method: 'GET',
		path: ['groups', groupId],
		query: { fields: fields.join(',') },
		kind: 'read',
		expects: record<GroupInfoResponse>('this group', (group) => {
			const id = asId(group.id);
			return (
				(id === undefined || id === groupId) &&
				fields.some((field) => group[field] !== undefined && group[field] !== null)
			);
		}),
	});
	return value;
}

export interface Members {
	people: Person[];
	/** Without the business itself. */
	count: number;
	/** The entries as the service sent them. */
	wire: Array<Wire<WirePerson>>;
}

/**
 * Who is in a group.
 *
 * @throws ServiceFailure when that cannot be read, or fewer are listed than counted
 */
export async function readMembers(api: Api, groupId: string): Promise<Members> {
	const group = await readGroup(api, groupId, ['participants', 'total_participant_count']);
	const people = participantsOf(group);
	const count = asNumber(group.total_participant_count) ?? people?.length ?? 0;
	if (people === undefined || people.length < count) {
		throw new ServiceFailure(
			{
				code: 'members_unreadable',
				message:
					people === undefined
						? 'The service did not say who is in the group.'
						: `The service counts ${count} in the group, but lists only ${people.length}.`,
				hint: CODES.members_unreadable.todo,
			},
			'notDone',
		);
	}
	return {
		people,
		count: Math.max(count, people.length),
		wire: (group.participants ?? []) as Array<Wire<WirePerson>>,
	};
}

const LINK = /^https?:\/\/[^/\s]+\/\S+$/i;

/** An answer with the group's link; one without is no success. */
export const inviteLinkAnswer = record<InviteLinkResponse>('an invite link', (body) =>
	LINK.test(asText(body.invite_link) ?? ''),
);

/** The link in such an answer. */
export function linkOf(body: Wire<InviteLinkResponse>): string {
	return asText(body.invite_link) ?? '';
}

/** GET /groups/{group_id}/invite_link */
export async function readInviteLink(
	api: Api,
	groupId: string,
): Promise<{ link: string; body: unknown }> {
	const { value, body } = await api.call({
		method: 'GET',
		path: ['groups', groupId, 'invite_link'],
		kind: 'read',
		expects: inviteLinkAnswer,
	});
	return { link: linkOf(value), body };
}
