import {
	NodeConnectionTypes,
	type IExecuteFunctions,
	type INodeExecutionData,
	type INodeType,
	type INodeTypeDescription,
} from 'n8n-workflow';

import { InputFailure } from './failures/failure';
import { nodeError } from './failures/shown';
import { searchGroups } from './fields/group';
import { searchInviteTemplates, searchTemplates } from './fields/template';
import { templateFields, templateText } from './fields/templateParameters';
import { findOperation, operationProperties, resources } from './operations';
import { searchLibrary } from './operations/template/createInvite';
import { failEach, runOperation } from './runtime/run';
import { answerQuestion, answerWebhooks, WAITING_TOOLTIP } from './waiting/webhook';

export class WhatsAppGroups implements INodeType {
	description: INodeTypeDescription = {
		displayName: 'WhatsApp Groups',
		name: 'whatsAppGroups',
		icon: { light: 'file:whatsAppGroups.svg', dark: 'file:whatsAppGroups.dark.svg' },
		group: ['output'],
		version: 1,
		// "Invite: Send", "Group: Get Many": as the lists and the documentation call them.
		subtitle:
			'={{ ($parameter["resource"] + ": " + $parameter["operation"].replace("getAll", "getMany").replace("sendAndWait", "send and wait for response")).replace(/([a-z])([A-Z])/g, "$1 $2").replace(/\\b(?!and|for)[a-z]/g, (letter) => letter.toUpperCase()) }}',
		description:
			'Create and run official WhatsApp groups through 360dialog: invite people, approve join requests, send and pin messages',
		defaults: { name: 'WhatsApp Groups' },
		usableAsTool: true,
		inputs: [NodeConnectionTypes.Main],
		outputs: [NodeConnectionTypes.Main],
		waitingNodeTooltip: WAITING_TOOLTIP,
		webhooks: answerWebhooks,
		credentials: [{ name: 'whatsAppGroupsApi', required: true }],
		properties: [
			{
				displayName: 'Resource',
				name: 'resource',
				type: 'options',
				noDataExpression: true,
				options: resources.map(({ name, value }) => ({ name, value })),
				default: 'message',
			},
			...operationProperties,
		],
	};

	methods = {
		listSearch: { searchGroups, searchTemplates, searchInviteTemplates, searchLibrary },
		resourceMapping: { templateFields, templateText },
	};

	/** The calls of an answer page: of an execution that waits for one. */
	webhook = answerQuestion;

	async execute(this: IExecuteFunctions): Promise<INodeExecutionData[][]> {
		const resource = this.getNodeParameter('resource', 0) as string;
		const operation = this.getNodeParameter('operation', 0) as string;
		const goesOn = this.continueOnFail();
		const found = findOperation(resource, operation);
		if (!found) {
			const failure = new InputFailure(
				`The resource "${resource}" has no operation "${operation}".`,
				'Choose the operation again.',
			);
			if (goesOn) return failEach(this, failure);
			throw nodeError(this.getNode(), failure);
		}
		return await runOperation(this, found, goesOn);
	}
}
