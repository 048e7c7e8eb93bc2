import type { IConnections, INode, INodeParameters } from 'n8n-workflow';

import { startChatModel, type ChatModel, type ToolCall } from '../../tools/n8n/chatModel';
import { eventually } from '../../tools/n8n/eventually';
import { NODE } from '../../tools/n8n/graph';
import { Editor } from './editor';
import { takePicture } from './pictures';
import { actionNode, byId, byName, groupInvite, manualTrigger, START } from './workflows';
import { isOldest, openWorld, type World } from './world';

const AGENT = 'AI Agent';
const CHAT = 'Chat Model';
/** Versions of the agent: the one that new workflows get, and the one before, which runs tools by itself. */
const AGENT_NOW = 3.1;
const AGENT_BEFORE = 2.2;

let world: World;
let editor: Editor;
let model: ChatModel | undefined;

beforeAll(async () => {
	world = await openWorld();
	editor = new Editor(world.page, world.n8n.url);
});

afterEach(async () => {
	await model?.close();
});

afterAll(async () => {
	await world?.close();
});

/** Runs an agent with these tools, and gives what the model was told and what the agent put out. */
async function runAgent(
	agentVersion: number,
	tools: Record<string, INodeParameters>,
	script?: readonly ToolCall[],
	settings: Partial<INode> = {},
) {
	const { client, credential } = world;
	model = await startChatModel(script);
	const key = await client.saveCredential({
		name: `Local model at ${model.url}`,
		type: 'openAiApi',
		data: { apiKey: 'none', url: model.url },
	});
	const agent: INode = {
		id: 'agent',
		name: AGENT,
		type: '@n8n/n8n-nodes-langchain.agent',
		typeVersion: agentVersion,
		position: [220, 0],
		parameters: { promptType: 'define', text: 'Look after our groups.', options: {} },
	};
	const chat: INode = {
		id: 'model',
		name: CHAT,
		type: '@n8n/n8n-nodes-langchain.lmChatOpenAi',
		typeVersion: 1.2,
		position: [40, 220],
		parameters: { model: { __rl: true, mode: 'id', value: 'local' }, options: {} },
		credentials: { openAiApi: { id: key.id, name: key.name } },
	};
	const toolNodes = Object.entries(tools).map(
		([name, parameters], index): INode => ({
			...actionNode(name, credential, parameters),
			...settings,
			type: `${NODE}Tool`,
			position: [240 + index * 160, 220],
		}),
	);
	const toAgent = (type: 'main' | 'ai_languageModel' | 'ai_tool') => ({
		[type]: [[{ node: AGENT, type, index: 0 }]],
	});
	const connections: IConnections = {
		[START]: toAgent('main'),
		[CHAT]: toAgent('ai_languageModel'),
		...Object.fromEntries(toolNodes.map(({ name }) => [name, toAgent('ai_tool')])),
	};
	const { id } = await client.saveWorkflow({
		name: 'Agent',
		nodes: [manualTrigger(), agent, chat, ...toolNodes],
		connections,
		settings: { executionOrder: 'v1' },
	});
	await editor.openWorkflow(id);
	await editor.executeWorkflow();
	const [execution] = await eventually('the execution', async () => {
		const all = await client.executions(id);
		return all.length > 0 && !['new', 'running'].includes(all[0].status) && all;
	});
	const { resultData } = await client.executionData(execution.id);
	expect(resultData.error?.message).toBeUndefined();
	const [answer] = resultData.runData[AGENT][0].data!.main[0]!;
	return { requests: model.requests, output: String(answer.json.output) };
}

/** What the tools said to the model. */
function toldBy(requests: ChatModel['requests']): string[] {
	return (requests.at(-1)?.messages ?? [])
		.filter(({ role }) => role === 'tool')
		.map(({ content }) => String(content));
}

/** What the model fills in, by name. */
const fromModel = (name: string) => `={{ $fromAI(${JSON.stringify(name)}) }}`;

