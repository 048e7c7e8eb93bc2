/**
 * The pace of a number's calls. The service's limit belongs to the number, so all executions of a process
 * share what is known of it, and take turns. As many calls are in flight as it takes: what holds them
 * back is the limit, the order that the caller keeps, and at last `MOST_IN_FLIGHT`.
 *
 * The limit is counted as the service counts it: so many calls in any second. It is never told, so it is
 * found: an unknown number begins at the documented default and is asked for more while nothing is
 * refused; a refusal shows where the limit is.
 */
import { StoppedFailure } from '../failures/failure';
import type { Clock } from './clock';

/** The service counts calls in any second. Ours is longer, as calls are not equally long under way. */
const WINDOW_MS = 1000;
const FIRST_MARGIN_MS = 10;
const LONGEST_MARGIN_MS = 100;
const MARGIN_STEP_MS = 10;

/** Messages per second that a number may send unless it was raised (contract 6.4). */
const DEFAULT_LIMIT = 80;
/** At once on a number of which nothing is known; it grows to the whole limit, by so much each second. */
const FIRST_BURST = 20;
const BURST_GROWTH = 2;

/**
 * Each call has a connection of its own: beyond this the machine's open files and the service's patience
 * would bind. It is enough for 80 calls a second that take three seconds each, and for 1,000 that take a
 * quarter of one.
 */
const MOST_IN_FLIGHT = 256;

/** Refused with so much of the limit used, it is the limit that was reached; else calls came too close. */
const NEAR_LIMIT = 0.9;
/** So near to what is known, a refusal says only that calls of two windows met on their way. */
const NEAR = 0.97;
/** Where refusals go on, the limit goes down by this at most. */
const SLOW_DOWN = 0.7;

/** An unknown number is asked for a little more, and when it takes that, for much more each time. */
const PROBE = 1.1;
const LEAP = 1.5;
const LEAP_AFTER_MS = 250;

/** What a refusal has shown is believed for so long; then the pace grows by this share per second, ever faster. */
const HOLD_MS = 10_000;
const LONGEST_HOLD_MS = 10 * 60_000;
const GROWTH = 0.005;
const GROWTH_DOUBLES_MS = 5000;
const MOST_GROWTH = 0.5;

const SHORTEST_PAUSE_MS = 25;
const FIRST_PAUSE_MS = 250;
const LONGEST_PAUSE_MS = 30_000;

/** What became of a call, as far as the pace is concerned. */
export type Ending =
	| { as: 'accepted' }
	/** Refused for being one too many of this number. */
	| { as: 'tooMany'; retryAfterMs?: number }
	/** Refused for being one too many to this recipient: only that one waits, 4^n seconds (contract 6.5). */
	| { as: 'tooManyToRecipient'; timesBefore: number; retryAfterMs?: number }
	| { as: 'other' };

/** A call that may begin now. */
export interface Turn {
	/** To be called once, when the call is over. */
	end(ending: Ending): void;
}

/** What is known of a call that is under way. */
interface Begun {
	startedAt: number;
	/** How many began in the second before it. */
	before: number;
}

interface Waiter {
	recipient?: string;
	/** Its own earliest time, after a refusal. */
	notBefore: number;
	begin(turn: Turn): void;
	stop(failure: StoppedFailure): void;
}

export class Pace {
	private readonly lanes: Lane[] = [];
	private readonly recipientPausedUntil = new Map<string, number>();
	private pausedUntil = 0;
	/** When calls of the last window began, oldest first, without those that were refused. */
	private starts: number[] = [];
	private inFlight = 0;

	/** Calls in any second. */
	private limit = DEFAULT_LIMIT;
	/** What was taken before more was asked for. */
	private proven = 0;
	private marginMs = FIRST_MARGIN_MS;
	/** How many of them may begin at once, and how many may now. */
	private burst = FIRST_BURST;
	private tokens = FIRST_BURST;
	private tokensAt: number;
	private burstChangedAt: number;
	/** A service that took no burst is not asked again soon. */
	private burstHoldMs = HOLD_MS;
	/** Whether the limit has held a call up since it last changed. */
	private isBinding = false;
	private grownAt: number;
	private probes = 0;
	private lastRefusal = -Infinity;
	/** Refusals in a row, of calls that began after the last pause. */
	private level = 0;
	private wakesAt = Infinity;

