import { parseExactly } from './json';

/**
 * The entries of a list that is written as a text: in JSON, as models do, or separated by commas,
 * semicolons or new lines. Texts among them are trimmed, and blank ones left out; whatever else JSON
 * holds is an entry as it is.
 */
export function entriesOfText(text: string): unknown[] {
	const trimmed = text.trim();
	if (trimmed.startsWith('[') || trimmed.startsWith('{')) {
		try {
			const parsed = parseExactly(trimmed);
			return (Array.isArray(parsed) ? (parsed as unknown[]) : [parsed]).flatMap((part) =>
				typeof part === 'string' ? entriesOfText(part) : [part],
			);
		} catch {
			// It only looks like JSON: then its separators count.
		}
	}
	return trimmed
		.split(/[,;\n\r]/)
		.map((part) => part.trim())
		.filter((part) => part !== '');
}
