import fc from 'fast-check';

import { invitedGroup } from '../../../nodes/WhatsAppGroups/api/invitationMark';
import { EVENTS } from '../../../nodes/WhatsAppGroups/events/catalogue';
import { parseDelivery } from '../../../nodes/WhatsAppGroups/events/parse';
import {
	change,
	FIXTURES,
	GROUP_ID,
	NOT_OURS,
	NUMBER,
	ofGroup,
	ofInvitation,
	ofMessage,
	ofStatus,
	payload,
} from './fixtures';

/** The keys of an item that are undefined would be lost as JSON: they must not be there at all. */
function facts(body: unknown) {
	return parseDelivery(body).map(({ eventId, raw, ...rest }) => {
		expect(eventId).toMatch(/^[0-9a-f]{32}$/);
		expect(raw).toBeDefined();
		return rest;
	});
}

describe('every payload of the contract, in each of its spellings', () => {
	const cases = FIXTURES.flatMap(({ name, spellings, events }) =>
		spellings.map((body, index) => ({ name: `${name} #${index + 1}`, body, events })),
	);

	test.each(cases)('$name', ({ body, events }) => {
		const wire = JSON.parse(JSON.stringify(body)) as unknown;
		const expected = events.map((event) =>
			'asymmetricMatch' in event ? event : { ...NUMBER, ...event },
		);
		expect(facts(wire)).toStrictEqual(expected);
	});

	test('has all events among them', () => {
		const seen = new Set(
			FIXTURES.flatMap(({ spellings }) => parseDelivery(spellings[0]).map(({ event }) => event)),
		);
		expect([...seen].sort()).toEqual(EVENTS.map(({ value }) => value).sort());
	});
});

describe('what nobody knows', () => {
	const inner = (id: string) => ({ group_id: id });
	const unknown = (value: object) => payload(change('messages', value as never));

	test.each<[string, unknown]>([
		['an element of a list', unknown({ things: [{ inner: inner('G1') }] })],
		['anything else', unknown({ thing: { inner: inner('G1') } })],
		['a change without a value', { entry: [{ changes: [{ inner: inner('G1') }] }] }],
		['an entry without changes', { entry: [{ inner: inner('G1') }] }],
		['a body without entries', { inner: inner('G1') }],
		['its own group beside others', unknown({ things: [{ ...inner('G1'), inner: inner('G2') }] })],
	])('has the group that it names: %s', (_what, body) => {
		expect(parseDelivery(body)).toMatchObject([{ event: 'other', groupId: 'G1' }]);
	});

	test('is another event where it says something else', () => {
		const idOf = (said: number) =>
			parseDelivery(unknown({ thing: { ...inner('G1'), said } })).map(({ eventId }) => eventId);
		expect(idOf(1)).toEqual(idOf(1));
		expect(idOf(1)).not.toEqual(idOf(2));
	});
});

test.each([0, false, '', null, []])('%j in place of errors says that there are none', (errors) => {
	const bodies = [
		ofMessage({ errors: errors as never }),
		ofGroup('group_lifecycle_update', { type: 'group_create', errors: errors as never }),
		payload(change('group_new_update', { groups: [{ group_id: 'G', errors }] } as never)),
	];
	for (const [event] of bodies.map(parseDelivery)) expect(event).not.toHaveProperty('error');
});

describe('what is not about groups', () => {
	test.each(NOT_OURS)('%s gives no event', (_, body) => {
		expect(parseDelivery(body)).toEqual([]);
	});

	test('any status of a message to a single person, unless it carries the mark of an invitation', () => {
		const anything = fc.oneof(fc.jsonValue(), fc.constantFrom(null, '', 'individual'));
		const tracking = fc
			.oneof(fc.jsonValue(), fc.string(), fc.constant(undefined))
			.filter((data) => typeof data !== 'string' || invitedGroup(data) === undefined);
		const status = fc.record(
			{
				status: fc.oneof(
					fc.constantFrom('sent', 'delivered', 'read', 'played', 'failed'),
					anything,
				),
				recipient_type: anything.filter(
					(type) => typeof type !== 'string' || type.trim().toLowerCase() !== 'group',
				),
				recipient_id: anything,
				id: anything,
				timestamp: anything,
				errors: anything,
				pricing: anything,
				biz_opaque_callback_data: tracking,
			},
			{ requiredKeys: [] },
		);
		fc.assert(
			fc.property(status, (element) => {
				expect(parseDelivery(ofStatus({ recipient_type: undefined, ...element } as never))).toEqual(
					[],
				);
			}),
		);
	});

	test('one’s own number is recognised however it is printed', () => {
		const metadata = { display_phone_number: '+1 555-078-3881' };
		expect(parseDelivery(ofMessage({ from: '15550783881' }, { metadata }))).toEqual([]);
	});
});

