import fc from 'fast-check';

import type { WebhookPayload } from '../../../nodes/WhatsAppGroups/api/contract/deliveries';
import { eventIdOfJson } from '../../../nodes/WhatsAppGroups/events/eventId';
import { parseDelivery } from '../../../nodes/WhatsAppGroups/events/parse';
import {
	change,
	FIXTURES,
	GROUP_ID,
	ofGroup,
	ofInvitation,
	ofMessage,
	ofStatus,
	payload,
} from './fixtures';

const ids = (body: unknown) => parseDelivery(body).map(({ eventId }) => eventId);
const sorted = (list: string[]) => [...list].sort();
const wire = <T>(body: T) => JSON.parse(JSON.stringify(body)) as T;

/** Each fixture in any of its spellings; two fixtures may tell of the same event in different words. */
const anyFixture = fc
	.constantFrom(...FIXTURES)
	.chain(({ spellings }) =>
		fc.record({ body: fc.constantFrom(...spellings), first: fc.constant(spellings[0]) }),
	);

/** All their changes in one POST. */
function batch(bodies: WebhookPayload[]): WebhookPayload {
	const entry = bodies.flatMap((body) => body.entry);
	return { object: 'whatsapp_business_account', entry };
}

const LISTS = ['groups', 'messages', 'statuses', 'errors'] as const;

/**
 * The same elements in values cut anew, as by a sender that batches in another way: each holds up to
 * `size` elements of one field, and everybody's contacts.
 */
function rebatched(bodies: WebhookPayload[], size: number, next: () => number): WebhookPayload {
	const values = bodies.flatMap(({ entry }) => entry.flatMap(({ changes }) => changes));
	const contacts = values.flatMap(({ value }) => value.contacts ?? []);
	const changes = new Map<string, Array<ReturnType<typeof change>>>();
	const elements = values
		.flatMap(({ field, value }) =>
			LISTS.flatMap((list) =>
				(value[list] ?? []).map((element) => ({ field, value, list, element, at: next() })),
			),
		)
		.sort((a, b) => a.at - b.at);
	for (const { field, value, list, element } of elements) {
		const key = JSON.stringify([field, list, value.initiated_by]);
		const cut = changes.get(key) ?? [];
		changes.set(key, cut);
		const last = cut.at(-1)?.value[list] as unknown[] | undefined;
		if (last && last.length < size) last.push(element);
		else {
			const { initiated_by } = value;
			cut.push(change(field, { contacts, initiated_by, [list]: [element] }));
		}
	}
	return payload(...[...changes.values()].flat());
}

/** The same JSON with the keys of every object the other way round. */
function withKeysReversed(value: unknown): unknown {
	if (Array.isArray(value)) return value.map(withKeysReversed);
	if (typeof value !== 'object' || value === null) return value;
	return Object.fromEntries(
		Object.entries(value)
			.reverse()
			.map(([key, inner]) => [key, withKeysReversed(inner)]),
	);
}

/** Nested deeper than any recursion could follow; made as text, as it would come. */
function nested(depth: number, open: string, close: string): unknown {
	return JSON.parse(`${open.repeat(depth)}1${close.repeat(depth)}`);
}

/** The same JSON with every time spelled as `spell` does. */
function withTimes(value: unknown, spell: (seconds: number) => unknown): unknown {
	if (Array.isArray(value)) return value.map((inner) => withTimes(inner, spell));
	if (typeof value !== 'object' || value === null) return value;
	return Object.fromEntries(
		Object.entries(value).map(([key, inner]) => [
			key,
			key === 'timestamp' ? spell(Number(inner)) : withTimes(inner, spell),
		]),
	);
}

const isoOf = (seconds: number) => new Date(seconds * 1000).toISOString();
const SPELLINGS_OF_TIME: Array<[string, (seconds: number) => unknown]> = [
	['seconds', (seconds) => seconds],
	['seconds as text', String],
	['milliseconds', (seconds) => seconds * 1000],
	['milliseconds as text', (seconds) => String(seconds * 1000)],
	['ISO 8601', isoOf],
	['ISO 8601 without milliseconds', (seconds) => isoOf(seconds).replace('.000Z', 'Z')],
	['ISO 8601 of another time zone', (seconds) => isoOf(seconds + 7200).replace('Z', '+02:00')],
];