	constructor(private readonly clock: Clock) {
		this.tokensAt = clock.now();
		this.grownAt = clock.now();
		this.burstChangedAt = clock.now();
	}

	/**
	 * A place in the line for one execution. The lanes take turns, so that few calls are not stuck behind
	 * many.
	 *
	 * @param size calls of it that may be in flight
	 * @param signal stops its waiting calls, and no others
	 * @param onSlowDown called when a refusal has shown a limit while it had calls waiting or in flight
	 */
	lane(size = Infinity, signal?: AbortSignal, onSlowDown?: (perSecond: number) => void): Lane {
		return new Lane(this, size, signal, onSlowDown);
	}

	/** How long a call to this recipient would have to wait for pauses now, in ms. */
	pauseFor(recipient?: string): number {
		return Math.max(0, Math.max(this.pausedUntil, this.pauseEnd(recipient)) - this.clock.now());
	}

	/** Whether nobody waits and nothing is in flight. */
	get isIdle(): boolean {
		return this.lanes.length === 0;
	}

	/** Lets begin whoever may. */
	pump(): void {
		for (;;) {
			const now = this.clock.now();
			const next = this.nextStart(now);
			if (this.lanes.length === 0) return;
			if (next > now) return this.wakeAt(next);
			const found = this.nextWaiter(now);
			if ('wakeAt' in found) return this.wakeAt(found.wakeAt);
			const { lane, waiter } = found;
			const before = this.startsWithin(WINDOW_MS, now);
			this.starts.push(now);
			this.tokens -= 1;
			this.inFlight += 1;
			lane.inFlight += 1;
			waiter.begin({
				end: (ending) => {
					this.inFlight -= 1;
					lane.inFlight -= 1;
					this.ended({ startedAt: now, before }, waiter.recipient, ending);
					this.settle(lane);
					this.pump();
				},
			});
		}
	}

	/** A lane is in the round while it has calls waiting or in flight. */
	settle(lane: Lane): void {
		const place = this.lanes.indexOf(lane);
		const isBusy = lane.waiting.length > 0 || lane.inFlight > 0;
		if (isBusy && place === -1) this.lanes.push(lane);
		if (!isBusy && place !== -1) this.lanes.splice(place, 1);
	}

	/** When the next call may begin, whosever it is. */
	private nextStart(now: number): number {
		if (this.inFlight >= MOST_IN_FLIGHT) return Infinity;
		const isPaused = this.pausedUntil > now;
		const window = WINDOW_MS + this.marginMs;
		const old = this.starts.findIndex((start) => now - start < window);
		this.starts.splice(0, old === -1 ? this.starts.length : old);
		const room = Math.max(1, Math.floor(this.limit));
		const windowOpens =
			this.starts.length < room ? now : this.starts[this.starts.length - room] + window;
		this.tokens = Math.min(
			this.burst,
			this.tokens + ((now - this.tokensAt) * this.limit) / WINDOW_MS,
		);
		this.tokensAt = now;
		const tokenComes = this.tokens >= 1 ? now : now + ((1 - this.tokens) * WINDOW_MS) / this.limit;
		const next = Math.max(windowOpens, tokenComes);
		if (next > now && !isPaused && this.lanes.some((lane) => lane.canBegin()))
			this.isBinding = true;
		return Math.max(next, this.pausedUntil);
	}

