import { writeFile } from 'node:fs/promises';
import path from 'node:path';

import { cached, requireRoom, SetupError, type Report } from './cache';
import { npm } from './npm';
import { NODE_VERSION } from './versions';

/** The archive and what is in it. */
const ROOM_GIB = 0.3;

/** A Node in the form of its archives: `bin/node`, and `include` for native parts. */
export interface NodeInstallation {
	folder: string;
	/** To be the first in PATH. */
	bin: string;
	executable: string;
}

/**
 * Node 24, from the npm package that carries the binary for this platform. (The package `node` only
 * picks one of them, in an install script.)
 *
 * @throws SetupError when there is none for this platform, or npm cannot install it
 */
export async function node24(report: Report): Promise<NodeInstallation> {
	const system = process.platform === 'win32' ? 'win' : process.platform;
	const name = `node-${system}-${process.arch}`;
	const cache = await cached(`node-${NODE_VERSION}`, async (folder) => {
		await requireRoom(ROOM_GIB, `Node ${NODE_VERSION}`);
		report(`Downloading Node ${NODE_VERSION}: about 200 MB on disk, once.`);
		await writeFile(path.join(folder, 'package.json'), '{ "private": true }');
		await npm(
			['install', '--ignore-scripts', '--no-audit', '--no-fund', `${name}@${NODE_VERSION}`],
			{ cwd: folder },
		).catch((error: Error) => {
			throw new SetupError(`Node ${NODE_VERSION} could not be installed.\n${error.message}`);
		});
	});
	const folder = path.join(cache, 'node_modules', name);
	const bin = path.join(folder, 'bin');
	return { folder, bin, executable: path.join(bin, 'node') };
}

/** For scripts: prints the folder that belongs in front of PATH. */
async function main(): Promise<void> {
	const { bin } = await node24((line) => process.stderr.write(`${line}\n`));
	process.stdout.write(`${bin}\n`);
}

if (require.main === module) {
	main().catch((error: Error) => {
		process.stderr.write(`${error.message}\n`);
		process.exitCode = 1;
	});
}
