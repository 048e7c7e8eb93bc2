import { parseArgs } from 'node:util';

import { SetupError } from './cache';
import { N8N_VERSION } from './versions';

const HELP = `Usage: npm start [-- --n8n-version X] [--port N] [--simulator-port N] [--reset] [--fresh]

Starts n8n with these nodes installed, a simulator of 360dialog with its
playground beside it, and the example workflows imported, one of them active.
Workflows, groups and messages are kept for the next start. Ctrl-C ends it.

Once n8n is downloaded, the simulator and the nodes reach nothing outside this
machine, and those calls of n8n to its makers that it has a setting for are
switched off.

  --n8n-version X     another version of n8n (default: ${N8N_VERSION})
  --port N            of the editor (default: 5678)
  --simulator-port N  of the simulator and the playground (default: 3600)
  --reset             forget the simulator's groups, people and messages
  --fresh             forget what is in n8n as well: workflows, executions
  --help              print this
`;

export interface StartOptions {
	version: string;
	port: number;
	simulatorPort: number;
	reset: boolean;
	fresh: boolean;
}

function readOptions(): StartOptions | undefined {
	try {
		const { values } = parseArgs({
			options: {
				'n8n-version': { type: 'string', default: N8N_VERSION },
				port: { type: 'string', default: '5678' },
				'simulator-port': { type: 'string', default: '3600' },
				reset: { type: 'boolean', default: false },
				fresh: { type: 'boolean', default: false },
				help: { type: 'boolean', short: 'h' },
			},
		});
		if (values.help) return undefined;
		return {
			version: values['n8n-version'],
			port: readPort('--port', values.port),
			simulatorPort: readPort('--simulator-port', values['simulator-port']),
			reset: values.reset,
			fresh: values.fresh,
		};
	} catch (error) {
		if (error instanceof SetupError) throw error;
		const [complaint] = (error as Error).message.split('. ');
		throw new SetupError(`${complaint}. Try --help.`);
	}
}

function readPort(option: string, word: string): number {
	const port = Number(word);
	if (/^\d+$/.test(word) && port >= 1024 && port <= 65_535) return port;
	throw new SetupError(`${option} takes a whole number from 1024 to 65535, not "${word}".`);
}

async function main(): Promise<void> {
	const options = readOptions();
	if (!options) {
		process.stdout.write(HELP);
		return;
	}
	// Loaded only now, so that a mistyped option is answered at once.
	const { runPlayground } = await import('./playground');
	const stop = new AbortController();
	for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => stop.abort());
	const report = (line: string) => process.stdout.write(`${line}\n`);
	try {
		await runPlayground(options, stop.signal, report);
	} catch (error) {
		// What broke off because it was told to is no failure.
		if (!stop.signal.aborted) throw error;
		report('Stopped.');
	}
}

main().catch((error: Error) => {
	process.stderr.write(`\n${error instanceof SetupError ? error.message : error.stack}\n`);
	process.exitCode = 1;
});
