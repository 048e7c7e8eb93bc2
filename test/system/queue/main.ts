import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';

import { SetupError } from '../../tools/n8n/cache';
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
	const begun = Date.now();
	const report = (line: string) => {
		const seconds = Math.round((Date.now() - begun) / 1000);
		process.stdout.write(`${String(seconds).padStart(4)} s  ${line}\n`);
	};
	const stop = new AbortController();
	for (const signal of ['SIGINT', 'SIGTERM'] as const) {
		process.on(signal, () => stop.abort(new SetupError(`Stopped by ${signal}.`)));
	}
	const closing: Array<() => Promise<void>> = [];
	try {
		const folder = await mkdtemp(path.join(tmpdir(), 'whatsapp-groups-queue-'));
		closing.push(async () => {
			if (values.keep) report(`Logs and data: ${folder}`);
			else await rm(folder, { recursive: true, force: true });
		});
		const [events, sends] = values.short ? [500, 100] : [5000, 1000];
		const checks = await runQueueTest({
			version: values['n8n-version'],
			folder,
			events,
			sends,
			stop: stop.signal,
			closing,
			report,
		});
		for (const { name, problem } of checks) {
			process.stdout.write(`${problem === '' ? 'passed' : 'FAILED'}  ${name}\n`);
			if (problem !== '') process.stdout.write(`        ${problem}\n`);
		}
		const failed = checks.filter(({ problem }) => problem !== '').length;
		if (failed > 0) process.exitCode = 1;
		closing.unshift(async () => {
			process.stdout.write(`${checks.length - failed} passed, ${failed} failed\n`);
		});
	} finally {
		for (const step of closing.reverse()) {
			await step().catch((error: Error) => process.stderr.write(`${error.stack}\n`));
		}
	}
}

main().catch((error: Error) => {
	process.stderr.write(`\n${error instanceof SetupError ? error.message : error.stack}\n`);
	process.exitCode = 1;
});
