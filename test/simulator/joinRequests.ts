import type {
	JoinRequestsResponse,
	ListJoinRequestsResponse,
} from '../../nodes/WhatsAppGroups/api/contract/joinRequests';
import type { WireError } from '../../nodes/WhatsAppGroups/api/contract/wire';
import type { WirePerson } from '../../nodes/WhatsAppGroups/api/contract/people';
import type { Answer, Call, Core, Handler } from './core';
import { badParameter, errorItem, ServiceError } from './errors';
import { showNotice } from './chats';
import { groupUpdate, isNumberHidden, personIds } from './events';
import { creationTime } from './groups';
import { pageOf } from './paging';
import type { Group, JoinRequest } from './state';
import { activeGroupOf, graphBodyOf, groupOf } from './validation';

export const MAX_MEMBERS = 8;

export const listJoinRequests: Handler = (core, call) => {
	const requests = [...groupOf(core, call.params.id).joinRequests.values()];
	const position = (key: string) => {
		const sequence = Number(key);
		const index = requests.findIndex((request) => request.sequence >= sequence);
		if (index < 0) return { index: requests.length, present: false };
		return { index, present: requests[index].sequence === sequence };
	};
	const keyOf = (request: JoinRequest) => String(request.sequence);
	const page = pageOf(core, call, 'join_requests', requests, keyOf, position);
	return {
		body: {
			data: page.items.map((request) => ({
				join_request_id: request.id,
				...personIds(core, request.person),
				creation_timestamp: creationTime(core, request.createdAt),
			})),
			...(page.paging ? { paging: page.paging } : {}),
		} satisfies ListJoinRequestsResponse,
	};
};

interface Outcome {
	done: JoinRequest[];
	failed: Array<{ join_request_id: string; errors: WireError[] }>;
}

/** Handles each request of the body by itself; `refuses` gives the code of a request that cannot be. */
function handleEach(
	core: Core,
	call: Call,
	refuses: (group: Group, request: JoinRequest) => number | undefined,
	accept: (group: Group, request: JoinRequest) => void,
): Outcome & { group: Group } {
	const group = activeGroupOf(core, call.params.id);
	const { join_requests: ids } = graphBodyOf(call, ['join_requests']);
	if (!Array.isArray(ids) || ids.length === 0 || !ids.every((id) => typeof id === 'string')) {
		throw badParameter('join_requests must be an array of ids that is not empty');
	}
	const outcome: Outcome = { done: [], failed: [] };
	for (const id of ids as string[]) {
		const request = group.joinRequests.get(id);
		const code = request ? refuses(group, request) : 131213;
		if (!request || code !== undefined) {
			outcome.failed.push({ join_request_id: id, errors: [errorItem(code ?? 131213)] });
			continue;
		}
		group.joinRequests.delete(id);
		accept(group, request);
		outcome.done.push(request);
	}
	if (outcome.done.length === 0 && core.switches.joinRequestsAllBad === 'sync') {
		throw new ServiceError(Number(outcome.failed[0].errors[0].code));
	}
	return { ...outcome, group };
}

function answerOf(
	key: 'approved_join_requests' | 'rejected_join_requests',
	{ done, failed }: Outcome,
): Answer {
	const failures =
		failed.length === 0 ? {} : { failed_join_requests: failed, errors: [errorItem(131201)] };
	return {
		status: failed.length === 0 ? 200 : 206,
		body: {
			messaging_product: 'whatsapp',
			[key]: done.map(({ id }) => id),
			...failures,
		} satisfies JoinRequestsResponse,
	};
}

export const approveJoinRequests: Handler = (core, call) => {
	const outcome = handleEach(
		core,
		call,
		(group, { person }) => {
			if (!person.acceptsTerms) return 131203;
			return group.members.size >= MAX_MEMBERS ? 131204 : undefined;
		},
		(group, { person }) => {
			group.members.set(person.waId, person);
			showNotice(core, group, { kind: 'joined', waId: person.waId });
		},
	);
	if (outcome.done.length > 0) {
		const added = outcome.done.map(({ person }): WirePerson => {
			const input = isNumberHidden(core, person) ? person.userId : `+${person.waId}`;
			return { input, ...personIds(core, person) };
		});
		const update = groupUpdate(core, 'group_participants_update', {
			group_id: outcome.group.id,
			type: 'group_participants_add',
			reason: 'invite_link',
			added_participants: added,
		});
		core.emit([update], call);
	}
	return answerOf('approved_join_requests', outcome);
};

/** No webhook follows. */
export const rejectJoinRequests: Handler = (core, call) =>
	answerOf(
		'rejected_join_requests',
		handleEach(
			core,
			call,
			() => undefined,
			() => undefined,
		),
	);
