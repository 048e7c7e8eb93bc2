import { startTestClient, type TestClient } from './testClient';

let client: TestClient;
beforeEach(async () => {
	client = await startTestClient({
		allowLoopbackWebhooks: false,
		switches: { multiWebhookDelayMs: 60_000, wabaWebhookDelayMs: 60_000 },
	});
});
afterEach(async () => await client.close());

const URL_A = 'https://a.example.com/hook';
const URL_B = 'https://b.example.com/hook';
const get = async (path: string) => (await client.call('GET', path)).body;
const settle = () => client.simulator.advance(60_000);

describe('/v1/configs/webhook', () => {
	const PATH = '/v1/configs/webhook';
	const set = async (body: object) => await client.call('POST', PATH, body);

	test('is set and read back, whole', async () => {
		const headers = { 'X-Secret': 's' };
		expect((await set({ url: URL_A, headers })).body).toEqual({ url: URL_A, headers });
		expect(await get(PATH)).toEqual({ url: URL_A, headers });
		await set({ url: URL_B });
		expect(await get(PATH)).toEqual({ url: URL_B, headers: {} });
	});

	test.each([
		['http', 'http://a.example.com/hook'],
		['a port', 'https://a.example.com:8443/hook'],
		['the default port', 'https://a.example.com:443/hook'],
		['an underscore', 'https://my_host.example.com/hook'],
		['loopback', 'http://127.0.0.1:5678/hook'],
		['no URL', 'hook'],
		['an empty URL', ''],
		['nothing', undefined],
	])('refuses %s', async (_, url) => {
		const answer = await set({ url });
		expect(answer.status).toBe(400);
		expect(answer.body).toEqual({ error: expect.any(String) });
		expect(await get(PATH)).toEqual({});
	});

	test('refuses headers that are not texts', async () => {
		expect((await set({ url: URL_A, headers: { a: 1 } })).status).toBe(400);
	});

	test('accepts loopback where that is allowed', async () => {
		await client.close();
		client = await startTestClient();
		for (const url of ['http://127.0.0.1:5678/a_b', 'http://localhost:1/x', 'http://[::1]:1/x']) {
			expect((await set({ url })).status).toBe(200);
		}
		expect((await set({ url: 'http://example.com/' })).status).toBe(400);
	});

	test('accepts http and a port at the hosts that are named, and at no other', async () => {
		await client.close();
		client = await startTestClient({
			allowLoopbackWebhooks: false,
			webhookHosts: ['n8n', '[fd00::1]'],
		});
		for (const url of ['http://n8n:5678/a_b', 'http://[fd00::1]:1/x']) {
			expect((await set({ url })).status).toBe(200);
		}
		for (const url of ['http://127.0.0.1:5678/x', 'http://n8n.example.com/x', 'http://n8n2:1/x']) {
			expect((await set({ url })).status).toBe(400);
		}
	});

	test('switches: unset, kept headers, an empty URL, a slow change', async () => {
		client.simulator.setSwitches({ webhookUnset: 'empty_url', webhookKeepsHeaders: true });
		expect(await get(PATH)).toEqual({ url: '' });
		client.simulator.setSwitches({ webhookUnset: '404' });
		expect((await client.call('GET', PATH)).status).toBe(404);
		await set({ url: URL_A, headers: { a: '1' } });
		expect((await set({ url: URL_B })).body).toEqual({ url: URL_B, headers: { a: '1' } });
		client.simulator.setSwitches({ webhookEmptyUrl: 'accept', webhookUnset: 'empty' });
		expect((await set({ url: '' })).status).toBe(200);
		expect(await get(PATH)).toEqual({});
		client.simulator.setSwitches({ webhookConfigDelayMs: 1000 });
		await set({ url: URL_A });
		expect(await get(PATH)).toEqual({});
		client.simulator.advance(1000);
		expect((await get(PATH)).url).toBe(URL_A);
	});
});

describe('/waba_webhook', () => {
	test('shows a change later; override_all takes the number’s webhook over', async () => {
		await client.call('POST', '/v1/configs/webhook', { url: URL_A });
		const answer = await client.call('POST', '/waba_webhook', { url: URL_B, override_all: true });
		expect(answer.body).toEqual({ message: expect.stringContaining('15-20 seconds') });
		expect((await get('/waba_webhook')).url).toBe('');
		settle();
		expect(await get('/waba_webhook')).toEqual({
			waba_id: expect.any(String),
			phone_numbers: ['+15550783881'],
			url: URL_B,
			headers: {},
		});
		expect((await get('/v1/configs/webhook')).url).toBe(URL_B);
		const bad = await client.call('POST', '/waba_webhook', { url: URL_B, override_all: 'yes' });
		expect(bad.status).toBe(400);
	});
});

