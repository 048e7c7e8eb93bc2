import { record } from '../../api/answer';
import type { MutationResponse } from '../../api/contract/groups';
import { mediaPath } from '../../api/media';
import { asFlag } from '../../api/values';
import { ServiceFailure } from '../../failures/failure';
import type { Operation } from '../../runtime/operation';
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
	fields: [mediaIdField],
	output: { success: 'boolean', status: 'string', mediaId: 'string', warning: 'string' },
	plan(input) {
		const mediaId = input.text('mediaId');
		return {
			run: async (api) => {
				const answer = await api.tryCall({
					method: 'DELETE',
					path: mediaPath(mediaId),
					kind: 'idempotent',
					howToFindOut: 'Delete it again: that does no harm.',
					expects: record<MutationResponse>(
						'a confirmation',
						({ success }) => asFlag(success) === true,
					),
				});
				const json = { success: true, status: 'done', mediaId };
				if (!(answer instanceof ServiceFailure)) return [{ json, raw: answer.body }];
				if (!answer.saysDone(...NOT_THERE)) throw answer;
				const warning =
					'The first attempt got no clear answer, and then the service no longer knew a file with this ID.';
				return [{ json: { ...json, warning } }];
			},
		};
	},
};
