import type { INode, INodeParameters } from 'n8n-workflow';

import type { SavedCredential, Workflow } from '../../tools/n8n/client';
import { connect, node, NODE, referTo } from '../../tools/n8n/graph';

export const GROUP = 'bWFuYWdlcnM=';
/** A name with all that could end an expression. */
const ASK = 'Ask "the group" }} \'now\'';

/** What a workflow's webhook is told of a question. */
export interface Order {
	/** Unique: it stands in the question, and beside the answer at the collector. */
	n: string;
	responseType?: 'approval' | 'freeText';
	/** In minutes; ten hours when missing. */
	limit?: number;
}

/** Where answers are told, and the credential that asks. */
export interface Surroundings {
	credential: SavedCredential;
	collector: string;
}

function webhook(path: string): INode {
	return {
		...node('Order', ['n8n-nodes-base.webhook', 2], [0, 0], {
			httpMethod: 'POST',
			path,
			responseMode: 'onReceived',
			options: {},
		}),
		webhookId: path,
	};
}

function ask(name: string, credential: SavedCredential, more: INodeParameters): INode {
	return {
		...node(
			name,
			[NODE, 1],
			[1, 0],
			{
				resource: 'message',
				operation: 'sendAndWait',
				groupId: { __rl: true, mode: 'id', value: GROUP },
				options: {},
				...more,
			},
			referTo(credential),
		),
		id: `6f1f6a7c-0000-4000-8000-${name.length.toString().padStart(12, '0')}`,
	};
}

/** Tells the collector what came of the question: `<n>=<answer>`. */
function tell(collector: string, key: string): INode {
	return node('Tell', ['n8n-nodes-base.httpRequest', 4.2], [2, 0], {
		url: `=${collector}/answers/{{ encodeURIComponent(${key}) }}`,
		options: {},
	});
}

const ANSWER = '($json.data?.text ?? $json.data?.approved ?? "nothing")';

/** One question per order; the answers come to the collector. */
export function askingWorkflow({ credential, collector }: Surroundings): Workflow {
	const question = ask(ASK, credential, {
		message: '=Question {{ $json.body.n }}: <b>may we?</b>',
		responseType: '={{ $json.body.responseType ?? "approval" }}',
		approvalOptions: { values: { approvalType: 'double' } },
		options: {
			responseFormTitle: 'Test <managers>',
			limitWaitTime: {
				values: {
					limitType: 'afterTimeInterval',
					resumeAmount: '={{ $json.body.limit ?? 600 }}',
					resumeUnit: 'minutes',
				},
			},
		},
	});
	return {
		name: 'Asks',
		nodes: [
			webhook('ask'),
			question,
			tell(collector, `$("Order").item.json.body.n + "=" + ${ANSWER}`),
		],
		connections: connect(['Order', ASK, 'Tell']),
		settings: { executionOrder: 'v1' },
	};
}

/** Three questions, one after the other, by one node in a loop. */
export function loopingWorkflow({ credential, collector }: Surroundings): Workflow {
	const items = node('Three', ['n8n-nodes-base.code', 2], [1, 0], {
		jsCode: 'return [1, 2, 3].map((n) => ({ json: { n } }));',
	});
	const loop = node('Loop', ['n8n-nodes-base.splitInBatches', 3], [2, 0], { options: {} });
	const question = ask('Ask', credential, {
		message: '=Question loop-{{ $json.n }}',
		responseType: 'freeText',
	});
	const told = tell(collector, `"loop-" + $("Loop").item.json.n + "=" + ${ANSWER}`);
	return {
		name: 'Asks three times',
		nodes: [webhook('loop'), items, loop, question, told],
		connections: {
			...connect(['Order', 'Three', 'Loop'], ['Ask', 'Tell', 'Loop']),
			Loop: { main: [[], [{ node: 'Ask', type: 'main', index: 0 }]] },
		},
		settings: { executionOrder: 'v1' },
	};
}

/** An agent that wants to list the groups, which the group has to approve. */
export function agentWorkflow(
	{ credential, collector }: Surroundings,
	model: SavedCredential,
): Workflow {
	const agent = node('AI Agent', ['@n8n/n8n-nodes-langchain.agent', 3], [1, 0], {
		promptType: 'define',
		text: 'Which groups do we have?',
		options: {},
	});
	const chat = node(
		'Model',
		['@n8n/n8n-nodes-langchain.lmChatOpenAi', 1.2],
		[1, 1],
		{ model: { __rl: true, mode: 'id', value: 'local' }, options: {} },
		referTo(model),
	);
	const review: INode = {
		...ask('Review', credential, {
			message: '=Question agent-{{ $json.sessionId ?? "" }}: {{ $tool.name }}',
			approvalOptions: { values: { approvalType: 'double' } },
		}),
		type: `${NODE}HitlTool`,
		position: [440, 220],
	};
	const groups = node(
		'Groups',
		[`${NODE}Tool`, 1],
		[2, 2],
		{ resource: 'group', operation: 'getAll', returnAll: true, options: {} },
		referTo(credential),
	);
	const told = tell(collector, '"agent=" + $json.output');
	return {
		name: 'Agent asks first',
		nodes: [webhook('agent'), agent, chat, review, groups, told],
		connections: {
			...connect(['Order', 'AI Agent', 'Tell']),
			Model: { ai_languageModel: [[{ node: 'AI Agent', type: 'ai_languageModel', index: 0 }]] },
			Review: { ai_tool: [[{ node: 'AI Agent', type: 'ai_tool', index: 0 }]] },
			Groups: { ai_tool: [[{ node: 'Review', type: 'ai_tool', index: 0 }]] },
		},
		settings: { executionOrder: 'v1' },
	};
}
