/**
 * The wire types of 360dialog's Messaging API, as far as they are known: requests, answers and
 * webhook payloads. Types and constants only. Nothing here was tried against the live service; where
 * sources disagree the type allows both spellings.
 *
 * Sources:
 * - https://docs.360dialog.com/docs/messaging-api/api-reference/groups
 * - https://docs.360dialog.com/docs/messaging/groups/group-management
 * - https://developers.facebook.com/documentation/business-messaging/whatsapp/groups/reference
 */

/** Ids, timestamps and codes arrive as text or as numbers. */
export type Scalar = string | number;

/** Flags arrive as booleans or as the texts "true" and "false". */
export type Flag = boolean | string;

/** https://developers.facebook.com/documentation/business-messaging/whatsapp/groups/error-codes */
export interface WireError {
	code: Scalar;
	title?: string;
	message?: string;
	details?: string;
	error_data?: { messaging_product?: string; details?: string };
	href?: string;
}

/** Error bodies: https://docs.360dialog.com/docs/support/api-error-message-list */
export interface GraphErrorBody {
	error: {
		message: string;
		type?: string;
		code: number;
		error_subcode?: number;
		error_data?: { messaging_product?: string; details?: string };
		fbtrace_id?: string;
	};
}
export interface TextErrorBody {
	error: string;
}
export interface MetaErrorBody {
	meta: {
		success: false;
		http_code: number;
		developer_message: string;
		'360dialog_trace_id'?: string;
	};
}
export interface LegacyErrorBody {
	errors: WireError[];
	meta?: Record<string, unknown>;
}

/**
 * A person. `wa_id` is missing or empty when the number is hidden; then `user_id` identifies them.
 * https://developers.facebook.com/documentation/business-messaging/whatsapp/business-scoped-user-ids
 */
export interface WirePerson {
	wa_id?: string;
	input?: string;
	user_id?: string;
	parent_user_id?: string;
	username?: string;
	errors?: WireError[];
}

export interface CursorPaging {
	cursors?: { before?: string; after?: string };
	previous?: string;
	/** Points at graph.facebook.com: never followed. */
	next?: string;
}

export const JOIN_APPROVAL_MODES = ['auto_approve', 'approval_required'] as const;
export type JoinApprovalMode = (typeof JOIN_APPROVAL_MODES)[number];

/** POST /groups */
export interface CreateGroupRequest {
	messaging_product: 'whatsapp';
	subject: string;
	description?: string;
	join_approval_mode?: JoinApprovalMode;
}

