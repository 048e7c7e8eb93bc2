/** A service that keeps addresses in another spelling than it was given. */
import type {
	MultiWebhookConfig,
	WebhookConfig,
} from '../../../nodes/WhatsAppGroups/api/contract/webhooks';
import { isSameAddress, isTestTwin } from '../../../nodes/WhatsAppGroups/registration/address';
import { HERE, marked, ME, OTHER, registered, TEST_HERE, unregistered } from './applicants';
import { FakeNumber } from './fakeNumber';

type Respell = (url: string) => string;

/** Shows each address in its own spelling. */
function numberThat(respell: Respell, webhook?: WebhookConfig): FakeNumber {
	const number = new FakeNumber({ ...(webhook && { webhook }) });
	const shown = <T extends WebhookConfig>(entry: T): T =>
		entry.url ? { ...entry, url: respell(entry.url) } : entry;
	number.instead = ({ method, path }) => {
		if (method !== 'GET') return undefined;
		if (path === '/v1/configs/webhook') return { body: shown(number.state.webhook ?? { url: '' }) };
		if (path !== '/multi_webhook') return undefined;
		const { enabled, destinations } = number.state.multi as Required<MultiWebhookConfig>;
		return { body: { enabled, destinations: destinations.map(shown) } };
	};
	return number;
}

const asParsed: Respell = (url) => new URL(url).href;

describe.each<[string, string, Respell]>([
	['a host in lower case', 'https://N8N.Test/webhook/0c6d5a1b/webhook', asParsed],
	['a host as ASCII', 'https://n8n.münchen.test/webhook/0c6d5a1b/webhook', asParsed],
	['the usual port left out', 'https://n8n.test:443/webhook/0c6d5a1b/webhook', asParsed],
	['a slash at the end', HERE, (url) => (url.endsWith('/') ? url : `${url}/`)],
])('%s', (_what, url, respell) => {
	test('a free number is taken and given back', async () => {
		const number = numberThat(respell);
		expect((await registered(number, { url })).registration.place).toBe('number');
		expect(await unregistered(number, { url })).toEqual([]);
		expect(number.state.webhook?.url).toBe('');
	});

	test('what was replaced is given back', async () => {
		const number = numberThat(respell, OTHER);
		await registered(number, { url, whenOccupied: 'replace' });
		await unregistered(number, { url });
		expect(new URL(number.state.webhook?.url ?? '').host).toBe('crm.test');
	});

	test('one extra destination is made, and taken away', async () => {
		const number = numberThat(respell, OTHER);
		await registered(number, { url });
		await registered(number, { url });
		expect(number.state.multi.destinations).toHaveLength(1);
		await unregistered(number, { url });
		expect(number.state.multi.destinations).toEqual([]);
	});
});

test('where n8n was reached before, the number is given back', async () => {
	const url = 'https://Old.test/webhook/0c6d5a1b/webhook';
	const webhook = { url: asParsed(url), headers: marked(ME, { before: { main: OTHER } }) };
	const number = new FakeNumber({ webhook });
	const cached = { place: 'number', url, secretHash: '' } as const;
	await unregistered(number, { cached, deserted: [url, webhook.url] });
	expect(number.state.webhook).toEqual(OTHER);
});

test('a test session is the twin of production', () => {
	const production = 'https://N8N.Test/webhook/0c6d5a1b/webhook';
	expect(isTestTwin(TEST_HERE, production)).toBe(true);
	expect(isTestTwin(HERE, production)).toBe(false);
});

test('an address beyond ASCII is the same however often it is asked for', () => {
	// What travelled as JSON is one flat text, which Node's shortcut for such misreads.
	const url = JSON.parse('"https://n8n.münchen.test/a"') as string;
	const ascii = asParsed(url);
	let wrong = 0;
	for (let count = 0; count < 50_000; count += 1) wrong += isSameAddress(url, ascii) ? 0 : 1;
	expect(wrong).toBe(0);
});

test.each([
	[HERE, HERE, true],
	[HERE, `${HERE}/`, true],
	[HERE, HERE.replace('n8n.test', 'N8N.Test:443'), true],
	['https://n8n.münchen.test/a', 'https://n8n.xn--mnchen-3ya.test/a', true],
	[HERE, HERE.toUpperCase(), false],
	[HERE, HERE.replace('https', 'http'), false],
	[HERE, `${HERE}?of=another`, false],
	[HERE, HERE.replace('/webhook/', '/webhook-test/'), false],
	['no address', 'no address', true],
	['no address', 'No address', false],
])('one address: %s and %s: %p', (one, other, expected) => {
	expect(isSameAddress(one, other)).toBe(expected);
});
