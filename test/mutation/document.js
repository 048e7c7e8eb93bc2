/** docs/mutation.md. */

const number = (value) => value.toLocaleString('en-US');
const percent = ({ found, all }) => `${((100 * found) / all).toFixed(1)} %`;
/** As code in a table, whatever is in it. */
const quoted = (text) => {
	const short = text.length > 90 ? `${text.slice(0, 89)}…` : text;
	return `\`\` ${short.replace(/\|/g, '\\|') || '(nothing)'} \`\``;
};

function table(heads, rows) {
	const line = (cells) => `| ${cells.join(' | ')} |`;
	return [line(heads), line(heads.map(() => '---')), ...rows.map(line)].join('\n');
}

function tallies(rows) {
	const figures = (row) => [
		number(row.all),
		number(row.found),
		percent(row),
		row.byTimeLimit || '',
	];
	return table(
		['', 'Changes', 'Found', '', 'of these by a time limit'],
		rows.map((row) => [`\`${row.name}\``, ...figures(row)]),
	);
}

/** Those of one reason together, in the order of the files. */
function explained(survivors) {
	const groups = new Map();
	for (const one of survivors) {
		const key = `${one.file}\n${one.reason.why}`;
		groups.set(key, [...(groups.get(key) ?? []), one]);
	}
	return table(
		['File', 'The code', 'instead of it', 'Why no test can tell'],
		[...groups.values()].map((group) => [
			`\`${group[0].file}\``,
			[...new Set(group.map(({ code }) => quoted(code)))].join('<br>'),
			[...new Set(group.map(({ becomes }) => quoted(becomes)))].join('<br>'),
			group[0].reason.why,
		]),
	);
}

function document({ target, folders, files, survivors }) {
	const targets = folders.filter(({ isTarget }) => isTarget);
	const sum = (rows, key) => rows.reduce((total, row) => total + row[key], 0);
	const all = { all: sum(targets, 'all'), found: sum(targets, 'found') };
	const open = survivors.filter(({ reason }) => !reason);
	const known = survivors.filter(({ reason }) => reason);
	const parts = [
		'<!-- Written by `npm run test:mutation`. -->',
		'# How good the tests are',
		`\`npm run test:mutation\` changes the sources in many small ways, one at a time, and looks whether a test fails. Of ${number(all.all)} changes in ${targets.map(({ name }) => `\`${name}/\``).join(', ')} the tests find ${number(all.found)} (${percent(all)}); at least ${100 * target} % are wanted in each folder, and a reason for each that is not found.`,
		'What is not looked at: changes of what only runs while a file is loaded, such as names, descriptions and tables. A change that makes the tests wait for ever counts as found.',
		tallies(folders.map((folder) => ({ ...folder, name: `${folder.name}/` }))),
		tallies(files),
	];
	if (known.length > 0) {
		parts.push(
			'## Not found, and why',
			`${number(known.length)} changes that no test can tell from the code as it is.`,
			explained(known),
		);
	}
	if (open.length > 0) {
		parts.push(
			'## Not found',
			table(
				['File', 'The code', 'instead of it'],
				open.map(({ file, code, becomes }) => [`\`${file}\``, quoted(code), quoted(becomes)]),
			),
		);
	}
	return `${parts.join('\n\n')}\n`;
}

module.exports = { document };
