/**
 * The node waits in real time for what takes long in life: half a minute for a new group, an hour for
 * a limit to pass. Here a wait ends sooner, and then its whole time has passed; calls take the time that
 * they take. So a busy machine cannot use up what the node gives a service, and waits end in the same
 * order. Time limits of single calls are not hurried.
 */
import { AsyncLocalStorage } from 'node:async_hooks';

const TIMES = 20;

/** Time that was waited for, and did not pass. */
interface Skipped {
	ms: number;
}

const own = new AsyncLocalStorage<Skipped>();
const common: Skipped = { ms: 0 };
const skipped = () => own.getStore() ?? common;

/** Work beside which others wait, whose waits are not its own. */
export async function inItsOwnTime<T>(work: () => Promise<T>): Promise<T> {
	return await own.run({ ms: 0 }, work);
}

const wallTime = Date.now.bind(Date);
Date.now = () => wallTime() + Math.floor(skipped().ms);

const time = performance.now.bind(performance);
performance.now = () => time() + skipped().ms;

// Pauses are a random part of some time: always the same part, so that each run is like the others.
Math.random = () => 0.25;

jest.mock('n8n-workflow', () => {
	const actual = jest.requireActual<typeof import('n8n-workflow')>('n8n-workflow');
	const sleep = async (ms: number) => {
		const mine = skipped();
		const end = time() + mine.ms + ms;
		await actual.sleep(ms / TIMES);
		// Others may have waited at the same time.
		mine.ms = Math.max(mine.ms, end - time());
	};
	return { ...actual, sleep };
});
