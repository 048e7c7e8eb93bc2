import { request as httpRequest } from 'node:http';
import fc from 'fast-check';
import { refusalOf } from './guard';
import { demoSeeds, startSimulator, type Simulator } from './index';

const self = { origin: undefined, fetchSite: undefined, isPage: false, listensAt: '127.0.0.1' };

test.each([
	'127.0.0.1:3600',
	'localhost:3600',
	'[::1]:3600',
	'192.168.1.20:3600',
	'simulator:3600',
	'host.docker.internal:3600',
	'playground.localhost',
])('it answers to %s', (host) => {
	expect(refusalOf({ ...self, host })).toBeUndefined();
	expect(refusalOf({ ...self, host, origin: `http://${host}` })).toBeUndefined();
});

test('the name that it listens at is its own, and no other that looks like it', () => {
	const named = { ...self, listensAt: 'Play.ground.example' };
	for (const host of ['play.ground.example:3600', 'PLAY.ground.example', 'play.ground.example.']) {
		expect(refusalOf({ ...named, host })).toBeUndefined();
		expect(refusalOf({ ...self, host })).toBeDefined();
	}
	for (const host of [
		'ground.example',
		'x.play.ground.example',
		'play.ground.example.evil.example',
	]) {
		expect(refusalOf({ ...named, host })).toBeDefined();
	}
	const origin = 'http://evil.example';
	expect(refusalOf({ ...named, host: 'play.ground.example', origin })).toBeDefined();
});

test.each([
	'evil.example',
	'evil.example:3600',
	'127.0.0.1.evil.example',
	'localhost.evil.example:3600',
	'evil.internal.example',
	'127.0.0.1@evil.example',
	'evil.example#localhost',
	'evil.example/localhost',
	'evil.example.',
	'',
	undefined,
])('it does not answer to %s', (host) => {
	expect(refusalOf({ ...self, host })).toBeDefined();
	expect(refusalOf({ ...self, host, isPage: true })).toBeDefined();
});

test.each([
	'http://evil.example',
	'http://127.0.0.1:5678',
	'http://localhost:3600',
	'http://127.0.0.1:3600.evil.example',
	'null',
	'',
	'file://',
])('a page of the origin %j may not use it', (origin) => {
	expect(refusalOf({ ...self, host: '127.0.0.1:3600', origin })).toBeDefined();
});

test('no name of the public DNS is answered to, and no other origin', () => {
	const ofPublicDns = fc.domain().filter((name) => !/\.(localhost|internal)$/.test(name));
	fc.assert(
		fc.property(ofPublicDns, fc.integer({ min: 1, max: 65535 }), (name, port) => {
			const host = '127.0.0.1:3600';
			expect(refusalOf({ ...self, host: `${name}:${port}` })).toBeDefined();
			expect(refusalOf({ ...self, host, origin: `http://${name}:${port}` })).toBeDefined();
			expect(refusalOf({ ...self, host, origin: `http://127.0.0.1:${port}` })).toEqual(
				port === 3600 ? undefined : expect.any(String),
			);
		}),
	);
});

test('what a browser fetches for another site is refused, a link to the page is not', () => {
	for (const fetchSite of ['cross-site', 'same-site']) {
		const asked = { ...self, host: 'localhost:3600', fetchSite };
		expect(refusalOf(asked)).toBeDefined();
		expect(refusalOf({ ...asked, isPage: true })).toBeUndefined();
	}
	for (const fetchSite of ['same-origin', 'none']) {
		expect(refusalOf({ ...self, host: 'localhost:3600', fetchSite })).toBeUndefined();
	}
});

describe.each(['127.0.0.1', '0.0.0.0', 'localhost'])('a simulator that listens at %s', (listen) => {
	let simulator: Simulator;
	beforeEach(async () => {
		simulator = await startSimulator({ ...demoSeeds(), listen });
	});
	afterEach(async () => await simulator.close());

	/** With any Host, which fetch does not let anybody choose. */
	async function ask(method: string, path: string, headers: Record<string, string>) {
		return await new Promise<{ status?: number; headers: object; text: string }>(
			(resolve, reject) => {
				const asked = httpRequest(simulator.url + path, { method, headers }, (answer) => {
					let text = '';
					answer.on('data', (chunk: Buffer) => (text += chunk.toString()));
					answer.on('end', () =>
						resolve({ status: answer.statusCode, headers: answer.headers, text }),
					);
				});
				asked.on('error', reject).end(method === 'GET' ? undefined : '{}');
			},
		);
	}

	const addresses = [
		['GET', '/_control/state'],
		['GET', '/_control/live'],
		['GET', '/_control/saved'],
		['GET', '/_control/media/1'],
		['POST', '/_control/reset'],
		['PUT', '/_control/webhook'],
		['GET', '/playground/app.js'],
		['GET', '/groups'],
		['POST', '/messages'],
	] as const;

	test.each(addresses)('refuses %s %s to other sites, and does nothing', async (method, path) => {
		const key = { 'D360-API-KEY': simulator.apiKey, 'content-type': 'text/plain' };
		const own = new URL(simulator.url).host;
		const before = JSON.stringify(simulator.save());
		for (const headers of [
			{ host: 'rebound.example', ...key },
			{ host: own, origin: 'http://evil.example', ...key },
			{ host: own, origin: 'null', ...key },
			{ host: own, 'sec-fetch-site': 'cross-site', ...key },
		]) {
			const answer = await ask(method, path, headers);
			expect(answer.status).toBe(403);
			expect(answer.text).not.toContain('Project kick-off');
			expect(answer.headers).not.toHaveProperty('access-control-allow-origin');
		}
		const after = JSON.stringify(simulator.save());
		expect(after.replace(/"savedAt":"[^"]*"/, '')).toBe(before.replace(/"savedAt":"[^"]*"/, ''));
		expect(simulator.log.requests).toEqual([]);
	});

	test('is reached at its address, and says so', () => {
		const shown = listen === '0.0.0.0' ? '127.0.0.1' : listen;
		expect(simulator.url).toMatch(new RegExp(`^http://${shown}:\\d+$`));
	});

	test('programs reach the service and the control API; a browser gets the page', async () => {
		const key = { 'D360-API-KEY': simulator.apiKey };
		expect((await ask('GET', '/groups', { ...key, host: 'simulator:3600' })).status).toBe(200);
		expect((await ask('GET', '/_control/state', {})).status).toBe(200);
		const root = await ask('GET', '/', { accept: 'text/html' });
		expect(root).toMatchObject({ status: 302, headers: { location: '/playground' } });
		const page = await ask('GET', '/playground/phones', { 'sec-fetch-site': 'cross-site' });
		expect(page.status).toBe(200);
		expect(page.headers).toMatchObject({
			'content-security-policy': expect.stringContaining("frame-ancestors 'none'"),
		});
		// Without a browser the address itself is the service's, which has nothing there.
		expect((await ask('GET', '/', key)).status).toBe(400);
	});
});
