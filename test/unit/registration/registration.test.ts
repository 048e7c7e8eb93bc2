import { MAX_ATTEMPTS } from '../../../nodes/WhatsAppGroups/api/retry';
import { EARLIER_FOR_MS } from '../../../nodes/WhatsAppGroups/secrets/kept';
import { startSimulator, type Simulator, type SimulatorOptions } from '../../simulator';
import type { TriggerHost, TriggerHostOptions } from '../../support/triggerHost';
import { Triggers } from '../delivery/triggers';

const OTHER = { url: 'https://crm.example.com/hook', headers: { Authorization: 'Bearer theirs' } };
const FAST = { multiWebhookDelayMs: 0, webhookConfigDelayMs: 0 };

let simulator: Simulator;
let started = 0;

async function start(options: SimulatorOptions = {}): Promise<void> {
	simulator = await startSimulator({
		allowLoopbackWebhooks: true,
		// Other ids for each test: what a workflow has heard in an earlier one would be a duplicate.
		random: ++started,
		...options,
		switches: { ...FAST, ...options.switches },
	});
}

const triggers = new Triggers(() => simulator);
const host = async (options?: Partial<TriggerHostOptions>) => await triggers.start(options);

/** The number's configuration as everybody else sees it. */
function configuration() {
	const { webhook, multiWebhook } = simulator.state;
	return structuredClone({ webhook, multiWebhook });
}

/** Each of the triggers hears of the next message, once. */
async function hear(...triggers: TriggerHost[]): Promise<void> {
	const group = simulator.control.addGroup({ subject: 'Heard', members: ['16505551001'] });
	simulator.control.sendText(group.id, '16505551001', 'Hello');
	await simulator.idle();
	for (const trigger of triggers) {
		expect(trigger.events().map(({ text }) => text)).toEqual(['Hello']);
	}
}

/** What a delivery without content is answered. */
async function post(trigger: TriggerHost, header: string): Promise<number> {
	const { status } = await fetch(trigger.urlOf(), {
		method: 'POST',
		headers: { 'Content-Type': 'application/json', 'X-Webhook-Secret': header },
		body: JSON.stringify({ object: 'whatsapp_business_account', entry: [] }),
	});
	return status;
}

function destinationsOfOthers(count: number) {
	return Array.from({ length: count }, (_, index) => ({
		name: `other ${index}`,
		url: `https://other${index}.example.com/hook`,
		headers: { 'X-Key': `key ${index}` },
	}));
}

afterEach(async () => {
	jest.restoreAllMocks();
	await triggers.close();
	await simulator.close();
});

describe('a free number', () => {
	it('gets our webhook with a secret that is stored nowhere', async () => {
		await start();
		const trigger = await host();
		await trigger.activate();
		const { url, headers } = simulator.state.webhook;
		expect(url).toBe(trigger.urlOf());
		const secret = headers?.['X-Webhook-Secret'] ?? '';
		expect(secret).toMatch(/^[0-9a-f]{64}$/);
		expect(JSON.stringify(trigger.staticData)).not.toContain(secret);
	});

	it('is free again afterwards', async () => {
		await start({ switches: { webhookEmptyUrl: 'accept' } });
		const before = configuration();
		const trigger = await host();
		await trigger.activate();
		await trigger.deactivate();
		expect(configuration()).toEqual(before);
		expect(trigger.warnings).toEqual([]);
	});

	it('says so when the service does not let it be emptied', async () => {
		await start();
		const trigger = await host();
		await trigger.activate();
		await trigger.deactivate();
		expect(simulator.state.webhook.url).toBe(trigger.urlOf());
		expect(trigger.warnings.join()).toContain('still points to this workflow');
	});

	it('is taken over by the next workflow when it could not be emptied', async () => {
		await start();
		const gone = await host({ workflowId: 'gone' });
		await gone.activate();
		await gone.deactivate();
		const next = await host({ workflowId: 'next', parameters: { whenOccupied: 'fail' } });
		await next.activate();
		expect(simulator.state.webhook.url).toBe(next.urlOf());
		expect(simulator.state.multiWebhook.destinations).toEqual([]);
		await hear(next);
	});

	it.each(['empty', 'empty_url', '404'] as const)(
		'is recognised when GET answers %s',
		async (webhookUnset) => {
			await start({ switches: { webhookUnset } });
			const trigger = await host({ parameters: { whenOccupied: 'fail' } });
			await trigger.activate();
			expect(simulator.state.webhook.url).toBe(trigger.urlOf());
		},
	);

	it('is confirmed by reading it back when changes show late', async () => {
		await start({ switches: { webhookConfigDelayMs: 400 } });
		const trigger = await host();
		await trigger.activate();
		expect(simulator.state.webhook.url).toBe(trigger.urlOf());
		expect(await trigger.isRegistered()).toBe(true);
	});
});

