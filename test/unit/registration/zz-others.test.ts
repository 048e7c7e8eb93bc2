/** What others have is not lost where the service tells of it otherwise. */
import type {
	MultiWebhookConfig,
	WebhookConfig,
} from '../../../nodes/WhatsAppGroups/api/contract/webhooks';
import { destination, OTHER, registered } from './applicants';
import { FakeNumber } from './fakeNumber';

test.each<[string, unknown]>([
	['a list', ['Bearer theirs']],
	['an object', { value: 'Bearer theirs' }],
	['a flag', true],
])('a header that is %s cannot be given back, so nothing is replaced', async (_what, value) => {
	const webhook = { url: OTHER.url, headers: { 'X-Key': 'theirs', Authorization: value } };
	const number = new FakeNumber({ webhook: webhook as WebhookConfig });
	await expect(registered(number, { whenOccupied: 'replace' })).rejects.toThrow(
		'is not the configuration',
	);
	expect(number.changes()).toEqual([]);
});

test('destinations are on where they are listed and nothing says whether they are', async () => {
	const multi = { destinations: [destination('crm')] } as MultiWebhookConfig;
	const number = new FakeNumber({ webhook: OTHER, multi: multi as Required<MultiWebhookConfig> });
	await registered(number).catch(() => undefined);
	expect(number.state.multi.destinations).toContainEqual(destination('crm'));
});

test.each([
	{ webhook_url: OTHER.url, headers: {} },
	{ waba_id: '102290129340398', callback_url: OTHER.url },
	{ url: '', headers: {}, webhooks: [OTHER] },
])('a number is not taken for free when it shows its address as %j', async (body) => {
	const number = new FakeNumber();
	number.instead = ({ method, path }) =>
		method === 'GET' && path === '/v1/configs/webhook' ? { body } : undefined;
	await expect(registered(number)).rejects.toThrow('is not the configuration');
	expect(number.changes()).toEqual([]);
});
