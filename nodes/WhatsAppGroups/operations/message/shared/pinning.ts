/** What pinning and unpinning have in common: contract 2.2, pin / unpin. */
import type { INodeProperties } from 'n8n-workflow';

import type { SendMessageRequest } from '../../../api/contract/messages';
import { sendToGroup } from '../../../api/messages';
import { readGroupChoice } from '../../../fields/group';
import type { ItemInput } from '../../../runtime/input';
import type { LookedUp, Operation, Plan } from '../../../runtime/operation';

export const messageIdField: INodeProperties = {
	displayName: 'Message ID',
	name: 'messageId',
	type: 'string',
	default: '',
	required: true,
	placeholder: 'e.g. wamid.HBgLM…',
	description: 'The ID of the message in the group, from Message: Send or the trigger',
};

export const pinningOutput: Operation['output'] = {
	groupId: 'string',
	messageId: 'string',
	pinMessageId: 'string',
	success: 'boolean',
	status: 'string',
};

/** The call answers with a message of its own (`pinMessageId`), for which status events come. */
export function planPinning(
	input: ItemInput,
	pin: Omit<NonNullable<SendMessageRequest['pin']>, 'message_id'>,
): LookedUp<Plan> {
	const group = readGroupChoice(input);
	const messageId = input.text('messageId');
	return async (lookups) => {
		const groupId = await group.lookUp(lookups);
		return {
			orderBy: groupId,
			run: async (api) => {
				const sent = await sendToGroup(api, groupId, {
					type: 'pin',
					pin: { ...pin, message_id: messageId },
				});
				const pinMessageId = sent.messageId;
				const json = { groupId, messageId, pinMessageId, success: true, status: 'accepted' };
				return [{ json, raw: sent.body }];
			},
		};
	};
}
