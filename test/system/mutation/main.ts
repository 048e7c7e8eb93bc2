/**
 * `npm run test:mutation`: Stryker, with what it is given, and after a run over everything
 * docs/mutation.md. Fails when fewer changes are found than wanted.ts asks for, or when one that was
 * not found is not explained in survivors.json.
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
import { complaints } from './survivors';
import reasons from './survivors.json';
import { tooFew } from './wanted';

const ROOT = path.resolve(__dirname, '../../..');
const REPORT = path.join(ROOT, '.cache/mutation/report.json');
const STRYKER = path.join(ROOT, 'node_modules/@stryker-mutator/core/bin/stryker.js');

function main(args: string[]): number {
	rmSync(REPORT, { force: true });
	const { status } = spawnSync(
		process.execPath,
		[STRYKER, 'run', path.join(__dirname, 'stryker.config.mjs'), ...args],
		{ cwd: ROOT, stdio: 'inherit' },
	);
	if (!existsSync(REPORT)) return status ?? 1;
	const report = JSON.parse(readFileSync(REPORT, 'utf8')) as MutationTestResult;
	if (args.length === 0) {
		writeFileSync(path.join(ROOT, 'docs/mutation.md'), documentOf(report));
		process.stdout.write('\nWrote docs/mutation.md.\n');
	}
	const wrong = [...tooFew(report.files), ...complaints(report.files, reasons)];
	for (const line of wrong) process.stderr.write(`${line}\n`);
	return status === 0 && wrong.length === 0 ? 0 : 1;
}

function documentOf(report: MutationTestResult): string {
	const { systemUnderTestMetrics: all } = calculateMutationTestMetrics(report);
	const { totalValid, totalDetected } = all.metrics;
	return [
		'<!-- Written by `npm run test:mutation`. -->',
		'# How good the tests are',
		`\`npm run test:mutation\` changes the sources in many small ways, one at a time, and looks whether a test fails. Of ${count(totalValid)} changes the tests find ${count(totalDetected)} (${percent(all.metrics)}). For each of the others [survivors.json](../test/system/mutation/survivors.json) says why no test can find it.`,
		'What is not looked at: changes of what only runs while a file is loaded, such as names, descriptions and tables. A change that makes the tests wait for ever counts as found.',
		markdownTable(['', 'Changes', 'Found', '', 'Of these by a time limit'], rowsOf(all, '')),
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

function count(number: number): string {
	return number.toLocaleString('en-US');
}

function percent({ mutationScore }: Metrics): string {
	return `${mutationScore.toFixed(1)} %`;
}

process.exitCode = main(process.argv.slice(2));
