/** Which people are one and the same, by all that is told of them together. */
import { idsOf, type Person } from '../api/people';

/** One person, under all IDs that anything told of them. */
export interface OnePerson<T> {
	readonly ids: Set<string>;
	kept?: T;
}

/** People with what is kept of each. Whoever has IDs of two of them shows that these are one. */
export class SamePeople<T> {
	/** Everybody once. */
	readonly all = new Set<OnePerson<T>>();
	private readonly byId = new Map<string, OnePerson<T>>();

	/** The one who is meant, from now on under these IDs as well. */
	of(person: Person): OnePerson<T> {
		const ids = idsOf(person);
		const [one = { ids: new Set<string>() }, ...others] = this.withIds(ids);
		this.all.add(one);
		for (const other of others) {
			one.kept ??= other.kept;
			this.all.delete(other);
		}
		for (const id of [...ids, ...others.flatMap((other) => [...other.ids])]) {
			one.ids.add(id);
			this.byId.set(id, one);
		}
		return one;
	}

	/** Who of them is known under any of these IDs. */
	withIds(ids: readonly string[]): Set<OnePerson<T>> {
		return new Set(ids.flatMap((id) => this.byId.get(id) ?? []));
	}
}
