import type { IDataObject } from 'n8n-workflow';

import type { Api } from '../../api/client';
import type { TemplateParameter } from '../../api/contract/messages';
import { InputFailure, ServiceFailure } from '../../api/errorBody';
import { groupDetails, readGroup, readInviteLink } from '../../api/groups';
import { MAX_PARTICIPANTS, MAX_TEXT } from '../../api/limits';
import { sendToPerson, type AcceptedMessage } from '../../api/messages';
import { asJson, asText, defined, type Person } from '../../api/values';
import { groupField, readGroupId } from '../../fields/group';
import { failOnPartialFailure, optionsField } from '../../fields/options';
import { toE164 } from '../../fields/people';
import { readTemplateReference, resolveTemplate, templateField } from '../../fields/template';
import {
	buildComponents,
	readTemplateValues,
	templateParametersField,
} from '../../fields/templateParameters';
import type { Outcome } from '../../failures/shown';
import { eachEntry, listOutcome } from '../../runtime/people';
import type { ItemInput } from '../../runtime/input';
import type { Operation, Session } from '../../runtime/operation';

const LINK_PLACEHOLDER = '{inviteLink}';
/** What the link may add to a text, with some to spare: links are of 48 characters. */
const LINK_ROOM = 96;

const onlyForTemplates = { show: { inviteMethod: ['template'] } };

/**
 * POST /messages to single people, one call each: a template whose variable carries the invitation,
 * or a text with the link (only inside a person's own 24-hour window). Contract 2.4.
 */
export const sendInvite: Operation = {
	resource: 'invite',
	operation: 'send',
	name: 'Send',
	action: 'Send an invitation to people',
	description:
		'Invite people to a WhatsApp group by sending each of them a message with its invitation. Returns one item per person.',
	calls: [
		'GET /groups/{group_id}',
		'GET /v1/configs/templates',
		'GET /groups/{group_id}/invite_link',
		'POST /messages',
	],
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
				'Whom to invite: phone numbers with country code, separated by commas or new lines, or an array from an expression',
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
		{ ...templateField, displayOptions: onlyForTemplates },
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
			description: 'What the invite variable of the template takes',
			displayOptions: onlyForTemplates,
		},
		{
			displayName: 'Invite Variable',
			name: 'inviteVariable',
			type: 'string',
			default: '',
			placeholder: 'e.g. 1',
			description:
				'Which variable of the template’s body carries the invitation, without the braces. The first when empty.',
			displayOptions: onlyForTemplates,
		},
		{ ...templateParametersField, displayOptions: onlyForTemplates },
		{
			displayName: 'Text',
			name: 'text',
			type: 'string',
			typeOptions: { rows: 3 },
			default: `You are invited to our WhatsApp group: ${LINK_PLACEHOLDER}`,
			required: true,
			description: `What to write. ${LINK_PLACEHOLDER} becomes the link; without it the link is added at the end.`,
			displayOptions: { show: { inviteMethod: ['text'] } },
		},
		optionsField(failOnPartialFailure, {
			displayName: 'Skip People Already in the Group',
			name: 'skipParticipants',
			type: 'boolean',
			default: true,
			description: 'Whether to leave out people who are in the group already',
		}),
	],
	output: {
		success: 'boolean',
		groupId: 'string',
		recipient: 'string',
		waId: 'string',
		userId: 'string',
		messageId: 'string',
		status: 'string',
		warning: 'string',
	},
	plan(input) {
		const groupId = readGroupId(input);
		const recipients = readRecipients(input);
		const method = input.choice('inviteMethod', ['template', 'text']);
		const content = method === 'template' ? planTemplate(input, groupId) : planText(input, groupId);
		const skip = input.optionFlag('skipParticipants', true);
		const simplify = input.optionFlag('simplify', true);
		const rules = {
			noun: 'recipients',
			failOnPartialFailure: input.optionFlag('failOnPartialFailure', false),
			itemIndex: input.index,
			raw: !simplify,
		};
		const identify = ({ given, phone }: Recipient) =>
			defined({ groupId, recipient: given, waId: phone?.slice(1) });
		if (recipients.every(({ refusal }) => refusal)) {
			const failed = recipients.map((one) => ({ json: identify(one), failure: one.refusal }));
			listOutcome(failed, rules);
		}
		return {
			orderBy: groupId,
			run: async (api, session): Promise<Outcome[]> => {
				const group = groupDetails(
					await readGroup(api, groupId, ['participants', 'total_participant_count']),
				);
				const present = new Set(group.participants.map(({ waId }) => waId));
				const isSkipped = ({ phone }: Recipient) =>
					skip && phone !== undefined && present.has(phone.slice(1));
				const invited = recipients.filter((one) => one.phone !== undefined && !isSkipped(one));
				const warning = seatWarning(invited.length, MAX_PARTICIPANTS - group.participantCount);
				// Only when somebody is left to invite do template and link cost a call.
				const message = invited.length > 0 ? await content(api, session) : undefined;
				const entries = await eachEntry(recipients, identify, async (one) => {
					if (one.refusal) throw one.refusal;
					if (!message || one.phone === undefined || isSkipped(one)) {
						return { ...identify(one), status: 'alreadyInGroup' };
					}
					const sent = await sendToPerson(api, one.phone, message);
					return simplify ? { ...identify(one), ...accepted(sent, warning) } : asJson(sent.body);
				});
				return listOutcome(entries, rules);
			},
		};
	},
};