describe('/multi_webhook', () => {
	const PATH = '/multi_webhook';
	const change = async (method: string, body: object) => await client.call(method, PATH, body);
	const destination = (name: string, url = URL_A) => ({ name, url });
	const names = async () =>
		((await get(PATH)).destinations as Array<{ name: string }>).map(({ name }) => name);

	test('enable, append, change, disable: each shows later', async () => {
		expect(await get(PATH)).toEqual({ enabled: false, destinations: [] });
		const started = { message: 'Operation started successfully' };
		expect((await change('POST', { enabled: true })).body).toEqual(started);
		expect((await get(PATH)).enabled).toBe(false);
		expect((await change('PUT', { destinations: [destination('n8n')] })).status).toBe(200);
		settle();
		expect(await get(PATH)).toEqual({ enabled: true, destinations: [destination('n8n')] });
		await change('PATCH', { name: 'n8n', url: URL_B, headers: { a: '1' } });
		settle();
		expect((await get(PATH)).destinations).toEqual([
			{ name: 'n8n', url: URL_B, headers: { a: '1' } },
		]);
		await change('POST', { enabled: false });
		settle();
		expect(await get(PATH)).toEqual({ enabled: false, destinations: [] });
	});

	test('refusals', async () => {
		expect((await change('PUT', { destinations: [destination('a')] })).status).toBe(400);
		expect((await change('POST', {})).status).toBe(400);
		await change('POST', { enabled: true, destinations: [destination('a'), destination('b')] });
		const again = await change('POST', { enabled: true });
		expect(again.status).toBe(400);
		expect(again.body.error).toContain('already enabled');
		const refused = [
			await change('PUT', { destinations: [destination('a')] }),
			await change('PUT', { destinations: [destination('c'), destination('d')] }),
			await change('PUT', { destinations: [{ name: 'c' }] }),
			await change('PUT', { destinations: [{ url: URL_A }] }),
			await change('PATCH', { name: 'A', url: URL_B }),
			await change('PATCH', { name: 'a', url: 'http://x' }),
		];
		expect(refused.map(({ status }) => status)).toEqual(refused.map(() => 400));
		settle();
		expect(await names()).toEqual(['a', 'b']);
	});

	test('whether the main webhook is one of the three', async () => {
		client.simulator.setSwitches({ multiWebhookCountsMain: true });
		const three = ['a', 'b', 'c'].map((name) => destination(name));
		expect((await change('POST', { enabled: true, destinations: three })).status).toBe(400);
		client.simulator.setSwitches({ multiWebhookCountsMain: false });
		expect((await change('POST', { enabled: true, destinations: three })).status).toBe(200);
	});

	test('DELETE, by the switch', async () => {
		await change('POST', { enabled: true, destinations: [destination('a'), destination('b')] });
		expect((await change('DELETE', { name: 'a' })).status).toBe(404);
		client.simulator.setSwitches({ multiWebhookDelete: 'supported' });
		expect((await change('DELETE', { name: 'x' })).status).toBe(400);
		expect((await change('DELETE', { name: 'a' })).status).toBe(200);
		settle();
		expect(await names()).toEqual(['b']);
	});

	test('409 while a change is under way, by the switch', async () => {
		client.simulator.setSwitches({ multiWebhookBusy: '409' });
		await change('POST', { enabled: true });
		expect(await client.call('GET', PATH)).toMatchObject({
			status: 409,
			body: { message: expect.any(String) },
		});
		settle();
		expect((await client.call('GET', PATH)).status).toBe(200);
	});
});

