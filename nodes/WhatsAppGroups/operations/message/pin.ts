import { MAX_PIN_DAYS } from '../../api/limits';
import { groupField } from '../../fields/group';
import type { Operation } from '../../runtime/operation';
import { messageIdField, pinningOutput, planPinning } from './shared/pinning';

/** POST /messages of the type pin, for 1 to 30 days. */
export const pinMessage: Operation = {
	resource: 'message',
	operation: 'pin',
	name: 'Pin',
	action: 'Pin a message in a group',
	description:
		'Pin a message at the top of a WhatsApp group. At most three are pinned: a fourth unpins the oldest.',
	calls: ['POST /messages'],
	fields: [
		groupField,
		messageIdField,
		{
			displayName: 'Expiration (Days)',
			name: 'expirationDays',
			type: 'number',
			typeOptions: { minValue: 1, maxValue: MAX_PIN_DAYS },
			default: 7,
			description: 'After how many days the message is unpinned, 1 to 30',
		},
	],
	output: pinningOutput,
	plan: (input) =>
		planPinning(input, {
			type: 'pin',
			expiration_days: input.whole('expirationDays', 1, MAX_PIN_DAYS),
		}),
};
