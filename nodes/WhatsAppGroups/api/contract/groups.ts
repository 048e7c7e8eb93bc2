import type { Scalar, Flag, WireError, CursorPaging } from './wire';
import type { NamedPerson, WirePerson } from './people';

export const JOIN_APPROVAL_MODES = ['auto_approve', 'approval_required'] as const;

export type JoinApprovalMode = (typeof JOIN_APPROVAL_MODES)[number];

/** POST /groups */
export interface CreateGroupRequest {
	messaging_product: 'whatsapp';
	subject: string;
	description?: string;
	join_approval_mode?: JoinApprovalMode;
}

/**
 * Answer of POST /groups (D1): 360dialog documents `id`, Meta documents `request_id`. Some clients read
 * `group_id`, and a link that comes along.
 */
export interface CreateGroupResponse {
	messaging_product?: 'whatsapp';
	id?: Scalar;
	group_id?: Scalar;
	request_id?: Scalar;
	invite_link?: string;
}

export interface GroupSummary {
	id: Scalar;
	subject?: string;
	created_at?: Scalar;
}

/** GET /groups?limit=1..1024&after=…&before=… */
export interface ListGroupsResponse {
	data: { groups: GroupSummary[] };
	paging?: CursorPaging;
}

/** The values that `GET /groups/{group_id}?fields=a,b` knows. */
export const GROUP_INFO_FIELDS = [
	'subject',
	'description',
	'join_approval_mode',
	'suspended',
	'creation_timestamp',
	'participants',
	'total_participant_count',
] as const;

export type GroupInfoField = (typeof GROUP_INFO_FIELDS)[number];

/** GET /groups/{group_id}: without `fields` only `id` and `messaging_product` come back. */
export interface GroupInfoResponse {
	messaging_product?: 'whatsapp';
	id: Scalar;
	subject?: string;
	description?: string;
	join_approval_mode?: JoinApprovalMode | (string & {});
	suspended?: Flag;
	creation_timestamp?: Scalar;
	participants?: WirePerson[];
	/** Without the business itself. */
	total_participant_count?: Scalar;
}

/** POST /groups/{group_id} as JSON; a picture travels in a multipart body of its own. */
export interface UpdateGroupRequest {
	messaging_product: 'whatsapp';
	subject?: string;
	description?: string;
}

/** Names that sources give for the picture's part of the multipart body, in the order to try. */
export const PICTURE_PART_NAMES = ['file', 'profile_picture_file'] as const;

/** Answer of update, delete and remove: undocumented (D3). Any of these, `{}`, or no body. */
export interface MutationResponse {
	messaging_product?: 'whatsapp';
	success?: Flag;
	request_id?: Scalar;
}

/** Answer of remove, where it says more than that the service took it (D3). */
export interface RemoveParticipantsResponse extends MutationResponse {
	errors?: WireError[];
	failed_participants?: NamedPerson[];
	removed_participants?: NamedPerson[];
}

/** GET and POST /groups/{group_id}/invite_link */
export interface InviteLinkResponse {
	messaging_product?: 'whatsapp';
	invite_link: string;
}

/** DELETE /groups/{group_id}/participants (with this body) */
export interface RemoveParticipantsRequest {
	messaging_product: 'whatsapp';
	participants: Array<{ user: string } | { user_id: string }>;
}
