import type { Clock } from './clock';

/** How often and how long to look, in ms. The pause doubles from the first to the longest. */
export interface PollTimes {
	first: number;
	longest: number;
	within: number;
}

/** Looks until there is something to see, which is given back; undefined when the time is over. */
export async function poll<T>(
	clock: Clock,
	times: PollTimes,
	look: () => Promise<T | undefined>,
): Promise<T | undefined> {
	const deadline = clock.now() + times.within;
	for (let pause = times.first; ; pause = Math.min(times.longest, pause * 2)) {
		const seen = await look();
		if (seen !== undefined) return seen;
		if (clock.now() + pause > deadline) return undefined;
		await clock.sleep(pause);
	}
}
