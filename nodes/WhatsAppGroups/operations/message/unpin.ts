import { groupField } from '../../fields/group';
import type { Operation } from '../../runtime/operation';
import { messageIdField, pinningOutput, planPinning } from './shared/pinning';

/** POST /messages of the type pin, to unpin. */
export const unpinMessage: Operation = {
	resource: 'message',
	operation: 'unpin',
	name: 'Unpin',
	action: 'Unpin a message in a group',
	description: 'Unpin a message in a WhatsApp group',
	calls: ['POST /messages'],
	fields: [groupField, messageIdField],
	output: pinningOutput,
	plan: (input) => planPinning(input, { type: 'unpin' }),
};