describe('what is about groups and unknown is passed on whole', () => {
	test('a type', () => {
		const body = ofGroup('group_settings_update', { type: 'group_colour_changed' });
		const element = body.entry[0].changes[0].value.groups?.[0];
		const [event] = parseDelivery(body);
		expect(event).toMatchObject({
			event: 'other',
			...NUMBER,
			groupId: GROUP_ID,
			timestamp: '2025-08-18T20:27:57.000Z',
			field: 'group_settings_update',
			type: 'group_colour_changed',
		});
		expect(event.data).toBe(element);
		expect(event.raw).toBe(element);
	});

	test.each(['toString', '__proto__', 'constructor', ''])('the type "%s"', (type) => {
		expect(facts(ofGroup('group_status_update', { type }))).toMatchObject([{ event: 'other' }]);
	});

	test.each([
		['a field of groups without a value', { field: 'group_new_update' }],
		['a field of groups with an empty list', change('group_status_update', { groups: [] })],
		['a field of groups with another object', change('group_new', { poll: {} } as never)],
		['any field with a group inside', change('polls', { poll: { group_id: 'g' } } as never)],
		['any field that is about one group', change('polls', { group_id: 'g' } as never)],
		[
			'any field with a list of groups’ things and facts beside it',
			change('polls', { poll: 7, votes: [{ group_id: 'g' }] } as never),
		],
		['a message list that is none', change('messages', { messages: { group_id: 'g' } } as never)],
	])('%s', (_, element) => {
		const events = parseDelivery(payload(element as never));
		expect(events).toMatchObject([{ event: 'other', data: element }]);
		expect(events[0].raw).toBe(element);
	});

	test('a list, as an event of each element that is about groups', () => {
		const [one, two] = [{ group_id: 'a' }, { votes: [{ group_id: 'b' }] }];
		const events = parseDelivery(
			payload(change('polls', { polls: [one, { to: 'somebody' }, two, 7] } as never)),
		);
		expect(events).toMatchObject([
			{ event: 'other', field: 'polls', groupId: 'a' },
			{ event: 'other', field: 'polls' },
		]);
		expect(events.map(({ data }) => data)).toEqual([one, two]);
		expect(events[0].raw).toBe(one);
	});

	test('a list in a field of groups, whatever is in it, beside what is known', () => {
		const groups = [{ timestamp: 1, group_id: 'g', type: 'group_suspend' }];
		const value = { groups, polls: [{}, 7], empty: [] };
		expect(facts(payload(change('group_status_update', value as never)))).toMatchObject([
			{ event: 'groupSuspended' },
			{ event: 'other', data: {} },
			{ event: 'other', data: 7 },
		]);
		const more = { ...value, poll: 'x' };
		const body = payload(change('group_status_update', more as never));
		expect(facts(body)).toMatchObject([
			{ event: 'groupSuspended' },
			{ event: 'other', data: { value: more } },
		]);
		const known = payload(change('group_status_update', { groups, note: 'x' } as never));
		expect(facts(known)).toMatchObject([{ event: 'groupSuspended' }]);
	});

	test('the group of a whole change, so that it is not filtered out', () => {
		const body = payload(change('polls', { group_id: 'g', poll: 1 } as never));
		expect(facts(body)).toMatchObject([{ event: 'other', groupId: 'g' }]);
	});

	test('the group that something names itself, whichever others are in it', () => {
		const value = { group_id: 'g', quoted: { group_id: 'other' } };
		const body = payload(change('polls', value as never));
		expect(facts(body)).toMatchObject([{ event: 'other', groupId: 'g' }]);
	});

	test('statuses of group messages in another field, but not those of single people', () => {
		const [{ value }] = ofStatus({ status: 'read' }).entry[0].changes;
		const [alone] = ofStatus({ recipient_type: 'individual' }).entry[0].changes;
		const statuses = [...(value.statuses ?? []), ...(alone.value.statuses ?? [])];
		for (const field of ['message_status_update', 'group_status_update']) {
			const body = payload(change(field, { statuses }));
			expect(facts(body)[0]).toMatchObject({ event: 'other', field, groupId: GROUP_ID });
		}
		expect(facts(payload(change('message_status_update', { statuses })))).toHaveLength(1);
	});

	test('a message that tells its content in an unknown way, or not what it is', () => {
		for (const type of ['hologram', undefined]) {
			const body = ofMessage({ type: type as string, hologram_data: 1 } as never);
			const [event] = parseDelivery(body);
			expect(event).toMatchObject({ event: 'messageReceived', groupId: GROUP_ID });
			expect(event.content).toBe(event.raw);
		}
	});

	test('nothing beside known events is no event of its own', () => {
		const body = ofGroup('group_lifecycle_update', { type: 'group_create', subject: 'New' }, {
			extra: null,
		} as never);
		expect(facts(body).map(({ event }) => event)).toEqual(['groupCreated']);
	});

	test('a change that holds no object and names no field is about nothing', () => {
		for (const value of ['text', 7, null, []]) {
			expect(parseDelivery({ entry: [{ changes: [{ value }] }] })).toEqual([]);
			const events = facts({ entry: [{ changes: [{ field: 'group_new_update', value }] }] });
			expect(events).toMatchObject([{ event: 'other' }]);
		}
	});

	test('any field with a list of groups is read like one of groups', () => {
		const groups = [{ timestamp: 1, group_id: 'g', type: 'group_suspend' }];
		expect(facts(payload(change('polls', { groups })))).toMatchObject([
			{ event: 'groupSuspended', groupId: 'g' },
		]);
	});

	test('an entry or an envelope of another form', () => {
		const entry = { id: '1', updates: [{ group_id: 'g' }] };
		expect(facts({ entry: [entry] })).toMatchObject([{ event: 'other', data: entry }]);
		expect(facts({ entry })).toMatchObject([{ event: 'other', data: { entry } }]);
		expect(facts([{ entry: [entry] }])).toHaveLength(1);
	});

	test('people who cannot be told from others, each for themselves', () => {
		const body = ofGroup('group_participants_update', {
			type: 'group_participants_add',
			added_participants: [{}, { wa_id: '1' }, null, 'x'] as never,
		});
		expect(facts(body).map(({ event }) => event)).toEqual([
			'other',
			'participantJoined',
			'other',
			'other',
		]);
	});

	test('a setting by the name that the service gives it', () => {
		const body = ofGroup('group_settings_update', {
			type: 'group_settings_update',
			group_colour: { update_successful: true },
		} as never);
		expect(facts(body)).toMatchObject([{ event: 'settingsUpdated', applied: ['group_colour'] }]);
	});

	test.each([
		['settings without any setting', 'group_settings_update'],
		['somebody asks to join, but nobody', 'group_join_request_created'],
		['people joined, but no people', 'group_participants_add'],
		['people removed, but no people', 'group_remove_participants'],
	])('%s', (_, type) => {
		const events = facts(ofGroup('group_participants_update', { type }));
		expect(events).toMatchObject([{ event: 'other', type, groupId: GROUP_ID }]);
	});

	test.each(['group_create', 'group_delete', 'group_suspend'])('%s of no group', (type) => {
		const events = facts(ofGroup('group_lifecycle_update', { type, group_id: undefined }));
		expect(events).toMatchObject([{ event: 'other', type }]);
	});
});

