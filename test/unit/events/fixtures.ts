/** Every payload of the contract's section 3, in each of the spellings on which sources disagree. */
import type {
	GroupEvent,
	GroupWebhookField,
	IncomingMessage,
	MessageStatus,
	WebhookPayload,
	WebhookValue,
} from '../../../nodes/WhatsAppGroups/api/contract/deliveries';
import type { WireError } from '../../../nodes/WhatsAppGroups/api/contract/wire';

export interface Fixture {
	name: string;
	/** The same facts, each in another spelling: all give the same events. */
	spellings: WebhookPayload[];
	/** The events without `eventId`, `raw` and the fields of the number. */
	events: Array<Record<string, unknown>>;
}

export const GROUP_ID = 'Y2FwaV9ncm91cDoxNzA1NTU1MDEzOToxMjAzNjM0MDQ2OTQyMzM4MjAZD';
export const NUMBER = { phoneNumberId: '106540352242922', displayPhoneNumber: '15550783881' };

const WAMID = 'wamid.HBgLMTY1MDM4Nzk0MzkVAgASGBQzQTRBNjU5OUFFRTAzODEwMTQ0RgA=';
const TIME = '2025-08-18T20:27:57.000Z';
const MESSAGE_TIME = '2025-04-11T04:08:16.000Z';

type Change = WebhookPayload['entry'][number]['changes'][number];

export function payload(...changes: Change[]): WebhookPayload {
	return { object: 'whatsapp_business_account', entry: [{ id: '102290129340398', changes }] };
}

export function change(field: string, value: Partial<WebhookValue>): Change {
	return {
		value: {
			messaging_product: 'whatsapp',
			metadata: { display_phone_number: '15550783881', phone_number_id: '106540352242922' },
			...value,
		},
		field,
	};
}

export function ofGroup(
	field: GroupWebhookField | 'group_participant_update',
	group: Partial<GroupEvent>,
	beside: Partial<WebhookValue> = {},
): WebhookPayload {
	const element = { timestamp: '1755548877', group_id: GROUP_ID, type: '', ...group };
	return payload(change(field, { groups: [element], ...beside }));
}

export function ofMessage(
	message: Partial<IncomingMessage>,
	beside: Partial<WebhookValue> = {},
): WebhookPayload {
	const element = {
		from: '16505551234',
		group_id: GROUP_ID,
		id: WAMID,
		timestamp: '1744344496',
		type: 'text',
		...message,
	};
	return payload(change('messages', { messages: [element], ...beside }));
}

export function ofStatus(
	status: Partial<MessageStatus>,
	beside: Partial<WebhookValue> = {},
): WebhookPayload {
	return payload(change('messages', { statuses: [statusElement(status)], ...beside }));
}

function statusElement(status: Partial<MessageStatus>): MessageStatus {
	return {
		id: WAMID,
		status: 'sent',
		timestamp: '1750030080',
		recipient_id: GROUP_ID,
		recipient_type: 'group',
		...status,
	};
}

function wireError(code: number | string, text: string, details: string): WireError {
	return { code, title: text, message: text, error_data: { details } };
}

/** Meta's participants field has a second name (D10), and flags and times come as text or number. */
const participants = (group: Partial<GroupEvent>, beside: Partial<WebhookValue> = {}) => [
	ofGroup('group_participants_update', group, beside),
	ofGroup('group_participant_update', { ...group, timestamp: 1755548877 }, beside),
];

const IN_GROUP = { groupId: GROUP_ID, timestamp: TIME };
const REQUEST = { requestId: 'REQUEST_ID' };

