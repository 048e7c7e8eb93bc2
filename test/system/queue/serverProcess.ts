import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, openSync, readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';

const READY_WITHIN_MS = 60_000;
const STOP_WITHIN_MS = 20_000;
const POLL_MS = 50;

export interface ServerOptions {
	name: string;
	command: readonly string[];
	/** What it prints is written there. */
	logFile: string;
	/** Rejects as long as it does not answer. */
	probe: () => Promise<unknown>;
	/** The one after which it ends in good order. */
	stopSignal: NodeJS.Signals;
}

/** A server of somebody else's, running in the foreground as a child of this process. */
export class ServerProcess {
	private child: ChildProcess | undefined;

	constructor(private readonly options: ServerOptions) {}

	/** Resolves once it answers. May be called again after `stop`. */
	async start(): Promise<void> {
		const { name, command, logFile, probe } = this.options;
		const [program, ...args] = command;
		const log = openSync(logFile, 'a');
		const child = spawn(program, args, { stdio: ['ignore', log, log] });
		closeSync(log);
		this.child = child;
		let failure: Error | undefined;
		child.once('error', (error) => (failure = error));
		const deadline = Date.now() + READY_WITHIN_MS;
		for (;;) {
			if (failure) throw failure;
			if (hasEnded(child) || Date.now() > deadline) {
				throw new Error(`${readFileSync(logFile, 'utf8')}\n\n${name} did not get ready.`);
			}
			const answered = await probe().then(
				() => true,
				() => false,
			);
			if (answered) return;
			await sleep(POLL_MS);
		}
	}

	async stop(): Promise<void> {
		const { child } = this;
		if (!child?.pid || hasEnded(child)) return;
		const ended = once(child, 'exit');
		child.kill(this.options.stopSignal);
		const patience = setTimeout(() => child.kill('SIGKILL'), STOP_WITHIN_MS);
		await ended;
		clearTimeout(patience);
	}
}

function hasEnded(child: ChildProcess): boolean {
	return child.exitCode !== null || child.signalCode !== null;
}
