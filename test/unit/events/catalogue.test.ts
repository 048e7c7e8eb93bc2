import { EVENTS } from '../../../nodes/WhatsAppGroups/events/catalogue';
import { parseDelivery } from '../../../nodes/WhatsAppGroups/events/parse';
import { FIXTURES } from './fixtures';

const parsed = FIXTURES.flatMap(({ spellings }) => parseDelivery(spellings[0]));

describe('the list of events', () => {
	test('names none twice', () => {
		for (const key of ['value', 'name', 'description'] as const) {
			expect(new Set(EVENTS.map((event) => event[key])).size).toBe(EVENTS.length);
		}
	});

	test('listens to everything but what comes for each message and participant', () => {
		const off = EVENTS.filter(({ isDefault }) => !isDefault).map(({ value }) => value);
		expect(off).toEqual([
			'messageSent',
			'messageDelivered',
			'messageRead',
			'messagePlayed',
			'invitationSent',
			'invitationDelivered',
			'invitationRead',
		]);
	});

	test.each(EVENTS)('the example of $value has only fields that such events have', (event) => {
		const fields = parsed.filter((one) => one.event === event.value).flatMap(Object.keys);
		expect(fields).toEqual(expect.arrayContaining(Object.keys(event.example)));
	});
});
