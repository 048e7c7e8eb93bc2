import { WhatsAppGroupsTrigger } from '../../../nodes/WhatsAppGroups/WhatsAppGroupsTrigger.node';
import { ownerIn } from '../../../nodes/WhatsAppGroups/registration/entry';
import type { Kept } from '../../../nodes/WhatsAppGroups/secrets/kept';
import { keyFrom } from '../../../nodes/WhatsAppGroups/secrets/sealed';
import { hashSecret } from '../../../nodes/WhatsAppGroups/secrets/secret';
import { startSimulator, type Simulator } from '../../simulator';
import type { TriggerHost, TriggerHostOptions } from '../../support/triggerHost';
import { Triggers } from '../delivery/triggers';
import { marked, ME, STRANGER } from './applicants';

let simulator: Simulator;

beforeAll(async () => {
	simulator = await startSimulator({
		allowLoopbackWebhooks: true,
		switches: { multiWebhookDelayMs: 0, webhookConfigDelayMs: 0 },
	});
});
afterAll(async () => await simulator.close());
afterEach(async () => {
	await triggers.close();
	simulator.reset();
});

const triggers = new Triggers(() => simulator);
const host = async (options?: Partial<TriggerHostOptions>) => await triggers.start(options);

const MANUAL = { registration: 'manual' };
const NODE = 'node:WhatsApp Groups Trigger';
const BY_HAND =
	'WhatsApp Groups Trigger: The webhook was entered by hand: remove it in the 360dialog Hub, or events go on coming to this address.';

/** What the node keeps in n8n's database. */
function kept(trigger: TriggerHost) {
	return trigger.staticData.production[NODE] as Kept;
}

/** The same workflow with something changed. n8n's address stays, as it does when a node is edited. */
async function changed(trigger: TriggerHost, options: Partial<TriggerHostOptions>) {
	return await host({
		publicUrl: new URL(trigger.urlOf()).origin,
		staticData: trigger.staticData.production,
		...options,
	});
}

describe('a registration by hand', () => {
	test('is kept as a hash, and stands without asking anybody', async () => {
		const trigger = await host({ parameters: MANUAL });
		expect(await trigger.isRegistered()).toBe(false);
		await trigger.activate();
		expect(kept(trigger).registration).toEqual({
			place: 'manual',
			url: trigger.urlOf(),
			secretHash: hashSecret(await trigger.manualSecret()),
		});
		expect(await trigger.isRegistered()).toBe(true);
		expect(simulator.log.requests).toEqual([]);
	});

	test('has a secret of its own for each API key, whatever blanks are around it', async () => {
		const secretOf = async (apiKey: string) =>
			await (await host({ credentials: { apiKey, baseUrl: simulator.url } })).manualSecret();
		const secret = await secretOf('key-one');
		// People have entered theirs in the Hub: another one would cut them off.
		expect(secret).toBe('5iwdsxir5p0ja8izd0g8ft849un79k30ugd7yevib43fqb86p');
		expect(await secretOf('  key-one ')).toBe(secret);
		expect(await secretOf('key-two')).not.toBe(secret);
	});

	test.each(['', '   '])('has none without an API key (%j)', async (apiKey) => {
		const trigger = await host({ parameters: MANUAL, credentials: { apiKey, baseUrl: '' } });
		await expect(trigger.activate()).rejects.toMatchObject({
			message:
				'The credential has no API key, from which the secret of the header is made. Enter the API key in the credential.',
		});
		await expect(trigger.manualSecret()).rejects.toThrow('no API key');
	});

	test('is made anew with a new key', async () => {
		const trigger = await host({ parameters: MANUAL });
		await trigger.activate();
		const renewed = await changed(trigger, {
			parameters: MANUAL,
			credentials: { apiKey: 'another key', baseUrl: simulator.url },
		});
		expect(await renewed.isRegistered()).toBe(false);
		await renewed.activate();
		expect(kept(renewed).registration).toMatchObject({
			secretHash: hashSecret(await renewed.manualSecret()),
		});
	});

	test('ends with a word on what is left to do', async () => {
		const trigger = await host({ parameters: MANUAL });
		await trigger.activate();
		await trigger.deactivate();
		expect(trigger.warnings).toEqual([BY_HAND]);
		expect(kept(trigger)).not.toHaveProperty('registration');
	});
});

