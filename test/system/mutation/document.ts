/** What the tests find of changes, as docs/mutation.md tells it. */
import { markdownTable } from '../../support/markdown';
import { TARGET, type Evaluation, type Survivor, type Tally } from './evaluate';

const LONGEST_CODE = 90;

export function documentOf({ folders, files, survivors }: Evaluation): string {
	const targets = folders.filter(({ hasTarget }) => hasTarget);
	const all = targets.reduce((sum, one) => sum + one.all, 0);
	const found = targets.reduce((sum, one) => sum + one.found, 0);
	const names = targets.map(({ name }) => `\`${name}/\``).join(', ');
	const open = survivors.filter(({ reason }) => !reason);
	const explained = survivors.filter(({ reason }) => reason);
	return [
		'<!-- Written by `npm run test:mutation`. -->',
		'# How good the tests are',
		`\`npm run test:mutation\` changes the sources in many small ways, one at a time, and looks whether a test fails. Of ${all.toLocaleString('en-US')} changes in ${names} the tests find ${found.toLocaleString('en-US')} (${percent({ all, found })}). At least ${100 * TARGET} % are wanted in each of these folders, and a reason for each that is not found.`,
		'What is not looked at: changes of what only runs while a file is loaded, such as names, descriptions and tables. A change that makes the tests wait for ever counts as found.',
		tableOf(folders.map((folder) => ({ ...folder, name: `${folder.name}/` }))),
		tableOf(files),
		...(explained.length > 0
			? [
					'## Not found, and why',
					'What no test can tell from the code as it is:',
					markdownTable(['File', 'The code', 'Instead of it', 'Why'], reasonsOf(explained)),
				]
			: []),
		...(open.length > 0
			? [
					'## Not found',
					markdownTable(
						['File', 'The code', 'Instead of it'],
						open.map(({ file, code, becomes }) => [quoted(file), quoted(code), quoted(becomes)]),
					),
				]
			: []),
	]
		.join('\n\n')
		.concat('\n');
}

/** The files of which a document tells. */
export function filesIn(document: string): string[] {
	return [...document.matchAll(/^\| `([\w/.]+\.ts)` \| \d/gm)].map(([, name]) => name);
}

function tableOf(tallies: readonly Tally[]): string {
	return markdownTable(
		['', 'Changes', 'Found', '', 'Of these by a time limit'],
		tallies.map((one) => [
			`\`${one.name}\``,
			one.all.toLocaleString('en-US'),
			one.found.toLocaleString('en-US'),
			percent(one),
			one.byTimeLimit > 0 ? String(one.byTimeLimit) : '',
		]),
	);
}

/** Those of one file and one reason together. */
function reasonsOf(survivors: readonly Survivor[]): string[][] {
	const groups = new Map<string, Survivor[]>();
	for (const one of survivors) {
		const key = JSON.stringify([one.file, one.reason?.why]);
		groups.set(key, [...(groups.get(key) ?? []), one]);
	}
	return [...groups.values()].map((group) => [
		quoted(group[0].file),
		listed(group.map(({ code }) => code)),
		listed(group.map(({ becomes }) => becomes)),
		group[0].reason?.why ?? '',
	]);
}

function listed(codes: readonly string[]): string {
	return [...new Set(codes)].map(quoted).join('<br>');
}

function quoted(code: string): string {
	const short = code.length > LONGEST_CODE ? `${code.slice(0, LONGEST_CODE - 1)}…` : code;
	return short.includes('`') ? `\`\` ${short} \`\`` : `\`${short}\``;
}

function percent({ all, found }: { all: number; found: number }): string {
	return `${((100 * found) / all).toFixed(1)} %`;
}
