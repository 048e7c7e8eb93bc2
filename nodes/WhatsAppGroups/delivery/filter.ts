import type { WebhookEvent } from '../events/catalogue';
import { groupsIn } from '../events/parseContext';

/** What a trigger wants to hear. Empty lists of chosen groups or message types mean all. */
export interface EventFilter {
	events: readonly string[];
	/** IDs of the groups that are chosen. */
	groups: readonly string[];
	/** IDs of groups whose events are not wanted. */
	leftOutGroups: readonly string[];
	/** Concerns `messageReceived` only. */
	messageTypes: readonly string[];
}

/**
 * The events that a trigger wants, in order. An event that belongs to no group passes only without a
 * choice of groups; one that may belong to a chosen group passes. Leaving out groups concerns neither.
 */
export function filterEvents(
	events: readonly WebhookEvent[],
	{ events: names, groups, leftOutGroups, messageTypes }: EventFilter,
): WebhookEvent[] {
	const wantedNames = new Set(names);
	const wantedGroups = new Set(groups);
	const unwantedGroups = new Set<string | undefined>(leftOutGroups);
	const wantedTypes = new Set<string | undefined>(messageTypes);
	// Many events may share what tells of them.
	const known = new Map<unknown, boolean>();
	const mayBeWanted = (raw: unknown) => {
		const answer = known.get(raw) ?? mayConcern(raw, wantedGroups);
		known.set(raw, answer);
		return answer;
	};
	return events.filter(
		({ event, groupId, messageType, raw }) =>
			wantedNames.has(event) &&
			(wantedGroups.size === 0 ||
				(groupId === undefined ? mayBeWanted(raw) : wantedGroups.has(groupId))) &&
			!unwantedGroups.has(groupId) &&
			(wantedTypes.size === 0 || event !== 'messageReceived' || wantedTypes.has(messageType)),
	);
}

/** Whether what tells of an event names one of the groups anywhere, or one that cannot be read. */
function mayConcern(raw: unknown, groups: ReadonlySet<string>): boolean {
	const { ids, hasUnreadable } = groupsIn(raw);
	return hasUnreadable || [...ids].some((id) => groups.has(id));
}