describe('a number that another system holds', () => {
	it('keeps it, and we get a destination of our own', async () => {
		await start({ webhook: OTHER });
		const trigger = await host();
		await trigger.activate();
		expect(simulator.state.webhook).toEqual(OTHER);
		expect(simulator.state.multiWebhook.destinations).toEqual([
			expect.objectContaining({ name: 'n8n-workflow-b3f0c1d2', url: trigger.urlOf() }),
		]);
		await trigger.deactivate();
		expect(configuration()).toEqual({
			webhook: OTHER,
			multiWebhook: { enabled: false, destinations: [] },
		});
	});

	/** On the number stand so many destinations of others, who miss none of this. */
	async function startWithOthers(count: number, options: SimulatorOptions = {}): Promise<void> {
		await start({ webhook: OTHER, ...options });
		const multiWebhook = { enabled: true, destinations: destinationsOfOthers(count) };
		Object.assign(simulator.state, { multiWebhook, multiWebhookWanted: multiWebhook });
	}

	it('keeps the destinations of others untouched and in order', async () => {
		await startWithOthers(2, { switches: { multiWebhookDelete: 'supported' } });
		const before = configuration();
		const trigger = await host();
		await trigger.activate();
		expect(simulator.state.multiWebhook.destinations).toHaveLength(3);
		await trigger.deactivate();
		expect(configuration()).toEqual(before);
		expect(trigger.warnings).toEqual([]);
	});

	it.each([
		['switched on', 'POST', 0],
		['added to', 'PUT', 2],
	] as const)(
		'is content when the answer to destinations being %s was lost',
		async (_w, method, count) => {
			await (count === 0 ? start({ webhook: OTHER }) : startWithOthers(count));
			simulator.faults.add({ kind: 'resetAfter', method, path: '/multi_webhook' });
			const trigger = await host();
			await trigger.activate();
			const { destinations } = simulator.state.multiWebhook;
			expect(destinations.filter(({ url }) => url === trigger.urlOf())).toHaveLength(1);
			expect(destinations).toHaveLength(count + 1);
			expect(await trigger.isRegistered()).toBe(true);
		},
	);

	it('still says why when the service refuses a destination', async () => {
		await start({ webhook: OTHER });
		const path = '/multi_webhook';
		simulator.faults.add({ kind: 'error', code: 100, status: 400, method: 'POST', path });
		const trigger = await host();
		await expect(trigger.activate()).rejects.toThrow();
		expect(simulator.state.multiWebhook.destinations).toEqual([]);
	});

	it('leaves nothing behind when the answer to a removal was lost', async () => {
		await startWithOthers(2, { switches: { multiWebhookDelete: 'supported' } });
		const before = configuration();
		const trigger = await host();
		await trigger.activate();
		simulator.faults.add({ kind: 'resetAfter', method: 'DELETE', path: '/multi_webhook' });
		await trigger.deactivate();
		expect(configuration()).toEqual(before);
		expect(trigger.warnings).toEqual([]);
	});

	it('never has the destinations of others switched off where one cannot be removed', async () => {
		await startWithOthers(2);
		const before = configuration();
		const trigger = await host();
		await trigger.activate();
		await trigger.deactivate();
		const { webhook, multiWebhook } = configuration();
		expect(webhook).toEqual(before.webhook);
		expect(multiWebhook.destinations.slice(0, 2)).toEqual(before.multiWebhook.destinations);
		expect(multiWebhook.destinations[2]).toEqual({
			name: 'n8n-workflow-b3f0c1d2',
			url: trigger.urlOf(),
			headers: {
				'X-Webhook-Secret': expect.stringMatching(/^[0-9a-f]{64}$/) as string,
				'X-Webhook-Released': 'true',
			},
		});
		const changes = simulator.log.requests.filter(({ method }) => method !== 'GET');
		expect(changes.map(({ method, path }) => `${method} ${path}`)).toEqual([
			'PUT /multi_webhook',
			'DELETE /multi_webhook',
			'PATCH /multi_webhook',
		]);
		expect(trigger.warnings.join()).toContain('"n8n-workflow-b3f0c1d2" stays');
	});

	it('lets the next workflow take over a destination that had to stay, when there is no room', async () => {
		await startWithOthers(2);
		const gone = await host({ workflowId: 'gone' });
		await gone.activate();
		await gone.deactivate();
		const next = await host({ workflowId: 'next' });
		await next.activate();
		const taken = simulator.state.multiWebhook.destinations[2];
		expect(taken).toMatchObject({ name: 'n8n-gone-b3f0c1d2', url: next.urlOf() });
		expect(taken.headers?.['X-Webhook-Secret']).toMatch(/^[0-9a-f]{64}$/);
		expect(await next.isRegistered()).toBe(true);
		// Its first owner finds no room, and leaves it alone.
		await expect(gone.activate()).rejects.toThrow('serves 4 systems already');
		await next.deactivate();
		await gone.activate();
		expect(simulator.state.multiWebhook.destinations[2].url).toBe(gone.urlOf());
	});

	it('gives its workflow another name where that was taken over, and there is room', async () => {
		await startWithOthers(1);
		const gone = await host({ workflowId: 'gone' });
		await gone.activate();
		await gone.deactivate();
		const next = await host({ workflowId: 'next' });
		await next.activate();
		await gone.activate();
		const { destinations } = simulator.state.multiWebhook;
		expect(destinations.map(({ name, url }) => [name, url]).slice(1)).toEqual([
			['n8n-gone-b3f0c1d2', next.urlOf()],
			['n8n-gone-b3f0c1d2-2', gone.urlOf()],
		]);
		expect(await gone.isRegistered()).toBe(true);
		expect(await next.isRegistered()).toBe(true);
	});

	it('is replaced when told to, and given back as it was', async () => {
		await start({ webhook: OTHER });
		const trigger = await host({ parameters: { whenOccupied: 'replace' } });
		await trigger.activate();
		expect(simulator.state.webhook.url).toBe(trigger.urlOf());
		await trigger.deactivate();
		expect(simulator.state.webhook).toEqual(OTHER);
	});

	it('is taken although nobody could look at it for a while', async () => {
		await start({ webhook: OTHER });
		const trigger = await host({ parameters: { whenOccupied: 'replace' } });
		// All attempts of one look; a pause between them is a random part of some seconds.
		jest.spyOn(Math, 'random').mockReturnValue(0);
		const where = ({ entry }: { entry: { method: string } }) =>
			entry.method === 'GET' && simulator.log.count('POST', '/v1/configs/webhook') > 0;
		simulator.faults.add({ kind: 'error', code: 131000, status: 500, times: MAX_ATTEMPTS, where });
		await trigger.activate();
		jest.restoreAllMocks();
		expect(simulator.state.webhook.url).toBe(trigger.urlOf());
		await trigger.deactivate();
		expect(simulator.state.webhook).toEqual(OTHER);
	});

	it('is named when replacing it fails and it cannot be looked at any more', async () => {
		await start({ webhook: OTHER });
		const trigger = await host({ parameters: { whenOccupied: 'replace' } });
		let isWritten = false;
		const where = ({ entry }: { entry: { method: string } }) =>
			(isWritten ||= entry.method === 'POST');
		simulator.faults.add({ kind: 'error', code: 10, status: 403, times: 0, where });
		await expect(trigger.activate()).rejects.toMatchObject({
			message: expect.stringContaining(`${OTHER.url} before, and it could not be put back`),
		});
	});

	it('is left alone when somebody changed it meanwhile', async () => {
		await start({ webhook: OTHER });
		const trigger = await host({ parameters: { whenOccupied: 'replace' } });
		await trigger.activate();
		const theirs = { url: 'https://third.example.com/hook', headers: {} };
		simulator.setWebhook(theirs);
		await trigger.deactivate();
		expect(simulator.state.webhook).toEqual(theirs);
		expect(trigger.warnings.join()).toContain('https://third.example.com/hook');
	});

	it('stops the activation when told to fail, and names the holder and the choices', async () => {
		await start({ webhook: OTHER });
		const trigger = await host({ parameters: { whenOccupied: 'fail' } });
		await expect(trigger.activate()).rejects.toMatchObject({
			message: expect.stringMatching(
				new RegExp(`^The number’s webhook is held by ${OTHER.url}\\. .*Add Destination.*Replace`),
			),
		});
		expect(simulator.state.webhook).toEqual(OTHER);
	});

	it('names the three destinations when no fourth fits', async () => {
		await start({ webhook: OTHER });
		const multiWebhook = { enabled: true, destinations: destinationsOfOthers(3) };
		Object.assign(simulator.state, { multiWebhook, multiWebhookWanted: multiWebhook });
		const trigger = await host();
		await expect(trigger.activate()).rejects.toThrow(/other 0.*other 1.*other 2/);
		expect(simulator.state.multiWebhook).toEqual(multiWebhook);
	});

	it('counts as held when only the account’s webhook serves it', async () => {
		await start();
		simulator.state.wabaWebhook = OTHER;
		const trigger = await host({ parameters: { whenOccupied: 'fail' } });
		await expect(trigger.activate()).rejects.toThrow(OTHER.url);
		expect(simulator.state.webhook.url).toBeUndefined();
	});
});

