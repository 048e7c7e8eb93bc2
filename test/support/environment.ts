/* eslint-disable @n8n/community-nodes/no-restricted-imports, @n8n/community-nodes/no-restricted-globals --
   prepares the process for n8n-core */
/**
 * What n8n-core reads from the environment when it is loaded: import this before it. Its settings go
 * into the project's cache, so that a user's ~/.n8n is never touched.
 */
import { mkdirSync } from 'node:fs';
import path from 'node:path';

const n8nFolder = path.resolve(__dirname, '../../.cache/n8n');
mkdirSync(n8nFolder, { recursive: true });

process.env.N8N_USER_FOLDER = n8nFolder;
process.env.N8N_ENCRYPTION_KEY = 'an encryption key for nothing secret';
process.env.N8N_LOG_LEVEL = 'silent';