describe('the same event has the same id', () => {
	test.each(
		FIXTURES.flatMap(({ name, spellings }) =>
			SPELLINGS_OF_TIME.map(([how, spell]) => ({ name, how, spell, body: wire(spellings[0]) })),
		),
	)('$name, at a time in $how', ({ body, spell }) => {
		const events = parseDelivery(withTimes(body, spell));
		expect(events.map(({ eventId }) => eventId)).toEqual(ids(body));
		expect(events.map(({ timestamp }) => timestamp)).toEqual(
			parseDelivery(body).map(({ timestamp }) => timestamp),
		);
	});

	test('for a reader whom nothing names, at a time that is spelled otherwise', () => {
		const of = (timestamp: unknown) =>
			ids(ofStatus({ status: 'read', timestamp: timestamp as string, reader: '1' } as never));
		expect(of('1755548877000')).toEqual(of(1755548877));
	});

	test('with blanks around its IDs', () => {
		const spaced = (id: string) => ` ${id}\n`;
		expect(
			ids(ofStatus({ id: spaced('wamid.1'), recipient_id: spaced(GROUP_ID), status: 'sent' })),
		).toEqual(ids(ofStatus({ id: 'wamid.1', status: 'sent' })));
		const group = { type: 'group_delete', request_id: 'r' };
		expect(
			ids(
				ofGroup('group_lifecycle_update', {
					...group,
					group_id: spaced(GROUP_ID),
					request_id: spaced('r'),
				}),
			),
		).toEqual(ids(ofGroup('group_lifecycle_update', group)));
		const asks = { type: 'group_join_request_created', join_request_id: 'j', wa_id: '1' };
		expect(
			ids(ofGroup('group_participants_update', { ...asks, join_request_id: spaced('j') })),
		).toEqual(ids(ofGroup('group_participants_update', asks)));
	});

	test.each(FIXTURES)('$name, in each of its spellings', ({ spellings, events }) => {
		const expected = ids(spellings[0]);
		expect(new Set(expected).size).toBe(events.length);
		for (const body of spellings) {
			expect(ids(wire(body))).toEqual(expected);
			expect(ids(withKeysReversed(wire(body)))).toEqual(expected);
		}
	});

	test('in any batch, in any order, in any spelling', () => {
		fc.assert(
			fc.property(
				fc.array(anyFixture, { maxLength: 30 }),
				fc.infiniteStream(fc.nat()),
				(list, order) => {
					const alone = list.flatMap(({ first }) => ids(first));
					const shuffled = list
						.map(({ body }) => ({ body, at: order.next().value as number }))
						.sort((a, b) => a.at - b.at)
						.map(({ body }) => body);
					expect(sorted(ids(batch(shuffled)))).toEqual(sorted(alone));
				},
			),
		);
	});

	test('in values cut in any way', () => {
		fc.assert(
			fc.property(
				fc.array(anyFixture, { maxLength: 30 }),
				fc.integer({ min: 1, max: 8 }),
				fc.infiniteStream(fc.nat()),
				(list, size, order) => {
					const bodies = list.map(({ body }) => wire(body));
					const cut = rebatched(bodies, size, () => order.next().value as number);
					expect(sorted(ids(cut))).toEqual(sorted(bodies.flatMap(ids)));
				},
			),
		);
	});

	test('of an unknown kind, alone, with others, and beside what is known', () => {
		const [one, two] = [{ group_id: 'a' }, { group_id: 'b' }];
		const [{ value }] = ofMessage({ text: { body: 'Hi' } }).entry[0].changes;
		const alone = [one, two].flatMap((poll) =>
			ids(payload(change('messages', { polls: [poll] } as never))),
		);
		const together = payload(change('messages', { ...value, polls: [one, two] } as never));
		expect(ids(together).slice(1)).toEqual(alone);
		const whole = { poll: { group_id: 'a' } };
		expect(ids(payload(change('messages', { ...value, ...whole } as never))).slice(1)).toEqual(
			ids(payload(change('messages', whole as never))),
		);
	});

	test('of an unknown type, wherever it says who began it', () => {
		const inside = ofGroup('group_participants_update', { type: 'x', initiated_by: 'business' });
		const beside = ofGroup(
			'group_participants_update',
			{ type: 'x' },
			{ initiated_by: 'business' },
		);
		expect(ids(beside)).toEqual(ids(inside));
	});

	test('in one value with others, and without', () => {
		const values = ['1', '2', '3'].map(
			(waId) =>
				ofStatus({ status: 'read', recipient_participant_id: waId }).entry[0].changes[0].value,
		);
		const together = payload(
			change('messages', { statuses: values.flatMap(({ statuses = [] }) => statuses) }),
		);
		expect(ids(together)).toEqual(
			values.flatMap((value) => ids(payload({ field: 'messages', value }))),
		);
	});

	test('with and without contacts', () => {
		const contacts = [{ profile: { name: 'Ann' }, wa_id: '1', user_id: 'US.1' }];
		const status = { status: 'read', recipient_participant_user_id: 'US.1' };
		expect(ids(ofStatus(status, { contacts }))).toEqual(ids(ofStatus(status)));
	});

	test('at a time that is spelled otherwise', () => {
		const of = (timestamp: unknown) => ids(ofStatus({ timestamp: timestamp as string }));
		expect(of('1755548877.0')).toEqual(of(1755548877));
		expect(of(' 01755548877 ')).toEqual(of('1755548877'));
	});

	test('for a leave with and without a request ID', () => {
		const leave = (requestId?: string) =>
			ofGroup('group_participants_update', {
				type: 'group_participants_remove',
				initiated_by: 'participant',
				request_id: requestId,
				removed_participants: [{ wa_id: '1' }],
			});
		expect(ids(leave('r'))).toEqual(ids(leave()));
	});
});

