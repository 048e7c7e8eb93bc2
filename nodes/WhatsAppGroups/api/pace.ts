/**
 * The pace of a number's calls. The service's limit belongs to the number, so all executions of a process
 * share what is known of it, and take turns. As many calls are in flight as it takes: what holds them
 * back is the limit, the order that the caller keeps, and at last `MOST_IN_FLIGHT`.
 */
import { StoppedFailure } from '../failures/failure';
import type { Clock } from './clock';
import { LearnedLimit, type Start } from './learnedLimit';

/**
 * Each call has a connection of its own: beyond this the machine's open files and the service's patience
 * would bind. It is enough for 80 calls a second that take three seconds each, and for 1,000 that take a
 * quarter of one.
 */
const MOST_IN_FLIGHT = 256;

/** A timer of longer than this is set anew: those of JavaScript end at 2^31 ms, beyond which they fire at once. */
const LONGEST_SLEEP_MS = 60 * 60_000;

const SHORTEST_PAUSE_MS = 25;
const FIRST_PAUSE_MS = 100;
const LONGEST_PAUSE_MS = 30_000;
/** A longer `Retry-After` is the refused call's own: what it was refused for may not concern others. */
const LONGEST_SHARED_PAUSE_MS = 60_000;

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

/** A call that wants to begin. */
export interface Wish {
	/** Calls of one kind take about equally long. */
	kind: string;
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
	private inFlight = 0;
	private readonly limit: LearnedLimit;
	/** Since when everything was refused. */
	private refusingSince = Infinity;
	/** When timers end, the next one last. */
	private readonly wakes: number[] = [];

	constructor(private readonly clock: Clock) {
		this.limit = new LearnedLimit(clock.now());
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
			const start = this.limit.begin(waiter.kind, now);
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
		const isWanted = this.pausedUntil <= now && this.lanes.some((lane) => lane.canBegin());
		return Math.max(this.limit.nextStart(now, isWanted), this.pausedUntil);
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
		const now = this.clock.now();
		this.limit.over(start, now);
		switch (ending.as) {
			case 'accepted':
				this.refusingSince = Infinity;
				return this.limit.accepted(start, now);
			case 'tooMany':
				return this.wasRefused(start, now, ending.retryAfterMs);
			case 'tooManyToRecipient':
				this.limit.forget(start);
				return this.pauseRecipient(recipient, ending.timesBefore, ending.retryAfterMs);
			case 'other':
				return;
		}
	}

	private wasRefused(start: Start, now: number, retryAfterMs = 0): void {
		this.refusingSince = Math.min(this.refusingSince, now);
		let wait = retryAfterMs;
		if (this.limit.refused(start, now)) {
			wait = Math.max(wait, this.pauseLength());
			for (const lane of this.lanes) lane.slowedDown(this.limit.perSecond);
		}
		const shared = Math.min(wait, LONGEST_SHARED_PAUSE_MS);
		this.pausedUntil = Math.max(this.pausedUntil, now + shared);
		this.turnAway();
	}

	/** Whoever would be held up for longer than it may. */
	private turnAway(): void {
		const now = this.clock.now();
		for (const lane of [...this.lanes]) {
			lane.turnAway(
				(waiter) => this.heldFor(waiter, now) + this.pauseFor(waiter.recipient) > waiter.patienceMs,
			);
			this.settle(lane);
		}
	}

	private heldFor({ notBefore, since }: Waiter, now: number): number {
		const heldSince = notBefore === undefined ? Math.max(since, this.refusingSince) : since;
		return Math.max(0, now - heldSince);
	}

	/** The window says when there is room again. Where it was wrong: a time that doubles, partly by chance. */
	private pauseLength(): number {
		const before = this.limit.refusalsInRow - 1;
		if (before === 0) return SHORTEST_PAUSE_MS;
		const longest = Math.min(LONGEST_PAUSE_MS, FIRST_PAUSE_MS * 2 ** before);
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
