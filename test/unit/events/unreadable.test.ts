/** What cannot be read beside what can is told all the same, and is part of what makes an event that event. */
import type { GroupEvent } from '../../../nodes/WhatsAppGroups/api/contract/deliveries';
import { parseDelivery } from '../../../nodes/WhatsAppGroups/events/parse';
import { ofGroup, ofMessage } from './fixtures';

type Element = Record<string, unknown>;

const eventsOf = (element: Element) =>
	parseDelivery(ofGroup('group_participants_update', { request_id: 'request-1', ...element }));
const idsOf = (element: Element) => eventsOf(element).map(({ eventId }) => eventId);
/** What happened, and to whom. */
const said = (element: Element) => eventsOf(element).map(({ event, waId }) => [event, waId]);

const ERRORS = [{ code: 131212, message: 'No' }];
const NOTHING = [undefined, null, '', ' ', [], {}];

/** A complete element of each type, but for what makes it a failure. */
const ELEMENTS: Record<string, Element> = {
	group_create: { subject: 'Alpha', invite_link: 'https://chat.whatsapp.com/x' },
	group_delete: {},
	group_participants_add: { reason: 'invite_link', added_participants: [{ wa_id: '1' }] },
	group_participants_remove: {
		initiated_by: 'business',
		removed_participants: [{ wa_id: '1' }],
	},
	group_join_request_created: { join_request_id: 'j', wa_id: '1' },
	group_join_request_revoked: { join_request_id: 'j', wa_id: '1' },
	group_settings_update: { group_subject: { text: 'Alpha', update_successful: true } },
	group_suspend: {},
	group_suspend_cleared: {},
};
const TYPES = Object.keys(ELEMENTS);

/** Keys whose values are a text, a number or nothing. */
const SCALARS = [
	'timestamp',
	'group_id',
	'request_id',
	'reason',
	'join_request_id',
	'subject',
	'description',
	'invite_link',
	'join_approval_mode',
	'wa_id',
	'user_id',
	'parent_user_id',
	'username',
] as const satisfies ReadonlyArray<keyof GroupEvent>;
const LISTS = ['added_participants', 'removed_participants', 'failed_participants'] as const;
const RESULTS = ['group_subject', 'group_description', 'profile_picture'] as const;

/** None of them is nothing, and none is what the contract has. */
const ODD_SCALARS = [{ odd: 1 }, { odd: 2 }, ['odd'], [[3]], true];
const ODD_LISTS = ['odd', 'odder', 7, true];
const ODD_RESULTS = [['odd'], [{ text: 'x', update_successful: false }], 7, true, { odd: 1 }];

/** Each in an element that is good but for it. */
function oddCases(keys: readonly string[], values: readonly unknown[], types: readonly string[]) {
	return types.flatMap((type) =>
		keys.map((key) => ({
			type,
			key,
			elements: values.map((value) => oddElement(type, key, value)),
		})),
	);
}

function oddElement(type: string, key: string, value: unknown): Element {
	return { type, ...ELEMENTS[type], [key]: value };
}

describe.each([
	...oddCases(SCALARS, ODD_SCALARS, TYPES).filter(
		({ type, key }) => type !== 'group_settings_update' || !/^(subject|description)$/.test(key),
	),
	...oddCases(LISTS, ODD_LISTS, TYPES),
])('$key that cannot be read, in a $type', ({ type, key, elements }) => {
	test('is told by an event of its own, once', () => {
		for (const element of elements) {
			const others = eventsOf(element).filter(({ event }) => event === 'other');
			expect(others).toMatchObject([{ type, data: { [key]: element[key] } }]);
		}
	});

	test('makes it another event', () => {
		const ids = elements.map((element) => idsOf(element).at(-1));
		const without = idsOf({ type, ...ELEMENTS[type], [key]: undefined });
		expect(new Set([...ids, ...without]).size).toBe(elements.length + without.length);
	});
});

