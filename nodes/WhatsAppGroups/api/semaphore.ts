interface Waiting {
	count: number;
	letIn: () => void;
}

/** A counting semaphore: at most `size` is held at a time, first come first served. */
export class Semaphore {
	private free: number;
	private readonly waiting: Waiting[] = [];

	constructor(private readonly size: number) {
		this.free = size;
	}

	/**
	 * Waits for a slot; the returned function gives it back.
	 *
	 * @param slots how many it takes; more than there are is all of them
	 */
	async acquire(slots = 1): Promise<() => void> {
		const count = Math.min(slots, this.size);
		if (this.waiting.length === 0 && this.free >= count) this.free -= count;
		else await new Promise<void>((letIn) => this.waiting.push({ count, letIn }));
		let held = true;
		return () => {
			if (!held) return;
			held = false;
			this.free += count;
			this.letInNext();
		};
	}

	private letInNext(): void {
		for (;;) {
			const [next] = this.waiting;
			if (next === undefined || next.count > this.free) return;
			this.waiting.shift();
			this.free -= next.count;
			next.letIn();
		}
	}
}
