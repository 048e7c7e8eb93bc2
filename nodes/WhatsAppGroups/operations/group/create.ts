import type { Api } from '../../api/client';
import {
	JOIN_APPROVAL_MODES,
	type CreateGroupRequest,
	type CreateGroupResponse,
	type GroupSummary,
} from '../../api/contract/groups';
import { ServiceFailure } from '../../api/errorBody';
import { GROUP_UNKNOWN, groupList, groupSummary, readInviteLink } from '../../api/groups';
import { GROUPS_PAGE, MAX_DESCRIPTION, MAX_SUBJECT } from '../../api/limits';
import { tryReadUpTo } from '../../api/paging';
import { asNumber, asRecord, asText, defined } from '../../api/values';
import { optionsField } from '../../fields/options';
import { reply, type Operation, type Session } from '../../runtime/operation';
import { creations } from './shared/creations';

/** How long to wait for a new group and its link, in ms. */
const LONGEST_WAIT_MS = 30_000;
const FIRST_POLL_MS = 250;
const LONGEST_POLL_MS = 4000;

/** Group times are in whole seconds, cut off. */
const CLOCK_GRAIN_MS = 1000;

/**
 * POST /groups. Creation is asynchronous and its answer disputed (D1): it holds the group's `id`, or
 * a `request_id`, or both. Not idempotent: an unclear answer is never tried again.
 */
export const createGroup: Operation = {
	resource: 'group',
	operation: 'create',
	name: 'Create',
	action: 'Create a group',
	description:
		'Create a WhatsApp group owned by the business number and get its invite link. People cannot be added: invite them afterwards.',
	calls: ['POST /groups', 'GET /groups', 'GET /groups/{group_id}/invite_link'],
	fields: [
		{
			displayName: 'Subject',
			name: 'subject',
			type: 'string',
			default: '',
			required: true,
			description: 'The name of the group that people see, up to 128 characters',
		},
		{
			displayName: 'Description',
			name: 'description',
			type: 'string',
			typeOptions: { rows: 3 },
			default: '',
			description: 'What the group is for, up to 2,048 characters',
		},
		{
			displayName: 'Join Approval Mode',
			name: 'joinApprovalMode',
			type: 'options',
			options: [
				{
					name: 'Approval Required',
					value: 'approval_required',
					description: 'Who opens the link asks to join, and you approve or reject',
				},
				{
					name: 'Auto Approve',
					value: 'auto_approve',
					description: 'Whoever opens the invite link is in',
				},
			],
			default: 'auto_approve',
			description: 'How people get in with the invite link. It cannot be changed later.',
		},
		{
			displayName: 'Wait for Invite Link',
			name: 'waitForInviteLink',
			type: 'boolean',
			default: true,
			description:
				'Whether to wait (up to 30 seconds) until the group exists and return its ID and invite link',
		},
		optionsField(),
	],
	output: {
		success: 'boolean',
		status: 'string',
		groupId: 'string',
		requestId: 'string',
		subject: 'string',
		description: 'string',
		joinApprovalMode: 'string',
		inviteLink: 'string',
		createdAt: 'string',
		warning: 'string',
	},
	plan(input) {
		const subject = input.text('subject', { max: MAX_SUBJECT });
		const description = input.text('description', { max: MAX_DESCRIPTION, optional: true });
		const joinApprovalMode = input.choice('joinApprovalMode', JOIN_APPROVAL_MODES);
		const wait = input.flag('waitForInviteLink');
		const simplify = input.optionFlag('simplify', true);
		const request: CreateGroupRequest = {
			messaging_product: 'whatsapp',
			subject,
			...(description && { description }),
			join_approval_mode: joinApprovalMode,
		};
		return {
			// In order within this execution; `inTurn` adds the others of this process.
			orderBy: wait ? `subject ${subject}` : undefined,
			run: async (api, session) => {
				const key = `${api.baseUrl} ${subject}`;
				const create = async () => {
					const startedAt = session.now();
					const answer = await api.call<CreateGroupResponse>({
						method: 'POST',
						path: ['groups'],
						json: request,
						kind: 'once',
						howToFindOut:
							'List the groups (Group: Get Many) to see whether one of this subject was created.',
					});
					const groupId = asText(asRecord(answer.body).id);
					if (groupId !== undefined) creations.take(`${api.baseUrl} ${groupId}`);
					if (!wait) return { body: answer.body, found: { groupId } as Found };
					const since = serviceTime(answer.headers, session.now()) - (session.now() - startedAt);
					const found = await waitForGroup(api, session, { subject, groupId, since });
					return { body: answer.body, found };
				};
				const { body, found } = await (wait ? creations.inTurn(key, create) : create());
				const isPending = found.groupId === undefined || (wait && found.inviteLink === undefined);
				return reply(simplify, body, {
					success: true,
					status: isPending ? 'pending' : 'created',
					requestId: asText(asRecord(body).request_id),
					subject,
					description: description || undefined,
					joinApprovalMode,
					...found,
				});
			},
		};
	},
};

