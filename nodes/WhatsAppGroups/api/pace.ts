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
const FIRST_MARGIN_MS = 5;
/** Where refusals go on with this, the limit may be a little lower than thought. */
const ENOUGH_MARGIN_MS = 40;
const LONGEST_MARGIN_MS = 100;
const MARGIN_STEP_MS = 10;

/** By this share it follows calls that take longer. */
const USUAL_DRIFT = 0.01;

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
/** Where refusals go on, which is when they come so soon after each other, the limit goes down by this at most. */
const SLOW_DOWN = 0.7;
const SOON_MS = 3000;
/** Calls that begin within this are a burst, when they are more than fit to an even pace. */
const AT_ONCE_MS = 50;
/** A call's predecessors are looked at when it is over, which is no longer than so after they began. */
const LOOK_BACK_MS = 5000;

/** An unknown number is asked for a little more, and when it takes that, for much more each time. */
const PROBE = 1.1;
const LEAP = 1.5;
const LEAP_AFTER_MS = 250;

/** What a refusal has shown is believed for so long; then the pace grows by this share per second, ever faster. */
const HOLD_MS = 3000;
const LONGEST_HOLD_MS = 2 * 60_000;
const GROWTH = 0.005;
const GROWTH_DOUBLES_MS = 3000;
const MOST_GROWTH = 0.5;

/** A timer of longer than this is set anew: those of JavaScript end at 2^31 ms, beyond which they fire at once. */
const LONGEST_SLEEP_MS = 60 * 60_000;

const SHORTEST_PAUSE_MS = 25;
const FIRST_PAUSE_MS = 100;
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
	/** How long a service that took nothing has held it up, in ms. */
	heldMs: number;
	/** To be called once, when the call is over. */
	end(ending: Ending): void;
}

/** A call that began. */
interface Start {
	begunAt: number;
	/** When it reached the service, as far as is known. */
	at: number;
	isOver: boolean;
}

/** A call that wants to begin. */
export interface Wish {
	recipient?: string;
	/** Its own earliest time, after it was refused. */
	notBefore?: number;
	/** How long it may be held up by a service that takes nothing, in ms. Waiting for one's turn is not counted. */
	patienceMs: number;
}

interface Waiter extends Wish {
	since: number;
	/** Without a turn: its patience is over. */
	begin(turn?: Turn): void;
	stop(failure: StoppedFailure): void;
}

export class Pace {
	private readonly lanes: Lane[] = [];
	private readonly recipientPausedUntil = new Map<string, number>();
	private pausedUntil = 0;
	/** Calls that began, oldest first, as far as one looks back; without those that were refused. */
	private readonly starts: Start[] = [];
	private inFlight = 0;

	/** Calls in any second. */
	private limit = DEFAULT_LIMIT;
	/** What was taken before more was asked for. */
	private proven = DEFAULT_LIMIT;
	private marginMs = FIRST_MARGIN_MS;
	/** How long calls take that nothing holds up. */
	private usualMs = Number.MAX_VALUE;
	/** How many of them may begin at once, and how many may now. */
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
	/** Refusals in a row, of calls that began after the last pause. */
	private level = 0;
	/** Since when everything was refused. */
	private refusingSince = Infinity;
	/** When timers end, the next one last. */
	private readonly wakes: number[] = [];

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

	now(): number {
		return this.clock.now();
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
			const start: Start = { begunAt: now, at: now, isOver: false };
			this.starts.push(start);
			this.tokens -= 1;
			const spread = SPREAD_MS / this.limit;
			this.nextOfBurst = Math.max(this.nextOfBurst, now - CATCH_UP_MS) + spread;
			this.inFlight += 1;
			lane.inFlight += 1;
			waiter.begin({
				heldMs: this.heldFor(waiter, now),
				end: (ending) => {
					this.inFlight -= 1;
					lane.inFlight -= 1;
					this.ended(start, waiter.recipient, ending);
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
		const room = Math.max(1, Math.floor(this.limit));
		const oldest = this.starts.at(-room);
		const windowOpens = oldest ? this.arrival(oldest, now) + window : now;
		this.tokens = Math.min(
			this.burst,
			this.tokens + ((now - this.tokensAt) * this.limit) / WINDOW_MS,
		);
		this.tokensAt = now;
		const tokenComes = this.tokens >= 1 ? now : now + ((1 - this.tokens) * WINDOW_MS) / this.limit;
		const next = Math.max(windowOpens, tokenComes);
		if (next > now && !isPaused && this.lanes.some((lane) => lane.canBegin()))
			this.isBinding = true;
		return Math.max(next, this.nextOfBurst, this.pausedUntil);
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
				const at = Math.max(waiter.notBefore ?? 0, this.pauseEnd(waiter.recipient));
				if (at > now) wakeAt = Math.min(wakeAt, at);
				return at <= now;
			});
			if (index === -1) continue;
			const [waiter] = lane.waiting.splice(index, 1);
			return { lane, waiter };
		}
		return { wakeAt };
	}

