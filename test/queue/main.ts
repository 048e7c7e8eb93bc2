/* eslint-disable @n8n/community-nodes/no-restricted-imports, @n8n/community-nodes/no-restricted-globals,
   @n8n/community-nodes/require-node-api-error --
   a test of its own, never part of the package */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { startSimulator } from '../simulator';
import { N8N_VERSION } from '../n8n/versions';
import { startCluster } from './cluster';
import { Collector } from './collector';
import { CREATE_SEEN_TABLE, eventsWorkflow, postgresCredential, sendWorkflow } from './workflows';

async function main() {
	const t0 = Date.now();
	const report = (l: string) => console.log(((Date.now() - t0) / 1000).toFixed(1), l);
	const closing: Array<() => Promise<void>> = [];
	try {
		const folder = await mkdtemp(path.join(tmpdir(), 'whatsapp-groups-queue-'));
		if (!process.env.KEEP) closing.push(async () => await rm(folder, { recursive: true, force: true }));
		report(folder);
		const simulator = await startSimulator({ allowLoopbackWebhooks: true, switches: { deliveryConcurrency: 20 }, groups: [{ subject: 'A', members: ['16505551001'], windowOpen: true }] });
		closing.push(async () => await simulator.close());
		const collector = new Collector();
		await collector.start();
		closing.push(async () => await collector.close());
		const c = await startCluster(N8N_VERSION, folder, closing, report);
		report('up');
		const whatsApp = await c.client.saveCredential({ name: '360dialog', type: 'whatsAppGroupsApi', data: { apiKey: simulator.apiKey, baseUrl: simulator.url, platformSecret: '' } });
		const pg = await c.client.saveCredential({ name: 'Postgres', type: 'postgres', data: postgresCredential(c.postgres.port) });
		await c.postgres.query(CREATE_SEEN_TABLE);
		const a = await c.client.saveWorkflow(eventsWorkflow({ whatsApp, postgres: pg, collector: collector.url }));
		await c.client.activate(a.id);
		const b = await c.client.saveWorkflow(sendWorkflow(whatsApp));
		await c.client.activate(b.id);
		report('active ' + simulator.state.webhook.url);
		const group = [...simulator.state.groups.values()][0];
		for (let i = 0; i < Number(process.env.EVENTS ?? 100); i++) simulator.control.sendText(group.id, '16505551001', `e${i}`);
		const r = await fetch(`${c.proxy.url}/webhook/send-batch`, { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify({ messages: [1, 2, 3].map((i) => ({ groupId: group.id, text: `t${i}` })) }) });
		report(`${r.status} ${await r.text()}`);
		await simulator.idle(60000);
		report('idle');
		for (;;) {
			const q = await c.redis.queueLength();
			report(JSON.stringify(q) + ['before', 'kept', 'claimed'].map((p) => collector.counts(p).size) + ' sent ' + simulator.log.sentMessages.length);
			if (!q.waiting && !q.active) break;
			await new Promise((s) => setTimeout(s, 1000));
		}
		for (const p of ['before', 'kept', 'claimed']) report(p + ' max ' + Math.max(...collector.counts(p).values()));
		report(JSON.stringify(await c.postgres.query('select "workflowId", status, count(*) from execution_entity group by 1,2')));
	} finally {
		for (const step of closing.reverse()) await step().catch((e) => console.error(e));
		report('stopped');
	}
}
main().catch((e) => { console.error(e); process.exitCode = 1; });
