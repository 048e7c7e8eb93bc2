/** What a run of Stryker has found: how many changes per file and folder, which not, and why not. */

interface Position {
	line: number;
	column: number;
}

interface Mutant {
	status: string;
	/** What stands instead of the code at the location. */
	replacement?: string;
	location?: { start: Position; end: Position };
}

/** Stryker's report, as far as it is read. */
export interface Report {
	files: Record<string, { source: string; mutants: Mutant[] }>;
}

/** Why no test can find a change. */
export interface Reason {
	/** In the folder of the node. */
	file: string;
	/** With line breaks and indentation as one blank. */
	code: string;
	becomes: string;
	why: string;
}

export interface Tally {
	name: string;
	all: number;
	found: number;
	/** Of those that were found: because the tests never ended. */
	byTimeLimit: number;
}

export interface Survivor {
	file: string;
	code: string;
	becomes: string;
	reason?: Reason;
}

export interface Evaluation {
	folders: Array<Tally & { hasTarget: boolean }>;
	files: Tally[];
	survivors: Survivor[];
	/** What is not as it shall be. */
	complaints: string[];
}

/** Of the changes in each of these folders, this part shall be found. */
export const TARGET = 0.9;
const TARGET_FOLDERS = ['api', 'runtime', 'webhook'];

/** Where the files are that are told by their place in it. */
export const SOURCES = 'nodes/WhatsAppGroups/';
const FOUND = ['Killed', 'Timeout'];
const NOT_FOUND = ['Survived', 'NoCoverage'];

export function evaluate(report: Report, reasons: readonly Reason[]): Evaluation {
	const files = Object.entries(report.files)
		.map(([path, { source, mutants }]) => ({ name: path.replace(SOURCES, ''), source, mutants }))
		.filter(({ mutants }) =>
			mutants.some(({ status }) => [...FOUND, ...NOT_FOUND].includes(status)),
		)
		.sort((a, b) => (a.name < b.name ? -1 : 1));
	const survivors = files.flatMap((file) => explained(file, NOT_FOUND, reasons));
	// Found for lack of time is not found each time.
	const slow = files.flatMap((file) => explained(file, ['Timeout'], reasons));
	const folders = [...new Set(files.map(({ name }) => folderOf(name)))].map((folder) => ({
		hasTarget: TARGET_FOLDERS.includes(folder),
		...tally(
			folder,
			files.filter(({ name }) => folderOf(name) === folder).flatMap(({ mutants }) => mutants),
		),
	}));
	return {
		folders,
		files: files.map(({ name, mutants }) => tally(name, mutants)),
		survivors,
		complaints: [
			...folders
				.filter(({ hasTarget, found, all }) => hasTarget && found < TARGET * all)
				.map(({ name, found, all }) => `${name}/: only ${found} of ${all} changes were found`),
			...survivors
				.filter(({ file, reason }) => !reason && TARGET_FOLDERS.includes(folderOf(file)))
				.map((one) => `${inWords(one)}: not found, and not explained`),
			...reasons
				.filter((one) => files.some(({ name }) => name === one.file))
				.filter((one) => ![...survivors, ...slow].some(({ reason }) => reason === one))
				.map((one) => `${inWords(one)}: explained, but found`),
		],
	};
}

function folderOf(name: string): string {
	return name.includes('/') ? name.split('/')[0] : '';
}

function tally(name: string, mutants: readonly Mutant[]): Tally {
	const count = (...statuses: string[]) =>
		mutants.filter(({ status }) => statuses.includes(status)).length;
	return {
		name,
		all: count(...FOUND, ...NOT_FOUND),
		found: count(...FOUND),
		byTimeLimit: count('Timeout'),
	};
}

/** The changes that ended so, with the reason of each that has one. */
function explained(
	{ name, source, mutants }: { name: string; source: string; mutants: readonly Mutant[] },
	statuses: readonly string[],
	reasons: readonly Reason[],
): Survivor[] {
	return mutants.flatMap(({ status, replacement = '', location }) => {
		if (!statuses.includes(status) || !location) return [];
		const code = onOneLine(textAt(source, location));
		const becomes = onOneLine(replacement);
		const reason = reasons.find(
			(one) => one.file === name && one.code === code && one.becomes === becomes,
		);
		return [{ file: name, code, becomes, reason }];
	});
}

function textAt(source: string, { start, end }: { start: Position; end: Position }): string {
	const lines = source.split('\n').slice(start.line - 1, end.line);
	lines[lines.length - 1] = lines[lines.length - 1].slice(0, end.column - 1);
	lines[0] = lines[0].slice(start.column - 1);
	return lines.join('\n');
}

function onOneLine(code: string): string {
	return code.replace(/\s+/g, ' ');
}

function inWords({ file, code, becomes }: Survivor): string {
	return `${file}: ${code} => ${becomes}`;
}