const lifecycle: Fixture[] = [
	{
		name: 'create succeeded',
		spellings: ['1755548877', 1755548877].map((timestamp) =>
			ofGroup('group_lifecycle_update', {
				timestamp,
				type: 'group_create',
				request_id: 'REQUEST_ID',
				subject: 'test invite link',
				invite_link: 'https://chat.whatsapp.com/LINK_ID',
				join_approval_mode: 'auto_approve',
			}),
		),
		events: [
			{
				event: 'groupCreated',
				...IN_GROUP,
				...REQUEST,
				subject: 'test invite link',
				inviteLink: 'https://chat.whatsapp.com/LINK_ID',
				joinApprovalMode: 'auto_approve',
			},
		],
	},
	{
		name: 'create failed',
		spellings: [131211, '131211'].map((code) =>
			ofGroup('group_lifecycle_update', {
				type: 'group_create',
				request_id: 'REQUEST_ID',
				subject: 'GROUP_SUBJECT',
				description: 'GROUP_DESCRIPTION',
				errors: [wireError(code, 'Group create limit reached', 'Reached the limit.')],
			}),
		),
		events: [
			{
				event: 'groupCreateFailed',
				...IN_GROUP,
				...REQUEST,
				subject: 'GROUP_SUBJECT',
				description: 'GROUP_DESCRIPTION',
				error: {
					code: 131211,
					title: 'Group create limit reached',
					message: 'The number has 10,000 groups, which is the most it can have.',
					details: 'Group create limit reached – Reached the limit.',
					hint: 'Delete groups that are no longer needed.',
				},
			},
		],
	},
	{
		name: 'create failed, and there is no group',
		spellings: [
			ofGroup('group_lifecycle_update', {
				group_id: undefined,
				type: 'group_create',
				request_id: 'REQUEST_ID',
				errors: [wireError(131000, 'Something went wrong', 'Something went wrong')],
			}),
		],
		events: [
			{
				event: 'groupCreateFailed',
				timestamp: TIME,
				...REQUEST,
				error: {
					code: 131000,
					title: 'Something went wrong',
					message: 'WhatsApp could not say what went wrong.',
					details: 'Something went wrong',
					hint: expect.stringContaining('Try again later.'),
				},
			},
		],
	},
	{
		name: 'delete succeeded',
		spellings: [
			ofGroup('group_lifecycle_update', { type: 'group_delete', request_id: 'REQUEST_ID' }),
			ofGroup('group_lifecycle_update', {
				type: 'group_delete',
				request_id: 'REQUEST_ID',
				errors: [],
			}),
		],
		events: [{ event: 'groupDeleted', ...IN_GROUP, ...REQUEST }],
	},
	{
		name: 'delete failed',
		spellings: [
			ofGroup('group_lifecycle_update', {
				type: 'group_delete',
				request_id: 'REQUEST_ID',
				errors: [wireError(131041, 'Group unknown', 'The group was not found.')],
			}),
		],
		events: [
			{
				event: 'groupDeleteFailed',
				...IN_GROUP,
				...REQUEST,
				error: {
					code: 131041,
					title: 'Group unknown',
					message: 'The group does not exist, or it belongs to another number.',
					details: 'Group unknown – The group was not found.',
					hint: 'Check the group ID and the credential. The group may have been deleted.',
				},
			},
		],
	},
];

const TYPES_OF_ADD = ['group_participants_add', 'group_add_participants'];
const TYPES_OF_REMOVE = ['group_participants_remove', 'group_remove_participants'];

/** A removal, under each name of its type, with its initiator in each position (D9, D10). */
function removals(group: Partial<GroupEvent>, initiatedBy: string): WebhookPayload[] {
	return TYPES_OF_REMOVE.flatMap((type) => [
		...participants({ ...group, type, initiated_by: initiatedBy }),
		...participants({ ...group, type }, { initiated_by: initiatedBy }),
		...participants({ ...group, type, initiated_by: initiatedBy }, { initiated_by: initiatedBy }),
		...participants({ ...group, type }),
	]);
}

const NOT_IN_GROUP = 'Participant is not a part of the group.';
const REMOVED = { ...IN_GROUP, ...REQUEST, initiatedBy: 'business' };

