/**
 * What is known of a number's limit. It is counted as the service counts it, so many calls in any second,
 * but it is never told. So it is found: an unknown number begins at the documented default and is asked
 * for more while nothing is refused; a refusal shows where the limit is.
 */
import { UsualTime } from './usualTime';

/** The service counts calls in any second. Ours is longer, as calls are not equally long under way. */
const WINDOW_MS = 1000;
/** What a call takes longer than usual, it may have taken on its way, up to this; and more while nothing is known. */
const LONGEST_WAY_MS = 100;
const LONGEST_FIRST_WAY_MS = 250;
const FIRST_MARGIN_MS = 5;
/** Where refusals go on with this, the limit may be a little lower than thought. */
const ENOUGH_MARGIN_MS = 40;
const LONGEST_MARGIN_MS = 100;
const MARGIN_STEP_MS = 10;

/** A call is a whole one: with a lower limit, none could ever begin again. */
const LOWEST_LIMIT = 1;
/** Messages per second that a number may send unless it was raised (contract 6.4). */
const DEFAULT_LIMIT = 80;
/** At once on a number of which nothing is known; it grows to the whole limit, by so much each second. */
const FIRST_BURST = 60;
const BURST_GROWTH = 2;
/**
 * So long takes a burst of the whole limit. What began at one moment would reach the service much later,
 * as each call needs the processor, and the window would not be what it is taken for.
 */
const SPREAD_MS = 60;
/** A late timer is made good for by so much. */
const CATCH_UP_MS = 4;

/** Refused with so much of the limit used, it is the limit that was reached; else calls came too close. */
const NEAR_LIMIT = 0.9;
/** So near to what is known, a refusal says only that calls of two windows met on their way. */
const NEAR = 0.97;
/** Where refusals go on, which is when they come so soon after each other, the limit goes down by this at most. */
const SLOW_DOWN = 0.7;
const SOON_MS = 3000;
/** After so many refusals in a row, with pauses between them and nothing taken, by this. */
const STUCK = 2;
const BACK_OFF = 0.4;
/** Calls that begin within this are a burst, when they are more than fit to an even pace. */
const AT_ONCE_MS = 50;
/** A call's predecessors are looked at when it is over, which is no longer than so after they began. */
const LOOK_BACK_MS = 5000;

/** An unknown number is asked for a little more, and when it takes that, for much more each time. */
const PROBE = 1.1;
const LEAP = 1.5;
const LEAP_AFTER_MS = 250;

/** What a refusal has shown is believed for so long; then the pace grows by this share per second, ever faster. */
const HOLD_MS = 10_000;
/** Where it went down step by step, it may be much too low. */
const LOWERED_HOLD_MS = 3000;
const LONGEST_HOLD_MS = 2 * 60_000;
const GROWTH = 0.005;
const GROWTH_DOUBLES_MS = 3000;
const MOST_GROWTH = 0.5;

/** A call that began. */
export interface Start {
	/** Calls of one kind take about equally long. */
	kind: string;
	begunAt: number;
	overAt?: number;
}

export class LearnedLimit {
	/** Calls that began, oldest first, as far as one looks back; without those that were refused. */
	private readonly starts: Start[] = [];

	/** Calls in any second. */
	private limit = DEFAULT_LIMIT;
	/** What was taken before more was asked for. */
	private proven = DEFAULT_LIMIT;
	private marginMs = FIRST_MARGIN_MS;
	private readonly usual = new UsualTime();
	/** How many calls may begin at once, and how many may now. */
	private burst = FIRST_BURST;
	private tokens = FIRST_BURST;
	private tokensAt: number;
	private nextOfBurst = -Infinity;
	private burstChangedAt: number;
	/** A service that took no burst is not asked again soon. */
	private burstHoldMs = HOLD_MS;
	/** Whether the limit has held a call up since it last changed. */
	private isBinding = false;
	private grownAt: number;
	private probes = 0;
	/** Whether a refusal has shown it. */
	private isFound = false;
	/** What was found again and again is not doubted soon. */
	private holdMs = HOLD_MS;
	private lastRefusal = -Infinity;
	private loweredAt = -Infinity;
	/** Refusals in a row, of calls that began after the one before was known. */
	private inRow = 0;

