import type { InviteLinkResponse } from '../../api/contract/groups';
import { withoutLink } from '../../api/groups';
import { asRecord, asText } from '../../api/values';
import { groupField, readGroupId } from '../../fields/group';
import { optionsField } from '../../fields/options';
import { reply, type Operation } from '../../runtime/operation';

/** POST /groups/{group_id}/invite_link. Each call makes a new link, so it is never repeated unclearly. */
export const resetInviteLink: Operation = {
	resource: 'invite',
	operation: 'resetLink',
	name: 'Reset Link',
	action: 'Reset the invite link of a group',
	description: 'Make a new invite link for a WhatsApp group; all earlier links stop working',
	calls: ['POST /groups/{group_id}/invite_link'],
	fields: [groupField, optionsField()],
	output: { groupId: 'string', inviteLink: 'string' },
	plan(input) {
		const groupId = readGroupId(input);
		const simplify = input.optionFlag('simplify', true);
		return {
			orderBy: groupId,
			run: async (api) => {
				const { body, status } = await api.call<InviteLinkResponse>({
					method: 'POST',
					path: ['groups', groupId, 'invite_link'],
					json: { messaging_product: 'whatsapp' },
					kind: 'once',
					howToFindOut: 'Read the link with Invite: Get Link to see whether it changed.',
				});
				const inviteLink = asText(asRecord(body).invite_link);
				if (inviteLink === undefined) throw withoutLink(status);
				return reply(simplify, body, { groupId, inviteLink });
			},
		};
	},
};
