import type { IConnections, INode, INodeParameters } from 'n8n-workflow';

import type { SavedCredential, Workflow } from '../../tools/n8n/client';
import { CREDENTIAL_TYPE } from '../../tools/n8n/credential';
import { NODE, TRIGGER } from '../../tools/n8n/graph';

export const START = 'When clicking ‘Execute workflow’';

const GRID = 220;

export function manualTrigger(): INode {
	return {
		id: 'start',
		name: START,
		type: 'n8n-nodes-base.manualTrigger',
		typeVersion: 1,
		position: [0, 0],
		parameters: {},
	};
}

export function actionNode(
	name: string,
	credential: SavedCredential,
	parameters: INodeParameters,
): INode {
	return {
		id: name,
		name,
		type: NODE,
		typeVersion: 1,
		position: [GRID, 0],
		parameters: { options: {}, ...parameters },
		credentials: { [CREDENTIAL_TYPE]: { id: credential.id, name: credential.name } },
	};
}

export function triggerNode(
	name: string,
	credential: SavedCredential,
	webhookId: string,
	parameters: INodeParameters,
): INode {
	return {
		...actionNode(name, credential, parameters),
		type: TRIGGER,
		typeVersion: 1.1,
		webhookId,
		position: [0, 0],
	};
}

/** Some node's output goes to all others, side by side. */
export function fanOut(name: string, first: INode, others: INode[]): Workflow {
	const nodes = others.map(
		(node, index): INode => ({
			...node,
			position: [GRID, (index - (others.length - 1) / 2) * GRID],
		}),
	);
	const connections: IConnections = {
		[first.name]: { main: [nodes.map((node) => ({ node: node.name, type: 'main', index: 0 }))] },
	};
	return { name, nodes: [first, ...nodes], connections, settings: { executionOrder: 'v1' } };
}

/** Answers every message in its group. */
export function answeringWorkflow(credential: SavedCredential, webhookId: string): Workflow {
	const trigger = triggerNode('Somebody writes', credential, webhookId, {
		events: ['messageReceived'],
	});
	const answer = actionNode('Answer', credential, {
		resource: 'message',
		operation: 'send',
		groupId: byId('={{ $json.groupId }}'),
		text: '=You wrote: {{ $json.text }}',
	});
	return fanOut('Answer', trigger, [answer]);
}

/** What a dropdown of groups or templates holds after something was entered by hand. */
export function byId(value: string) {
	return { __rl: true, mode: 'id', value };
}

/** The same of a group after its subject was entered, and of a template after its name was. */
export function byName(value: string) {
	return { __rl: true, mode: 'name', value };
}

/** An invitation by the template of the simulator's data, with what is said beside the link. */
export function groupInvite(words: string): INodeParameters {
	return {
		template: byName('group_invite|en_US'),
		templateParameters: { mappingMode: 'defineBelow', value: { body_2: words } },
	};
}
