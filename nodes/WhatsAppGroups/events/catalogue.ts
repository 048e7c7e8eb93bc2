/** What the trigger can tell: the one list of events, and the fields of one. */
import { explainError, readWireError } from '../api/errorBody';
import type { Person } from '../api/people';
import type { ErrorDetails } from '../failures/failure';

/** A setting of a group that was not changed, and why. */
export interface SettingFailure {
	/** `subject`, `description` or `picture`; the service's own name when it is none of them. */
	setting: string;
	error?: ErrorDetails;
}

export interface MessagePricing {
	billable?: boolean;
	category?: string;
	model?: string;
	type?: string;
}

/** What is told of one thing that happened. Facts that the service did not tell are missing. */
interface EventFacts extends Person {
	groupId?: string;
	/** ISO 8601 UTC. */
	timestamp?: string;
	phoneNumberId?: string;
	displayPhoneNumber?: string;
	requestId?: string;

	/** Of the person, from their profile. */
	name?: string;
	/** The person exactly as the request that this event answers named them. */
	participant?: string;
	joinRequestId?: string;
	reason?: string;
	/** `business` or `participant`; of `other`, the service's own word where it is none of them. */
	initiatedBy?: string;

	subject?: string;
	description?: string;
	joinApprovalMode?: string;
	inviteLink?: string;
	applied?: string[];
	notApplied?: SettingFailure[];

	messageId?: string;
	messageType?: string;
	text?: string;
	caption?: string;
	mediaId?: string;
	mimeType?: string;
	sha256?: string;
	filename?: string;
	voice?: boolean;
	animated?: boolean;
	latitude?: number;
	longitude?: number;
	locationName?: string;
	address?: string;
	emoji?: string;
	reactedMessageId?: string;
	repliedMessageId?: string;
	editedMessageId?: string;
	deletedMessageId?: string;
	/** Of `unsupported`: the kind of message that the service does not pass on, where it says so. */
	unsupportedType?: string;
	forwarded?: boolean;
	buttonPayload?: string;
	/** What a message holds that has no fields of its own, or cannot be read, as the service sent it. */
	content?: unknown;

	/** As the service calls it: `sent`, `delivered`, `read`, `played` or `failed`. */
	messageStatus?: string;
	pricing?: MessagePricing;
	trackingData?: string;

	error?: ErrorDetails;

	/** Of `other`: the webhook field and the type that the service gave. */
	field?: string;
	type?: string;
	/** Of `other`: all that came, as the service sent it. */
	data?: unknown;
}

/** One thing that happened. */
export interface WebhookEvent extends EventFacts {
	event: EventName;
	/** The same event has the same id, however often and in whatever company it arrives. */
	eventId: string;
	/** The element of the delivery that tells of it; the object itself, not a copy. */
	raw: unknown;
}

type Unchanging<T> = T extends object ? { readonly [Key in keyof T]: Unchanging<T[Key]> } : T;

interface EventDefinition {
	/** The value of `event` in the output and of the trigger's `events` parameter. */
	value: string;
	/** The label in the editor. */
	name: string;
	description: string;
	/** Whether a new trigger listens to it. */
	isDefault: boolean;
	/** What else an item of it holds, for the documentation. */
	example: Unchanging<EventFacts>;
}

const GROUP_ID = 'Y2FwaV9ncm91cDoxNzA1NTU1MDEzOToxMjAzNjM0MDQ2OTQyMzM4MjAZD';
const MESSAGE_ID = 'wamid.HBgLMTY1MDM4Nzk0MzkVAgASGBQzQTRBNjU5OUFFRTAzODEwMTQ0RgA=';
const REQUEST_ID = 'request-1';
const NUMBER = { phoneNumberId: '106540352242922', displayPhoneNumber: '15550783881' };
const IN_GROUP = { groupId: GROUP_ID, timestamp: '2025-08-18T20:27:57.000Z', ...NUMBER };
const PERSON = { waId: '16505551234' };
const JOIN_REQUEST = {
	...IN_GROUP,
	...PERSON,
	joinRequestId: 'MTY0NjcwNDM1OTU6MTIwMzYzNDA0Njk0MjMzODIw',
};
const STATUS = { ...IN_GROUP, messageId: MESSAGE_ID };
const RECEIPT = { ...STATUS, ...PERSON };

