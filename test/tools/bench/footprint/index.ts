/** What an installation costs n8n before anything runs, beside other packages. */
import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';

import { installN8n } from '../../n8n/installation';
import { PROJECT } from '../../n8n/userFolder';
import { N8N_VERSION } from '../../n8n/versions';
import { interruptible } from '../interruption';
import type { Report, Section, Table } from '../section';
import { inWords, spreadOf } from '../statistics';
import { install, type Size } from './install';
import { PEERS } from './peers';

const run = promisify(execFile);

const OURS = 'n8n-nodes-whatsapp-groups';
const N8NS_OWN = 'n8n’s own WhatsApp Business Cloud nodes';
const N8NS_OWN_FILES = [
	'nodes/WhatsApp/WhatsApp.node.js',
	'nodes/WhatsApp/WhatsAppTrigger.node.js',
	'credentials/WhatsAppApi.credentials.js',
	'credentials/WhatsAppTriggerApi.credentials.js',
];
const ROUNDS = 15;
const KIB = 1024;
const NOT_MEASURED = '–';

const ABOUT = [
	`Each package as npm installs it, and loaded as n8n loads it when it starts: every node and credential that it names, in a new process that has the n8n-workflow of n8n ${N8N_VERSION} already; ${ROUNDS} rounds, in turn. Memory is what is kept after garbage collection, of the heap and of the whole process. n8n loads its own nodes only when a workflow uses them, and may have parts of what they need in memory for other reasons.`,
	`${PEERS.map(({ name, about }) => `${name}: ${about}`).join('; ')}.`,
];

/** Something that n8n would load. */
interface Contender {
	name: string;
	files: string[];
	/** Nothing for what n8n itself contains. */
	size?: Size;
	loads: Load[];
	/** Why it cannot be loaded. */
	problem?: string;
}

interface Load {
	ms: number;
	/** Bytes. */
	heap: number;
	resident: number;
}

export async function footprint(report: Report): Promise<Section> {
	const contenders = await interruptible(async (stop) => {
		const home = await mkdtemp(path.join(tmpdir(), 'whatsapp-groups-footprint-'));
		try {
			return await measure(home, stop, report);
		} finally {
			await rm(home, { recursive: true, force: true });
		}
	});
	return {
		title: 'Footprint',
		about: ABOUT,
		tables: [installedTable(contenders), loadedTable(contenders)],
		targets: [],
		highlights: [],
	};
}

async function measure(home: string, stop: AbortSignal, report: Report): Promise<Contender[]> {
	const { script } = await installN8n(N8N_VERSION, report);
	const modules = path.resolve(path.dirname(script), '../..');
	const sources = [
		{ name: OURS, source: PROJECT },
		...PEERS.map(({ name, version }) => ({ name, source: `${name}@${version}` })),
	];
	const contenders: Contender[] = [];
	for (const { name, source } of sources) {
		stop.throwIfAborted();
		const { version, files, size } = await install(path.join(home, name), name, source);
		contenders.push({ name: `${name} ${version}`, files, size, loads: [] });
	}
	const base = path.join(modules, 'n8n-nodes-base', 'dist');
	const own = N8NS_OWN_FILES.map((file) => path.join(base, file));
	contenders.push({ name: N8NS_OWN, files: own, loads: [] });
	report(`Footprint: ${sources.length} packages installed.`);
	for (let round = 0; round < ROUNDS; round++) {
		for (const contender of contenders.filter(({ problem }) => problem === undefined)) {
			stop.throwIfAborted();
			try {
				contender.loads.push(await load(contender.files, modules));
			} catch (error) {
				contender.problem = problemOf(error as Error & { stderr?: string });
			}
		}
	}
	report(`Footprint: loaded ${ROUNDS} times each.`);
	return contenders;
}

/** @param modules where n8n and what it brings along is installed */
async function load(files: readonly string[], modules: string): Promise<Load> {
	const { stdout } = await run(
		process.execPath,
		['--expose-gc', path.join(__dirname, 'load.cjs'), path.join(modules, 'n8n-workflow'), ...files],
		// Where packages find the n8n-workflow of their n8n.
		{ cwd: modules, env: { ...process.env, NODE_PATH: modules } },
	);
	return JSON.parse(stdout) as Load;
}

function problemOf({ stderr = '', message }: Error & { stderr?: string }): string {
	return /^\w*Error: .*/m.exec(stderr)?.[0] ?? message.split('\n')[0];
}

function installedTable(contenders: readonly Contender[]): Table {
	const kib = (bytes: number) => (bytes / KIB).toFixed(0);
	return {
		caption: 'Installed',
		columns: [
			'',
			'Tarball, KiB',
			'Files',
			'Unpacked, KiB',
			'Packages that come with it',
			'Those, KiB',
		],
		rows: contenders.flatMap(({ name, size }) =>
			size
				? [
						[
							name,
							kib(size.tarballBytes),
							String(size.files),
							kib(size.bytes),
							String(size.dependencies),
							kib(size.dependencyBytes),
						],
					]
				: [],
		),
	};
}

function loadedTable(contenders: readonly Contender[]): Table {
	return {
		caption: 'Loaded',
		columns: ['', 'Nodes and credentials', 'Load, ms', 'Heap, KiB', 'Process, KiB'],
		rows: contenders.map(({ name, files, loads, problem }) => {
			const count = String(files.length);
			if (problem !== undefined) {
				return [name, count, `cannot be loaded: ${problem}`, NOT_MEASURED, NOT_MEASURED];
			}
			const figures = (of: (one: Load) => number, digits: number) =>
				inWords(spreadOf(loads.map(of)), digits);
			return [
				name,
				count,
				figures(({ ms }) => ms, 1),
				figures(({ heap }) => heap / KIB, 0),
				figures(({ resident }) => resident / KIB, 0),
			];
		}),
	};
}
