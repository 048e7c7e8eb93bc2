import { WhatsAppGroupsTrigger } from '../../../nodes/WhatsAppGroups/WhatsAppGroupsTrigger.node';
import { hashSecret } from '../../../nodes/WhatsAppGroups/secrets/secret';
import { startSimulator, type Simulator } from '../../simulator';
import type { TriggerHost, TriggerHostOptions } from '../../support/triggerHost';
import { Triggers } from '../delivery/triggers';

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

/** What the node keeps in n8n's database. */
function kept(trigger: TriggerHost) {
	return trigger.staticData.production[NODE] as { registration?: Record<string, unknown> };
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
		expect(secret).toBe('06285953309db63af437750005ef81348b25298d8479d85449180c93c42b2431');
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
		expect(trigger.warnings).toEqual([
			'WhatsApp Groups Trigger: The webhook was entered by hand: remove it in the 360dialog Hub, or events go on coming to this address.',
		]);
		expect(kept(trigger)).toEqual({});
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

test('deactivating what was never registered changes nothing', async () => {
	const trigger = await host();
	await trigger.deactivate();
	expect(simulator.log.requests.filter(({ method }) => method !== 'GET')).toEqual([]);
	expect(trigger.warnings).toEqual([]);
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
		await expect(trigger.activate()).rejects.toThrow('If Number Is Occupied: ');
		expect(simulator.log.requests.filter(({ method }) => method !== 'GET')).toEqual([]);
	},
);

test('what is neither automatic nor manual is refused', async () => {
	const trigger = await host({ parameters: { registration: 'Manual' } });
	await expect(trigger.activate()).rejects.toThrow('Registration: "Manual" is none of the choices');
	expect(simulator.log.requests).toEqual([]);
});
