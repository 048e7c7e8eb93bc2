import type {
	MediaInfoResponse,
	UploadMediaResponse,
} from '../../nodes/WhatsAppGroups/api/contract/media';
import {
	MEDIA_MESSAGE_TYPES,
	type MediaMessageType,
} from '../../nodes/WhatsAppGroups/api/contract/messages';
import type { Answer, Core, Handler } from './core';
import { badParameter, notFoundAnswer, ServiceError } from './errors';
import { sha256 } from './ids';
import type { Media } from './state';
import { requireProduct } from './validation';

const KIB = 1024;
const MIB = 1024 * KIB;
const DAY_MS = 24 * 60 * 60 * 1000;
const URL_LIFE_MS = 5 * 60 * 1000;
const MAX_STATIC_STICKER_BYTES = 100 * KIB;
const LOOKASIDE = 'https://lookaside.fbsbx.com';

export const MEDIA_LIMITS: Record<
	MediaMessageType,
	{ mimeTypes: readonly string[]; maxBytes: number }
> = {
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

/** The largest size of these bytes as this kind of message: stickers that do not move may be smaller. */
export function maxBytesOf(kind: MediaMessageType, bytes: Buffer): number {
	if (kind === 'sticker' && !isAnimated(bytes)) return MAX_STATIC_STICKER_BYTES;
	return MEDIA_LIMITS[kind].maxBytes;
}

/** The extended header of a WebP file has a flag for animation. */
function isAnimated(webp: Buffer): boolean {
	return webp.toString('latin1', 12, 16) === 'VP8X' && (webp[20] & 0x02) !== 0;
}

/** An uploaded or received medium that has not expired. */
export function mediaOf(core: Core, id: string): Media | undefined {
	const media = core.state.media.get(id);
	return media && media.expiresAt > core.clock.now() ? media : undefined;
}

/** Keeps bytes under a new id: 30 days for uploads, 7 for what people sent. */
export function storeMedia(
	core: Core,
	content: Pick<Media, 'bytes' | 'mimeType' | 'filename'>,
	days: number,
): Media {
	const media: Media = {
		id: core.ids.digits(16),
		...content,
		sha256: sha256(content.bytes),
		expiresAt: core.clock.now() + days * DAY_MS,
	};
	core.state.media.set(media.id, media);
	return media;
}

export const uploadMedia: Handler = (core, call) => {
	if (!call.parts) throw badParameter('Content-Type must be multipart/form-data');
	const field = (name: string) =>
		call.parts?.find((part) => part.name === name && part.filename === undefined);
	requireProduct(field('messaging_product')?.bytes.toString('utf8'));
	const file = call.parts.find((part) => part.name === 'file' && part.filename !== undefined);
	if (!file) throw badParameter('The parameter file is required.');
	const mimeType = (file.contentType ?? '').split(';')[0].trim().toLowerCase();
	const kinds = MEDIA_MESSAGE_TYPES.filter((kind) =>
		MEDIA_LIMITS[kind].mimeTypes.includes(mimeType),
	);
	if (kinds.length === 0) {
		throw new ServiceError(131053, `Files of type "${mimeType}" are not supported`);
	}
	if (file.bytes.length === 0) throw new ServiceError(131053, 'The file is empty');
	if (kinds.every((kind) => file.bytes.length > maxBytesOf(kind, file.bytes))) {
		throw new ServiceError(131053, `The file is too large for ${mimeType}`);
	}
	const { bytes, filename } = file;
	const { id } = storeMedia(core, { bytes, mimeType, filename }, 30);
	return { body: { id } satisfies UploadMediaResponse };
};

/** The download URL of a medium, good for five minutes. Its host must be replaced. */
export function mediaUrl(core: Core, media: Media, extra = ''): string {
	const expires = Math.floor((core.clock.now() + URL_LIFE_MS) / 1000);
	const query = `mid=${media.id}${extra}&ext=${expires}&hash=${hashOf(media, expires)}`;
	return `${LOOKASIDE}/whatsapp_business/attachments/?${query}`;
}

function hashOf(media: Media, expires: number): string {
	const digest = sha256(Buffer.from(`${media.id}:${expires}:${media.sha256}`));
	return `AT${digest.replace(/\W/g, '').slice(0, 20)}`;
}

export const mediaInfo: Handler = (core, call) => {
	const media = existing(core, call.params.id);
	return {
		body: {
			messaging_product: 'whatsapp',
			url: mediaUrl(core, media),
			mime_type: media.mimeType,
			sha256: core.switches.mediaShaStyle === 'hex' ? inHex(media.sha256) : media.sha256,
			file_size:
				core.switches.scalarStyle === 'strings' ? String(media.bytes.length) : media.bytes.length,
			id: media.id,
		} satisfies MediaInfoResponse,
	};
};

function inHex(base64: string): string {
	return Buffer.from(base64, 'base64').toString('hex');
}

export const deleteMedia: Handler = (core, call) => {
	core.state.media.delete(existing(core, call.params.id).id);
	return { body: { success: true } };
};

function existing(core: Core, id: string): Media {
	const media = mediaOf(core, id);
	if (!media) throw badParameter(`Object with ID '${id}' does not exist`);
	return media;
}

/** An expired URL answers 404: the id must be queried again. */
export const downloadMedia: Handler = (core, call): Answer => {
	const { mid = '', ext = '', hash = '' } = call.query;
	const media = mediaOf(core, mid);
	const expires = Number(ext);
	const valid = media && hash === hashOf(media, expires) && expires * 1000 > core.clock.now();
	if (!valid) return notFoundAnswer(core);
	return { body: media.bytes, contentType: media.mimeType };
};