describe('a node whose registration is chosen otherwise', () => {
	test('by hand no longer: it is registered, and nothing of the other is left', async () => {
		const byHand = await host({ parameters: MANUAL });
		await byHand.activate();
		const trigger = await changed(byHand, {});
		expect(await trigger.isRegistered()).toBe(false);
		await trigger.activate();
		expect(kept(trigger).registration).toMatchObject({ place: 'number' });
		expect(simulator.state.webhook.url).toBe(byHand.urlOf());
	});

	test('by hand from now on', async () => {
		const trigger = await host();
		await trigger.activate();
		const byHand = await changed(trigger, { parameters: MANUAL });
		expect(await byHand.isRegistered()).toBe(false);
		await byHand.activate();
		expect(kept(byHand).registration).toMatchObject({ place: 'manual' });
	});

	test('by hand no longer: what was entered is still there to be removed', async () => {
		const byHand = await host({ parameters: MANUAL });
		await byHand.activate();
		const trigger = await changed(byHand, {});
		await trigger.deactivate();
		expect(trigger.warnings).toEqual([BY_HAND]);
		expect(simulator.log.requests).toEqual([]);
	});

	test('an address entered by hand before is not taken for an earlier registration', async () => {
		const other = 'https://crm.example.com/hook';
		simulator.setWebhook({ url: other, headers: {} });
		const trigger = await host({
			staticData: { [NODE]: { registration: { place: 'manual', url: other, secretHash: '' } } },
		});
		await trigger.activate();
		expect(simulator.state.webhook.url).toBe(other);
		expect(kept(trigger).registration).toMatchObject({ place: 'destination' });
	});
});

describe('what the service refuses is an error of the node, with its advice', () => {
	const refusal = {
		message: 'The number lacks a permission for this. Ask 360dialog support to check it.',
		description: expect.stringContaining('The service’s words: Refused for now') as string,
	};
	const refuse = (path: string) =>
		simulator.faults.add({
			kind: 'answer',
			status: 403,
			body: { error: { code: 10, message: 'Refused for now' } },
			path,
			times: 0,
		});

	test('when it is looked whether it stands, when it is made, and when it is given back', async () => {
		const trigger = await host();
		await trigger.activate();
		refuse('/v1/configs/webhook');
		await expect(trigger.isRegistered()).rejects.toMatchObject({
			name: 'NodeApiError',
			...refusal,
		});
		await expect(trigger.deactivate()).rejects.toMatchObject({ name: 'NodeApiError', ...refusal });
		// It is still to be given back.
		expect(kept(trigger).registration).toMatchObject({ place: 'number' });
		const other = await host({ workflowId: 'other' });
		await expect(other.activate()).rejects.toMatchObject({ name: 'NodeApiError', ...refusal });
		expect(kept(other)).toEqual({});
	});
});

test.each([{}, MANUAL])('deactivating what was never registered: %j', async (parameters) => {
	const trigger = await host({ parameters });
	await trigger.deactivate();
	const { requests } = simulator.log;
	expect(requests.filter(({ method }) => method !== 'GET')).toEqual([]);
	if (parameters === MANUAL) expect(requests).toEqual([]);
	expect(trigger.warnings).toEqual([]);
});

// n8n may show this error in the place of that of the activation.
test('what fails after an activation that failed is written to the log', async () => {
	simulator.faults.add({
		kind: 'answer',
		status: 403,
		body: { error: { code: 10, message: 'Refused for now' } },
		path: '/v1/configs/webhook',
		times: 0,
	});
	const trigger = await host();
	await trigger.deactivate();
	expect(trigger.warnings).toEqual([
		expect.stringMatching(/^WhatsApp Groups Trigger: The number lacks a permission for this\./),
	]);
});

