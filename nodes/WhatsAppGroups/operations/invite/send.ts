import type { Api } from '../../api/client';
import type { TemplateParameter } from '../../api/contract/messages';
import { readInviteLink, readMembers, type Members } from '../../api/groups';
import { invitationMark } from '../../api/invitationMark';
import { MAX_PARTICIPANTS, MAX_TEXT } from '../../api/limits';
import { sendToPerson, type MessageContent } from '../../api/messages';
import { isAmong } from '../../api/people';
import { withoutUndefined } from '../../api/values';
import { CODES } from '../../failures/codes';
import { InputFailure } from '../../failures/failure';
import { asFailure } from '../../failures/shown';
import { groupField, readGroupChoice } from '../../fields/group';
import { readPeople, toPerson, type PersonEntry } from '../../fields/people';
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
import type { EntryResult, Lookups, PeopleOperation } from '../../runtime/operation';

const LINK_PLACEHOLDER = '{inviteLink}';
/** What the link may add to a text, with some to spare: links are of 48 characters. */
const LINK_ROOM = 96;

const MAY_BE_IN = 'The group has members with hidden numbers, so this person may be in it already.';

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
		'Invite people to a WhatsApp group by sending each of them a message with its invitation. Each message costs money and cannot be taken back, so name only who is meant; a group holds 8 people. Returns one item per person.',
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
				'Whether to invite more people than the group has free seats. Each invitation costs money, and who comes late cannot join.',
		},
		{
			displayName: 'Invite Variable',
			name: 'inviteVariable',
			type: 'string',
			default: '',
			placeholder: 'e.g. 1',
			description:
				'Which variable of the template’s body carries the invitation, without the braces. Needed only where the template does not tell.',
		},
		{
			displayName: 'Invite Variable Type',
			name: 'inviteVariableType',
			type: 'options',
			options: [
				{
					name: 'Group ID',
					value: 'groupId',
					description: 'For Meta’s library templates: WhatsApp puts in the current link itself',
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
				return {
					orderBy: groupId,
					ids: { groupId },
					run: async (api, _session, open) => {
						const members = skip || !beyondSeats ? await readMembers(api, groupId) : undefined;
						const isIn = (entry: PersonEntry) =>
							skip &&
							members !== undefined &&
							isAmong(entry.person ? toPerson(entry.person) : {}, members.people);
						const invited = open.filter((entry) => isIn(entry) !== true);
						const tooFew = members && tooFewSeats(invited.length, members);
						if (tooFew !== undefined && !beyondSeats) throw refusal(tooFew);
						// Only when somebody is left to invite does the link cost a call.
						if (invited.length === 0) return open.map(() => ({ status: 'unchanged' }));
						const message: MessageContent = {
							...(await content(api)),
							biz_opaque_callback_data: invitationMark(groupId),
						};
						return await Promise.all(
							open.map(async (entry): Promise<EntryResult> => {
								const membership = isIn(entry);
								if (membership === true) return { status: 'unchanged' };
								const warnings = [tooFew, membership === undefined ? MAY_BE_IN : undefined];
								return await invite(
									api,
									entry,
									message,
									warnings.filter(Boolean).join(' ') || undefined,
								);
							}),
						);
					},
				};
			},
		};
	},
};

async function invite(
	api: Api,
	{ person }: PersonEntry,
	message: MessageContent,
	warning: string | undefined,
): Promise<EntryResult> {
	if (person === undefined) throw new TypeError('Nobody is invited who was refused');
	try {
		const { messageId, messageStatus, recipient, body } = await sendToPerson(api, person, message);
		const json = withoutUndefined({ messageId, messageStatus, ...recipient });
		return { status: 'accepted', json, raw: body, warning };
	} catch (thrown) {
		return { failure: asFailure(thrown) };
	}
}

/** What to say when more are invited than can come in. */
function tooFewSeats(invited: number, { count }: Members): string | undefined {
	const free = Math.max(0, MAX_PARTICIPANTS - count);
	if (invited <= free) return undefined;
	const seats = free === 1 ? '1 seat is' : `${free} seats are`;
	return `${invited} people are to be invited, but only ${seats} free: a group holds ${MAX_PARTICIPANTS}.`;
}

/** Inviting costs money and cannot be taken back. */
function refusal(tooFew: string): InputFailure {
	const { todo } = CODES.not_enough_seats;
	return new InputFailure(`${tooFew} Nobody was invited.`, todo, 'not_enough_seats');
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
	const text = input.body('text', MAX_TEXT - LINK_ROOM);
	return (_lookups, groupId) => async (api) => {
		const { link } = await readInviteLink(api, groupId);
		const body = text.includes(LINK_PLACEHOLDER)
			? text.replaceAll(LINK_PLACEHOLDER, () => link)
			: `${text.trimEnd()}\n${link}`;
		return { type: 'text', text: { body, preview_url: true } };
	};
}
