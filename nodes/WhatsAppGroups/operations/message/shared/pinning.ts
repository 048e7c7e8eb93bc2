/** What pinning and unpinning have in common: contract 2.2, pin / unpin. */
import type { INodeProperties } from 'n8n-workflow';

import type { SendMessageRequest } from '../../../api/contract/messages';
import { sendToGroup } from '../../../api/messages';
import { readGroupId } from '../../../fields/group';
import type { ItemInput } from '../../../runtime/input';
import type { Lookups, Operation, Plan } from '../../../runtime/operation';

export const messageIdField: INodeProperties = {
	displayName: 'Message ID',
	name: 'messageId',
	type: 'string',
	default: '',
	required: true,
	placeholder: 'e.g. wamid.HBgLM…',
	description: 'The message in the group, as Message: Send or the trigger gives its ID',
};

export const pinningOutput: Operation['output'] = {
	success: 'boolean',
	status: 'string',
	groupId: 'string',
	messageId: 'string',
	pinMessageId: 'string',
};

/** The call answers with a message of its own (`pinMessageId`), for which status events come. */
export async function planPinning(
	input: ItemInput,
	lookups: Lookups,
	pin: Omit<NonNullable<SendMessageRequest['pin']>, 'message_id'>,
): Promise<Plan> {
	const groupId = await readGroupId(input, lookups);
	const messageId = input.text('messageId');
	return {
		orderBy: groupId,
		run: async (api) => {
			const sent = await sendToGroup(api, groupId, {
				type: 'pin',
				pin: { ...pin, message_id: messageId },
			});
			const pinMessageId = sent.messageId;
			const json = { success: true, status: 'accepted', groupId, messageId, pinMessageId };
			return [{ json, raw: sent.body }];
		},
	};
}
