/** Every call that the action node makes, each within an operation that makes it. */
import type { IDataObject, INodeExecutionData, INodeParameters } from 'n8n-workflow';

import { GROUP_ID, OTHER_ID } from '../../unit/operations/bench';
import { itemWith, picture } from '../../unit/operations/files';
import { openGroups, templates } from '../../unit/operations/seeds';
import type { Simulator, SimulatorOptions, Switches } from '../../simulator';
import { sampleOf, type OperationName } from '../../support/samples';
import { byId, byName } from '../../support/world';

const DOOR = 'door';
const ASKING = ['16505554001', '16505554002', '16505554003'];
const MEMBERS = ['16505551001', '16505551002'];

/** What an operation is given, and what must come of it. */
export interface Task {
	parameters: INodeParameters;
	items: INodeExecutionData[];
	/** What has to end as done, refused or unknown: items, or the people of a list. */
	units: string[];
}

export interface CallRow {
	/** As the document names it. */
	kind: string;
	operation: OperationName;
	/** As the operation's own list has it. */
	call: string;
	switches?: Partial<Switches>;
	task(simulator: Simulator): Task;
	/** Which person of a list an output is about. Without it, units are the input items. */
	unitOf?(output: IDataObject): string | undefined;
	/** How often a unit was done, by what the simulator knows. Reads do nothing. */
	timesDone?(simulator: Simulator, unit: string): number;
	/** Whether the execution then waits for somebody. */
	waits?: true;
	/** Whether an output of a read says what the simulator knows. */
	isRight?(output: IDataObject, simulator: Simulator): boolean;
}

export const WORLD: SimulatorOptions = {
	groups: [
		...openGroups,
		{
			id: DOOR,
			subject: 'Behind a door',
			joinApprovalMode: 'approval_required',
			joinRequests: ASKING,
		},
	],
	templates: [
		...templates,
		{
			name: 'question',
			components: [{ type: 'BODY', text: 'Please decide here: {{1}} Thank you.' }],
		},
	],
	switches: { autoStatuses: 'none' },
};

/** Three items, of which each is a unit of its own: "0", "1", "2". */
function threeItems(parameters: INodeParameters, ...fields: IDataObject[]): Task {
	const items = [0, 1, 2].map((index): INodeExecutionData => ({ json: fields[index] ?? {} }));
	return { parameters, items, units: items.map((_item, index) => String(index)) };
}

const inGroup = { groupId: byId(GROUP_ID) };

/** A read of three items, which all give the same. */
function read(
	kind: string,
	operation: OperationName,
	call: string,
	groupId: string,
	isRight: NonNullable<CallRow['isRight']>,
	switches?: Partial<Switches>,
): CallRow {
	const task = () => threeItems(sampleOf(operation, { groupId }));
	return { kind, operation, call, switches, task, isRight };
}

const reads: CallRow[] = [
	read(
		'Read a group',
		'group:get',
		'GET /groups/{group_id}',
		GROUP_ID,
		({ subject }) => subject === 'Project kick-off',
	),
	read('List groups', 'group:getAll', 'GET /groups', GROUP_ID, ({ groupId }, simulator) =>
		simulator.state.groups.has(String(groupId)),
	),
	read(
		'Get an invite link',
		'invite:getLink',
		'GET /groups/{group_id}/invite_link',
		GROUP_ID,
		({ inviteLink }) => String(inviteLink).endsWith('/LINKOFTHEPROJECT'),
	),
	read('List participants', 'participant:getAll', 'GET /groups/{group_id}', GROUP_ID, ({ waId }) =>
		MEMBERS.includes(String(waId)),
	),
	read(
		'List join requests',
		'joinRequest:getAll',
		'GET /groups/{group_id}/join_requests',
		DOOR,
		({ joinRequestId }, simulator) =>
			simulator.state.groups.get(DOOR)?.joinRequests.has(String(joinRequestId)) === true,
	),
	...(['legacy', 'new'] as const).map((templatesEndpoint) =>
		read(
			'List templates',
			'template:getAll',
			templatesEndpoint === 'legacy' ? 'GET /v1/configs/templates' : 'GET /message_templates',
			GROUP_ID,
			({ name }, simulator) => simulator.state.templates.some((one) => one.name === name),
			{ templatesEndpoint },
		),
	),
];