test('the mark says whose it is, and n8n’s own ID is not in it', async () => {
	const trigger = await host({ workflowId: 'w1' });
	await trigger.activate();
	const owner = ownerIn(simulator.state.webhook, [keyFrom(simulator.apiKey)]);
	expect(owner).toMatchObject({
		instance: expect.stringMatching(/^[0-9a-f]{16}$/) as string,
		workflow: 'w1',
	});
});

test('what this process has registered is listened to, though n8n does not answer there yet', async () => {
	const first = await host({ workflowId: 'first' });
	await first.activate();
	// There are others as well.
	await (await host({ workflowId: 'other' })).activate();
	await first.close();
	const second = await host({ workflowId: 'second' });
	await second.activate();
	expect(simulator.state.webhook.url).toBe(first.urlOf());
	expect(kept(second).registration).toMatchObject({ place: 'destination' });
});

test('what this process gave back is listened to no more', async () => {
	const gone = await host({ workflowId: 'gone' });
	await gone.activate();
	const { url = '', headers } = simulator.state.webhook;
	await gone.deactivate();
	await gone.close();
	// n8n ended before it was given back.
	simulator.setWebhook({ url, ...(headers && { headers }) });
	const next = await host({ workflowId: 'next' });
	await next.activate();
	expect(simulator.state.webhook.url).toBe(next.urlOf());
	expect(next.warnings).toEqual([
		`WhatsApp Groups Trigger: The number’s webhook was ${gone.urlOf()}, where this n8n was reached before and nobody answers any more: it was taken over.`,
	]);
});

test('what n8n takes off is listened to no more, whatever became of it at the service', async () => {
	const credentials = { apiKey: simulator.apiKey, baseUrl: simulator.url };
	const gone = await host({ workflowId: 'taken off', credentials });
	await gone.activate();
	Object.defineProperty(credentials, 'apiKey', {
		get() {
			throw new Error('The credential was deleted');
		},
	});
	await expect(gone.deactivate()).rejects.toThrow('The credential was deleted');
	await gone.close();
	const next = await host({ workflowId: 'next' });
	await next.activate();
	expect(simulator.state.webhook.url).toBe(next.urlOf());
});

test('what another workflow has registered by the API key of before is known as its, also between two activations', async () => {
	const credentials = { apiKey: simulator.apiKey, baseUrl: simulator.url };
	const parameters = { whenOccupied: 'fail' };
	const first = await host({ workflowId: 'first', credentials, parameters });
	await first.activate();
	const second = await host({ workflowId: 'second', credentials });
	await second.activate();
	credentials.apiKey = 'another-key-of-the-number';
	simulator.setApiKey(credentials.apiKey);
	for (let count = 0; count < 2; count += 1) {
		await first.deactivate();
		expect(simulator.state.webhook.url).toBe(second.urlOf());
		await expect(first.activate()).rejects.toThrow('is held by the workflow second of');
	}
});

test('the mark of another API key is another system’s', async () => {
	const webhook = { url: 'https://crm.example.com/hook', headers: marked(ME) };
	simulator.setWebhook(webhook);
	const trigger = await host();
	await trigger.activate();
	expect(simulator.state.webhook).toEqual(webhook);
	expect(kept(trigger).registration).toMatchObject({ place: 'destination' });
});

