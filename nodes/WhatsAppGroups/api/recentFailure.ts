import type { Clock } from './clock';

/** A passing fault is over by then, in ms. */
const KEPT_MS = 10_000;

/**
 * The last failure of a reading that many items need. Who asks soon after has it at once: each of them
 * would wait for all tries of its own, one after the other. Who asks later reads again.
 */
export class RecentFailure {
	private last?: { failure: unknown; at: number };

	/** @throws the failure of the reading, or that of one shortly before */
	async orRead<T>(clock: Clock, read: () => Promise<T>): Promise<T> {
		if (this.last && clock.now() - this.last.at < KEPT_MS) throw this.last.failure;
		return await read().catch((failure: unknown) => {
			this.last = { failure, at: clock.now() };
			throw failure;
		});
	}
}
