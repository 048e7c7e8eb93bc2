/**
 * The creations of this process. Where the service answers a creation without the group's id, the
 * group is found in the list by its subject: two creations of one subject must not take each other's.
 */
import type { Api } from '../../../api/client';
import { subjectForm } from '../../../api/groupDirectory';
import { KeyedQueue } from '../../../api/keyedQueue';

/** Well beyond the seconds in which a group could pass for that of a later creation. */
const REMEMBERED_MS = 10 * 60_000;

/** A group that may come to be. */
export interface Expected {
	/** Where the service told its ID. */
	groupKey?: string;
	/** When its creation was sent, by the service's clock, in ms; where that is known. */
	since?: number;
	/** Whether the list had no group of its subject before. */
	wasNone: boolean;
}

export class Creations {
	private readonly queue = new KeyedQueue();
	/** When each was taken, oldest first. */
	private readonly taken = new Map<string, number>();
	/** By subject, what was sent and has not shown itself yet. Those sent last are last. */
	private readonly expected = new Map<string, Array<Expected & { at: number }>>();

	constructor(private readonly now: () => number = () => performance.now()) {}

	/** Runs the work after that of the same key that was asked for before. */
	async inTurn<T>(key: string, work: () => Promise<T>): Promise<T> {
		return await this.queue.run(key, work);
	}

	/** A group belongs to one creation from now on. */
	take(groupKey: string): void {
		forgetFirst(this.taken, (at) => this.isOver(at));
		this.taken.set(groupKey, this.now());
	}

	isTaken(groupKey: string): boolean {
		return this.taken.has(groupKey);
	}

	/** A group of this subject may come to be. */
	expect(subjectKey: string, expected: Expected): Expected {
		forgetFirst(this.expected, (all) => all.every(({ at }) => this.isOver(at)));
		const one = { ...expected, at: this.now() };
		const before = this.open(subjectKey);
		this.expected.delete(subjectKey);
		this.expected.set(subjectKey, [...before, one]);
		return one;
	}

	/** Those of this subject are there, or were. */
	appeared(subjectKey: string, isIt: (expected: Expected) => boolean): void {
		const left = this.expected.get(subjectKey)?.filter((one) => !isIt(one)) ?? [];
		if (left.length > 0) this.expected.set(subjectKey, left);
		else this.expected.delete(subjectKey);
	}

	/** A group that is there is the first of this subject that it can be, and none other from now on. */
	assign(subjectKey: string, groupKey: string, canBe: (expected: Expected) => boolean): void {
		const first = this.open(subjectKey).find(canBe);
		if (first === undefined) return;
		this.take(groupKey);
		this.appeared(subjectKey, (one) => one === first);
	}

	/** Whatever its subject: a group that was deleted does not come to be any more. */
	deleted(groupKey: string): void {
		for (const subjectKey of [...this.expected.keys()]) {
			this.appeared(subjectKey, (one) => one.groupKey === groupKey);
		}
	}

	isExpected(subjectKey: string): boolean {
		return this.open(subjectKey).length > 0;
	}

	/** Whether a group of this subject may be that of another creation, of which nobody knows the group. */
	hasRival(subjectKey: string, own: Expected): boolean {
		return this.open(subjectKey).some((one) => one !== own && one.groupKey === undefined);
	}

	private open(subjectKey: string): Array<Expected & { at: number }> {
		return this.expected.get(subjectKey)?.filter(({ at }) => !this.isOver(at)) ?? [];
	}

	private isOver(at: number): boolean {
		return this.now() - at >= REMEMBERED_MS;
	}
}

/** They are in the order of time. */
function forgetFirst<T>(entries: Map<string, T>, isOver: (value: T) => boolean): void {
	for (const [key, value] of entries) {
		if (!isOver(value)) break;
		entries.delete(key);
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