describe('a credential that is for another number now', () => {
	const LEFT = 'WhatsApp Groups Trigger: The credential is for another number now.';

	async function moved() {
		const trigger = await host();
		await trigger.activate();
		const entities = [{ entity_type: 'PHONE_NUMBER', id: '999000999' }];
		const body = { health_status: { can_send_message: 'AVAILABLE', entities } };
		simulator.faults.add({ kind: 'answer', status: 200, body, path: '/health_status', times: 0 });
		const left = `${LEFT} The number with WhatsApp’s ID 106540352242922 still sends its events to ${trigger.urlOf()}, and its API key is not known here any more: set its webhook in the 360dialog Hub.`;
		return { trigger, left };
	}

	test('what that number has at our address is given back, and of the first one it is said', async () => {
		const { trigger, left } = await moved();
		simulator.setWebhook({ url: trigger.urlOf(), headers: { 'X-Other': 'a' } });
		await trigger.deactivate();
		expect(simulator.state.webhook).toEqual({
			url: trigger.urlOf(),
			headers: { 'X-Webhook-Secret': 'released', 'X-Webhook-Released': 'true' },
		});
		expect(trigger.warnings.at(-1)).toBe(left);
	});

	test('it is registered there, and of the first one it is said', async () => {
		const { trigger, left } = await moved();
		simulator.setWebhook({ url: trigger.urlOf(), headers: {} });
		await trigger.activate();
		expect(kept(trigger).registration).toMatchObject({ numberId: '999000999' });
		expect(trigger.warnings).toEqual([left]);
	});

	test('it is not said of the same number', async () => {
		const trigger = await host();
		await trigger.activate();
		simulator.setWebhook({ url: trigger.urlOf(), headers: {} });
		await trigger.activate();
		expect(trigger.warnings).toEqual([]);
	});
});

test('that the service does not tell the number now is no other number', async () => {
	const trigger = await host();
	await trigger.activate();
	expect(kept(trigger).registration).toHaveProperty('numberId');
	simulator.faults.add({ kind: 'answer', status: 403, body: {}, path: '/health_status', times: 0 });
	await trigger.deactivate();
	expect(trigger.warnings.join()).not.toContain('another number');
	expect(simulator.state.webhook.headers).toHaveProperty('X-Webhook-Released');
});

test.each([{}, MANUAL])('n8n is told that all went well: %j', async (parameters) => {
	const trigger = await host({ parameters });
	const { default: methods } = new WhatsAppGroupsTrigger().webhookMethods;
	const results: boolean[] = [];
	for (const step of ['create', 'checkExists', 'delete', 'delete'] as const) {
		results.push(await trigger.hook('production', methods[step]));
	}
	expect(results).toEqual([true, true, true, true]);
});

test.each(['Replace it', ['replace'], ''])(
	'what is none of the choices for an occupied number is refused: %j',
	async (whenOccupied) => {
		simulator.setWebhook({ url: 'https://crm.example.com/hook', headers: {} });
		const trigger = await host({ parameters: { whenOccupied: whenOccupied as string } });
		await expect(trigger.activate()).rejects.toThrow(
			`If Number Is Occupied: ${JSON.stringify(whenOccupied)} is not one of the choices. Choose one, or let the expression give one of addDestination, replace, fail.`,
		);
		expect(simulator.log.requests.filter(({ method }) => method !== 'GET')).toEqual([]);
	},
);

test('what is neither automatic nor manual is refused', async () => {
	const trigger = await host({ parameters: { registration: 'Manual' } });
	await expect(trigger.activate()).rejects.toThrow(
		'Registration: "Manual" is not one of the choices. Choose one, or let the expression give one of automatic, manual.',
	);
	expect(simulator.log.requests).toEqual([]);
});

describe('at a start of n8n, which takes down what it cannot look at', () => {
	/** From now on the service does not let its configuration be read. */
	const hide = () =>
		simulator.faults.add({
			kind: 'answer',
			status: 403,
			body: {},
			times: 0,
			path: '/v1/configs/webhook',
		});

	test.each(['init', 'leadershipChange'] as const)(
		'what stood counts as standing while the service cannot be read: %s',
		async (activation) => {
			const trigger = await host();
			await trigger.activate();
			hide();
			await expect(trigger.isRegistered()).rejects.toThrow();
			expect(await trigger.isRegistered('production', activation)).toBe(true);
			expect(trigger.warnings.join()).toContain('could not be checked whether');
		},
	);

	test('what is beside a workflow that does not answer stands for the time being', async () => {
		simulator.setWebhook({ url: 'https://crm.example.com/hook', headers: {} });
		const trigger = await host();
		await trigger.activate();
		expect(kept(trigger).registration).toMatchObject({ place: 'destination' });
		const headers = marked(STRANGER, { key: keyFrom(simulator.apiKey) });
		simulator.setWebhook({ url: 'http://127.0.0.1:9/webhook/a/webhook', headers });
		expect(await trigger.isRegistered('production', 'init')).toBe(true);
		expect(await trigger.isRegistered('production', 'leadershipChange')).toBe(true);
		expect(await trigger.isRegistered()).toBe(false);
	});

	test('what does not stand is registered anew', async () => {
		const trigger = await host();
		await trigger.activate();
		simulator.setWebhook({ url: trigger.urlOf(), headers: {} });
		expect(await trigger.isRegistered('production', 'init')).toBe(false);
	});

	test('what was never registered, or at another address, is registered', async () => {
		const trigger = await host();
		expect(await trigger.isRegistered('production', 'init')).toBe(false);
		await trigger.activate();
		const moved = await host({ staticData: trigger.staticData.production });
		hide();
		expect(await moved.isRegistered('production', 'init')).toBe(false);
	});
});

