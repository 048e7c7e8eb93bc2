/* eslint-disable @n8n/community-nodes/no-restricted-imports, @n8n/community-nodes/no-restricted-globals --
   a measuring tool, never part of the package: it installs packages and loads them */
/** What an installation costs n8n before anything runs, beside another package for WhatsApp. */
import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';

import { npm } from '../../n8n/npm';
import type { Report, Section } from '../section';
import { inWords, spreadOf } from '../statistics';

const run = promisify(execFile);

const ROOT = path.resolve(__dirname, '../../..');
const OURS = 'n8n-nodes-whatsapp-groups';
/** The best known of those that the registry has; other services, and none of them does groups officially. */
const OTHERS = [{ name: 'n8n-nodes-evolution-api', version: '1.0.4' }];
const ROUNDS = 9;
const KIB = 1024;

interface Installed {
	name: string;
	version: string;
	folder: string;
	tarballBytes: number;
	files: number;
	bytes: number;
	/** Packages that come with it. */
	dependencies: number;
	ms: number[];
	keptBytes: number[];
}

export async function footprint(report: Report): Promise<Section> {
	const home = await mkdtemp(path.join(tmpdir(), 'whatsapp-groups-footprint-'));
	try {
		const all = [await install(home, OURS, ROOT)];
		for (const { name, version } of OTHERS) {
			all.push(await install(home, name, `${name}@${version}`));
		}
		for (let round = 0; round < ROUNDS; round++) {
			for (const one of all) {
				const { ms, bytes } = await load(one.folder);
				one.ms.push(ms);
				one.keptBytes.push(bytes);
			}
		}
		report(`Footprint: ${all.length} packages, loaded ${ROUNDS} times each.`);
		return {
			title: 'Footprint',
			about: [
				`The packages as npm installs them, and loaded as n8n loads them: every node and credential that they name, in a new process that has n8n-workflow already. ${ROUNDS} rounds, in turn.`,
			],
			tables: [
				{
					caption: 'Installed and loaded',
					columns: [
						'',
						'Tarball, KiB',
						'Files',
						'Unpacked, KiB',
						'Dependencies',
						'Load, ms',
						'Memory, KiB',
					],
					rows: all.map((one) => [
						`${one.name} ${one.version}`,
						(one.tarballBytes / KIB).toFixed(0),
						String(one.files),
						(one.bytes / KIB).toFixed(0),
						String(one.dependencies),
						inWords(spreadOf(one.ms), 1),
						inWords(spreadOf(one.keptBytes.map((bytes) => bytes / KIB)), 0),
					]),
				},
			],
			targets: [],
			highlights: [],
		};
	} finally {
		await rm(home, { recursive: true, force: true });
	}
}

/** @param source what npm shall pack: a folder, or a name with a version */
async function install(home: string, name: string, source: string): Promise<Installed> {
	const place = path.join(home, name);
	await mkdir(place, { recursive: true });
	await npm(['pack', source, '--ignore-scripts', '--pack-destination', place], { cwd: home });
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
	const folder = path.join(place, 'node_modules', name);
	const files = await filesIn(folder);
	const lock = JSON.parse(await readFile(path.join(place, 'package-lock.json'), 'utf8')) as {
		packages: Record<string, unknown>;
	};
	const { version } = JSON.parse(await readFile(path.join(folder, 'package.json'), 'utf8')) as {
		version: string;
	};
	const sizes = await Promise.all(files.map(async (file) => (await stat(file)).size));
	return {
		name,
		version,
		folder,
		tarballBytes: (await stat(path.join(place, tarball))).size,
		files: files.length,
		bytes: sizes.reduce((sum, size) => sum + size, 0),
		// The project itself and the package.
		dependencies: Object.keys(lock.packages).length - 2,
		ms: [],
		keptBytes: [],
	};
}

async function filesIn(folder: string): Promise<string[]> {
	const entries = await readdir(folder, { recursive: true, withFileTypes: true });
	return entries
		.filter((entry) => entry.isFile())
		.map((entry) => path.join(entry.parentPath, entry.name));
}

async function load(folder: string): Promise<{ ms: number; bytes: number }> {
	const { stdout } = await run(
		process.execPath,
		['--expose-gc', path.join(__dirname, 'load.cjs'), folder],
		// Where packages find the n8n-workflow of their n8n.
		{ cwd: ROOT, env: { ...process.env, NODE_PATH: path.join(ROOT, 'node_modules') } },
	);
	return JSON.parse(stdout) as { ms: number; bytes: number };
}