describe('a number that several workflows share', () => {
	async function startTwo() {
		const first = await host({ workflowId: 'first' });
		await first.activate();
		const second = await host({ workflowId: 'second' });
		await second.activate();
		expect(simulator.state.webhook.url).toBe(first.urlOf());
		return { first, second };
	}

	it('goes on to the other workflow when the one that holds it is deactivated', async () => {
		await start();
		const { first, second } = await startTwo();
		await first.deactivate();
		expect(simulator.state.webhook.url).toBe(second.urlOf());
		expect(simulator.state.multiWebhook.destinations).toEqual([]);
		expect(first.warnings).toEqual([]);
		expect(await second.isRegistered()).toBe(true);
		await hear(second);
	});

	it('is free when the last one is deactivated', async () => {
		await start({ switches: { webhookEmptyUrl: 'accept' } });
		const before = configuration();
		const { first, second } = await startTwo();
		await first.deactivate();
		await second.deactivate();
		expect(configuration()).toEqual(before);
		expect(second.warnings).toEqual([]);
	});

	it('is heard by both again when the first one is published anew', async () => {
		await start();
		const { first, second } = await startTwo();
		await first.deactivate();
		await first.activate();
		expect(simulator.state.webhook.url).toBe(second.urlOf());
		await hear(first, second);
	});

	it('rather goes to a workflow in use than to a test session', async () => {
		await start();
		const first = await host({ workflowId: 'first' });
		await first.activate();
		const tested = await host({ workflowId: 'tested' });
		await tested.activate('test');
		const second = await host({ workflowId: 'second' });
		await second.activate();
		await first.deactivate();
		expect(simulator.state.webhook.url).toBe(second.urlOf());
		await tested.deactivate('test');
		expect(simulator.state.webhook.url).toBe(second.urlOf());
		// Where its destination had to stay, it is given back together with the number.
		await second.deactivate();
		expect(simulator.state.webhook.headers).toMatchObject({ 'X-Webhook-Released': 'true' });
	});

	it('is not given to the destination of another system, which is told of', async () => {
		await start({ switches: { webhookEmptyUrl: 'accept' } });
		const trigger = await host();
		await trigger.activate();
		const [theirs] = destinationsOfOthers(1);
		simulator.state.multiWebhook = { enabled: true, destinations: [theirs] };
		simulator.state.multiWebhookWanted = simulator.state.multiWebhook;
		await trigger.deactivate();
		expect(simulator.state.webhook.url ?? '').toBe('');
		expect(simulator.state.multiWebhook.destinations).toEqual([theirs]);
		expect(trigger.warnings.join()).toContain(theirs.url);
	});
});

