/** Statuses of groups that say in another way that they are of a group. */
import { parseDelivery } from '../../../nodes/WhatsAppGroups/events/parse';

function eventsOf(...statuses: Array<Record<string, unknown>>) {
	const all = statuses.map((one) => ({
		id: 'wamid.1',
		status: 'delivered',
		timestamp: '1750030080',
		...one,
	}));
	return parseDelivery({ entry: [{ changes: [{ field: 'messages', value: { statuses: all } }] }] });
}

test.each([
	['recipient_participant_id', 'waId'],
	['participant_recipient_id', 'waId'],
	['recipient_participant_user_id', 'userId'],
])('a status of a participant by %s alone is of a group', (key, field) => {
	const id = field === 'waId' ? '16505551001' : 'US.1';
	expect(eventsOf({ recipient_id: 'GROUP', [key]: id })).toMatchObject([
		{ event: 'messageDelivered', groupId: 'GROUP', [field]: id },
	]);
});

test('the type of the recipient counts in any case', () => {
	expect(
		eventsOf({ status: 'failed', recipient_id: 'GROUP', recipient_type: 'GROUP' }),
	).toMatchObject([{ event: 'messageFailed', groupId: 'GROUP' }]);
});

test('two people whom only the recipient tells apart are two events', () => {
	const events = eventsOf(
		{ group_id: 'GROUP', recipient_type: 'group', recipient_id: '16505551001' },
		{ group_id: 'GROUP', recipient_type: 'group', recipient_id: '16505551002' },
	);
	expect(events.map(({ waId }) => waId)).toEqual(['16505551001', '16505551002']);
	expect(new Set(events.map(({ eventId }) => eventId)).size).toBe(2);
});

test('a status of a message to a single person is still nobody’s business', () => {
	expect(
		eventsOf(
			{ recipient_id: '16505551001', recipient_type: 'individual' },
			{ recipient_id: '16505551001' },
		),
	).toEqual([]);
});
