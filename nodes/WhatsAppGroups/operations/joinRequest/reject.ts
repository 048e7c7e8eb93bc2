import type { PeopleOperation } from '../../runtime/operation';
import { answeringFields, answeringOutput, planAnswering } from './shared/answering';

/** DELETE /groups/{group_id}/join_requests with a body; no event follows. */
export const rejectJoinRequests: PeopleOperation = {
	resource: 'joinRequest',
	operation: 'reject',
	name: 'Reject',
	action: 'Reject join requests',
	description:
		'Turn down people who asked to join a WhatsApp group; they may ask again. Returns one item per request.',
	calls: ['DELETE /groups/{group_id}/join_requests'],
	people: 'join requests',
	fields: answeringFields,
	output: answeringOutput,
	plan: (input) => planAnswering(input, 'DELETE'),
};