describe('activating again', () => {
	it('does nothing when the registration stands', async () => {
		await start();
		const trigger = await host();
		await trigger.activate();
		const before = configuration();
		await trigger.activate();
		expect(configuration()).toEqual(before);
	});

	it('converges after a crash that lost what was remembered', async () => {
		await start({ webhook: OTHER });
		const trigger = await host();
		await trigger.activate();
		trigger.staticData.production = {};
		await trigger.activate();
		expect(simulator.state.multiWebhook.destinations).toHaveLength(1);
		expect(await trigger.isRegistered()).toBe(true);
	});

	it('still gives back what the first activation found', async () => {
		await start({ webhook: OTHER });
		const trigger = await host({ parameters: { whenOccupied: 'replace' } });
		await trigger.activate();
		// Somebody edited the headers, so the secret no longer fits and it is registered anew.
		simulator.setWebhook({ url: trigger.urlOf(), headers: { 'X-Other': '1' } });
		await trigger.activate();
		await trigger.deactivate();
		expect(simulator.state.webhook).toEqual(OTHER);
	});
});

describe('a test session', () => {
	it('leaves the active production webhook where it is', async () => {
		await start();
		const trigger = await host({ parameters: { whenOccupied: 'replace' } });
		await trigger.activate();
		await trigger.activate('test');
		expect(simulator.state.webhook.url).toBe(trigger.urlOf());
		expect(simulator.state.multiWebhook.destinations).toEqual([
			expect.objectContaining({ name: 'n8n-workflow-b3f0c1d2-test', url: trigger.urlOf('test') }),
		]);
		await trigger.deactivate('test');
		expect(simulator.state.webhook.url).toBe(trigger.urlOf());
		expect(simulator.state.multiWebhook.destinations).toEqual([]);
	});

	it('never displaces another system, also when set to replace', async () => {
		await start({ webhook: OTHER });
		const trigger = await host({ parameters: { whenOccupied: 'replace' } });
		await trigger.activate('test');
		expect(simulator.state.webhook).toEqual(OTHER);
	});

	it('gives way to the production workflow of the same node', async () => {
		await start();
		const trigger = await host();
		await trigger.activate('test');
		expect(simulator.state.webhook.url).toBe(trigger.urlOf('test'));
		await trigger.activate();
		expect(simulator.state.webhook.url).toBe(trigger.urlOf());
		await trigger.deactivate('test');
		expect(simulator.state.webhook.url).toBe(trigger.urlOf());
	});
});

