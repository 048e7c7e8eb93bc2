import type { Scalar, Flag, WireError } from './wire';
import type { WirePerson } from './people';

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
	/** Meta's OpenAPI types a group's status by it, without `recipient_type` (D13). */
	group_id?: string;
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
	/** Meta's references of the webhooks "edit" and "revoke"; in groups they may come as unsupported. */
	edit?: { original_message_id?: string; message?: Partial<IncomingMessage> };
	revoke?: { original_message_id?: string };
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
