/**
 * What n8n-core reads from the environment when it is loaded: import this before it. Its settings go
 * into the project's cache, so that a user's ~/.n8n is never touched. Files that nodes put out are kept
 * per process, and those of processes that have ended are removed.
 */
import { mkdirSync, readdirSync, rmSync } from 'node:fs';
import path from 'node:path';

const n8nFolder = path.resolve(__dirname, '../../.cache/n8n');
const storageFolder = path.join(n8nFolder, 'storage');
mkdirSync(storageFolder, { recursive: true });

function isRunning(processId: number): boolean {
	try {
		return process.kill(processId, 0);
	} catch (error) {
		return (error as NodeJS.ErrnoException).code !== 'ESRCH';
	}
}

for (const name of readdirSync(storageFolder)) {
	if (!isRunning(Number(name))) {
		rmSync(path.join(storageFolder, name), { recursive: true, force: true });
	}
}

process.env.N8N_USER_FOLDER = n8nFolder;
process.env.N8N_STORAGE_PATH = path.join(storageFolder, String(process.pid));
process.env.N8N_ENCRYPTION_KEY = 'an encryption key for nothing secret';
process.env.N8N_LOG_LEVEL = 'silent';
