/* eslint-disable @n8n/community-nodes/no-restricted-imports, @n8n/community-nodes/no-restricted-globals --
   prepares the process for n8n-core */
/**
 * What n8n-core reads from the environment when it is loaded: import this before it. Its settings go
 * into a folder of this process, so that a user's ~/.n8n is never touched.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

export const n8nFolder = mkdtempSync(path.join(tmpdir(), 'whatsapp-groups-n8n-'));

process.env.N8N_USER_FOLDER = n8nFolder;
process.env.N8N_ENCRYPTION_KEY = 'an encryption key for nothing secret';
process.env.N8N_LOG_LEVEL = 'silent';
process.once('exit', () => rmSync(n8nFolder, { recursive: true, force: true }));
