import type { Core } from './core';
import { statusUpdate, type Update } from './events';
import type { ChatLine, Group, Message, Notice, Person, Reach } from './state';
import type { WireError } from '../../nodes/WhatsAppGroups/api/contract/wire';

/** Puts a message into its chat. @param audience numbers of the people who see it */
export function showMessage(core: Core, message: Message, audience: string[]): void {
	const { groupId } = message;
	core.state.messages.set(message.wamid, message);
	core.state.addLine({ at: core.clock.now(), groupId, audience, message });
}

/** Puts a notice into a group's chat, for its members and whoever else it is about. */
export function showNotice(
	core: Core,
	group: Group,
	notice: Notice,
	others: readonly Person[] = [],
): void {
	const audience = new Set([...group.members.keys(), ...others.map(({ waId }) => waId)]);
	const line: Omit<ChatLine, 'sequence' | 'revision'> = {
		at: core.clock.now(),
		groupId: group.id,
		audience: notice.kind === 'asked' ? [notice.waId] : [...audience],
		notice,
	};
	core.state.addLine(line);
}

const ORDER: readonly Reach[] = ['delivered', 'read', 'played'];

/** The status of a message that the business sent, noted in its chat and as the webhook gets it. */
export function reachedStatus(core: Core, message: Message, status: Reach, person: Person): Update {
	const before = message.reached.get(person.waId);
	if (!before || ORDER.indexOf(before) < ORDER.indexOf(status)) {
		message.reached.set(person.waId, status);
		core.state.touch(message.wamid);
	}
	return statusUpdate(core, message, status, person);
}

/** The `failed` status of a message that the business sent. */
export function failedStatus(core: Core, message: Message, error: WireError): Update {
	message.failedWith = Number(error.code);
	core.state.touch(message.wamid);
	return statusUpdate(core, message, 'failed', undefined, [error]);
}
