import { runJest } from '../../support/runJest';

/** The tests of the check with every call that can break, and 200 combinations of switches. */
async function main(): Promise<void> {
	const { passed, failed } = await runJest(['--maxWorkers=1', 'test/tools/live-check'], {
		LIVE_CHECK_ALL: '1',
	});
	process.stdout.write(`${passed} passed, ${failed} failed\n`);
	process.exitCode = failed > 0 ? 1 : 0;
}

void main();