describe.each([
	[
		'/v1/configs/webhook',
		async (config: object) => await client.call('POST', '/v1/configs/webhook', config),
	],
	['/waba_webhook', async (config: object) => await client.call('POST', '/waba_webhook', config)],
	[
		'/multi_webhook',
		async (config: object) =>
			await client.call('POST', '/multi_webhook', {
				enabled: true,
				destinations: [{ name: 'n8n', ...config }],
			}),
	],
])('headers of %s', (path, set) => {
	const LONG = 'a_b.example.com:8443';
	const HEADERS = { 'X-Secret': 's', 'X-Long': LONG };
	/** The configuration as it is read, in which `headers` may be anything. */
	const read = async () => {
		settle();
		const body = await get(path);
		return path === '/multi_webhook' ? body.destinations[0] : body;
	};
	/** The headers that deliveries are given, which nobody is shown. */
	const kept = () => {
		const { webhook, wabaWebhook, multiWebhook } = client.simulator.state;
		const all = [webhook, wabaWebhook, ...multiWebhook.destinations];
		return all.find(({ url }) => url === URL_A)?.headers;
	};

	test.each([
		['shown', HEADERS],
		['masked', { 'X-Secret': '********', 'X-Long': '********' }],
		['absent', undefined],
		['null', null],
		['empty', {}],
	] as const)('%s when they are read, and kept whole', async (webhookHeaders, headers) => {
		client.simulator.setSwitches({ webhookHeaders });
		expect((await set({ url: URL_A, headers: HEADERS })).status).toBe(200);
		const shown = await read();
		expect(shown).toMatchObject({ url: URL_A });
		expect(shown.headers).toEqual(headers);
		expect('headers' in shown).toBe(webhookHeaders !== 'absent');
		expect(kept()).toEqual(HEADERS);
	});

	test('dropped', async () => {
		client.simulator.setSwitches({ webhookHeaders: 'dropped' });
		await set({ url: URL_A, headers: HEADERS });
		expect((await read()).headers).toEqual({});
		expect(kept()).toEqual({});
	});

	test('cut', async () => {
		client.simulator.setSwitches({ webhookHeaderLength: 3 });
		await set({ url: URL_A, headers: HEADERS });
		const cut = { 'X-Secret': 's', 'X-Long': LONG.slice(0, 3) };
		expect((await read()).headers).toEqual(cut);
		expect(kept()).toEqual(cut);
	});

	test.each(['a_b', 'example.com:8443'])(
		'"%s" refused as in URLs, by the switch',
		async (value) => {
			const config = { url: URL_A, headers: { 'X-Long': value } };
			client.simulator.setSwitches({ webhookHeaderCharacters: 'as_in_urls' });
			expect((await set(config)).status).toBe(400);
			expect(kept()).toBeUndefined();
			expect((await set({ url: URL_A, headers: { 'X-Long': 'Bearer a-b.c=' } })).status).toBe(200);
			client.simulator.setSwitches({ webhookHeaderCharacters: 'any' });
			await client.call('POST', '/multi_webhook', { enabled: false });
			expect((await set(config)).status).toBe(200);
		},
	);
});

test.each([
	['stored', { url: URL_B, headers: { a: '12' } }],
	['sent', { url: URL_B, headers: { a: '1234' } }],
	['before', { url: URL_A, headers: {} }],
	['message', { message: expect.any(String) }],
] as const)(
	'a change of the number’s webhook answers with: %s',
	async (webhookWriteAnswer, body) => {
		const PATH = '/v1/configs/webhook';
		await client.call('POST', PATH, { url: URL_A });
		client.simulator.setSwitches({ webhookWriteAnswer, webhookHeaderLength: 2 });
		const answer = await client.call('POST', PATH, { url: URL_B, headers: { a: '1234' } });
		expect(answer.body).toEqual(body);
		expect(await get(PATH)).toEqual({ url: URL_B, headers: { a: '12' } });
	},
);

test('another API key becomes valid, and a reset makes the first one valid again', async () => {
	const { simulator } = client;
	const status = async (key: string) =>
		(await client.raw('GET', '/waba_webhook', undefined, { 'D360-API-KEY': key })).status;
	const first = simulator.apiKey;
	simulator.setApiKey('another');
	expect(simulator.apiKey).toBe('another');
	expect([await status(first), await status('another')]).toEqual([401, 200]);
	simulator.reset();
	expect([await status(first), await status('another')]).toEqual([200, 401]);
});

test('other paths: 404 in the shape of the switch', async () => {
	const shapes = {
		string: { error: 'Not found' },
		meta: { meta: expect.objectContaining({ http_code: 404 }) },
		graph: { error: expect.objectContaining({ code: 100 }) },
		html: undefined,
		empty: undefined,
	} as const;
	for (const [notFoundShape, body] of Object.entries(shapes)) {
		client.simulator.setSwitches({ notFoundShape: notFoundShape as keyof typeof shapes });
		const answer = await client.call('PUT', '/no/such/path', {});
		expect(answer.status).toBe(404);
		expect(answer.body).toEqual(body);
	}
	expect(client.simulator.log.count('PUT', '*')).toBe(5);
});
