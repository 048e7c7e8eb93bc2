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
		'# Mutation testing',
		`How good are the tests? \`npm run test:mutation\` changes the sources in many small ways, one change at a time, and checks that a test fails. The tests catch ${count(totalDetected)} of ${count(totalValid)} changes (${percent(all.metrics)}). The targets are ${wantedShares()}. Every change that they miss is listed below, with the reason why no test can catch it.`,
		'Not changed is code that runs only while a file loads, such as names, descriptions and tables. A change that makes a test hang counts as caught. Not every test runs against every change: the tests of the whole node (`test/system/opposite`) never do, slow tests only against the sources that they are written for, and the tests of other folders only for about ten seconds each time, unless they have caught a change of that file before. A change that only the tests left out would catch counts as missed.',
		markdownTable(['', 'Changes', 'Caught', '', 'By the time limit'], rowsOf(all, '')),
		'## Missed, and why',
		markdownTable(['File', 'Code', 'Changed to', 'Why'], survivorRows(report)),
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
