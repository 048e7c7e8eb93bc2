/**
 * MP3 and AAC files are rows of frames without a header of their own. Each frame starts with eleven or
 * twelve bits of 1 and says how long it is; a tag with title and cover (ID3) may stand before the first.
 */

/** Some recorders fill up with zeros before the first frame. */
const MOST_PADDING = 4096;

export function audioFrames(bytes: Buffer): 'mp3' | 'aac' | undefined {
	const tag = tagLength(bytes);
	// A tag without frames behind it is of a file that was cut off: whose, MP3 is the rule.
	if (tag > 0 && tag >= bytes.length) return 'mp3';
	let start = tag;
	while (start < tag + MOST_PADDING && bytes[start] === 0) start += 1;
	for (const [kind, headBytes, lengthAt] of FRAMES) {
		const length = lengthAt(bytes, start);
		if (length === undefined) continue;
		const next = start + length;
		// Bits of 1 stand in other files, too: the second frame tells, where there is one.
		if (next + headBytes > bytes.length || lengthAt(bytes, next) !== undefined) return kind;
	}
	return undefined;
}

/** The length of an ID3 tag, of four bytes of seven bits; 0 where there is none. */
function tagLength(bytes: Buffer): number {
	if (bytes.toString('latin1', 0, 3) !== 'ID3' || bytes.length < 10) return 0;
	const size = [6, 7, 8, 9].reduce((sum, at) => sum * 128 + (bytes[at] & 0x7f), 0);
	return 10 + size;
}

type LengthAt = (bytes: Buffer, at: number) => number | undefined;

/** By how many bytes a frame of each is known, and its length. */
const FRAMES: ReadonlyArray<['mp3' | 'aac', number, LengthAt]> = [
	['mp3', 4, mp3FrameLength],
	['aac', 6, aacFrameLength],
];

/** In kbit/s, by the index in the frame's header; of MPEG 1, and of MPEG 2 and 2.5. */
const BIT_RATES = {
	first: [0, 32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320],
	later: [0, 8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160],
};
const SAMPLE_RATES = [44_100, 48_000, 32_000];

/** The length of the frame of MPEG audio, layer III, that starts here. */
function mp3FrameLength(bytes: Buffer, at: number): number | undefined {
	if (at + 4 > bytes.length || bytes[at] !== 0xff || (bytes[at + 1] & 0xe6) !== 0xe2) {
		return undefined;
	}
	const version = (bytes[at + 1] >> 3) & 3;
	const isFirst = version === 3;
	const bitRate = (isFirst ? BIT_RATES.first : BIT_RATES.later)[bytes[at + 2] >> 4];
	const sampleRate = SAMPLE_RATES[(bytes[at + 2] >> 2) & 3];
	if (version === 1 || !bitRate || sampleRate === undefined) return undefined;
	const slowness = isFirst ? 1 : version === 2 ? 2 : 4;
	const padding = (bytes[at + 2] >> 1) & 1;
	const samples = isFirst ? 144 : 72;
	return Math.floor((samples * bitRate * 1000) / (sampleRate / slowness)) + padding;
}

/** The length of the ADTS frame that starts here. */
function aacFrameLength(bytes: Buffer, at: number): number | undefined {
	if (at + 6 > bytes.length || bytes[at] !== 0xff || (bytes[at + 1] & 0xf6) !== 0xf0) {
		return undefined;
	}
	const isKnownRate = ((bytes[at + 2] >> 2) & 0xf) < 13;
	const length = ((bytes[at + 3] & 3) << 11) | (bytes[at + 4] << 3) | (bytes[at + 5] >> 5);
	return isKnownRate && length >= 7 ? length : undefined;
}
