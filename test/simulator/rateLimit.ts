export interface RateLimit {
	/** Calls accepted in any 1,000 ms. */
	perSecond: number;
	/** Only `POST /messages` (default), or every call. */
	scope?: 'messages' | 'all';
}

const WINDOW_MS = 1000;
const LARGEST = 100_000;

/** A sliding window over accepted calls: never more than N in any 1,000 ms. */
export class RateLimiter {
	private limit: RateLimit | null = null;
	/** Times of the last N accepted calls, as a ring. */
	private accepted: number[] = [];
	private next = 0;

	get current(): RateLimit | null {
		return this.limit;
	}

	set(limit: RateLimit | null): void {
		const { perSecond } = limit ?? { perSecond: 1 };
		if (!Number.isInteger(perSecond) || perSecond < 1 || perSecond > LARGEST) {
			throw new Error(`perSecond takes a whole number from 1 to ${LARGEST}`);
		}
		this.limit = limit;
		this.accepted = limit ? new Array<number>(limit.perSecond).fill(-Infinity) : [];
		this.next = 0;
	}

	/** @param at monotonic ms. Returns false when the call is one too many; then it does not count. */
	accept(isMessage: boolean, at: number): boolean {
		if (!this.limit || (this.limit.scope !== 'all' && !isMessage)) return true;
		if (at - this.accepted[this.next] < WINDOW_MS) return false;
		this.accepted[this.next] = at;
		this.next = (this.next + 1) % this.accepted.length;
		return true;
	}
}