const groupNamed = (subject: string) =>
	[...world.simulator.state.groups.values()].find((group) => group.subject === subject)!;

it.each([AGENT_BEFORE, AGENT_NOW])('an AI agent %s uses the node as its tool', async (agent) => {
	const { requests, output } = await runAgent(agent, {
		Groups: { resource: 'group', operation: 'getAll', returnAll: true },
	});
	expect(requests[0].tools?.[0].function.description).toMatch(/group/i);
	expect(output).toContain('The tool said');
	expect(output).toContain('Project kick-off');
	await takePicture(world.page, 'agent');
});

it('an agent finds groups by name, gives lists as JSON, and is told what to do next', async () => {
	const { simulator } = world;
	const byItsName = { groupId: byName(fromModel('group')) };
	const door = groupNamed('VIP customers');
	const asked = [...door.joinRequests.values()].map(({ id }) => id);
	const tools = {
		Groups: { resource: 'group', operation: 'getAll', returnAll: true },
		Write: { resource: 'message', operation: 'send', ...byItsName, text: fromModel('text') },
		Invite: {
			resource: 'invite',
			operation: 'send',
			...byItsName,
			recipients: fromModel('people'),
			...groupInvite('there'),
		},
		Approve: {
			resource: 'joinRequest',
			operation: 'approve',
			groupId: byId(fromModel('group')),
			joinRequestIds: fromModel('ids'),
		},
		Remove: {
			resource: 'participant',
			operation: 'remove',
			...byItsName,
			participants: fromModel('people'),
		},
	};
	const kickOff = 'Project kick-off';
	const { requests, output } = await runAgent(
		AGENT_NOW,
		tools,
		[
			{ name: 'Groups', arguments: {} },
			{ name: 'Write', arguments: { group: 'Kick-off', text: 'Hello' } },
			{ name: 'Write', arguments: { group: kickOff, text: 'Hello' } },
			{ name: 'Invite', arguments: { group: kickOff, people: '["0151 23456703"]' } },
			{ name: 'Invite', arguments: { group: kickOff, people: '["+16505551003","+16505551004"]' } },
			{ name: 'Approve', arguments: { group: door.id, ids: JSON.stringify(asked) } },
			{ name: 'Remove', arguments: { group: kickOff, people: '["16505551002"]' } },
		],
		// There a tool that fails ends the execution.
		isOldest ? { onError: 'continueRegularOutput' } : {},
	);
	const heard = toldBy(requests);
	expect(heard).toEqual([
		expect.stringContaining(door.id),
		expect.stringMatching(/no group has the subject .*Kick-off/),
		expect.stringContaining('accepted'),
		expect.stringMatching(/no country code/),
		expect.stringMatching(/accepted.*accepted/s),
		expect.stringMatching(/done.*done/s),
		expect.stringContaining('success'),
	]);
	// An error has to say what to do, since that is all that the model hears.
	expect(heard[1]).toMatch(/Check its spelling/);
	expect(heard[3]).toMatch(/plus sign/);
	expect(output).toContain('The tool said');

	const group = groupNamed(kickOff);
	const sent = simulator.log.sentMessages.map(({ body }) => (body as { to: string }).to);
	expect(sent.sort()).toEqual(['+16505551003', '+16505551004', group.id].sort());
	expect(door.joinRequests.size).toBe(0);
	expect([...group.members.keys()]).toEqual(['16505551001']);
});

it('an agent of the version before hears of a failure when the tool goes on on errors', async () => {
	const { requests } = await runAgent(
		AGENT_BEFORE,
		{
			Write: {
				resource: 'message',
				operation: 'send',
				groupId: byName(fromModel('group')),
				text: 'Hello',
			},
		},
		[{ name: 'Write', arguments: { group: 'Kick-off' } }],
		{ onError: 'continueRegularOutput' },
	);
	expect(toldBy(requests)).toEqual([
		expect.stringMatching(/no group has the subject .*Kick-off.*Check its spelling/s),
	]);
});
