/**
 * The creations of this process. Where the service answers a creation without the group's id, the
 * group is found in the list by its subject: two creations of one subject must not take each other's.
 */
import type { Api } from '../../../api/client';
import { subjectForm } from '../../../api/groupDirectory';
import { KeyedQueue } from '../../../api/keyedQueue';

/** Well beyond the seconds in which a group could pass for that of a later creation. */
const REMEMBERED_MS = 10 * 60_000;

export class Creations {
	private readonly queue = new KeyedQueue();
	/** When each was taken, oldest first. */
	private readonly taken = new Map<string, number>();
	/** When each creation was sent that has not shown itself yet, oldest first. */
	private readonly expected = new Map<string, number>();

	constructor(private readonly now: () => number = () => performance.now()) {}

	/** Runs the work after that of the same key that was asked for before. */
	async inTurn<T>(key: string, work: () => Promise<T>): Promise<T> {
		return await this.queue.run(key, work);
	}

	/** A group belongs to one creation from now on. */
	take(groupKey: string): void {
		this.note(this.taken, groupKey);
	}

	isTaken(groupKey: string): boolean {
		return this.taken.has(groupKey);
	}

	/** A group of this subject may come to be. */
	expect(subjectKey: string): void {
		this.expected.delete(subjectKey);
		this.note(this.expected, subjectKey);
	}

	/** It is there. */
	appeared(subjectKey: string): void {
		this.expected.delete(subjectKey);
	}

	isExpected(subjectKey: string): boolean {
		const since = this.expected.get(subjectKey) ?? -Infinity;
		return this.now() - since < REMEMBERED_MS;
	}

	private note(times: Map<string, number>, key: string): void {
		const now = this.now();
		for (const [old, since] of times) {
			if (now - since < REMEMBERED_MS) break;
			times.delete(old);
		}
		times.set(key, now);
	}
}

/** All keys begin with the number, so that what is not the same place does not mix. */
export const creations = new Creations();

export function subjectKey(api: Api, subject: string): string {
	return `${api.number} ${subjectForm(subject)}`;
}

export function groupKey(api: Api, groupId: string | undefined): string {
	return `${api.number} ${groupId}`;
}