interface Found {
	groupId?: string;
	inviteLink?: string;
	createdAt?: string;
	warning?: string;
}

interface Wanted {
	subject: string;
	groupId?: string;
	/** When the call began, by the service's clock, in ms. */
	since: number;
}

/** Polls until the group and its link are there, or time is up. Never fails: the group may exist. */
async function waitForGroup(api: Api, session: Session, wanted: Wanted): Promise<Found> {
	const deadline = session.now() + LONGEST_WAIT_MS;
	let { groupId } = wanted;
	let createdAt: string | undefined;
	let problem: ServiceFailure | undefined;
	for (let pause = FIRST_POLL_MS; ; pause = Math.min(LONGEST_POLL_MS, pause * 2)) {
		if (groupId === undefined) {
			const candidates = await findNewGroups(api, session, wanted);
			if (candidates instanceof ServiceFailure) {
				problem = candidates;
			} else if (candidates.length > 1) {
				session.unresolvedSubjects.add(wanted.subject);
				return { warning: ambiguous(wanted.subject, candidates) };
			} else if (candidates.length === 1) {
				({ groupId, createdAt } = groupSummary(candidates[0]));
				if (groupId !== undefined) creations.take(`${api.baseUrl} ${groupId}`);
			}
		}
		if (groupId !== undefined) {
			const invitation = await readInviteLink(api, groupId);
			if (!(invitation instanceof ServiceFailure)) {
				return defined({ groupId, inviteLink: invitation.link, createdAt });
			}
			problem = invitation;
			const isNotThereYet = invitation.code === GROUP_UNKNOWN;
			const isPassing = (invitation.details.httpStatus ?? 500) >= 500;
			if (!isNotThereYet && !isPassing) break;
		}
		if (session.now() + pause > deadline) break;
		await session.sleep(pause);
	}
	if (groupId === undefined) session.unresolvedSubjects.add(wanted.subject);
	return defined({ groupId, createdAt, warning: notReady(groupId, problem) });
}

/** Groups of the subject that are new since the call and that no other creation has taken. */
async function findNewGroups(
	api: Api,
	session: Session,
	wanted: Wanted,
): Promise<GroupSummary[] | ServiceFailure> {
	// An earlier creation of this subject may still come late: whose group is it then?
	if (session.unresolvedSubjects.has(wanted.subject)) return [];
	const groups = await tryReadUpTo(api, groupList(GROUPS_PAGE), Infinity);
	if (groups instanceof ServiceFailure) return groups;
	return groups.filter((group) => {
		const createdAt = asNumber(group.created_at);
		return (
			asText(group.subject)?.trim() === wanted.subject &&
			createdAt !== undefined &&
			createdAt * 1000 > wanted.since - CLOCK_GRAIN_MS &&
			!creations.isTaken(`${api.baseUrl} ${asText(group.id)}`)
		);
	});
}

/** The service's clock in ms, from its answer; ours where it does not say. */
function serviceTime(headers: Record<string, unknown>, fallback: number): number {
	const time = Date.parse(asText(headers.date) ?? '');
	return Number.isNaN(time) ? fallback : time;
}

function ambiguous(subject: string, candidates: readonly GroupSummary[]): string {
	const ids = candidates.map((group) => asText(group.id)).join(', ');
	return `${candidates.length} new groups have the subject "${subject}" (${ids}), so it cannot be said which of them is this one. Give groups different subjects, or hear the event groupCreated.`;
}

function notReady(groupId: string | undefined, problem: ServiceFailure | undefined): string {
	const reason = problem ? ` The last answer: ${problem.details.message}.` : '';
	return groupId === undefined
		? `The service accepted the creation, but the group did not show up in the list in time. Do not create it again: look for it later with Group: Get Many.${reason}`
		: `The group was created, but its invite link could not be read yet. Get it later with Invite: Get Link.${reason}`;
}
