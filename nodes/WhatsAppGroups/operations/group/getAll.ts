import { notNothing } from '../../api/answer';
import { groupList, groupSummary } from '../../api/groups';
import { readUpTo } from '../../api/paging';
import { pagingFields, readLimit } from '../../fields/paging';
import type { Operation } from '../../runtime/operation';

/** GET /groups, in pages of up to 1,024. */
export const getManyGroups: Operation = {
	resource: 'group',
	operation: 'getAll',
	name: 'Get Many',
	action: 'Get many groups',
	description: 'List the active WhatsApp groups of the business number with ID and subject',
	calls: ['GET /groups'],
	fields: pagingFields,
	output: { groupId: 'string', subject: 'string', createdAt: 'string' },
	plan(input) {
		const limit = readLimit(input);
		return {
			run: async (api) =>
				(await readUpTo(api, groupList(limit), limit)).map((group) => ({
					json: notNothing('a group', groupSummary(group)),
					raw: group,
				})),
		};
	},
};
