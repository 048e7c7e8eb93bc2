import type { Member } from './cluster';
import { ofWorkflow, running, storedData } from './executions';
import { until, type Scene } from './scene';

/** Each breakdown comes into the middle of a wave of batches; the first wave comes before them all. */
export const WAVES = 4;

/** What was running on a worker when it was killed. */
export interface Victims {
	executions: string[];
	/** Those of them that were sending. */
	sending: string[];
	/** What the executions were begun with; n8n may forget it when it finds them dead. */
	held: string[];
}

export async function killWorker(scene: Scene, wave: number): Promise<Victims> {
	const { cluster, load, workflows, report } = scene;
	const { postgres } = cluster;
	const [worker] = cluster.workers;
	const posting = load.post(load.wave(wave, WAVES));
	await until(scene, 'the worker is in the middle of sending', async () => {
		const sending = await ofWorkflow(postgres, workflows.sends, running(worker));
		return sending.length > 0;
	});
	await worker.kill();
	const executions = running(worker);
	const sending = await ofWorkflow(postgres, workflows.sends, executions);
	const held = await storedData(postgres, executions);
	report(`Killed ${worker.name} in ${executions.length} executions, ${sending.length} sending.`);
	await restart(worker, scene);
	await posting;
	return { executions, sending, held };
}

export async function killProcessor(scene: Scene, wave: number): Promise<void> {
	const { cluster, load, report } = scene;
	const [processor] = cluster.processors;
	let taken = false;
	const posting = load.post(load.wave(wave, WAVES), () => (taken = true));
	await until(scene, 'n8n takes the first of the batches', () => taken);
	await processor.kill();
	await until(scene, 'the proxy meets the dead processor', () => cluster.proxy.skipped > 0);
	report(`Killed ${processor.name}: ${cluster.proxy.brokenOff} calls to it broke off.`);
	await restart(processor, scene);
	await posting;
}

export async function restartRedis(scene: Scene, wave: number): Promise<void> {
	const { cluster, load, report } = scene;
	await Promise.all([load.post(load.wave(wave, WAVES)), cluster.redis.restart()]);
	report('Restarted Redis.');
}

async function restart(member: Member, { report }: Scene): Promise<void> {
	await member.start();
	report(`${member.name} runs again.`);
}