const people: Fixture[] = [
	{
		name: 'joined by the invite link',
		spellings: TYPES_OF_ADD.flatMap((type) =>
			participants({
				type,
				reason: 'invite_link',
				added_participants: [{ wa_id: '16505551234' }],
			}),
		),
		events: [
			{ event: 'participantJoined', ...IN_GROUP, waId: '16505551234', reason: 'invite_link' },
		],
	},
	{
		name: 'join requests approved, two at once',
		spellings: TYPES_OF_ADD.flatMap((type) =>
			participants({
				type,
				reason: 'invite_link',
				added_participants: [
					{ input: '+16505551234', wa_id: '16505551234' },
					{ input: '+16505555678', wa_id: '16505555678' },
				],
			}),
		),
		events: ['16505551234', '16505555678'].map((waId) => ({
			event: 'participantJoined',
			...IN_GROUP,
			waId,
			participant: `+${waId}`,
			reason: 'invite_link',
		})),
	},
	{
		name: 'joined with a hidden number',
		spellings: [undefined, ''].flatMap((waId) =>
			participants({
				type: 'group_participants_add',
				added_participants: [
					{
						wa_id: waId,
						user_id: 'US.13491208655302741918',
						parent_user_id: 'US.1',
						username: '@sheena',
					},
				],
			}),
		),
		events: [
			{
				event: 'participantJoined',
				...IN_GROUP,
				userId: 'US.13491208655302741918',
				parentUserId: 'US.1',
				username: '@sheena',
			},
		],
	},
	{
		name: 'adding failed, for which there is no event',
		spellings: TYPES_OF_ADD.flatMap((type) =>
			participants({
				type,
				failed_participants: [
					{ wa_id: '16505551234', errors: [wireError(131203, 'No terms', 'ERROR_DETAILS')] },
					{ input: '+16505555678' },
				],
				errors: [wireError(131201, 'Not All Participants Add Succeeded', 'ERROR_DETAILS')],
			}),
		),
		events: [
			['16505551234', 131203],
			['16505555678', 131201],
		].map(([waId, code]) =>
			expect.objectContaining({
				event: 'other',
				...IN_GROUP,
				waId,
				error: expect.objectContaining({ code }),
				data: expect.objectContaining({ group_id: GROUP_ID }),
			}),
		),
	},
	...(['created', 'revoked'] as const).map(
		(what): Fixture => ({
			name: `join request ${what}`,
			spellings: participants({
				type: `group_join_request_${what}`,
				reason: 'invite_link',
				join_request_id: 'MTY0NjcwNDM1OTU6',
				wa_id: '16505551234',
			}),
			events: [
				{
					event: what === 'created' ? 'joinRequestCreated' : 'joinRequestRevoked',
					...IN_GROUP,
					waId: '16505551234',
					joinRequestId: 'MTY0NjcwNDM1OTU6',
					reason: 'invite_link',
				},
			],
		}),
	),
	{
		name: 'removed by the business',
		spellings: removals(
			{
				request_id: 'REQUEST_ID',
				removed_participants: [{ input: '+17865347866' }, { input: '7669992245' }],
			},
			'business',
		),
		events: [
			{
				event: 'participantRemoved',
				...REMOVED,
				waId: '17865347866',
				participant: '+17865347866',
			},
			{ event: 'participantRemoved', ...REMOVED, participant: '7669992245' },
		],
	},
	{
		name: 'removed by the business, named by user ID',
		spellings: removals(
			{
				request_id: 'REQUEST_ID',
				removed_participants: [{ input: 'US.13491208655302741918' }],
			},
			'business',
		),
		events: [
			{
				event: 'participantRemoved',
				...REMOVED,
				userId: 'US.13491208655302741918',
				participant: 'US.13491208655302741918',
			},
		],
	},
	{
		name: 'removing failed for some',
		spellings: removals(
			{
				request_id: 'REQUEST_ID',
				removed_participants: [{ input: '+17865347866' }],
				failed_participants: [
					{ input: '+7669992245', errors: [wireError(131212, NOT_IN_GROUP, NOT_IN_GROUP)] },
				],
				errors: [wireError(131201, 'Not All Participants Remove Succeeded', 'ERROR_DETAILS')],
			},
			'business',
		),
		events: [
			{
				event: 'participantRemoved',
				...REMOVED,
				waId: '17865347866',
				participant: '+17865347866',
			},
			{
				event: 'participantRemoveFailed',
				...REMOVED,
				waId: '7669992245',
				participant: '+7669992245',
				error: {
					code: 131212,
					title: NOT_IN_GROUP,
					message: 'This person is not in the group.',
					details: NOT_IN_GROUP,
					hint: 'Read the participants to see who is in the group.',
				},
			},
		],
	},
	{
		name: 'removing failed for all, who have no errors of their own',
		spellings: removals(
			{
				request_id: 'REQUEST_ID',
				failed_participants: [{ input: '+17865347866' }, { input: '+7669992245' }],
				errors: [wireError(131212, 'ERROR_MESSAGE', 'ERROR_DETAILS')],
			},
			'business',
		),
		events: ['17865347866', '7669992245'].map((waId) => ({
			event: 'participantRemoveFailed',
			...REMOVED,
			waId,
			participant: `+${waId}`,
			error: expect.objectContaining({
				code: 131212,
				message: 'This person is not in the group.',
				details: 'ERROR_MESSAGE – ERROR_DETAILS',
			}),
		})),
	},
	{
		name: 'removing failed, and nobody is named',
		spellings: participants({
			type: 'group_participants_remove',
			request_id: 'REQUEST_ID',
			errors: [wireError(131000, 'ERROR_MESSAGE', 'ERROR_DETAILS')],
		}),
		events: [
			{
				event: 'participantRemoveFailed',
				...IN_GROUP,
				...REQUEST,
				error: expect.objectContaining({ code: 131000 }),
			},
		],
	},
	{
		name: 'left',
		spellings: removals({ removed_participants: [{ wa_id: '16505551234' }] }, 'participant'),
		events: [
			{
				event: 'participantLeft',
				...IN_GROUP,
				waId: '16505551234',
				initiatedBy: 'participant',
			},
		],
	},
	{
		name: 'left, with the request ID that one page prints',
		spellings: participants({
			type: 'group_participants_remove',
			request_id: 'REQUEST_ID',
			initiated_by: 'participant',
			removed_participants: [{ user_id: 'US.13491208655302741918', username: '@sheena' }],
		}),
		events: [
			{
				event: 'participantLeft',
				...IN_GROUP,
				...REQUEST,
				userId: 'US.13491208655302741918',
				username: '@sheena',
				initiatedBy: 'participant',
			},
		],
	},
];

const PICTURE = { mime_type: 'image/jpeg', sha256: 'PHOTO_HASH' };
const REFUSED = [wireError(131009, 'ERROR_MESSAGE', 'ERROR_DETAILS')];
const REFUSED_EVENT = expect.objectContaining({
	code: 131009,
	message: 'A value of this item is not of the expected form.',
	details: 'ERROR_MESSAGE – ERROR_DETAILS',
});

