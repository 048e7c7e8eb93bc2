/** Each file in a ZIP has a header before its bytes, and one more in the directory at the end. */
const HEADER = 'PK\x03\x04';
const HEADER_BYTES = 30;

/** The end of a ZIP file: 22 bytes, and a comment of at most 65,535 behind them. */
const END_BYTES = 22;
const MOST_COMMENT = 65_535;
const END = 'PK\x05\x06';
const ENTRY = 0x02014b50;
const ENTRY_BYTES = 46;

/** The names of what a ZIP file holds, by the directory at its end, or by the headers where it has none. */
export function zipEntries(bytes: Buffer): string[] {
	const listed = namesOfDirectory(bytes);
	return listed.length > 0 ? listed : namesOfHeaders(bytes);
}

function namesOfHeaders(bytes: Buffer): string[] {
	const names: string[] = [];
	let position = bytes.indexOf(HEADER, 0, 'latin1');
	while (position >= 0 && position + HEADER_BYTES <= bytes.length) {
		const start = position + HEADER_BYTES;
		const behind = start + bytes.readUInt16LE(position + 26);
		names.push(bytes.toString('utf8', start, behind));
		// Names that overlap would be far longer together than the file.
		position = bytes.indexOf(HEADER, behind, 'latin1');
	}
	return names;
}

function namesOfDirectory(bytes: Buffer): string[] {
	const from = Math.max(0, bytes.length - END_BYTES - MOST_COMMENT);
	const end = bytes.lastIndexOf(END, undefined, 'latin1');
	if (end < from || end + END_BYTES > bytes.length) return [];
	let position = bytes.readUInt32LE(end + 16);
	const names: string[] = [];
	while (position + ENTRY_BYTES <= end && bytes.readUInt32LE(position) === ENTRY) {
		const nameBytes = bytes.readUInt16LE(position + 28);
		const extraBytes = bytes.readUInt16LE(position + 30);
		const commentBytes = bytes.readUInt16LE(position + 32);
		const start = position + ENTRY_BYTES;
		names.push(bytes.toString('utf8', start, start + nameBytes));
		position = start + nameBytes + extraBytes + commentBytes;
	}
	return names;
}
