import type { WebhookEvent } from '../../../nodes/WhatsAppGroups/events/catalogue';
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

test('leaves what it was given as it was', () => {
	const given = Object.freeze([...all]);
	filterEvents(given, everything);
	expect(given).toEqual(all);
});
