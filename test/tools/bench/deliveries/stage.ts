/** A real n8n with all contenders active in it at once. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

import { N8nClient, type Workflow } from '../../n8n/client';
import { saveCredentialOf } from '../../n8n/credential';
import { installN8n } from '../../n8n/installation';
import { freePorts } from '../../n8n/ports';
import { N8nProcess } from '../../n8n/server';
import { installPackage } from '../../n8n/userFolder';
import { N8N_VERSION } from '../../n8n/versions';
import { startSimulator } from '../../../simulator';
import type { Report } from '../section';
import { recordBodies, type Bodies } from './bodies';
import type { Address } from './load';
import { installNullTrigger } from './nullTrigger';
import { nullTrigger, ourTrigger, webhook, webhookAndIf } from './workflows';

export const OURS = 'WhatsApp Groups Trigger';
export const WEBHOOK = 'Webhook';
export const WEBHOOK_AND_IF = 'Webhook and IF';
export const FLOOR = 'Null trigger, version 1.1';

export type Kind = keyof Bodies;

/** A workflow that gets deliveries. */
export interface Contender extends Address {
	workflowId: string;
	/** What it is measured with. */
	kinds: readonly Kind[];
	/** Whether n8n starts an execution even for what the workflow does not want. */
	startsForAll: boolean;
}

export interface Executions {
	count: number;
	/** When the last of them ended, in ms since 1970; 0 without any. */
	endedAt: number;
}

export interface Stage {
	contenders: readonly Contender[];
	bodies: Bodies;
	/** A workflow's, once none of any is under way any more. */
	executionsOf(contender: Contender): Promise<Executions>;
	close(): Promise<void>;
}

const MEMBER = '16505551001';
const BOTH: readonly Kind[] = ['started', 'filtered'];
const POLL_MS = 50;
const PATIENCE_MS = 60_000;
/** Of those that were under way at once, any may end last. */
const NEWEST = 20;

/** @param environment of n8n */
export async function openStage(
	environment: Record<string, string>,
	report: Report,
	stop: AbortSignal,
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
			groups: [{ subject: 'Group', members: [MEMBER], windowOpen: true }],
		});
		closing.push(async () => await simulator.close());
		const [port, brokerPort] = await freePorts(2);
		const logFile = path.join(userFolder, 'n8n.log');
		stop.throwIfAborted();
		const n8n = await N8nProcess.start({
			installation,
			userFolder,
			port,
			brokerPort,
			logFile,
			environment,
		});
		closing.push(async () => await n8n.stop());
		stop.throwIfAborted();

		const client = await N8nClient.signIn(n8n.url);
		const activate = async (workflow: Workflow): Promise<Contender> => {
			const { id } = await client.saveWorkflow(workflow);
			await client.activate(id);
			const { name, nodes } = workflow;
			return {
				name,
				workflowId: id,
				url: `${n8n.url}/webhook/${nodes[0].webhookId}/webhook`,
				headers: {},
				kinds: BOTH,
				startsForAll: false,
			};
		};
		const credential = await saveCredentialOf(simulator, client);
		const ours = await activate(ourTrigger(OURS, credential));
		const [{ id: groupId }] = simulator.state.groups.values();
		const bodies = await recordBodies(simulator, groupId, MEMBER);
		const { url = '', headers = {} } = simulator.state.webhook;
		const contenders: Contender[] = [
			{ ...ours, url, headers },
			{
				...(await activate(webhook(WEBHOOK, 'plain'))),
				url: `${n8n.url}/webhook/plain`,
				// Without a filter it has nothing to leave out.
				kinds: ['started'],
			},
			{
				...(await activate(webhookAndIf(WEBHOOK_AND_IF, 'with-if'))),
				url: `${n8n.url}/webhook/with-if`,
				startsForAll: true,
			},
			await activate(nullTrigger('Null trigger, version 1', 1)),
			await activate(nullTrigger(FLOOR, 1.1)),
		];
		const executionsOf = async ({ workflowId }: Contender) => {
			await allEnded(client, stop);
			const { count, results } = await list(client, { workflowId }, NEWEST);
			const ends = results.map(({ stoppedAt }) => Date.parse(stoppedAt));
			return { count, endedAt: Math.max(0, ...ends) };
		};
		return { contenders, bodies, executionsOf, close };
	} catch (error) {
		await close();
		throw error;
	}
}

async function allEnded(client: N8nClient, stop: AbortSignal): Promise<void> {
	const deadline = Date.now() + PATIENCE_MS;
	for (;;) {
		const { count } = await list(client, { status: ['new', 'running'] }, 1);
		if (count === 0) return;
		if (Date.now() > deadline) throw new Error(`${count} executions do not end.`);
		await sleep(POLL_MS, undefined, { signal: stop });
	}
}

interface ExecutionList {
	count: number;
	results: Array<{ stoppedAt: string }>;
}

/** The newest first. */
async function list(client: N8nClient, filter: object, limit: number): Promise<ExecutionList> {
	const wanted = encodeURIComponent(JSON.stringify(filter));
	return await client.call('GET', `/executions?filter=${wanted}&limit=${limit}`);
}
