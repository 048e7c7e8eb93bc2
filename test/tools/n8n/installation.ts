import { existsSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import path from 'node:path';

import { cached, requireRoom, SetupError, type Report } from './cache';
import { node24, type NodeInstallation } from './node24';
import { npm, withNode } from './npm';

/** An n8n with the Node that runs it. */
export interface N8nInstallation {
	version: string;
	node: NodeInstallation;
	/** The script that starts it. */
	script: string;
	/** The environment's PATH, in which this Node comes first: n8n starts processes of its own with it. */
	path: string;
}

/** Measured with 2.40.7: 2.9 GB, of 2,356 packages. */
const ROOM_GIB = 4;
const ABOUT_PACKAGES = 2400;

/** Older versions take their library for spreadsheets from a host of its own, not from the registry. */
const PROJECT_JSON = { private: true, overrides: { xlsx: '0.18.5' } };
const REPORT_EVERY_MS = 10_000;

/**
 * n8n of that version, from the cache, else installed from the npm registry.
 *
 * @param version an exact one
 * @throws SetupError when there is no such version, no room, or a part cannot be built
 */
export async function installN8n(version: string, report: Report): Promise<N8nInstallation> {
	if (!/^\d+\.\d+\.\d+(-[\w.]+)?$/.test(version)) {
		throw new SetupError(`"${version}" is no version of n8n. Enter a whole one, such as 2.40.7.`);
	}
	const node = await node24(report);
	const environment = withNode(node.bin);
	const folder = await cached(`n8n-${version}`, async (fresh) => {
		await requireRoom(ROOM_GIB, `n8n ${version}`);
		report(`Installing n8n ${version}: about 3 GB on disk and 2 to 10 minutes, once.`);
		const progress = reportInstallation(report);
		try {
			await writeFile(path.join(fresh, 'package.json'), JSON.stringify(PROJECT_JSON));
			await npm(
				[
					'install',
					// Install scripts of 2,400 packages: the one that n8n needs is run below.
					'--ignore-scripts',
					'--no-audit',
					'--no-fund',
					'--loglevel=http',
					`n8n@${version}`,
				],
				{ cwd: fresh, env: environment, onLine: progress.onLine },
			);
			progress.phase('building the database driver');
			await npm(['rebuild', 'sqlite3', '--ignore-scripts=false', '--foreground-scripts'], {
				cwd: fresh,
				// The headers come with this Node, so that nothing else is downloaded.
				env: { ...environment, npm_config_nodedir: node.folder },
			});
		} finally {
			progress.end();
		}
		if (!existsSync(startScript(fresh))) {
			throw new SetupError(`n8n ${version} was installed without its start script.`);
		}
	});
	return { version, node, script: startScript(folder), path: environment.PATH ?? '' };
}

function startScript(folder: string): string {
	return path.join(folder, 'node_modules', 'n8n', 'bin', 'n8n');
}

/**
 * npm prints a line for each answer of the registry: of each package it fetches what versions there
 * are, then, unless its own cache has it, the package. They are counted, and told now and then.
 */
function reportInstallation(report: Report) {
	const begun = Date.now();
	const seen = { versions: 0, packages: 0 };
	let doing = () => {
		if (seen.packages === 0) return `${seen.versions} packages looked up`;
		return `${seen.packages} packages fetched, of at most ${ABOUT_PACKAGES}`;
	};
	const tell = () => report(`  ${doing()} (${Math.round((Date.now() - begun) / 1000)} s)`);
	const ticker = setInterval(tell, REPORT_EVERY_MS);
	return {
		onLine: (line: string) => {
			if (!line.startsWith('npm http fetch GET 200')) return;
			if (line.includes('.tgz ')) seen.packages++;
			else seen.versions++;
		},
		phase: (name: string) => {
			doing = () => name;
			tell();
		},
		end: () => clearInterval(ticker),
	};
}
