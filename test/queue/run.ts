import { killProcessor, killWorker, restartRedis, WAVES } from './breakdowns';
import { storedData, unsuccessful } from './executions';
import { sentTexts } from './load';
import { check, tellFigures, type Check } from './outcome';
import { openScene, settled, until, type Scene, type SceneOptions } from './scene';
import { PLACES } from './workflows';

/** Where in the events the breakdowns come. */
const WORKER_AT = 0.2;
const PROCESSOR_AT = 0.4;
const DUPLICATES_UNTIL = 0.6;
const REDIS_AT = 0.7;

export async function runQueueTest(options: SceneOptions): Promise<Check[]> {
	const { events, sends, report } = options;
	const scene = await openScene(options);
	const { simulator, cluster, load } = scene;
	const { postgres } = cluster;
	const { url } = simulator.state.webhook;

	// Delivered twice, an event goes to both processors, and neither knows what the other has seen.
	simulator.setSwitches({ webhookDuplicates: true });
	report(`${events} events and ${sends} messages are on their way.`);
	const begun = Date.now();
	const writing = load.write(scene.stop);
	// Whoever waits for it below comes to it late.
	writing.catch(() => {});
	await load.post(load.wave(0, WAVES));
	await reached(scene, WORKER_AT);
	const victims = await killWorker(scene, 1);
	await reached(scene, PROCESSOR_AT);
	await killProcessor(scene, 2);
	await reached(scene, DUPLICATES_UNTIL);
	simulator.setSwitches({ webhookDuplicates: false });
	await reached(scene, REDIS_AT);
	await restartRedis(scene, 3);
	await writing;
	report('All is written; waiting for the last deliveries and executions.');
	await settled(scene);
	const seconds = (Date.now() - begun) / 1000;
	await postAgain(scene);
	const unended = await restartMain(scene);
	const handledAfterwards = await handlesAnother(scene);

	const bad = await unsuccessful(postgres);
	const badIds = bad.map(({ id }) => id);
	const outcome = {
		scene,
		seconds,
		victims,
		unended,
		bad,
		stored: [...victims.held, ...(await storedData(postgres, badIds))].join('\n'),
		worksAfterwards: handledAfterwards && simulator.state.webhook.url === url,
	};
	tellFigures(outcome);
	return check(outcome);
}

async function reached(scene: Scene, share: number): Promise<void> {
	const { load, report } = scene;
	await until(scene, `${share * 100}% of the events are handled`, () => load.progress >= share);
	report(`${Math.floor(load.progress * 100)}% of the events have reached the workflow.`);
}

/** What a careful sender does about batches for which it got no answer: it looks first. */
async function postAgain(scene: Scene): Promise<void> {
	const { simulator, load, report } = scene;
	const sent = sentTexts(simulator);
	const untouched = load.batches.filter(
		({ messages, taken }) => !taken && messages.every(({ text }) => !sent.has(text)),
	);
	if (untouched.length === 0) return;
	report(
		`Posting ${untouched.length} batches again that were not taken; nothing of them was sent.`,
	);
	await load.post(untouched);
	await settled(scene);
}

/**
 * At its start it looks for executions that nobody runs; else it does so every three hours.
 *
 * @returns how many it had to find
 */
async function restartMain(scene: Scene): Promise<number> {
	const { cluster, report } = scene;
	const open = async () =>
		(await unsuccessful(cluster.postgres)).filter(({ status }) => isOpen(status)).length;
	const unended = await open();
	report('Restarting the main process.');
	await cluster.main.stop();
	await cluster.main.start();
	await until(scene, 'no execution is open', async () => (await open()) === 0);
	return unended;
}

function isOpen(status: string): boolean {
	return status === 'new' || status === 'running';
}

async function handlesAnother(scene: Scene): Promise<boolean> {
	const { load, collector } = scene;
	const text = 'the last event';
	load.say(text);
	await settled(scene);
	return collector.counts(PLACES.claimed).has(text);
}