	/** The first call of the next lane that may begin; else when to look again. */
	private nextWaiter(now: number): { lane: Lane; waiter: Waiter } | { wakeAt: number } {
		let wakeAt = Infinity;
		for (let count = 0; count < this.lanes.length; count += 1) {
			// The lane goes to the end of the round, whether it had its turn or not.
			const [lane] = this.lanes.splice(0, 1);
			this.lanes.push(lane);
			if (!lane.canBegin()) continue;
			const index = lane.waiting.findIndex((waiter) => {
				const at = Math.max(waiter.notBefore, this.pauseEnd(waiter.recipient));
				if (at > now) wakeAt = Math.min(wakeAt, at);
				return at <= now;
			});
			if (index === -1) continue;
			const [waiter] = lane.waiting.splice(index, 1);
			return { lane, waiter };
		}
		return { wakeAt };
	}

	private wakeAt(time: number): void {
		if (time >= this.wakesAt) return;
		this.wakesAt = time;
		void this.clock.sleep(time - this.clock.now()).then(() => {
			if (this.wakesAt === time) this.wakesAt = Infinity;
			this.pump();
		});
	}

	private ended(begun: Begun, recipient: string | undefined, ending: Ending): void {
		switch (ending.as) {
			case 'accepted':
				return this.wasAccepted(begun.startedAt);
			case 'tooMany':
				return this.wasRefused(begun, ending.retryAfterMs);
			case 'tooManyToRecipient':
				this.forgetStart(begun.startedAt);
				return this.pauseRecipient(recipient, ending.timesBefore, ending.retryAfterMs);
			case 'other':
				return;
		}
	}

	private wasAccepted(startedAt: number): void {
		if (startedAt < this.lastRefusal) return;
		const now = this.clock.now();
		this.level = 0;
		if (this.isBinding) this.grow(startedAt, now);
		if (now - this.burstChangedAt >= WINDOW_MS && this.burst < this.limit) {
			this.burst = Math.min(this.limit, this.burst * BURST_GROWTH);
			this.burstChangedAt = now;
		}
	}

	/** More is asked for while the limit is what holds calls up and nothing is refused. */
	private grow(startedAt: number, now: number): void {
		if (this.lastRefusal === -Infinity) {
			const evidence = this.probes < 2 ? WINDOW_MS : LEAP_AFTER_MS;
			if (startedAt - this.grownAt < evidence) return;
			this.proven = this.limit;
			this.limit *= this.probes === 0 ? PROBE : LEAP;
			this.probes += 1;
		} else {
			const heldUntil = this.lastRefusal + HOLD_MS;
			if (now <= heldUntil) return;
			const seconds = Math.min(1, (now - Math.max(this.grownAt, heldUntil)) / WINDOW_MS);
			const share = GROWTH * 2 ** ((now - heldUntil) / GROWTH_DOUBLES_MS);
			this.limit *= 1 + Math.min(MOST_GROWTH, share) * seconds;
			this.marginMs = Math.max(FIRST_MARGIN_MS, this.marginMs - MARGIN_STEP_MS * seconds);
		}
		this.grownAt = now;
		this.isBinding = false;
	}

	/** Of a burst of refusals only the first counts: the others began before it was known. */
	private wasRefused({ startedAt, before }: Begun, retryAfterMs = 0): void {
		const now = this.clock.now();
		this.forgetStart(startedAt);
		if (startedAt >= this.lastRefusal) {
			this.learn(before, now);
			this.grownAt = now;
			this.lastRefusal = now;
			this.isBinding = false;
			this.pausedUntil = Math.max(this.pausedUntil, now + this.pauseLength());
			this.level += 1;
			for (const lane of this.lanes) lane.slowedDown(this.limit);
		}
		this.pausedUntil = Math.max(this.pausedUntil, now + retryAfterMs);
	}

