import {
	closeSync,
	fsyncSync,
	openSync,
	readFileSync,
	renameSync,
	rmSync,
	statSync,
	writeSync,
} from 'node:fs';
import path from 'node:path';
import type { Simulator } from './types';

/** What comes within this time is written in one. */
const COLLECT_MS = 1000;

/** A state file that cannot be used. The message says what to do. */
export class StateFileError extends Error {}

/**
 * Loads the state from a file, if there is one, and keeps it there from now on.
 *
 * @returns whether there was a file, and a function to be called before the simulator is closed, which
 *   tells whether all is kept
 * @throws a StateFileError when the file cannot be read, is damaged, or cannot be written; it is left as it is
 */
export function keepState(
	simulator: Simulator,
	file: string,
	onFailure: (message: string) => void,
): { wasThere: boolean; stop: () => boolean } {
	const saved = readState(file);
	if (saved !== undefined) {
		try {
			simulator.load(saved);
		} catch (error) {
			throw unusable(file, error);
		}
	}
	let planned: NodeJS.Timeout | undefined;
	let ours: string | undefined;
	const write = () => {
		clearTimeout(planned);
		planned = undefined;
		const present = versionOf(file);
		if (ours !== undefined && present !== undefined && present !== ours) {
			throw new Error('another program writes it, perhaps a second simulator. End one of the two');
		}
		writeState(file, simulator);
		ours = versionOf(file);
	};
	const tryToWrite = (remedy: string): boolean => {
		try {
			write();
			return true;
		} catch (error) {
			onFailure(`The state could not be written to ${file}: ${messageOf(error)}.${remedy}`);
			return false;
		}
	};
	try {
		write();
	} catch (error) {
		throw new StateFileError(`The state cannot be kept in ${file}: ${messageOf(error)}`);
	}
	const stopWatching = simulator.onChange(() => {
		planned ??= setTimeout(
			tryToWrite,
			COLLECT_MS,
			' To keep it, save it in the playground, under Service.',
		);
	});
	return {
		wasThere: saved !== undefined,
		stop: () => {
			stopWatching();
			return tryToWrite(' What came since it was last written is lost.');
		},
	};
}

export function forgetState(file: string): void {
	rmSync(file, { force: true });
}

function readState(file: string): unknown {
	let text: string;
	try {
		text = readFileSync(file, 'utf8');
	} catch (error) {
		if ((error as { code?: string }).code === 'ENOENT') return undefined;
		throw unusable(file, error);
	}
	try {
		return JSON.parse(text) as unknown;
	} catch (error) {
		throw unusable(file, error);
	}
}

/** Tells a file from what somebody else has put in its place. */
function versionOf(file: string): string | undefined {
	const stats = statSync(file, { throwIfNoEntry: false });
	return stats && `${stats.ino} ${stats.mtimeMs}`;
}

/** Under another name first: what broke off half way must not stand in place of the whole. */
function writeState(file: string, simulator: Simulator): void {
	const fresh = path.join(path.dirname(file), `.${path.basename(file)}.${process.pid}`);
	try {
		const handle = openSync(fresh, 'w');
		try {
			writeSync(handle, JSON.stringify(simulator.save()));
			fsyncSync(handle);
		} finally {
			closeSync(handle);
		}
		renameSync(fresh, file);
	} finally {
		rmSync(fresh, { force: true });
	}
}

function unusable(file: string, error: unknown): StateFileError {
	return new StateFileError(
		`The state in ${file} cannot be used: ${messageOf(error)}. Nothing was changed. Put the file right, move it away, or begin anew with --reset.`,
	);
}

function messageOf(error: unknown): string {
	return error instanceof Error ? error.message : String(error);
}
