/** Groups and templates that several files' worlds hold. */
import type { GroupSeed, TemplateSeed } from '../../simulator';
import { GROUP_ID, OTHER_ID } from './bench';

const body = (text: string) => ({ type: 'BODY', text });

/** Two groups that can be written to. */
export const openGroups: GroupSeed[] = [
	{
		id: GROUP_ID,
		subject: 'Project kick-off',
		members: ['16505551001', '16505551002'],
		windowOpen: true,
		inviteCode: 'LINKOFTHEPROJECT',
	},
	{
		id: OTHER_ID,
		subject: 'Other group',
		members: ['16505551003'],
		windowOpen: true,
		inviteCode: 'LINKOFTHEOTHER',
	},
];

export const LINK = 'https://chat.whatsapp.com/LINKOFTHEPROJECT';

/** Every kind of template that the node can fill in, and some that it cannot. */
export const templates: TemplateSeed[] = [
	{
		id: '501',
		name: 'group_invite',
		components: [body('Here is the link that you asked for: {{1}} See you, {{2}}!')],
		parameterTypes: ['GROUP_ID', 'TEXT'],
	},
	{
		name: 'named_invite',
		components: [body('Hi {{name}}, the link: {{link}}')],
		parameterTypes: ['TEXT', 'GROUP_ID'],
	},
	{
		name: 'invite_with_link',
		category: 'MARKETING',
		components: [body('Join our group {{1}}: {{2}}')],
	},
	{ name: 'welcome', components: [body('Welcome to the group!')] },
	{
		name: 'order_update_group',
		components: [
			{ type: 'HEADER', format: 'IMAGE' },
			body('Hello {{1}}, your order {{2}} is on its way.'),
		],
	},
	{ name: 'clip', components: [{ type: 'HEADER', format: 'VIDEO' }, body('Watch this')] },
	{ name: 'report', components: [{ type: 'HEADER', format: 'DOCUMENT' }, body('Read this')] },
	{
		name: 'headed',
		components: [{ type: 'HEADER', format: 'TEXT', text: 'For {{1}}' }, body('News of {{1}}')],
	},
	{ name: 'appointment_named', components: [body('Hi {{first_name}}, we meet on {{date}}.')] },
	{
		name: 'track_parcel',
		components: [
			body('Hello {{1}}, follow your parcel here.'),
			{
				type: 'BUTTONS',
				buttons: [
					{ type: 'QUICK_REPLY', text: 'Thanks' },
					{ type: 'URL', text: 'Track', url: 'https://www.example.com/track/{{1}}' },
				],
			},
		],
	},
	{
		name: 'voucher',
		category: 'MARKETING',
		components: [
			body('Here is a voucher.'),
			{
				type: 'BUTTONS',
				buttons: [
					{ type: 'QUICK_REPLY', text: 'Thanks' },
					{ type: 'COPY_CODE', text: 'Copy' },
				],
			},
		],
	},
	{ name: 'greeting', language: 'en_US', components: [body('Hello!')] },
	{ name: 'greeting', language: 'de', components: [body('Hallo!')] },
	{ name: 'new_year', status: 'PENDING', components: [body('Happy new year, {{1}}!')] },
	{ name: 'half_done', language: 'en_US', components: [body('Done')] },
	{ name: 'half_done', language: 'de', status: 'REJECTED', components: [body('Fertig')] },
	{ name: 'meeting_place', components: [{ type: 'HEADER', format: 'LOCATION' }, body('Here')] },
];
