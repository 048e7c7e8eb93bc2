/** Require Signature: a workflow that takes nothing says so. */
import { createHmac } from 'node:crypto';

import type { INodeParameters } from 'n8n-workflow';
import { request } from 'undici';

import { startSimulator, type Simulator } from '../../simulator';
import type { TriggerHost } from '../../support/triggerHost';
import { Triggers } from './triggers';

let simulator: Simulator;
let host: TriggerHost;
let workflows = 0;

const triggers = new Triggers(() => simulator);

async function start(platformSecret: string, requireSignature: INodeParameters[string]) {
	simulator = await startSimulator({ allowLoopbackWebhooks: true });
	host = await triggers.start({
		credentials: { apiKey: simulator.apiKey, baseUrl: simulator.url, platformSecret },
		parameters: { options: { requireSignature } },
		workflowId: `signed-${(workflows += 1)}`,
	});
	await host.activate();
}

afterEach(async () => {
	await triggers.close();
	await simulator.close();
});

const MESSAGE = { from: '16505551001', group_id: 'GROUP', id: 'wamid.1', type: 'text' };
const BODY = JSON.stringify({
	entry: [{ changes: [{ field: 'messages', value: { messages: [MESSAGE] } }] }],
});

async function post(headers: Record<string, string>): Promise<number> {
	const secret = simulator.state.webhook.headers?.['X-Webhook-Secret'] ?? '';
	const answer = await request(host.urlOf(), {
		method: 'POST',
		headers: { 'content-type': 'application/json', 'x-webhook-secret': secret, ...headers },
		body: BODY,
	});
	await answer.body.dump();
	return answer.statusCode;
}

test.each<[string, string, INodeParameters[string]]>([
	['as a text', '', '={{ "true" }}'],
	['as a number', '', '={{ 1 }}'],
	['with a secret of blanks', '  ', true],
])(
	'switched on %s without a secret, the workflow is not activated',
	async (_how, secret, value) => {
		await expect(start(secret, value)).rejects.toThrow('Require Signature is on');
	},
);

test('blanks around the platform secret are none of it', async () => {
	await start(' secret\n', true);
	const signature = createHmac('sha256', 'secret').update(BODY).digest('hex');
	expect(await post({ 'x-360dialog-signature': signature })).toBe(200);
});

test('a delivery that is refused is told in the log, once', async () => {
	await start('secret', true);
	expect(await post({})).toBe(401);
	expect(await post({ 'x-360dialog-signature': 'wrong' })).toBe(401);
	expect(host.warnings).toEqual([
		expect.stringContaining('without a signature or with a wrong one'),
	]);
});
