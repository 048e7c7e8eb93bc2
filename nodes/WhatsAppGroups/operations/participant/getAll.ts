import { readMembers } from '../../api/groups';
import { groupField, readGroupChoice } from '../../fields/group';
import { pagingFields, readLimit } from '../../fields/paging';
import type { Operation } from '../../runtime/operation';

/** GET /groups/{group_id}?fields=participants. The business itself is not among them. */
export const getManyParticipants: Operation = {
	resource: 'participant',
	operation: 'getAll',
	name: 'Get Many',
	action: 'Get many participants of a group',
	description:
		'List the people in a WhatsApp group. A person has a waId, or a userId when the number is hidden.',
	calls: ['GET /groups/{group_id}'],
	fields: [groupField, ...pagingFields],
	output: { groupId: 'string', waId: 'string', userId: 'string', username: 'string' },
	plan(input) {
		const group = readGroupChoice(input);
		const limit = readLimit(input);
		return async (lookups) => {
			const groupId = await group.lookUp(lookups);
			return {
				orderBy: groupId,
				run: async (api) => {
					const { people, wire } = await readMembers(api, groupId);
					return people
						.map((person, index) => ({ json: { groupId, ...person }, raw: wire[index] }))
						.slice(0, limit);
				},
			};
		};
	},
};
