import type { Core } from './core';
import { pinnedMessages } from './pins';
import { inviteLinkOf, type Group } from './state';
import { without } from './without';

/** The state as JSON, for people and for tests over HTTP; bytes of media are left out. */
export function snapshotOf(core: Core): Record<string, unknown> {
	const { state, clock, channel } = core;
	const { phoneNumberId, displayPhone, wabaId, groupLimit } = channel;
	return {
		now: new Date(clock.now()).toISOString(),
		number: { phoneNumberId, displayPhone, wabaId, groupLimit },
		eligible: state.eligible,
		groups: [...state.groups.values()].map((group) => groupSnapshot(core, group)),
		people: [...state.people.values()],
		templates: state.templates,
		media: [...state.media.values()].map(({ bytes, ...facts }) => ({
			...facts,
			size: bytes.length,
		})),
		webhook: state.webhook,
		wabaWebhook: state.wabaWebhook,
		multiWebhook: state.multiWebhook,
		multiWebhookWanted: state.multiWebhookWanted,
		autoJoins: state.autoJoins,
		planned: state.planned,
		messages: state.messages.size,
	};
}

function groupSnapshot(core: Core, group: Group): Record<string, unknown> {
	const { members, joinRequests, removedForever, pins, windowUntil, ...facts } = without(
		group,
		'picture',
	);
	const now = core.clock.now();
	return {
		...facts,
		inviteLink: inviteLinkOf(group),
		members: [...members.keys()],
		joinRequests: [...joinRequests.values()].map(({ id, person, createdAt }) => ({
			id,
			waId: person.waId,
			createdAt,
		})),
		removedForever: [...removedForever],
		pins: pins.length > 0 ? pinnedMessages(core, group) : [],
		windowOpen: windowUntil > now,
	};
}