const settings: Fixture[] = [
	{
		name: 'settings updated',
		spellings: [
			...[true, 'true'].map((ok) =>
				ofGroup('group_settings_update', {
					type: 'group_settings_update',
					request_id: 'REQUEST_ID',
					profile_picture: { ...PICTURE, update_successful: ok },
					group_subject: { text: 'Test Subject', update_successful: ok },
					group_description: { text: 'Test Description', update_successful: ok },
				}),
			),
			// Meta's OpenAPI has the texts plain.
			ofGroup('group_settings_update', {
				type: 'group_settings_update',
				request_id: 'REQUEST_ID',
				profile_picture: PICTURE,
				subject: 'Test Subject',
				description: 'Test Description',
			}),
			// Both forms at once.
			ofGroup('group_settings_update', {
				type: 'group_settings_update',
				request_id: 'REQUEST_ID',
				profile_picture: PICTURE,
				group_subject: { text: 'Test Subject', update_successful: true },
				subject: 'Test Subject',
				description: 'Test Description',
			}),
		],
		events: [
			{
				event: 'settingsUpdated',
				...IN_GROUP,
				...REQUEST,
				subject: 'Test Subject',
				description: 'Test Description',
				mimeType: 'image/jpeg',
				sha256: 'PHOTO_HASH',
				applied: ['description', 'picture', 'subject'],
				notApplied: [],
			},
		],
	},
	{
		name: 'settings updated in part',
		spellings: [false, 'false', undefined].map((ok) =>
			ofGroup('group_settings_update', {
				type: 'group_settings_update',
				request_id: 'REQUEST_ID',
				profile_picture: { ...PICTURE, update_successful: true },
				group_subject: { text: 'Test Subject', update_successful: ok, errors: REFUSED },
				group_description: { text: 'Test Description', update_successful: ok },
				errors: [wireError(131201, 'OUTER', 'ERROR_DETAILS')],
			}),
		),
		events: [
			{
				event: 'settingsUpdated',
				...IN_GROUP,
				...REQUEST,
				mimeType: 'image/jpeg',
				sha256: 'PHOTO_HASH',
				applied: ['picture'],
				notApplied: [
					{
						setting: 'description',
						error: expect.objectContaining({ details: 'OUTER – ERROR_DETAILS' }),
					},
					{ setting: 'subject', error: REFUSED_EVENT },
				],
				error: expect.objectContaining({ code: 131201 }),
			},
		],
	},
	{
		name: 'settings update failed',
		spellings: [false, 'false'].map((ok) =>
			ofGroup('group_settings_update', {
				type: 'group_settings_update',
				request_id: 'REQUEST_ID',
				profile_picture: { ...PICTURE, update_successful: ok, errors: REFUSED },
				group_subject: { text: 'Test Subject', update_successful: ok, errors: REFUSED },
				group_description: { text: 'Test', update_successful: ok, errors: REFUSED },
				errors: [wireError(131000, 'OUTER', 'ERROR_DETAILS')],
			}),
		),
		events: [
			{
				event: 'settingsUpdateFailed',
				...IN_GROUP,
				...REQUEST,
				applied: [],
				notApplied: ['description', 'picture', 'subject'].map((setting) => ({
					setting,
					error: REFUSED_EVENT,
				})),
				error: expect.objectContaining({ code: 131000 }),
			},
		],
	},
];

const status: Fixture[] = (
	[
		['group_suspend', 'groupSuspended'],
		['group_suspend_cleared', 'groupReinstated'],
	] as const
).map(([type, event]) => ({
	name: type,
	spellings: ['1755548877', 1755548877].map((timestamp) =>
		ofGroup('group_status_update', { type, timestamp }),
	),
	events: [{ event, ...IN_GROUP }],
}));

const RECEIVED = {
	event: 'messageReceived',
	groupId: GROUP_ID,
	timestamp: MESSAGE_TIME,
	waId: '16505551234',
	messageId: WAMID,
};

function received(
	name: string,
	message: Partial<IncomingMessage>,
	facts: Record<string, unknown>,
): Fixture {
	return {
		name: `message: ${name}`,
		spellings: [ofMessage(message), ofMessage({ ...message, timestamp: 1744344496 })],
		events: [{ ...RECEIVED, messageType: message.type, ...facts }],
	};
}

const MEDIA = { mime_type: 'image/jpeg', sha256: 'HASH', id: '1003383421387256' };
const MEDIA_EVENT = { mediaId: '1003383421387256', mimeType: 'image/jpeg', sha256: 'HASH' };
const UNSUPPORTED = wireError(130501, 'Message type is not currently supported', 'ERROR_DETAILS');
const SHARED_CONTACTS = [{ name: { formatted_name: 'Ann' }, phones: [{ phone: '+1 650' }] }];

