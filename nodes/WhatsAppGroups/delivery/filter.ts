import type { WebhookEvent } from '../events/catalogue';

/** What a trigger wants to hear. Empty lists of groups or message types mean all. */
export interface EventFilter {
	events: readonly string[];
	groupIds: readonly string[];
	/** Concerns `messageReceived` only. */
	messageTypes: readonly string[];
}

/** The events that a trigger wants, in order. An event of no known group passes only without a choice of groups. */
export function filterEvents(
	events: readonly WebhookEvent[],
	{ events: names, groupIds, messageTypes }: EventFilter,
): WebhookEvent[] {
	const wantedNames = new Set(names);
	const wantedGroups = new Set<string | undefined>(groupIds);
	const wantedTypes = new Set<string | undefined>(messageTypes);
	return events.filter(
		({ event, groupId, messageType }) =>
			wantedNames.has(event) &&
			(wantedGroups.size === 0 || wantedGroups.has(groupId)) &&
			(wantedTypes.size === 0 || event !== 'messageReceived' || wantedTypes.has(messageType)),
	);
}
