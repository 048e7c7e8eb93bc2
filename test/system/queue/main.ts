import { parseArgs } from 'node:util';

import { complaint, runSuite } from '../../tools/n8n/suite';
import { N8N_VERSION } from '../../tools/n8n/versions';
import { runQueueTest } from './run';

const HELP = `Usage: npm run test:queue [-- --short] [--n8n-version X]

Runs n8n in queue mode (PostgreSQL, Redis, one main process, two workers, two
webhook processors behind a proxy), kills and restarts parts of it under load,
and counts what became of each event and each message.

  --short           500 events and 100 messages instead of 5,000 and 1,000
  --n8n-version X   another version of n8n (default: ${N8N_VERSION})
  --keep            leave logs and data where they are, and say where
  --help            print this
`;

async function main(): Promise<void> {
	const { values } = parseArgs({
		options: {
			short: { type: 'boolean', default: false },
			'n8n-version': { type: 'string', default: N8N_VERSION },
			keep: { type: 'boolean', default: false },
			help: { type: 'boolean', short: 'h' },
		},
	});
	if (values.help) {
		process.stdout.write(HELP);
		return;
	}
	const [events, sends] = values.short ? [500, 100] : [5000, 1000];
	await runSuite('queue', values.keep, async (suite) => {
		const checks = await runQueueTest({
			...suite,
			version: values['n8n-version'],
			events,
			sends,
		});
		for (const check of checks) suite.checked(check);
	});
}

main().catch((error: Error) => {
	process.stderr.write(`\n${complaint(error)}\n`);
	process.exitCode = 1;
});