const messages: Fixture[] = [
	{
		name: 'message: text, of somebody with a name',
		spellings: [
			ofMessage(
				{ type: 'text', text: { body: 'What does everyone think about this?' } },
				{ contacts: [{ profile: { name: 'Tiago Mingo' }, wa_id: '16505551234' }] },
			),
		],
		events: [
			{
				...RECEIVED,
				name: 'Tiago Mingo',
				messageType: 'text',
				text: 'What does everyone think about this?',
			},
		],
	},
	{
		name: 'message: text, of somebody with a hidden number',
		spellings: [undefined, ''].map((from) =>
			ofMessage(
				{
					from,
					from_user_id: 'US.13491208655302741918',
					type: 'text',
					text: { body: 'Hi' },
				},
				{
					contacts: [
						{ profile: { name: 'Other' }, wa_id: '1' },
						{
							profile: { name: 'Sheena', username: '@sheena' },
							wa_id: from,
							user_id: 'US.13491208655302741918',
						},
					],
				},
			),
		),
		events: [
			{
				event: 'messageReceived',
				groupId: GROUP_ID,
				timestamp: MESSAGE_TIME,
				userId: 'US.13491208655302741918',
				name: 'Sheena',
				username: '@sheena',
				messageId: WAMID,
				messageType: 'text',
				text: 'Hi',
			},
		],
	},
	received(
		'a reply',
		{ type: 'text', text: { body: 'Yes' }, context: { from: '15550783881', id: 'wamid.ASKED' } },
		{ text: 'Yes', repliedMessageId: 'wamid.ASKED' },
	),
	...(['forwarded', 'frequently_forwarded'] as const).map((key) =>
		received(
			key,
			{ type: 'text', text: { body: 'Look' }, context: { [key]: true } },
			{ text: 'Look', forwarded: true },
		),
	),
	received(
		'image',
		{ type: 'image', image: { ...MEDIA, caption: 'look', url: 'https://lookaside.fbsbx.com/x' } },
		{ ...MEDIA_EVENT, caption: 'look' },
	),
	received('video', { type: 'video', video: MEDIA }, MEDIA_EVENT),
	received(
		'audio',
		{ type: 'audio', audio: { ...MEDIA, voice: true } },
		{ ...MEDIA_EVENT, voice: true },
	),
	received(
		'document',
		{ type: 'document', document: { ...MEDIA, filename: 'plan.pdf', caption: 'The plan' } },
		{ ...MEDIA_EVENT, filename: 'plan.pdf', caption: 'The plan' },
	),
	received(
		'sticker',
		{ type: 'sticker', sticker: { ...MEDIA, animated: false } },
		{ ...MEDIA_EVENT, animated: false },
	),
	received(
		'location',
		{
			type: 'location',
			location: { latitude: 52.5, longitude: -13.4, name: 'Café', address: 'Street 1' },
		},
		{ latitude: 52.5, longitude: -13.4, locationName: 'Café', address: 'Street 1' },
	),
	received(
		'contacts',
		{ type: 'contacts', contacts: SHARED_CONTACTS },
		{ content: SHARED_CONTACTS },
	),
	received(
		'reaction',
		{ type: 'reaction', reaction: { message_id: 'wamid.REACTED', emoji: '👍' } },
		{ reactedMessageId: 'wamid.REACTED', emoji: '👍' },
	),
	received(
		'reaction taken back',
		{ type: 'reaction', reaction: { message_id: 'wamid.REACTED' } },
		{ reactedMessageId: 'wamid.REACTED' },
	),
	received(
		'button',
		{
			type: 'button',
			button: { payload: 'YES', text: 'Yes please' },
			context: { from: '15550783881', id: 'wamid.TEMPLATE' },
		},
		{ text: 'Yes please', buttonPayload: 'YES', repliedMessageId: 'wamid.TEMPLATE' },
	),
	received(
		'system',
		{
			type: 'system',
			system: { body: 'User changed number', wa_id: '16505559999', type: 'user_changed_number' },
		},
		{
			text: 'User changed number',
			content: {
				body: 'User changed number',
				wa_id: '16505559999',
				type: 'user_changed_number',
			},
		},
	),
	received(
		'unsupported',
		{ type: 'unsupported', errors: [UNSUPPORTED] },
		{
			error: {
				code: 130501,
				title: 'Message type is not currently supported',
				message: 'Groups do not support this kind of message.',
				details: 'Message type is not currently supported – ERROR_DETAILS',
				hint: 'Use text, media or a template.',
			},
		},
	),
	received(
		'unsupported, as newer references print it',
		{ type: 'unsupported', unsupported: { type: 'poll' }, errors: [UNSUPPORTED] },
		{
			unsupportedType: 'poll',
			content: { type: 'poll' },
			error: expect.objectContaining({ code: 130501 }),
		},
	),
	received(
		'an edited text',
		{
			type: 'edit',
			edit: {
				original_message_id: 'wamid.FIRST',
				message: { type: 'text', text: { body: 'Tomorrow' } },
			},
		},
		{ text: 'Tomorrow', editedMessageId: 'wamid.FIRST' },
	),
	received(
		'an edited caption, of no told type',
		{
			type: 'edit',
			edit: {
				original_message_id: 'wamid.FIRST',
				message: { image: { ...MEDIA, caption: 'Tomorrow' } },
			},
		},
		{ ...MEDIA_EVENT, caption: 'Tomorrow', editedMessageId: 'wamid.FIRST' },
	),
	received(
		'an edit of what nobody knows',
		{
			type: 'edit',
			edit: { original_message_id: 'wamid.FIRST', message: { hologram: 3 } as never },
		},
		{ content: { hologram: 3 }, editedMessageId: 'wamid.FIRST' },
	),
	received(
		'a deleted message',
		{ type: 'revoke', revoke: { original_message_id: 'wamid.FIRST' } },
		{ deletedMessageId: 'wamid.FIRST' },
	),
	received(
		'of a type that nobody knows yet',
		{ type: 'hologram', hologram: { depth: 3 } } as Partial<IncomingMessage>,
		{ content: { depth: 3 } },
	),
];