describe('a bad element costs only itself', () => {
	const bad = [null, 7, 'text', true, [], [[{ group_id: 'g' }]]];

	test.each(bad.map((element) => [element]))(
		'%j among groups, messages, statuses, errors',
		(element) => {
			const surround = (good: unknown) => [good, element, good];
			const [group] = ofGroup('group_status_update', { type: 'group_suspend' }).entry[0].changes;
			const [message] = ofMessage({}).entry[0].changes;
			const [status] = ofStatus({ status: 'read' }).entry[0].changes;
			const value = {
				groups: surround(group.value.groups?.[0]),
				messages: surround(message.value.messages?.[0]),
				statuses: surround(status.value.statuses?.[0]),
				errors: surround({ code: 1 }),
			};
			expect(facts(payload(change('messages', value as never))).map(({ event }) => event)).toEqual(
				['groupSuspended', 'messageReceived', 'messageRead', 'apiError']
					.flatMap(surround)
					.map((event) => (event === element ? 'other' : event)),
			);
		},
	);

	test.each(bad.map((element) => [element]))('%j among entries and changes', (element) => {
		const good = ofGroup('group_status_update', { type: 'group_suspend' });
		const [entry] = good.entry;
		const body = {
			entry: [element, { changes: [element, ...entry.changes, element] }, element, entry],
		};
		const suspended = facts(body).filter(({ event }) => event === 'groupSuspended');
		expect(suspended).toHaveLength(2);
	});

	test.each([
		['alone, in no list', { code: 131000, message: 'No' }, 131000],
		['in words, in no list', 'No such thing', 'unknown'],
		['in words, in a list', ['No such thing'], 'unknown'],
		['behind something that is none', [null, 7, { code: 131000, message: 'No' }], 131000],
		['that is none', [null], 'unknown'],
	])('an error %s: a failure is not told as a success', (_, errors, code) => {
		for (const [type, event] of [
			['group_create', 'groupCreateFailed'],
			['group_delete', 'groupDeleteFailed'],
		]) {
			const body = ofGroup('group_lifecycle_update', { type, errors: errors as never });
			expect(facts(body)).toMatchObject([{ event, error: { code } }]);
		}
	});

	test('an error in words tells its words', () => {
		for (const errors of ['No such thing', ['No such thing']]) {
			const [event] = parseDelivery(
				ofGroup('group_lifecycle_update', { type: 'group_create', errors: errors as never }),
			);
			expect(event.error).toEqual({
				code: 'unknown',
				message: 'The service answered: No such thing.',
				details: 'No such thing',
			});
		}
	});

	test.each(['No such thing', { code: 131212 }])(
		'%j as an error of a removal, of a person in it, or of a setting counts',
		(errors) => {
			const request = { request_id: 'r', errors: errors as never };
			const removal = { type: 'group_participants_remove', ...request };
			expect(facts(ofGroup('group_participants_update', removal))).toMatchObject([
				{ event: 'participantRemoveFailed', error: expect.any(Object) },
			]);
			const failed_participants = [{ input: '+1', errors: errors as never }];
			expect(
				facts(ofGroup('group_participants_update', { ...removal, failed_participants })),
			).toMatchObject([{ event: 'participantRemoveFailed', waId: '1', error: expect.any(Object) }]);
			const type = 'group_settings_update';
			const group_subject = { text: 'New', errors: errors as never };
			expect(facts(ofGroup(type, { type, group_subject }))).toMatchObject([
				{
					event: 'settingsUpdateFailed',
					applied: [],
					notApplied: [{ setting: 'subject', error: expect.any(Object) }],
				},
			]);
		},
	);

	test.each([[[]], [{}], [null], [undefined], ['  ']])('no error: %j', (errors) => {
		const body = ofGroup('group_lifecycle_update', {
			type: 'group_delete',
			errors: errors as never,
		});
		expect(facts(body)).toMatchObject([{ event: 'groupDeleted' }]);
		expect(facts(body)[0]).not.toHaveProperty('error');
	});

	test('what a change without a field holds', () => {
		const [{ value }] = ofMessage({}, { errors: [{ code: 1 }] }).entry[0].changes;
		const body = { entry: [{ changes: [{ value }] }] };
		expect(facts(body).map(({ event }) => event)).toEqual(['messageReceived', 'apiError']);
	});

	test('an error out of band that is in no list', () => {
		const body = payload(change('messages', { errors: { code: 130429 } as never }));
		expect(facts(body)).toMatchObject([{ event: 'apiError', error: { code: 130429 } }]);
	});

	test('of groups that cannot be read is an event of its own', () => {
		const groups = [7, 8, 'text', true, null, []];
		const events = parseDelivery(payload(change('group_status_update', { groups } as never)));
		expect(events).toHaveLength(groups.length);
		expect(new Set(events.map(({ eventId }) => eventId)).size).toBe(groups.length);
	});

	test.each(['No such thing', { message: 'No such thing' }, ['No such thing']])(
		'an error of a message or a status counts, as %j',
		(errors) => {
			const error = { code: 'unknown', details: 'No such thing' };
			const failed = ofStatus({ status: 'failed', errors: errors as never });
			expect(facts(failed)).toMatchObject([{ event: 'messageFailed', error }]);
			const unsupported = ofMessage({ type: 'unsupported', errors: errors as never });
			expect(facts(unsupported)).toMatchObject([{ event: 'messageReceived', error }]);
		},
	);

	test('errors are the same in whatever order they come', () => {
		const errors = [{ code: 131026 }, { code: 131047 }, { code: 131026 }];
		const idOf = (list: object[]) =>
			parseDelivery(ofStatus({ status: 'failed', errors: list as never }))[0].eventId;
		expect(idOf([...errors].reverse())).toBe(idOf(errors));
		expect(idOf([errors[1], errors[0]])).toBe(idOf(errors));
		expect(idOf([errors[0]])).not.toBe(idOf(errors));
	});

	test('a plain setting that is nothing', () => {
		for (const bad of [null, []]) {
			const body = ofGroup('group_settings_update', {
				type: 'group_settings_update',
				subject: bad as never,
				description: 'Good',
			});
			expect(facts(body)).toMatchObject([{ applied: ['description'], notApplied: [] }]);
		}
	});

	test('a setting that is nothing', () => {
		for (const bad of [null, '', [], {}]) {
			const body = ofGroup('group_settings_update', {
				type: 'group_settings_update',
				group_subject: bad as never,
				group_description: { text: 'Good', update_successful: true },
			});
			expect(facts(body)).toMatchObject([{ applied: ['description'], notApplied: [] }]);
		}
	});

	test('a status whose group or message cannot be read', () => {
		for (const broken of [{ recipient_id: '' }, { id: undefined }, { status: undefined }]) {
			const events = facts(ofStatus({ status: 'read', ...broken } as never));
			expect(events).toMatchObject([{ event: 'other' }]);
		}
	});

	test.each([[2 ** 60], [{}], [[]], [true]])(
		'a status whose group is %j is not taken for one of a single person',
		(group_id) => {
			const body = ofStatus({
				status: 'failed',
				recipient_id: '16505551234',
				recipient_type: undefined,
				group_id: group_id as never,
			});
			expect(facts(body)).toMatchObject([
				{ event: 'other', waId: '16505551234', messageStatus: 'failed' },
			]);
			expect(facts(body)[0]).not.toHaveProperty('groupId');
		},
	);

	test('an ID that JSON could not hold exactly is told as no ID', () => {
		const rounded = JSON.parse('120363404694233821') as never;
		const [message] = facts(ofMessage({ from: rounded, from_user_id: 'US.1' }));
		expect(message).toMatchObject({ event: 'messageReceived', userId: 'US.1' });
		expect(message).not.toHaveProperty('waId');
		expect(facts(ofMessage({ group_id: rounded }))).toMatchObject([{ event: 'other' }]);
		expect(facts(ofMessage({ id: rounded }))).toMatchObject([{ event: 'other' }]);
		expect(facts(ofStatus({ status: 'sent', id: rounded }))).toMatchObject([{ event: 'other' }]);
		const [deleted] = facts(
			ofGroup('group_lifecycle_update', { type: 'group_delete', request_id: rounded }),
		);
		expect(deleted).toMatchObject({ event: 'groupDeleted' });
		expect(deleted).not.toHaveProperty('requestId');
	});

	test('a message whose group or ID cannot be read', () => {
		for (const broken of [{ group_id: {} }, { id: undefined }, { id: [] }]) {
			expect(facts(ofMessage(broken as never))).toMatchObject([{ event: 'other' }]);
		}
	});
});

