import type { MessageStatus } from '../api/contract/deliveries';
import { readSender, senderOf, sentMessages } from '../api/sender';
import { asText, asWire } from '../api/values';
import type { EventName, WebhookEvent } from '../events/catalogue';

const FAILURES = new Set<EventName>(['messageFailed', 'invitationFailed']);

/**
 * Whether an event tells that a message of this very workflow failed. Whoever answers failures by a
 * message would otherwise answer the failure of that message, and so on without end.
 */
export function isOwnFailure(event: WebhookEvent, workflowId: string | undefined): boolean {
	if (!tellsOfFailure(event)) return false;
	const { messageId, raw } = event;
	const own = senderOf(workflowId);
	if (own === undefined) return false;
	const { biz_opaque_callback_data } = asWire<MessageStatus>(raw);
	const { sender } = readSender(asText(biz_opaque_callback_data));
	return (sender ?? sentMessages.senderOf(messageId ?? '')) === own;
}

/** A status that we do not know, or whose message cannot be named, may tell of a failure as well. */
function tellsOfFailure({ event, messageStatus, error }: WebhookEvent): boolean {
	if (event !== 'other') return FAILURES.has(event);
	return messageStatus === 'failed' || error !== undefined;
}
