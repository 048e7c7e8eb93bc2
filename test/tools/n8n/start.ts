import { NotKeptError, SetupError } from './cache';
import { HELP, readOptions } from './startOptions';

async function main(): Promise<void> {
	const options = readOptions(process.argv.slice(2));
	if (!options) {
		process.stdout.write(HELP);
		return;
	}
	// Loaded only now, so that a mistyped option is answered at once.
	const [{ runPlayground }, { runBeside }] = await Promise.all([
		import('./playground'),
		import('./beside'),
	]);
	const stop = new AbortController();
	for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => stop.abort());
	const report = (line: string) => process.stdout.write(`${line}\n`);
	try {
		await ('n8nUrl' in options
			? runBeside(options, stop.signal, report)
			: runPlayground(options, stop.signal, report));
	} catch (error) {
		// What broke off because it was told to is no failure.
		if (!stop.signal.aborted || error instanceof NotKeptError) throw error;
		report('Stopped.');
	}
}

main().catch((error: Error) => {
	process.stderr.write(`\n${error instanceof SetupError ? error.message : error.stack}\n`);
	process.exitCode = 1;
});
