import { spawn } from 'node:child_process';
import path from 'node:path';
import { createInterface } from 'node:readline';

import { SetupError } from './cache';

/** What is kept of npm's output, to show it when npm fails. */
const KEPT_LINES = 40;

interface NpmOptions {
	cwd: string;
	env?: NodeJS.ProcessEnv;
	onLine?: (line: string) => void;
}

/** The environment with a Node in front of all others; npm runs with the first that it finds. */
export function withNode(nodeFolder: string): NodeJS.ProcessEnv {
	return { ...process.env, PATH: `${nodeFolder}${path.delimiter}${process.env.PATH ?? ''}` };
}

/** @throws SetupError with the end of npm's output */
export async function npm(args: readonly string[], options: NpmOptions): Promise<void> {
	const { cwd, env = process.env, onLine } = options;
	const child = spawn('npm', args, {
		cwd,
		env,
		stdio: ['ignore', 'pipe', 'pipe'],
		// npm has another file name on Windows.
		shell: process.platform === 'win32',
	});
	const kept: string[] = [];
	for (const stream of [child.stdout, child.stderr]) {
		createInterface({ input: stream }).on('line', (line) => {
			onLine?.(line);
			if (line.startsWith('npm http')) return;
			kept.push(line);
			if (kept.length > KEPT_LINES) kept.shift();
		});
	}
	const code = await new Promise<number | null>((resolve, reject) => {
		child.on('error', reject);
		child.on('close', resolve);
	});
	if (code === 0) return;
	const output = kept.join('\n');
	throw new SetupError(
		`${output}\n\nnpm ${args[0]} failed (exit code ${code}): its output is above. ${adviceOn(output)}`,
	);
}

function adviceOn(output: string): string {
	if (output.includes('ETARGET')) return 'There is no such version in the registry.';
	if (output.includes('ENOSPC')) return 'The disk is full: make room, and run the command again.';
	if (/ENOTFOUND|EAI_AGAIN|ETIMEDOUT|ECONNREFUSED|ECONNRESET/.test(output)) {
		return 'The registry could not be reached: check the network, or npm\'s "registry" and "proxy" settings, and run the command again.';
	}
	if (output.includes('gyp')) {
		return 'A part of n8n has to be compiled: that needs python3, make and a C++ compiler (on Debian: apt-get install python3 make g++).';
	}
	return 'Run the command again; nothing half-done was kept.';
}
