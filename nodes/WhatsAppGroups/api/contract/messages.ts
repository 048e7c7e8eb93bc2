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
	/** Of a button that copies a code. */
	coupon_code?: string;
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

/**
 * POST /messages. To a group: `recipient_type` "group" and `to` = the group id. To somebody whose number
 * is hidden: `recipient` = the user id, and no `to` (D31).
 */
export interface SendMessageRequest {
	messaging_product: 'whatsapp';
	recipient_type: 'group' | 'individual';
	to?: string;
	recipient?: string;
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
