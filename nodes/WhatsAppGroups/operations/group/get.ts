import { notNothing } from '../../api/answer';
import { groupDetails, readGroup } from '../../api/groups';
import { groupField, readGroupChoice } from '../../fields/group';
import type { Operation } from '../../runtime/operation';

/** GET /groups/{group_id}?fields=… with all fields that it knows. */
export const getGroup: Operation = {
	resource: 'group',
	operation: 'get',
	name: 'Get',
	action: 'Get a group',
	description:
		'Get the subject, description, approval mode, suspension state and participants of one WhatsApp group',
	calls: ['GET /groups/{group_id}'],
	fields: [groupField],
	output: {
		groupId: 'string',
		subject: 'string',
		description: 'string',
		joinApprovalMode: 'string',
		suspended: 'boolean',
		createdAt: 'string',
		participantCount: 'number',
		participants: [{ waId: 'string', userId: 'string', username: 'string' }],
	},
	plan(input) {
		const choice = readGroupChoice(input);
		return async (lookups) => {
			const groupId = await choice.lookUp(lookups);
			return {
				orderBy: groupId,
				run: async (api) => {
					const group = await readGroup(api, groupId);
					// Its ID was known before, and tells nothing.
					const told = groupDetails({ ...group, id: undefined });
					return [{ json: { ...notNothing('a group', told), groupId }, raw: group }];
				},
			};
		};
	},
};
