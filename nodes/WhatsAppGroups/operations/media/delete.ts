import type { MutationResponse } from '../../api/contract/groups';
import { ServiceFailure } from '../../api/errorBody';
import { optionsField } from '../../fields/options';
import { reply, type Operation } from '../../runtime/operation';
import { mediaIdField } from './shared/fields';

/** What the service says of media that is not there is not documented: either would fit (D25). */
const NOT_THERE = [404, 100];

/** DELETE /{media_id}. Idempotent. */
export const deleteMediaFile: Operation = {
	resource: 'media',
	operation: 'delete',
	name: 'Delete',
	action: 'Delete a media file',
	description: 'Delete an uploaded file before its 30 days are over',
	calls: ['DELETE /{media_id}'],
	fields: [mediaIdField, optionsField()],
	output: { success: 'boolean', mediaId: 'string' },
	plan(input) {
		const mediaId = input.text('mediaId');
		const simplify = input.optionFlag('simplify', true);
		return {
			run: async (api) => {
				const answer = await api.tryCall<MutationResponse>({
					method: 'DELETE',
					path: [mediaId],
					kind: 'idempotent',
				});
				if (answer instanceof ServiceFailure) {
					if (!answer.saysDone(...NOT_THERE)) throw answer;
					return reply(true, {}, { success: true, mediaId });
				}
				return reply(simplify, answer.body, { success: true, mediaId });
			},
		};
	},
};