/** Answer of POST /groups: 360dialog documents `id`, Meta documents `request_id`. */
export interface CreateGroupResponse {
	messaging_product?: 'whatsapp';
	id?: Scalar;
	request_id?: Scalar;
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

/** Answer of update, delete and remove: undocumented; any of these is possible, and `{}`. */
export interface MutationResponse {
	messaging_product?: 'whatsapp';
	success?: Flag;
	request_id?: Scalar;
	errors?: WireError[];
	failed_participants?: WirePerson[];
	removed_participants?: WirePerson[];
}

/** GET and POST /groups/{group_id}/invite_link */
export interface InviteLinkResponse {
	messaging_product?: 'whatsapp';
	invite_link: string;
}

/** DELETE /groups/{group_id}/participants (with this body) */
export interface RemoveParticipantsRequest {
	messaging_product: 'whatsapp';
	participants: Array<{ user: string }>;
}

export interface WireJoinRequest extends WirePerson {
	join_request_id: string;
	creation_timestamp?: Scalar;
}

/** GET /groups/{group_id}/join_requests: here the array is `data` itself. */
export interface ListJoinRequestsResponse {
	data: WireJoinRequest[];
	paging?: CursorPaging;
}

/** POST (approve) and DELETE (reject) /groups/{group_id}/join_requests, both with this body */
export interface JoinRequestsRequest {
	messaging_product: 'whatsapp';
	join_requests: string[];
}

export interface JoinRequestsResponse {
	messaging_product?: 'whatsapp';
	approved_join_requests?: string[];
	rejected_join_requests?: string[];
	failed_join_requests?: Array<{ join_request_id: string; errors?: WireError[] }>;
	errors?: WireError[];
}

export const MEDIA_MESSAGE_TYPES = ['image', 'video', 'audio', 'document', 'sticker'] as const;
export type MediaMessageType = (typeof MEDIA_MESSAGE_TYPES)[number];

export interface MediaObject {
	id?: string;
	link?: string;
	caption?: string;
	filename?: string;
	voice?: boolean;
}

export interface TemplateParameter {
	type: string;
	/** For templates with named variables. */
	parameter_name?: string;
	text?: string;
	/** WhatsApp turns it into the group's current invite link on delivery. */
	group_id?: string;
	payload?: string;
	image?: MediaObject;
	video?: MediaObject;
	document?: MediaObject;
	[key: string]: unknown;
}

export interface TemplateComponentValue {
	type: 'header' | 'body' | 'button';
	sub_type?: string;
	index?: string;
	parameters: TemplateParameter[];
}

/** POST /messages. To a group: `recipient_type` "group" and `to` = the group id. */
export interface SendMessageRequest {
	messaging_product: 'whatsapp';
	recipient_type: 'group' | 'individual';
	to: string;
	type: 'text' | MediaMessageType | 'template' | 'pin' | (string & {});
	text?: { body: string; preview_url?: boolean };
	image?: MediaObject;
	video?: MediaObject;
	audio?: MediaObject;
	document?: MediaObject;
	sticker?: MediaObject;
	template?: {
		name: string;
		language: { code: string };
		components?: TemplateComponentValue[];
	};
	pin?: { type: 'pin' | 'unpin'; message_id: string; expiration_days?: number };
	biz_opaque_callback_data?: string;
}

export interface SendMessageResponse {
	messaging_product?: 'whatsapp';
	contacts?: Array<{ input?: string; wa_id?: string; user_id?: string }>;
	messages?: Array<{ id: string; group_id?: string; message_status?: string }>;
}

/** POST /media (multipart: `messaging_product`, `file`) */
export interface UploadMediaResponse {
	id: Scalar;
}

/** GET /{media_id}. The url lives five minutes and its host must be replaced by 360dialog's. */
export interface MediaInfoResponse {
	messaging_product?: 'whatsapp';
	id: Scalar;
	url: string;
	mime_type?: string;
	sha256?: string;
	file_size?: Scalar;
}

export interface WireTemplateButton {
	type: string;
	text?: string;
	url?: string;
	phone_number?: string;
	example?: unknown;
}

export interface WireTemplateComponent {
	/** HEADER, BODY, FOOTER or BUTTONS, in either case. */
	type: string;
	/** Of a header: TEXT, IMAGE, VIDEO, DOCUMENT or LOCATION, in either case. */
	format?: string;
	text?: string;
	example?: unknown;
	buttons?: WireTemplateButton[];
}

export interface WireTemplate {
	id?: Scalar;
	name: string;
	language: string;
	/** Lower case from the older endpoint, upper case from the newer. */
	status?: string;
	category?: string;
	rejected_reason?: string | null;
	namespace?: string;
	components?: WireTemplateComponent[];
}

/** GET /v1/configs/templates?limit&offset */
export interface LegacyTemplatesResponse {
	waba_templates: WireTemplate[];
	count?: Scalar;
	total?: Scalar;
}

/** GET /message_templates?limit&after */
export interface TemplatesResponse {
	data: WireTemplate[];
	paging?: CursorPaging;
}

/** POST /v1/configs/templates or POST /message_templates */
export interface CreateTemplateRequest {
	name: string;
	category: 'UTILITY' | 'MARKETING' | 'AUTHENTICATION';
	language: string;
	library_template_name?: string;
	library_template_button_inputs?: unknown[];
	components?: WireTemplateComponent[];
}

export interface CreateTemplateResponse {
	id?: Scalar;
	status?: string;
	category?: string;
	name?: string;
	language?: string;
}

/** GET /message_template_library?topic=group_invite_link&language&category&search */
export interface LibraryTemplate {
	id?: Scalar;
	name: string;
	language?: string;
	category?: string;
	topic?: string;
	usecase?: string;
	header?: string;
	body?: string;
	body_params?: string[];
	body_param_types?: string[];
	buttons?: WireTemplateButton[];
}
export interface TemplateLibraryResponse {
	data: LibraryTemplate[];
	paging?: CursorPaging;
}

export const CAN_SEND_VALUES = ['AVAILABLE', 'LIMITED', 'BLOCKED'] as const;

/** GET /health_status */
export interface HealthStatusResponse {
	health_status: {
		can_send_message: (typeof CAN_SEND_VALUES)[number];
		entities: Array<{
			entity_type: string;
			id: string;
			can_send_message: (typeof CAN_SEND_VALUES)[number];
			additional_info?: string[];
			errors?: Array<{
				error_code: number;
				error_description: string;
				possible_solution?: string;
			}>;
		}>;
	};
	id?: string;
}

/** GET and POST /v1/configs/webhook: the number's one main webhook. */
export interface WebhookConfig {
	url?: string;
	headers?: Record<string, string>;
}

/** One of at most three extra destinations of a number. */
export interface WebhookDestination {
	name: string;
	url: string;
	headers?: Record<string, string>;
}

/** GET /multi_webhook */
export interface MultiWebhookConfig {
	enabled: boolean;
	destinations?: WebhookDestination[];
}

export type GroupWebhookField =
	| 'group_lifecycle_update'
	| 'group_participants_update'
	| 'group_settings_update'
	| 'group_status_update'
	| 'messages';

export interface SettingResult {
	update_successful?: Flag;
	text?: string;
	mime_type?: string;
	sha256?: string;
	errors?: WireError[];
}

/** An element of `value.groups[]` of the four group fields. */
export interface GroupEvent extends WirePerson {
	timestamp: Scalar;
	/** May be missing when a creation failed. */
	group_id?: string;
	type:
		| 'group_create'
		| 'group_delete'
		| 'group_participants_add'
		| 'group_participants_remove'
		| 'group_join_request_created'
		| 'group_join_request_revoked'
		| 'group_settings_update'
		| 'group_suspend'
		| 'group_suspend_cleared'
		| (string & {});
	request_id?: string;
	reason?: string;
	join_request_id?: string;
	initiated_by?: 'business' | 'participant' | (string & {});
	subject?: string;
	description?: string;
	invite_link?: string;
	join_approval_mode?: string;
	added_participants?: WirePerson[];
	removed_participants?: WirePerson[];
	failed_participants?: WirePerson[];
	profile_picture?: SettingResult;
	group_subject?: SettingResult;
	group_description?: SettingResult;
}

export interface Pricing {
	billable?: Flag;
	pricing_model?: string;
	type?: string;
	category?: string;
}

/** An element of `value.statuses[]`. */
export interface MessageStatus {
	id: string;
	status: 'sent' | 'delivered' | 'read' | 'played' | 'failed' | (string & {});
	timestamp: Scalar;
	recipient_id: string;
	recipient_type?: 'group' | (string & {});
	/** Two spellings of the same fact. */
	recipient_participant_id?: string;
	participant_recipient_id?: string;
	recipient_participant_user_id?: string;
	recipient_participant_parent_user_id?: string;
	conversation?: {
		id: string;
		expiration_timestamp?: Scalar;
		origin?: { type: string };
		pricing?: Pricing;
	};
	pricing?: Pricing;
	errors?: WireError[];
	biz_opaque_callback_data?: string;
}

export interface IncomingMedia {
	id: string;
	mime_type?: string;
	sha256?: string;
	url?: string;
	caption?: string;
	filename?: string;
	voice?: boolean;
	animated?: boolean;
}

/** An element of `value.messages[]`; a group's message is known by its `group_id`. */
export interface IncomingMessage {
	from?: string;
	from_user_id?: string;
	group_id?: string;
	id: string;
	timestamp: Scalar;
	type: string;
	text?: { body: string };
	image?: IncomingMedia;
	video?: IncomingMedia;
	audio?: IncomingMedia;
	document?: IncomingMedia;
	sticker?: IncomingMedia;
	location?: {
		latitude: number;
		longitude: number;
		name?: string;
		address?: string;
		url?: string;
	};
	contacts?: unknown[];
	reaction?: { message_id: string; emoji?: string };
	button?: { payload?: string; text?: string };
	system?: { body?: string; wa_id?: string; type?: string };
	unsupported?: { type?: string };
	context?: {
		from?: string;
		id?: string;
		forwarded?: boolean;
		frequently_forwarded?: boolean;
	};
	errors?: WireError[];
}

export interface WebhookContact {
	profile?: { name?: string; username?: string };
	wa_id?: string;
	user_id?: string;
	parent_user_id?: string;
	identity_key_hash?: string;
}

export interface WebhookValue {
	messaging_product: 'whatsapp';
	metadata?: { display_phone_number?: string; phone_number_id?: string };
	contacts?: WebhookContact[];
	messages?: IncomingMessage[];
	statuses?: MessageStatus[];
	groups?: GroupEvent[];
	errors?: WireError[];
	/** Some samples print it here and not in the group's object. */
	initiated_by?: string;
}

/** One POST to the webhook; up to 1,000 updates. */
export interface WebhookPayload {
	object: 'whatsapp_business_account' | (string & {});
	entry: Array<{
		id: string;
		changes: Array<{ field: GroupWebhookField | (string & {}); value: WebhookValue }>;
	}>;
}
