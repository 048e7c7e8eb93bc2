import { senderOf, sentMessages, withSender } from '../../../nodes/WhatsAppGroups/api/sender';
import { isOwnFailure } from '../../../nodes/WhatsAppGroups/delivery/ownFailure';
import { parseDelivery } from '../../../nodes/WhatsAppGroups/events/parse';
import type { EventName, WebhookEvent } from '../../../nodes/WhatsAppGroups/events/catalogue';

const ME = senderOf('me') ?? '';
const OTHER = senderOf('other') ?? '';
let count = 0;

/** A status that tells of a message with this tracking data. */
function status(event: EventName, trackingData?: string, messageId = `wamid.${(count += 1)}`) {
	const raw = { id: messageId, biz_opaque_callback_data: trackingData };
	return { event, messageId, raw } as unknown as WebhookEvent;
}

const marked = (sender: string) => withSender(sender, undefined);

test.each<[EventName, boolean]>([
	['messageFailed', true],
	['invitationFailed', true],
	['messageSent', false],
	['messageDelivered', false],
	['invitationSent', false],
	['messageReceived', false],
])('%s of an own message is one: %p', (event, isOne) => {
	expect(isOwnFailure(status(event, marked(ME)), 'me')).toBe(isOne);
	const known = status(event);
	sentMessages.add(known.messageId ?? '', ME);
	expect(isOwnFailure(known, 'me')).toBe(isOne);
});

test.each(['failed', 'FAILED', ' Failed', 'undelivered'])(
	'a status "%s" with an error is a failure of the own message, also of one that cannot be named',
	(word) => {
		for (const id of ['wamid.1', {}]) {
			const element = {
				id,
				status: word,
				recipient_id: 'G',
				recipient_type: 'group',
				errors: [{ code: 131047 }],
				biz_opaque_callback_data: marked(ME),
			};
			const value = { statuses: [element] };
			const [event] = parseDelivery({ entry: [{ changes: [{ field: 'messages', value }] }] });
			expect(isOwnFailure(event, 'me')).toBe(true);
			expect(isOwnFailure(event, 'other')).toBe(false);
		}
	},
);

test.each<[string, Partial<WebhookEvent>, boolean]>([
	['failed', { messageStatus: 'failed' }, true],
	['with an error', { messageStatus: 'x', error: { code: 1, message: 'No' } }, true],
	['without an error', { messageStatus: 'x' }, false],
	['of which nothing is known', {}, false],
])('an unknown status of an own message, %s, is a failure: %p', (_what, facts, isOne) => {
	expect(isOwnFailure({ ...status('other', marked(ME)), ...facts }, 'me')).toBe(isOne);
});

test.each<[string, string | undefined]>([
	['nobody known', undefined],
	['a user’s own tracking data', 'order 7'],
	['another workflow', marked(OTHER)],
])('the failure of a message of %s is none', (_whose, trackingData) => {
	expect(isOwnFailure(status('messageFailed', trackingData), 'me')).toBe(false);
});

test('what the message says counts before what is remembered', () => {
	const event = status('messageFailed', marked(OTHER));
	sentMessages.add(event.messageId ?? '', ME);
	expect(isOwnFailure(event, 'me')).toBe(false);
	expect(isOwnFailure(event, 'other')).toBe(true);
});

test.each([undefined, ''])(
	'a workflow that was never saved (%j) has sent nothing',
	(workflowId) => {
		expect(isOwnFailure(status('messageFailed'), workflowId)).toBe(false);
		expect(isOwnFailure(status('messageFailed', marked(ME)), workflowId)).toBe(false);
	},
);

test('a failure without a message is nobody’s', () => {
	const event = { event: 'messageFailed', raw: {} } as unknown as WebhookEvent;
	expect(isOwnFailure(event, 'me')).toBe(false);
});
