/** A counting semaphore: at most `size` holders at a time, first come first served. */
export class Semaphore {
	private free: number;
	private readonly waiting: Array<() => void> = [];

	constructor(size: number) {
		this.free = size;
	}

	/** Waits for a slot; the returned function gives it back. */
	async acquire(): Promise<() => void> {
		if (this.free > 0) this.free -= 1;
		else await new Promise<void>((resolve) => this.waiting.push(resolve));
		let held = true;
		return () => {
			if (!held) return;
			held = false;
			const next = this.waiting.shift();
			if (next) next();
			else this.free += 1;
		};
	}
}
