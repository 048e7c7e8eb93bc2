import { request } from 'undici';

import { WhatsAppGroupsApi } from '../../../credentials/WhatsAppGroupsApi.credentials';
import { WhatsAppGroupsTrigger } from '../../../nodes/WhatsAppGroups/WhatsAppGroupsTrigger.node';
import { startSimulator } from '../../simulator';
import { TriggerHost } from '../../support/triggerHost';

test.each(['text/plain', 'application/octet-stream', 'application/x-www-form-urlencoded'])(
	'a delivery that is labelled %s is not lost',
	async (label) => {
		const simulator = await startSimulator({ allowLoopbackWebhooks: true });
		const host = await TriggerHost.start({
			trigger: new WhatsAppGroupsTrigger(),
			credentialType: new WhatsAppGroupsApi(),
			credentials: { apiKey: simulator.apiKey, baseUrl: simulator.url },
			workflowId: `labelled ${label}`,
		});
		await host.activate();
		const message = { from: '16505551001', group_id: 'GROUP', id: 'wamid.1', type: 'text' };
		const value = { messaging_product: 'whatsapp', messages: [message] };
		const answer = await request(host.urlOf(), {
			method: 'POST',
			headers: {
				'content-type': label,
				'x-webhook-secret': simulator.state.webhook.headers?.['X-Webhook-Secret'] ?? '',
			},
			body: JSON.stringify({ entry: [{ changes: [{ field: 'messages', value }] }] }),
		});
		await answer.body.dump();
		await host.close();
		await simulator.close();
		expect(host.events()).toMatchObject([{ event: 'messageReceived', groupId: 'GROUP' }]);
	},
);
