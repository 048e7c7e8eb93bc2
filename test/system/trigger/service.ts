import type { Switches } from '../../simulator';

/** What other systems may have in their headers, which the service may take for more than text. */
export const THEIR_HEADERS = { Authorization: 'Bearer their_secret', 'X-Tenant': 'tenant:7' };

/**
 * The service shows a change of its configuration only some time later.
 *
 * @param followMs how long deliveries then still go by what stood before
 */
export function slow(seconds: number, followMs = 0): Partial<Switches> {
	return {
		webhookConfigDelayMs: seconds * 1000,
		multiWebhookDelayMs: seconds * 1000,
		deliveriesFollowMs: followMs,
	};
}
