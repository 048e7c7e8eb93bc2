import { groupDetails, readGroup } from '../../api/groups';
import { asJson, asList } from '../../api/values';
import { groupField, readGroupId } from '../../fields/group';
import { optionsField } from '../../fields/options';
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
	fields: [groupField, ...pagingFields, optionsField()],
	output: { groupId: 'string', waId: 'string', userId: 'string', username: 'string' },
	plan(input) {
		const groupId = readGroupId(input);
		const limit = readLimit(input);
		const simplify = input.optionFlag('simplify', true);
		return {
			orderBy: groupId,
			run: async (api) => {
				const group = await readGroup(api, groupId, ['participants']);
				const people = simplify
					? groupDetails(group).participants.map((person) => ({ groupId, ...person }))
					: asList(group.participants).map(asJson);
				return people.slice(0, limit).map((json) => ({ json: { ...json } }));
			},
		};
	},
};
