import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';

import { npm } from './npm';

export const PROJECT = path.resolve(__dirname, '../../..');

/**
 * Packs a checkout's build, as it would be published.
 *
 * @param folder where the tarball is put; an empty one
 * @returns its path
 */
export async function packPackage(folder: string, checkout = PROJECT): Promise<string> {
	await npm(['pack', '--ignore-scripts', '--pack-destination', folder], { cwd: checkout });
	const [tarball] = await readdir(folder);
	return path.join(folder, tarball);
}

/**
 * Installs a checkout's build in n8n's folder as n8n installs community packages: packed by npm, below
 * `.n8n/nodes/node_modules`.
 *
 * @param userFolder n8n's user folder; it is made if it is missing
 * @param checkout whose build; default this one
 */
export async function installPackage(userFolder: string, checkout = PROJECT): Promise<void> {
	const nodes = path.join(userFolder, '.n8n', 'nodes');
	await mkdir(nodes, { recursive: true });
	const tarballs = await mkdtemp(path.join(tmpdir(), 'whatsapp-groups-pack-'));
	try {
		const tarball = await packPackage(tarballs, checkout);
		if (!existsSync(path.join(nodes, 'package.json'))) {
			await writeFile(
				path.join(nodes, 'package.json'),
				'{ "name": "installed-nodes", "private": true }',
			);
		}
		// The same version may hold other files than last time: npm would leave what is there.
		await rm(path.join(nodes, 'node_modules'), { recursive: true, force: true });
		await npm(
			[
				'install',
				'--offline',
				'--ignore-scripts',
				'--no-audit',
				'--no-fund',
				'--no-save',
				'--no-package-lock',
				// n8n brings n8n-workflow along.
				'--legacy-peer-deps',
				tarball,
			],
			{ cwd: nodes },
		);
	} finally {
		await rm(tarballs, { recursive: true, force: true });
	}
}
