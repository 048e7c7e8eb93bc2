/** Who wrote a message. */
import { parseDelivery } from '../../../nodes/WhatsAppGroups/events/parse';

function eventsOf(from: unknown, display_phone_number: string) {
	const message = { from, group_id: 'GROUP', id: 'wamid.1', type: 'text', text: { body: 'Hello' } };
	const value = { metadata: { display_phone_number }, messages: [message] };
	return parseDelivery({ entry: [{ changes: [{ field: 'messages', value }] }] });
}

test.each([
	['+15550783881', '15550783881'],
	['553188887777', '+55 31 98888-7777'],
	['5215512345678', '+52 55 1234 5678'],
	['5491112345678', '541112345678'],
])('what %s wrote is the own message of %s, which was not received', (from, display) => {
	expect(eventsOf(from, display)).toEqual([]);
});

test('a user ID in the place of the number is one', () => {
	const [event] = eventsOf('US.1349', '15550783881');
	expect(event).toMatchObject({ event: 'messageReceived', userId: 'US.1349' });
	expect(event).not.toHaveProperty('waId');
});