	/**
	 * What a refusal shows: where the limit is, or that calls came too close to each other.
	 *
	 * @param seen calls of the second before it that were taken
	 */
	private learn(seen: number, now: number): void {
		if (seen >= NEAR * this.proven && this.proven > 0) {
			// It is as known, or hardly more. At what is known, calls of two windows met on their way.
			if (this.limit <= this.proven) {
				this.marginMs = Math.min(LONGEST_MARGIN_MS, this.marginMs + MARGIN_STEP_MS);
			}
			this.proven = Math.max(this.proven, Math.min(seen, Math.floor(this.limit)));
			this.limit = this.proven;
		} else if (seen >= NEAR_LIMIT * this.limit) {
			this.limit = seen;
			this.proven = seen;
		} else {
			if (this.level > 0 || this.burst <= 1) {
				this.limit = Math.max(1, seen, SLOW_DOWN * this.limit);
				this.proven = Math.min(this.proven, this.limit);
			}
			this.burst = Math.max(1, this.burst / BURST_GROWTH);
			this.burstChangedAt = now + this.burstHoldMs;
			this.burstHoldMs = Math.min(LONGEST_HOLD_MS, this.burstHoldMs * 2);
		}
		this.burst = Math.min(this.burst, this.limit);
		this.tokens = Math.min(this.tokens, this.burst);
	}

	/** Calls that began not longer ago, without those that were refused. */
	private startsWithin(ms: number, now: number): number {
		const first = this.starts.findIndex((start) => now - start < ms);
		return first === -1 ? 0 : this.starts.length - first;
	}

	/** The window says when there is room again. Where it was wrong: a time that doubles, partly by chance. */
	private pauseLength(): number {
		if (this.level === 0) return SHORTEST_PAUSE_MS;
		const longest = Math.min(LONGEST_PAUSE_MS, FIRST_PAUSE_MS * 2 ** this.level);
		return longest * (0.5 + 0.5 * this.clock.random());
	}

	/** A shorter `Retry-After` is not believed, or a service that says 0 would be asked without end. */
	private pauseRecipient(recipient = '', timesBefore: number, retryAfterMs = 0): void {
		const now = this.clock.now();
		for (const [old, until] of this.recipientPausedUntil) {
			if (until <= now) this.recipientPausedUntil.delete(old);
		}
		const wait = Math.max(retryAfterMs, 1000 * 4 ** timesBefore);
		this.recipientPausedUntil.set(recipient, now + wait);
	}

	private pauseEnd(recipient?: string): number {
		return recipient === undefined ? 0 : (this.recipientPausedUntil.get(recipient) ?? 0);
	}

	private forgetStart(startedAt: number): void {
		const index = this.starts.lastIndexOf(startedAt);
		if (index !== -1) this.starts.splice(index, 1);
	}
}

/** One execution's place in the line. */
export class Lane {
	readonly waiting: Waiter[] = [];
	inFlight = 0;
	private hasTold = false;

	constructor(
		private readonly pace: Pace,
		private readonly size: number,
		private readonly signal?: AbortSignal,
		private readonly onSlowDown?: (perSecond: number) => void,
	) {
		signal?.addEventListener('abort', () => this.stop(), { once: true });
	}

	/**
	 * Waits until a call may begin.
	 *
	 * @param notBefore its own earliest time, after a refusal
	 * @throws StoppedFailure when the execution is stopped before
	 */
	async enter(recipient?: string, notBefore = 0): Promise<Turn> {
		if (this.signal?.aborted) throw new StoppedFailure();
		return await new Promise((begin, stop) => {
			const waiter = { recipient, notBefore, begin, stop };
			// Others may be waiting behind a call that was refused: it comes first.
			if (notBefore > 0) this.waiting.unshift(waiter);
			else this.waiting.push(waiter);
			this.pace.settle(this);
			this.pace.pump();
		});
	}

	/** How long a call to this recipient would have to wait for pauses now, in ms. */
	pauseFor(recipient?: string): number {
		return this.pace.pauseFor(recipient);
	}

	canBegin(): boolean {
		return this.waiting.length > 0 && this.inFlight < this.size;
	}

	/** Told once: the log need not know of each refusal. */
	slowedDown(perSecond: number): void {
		if (this.hasTold) return;
		this.hasTold = true;
		this.onSlowDown?.(Math.floor(perSecond));
	}

	private stop(): void {
		for (const waiter of this.waiting.splice(0)) waiter.stop(new StoppedFailure());
		this.pace.settle(this);
	}
}
