import type { INode, INodeParameters } from 'n8n-workflow';

import type { SavedCredential, Workflow } from '../../n8n/client';
import { CREDENTIAL_TYPE } from '../../n8n/credential';
import { NULL_TRIGGER } from './nullTrigger';

const GRID = 220;
const WEBHOOK_VERSION = 2.1;

function node(
	name: string,
	[type, typeVersion]: [string, number],
	column: number,
	parameters: INodeParameters,
): INode {
	// The webhook's address is made of the id: letters and digits only.
	const id = name.toLowerCase().replace(/[^a-z\d]+/g, '-');
	return { id, name, type, typeVersion, position: [column * GRID, 0], parameters, webhookId: id };
}

/** Each node leads to the next. Nothing is set that n8n does not set for a new workflow. */
function chain(name: string, ...nodes: INode[]): Workflow {
	const connections: Workflow['connections'] = {};
	nodes.slice(1).forEach((to, index) => {
		connections[nodes[index].name] = { main: [[{ node: to.name, type: 'main', index: 0 }]] };
	});
	return { name, nodes, connections, settings: { executionOrder: 'v1' } };
}

export function ourTrigger(name: string, { id, name: label }: SavedCredential): Workflow {
	const type = 'n8n-nodes-whatsapp-groups.whatsAppGroupsTrigger';
	const trigger = node(name, [type, 1.1], 0, { events: ['messageReceived'], options: {} });
	trigger.credentials = { [CREDENTIAL_TYPE]: { id, name: label } };
	return chain(name, trigger);
}

export function nullTrigger(name: string, version: number): Workflow {
	return chain(name, node(name, [NULL_TRIGGER, version], 0, {}));
}

export function webhook(name: string, path: string): Workflow {
	return chain(name, webhookNode(path));
}

/** How it is done without a trigger of one's own: everything starts an execution, and a node looks. */
export function webhookAndIf(name: string, path: string): Workflow {
	const condition = node('If', ['n8n-nodes-base.if', 2.3], 1, {
		conditions: {
			options: { caseSensitive: true, leftValue: '', typeValidation: 'strict', version: 3 },
			conditions: [
				{
					id: 'message',
					leftValue: '={{ $json.body.entry[0].changes[0].value.messages }}',
					rightValue: '',
					operator: { type: 'array', operation: 'exists', singleValue: true },
				},
			],
			combinator: 'and',
		},
		options: {},
	});
	return chain(name, webhookNode(path), condition);
}

function webhookNode(path: string): INode {
	return node('Webhook', ['n8n-nodes-base.webhook', WEBHOOK_VERSION], 0, {
		httpMethod: 'POST',
		path,
		options: {},
	});
}
