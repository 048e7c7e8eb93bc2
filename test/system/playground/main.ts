import { parseArgs } from 'node:util';

import { runJest } from '../../support/runJest';
import { SetupError } from '../../tools/n8n/cache';
import { requireChromium } from '../../tools/n8n/debian';

const HELP = `Usage: npm run test:playground [-- <options for jest>]

Uses the simulator's playground by hand, in Chromium.
`;

async function main(): Promise<void> {
	const { values, positionals } = parseArgs({
		options: { help: { type: 'boolean', short: 'h' } },
		allowPositionals: true,
	});
	if (values.help) {
		process.stdout.write(HELP);
		return;
	}
	const chromium = await requireChromium((line) => process.stderr.write(`${line}\n`));
	const { passed, failed } = await runJest(
		['--config', 'test/system/playground/jest.config.js', ...positionals],
		{ E2E_CHROMIUM: chromium },
	);
	process.stdout.write(`${passed} passed, ${failed} failed\n`);
	process.exitCode = failed > 0 ? 1 : 0;
}

main().catch((error: Error) => {
	process.stderr.write(`${error instanceof SetupError ? error.message : error.stack}\n`);
	process.stdout.write('0 passed, 1 failed\n');
	process.exitCode = 1;
});
