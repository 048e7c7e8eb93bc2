import { readFileSync } from 'node:fs';
import path from 'node:path';

import '../../support/environment';

import { loadOutputSchema } from 'n8n-core';
import type { INodeTypeDescription } from 'n8n-workflow';

import { operations } from '../../../nodes/WhatsAppGroups/operations';
import { foreignImports, importsOf, UNNAMED } from './imports';
import { filesBelow, packAndInstall, PROJECT, type PackedPackage } from './packed';

/** What n8n-core knows of the installed package. */
interface Loaded {
	name: string;
	nodes: INodeTypeDescription[];
	credentials: Array<{ name: string; iconUrl?: unknown; supportedNodes: string[]; properties: [] }>;
	known: { nodes: Record<string, { className: string; sourcePath: string }> };
}

let installed: PackedPackage;
let loaded: Loaded;

beforeAll(async () => {
	installed = await packAndInstall();
	loaded = (await installed.ask('loadPackage.cjs', installed.folder)) as Loaded;
}, 120_000);

afterAll(() => installed.remove());

describe('package.json', () => {
	test('nothing is installed along with it, and nothing runs on installation', () => {
		const { json } = installed;
		expect(json.peerDependencies).toEqual({ 'n8n-workflow': '*' });
		for (const key of [
			'dependencies',
			'optionalDependencies',
			'bundledDependencies',
			'bundleDependencies',
			'overrides',
			'peerDependenciesMeta',
			'bin',
		]) {
			expect(json).not.toHaveProperty(key);
		}
		for (const script of [
			'preinstall',
			'install',
			'postinstall',
			'prepare',
			'preprepare',
			'postprepare',
		]) {
			expect(json.scripts).not.toHaveProperty(script);
		}
	});

	test('says that it holds nodes for n8n, under the strict rules', () => {
		const { json } = installed;
		expect(json.name).toMatch(/^n8n-nodes-/);
		expect(json.keywords).toContain('n8n-community-node-package');
		expect(json.license).toBe('MIT');
		expect(json.n8n.strict).toBe(true);
		expect([...json.n8n.nodes, ...json.n8n.credentials]).toHaveLength(3);
		for (const file of [...json.n8n.nodes, ...json.n8n.credentials]) {
			expect(installed.files).toContain(file);
		}
	});
});

describe('the project', () => {
	test('names no registry in its package-lock.json, so that each uses its own', () => {
		const lock = JSON.parse(readFileSync(path.join(PROJECT, 'package-lock.json'), 'utf8')) as {
			packages: Record<string, Record<string, unknown>>;
		};
		const packages = Object.entries(lock.packages);
		expect(packages.length).toBeGreaterThan(100);
		const named = packages.filter(([, { resolved }]) => resolved !== undefined);
		expect(named.map(([name]) => name)).toEqual([]);
		// Without an address, it is the hash that tells what is to be installed.
		const unsure = packages.filter(([name, { integrity }]) => name !== '' && !integrity);
		expect(unsure.map(([name]) => name)).toEqual([]);
	});

	test('switches off no rule of n8n’s linter in what is shipped', () => {
		const sources = ['nodes', 'credentials'].flatMap((folder) =>
			filesBelow(path.join(PROJECT, folder)).map((name) => path.join(PROJECT, folder, name)),
		);
		expect(sources.length).toBeGreaterThan(80);
		const switchesOff = (file: string) =>
			/eslint-|@ts-(ignore|nocheck|expect-error)/.test(readFileSync(file, 'utf8'));
		expect(sources.filter(switchesOff)).toEqual([]);
	});
});

describe('the files', () => {
	test('are the whole build, and nothing besides', () => {
		const build = filesBelow(path.join(PROJECT, 'dist')).map((name) => `dist/${name}`);
		expect(build.length).toBeGreaterThan(80);
		expect(installed.files).toEqual(
			[...build, 'LICENSE', 'README.md', 'index.js', 'package.json'].sort(),
		);
	});

	test('are the compiled sources, each of them, and their assets', () => {
		const sources = ['nodes', 'credentials'].flatMap((folder) =>
			filesBelow(path.join(PROJECT, folder)).map((name) => `${folder}/${name}`),
		);
		const compiled = sources.map((name) => `dist/${name.replace(/\.ts$/, '.js')}`).sort();
		expect(installed.files.filter((name) => name.startsWith('dist/'))).toEqual(compiled);
	});

	test('take less than 160 kB', () => {
		expect(installed.tarballBytes).toBeGreaterThan(10_000);
		expect(installed.tarballBytes).toBeLessThan(160_000);
	});
});

