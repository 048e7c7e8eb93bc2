import { readFileSync } from 'node:fs';
import path from 'node:path';

import type { INodeParameters } from 'n8n-workflow';

import { WhatsAppGroupsApi } from '../../../credentials/WhatsAppGroupsApi.credentials';
import { WhatsAppGroups } from '../../../nodes/WhatsAppGroups/WhatsAppGroups.node';
import { WhatsAppGroupsTrigger } from '../../../nodes/WhatsAppGroups/WhatsAppGroupsTrigger.node';
import { demoSeeds, startSimulator, type Simulator } from '../../simulator';
import { Engine, NODE_TYPE, type RunOptions, type WorkflowJson } from '../../support/engine';
import { TriggerHost } from '../../support/triggerHost';

const TRIGGER_TYPE = 'n8n-nodes-whatsapp-groups.whatsAppGroupsTrigger';
const ANA = '447700900120';

let simulator: Simulator;
let host: TriggerHost;
const failures: unknown[] = [];

/** An example as a user has it after importing it, active, with what it needs in the simulator. */
async function activate(
	file: string,
	change: (workflow: WorkflowJson) => void = () => {},
	onSubWorkflow?: RunOptions['onSubWorkflow'],
) {
	simulator = await startSimulator({
		allowLoopbackWebhooks: true,
		templates: demoSeeds().templates,
		people: [{ waId: ANA, name: 'Ana' }],
	});
	const credentials = { apiKey: simulator.apiKey, baseUrl: simulator.url };
	const workflow = JSON.parse(
		readFileSync(path.resolve(__dirname, '../../../examples', file), 'utf8'),
	) as WorkflowJson;
	change(workflow);
	const trigger = workflow.nodes.find(({ type }) => type === TRIGGER_TYPE);
	if (!trigger) throw new Error(`${file} has no trigger`);
	const engine = new Engine({
		nodeTypes: {
			[NODE_TYPE]: new WhatsAppGroups(),
			[TRIGGER_TYPE]: new WhatsAppGroupsTrigger(),
		},
		credentialType: new WhatsAppGroupsApi(),
		credentials,
	});
	host = await TriggerHost.start({
		trigger: new WhatsAppGroupsTrigger(),
		credentialType: new WhatsAppGroupsApi(),
		credentials,
		parameters: trigger.parameters as INodeParameters,
		workflowId: file,
		onExecution: async (input) => {
			const result = await engine.run(workflow, { startNode: trigger.name, input, onSubWorkflow });
			if (result.error) failures.push(result.error);
		},
	});
	await host.activate();
}

function textsTo(groupId: string): string[] {
	return simulator.log
		.sentTo(groupId)
		.filter(({ type }) => type === 'text')
		.map(({ body }) => (body as { text: { body: string } }).text.body);
}

afterEach(async () => {
	await host.close();
	await simulator.close();
	expect(failures.splice(0)).toEqual([]);
});

test('welcome-who-joins greets a newcomer with the template', async () => {
	await activate('welcome-who-joins.json');
	const group = simulator.control.addGroup({ subject: 'Book Club' });
	simulator.control.join(simulator.control.inviteLink(group.id), ANA);
	await simulator.idle();
	expect(simulator.log.sentTo(group.id)).toEqual([
		expect.objectContaining({
			type: 'template',
			body: expect.objectContaining({
				template: expect.objectContaining({ name: 'welcome', language: { code: 'en_US' } }),
			}),
		}),
	]);
});

test('answer-in-group answers the question, by name, and nothing else', async () => {
	await activate('answer-in-group.json');
	const group = simulator.control.addGroup({ subject: 'Shop', members: [ANA] });
	simulator.control.sendText(group.id, ANA, 'Good morning');
	simulator.control.sendText(group.id, ANA, 'When do you OPEN?');
	simulator.control.sendMedia(group.id, ANA, { type: 'image', caption: 'open?' });
	await simulator.idle();
	expect(textsTo(group.id)).toEqual(['Hello Ana, we are open from 8 am to 6 pm.']);
});

test('alert-on-trouble tells the team of a suspended group, and nobody of the team’s own', async () => {
	let teamId = '';
	await activate('alert-on-trouble.json', (workflow) => {
		teamId = simulator.control.addGroup({ subject: 'Team', members: [ANA] }).id;
		simulator.control.addTemplate({
			name: 'team_alert',
			components: [{ type: 'BODY', text: 'Trouble: {{1}} Please have a look.' }],
		});
		const text = JSON.stringify(workflow).replaceAll('TEAM_GROUP_ID', teamId);
		Object.assign(workflow, JSON.parse(text));
	});
	const group = simulator.control.addGroup({ subject: 'Trouble', members: [ANA] });
	simulator.control.suspend(group.id);
	await simulator.idle();
	const alerts = simulator.log.sentTo(teamId).map(({ body }) => JSON.stringify(body));
	expect(alerts).toEqual([expect.stringContaining(`WhatsApp suspended a group: ${group.id}.`)]);
	simulator.control.suspend(teamId);
	await simulator.idle();
	expect(simulator.log.sentTo(teamId)).toHaveLength(1);
});

test('one-trigger-for-many-workflows starts each workflow with the events that are its own', async () => {
	const started: unknown[] = [];
	let teamId = '';
	await activate(
		'one-trigger-for-many-workflows.json',
		(workflow) => {
			teamId = simulator.control.addGroup({ subject: 'Team', members: [ANA] }).id;
			const text = JSON.stringify(workflow).replaceAll('TEAM_GROUP_ID', teamId);
			Object.assign(workflow, JSON.parse(text));
		},
		(name, { error, json }) => {
			const [{ groupId, event }] = json('What this workflow does');
			started.push([name, groupId, event, error]);
		},
	);
	const group = simulator.control.addGroup({ subject: 'Other', members: [ANA] });
	simulator.control.sendText(group.id, ANA, 'Hello');
	await simulator.idle();
	expect(started.splice(0)).toEqual([
		['Workflow for messages', group.id, 'messageReceived', undefined],
	]);
	simulator.control.leave(group.id, ANA);
	await simulator.idle();
	expect(started.splice(0)).toEqual([
		['Workflow for people', group.id, 'participantLeft', undefined],
	]);
	simulator.control.sendText(teamId, ANA, 'Hello team');
	await simulator.idle();
	expect(started.sort()).toEqual([
		['Workflow for messages', teamId, 'messageReceived', undefined],
		['Workflow for our team', teamId, 'messageReceived', undefined],
	]);
});
