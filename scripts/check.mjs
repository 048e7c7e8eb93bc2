/**
 * What `npm test` runs once the checkout is ready: lint, types and tests, one after the other. A step
 * that fails does not stop the next ones. The last line is always `N passed, N failed`: the tests that
 * jest counted, plus one for each other step.
 *
 *     npm test                                    everything, with coverage
 *     npm test -- --only jest                     one step: lint, types or jest
 *     npm test -- --only jest -- -t "pin" test/unit/operations     what follows the second -- goes to jest
 */
import { spawn } from 'node:child_process';
import { readFileSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const ROOT = join(dirname(fileURLToPath(import.meta.url)), '..');
const JEST_RESULTS = join(ROOT, 'coverage', 'jest-results.json');

/** Runs a command with its output passed on as it comes. Resolves with its exit code. */
function run(command, args, options = {}) {
	return new Promise((resolve, reject) => {
		const child = spawn(command, args, {
			cwd: ROOT,
			stdio: ['ignore', 'inherit', 'inherit'],
		});
		child.on('error', reject);
		child.on('close', (code) => resolve(code));
	});
}

async function lint() {
	const code = await run(process.execPath, [join('scripts', 'lint.mjs')]);
	return {
		passed: code === 0 ? 1 : 0,
		failed: code === 0 ? 0 : 1,
		note: code === 0 ? '' : `exit code ${code}`,
	};
}

async function types() {
	// One string and a shell: npm has another file name on Windows.
	const code = await run('npm run typecheck --silent', [], { shell: true });
	return {
		passed: code === 0 ? 1 : 0,
		failed: code === 0 ? 0 : 1,
		note: code === 0 ? '' : `exit code ${code}`,
	};
}

async function jest(jestArgs) {
	// Results of an earlier run must not stand in for a run that broke off.
	rmSync(JEST_RESULTS, { force: true });
	const code = await run(process.execPath, [
		join('node_modules', 'jest', 'bin', 'jest.js'),
		// The coverage of a selection of tests says nothing.
		...(jestArgs.length === 0 ? ['--coverage'] : []),
		'--json',
		`--outputFile=${JEST_RESULTS}`,
		...jestArgs,
	]);

	let results;
	try {
		results = JSON.parse(readFileSync(JEST_RESULTS, 'utf8'));
	} catch {
		return { passed: 0, failed: 1, note: `no results, exit code ${code}` };
	}
	const passed = results.numPassedTests;
	// A file that cannot be loaded has no tests to count: it counts as one.
	const failedTests = results.numFailedTests + results.numRuntimeErrorTestSuites;
	const skipped = results.numPendingTests + results.numTodoTests;
	const notes = [`${passed + results.numFailedTests} tests`];
	if (skipped > 0) notes.push(`${skipped} skipped`);
	if (results.numRuntimeErrorTestSuites > 0) {
		notes.push(`${results.numRuntimeErrorTestSuites} files that could not run`);
	}
	// Failing without a failed test (a coverage threshold, say) is failing, and so is running nothing.
	const failedOtherwise = failedTests === 0 && (code !== 0 || passed === 0);
	if (failedOtherwise) notes.push(passed === 0 ? 'no test ran' : `exit code ${code}`);
	return { passed, failed: failedTests + (failedOtherwise ? 1 : 0), note: notes.join(', ') };
}

const STEPS = [
	{ name: 'lint', title: "Lint: ESLint with n8n's rules, warnings not allowed", work: lint },
	{ name: 'types', title: 'Types: tsc over sources and tests', work: types },
	{ name: 'jest', title: 'Tests: jest', work: jest },
];

/** Splits `--only <step>` (may be repeated) from what belongs to jest. */
function readArguments(args) {
	const separator = args.indexOf('--');
	const own = separator === -1 ? args : args.slice(0, separator);
	const jestArgs = separator === -1 ? [] : args.slice(separator + 1);
	const only = [];
	for (let index = 0; index < own.length; index += 2) {
		const known = STEPS.some(({ name }) => name === own[index + 1]);
		if (own[index] !== '--only' || !known) {
			const names = STEPS.map(({ name }) => name).join('|');
			process.stderr.write(
				`Cannot use "${own.slice(index).join(' ')}".\nUsage: npm test -- [--only ${names}] [-- <options for jest>]\n`,
			);
			process.exit(2);
		}
		only.push(own[index + 1]);
	}
	return { only, jestArgs };
}

function seconds(milliseconds) {
	return `${(milliseconds / 1000).toFixed(1)} s`;
}

const { only, jestArgs } = readArguments(process.argv.slice(2));
const summary = [];
for (const { name, title, work } of STEPS) {
	if (only.length > 0 && !only.includes(name)) continue;
	console.log(`\n> ${title} (Node ${process.versions.node})`);
	const begun = performance.now();
	const result = await work(jestArgs);
	const took = seconds(performance.now() - begun);
	const verdict = result.failed === 0 ? 'passed' : 'FAILED';
	const line = `${name.padEnd(6)} ${verdict}  ${took.padStart(8)}  ${result.note}`.trimEnd();
	console.log(line);
	summary.push({ ...result, line });
}

const passed = summary.reduce((sum, step) => sum + step.passed, 0);
const failed = summary.reduce((sum, step) => sum + step.failed, 0);
if (summary.length > 1) console.log(`\n${summary.map(({ line }) => line).join('\n')}`);
console.log(`${passed} passed, ${failed} failed`);
process.exitCode = failed > 0 ? 1 : 0;
