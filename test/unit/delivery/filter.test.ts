import type { WebhookEvent } from '../../../nodes/WhatsAppGroups/events/catalogue';
import { parseDelivery } from '../../../nodes/WhatsAppGroups/events/parse';
import { filterEvents } from '../../../nodes/WhatsAppGroups/delivery/filter';

function event(facts: Partial<WebhookEvent>): WebhookEvent {
	return { event: 'messageReceived', eventId: JSON.stringify(facts), raw: {}, ...facts };
}

const text = event({ groupId: 'a', messageType: 'text' });
const image = event({ groupId: 'b', messageType: 'image' });
const untyped = event({ groupId: 'b' });
const joined = event({ event: 'participantJoined', groupId: 'a' });
const failed = event({ event: 'apiError' });
const all = [text, image, untyped, joined, failed];

const ALL_NAMES = ['messageReceived', 'participantJoined', 'apiError'];
const everything = { events: ALL_NAMES, groups: [], leftOutGroups: [], messageTypes: [] };

test.each([
	['everything', {}, all],
	['nothing when no event is chosen', { events: [] }, []],
	['chosen events', { events: ['participantJoined', 'apiError'] }, [joined, failed]],
	[
		'chosen groups, to which an error of no group does not belong',
		{ groups: ['a'] },
		[text, joined],
	],
	[
		'several groups, in the order of the events',
		{ groups: ['b', 'a'] },
		[text, image, untyped, joined],
	],
	[
		'all groups but those that are left out, and what belongs to no group',
		{ leftOutGroups: ['b', 'c'] },
		[text, joined, failed],
	],
	[
		'chosen groups without those that are left out',
		{ groups: ['a', 'b'], leftOutGroups: ['a'] },
		[image, untyped],
	],
	[
		'chosen message types, which concern messages only',
		{ messageTypes: ['text'] },
		[text, joined, failed],
	],
	['all at once', { events: ['messageReceived'], groups: ['b'], messageTypes: ['image'] }, [image]],
	['nothing for names that do not exist', { events: ['toString', '__proto__'] }, []],
])('%s', (_, choice, expected) => {
	expect(filterEvents(all, { ...everything, ...choice })).toEqual(expected);
});

/** An unknown change, as parsing a delivery gives it. */
function changeOf(value: object, field = 'group_new_update'): WebhookEvent[] {
	return parseDelivery({ entry: [{ changes: [{ field, value }] }] });
}

const inside = (id: unknown) => ({ group_id: id });

describe('an event whose group does not stand where it is looked for', () => {
	test.each<[string, object]>([
		[
			'in a list with a scalar beside it',
			{ request_id: 'r', things: [{ ...inside('a'), what: 1 }] },
		],
		['in a list of two groups', { request_id: 'r', things: [inside('b'), inside('a')] }],
		['deep inside', { thing: { about: [{ of: inside('a') }] } }],
		['in groups that are no list', { groups: { ...inside('a'), type: 'group_suspend' } }],
		['as a recipient', { request_id: 'r', list: [{ recipient_type: 'group', recipient_id: 'a' }] }],
		['in an element of a list', { things: [{ votes: [inside('a')] }] }],
		[
			'in a part that belongs to no group',
			{ groups: [{ type: 'x', of: [inside('b'), inside('a')] }] },
		],
	])('%s: passes for that group, and for no other', (_where, value) => {
		const choice = { ...everything, events: ['other'] };
		const events = changeOf(value);
		expect(events).toHaveLength(1);
		expect(filterEvents(events, { ...choice, groups: ['a'] })).toEqual(events);
		expect(filterEvents(events, { ...choice, groups: ['c', 'a'] })).toEqual(events);
		expect(filterEvents(events, { ...choice, groups: ['c'] })).toEqual([]);
		expect(filterEvents(events, choice)).toEqual(events);
	});

	test('is told, where it is one, and left out with it', () => {
		const one = changeOf({ request_id: 'r', things: [inside('a'), { of: inside('a') }] });
		expect(one).toMatchObject([{ event: 'other', groupId: 'a' }]);
		const choice = { ...everything, events: ['other'], leftOutGroups: ['a'] };
		expect(filterEvents(one, choice)).toEqual([]);
		const two = changeOf({ request_id: 'r', things: [inside('a'), inside('b')] });
		expect(two[0]).not.toHaveProperty('groupId');
		expect(filterEvents(two, choice)).toEqual(two);
	});

	test.each([[{}], [['a']], [true], [2 ** 60]])('%j cannot be read: it may be any', (id) => {
		const messages = changeOf({ messages: [{ id: 'wamid.1', group_id: id }] }, 'messages');
		const changes = changeOf({ request_id: 'r', things: [inside(id)] });
		for (const events of [messages, changes]) {
			expect(events).toMatchObject([{ event: 'other' }]);
			const choice = { ...everything, events: ['other'], groups: ['a'] };
			expect(filterEvents(events, choice)).toEqual(events);
		}
	});

	test.each([undefined, null, ''])('%j is none: it belongs to no group', (id) => {
		const events = changeOf({ things: [inside(id)] });
		expect(events).toMatchObject([{ event: 'other' }]);
		const choice = { ...everything, events: ['other'] };
		expect(filterEvents(events, { ...choice, groups: ['a'] })).toEqual([]);
		expect(filterEvents(events, choice)).toEqual(events);
	});

	test('is looked for once in what many events share', () => {
		const failed_participants = Array.from({ length: 20_000 }, (_, index) => ({ nick: index }));
		const groups = [{ type: 'group_participants_remove', failed_participants }];
		const events = changeOf({ groups }, 'group_participants_update');
		expect(events).toHaveLength(failed_participants.length);
		const begunAt = performance.now();
		const choice = { ...everything, events: ['other'], groups: ['a'] };
		expect(filterEvents(events, choice)).toEqual([]);
		expect(performance.now() - begunAt).toBeLessThan(1000);
	});
});

test('leaves what it was given as it was', () => {
	const given = Object.freeze([...all]);
	filterEvents(given, everything);
	expect(given).toEqual(all);
});