const PRICING = { pricing_model: 'PMP', type: 'regular', category: 'group_utility' };
const PRICING_EVENT = { billable: true, category: 'group_utility', model: 'PMP', type: 'regular' };
const CONVERSATION = { id: 'CONVERSATION_ID', origin: { type: 'group_utility' } };
const STATUS = {
	groupId: GROUP_ID,
	timestamp: '2025-06-15T23:28:00.000Z',
	messageId: WAMID,
};
const PARTICIPANT_KEYS = ['recipient_participant_id', 'participant_recipient_id'] as const;

const statuses: Fixture[] = [
	{
		name: 'status: sent',
		spellings: [
			ofStatus({ status: 'sent', biz_opaque_callback_data: 'order 7' }),
			ofStatus({ status: 'sent', biz_opaque_callback_data: 'order 7', timestamp: 1750030080 }),
		],
		events: [{ event: 'messageSent', ...STATUS, messageStatus: 'sent', trackingData: 'order 7' }],
	},
	{
		name: 'status: sent, with a price',
		spellings: [
			ofStatus({ status: 'sent', pricing: { ...PRICING, billable: true } }),
			ofStatus({
				status: 'sent',
				conversation: { ...CONVERSATION, pricing: { ...PRICING, billable: 'true' } },
			}),
		],
		events: [{ event: 'messageSent', ...STATUS, messageStatus: 'sent', pricing: PRICING_EVENT }],
	},
	{
		name: 'status: failed',
		spellings: [
			ofStatus({
				status: 'failed',
				errors: [wireError(131020, 'Bad Group', 'Cannot send messages to single member groups.')],
			}),
		],
		events: [
			{
				event: 'messageFailed',
				...STATUS,
				messageStatus: 'failed',
				error: {
					code: 131020,
					title: 'Bad Group',
					message: 'Nobody else is in the group, so it cannot be written to.',
					details: 'Bad Group – Cannot send messages to single member groups.',
					hint: 'Invite people first, and wait until one has joined.',
				},
			},
		],
	},
	{
		name: 'status: delivered, with a price',
		spellings: PARTICIPANT_KEYS.flatMap((key) =>
			[true, 'true'].flatMap((billable) => {
				const pricing = { ...PRICING, billable };
				const base = { status: 'delivered', [key]: '16505551234' };
				return [
					ofStatus({ ...base, pricing }),
					ofStatus({ ...base, pricing, conversation: CONVERSATION }),
					ofStatus({ ...base, conversation: { ...CONVERSATION, pricing } }),
				];
			}),
		),
		events: [
			{
				event: 'messageDelivered',
				...STATUS,
				waId: '16505551234',
				messageStatus: 'delivered',
				pricing: PRICING_EVENT,
			},
		],
	},
	...(
		[
			['read', 'messageRead'],
			['played', 'messagePlayed'],
		] as const
	).map(
		([name, event]): Fixture => ({
			name: `status: ${name}`,
			spellings: PARTICIPANT_KEYS.map((key) => ofStatus({ status: name, [key]: '16505551234' })),
			events: [{ event, ...STATUS, waId: '16505551234', messageStatus: name }],
		}),
	),
	{
		name: 'statuses of two people in one value',
		spellings: PARTICIPANT_KEYS.map((key) =>
			payload(
				change('messages', {
					statuses: ['16505551234', '16505555678'].map((waId) =>
						statusElement({ status: 'read', [key]: waId }),
					),
				}),
			),
		),
		events: ['16505551234', '16505555678'].map((waId) => ({
			event: 'messageRead',
			...STATUS,
			waId,
			messageStatus: 'read',
		})),
	},
	{
		name: 'status with contacts',
		spellings: [
			ofStatus(
				{
					status: 'delivered',
					recipient_participant_id: '16505551234',
					recipient_participant_user_id: 'US.13491208655302741918',
				},
				{
					contacts: [
						{
							profile: { name: 'Sheena', username: '@sheena' },
							wa_id: '16505551234',
							user_id: 'US.13491208655302741918',
						},
					],
				},
			),
		],
		events: [
			{
				event: 'messageDelivered',
				...STATUS,
				waId: '16505551234',
				userId: 'US.13491208655302741918',
				name: 'Sheena',
				username: '@sheena',
				messageStatus: 'delivered',
			},
		],
	},
	{
		name: 'status of somebody with a hidden number',
		spellings: [undefined, ''].map((waId) =>
			ofStatus({
				status: 'read',
				recipient_participant_id: waId,
				recipient_participant_user_id: 'US.13491208655302741918',
				recipient_participant_parent_user_id: 'US.1',
			}),
		),
		events: [
			{
				event: 'messageRead',
				...STATUS,
				userId: 'US.13491208655302741918',
				parentUserId: 'US.1',
				messageStatus: 'read',
			},
		],
	},
	{
		name: 'status that nobody knows yet',
		spellings: [
			ofStatus({ status: 'pondered' }),
			ofStatus({ status: 'pondered', timestamp: 1750030080 }),
		],
		events: [
			expect.objectContaining({
				event: 'other',
				...STATUS,
				messageStatus: 'pondered',
				field: 'messages',
			}),
		],
	},
];

