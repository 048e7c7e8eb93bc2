import type { INodeExecutionData } from 'n8n-workflow';

import type { SentMessage } from '../../../simulator';

export interface Message {
	groupId: string;
	text: string;
}

/** So many messages, each group's turn after the other, numbered within their group. */
export function messagesTo(groups: readonly string[], count: number): Message[] {
	return Array.from({ length: count }, (_, index) => ({
		groupId: groups[index % groups.length],
		text: `Message ${Math.floor(index / groups.length)}`,
	}));
}

export function itemsOf(messages: readonly Message[]): INodeExecutionData[] {
	return messages.map((message) => ({ json: { ...message } }));
}

/** What came of them, by what the service accepted. */
export interface Arrived {
	lost: number;
	doubled: number;
	/** Groups that got their messages in another order. */
	disordered: number;
}

export function compare(messages: readonly Message[], sent: readonly SentMessage[]): Arrived {
	const numbers = new Map<string, number[]>();
	for (const { to, body } of sent) {
		const number = Number((body.text as { body: string }).body.split(' ')[1]);
		const list = numbers.get(to);
		if (list) list.push(number);
		else numbers.set(to, [number]);
	}
	const lists = [...numbers.values()];
	const different = lists.reduce((sum, list) => sum + new Set(list).size, 0);
	return {
		lost: messages.length - different,
		doubled: sent.length - different,
		disordered: lists.filter((list) => list.some((one, at) => at > 0 && one < list[at - 1])).length,
	};
}

/** In so many lists, each with groups of its own. */
export function sharedOut(messages: readonly Message[], count: number): Message[][] {
	const groups = [...new Set(messages.map(({ groupId }) => groupId))];
	const placeOf = new Map(groups.map((groupId, index) => [groupId, index % count]));
	const lists = Array.from({ length: count }, (): Message[] => []);
	for (const message of messages) lists[placeOf.get(message.groupId) ?? 0].push(message);
	return lists;
}
