import { listOf, notNothing } from '../../api/answer';
import type { WireJoinRequest } from '../../api/contract/joinRequests';
import { readUpTo } from '../../api/paging';
import { asPerson } from '../../api/people';
import { asId, asIsoTime, withoutUndefined } from '../../api/values';
import { groupField, readGroupChoice } from '../../fields/group';
import { pagingFields, readLimit } from '../../fields/paging';
import type { Operation } from '../../runtime/operation';

/** GET /groups/{group_id}/join_requests. Here the page is `data` itself, and `limit` is not documented (D20). */
export const getManyJoinRequests: Operation = {
	resource: 'joinRequest',
	operation: 'getAll',
	name: 'Get Many',
	action: 'Get many join requests of a group',
	description:
		'List the people who ask to join a WhatsApp group. Only groups created with approval required have join requests.',
	calls: ['GET /groups/{group_id}/join_requests'],
	fields: [groupField, ...pagingFields],
	output: {
		groupId: 'string',
		joinRequestId: 'string',
		waId: 'string',
		userId: 'string',
		username: 'string',
		createdAt: 'string',
	},
	plan(input) {
		const group = readGroupChoice(input);
		const limit = readLimit(input);
		return async (lookups) => {
			const groupId = await group.lookUp(lookups);
			return {
				orderBy: groupId,
				run: async (api) => {
					const requests = await readUpTo<WireJoinRequest>(
						api,
						{
							call: {
								method: 'GET',
								path: ['groups', groupId, 'join_requests'],
								expects: listOf<WireJoinRequest>('a list of join requests', 'join_requests'),
							},
							id: (request) => asId(request.join_request_id),
						},
						limit,
					);
					return requests.map((request) => {
						const told = withoutUndefined({
							joinRequestId: asId(request.join_request_id),
							...asPerson(request),
							createdAt: asIsoTime(request.creation_timestamp),
						});
						return { json: { groupId, ...notNothing('a join request', told) }, raw: request };
					});
				},
			};
		};
	},
};