	/** One timer is enough, unless there is something to do before it ends. */
	private wakeAt(time: number): void {
		const now = this.clock.now();
		const at = Math.min(time, now + LONGEST_SLEEP_MS);
		const isNeeded = this.lanes.some((lane) => lane.waiting.length > 0);
		if (!isNeeded || time === Infinity || at >= (this.wakes.at(-1) ?? Infinity)) return;
		this.wakes.push(at);
		void this.clock.sleep(at - now).then(() => {
			this.wakes.splice(this.wakes.indexOf(at), 1);
			this.pump();
		});
	}

	private ended(start: Start, recipient: string | undefined, ending: Ending): void {
		this.arrived(start);
		switch (ending.as) {
			case 'accepted':
				return this.wasAccepted(start);
			case 'tooMany':
				return this.wasRefused(start, ending.retryAfterMs);
			case 'tooManyToRecipient':
				this.forget(start);
				return this.pauseRecipient(recipient, ending.timesBefore, ending.retryAfterMs);
			case 'other':
				return;
		}
	}

	/** What a call takes longer than others, it may have taken on its way there: there it counts from later on. */
	private arrival(start: Start, now: number): number {
		if (start.isOver) return start.at;
		const late = now - start.begunAt - this.usualMs;
		return start.begunAt + Math.min(LONGEST_MARGIN_MS, Math.max(0, late));
	}

	private arrived(start: Start): void {
		const now = this.clock.now();
		const took = now - start.begunAt;
		this.usualMs = Math.min(took, this.usualMs + USUAL_DRIFT * (took - this.usualMs));
		start.at = this.arrival(start, now);
		start.isOver = true;
		let index = this.starts.lastIndexOf(start);
		for (; index + 1 < this.starts.length && this.starts[index + 1].at < start.at; index += 1) {
			this.starts[index] = this.starts[index + 1];
			this.starts[index + 1] = start;
		}
	}