/** How many accepted messages have this in them. */
function messagesWith(simulator: Simulator, text: string): number {
	return simulator.log.sentMessages.filter(({ body }) => JSON.stringify(body).includes(text))
		.length;
}

/** How many calls took effect that have this in their path or body. */
function effectsWith(simulator: Simulator, method: string, text: string): number {
	return simulator.log.requests.filter(
		({ method: used, tookEffect, path, body }) =>
			used === method && tookEffect && `${path} ${JSON.stringify(body)}`.includes(text),
	).length;
}

const writeText = () =>
	threeItems(
		sampleOf('message:send', { groupId: GROUP_ID, text: '={{ $json.text }}' }),
		...['Hello 0', 'Hello 1', 'Hello 2'].map((text) => ({ text })),
	);

function heardMessages(simulator: Simulator): string[] {
	return ['a', 'b', 'c'].map((text) => simulator.control.sendText(GROUP_ID, MEMBERS[0], text));
}

function pinning(kind: string, operation: 'message:pin' | 'message:unpin'): CallRow {
	const ids = new WeakMap<Simulator, string[]>();
	return {
		kind,
		operation,
		call: 'POST /messages',
		task: (simulator) => {
			const heard = heardMessages(simulator);
			ids.set(simulator, heard);
			return threeItems(
				sampleOf(operation, { groupId: GROUP_ID, messageId: '={{ $json.messageId }}' }),
				...heard.map((messageId) => ({ messageId })),
			);
		},
		timesDone: (simulator, unit) =>
			messagesWith(simulator, ids.get(simulator)?.[Number(unit)] ?? 'none'),
	};
}

const writing: CallRow[] = [
	{
		kind: 'Send a message',
		operation: 'message:send',
		call: 'POST /messages',
		task: writeText,
		timesDone: (simulator, unit) => messagesWith(simulator, `Hello ${unit}`),
	},
	{
		kind: 'Send a message with a file: the upload',
		operation: 'message:send',
		call: 'POST /media',
		task: () => filesTask({ ...inGroup, messageType: 'image', mediaSource: 'binary' }, 'caption'),
		timesDone: (simulator, unit) => messagesWith(simulator, `caption ${unit}`),
	},
	...['GET /v1/configs/templates', 'POST /messages'].map(
		(call): CallRow => ({
			kind: call.startsWith('GET') ? 'Send a template: finding it' : 'Send a template',
			operation: 'message:sendTemplate',
			call,
			task: () =>
				threeItems(
					sampleOf('message:sendTemplate', {
						groupId: GROUP_ID,
						template: 'appointment_named',
						templateValues: { body_first_name: '={{ $json.name }}', body_date: 'Friday' },
					}),
					...['Person 0', 'Person 1', 'Person 2'].map((name) => ({ name })),
				),
			timesDone: (simulator, unit) => messagesWith(simulator, `Person ${unit}`),
		}),
	),
	...(['text', 'template'] as const).flatMap(asking),
	pinning('Pin a message', 'message:pin'),
	pinning('Unpin a message', 'message:unpin'),
];

/** A question, which one item asks, and for whose answer the execution waits. */
function asking(sendAs: 'text' | 'template'): CallRow[] {
	const calls = ['POST /messages', ...(sendAs === 'template' ? ['GET /v1/configs/templates'] : [])];
	return calls.map((call) => ({
		kind: call.startsWith('GET') ? 'Ask a group: finding the template' : `Ask a group by ${sendAs}`,
		operation: 'message:sendAndWait',
		call,
		waits: true,
		task: () => ({
			parameters: {
				...sampleOf('message:sendAndWait', { groupId: GROUP_ID }),
				sendAs,
				template: byName('question'),
			},
			items: [{ json: {} }],
			units: ['0'],
		}),
		timesDone: (simulator) => messagesWith(simulator, '/webhook-waiting/'),
	}));
}

const creating = ['POST /groups', 'GET /groups', 'GET /groups/{group_id}/invite_link'].map(
	(call, step): CallRow => ({
		kind: ['Create a group', 'Create a group: finding it', 'Create a group: its link'][step],
		operation: 'group:create',
		call,
		task: () =>
			threeItems(
				{
					...sampleOf('group:create', { subject: '={{ $json.subject }}' }),
					waitForInviteLink: true,
				},
				...['New 0', 'New 1', 'New 2'].map((subject) => ({ subject })),
			),
		timesDone: (simulator, unit) =>
			[...simulator.state.groups.values()].filter(({ subject }) => subject === `New ${unit}`)
				.length,
	}),
);

