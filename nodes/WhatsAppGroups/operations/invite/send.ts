import type { Api } from '../../api/client';
import type { TemplateParameter } from '../../api/contract/messages';
import { readInviteLink, readMembers, type Members } from '../../api/groups';
import { invitationMark } from '../../api/invitationMark';
import { MAX_PARTICIPANTS, MAX_TEXT } from '../../api/limits';
import { sendToPerson, type MessageContent } from '../../api/messages';
import { isAmong, type Person } from '../../api/people';
import { withoutUndefined } from '../../api/values';
import { CODES } from '../../failures/codes';
import { InputFailure } from '../../failures/failure';
import { asFailure } from '../../failures/shown';
import { groupField, readGroupChoice } from '../../fields/group';
import { readPeople, type Named, type PersonEntry, type Recipient } from '../../fields/people';
import { findInvitation, INVITATION_TYPES } from '../../fields/invitation';
import {
	belowChoice,
	inviteTemplateField,
	readTemplateReference,
	resolveTemplate,
} from '../../fields/template';
import { templateParametersField, templateTextField } from '../../fields/templateParameters';
import { planComponents, readTemplateValues } from '../../fields/templateValues';
import type { ItemInput } from '../../runtime/input';
import type { Invitees } from '../../runtime/invitees';
import type { EntryResult, Lookups, PeopleOperation } from '../../runtime/operation';

const LINK_PLACEHOLDER = '{inviteLink}';
/** What each link may add to a text, with some to spare: links are of 48 characters. */
const LINK_ROOM = 96;

const MAY_BE_IN = 'The group has members with hidden numbers, so this person may be in it already.';
const INVITED_BEFORE = 'This person was invited by an earlier item.';

const byTemplate = { inviteMethod: ['template'] };

/**
 * POST /messages to single people, one call each: a template whose variable carries the invitation,
 * or a text with the link (only inside a person's own 24-hour window). Contract 2.4.
 */
