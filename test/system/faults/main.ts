import { spawn } from 'node:child_process';
import { readFile, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { parseArgs } from 'node:util';

import { documentOf } from './document';
import { forgetRecords, readRecords } from './records';

const ROOT = path.resolve(__dirname, '../../..');
const DOCUMENT = path.join(ROOT, 'docs', 'reliability.md');
const RESULTS = path.join(ROOT, 'coverage', 'faults.json');

const HELP = `Usage: npm run test:faults

Lets everything go wrong that can: each fault with each call of each operation,
with each kind of event, with each step of a registration, and n8n killed between
any two steps. Takes some minutes, and writes docs/reliability.md when all is well.
`;

interface Results {
	numPassedTests: number;
	numFailedTests: number;
	numRuntimeErrorTestSuites: number;
}

async function main(): Promise<void> {
	const { values } = parseArgs({ options: { help: { type: 'boolean', short: 'h' } } });
	if (values.help) {
		process.stdout.write(HELP);
		return;
	}
	forgetRecords();
	await rm(RESULTS, { force: true });
	await jest();
	const { numPassedTests, numFailedTests, numRuntimeErrorTestSuites } = JSON.parse(
		await readFile(RESULTS, 'utf8'),
	) as Results;
	const failed = numFailedTests + numRuntimeErrorTestSuites;
	const records = readRecords();
	const sum = (figure: 'injected' | 'lost' | 'doubled') =>
		records.reduce((total, record) => total + record[figure], 0);
	process.stdout.write(
		`\nStruck ${sum('injected')} times. Lost: ${sum('lost')}, doubled: ${sum('doubled')}.\n`,
	);
	if (failed === 0) {
		await writeFile(DOCUMENT, documentOf(records));
		process.stdout.write('Wrote docs/reliability.md.\n');
	} else {
		process.stdout.write('docs/reliability.md stays as it was.\n');
		process.exitCode = 1;
	}
	process.stdout.write(`${numPassedTests} passed, ${failed} failed\n`);
}

/** Shows jest's own progress: a line for each file, and what failed. */
async function jest(): Promise<void> {
	const child = spawn(
		process.execPath,
		[
			path.join(ROOT, 'node_modules', 'jest', 'bin', 'jest.js'),
			...['--config', 'test/system/faults/jest.config.js'],
			...['--json', '--outputFile', RESULTS],
			...['--forceExit', '--silent'],
		],
		// The results are in the file; what jest says of its progress comes on stderr.
		{ cwd: ROOT, stdio: ['ignore', 'ignore', 'inherit'] },
	);
	await new Promise((resolve, reject) => {
		child.on('error', reject);
		child.on('close', resolve);
	});
}

main().catch((error: Error) => {
	process.stderr.write(`${error.stack}\n`);
	process.exitCode = 1;
});
