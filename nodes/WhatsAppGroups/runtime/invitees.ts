/**
 * Whom the items of one run invite, so that the seats of a group are counted once for all of them and
 * nobody is written to twice. The tries of Retry On Fail share it.
 */
import { idsOf, type Person } from '../api/people';
import type { Failure } from '../failures/failure';

/** Taken by the service, or a failure that leaves it open whether it was. */
type Outcome = 'invited' | Failure;

interface Invitee {
	/** What came of it, where an invitation was sent or may have been. */
	outcome?: Outcome;
}

export class Invitees {
	/** By group, and by ID. Whoever is named twice, in whatever spelling, is there once. */
	private readonly groups = new Map<string, Map<string, Invitee>>();

	/** An item is about to invite these people. */
	expect(groupId: string, people: readonly Person[]): void {
		for (const person of people) this.inviteeOf(groupId, person);
	}

	/** How many people are to be invited to the group who are not among these. */
	countBeside(groupId: string, members: readonly Person[]): number {
		const present = new Set(members.flatMap(idsOf));
		return [...this.ofGroup(groupId).keys()].filter((id) => !present.has(id)).length;
	}

	/** What came of an earlier item's invitation; undefined where none was sent. */
	earlier(groupId: string, person: Person): Outcome | undefined {
		return this.inviteeOf(groupId, person).outcome;
	}

	/** Whether anybody was invited to the group, or may have been. */
	anyInvited(groupId: string): boolean {
		return [...this.ofGroup(groupId).values()].some(({ outcome }) => outcome !== undefined);
	}

	/** What is certainly not sent may be tried again, so it is not kept. */
	note(groupId: string, person: Person, outcome: Outcome): void {
		const isOpen = outcome !== 'invited' && outcome.certainty === 'notDone';
		if (!isOpen) this.inviteeOf(groupId, person).outcome = outcome;
	}

	private ofGroup(groupId: string): Map<string, Invitee> {
		const invitees = this.groups.get(groupId) ?? new Map<string, Invitee>();
		this.groups.set(groupId, invitees);
		return invitees;
	}

	private inviteeOf(groupId: string, person: Person): Invitee {
		const invitees = this.ofGroup(groupId);
		// A recipient has a single ID.
		const [id] = idsOf(person);
		const invitee = invitees.get(id) ?? {};
		invitees.set(id, invitee);
		return invitee;
	}
}
