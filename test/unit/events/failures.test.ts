/** A failure in another form or place than the usual one is never told as a success. */
import { parseDelivery } from '../../../nodes/WhatsAppGroups/events/parse';
import { ofGroup } from './fixtures';

const eventsOf = (element: Record<string, unknown>) =>
	parseDelivery(ofGroup('group_participants_update', { request_id: 'request-1', ...element }));

/** What happened to whom, and with which error. */
const said = (element: Record<string, unknown>) =>
	eventsOf(element).map(({ event, waId, error }) => [event, waId, error?.code]);

const FULL = [{ code: 131204, message: 'Full' }];

/** What an element may say of a failure, and the code that it is told with. */
const FAILURES: Array<[string, Record<string, unknown>, unknown]> = [
	['the usual errors', { errors: FULL }, 131204],
	['one error', { error: { code: 131211, message: 'Limit' } }, 131211],
	['a text', { error: 'Limit' }, 'unknown'],
	['no success', { success: false }, 'unknown'],
	['a status', { status: 'failed', message: 'Limit' }, 'unknown'],
	['a number', { errors: 131211 }, 'unknown'],
	['nothing but that there are some', { errors: true }, 'unknown'],
];

/** Of what changes people: the list that names them, and what is told of who was changed and who was not. */
const OF_PEOPLE = [
	['group_participants_add', 'added_participants', 'participantJoined', 'other'],
	[
		'group_participants_remove',
		'removed_participants',
		'participantRemoved',
		'participantRemoveFailed',
	],
];

describe.each(FAILURES)('a failure told by %s', (_how, failure, code) => {
	test.each([
		['group_create', 'groupCreateFailed'],
		['group_delete', 'groupDeleteFailed'],
	])('of all of a %s', (type, event) => {
		expect(said({ type, subject: 'Alpha', ...failure })).toEqual([[event, undefined, code]]);
	});

	test.each(OF_PEOPLE)('of a %s that names whom it is about', (type, list, done, failed) => {
		const failed_participants = [{ wa_id: '2' }];
		const element = { type, [list]: [{ wa_id: '1' }], failed_participants, ...failure };
		expect(said(element)).toEqual([
			[done, '1', undefined],
			[failed, '2', code],
		]);
	});

	test.each(OF_PEOPLE)('of a %s that names nobody', (type, list, _done, failed) => {
		for (const people of [undefined, []]) {
			expect(said({ type, [list]: people, ...failure })).toEqual([[failed, undefined, code]]);
		}
	});

	test.each(OF_PEOPLE)('of one person of a %s', (type, list, done, failed) => {
		expect(said({ type, [list]: [{ wa_id: '1' }, { wa_id: '2', ...failure }] })).toEqual([
			[done, '1', undefined],
			[failed, '2', code],
		]);
	});

	test.each(OF_PEOPLE)(
		'beside those of a %s, where nobody is named whom it is about',
		(type, list, done, failed) => {
			for (const failed_participants of [undefined, [], {}]) {
				const element = { type, [list]: [{ wa_id: '1' }], failed_participants, ...failure };
				expect(said(element)).toEqual([
					[done, '1', undefined],
					[failed, undefined, code],
				]);
			}
		},
	);
});

test('several sentences of one failure are told one after the other', () => {
	const failed = { error: { error_user_title: 'Full', message: 'No seat is left' } };
	expect(eventsOf({ type: 'group_create', subject: 'Alpha', ...failed })).toMatchObject([
		{ event: 'groupCreateFailed', error: { details: 'Full – No seat is left' } },
	]);
});

test('a failure to add people is one event, however its type is spelled and wherever it says who began it', () => {
	for (const added_participants of [[], [{ wa_id: '1' }]]) {
		const failure = { request_id: 'request-1', added_participants, errors: FULL };
		const field = 'group_participants_update';
		const type = 'group_participants_add';
		const initiated_by = 'business';
		const bodies = [
			ofGroup(field, { type, ...failure }),
			ofGroup(field, { type, ...failure, initiated_by }),
			ofGroup(field, { type, ...failure }, { initiated_by }),
			ofGroup(field, { type: 'group_add_participants', ...failure }),
		];
		const ids = bodies.map((body) => parseDelivery(body).map(({ eventId }) => eventId));
		expect(ids).toEqual(bodies.map(() => ids[0]));
		expect(ids[0]).toHaveLength(added_participants.length + 1);
	}
});

test.each<[string, Record<string, unknown>]>([
	['null', { update_successful: null }],
	['a word', { update_successful: 'no' }],
	['true with errors', { update_successful: true, errors: FULL }],
	['nothing but one error', { error: FULL[0] }],
])('a setting whose success is %s is not applied', (_how, result) => {
	const [{ event, applied, notApplied }] = eventsOf({
		type: 'group_settings_update',
		group_subject: { text: 'Alpha', ...result },
	});
	expect([event, applied, notApplied?.map(({ setting }) => setting)]).toEqual([
		'settingsUpdateFailed',
		[],
		['subject'],
	]);
});
