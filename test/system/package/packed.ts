/** The package as users get it: packed by npm, and installed by npm into an empty folder. */
import { execFile } from 'node:child_process';
import {
	mkdtempSync,
	readdirSync,
	readFileSync,
	rmSync,
	symlinkSync,
	writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';

export const PROJECT = path.resolve(__dirname, '../../..');

const run = promisify(execFile);

export interface PackageJson {
	name: string;
	version: string;
	scripts: Record<string, string>;
	peerDependencies: Record<string, string>;
	n8n: { nodes: string[]; credentials: string[]; strict: boolean };
	[key: string]: unknown;
}

export interface PackedPackage {
	/** Size of the tarball in bytes. */
	tarballBytes: number;
	/** Where it is installed. */
	folder: string;
	/** Its files, below that folder, sorted. */
	files: string[];
	json: PackageJson;
	read(file: string): string;
	/** Runs a script of this folder in a process of its own, and answers the JSON that it prints. */
	ask(script: string, ...args: string[]): Promise<unknown>;
	remove(): void;
}

/** Builds what is not built yet, packs and installs. Needs no network. */
export async function packAndInstall(): Promise<PackedPackage> {
	const home = mkdtempSync(path.join(tmpdir(), 'whatsapp-groups-package-'));
	// Compares first: does nothing when the build is that of these sources.
	await run(process.execPath, ['scripts/setup.mjs'], { cwd: PROJECT });
	const packed = await npm(
		PROJECT,
		'pack',
		'--json',
		'--ignore-scripts',
		'--pack-destination',
		home,
	);
	const [{ filename, size }] = JSON.parse(packed) as Array<{ filename: string; size: number }>;
	writeFileSync(path.join(home, 'package.json'), '{ "private": true }');
	await npm(
		home,
		'install',
		'--offline',
		'--ignore-scripts',
		'--no-audit',
		'--no-fund',
		'--no-package-lock',
		// n8n brings n8n-workflow along.
		'--legacy-peer-deps',
		`./${filename}`,
	);
	const json = JSON.parse(readFileSync(path.join(PROJECT, 'package.json'), 'utf8')) as PackageJson;
	const folder = path.join(home, 'node_modules', json.name);
	symlinkSync(
		path.join(PROJECT, 'node_modules', 'n8n-workflow'),
		path.join(home, 'node_modules', 'n8n-workflow'),
	);
	return {
		tarballBytes: size,
		folder,
		files: filesBelow(folder),
		json: JSON.parse(readFileSync(path.join(folder, 'package.json'), 'utf8')) as PackageJson,
		read: (file) => readFileSync(path.join(folder, file), 'utf8'),
		ask: async (script, ...args) => {
			const { stdout } = await run(process.execPath, [path.join(__dirname, script), ...args], {
				maxBuffer: 64 * 1024 * 1024,
			});
			return JSON.parse(stdout) as unknown;
		},
		remove: () => rmSync(home, { recursive: true, force: true }),
	};
}

async function npm(cwd: string, ...args: string[]): Promise<string> {
	const { stdout } = await run('npm', args, {
		cwd,
		shell: process.platform === 'win32',
		// A dry run of a release must not be one here, nor anything else that npm was told from outside.
		env: { ...process.env, npm_config_dry_run: 'false', npm_config_update_notifier: 'false' },
	});
	return stdout;
}

/** Names of all files below a folder, with slashes, sorted. */
export function filesBelow(folder: string): string[] {
	return readdirSync(folder, { recursive: true, withFileTypes: true })
		.filter((entry) => entry.isFile())
		.map((entry) => path.relative(folder, path.join(entry.parentPath, entry.name)))
		.map((name) => name.split(path.sep).join('/'))
		.sort();
}
