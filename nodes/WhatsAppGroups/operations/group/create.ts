import { record } from '../../api/answer';
import { serviceTime, type Api } from '../../api/client';
import {
	JOIN_APPROVAL_MODES,
	type CreateGroupRequest,
	type CreateGroupResponse,
} from '../../api/contract/groups';
import { subjectForm } from '../../api/groupDirectory';
import { MAX_DESCRIPTION, MAX_SUBJECT } from '../../api/limits';
import { asId, withoutUndefined } from '../../api/values';
import { Failure } from '../../failures/failure';
import type { Operation, Result, Session } from '../../runtime/operation';
import { creations, groupKey, subjectKey } from './shared/creations';
import { existingGroup } from './shared/existing';
import { idOf, knownOf, waitForGroup } from './shared/newGroup';

const IF_SUBJECT_EXISTS = ['create', 'fail', 'useExisting'] as const;

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
			placeholder: 'e.g. Project kick-off',
			description: 'The name of the group that people see, up to 128 characters',
		},
		{
			displayName: 'If Subject Exists',
			name: 'ifSubjectExists',
			type: 'options',
			options: [
				{
					name: 'Create',
					value: 'create',
					description: 'Create another group with the same subject',
				},
				{
					name: 'Fail',
					value: 'fail',
					description: 'Create nothing and fail',
				},
				{
					name: 'Use Existing',
					value: 'useExisting',
					description:
						'Create nothing and return the ID and invite link of the group that is there',
				},
			],
			default: 'create',
			description: 'What to do when a group with this subject already exists',
		},
		{
			displayName: 'Description',
			name: 'description',
			type: 'string',
			typeOptions: { rows: 3 },
			default: '',
			placeholder: 'e.g. Everything about the start of the project',
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
					description: 'Whoever opens the link asks to join, and you approve or reject',
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
	],
	output: {
		groupId: 'string',
		inviteLink: 'string',
		subject: 'string',
		description: 'string',
		joinApprovalMode: 'string',
		createdAt: 'string',
		requestId: 'string',
		success: 'boolean',
		status: 'string',
		warning: 'string',
		candidates: ['string'],
	},
	plan(input) {
		const subject = input.text('subject', { max: MAX_SUBJECT });
		const description = input.text('description', { max: MAX_DESCRIPTION, optional: true });
		const joinApprovalMode = input.choice('joinApprovalMode', JOIN_APPROVAL_MODES);
		const ifSubjectExists = input.choice('ifSubjectExists', IF_SUBJECT_EXISTS);
		const wait = input.flag('waitForInviteLink');
		const request: CreateGroupRequest = {
			messaging_product: 'whatsapp',
			subject,
			...(description && { description }),
			join_approval_mode: joinApprovalMode,
		};
		const wasNone = ifSubjectExists !== 'create';
		const inTurn = wait || wasNone;
		return {
			// In order within this execution; `inTurn` adds the others of this process.
			orderBy: inTurn ? `subject ${subjectForm(subject)}` : undefined,
			run: async (api, session) => {
				const work = async (): Promise<Result> => {
					const existing =
						ifSubjectExists === 'create'
							? undefined
							: await existingGroup(api, session, subject, ifSubjectExists);
					return existing ?? (await create(api, session, request, { wait, wasNone }));
				};
				return [await (inTurn ? creations.inTurn(subjectKey(api, subject), work) : work())];
			},
		};
	},
};

async function create(
	api: Api,
	session: Session,
	request: CreateGroupRequest,
	{ wait, wasNone }: { wait: boolean; wasNone: boolean },
): Promise<Result> {
	const { subject, description, join_approval_mode: joinApprovalMode } = request;
	const key = subjectKey(api, subject);
	const startedAt = session.clock.now();
	const answer = await api
		.call({
			method: 'POST',
			path: ['groups'],
			json: request,
			kind: 'once',
			howToFindOut:
				'List the groups with Group: Get Many to see whether one with this subject was created.',
			expects: record<CreateGroupResponse>(
				'an ID of the new group or of the request',
				(body) => idOf(body) !== undefined || asId(body.request_id) !== undefined,
			),
		})
		.catch((thrown: unknown) => {
			const isNotDone = thrown instanceof Failure && thrown.certainty === 'notDone';
			if (!isNotDone) creations.expect(key, { wasNone });
			throw thrown;
		});
	const lasted = session.clock.now() - startedAt;
	const since = serviceTime(answer.headers, session.clock) - lasted;
	const known = knownOf(answer);
	const ownKey = known.groupId === undefined ? undefined : groupKey(api, known.groupId);
	const expected = creations.expect(key, { groupKey: ownKey, since, wasNone });
	if (ownKey !== undefined) creations.take(ownKey);
	const wanted = { subject, known, since, expected };
	const found = wait ? await waitForGroup(api, session, wanted) : known;
	const isWhole = found.groupId !== undefined && found.inviteLink !== undefined;
	if (isWhole) creations.appeared(key, (one) => one === expected);
	const { groupId, inviteLink, createdAt, warning, candidates } = found;
	const json = withoutUndefined({
		groupId,
		inviteLink,
		subject,
		description,
		joinApprovalMode,
		createdAt,
		requestId: asId(answer.value.request_id),
		success: true,
		status: isWhole ? 'done' : wait ? 'pending' : 'accepted',
		warning,
		candidates,
	});
	return { json, raw: answer.body };
}