describe('manual registration', () => {
	/** The process remembers of each workflow what it has looked up a moment ago. */
	const manual = (workflowId: string) => ({
		workflowId,
		parameters: { registration: 'manual' },
	});

	/** A trigger that was registered with one key, after which the credential got another. */
	async function withNewKey(workflowId: string) {
		await start();
		const credentials = { apiKey: 'one key', baseUrl: simulator.url };
		const trigger = await host({ ...manual(workflowId), credentials });
		await trigger.activate();
		const before = await trigger.manualSecret();
		credentials.apiKey = 'another key of the number';
		return { trigger, before };
	}

	it('makes no call, and the header of the panel is the one that is accepted', async () => {
		await start();
		const trigger = await host(manual('by hand'));
		await trigger.activate();
		expect(await post(trigger, await trigger.manualSecret())).toBe(200);
		expect(await post(trigger, 'wrong')).toBe(401);
		await trigger.deactivate();
		expect(trigger.warnings.join()).toContain('360dialog Hub');
		expect(simulator.log.requests).toEqual([]);
	});

	it('goes on with the old header when the API key is changed, and with the new one once it is entered', async () => {
		const { trigger, before } = await withNewKey('new key');
		expect(await post(trigger, before)).toBe(200);
		const after = await trigger.manualSecret();
		expect(after).not.toBe(before);
		expect(await post(trigger, after)).toBe(200);
		// Some of before are still under way.
		expect(await post(trigger, before)).toBe(200);
		expect(await trigger.isRegistered()).toBe(true);
		expect(trigger.warnings).toEqual([]);
	});

	it('goes on with the old header for an hour when n8n is started again after that, and says so', async () => {
		const { trigger, before } = await withNewKey('new key and start');
		await trigger.activate();
		await trigger.activate();
		expect(await post(trigger, before)).toBe(200);
		expect(await post(trigger, await trigger.manualSecret())).toBe(200);
		expect(trigger.warnings).toEqual([
			'WhatsApp Groups Trigger: The API key was changed, and with it the header that 360dialog has to send: enter it anew in the 360dialog Hub, as the node’s panel shows it. Events that come with the old one are taken for an hour at most.',
		]);
		jest.spyOn(Date, 'now').mockReturnValue(Date.now() + EARLIER_FOR_MS);
		expect(await post(trigger, before)).toBe(401);
	});

	it('is still one when what n8n keeps is lost: what was entered stays when it ends', async () => {
		await start();
		const trigger = await host(manual('lost'));
		await trigger.activate();
		const entered = { url: trigger.urlOf(), headers: { 'X-Webhook-Secret': 'entered' } };
		simulator.setWebhook(entered);
		trigger.staticData.production = {};
		expect(await post(trigger, await trigger.manualSecret())).toBe(200);
		await trigger.deactivate();
		expect(simulator.state.webhook).toEqual(entered);
		expect(simulator.log.requests).toEqual([]);
		expect(trigger.warnings.join()).toContain('remove it in the 360dialog Hub');
	});
});

