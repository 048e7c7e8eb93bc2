import type { Core } from './core';
import { showNotice } from './chats';
import { groupUpdate, personIds } from './events';
import { joinRequestIdOf } from './ids';
import { MAX_MEMBERS } from './joinRequests';
import { INVITE_PREFIX, type Group, type JoinRequest, type Person } from './state';
import { phoneDigits } from './validation';

/** Something that a person cannot do; the control API answers it with 409. */
export class ControlError extends Error {}

export interface PersonSeed {
	/** Phone number in any notation with country code. */
	waId: string;
	name?: string;
	username?: string;
	userId?: string;
	parentUserId?: string;
	/** true: the API never tells the number; false: always; left out: the switch `bsuid` decides. */
	hideNumber?: boolean;
	/** Default true; false makes messages to the number fail with 131026. */
	onWhatsApp?: boolean;
	/** Default true; false makes the approval of a join request fail with 131203. */
	acceptsTerms?: boolean;
	/** The person wrote to the business just now: free-form text may be sent one to one. */
	windowOpen?: boolean;
}

export const WINDOW_MS = 24 * 60 * 60 * 1000;

/** Adds a person, or changes one who is known. */
export function savePerson(core: Core, seed: PersonSeed): Person {
	const { waId, windowOpen, ...profile } = seed;
	const digits = waId.replace(/\D/g, '');
	if (digits === '') throw new ControlError(`"${waId}" is not a phone number`);
	const known = core.state.people.get(digits);
	const person: Person = known ?? {
		waId: digits,
		userId: `US.${core.ids.digits(20)}`,
		name: `Person ${digits.slice(-4)}`,
		onWhatsApp: true,
		acceptsTerms: true,
		windowUntil: 0,
		inbox: [],
	};
	Object.assign(person, withoutUndefined(profile));
	if (windowOpen) person.windowUntil = core.clock.now() + WINDOW_MS;
	core.state.people.set(digits, person);
	return person;
}

function withoutUndefined<T extends object>(object: T): Partial<T> {
	return Object.fromEntries(
		Object.entries(object).filter(([, value]) => value !== undefined),
	) as Partial<T>;
}

/** The person with this number or BSUID; an unknown number becomes a person. */
export function personOf(core: Core, id: string): Person {
	const known = core.state.findPerson(id);
	if (!known && phoneDigits(id) === undefined) throw new ControlError(`There is no person "${id}"`);
	return known ?? savePerson(core, { waId: id });
}

export type JoinResult = { joined: true } | { joined: false; joinRequestId: string };

/** Why WhatsApp would not let this person in by this link, if so. */
function obstacle(group: Group | undefined, person: Person): string | undefined {
	if (!group?.visible) return 'This link does not work (it was reset, or never was)';
	if (group.suspended) return 'The group is suspended';
	if (group.members.has(person.waId)) return 'This person is in the group already';
	if (group.removedForever.has(person.waId)) {
		return 'The business removed this person: no link lets them in again';
	}
	const needsApproval = group.joinApprovalMode === 'approval_required';
	if (needsApproval && group.joinRequests.has(joinRequestIdOf(person.waId, group.number))) {
		return 'This person has asked already';
	}
	if (!needsApproval && group.members.size >= MAX_MEMBERS) {
		return `The group is full (${MAX_MEMBERS})`;
	}
	return undefined;
}

function groupOfLink(core: Core, inviteLink: string): Group | undefined {
	return core.state.groupsByCode.get(inviteLink.trim().replace(INVITE_PREFIX, ''));
}

/** A person taps an invite link. @throws ControlError when WhatsApp would not let them in */
export function joinByLink(core: Core, inviteLink: string, person: Person): JoinResult {
	const group = groupOfLink(core, inviteLink);
	const reason = obstacle(group, person);
	if (!group || reason) throw new ControlError(reason);
	if (group.joinApprovalMode === 'approval_required') {
		const request = addJoinRequest(core, group, person);
		showNotice(core, group, { kind: 'asked', waId: person.waId });
		emitJoinRequest(core, group, request, 'group_join_request_created');
		return { joined: false, joinRequestId: request.id };
	}
	group.members.set(person.waId, person);
	showNotice(core, group, { kind: 'joined', waId: person.waId });
	core.emit([
		groupUpdate(core, 'group_participants_update', {
			group_id: group.id,
			type: 'group_participants_add',
			reason: 'invite_link',
			added_participants: [personIds(core, person)],
		}),
	]);
	return { joined: true };
}

export function addJoinRequest(core: Core, group: Group, person: Person): JoinRequest {
	const request: JoinRequest = {
		id: joinRequestIdOf(person.waId, group.number),
		sequence: core.state.nextSequence(),
		person,
		createdAt: core.clock.seconds(),
	};
	group.joinRequests.set(request.id, request);
	return request;
}

export function emitJoinRequest(
	core: Core,
	group: Group,
	request: JoinRequest,
	type: 'group_join_request_created' | 'group_join_request_revoked',
): void {
	core.emit([
		groupUpdate(core, 'group_participants_update', {
			group_id: group.id,
			type,
			reason: 'invite_link',
			join_request_id: request.id,
			...personIds(core, request.person),
		}),
	]);
}

/** Lets the rules for automatic joining act on links that just reached a person. */
export function planAutoJoins(core: Core, person: Person, inviteLinks: readonly string[]): void {
	for (const link of inviteLinks) {
		const group = groupOfLink(core, link);
		const rule = core.state.autoJoins.find(
			({ waId, groupId }) =>
				(waId === undefined || waId === person.waId) &&
				(groupId === undefined || groupId === group?.id),
		);
		if (!rule) continue;
		core.clock.after(rule.afterMs, 'automatic join', () => {
			// Somebody who is not let in does what a person would do: nothing.
			if (!obstacle(groupOfLink(core, link), person)) joinByLink(core, link, person);
		});
	}
}
