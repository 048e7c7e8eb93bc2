/**
 * What the service allows. Checked before a call, so that a mistake costs no request.
 * Source: https://developers.facebook.com/documentation/business-messaging/whatsapp/groups/reference
 * and https://docs.360dialog.com/docs/messaging/media/upload-retrieve-or-delete-media
 */
import type { MediaMessageType } from './contract/messages';

/** People in a group; the business itself is not counted. */
export const MAX_PARTICIPANTS = 8;
export const MAX_SUBJECT = 128;
export const MAX_DESCRIPTION = 2048;
export const MAX_TEXT = 4096;
export const MAX_CAPTION = 1024;
export const MAX_PIN_DAYS = 30;
export const MAX_TEMPLATE_NAME = 512;
/** Of a template's body with its values filled in (132005), and of a value in its header. */
export const MAX_TEMPLATE_BODY = 1024;
export const MAX_TEMPLATE_HEADER_VALUE = 60;
/**
 * 360dialog's page says 15, Meta's 20: what is longer than both is refused for certain.
 * Source: https://docs.360dialog.com/partner/messaging/template-messages/coupon-code-templates and
 * https://developers.facebook.com/documentation/business-messaging/whatsapp/templates/marketing-templates/coupon-templates
 */
export const MAX_COUPON_CODE = 20;
/** The largest page of `GET /groups`. */
export const GROUPS_PAGE = 1024;
export const MIN_PICTURE_PIXELS = 192;

const KIB = 1024;
const MIB = 1024 * KIB;

export const MAX_PICTURE_BYTES = 5 * MIB;

/** Of stickers that move, the rule below. */
export const MAX_STATIC_STICKER_BYTES = 100 * KIB;

interface MediaRule {
	mimeTypes: readonly string[];
	maxBytes: number;
}

/** MIME types and sizes per kind of message. */
export const MEDIA_RULES: Record<MediaMessageType, MediaRule> = {
	audio: {
		mimeTypes: ['audio/aac', 'audio/amr', 'audio/mpeg', 'audio/mp4', 'audio/ogg'],
		maxBytes: 16 * MIB,
	},
	document: {
		mimeTypes: [
			'text/plain',
			'application/pdf',
			'application/msword',
			'application/vnd.openxmlformats-officedocument.wordprocessingml.document',
			'application/vnd.ms-excel',
			'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
			'application/vnd.ms-powerpoint',
			'application/vnd.openxmlformats-officedocument.presentationml.presentation',
		],
		maxBytes: 100 * MIB,
	},
	image: { mimeTypes: ['image/jpeg', 'image/png'], maxBytes: 5 * MIB },
	sticker: { mimeTypes: ['image/webp'], maxBytes: 500 * KIB },
	video: { mimeTypes: ['video/mp4', 'video/3gpp'], maxBytes: 16 * MIB },
};

/** The MIME type without parameters: `audio/ogg; codecs=opus` is `audio/ogg`. */
export function bareMimeType(mimeType: string): string {
	return mimeType.split(';')[0].trim().toLowerCase();
}

/** The kind of media that takes this MIME type, if any does. */
export function mediaKindOf(mimeType: string): MediaMessageType | undefined {
	const bare = bareMimeType(mimeType);
	return (Object.keys(MEDIA_RULES) as MediaMessageType[]).find((kind) =>
		MEDIA_RULES[kind].mimeTypes.includes(bare),
	);
}

/** "5 MB" for people; rounded up, so that what is above a limit does not read like the limit. */
export function readableSize(bytes: number): string {
	const rounded = (unit: number) => Math.ceil((bytes / unit) * 10) / 10;
	if (bytes >= MIB) return `${rounded(MIB)} MB`;
	if (bytes >= KIB) return `${rounded(KIB)} kB`;
	return `${bytes} bytes`;
}
