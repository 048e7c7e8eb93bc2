interface Task {
	/** In the clock's own elapsed time. */
	due: number;
	order: number;
	run: () => void;
	timer: NodeJS.Timeout;
}

/** Dates have four digits for the year until then. */
const LAST = Date.UTC(9999, 0);

/**
 * Time and everything that waits: the service's time can be moved forward, tasks that fall due on the
 * way run in order, and `idle` knows whether anything is still under way.
 */
export class Clock {
	private offset = 0;
	private order = 0;
	private readonly tasks = new Set<Task>();
	private readonly busy = new Map<string, number>();
	private busyCount = 0;
	private idleWaiters = new Set<() => void>();
	private readonly sleepers = new Set<() => void>();
	private closed = false;
	/** Work begun before `forgetWork` must not be counted down after it. */
	private generation = 0;

	/** @param source wall-clock time in ms since 1970; `advance` is added to it */
	constructor(private readonly source: () => number) {}

	/** Wall-clock time in ms since 1970, as the service sees it. */
	now(): number {
		return this.source() + this.offset;
	}

	/** By how many ms it was moved forward. */
	get ahead(): number {
		return this.offset;
	}

	/** Another time, without what would fall due on the way. */
	set ahead(ms: number) {
		this.offset = ms;
	}

	/** Unix seconds. */
	seconds(): number {
		return Math.floor(this.now() / 1000);
	}

	/** A monotonic time in ms with fractions, moved by `advance` too. */
	elapsed(): number {
		return performance.now() + this.offset;
	}

	/** Runs a task later; it counts as work until then. */
	after(ms: number, label: string, run: () => void): void {
		const end = this.begin(label);
		this.timer(ms, () => {
			// What the task starts must count before the task itself stops counting.
			run();
			end();
		});
	}

	/** Runs a task later without counting as work: deadlines, latency. Returns a function that cancels. */
	timer(ms: number, run: () => void): () => void {
		if (this.closed) return () => {};
		const due = this.elapsed() + Math.max(0, ms);
		const task: Task = {
			due,
			order: this.order++,
			run,
			timer: this.arm(ms, () => this.fire(task)),
		};
		this.tasks.add(task);
		return () => {
			clearTimeout(task.timer);
			this.tasks.delete(task);
		};
	}

	/** Waits; shorter only when all work is forgotten meanwhile. */
	async sleep(ms: number): Promise<void> {
		if (ms <= 0 || this.closed) return;
		await new Promise<void>((resolve) => {
			this.sleepers.add(resolve);
			this.timer(ms, () => {
				this.sleepers.delete(resolve);
				resolve();
			});
		});
	}

	/**
	 * Moves time forward; tasks that fall due run at their own time, in order.
	 *
	 * @throws an `Error` for a time that no date can tell
	 */
	advance(ms: number): void {
		if (!(this.now() + ms < LAST)) throw new Error('Time goes on to the year 9999 at most');
		// In terms of the offset: the real time that the tasks take must not be lost.
		const goal = this.offset + ms;
		for (;;) {
			const next = this.nextTask();
			const wait = next ? next.due - this.elapsed() : Infinity;
			if (!next || this.offset + wait > goal) break;
			this.offset += Math.max(0, wait);
			this.fire(next);
		}
		this.offset = Math.max(this.offset, goal);
		for (const task of this.tasks) {
			clearTimeout(task.timer);
			task.timer = this.arm(task.due - this.elapsed(), () => this.fire(task));
		}
	}

	/** Counts a piece of work as under way until the returned function is called. */
	begin(label: string): () => void {
		this.busyCount++;
		this.busy.set(label, (this.busy.get(label) ?? 0) + 1);
		const { generation } = this;
		let ended = false;
		return () => {
			if (ended || generation !== this.generation) return;
			ended = true;
			this.busyCount--;
			const left = (this.busy.get(label) ?? 1) - 1;
			if (left > 0) this.busy.set(label, left);
			else this.busy.delete(label);
			if (this.busyCount === 0 && this.idleWaiters.size > 0) this.checkIdle();
		};
	}

	/**
	 * Resolves when nothing is under way: no request, no delivery or retry, no delayed effect.
	 * Rejects after `timeoutMs` (real time) and says what is still open.
	 */
	async idle(timeoutMs: number): Promise<void> {
		await new Promise<void>((resolve, reject) => {
			const timer = setTimeout(() => {
				this.idleWaiters.delete(done);
				const open = [...this.busy].map(([label, count]) => `${count} × ${label}`).join(', ');
				reject(new Error(`The simulator is not idle after ${timeoutMs} ms; open: ${open}`));
			}, timeoutMs);
			const done = () => {
				clearTimeout(timer);
				resolve();
			};
			this.idleWaiters.add(done);
			this.checkIdle();
		});
	}

	/** Drops every waiting task and all work, as if nothing had ever been planned; wakes who sleeps. */
	forgetWork(): void {
		for (const wake of this.sleepers) wake();
		this.sleepers.clear();
		for (const task of this.tasks) clearTimeout(task.timer);
		this.tasks.clear();
		this.busy.clear();
		this.busyCount = 0;
		this.generation++;
	}

	close(): void {
		this.closed = true;
		this.forgetWork();
		for (const waiter of this.idleWaiters) waiter();
		this.idleWaiters.clear();
	}

	/** One turn of the event loop later, so that a chain of effects is seen as one piece of work. */
	private checkIdle(): void {
		setImmediate(() => {
			if (this.busyCount > 0) return;
			for (const waiter of this.idleWaiters) waiter();
			this.idleWaiters.clear();
		});
	}

	private arm(ms: number, run: () => void): NodeJS.Timeout {
		return setTimeout(run, Math.min(Math.max(0, ms), 0x7fffffff));
	}

	private fire(task: Task): void {
		clearTimeout(task.timer);
		if (this.tasks.delete(task)) task.run();
	}

	private nextTask(): Task | undefined {
		let next: Task | undefined;
		for (const task of this.tasks) {
			if (!next || task.due < next.due || (task.due === next.due && task.order < next.order)) {
				next = task;
			}
		}
		return next;
	}
}