describe('addresses that 360dialog cannot reach', () => {
	it.each([
		['http://n8n.example.com', 'https'],
		['https://n8n.example.com:5678', 'port'],
		['https://my_n8n.example.com', 'underscore'],
	])('%s is refused before any call', async (publicUrl, reason) => {
		await start();
		const trigger = await host({
			publicUrl,
			credentials: { apiKey: 'key', baseUrl: 'https://waba-v2.360dialog.io' },
		});
		await expect(trigger.activate()).rejects.toThrow(reason);
	});
});

describe('what n8n keeps is a cache', () => {
	it('a copy with the same static data takes nothing, and gives nothing away', async () => {
		await start();
		const production = await host();
		await production.activate();
		const before = configuration();
		for (const whenOccupied of ['fail', 'addDestination']) {
			const copy = await host({
				staticData: structuredClone(production.staticData.production),
				parameters: { whenOccupied },
			});
			const activation = copy.activate();
			if (whenOccupied === 'fail') {
				await expect(activation).rejects.toThrow('this same workflow at');
			} else {
				await activation;
				expect(await copy.isRegistered()).toBe(true);
			}
			await copy.deactivate();
			expect(configuration().webhook).toEqual(before.webhook);
			expect(await production.isRegistered()).toBe(true);
		}
	});

	it('without it, what was replaced is given back', async () => {
		await start({ webhook: OTHER });
		const trigger = await host({ parameters: { whenOccupied: 'replace' } });
		await trigger.activate();
		trigger.staticData.production = {};
		await trigger.deactivate();
		expect(simulator.state.webhook).toEqual(OTHER);
	});

	it('with that of an earlier activation, nothing that stood there then is given back', async () => {
		await start({ webhook: OTHER, switches: { webhookEmptyUrl: 'accept' } });
		const trigger = await host({ parameters: { whenOccupied: 'replace' } });
		await trigger.activate();
		const old = structuredClone(trigger.staticData.production);
		await trigger.deactivate();
		simulator.setWebhook(null);
		await trigger.activate();
		trigger.staticData.production = old;
		await trigger.deactivate();
		expect(simulator.state.webhook.url ?? '').toBe('');
	});
});

