/**
 * The pace of one execution's calls. When the service says "too many", everything in flight waits
 * together (or only the calls to one recipient), and then goes on a little slower than what was
 * accepted before, so that a rate limit costs a few refused calls and not a storm of them.
 */
import { Semaphore } from './semaphore';

/** Time, chance and waiting, so that tests need no clock. */
export interface Clock {
	/** Milliseconds that only go forward, whoever sets the machine's clock. */
	now(): number;
	/** The machine's clock: Unix milliseconds. */
	wallTime(): number;
	random(): number;
	/** Rejects when the execution is stopped. */
	sleep(ms: number): Promise<void>;
}

const SHORTEST_PAUSE_MS = 25;
const FIRST_PAUSE_MS = 250;
const LONGEST_PAUSE_MS = 30_000;
/** Accepted calls are counted over this time, which is also how the service counts. */
const WINDOW_MS = 1000;
/** After a refusal: this share of what was accepted. */
const SLOW_DOWN = 0.98;
/**
 * While nothing is refused, the pace grows by this share per second, and each second by so many times
 * more: hardly at first, when the limit is near, and fast where what was learned was far too little.
 */
const SPEED_UP = 0.001;
const SPEED_UP_GROWTH = 4;
const MOST_SPEED_UP = 1;
/** A refusal that cost a `Retry-After` must pay: the pace grows so many of them as if in a second. */
const PAUSES_PER_GROWTH = 10;
/** How much lost time is made good at once: timers always wake a little late. */
const CATCH_UP_MS = 50;

export class Pacer {
	private pausedUntil = 0;
	private readonly recipientPausedUntil = new Map<string, number>();
	/** Refusals in a row, of calls that began after the last pause. */
	private level = 0;
	private lastRefusal = -Infinity;
	/** When calls of the last window were accepted, oldest first. */
	private accepted: number[] = [];
	/** Calls per second, once a refusal has shown that there is a limit. */
	private rate?: number;
	/** The time in which growth multiplies. */
	private growthMs = 1000;
	private nextSlot = 0;
	/** One call at a time waits for the next slot; the others queue behind it. */
	private readonly queue = new Semaphore(1);

	constructor(private readonly clock: Clock) {}

	/** Waits until a call may begin. Returns the waited milliseconds. */
	async ready(recipient?: string): Promise<number> {
		const start = this.clock.now();
		for (;;) {
			// Outside the queue, as a recipient's own pause must hold up nobody else.
			await this.sleepUntil(() => this.pauseOf(recipient));
			const leave = await this.queue.acquire();
			try {
				await this.sleepUntil(() => Math.max(this.pausedUntil, this.nextSlot));
				const now = this.clock.now();
				if (this.pauseOf(recipient) > now) continue;
				if (this.rate !== undefined) {
					this.nextSlot = Math.max(this.nextSlot, now - CATCH_UP_MS) + WINDOW_MS / this.rate;
				}
				return now - start;
			} finally {
				leave();
			}
		}
	}

	/** How long a call to this recipient would have to wait for pauses now, in ms. */
	waitFor(recipient?: string): number {
		return Math.max(this.pausedUntil, this.pauseOf(recipient)) - this.clock.now();
	}

	/** The service accepted a call. */
	succeeded(): void {
		const now = this.clock.now();
		this.level = 0;
		this.accepted.push(now);
		if (this.accepted.length > 4096) this.forgetOld(now);
		if (this.rate !== undefined) {
			const quiet = (now - this.lastRefusal) / this.growthMs;
			// As `rate` calls are accepted in a second, each adds its part of the share.
			this.rate += Math.min(MOST_SPEED_UP, SPEED_UP * SPEED_UP_GROWTH ** quiet);
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
			this.forgetOld(now);
			// Refusals in a row say that the pause was too short, and nothing new about the pace.
			if (this.level === 0) {
				const seen = Math.min(this.rate ?? Infinity, this.accepted.length);
				this.rate = Math.max(1, SLOW_DOWN * seen);
			}
			this.growthMs = Math.max(1000, PAUSES_PER_GROWTH * (retryAfterMs ?? 0));
			this.lastRefusal = now;
			this.pause(now + this.pauseLength(now));
			this.level += 1;
		}
		if (retryAfterMs !== undefined) this.pause(now + retryAfterMs);
	}

	/**
	 * The service refused a call to one recipient: only that one waits, 4^n seconds (contract 6.5). A
	 * shorter `Retry-After` is not believed, or a service that says 0 would be asked without end.
	 */
	refusedFor(recipient: string, timesBefore: number, retryAfterMs = 0): void {
		const wait = Math.max(retryAfterMs, 1000 * 4 ** timesBefore);
		this.recipientPausedUntil.set(recipient, this.clock.now() + wait);
	}

	/**
	 * First until the oldest accepted call is a window old and counts no more. If that does not help, or
	 * nothing was accepted: a time that doubles, of which a random half is left out.
	 */
	private pauseLength(now: number): number {
		const [oldest] = this.accepted;
		if (this.level === 0 && oldest !== undefined) {
			return Math.max(SHORTEST_PAUSE_MS, oldest + WINDOW_MS - now);
		}
		const longest = Math.min(LONGEST_PAUSE_MS, FIRST_PAUSE_MS * 2 ** this.level);
		return longest * (0.5 + 0.5 * this.clock.random());
	}

	private pauseOf(recipient?: string): number {
		return recipient === undefined ? 0 : (this.recipientPausedUntil.get(recipient) ?? 0);
	}

	/** The time may move while it is waited for. */
	private async sleepUntil(time: () => number): Promise<void> {
		for (let now = this.clock.now(); time() > now; now = this.clock.now()) {
			await this.clock.sleep(time() - now);
		}
	}

	private pause(until: number): void {
		this.pausedUntil = Math.max(this.pausedUntil, until);
		this.nextSlot = Math.max(this.nextSlot, this.pausedUntil);
	}

	private forgetOld(now: number): void {
		this.accepted = this.accepted.filter((time) => now - time < WINDOW_MS);
	}
}
