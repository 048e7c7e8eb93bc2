import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { parseArgs } from 'node:util';

import { runJest } from '../../support/runJest';
import { documentOf } from './document';
import { forgetRecords, readRecords } from './records';

const ROOT = path.resolve(__dirname, '../../..');
const DOCUMENT = path.join(ROOT, 'docs', 'reliability.md');

const HELP = `Usage: npm run test:faults

Lets everything go wrong that can: each fault with each call of each operation,
with each kind of event, with each step of a registration, and n8n killed between
any two steps. Takes some minutes, and writes docs/reliability.md when all is well.
`;

async function main(): Promise<void> {
	const { values } = parseArgs({ options: { help: { type: 'boolean', short: 'h' } } });
	if (values.help) {
		process.stdout.write(HELP);
		return;
	}
	forgetRecords();
	const { passed, failed } = await runJest([
		...['--config', 'test/system/faults/jest.config.js'],
		...['--forceExit', '--silent'],
	]);
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
	process.stdout.write(`${passed} passed, ${failed} failed\n`);
}

main().catch((error: Error) => {
	process.stderr.write(`${error.stack}\n`);
	process.exitCode = 1;
});