interface Recipient {
	/** As the user wrote it. */
	given: string;
	/** In E.164 form. */
	phone?: string;
	refusal?: InputFailure;
}

/** A number that is none is that person's failure; the others are still invited. */
function readRecipients(input: ItemInput): Recipient[] {
	const seen = new Set<string>();
	const recipients = input.list('recipients').map((value): Recipient => {
		const given = asText(value) ?? asText((value as Person | null)?.waId) ?? String(value);
		try {
			return { given, phone: toE164(value, input.label('recipients')) };
		} catch (refusal) {
			return { given, refusal: refusal as InputFailure };
		}
	});
	return recipients.filter(({ phone, given }) => {
		const key = phone ?? given;
		if (seen.has(key)) return false;
		seen.add(key);
		return true;
	});
}

type Content = (api: Api, session: Session) => Promise<Parameters<typeof sendToPerson>[2]>;

function planTemplate(input: ItemInput, groupId: string): Content {
	const reference = readTemplateReference(input);
	const values = readTemplateValues(input);
	const variable = input.text('inviteVariable', { optional: true }) || undefined;
	const type = input.choice('inviteVariableType', ['groupId', 'link']);
	return async (api, session) => {
		const template = await resolveTemplate(api, session.templates, reference);
		const parameter: TemplateParameter =
			type === 'groupId'
				? { type: 'group_id', group_id: groupId }
				: { type: 'text', text: await linkOf(api, groupId) };
		return {
			type: 'template',
			template: {
				name: template.name,
				language: { code: template.language },
				components: buildComponents(template, values, { variable, parameter }),
			},
		};
	};
}

function planText(input: ItemInput, groupId: string): Content {
	const text = input.body('text', MAX_TEXT - LINK_ROOM);
	return async (api) => {
		const link = await linkOf(api, groupId);
		const body = text.includes(LINK_PLACEHOLDER)
			? text.replaceAll(LINK_PLACEHOLDER, link)
			: `${text.trimEnd()}\n${link}`;
		return { type: 'text', text: { body, preview_url: true } };
	};
}

async function linkOf(api: Api, groupId: string): Promise<string> {
	const invitation = await readInviteLink(api, groupId);
	if (invitation instanceof ServiceFailure) throw invitation;
	return invitation.link;
}

function accepted(sent: AcceptedMessage, warning: string | undefined): IDataObject {
	const { messageId, status, waId, userId } = sent;
	return defined({ messageId, status: status ?? 'accepted', waId, userId, warning });
}

/** Everybody may be invited, but only so many can come in. */
function seatWarning(invited: number, freeSeats: number): string | undefined {
	if (invited <= freeSeats) return undefined;
	const seats =
		freeSeats <= 0
			? 'no seat is'
			: freeSeats === 1
				? 'only one seat is'
				: `only ${freeSeats} seats are`;
	return `${invited} people are invited, but ${seats} free: a group holds ${MAX_PARTICIPANTS}. Who comes later cannot join.`;
}
