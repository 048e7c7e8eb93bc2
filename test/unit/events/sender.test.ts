/** Who wrote a message. */
import { parseDelivery } from '../../../nodes/WhatsAppGroups/events/parse';
import { ofMessage } from './fixtures';

function eventsOf(from: string, display_phone_number: string) {
	const metadata = { display_phone_number, phone_number_id: '106540352242922' };
	return parseDelivery(ofMessage({ from, text: { body: 'Hello' } }, { metadata }));
}

test.each([
	['15550783881', '15550783881'],
	['+15550783881', '15550783881'],
	['553188887777', '+55 31 98888-7777'],
	['5215512345678', '+52 55 1234 5678'],
	['5491112345678', '541112345678'],
])('what %s wrote is the own message of %s, which was not received', (from, display) => {
	expect(eventsOf(from, display)).toEqual([]);
});

test.each([
	['5511934567890', '551134567890'],
	['5511934567890', '+55 (11) 3456-7890'],
])('what the mobile %s wrote to the landline %s was received', (from, display) => {
	expect(eventsOf(from, display)).toMatchObject([{ event: 'messageReceived', waId: from }]);
});

test('a user ID in the place of the number is one', () => {
	const [event] = eventsOf('US.1349', '15550783881');
	expect(event).toMatchObject({ event: 'messageReceived', userId: 'US.1349' });
	expect(event).not.toHaveProperty('waId');
});