describe('different events have different ids', () => {
	test('that differ in what stands under unknown keys only', () => {
		const of = (about: object) =>
			ids(payload(change('group_new_update', { about, word: 'text' } as never)));
		expect(of({ group: 1 })).not.toEqual(of({ group: 2 }));
		expect(of({ group: 1 })).toEqual(of({ group: 1 }));
	});

	test('any two of everything that the contract shows', () => {
		const byId = new Map<string, string>();
		for (const parsed of FIXTURES.flatMap(({ spellings }) => parseDelivery(spellings[0]))) {
			const { eventId, event, messageId, waId, userId, participant } = parsed;
			// The fixtures' messages all have one ID, which is all that makes a message.
			const who = event === 'messageReceived' ? [] : [waId ?? userId ?? participant];
			const facts = JSON.stringify([event, messageId, ...who]);
			expect(byId.get(eventId) ?? facts).toBe(facts);
			byId.set(eventId, facts);
		}
	});

	const person = { wa_id: '1' };
	const removed = { type: 'group_participants_remove', removed_participants: [{ input: '+1' }] };
	const joined = { type: 'group_participants_add', added_participants: [person] };
	const settings = (text: string) => ({
		type: 'group_settings_update',
		group_subject: { text, update_successful: true },
	});
	const created = { type: 'group_create', group_id: undefined };

	test.each([
		['messages', ofMessage({ id: 'a' }), ofMessage({ id: 'b' })],
		['a status and the message', ofMessage({ id: 'a' }), ofStatus({ id: 'a' })],
		[
			'unknown types at two times',
			ofGroup('group_status_update', { type: 'a', timestamp: 1 }),
			ofGroup('group_status_update', { type: 'a', timestamp: 2 }),
		],
		[
			'unknown types at times that are none',
			ofGroup('group_status_update', { type: 'a', timestamp: { at: 1 } as never }),
			ofGroup('group_status_update', { type: 'a', timestamp: { at: 2 } as never }),
		],
		[
			'unknown types with and without a time',
			wire(ofGroup('group_status_update', { type: 'a', timestamp: undefined })),
			ofGroup('group_status_update', { type: 'a', timestamp: null as never }),
		],
		[
			'invitations to two people',
			ofInvitation({ status: 'read', recipient_id: '1' }),
			ofInvitation({ status: 'read', recipient_id: '2' }),
		],
		[
			'what became of an invitation',
			ofInvitation({ status: 'sent' }),
			ofInvitation({ status: 'read' }),
		],
		[
			'an invitation and a message to a group',
			ofInvitation({ status: 'read' }),
			ofStatus({ status: 'read', recipient_participant_id: '16505551234' }),
		],
		['statuses of one message', ofStatus({ status: 'read' }), ofStatus({ status: 'sent' })],
		['times of a status', ofStatus({ timestamp: 1 }), ofStatus({ timestamp: 2 })],
		[
			'readers',
			ofStatus({ recipient_participant_id: '1' }),
			ofStatus({ recipient_participant_id: '2' }),
		],
		[
			'readers whom an unknown key names',
			ofStatus({ status: 'read', reader: '1' } as never),
			ofStatus({ status: 'read', reader: '2' } as never),
		],
		[
			'readers of whom only the parent’s ID is known',
			ofStatus({ recipient_participant_parent_user_id: 'US.ENT.1' }),
			ofStatus({ recipient_participant_parent_user_id: 'US.ENT.2' }),
		],
		[
			'newcomers of whom only the parent’s ID is known',
			ofGroup('group_participants_update', {
				...joined,
				added_participants: [{ parent_user_id: 'US.ENT.1' }],
			}),
			ofGroup('group_participants_update', {
				...joined,
				added_participants: [{ parent_user_id: 'US.ENT.2' }],
			}),
		],
		[
			'a number and a user ID that look alike',
			ofStatus({ recipient_participant_id: '1' }),
			ofStatus({ recipient_participant_user_id: '1' }),
		],
		[
			'groups',
			ofGroup('group_participants_update', { ...joined, group_id: 'a' }),
			ofGroup('group_participants_update', { ...joined, group_id: 'b' }),
		],
		[
			'times of joining',
			ofGroup('group_participants_update', { ...joined, timestamp: 1 }),
			ofGroup('group_participants_update', { ...joined, timestamp: 2 }),
		],
		[
			'requests',
			ofGroup('group_participants_update', { ...removed, request_id: 'a' }),
			ofGroup('group_participants_update', { ...removed, request_id: 'b' }),
		],
		[
			'join requests',
			ofGroup('group_participants_update', {
				...person,
				type: 'group_join_request_created',
				join_request_id: 'a',
			}),
			ofGroup('group_participants_update', {
				...person,
				type: 'group_join_request_created',
				join_request_id: 'b',
			}),
		],
		[
			'a suspension and its end',
			ofGroup('group_status_update', { type: 'group_suspend' }),
			ofGroup('group_status_update', { type: 'group_suspend_cleared' }),
		],
		[
			'failed creations without group and request',
			ofGroup('group_lifecycle_update', { ...created, subject: 'a' }),
			ofGroup('group_lifecycle_update', { ...created, subject: 'b' }),
		],
		[
			'settings without a request',
			ofGroup('group_settings_update', settings('a')),
			ofGroup('group_settings_update', settings('b')),
		],
		[
			'answers to one request in one second, each of another setting',
			ofGroup('group_settings_update', { ...settings('a'), request_id: 'r' }),
			ofGroup('group_settings_update', {
				type: 'group_settings_update',
				request_id: 'r',
				profile_picture: { update_successful: true },
			}),
		],
		[
			'answers to one request of which each applied another setting',
			ofGroup('group_settings_update', {
				...settings('a'),
				request_id: 'r',
				group_description: { update_successful: false },
			}),
			ofGroup('group_settings_update', {
				type: 'group_settings_update',
				request_id: 'r',
				group_subject: { update_successful: false },
				group_description: { update_successful: true },
			}),
		],
		[
			'settings of a name that means something to JavaScript',
			wire(ofGroup('group_settings_update', JSON.parse(settingNamedProto('a')))),
			wire(ofGroup('group_settings_update', JSON.parse(settingNamedProto('b')))),
		],
		[
			'unknown types',
			ofGroup('group_status_update', { type: 'a' }),
			ofGroup('group_status_update', { type: 'b' }),
		],
		[
			'errors of two numbers',
			payload(change('messages', { errors: [{ code: 1 }], metadata: { phone_number_id: 'a' } })),
			payload(change('messages', { errors: [{ code: 1 }], metadata: { phone_number_id: 'b' } })),
		],
	])('%s', (_, one, other) => {
		expect(ids(one)).toHaveLength(1);
		expect(ids(other)).toHaveLength(1);
		expect(ids(one)).not.toEqual(ids(other));
	});

	test('unknown things, also where brackets and commas stand elsewhere', () => {
		fc.assert(
			fc.property(fc.jsonValue(), fc.jsonValue(), (one, other) => {
				const isSame = canonical(one) === canonical(other);
				expect(eventIdOfJson('x', one) === eventIdOfJson('x', other)).toBe(isSame);
			}),
		);
		expect(eventIdOfJson('x', [[1], 2])).not.toBe(eventIdOfJson('x', [[1, 2]]));
		expect(eventIdOfJson('x', { a: { b: 1 } })).not.toBe(eventIdOfJson('x', { a: {}, b: 1 }));
		expect(eventIdOfJson('x', ['1,2'])).not.toBe(eventIdOfJson('x', [1, 2]));
		expect(eventIdOfJson('x', { a: 1 })).not.toBe(eventIdOfJson('x', { b: 1 }));
		expect(eventIdOfJson('x', [])).not.toBe(eventIdOfJson('x', {}));
		expect(eventIdOfJson('x', 1)).not.toBe(eventIdOfJson('y', 1));
	});

	/** What the service may spell in two ways is one. */
	function canonical(value: unknown): string {
		if (Array.isArray(value)) return `[${value.map(canonical).join()}]`;
		if (typeof value !== 'object' || value === null) return JSON.stringify(String(value));
		const parts = Object.entries(value).map(
			([key, inner]) => JSON.stringify(key) + canonical(inner),
		);
		return `{${parts.sort().join()}}`;
	}
});

