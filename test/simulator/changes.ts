import type { Core } from './core';
import { errorItem } from './errors';
import { isNumberHidden, messageUpdate } from './events';
import { ControlError } from './people';
import type { Group, Message, MessageContent, Person } from './state';

/**
 * A member changes or takes back a message of their own. In groups that comes as `unsupported` with
 * 130501 (contract 10, autumn 2026), which tells neither the message nor what became of it. Whether it
 * opens the 24-hour window is not known: it does not.
 *
 * @throws a ControlError when it is not theirs, or is gone
 */
export function changeMessage(
	core: Core,
	{ group, member }: { group: Group; member: Person },
	wamid: string,
	change: Pick<MessageContent, 'text' | 'change'>,
): void {
	const message = core.state.messages.get(wamid);
	if (!message || !isBy(message, member, group)) {
		throw new ControlError(`"${wamid}" is not a message of this person in this group`);
	}
	if (message.content.change === 'deleted') throw new ControlError('The message is deleted');
	if (change.change === 'edited' && message.type !== 'text') {
		throw new ControlError('Only texts can be changed');
	}
	const { replyTo } = message.content;
	message.content = { ...change, replyTo };
	core.state.touch(wamid);
	const { ids, channel } = core;
	// The id must not tell a number that is hidden.
	const author = isNumberHidden(core, member) ? channel.displayPhone : member.waId;
	core.emit([
		messageUpdate(core, member, {
			id: ids.wamid(author),
			group_id: group.id,
			type: 'unsupported',
			errors: [errorItem(130501)],
		}),
	]);
}

function isBy({ direction, waId, groupId }: Message, member: Person, group: Group): boolean {
	return direction === 'in' && waId === member.waId && groupId === group.id;
}
