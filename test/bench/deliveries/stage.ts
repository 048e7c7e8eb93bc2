/* eslint-disable @n8n/community-nodes/no-restricted-imports, @n8n/community-nodes/require-node-api-error --
   a measuring tool, never part of the package: it starts n8n */
/** A real n8n with all contenders active in it at once. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

import type { IConnections, INode } from 'n8n-workflow';

import { N8nClient } from '../../n8n/client';
import { saveCredentialOf } from '../../n8n/credential';
import { installN8n } from '../../n8n/installation';
import { freePorts } from '../../n8n/ports';
import { N8nProcess } from '../../n8n/server';
import { installPackage } from '../../n8n/userFolder';
import { N8N_VERSION } from '../../n8n/versions';
import { startSimulator } from '../../simulator';
import type { Report } from '../section';
import { installNullTrigger, NULL_TRIGGER } from './nullTrigger';

/** A workflow that gets deliveries. */
export interface Contender {
	name: string;
	workflowId: string;
	url: string;
	headers: Record<string, string>;
	/** Whether n8n starts an execution for what the workflow does not want. */
	startsForAll: boolean;
}

export interface Stage {
	contenders: Contender[];
	/** How many executions a workflow has had, once none of any is under way any more. */
	executionsOf(contender: Contender): Promise<number>;
	close(): Promise<void>;
}

export const OURS = 'WhatsApp Groups Trigger';
export const WEBHOOK = 'Webhook and IF';
export const FLOOR = 'Null trigger, version 1.1';

const POLL_MS = 50;

export async function openStage(
	environment: Record<string, string>,
	report: Report,
): Promise<Stage> {
	const closing: Array<() => Promise<void>> = [];
	const close = async () => {
		for (const step of closing.splice(0).reverse()) await step();
	};
	try {
		const installation = await installN8n(N8N_VERSION, report);
		const userFolder = await mkdtemp(path.join(tmpdir(), 'whatsapp-groups-bench-'));
		closing.push(async () => await rm(userFolder, { recursive: true, force: true }));
		await installPackage(userFolder);
		await installNullTrigger(userFolder);
		const simulator = await startSimulator({
			allowLoopbackWebhooks: true,
			switches: { webhookConfigDelayMs: 0 },
		});
		closing.push(async () => await simulator.close());
		const [port, brokerPort] = await freePorts(2);
		const logFile = path.join(userFolder, 'n8n.log');
		const n8n = await N8nProcess.start({
			installation,
			userFolder,
			port,
			brokerPort,
			logFile,
			environment,
		});
		closing.push(async () => await n8n.stop());
		const client = await N8nClient.signIn(n8n.url);
		const { id, name } = await saveCredentialOf(simulator, client);
		const trigger = node(OURS, 'n8n-nodes-whatsapp-groups.whatsAppGroupsTrigger', 1.1, {
			events: ['messageReceived'],
			options: {},
		});
		trigger.credentials = { whatsAppGroupsApi: { id, name } };
		const activate = async (contender: string, nodes: INode[], connections: IConnections = {}) => {
			const settings = { executionOrder: 'v1' };
			const saved = await client.saveWorkflow({ name: contender, nodes, connections, settings });
			await client.activate(saved.id);
			return saved.id;
		};
		const contenders: Contender[] = [
			{
				name: OURS,
				workflowId: await activate(OURS, [trigger]),
				url: simulator.state.webhook.url ?? '',
				headers: simulator.state.webhook.headers ?? {},
				startsForAll: false,
			},
			{
				name: WEBHOOK,
				workflowId: await activate(WEBHOOK, ...webhookAndIf()),
				url: `${n8n.url}/webhook/bench`,
				headers: {},
				startsForAll: true,
			},
		];
		for (const version of [1, 1.1]) {
			const title = `Null trigger, version ${version}`;
			const one = node(title, NULL_TRIGGER, version, {});
			contenders.push({
				name: title,
				workflowId: await activate(title, [one]),
				url: `${n8n.url}/webhook/${one.webhookId}/webhook`,
				headers: {},
				startsForAll: false,
			});
		}
		const executionsOf = async ({ workflowId }: Contender) => {
			const count = async (filter: object) => {
				const query = encodeURIComponent(JSON.stringify(filter));
				const path_ = `/executions?filter=${query}&limit=1`;
				return (await client.call<{ count: number }>('GET', path_)).count;
			};
			while ((await count({ status: ['new', 'running'] })) > 0) await sleep(POLL_MS);
			return await count({ workflowId });
		};
		return { contenders, executionsOf, close };
	} catch (error) {
		await close();
		throw error;
	}
}

function node(
	name: string,
	type: string,
	typeVersion: number,
	parameters: INode['parameters'],
	column = 0,
): INode {
	const id = name.toLowerCase().replace(/\W+/g, '-');
	return { id, name, type, typeVersion, position: [column * 220, 0], parameters, webhookId: id };
}

/** How it is done without a trigger of one's own: everything starts an execution, and a node looks. */
function webhookAndIf(): [INode[], IConnections] {
	const webhook = node('Webhook', 'n8n-nodes-base.webhook', 2, {
		httpMethod: 'POST',
		path: 'bench',
		responseMode: 'onReceived',
		options: {},
	});
	const condition = node(
		'IF',
		'n8n-nodes-base.if',
		2.2,
		{
			conditions: {
				options: { caseSensitive: true, leftValue: '', typeValidation: 'loose', version: 2 },
				conditions: [
					{
						id: 'message',
						leftValue: '={{ $json.body.entry[0].changes[0].value.messages }}',
						rightValue: '',
						operator: { type: 'array', operation: 'exists', singleValue: true },
					},
				],
				combinator: 'and',
			},
			options: {},
		},
		1,
	);
	return [[webhook, condition], { Webhook: { main: [[{ node: 'IF', type: 'main', index: 0 }]] } }];
}
