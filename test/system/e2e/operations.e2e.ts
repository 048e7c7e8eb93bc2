import { readFile } from 'node:fs/promises';
import path from 'node:path';

import type { INodeParameters } from 'n8n-workflow';

import { Editor } from './editor';
import { takePicture } from './pictures';
import { actionNode, byId, byName, fanOut, groupInvite, manualTrigger } from './workflows';
import { openWorld, type World } from './world';

let world: World;
let editor: Editor;
let workflowId: string;

const MEMBER = '16505551001';
const WAITING = '16505551004';

/** By resource: what a node does, and what its output shows. */
let cases: Record<string, { parameters: INodeParameters; shows: string[] }>;

beforeAll(async () => {
	world = await openWorld();
	editor = new Editor(world.page, world.n8n.url);
	const groups = [...world.simulator.state.groups.values()];
	const kickOff = groups.find(({ subject }) => subject === 'Project kick-off')!;
	const vip = groups.find(({ subject }) => subject === 'VIP customers')!;
	world.simulator.control.sendMedia(kickOff.id, MEMBER, {
		type: 'image',
		mimeType: 'image/jpeg',
		bytes: await readFile(path.join(world.files, 'picture.jpg')),
	});
	const [mediaId] = world.simulator.state.media.keys();
	cases = {
		group: {
			parameters: { resource: 'group', operation: 'getAll', returnAll: true },
			shows: ['Project kick-off', kickOff.id],
		},
		invite: {
			parameters: { resource: 'invite', operation: 'getLink', groupId: byId(kickOff.id) },
			shows: [`https://chat.whatsapp.com/${kickOff.inviteCode}`],
		},
		joinRequest: {
			parameters: { resource: 'joinRequest', operation: 'getAll', groupId: byId(vip.id) },
			shows: [WAITING],
		},
		media: {
			parameters: { resource: 'media', operation: 'download', mediaId },
			shows: ['image/jpeg'],
		},
		message: {
			parameters: {
				resource: 'message',
				operation: 'send',
				groupId: byId(kickOff.id),
				text: 'From the editor',
			},
			shows: ['accepted', 'wamid.'],
		},
		participant: {
			parameters: { resource: 'participant', operation: 'getAll', groupId: byId(kickOff.id) },
			shows: [MEMBER],
		},
		template: {
			parameters: { resource: 'template', operation: 'getAll' },
			shows: ['group_invite', 'APPROVED'],
		},
		Answer: {
			parameters: {
				resource: 'message',
				operation: 'send',
				groupId: byId(groups.find(({ suspended }) => suspended)!.id),
				text: 'Hello',
			},
			shows: [],
		},
		'Invite customers': {
			parameters: {
				resource: 'invite',
				operation: 'send',
				groupId: byId(kickOff.id),
				recipients: '0151 23456703, +16505551003',
				...groupInvite('there'),
			},
			shows: [],
		},
		Greet: {
			parameters: {
				resource: 'message',
				operation: 'send',
				groupId: byName('Kick-off'),
				text: 'Hello',
			},
			shows: [],
		},
	};
	const nodes = Object.entries(cases).map(([name, { parameters }]) =>
		actionNode(name, world.credential, parameters),
	);
	({ id: workflowId } = await world.client.saveWorkflow(
		fanOut('Operations', manualTrigger(), nodes),
	));
});

afterAll(async () => {
	await world?.close();
});

async function execute(name: string) {
	await editor.openWorkflow(workflowId);
	await editor.openNode(name);
	await editor.executeStep();
}

it.each(['group', 'invite', 'joinRequest', 'message', 'participant', 'template'])(
	'an operation on the resource %s runs and shows its output',
	async (name) => {
		await execute(name);
		await editor.showJson();
		for (const text of cases[name].shows) {
			await editor.output.getByText(text).first().waitFor();
		}
		if (name === 'message') {
			const texts = world.simulator.log.sentMessages.map(({ body }) => JSON.stringify(body));
			expect(texts.filter((text) => text.includes('From the editor'))).toHaveLength(1);
			await takePicture(world.page, 'send-a-message');
		}
	},
);

it('a file is downloaded, and can be seen and saved', async () => {
	await execute('media');
	for (const text of cases.media.shows) await editor.output.getByText(text).first().waitFor();
});

it.each([
	[
		'Answer',
		'a-refusal',
		[
			'WhatsApp suspended this group, and nothing can be done in it until it is cleared.',
			'Check its subject, picture, description and content against WhatsApp’s policies.',
			'The service’s words: Group suspended',
			'Code 131207',
		],
	],
	['Invite customers', 'a-number', ['has no country code', 'plus sign']],
	['Greet', 'a-group', ['no group has the subject "Kick-off"', 'Check its spelling']],
])('an error is shown with what to do about it (%s)', async (name, picture, words) => {
	const before = world.simulator.log.sentMessages.length;
	await execute(name);
	for (const text of words) await editor.output.getByText(text).first().waitFor();
	expect(world.simulator.log.sentMessages).toHaveLength(before);
	await takePicture(world.page, picture);
});
