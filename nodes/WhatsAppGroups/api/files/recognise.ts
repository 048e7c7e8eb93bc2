/** What a file is, by its bytes, its name and its label together. */
import { formatOf, type Format } from './format';
import { claimOfLabel, claimOfName, isKnownType } from './mimeTypes';

const TEXT = 'text/plain';

export interface FileFacts {
	bytes: Buffer;
	filename: string;
	/** The MIME type that came with it, if any did. */
	label?: string;
}

export type Recognised =
	| { mimeType: string; animated?: boolean }
	/** Goes on where a sentence has named the parameter: "holds …". */
	| { complaint: string; hint?: string };

/** What a file's name and its label say that it is. */
interface Claims {
	name?: string;
	label?: string;
}

const CONVERT = 'Convert it first.';

/**
 * The type of WhatsApp that a file is, or why it is none. What the bytes show counts; name and label
 * decide only what bytes leave open, and whether a text is what was meant.
 */
export function recognise({ bytes, filename, label }: FileFacts): Recognised {
	const quoted = `"${filename}"`;
	if (bytes.length === 0) return { complaint: `holds a file without content: ${quoted}` };
	const claims: Claims = { name: claimOfName(filename), label: claimOfLabel(label) };
	const format = formatOf(bytes);
	if (!format) return unreadable(quoted, claims);
	const { name, flaw, mimeTypes } = format;
	const said = `holds ${name}, ${quoted}`;
	if (mimeTypes.length === 0) {
		return { complaint: `${said}, which WhatsApp does not take`, hint: CONVERT };
	}
	if (flaw !== undefined) {
		return { complaint: `${said}, which WhatsApp does not take as it is: ${flaw}`, hint: CONVERT };
	}
	if (mimeTypes.includes('text/plain')) return readText(quoted, claims);
	return (
		oneOf(format, claims) ?? {
			complaint: `${said}, whose type cannot be determined`,
			hint: 'Give the file a name with its extension, such as report.xls.',
		}
	);
}

function oneOf({ mimeTypes, animated }: Format, claims: Claims): Recognised | undefined {
	const [first, second] = mimeTypes;
	const claimed = [claims.name, claims.label].find((claim) => mimeTypes.includes(claim ?? ''));
	const isVideo = first.startsWith('video/');
	const mimeType = claimed ?? (second === undefined || isVideo ? first : undefined);
	if (mimeType === undefined) return undefined;
	return { mimeType, ...(animated !== undefined && { animated }) };
}

/**
 * A text in the place of another file is none: it is an error page, or the text of an expression. Windows
 * labels CSV as Excel, so a name that says text is believed before the label.
 */
function readText(quoted: string, { name, label }: Claims): Recognised {
	const claim = isKnownType(name) ? name : (label ?? name ?? TEXT);
	if (claim === TEXT) return { mimeType: TEXT };
	return {
		complaint: `holds a text, although ${quoted} is supposed to be of the type ${claim}`,
		hint: 'Look at its content: it may be an error message or a web page instead of the file.',
	};
}

function unreadable(quoted: string, { name, label }: Claims): Recognised {
	const claim = [name, label].find(isKnownType);
	if (claim !== undefined) {
		return {
			complaint: `holds a file that is not what it says it is: ${quoted} is supposed to be of the type ${claim}, but its content is not`,
			hint: 'The file may be damaged, encrypted, or wrongly decoded.',
		};
	}
	const other = label ?? name;
	return {
		complaint: other
			? `holds a file of the type ${other}, which WhatsApp does not take`
			: `holds a file whose type cannot be determined: ${quoted}`,
		hint: 'WhatsApp takes pictures, sounds, videos, texts, PDF and Office files.',
	};
}
