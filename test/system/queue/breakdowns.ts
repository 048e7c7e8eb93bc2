import type { Member } from './cluster';
import { ofWorkflow, running } from './executions';
import { until, type Scene } from './scene';

/** What was running on a worker when it was killed. */
export interface Victims {
	executions: string[];
	/** Those of them that were sending. */
	sending: string[];
}

/** Events and messages from one share of them to another go on all the time. */
export async function killWorker(scene: Scene, from: number, to: number): Promise<Victims> {
	const { cluster, load, workflows, report } = scene;
	const { postgres } = cluster;
	const busy = Promise.all([load.writeUntil(to), load.post(load.batchesBetween(from, to))]);
	const sendingOf = async (worker: Member) =>
		await ofWorkflow(postgres, workflows.sends, running(worker));
	let worker = cluster.workers[0];
	await until(scene, 'a worker is in the middle of sending', async () => {
		for (worker of cluster.workers) if ((await sendingOf(worker)).length > 0) return true;
		return false;
	});
	await worker.kill();
	const executions = running(worker);
	const sending = await sendingOf(worker);
	report(`Killed ${worker.name} in ${executions.length} executions, ${sending.length} sending.`);
	await restart(worker, scene);
	await busy;
	return { executions, sending };
}

/** Half of the events come when it is dead, so that calls certainly meet it so. */
export async function killProcessor(scene: Scene, from: number, to: number): Promise<void> {
	const { cluster, load, report } = scene;
	const [processor] = cluster.processors;
	let taken = false;
	const posting = load.post(load.batchesBetween(from, to), () => (taken = true));
	await load.writeUntil((from + to) / 2);
	await until(scene, 'n8n takes the first of the batches', () => taken);
	await processor.kill();
	const writing = load.writeUntil(to);
	await until(scene, 'the proxy meets the dead processor', () => cluster.proxy.skipped > 0);
	report(`Killed ${processor.name}: ${cluster.proxy.brokenOff} calls to it broke off.`);
	await restart(processor, scene);
	await Promise.all([posting, writing]);
}

export async function restartRedis(scene: Scene, from: number, to: number): Promise<void> {
	const { cluster, load, report } = scene;
	const busy = Promise.all([load.writeUntil(to), load.post(load.batchesBetween(from, to))]);
	await cluster.redis.restart();
	report('Restarted Redis.');
	await busy;
}

async function restart(member: Member, { report }: Scene): Promise<void> {
	await member.start();
	report(`${member.name} runs again.`);
}
