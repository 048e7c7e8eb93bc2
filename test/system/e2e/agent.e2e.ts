import type { IConnections, INode } from 'n8n-workflow';

import { startChatModel, type ChatModel } from '../../tools/n8n/chatModel';
import { eventually } from '../../tools/n8n/eventually';
import { NODE } from '../../tools/n8n/graph';
import { Editor } from './editor';
import { takePicture } from './pictures';
import { actionNode, manualTrigger, START } from './workflows';
import { openWorld, type World } from './world';

let world: World;
let editor: Editor;
let model: ChatModel;

beforeAll(async () => {
	model = await startChatModel();
	world = await openWorld();
	editor = new Editor(world.page, world.n8n.url);
});

afterAll(async () => {
	await world?.close();
	await model?.close();
});

it('an AI agent uses the node as its tool', async () => {
	const { client, credential, page } = world;
	const key = await client.saveCredential({
		name: 'Local model',
		type: 'openAiApi',
		data: { apiKey: 'none', url: model.url },
	});
	const agent: INode = {
		id: 'agent',
		name: 'AI Agent',
		type: '@n8n/n8n-nodes-langchain.agent',
		typeVersion: 2.2,
		position: [220, 0],
		parameters: { promptType: 'define', text: 'Which groups do we have?', options: {} },
	};
	const chat: INode = {
		id: 'model',
		name: 'Chat Model',
		type: '@n8n/n8n-nodes-langchain.lmChatOpenAi',
		typeVersion: 1.2,
		position: [140, 220],
		parameters: { model: { __rl: true, mode: 'id', value: 'local' }, options: {} },
		credentials: { openAiApi: { id: key.id, name: key.name } },
	};
	const tool: INode = {
		...actionNode('Groups', credential, {
			resource: 'group',
			operation: 'getAll',
			returnAll: true,
		}),
		type: `${NODE}Tool`,
		position: [380, 220],
	};
	const connections: IConnections = {
		[START]: { main: [[{ node: agent.name, type: 'main', index: 0 }]] },
		[chat.name]: { ai_languageModel: [[{ node: agent.name, type: 'ai_languageModel', index: 0 }]] },
		[tool.name]: { ai_tool: [[{ node: agent.name, type: 'ai_tool', index: 0 }]] },
	};
	const { id } = await client.saveWorkflow({
		name: 'Agent',
		nodes: [manualTrigger(), agent, chat, tool],
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
	expect(model.requests[0].tools?.[0].function.description).toMatch(/group/i);
	const [answer] = resultData.runData['AI Agent'][0].data!.main[0]!;
	expect(answer.json.output).toContain('The tool said');
	expect(answer.json.output).toContain('Project kick-off');
	await takePicture(page, 'agent');
});
