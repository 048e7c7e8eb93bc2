import { parseArgs } from 'node:util';

import { runJest } from '../../support/runJest';
import { SetupError } from '../../tools/n8n/cache';
import { requireChromium } from '../../tools/n8n/debian';

const HELP = `Usage: npm run test:playground -- [--speed] [--pictures] [-- <options for jest>]

Uses the simulator's playground by hand, in Chromium.

  --speed     measure instead how quick it is with many groups and messages
  --pictures  renew the pictures of the READMEs instead
`;

async function main(): Promise<void> {
	const { values, positionals } = parseArgs({
		options: {
			speed: { type: 'boolean', default: false },
			pictures: { type: 'boolean', default: false },
			help: { type: 'boolean', short: 'h' },
		},
		allowPositionals: true,
	});
	if (values.help) {
		process.stdout.write(HELP);
		return;
	}
	const chromium = await requireChromium((line) => process.stderr.write(`${line}\n`));
	process.env.E2E_CHROMIUM = chromium;
	if (values.pictures) {
		const { takePictures } = await import('./pictures');
		await takePictures();
		return;
	}
	if (values.speed) {
		const { measureSpeed, speedTable } = await import('./speed');
		process.stdout.write(`${speedTable(await measureSpeed())}\n`);
		return;
	}
	const config = 'test/system/playground/jest.config.js';
	const { passed, failed } = await runJest(['--config', config, ...positionals]);
	process.stdout.write(`${passed} passed, ${failed} failed\n`);
	process.exitCode = failed > 0 ? 1 : 0;
}

main().catch((error: Error) => {
	process.stderr.write(`${error instanceof SetupError ? error.message : error.stack}\n`);
	process.stdout.write('0 passed, 1 failed\n');
	process.exitCode = 1;
});
