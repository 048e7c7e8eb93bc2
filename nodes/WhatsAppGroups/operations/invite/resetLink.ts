import { inviteLinkAnswer, linkOf } from '../../api/groups';
import { groupField, readGroupChoice } from '../../fields/group';
import type { Operation } from '../../runtime/operation';

/** POST /groups/{group_id}/invite_link. Each call makes a new link, so it is never repeated after an unclear answer. */
export const resetInviteLink: Operation = {
	resource: 'invite',
	operation: 'resetLink',
	name: 'Reset Link',
	action: 'Reset the invite link of a group',
	description: 'Make a new invite link for a WhatsApp group; all earlier links stop working',
	calls: ['POST /groups/{group_id}/invite_link'],
	fields: [groupField],
	output: { groupId: 'string', inviteLink: 'string', success: 'boolean', status: 'string' },
	plan(input) {
		const group = readGroupChoice(input);
		return async (lookups) => {
			const groupId = await group.lookUp(lookups);
			return {
				orderBy: groupId,
				run: async (api) => {
					const { value, body } = await api.call({
						method: 'POST',
						path: ['groups', groupId, 'invite_link'],
						json: { messaging_product: 'whatsapp' },
						kind: 'once',
						howToFindOut: 'Read the link with Invite: Get Link to see whether it changed.',
						expects: inviteLinkAnswer,
					});
					const inviteLink = linkOf(value);
					return [{ json: { groupId, inviteLink, success: true, status: 'done' }, raw: body }];
				},
			};
		};
	},
};
