import type { MediaMessageType } from '../../nodes/WhatsAppGroups/api/contract/messages';
import type { Core } from './core';
import { badParameter, ServiceError } from './errors';
import { maxBytesOf, MEDIA_LIMITS, mediaOf } from './media';
import type { Template } from './state';
import { characters, isObject, requireKnownKeys, type JsonObject } from './validation';

const MAX_TEXT = 4096;
const MAX_CAPTION = 1024;
const VOICE_MIME_TYPE = 'audio/ogg';

/** What a checked message says. */
export interface Content {
	/** What a person reads: the text, the caption, or the template's filled-in body. */
	text: string;
	template?: Template;
}

const MEDIA_KEYS: Record<MediaMessageType, readonly string[]> = {
	image: ['id', 'link', 'caption'],
	video: ['id', 'link', 'caption'],
	audio: ['id', 'link', 'voice'],
	document: ['id', 'link', 'caption', 'filename'],
	sticker: ['id', 'link'],
};

/** Checks the object of a message that is neither template nor pin. @throws a ServiceError */
export function checkContent(core: Core, type: string, value: unknown): Content {
	if (value === undefined) throw new ServiceError(131008, `${type} is required`);
	if (type === 'contacts') {
		if (!Array.isArray(value) || value.length === 0)
			throw badParameter('contacts must be an array');
		return { text: '' };
	}
	if (!isObject(value)) throw badParameter(`${type} must be an object`);
	if (type === 'text') return checkText(value);
	if (type === 'reaction') return checkReaction(value);
	if (type === 'location') return checkLocation(value);
	return checkMedia(core, type as MediaMessageType, value);
}

function checkText(text: JsonObject): Content {
	requireKnownKeys(text, ['body', 'preview_url'], 'text.');
	const { body, preview_url: preview } = text;
	if (typeof body !== 'string' || body === '') {
		throw new ServiceError(131008, 'text.body is required');
	}
	if (characters(body) > MAX_TEXT) {
		throw badParameter(`text.body must have at most ${MAX_TEXT} characters`);
	}
	if (preview !== undefined && typeof preview !== 'boolean') {
		throw badParameter('text.preview_url must be a boolean');
	}
	return { text: body };
}

function checkReaction(reaction: JsonObject): Content {
	requireKnownKeys(reaction, ['message_id', 'emoji'], 'reaction.');
	if (typeof reaction.message_id !== 'string') {
		throw new ServiceError(131008, 'reaction.message_id is required');
	}
	if (typeof reaction.emoji !== 'string') throw badParameter('reaction.emoji must be a string');
	return { text: '' };
}

function checkLocation(location: JsonObject): Content {
	requireKnownKeys(location, ['latitude', 'longitude', 'name', 'address'], 'location.');
	for (const key of ['latitude', 'longitude']) {
		if (!Number.isFinite(Number(location[key] ?? NaN))) {
			throw badParameter(`location.${key} must be a number`);
		}
	}
	return { text: '' };
}

function checkMedia(core: Core, type: MediaMessageType, media: JsonObject): Content {
	requireKnownKeys(media, MEDIA_KEYS[type], `${type}.`);
	const { caption, filename, voice } = media;
	if (caption !== undefined && typeof caption !== 'string') {
		throw badParameter(`${type}.caption must be a string`);
	}
	if (typeof caption === 'string' && characters(caption) > MAX_CAPTION) {
		throw badParameter(`${type}.caption must have at most ${MAX_CAPTION} characters`);
	}
	if (filename !== undefined && typeof filename !== 'string') {
		throw badParameter(`${type}.filename must be a string`);
	}
	if (voice !== undefined && typeof voice !== 'boolean') {
		throw badParameter('audio.voice must be a boolean');
	}
	requireMediaSource(core, type, media);
	return { text: typeof caption === 'string' ? caption : '' };
}

/**
 * Exactly one of an uploaded medium's id, whose type must fit, and a link, which is not fetched.
 *
 * @throws 131008 for none, 100 for both, 131009 for an unknown id or a bad link, 131053 for a
 * medium of another kind
 */
export function requireMediaSource(core: Core, type: MediaMessageType, media: JsonObject): void {
	const { id, link } = media;
	if (id === undefined && link === undefined) {
		throw new ServiceError(131008, `${type}.id or ${type}.link is required`);
	}
	if (id !== undefined && link !== undefined) {
		throw badParameter(`Only one of ${type}.id and ${type}.link may be given`);
	}
	if (link !== undefined) {
		if (typeof link !== 'string' || !URL.canParse(link) || !/^https?:/i.test(link)) {
			throw new ServiceError(131009, `${type}.link must be an http or https URL`);
		}
		return;
	}
	const known = typeof id === 'string' ? mediaOf(core, id) : undefined;
	if (!known) throw new ServiceError(131009, `${type}.id is not the id of an uploaded medium`);
	if (!MEDIA_LIMITS[type].mimeTypes.includes(known.mimeType)) {
		throw new ServiceError(131053, `${known.mimeType} cannot be sent as ${type}`);
	}
	if (media.voice === true && known.mimeType !== VOICE_MIME_TYPE) {
		throw new ServiceError(131053, `A voice message must be ${VOICE_MIME_TYPE}`);
	}
	if (known.bytes.length > maxBytesOf(type, known.bytes)) {
		throw new ServiceError(131053, `The medium is too large for ${type}`);
	}
}
