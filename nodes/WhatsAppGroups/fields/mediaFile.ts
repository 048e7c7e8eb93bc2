/** A file of the item that is to be uploaded, checked before any call for what WhatsApp would refuse. */
import type { MediaMessageType } from '../api/contract/messages';
import { nameWithExtension } from '../api/files/mimeTypes';
import { recognise } from '../api/files/recognise';
import { MAX_STATIC_STICKER_BYTES, mediaKindOf, MEDIA_RULES, readableSize } from '../api/limits';
import type { ItemInput } from '../runtime/input';

export interface MediaFile {
	/** WhatsApp's own name of the type, whatever the file was labelled. */
	mimeType: string;
	filename: string;
	/** In bytes. */
	size: number;
	/** Reads it again: a file is not held while it waits for its turn. */
	read(): Promise<Buffer>;
}

const MOST_BYTES = Math.max(...Object.values(MEDIA_RULES).map(({ maxBytes }) => maxBytes));

/**
 * @param parameter that names the binary field
 * @param type of the message that the file is for; any that takes it when missing
 * @throws InputFailure for a file that WhatsApp would refuse
 */
export async function readMediaFile(
	input: ItemInput,
	parameter: string,
	type?: MediaMessageType,
): Promise<MediaFile> {
	const { label, filename, size, read } = input.file(parameter);
	const most = type ? MEDIA_RULES[type].maxBytes : MOST_BYTES;
	// Before it is read, too: it may be of gigabytes.
	input.checkSize(parameter, size, most);
	const bytes = await read();
	input.checkSize(parameter, bytes.length, most);
	const found = recognise({ bytes, filename, label });
	if ('complaint' in found) throw input.wrong(parameter, found.complaint, found.hint);
	const { mimeType, animated } = found;
	// Whatever is recognised can be sent as one of the kinds.
	const kind = mediaKindOf(mimeType) as MediaMessageType;
	if (type !== undefined && kind !== type) {
		throw input.wrong(
			parameter,
			`holds a file of the type ${mimeType}, which cannot be sent as ${type}`,
			`${hintFor(kind)} Allowed are: ${MEDIA_RULES[type].mimeTypes.join(', ')}.`,
		);
	}
	input.checkSize(parameter, bytes.length, MEDIA_RULES[kind].maxBytes);
	if (animated === false && bytes.length > MAX_STATIC_STICKER_BYTES) {
		const [is, most] = [bytes.length, MAX_STATIC_STICKER_BYTES].map(readableSize);
		throw input.wrong(
			parameter,
			`is too large: ${is}, and at most ${most} are allowed for a sticker that does not move`,
		);
	}
	return {
		mimeType,
		filename: nameWithExtension(filename, mimeType),
		size: bytes.length,
		read,
	};
}

function hintFor(kind: MediaMessageType): string {
	return `Set Message Type to ${kind[0].toUpperCase()}${kind.slice(1)}, or convert the file.`;
}
