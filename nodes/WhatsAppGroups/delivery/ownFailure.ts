import type { MessageStatus } from '../api/contract/deliveries';
import { readSender, senderOf, sentMessages } from '../api/sender';
import { asText, asWire } from '../api/values';
import type { EventName, WebhookEvent } from '../events/catalogue';

const FAILURES = new Set<EventName>(['messageFailed', 'invitationFailed']);

/**
 * Whether an event tells that a message of this very workflow failed. Whoever answers failures by a
 * message would otherwise answer the failure of that message, and so on without end.
 */
export function isOwnFailure(
	{ event, messageId, raw }: WebhookEvent,
	workflowId: string | undefined,
): boolean {
	if (!FAILURES.has(event)) return false;
	const own = senderOf(workflowId);
	if (own === undefined) return false;
	const { biz_opaque_callback_data } = asWire<MessageStatus>(raw);
	const { sender } = readSender(asText(biz_opaque_callback_data));
	return (sender ?? sentMessages.senderOf(messageId ?? '')) === own;
}