/** An error as the service words it, and as it is told. */
function errorOf(code: number, title: string, details = title): ErrorDetails {
	return explainError(readWireError({ code, title, message: title, error_data: { details } }));
}

/** Every event, in the order in which the editor lists them. */
export const EVENTS = [
	{
		value: 'messageReceived',
		name: 'Message Received',
		description: 'A participant wrote in a group',
		isDefault: true,
		example: {
			...IN_GROUP,
			...PERSON,
			name: 'Tiago Mingo',
			messageId: MESSAGE_ID,
			messageType: 'text',
			text: 'What does everyone think about this?',
		},
	},
	{
		value: 'messageSent',
		name: 'Message Sent',
		description: 'WhatsApp took a message of yours to a group',
		isDefault: false,
		example: {
			...STATUS,
			messageStatus: 'sent',
			pricing: { billable: true, category: 'group_utility', model: 'PMP', type: 'regular' },
		},
	},
	{
		value: 'messageDelivered',
		name: 'Message Delivered',
		description: 'A message of yours reached a participant; one event per participant',
		isDefault: false,
		example: { ...RECEIPT, messageStatus: 'delivered' },
	},
	{
		value: 'messageRead',
		name: 'Message Read',
		description: 'A participant read a message of yours; one event per participant',
		isDefault: false,
		example: { ...RECEIPT, messageStatus: 'read' },
	},
	{
		value: 'messagePlayed',
		name: 'Message Played',
		description: 'A participant played a voice message of yours; one event per participant',
		isDefault: false,
		example: { ...RECEIPT, messageStatus: 'played' },
	},
	{
		value: 'messageFailed',
		name: 'Message Failed',
		description: 'A message of yours could not be delivered to a group',
		isDefault: true,
		example: {
			...STATUS,
			messageStatus: 'failed',
			error: errorOf(131020, 'Bad Group', 'Cannot send messages to single member groups.'),
		},
	},
	{
		value: 'invitationSent',
		name: 'Invitation Sent',
		description: 'WhatsApp took an invitation that Invite: Send wrote to a person',
		isDefault: false,
		example: { ...RECEIPT, messageStatus: 'sent' },
	},
	{
		value: 'invitationDelivered',
		name: 'Invitation Delivered',
		description: 'An invitation that Invite: Send wrote reached the person',
		isDefault: false,
		example: { ...RECEIPT, messageStatus: 'delivered' },
	},
	{
		value: 'invitationRead',
		name: 'Invitation Read',
		description: 'A person read an invitation that Invite: Send wrote to them',
		isDefault: false,
		example: { ...RECEIPT, messageStatus: 'read' },
	},
	{
		value: 'invitationFailed',
		name: 'Invitation Failed',
		description: 'An invitation that Invite: Send wrote could not be delivered to the person',
		isDefault: true,
		example: {
			...RECEIPT,
			messageStatus: 'failed',
			error: errorOf(131026, 'Message undeliverable'),
		},
	},
	{
		value: 'participantJoined',
		name: 'Participant Joined',
		description: 'A person joined a group, by its link or because you approved them',
		isDefault: true,
		example: { ...IN_GROUP, ...PERSON, reason: 'invite_link' },
	},
	{
		value: 'participantLeft',
		name: 'Participant Left',
		description: 'A person left a group of their own accord',
		isDefault: true,
		example: { ...IN_GROUP, ...PERSON, initiatedBy: 'participant' },
	},
	{
		value: 'participantRemoved',
		name: 'Participant Removed',
		description: 'You removed a person from a group; one event per person',
		isDefault: true,
		example: {
			...IN_GROUP,
			waId: '17865347866',
			participant: '+17865347866',
			requestId: REQUEST_ID,
			initiatedBy: 'business',
		},
	},
	{
		value: 'participantRemoveFailed',
		name: 'Participant Remove Failed',
		description: 'A person could not be removed from a group; one event per person',
		isDefault: true,
		example: {
			...IN_GROUP,
			waId: '17669992245',
			participant: '+17669992245',
			requestId: REQUEST_ID,
			initiatedBy: 'business',
			error: errorOf(131212, 'Participant is not a part of the group.'),
		},
	},
	{
		value: 'joinRequestCreated',
		name: 'Join Request Created',
		description: 'A person asks to join a group',
		isDefault: true,
		example: JOIN_REQUEST,
	},
	{
		value: 'joinRequestRevoked',
		name: 'Join Request Revoked',
		description: 'A person no longer asks to join a group',
		isDefault: true,
		example: JOIN_REQUEST,
	},
	{
		value: 'groupCreated',
		name: 'Group Created',
		description: 'A group was created, and its invite link is there',
		isDefault: true,
		example: {
			...IN_GROUP,
			requestId: REQUEST_ID,
			subject: 'Project Alpha',
			inviteLink: 'https://chat.whatsapp.com/LINK_ID',
			joinApprovalMode: 'auto_approve',
		},
	},
	{
		value: 'groupCreateFailed',
		name: 'Group Create Failed',
		description: 'A group could not be created',
		isDefault: true,
		example: {
			timestamp: IN_GROUP.timestamp,
			...NUMBER,
			requestId: REQUEST_ID,
			subject: 'Project Alpha',
			error: errorOf(131211, 'Group create limit reached'),
		},
	},
	{
		value: 'groupDeleted',
		name: 'Group Deleted',
		description: 'A group was deleted',
		isDefault: true,
		example: { ...IN_GROUP, requestId: REQUEST_ID },
	},
	{
		value: 'groupDeleteFailed',
		name: 'Group Delete Failed',
		description: 'A group could not be deleted',
		isDefault: true,
		example: {
			...IN_GROUP,
			requestId: REQUEST_ID,
			error: errorOf(131041, 'Group unknown', 'The group was not found.'),
		},
	},
	{
		value: 'settingsUpdated',
		name: 'Settings Updated',
		description: 'Settings of a group were changed: all that you asked for, or some of them',
		isDefault: true,
		example: {
			...IN_GROUP,
			requestId: REQUEST_ID,
			subject: 'Project Beta',
			applied: ['subject'],
			notApplied: [
				{
					setting: 'picture',
					error: errorOf(131209, 'Invalid Group Profile Picture Aspect Ratio'),
				},
			],
		},
	},
	{
		value: 'settingsUpdateFailed',
		name: 'Settings Update Failed',
		description: 'None of the settings that you asked for could be changed',
		isDefault: true,
		example: {
			...IN_GROUP,
			requestId: REQUEST_ID,
			applied: [],
			notApplied: [
				{
					setting: 'picture',
					error: errorOf(131209, 'Invalid Group Profile Picture Aspect Ratio'),
				},
			],
			error: errorOf(131000, 'Something went wrong'),
		},
	},
	{
		value: 'groupSuspended',
		name: 'Group Suspended',
		description: 'WhatsApp suspended a group',
		isDefault: true,
		example: IN_GROUP,
	},
	{
		value: 'groupReinstated',
		name: 'Group Reinstated',
		description: 'WhatsApp lifted the suspension of a group',
		isDefault: true,
		example: IN_GROUP,
	},
	{
		value: 'apiError',
		name: 'API Error',
		description: 'WhatsApp reports an error that belongs to no single message',
		isDefault: true,
		example: { ...NUMBER, error: errorOf(130429, 'Rate limit hit') },
	},
	{
		value: 'other',
		name: 'Other',
		description: 'Anything about groups that this node does not know yet, as the service sent it',
		isDefault: true,
		example: {
			...IN_GROUP,
			field: 'group_participants_update',
			type: 'group_new_thing',
			data: { timestamp: '1755548877', group_id: GROUP_ID, type: 'group_new_thing' },
		},
	},
] as const satisfies readonly EventDefinition[];

/** The value of `event` in the output. */
export type EventName = (typeof EVENTS)[number]['value'];
