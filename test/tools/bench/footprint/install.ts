import { mkdir, readdir, readFile, stat, writeFile } from 'node:fs/promises';
import path from 'node:path';

import { npm } from '../../n8n/npm';

/** A package where npm has put it. */
export interface Installed {
	version: string;
	/** Of its nodes and credentials. */
	files: string[];
	size: Size;
}

export interface Size {
	tarballBytes: number;
	files: number;
	bytes: number;
	/** Packages that come with it, and how much they hold. */
	dependencies: number;
	dependencyBytes: number;
}

interface Manifest {
	version: string;
	n8n: { nodes: string[]; credentials: string[] };
}

/**
 * Packs and installs a package.
 *
 * @param place a new folder for it
 * @param source what npm shall pack: a folder, or a name with a version
 * @throws SetupError with what npm says
 */
export async function install(place: string, name: string, source: string): Promise<Installed> {
	await mkdir(place, { recursive: true });
	await npm(['pack', source, '--ignore-scripts', '--pack-destination', place], { cwd: place });
	const [tarball] = await readdir(place);
	await writeFile(path.join(place, 'package.json'), '{ "private": true }');
	await npm(
		[
			'install',
			'--ignore-scripts',
			'--no-audit',
			'--no-fund',
			// n8n brings n8n-workflow along.
			'--legacy-peer-deps',
			`./${tarball}`,
		],
		{ cwd: place },
	);
	const modules = path.join(place, 'node_modules');
	const folder = path.join(modules, name);
	const { version, n8n } = await readJson<Manifest>(path.join(folder, 'package.json'));
	const { packages } = await readJson<{ packages: object }>(path.join(place, 'package-lock.json'));
	const own = await contents(folder);
	let dependencyBytes = 0;
	for (const dependency of Object.keys(packages).filter((at) => at.startsWith('node_modules/'))) {
		if (dependency === `node_modules/${name}`) continue;
		dependencyBytes += (await contents(path.join(place, dependency))).bytes;
	}
	return {
		version,
		files: [...n8n.nodes, ...n8n.credentials].map((file) => path.join(folder, file)),
		size: {
			tarballBytes: (await stat(path.join(place, tarball))).size,
			...own,
			// The project itself and the package are no dependencies.
			dependencies: Object.keys(packages).length - 2,
			dependencyBytes,
		},
	};
}

async function readJson<T>(file: string): Promise<T> {
	return JSON.parse(await readFile(file, 'utf8')) as T;
}

/** Without packages in it: each of them is looked at by itself. */
async function contents(folder: string): Promise<{ files: number; bytes: number }> {
	const entries = await readdir(folder, { recursive: true, withFileTypes: true });
	const files = entries
		.filter((entry) => entry.isFile())
		.map(({ parentPath, name }) => path.join(parentPath, name))
		.filter((file) => !path.relative(folder, file).split(path.sep).includes('node_modules'));
	const sizes = await Promise.all(files.map(async (file) => (await stat(file)).size));
	return { files: files.length, bytes: sizes.reduce((sum, size) => sum + size, 0) };
}
