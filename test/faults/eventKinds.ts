/** Every kind of event that a trigger hears of, and how it comes about. */
import { request } from 'undici';

import { GROUP_ID, GROUP_PATH } from '../operations/bench';
import type { Simulator, SimulatorOptions } from '../simulator';

export interface EventKind {
	/** As the document names it. */
	kind: string;
	/** What the trigger puts out of it. */
	events: string[];
	/** A call of the service brings it about, so that it can come before that call's answer. */
	isOfCall?: true;
	happen(simulator: Simulator): Promise<void> | void;
}

const MEMBERS = ['16505551001', '16505551002'];
const GUEST = '16505551003';
const DOOR = 'door';
const UNDELIVERABLE = 131026;

export const EVENTS_WORLD: SimulatorOptions = {
	groups: [
		{ id: GROUP_ID, subject: 'Project kick-off', members: MEMBERS, windowOpen: true },
		{ id: DOOR, subject: 'Behind a door', joinApprovalMode: 'approval_required' },
	],
};

async function call(
	{ url, apiKey }: Simulator,
	method: 'POST' | 'DELETE',
	path: string,
	body?: object,
): Promise<unknown> {
	const response = await request(`${url}${path}`, {
		method,
		headers: { 'D360-API-KEY': apiKey, 'content-type': 'application/json' },
		...(body && { body: JSON.stringify({ messaging_product: 'whatsapp', ...body }) }),
	});
	const answer = await response.body.json();
	if (response.statusCode !== 200) throw new Error(`${path}: ${JSON.stringify(answer)}`);
	return answer;
}

async function send(simulator: Simulator): Promise<string> {
	const answer = (await call(simulator, 'POST', '/messages', {
		recipient_type: 'group',
		to: GROUP_ID,
		type: 'text',
		text: { body: 'Welcome' },
	})) as { messages: Array<{ id: string }> };
	return answer.messages[0].id;
}

export const EVENT_KINDS: readonly EventKind[] = [
	{
		kind: 'Messages of people',
		events: ['messageReceived'],
		happen: ({ control }) => {
			for (const text of ['one', 'two', 'three']) control.sendText(GROUP_ID, MEMBERS[0], text);
		},
	},
	{
		kind: 'Statuses of your messages',
		events: ['messageSent', 'messageDelivered', 'messageRead'],
		isOfCall: true,
		happen: async (simulator) => {
			await send(simulator);
		},
	},
	{
		kind: 'Messages that were not delivered',
		events: ['messageFailed'],
		happen: async (simulator) => {
			simulator.setSwitches({ autoStatuses: 'none' });
			simulator.control.failMessage(await send(simulator), UNDELIVERABLE);
		},
	},
	{
		kind: 'People who join and leave',
		events: ['participantJoined', 'participantLeft'],
		happen: ({ control }) => {
			control.join(control.inviteLink(GROUP_ID), GUEST);
			control.leave(GROUP_ID, GUEST);
		},
	},
	{
		kind: 'People who were removed',
		events: ['participantRemoved'],
		isOfCall: true,
		happen: async (simulator) => {
			const participants = MEMBERS.map((user) => ({ user }));
			await call(simulator, 'DELETE', `${GROUP_PATH}/participants`, { participants });
		},
	},
	{
		kind: 'Join requests',
		events: ['joinRequestCreated', 'joinRequestRevoked'],
		happen: ({ control }) => {
			control.join(control.inviteLink(DOOR), GUEST);
			control.revokeJoinRequest(DOOR, GUEST);
		},
	},
	{
		kind: 'Groups created and deleted',
		events: ['groupCreated', 'groupDeleted'],
		isOfCall: true,
		happen: async (simulator) => {
			await call(simulator, 'POST', '/groups', { subject: 'New' });
			await call(simulator, 'DELETE', GROUP_PATH);
		},
	},
	{
		kind: 'Changed settings',
		events: ['settingsUpdated'],
		isOfCall: true,
		happen: async (simulator) => {
			for (const subject of ['First', 'Second']) {
				await call(simulator, 'POST', GROUP_PATH, { subject });
			}
		},
	},
	{
		kind: 'Groups suspended and reinstated',
		events: ['groupSuspended', 'groupReinstated'],
		happen: ({ control }) => {
			control.suspend(GROUP_ID);
			control.clearSuspension(GROUP_ID);
		},
	},
];
