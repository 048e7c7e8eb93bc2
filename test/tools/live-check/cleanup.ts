/** What has to be put back, whatever happens. */
export interface Undo {
	/** Tells what is left, or nothing when all is as it was. Throws when it could not find out. */
	run(): Promise<string | undefined>;
	/** What may be left when `run` could not do its work. */
	mayBeLeft(): string | undefined;
}

export class Cleanup {
	private readonly undos: Undo[] = [];

	/** To be called before the thing is done: what is done half has to be put back, too. */
	add(undo: Undo): void {
		this.undos.push(undo);
	}

	get isNeeded(): boolean {
		return this.undos.some((undo) => undo.mayBeLeft() !== undefined);
	}

	/** Puts everything back, the latest first. Answers what is left. */
	async run(): Promise<string[]> {
		const left: string[] = [];
		for (const undo of this.undos.splice(0).reverse()) {
			if (undo.mayBeLeft() === undefined) continue;
			try {
				const rest = await undo.run();
				if (rest !== undefined) left.push(rest);
			} catch {
				const rest = undo.mayBeLeft();
				if (rest !== undefined) left.push(rest);
			}
		}
		return left;
	}
}
