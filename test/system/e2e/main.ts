import { parseArgs } from 'node:util';

import { runJest } from '../../support/runJest';
import { SetupError } from '../../tools/n8n/cache';
import { requireChromium } from '../../tools/n8n/debian';
import { installN8n } from '../../tools/n8n/installation';
import { N8N_VERSION, OLDEST_N8N_VERSION } from '../../tools/n8n/versions';

const HELP = `Usage: npm run test:e2e [-- --short] [--n8n-version X ...] [--pictures] [-- <options for jest>]

Runs the nodes in real n8n, through its editor in Chromium.

  --n8n-version X  with this version, may be repeated
                   (default: ${OLDEST_N8N_VERSION} and ${N8N_VERSION})
  --short          the examples with the newest version only, and without the
                   minutes in which they are left alone
  --pictures       renew the pictures of the README
  --help           print this
`;

async function main(): Promise<void> {
	const { values, positionals } = parseArgs({
		options: {
			'n8n-version': { type: 'string', multiple: true },
			short: { type: 'boolean', default: false },
			pictures: { type: 'boolean', default: false },
			help: { type: 'boolean', short: 'h' },
		},
		allowPositionals: true,
	});
	if (values.help) {
		process.stdout.write(HELP);
		return;
	}
	const report = (line: string) => process.stderr.write(`${line}\n`);
	const chromium = await requireChromium(report);
	const total = { passed: 0, failed: 0 };
	for (const version of values['n8n-version'] ?? [OLDEST_N8N_VERSION, N8N_VERSION]) {
		await installN8n(version, report);
		report(`\n> n8n ${version} in Chromium`);
		const { passed, failed } = await runJest(
			[
				...['--config', 'test/system/e2e/jest.config.js'],
				...positionals,
				...(values.short ? ['--testPathIgnorePatterns', leftOut(version)] : []),
			],
			{
				E2E_N8N_VERSION: version,
				E2E_CHROMIUM: chromium,
				...(values.pictures && version === N8N_VERSION && { E2E_PICTURES: '1' }),
			},
		);
		total.passed += passed;
		total.failed += failed;
	}
	process.stdout.write(`${total.passed} passed, ${total.failed} failed\n`);
	process.exitCode = total.failed > 0 ? 1 : 0;
}

/** What takes minutes, and is seldom broken by a change that the rest does not notice. */
function leftOut(version: string): string {
	return version === N8N_VERSION ? 'e2e/examplesQuiet' : 'e2e/examples';
}

main().catch((error: Error) => {
	process.stderr.write(`${error instanceof SetupError ? error.message : error.stack}\n`);
	process.stdout.write('0 passed, 1 failed\n');
	process.exitCode = 1;
});
