import { spawn } from 'node:child_process';
import { once } from 'node:events';

/** A script of this project as a process, with all that it has printed. */
export class Command {
	output = '';
	private readonly child;
	private readonly closed: Promise<unknown>;

	/** @param script its path */
	constructor(script: string, args: readonly string[]) {
		this.child = spawn(process.execPath, ['--import', 'tsx', script, ...args]);
		this.closed = once(this.child, 'close');
		for (const stream of [this.child.stdout, this.child.stderr]) {
			stream.on('data', (chunk: Buffer) => (this.output += chunk.toString()));
		}
	}

	/** Resolves once it has printed these words. @throws when it ends without */
	async prints(words: string): Promise<void> {
		while (!this.output.includes(words)) {
			if (this.hasEnded) throw new Error(`Ended without "${words}": ${this.output}`);
			await Promise.race([once(this.child.stdout, 'data'), this.closed]);
		}
	}

	/** What stands behind these words in what it has printed, up to white space. */
	printedAfter(words: string): string {
		const [, found] = this.output.split(words);
		const [word] = found?.trim().split(/\s/) ?? [];
		if (!word) throw new Error(`Nothing is printed after "${words}": ${this.output}`);
		return word;
	}

	/** Ctrl-C. @returns the exit code */
	async interrupt(): Promise<number | null> {
		if (!this.hasEnded) this.child.kill('SIGINT');
		return await this.end();
	}

	/** @returns the exit code */
	async end(): Promise<number | null> {
		await this.closed;
		return this.child.exitCode;
	}

	private get hasEnded(): boolean {
		return this.child.exitCode !== null || this.child.signalCode !== null;
	}
}
