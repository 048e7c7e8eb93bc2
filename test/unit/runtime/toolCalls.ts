/** The node as the tool of an agent that calls it as a test says: the local stand-in of a model. */
import {
	NodeConnectionTypes,
	type IDataObject,
	type IExecuteFunctions,
	type INode,
	type INodeExecutionData,
	type INodeParameters,
	type INodeType,
} from 'n8n-workflow';

import { WhatsAppGroups } from '../../../nodes/WhatsAppGroups/WhatsAppGroups.node';
import { CREDENTIAL_TYPE, NODE_TYPE } from '../../support/engine';
import type { Bench } from '../operations/bench';

export const TOOL_TYPE = `${NODE_TYPE}Tool`;
const AGENT_TYPE = 'test.agent';

export interface Tool {
	invoke(toolArguments: IDataObject): Promise<string>;
}

/** The node as n8n makes a tool of it: another name, no inputs, and the output of tools. */
export function asTool(): INodeType {
	const node = new WhatsAppGroups();
	return Object.assign(node, {
		description: {
			...node.description,
			name: `${node.description.name}Tool`,
			inputs: [],
			outputs: [NodeConnectionTypes.AiTool],
		},
	});
}

/** An agent that calls its only tool as a test says, and puts out what each call gave. */
function agentWith(calls: (tool: Tool) => Array<Promise<string>>): INodeType {
	return {
		description: {
			displayName: 'Agent',
			name: 'agent',
			group: ['transform'],
			version: 1,
			description: '',
			defaults: { name: 'Agent' },
			inputs: [
				NodeConnectionTypes.Main,
				{ type: NodeConnectionTypes.AiTool, displayName: 'Tool', required: true },
			],
			outputs: [NodeConnectionTypes.Main],
			properties: [],
		},
		async execute(this: IExecuteFunctions): Promise<INodeExecutionData[][]> {
			const [tool] = (await this.getInputConnectionData(NodeConnectionTypes.AiTool, 0)) as Tool[];
			const answers = await Promise.allSettled(calls(tool));
			return [
				answers.map((answer) => ({
					json:
						answer.status === 'fulfilled'
							? { answer: answer.value }
							: { failure: (answer.reason as Error).message },
				})),
			];
		},
	};
}

export const retrying = { retryOnFail: true, maxTries: 3, waitBetweenTries: 1 };

export const toolNode = (parameters: INodeParameters, more: Partial<INode>): Omit<INode, 'id'> => ({
	name: 'Tool',
	type: TOOL_TYPE,
	typeVersion: 1,
	position: [200, 200],
	parameters,
	credentials: { [CREDENTIAL_TYPE]: { id: '1', name: 'simulator' } },
	...more,
});

export const start = {
	name: 'Start',
	type: 'n8n-nodes-base.manualTrigger',
	typeVersion: 1,
	position: [0, 0] as [number, number],
	parameters: {},
};

/** What the agent heard of its calls. */
export async function callTool(
	bench: Bench,
	parameters: INodeParameters,
	calls: (tool: Tool) => Array<Promise<string>>,
	more: Partial<INode> = retrying,
): Promise<IDataObject[]> {
	const nodeTypes = { [TOOL_TYPE]: asTool(), [AGENT_TYPE]: agentWith(calls) };
	const engine = bench.world.engineWith({}, { nodeTypes });
	const result = await engine.run(
		{
			nodes: [
				start,
				{ name: 'Agent', type: AGENT_TYPE, typeVersion: 1, position: [200, 0], parameters: {} },
				toolNode(parameters, more),
			],
			connections: {
				Start: { main: [[{ node: 'Agent', type: 'main', index: 0 }]] },
				Tool: { ai_tool: [[{ node: 'Agent', type: 'ai_tool', index: 0 }]] },
			},
		},
		{ startNode: 'Start' },
	);
	if (result.error) throw result.error;
	return result.json('Agent');
}
