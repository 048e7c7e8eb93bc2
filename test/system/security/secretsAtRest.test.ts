/** What n8n stores of a workflow, in its database and in exports, holds no secret. */
import type { INodeParameters } from 'n8n-workflow';

import { WhatsAppGroupsApi } from '../../../credentials/WhatsAppGroupsApi.credentials';
import { WhatsAppGroups } from '../../../nodes/WhatsAppGroups/WhatsAppGroups.node';
import { WhatsAppGroupsTrigger } from '../../../nodes/WhatsAppGroups/WhatsAppGroupsTrigger.node';
import { startSimulator, type Simulator, type SimulatorOptions } from '../../simulator';
import { TriggerHost } from '../../support/triggerHost';
import { KEY } from './everyOperation';

const SIGNING = 'what-the-Partner-Hub-signs-with';
const OTHER = { url: 'https://crm.example.com/hook', headers: { 'X-Other': 'theirs' } };

let simulator: Simulator;
const hosts: TriggerHost[] = [];

async function activate(
	parameters: INodeParameters,
	options: SimulatorOptions = {},
	apiKey = KEY,
): Promise<TriggerHost> {
	simulator = await startSimulator({
		apiKey: KEY,
		allowLoopbackWebhooks: true,
		...options,
		switches: { multiWebhookDelayMs: 0, webhookConfigDelayMs: 0 },
	});
	const host = await TriggerHost.start({
		trigger: new WhatsAppGroupsTrigger(),
		credentialType: new WhatsAppGroupsApi(),
		credentials: { apiKey, baseUrl: simulator.url, platformSecret: SIGNING },
		parameters,
	});
	hosts.push(host);
	await host.activate();
	return host;
}

afterEach(async () => {
	await Promise.all(hosts.splice(0).map(async (host) => await host.close()));
	await simulator?.close();
});

/** Our secret, wherever 360dialog keeps it. */
function registeredSecret(): string | undefined {
	const { webhook, multiWebhook } = simulator.state;
	return [webhook, ...multiWebhook.destinations]
		.map(({ headers }) => headers?.['X-Webhook-Secret'])
		.find((secret) => secret !== undefined);
}

test.each<[string, INodeParameters, SimulatorOptions]>([
	['a free number', {}, {}],
	['an extra destination', { whenOccupied: 'addDestination' }, { webhook: OTHER }],
	['a number that is taken over', { whenOccupied: 'replace' }, { webhook: OTHER }],
])('%s: the stored data hold neither the key nor a secret', async (_name, parameters, options) => {
	const host = await activate(parameters, options);
	const secret = registeredSecret();
	expect(secret).toMatch(/^[0-9a-f]{64}$/);
	const stored = JSON.stringify(host.staticData);
	expect(stored).toContain('secretHash');
	for (const hidden of [KEY, SIGNING, String(secret)]) expect(stored).not.toContain(hidden);
});

test('a registration by hand: the stored data hold neither the key nor the secret', async () => {
	const host = await activate({ registration: 'manual' });
	const secret = await host.manualSecret();
	expect(secret).toMatch(/^[0-9a-z]{40,50}$/);
	const stored = JSON.stringify(host.staticData);
	expect(stored).toContain('secretHash');
	for (const hidden of [KEY, SIGNING, secret]) expect(stored).not.toContain(hidden);
});

test.each(['', '  '])(
	'without an API key (%j) there is no secret by hand, which anybody could make',
	async (apiKey) => {
		await expect(activate({ registration: 'manual' }, {}, apiKey)).rejects.toThrow(
			'The credential has no API key',
		);
		const [host] = hosts;
		expect(JSON.stringify(host.staticData)).not.toContain('secretHash');
		await expect(host.manualSecret()).rejects.toThrow('The credential has no API key');
	},
);

test('what is entered in the header’s list is its default, and not the secret that it shows', async () => {
	const { methods } = new WhatsAppGroupsTrigger();
	const context = { getCredentials: async () => await Promise.resolve({ apiKey: KEY }) };
	const shown = await methods.resourceMapping.manualHeader.call(context as never);
	expect(shown).toEqual({
		fields: [],
		emptyFieldsNotice: expect.stringMatching(
			/^<b>X-Webhook-Secret<\/b>: [0-9a-z]{40,50}<br>/,
		) as string,
	});
});

test('secrets are entered in the credential only, and there as passwords', () => {
	const isSecret = ({ name }: { name: string }) => /key|secret|password|token/i.test(name);
	const { properties } = new WhatsAppGroupsApi();
	const secrets = properties.filter(isSecret);
	expect(secrets.map(({ name }) => name)).toEqual(['apiKey', 'platformSecret']);
	for (const { typeOptions } of secrets) expect(typeOptions?.password).toBe(true);
	for (const node of [new WhatsAppGroups(), new WhatsAppGroupsTrigger()]) {
		expect(node.description.properties.filter(isSecret)).toEqual([]);
	}
});
