import { acknowledged } from '../../api/answer';
import { GROUP_UNKNOWN } from '../../api/groups';
import { ServiceFailure } from '../../failures/failure';
import { groupField, readGroupChoice } from '../../fields/group';
import type { Operation } from '../../runtime/operation';
import { creations, groupKey } from './shared/creations';

/**
 * DELETE /groups/{group_id}. Everyone is removed, for good. Idempotent: a repeated delete that finds
 * no group any more, after an attempt without a clear answer, counts as done.
 */
export const deleteGroup: Operation = {
	resource: 'group',
	operation: 'delete',
	name: 'Delete',
	action: 'Delete a group',
	description: 'Delete a WhatsApp group permanently and remove everyone from it',
	calls: ['DELETE /groups/{group_id}'],
	fields: [groupField],
	output: {
		groupId: 'string',
		requestId: 'string',
		success: 'boolean',
		status: 'string',
		warning: 'string',
	},
	plan(input) {
		const group = readGroupChoice(input);
		return async (lookups) => {
			const groupId = await group.lookUp(lookups);
			return {
				orderBy: groupId,
				run: async (api) => {
					const answer = await api.tryCall({
						method: 'DELETE',
						path: ['groups', groupId],
						kind: 'idempotent',
						expects: acknowledged('a confirmation'),
						howToFindOut: 'Read the group with Group: Get: it is deleted when it no longer exists.',
					});
					const isRefused = answer instanceof ServiceFailure;
					if (isRefused && !answer.saysDone(GROUP_UNKNOWN)) throw answer;
					creations.deleted(groupKey(api, groupId));
					if (isRefused) {
						const warning =
							'The first attempt got no clear answer, and then the service no longer knew a group with this ID.';
						return [{ json: { groupId, success: true, status: 'done', warning } }];
					}
					const { requestId } = answer.value;
					return [
						{
							json: {
								groupId,
								...(requestId !== undefined && { requestId }),
								success: true,
								status: 'accepted',
							},
							raw: answer.body,
						},
					];
				},
			};
		};
	},
};
