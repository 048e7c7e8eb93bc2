import type { JoinApprovalMode } from '../../nodes/WhatsAppGroups/api/contract/groups';
import type { Core } from './core';
import { newGroup } from './groups';
import { addJoinRequest, personOf, savePerson, WINDOW_MS, type PersonSeed } from './people';
import type { Group } from './state';
import type { TemplateSeed } from './templates';

export interface GroupSeed {
	subject: string;
	/** Default: an id of the service's kind. */
	id?: string;
	description?: string;
	joinApprovalMode?: JoinApprovalMode;
	/** Numbers, or people. */
	members?: Array<string | PersonSeed>;
	/** Numbers of people who wait to be let in. */
	joinRequests?: Array<string | PersonSeed>;
	/** The last part of the invite link. */
	inviteCode?: string;
	suspended?: boolean;
	/** A member wrote just now: free-form messages are allowed. */
	windowOpen?: boolean;
	/** Unix seconds. */
	createdAt?: number;
}

export interface Seeds {
	people?: PersonSeed[];
	groups?: GroupSeed[];
	templates?: TemplateSeed[];
}

/** A group as if it had always been there. */
export function addGroup(core: Core, seed: GroupSeed): Group {
	const person = (who: string | PersonSeed) =>
		typeof who === 'string' ? personOf(core, who) : savePerson(core, who);
	const group = newGroup(core, {
		subject: seed.subject,
		description: seed.description,
		joinApprovalMode: seed.joinApprovalMode ?? 'auto_approve',
	});
	group.visible = true;
	if (seed.id !== undefined) group.id = seed.id;
	if (seed.inviteCode !== undefined) group.inviteCode = seed.inviteCode;
	if (seed.createdAt !== undefined) group.createdAt = seed.createdAt;
	group.suspended = seed.suspended ?? false;
	if (seed.windowOpen) group.windowUntil = core.clock.now() + WINDOW_MS;
	for (const who of seed.members ?? []) {
		const member = person(who);
		group.members.set(member.waId, member);
	}
	for (const who of seed.joinRequests ?? []) addJoinRequest(core, group, person(who));
	core.state.addGroup(group);
	return group;
}

/** The data of the demo: people, groups in several states, and every kind of template. */
export function demoSeeds(): Seeds {
	const body = (text: string) => ({ type: 'BODY', text });
	return {
		people: [
			{ waId: '16505551001', name: 'Customer 1' },
			{ waId: '16505551002', name: 'Customer 2' },
			{ waId: '16505551003', name: 'Customer 3', username: '@customer3' },
			{ waId: '16505551004', name: 'Customer 4' },
			{ waId: '16505551005', name: 'Customer 5' },
			{ waId: '16505559999', name: 'Not on WhatsApp', onWhatsApp: false },
		],
		groups: [
			{
				subject: 'Project kick-off',
				description: 'Everything about the start of the project.',
				members: ['16505551001', '16505551002'],
				windowOpen: true,
			},
			{
				subject: 'VIP customers',
				description: 'Ask us anything.',
				joinApprovalMode: 'approval_required',
				members: ['16505551003'],
				joinRequests: ['16505551004', '16505551005'],
			},
			{ subject: 'Support case 4711' },
			{ subject: 'Suspended group', members: ['16505551001'], suspended: true },
		],
		templates: [
			{
				name: 'group_invite',
				components: [body('Here is the group link that you asked for: {{1}}\nSee you, {{2}}!')],
				parameterTypes: ['GROUP_ID', 'TEXT'],
			},
			{ name: 'welcome', components: [body('Welcome to the group!')] },
			{
				name: 'order_update_group',
				components: [
					{ type: 'HEADER', format: 'IMAGE' },
					body('Hello {{1}}, your order {{2}} is on its way.'),
				],
			},
			{
				name: 'appointment_named',
				components: [body('Hi {{first_name}}, we meet on {{date}}.')],
			},
			{
				name: 'track_parcel',
				components: [
					body('Hello {{1}}, follow your parcel here.'),
					{
						type: 'BUTTONS',
						buttons: [{ type: 'URL', text: 'Track', url: 'https://www.example.com/track/{{1}}' }],
					},
				],
			},
			{
				name: 'invite_with_link',
				category: 'MARKETING',
				components: [body('Join our group {{1}}: {{2}}')],
			},
			{
				name: 'new_year_greeting',
				status: 'PENDING',
				components: [body('Happy new year, {{1}}!')],
			},
		],
	};
}