describe('what is imported', () => {
	test('is relative, n8n-workflow or node:crypto', () => {
		const files = installed.files.filter((name) => name.endsWith('.js'));
		expect(files.length).toBeGreaterThan(50);
		expect(files.filter((name) => foreignImports(name, installed.read(name)).length > 0)).toEqual(
			[],
		);
		// The scan has seen what is there.
		const all = files.flatMap((name) => importsOf(installed.read(name)));
		expect(all).toEqual(expect.arrayContaining(['n8n-workflow', 'node:crypto', './client']));
	});

	test.each([
		['require("axios")', 'axios'],
		['const { x } = require("n8n-core");', 'n8n-core'],
		['function f() { return require("node:fs"); }', 'node:fs'],
		['require("crypto")', 'crypto'],
		['require("n8n-workflow/dist/x")', 'n8n-workflow/dist/x'],
		['require("../../outside")', '../../outside'],
		['require("...")', '...'],
		['require(`undici`)', UNNAMED],
		['require(name)', UNNAMED],
		['require("./c" + name)', UNNAMED],
		['const load = require;', UNNAMED],
		['require.call(null, "axios")', UNNAMED],
		['import("axios")', UNNAMED],
		['import x from "axios";', UNNAMED],
	])('the scan finds %s', (code, found) => {
		expect(foreignImports('dist/a/b.js', code)).toEqual([found]);
	});

	test.each(['require("./c")', 'require("../d")', 'require("../a/c.js")', 'required("axios")'])(
		'the scan lets %s pass',
		(code) => {
			expect(foreignImports('dist/a/b.js', code)).toEqual([]);
		},
	);

	test.each(['nodes', 'credentials'] as const)(
		'and loading each of the %s loads nothing else',
		async (kind) => {
			for (const file of installed.json.n8n[kind]) {
				const seen = (await installed.ask(
					'loadedModules.cjs',
					path.join(installed.folder, file),
				)) as { files: string[]; builtin: string[] };
				const own = seen.files.map((name) => path.relative(installed.folder, name));
				expect(own).toContain(path.normalize(file));
				expect(own.filter((name) => !name.startsWith(`dist${path.sep}`))).toEqual([]);
				expect(seen.builtin.filter((name) => name !== 'node:crypto')).toEqual([]);
			}
		},
	);

	test('which is seen where something else is loaded', async () => {
		const seen = (await installed.ask('loadedModules.cjs', path.join(PROJECT, 'gulpfile.js'))) as {
			files: string[];
			builtin: string[];
		};
		expect(seen.files).toContain(require.resolve('gulp'));
		expect(seen.builtin).toContain('node:fs/promises');
	});
});

describe('n8n loads', () => {
	const nodeNamed = (name: string) => {
		const found = loaded.nodes.find((node) => node.name === name);
		if (!found) throw new Error(`The node "${name}" was not loaded`);
		return found;
	};

	test('both nodes and the credential', () => {
		expect(loaded.name).toBe('n8n-nodes-whatsapp-groups');
		expect(loaded.nodes.map(({ name }) => name).sort()).toEqual([
			'whatsAppGroups',
			'whatsAppGroupsTrigger',
		]);
		expect(loaded.credentials.map(({ name }) => name)).toEqual(['whatsAppGroupsApi']);
		expect([...loaded.credentials[0].supportedNodes].sort()).toEqual([
			'whatsAppGroups',
			'whatsAppGroupsTrigger',
		]);
		expect(loaded.credentials[0].properties).toHaveLength(3);
	});

	test('the action as a tool for AI agents, the trigger not', () => {
		expect(nodeNamed('whatsAppGroups').usableAsTool).toBe(true);
		expect(nodeNamed('whatsAppGroupsTrigger').usableAsTool).toBeUndefined();
	});

	test('light and dark icons, which are SVGs in the package', () => {
		const urls = [...loaded.nodes, ...loaded.credentials].map(({ iconUrl }) => iconUrl);
		expect(urls).toHaveLength(3);
		for (const url of urls) {
			const { light, dark } = url as { light: string; dark: string };
			expect(light).not.toBe(dark);
			for (const one of [light, dark]) {
				const prefix = `icons/${loaded.name}/`;
				expect(one.startsWith(prefix)).toBe(true);
				const file = one.slice(prefix.length);
				expect(installed.files).toContain(file);
				expect(installed.read(file)).toMatch(/^<svg [^>]*xmlns="http:\/\/www\.w3\.org\/2000\/svg"/);
			}
		}
	});

	test.each(['whatsAppGroups', 'whatsAppGroupsTrigger'])('search terms of %s', (name) => {
		const { codex } = nodeNamed(name);
		expect(codex?.categories?.length).toBeGreaterThan(0);
		expect(codex?.alias).toContain('360dialog');
		expect(codex?.resources?.primaryDocumentation?.[0].url).toMatch(/^https:\/\//);
	});

	const folderOf = (name: string) =>
		path.dirname(path.join(installed.folder, loaded.known.nodes[name].sourcePath));

	test('a schema of each operation’s output, from where n8n looks for it', () => {
		const nodeDir = folderOf('whatsAppGroups');
		expect(operations).toHaveLength(23);
		for (const { resource, operation, output } of operations) {
			const schema = loadOutputSchema({
				nodeDir,
				version: nodeNamed('whatsAppGroups').version as number,
				resource,
				operation,
			});
			expect(schema).toMatchObject({ type: 'object' });
			expect(Object.keys(schema?.properties as object)).toEqual(Object.keys(output));
		}
		const none = { nodeDir, version: 1, resource: 'group', operation: 'getNone' };
		expect(loadOutputSchema(none)).toBeUndefined();
	});

	test('a schema of the trigger’s events', () => {
		const { version } = nodeNamed('whatsAppGroupsTrigger');
		const nodeDir = folderOf('whatsAppGroupsTrigger');
		const versions = [version].flat();
		expect(versions.length).toBeGreaterThan(0);
		for (const one of versions) {
			expect(loadOutputSchema({ nodeDir, version: one })).toMatchObject({
				type: 'object',
				properties: { event: { type: 'string' }, groupId: { type: 'string' } },
			});
		}
	});
});
