import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { promisify } from 'node:util';

import { SetupError, type Report } from './cache';

const run = promisify(execFile);

const CHROMIUM = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'];

const APT_ENVIRONMENT = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };

/**
 * The path of a program that n8n's tests need beside it. On a Debian where we are root it is installed
 * when it is missing.
 *
 * @param paths where it may be, the best first
 * @param packageName that brings it
 * @throws SetupError when it is missing and cannot be installed here
 */
export async function requireProgram(
	paths: readonly string[],
	packageName: string,
	report: Report,
): Promise<string> {
	const found = paths.find((path) => existsSync(path));
	if (found !== undefined) return found;
	const canInstall = process.getuid?.() === 0 && existsSync('/usr/bin/apt-get');
	if (!canInstall) {
		throw new SetupError(
			`${paths[0]} is missing. Install it and run the command again; on Debian, as root: apt-get install ${packageName}`,
		);
	}
	report(`Installing ${packageName} with apt-get: 1 to 2 minutes, once.`);
	try {
		await run('apt-get', ['update', '-qq'], { env: APT_ENVIRONMENT });
		await run('apt-get', ['install', '-y', '-qq', '--no-install-recommends', packageName], {
			env: APT_ENVIRONMENT,
			maxBuffer: 64 * 1024 * 1024,
		});
	} catch (error) {
		throw new SetupError(`apt-get could not install ${packageName}.\n${(error as Error).message}`);
	}
	const installed = paths.find((path) => existsSync(path));
	if (installed === undefined) {
		throw new SetupError(`${packageName} was installed, but brought none of: ${paths.join(', ')}`);
	}
	return installed;
}

/** The browser that the tests use: one that `E2E_CHROMIUM` names, or the system's. */
export async function requireChromium(report: Report): Promise<string> {
	return process.env.E2E_CHROMIUM ?? (await requireProgram(CHROMIUM, 'chromium', report));
}
