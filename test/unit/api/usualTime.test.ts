import { UsualTime } from '../../../nodes/WhatsAppGroups/api/usualTime';

test('is not known before a call of the kind is over', () => {
	const usual = new UsualTime();
	usual.took('GET groups', 20, 0);
	expect(usual.of('POST messages')).toBeUndefined();
});

test('is that of the shortest of its kind', () => {
	const usual = new UsualTime();
	usual.took('POST messages', 300, 0);
	usual.took('POST messages', 150, 100);
	usual.took('POST messages', 900, 200);
	usual.took('GET groups', 20, 300);
	expect(usual.of('POST messages')).toBe(150);
	expect(usual.of('GET groups')).toBe(20);
});

test('follows a service that got slower, after a while', () => {
	const usual = new UsualTime();
	usual.took('POST messages', 100, 0);
	usual.took('POST messages', 500, 9_999);
	expect(usual.of('POST messages')).toBe(100);
	usual.took('POST messages', 400, 10_000);
	// What was before that counts for as long again.
	expect(usual.of('POST messages')).toBe(100);
	usual.took('POST messages', 450, 20_000);
	expect(usual.of('POST messages')).toBe(400);
});
