/** Time that passes only when nothing else can happen: hours take milliseconds, and always the same. */
import type { Clock } from '../../../nodes/WhatsAppGroups/api/clock';

interface Timer {
	at: number;
	resolve: () => void;
}

/** More than twice as many as any test needs: work that goes on for so long waits for what never comes. */
const MOST_WAITS = 400_000;

/** What the machine's clock shows when the time begins. */
export const BEGINNING = Date.UTC(2026, 0, 2, 3, 4, 5);

export class VirtualTime implements Clock {
	private time = 0;
	private timers: Timer[] = [];
	private seed: number;
	private setBy = 0;

	constructor(seed = 1) {
		this.seed = seed;
	}

	now(): number {
		return this.time;
	}

	wallTime(): number {
		return BEGINNING + this.time + this.setBy;
	}

	/** Somebody sets the machine's clock, forward or back. */
	setWallClock(ms: number): void {
		this.setBy += ms;
	}

	/** Chance that repeats itself (a linear congruential generator). */
	random(): number {
		this.seed = (Math.imul(this.seed, 1_664_525) + 1_013_904_223) >>> 0;
		return this.seed / 2 ** 32;
	}

	async sleep(ms: number): Promise<void> {
		await new Promise<void>((resolve) => {
			const at = this.time + Math.max(0, ms);
			const next = this.timers.findIndex((timer) => timer.at > at);
			this.timers.splice(next === -1 ? this.timers.length : next, 0, { at, resolve });
		});
	}

	/**
	 * Runs the work to its end. Work that never ends is an error: it waits for something else than this
	 * clock, or for ever.
	 */
	async run<T>(work: Promise<T>): Promise<T> {
		let running = true;
		const ended = work.finally(() => {
			running = false;
		});
		ended.catch(() => {});
		for (let waits = 0; waits < MOST_WAITS; waits += 1) {
			await new Promise((resolve) => setImmediate(resolve));
			if (!running) return await ended;
			const timer = this.timers.shift();
			if (!timer) throw new Error('The work waits for something that will never happen');
			this.time = timer.at;
			timer.resolve();
		}
		throw new Error(`The work waits again and again, for ${this.time} ms by now`);
	}
}