describe('whatever comes', () => {
	test('any JSON gives events and no exception', () => {
		fc.assert(
			fc.property(fc.jsonValue(), (value) => {
				for (const body of [value, { entry: value }, { entry: [{ changes: value }] }]) {
					expect(Array.isArray(parseDelivery(body))).toBe(true);
				}
			}),
		);
	});

	test('any JSON in any place of a real payload costs no neighbour', () => {
		const good = wire(batch(FIXTURES.map(({ spellings }) => spellings[0])));
		const expected = ids(good);
		const places = ['entry', 'change', 'groups', 'messages', 'statuses', 'errors'] as const;
		fc.assert(
			fc.property(fc.constantFrom(...places), fc.jsonValue(), (place, junk) => {
				const body = structuredClone(good) as { entry: unknown[] };
				if (place === 'entry') body.entry.splice(3, 0, junk);
				else if (place === 'change') body.entry.splice(3, 0, { changes: [junk] });
				else body.entry.splice(3, 0, payload(change('messages', { [place]: [junk] })).entry[0]);
				const found = ids(body);
				for (const eventId of expected) expect(found).toContain(eventId);
			}),
		);
	});

	test('any value of any key of a real payload costs no other element', () => {
		const bodies = FIXTURES.flatMap(({ spellings }) => wire(spellings));
		const neighbour = ofGroup('group_status_update', { type: 'group_suspend', group_id: 'n' });
		fc.assert(
			fc.property(fc.constantFrom(...bodies), fc.nat(), fc.jsonValue(), (body, index, junk) => {
				const broken = structuredClone(body);
				const spots = spotsOf(broken);
				const [holder, key] = spots[index % spots.length];
				holder[key] = junk;
				const both = { entry: [...neighbour.entry, ...asArray(broken.entry), ...neighbour.entry] };
				expect(() => parseDelivery(broken)).not.toThrow();
				expect(ids(both).filter((id) => id === ids(neighbour)[0])).toHaveLength(2);
			}),
			{ numRuns: 1000 },
		);
	});

	test('a key taken away anywhere throws nothing', () => {
		for (const { spellings } of FIXTURES) {
			const count = spotsOf(wire(spellings[0])).length;
			for (let index = 0; index < count; index++) {
				const body = wire(spellings[0]);
				const [holder, key] = spotsOf(body)[index];
				delete holder[key];
				expect(() => parseDelivery(body)).not.toThrow();
			}
		}
	});

	test.each([
		['lists', '[', ']'],
		['objects', '{"a":', '}'],
		['groups', '{"groups":[', ']}'],
	])('%s nested 100,000 deep, in any place', (_, open, close) => {
		const deep = nested(100_000, open, close);
		const good = ofGroup('group_status_update', { type: 'group_suspend' });
		const element = { group_id: 'g', type: 'x', timestamp: deep, inside: deep };
		for (const body of [
			deep,
			{ entry: [deep, ...good.entry] },
			{ entry: [{ changes: [deep] }, ...good.entry] },
			payload(change('polls', { polls: deep } as never), ...good.entry[0].changes),
			payload(change('group_new', { groups: [deep, element] } as never), ...good.entry[0].changes),
			payload(change('messages', { messages: [element], errors: [deep] } as never)),
		]) {
			const events = parseDelivery(body);
			if (body !== deep && (body as WebhookPayload).entry.length > 1) {
				expect(events.map(({ event }) => event)).toContain('groupSuspended');
			}
		}
	});

	test('keys that mean something to JavaScript mean nothing here', () => {
		const text = JSON.stringify(ofMessage({ group_id: 'g', text: { body: 'Hi' } }));
		const hostile = text.replaceAll(
			'{',
			'{"__proto__":{"group_id":"evil","from":"evil"},"constructor":1,',
		);
		expect(hostile).toContain('"__proto__"');
		const [event] = parseDelivery(JSON.parse(hostile));
		expect(event).toMatchObject({ event: 'messageReceived', groupId: 'g', waId: '16505551234' });
		expect(({} as Record<string, unknown>).group_id).toBeUndefined();
		const bare = JSON.parse(
			'{"entry":[{"changes":[{"field":"messages","value":{"__proto__":{"messages":[1]}}}]}]}',
		);
		expect(parseDelivery(bare)).toEqual([]);
	});

	test('1,000 updates in one POST are 1,000 events in their order', () => {
		const messages = Array.from({ length: 1000 }, (_, index) =>
			ofMessage({ id: `wamid.${index}` }),
		);
		const events = parseDelivery(wire(batch(messages)));
		expect(events.map(({ messageId }) => messageId)).toEqual(
			messages.map((_, index) => `wamid.${index}`),
		);
		expect(new Set(events.map(({ eventId }) => eventId)).size).toBe(1000);
	});

	test('an element of very many keys is read in little time', () => {
		const keys = Array.from({ length: 60_000 }, (_, index) => [`key${index}`, 1]);
		const status = ofStatus(Object.fromEntries(keys));
		const begunAt = performance.now();
		expect(parseDelivery(status)).toMatchObject([{ event: 'messageSent' }]);
		expect(performance.now() - begunAt).toBeLessThan(1000);
	});

	test('the delivery is left as it was', () => {
		for (const { spellings } of FIXTURES) {
			const body = wire(spellings[0]);
			const before = JSON.stringify(body);
			parseDelivery(body);
			expect(JSON.stringify(body)).toBe(before);
		}
	});
});

function settingNamedProto(text: string): string {
	return `{"type":"group_settings_update","__proto__":{"text":"${text}","update_successful":true}}`;
}

function asArray(value: unknown): unknown[] {
	return Array.isArray(value) ? value : [];
}

/** Every key of every object and list inside, with what holds it. */
function spotsOf(value: unknown): Array<[Record<string, unknown>, string]> {
	if (typeof value !== 'object' || value === null) return [];
	const holder = value as Record<string, unknown>;
	return Object.entries(holder).flatMap(([key, inner]) => [
		[holder, key] as [Record<string, unknown>, string],
		...spotsOf(inner),
	]);
}
