/** Runs many items' work at once, but in order where order matters. */
import { KeyedQueue } from '../api/keyedQueue';
import { Semaphore } from '../api/semaphore';

export interface Job {
	/** Jobs of the same key run one after the other, in the order of the list. */
	orderBy?: string;
	/** Must not reject. */
	run(): Promise<void>;
}

export interface Batching {
	/** Jobs per batch. */
	size: number;
	/** From the start of a batch to the start of the next, at least. */
	intervalMs: number;
}

export interface ScheduleOptions {
	/** Jobs that run at the same time. */
	concurrency: number;
	batching?: Batching;
	now(): number;
	sleep(ms: number): Promise<void>;
	/** Once true, no further job is begun; those that run are awaited. */
	stopped(): boolean;
}

export async function runJobs(jobs: readonly Job[], options: ScheduleOptions): Promise<void> {
	const { batching } = options;
	if (!batching) return await runTogether(jobs, options);
	for (let first = 0; ; first += batching.size) {
		const startedAt = options.now();
		await runTogether(jobs.slice(first, first + batching.size), options);
		if (first + batching.size >= jobs.length) return;
		const rest = batching.intervalMs - (options.now() - startedAt);
		if (rest > 0 && !options.stopped()) await options.sleep(rest);
	}
}

async function runTogether(jobs: readonly Job[], options: ScheduleOptions): Promise<void> {
	const slots = new Semaphore(options.concurrency);
	const queue = new KeyedQueue();
	const run = async (job: Job) => {
		const release = await slots.acquire();
		try {
			if (!options.stopped()) await job.run();
		} finally {
			release();
		}
	};
	await Promise.all(
		jobs.map(async (job) => {
			// Waiting for one's turn holds no slot, so that one busy group does not hold up the others.
			if (job.orderBy === undefined) await run(job);
			else await queue.run(job.orderBy, async () => await run(job));
		}),
	);
}