describe('a failure that Meta’s OpenAPI tells in its own way', () => {
	test('F21: the group beside the person, and nothing that says it is of a group', () => {
		const statuses = [
			{ id: 'wamid.1', status: 'failed', recipient_id: '16505551234', group_id: 'G' },
		];
		expect(facts(payload(change('messages', { statuses } as never)))).toStrictEqual([
			{
				event: 'messageFailed',
				...NUMBER,
				groupId: 'G',
				waId: '16505551234',
				messageId: 'wamid.1',
				messageStatus: 'failed',
			},
		]);
	});

	test('and without a message’s ID it is passed on with all that is known', () => {
		const element = { status: 'failed', recipient_id: '16505551234', group_id: 'G' };
		const body = payload(change('messages', { statuses: [element] } as never));
		expect(facts(body)).toMatchObject([
			{
				event: 'other',
				groupId: 'G',
				waId: '16505551234',
				messageStatus: 'failed',
				data: element,
			},
		]);
	});
});

describe('facts', () => {
	test('of an invitation: its group is the one that it invites to, and its mark is no tracking data', () => {
		const [event] = parseDelivery(ofInvitation({ status: 'failed' }));
		expect(event).toMatchObject({ event: 'invitationFailed', groupId: GROUP_ID });
		expect(event).not.toHaveProperty('trackingData');
		const [other] = parseDelivery(
			ofInvitation({ status: 'failed', biz_opaque_callback_data: 'x' }),
		);
		expect(other).toBeUndefined();
	});

	test('of an invitation that names nobody: a contact beside it that may be another’s is not told', () => {
		const contacts = [{ profile: { name: 'Ann' }, user_id: 'US.1' }];
		const nobody = { status: 'failed', recipient_id: undefined };
		const [{ value }] = ofInvitation(nobody).entry[0].changes;
		const statuses = [...(value.statuses ?? []), ...(value.statuses ?? [])];
		const two = [...contacts, { profile: { name: 'Ben' }, user_id: 'US.2' }];
		for (const body of [
			payload(change('messages', { contacts, statuses })),
			ofInvitation(nobody, { contacts: two }),
			ofInvitation(nobody),
		]) {
			for (const event of parseDelivery(body)) {
				expect(event).toMatchObject({ event: 'invitationFailed', groupId: GROUP_ID });
				expect(event).not.toHaveProperty('userId');
				expect(event).not.toHaveProperty('name');
			}
		}
	});

	test('of an invitation that names somebody: a contact beside it is not told for them', () => {
		const contacts = [{ profile: { name: 'Ann' }, wa_id: '16505559999' }];
		const [event] = parseDelivery(ofInvitation({ status: 'failed' }, { contacts }));
		expect(event).toMatchObject({ event: 'invitationFailed', waId: '16505551234' });
		expect(event).not.toHaveProperty('name');
	});

	test('of a participant, beside whom another recipient stands', () => {
		const [event] = parseDelivery(
			ofStatus({
				status: 'read',
				group_id: GROUP_ID,
				recipient_id: '16505559999',
				recipient_participant_id: 'US.1',
			}),
		);
		expect(event).toMatchObject({ event: 'messageRead', groupId: GROUP_ID, userId: 'US.1' });
		expect(event).not.toHaveProperty('waId');
	});

	const edited = (message: unknown) =>
		parseDelivery(
			ofMessage({ type: 'edit', edit: { original_message_id: 'wamid.1', message } } as never),
		)[0];

	test.each([
		[{ type: 'text', text: { body: 'New' } }, { text: 'New' }],
		[{ text: { body: 'New' } }, { text: 'New' }],
		[{ image: { id: '7', caption: 'New' } }, { mediaId: '7', caption: 'New' }],
		[{ type: 'image', text: { body: 'New' } }, { text: 'New' }],
	])('of a message that was edited to %j', (message, content) => {
		const event = edited(message);
		expect(event).toMatchObject({ editedMessageId: 'wamid.1', ...content });
		expect(event).not.toHaveProperty('content');
	});

	test.each([['New'], [7], [{ poll: {} }], [{ type: 'edit', edit: { message: {} } }]])(
		'of a message that was edited to %j are what came',
		(message) => {
			expect(edited(message)).toMatchObject({ editedMessageId: 'wamid.1', content: message });
		},
	);

	test('of a status that is of nobody: the contact beside it is of somebody else', () => {
		const contacts = [{ profile: { name: 'Ann' }, wa_id: '1', user_id: 'US.1' }];
		const nobody = { group_id: GROUP_ID, recipient_id: undefined, recipient_type: undefined };
		const [event] = parseDelivery(ofStatus({ status: 'sent', ...nobody }, { contacts }));
		expect(event).toMatchObject({ event: 'messageSent', groupId: GROUP_ID });
		expect(event).not.toHaveProperty('waId');
		expect(event).not.toHaveProperty('userId');
	});

	test('of a message to a group whose tracking data looks like an invitation’s', () => {
		const mark = 'n8n-whatsapp-groups:invitation:elsewhere';
		const [event] = parseDelivery(ofStatus({ status: 'sent', biz_opaque_callback_data: mark }));
		expect(event).toMatchObject({ event: 'messageSent', groupId: GROUP_ID, trackingData: mark });
	});

	test('of people who are in the delivery’s contacts under their number or their user ID', () => {
		const contacts = [{ profile: { name: 'Ann' }, wa_id: '1', user_id: 'US.1' }];
		for (const ids of [{ from: '1' }, { from: undefined, from_user_id: 'US.1' }]) {
			expect(facts(ofMessage(ids, { contacts }))).toMatchObject([
				{ waId: '1', userId: 'US.1', name: 'Ann' },
			]);
		}
		expect(facts(ofMessage({ from: '2' }, { contacts }))[0]).not.toHaveProperty('name');
	});

	test('with a time that is none are left out', () => {
		for (const timestamp of ['soon', '', 1e300, -1e300, undefined, {}]) {
			const [event] = facts(ofMessage({ timestamp: timestamp as string }));
			expect(event).not.toHaveProperty('timestamp');
		}
	});

	test.each([
		['business', 'participantRemoved', { removed_participants: [{ wa_id: '1' }] }],
		[
			'participant',
			'participantLeft',
			{ request_id: 'r', removed_participants: [{ wa_id: '1', input: '1' }] },
		],
	])(
		'the initiator %s, wherever it stands, counts more than what looks so',
		(who, event, removal) => {
			const group = { type: 'group_participants_remove', ...removal };
			for (const body of [
				ofGroup('group_participants_update', { ...group, initiated_by: who }),
				ofGroup('group_participants_update', group, { initiated_by: who }),
				ofGroup(
					'group_participants_update',
					{ ...group, initiated_by: who },
					{ initiated_by: 'x' },
				),
			]) {
				expect(facts(body)).toMatchObject([{ event, initiatedBy: who, waId: '1' }]);
			}
		},
	);

	test.each([
		['not said', {}, undefined],
		['said not to be', { forwarded: false }, false],
		['said to be', { forwarded: true }, true],
		['said in text', { forwarded: 'true' as never }, true],
		['said to be often', { forwarded: false, frequently_forwarded: true }, true],
	])('whether a message was forwarded: %s', (_name, context, expected) => {
		const [event] = parseDelivery(ofMessage({ context, text: { body: 'Hi' } }));
		expect(event.forwarded).toBe(expected);
		expect('forwarded' in event).toBe(expected !== undefined);
	});

	test('somebody without a number is not taken for the business, whose number is unknown', () => {
		const message = { from: undefined, from_user_id: 'US.1', text: { body: 'Hi' } };
		const body = ofMessage(message, { metadata: undefined as never });
		expect(facts(body)).toMatchObject([{ event: 'messageReceived', userId: 'US.1' }]);
	});

	test('people without any ID have no profile in common', () => {
		const contacts = [{ profile: { name: 'Nobody' } }, { profile: { name: 'Empty' }, wa_id: '' }];
		const [event] = parseDelivery(ofMessage({ from: undefined }, { contacts: contacts as never }));
		expect(event).toMatchObject({ event: 'messageReceived' });
		expect(event).not.toHaveProperty('name');
	});

	const removal = { type: 'group_participants_remove' };
	test.each([
		['a person as they were typed', { removed_participants: [{ input: '+1' }] }, 'business'],
		['a request', { request_id: 'r', removed_participants: [{ wa_id: '1' }] }, 'business'],
		['neither', { removed_participants: [{ wa_id: '1' }] }, 'participant'],
	])('who removed somebody where nobody says so: %s', (_name, group, initiatedBy) => {
		expect(facts(ofGroup('group_participants_update', { ...removal, ...group }))).toMatchObject([
			{
				event: initiatedBy === 'business' ? 'participantRemoved' : 'participantLeft',
				waId: '1',
				initiatedBy,
			},
		]);
	});

	test.each(['1+16505551234', '+1650555123x', '16505551234'])(
		'"%s" as somebody typed it is no number with a country code',
		(input) => {
			const group = { ...removal, request_id: 'r', removed_participants: [{ input }] };
			const [event] = parseDelivery(ofGroup('group_participants_update', group));
			expect(event).toMatchObject({ event: 'participantRemoved', participant: input });
			expect(event).not.toHaveProperty('waId');
		},
	);

	test.each([
		[{ input: '+1', wa_id: '2' }, { waId: '2' }],
		[{ input: '+1', user_id: 'US.2' }, { userId: 'US.2' }],
		[{ input: 'US.1', wa_id: '2' }, { waId: '2' }],
		[
			{ input: '+1', wa_id: '2', user_id: 'US.2' },
			{ waId: '2', userId: 'US.2' },
		],
		[
			{ input: '+1', username: 'ann' },
			{ waId: '1', username: 'ann' },
		],
	])('%j: what the service says, beside what was typed, comes first', (person, expected) => {
		const group = { ...removal, request_id: 'r', removed_participants: [person] };
		const [{ waId, userId, username, participant }] = parseDelivery(
			ofGroup('group_participants_update', group),
		);
		expect({ waId, userId, username, participant }).toEqual({
			...expected,
			participant: person.input,
		});
	});

	test('a removal that failed as a whole is told once, with what is known', () => {
		const errors = [{ code: 131207, title: 'Group suspended' }];
		const group = { ...removal, request_id: 'r', errors };
		expect(facts(ofGroup('group_participants_update', group))).toMatchObject([
			{ event: 'participantRemoveFailed', requestId: 'r', error: { code: 131207 } },
		]);
		const removed_participants = [{ wa_id: '1' }];
		expect(
			facts(ofGroup('group_participants_update', { ...group, removed_participants })),
		).toMatchObject([
			{ event: 'participantRemoved', waId: '1' },
			{ event: 'participantRemoveFailed', requestId: 'r', error: { code: 131207 } },
		]);
	});

	test('a join request of somebody of whom the request is not known', () => {
		const group = { type: 'group_join_request_created', wa_id: '1' };
		expect(facts(ofGroup('group_participants_update', group as never))).toMatchObject([
			{ event: 'joinRequestCreated', waId: '1' },
		]);
	});

	test('a creation of which only the subject is known', () => {
		const group = { type: 'group_create', subject: 'New', group_id: undefined };
		expect(facts(ofGroup('group_lifecycle_update', group))).toMatchObject([
			{ event: 'groupCreated', subject: 'New' },
		]);
	});

	test('settings: each has its own values, and what is none is none', () => {
		const type = 'group_settings_update';
		const of = (group: object) => parseDelivery(ofGroup(type, { type, ...group }));
		const [subject] = of({ group_subject: { text: 'New', update_successful: true } });
		expect(subject).toMatchObject({ subject: 'New', applied: ['subject'] });
		expect(subject).not.toHaveProperty('description');
		const [description] = of({
			group_description: { text: 'Long', update_successful: true },
			about: { text: 'no setting' },
		});
		expect(description).toMatchObject({ description: 'Long', applied: ['description'] });
		expect(description).not.toHaveProperty('subject');
	});

	test('settings that are told plain and with an error did not come about', () => {
		const type = 'group_settings_update';
		const group = { type, subject: 'New', errors: [{ code: 131009 }] };
		expect(facts(ofGroup(type, group as never))).toMatchObject([
			{
				event: 'settingsUpdateFailed',
				applied: [],
				notApplied: [{ setting: 'subject', error: { code: 131009 } }],
			},
		]);
	});

	test('a description that was emptied is told as changed', () => {
		const type = 'group_settings_update';
		expect(facts(ofGroup(type, { type, description: '' }))).toMatchObject([
			{ event: 'settingsUpdated', applied: ['description'] },
		]);
	});

	test('settings of which as many failed as not are told', () => {
		const type = 'group_settings_update';
		const group = {
			type,
			group_subject: { text: 'New', update_successful: true },
			group_description: { text: 'Long', update_successful: false },
		};
		expect(facts(ofGroup(type, group))).toMatchObject([
			{
				event: 'settingsUpdated',
				applied: ['subject'],
				notApplied: [{ setting: 'description' }],
			},
		]);
	});

	test.each([
		[{}, undefined],
		[{ forwarded: true }, true],
		[{ forwarded: false }, false],
		[{ frequently_forwarded: true }, true],
		[{ frequently_forwarded: false }, false],
		[{ forwarded: false, frequently_forwarded: true }, true],
	])('whether a message was forwarded: %j', (context, forwarded) => {
		const [event] = parseDelivery(ofMessage({ context } as never));
		expect(event.forwarded).toBe(forwarded);
	});

	test('a join request of somebody of whom only the request is known', () => {
		const group = { type: 'group_join_request_created', join_request_id: 'j' };
		expect(facts(ofGroup('group_participants_update', group as never))).toMatchObject([
			{ event: 'joinRequestCreated', joinRequestId: 'j' },
		]);
	});

	const removedBy = (initiated_by: unknown, beside = false) =>
		parseDelivery(
			ofGroup(
				'group_participants_update',
				{
					type: 'group_participants_remove',
					request_id: 'r',
					removed_participants: [{ wa_id: '1' }],
					...(!beside && ({ initiated_by } as object)),
				},
				beside ? ({ initiated_by } as object) : {},
			),
		);

	test.each([
		['participant', 'participantLeft'],
		['business', 'participantRemoved'],
	])('an initiator is a %s in any case', (word, event) => {
		const spellings = [word, word.toUpperCase(), ` ${word[0].toUpperCase()}${word.slice(1)} `];
		const events = [true, false].flatMap((beside) =>
			spellings.flatMap((spelling) => removedBy(spelling, beside)),
		);
		expect(events).toHaveLength(6);
		for (const one of events) expect(one).toMatchObject({ event, initiatedBy: word });
		expect(new Set(events.map(({ eventId }) => eventId)).size).toBe(1);
	});

	test.each(['whatsapp', 'user', 'system', 'Admin'])(
		'of an initiator that is not known (%s), neither a removal nor a leave is claimed',
		(word) => {
			for (const beside of [true, false]) {
				expect(removedBy(word, beside)).toMatchObject([
					{ event: 'other', waId: '1', requestId: 'r', initiatedBy: word },
				]);
			}
		},
	);

	test.each([[{ by: 'business' }], [['participant']], [true]])(
		'an initiator that cannot be read, such as %j, is not guessed',
		(word) => {
			for (const beside of [true, false]) {
				const [event, ...more] = removedBy(word, beside);
				expect([event, ...more]).toMatchObject([{ event: 'other', waId: '1' }]);
				expect(event).not.toHaveProperty('initiatedBy');
			}
		},
	);

	test('a removal by somebody unknown has not failed because another did', () => {
		const events = parseDelivery(
			ofGroup('group_participants_update', {
				type: 'group_participants_remove',
				initiated_by: 'system',
				removed_participants: [{ wa_id: '1' }],
				failed_participants: [{ wa_id: '2' }],
				errors: [{ code: 131201 }],
			}),
		);
		expect(events).toMatchObject([
			{ event: 'other', waId: '1' },
			{ event: 'participantRemoveFailed', waId: '2', error: { code: 131201 } },
		]);
		expect(events[0]).not.toHaveProperty('error');
	});
});
