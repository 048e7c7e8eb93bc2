/** Deliveries by somebody who does not know the secret, or who has recorded one that was good. */
import { createHmac } from 'node:crypto';

import type { INodeParameters, IWebhookFunctions } from 'n8n-workflow';
import { request } from 'undici';

import { WhatsAppGroupsApi } from '../../../credentials/WhatsAppGroupsApi.credentials';
import { deliver } from '../../../nodes/WhatsAppGroups/delivery/deliver';
import { hashSecret } from '../../../nodes/WhatsAppGroups/secrets/secret';
import { WhatsAppGroupsTrigger } from '../../../nodes/WhatsAppGroups/WhatsAppGroupsTrigger.node';
import { TriggerHost } from '../../support/triggerHost';

const SIGNING = 'what the Partner Hub signs with';

let host: TriggerHost;
let workflows = 0;

/** A trigger that was registered by hand: it needs no service. */
async function start(parameters: INodeParameters = {}): Promise<void> {
	host = await TriggerHost.start({
		trigger: new WhatsAppGroupsTrigger(),
		credentialType: new WhatsAppGroupsApi(),
		credentials: { apiKey: 'key', baseUrl: 'https://service.test', platformSecret: SIGNING },
		parameters: { registration: 'manual', ...parameters },
		workflowId: `deliveries-${(workflows += 1)}`,
	});
	await host.activate();
}

afterEach(async () => await host?.close());

function message(text: string): string {
	const messages = [
		{
			from: '16505551001',
			group_id: 'GROUP',
			id: `wamid.${text}`,
			type: 'text',
			text: { body: text },
		},
	];
	return JSON.stringify({ entry: [{ changes: [{ field: 'messages', value: { messages } }] }] });
}

async function signed(body: string): Promise<Record<string, string>> {
	return {
		'content-type': 'application/json',
		'x-webhook-secret': await host.manualSecret(),
		'x-360dialog-signature': createHmac('sha256', SIGNING).update(body).digest('hex'),
	};
}

async function post(body: string, headers: Record<string, string>): Promise<number> {
	const { statusCode, body: answer } = await request(host.urlOf(), {
		method: 'POST',
		headers,
		body,
	});
	await answer.dump();
	return statusCode;
}

test('a delivery without the secret is refused before anything of its body is read', async () => {
	const answers: number[] = [];
	const response = {
		status: (status: number) => {
			answers.push(status);
			return { json: () => {} };
		},
	};
	const registration = { place: 'manual', url: '', secretHash: hashSecret('the secret') };
	const context: Partial<Record<keyof IWebhookFunctions, unknown>> = {
		logger: { warn: () => {} },
		getWorkflowStaticData: () => ({ registration }),
		getNodeParameter: () => 'manual',
		getMode: () => 'webhook',
		getHeaderData: () => ({ 'x-webhook-secret': 'a guess' }),
		getWorkflow: () => ({ id: 'workflow' }),
		getNode: () => ({ id: 'node', name: 'Trigger' }),
		getResponseObject: () => response,
	};
	// What else it asked n8n for, the body first of all, would be missing here and throw.
	const onRecord = {
		atService: async () => await Promise.reject(new Error('No service is asked')),
		byHand: async () => await Promise.resolve([registration.secretHash]),
	};
	const result = await deliver(context as unknown as IWebhookFunctions, onRecord);
	expect(answers).toEqual([401]);
	expect(result).toEqual({ noWebhookResponse: true });
});

test('guesses of the secret leave nothing behind', async () => {
	await start();
	const before = JSON.stringify(host.staticData);
	for (let guess = 0; guess < 100; guess += 1) {
		const headers = { ...(await signed('{}')), 'x-webhook-secret': `guess ${guess}` };
		expect(await post(message(String(guess)), headers)).toBe(401);
	}
	expect(JSON.stringify(host.staticData)).toBe(before);
	expect(host.executions).toEqual([]);
	expect(await post(message('50'), await signed(message('50')))).toBe(200);
	expect(host.events().map(({ text }) => text)).toEqual(['50']);
});

test.each([false, true])(
	'a recorded delivery that is played back starts nothing (signature required: %p)',
	async (requireSignature) => {
		await start({ options: { requireSignature } });
		const body = message('once');
		const headers = await signed(body);
		for (let time = 0; time < 5; time += 1) expect(await post(body, headers)).toBe(200);
		expect(host.events().map(({ text }) => text)).toEqual(['once']);
	},
);

test('a recorded signature is good for no other body, not even for one that says the same', async () => {
	await start({ options: { requireSignature: true } });
	const headers = await signed(message('one'));
	expect(await post(message('two'), headers)).toBe(401);
	expect(await post(` ${message('one')}`, headers)).toBe(401);
	expect(host.executions).toEqual([]);
});

test('where a signature is required and the credential has no platform secret, nothing is accepted', async () => {
	host = await TriggerHost.start({
		trigger: new WhatsAppGroupsTrigger(),
		credentialType: new WhatsAppGroupsApi(),
		credentials: { apiKey: 'key', baseUrl: 'https://service.test' },
		parameters: { registration: 'manual', options: { requireSignature: true } },
	});
	await expect(host.activate()).rejects.toThrow('the credential has no Platform Secret');
	const registration = { secretHash: hashSecret(await host.manualSecret()) };
	host.staticData.production = { 'node:WhatsApp Groups Trigger': { registration } };
	const body = message('one');
	const unsigned = createHmac('sha256', '').update(body).digest('hex');
	const headers = { ...(await signed(body)), 'x-360dialog-signature': unsigned };
	expect(await post(body, headers)).toBe(401);
	expect(host.executions).toEqual([]);
});