export const sendInvite: PeopleOperation<PersonEntry> = {
	resource: 'invite',
	operation: 'send',
	name: 'Send',
	action: 'Send an invitation to people',
	description:
		'Invite people to a WhatsApp group by sending each of them a message with its invitation. Each message costs money and cannot be taken back, so name only those who are meant; a group holds 8 people. Returns one item per person.',
	calls: [
		'GET /v1/configs/templates',
		'GET /groups/{group_id}',
		'GET /groups/{group_id}/invite_link',
		'POST /messages',
	],
	people: 'recipients',
	fields: [
		groupField,
		{
			displayName: 'Recipients',
			name: 'recipients',
			type: 'string',
			typeOptions: { rows: 3 },
			default: '',
			required: true,
			placeholder: 'e.g. +49 151 23456789, +1 650 555 1234',
			description:
				'Whom to invite: phone numbers with country code or user IDs of hidden numbers, separated by commas or new lines, or a list such as ["+4915123456789"]. Nobody else is written to.',
		},
		{
			displayName: 'Invite Method',
			name: 'inviteMethod',
			type: 'options',
			options: [
				{
					name: 'Template',
					value: 'template',
					description: 'An approved template; reaches people at any time',
				},
				{
					name: 'Text',
					value: 'text',
					description:
						'A text with the link; only for people who wrote to you in the last 24 hours',
				},
			],
			default: 'template',
			description: 'How to invite',
		},
		belowChoice(inviteTemplateField, byTemplate),
		belowChoice(templateTextField, byTemplate),
		belowChoice(templateParametersField, byTemplate),
		{
			displayName: 'Text',
			name: 'text',
			type: 'string',
			typeOptions: { rows: 3 },
			default: `You are invited to our WhatsApp group: ${LINK_PLACEHOLDER}`,
			description: `What to write. ${LINK_PLACEHOLDER} becomes the link; without it the link is added at the end.`,
			displayOptions: { show: { inviteMethod: ['text'] } },
		},
	],
	options: [
		{
			displayName: 'Invite Beyond Seats',
			name: 'inviteBeyondSeats',
			type: 'boolean',
			default: false,
			description:
				'Whether to invite more people than the group has free seats. Each invitation costs money, and whoever comes late cannot join.',
		},
		{
			displayName: 'Invite Variable',
			name: 'inviteVariable',
			type: 'string',
			default: '',
			placeholder: 'e.g. 1',
			description:
				'Which variable of the template’s body carries the invitation, without the braces. Needed only when the template leaves it open.',
		},
		{
			displayName: 'Invite Variable Type',
			name: 'inviteVariableType',
			type: 'options',
			options: [
				{
					name: 'Group ID',
					value: 'groupId',
					description: 'For Meta’s library templates: WhatsApp fills in the current link itself',
				},
				{
					name: 'Link',
					value: 'link',
					description: 'For a template of your own: the invite link as text',
				},
			],
			default: 'groupId',
			description:
				'What the invite variable takes. When it is not set: a Group ID in a utility template, a Link in a marketing template.',
		},
		{
			displayName: 'Skip People Already in the Group',
			name: 'skipParticipants',
			type: 'boolean',
			default: true,
			description: 'Whether to leave out people who are in the group already',
		},
	],
	output: {
		groupId: 'string',
		recipient: 'string',
		waId: 'string',
		userId: 'string',
		parentUserId: 'string',
		messageId: 'string',
		messageStatus: 'string',
		success: 'boolean',
		status: 'string',
		warning: 'string',
	},
	plan(input) {
		const group = readGroupChoice(input);
		const method = input.choice('inviteMethod', ['template', 'text']);
		const prepare = method === 'template' ? planTemplate(input) : planText(input);
		const entries = readPeople(input, 'recipients', 'recipient', group.known);
		const skip = input.optionFlag('skipParticipants', true);
		const beyondSeats = input.optionFlag('inviteBeyondSeats', false);
		return {
			entries,
			ready: async (lookups) => {
				const groupId = await group.lookUp(lookups);
				const content = await prepare(lookups, groupId);
				const invitable = entries.filter(({ refusal }) => refusal === undefined);
				const people = invitable.map((entry) => personOf(entry).who);
				lookups.invitees.expect(groupId, people);
				return {
					orderBy: groupId,
					ids: { groupId },
					run: async (api, { invitees }, open) => {
						const plan = { groupId, content, skip, beyondSeats, invitees };
						return await inviteAll(api, open, plan);
					},
				};
			},
		};
	},
};

interface Invitation {
	groupId: string;
	content: Content;
	/** Whether who is in the group already is left out. */
	skip: boolean;
	beyondSeats: boolean;
	invitees: Invitees;
}

async function inviteAll(
	api: Api,
	entries: readonly PersonEntry[],
	invitation: Invitation,
): Promise<EntryResult[]> {
	const { groupId, content, skip, beyondSeats, invitees } = invitation;
	const members = skip || !beyondSeats ? await readMembers(api, groupId) : undefined;
	const present = skip && members ? members.people : [];
	const known = entries.map((entry) => withoutInvitation(personOf(entry).who, present, invitation));
	const handled = known.filter((result) => result !== undefined);
	const left = known.length - handled.length;
	// Only when somebody is left to invite does the link cost a call, and a seat matter.
	if (left === 0) return handled;
	const wanted = invitees.countBeside(groupId, present);
	const tooFew = members && tooFewSeats(wanted, left, members);
	if (tooFew !== undefined && !beyondSeats) {
		throw refusal(tooFew, invitees.anyInvited(groupId));
	}
	const message: MessageContent = {
		...(await content(api)),
		biz_opaque_callback_data: invitationMark(groupId),
	};
	// Two of this item whom only another item shows to be one person are both invited.
	return await Promise.all(
		entries.map(async (entry, position): Promise<EntryResult> => {
			const result = known[position];
			if (result) return result;
			const { address, who } = personOf(entry);
			const mayBeIn = isAmong(who, present) === undefined ? MAY_BE_IN : undefined;
			const warning = [tooFew, mayBeIn].filter(Boolean).join(' ') || undefined;
			const invited = await invite(api, address, message, warning);
			invitees.note(groupId, who, 'failure' in invited ? invited.failure : 'invited');
			return invited;
		}),
	);
}

