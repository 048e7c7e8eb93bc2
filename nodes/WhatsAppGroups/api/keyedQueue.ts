/** Keeps work of the same key in order, one after the other; work of other keys is not held up. */
export class KeyedQueue {
	private readonly last = new Map<string, Promise<void>>();

	/** Runs the work after that of the same key that was asked for before, whatever became of it. */
	async run<T>(key: string, work: () => Promise<T>): Promise<T> {
		const previous = this.last.get(key);
		let finish = () => {};
		const turn = new Promise<void>((resolve) => (finish = resolve));
		this.last.set(key, turn);
		try {
			await previous;
			return await work();
		} finally {
			finish();
			if (this.last.get(key) === turn) this.last.delete(key);
		}
	}
}
