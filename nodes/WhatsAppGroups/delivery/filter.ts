import type { WebhookEvent } from '../events/catalogue';

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
 * The events that a trigger wants, in order. An event of no known group passes only without a choice of
 * groups; leaving out groups does not concern it.
 */
export function filterEvents(
	events: readonly WebhookEvent[],
	{ events: names, groups, leftOutGroups, messageTypes }: EventFilter,
): WebhookEvent[] {
	const wantedNames = new Set(names);
	const wantedGroups = new Set<string | undefined>(groups);
	const unwantedGroups = new Set<string | undefined>(leftOutGroups);
	const wantedTypes = new Set<string | undefined>(messageTypes);
	return events.filter(
		({ event, groupId, messageType }) =>
			wantedNames.has(event) &&
			(wantedGroups.size === 0 || wantedGroups.has(groupId)) &&
			!unwantedGroups.has(groupId) &&
			(wantedTypes.size === 0 || event !== 'messageReceived' || wantedTypes.has(messageType)),
	);
}
