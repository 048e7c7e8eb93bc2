/** A failure in another form or place than the usual one is never told as a success. */
import { parseDelivery } from '../../../nodes/WhatsAppGroups/events/parse';

function eventsOf(element: Record<string, unknown>) {
	const group = { timestamp: '1755548877', group_id: 'GROUP', request_id: 'request-1', ...element };
	const body = { entry: [{ changes: [{ field: 'group_update', value: { groups: [group] } }] }] };
	return parseDelivery(body);
}
const said = (element: Record<string, unknown>) =>
	eventsOf(element).map(({ event, waId, error }) => [event, waId, error?.code]);

const FULL = [{ code: 131204, message: 'Full' }];

test.each<[string, Record<string, unknown>, string]>([
	['one error', { error: { code: 131211, message: 'Limit' } }, '131211'],
	['a text', { error: 'Limit' }, 'unknown'],
	['no success', { success: false }, 'unknown'],
	['a status', { status: 'failed', message: 'Limit' }, 'unknown'],
	['a number', { errors: 131211 }, 'unknown'],
])('a creation or a deletion that failed, told by %s', (_how, failure, code) => {
	const create = said({ type: 'group_create', subject: 'Alpha', ...failure });
	expect(create.map(([event, , told]) => [event, String(told)])).toEqual([
		['groupCreateFailed', code],
	]);
	expect(said({ type: 'group_delete', ...failure })[0][0]).toBe('groupDeleteFailed');
});

test('a person with errors among those who joined or were removed', () => {
	expect(
		said({
			type: 'group_participants_add',
			added_participants: [{ wa_id: '1' }, { wa_id: '2', errors: FULL }],
		}),
	).toEqual([
		['participantJoined', '1', undefined],
		['other', '2', 131204],
	]);
	expect(
		said({
			type: 'group_participants_remove',
			removed_participants: [{ wa_id: '1' }, { wa_id: '2', errors: FULL }],
		}),
	).toEqual([
		['participantRemoved', '1', undefined],
		['participantRemoveFailed', '2', 131204],
	]);
});

test('errors beside those who joined or were removed, where nobody is named who was not', () => {
	expect(
		said({ type: 'group_participants_add', added_participants: [{ wa_id: '1' }], errors: FULL }),
	).toEqual([
		['participantJoined', '1', undefined],
		['other', undefined, 131204],
	]);
	const removal = {
		type: 'group_participants_remove',
		removed_participants: [{ wa_id: '1' }],
		errors: FULL,
	};
	for (const failed_participants of [undefined, [], { wa_id: '2' }]) {
		expect(said({ ...removal, failed_participants })).toEqual([
			['participantRemoved', '1', undefined],
			['participantRemoveFailed', undefined, 131204],
		]);
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