	constructor(now: number) {
		this.tokensAt = now;
		this.grownAt = now;
		this.burstChangedAt = now;
	}

	get perSecond(): number {
		return this.limit;
	}

	get refusalsInRow(): number {
		return this.inRow;
	}

	/**
	 * When it lets the next call begin.
	 *
	 * @param isWanted whether one would begin now if it could
	 */
	nextStart(now: number, isWanted: boolean): number {
		const room = Math.floor(this.limit);
		const oldest = this.starts.at(-room);
		const windowOpens = oldest ? this.arrival(oldest, now) + WINDOW_MS + this.marginMs : now;
		const earned = ((now - this.tokensAt) * this.limit) / WINDOW_MS;
		this.tokens = Math.min(this.burst, this.tokens + earned);
		this.tokensAt = now;
		const tokenComes = now + ((1 - this.tokens) * WINDOW_MS) / this.limit;
		const next = Math.max(now, windowOpens, tokenComes);
		if (next > now && isWanted) this.isBinding = true;
		return Math.max(next, this.nextOfBurst);
	}

	begin(kind: string, now: number): Start {
		const start: Start = { kind, begunAt: now };
		this.starts.push(start);
		this.tokens -= 1;
		const spread = SPREAD_MS / this.limit;
		this.nextOfBurst = Math.max(this.nextOfBurst, now - CATCH_UP_MS) + spread;
		return start;
	}

	/**
	 * When it reached the service, as far as is known. What it takes longer than others, it may have taken
	 * on its way there.
	 */
	private arrival({ kind, begunAt, overAt }: Start, now: number): number {
		const usual = this.usual.of(kind);
		const late = (overAt ?? now) - begunAt - (usual ?? 0);
		const most = usual === undefined ? LONGEST_FIRST_WAY_MS : LONGEST_WAY_MS;
		return begunAt + Math.min(most, Math.max(0, late));
	}

	/** The call is over, whatever became of it. Calls stand in the order in which they arrived. */
	over(start: Start, now: number): void {
		this.usual.took(start.kind, now - start.begunAt, now);
		start.overAt = now;
		const at = this.arrival(start, now);
		let index = this.starts.lastIndexOf(start);
		for (; index + 1 < this.starts.length; index += 1) {
			const next = this.starts[index + 1];
			if (this.arrival(next, now) >= at) break;
			this.starts[index] = next;
			this.starts[index + 1] = start;
		}
	}

	accepted({ begunAt }: Start, now: number): void {
		this.forgetOld(now);
		if (begunAt <= this.lastRefusal) return;
		this.inRow = 0;
		if (this.isBinding) this.grow(begunAt, now);
		if (now - this.burstChangedAt >= WINDOW_MS && this.burst < this.limit) {
			this.burst = Math.min(this.limit, this.burst * BURST_GROWTH);
			this.burstChangedAt = now;
		}
	}

	/**
	 * Of a burst of refusals only the first counts: the others began before it was known.
	 *
	 * @returns whether it counts
	 */
	refused(start: Start, now: number): boolean {
		const isNews = start.begunAt > this.lastRefusal;
		if (isNews) {
			this.learn(start, now);
			this.grownAt = now;
			this.lastRefusal = now;
			this.isBinding = false;
			this.inRow += 1;
		}
		this.forget(start);
		return isNews;
	}

	/** It does not count: it was refused. */
	forget(start: Start): void {
		const index = this.starts.lastIndexOf(start);
		if (index !== -1) this.starts.splice(index, 1);
	}

	/** More is asked for while the limit is what holds calls up and nothing is refused. */
	private grow(startedAt: number, now: number): void {
		if (!this.isFound) {
			const evidence = this.probes < 2 ? WINDOW_MS : LEAP_AFTER_MS;
			if (startedAt - this.grownAt < evidence) return;
			this.proven = this.limit;
			this.limit *= this.probes === 0 ? PROBE : LEAP;
			this.probes += 1;
		} else {
			const heldUntil = this.lastRefusal + this.holdMs;
			if (now <= heldUntil) return;
			const seconds = Math.min(1, (now - Math.max(this.grownAt, heldUntil)) / WINDOW_MS);
			const share = GROWTH * 2 ** ((now - heldUntil) / GROWTH_DOUBLES_MS);
			// So much of what is usual at least: who got little beside others gets more again.
			const usual = Math.max(this.limit, DEFAULT_LIMIT);
			this.limit += Math.min(MOST_GROWTH, share) * seconds * usual;
			this.marginMs = Math.max(FIRST_MARGIN_MS, this.marginMs - MARGIN_STEP_MS * seconds);
		}
		this.grownAt = now;
		this.isBinding = false;
	}

