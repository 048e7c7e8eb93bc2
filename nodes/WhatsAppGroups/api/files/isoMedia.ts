/**
 * What an MP4, M4A or 3GP file holds: a tree of boxes, each a length of four bytes that includes itself, a
 * type of four letters, and its content (ISO/IEC 14496-12).
 */

interface Box {
	type: string;
	content: Buffer;
}

export interface IsoMedia {
	/** The kind of file in its own words, such as "isom" or "M4A ". */
	brand: string;
	/** The codecs of its tracks; undefined where they cannot be read, as of a file that was cut off. */
	tracks?: { video: string[]; audio: string[] };
}

/** Undefined when the bytes do not begin as such a file does. */
export function readIsoMedia(bytes: Buffer): IsoMedia | undefined {
	if (bytes.toString('latin1', 4, 8) !== 'ftyp' || bytes.length < 12) return undefined;
	const brand = bytes.toString('latin1', 8, 12);
	const movie = find(bytes, 'moov');
	if (!movie) return { brand };
	const tracks = { video: [] as string[], audio: [] as string[] };
	for (const track of boxesIn(movie)) {
		if (track.type !== 'trak') continue;
		const media = find(track.content, 'mdia');
		const handler = media && find(media, 'hdlr')?.toString('latin1', 8, 12);
		const table = media && find(find(find(media, 'minf'), 'stbl'), 'stsd');
		// Version, flags and count; then the first entry's length and its codec.
		const codec = table?.toString('latin1', 12, 16) ?? '';
		if (handler === 'vide') tracks.video.push(codec);
		if (handler === 'soun') tracks.audio.push(codec);
	}
	return { brand, tracks: tracks.video.length + tracks.audio.length > 0 ? tracks : undefined };
}

function find(bytes: Buffer | undefined, wanted: string): Buffer | undefined {
	for (const { type, content } of bytes ? boxesIn(bytes) : []) if (type === wanted) return content;
	return undefined;
}

/** The boxes that stand side by side, as far as they can be read, one by one: there may be millions. */
function* boxesIn(bytes: Buffer): Generator<Box> {
	let position = 0;
	while (position + 8 <= bytes.length) {
		const told = bytes.readUInt32BE(position);
		const isLong = told === 1 && position + 16 <= bytes.length;
		const head = isLong ? 16 : 8;
		const long = isLong ? Number(bytes.readBigUInt64BE(position + 8)) : told;
		// A length of 0 is to the end.
		const length = told === 0 ? bytes.length : long;
		if (length < head) break;
		const type = bytes.toString('latin1', position + 4, position + 8);
		yield { type, content: bytes.subarray(position + head, position + length) };
		position += length;
	}
}
