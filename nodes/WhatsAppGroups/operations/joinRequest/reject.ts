import type { Operation } from '../../runtime/operation';
import { decisionFields, decisionOutput, planDecision } from './shared/answer';

/** DELETE /groups/{group_id}/join_requests with a body; no event follows. */
export const rejectJoinRequests: Operation = {
	resource: 'joinRequest',
	operation: 'reject',
	name: 'Reject',
	action: 'Reject join requests',
	description:
		'Turn down people who asked to join a WhatsApp group; they may ask again. Returns one item per request.',
	calls: ['DELETE /groups/{group_id}/join_requests'],
	fields: decisionFields,
	output: decisionOutput,
	plan: (input) => planDecision(input, 'DELETE'),
};
