/* eslint-disable @n8n/community-nodes/no-restricted-imports --
   a test's tool, never part of the package: it waits for n8n */
import { setTimeout as sleep } from 'node:timers/promises';

import type { Report } from '../n8n/cache';
import { startSimulator, type Simulator } from '../simulator';
import { startCluster, type Cluster, type Member } from './cluster';
import { Collector } from './collector';
import { ofWorkflow, running, storedData, unsuccessful } from './executions';
import { Load } from './load';
import { check, tellFigures, type Check, type Outcome } from './outcome';
import { CREATE_SEEN_TABLE, eventsWorkflow, postgresCredential, sendWorkflow } from './workflows';

export interface RunOptions {
	version: string;
	folder: string;
	events: number;
	sends: number;
	stop: AbortSignal;
	/** Gets what ends each part, as soon as it runs. */
	closing: Array<() => Promise<void>>;
	report: Report;
}

const MEMBER = '16505551001';
/** Long enough that a batch of messages can be hit in its middle. */
const LATENCY_MS = { min: 100, max: 300 };
const SETTLED_WITHIN_MS = 600_000;
const POLL_MS = 200;

export async function runQueueTest(options: RunOptions): Promise<Check[]> {
	const { version, folder, events, sends, stop, closing, report } = options;
	const simulator = await startSimulator({
		allowLoopbackWebhooks: true,
		groups: [{ subject: 'Group', members: [MEMBER], windowOpen: true }],
		switches: { autoStatuses: 'none', webhookBatching: true, deliveryConcurrency: 20 },
		// As the real service, but it does not wait longer and longer for as many minutes as the test takes.
		delivery: { retryBaseMs: 500, retryMaxMs: 5000 },
	});
	closing.push(async () => await simulator.close());
	const collector = new Collector();
	await collector.start();
	closing.push(async () => await collector.close());
	const cluster = await startCluster(version, folder, closing, report);
	stop.throwIfAborted();

	const workflows = await activateWorkflows(cluster, simulator, collector);
	const { webhook } = simulator.state;
	simulator.setLatency(LATENCY_MS);
	const [group] = simulator.state.groups.values();
	const load = new Load({
		simulator,
		collector,
		url: cluster.proxy.url,
		groupId: group.id,
		member: MEMBER,
		events,
		sends,
	});

	/** What executions held that were running when their worker died; n8n may forget it later. */
	const dying: string[] = [];
	const until = async (what: string, condition: () => boolean | Promise<boolean>) => {
		const deadline = Date.now() + SETTLED_WITHIN_MS;
		while (!(await condition())) {
			if (Date.now() > deadline) throw new Error(`Waited in vain: ${what}.`);
			await sleep(POLL_MS, undefined, { signal: stop });
		}
	};
	/** A quarter of the messages at a time: one at the beginning, and one into each breakdown. */
	const wave = (number: number) => {
		const size = Math.ceil(load.batches.length / 4);
		return load.batches.slice(number * size, (number + 1) * size);
	};
	const reached = async (share: number) => {
		await until(`${share * 100}% of the events`, () => load.progress >= share);
		report(`${Math.round(load.progress * 100)}% of the events have reached the workflow.`);
	};

	report(`${events} events and ${sends} messages, in batches, are on their way.`);
	const begun = Date.now();
	const writing = load.write(stop);
	// Whoever waits for it below may come to it late.
	writing.catch(() => {});
	await load.post(wave(0));

	await reached(0.2);
	const [victim] = cluster.workers;
	const posting = load.post(wave(1));
	await until('a worker in the middle of sending', async () => {
		return (await ofWorkflow(cluster.postgres, workflows.sends, running(victim))).length > 0;
	});
	await victim.kill();
	const hit = running(victim);
	const hitSends = await ofWorkflow(cluster.postgres, workflows.sends, hit);
	dying.push(...(await storedData(cluster.postgres, hit)));
	report(`Killed ${victim.name} in ${hit.length} executions, ${hitSends.length} of them sending.`);
	await restart(victim, report);
	await posting;

	await reached(0.45);
	const [processor] = cluster.processors;
	await new Promise<void>((resolve, reject) => {
		load.post(wave(2), resolve).then(resolve, reject);
	});
	await processor.kill();
	await until('the proxy meets the dead processor', () => cluster.proxy.skipped > 0);
	report(
		`Killed ${processor.name}: ${cluster.proxy.brokenOff} calls broke off, later ones went to the other.`,
	);
	await restart(processor, report);

	await reached(0.7);
	await Promise.all([load.post(wave(3)), cluster.redis.restart()]);
	report('Restarted Redis.');

	await writing;
	report('All events are written; waiting for the last deliveries and executions.');
	await simulator.idle(SETTLED_WITHIN_MS);
	await drained(cluster, until);
	const seconds = (Date.now() - begun) / 1000;

	const sent = new Set(simulator.log.sentMessages.map(textOf));
	const untouched = load.batches.filter(
		({ messages, taken }) => !taken && messages.every(({ text }) => !sent.has(text)),
	);
	if (untouched.length > 0) {
		report(`Posting ${untouched.length} batches again, of which nothing was sent.`);
		await load.post(untouched);
		await drained(cluster, until);
	}

	const unended = (await unsuccessful(cluster.postgres)).filter(({ status }) =>
		['new', 'running'].includes(status),
	);
	report(`Restarting the main process, which looks for executions that nobody runs any more.`);
	await cluster.main.stop();
	await cluster.main.start();
	await until('no execution is open', async () =>
		(await unsuccessful(cluster.postgres)).every(
			({ status }) => !['new', 'running'].includes(status),
		),
	);
	const afterwards = collector.counts('before').size;
	simulator.control.sendText(group.id, MEMBER, 'after it all');
	await simulator.idle(SETTLED_WITHIN_MS);
	await drained(cluster, until);

	const bad = await unsuccessful(cluster.postgres);
	const outcome: Outcome = {
		simulator,
		collector,
		cluster,
		load,
		workflows,
		seconds,
		unended,
		bad,
		hit,
		hitSends,
		dying: [
			...dying,
			...(await storedData(
				cluster.postgres,
				bad.map(({ id }) => id),
			)),
		].join('\n'),
		webhookStands: simulator.state.webhook.url === webhook.url,
		handledAfterwards: collector.counts('before').size === afterwards + 1,
	};
	await tellFigures(outcome, report);
	return check(outcome);
}

export function textOf({ body }: { body: Record<string, unknown> }): string {
	return (body.text as { body: string }).body;
}

async function restart(member: Member, report: Report): Promise<void> {
	await member.start();
	report(`${member.name} runs again.`);
}

/** Nothing waits in the queue, nothing is being run, and the queue has given up what a dead worker held. */
async function drained(
	{ redis }: Cluster,
	until: (what: string, condition: () => Promise<boolean>) => Promise<void>,
): Promise<void> {
	await until('the queue is empty', async () => {
		const { waiting, active } = await redis.queueLength();
		return waiting + active === 0;
	});
}

async function activateWorkflows(
	{ client, postgres }: Cluster,
	simulator: Simulator,
	collector: Collector,
): Promise<{ events: string; sends: string }> {
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
	const events = await client.saveWorkflow(
		eventsWorkflow({ whatsApp, postgres: database, collector: collector.url }),
	);
	const sends = await client.saveWorkflow(sendWorkflow(whatsApp));
	for (const { id } of [events, sends]) await client.activate(id);
	return { events: events.id, sends: sends.id };
}