	private wasAccepted({ begunAt }: Start): void {
		const now = this.clock.now();
		this.forgetOld(now);
		this.refusingSince = Infinity;
		if (begunAt <= this.lastRefusal) return;
		this.level = 0;
		if (this.isBinding) this.grow(begunAt, now);
		if (now - this.burstChangedAt >= WINDOW_MS && this.burst < this.limit) {
			this.burst = Math.min(this.limit, this.burst * BURST_GROWTH);
			this.burstChangedAt = now;
		}
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

	/** Of a burst of refusals only the first counts: the others began before it was known. */
	private wasRefused(start: Start, retryAfterMs = 0): void {
		const now = this.clock.now();
		this.refusingSince = Math.min(this.refusingSince, now);
		if (start.begunAt > this.lastRefusal) {
			this.learn(start, now);
			this.grownAt = now;
			this.lastRefusal = now;
			this.isBinding = false;
			this.pausedUntil = Math.max(this.pausedUntil, now + this.pauseLength());
			this.level += 1;
			for (const lane of this.lanes) lane.slowedDown(this.limit);
		}
		this.pausedUntil = Math.max(this.pausedUntil, now + retryAfterMs);
		this.forget(start);
		this.turnAway();
	}

	/** Whoever would be held up for longer than it may. */
	private turnAway(): void {
		const now = this.clock.now();
		for (const lane of [...this.lanes]) {
			lane.turnAway(
				(waiter) =>
					this.heldFor(waiter, now) + this.pauseFor(waiter.recipient) > waiter.patienceMs,
			);
			this.settle(lane);
		}
	}

	private heldFor({ notBefore, since }: Waiter, now: number): number {
		const heldSince = notBefore === undefined ? Math.max(since, this.refusingSince) : since;
		return Math.max(0, now - heldSince);
	}

	/** What a refusal shows: where the limit is, or that calls came too close to each other. */
	private learn(start: Start, now: number): void {
		const seen = this.takenBefore(start, WINDOW_MS);
		const mayHaveMet = this.takenBefore(start, WINDOW_MS + LONGEST_MARGIN_MS);
		const atOnce = this.takenBefore(start, AT_ONCE_MS);
		const isBurst = atOnce > 1 + (1.5 * this.limit * AT_ONCE_MS) / WINDOW_MS;
		const goesOn = this.level > 0 || now - this.lastRefusal < SOON_MS;
		if (mayHaveMet >= NEAR * this.proven) {
			// It is as known, or hardly more. At what is known, calls of two windows met on their way.
			if (this.limit <= this.proven) {
				this.marginMs = Math.min(LONGEST_MARGIN_MS, this.marginMs + MARGIN_STEP_MS);
				if (goesOn && this.marginMs > ENOUGH_MARGIN_MS) this.proven *= NEAR;
			}
			// Of calls that overtake each other a few too many are seen: they do not raise the first guess.
			if (this.isFound || seen >= PROBE * this.proven) {
				this.proven = Math.max(this.proven, Math.min(seen, Math.floor(this.limit)));
			}
			this.limit = this.proven;
			this.isFound = true;
			this.holdMs = Math.min(LONGEST_HOLD_MS, this.holdMs * 2);
		} else if (seen >= NEAR_LIMIT * this.limit) {
			this.limit = Math.max(1, seen);
			this.proven = this.limit;
			this.isFound = true;
			this.holdMs = HOLD_MS;
		} else {
			// A second passes until a window shows what the last step did.
			const isStep = now - this.loweredAt >= WINDOW_MS;
			if (seen > 0 && isStep && (this.burst <= 1 || (goesOn && !isBurst))) {
				this.loweredAt = now;
				this.limit = Math.max(1, seen, SLOW_DOWN * this.limit);
				this.proven = Math.min(this.proven, this.limit);
				this.holdMs = HOLD_MS;
			}
			this.isFound ||= !isBurst;
			this.burst = Math.max(1, Math.min(this.burst / BURST_GROWTH, isBurst ? atOnce : Infinity));
			this.burstChangedAt = now + this.burstHoldMs;
			this.burstHoldMs = Math.min(LONGEST_HOLD_MS, this.burstHoldMs * 2);
		}
		this.burst = Math.min(this.burst, this.limit);
		this.tokens = Math.min(this.tokens, this.burst);
	}

	/** Calls of the time before it that were taken, as far as is known. */
	private takenBefore(start: Start, ms: number): number {
		const index = this.starts.lastIndexOf(start);
		const first = this.starts.findIndex(({ at }) => start.at - at < ms);
		return Math.max(0, index - first);
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
		this.turnAway();
	}

	private pauseEnd(recipient?: string): number {
		return recipient === undefined ? 0 : (this.recipientPausedUntil.get(recipient) ?? 0);
	}

	/** Not each time: it moves all that is left. */
	private forgetOld(now: number): void {
		if (this.starts.length === 0 || now - this.starts[0].at < 2 * LOOK_BACK_MS) return;
		const old = this.starts.findIndex(({ at, isOver }) => !isOver || now - at < LOOK_BACK_MS);
		this.starts.splice(0, old === -1 ? this.starts.length : old);
	}

	private forget(start: Start): void {
		const index = this.starts.lastIndexOf(start);
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
	 * Waits until a call may begin. Answers nothing when a pause is longer than its patience.
	 *
	 * @throws StoppedFailure when the execution is stopped before
	 */
	async enter(wish: Wish): Promise<Turn | undefined> {
		if (this.signal?.aborted) throw new StoppedFailure();
		return await new Promise((begin, stop) => {
			const waiter = { ...wish, since: this.pace.now(), begin, stop };
			// Others may be waiting behind a call that was refused: it comes first.
			if (wish.notBefore !== undefined) this.waiting.unshift(waiter);
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

	turnAway(isTooLong: (waiter: Waiter) => boolean): void {
		const away = this.waiting.filter(isTooLong);
		if (away.length === 0) return;
		const rest = this.waiting.filter((waiter) => !away.includes(waiter));
		this.waiting.splice(0, Infinity, ...rest);
		for (const waiter of away) waiter.begin();
	}

	private stop(): void {
		for (const waiter of this.waiting.splice(0)) waiter.stop(new StoppedFailure());
		this.pace.settle(this);
	}
}
