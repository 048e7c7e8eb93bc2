import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';

import { Command } from '../../support/command';
import { freePorts } from './ports';
import { readOptions } from './startOptions';

const START = path.join(__dirname, 'start.ts');

let folder: string;
let n8n: Server;
let asked: string[];
let n8nUrl: string;
let port: number;

beforeEach(async () => {
	folder = await mkdtemp(path.join(tmpdir(), 'whatsapp-groups-start-'));
	[port] = await freePorts(1);
	asked = [];
	n8n = createServer((request, response) => {
		asked.push(`${request.method} ${request.url}`);
		response.end('{}');
	});
	n8n.listen(0, '127.0.0.1');
	await once(n8n, 'listening');
	n8nUrl = `http://localhost:${(n8n.address() as AddressInfo).port}`;
});

afterEach(async () => {
	n8n.closeAllConnections();
	n8n.close();
	await rm(folder, { recursive: true, force: true });
});

const beside = (...args: string[]) =>
	new Command(START, [
		...['--n8n-url', n8nUrl, '--simulator-port', String(port), '--folder', folder],
		...args,
	]);

describe('beside an n8n that runs elsewhere', () => {
	test('it starts the simulator only, and prints what that n8n has to mount and set', async () => {
		const start = beside();
		await start.prints('Ctrl-C ends');
		const { output } = start;
		const url = `http://127.0.0.1:${port}`;
		for (const words of [
			`answers at ${n8nUrl}`,
			`${url}/playground/phones`,
			`Base URL  ${url}`,
			'API Key   sim-api-key',
			'N8N_COMMUNITY_PACKAGES_ENABLED=true',
			'N8N_UNVERIFIED_PACKAGES_ENABLED=true',
			`WEBHOOK_URL=${n8nUrl}/`,
			`http://host.docker.internal:${port}`,
		]) {
			expect(output).toContain(words);
		}
		const [, nodes] = /-v (\S+):\/home\/node\/\.n8n\/nodes/.exec(output) ?? [];
		const installed = path.join(nodes, 'node_modules', 'n8n-nodes-whatsapp-groups', 'package.json');
		const { n8n: ours } = JSON.parse(await readFile(installed, 'utf8')) as {
			n8n: { nodes: string[] };
		};
		for (const file of ours.nodes) {
			expect(existsSync(path.join(path.dirname(installed), file))).toBe(true);
		}
		const [, tarball] = /npm install .* (\S+\.tgz)/.exec(output) ?? [];
		expect(existsSync(tarball)).toBe(true);

		const key = { 'D360-API-KEY': 'sim-api-key', 'content-type': 'application/json' };
		expect((await fetch(`${url}/groups`, { headers: key })).status).toBe(200);
		expect((await fetch(`${url}/playground/phones`)).status).toBe(200);
		// Nothing was done to that n8n, and nothing of another one was downloaded or made.
		expect(asked).toEqual(['GET /healthz']);
		expect(existsSync(path.join(folder, '.n8n', 'database.sqlite'))).toBe(false);
		expect(await start.interrupt()).toBe(0);
	}, 60_000);

	test('it delivers to that n8n, goes on where it was, and says when nobody is there', async () => {
		const here = n8nUrl;
		n8nUrl = 'http://n8n.internal:5678';
		const first = beside('--listen', '0.0.0.0');
		await first.prints('Ctrl-C ends');
		expect(first.output).toContain(`nothing answers at ${n8nUrl} yet`);
		expect(first.output).toContain(
			'Whoever reaches it there can read and drive it, without a key.',
		);
		expect(first.output).toContain('the address of this machine');
		const url = `http://127.0.0.1:${port}`;
		const headers = { 'D360-API-KEY': 'sim-api-key', 'content-type': 'application/json' };
		const posts = async (to: string, body: object) =>
			(await fetch(url + to, { method: 'POST', headers, body: JSON.stringify(body) })).status;
		expect(await posts('/_control/groups', { subject: 'Made before' })).toBe(200);
		const webhook = '/v1/configs/webhook';
		expect(await posts(webhook, { url: `${n8nUrl}/hook` })).toBe(200);
		expect(await posts(webhook, { url: 'http://other.internal:5678/hook' })).toBe(400);
		expect(await first.interrupt()).toBe(0);

		n8nUrl = here;
		const second = beside();
		await second.prints('Ctrl-C ends');
		expect(second.output).not.toContain('Whoever reaches it');
		const { data } = (await (await fetch(`${url}/groups`, { headers })).json()) as {
			data: { groups: Array<{ subject: string }> };
		};
		expect(data.groups.map(({ subject }) => subject)).toContain('Made before');
		expect(await second.interrupt()).toBe(0);
	}, 60_000);
});

test.each([
	[['--prot', '1'], "Unknown option '--prot'"],
	[['--port', 'x'], '--port takes a whole number'],
	[['--n8n-url', 'localhost:5678'], '--n8n-url takes an address'],
	[['--n8n-url', 'file:///etc'], '--n8n-url takes an address'],
	[['--n8n-url', 'http://n8n:5678', '--fresh'], '--fresh is for an n8n that is started here'],
	[['--n8n-url', 'http://n8n:5678', '--port', '1234'], '--port is for an n8n'],
	[['--n8n-url', 'http://n8n:5678', '--n8n-version', '2.8.4'], '--n8n-version is for an n8n'],
])('%j is refused', (args, complaint) => {
	expect(() => readOptions(args)).toThrow(complaint);
});

test('an address that is not of this machine is refused in one line', async () => {
	// Addresses of documentation are nobody's.
	const start = beside('--listen', '192.0.2.1');
	expect(await start.end()).toBe(1);
	expect(start.output.trim()).toBe(
		'"192.0.2.1", meant for the simulator, is no address or name of this machine.',
	);
}, 30_000);
