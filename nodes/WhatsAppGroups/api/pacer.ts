/**
 * The pace of one execution's calls. When the service says "too many", everything in flight waits
 * together (or only the calls to one recipient), and then goes on a little slower than what was
 * accepted before, so that a rate limit costs a few refused calls and not a storm of them.
 */

/** Time, chance and waiting, so that tests need no clock. */
export interface Clock {
	now(): number;
	random(): number;
	/** Rejects when the execution is stopped. */
	sleep(ms: number): Promise<void>;
}

const FIRST_PAUSE_MS = 250;
const LONGEST_PAUSE_MS = 30_000;
/** Accepted calls are counted over this time, which is also how the service counts. */
const WINDOW_MS = 1000;
/** After a refusal: this share of what was accepted in the last window. */
const SLOW_DOWN = 0.98;
/** While nothing is refused, the pace grows by this share per second. */
const SPEED_UP_PER_SECOND = 0.02;

export class Pacer {
	private pausedUntil = 0;
	private readonly recipientPausedUntil = new Map<string, number>();
	/** Refusals in a row, of calls that began after the last pause. */
	private level = 0;
	private lastRefusal = -Infinity;
	private accepted: number[] = [];
	/** Calls per second, once a refusal has shown that there is a limit. */
	private rate?: number;
	private nextSlot = 0;

	constructor(private readonly clock: Clock) {}

	/** Waits until a call may begin. Returns the waited milliseconds. */
	async ready(recipient?: string): Promise<number> {
		const start = this.clock.now();
		for (;;) {
			const wait = this.waitFor(recipient);
			if (wait <= 0) break;
			await this.clock.sleep(wait);
		}
		if (this.rate !== undefined) {
			const slot = Math.max(this.clock.now(), this.nextSlot);
			this.nextSlot = slot + WINDOW_MS / this.rate;
			const wait = slot - this.clock.now();
			if (wait >= 1) {
				await this.clock.sleep(wait);
				// A pause may have begun while this call waited for its turn.
				if (this.waitFor(recipient) > 0) {
					return this.clock.now() - start + (await this.ready(recipient));
				}
			}
		}
		return this.clock.now() - start;
	}

	/** How long a call to this recipient would have to wait for pauses now, in ms. */
	waitFor(recipient?: string): number {
		const own = recipient === undefined ? 0 : (this.recipientPausedUntil.get(recipient) ?? 0);
		return Math.max(this.pausedUntil, own) - this.clock.now();
	}

	/** The service accepted a call. */
	succeeded(): void {
		const now = this.clock.now();
		this.level = 0;
		this.accepted.push(now);
		if (this.accepted.length > 4096) this.forgetOld(now);
		if (this.rate !== undefined && now - this.lastRefusal > WINDOW_MS) {
			this.rate *= 1 + SPEED_UP_PER_SECOND / this.rate;
		}
	}

	/**
	 * The service refused a call for being one too many for this number: everybody pauses.
	 *
	 * @param startedAt when the refused call began: of a burst of refusals only the first counts
	 */
	refused(startedAt: number, retryAfterMs?: number): void {
		const now = this.clock.now();
		if (startedAt >= this.lastRefusal) {
			this.learnRate(now);
			this.lastRefusal = now;
			const longest = Math.min(LONGEST_PAUSE_MS, FIRST_PAUSE_MS * 2 ** this.level);
			this.level += 1;
			this.pause(now + this.clock.random() * longest);
		}
		if (retryAfterMs !== undefined) this.pause(now + retryAfterMs);
	}

	/** The service refused a call to one recipient: only that one waits, 4^n seconds (contract 6.5). */
	refusedFor(recipient: string, timesBefore: number, retryAfterMs?: number): void {
		const wait = retryAfterMs ?? 1000 * 4 ** timesBefore;
		this.recipientPausedUntil.set(recipient, this.clock.now() + wait);
	}

	private pause(until: number): void {
		this.pausedUntil = Math.max(this.pausedUntil, until);
		this.nextSlot = Math.max(this.nextSlot, this.pausedUntil);
	}

	private learnRate(now: number): void {
		this.forgetOld(now);
		const seen = this.accepted.length;
		const learned = Math.max(1, seen * SLOW_DOWN);
		this.rate = this.rate === undefined ? learned : Math.max(1, this.rate * SLOW_DOWN);
	}

	private forgetOld(now: number): void {
		this.accepted = this.accepted.filter((time) => now - time < WINDOW_MS);
	}
}
