/**
 * Whom the items of one run invite, so that the seats of a group are counted once for all of them and
 * nobody is written to twice. The tries of Retry On Fail share it.
 */
import { idsOf, type Person } from '../api/people';
import type { Failure } from '../failures/failure';
import { SamePeople, type OnePerson } from './samePeople';

/** Taken by the service, or a failure that leaves it open whether it was. */
type Outcome = 'invited' | Failure;

/** With what came of it, where an invitation was sent or may have been. */
type Invitee = OnePerson<Outcome>;

export class Invitees {
	/** By group. Whoever is named twice, in whatever spelling, is there once. */
	private readonly groups = new Map<string, SamePeople<Outcome>>();

	/** An item is about to invite these people. */
	expect(groupId: string, people: readonly Person[]): void {
		for (const person of people) this.ofGroup(groupId).of(person);
	}

	/** How many people are to be invited to the group who are not among these. */
	countBeside(groupId: string, members: readonly Person[]): number {
		return this.ofGroup(groupId).all.size - this.among(groupId, members).size;
	}

	/** Whether somebody is among these by any of the IDs that the items give them. */
	isAmong(groupId: string, person: Person, members: readonly Person[]): boolean {
		return this.among(groupId, members).has(this.ofGroup(groupId).of(person));
	}

	/** What came of an earlier item's invitation; undefined where none was sent. */
	earlier(groupId: string, person: Person): Outcome | undefined {
		return this.ofGroup(groupId).of(person).kept;
	}

	/** Whether anybody was invited to the group, or may have been. */
	anyInvited(groupId: string): boolean {
		return [...this.ofGroup(groupId).all].some(({ kept }) => kept !== undefined);
	}

	/** What is certainly not sent may be tried again, so it is not kept. */
	note(groupId: string, person: Person, outcome: Outcome): void {
		const isOpen = outcome !== 'invited' && outcome.certainty === 'notDone';
		if (!isOpen) this.ofGroup(groupId).of(person).kept = outcome;
	}

	private among(groupId: string, members: readonly Person[]): Set<Invitee> {
		return this.ofGroup(groupId).withIds(members.flatMap(idsOf));
	}

	private ofGroup(groupId: string): SamePeople<Outcome> {
		const invitees = this.groups.get(groupId) ?? new SamePeople<Outcome>();
		this.groups.set(groupId, invitees);
		return invitees;
	}
}
