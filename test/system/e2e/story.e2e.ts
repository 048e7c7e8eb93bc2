import { demoSeeds } from '../../simulator';
import { PhoneHands } from '../../support/phoneHands';
import { answerInvitations, seeRemoval } from '../../support/story';
import { eventually } from '../../tools/n8n/eventually';
import { connect } from '../../tools/n8n/graph';
import { Editor } from './editor';
import {
	actionNode,
	answeringWorkflow,
	byId,
	byName,
	fanOut,
	groupInvite,
	manualTrigger,
	START,
} from './workflows';
import { openWorld, type World } from './world';

const NAMES = ['Customer 1', 'Customer 2', 'Customer 3'];
const [FIRST, SECOND, THIRD] = ['+16505551001', '+16505551002', '+16505551003'];
const OPEN = 'Open house';
const CLOSED = 'By invitation';

let world: World;
let editor: Editor;

beforeAll(async () => {
	const { people, templates } = demoSeeds();
	world = await openWorld({ people, templates });
	editor = new Editor(world.page, world.n8n.url);
});

afterAll(async () => {
	await world?.close();
});

/** Makes two groups, one with a door, and invites people to each. */
async function saveInviting(): Promise<string> {
	const { client, credential } = world;
	const creating = (subject: string, joinApprovalMode: string) =>
		actionNode(`Create ${subject}`, credential, {
			resource: 'group',
			operation: 'create',
			subject,
			joinApprovalMode,
		});
	const inviting = (subject: string, recipients: string) =>
		actionNode(`Invite to ${subject}`, credential, {
			resource: 'invite',
			operation: 'send',
			groupId: byId('={{ $json.groupId }}'),
			recipients,
			...groupInvite('everybody'),
		});
	const nodes = [
		manualTrigger(),
		creating(OPEN, 'auto_approve'),
		inviting(OPEN, `${FIRST}, ${SECOND}`),
		creating(CLOSED, 'approval_required'),
		inviting(CLOSED, THIRD),
	];
	const names = nodes.map(({ name }) => name);
	const connections = connect([START, names[1], names[2]], [START, names[3], names[4]]);
	const { id } = await client.saveWorkflow({ name: 'Invite', nodes, connections });
	return id;
}

/** Lets everybody in who asks for it. */
async function saveApproving(): Promise<string> {
	const { client, credential } = world;
	const door = { resource: 'joinRequest', groupId: byName(CLOSED) };
	const nodes = [
		manualTrigger(),
		actionNode('Who asks', credential, { ...door, operation: 'getAll', returnAll: true }),
		actionNode('Let in', credential, {
			...door,
			operation: 'approve',
			joinRequestIds: '={{ $json.joinRequestId }}',
		}),
	];
	const connections = connect([START, 'Who asks', 'Let in']);
	const { id } = await client.saveWorkflow({ name: 'Approve', nodes, connections });
	return id;
}

async function saveRemoving(): Promise<string> {
	const { client, credential } = world;
	const removing = actionNode('Remove', credential, {
		resource: 'participant',
		operation: 'remove',
		groupId: byName(CLOSED),
		participants: THIRD,
	});
	const { id } = await client.saveWorkflow(fanOut('Remove', manualTrigger(), [removing]));
	return id;
}

/** Answers every question, once. */
async function activateAnswering(): Promise<string> {
	const { client, credential } = world;
	const webhookId = '55555555-52a4-4f0e-8a55-1d1f0a7c9e03';
	const { id } = await client.saveWorkflow(answeringWorkflow(credential, webhookId));
	await client.activate(id);
	return id;
}

/** Opens a workflow, presses Execute, and waits for its end. */
async function execute(id: string): Promise<void> {
	await editor.openWorkflow(id);
	await editor.executeWorkflow();
	await eventually('the execution to succeed', async () => {
		const [newest] = await world.client.executions(id);
		if (newest && ['error', 'crashed'].includes(newest.status)) {
			throw new Error(`The execution ended with ${newest.status}.`);
		}
		return newest?.status === 'success';
	});
}

it('three are invited; two join and one asks, is approved, writes, gets an answer, is removed', async () => {
	const { simulator, page } = world;
	const [inviting, approving, removing] = [
		await saveInviting(),
		await saveApproving(),
		await saveRemoving(),
	];
	const answering = await activateAnswering();
	const playground = await page.context().newPage();
	await playground.goto(`${simulator.url}/playground/phones`);
	const [one, two, three] = NAMES.map((name) => new PhoneHands(playground, name));

	await execute(inviting);
	await answerInvitations(one, two, three);

	await execute(approving);
	await three.tap('Open the group');
	await three.sees('Customer 3 joined');
	await three.write('Is anybody here?');
	await three.sees('You wrote: Is anybody here?');
	await two.tap('Open the group');
	await two.write('Good morning');
	await one.tap('Open the group');
	await one.sees('You wrote: Good morning');

	await execute(removing);
	await seeRemoval(three);

	await simulator.idle();
	const told = simulator.events.flatMap(({ value }) => value.groups ?? []);
	expect(told.map(({ type }) => type).sort()).toEqual([
		'group_create',
		'group_create',
		'group_join_request_created',
		...Array<string>(3).fill('group_participants_add'),
		'group_participants_remove',
	]);
	const sent = simulator.log.sentMessages.map(({ body }) => body as Record<string, unknown>);
	const invited = sent.filter(({ type }) => type === 'template').map(({ to }) => to);
	expect(invited.sort()).toEqual([FIRST, SECOND, THIRD]);
	const answers = sent.flatMap(({ text }) => (text ? [(text as { body: string }).body] : []));
	expect(answers.sort()).toEqual(['You wrote: Good morning', 'You wrote: Is anybody here?']);
	await eventually('both executions to be told of', async () => {
		const all = await world.client.executions(answering);
		return all.length === 2 && all.every(({ status }) => status === 'success');
	});
	await playground.close();
});
