/** What the items that need one reading share: the reading while it is under way, and its last failure. */
import type { Api } from './client';

/** A passing fault is over by then, in ms. */
const KEPT_MS = 10_000;

/** A reading that is under way, for whoever needs it meanwhile. */
export class SharedReading<T> {
	private readonly bounds: string;

	constructor(
		api: Api,
		private readonly result: Promise<T>,
	) {
		this.bounds = boundsOf(api);
	}

	/**
	 * What it gives; undefined where it failed for somebody in other bounds, which tells nothing.
	 *
	 * @throws its failure, in the same bounds
	 */
	async for(api: Api): Promise<T | undefined> {
		return await this.result.catch((failure: unknown) => {
			if (this.bounds === boundsOf(api)) throw failure;
			return undefined;
		});
	}
}

/** A failure is of those who wait as long: who may wait longer might have had an answer. */
function boundsOf({ bounds }: Api): string {
	return `${bounds.timeoutMs} ${bounds.maxRateLimitWaitMs}`;
}

/**
 * The last failure of a reading that many items need. Who asks soon after, in the same bounds, has it at
 * once: each of them would wait for all tries of its own, one after the other. Who asks later reads again.
 */
export class RecentFailure {
	/** By the bounds in which each was met. */
	private readonly last = new Map<string, { failure: unknown; at: number }>();

	/** @throws the failure of the reading, or that of one shortly before */
	async orRead<T>(api: Api, read: () => Promise<T>): Promise<T> {
		const bounds = boundsOf(api);
		const last = this.last.get(bounds);
		if (last && api.clock.now() - last.at < KEPT_MS) throw last.failure;
		return await read().catch((failure: unknown) => {
			this.last.set(bounds, { failure, at: api.clock.now() });
			throw failure;
		});
	}
}
