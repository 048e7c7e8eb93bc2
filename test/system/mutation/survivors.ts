/** Compares the changes that no test found with survivors.json, which says of each why none can. */
import type { FileResult, MutantResult } from 'mutation-testing-report-schema';

/** Where the files are that survivors.json names. */
export const SOURCES = 'nodes/WhatsAppGroups/';

export interface Reason {
	/** In the folder of the node. */
	file: string;
	/** With line breaks and indentation as one blank. */
	code: string;
	becomes: string;
	why: string;
}

/** What was not found and has no reason, and what has a reason but was found. */
export function complaints(
	files: Readonly<Record<string, FileResult>>,
	reasons: readonly Reason[],
): string[] {
	const named = Object.entries(files).flatMap(([path, { source, mutants }]) =>
		mutants.map((mutant) => ({
			status: mutant.status,
			name: nameOf({
				file: path.replace(SOURCES, ''),
				code: codeAt(source, mutant.location),
				becomes: mutant.replacement ?? '',
			}),
		})),
	);
	const ended = (...statuses: Array<MutantResult['status']>) =>
		new Set(named.filter(({ status }) => statuses.includes(status)).map(({ name }) => name));
	const survived = ended('Survived', 'NoCoverage');
	// Found for lack of time is not found each time.
	const open = ended('Survived', 'NoCoverage', 'Timeout');
	const explained = reasons.filter(({ file }) => Object.hasOwn(files, SOURCES + file)).map(nameOf);
	return [
		...[...survived]
			.filter((name) => !explained.includes(name))
			.map((name) => `${name}: not found, and not explained`),
		...explained.filter((name) => !open.has(name)).map((name) => `${name}: explained, but found`),
	];
}

function nameOf({ file, code, becomes }: Omit<Reason, 'why'>): string {
	return `${file}: ${onOneLine(code)} => ${onOneLine(becomes)}`;
}

function codeAt(source: string, { start, end }: MutantResult['location']): string {
	const lines = source.split('\n').slice(start.line - 1, end.line);
	lines[lines.length - 1] = lines[lines.length - 1].slice(0, end.column - 1);
	lines[0] = lines[0].slice(start.column - 1);
	return lines.join('\n');
}

export function onOneLine(code: string): string {
	return code.replace(/\s+/g, ' ');
}
