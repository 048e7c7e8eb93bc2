/** Workflows that answer the failure of a message by a message, where every message fails. */
import { readFileSync } from 'node:fs';
import path from 'node:path';

import type { IDataObject, INodeParameters } from 'n8n-workflow';
import { request } from 'undici';

import { WhatsAppGroupsApi } from '../../../credentials/WhatsAppGroupsApi.credentials';
import { WhatsAppGroups } from '../../../nodes/WhatsAppGroups/WhatsAppGroups.node';
import { WhatsAppGroupsTrigger } from '../../../nodes/WhatsAppGroups/WhatsAppGroupsTrigger.node';
import { startSimulator, type Simulator, type SimulatorOptions } from '../../simulator';
import { Engine, NODE_TYPE, type WorkflowJson } from '../../support/engine';
import { TriggerHost } from '../../support/triggerHost';
import { byId, byName } from '../../support/world';

const ANA = '16505551001';
const NOBODY = '16505551009';
/** More runs than that are a loop. */
const ENOUGH = 20;
const TRIGGER = 'WhatsApp Groups Trigger';
const TRIGGER_TYPE = `${NODE_TYPE}Trigger`;

/**
 * The node as a worker has it: what it remembers is not known here. It is loaded with this file, because
 * the mutation test would take all that runs while it is loaded for work of the test that loads it.
 */
let Elsewhere = WhatsAppGroups;
jest.isolateModules(() => {
	({ WhatsAppGroups: Elsewhere } = jest.requireActual<
		typeof import('../../../nodes/WhatsAppGroups/WhatsAppGroups.node')
	>('../../../nodes/WhatsAppGroups/WhatsAppGroups.node'));
});

let simulator: Simulator;
const hosts: TriggerHost[] = [];
let workflows = 0;

beforeEach(() => (workflows += 1));

afterEach(async () => {
	await Promise.all(hosts.splice(0).map(async (host) => await host.close()));
	await simulator.close();
});

/** A number whose one group has been silent for a day: each text to it fails afterwards. */
async function startService(options: SimulatorOptions = {}): Promise<string> {
	simulator = await startSimulator({
		allowLoopbackWebhooks: true,
		people: [
			{ waId: ANA, name: 'Ana' },
			{ waId: NOBODY, onWhatsApp: false },
		],
		delivery: { retryBaseMs: 5, retryMaxMs: 50 },
		...options,
		switches: { multiWebhookDelayMs: 0, webhookConfigDelayMs: 0, ...options.switches },
	});
	return simulator.control.addGroup({ subject: 'Team', members: [ANA] }).id;
}

/** An active workflow, which n8n's engine runs for each delivery. */
async function activate(
	workflow: WorkflowJson,
	trigger: INodeParameters,
	workflowId = `workflow ${workflows}`,
): Promise<TriggerHost> {
	const credentials = { apiKey: simulator.apiKey, baseUrl: simulator.url };
	const credentialType = new WhatsAppGroupsApi();
	const engine = new Engine({
		nodeTypes: {
			[NODE_TYPE]: new WhatsAppGroups(),
			[TRIGGER_TYPE]: new WhatsAppGroupsTrigger(),
		},
		credentialType,
		credentials,
	});
	let runs = 0;
	const host = await TriggerHost.start({
		trigger: new WhatsAppGroupsTrigger(),
		credentialType,
		credentials,
		parameters: trigger,
		workflowId,
		onExecution: async (input) => {
			runs += 1;
			if (runs > ENOUGH) return;
			const result = await engine.run(
				{ ...workflow, id: workflowId },
				{ startNode: TRIGGER, input },
			);
			expect(result.error).toBeUndefined();
		},
	});
	hosts.push(host);
	await host.activate();
	return host;
}

/** The trigger, and behind it one operation. */
function answering(parameters: INodeParameters): WorkflowJson {
	const credentials = { whatsAppGroupsApi: { id: '1', name: 'simulator' } };
	return {
		nodes: [
			{
				name: TRIGGER,
				type: TRIGGER_TYPE,
				typeVersion: 1.1,
				position: [0, 0],
				parameters: {},
				credentials,
			},
			{
				name: 'Answer',
				type: NODE_TYPE,
				typeVersion: 1,
				position: [200, 0],
				parameters,
				credentials,
			},
		],
		connections: { [TRIGGER]: { main: [[{ node: 'Answer', type: 'main', index: 0 }]] } },
	};
}

/** One that reacts without a message. */
const looking = (groupId: string): WorkflowJson =>
	answering({ resource: 'group', operation: 'get', groupId: byId(groupId), options: {} });

/** One operation in an execution of a workflow. */
async function sendAs(
	id: string,
	node: WhatsAppGroups,
	parameters: INodeParameters,
): Promise<void> {
	const engine = new Engine({
		nodeTypes: { [NODE_TYPE]: node, [TRIGGER_TYPE]: new WhatsAppGroupsTrigger() },
		credentialType: new WhatsAppGroupsApi(),
		credentials: { apiKey: simulator.apiKey, baseUrl: simulator.url },
	});
	const result = await engine.run({ ...answering(parameters), id }, { startNode: TRIGGER });
	expect(result.error).toBeUndefined();
	await simulator.idle();
}

