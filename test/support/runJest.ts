import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, readFileSync, rmSync } from 'node:fs';
import path from 'node:path';

/** In the project's folder, in which npm runs its scripts. */
const RESULTS = 'coverage/jest-results.json';

export interface Counts {
	passed: number;
	failed: number;
	note: string;
}

interface Results {
	numPassedTests: number;
	numFailedTests: number;
	numPendingTests: number;
	numTodoTests: number;
	numRuntimeErrorTestSuites: number;
}

/** Runs jest with its output passed on as it comes, and counts the tests. */
export async function runJest(
	args: readonly string[],
	environment: Readonly<Record<string, string>> = {},
): Promise<Counts> {
	// Results of an earlier run must not stand in for a run that broke off.
	rmSync(RESULTS, { force: true });
	mkdirSync(path.dirname(RESULTS), { recursive: true });
	const jest = spawn(
		process.execPath,
		['node_modules/jest/bin/jest.js', '--json', `--outputFile=${RESULTS}`, ...args],
		{
			stdio: ['ignore', 'inherit', 'inherit'],
			env: { ...process.env, ...environment },
		},
	);
	const [code] = (await once(jest, 'close')) as [number | null];

	let results: Results;
	try {
		results = JSON.parse(readFileSync(RESULTS, 'utf8')) as Results;
	} catch {
		return { passed: 0, failed: 1, note: `no results, exit code ${code}` };
	}
	const passed = results.numPassedTests;
	const broken = results.numRuntimeErrorTestSuites;
	// A file that cannot be loaded has no tests to count: it counts as one.
	const failedTests = results.numFailedTests + broken;
	const skipped = results.numPendingTests + results.numTodoTests;
	const notes = [`${passed + results.numFailedTests} tests`];
	if (skipped > 0) notes.push(`${skipped} skipped`);
	if (broken > 0) notes.push(`${broken} files that could not run`);
	// Failing without a failed test (a coverage threshold, say) is failing, and so is running nothing.
	const failedOtherwise = failedTests === 0 && (code !== 0 || passed === 0);
	if (failedOtherwise) notes.push(passed === 0 ? 'no test ran' : `exit code ${code}`);
	return { passed, failed: failedTests + (failedOtherwise ? 1 : 0), note: notes.join(', ') };
}