const INVITED = ['16505552001', '16505552002', '16505552003'];

const inviting = (
	[
		['GET /groups/{group_id}', 'Invite people: reading the group'],
		['GET /v1/configs/templates', 'Invite people: finding the template'],
		['GET /groups/{group_id}/invite_link', 'Invite people: reading the link'],
		['POST /messages', 'Invite people'],
	] as const
).map(
	([call, kind]): CallRow => ({
		kind,
		operation: 'invite:send',
		call,
		task: () => ({
			parameters: {
				...sampleOf('invite:send', {
					groupId: GROUP_ID,
					people: INVITED.map((person) => `+${person}`).join(),
					inviteTemplate: 'invite_with_link',
					templateValues: { body_1: 'now' },
				}),
				options: { inviteVariable: '2' },
			},
			items: [{ json: {} }],
			units: INVITED,
		}),
		unitOf: ({ waId }) => waId as string | undefined,
		timesDone: (simulator, unit) => simulator.log.sentTo(unit).length,
	}),
);

function memberOf(simulator: Simulator, groupId: string, person: string): boolean {
	return simulator.state.groups.get(groupId)?.members.has(person) === true;
}

function removing(call: string): CallRow {
	const isChecking = call.startsWith('GET');
	// Somebody who is not in the group makes the service answer that only a part was done.
	const given = isChecking ? [...MEMBERS, '16505550000'] : MEMBERS;
	return {
		kind: isChecking ? 'Remove people: who is still in' : 'Remove people',
		operation: 'participant:remove',
		call,
		switches: { partialResponse: isChecking ? 'error' : 'detailed' },
		task: () => ({
			parameters: sampleOf('participant:remove', {
				groupId: GROUP_ID,
				people: given.map((person) => `+${person}`).join(),
			}),
			items: [{ json: {} }],
			units: given,
		}),
		unitOf: ({ waId }) => waId as string | undefined,
		timesDone: (simulator, unit) => (memberOf(simulator, GROUP_ID, unit) ? 0 : 1),
	};
}

function deciding(
	kind: string,
	operation: 'joinRequest:approve' | 'joinRequest:reject',
	call: string,
): CallRow {
	const asked = (simulator: Simulator) => simulator.state.groups.get(DOOR)?.joinRequests;
	return {
		kind,
		operation,
		call,
		task: (simulator) => {
			const units = [...(asked(simulator)?.keys() ?? [])];
			const parameters = sampleOf(operation, { groupId: DOOR, joinRequestIds: units.join() });
			return { parameters, items: [{ json: {} }], units };
		},
		unitOf: ({ joinRequestId }) => joinRequestId as string | undefined,
		timesDone: (simulator, unit) => (asked(simulator)?.has(unit) ? 0 : 1),
	};
}

function filesTask(parameters: INodeParameters, name: string): Task {
	const texts = [0, 1, 2].map((index) => `${name} ${index}`);
	return {
		...threeItems({ ...parameters, options: { caption: '={{ $json.text }}' } }),
		items: texts.map((text) =>
			itemWith({ ...picture(192, 192), fileName: `${text}.jpg` }, 'data', { text }),
		),
	};
}

const RECEIVED = ['one', 'two', 'three'];

/** Three files that somebody sent, as items. */
function receivedFiles(simulator: Simulator): Task {
	for (const text of RECEIVED) {
		const bytes = Buffer.from(text);
		simulator.control.sendMedia(GROUP_ID, MEMBERS[0], { type: 'image', bytes });
	}
	const ids = [...simulator.state.media.keys()];
	return threeItems(
		sampleOf('media:download', { mediaId: '={{ $json.mediaId }}' }),
		...ids.map((mediaId) => ({ mediaId })),
	);
}

