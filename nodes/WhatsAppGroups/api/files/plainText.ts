/** So much of a file is looked at. */
const LOOKED_AT = 65_536;

/** Of the control characters texts hold tab, line feed, form feed, carriage return and escape. */
const TEXT_CONTROLS = new Set([0x09, 0x0a, 0x0c, 0x0d, 0x1b]);
const DELETE = 0x7f;

/** Whether the bytes are those of a text: in UTF-8, in an older encoding, or marked as UTF-16. */
export function looksLikeText(bytes: Buffer): boolean {
	const head = bytes.subarray(0, LOOKED_AT);
	const mark = head.toString('hex', 0, 2);
	if (mark !== 'fffe' && mark !== 'feff') return head.length > 0 && head.every(isOfTexts);
	const units = Buffer.from(head.subarray(0, head.length - (head.length % 2)));
	if (mark === 'feff') units.swap16();
	return new Uint16Array(units.buffer, units.byteOffset, units.length / 2).every(isOfTexts);
}

function isOfTexts(code: number): boolean {
	return code < 0x20 ? TEXT_CONTROLS.has(code) : code !== DELETE;
}
