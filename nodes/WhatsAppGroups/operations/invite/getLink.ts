import { readInviteLink } from '../../api/groups';
import { groupField, readGroupChoice } from '../../fields/group';
import type { Operation } from '../../runtime/operation';

/** GET /groups/{group_id}/invite_link */
export const getInviteLink: Operation = {
	resource: 'invite',
	operation: 'getLink',
	name: 'Get Link',
	action: 'Get the invite link of a group',
	description: 'Get the link with which people join a WhatsApp group',
	calls: ['GET /groups/{group_id}/invite_link'],
	fields: [groupField],
	output: { groupId: 'string', inviteLink: 'string' },
	plan(input) {
		const group = readGroupChoice(input);
		return async (lookups) => {
			const groupId = await group.lookUp(lookups);
			return {
				orderBy: groupId,
				run: async (api) => {
					const { link, body } = await readInviteLink(api, groupId);
					return [{ json: { groupId, inviteLink: link }, raw: body }];
				},
			};
		};
	},
};
