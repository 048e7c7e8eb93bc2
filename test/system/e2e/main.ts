import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, readFileSync, rmSync } from 'node:fs';
import path from 'node:path';
import { parseArgs } from 'node:util';

import { SetupError } from '../../tools/n8n/cache';
import { requireProgram } from '../../tools/n8n/debian';
import { installN8n } from '../../tools/n8n/installation';
import { PROJECT } from '../../tools/n8n/userFolder';
import { N8N_VERSION, OLDEST_N8N_VERSION } from '../../tools/n8n/versions';

const HELP = `Usage: npm run test:e2e [-- --n8n-version X ...] [--pictures] [-- <options for jest>]

Runs the nodes in real n8n, through its editor in Chromium.

  --n8n-version X  with this version, may be repeated
                   (default: ${OLDEST_N8N_VERSION} and ${N8N_VERSION})
  --pictures       renew the pictures of the README
  --help           print this
`;

const CHROMIUM = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'];

interface Counts {
	passed: number;
	failed: number;
}

async function main(): Promise<void> {
	const { values, positionals } = parseArgs({
		options: {
			'n8n-version': { type: 'string', multiple: true },
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
	const chromium = process.env.E2E_CHROMIUM ?? (await requireProgram(CHROMIUM, 'chromium', report));
	const total: Counts = { passed: 0, failed: 0 };
	for (const version of values['n8n-version'] ?? [OLDEST_N8N_VERSION, N8N_VERSION]) {
		await installN8n(version, report);
		report(`\n> n8n ${version} in Chromium`);
		const { passed, failed } = await runJest(positionals, {
			E2E_N8N_VERSION: version,
			E2E_CHROMIUM: chromium,
			...(values.pictures && version === N8N_VERSION && { E2E_PICTURES: '1' }),
		});
		total.passed += passed;
		total.failed += failed;
	}
	process.stdout.write(`${total.passed} passed, ${total.failed} failed\n`);
	process.exitCode = total.failed > 0 ? 1 : 0;
}

async function runJest(args: string[], environment: Record<string, string>): Promise<Counts> {
	const results = path.join(PROJECT, 'coverage', 'e2e', 'results.json');
	mkdirSync(path.dirname(results), { recursive: true });
	// Results of an earlier run must not stand in for a run that broke off.
	rmSync(results, { force: true });
	const jest = spawn(
		process.execPath,
		[
			path.join(PROJECT, 'node_modules', 'jest', 'bin', 'jest.js'),
			'--config',
			path.join(PROJECT, 'test', 'system', 'e2e', 'jest.config.js'),
			'--json',
			`--outputFile=${results}`,
			...args,
		],
		{
			cwd: PROJECT,
			stdio: ['ignore', 'ignore', 'inherit'],
			env: { ...process.env, ...environment },
		},
	);
	const [code] = (await once(jest, 'close')) as [number | null];
	try {
		const counts = JSON.parse(readFileSync(results, 'utf8')) as {
			numPassedTests: number;
			numFailedTests: number;
			numRuntimeErrorTestSuites: number;
		};
		const failed = counts.numFailedTests + counts.numRuntimeErrorTestSuites;
		const failedOtherwise = failed === 0 && (code !== 0 || counts.numPassedTests === 0);
		return { passed: counts.numPassedTests, failed: failed + (failedOtherwise ? 1 : 0) };
	} catch {
		return { passed: 0, failed: 1 };
	}
}

main().catch((error: Error) => {
	process.stderr.write(`${error instanceof SetupError ? error.message : error.stack}\n`);
	process.stdout.write('0 passed, 1 failed\n');
	process.exitCode = 1;
});
