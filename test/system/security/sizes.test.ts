/** What is far larger than it should be costs its own time and memory, and nothing else. */
import { readAnswer, record } from '../../../nodes/WhatsAppGroups/api/answer';
import { callFailure, rateLimitFailure } from '../../../nodes/WhatsAppGroups/api/callFailure';
import type { Answered } from '../../../nodes/WhatsAppGroups/api/retry';
import { parseDelivery } from '../../../nodes/WhatsAppGroups/events/parse';
import { aCall, FakeService } from '../../unit/api/fakeApi';

/** More than a function takes as arguments: a list that is spread over a call would throw. */
const MANY = 200_000;
const MIB = 1024 * 1024;

function ofValue(field: string, value: object): object {
	return { entry: [{ changes: [{ field, value }] }] };
}

const people = Array.from({ length: MANY }, (_, index) => ({ wa_id: String(index) }));
const statuses = people.map(({ wa_id }) => ({
	id: 'wamid.1',
	status: 'read',
	recipient_type: 'group',
	recipient_id: 'GROUP',
	recipient_participant_id: wa_id,
}));
const removal = { type: 'group_participants_remove', group_id: 'GROUP', initiated_by: 'business' };

test.each<[string, object, string]>([
	['statuses', ofValue('messages', { statuses }), 'messageRead'],
	[
		'people of one group',
		ofValue('group_participants_update', {
			groups: [{ ...removal, removed_participants: people }],
		}),
		'participantRemoved',
	],
	['elements nobody knows', ofValue('group_new_thing', { things: people }), 'other'],
	[
		'changes',
		{ entry: [{ changes: people.map(() => ({ field: 'group_x', value: {} })) }] },
		'other',
	],
])('a delivery of 200,000 %s is as many events', (_name, body, event) => {
	const events = parseDelivery(body);
	expect(events).toHaveLength(MANY);
	expect(events.every((one) => one.event === event)).toBe(true);
});

/** What an attempt ends in that is answered so. */
function answered(status: number, body: unknown): Answered<unknown> {
	const reading = readAnswer(
		record('a record', () => true),
		status,
		body,
	);
	return { result: 'answered', status, body, reading, headers: {} };
}

test.each<[string, (text: string) => unknown]>([
	[
		'a Graph error',
		(text) => ({ error: { code: 1, message: text, error_data: { details: text } } }),
	],
	['an error of the house', (text) => ({ errors: [{ code: 1, title: text, details: text }] })],
	['an on-premise error', (text) => ({ meta: { developer_message: text } })],
	['a text', (text) => text],
	['a page', (text) => `<html><title>${text}</title></html>`],
	['a trace', (text) => ({ error: { code: 1, fbtrace_id: text } })],
])('of %s with 5 MB of text a user is told a piece', (_name, bodyOf) => {
	const attempt = answered(400, bodyOf('x'.repeat(5 * MIB)));
	const { details } = callFailure(
		{ ...aCall, kind: 'read' },
		attempt,
		'notDone',
		'https://service.test',
		false,
	);
	expect(JSON.stringify(details).length).toBeLessThan(10_000);
	expect(details.message).not.toBe('');
});

test('a million full stops are cut off one by one, once', () => {
	const text = `${'.'.repeat(1_000_000)}x`;
	const attempt = answered(429, { error: text });
	expect(rateLimitFailure(0, attempt).message).toContain('It was not done');
});

test.each(['1e9', 'Fri, 31 Dec 9999 23:59:59 GMT'])(
	'a Retry-After of %s holds nothing up for longer than may be waited',
	async (retryAfter) => {
		const service = new FakeService(() => ({
			status: 429,
			body: {},
			headers: { 'retry-after': retryAfter },
		}));
		const failure = service.api.call({ ...aCall, kind: 'read' });
		await expect(failure).rejects.toThrow('It was not done');
		expect(service.calls).toHaveLength(1);
	},
);