/** What the statuses of a message to a group look like in each form of the contract (D9b, D13). */
const formsOfGroup = (status: Partial<MessageStatus>) => [
	ofStatus(status),
	ofStatus({ ...status, group_id: GROUP_ID }),
	ofStatus({ ...status, group_id: GROUP_ID, recipient_type: undefined }),
	ofStatus({ ...status, group_id: GROUP_ID, recipient_type: 'individual' }),
];

const forms: Fixture[] = [
	...(
		[
			['sent', 'messageSent'],
			['failed', 'messageFailed'],
		] as const
	).map(
		([name, event]): Fixture => ({
			name: `status: ${name}, in each form`,
			spellings: [
				...formsOfGroup({ status: name }),
				ofStatus({
					status: name,
					group_id: GROUP_ID,
					recipient_type: undefined,
					recipient_id: undefined,
				}),
			],
			events: [{ event, ...STATUS, messageStatus: name }],
		}),
	),
	...(
		[
			['delivered', 'messageDelivered'],
			['read', 'messageRead'],
			['played', 'messagePlayed'],
			['failed', 'messageFailed'],
		] as const
	).map(
		([name, event]): Fixture => ({
			name: `status: ${name} of one person, in each form`,
			spellings: [
				...PARTICIPANT_KEYS.flatMap((key) => formsOfGroup({ status: name, [key]: '16505551234' })),
				// Meta's OpenAPI names the person as the recipient, beside the group (D13).
				...[undefined, 'individual'].map((recipient_type) =>
					ofStatus({
						status: name,
						group_id: GROUP_ID,
						recipient_id: '16505551234',
						recipient_type,
					}),
				),
			],
			events: [{ event, ...STATUS, waId: '16505551234', messageStatus: name }],
		}),
	),
	{
		name: 'status: failed of somebody with a hidden number, who is the recipient',
		spellings: [
			ofStatus({
				status: 'failed',
				group_id: GROUP_ID,
				recipient_id: 'US.13491208655302741918',
				recipient_type: undefined,
			}),
			ofStatus({
				status: 'failed',
				recipient_participant_user_id: 'US.13491208655302741918',
			}),
		],
		events: [
			{
				event: 'messageFailed',
				...STATUS,
				userId: 'US.13491208655302741918',
				messageStatus: 'failed',
			},
		],
	},
];

/** A status of an invitation that this node wrote to a person. */
export function ofInvitation(
	status: Partial<MessageStatus>,
	beside: Partial<WebhookValue> = {},
): WebhookPayload {
	return ofStatus(
		{
			recipient_id: '16505551234',
			recipient_type: undefined,
			biz_opaque_callback_data: `n8n-whatsapp-groups:invitation:${GROUP_ID}`,
			...status,
		},
		beside,
	);
}

const UNDELIVERABLE = wireError(131026, 'Message undeliverable', 'Message Undeliverable.');

