import { parseDelivery } from '../../../nodes/WhatsAppGroups/events/parse';

test('an element of very many keys is read in little time', () => {
	const keys = Array.from({ length: 60_000 }, (_, index) => [`key${index}`, 1]);
	const status = { id: 'wamid.1', status: 'sent', group_id: 'GROUP', ...Object.fromEntries(keys) };
	const begunAt = performance.now();
	const [event] = parseDelivery({
		entry: [{ changes: [{ field: 'messages', value: { statuses: [status] } }] }],
	});
	expect(event.event).toBe('messageSent');
	expect(performance.now() - begunAt).toBeLessThan(1000);
});
