/** An ID never changes from one version to the next. */
import { parseDelivery } from '../../../nodes/WhatsAppGroups/events/parse';
import { change, FIXTURES, ofGroup, ofStatus, payload } from './fixtures';

const ids = (body: unknown) => parseDelivery(body).map(({ eventId }) => eventId);

// With others, whatever is remembered of the last days would come once more after an update.
test.each(FIXTURES.map(({ name, spellings }) => [name, spellings[0]] as const))(
	'%s',
	(_name, body) => {
		expect(ids(body)).toMatchSnapshot();
	},
);

const nested = { list: [1, ['a', null], {}], text: 'a', flag: true, nothing: null };
test.each([
	['an unknown field', payload(change('group_new_update', { groups: [nested] } as never))],
	['an unknown type', ofGroup('group_participants_update', { type: 'group_new', ...nested })],
	['a list under an unknown key', payload(change('group_new_update', { new: [nested] } as never))],
	[
		'settings whose request is not named',
		ofGroup('group_settings_update', {
			type: 'group_settings_update',
			group_subject: { text: 'New', update_successful: true },
		}),
	],
	[
		'an unknown object beside unknown texts',
		payload(change('group_new_update', { about: nested, word: 'text' } as never)),
	],
	['an error out of band', payload(change('messages', { errors: [{ code: 1, title: 'One' }] }))],
	['a status at a time that is none', ofStatus({ timestamp: 'now' })],
	['a status without a time', ofStatus({ timestamp: undefined as never })],
	[
		'somebody known by a user ID only',
		ofGroup('group_participants_update', {
			type: 'group_participants_add',
			added_participants: [{ user_id: 'US.1' }],
		}),
	],
	[
		'a setting that cannot be read',
		ofGroup('group_settings_update', {
			type: 'group_settings_update',
			group_subject: { text: 'New', update_successful: true },
			group_description: 7 as never,
		}),
	],
	[
		'an element that says whom it is about in no way that is known',
		ofGroup('group_participants_update', {
			type: 'group_participants_remove',
			errors: [{ code: 1, title: 'One' }],
			about: 'somebody',
			nothing: null,
		} as never),
	],
	[
		'somebody known as they were typed',
		ofGroup('group_participants_update', {
			type: 'group_participants_remove',
			request_id: 'r',
			removed_participants: [{ input: 'somebody' }],
		}),
	],
] as const)('%s', (_name, body) => {
	const found = ids(body);
	expect(found.length).toBeGreaterThan(0);
	expect(found).toMatchSnapshot();
});
