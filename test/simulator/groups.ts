import {
	GROUP_INFO_FIELDS,
	JOIN_APPROVAL_MODES,
	type CreateGroupResponse,
	type GroupInfoField,
	type GroupInfoResponse,
	type GroupSummary,
	type JoinApprovalMode,
	type ListGroupsResponse,
	type MutationResponse,
} from '../../nodes/WhatsAppGroups/api/contract/groups';
import type { Scalar } from '../../nodes/WhatsAppGroups/api/contract/wire';
import type { Call, Core, Handler } from './core';
import { badParameter, errorItem, ServiceError } from './errors';
import { showNotice } from './chats';
import { createdUpdate, groupUpdate, personIds } from './events';
import { groupIdOf } from './ids';
import { pageOf } from './paging';
import { inviteLinkOf, type Group } from './state';
import { activeGroupOf, characters, graphBodyOf, groupOf } from './validation';

const MAX_SUBJECT = 128;
const MAX_DESCRIPTION = 2048;

/** The bodies that update, delete and remove may answer; undefined for none (D3). */
export function mutationBody(
	core: Core,
	operation: 'update' | 'delete' | 'remove',
	requestId: string,
): MutationResponse | undefined {
	switch (core.switches.mutateResponse) {
		case 'empty':
			return {};
		case 'request_id':
			return { messaging_product: 'whatsapp', request_id: requestId };
		case 'success_text':
			return { success: 'true' };
		case 'none':
			return operation === 'delete' ? { success: true } : undefined;
		default:
			return { success: true };
	}
}

/** A scalar of group info or of a list, as text when the switch says so (D11). */
export function scalar<T extends number | boolean>(core: Core, value: T): T | string {
	return core.switches.scalarStyle === 'strings' ? String(value) : value;
}

/** When something was created, as groups and join requests print it (D11). */
export function creationTime(core: Core, seconds: number): Scalar {
	const { createdAtStyle } = core.switches;
	if (createdAtStyle === 'iso') return new Date(seconds * 1000).toISOString();
	return scalar(core, createdAtStyle === 'milliseconds' ? seconds * 1000 : seconds);
}

/** Trimmed, as the service stores it. */
export function subjectOf(value: unknown): string {
	if (typeof value !== 'string') throw badParameter('subject is required and must be a string');
	const subject = value.trim();
	if (subject === '') throw badParameter('subject must not be empty');
	if (characters(subject) > MAX_SUBJECT) {
		throw badParameter(`subject must have at most ${MAX_SUBJECT} characters`);
	}
	return subject;
}

export function descriptionOf(value: unknown): string {
	if (typeof value !== 'string') throw badParameter('description must be a string');
	if (characters(value) > MAX_DESCRIPTION) {
		throw badParameter(`description must have at most ${MAX_DESCRIPTION} characters`);
	}
	return value;
}

/** A group that is not listed yet; `visible` starts its life. */
export function newGroup(
	core: Core,
	fields: Pick<Group, 'subject' | 'description' | 'joinApprovalMode'>,
): Group {
	const number = `12036${core.ids.digits(13)}`;
	return {
		id: groupIdOf(core.channel.displayPhone, number),
		number,
		sequence: core.state.nextSequence(),
		...fields,
		createdAt: core.clock.seconds(),
		visible: false,
		suspended: false,
		inviteCode: core.ids.letters(22),
		members: new Map(),
		removedForever: new Set(),
		joinRequests: new Map(),
		pins: [],
		windowUntil: 0,
	};
}

export const createGroup: Handler = (core, call) => {
	const { state, channel, switches, ids } = core;
	const body = graphBodyOf(call, ['subject', 'description', 'join_approval_mode']);
	const mode = body.join_approval_mode ?? 'auto_approve';
	if (!JOIN_APPROVAL_MODES.includes(mode as JoinApprovalMode)) {
		throw badParameter(`join_approval_mode must be one of ${JOIN_APPROVAL_MODES.join(', ')}`);
	}
	const group = newGroup(core, {
		subject: subjectOf(body.subject),
		description: body.description === undefined ? undefined : descriptionOf(body.description),
		joinApprovalMode: mode as JoinApprovalMode,
	});
	// Creating is the only call that shows eligibility; a call without a product is refused first.
	if (!state.eligible) throw new ServiceError(131215);
	let failure = state.planned.creation.shift();
	if (failure === undefined && state.groups.size >= channel.groupLimit) {
		if (switches.groupLimitRefusal === 'sync') throw new ServiceError(131211);
		failure = 131211;
	}
	const requestId = ids.digits(15);
	group.creation = { requestId, failure };
	state.addGroup(group);
	if (switches.creationDelayMs > 0) finishLater(core, group);
	else finish(core, group, call);
	return { body: creationBody(core, group, requestId) };
};

