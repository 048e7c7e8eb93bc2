/** What became of each group: its creation, what was sent to it, and the cleaning up. */
import type { IDataObject } from 'n8n-workflow';

import type { Simulator } from '../../simulator';
import type { RunResult } from '../../support/engine';
import { keyOf, problemOf, titleOf, undelivered, type PersonStory } from './people';

export interface GroupStory {
	customer: string;
	subject: string;
	groupId?: string;
	inviteLink?: string;
	/** `waId` of everybody who was in it before the cleaning up. */
	participants: string[];
	status: 'created' | 'full' | 'deleted' | 'notCreated';
	/** Why there is no group. */
	reason?: string;
	hint?: string;
	/** What the invitations warned about. */
	warning?: string;
}

/** What came of one call to a group. */
export interface Step {
	done: boolean;
	messageId?: string;
	mediaId?: string;
	reason?: string;
	hint?: string;
}

/** What was sent to one group. */
export interface MessageStory {
	subject: string;
	groupId: string;
	text: Step;
	picture: Step;
	pin: Step;
}

export interface CleanUpStory {
	what: 'removal' | 'deletion';
	subject: string;
	groupId?: string;
	/** Whom, of a removal. */
	person?: string;
	done: boolean;
	reason?: string;
	hint?: string;
}

const MAX_PEOPLE = 8;

/** The groups of the list, as they are before the cleaning up. */
export function groupStories(simulator: Simulator, onboarding: RunResult): GroupStory[] {
	const created = onboarding.json('Create group');
	const invited = onboarding.json('Invite members');
	return onboarding.json('Rows').map((row, index): GroupStory => {
		const { groupId, inviteLink } = created[index] as { groupId?: string; inviteLink?: string };
		const group = groupId === undefined ? undefined : simulator.state.groups.get(groupId);
		const participants = [...(group?.members.keys() ?? [])];
		const isFull = participants.length === MAX_PEOPLE;
		const { warning } = invited.find((one) => one.groupId === groupId && one.warning) ?? {};
		return {
			customer: String(row.customer),
			subject: titleOf(row),
			groupId,
			inviteLink,
			participants,
			status: groupId === undefined ? 'notCreated' : isFull ? 'full' : 'created',
			...problemOf(created[index]),
			warning: warning as string | undefined,
		};
	});
}

/** What was sent to each group, and whether it arrived, in the order of the list. */
export function messageStories(
	simulator: Simulator,
	update: RunResult,
	order: readonly GroupStory[],
): MessageStory[] {
	const groups = update.json('Groups');
	const place = ({ groupId }: { groupId: string }) =>
		order.findIndex((group) => group.groupId === groupId);
	const byGroup = (node: string, cameFrom: readonly IDataObject[]) =>
		new Map(
			update.items(node).map(({ json, pairedItem }) => {
				// An item with an error may hold nothing else: whose it was, its place says.
				const origin = cameFrom[(pairedItem as { item: number }).item];
				return [json.groupId ?? origin?.groupId, json];
			}),
		);
	const texts = byGroup('Write', groups);
	const pictures = byGroup('Send picture', update.json('Was sent'));
	const pins = byGroup('Pin it', update.json('Send picture'));
	const step = (json: IDataObject | undefined): Step => {
		if (!json) return { done: false, reason: 'not tried' };
		const failure = problemOf(json) ?? undelivered(simulator, json.pinMessageId ?? json.messageId);
		const { messageId, mediaId } = json as { messageId?: string; mediaId?: string };
		return { done: failure === undefined, messageId, mediaId, ...failure };
	};
	return groups
		.map(({ groupId, subject }) => ({
			subject: String(subject),
			groupId: String(groupId),
			text: step(texts.get(groupId)),
			picture: step(pictures.get(groupId)),
			pin: step(pins.get(groupId)),
		}))
		.sort((a, b) => place(a) - place(b));
}

/** What the cleaning up did; it is also noted with the group and the person. */
export function noteCleanUp(
	cleaning: RunResult,
	groups: readonly GroupStory[],
	people: readonly PersonStory[],
): CleanUpStory[] {
	const [settings] = cleaning.json('Settings');
	const step = (json: IDataObject | undefined) => {
		const problem = json ? problemOf(json) : { reason: 'there is no such group' };
		return {
			groupId: json?.groupId as string | undefined,
			done: problem === undefined,
			...problem,
		};
	};
	const removal: CleanUpStory = {
		what: 'removal',
		subject: String(settings.subject),
		person: String(settings.person),
		...step(cleaning.json('Remove person')[0]),
	};
	const deletion: CleanUpStory = {
		what: 'deletion',
		subject: String(settings.closing),
		...step(cleaning.json('Delete group')[0]),
	};
	for (const person of people) {
		const isMeant =
			person.subject === removal.subject && keyOf(person.recipient) === keyOf(removal.person ?? '');
		if (isMeant && person.fate === 'joined') person.removed = removal.done;
	}
	for (const group of groups) {
		if (deletion.done && group.groupId === deletion.groupId) group.status = 'deleted';
	}
	return [removal, deletion];
}
