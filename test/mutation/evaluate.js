/** What a run has found: how many changes per file and folder, and which were not found and why. */

const SOURCES = 'nodes/WhatsAppGroups/';
/** Of the changes in each of these folders, this part is to be found. */
const TARGET = 0.9;
const TARGET_FOLDERS = ['api', 'runtime', 'webhook'];

const FOUND = new Set(['Killed', 'Timeout']);
const NOT_FOUND = new Set(['Survived', 'NoCoverage']);

/** The text that a change replaces, with line breaks and indentation as one blank. */
function textAt(source, { start, end }) {
	const lines = source.split('\n').slice(start.line - 1, end.line);
	lines[lines.length - 1] = lines.at(-1).slice(0, end.column - 1);
	lines[0] = lines[0].slice(start.column - 1);
	return lines.join('\n').replace(/\s+/g, ' ');
}

const count = (mutants, statuses) => mutants.filter(({ status }) => statuses.has(status)).length;

function tally(name, mutants) {
	const found = count(mutants, FOUND);
	const all = found + count(mutants, NOT_FOUND);
	return { name, all, found, byTimeLimit: count(mutants, new Set(['Timeout'])) };
}

/**
 * @param report Stryker's, as JSON
 * @param {Array<{ file: string; code: string; becomes: string; why: string }>} reasons
 */
function evaluate(report, reasons) {
	const files = Object.entries(report.files)
		.map(([path, { source, mutants }]) => ({ name: path.replace(SOURCES, ''), source, mutants }))
		.filter(({ mutants }) =>
			mutants.some(({ status }) => FOUND.has(status) || NOT_FOUND.has(status)),
		)
		.sort((a, b) => (a.name < b.name ? -1 : 1));
	const survivors = files.flatMap(({ name, source, mutants }) =>
		mutants
			.filter(({ status }) => NOT_FOUND.has(status))
			.sort((a, b) => a.location.start.line - b.location.start.line)
			.map(({ location, replacement }) => {
				const code = textAt(source, location);
				const becomes = (replacement ?? '').replace(/\s+/g, ' ');
				const isThis = (one) => one.file === name && one.code === code && one.becomes === becomes;
				return { file: name, code, becomes, reason: reasons.find(isThis) };
			}),
	);
	const folderOf = (name) => (name.includes('/') ? name.split('/')[0] : '');
	const folders = [...new Set(files.map(({ name }) => folderOf(name)))].map((folder) => ({
		isTarget: TARGET_FOLDERS.includes(folder),
		...tally(
			folder,
			files.filter(({ name }) => folderOf(name) === folder).flatMap(({ mutants }) => mutants),
		),
	}));
	const targets = folders.filter(({ isTarget }) => isTarget);
	const looked = new Set(files.map(({ name }) => name));
	const complaints = [
		...targets
			.filter(({ found, all }) => found < TARGET * all)
			.map(({ name, found, all }) => `${name}/: only ${found} of ${all} changes were found`),
		...survivors
			.filter(({ file, reason }) => !reason && TARGET_FOLDERS.includes(folderOf(file)))
			.map(
				({ file, code, becomes }) => `${file}: not found, and not explained: ${code} => ${becomes}`,
			),
		...reasons
			.filter((one) => looked.has(one.file) && !survivors.some(({ reason }) => reason === one))
			.map(({ file, code, becomes }) => `${file}: explained, but found: ${code} => ${becomes}`),
	];
	return {
		target: TARGET,
		folders,
		files: files.map(({ name, mutants }) => tally(name, mutants)),
		survivors,
		complaints,
	};
}

module.exports = { evaluate };