const invitations: Fixture[] = [
	...(
		[
			['sent', 'invitationSent'],
			['delivered', 'invitationDelivered'],
			['read', 'invitationRead'],
		] as const
	).map(
		([name, event]): Fixture => ({
			name: `invitation: ${name}`,
			spellings: [
				ofInvitation({ status: name }),
				ofInvitation({ status: name, recipient_type: 'individual' }),
				ofInvitation({ status: name, recipient_id: '+1 (650) 555-1234' }),
			],
			events: [{ event, ...STATUS, waId: '16505551234', messageStatus: name }],
		}),
	),
	{
		name: 'invitation: failed',
		spellings: [
			ofInvitation({ status: 'failed', errors: [UNDELIVERABLE] }),
			ofInvitation({ status: 'failed', errors: [{ ...UNDELIVERABLE, code: '131026' }] }),
			ofInvitation({ status: 'failed', errors: UNDELIVERABLE as never }),
		],
		events: [
			{
				event: 'invitationFailed',
				...STATUS,
				waId: '16505551234',
				messageStatus: 'failed',
				error: {
					code: 131026,
					title: 'Message undeliverable',
					message:
						'The message could not be delivered: the number may not be on WhatsApp, or its app is too old.',
					details: 'Message undeliverable – Message Undeliverable.',
					hint: 'Check the number, or reach the person another way.',
				},
			},
		],
	},
	{
		name: 'invitation: failed, without a reason',
		spellings: [undefined, [], null].map((errors) =>
			ofInvitation({ status: 'failed', errors: errors as never }),
		),
		events: [
			{ event: 'invitationFailed', ...STATUS, waId: '16505551234', messageStatus: 'failed' },
		],
	},
	{
		name: 'invitation: read, with a price and contacts',
		spellings: [
			ofInvitation(
				{ status: 'read', pricing: { ...PRICING, billable: true } },
				{
					contacts: [
						{
							profile: { name: 'Sheena', username: '@sheena' },
							wa_id: '16505551234',
							user_id: 'US.13491208655302741918',
						},
					],
				},
			),
		],
		events: [
			{
				event: 'invitationRead',
				...STATUS,
				waId: '16505551234',
				userId: 'US.13491208655302741918',
				name: 'Sheena',
				username: '@sheena',
				messageStatus: 'read',
				pricing: PRICING_EVENT,
			},
		],
	},
	{
		name: 'invitation: delivered to somebody with a hidden number',
		spellings: [
			ofInvitation(
				{ status: 'delivered', recipient_id: 'US.13491208655302741918' },
				{
					contacts: [
						{ profile: { name: 'Sheena' }, wa_id: '', user_id: 'US.13491208655302741918' },
					],
				},
			),
		],
		events: [
			{
				event: 'invitationDelivered',
				...STATUS,
				userId: 'US.13491208655302741918',
				name: 'Sheena',
				messageStatus: 'delivered',
			},
		],
	},
	{
		name: 'invitation: delivered to somebody with a hidden number, whom only the contact names',
		spellings: [undefined, ''].map((none) =>
			ofInvitation(
				{ status: 'delivered', recipient_id: none },
				{
					contacts: [
						{
							profile: { name: 'Sheena', username: '@sheena' },
							wa_id: none,
							user_id: 'US.13491208655302741918',
						},
					],
				},
			),
		),
		events: [
			{
				event: 'invitationDelivered',
				...STATUS,
				userId: 'US.13491208655302741918',
				name: 'Sheena',
				username: '@sheena',
				messageStatus: 'delivered',
			},
		],
	},
	{
		name: 'invitation: failed for somebody by the ID of the parent',
		spellings: [ofInvitation({ status: 'failed', recipient_id: 'US.ENT.11815799212886844830' })],
		events: [
			{
				event: 'invitationFailed',
				...STATUS,
				parentUserId: 'US.ENT.11815799212886844830',
				messageStatus: 'failed',
			},
		],
	},
	{
		name: 'invitation: of a status that nobody knows yet, or that it cannot have',
		spellings: [ofInvitation({ status: 'played', recipient_type: 'individual' })],
		events: [
			expect.objectContaining({
				event: 'other',
				...STATUS,
				waId: '16505551234',
				messageStatus: 'played',
				field: 'messages',
			}),
		],
	},
];

const outOfBand: Fixture[] = [
	{
		name: 'error out of band',
		spellings: [130429, '130429'].map((code) =>
			payload(
				change('messages', {
					errors: [{ ...wireError(code, 'Rate limit hit', 'Too many.'), href: 'https://x' }],
				}),
			),
		),
		events: [
			{
				event: 'apiError',
				error: {
					code: 130429,
					title: 'Rate limit hit',
					message: 'The number reached its limit of messages per second (80 by default).',
					details: 'Rate limit hit – Too many.',
					hint: 'Set Batching in the options, or raise Max Rate Limit Wait.',
				},
			},
		],
	},
];

/** What is about groups. */
export const FIXTURES: Fixture[] = [
	...lifecycle,
	...people,
	...settings,
	...status,
	...messages,
	...statuses,
	...forms,
	...invitations,
	...outOfBand,
];

/** What comes to the same address and is not about groups. */
export const NOT_OURS: Array<[string, unknown]> = [
	['a message of a single person', ofMessage({ group_id: undefined, text: { body: 'Hi' } })],
	['a message whose group is empty', ofMessage({ group_id: '', text: { body: 'Hi' } })],
	['a message whose group is null', ofMessage({ group_id: null as never })],
	['an error of templates', payload(change('template_update', { errors: [{ code: 1 }] }))],
	['a status of a message to a single person', ofStatus({ recipient_type: undefined })],
	['a status of an individual', ofStatus({ recipient_type: 'individual' })],
	...['sent', 'delivered', 'read', 'played', 'failed', 'pondered'].flatMap(
		(status): Array<[string, unknown]> => [
			[
				`${status}, without tracking data`,
				ofInvitation({ status, biz_opaque_callback_data: undefined }),
			],
			[
				`${status}, with tracking data of others`,
				ofInvitation({ status, biz_opaque_callback_data: 'order 7' }),
			],
		],
	),
	[
		'a failure to write to a single person',
		ofInvitation({
			status: 'failed',
			biz_opaque_callback_data: undefined,
			errors: [UNDELIVERABLE],
		}),
	],
	[
		'the mark of an invitation to no group',
		ofInvitation({ biz_opaque_callback_data: 'n8n-whatsapp-groups:invitation:' }),
	],
	[
		'the mark of an invitation behind something else',
		ofInvitation({ biz_opaque_callback_data: `x n8n-whatsapp-groups:invitation:${GROUP_ID}` }),
	],
	['our own message', ofMessage({ from: '15550783881', text: { body: 'Hi' } })],
	['a field of templates', payload(change('message_template_status_update', {}))],
	['an envelope without events', payload(change('messages', {}))],
	['no entries', { object: 'whatsapp_business_account', entry: [] }],
	['a ping', { test: true }],
	['nothing', undefined],
];
