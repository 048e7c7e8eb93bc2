import type { MutationResponse } from '../../api/contract/groups';
import { ServiceFailure } from '../../api/errorBody';
import { GROUP_UNKNOWN } from '../../api/groups';
import { asRecord, asText } from '../../api/values';
import { groupField, readGroupId } from '../../fields/group';
import { optionsField } from '../../fields/options';
import { reply, type Operation } from '../../runtime/operation';

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
	fields: [groupField, optionsField()],
	output: { success: 'boolean', groupId: 'string', requestId: 'string' },
	plan(input) {
		const groupId = readGroupId(input);
		const simplify = input.optionFlag('simplify', true);
		return {
			orderBy: groupId,
			run: async (api) => {
				const answer = await api.tryCall<MutationResponse>({
					method: 'DELETE',
					path: ['groups', groupId],
					kind: 'idempotent',
				});
				if (answer instanceof ServiceFailure) {
					if (!answer.saysDone(GROUP_UNKNOWN)) throw answer;
					return reply(true, {}, { success: true, groupId });
				}
				const requestId = asText(asRecord(answer.body).request_id);
				return reply(simplify, answer.body, { success: true, groupId, requestId });
			},
		};
	},
};
