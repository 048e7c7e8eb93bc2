/** Every kind of event that a trigger hears of, and how it comes about. */
import { request } from 'undici';

import { invitationMark } from '../../../nodes/WhatsAppGroups/api/invitationMark';
import { GROUP_ID, GROUP_PATH } from '../../unit/operations/bench';
import type { Simulator, SimulatorOptions } from '../../simulator';

export interface EventKind {
	/** As the document names it. */
	kind: string;
	/** What the trigger puts out of it. */
	events: string[];
	/** A call of the service brings it about, so that it can come before that call's answer. */
	isOfCall?: true;
	/** Posted as it is: the simulator neither collects such deliveries nor changes their order. */
	isRaw?: true;
	/** It carries neither an id nor a time: two of them cannot be told from one that comes twice. */
	isNameless?: true;
	happen(simulator: Simulator): Promise<void> | void;
}

const MEMBERS = ['16505551001', '16505551002'];
const GUEST = '16505551003';
const DOOR = 'door';
const STRANGERS = ['16505550001', '16505550002'];
const UNDELIVERABLE = 131026;
const RATE_LIMIT = 130429;
const INTERNAL_ERROR = 131000;

const INVITATION = {
	name: 'invitation',
	components: [{ type: 'BODY' as const, text: 'Come in' }],
};

export const EVENTS_WORLD: SimulatorOptions = {
	templates: [INVITATION],
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

async function remove(simulator: Simulator, people: readonly string[]): Promise<void> {
	for (const user of people) {
		await call(simulator, 'DELETE', `${GROUP_PATH}/participants`, { participants: [{ user }] });
	}
}

/** Something about a group that no version of the service has told so far. */
function unheardOf(subject: string): object {
	const value = {
		messaging_product: 'whatsapp',
		metadata: { display_phone_number: '15550783881', phone_number_id: '106540352242922' },
		groups: [{ group_id: GROUP_ID, type: 'group_mood', timestamp: '1755548877', subject }],
	};
	return {
		object: 'whatsapp_business_account',
		entry: [{ id: '1', changes: [{ field: 'group_mood_update', value }] }],
	};
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

async function invite(simulator: Simulator, person: string): Promise<void> {
	await call(simulator, 'POST', '/messages', {
		recipient_type: 'individual',
		to: `+${person}`,
		type: 'template',
		template: { name: INVITATION.name, language: { code: 'en_US' } },
		biz_opaque_callback_data: invitationMark(GROUP_ID),
	});
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
			for (let count = 0; count < 2; count++) {
				simulator.control.failMessage(await send(simulator), UNDELIVERABLE);
			}
		},
	},
	{
		kind: 'Voice messages that were played',
		events: ['messagePlayed'],
		happen: async (simulator) => {
			simulator.setSwitches({ autoStatuses: 'none' });
			const messageId = await send(simulator);
			for (const person of MEMBERS) simulator.control.playMessage(messageId, person);
		},
	},
	{
		kind: 'Invitations',
		events: ['invitationSent', 'invitationDelivered', 'invitationRead'],
		isOfCall: true,
		happen: async (simulator) => {
			await invite(simulator, GUEST);
		},
	},
	{
		kind: 'Invitations that were not delivered',
		events: ['invitationFailed'],
		isOfCall: true,
		happen: async (simulator) => {
			for (const person of STRANGERS) {
				simulator.control.addPerson({ waId: person, onWhatsApp: false });
				await invite(simulator, person);
			}
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
			await remove(simulator, MEMBERS);
		},
	},
	{
		kind: 'People who could not be removed',
		events: ['participantRemoveFailed'],
		isOfCall: true,
		happen: async (simulator) => {
			await remove(simulator, STRANGERS);
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
		kind: 'Groups that could not be created or deleted',
		events: ['groupCreateFailed', 'groupDeleteFailed'],
		isOfCall: true,
		happen: async (simulator) => {
			simulator.control.failNextCreation();
			simulator.control.failNextDeletion();
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
		kind: 'Settings that could not be changed',
		events: ['settingsUpdateFailed'],
		isOfCall: true,
		happen: async (simulator) => {
			for (const subject of ['First', 'Second']) {
				simulator.control.failNextSettings({ subject: INTERNAL_ERROR });
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
	{
		kind: 'Errors that belong to no message',
		events: ['apiError'],
		isNameless: true,
		happen: ({ control }) => {
			for (const code of [RATE_LIMIT, INTERNAL_ERROR]) control.outOfBandError(code);
		},
	},
	{
		kind: 'What nobody knows yet',
		events: ['other'],
		isRaw: true,
		happen: async (simulator) => {
			for (const subject of ['one', 'two']) await simulator.deliverRaw(unheardOf(subject));
		},
	},
];
