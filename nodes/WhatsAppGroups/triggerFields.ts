/** What users set on the trigger. */
import type {
	ILoadOptionsFunctions,
	INodeProperties,
	INodePropertyOptions,
	ResourceMapperFields,
} from 'n8n-workflow';

import { EVENTS } from './events/catalogue';
import { MESSAGE_TYPES } from './events/messageTypes';
import { listedGroupField } from './fields/group';
import { notice, noticeMapper, told } from './fields/notice';
import { manualSecret } from './registration/identity';
import { SECRET_HEADER } from './secrets/secret';

/** Those first that most people want, and the many of messages of one's own last. */
const eventChoices: INodePropertyOptions[] = [...EVENTS]
	.sort((a, b) => Number(b.isDefault) - Number(a.isDefault))
	.map(({ value, name, description }) => ({ name, value, description }));

const defaultEvents: string[] = EVENTS.filter(({ isDefault }) => isDefault).map(
	({ value }) => value,
);

const manualOnly = { show: { registration: ['manual'] } };

/**
 * Names the event where there is one, else counts them. An expression gives them in many forms: what
 * looks like a name is one.
 */
export const eventsSubtitle = `={{ ((names) => names.length === 1
	? names[0].replace(/([a-z])([A-Z])/g, "$1 $2").replace(/^./, (letter) => letter.toUpperCase())
	: names.length + " events"
)(String($parameter["events"] ?? "").match(/[a-z][a-z _-]*/gi) ?? []) }}`;

/** Any number of groups, each from the list of all, by its ID, or by an expression that gives IDs. */
const groupRows = {
	type: 'fixedCollection',
	typeOptions: { multipleValues: true },
	placeholder: 'Add Group',
	default: {},
	options: [
		{
			displayName: 'Group',
			name: 'group',
			values: [{ ...listedGroupField, required: false, description: 'A group, or several IDs' }],
		},
	],
} satisfies Partial<INodeProperties>;

/** The header to enter in the 360dialog Hub, shown in the panel and kept nowhere. */
export async function manualHeader(this: ILoadOptionsFunctions): Promise<ResourceMapperFields> {
	return await told(async () => {
		const header = `<b>${SECRET_HEADER}</b>: ${await manualSecret(this)}`;
		return notice(
			`${header}<br>It is made from the API key: after creating a new key, enter it again.`,
		);
	});
}

/** The parameters of the trigger node. */
export const triggerProperties: INodeProperties[] = [
	{
		displayName:
			'At most 4 listeners share a number: active workflows, tests and other systems. For more workflows, start them from one with Execute Sub-workflow.',
		name: 'listenersNotice',
		type: 'notice',
		default: '',
	},
	{
		displayName: 'Events',
		name: 'events',
		type: 'multiOptions',
		options: eventChoices,
		default: [...defaultEvents],
		required: true,
		description:
			'What starts the workflow. Everything else is answered without an execution. Delivered, Played, Read and Sent come for each message of yours, and most of them once per participant.',
	},
	{
		displayName: 'Only These Groups',
		name: 'groups',
		...groupRows,
		description:
			'Which groups to listen to. Without a row, it listens to all of them, and to events that belong to no group, such as API errors. A row takes several IDs from an expression: an array, or a text separated by commas.',
	},
	{
		displayName: 'Registration',
		name: 'registration',
		type: 'options',
		options: [
			{
				name: 'Automatic',
				value: 'automatic',
				description:
					'Register this workflow at 360dialog when it is activated, and give the number’s webhook back when it is deactivated',
			},
			{
				name: 'Manual',
				value: 'manual',
				description: 'Enter this workflow’s address in the 360dialog Hub yourself',
			},
		],
		default: 'automatic',
		description: 'How this workflow is registered with 360dialog',
	},
	{
		displayName: 'If Number Is Occupied',
		name: 'whenOccupied',
		type: 'options',
		options: [
			{
				name: 'Add Destination',
				value: 'addDestination',
				description: 'Leave the other system in place and get the events alongside it',
			},
			{
				name: 'Replace',
				value: 'replace',
				description:
					'Take the other system’s place, and give it back when the workflow is deactivated. Meanwhile that system gets no events.',
			},
			{
				name: 'Fail',
				value: 'fail',
				description: 'Do not activate the workflow',
			},
		],
		default: 'addDestination',
		displayOptions: { show: { registration: ['automatic'] } },
		description: 'What to do when another system already gets the events of this number',
	},
	{
		displayName:
			'In the 360dialog Hub, enter the Production URL of this node (Webhook URLs, above) as the Channel Webhook of your number, together with the header below. Then publish the workflow.',
		name: 'manualNotice',
		type: 'notice',
		default: '',
		displayOptions: manualOnly,
	},
	{
		displayName: 'Header to Enter',
		name: 'manualHeader',
		type: 'resourceMapper',
		noDataExpression: true,
		default: { mappingMode: 'defineBelow', value: null },
		displayOptions: manualOnly,
		description: 'The header that 360dialog has to send along',
		typeOptions: { resourceMapper: noticeMapper('manualHeader') },
	},
	{
		displayName: 'Options',
		name: 'options',
		type: 'collection',
		placeholder: 'Add option',
		default: {},
		options: [
			{
				displayName: 'Download Media',
				name: 'downloadMedia',
				type: 'boolean',
				default: false,
				description:
					'Whether to download the file of each incoming message into the binary field "data". A file that takes more than 3.5 seconds is left out, and the item says so.',
			},
			{
				displayName: 'Ignore Duplicates',
				name: 'ignoreDuplicates',
				type: 'boolean',
				default: true,
				description:
					'Whether to drop events that were handled before. 360dialog delivers an event again when it got no answer in time.',
			},
			{
				displayName: 'Include Raw',
				name: 'includeRaw',
				type: 'boolean',
				default: false,
				description: 'Whether to add what the service sent, unchanged, as the field "raw"',
			},
			{
				displayName: 'Leave Out Groups',
				name: 'leaveOutGroups',
				...groupRows,
				description:
					'Groups whose events start nothing. Events without a group, such as API errors, are not affected.',
			},
			{
				displayName: 'Message Types',
				name: 'messageTypes',
				type: 'multiOptions',
				options: [...MESSAGE_TYPES],
				default: [],
				description:
					'Which kinds of incoming messages start the workflow. Leave empty for all; other events are not affected.',
			},
			{
				displayName: 'Own Failed Messages',
				name: 'ownFailures',
				type: 'boolean',
				default: false,
				description:
					'Whether this workflow also starts when a message that it sent itself fails. When off, a workflow that answers failures with a message cannot keep answering itself. A message with Tracking Data of yours is recognized only by the n8n process that sent it.',
			},
			{
				displayName: 'Require Signature',
				name: 'requireSignature',
				type: 'boolean',
				default: false,
				description:
					'Whether to refuse deliveries that 360dialog did not sign with the platform secret of the credential. Only partners of 360dialog have one.',
			},
		],
	},
];
