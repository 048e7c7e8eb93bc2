import { ServiceFailure } from '../../api/errorBody';
import { readInviteLink } from '../../api/groups';
import { groupField, readGroupId } from '../../fields/group';
import { optionsField } from '../../fields/options';
import { reply, type Operation } from '../../runtime/operation';

/** GET /groups/{group_id}/invite_link */
export const getInviteLink: Operation = {
	resource: 'invite',
	operation: 'getLink',
	name: 'Get Link',
	action: 'Get the invite link of a group',
	description: 'Get the link with which people join a WhatsApp group',
	calls: ['GET /groups/{group_id}/invite_link'],
	fields: [groupField, optionsField()],
	output: { groupId: 'string', inviteLink: 'string' },
	plan(input) {
		const groupId = readGroupId(input);
		const simplify = input.optionFlag('simplify', true);
		return {
			orderBy: groupId,
			run: async (api) => {
				const invitation = await readInviteLink(api, groupId);
				if (invitation instanceof ServiceFailure) throw invitation;
				return reply(simplify, invitation.body, { groupId, inviteLink: invitation.link });
			},
		};
	},
};
