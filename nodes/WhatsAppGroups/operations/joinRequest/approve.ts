import type { Operation } from '../../runtime/operation';
import { decisionFields, decisionOutput, planDecision } from './shared/answer';

/** POST /groups/{group_id}/join_requests; who got in comes as the event participantJoined. */
export const approveJoinRequests: Operation = {
	resource: 'joinRequest',
	operation: 'approve',
	name: 'Approve',
	action: 'Approve join requests',
	description: 'Let people who asked to join into a WhatsApp group. Returns one item per request.',
	calls: ['POST /groups/{group_id}/join_requests'],
	fields: decisionFields,
	output: decisionOutput,
	plan: (input) => planDecision(input, 'POST'),
};
