/** What others have stays theirs, however the service tells of it. */
import type {
	MultiWebhookConfig,
	WebhookConfig,
} from '../../../nodes/WhatsAppGroups/api/contract/webhooks';
import { destination, OTHER, registered } from './applicants';
import { FakeNumber } from './fakeNumber';

const CHOICES = ['replace', 'addDestination', 'fail'] as const;

describe.each(CHOICES)('a number that cannot be read is left alone: %s', (whenOccupied) => {
	test.each<[string, unknown]>([
		['a header that is a list', { url: OTHER.url, headers: { Authorization: ['Bearer theirs'] } }],
		['a header that is an object', { url: OTHER.url, headers: { Authorization: { value: 'x' } } }],
		['a header that is a flag', { url: OTHER.url, headers: { Authorization: true } }],
		['an address under another name', { webhook_url: OTHER.url, headers: {} }],
		['an address beside an empty one', { url: '', headers: {}, webhooks: [OTHER] }],
	])('%s', async (_what, webhook) => {
		const number = new FakeNumber({ webhook: webhook as WebhookConfig });
		await expect(registered(number, { whenOccupied })).rejects.toThrow('is not the configuration');
		expect(number.changes()).toEqual([]);
	});
});

test('destinations are on where they are listed and nothing says whether they are', async () => {
	const multi = { destinations: [destination('crm')] } as MultiWebhookConfig;
	const number = new FakeNumber({ webhook: OTHER, multi: multi as Required<MultiWebhookConfig> });
	await registered(number);
	expect(number.state.multi.destinations).toContainEqual(destination('crm'));
	expect(number.changes().map(([what]) => what)).toEqual(['PUT /multi_webhook']);
});
