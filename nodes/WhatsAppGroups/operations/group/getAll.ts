import { groupList, groupSummary } from '../../api/groups';
import { readUpTo } from '../../api/paging';
import { asJson } from '../../api/values';
import { optionsField } from '../../fields/options';
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
	fields: [...pagingFields, optionsField()],
	output: { groupId: 'string', subject: 'string', createdAt: 'string' },
	plan(input) {
		const limit = readLimit(input);
		const simplify = input.optionFlag('simplify', true);
		return {
			run: async (api) =>
				(await readUpTo(api, groupList(limit), limit)).map((group) => ({
					json: simplify ? groupSummary(group) : asJson(group),
				})),
		};
	},
};