test.each(oddCases([...SCALARS, ...LISTS, 'initiated_by'], NOTHING, TYPES))(
	'$key that is nothing, in a $type, is told as if it was not there',
	({ elements: [without, ...elements] }) => {
		for (const element of elements) expect(said(element)).toEqual(said(without));
	},
);

describe('people who are in no list', () => {
	const ADD = 'group_participants_add';
	const REMOVE = 'group_participants_remove';
	const [one, two] = [{ wa_id: '1' }, { wa_id: '2', errors: ERRORS }];

	test.each<[Element, Element]>([
		[
			{ type: REMOVE, removed_participants: [one], failed_participants: two },
			{ type: REMOVE, removed_participants: [one], failed_participants: [two] },
		],
		[
			{ type: REMOVE, removed_participants: one, failed_participants: [two] },
			{ type: REMOVE, removed_participants: [one], failed_participants: [two] },
		],
		[
			{ type: ADD, added_participants: one, failed_participants: [two] },
			{ type: ADD, added_participants: [one], failed_participants: [two] },
		],
		[
			{ type: ADD, added_participants: [one], failed_participants: two },
			{ type: ADD, added_participants: [one], failed_participants: [two] },
		],
		[
			{ type: REMOVE, failed_participants: { wa_id: '2' }, errors: ERRORS },
			{ type: REMOVE, failed_participants: [{ wa_id: '2' }], errors: ERRORS },
		],
	])('%j is as if they were in one', (alone, inLists) => {
		expect(idsOf(alone)).toEqual(idsOf(inLists));
		expect(said(alone)).toEqual(said(inLists));
		expect(said(alone).flat()).toContain('2');
	});

	test.each([
		[ADD, 'removed_participants', 'participantJoined'],
		[REMOVE, 'added_participants', 'participantRemoved'],
		['group_suspend', 'added_participants', 'groupSuspended'],
	])('in a %s, those in %s are passed on', (type, list, event) => {
		const element = { type, ...ELEMENTS[type], [list]: [{ wa_id: '2' }] };
		const events = eventsOf(element);
		expect(events).toMatchObject([{ event }, { event: 'other', data: element }]);
		expect(idsOf({ ...element, [list]: [{ wa_id: '3' }] })).not.toEqual(idsOf(element));
	});

	test.each([7, 'odd', true])('a failure whose people are %j is still told as one', (people) => {
		const failure = { failed_participants: people, errors: ERRORS };
		const error = { code: 131212 };
		const removal = eventsOf({ type: REMOVE, ...failure });
		expect(removal).toMatchObject([
			{ event: 'participantRemoveFailed', error },
			{ event: 'other' },
		]);
		expect(eventsOf({ type: ADD, ...failure })).toMatchObject([{ event: 'other', error }]);
	});
});

