/** So long a time is looked back on, at least: what the service was like before says little. */
const LOOK_BACK_MS = 10_000;

/**
 * How long a call takes that nothing holds up: the shortest of the last calls of its kind. What another
 * takes longer than that, it was held up by, perhaps on its way to the service.
 */
export class UsualTime {
	private readonly ofKind = new Map<string, Shortest>();

	/** In ms, when it is known. */
	of(kind: string): number | undefined {
		const known = this.ofKind.get(kind);
		return known && Math.min(known.now, known.before);
	}

	/** A call of this kind took so long. */
	took(kind: string, ms: number, now: number): void {
		const known = this.ofKind.get(kind) ?? { now: Infinity, before: Infinity, since: now };
		this.ofKind.set(kind, known);
		if (now - known.since >= LOOK_BACK_MS) {
			known.before = known.now;
			known.now = Infinity;
			known.since = now;
		}
		known.now = Math.min(known.now, ms);
	}
}

interface Shortest {
	now: number;
	before: number;
	since: number;
}