/** Of a group that does not exist yet. */
export function finishLater(core: Core, group: Group): void {
	const { clock, switches } = core;
	clock.after(switches.creationDelayMs, 'creation of a group', () => finish(core, group));
}

function finish(core: Core, group: Group, call?: Call): void {
	const { requestId = '', failure } = group.creation ?? {};
	delete group.creation;
	if (failure === undefined) {
		group.visible = true;
		showNotice(core, group, { kind: 'created' });
		core.emit([createdUpdate(core, group, requestId, inviteLinkOf(group))], call);
		return;
	}
	core.state.removeGroup(group);
	const failed = groupUpdate(core, 'group_lifecycle_update', {
		type: 'group_create',
		subject: group.subject,
		...(group.description === undefined ? {} : { description: group.description }),
		request_id: requestId,
		group_id: group.id,
		errors: [errorItem(failure)],
	});
	core.emit([failed], call);
}

/** Some clients read these from the answer to a creation; the contract's type does not have them. */
type CreationAnswer = CreateGroupResponse & { group_id?: string; invite_link?: string };

function creationBody(core: Core, group: Group, requestId: string): CreationAnswer {
	const { id } = group;
	const request = { messaging_product: 'whatsapp', request_id: requestId } as const;
	switch (core.switches.createResponse) {
		case 'id':
			return { id };
		case 'both':
			return { ...request, id };
		case 'group_id':
			return { group_id: id };
		case 'link':
			return { id, invite_link: inviteLinkOf(group) };
		default:
			return request;
	}
}

export const listGroups: Handler = (core, call) => {
	const { state, switches } = core;
	const groups = [...state.groups.values()].filter(
		(group) => group.visible && (switches.listSuspended || !group.suspended),
	);
	const sign = switches.listOrder === 'newest' ? -1 : 1;
	if (sign < 0) groups.reverse();
	const position = (key: string) => {
		const sequence = Number(key);
		const index = groups.findIndex((group) => (group.sequence - sequence) * sign >= 0);
		if (index < 0) return { index: groups.length, present: false };
		return { index, present: groups[index].sequence === sequence };
	};
	const page = pageOf(core, call, 'groups', groups, (group) => String(group.sequence), position);
	const list = page.items.map(
		(group): GroupSummary => ({
			id: group.id,
			subject: group.subject,
			created_at: creationTime(core, group.createdAt),
		}),
	);
	return { body: { ...shapedList(core, list), ...(page.paging ? { paging: page.paging } : {}) } };
};

/** Independent clients read the list in all three places (D32). */
function shapedList(core: Core, groups: GroupSummary[]) {
	switch (core.switches.listShape) {
		case 'data':
			return { data: groups };
		case 'groups':
			return { groups };
		default:
			return { data: { groups } } satisfies ListGroupsResponse;
	}
}

export const getGroup: Handler = (core, call) => {
	const group = groupOf(core, call.params.id);
	const fields = (call.query.fields ?? '').split(',').filter((field) => field !== '');
	const values: Pick<GroupInfoResponse, GroupInfoField> = {
		subject: group.subject,
		description: group.description,
		join_approval_mode: group.joinApprovalMode,
		suspended: scalar(core, group.suspended),
		creation_timestamp: creationTime(core, group.createdAt),
		participants: [...group.members.values()].map((person) => personIds(core, person)),
		total_participant_count: scalar(core, group.members.size),
	};
	const body: Record<string, unknown> = { messaging_product: 'whatsapp', id: group.id };
	for (const field of fields) {
		if (!GROUP_INFO_FIELDS.includes(field as GroupInfoField)) {
			throw badParameter(`Tried accessing nonexisting field (${field})`);
		}
		const value = values[field as GroupInfoField];
		if (value !== undefined) body[field] = value;
	}
	return { body };
};

export const deleteGroup: Handler = (core, call) => {
	const group = activeGroupOf(core, call.params.id);
	const requestId = core.ids.digits(15);
	const failure = core.state.planned.deletion.shift();
	if (failure === undefined) {
		showNotice(core, group, { kind: 'deleted' });
		core.state.goneGroups.set(group.id, group.subject);
		core.state.removeGroup(group);
	}
	const deleted = groupUpdate(core, 'group_lifecycle_update', {
		group_id: group.id,
		type: 'group_delete',
		request_id: requestId,
		...(failure === undefined ? {} : { errors: [errorItem(failure)] }),
	});
	core.emit([deleted], call);
	return { body: mutationBody(core, 'delete', requestId) };
};
