import { existsSync } from 'node:fs';
import { mkdir, rename, rm, statfs } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';

/** Tells whoever waits what is going on, a line at a time. */
export type Report = (line: string) => void;

/** Something that the person at the terminal can put right. The message says how. */
export class SetupError extends Error {}

/** Something is lost that was to be kept, which Ctrl-C is no excuse for. */
export class NotKeptError extends SetupError {}

/** Outside every checkout, so that all of them share what is large. */
export function cacheFolder(): string {
	const base = process.env.XDG_CACHE_HOME ?? path.join(os.homedir(), '.cache');
	return path.join(base, 'n8n-nodes-whatsapp-groups');
}

/**
 * A folder of the cache, filled by `fill` if nothing has filled it yet. It is filled under another name
 * first: what broke off half way must not look like the whole.
 */
export async function cached(
	name: string,
	fill: (folder: string) => Promise<void>,
): Promise<string> {
	const folder = path.join(cacheFolder(), name);
	if (existsSync(folder)) return folder;
	const fresh = `${folder}.${process.pid}`;
	await rm(fresh, { recursive: true, force: true });
	await mkdir(fresh, { recursive: true });
	try {
		await fill(fresh);
		await rename(fresh, folder).catch((error: unknown) => {
			// Another run was faster: what it made is as good.
			if (!existsSync(folder)) throw error;
		});
	} finally {
		await rm(fresh, { recursive: true, force: true });
	}
	return folder;
}

const GIB = 1024 ** 3;

/** @throws SetupError when the disk that holds the cache has less room than that */
export async function requireRoom(gibibytes: number, what: string): Promise<void> {
	await mkdir(cacheFolder(), { recursive: true });
	const { bavail, bsize } = await statfs(cacheFolder());
	const free = (bavail * bsize) / GIB;
	if (free >= gibibytes) return;
	throw new SetupError(
		`${what} needs about ${gibibytes} GB of disk, and ${free.toFixed(1)} GB are free at ${cacheFolder()}. ` +
			'Make room there, or set XDG_CACHE_HOME to a folder on another disk.',
	);
}
