/**
 * `npm run test:mutation`: Stryker, with what it is given; or over everything, in parts. What a part has
 * found is kept: a run that is cut short goes on with the next one. Once all of it is known, writes
 * docs/mutation.md.
 * Node 24 is faster: on Node 20 each file of tests leaves something that slows down all that come after it.
 * Fails when fewer changes are found than wanted.ts asks for, or when one that was not found is not
 * explained in survivors.json.
 */
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';

import {
	calculateMutationTestMetrics,
	type Metrics,
	type MetricsResult,
} from 'mutation-testing-metrics';
import type { MutationTestResult } from 'mutation-testing-report-schema';

import { markdownTable } from '../../support/markdown';
import { complaints, onOneLine, SOURCES, type Reason } from './survivors';
import reasons from './survivors.json';
import { PARTS, tellsOfAll, tooFew, WANTED } from './wanted';

const ROOT = path.resolve(__dirname, '../../..');
const REPORT = path.join(ROOT, '.cache/mutation/report.json');
/** Of a change, in characters. */
const MOST_SHOWN = 120;
const STRYKER = path.join(ROOT, 'node_modules/@stryker-mutator/core/bin/stryker.js');

function main(args: string[]): number {
	const runs =
		args.length > 0 ? [args] : PARTS.map((part) => ['--mutate', sourcesIn(Object.keys(part))]);
	let status = 0;
	for (const run of runs) {
		rmSync(REPORT, { force: true });
		const ended = spawnSync(
			process.execPath,
			[STRYKER, 'run', path.join(__dirname, 'stryker.config.mjs'), ...run],
			{ cwd: ROOT, stdio: 'inherit' },
		);
		if (!existsSync(REPORT)) return ended.status || 1;
		status ||= ended.status ?? 1;
	}
	const report = JSON.parse(readFileSync(REPORT, 'utf8')) as MutationTestResult;
	const sourceNow = (file: string) =>
		existsSync(path.join(ROOT, file)) ? readFileSync(path.join(ROOT, file), 'utf8') : undefined;
	if (tellsOfAll(report.files, sourceNow)) {
		writeFileSync(path.join(ROOT, 'docs/mutation.md'), documentOf(report));
		process.stdout.write('\nWrote docs/mutation.md.\n');
	}
	const wrong = [...tooFew(report.files), ...complaints(report.files, reasons)];
	for (const line of wrong) process.stderr.write(`${line}\n`);
	return status === 0 && wrong.length === 0 ? 0 : 1;
}

function sourcesIn(folders: readonly string[]): string {
	return folders.map((folder) => `${SOURCES}${folder}/**/*.ts`).join(',');
}

function documentOf(report: MutationTestResult): string {
	const { systemUnderTestMetrics: all } = calculateMutationTestMetrics(report);
	const { totalValid, totalDetected } = all.metrics;
	return [
		'<!-- Written by `npm run test:mutation`. -->',
		'# How good the tests are',
		`\`npm run test:mutation\` changes the sources in many small ways, one at a time, and looks whether a test fails. Of ${count(totalValid)} changes the tests find ${count(totalDetected)} (${percent(all.metrics)}). Wanted are ${wantedShares()}. Each of the others is below, with why no test finds it.`,
		'What is not looked at: changes of what only runs while a file is loaded, such as names, descriptions and tables. A change that makes the tests wait for ever counts as found. Not all tests are asked about each change, and what only the others find counts as not found: those that go all ways through the whole node (`test/system/opposite`) are asked about none, slow ones about the sources that they are made for, and of those of other folders that have found nothing else in the file some ten seconds’ worth.',
		markdownTable(['', 'Changes', 'Found', '', 'Of these by a time limit'], rowsOf(all, '')),
		'## Not found, and why',
		markdownTable(['File', 'The code', 'Instead of it', 'Why'], survivorRows(report)),
	]
		.join('\n\n')
		.concat('\n');
}

/** What is in a folder, with the folders in it. */
function rowsOf(folder: MetricsResult, prefix: string): string[][] {
	return folder.childResults
		.filter(({ metrics }) => metrics.totalValid > 0)
		.flatMap((child) => {
			const { name, file, metrics } = child;
			const place = `${prefix}${name}${file ? '' : '/'}`;
			const { totalValid, totalDetected, timeout } = metrics;
			return [
				[
					`\`${place}\``,
					...[count(totalValid), count(totalDetected), percent(metrics)],
					timeout > 0 ? count(timeout) : '',
				],
				...rowsOf(child, place),
			];
		});
}

function wantedShares(): string {
	const shares = [...new Set(Object.values(WANTED))].sort((a, b) => b - a);
	const folders = (share: number) =>
		Object.keys(WANTED)
			.filter((folder) => WANTED[folder] === share)
			.map((folder) => `\`${folder}/\``)
			.join(', ');
	return shares.map((share) => `${share} % in ${folders(share)}`).join(', and ');
}

/** One row for all changes of a file that have one reason. */
function survivorRows(report: MutationTestResult): string[][] {
	const explained = reasons.filter(({ file }) => Object.hasOwn(report.files, SOURCES + file));
	const rows = new Map<string, Reason[]>();
	for (const reason of explained) {
		const key = JSON.stringify([reason.file, reason.why]);
		rows.set(key, [...(rows.get(key) ?? []), reason]);
	}
	const codes = (texts: string[]) => [...new Set(texts)].map(codeSpan).join('<br>');
	return [...rows.values()].map((all) => [
		codeSpan(all[0].file),
		codes(all.map(({ code }) => code)),
		codes(all.map(({ becomes }) => becomes)),
		all[0].why,
	]);
}

/** Of code that may hold backticks itself; a part of a long one is enough to find it by. */
function codeSpan(code: string): string {
	const line = onOneLine(code);
	const shown = line.length > MOST_SHOWN ? `${line.slice(0, MOST_SHOWN)}…` : line;
	return shown.includes('`') ? `\`\` ${shown} \`\`` : `\`${shown}\``;
}

function count(number: number): string {
	return number.toLocaleString('en-US');
}

function percent({ mutationScore }: Metrics): string {
	return `${mutationScore.toFixed(1)} %`;
}

process.exitCode = main(process.argv.slice(2));
