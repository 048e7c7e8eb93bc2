import type { PeopleOperation } from '../../runtime/operation';
import { answeringFields, answeringOutput, planAnswering } from './shared/answering';

/** POST /groups/{group_id}/join_requests; who got in comes as the event participantJoined. */
export const approveJoinRequests: PeopleOperation = {
	resource: 'joinRequest',
	operation: 'approve',
	name: 'Approve',
	action: 'Approve join requests',
	description:
		'Let people who asked to join into a WhatsApp group, by the IDs of their join requests. Returns one item per request.',
	calls: ['POST /groups/{group_id}/join_requests'],
	people: 'join requests',
	fields: answeringFields,
	output: answeringOutput,
	plan: (input) => planAnswering(input, 'POST'),
};