/** Another system writes to the group, and WhatsApp tells that it failed. */
async function somebodyFails(groupId: string): Promise<void> {
	const { statusCode, body } = await request(`${simulator.url}/messages`, {
		method: 'POST',
		headers: { 'D360-API-KEY': simulator.apiKey, 'content-type': 'application/json' },
		body: JSON.stringify({
			messaging_product: 'whatsapp',
			recipient_type: 'group',
			to: groupId,
			type: 'text',
			text: { body: 'Is anybody there?' },
		}),
	});
	expect(statusCode).toBe(200);
	await body.dump();
	await simulator.idle();
}

const text = (groupId: string, options: INodeParameters = {}): INodeParameters => ({
	resource: 'message',
	operation: 'send',
	groupId: byId(groupId),
	text: 'It failed',
	options,
});

const onFailure = (options: IDataObject = {}) =>
	({ events: ['messageFailed', 'invitationFailed'], options }) as INodeParameters;

test('the example that alerts on trouble answers the trouble of others, and not its own', async () => {
	const groupId = await startService({
		templates: [
			{ name: 'team_alert', components: [{ type: 'BODY', text: 'Look: {{1}} Thanks.' }] },
		],
	});
	const { id: team } = simulator.control.addGroup({ subject: 'Team', members: [ANA] });
	const file = path.resolve(__dirname, '../../../examples/alert-on-trouble.json');
	const json = readFileSync(file, 'utf8').replaceAll('TEAM_GROUP_ID', team);
	const example = JSON.parse(json) as WorkflowJson;
	const { parameters } = example.nodes.find(({ type }) => type === TRIGGER_TYPE) ?? {};
	const host = await activate(example, parameters as INodeParameters);
	await somebodyFails(groupId);
	expect(host.executions).toHaveLength(1);
	expect(simulator.log.sentTo(team)).toHaveLength(1);
	await somebodyFails(groupId);
	expect(host.executions).toHaveLength(2);
	// What the team was told fails as well, since nobody of it can be reached any more.
	await somebodyFails(team);
	expect(host.executions).toHaveLength(2);
});

describe('is not started by its own, however that is known', () => {
	test.each<[string, SimulatorOptions, INodeParameters]>([
		['told before the answer of the call', { switches: { webhookTiming: 'before' } }, {}],
		['not echoed by the service', { switches: { echoCallbackData: false } }, {}],
		['with tracking data of the user’s', {}, { trackingData: 'order 7' }],
	])('%s', async (_name, options, messageOptions) => {
		const groupId = await startService(options);
		const host = await activate(answering(text(groupId, messageOptions)), onFailure());
		await somebodyFails(groupId);
		expect(host.executions).toHaveLength(1);
	});

	test('by a process that has sent nothing itself', async () => {
		const groupId = await startService();
		const host = await activate(answering(text(groupId)), onFailure(), `sender ${workflows}`);
		const other = await activate(looking(groupId), onFailure(), `other ${workflows}`);
		expect(Elsewhere).not.toBe(WhatsAppGroups);
		await sendAs(`sender ${workflows}`, new Elsewhere(), text(groupId));
		expect(host.executions).toEqual([]);
		expect(other.executions).toHaveLength(1);
	});

	test('by an invitation', async () => {
		const groupId = await startService();
		simulator.control.addTemplate({
			name: 'welcome',
			components: [{ type: 'BODY', text: 'Come in: {{1}}' }],
		});
		const inviting = answering({
			resource: 'invite',
			operation: 'send',
			groupId: byId(groupId),
			recipients: `+${NOBODY}`,
			inviteMethod: 'template',
			template: byName('welcome'),
			options: { inviteVariableType: 'link', inviteVariable: '1' },
		});
		const host = await activate(inviting, onFailure());
		await somebodyFails(groupId);
		expect(host.executions).toHaveLength(1);
		expect(simulator.log.sentTo(NOBODY)).toHaveLength(1);
	});
});

test('another workflow hears of it', async () => {
	const groupId = await startService();
	const one = await activate(answering(text(groupId)), onFailure(), `one ${workflows}`);
	const other = await activate(looking(groupId), onFailure(), `other ${workflows}`);
	await somebodyFails(groupId);
	expect(one.executions).toHaveLength(1);
	expect(other.executions).toHaveLength(2);
});

test('with Own Failed Messages on it is started by them', async () => {
	const groupId = await startService();
	const host = await activate(answering(text(groupId)), onFailure({ ownFailures: true }));
	await somebodyFails(groupId);
	expect(host.executions.length).toBeGreaterThan(ENOUGH);
});

test('what is told of a message says nothing of the mark, and the mark nothing of the workflow', async () => {
	const groupId = await startService();
	const workflowId = `sender ${workflows}`;
	const host = await activate(looking(groupId), onFailure({ ownFailures: true }), workflowId);
	await sendAs(workflowId, new WhatsAppGroups(), text(groupId));
	await sendAs(workflowId, new WhatsAppGroups(), text(groupId, { trackingData: 'order 7' }));
	const [plain, tracked] = host.events();
	expect(plain).toMatchObject({ event: 'messageFailed', groupId });
	expect(JSON.stringify(plain)).not.toContain('n8n-whatsapp-groups');
	expect(tracked).toMatchObject({ trackingData: 'order 7' });
	const [first, second] = simulator.log.sentTo(groupId).map(({ body }) => body);
	expect(first.biz_opaque_callback_data).toMatch(/^n8n-whatsapp-groups:by:[0-9a-f]{16}$/);
	expect(second.biz_opaque_callback_data).toBe('order 7');
});
