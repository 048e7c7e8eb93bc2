import {
	NodeConnectionTypes,
	type IHookFunctions,
	type INodeType,
	type INodeTypeDescription,
	type IWebhookFunctions,
	type IWebhookResponseData,
} from 'n8n-workflow';

import { deliver } from './delivery/deliver';
import { checkWanted } from './delivery/wanted';
import { searchGroups } from './fields/group';
import { eventsSubtitle, manualHeader, triggerProperties } from './triggerFields';
import { secretsByHand } from './registration/identity';
import {
	checkRegistration,
	createRegistration,
	deleteRegistration,
} from './registration/lifecycle';
import { secretsAtService } from './registration/standing';

export class WhatsAppGroupsTrigger implements INodeType {
	description: INodeTypeDescription = {
		displayName: 'WhatsApp Groups Trigger',
		name: 'whatsAppGroupsTrigger',
		icon: { light: 'file:whatsAppGroups.svg', dark: 'file:whatsAppGroups.dark.svg' },
		group: ['trigger'],
		// Above 1, and only literals in `webhooks`: for a trigger of version 1 n8n evaluates an
		// expression in an isolated VM on each delivery, which costs most of its throughput.
		version: 1.1,
		subtitle: eventsSubtitle,
		description:
			'Starts the workflow when something happens in your WhatsApp groups: messages, people who join or leave, join requests, and more',
		defaults: { name: 'WhatsApp Groups Trigger' },
		inputs: [],
		outputs: [NodeConnectionTypes.Main],
		credentials: [{ name: 'whatsAppGroupsApi', required: true }],
		webhooks: [
			{ name: 'default', httpMethod: 'POST', responseMode: 'onReceived', path: 'webhook' },
		],
		properties: triggerProperties,
	};

	methods = { listSearch: { searchGroups }, resourceMapping: { manualHeader } };

	webhookMethods = {
		default: {
			async checkExists(this: IHookFunctions): Promise<boolean> {
				checkWanted(this);
				return await checkRegistration(this);
			},
			async create(this: IHookFunctions): Promise<boolean> {
				return await createRegistration(this);
			},
			async delete(this: IHookFunctions): Promise<boolean> {
				return await deleteRegistration(this);
			},
		},
	};

	async webhook(this: IWebhookFunctions): Promise<IWebhookResponseData> {
		return await deliver(this, { atService: secretsAtService, byHand: secretsByHand });
	}
}
