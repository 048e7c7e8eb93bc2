/** Statuses of groups that say in another way that they are of a group. */
import type { MessageStatus } from '../../../nodes/WhatsAppGroups/api/contract/deliveries';
import { parseDelivery } from '../../../nodes/WhatsAppGroups/events/parse';
import { GROUP_ID, ofStatus } from './fixtures';

const eventsOf = (status: Partial<MessageStatus>) =>
	parseDelivery(ofStatus({ status: 'delivered', recipient_type: undefined, ...status }));

test.each([
	['recipient_participant_id', 'waId'],
	['participant_recipient_id', 'waId'],
	['recipient_participant_user_id', 'userId'],
])('a status of a participant by %s alone is of a group', (key, field) => {
	const id = field === 'waId' ? '16505551001' : 'US.1';
	expect(eventsOf({ [key]: id })).toMatchObject([
		{ event: 'messageDelivered', groupId: GROUP_ID, [field]: id },
	]);
});

test.each(['group', 'GROUP', 'Group'])('the type of the recipient counts as %s', (type) => {
	expect(eventsOf({ status: 'failed', recipient_type: type as never })).toMatchObject([
		{ event: 'messageFailed', groupId: GROUP_ID },
	]);
});

test.each([
	['sent', 'messageSent'],
	['delivered', 'messageDelivered'],
	['read', 'messageRead'],
	['played', 'messagePlayed'],
	['failed', 'messageFailed'],
])('%s is read in any case, and is the same event', (status, event) => {
	const spellings = [status, status.toUpperCase(), ` ${status[0].toUpperCase()}${status.slice(1)}`];
	const events = spellings.flatMap((spelling) =>
		eventsOf({ status: spelling, recipient_type: 'group' }),
	);
	expect(events).toHaveLength(spellings.length);
	for (const one of events) expect(one).toMatchObject({ event, messageStatus: status });
	expect(new Set(events.map(({ eventId }) => eventId)).size).toBe(1);
});

test.each(['Undelivered', 'toString', '__proto__'])(
	'%s is no status that we know, and told as it came',
	(status) => {
		expect(eventsOf({ status, recipient_type: 'group' })).toMatchObject([
			{ event: 'other', messageStatus: status },
		]);
	},
);

test('two people whom only the recipient tells apart are two events', () => {
	const events = ['16505551001', '16505551002'].flatMap((recipient_id) =>
		eventsOf({ group_id: GROUP_ID, recipient_type: 'group', recipient_id }),
	);
	expect(events.map(({ waId }) => waId)).toEqual(['16505551001', '16505551002']);
	expect(new Set(events.map(({ eventId }) => eventId)).size).toBe(2);
});

test.each(['individual', 'INDIVIDUAL', undefined])(
	'a status of a message to a single person (%s) is still nobody’s business',
	(type) => {
		expect(eventsOf({ recipient_id: '16505551001', recipient_type: type as never })).toEqual([]);
	},
);
