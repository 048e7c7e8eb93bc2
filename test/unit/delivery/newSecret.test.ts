/** Which events a trigger still knows once its secret is another. */
import type { IWebhookFunctions } from 'n8n-workflow';

import { deliver } from '../../../nodes/WhatsAppGroups/delivery/deliver';
import type { Kept } from '../../../nodes/WhatsAppGroups/secrets/kept';
import { hashSecret } from '../../../nodes/WhatsAppGroups/secrets/secret';

const MESSAGE = {
	from: '16505551001',
	group_id: 'GROUP',
	id: 'wamid.1',
	timestamp: '1744344496',
	type: 'text',
	text: { body: 'Hello' },
};
const value = { messaging_product: 'whatsapp', messages: [MESSAGE] };
const body = { entry: [{ id: '1', changes: [{ field: 'messages', value }] }] };
const parameters: Record<string, unknown> = {
	registration: 'automatic',
	events: ['messageReceived'],
	groups: {},
	options: {},
};

const none = async () => await Promise.resolve([]);
const NO_RECORD = { atService: none, byHand: none };

test.each([
	['in production: they are known', 'webhook', 0],
	['in the editor: each test begins anew', 'manual', 1],
])('%s', async (_what, mode, again) => {
	const state: Kept = {};
	const handedOver = async (secret: string) => {
		state.registration = { secretHash: hashSecret(secret) };
		const response = {
			statusCode: 200,
			status: () => response,
			json: () => response,
			once: () => response,
			end: () => response,
		};
		const context = {
			getMode: () => mode,
			getNode: () => ({ id: 'node', name: 'Trigger' }),
			getWorkflow: () => ({ id: 'workflow of the new secret' }),
			getWorkflowStaticData: () => state,
			getNodeParameter: (name: string, fallback: unknown) =>
				name.startsWith('options.') ? fallback : parameters[name],
			getHeaderData: () => ({ 'x-webhook-secret': secret }),
			getBodyData: () => body,
			getRequestObject: () => ({}),
			getResponseObject: () => response,
		} as unknown as IWebhookFunctions;
		const { workflowData = [] } = await deliver(context, NO_RECORD);
		// n8n has the execution.
		response.end();
		return workflowData.flat().length;
	};
	expect([await handedOver('one'), await handedOver('one'), await handedOver('other')]).toEqual([
		1,
		0,
		again,
	]);
});
