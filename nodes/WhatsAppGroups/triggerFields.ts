/** What users set on the trigger. */
import type { INodeProperties, INodePropertyOptions } from 'n8n-workflow';

import { EVENTS } from './events/catalogue';

const eventChoices: INodePropertyOptions[] = EVENTS.map(({ value, name, description }) => ({
	name,
	value,
	description,
})).sort((a, b) => a.name.localeCompare(b.name));

const defaultEvents: string[] = EVENTS.filter(({ isDefault }) => isDefault).map(
	({ value }) => value,
);

/** There is nothing to choose from: n8n's linter would have the field end with "Name or ID". */
const headerFromNode = { loadOptionsMethod: 'manualHeader' };

const manualOnly = { show: { registration: ['manual'] } };

/** The parameters of the trigger node. */
export const triggerProperties: INodeProperties[] = [
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
		name: 'groupIds',
		type: 'string',
		default: '',
		placeholder: 'e.g. Y2FwaV9ncm91cDoxNzA1NTU1MDEzOToxMjAzNjM0MDQ2OTQyMzM4MjAZD',
		description:
			'IDs of the groups to listen to, separated by commas, or an array from an expression. Leave empty for all groups. Events without a group, such as API errors, come only when it is empty.',
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
		description: 'How 360dialog gets to know this workflow',
	},
	{
		displayName: 'If Number Is Occupied',
		name: 'whenOccupied',
		type: 'options',
		options: [
			{
				name: 'Add Destination',
				value: 'addDestination',
				description: 'Leave the other system in place and get the events besides it',
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
			'In the 360dialog Hub, enter the Production URL of this node (shown above) as the Channel Webhook of your number, together with the header below. Then activate the workflow.',
		name: 'manualNotice',
		type: 'notice',
		default: '',
		displayOptions: manualOnly,
	},
	{
		displayName: 'Header to Enter',
		name: 'manualHeader',
		type: 'options',
		typeOptions: headerFromNode,
		default: '',
		displayOptions: manualOnly,
		description:
			'Open the list to see the header. Its secret is made from the API key: enter it again after a new key.',
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
				displayName: 'Message Types',
				name: 'messageTypes',
				type: 'multiOptions',
				options: [
					{ name: 'Audio', value: 'audio' },
					{ name: 'Button', value: 'button' },
					{ name: 'Contacts', value: 'contacts' },
					{ name: 'Document', value: 'document' },
					{ name: 'Image', value: 'image' },
					{ name: 'Location', value: 'location' },
					{ name: 'Reaction', value: 'reaction' },
					{ name: 'Sticker', value: 'sticker' },
					{ name: 'System', value: 'system' },
					{ name: 'Text', value: 'text' },
					{ name: 'Unsupported', value: 'unsupported' },
					{ name: 'Video', value: 'video' },
				],
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
					'Whether this workflow also starts when a message fails that it sent itself. Left off, a workflow that answers failures by a message cannot go on answering itself. A message with Tracking Data of yours is recognized only by the n8n process that sent it.',
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
