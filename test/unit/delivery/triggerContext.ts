/** The trigger as n8n's engine sees it when its workflow is activated, without a service or a server. */
import '../../support/environment';

import { HookContext } from 'n8n-core';
import {
	NodeHelpers,
	Workflow,
	type IDataObject,
	type INode,
	type INodeParameters,
	type INodeTypes,
	type IWorkflowExecuteAdditionalData,
	type WorkflowActivateMode,
} from 'n8n-workflow';

import { WhatsAppGroupsTrigger } from '../../../nodes/WhatsAppGroups/WhatsAppGroupsTrigger.node';

const trigger = new WhatsAppGroupsTrigger();
const { description } = trigger;
const nodeTypes: INodeTypes = {
	getByName: () => trigger,
	getByNameAndVersion: () => trigger,
	getKnownTypes: () => ({}),
};

/** A workflow of nothing but a trigger with these parameters, as n8n would run it. */
export function triggerWorkflow(parameters: object): { workflow: Workflow; node: INode } {
	const node: INode = {
		id: 'trigger',
		name: 'WhatsApp Groups Trigger',
		type: description.name,
		typeVersion: 1.1,
		position: [0, 0],
		parameters: {},
	};
	node.parameters =
		NodeHelpers.getNodeParameters(
			description.properties,
			structuredClone(parameters) as INodeParameters,
			true,
			false,
			node,
			description,
		) ?? {};
	const workflow = new Workflow({
		id: 'workflow',
		active: false,
		nodes: [node],
		connections: {},
		nodeTypes,
	});
	return { workflow, node: Object.values(workflow.nodes)[0] };
}

export function triggerContext(
	parameters: object,
	activation: WorkflowActivateMode = 'activate',
	variables: IDataObject = {},
): HookContext {
	const { workflow, node } = triggerWorkflow(parameters);
	const additionalData: Partial<IWorkflowExecuteAdditionalData> = {
		variables,
		webhookWaitingBaseUrl: '',
		formWaitingBaseUrl: '',
	};
	return new HookContext(
		workflow,
		node,
		additionalData as IWorkflowExecuteAdditionalData,
		'trigger',
		activation,
	);
}

/** The parameter as an expression that gives a value. */
export function expressionOf(value: unknown): string {
	// "}}" would end the expression.
	return `={{ ${JSON.stringify(value).replaceAll('}', '} ')} }}`;
}