describe('the secret before', () => {
	const post = async (trigger: TriggerHost, secret: string) =>
		await fetch(trigger.urlOf(), {
			method: 'POST',
			headers: { 'Content-Type': 'application/json', 'X-Webhook-Secret': secret },
			body: JSON.stringify({ object: 'whatsapp_business_account', entry: [] }),
		});
	const secretAtService = () => simulator.state.webhook.headers?.['X-Webhook-Secret'] ?? '';

	test('is good for what is under way while a change is published', async () => {
		const trigger = await host();
		await trigger.activate();
		const before = secretAtService();
		await trigger.deactivate();
		await trigger.activate();
		expect(secretAtService()).not.toBe(before);
		const looks = simulator.log.requests.length;
		expect((await post(trigger, before)).status).toBe(200);
		expect((await post(trigger, secretAtService())).status).toBe(200);
		expect(simulator.log.requests).toHaveLength(looks);
	});

	test('is good as well when it is registered anew without having been given back', async () => {
		const trigger = await host();
		await trigger.activate();
		const before = secretAtService();
		simulator.setWebhook({ url: trigger.urlOf(), headers: {} });
		await trigger.activate();
		expect(secretAtService()).not.toBe(before);
		const looks = simulator.log.requests.length;
		expect((await post(trigger, before)).status).toBe(200);
		expect(simulator.log.requests).toHaveLength(looks);
	});

	test('is what a place that had to be left goes on with', async () => {
		const trigger = await host();
		await trigger.activate();
		const before = secretAtService();
		await trigger.deactivate();
		expect(simulator.state.webhook.headers).toEqual({
			'X-Webhook-Secret': before,
			'X-Webhook-Released': 'true',
		});
	});
});

test('another API key makes another header to enter, which n8n’s log says', async () => {
	const trigger = await host({ parameters: MANUAL });
	const { default: methods } = new WhatsAppGroupsTrigger().webhookMethods;
	await trigger.activate();
	await trigger.hook('production', methods.create);
	expect(trigger.warnings).toEqual([]);
	const renewed = await changed(trigger, {
		parameters: MANUAL,
		credentials: { apiKey: 'another key', baseUrl: simulator.url },
	});
	await renewed.activate();
	expect(renewed.warnings.join()).toContain('enter it anew in the 360dialog Hub');
	const { earlier } = kept(renewed);
	expect(earlier?.secretHash).toBe(hashSecret(await trigger.manualSecret()));
	// It stays the secret before, however often the same one is registered since.
	await renewed.hook('production', methods.create);
	expect(kept(renewed)).toMatchObject({ earlier });
});

test('a signature is not required where the credential has nothing to check it by', async () => {
	const trigger = await host({ parameters: { options: { requireSignature: true } } });
	await expect(trigger.activate()).rejects.toThrow(
		'Require Signature is on, but the credential has no Platform Secret, so that no delivery would be taken. Enter the Platform Secret in the credential, or switch Require Signature off.',
	);
	expect(simulator.log.requests).toEqual([]);
});
