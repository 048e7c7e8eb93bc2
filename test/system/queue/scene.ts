import { setTimeout as sleep } from 'node:timers/promises';

import type { Report } from '../../tools/n8n/cache';
import { Collector } from '../../tools/n8n/collector';
import type { Suite } from '../../tools/n8n/suite';
import { startSimulator, type Simulator } from '../../simulator';
import { startCluster, type Cluster } from './cluster';
import { keepBeginnings } from './executions';
import { Load } from './load';
import { CREATE_SEEN_TABLE, eventsWorkflow, postgresCredential, sendWorkflow } from './workflows';

export interface SceneOptions extends Omit<Suite, 'checked'> {
	/** Of n8n. */
	version: string;
	events: number;
	sends: number;
}

/** Everything that takes part. */
export interface Scene {
	simulator: Simulator;
	collector: Collector;
	cluster: Cluster;
	load: Load;
	/** Their ids. */
	workflows: { events: string; sends: string };
	stop: AbortSignal;
	report: Report;
}

const MEMBER = '16505551001';
/** Of the service: a batch of messages takes long enough to be hit in its middle. */
const LATENCY_MS = { min: 100, max: 300 };
/** No hour-long pauses between attempts, as the real service makes them in the end. */
const RETRIES = { retryMaxMs: 10_000 };

export const PATIENCE_MS = 600_000;
const POLL_MS = 200;

/** Starts n8n in queue mode and the service; both workflows are active. */
export async function openScene(options: SceneOptions): Promise<Scene> {
	const { version, folder, events, sends, stop, closing, report } = options;
	const simulator = await startSimulator({
		allowLoopbackWebhooks: true,
		groups: [{ subject: 'Group', members: [MEMBER], windowOpen: true }],
		switches: { autoStatuses: 'none', webhookBatching: true, deliveryConcurrency: 20 },
		delivery: RETRIES,
	});
	closing.push(async () => await simulator.close());
	const collector = new Collector();
	await collector.start();
	closing.push(async () => await collector.close());
	const cluster = await startCluster(version, folder, closing, report);
	stop.throwIfAborted();
	const workflows = await activateWorkflows(cluster, simulator, collector);
	simulator.setLatency(LATENCY_MS);
	const [{ id: groupId }] = simulator.state.groups.values();
	const { url } = cluster.proxy;
	const load = new Load({
		simulator,
		collector,
		url,
		groupId,
		member: MEMBER,
		events,
		sends,
		stop,
	});
	return { simulator, collector, cluster, load, workflows, stop, report };
}

async function activateWorkflows(
	{ client, postgres }: Cluster,
	simulator: Simulator,
	collector: Collector,
): Promise<Scene['workflows']> {
	const whatsApp = await client.saveCredential({
		name: '360dialog WhatsApp Groups account',
		type: 'whatsAppGroupsApi',
		data: { apiKey: simulator.apiKey, baseUrl: simulator.url, platformSecret: '' },
	});
	const database = await client.saveCredential({
		name: 'PostgreSQL',
		type: 'postgres',
		data: postgresCredential(postgres.port),
	});
	await postgres.query(CREATE_SEEN_TABLE);
	await keepBeginnings(postgres);
	const events = await client.saveWorkflow(
		eventsWorkflow({ whatsApp, postgres: database, collector: collector.url }),
	);
	const sends = await client.saveWorkflow(sendWorkflow(whatsApp));
	for (const { id } of [events, sends]) await client.activate(id);
	return { events: events.id, sends: sends.id };
}

/** @throws when it does not come true in a generous time, or the test is to stop */
export async function until(
	{ stop }: Scene,
	what: string,
	condition: () => boolean | Promise<boolean>,
): Promise<void> {
	const deadline = Date.now() + PATIENCE_MS;
	while (!(await condition())) {
		if (Date.now() > deadline) throw new Error(`Waited in vain: ${what}.`);
		await sleep(POLL_MS, undefined, { signal: stop });
	}
}

/**
 * Nothing is being delivered, nothing waits in the queue, nothing runs, and the queue has given up what
 * dead workers held.
 */
export async function settled(scene: Scene): Promise<void> {
	await scene.simulator.idle(PATIENCE_MS);
	await until(scene, 'the queue is empty', async () => {
		const { waiting, active } = await scene.cluster.redis.queueLength();
		return waiting + active === 0;
	});
}
