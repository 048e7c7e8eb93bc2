import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';

import { SetupError, type Report } from './cache';

/** A promise, and what became of it. */
export interface Check {
	name: string;
	/** Empty when it was kept. */
	problem: string;
}

/** What a suite that starts servers works with. */
export interface Suite {
	/** New, for everything that is kept while it runs. */
	folder: string;
	/** Aborted by Ctrl-C. */
	stop: AbortSignal;
	/** Gets what ends each part, as soon as it runs. */
	closing: Array<() => Promise<void>>;
	report: Report;
	/** Prints a check, to be counted. */
	checked: (check: Check) => void;
}

/**
 * Runs a suite of checks, ends everything that it has started, and prints `N passed, N failed` as the
 * last line. The exit code is 1 when a check failed or none could be made.
 *
 * @param name part of the folder's
 * @param keepsFolder leaves it where it is, and says where
 */
export async function runSuite(
	name: string,
	keepsFolder: boolean,
	run: (suite: Suite) => Promise<void>,
): Promise<void> {
	const begun = Date.now();
	const report = (line: string) => {
		const seconds = Math.round((Date.now() - begun) / 1000);
		process.stdout.write(`${String(seconds).padStart(4)} s  ${line}\n`);
	};
	const stop = new AbortController();
	for (const signal of ['SIGINT', 'SIGTERM'] as const) {
		process.on(signal, () => stop.abort(new SetupError(`Stopped by ${signal}.`)));
	}
	const count = { passed: 0, failed: 0 };
	const checked = ({ name: what, problem }: Check) => {
		count[problem === '' ? 'passed' : 'failed']++;
		process.stdout.write(`${problem === '' ? 'passed' : 'FAILED'}  ${what}\n`);
		if (problem !== '') process.stdout.write(`        ${problem.replaceAll('\n', '\n        ')}\n`);
	};
	const closing: Suite['closing'] = [];
	try {
		const folder = await mkdtemp(path.join(tmpdir(), `whatsapp-groups-${name}-`));
		closing.push(async () => {
			if (keepsFolder) report(`Logs and data: ${folder}`);
			else await rm(folder, { recursive: true, force: true });
		});
		await run({ folder, stop: stop.signal, closing, report, checked });
	} catch (error) {
		process.stderr.write(`\n${complaint(error as Error)}\n`);
		count.failed++;
	} finally {
		for (const step of closing.reverse()) {
			await step().catch((error: Error) => process.stderr.write(`${error.stack}\n`));
		}
	}
	process.stdout.write(`${count.passed} passed, ${count.failed} failed\n`);
	process.exitCode = count.failed > 0 ? 1 : 0;
}

/** For the person at the terminal. */
export function complaint(error: Error): string {
	return error instanceof SetupError ? error.message : String(error.stack);
}