	/** What a refusal shows: where the limit is, or that calls came too close to each other. */
	private learn(start: Start, now: number): void {
		const seen = this.takenBefore(start, WINDOW_MS, now);
		const mayHaveMet = this.takenBefore(start, WINDOW_MS + LONGEST_MARGIN_MS, now);
		const atOnce = this.takenBefore(start, AT_ONCE_MS, now);
		const isBurst = atOnce > 1 + (1.5 * this.limit * AT_ONCE_MS) / WINDOW_MS;
		const goesOn = this.inRow > 0 || now - this.lastRefusal < SOON_MS;
		if (mayHaveMet >= NEAR * this.proven) {
			// It is as known, or hardly more. At what is known, calls of two windows met on their way.
			if (this.limit <= this.proven) {
				this.marginMs = Math.min(LONGEST_MARGIN_MS, this.marginMs + MARGIN_STEP_MS);
				if (goesOn && this.marginMs > ENOUGH_MARGIN_MS) {
					this.proven = Math.max(LOWEST_LIMIT, this.proven * NEAR);
				}
			}
			// Of calls that overtake each other a few too many are seen: they do not raise the first guess.
			if (this.isFound || seen >= PROBE * this.proven) {
				this.proven = Math.max(this.proven, Math.min(seen, Math.floor(this.limit)));
			}
			this.limit = this.proven;
			this.isFound = true;
			this.holdMs = Math.min(LONGEST_HOLD_MS, this.holdMs * 2);
		} else if (seen >= NEAR_LIMIT * this.limit) {
			this.limit = Math.max(LOWEST_LIMIT, seen);
			this.proven = this.limit;
			this.isFound = true;
			this.holdMs = HOLD_MS;
		} else {
			// A second passes until a window shows what the last step did, unless nothing is taken at all.
			const isStep = now - this.loweredAt >= WINDOW_MS;
			const isStuck = this.inRow >= STUCK;
			if (isStuck || (seen > 0 && isStep && (this.burst <= 1 || (goesOn && !isBurst)))) {
				this.loweredAt = now;
				this.limit = Math.max(LOWEST_LIMIT, seen, (isStuck ? BACK_OFF : SLOW_DOWN) * this.limit);
				this.proven = Math.min(this.proven, this.limit);
				this.holdMs = LOWERED_HOLD_MS;
			}
			this.isFound ||= !isBurst;
			this.burst = Math.max(
				LOWEST_LIMIT,
				Math.min(this.burst / BURST_GROWTH, isBurst ? atOnce : Infinity),
			);
			this.burstChangedAt = now + this.burstHoldMs;
			this.burstHoldMs = Math.min(LONGEST_HOLD_MS, this.burstHoldMs * 2);
		}
		this.burst = Math.min(this.burst, this.limit);
		this.tokens = Math.min(this.tokens, this.burst);
	}

	/** Calls of the time before it that were taken, as far as is known. */
	private takenBefore(start: Start, ms: number, now: number): number {
		const index = this.starts.lastIndexOf(start);
		const since = this.arrival(start, now) - ms;
		const first = this.starts.findIndex((one) => this.arrival(one, now) > since);
		return Math.max(0, index - first);
	}

	/** Not each time: it moves all that is left. */
	private forgetOld(now: number): void {
		if (this.starts.length === 0 || now - this.starts[0].begunAt < 2 * LOOK_BACK_MS) return;
		const old = this.starts.findIndex(
			({ begunAt, overAt }) => overAt === undefined || now - begunAt < LOOK_BACK_MS,
		);
		this.starts.splice(0, old === -1 ? this.starts.length : old);
	}
}