describe('an n8n that is reached by two addresses', () => {
	it('goes on by the secret that the first one was given', async () => {
		await start();
		const workflowId = 'two addresses';
		const first = await host({ workflowId });
		await first.activate();
		const secret = simulator.state.webhook.headers?.['X-Webhook-Secret'] ?? '';
		const { production: staticData } = first.staticData;
		// Somebody answers at the first one, so it is left alone.
		const second = await host({ workflowId, staticData: structuredClone(staticData) });
		await second.activate();
		expect(simulator.state.webhook.url).toBe(first.urlOf());
		jest.spyOn(Date, 'now').mockReturnValue(Date.now() + EARLIER_FOR_MS);
		const before = structuredClone(second.staticData.production);
		expect(await post(second, secret)).toBe(200);
		expect(second.staticData.production).toEqual(before);
		expect(await post(second, 'wrong')).toBe(401);
	});
});

describe('several at once in one process', () => {
	it.each([0, 300])('all hear, when changes show after %d ms', async (delay) => {
		await start({ switches: { webhookConfigDelayMs: delay, multiWebhookDelayMs: delay } });
		const triggers = await Promise.all(
			['a', 'b', 'c', 'd'].map(async (workflowId) => await host({ workflowId })),
		);
		await Promise.all(triggers.map(async (trigger) => await trigger.activate()));
		for (const trigger of triggers) expect(await trigger.isRegistered()).toBe(true);
		await hear(...triggers);
	});

	it.each([0, 100, 300])('one goes while another comes, %d ms apart', async (offset) => {
		await start({ switches: { webhookConfigDelayMs: 200, multiWebhookDelayMs: 200 } });
		const leaving = await host({ workflowId: 'leaving' });
		await leaving.activate();
		const coming = await host({ workflowId: 'coming' });
		const left = leaving.deactivate();
		await new Promise((resolve) => setTimeout(resolve, offset));
		await Promise.all([left, coming.activate()]);
		expect(await coming.isRegistered()).toBe(true);
		await hear(coming);
	});
});

describe('another API key', () => {
	const withKey = (apiKey: string) => ({ credentials: { apiKey, baseUrl: simulator.url } });

	it('of the same number: what was replaced is given back', async () => {
		await start({ webhook: OTHER });
		const trigger = await host({ parameters: { whenOccupied: 'replace' } });
		await trigger.activate();
		simulator.setApiKey('new key');
		const renewed = await host({
			publicUrl: new URL(trigger.urlOf()).origin,
			staticData: trigger.staticData.production,
			...withKey('new key'),
		});
		expect(await renewed.isRegistered()).toBe(true);
		await renewed.deactivate();
		expect(simulator.state.webhook).toEqual(OTHER);
		expect(renewed.warnings).toEqual([]);
	});

	it('of another number: it is said that the first one still points here', async () => {
		await start();
		const trigger = await host();
		await trigger.activate();
		const moved = async () =>
			await host({
				publicUrl: new URL(trigger.urlOf()).origin,
				staticData: structuredClone(trigger.staticData.production),
			});
		const entities = [{ entity_type: 'PHONE_NUMBER', id: '999000999' }];
		const body = { health_status: { can_send_message: 'AVAILABLE', entities } };
		simulator.faults.add({ kind: 'answer', status: 200, body, path: '/health_status', times: 0 });
		simulator.setWebhook(OTHER);
		const left = await moved();
		await left.deactivate();
		const again = await moved();
		await again.activate();
		for (const { warnings } of [left, again]) {
			expect(warnings.join()).toContain(
				'The number with WhatsApp’s ID 106540352242922 still sends',
			);
			expect(warnings.join()).not.toContain('left alone');
		}
		expect(simulator.state.webhook).toEqual(OTHER);
	});
});
