import type { ListJoinRequestsResponse, WireJoinRequest } from '../../api/contract/joinRequests';
import { readUpTo } from '../../api/paging';
import { asIsoTime, asJson, asList, asPerson, asRecord, asText, defined } from '../../api/values';
import { groupField, readGroupId } from '../../fields/group';
import { optionsField } from '../../fields/options';
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
	fields: [groupField, ...pagingFields, optionsField()],
	output: {
		groupId: 'string',
		joinRequestId: 'string',
		waId: 'string',
		userId: 'string',
		username: 'string',
		createdAt: 'string',
	},
	plan(input) {
		const groupId = readGroupId(input);
		const limit = readLimit(input);
		const simplify = input.optionFlag('simplify', true);
		return {
			orderBy: groupId,
			run: async (api) => {
				const requests = await readUpTo<ListJoinRequestsResponse, WireJoinRequest>(
					api,
					{
						call: { method: 'GET', path: ['groups', groupId, 'join_requests'] },
						elements: (body) => asList<WireJoinRequest>(asRecord(body).data),
						id: (request) => request.join_request_id,
					},
					limit,
				);
				return requests.map((request) => ({
					json: simplify
						? defined({
								groupId,
								joinRequestId: asText(request.join_request_id),
								...asPerson(request),
								createdAt: asIsoTime(request.creation_timestamp),
							})
						: asJson(request),
				}));
			},
		};
	},
};