function personOf({ person }: PersonEntry): Named {
	if (person === undefined) throw new TypeError('Nobody is invited who was refused');
	return person;
}

/** What is told of somebody who is not invited (again); undefined for all others. */
function withoutInvitation(
	person: Person,
	present: readonly Person[],
	{ groupId, invitees }: Invitation,
): EntryResult | undefined {
	if (invitees.isAmong(groupId, person, present)) return { status: 'unchanged' };
	const earlier = invitees.earlier(groupId, person);
	if (earlier === undefined) return undefined;
	if (earlier !== 'invited') return { failure: earlier };
	return { status: 'unchanged', warning: INVITED_BEFORE };
}

async function invite(
	api: Api,
	recipient: Recipient,
	message: MessageContent,
	warning: string | undefined,
): Promise<EntryResult> {
	try {
		const sent = await sendToPerson(api, recipient, message);
		const { messageId, messageStatus, body } = sent;
		const json = withoutUndefined({ messageId, messageStatus, ...sent.recipient });
		return { status: 'accepted', json, raw: body, warning };
	} catch (thrown) {
		return { failure: asFailure(thrown) };
	}
}

/**
 * What to say when more are invited than can come in.
 *
 * @param wanted by all items
 * @param own those of the item
 */
function tooFewSeats(wanted: number, own: number, { count }: Members): string | undefined {
	const free = Math.max(0, MAX_PARTICIPANTS - count);
	if (wanted <= free) return undefined;
	const byAll = wanted > own ? ' by all items together' : '';
	const seats =
		free === 0 ? 'no seats are' : free === 1 ? 'only 1 seat is' : `only ${free} seats are`;
	const people = wanted === 1 ? '1 person is' : `${wanted} people are`;
	return `${people} to be invited${byAll}, but ${seats} free: a group holds ${MAX_PARTICIPANTS}.`;
}

/** Inviting costs money and cannot be taken back. */
function refusal(tooFew: string, othersInvited: boolean): InputFailure {
	const { todo } = CODES.not_enough_seats;
	const nobody = othersInvited ? 'Nobody else' : 'Nobody';
	return new InputFailure(`${tooFew} ${nobody} was invited.`, todo, 'not_enough_seats');
}

type Content = (api: Api) => Promise<MessageContent>;
type Prepare = (lookups: Lookups, groupId: string) => Promise<Content> | Content;

function planTemplate(input: ItemInput): Prepare {
	const reference = readTemplateReference(input);
	const values = readTemplateValues(input);
	const wanted = {
		variable: input.optionText('inviteVariable'),
		type: input.optionChoice('inviteVariableType', INVITATION_TYPES),
	};
	return async ({ api, templates }, groupId) => {
		const template = await resolveTemplate(api, templates, reference);
		const { variable, type } = findInvitation(template, wanted);
		const components = planComponents(template, values, variable);
		return async (calls) => {
			const parameter: TemplateParameter =
				type === 'groupId'
					? { type: 'group_id', group_id: groupId }
					: { type: 'text', text: (await readInviteLink(calls, groupId)).link };
			return {
				type: 'template',
				template: {
					name: template.name,
					language: { code: template.language },
					components: components(parameter),
				},
			};
		};
	};
}

function planText(input: ItemInput): Prepare {
	const text = input.body('text', (written) => MAX_TEXT - linksIn(written) * LINK_ROOM);
	return (_lookups, groupId) => async (api) => {
		const { link } = await readInviteLink(api, groupId);
		const body = text.includes(LINK_PLACEHOLDER)
			? text.replaceAll(LINK_PLACEHOLDER, () => link)
			: `${text.trimEnd()}\n${link}`;
		return { type: 'text', text: { body, preview_url: true } };
	};
}

/** One at least: without a placeholder the link comes at the end. */
function linksIn(text: string): number {
	return Math.max(1, text.split(LINK_PLACEHOLDER).length - 1);
}
