import { execFile } from 'node:child_process';
import { symlink } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';

import { cached, SetupError, type Report } from '../../tools/n8n/cache';
import { npm } from '../../tools/n8n/npm';
import { PROJECT } from '../../tools/n8n/userFolder';

/** The last one whose registrations have no mark at the service. */
const COMMIT = 'a2eb2ee';

const run = promisify(execFile);

/**
 * A checkout of the package as it was before, built with the tools of this one.
 *
 * @throws SetupError when the repository does not have that commit
 */
export async function earlierPackage(report: Report): Promise<string> {
	return await cached(`package-${COMMIT}`, async (folder) => {
		report(`Building the package as of ${COMMIT}.`);
		const archive = path.join(folder, 'archive.tar');
		await run('git', ['archive', `--output=${archive}`, COMMIT], { cwd: PROJECT }).catch(() => {
			throw new SetupError(
				`This repository does not have the commit ${COMMIT}, from which an upgrade is tried. Fetch its whole history: git fetch --unshallow`,
			);
		});
		await run('tar', ['-xf', archive], { cwd: folder });
		await symlink(path.join(PROJECT, 'node_modules'), path.join(folder, 'node_modules'));
		await npm(['run', 'build', '--silent'], { cwd: folder });
	});
}
