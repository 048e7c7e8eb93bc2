import type { Check } from '../../tools/n8n/suite';
import { killProcessor, killWorker, restartRedis } from './breakdowns';
import { beginnings, unsuccessful } from './executions';
import { sentTexts } from './load';
import { check, tellFigures } from './outcome';
import { openScene, settled, until, type Scene, type SceneOptions } from './scene';
import { PLACES } from './workflows';

/** Each breakdown comes into the middle of a part of the events and messages; one part comes before them. */
const QUARTERS = [1 / 4, 2 / 4, 3 / 4] as const;

export async function runQueueTest(options: SceneOptions): Promise<Check[]> {
	const { events, sends, report } = options;
	const scene = await openScene(options);
	const { simulator, cluster, load } = scene;
	const { postgres } = cluster;
	const { url } = simulator.state.webhook;

	// Of several first executions all but one fail: each wants to begin the history of Remove Duplicates.
	await handlesAnother(scene);
	report(`${events} events and ${sends} messages are on their way.`);
	const begun = Date.now();
	// Delivered twice, an event goes to both processors, and neither knows what the other has seen.
	simulator.setSwitches({ webhookDuplicates: true });
	await Promise.all([load.writeUntil(QUARTERS[0]), load.post(load.batchesBetween(0, QUARTERS[0]))]);
	simulator.setSwitches({ webhookDuplicates: false });
	const victims = await killWorker(scene, QUARTERS[0], QUARTERS[1]);
	await killProcessor(scene, QUARTERS[1], QUARTERS[2]);
	await restartRedis(scene, QUARTERS[2], 1);
	report('All is written; waiting for the last deliveries and executions.');
	await settled(scene);
	const seconds = (Date.now() - begun) / 1000;
	await postAgain(scene);
	const unended = await restartMain(scene);
	const handledAfterwards = await handlesAnother(scene);

	const bad = await unsuccessful(postgres);
	const dead = [...victims.executions, ...bad.map(({ id }) => id)];
	const outcome = {
		scene,
		seconds,
		victims,
		unended,
		bad,
		begunWith: (await beginnings(postgres, dead)).join('\n'),
		worksAfterwards: handledAfterwards && simulator.state.webhook.url === url,
	};
	tellFigures(outcome);
	return check(outcome);
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

/** Whether one more event is handled, beside those that are counted. */
async function handlesAnother(scene: Scene): Promise<boolean> {
	const { load, collector } = scene;
	const text = `one more at ${Date.now()}.`;
	load.say(text);
	await settled(scene);
	return collector.counts(PLACES.claimed).has(text);
}
