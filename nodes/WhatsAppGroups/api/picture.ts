/** Reads from the bytes of a picture whether it is a JPEG, how large, and of how many colors. */

export interface JpegFrame {
	width: number;
	height: number;
	/** 1 is grey, 3 are colors, 4 are colors for print. */
	components?: number;
}

/**
 * What a JPEG's frame header says, or undefined when the bytes are not a JPEG.
 *
 * A JPEG is a row of segments: 0xFF, a marker, a two-byte length that includes itself. The frame
 * headers are 0xC0–0xCF without 0xC4 (tables), 0xC8 (reserved) and 0xCC (coding).
 */
export function jpegFrame(bytes: Buffer): JpegFrame | undefined {
	if (bytes[0] !== 0xff || bytes[1] !== 0xd8) return undefined;
	let position = 2;
	while (position + 9 <= bytes.length) {
		if (bytes[position] !== 0xff) return undefined;
		const marker = bytes[position + 1];
		if (marker === 0xff) {
			position += 1;
			continue;
		}
		const standsAlone = marker === 0x01 || (marker >= 0xd0 && marker <= 0xd7);
		if (standsAlone) {
			position += 2;
			continue;
		}
		const isFrame =
			marker >= 0xc0 && marker <= 0xcf && marker !== 0xc4 && marker !== 0xc8 && marker !== 0xcc;
		if (isFrame) {
			return {
				height: bytes.readUInt16BE(position + 5),
				width: bytes.readUInt16BE(position + 7),
				components: bytes[position + 9],
			};
		}
		// A length of 0 or 1 leads to its own bytes, which begin no segment.
		position += 2 + bytes.readUInt16BE(position + 2);
	}
	return undefined;
}