describe('a setting', () => {
	const type = 'group_settings_update';
	const subject = { text: 'Alpha', update_successful: true };
	const update = (more: Element) => ({ type, group_subject: subject, ...more });

	const SETTINGS: Array<[key: string, setting: string, values: unknown[]]> = [
		['group_description', 'description', [...ODD_RESULTS, 'refused', { text: null }]],
		['profile_picture', 'picture', [...ODD_RESULTS, 'refused']],
		['description', 'description', [['odd'], { odd: 1 }, true]],
	];

	test.each(SETTINGS)(
		'%s that cannot be read was not seen to be applied',
		(key, setting, values) => {
			for (const value of values) {
				const [event, ...more] = eventsOf(update({ [key]: value }));
				expect(more).toEqual([]);
				expect(event).toMatchObject({
					event: 'settingsUpdated',
					applied: ['subject'],
					notApplied: [{ setting, error: { code: 'unknown' } }],
				});
				const shown = typeof value === 'string' ? value : JSON.stringify(value);
				expect(event.notApplied?.[0].error?.details).toBe(shown);
			}
			const ids = [undefined, ...values].flatMap((value) => idsOf(update({ [key]: value })));
			expect(new Set(ids).size).toBe(values.length + 1);
		},
	);

	test.each(RESULTS)('%s that is nothing is none', (key) => {
		for (const nothing of NOTHING) {
			const other = key === 'group_description' ? 'profile_picture' : 'group_description';
			const without = { type, [other]: { update_successful: true } };
			const element = { ...without, [key]: nothing };
			expect(eventsOf(element)).toMatchObject([{ event: 'settingsUpdated', notApplied: [] }]);
			expect(idsOf(element)).toEqual(idsOf(without));
		}
	});

	test.each([...RESULTS, 'description'])('%s that cannot be read, alone, is passed on', (key) => {
		for (const value of ODD_RESULTS.filter((one) => key !== 'description' || one !== 7)) {
			const element = { type, [key]: value };
			expect(eventsOf(element)).toMatchObject([{ event: 'other', data: element }]);
		}
	});

	test('whose value cannot be read is told whole beside what became of it', () => {
		const odd = [{ odd: 1 }, { odd: 2 }].map((text) =>
			update({ group_description: { text, update_successful: true } }),
		);
		for (const element of odd) {
			expect(eventsOf(element)).toMatchObject([
				{ event: 'settingsUpdated', applied: ['description', 'subject'] },
				{ event: 'other', data: element },
			]);
		}
		expect(idsOf(odd[0])[1]).not.toBe(idsOf(odd[1])[1]);
	});

	test('that cannot be read failed with what failed', () => {
		const failed = update({ group_subject: { ...subject, update_successful: false } });
		expect(eventsOf({ ...failed, group_description: 7, errors: ERRORS })).toMatchObject([
			{
				event: 'settingsUpdateFailed',
				notApplied: [
					{ setting: 'description', error: { code: 131212 } },
					{ setting: 'subject', error: { code: 131212 } },
				],
			},
		]);
	});

	test('that cannot be read beside one that failed is told so', () => {
		const failed = update({ group_subject: { ...subject, update_successful: false } });
		const error = {
			code: 'unknown',
			message: 'What the service says of this setting could not be read.',
			details: '7',
		};
		expect(eventsOf({ ...failed, group_description: 7 })).toMatchObject([
			{ notApplied: expect.arrayContaining([{ setting: 'description', error }]) as unknown },
		]);
	});

	test('a plain text that came as a number is one', () => {
		const [text, number] = ['2026', 2026].map((value) => ({ type, subject: value }));
		expect(eventsOf(number)).toMatchObject([{ event: 'settingsUpdated', subject: '2026' }]);
		expect(idsOf(number)).toEqual(idsOf(text));
	});
});

describe('what a message holds', () => {
	const KINDS = [
		...['text', 'image', 'video', 'audio', 'document', 'sticker', 'location', 'reaction'],
		...['button', 'edit', 'revoke', 'system', 'unsupported', 'contacts'],
	];
	const messageOf = (type: string, content: unknown) => {
		const [event, ...more] = parseDelivery(ofMessage({ type, [type]: content }));
		expect(more).toEqual([]);
		return event;
	};

	test.each(KINDS)('as %s is told as it came where none of it can be read', (type) => {
		const odd = ['hello', 7, true, ['hello'], [{ body: 'hello' }], { odd: 'hello' }];
		for (const content of odd) {
			expect(messageOf(type, content)).toMatchObject({
				event: 'messageReceived',
				messageType: type,
				content,
			});
		}
	});

	test.each(['text', 'image', 'location', 'reaction', 'button', 'revoke'])(
		'as %s is nothing where nothing stands there',
		(type) => {
			for (const nothing of NOTHING) {
				expect(messageOf(type, nothing)).not.toHaveProperty('content');
			}
		},
	);

	test('after an edit is told as it came where it cannot be read', () => {
		const edit = { original_message_id: 'wamid.1', message: { type: 'text', text: 'hello' } };
		expect(messageOf('edit', edit)).toMatchObject({
			editedMessageId: 'wamid.1',
			content: 'hello',
		});
	});
});
