/** Finding the group that a creation made: the service makes it after its answer (contract 1.2, D1). */
import type { Answer } from '../../../api/call';
import type { Api } from '../../../api/client';
import type { CreateGroupResponse } from '../../../api/contract/groups';
import type { Wire } from '../../../api/contract/wire';
import {
	GROUP_UNKNOWN,
	groupList,
	groupSummary,
	inviteLinkAnswer,
	linkOf,
	readInviteLink,
} from '../../../api/groups';
import { sameSubject, type ListedGroup } from '../../../api/groupDirectory';
import { GROUPS_PAGE } from '../../../api/limits';
import { readUpTo } from '../../../api/paging';
import { poll } from '../../../api/poll';
import { asId, asText, asTimeMs, withoutUndefined } from '../../../api/values';
import { ServiceFailure, tryWork } from '../../../failures/failure';
import type { Session } from '../../../runtime/operation';
import { creations, groupKey, subjectKey, type Expected } from './creations';

/** How long to wait for a new group and its link, in ms. */
const WAIT = { first: 250, longest: 4000, within: 30_000 };

/** Group times are in whole seconds, cut off. */
const CLOCK_GRAIN_MS = 1000;
/** A group that seems to be made so long after its creation was asked for has a time in other units. */
const LATEST_MS = 60 * 60_000;
/**
 * Another process may create a group of the same subject at the same time, and its group may be listed
 * before ours: the list has to show the same one group for this long.
 */
const CONFIRMED_AFTER_MS = 1000;

/** Whether a group whose age is told may be of a creation that was sent at a time, by the service's clock. */
function isMadeSince(createdAt: number, since: number): boolean {
	return createdAt > since - CLOCK_GRAIN_MS && createdAt < since + LATEST_MS;
}

/** Whether a listed group is the one that a creation was to make. One that may be older is not. */
export function isOf(
	api: Api,
	expected: Expected,
	{ groupId, createdAt }: Partial<ListedGroup>,
): boolean {
	const { since, wasNone } = expected;
	if (expected.groupKey !== undefined) return expected.groupKey === groupKey(api, groupId);
	if (since === undefined || createdAt === undefined) return wasNone;
	return isMadeSince(Date.parse(createdAt), since);
}

/** What is known of the new group. */
export interface Found {
	groupId?: string;
	inviteLink?: string;
	createdAt?: string;
	warning?: string;
	/** Groups one of which may be the new one. */
	candidates?: string[];
}

export interface Wanted {
	subject: string;
	/** What the creation's answer told. */
	known: Found;
	/** When the call began, by the service's clock, in ms. */
	since: number;
	/** The group, among those of other creations. */
	expected: Expected;
}

/** The new group's id, as far as the answer has it (D1). */
export function idOf(body: Wire<CreateGroupResponse>): string | undefined {
	return asId(body.id) ?? asId(body.group_id);
}

export function knownOf({ value, body }: Answer<Wire<CreateGroupResponse>>): Found {
	const inviteLink = inviteLinkAnswer.read(body, 200);
	return withoutUndefined({
		groupId: idOf(value),
		inviteLink: inviteLink && linkOf(inviteLink),
	});
}

/** Polls until the group and its link are there, or time is up. Never fails: the group may exist. */
export async function waitForGroup(api: Api, session: Session, wanted: Wanted): Promise<Found> {
	let found = wanted.known;
	let problem: ServiceFailure | undefined;
	let candidate: { groupId?: string; since: number } | undefined;
	const whole = await poll(session.clock, WAIT, async (): Promise<Found | undefined> => {
		if (found.groupId === undefined) {
			const listed = await tryWork(findNewGroup(api, wanted));
			if (listed instanceof ServiceFailure) problem = listed;
			else if (listed?.warning !== undefined) return listed;
			else if (listed !== undefined) {
				const now = session.clock.now();
				const isSame = candidate?.groupId === listed.groupId;
				candidate = isSame && candidate ? candidate : { groupId: listed.groupId, since: now };
				if (now - candidate.since >= CONFIRMED_AFTER_MS) {
					const { expected, subject } = wanted;
					const key = groupKey(api, listed.groupId);
					creations.assign(subjectKey(api, subject), key, (one) => one === expected);
					found = { ...found, ...listed };
				}
			}
		}
		if (found.groupId === undefined) return undefined;
		if (found.inviteLink !== undefined) return found;
		const invitation = await tryWork(readInviteLink(api, found.groupId));
		if (!(invitation instanceof ServiceFailure)) return { ...found, inviteLink: invitation.link };
		problem = invitation;
		const isNotThereYet = invitation.hasCode(GROUP_UNKNOWN);
		const isPassing = (invitation.details.httpStatus ?? 500) >= 500 || isUnreadable(invitation);
		return isNotThereYet || isPassing ? undefined : { ...found, warning: notReady(found, problem) };
	});
	return whole ?? { ...found, warning: notReady(found, problem) };
}

/** A group without its link yet may answer so. */
function isUnreadable({ details }: ServiceFailure): boolean {
	return details.code === 'unreadable_answer';
}

/**
 * The group of the subject that is new since the call and that no other creation has taken. Certain or
 * not at all: where the age of one cannot be told, or two fit, or it may be of another creation, the ids
 * are told and none is chosen.
 */
async function findNewGroup(
	api: Api,
	{ subject, since, expected }: Wanted,
): Promise<Found | undefined> {
	const groups = (await readUpTo(api, groupList(GROUPS_PAGE), Infinity)).filter((group) => {
		const listed = asText(group.subject);
		return (
			listed !== undefined &&
			sameSubject(listed, subject) &&
			!creations.isTaken(groupKey(api, asId(group.id)))
		);
	});
	// One whose age is not told may be the new one.
	const ages = groups.map((group) => ({
		group,
		createdAt: asTimeMs(group.created_at) ?? Infinity,
	}));
	const isOlder = ({ createdAt }: { createdAt: number }) => createdAt <= since - CLOCK_GRAIN_MS;
	const key = subjectKey(api, subject);
	// Of those before it each is the group of one creation before.
	for (const { group } of ages.filter(isOlder)) {
		const older = groupSummary(group);
		if (older.groupId === undefined) continue;
		creations.assign(key, groupKey(api, older.groupId), (one) => isOf(api, one, older));
	}
	const fitting = ages.filter((one) => !isOlder(one));
	const [only] = fitting;
	if (only === undefined) return undefined;
	const found = groupSummary(only.group);
	const isNew = isMadeSince(only.createdAt, since);
	// The group of another creation may still come late: whose is it then?
	const hasRival = creations.hasRival(key, expected);
	if (fitting.length > 1 || !isNew || hasRival || found.groupId === undefined) {
		const candidates = fitting.flatMap(({ group }) => asId(group.id) ?? []);
		return { candidates, warning: ambiguous(subject, candidates) };
	}
	return { groupId: found.groupId, createdAt: found.createdAt };
}

function ambiguous(subject: string, candidates: readonly string[]): string {
	const groups = candidates.length > 0 ? ` (${candidates.join(', ')})` : '';
	return `The group was created, but it is not certain which one it is: the list has groups with the subject "${subject}" that may be older, or from another creation${groups}. Give groups different subjects, or wait for the event groupCreated.`;
}

function notReady({ groupId }: Found, problem: ServiceFailure | undefined): string {
	const reason = problem ? ` The last answer: ${problem.details.message}` : '';
	return groupId === undefined
		? `The service took the creation, but the group did not show up in the list in time. Do not create it again: look for it later with Group: Get Many.${reason}`
		: `The group was created, but its invite link could not be read yet. Get it later with Invite: Get Link.${reason}`;
}
