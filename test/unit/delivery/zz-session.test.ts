import { request } from 'undici';

import { WhatsAppGroupsApi } from '../../../credentials/WhatsAppGroupsApi.credentials';
import { WhatsAppGroupsTrigger } from '../../../nodes/WhatsAppGroups/WhatsAppGroupsTrigger.node';
import { startSimulator } from '../../simulator';
import { TriggerHost } from '../../support/triggerHost';

test('an event that is sent again by hand is heard in a second test session', async () => {
	const simulator = await startSimulator({
		allowLoopbackWebhooks: true,
		switches: { webhookEmptyUrl: 'accept' },
	});
	const host = await TriggerHost.start({
		trigger: new WhatsAppGroupsTrigger(),
		credentialType: new WhatsAppGroupsApi(),
		credentials: { apiKey: simulator.apiKey, baseUrl: simulator.url },
		workflowId: 'tested twice',
	});
	const message = { from: '16505551001', group_id: 'GROUP', id: 'wamid.1', type: 'text' };
	const value = { messaging_product: 'whatsapp', messages: [message] };
	for (let session = 1; session <= 2; session += 1) {
		await host.activate('test');
		const answer = await request(host.urlOf('test'), {
			method: 'POST',
			headers: {
				'content-type': 'application/json',
				'x-webhook-secret': simulator.state.webhook.headers?.['X-Webhook-Secret'] ?? '',
			},
			body: JSON.stringify({ entry: [{ changes: [{ field: 'messages', value }] }] }),
		});
		await answer.body.dump();
		await host.deactivate('test');
	}
	await host.close();
	await simulator.close();
	expect(host.executions).toHaveLength(2);
});