const files: CallRow[] = [
	{
		kind: 'Upload a file',
		operation: 'media:upload',
		call: 'POST /media',
		task: () => {
			return { ...filesTask({}, 'file'), parameters: {} };
		},
		timesDone: (simulator, unit) =>
			[...simulator.state.media.values()].filter(({ filename }) => filename === `file ${unit}.jpg`)
				.length,
	},
	...['GET /{media_id}', 'GET /whatsapp_business/attachments/'].map(
		(call, step): CallRow => ({
			kind: ['Download a file: its address', 'Download a file'][step],
			operation: 'media:download',
			call,
			task: receivedFiles,
			isRight: ({ mediaId, fileSize }, simulator) =>
				simulator.state.media.get(String(mediaId))?.bytes.length === fileSize,
		}),
	),
	{
		kind: 'Delete a file',
		operation: 'media:delete',
		call: 'DELETE /{media_id}',
		task: receivedFiles,
		timesDone: (simulator, unit) =>
			[...simulator.state.media.values()].some(
				({ bytes }) => bytes.toString() === RECEIVED[Number(unit)],
			)
				? 0
				: 1,
	},
];

const settings: CallRow[] = [
	{
		kind: 'Change a group’s settings',
		operation: 'group:update',
		call: 'POST /groups/{group_id}',
		task: () =>
			threeItems(
				sampleOf('group:update', {
					groupId: '={{ $json.groupId }}',
					subject: '={{ $json.subject }}',
				}),
				{ groupId: GROUP_ID, subject: 'Renamed 0' },
				{ groupId: OTHER_ID, subject: 'Renamed 1' },
				{ groupId: DOOR, subject: 'Renamed 2' },
			),
		timesDone: (simulator, unit) =>
			[...simulator.state.groups.values()].some(({ subject }) => subject === `Renamed ${unit}`)
				? 1
				: 0,
	},
	{
		kind: 'Change a group’s picture',
		operation: 'group:update',
		call: 'POST /groups/{group_id}',
		task: () => ({
			parameters: { ...inGroup, updateFields: { picture: 'data' } },
			items: [itemWith(picture(192, 192))],
			units: ['0'],
		}),
		timesDone: (simulator) => (simulator.state.groups.get(GROUP_ID)?.pictureSha256 ? 1 : 0),
	},
	{
		kind: 'Delete a group',
		operation: 'group:delete',
		call: 'DELETE /groups/{group_id}',
		task: () =>
			threeItems(
				sampleOf('group:delete', { groupId: '={{ $json.groupId }}' }),
				...[GROUP_ID, OTHER_ID, DOOR].map((groupId) => ({ groupId })),
			),
		timesDone: (simulator, unit) =>
			simulator.state.groups.has([GROUP_ID, OTHER_ID, DOOR][Number(unit)]) ? 0 : 1,
	},
	{
		kind: 'Reset an invite link',
		operation: 'invite:resetLink',
		call: 'POST /groups/{group_id}/invite_link',
		task: () =>
			threeItems(
				sampleOf('invite:resetLink', { groupId: '={{ $json.groupId }}' }),
				...[GROUP_ID, OTHER_ID, DOOR].map((groupId) => ({ groupId })),
			),
		timesDone: (simulator, unit) =>
			effectsWith(
				simulator,
				'POST',
				`/groups/${encodeURIComponent([GROUP_ID, OTHER_ID, DOOR][Number(unit)])}/invite_link`,
			),
	},
	...(
		[
			['GET /message_template_library', 'both'],
			['POST /v1/configs/templates', 'legacy'],
			['POST /message_templates', 'new'],
		] as const
	).map(
		([call, templatesEndpoint]): CallRow => ({
			kind: call.startsWith('GET')
				? 'Create an invite template: reading the library'
				: 'Create an invite template',
			operation: 'template:createInvite',
			call,
			switches: { templatesEndpoint },
			task: (simulator) => {
				// With a single template in the library none has to be chosen.
				simulator.state.library = simulator.state.library.slice(0, 1);
				return threeItems(
					sampleOf('template:createInvite', { newTemplate: '={{ $json.name }}' }),
					...['invite_0', 'invite_1', 'invite_2'].map((name) => ({ name })),
				);
			},
			timesDone: (simulator, unit) =>
				simulator.state.templates.filter(({ name }) => name === `invite_${unit}`).length,
		}),
	),
];

export const CALLS: readonly CallRow[] = [
	...reads,
	...writing,
	...creating,
	...inviting,
	removing('DELETE /groups/{group_id}/participants'),
	removing('GET /groups/{group_id}'),
	deciding('Approve join requests', 'joinRequest:approve', 'POST /groups/{group_id}/join_requests'),
	deciding('Reject join requests', 'joinRequest:reject', 'DELETE /groups/{group_id}/join_requests'),
	...files,
	...settings,
];
