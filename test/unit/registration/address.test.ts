import type { IHookFunctions, IHttpRequestOptions } from 'n8n-workflow';

import {
	checkUrl,
	lifeAt,
	mayLive,
	type Life,
	isSameEndpoint,
	isSameSite,
	isTestAddress,
	isTestTwin,
} from '../../../nodes/WhatsAppGroups/registration/address';
import { InputFailure } from '../../../nodes/WhatsAppGroups/failures/failure';
import { broken } from '../api/fakeApi';

const URL = 'https://old.test/webhook/a/webhook';
const HERE = 'https://n8n.test/webhook/a/webhook';
const UNREGISTERED = { message: 'The requested webhook "POST a/webhook" is not registered.' };

/** What lives at the address, as n8n's helper tells of it; and what was asked. */
function contextOf(answer: { statusCode: number; body?: unknown } | Error) {
	const asked: IHttpRequestOptions[] = [];
	const httpRequest = async (options: IHttpRequestOptions) => {
		asked.push(options);
		return answer instanceof Error ? await Promise.reject(answer) : await Promise.resolve(answer);
	};
	return { context: { helpers: { httpRequest } } as unknown as IHookFunctions, asked };
}

test('it is asked without a secret, without following anybody, and not for long', async () => {
	const { context, asked } = contextOf({ statusCode: 401, body: {} });
	await lifeAt(context, URL, HERE);
	expect(asked).toEqual([
		{
			method: 'POST',
			url: URL,
			headers: { 'X-Webhook-Question': 'listener' },
			body: {},
			json: true,
			timeout: 5000,
			returnFullResponse: true,
			ignoreHttpStatusErrors: true,
			disableFollowRedirect: true,
		},
	]);
});

test.each(['', 'n8n.test/webhook/a/webhook'])(
	'of the own address %j nothing can be told: a host that takes no connection is another',
	async (own) => {
		const { context } = contextOf(broken('ECONNREFUSED'));
		expect(await lifeAt(context, URL, own)).toBe('gone');
	},
);

const LISTENER = { message: 'No secret', listener: 'n8n-nodes-whatsapp-groups' };
/** What n8n says of a webhook by another name than its own are called by; and of all while it starts. */
const CANNOT = '<html><pre>Cannot POST /hooks/a/webhook</pre></html>';

describe('who lives there', () => {
	test.each<[string, { statusCode: number; body?: unknown } | Error, Life]>([
		['a trigger answers', { statusCode: 401, body: LISTENER }, 'listener'],
		['it does as text', { statusCode: 401, body: JSON.stringify(LISTENER) }, 'listener'],
		['n8n says that no workflow listens', { statusCode: 404, body: UNREGISTERED }, 'nobody'],
		['a tunnel is closed', { statusCode: 404, body: '<html>… ERR_NGROK_3200 …</html>' }, 'nobody'],
		['the host does not exist', broken('ENOTFOUND'), 'gone'],
		['nobody takes the connection', broken('ECONNREFUSED'), 'gone'],
	])('%s', async (_why, answer, life) => {
		expect(await lifeAt(contextOf(answer).context, URL, HERE)).toBe(life);
	});

	test.each<[Life, boolean]>([
		['listener', true],
		['unclear', true],
		['nobody', false],
		['gone', false],
	])('%s: somebody may: %p', (life, may) => {
		expect(mayLive(life)).toBe(may);
	});
});

describe('somebody may live there', () => {
	test.each<[string, { statusCode: number; body?: unknown } | Error]>([
		['somebody else asks for a password', { statusCode: 401, body: { message: 'Unauthorized' } }],
		['a trigger’s name at another status', { statusCode: 200, body: LISTENER }],
		['an n8n by another name of its webhooks, or that starts', { statusCode: 404, body: CANNOT }],
		['nothing to read', { statusCode: 401 }],
		['a proxy has no such page just now', { statusCode: 404, body: '404 page not found' }],
		['another system has none', { statusCode: 404, body: { error: 'Not found' } }],
		['an empty 404', { statusCode: 404 }],
		...[200, 204, 301, 400, 403, 408, 410, 429, 500, 502, 503, 530].map(
			(statusCode): [string, { statusCode: number; body: unknown }] => [
				`HTTP ${statusCode}`,
				{ statusCode, body: UNREGISTERED },
			],
		),
		['no answer in time', broken('ETIMEDOUT')],
		['the connection breaks', broken('ECONNRESET')],
		['a name that cannot be looked up now', broken('EAI_AGAIN')],
		['a certificate that is not taken', broken('CERT_HAS_EXPIRED')],
		['an address that cannot be called', broken('ERR_INVALID_URL')],
	])('%s', async (_why, answer) => {
		expect(await lifeAt(contextOf(answer).context, URL, HERE)).toBe('unclear');
	});

	test('n8n cannot reach itself from inside: that says nothing', async () => {
		const sibling = 'https://n8n.test/webhook/b/webhook';
		for (const code of ['ENOTFOUND', 'ECONNREFUSED']) {
			expect(await lifeAt(contextOf(broken(code)).context, sibling, HERE)).toBe('unclear');
		}
		const gone = contextOf({ statusCode: 404, body: UNREGISTERED });
		expect(await lifeAt(gone.context, sibling, HERE)).toBe('nobody');
	});

	test.each<[string, Life]>([
		['https://n8n.test/staging/webhook/a/webhook', 'unclear'],
		['https://N8N.test:443/other', 'unclear'],
		['http://n8n.test/webhook/a/webhook', 'gone'],
		['https://n8n.test:8443/webhook/a/webhook', 'gone'],
		['no address', 'gone'],
	])('nor does it of another path of its host: %s: %p', async (url, life) => {
		expect(await lifeAt(contextOf(broken('ENOTFOUND')).context, url, HERE)).toBe(life);
	});
});

/** Where n8n is reached may have a path, and its webhooks may have other names than the usual ones. */
const PATHS = ['', '/n8n', '/prod', '/staging', '/a/webhook/b'];
const USUAL = ['webhook/a/webhook', 'webhook/b/webhook', 'webhook-test/a/webhook'];
/** Of a node without an ID for its webhooks. */
const LONG = 'webhook/workflow/node/webhook';
const CUSTOM = ['hooks/a/webhook', 'hooks/b/webhook', 'hooks-test/a/webhook'];

test.each([
	['usual names', [...PATHS, '/webhook'], [...USUAL, LONG]],
	['other names', PATHS, CUSTOM],
])('of one n8n by %s: what is below the same path, and nothing else', (_by, paths, tails) => {
	for (const path of paths) {
		for (const other of paths) {
			for (const tail of tails) {
				for (const otherTail of tails) {
					const addresses = [
						`https://n8n.test${path}/${tail}`,
						`https://n8n.test${other}/${otherTail}`,
					];
					const [one, two] = addresses;
					expect([isSameSite(one, two), ...addresses]).toEqual([path === other, ...addresses]);
					expect([isSameSite(one, `${two}/`), ...addresses]).toEqual([
						path === other,
						...addresses,
					]);
				}
			}
		}
	}
});

test.each([
	[HERE, 'https://N8N.test:443/webhook/b/webhook', true],
	[HERE, 'http://n8n.test/webhook/b/webhook', false],
	[HERE, 'https://n8n.test:8443/webhook/b/webhook', false],
	[HERE, URL, false],
	[HERE, 'https://n8n.test/other', false],
	[HERE, 'no address', false],
	['https://n8n.test/other', 'https://n8n.test/other', false],
	['https://n8n.test/a/b', 'https://x.test/c/d', false],
	['https://n8n.test/a/b/c', 'https://x.test/a/b/c', false],
	['', '', false],
])('of one n8n: %s and %s: %p', (one, other, expected) => {
	expect(isSameSite(one, other)).toBe(expected);
});

test.each([
	[HERE, 'https://n8n.test/webhook/b/webhook', true],
	[HERE, 'https://n8n.test/webhook-test/b/webhook', true],
	[HERE, 'https://n8n.test/webhook/workflow/node/webhook', true],
	[HERE, 'https://n8n.test/hooks/b/webhook', false],
	[HERE, 'https://n8n.test/n8n/webhook/b/webhook', false],
	[HERE, URL, false],
	['https://n8n.test/hooks/a/webhook', 'https://n8n.test/hooks-test/b/webhook', true],
	['https://n8n.test/hooks/a/webhook', 'https://n8n.test/hooks-2/b/webhook', false],
	['https://n8n.test/other', 'https://n8n.test/other', false],
	['no address', 'no address', false],
])('of one name of webhooks: %s and %s: %p', (one, other, expected) => {
	expect(isSameEndpoint(one, other)).toBe(expected);
	expect(isSameEndpoint(other, one)).toBe(expected);
});

test.each([
	[HERE, false],
	['https://n8n.test/webhook-test/a/webhook', true],
	['https://n8n.test/n8n/webhook-test/a/webhook', true],
	['https://webhook-test.test/webhook/a/webhook', false],
])('of a test session: %s: %p', (url, expected) => {
	expect(isTestAddress(url)).toBe(expected);
});

test.each([
	[HERE, 'https://n8n.test/webhook-test/a/webhook', true],
	[HERE, 'https://n8n.test/webhook-test/b/webhook', false],
	[HERE, 'https://old.test/webhook-test/a/webhook', false],
	[HERE, HERE, false],
	['https://n8n.test/n8n/webhook-test/a', 'https://n8n.test/n8n/webhook/a', true],
])('test and production: %s and %s: %p', (one, other, expected) => {
	expect(isTestTwin(one, other)).toBe(expected);
});

const AT_360DIALOG = 'https://waba-v2.360dialog.io';

describe('an address that 360dialog cannot reach', () => {
	test.each([
		['n8n.example.com', 'is not a web address'],
		['https://n8n example.com', 'is not a web address'],
		['https://[n8n]', 'is not a web address'],
		['xhttps://n8n.example.com', 'is not a web address'],
		['http://n8n.example.com', 'does not begin with https'],
		['https://n8n.example.com:5678', 'has a port'],
		['https://[2001:db8::1]:5678', 'has a port'],
		['https://my_n8n.example.com', 'has an underscore in its host'],
		['https://localhost', 'is in a private network'],
	])('%s %s', (site, complaint) => {
		const url = `${site}/webhook/a/webhook`;
		const failure = new InputFailure(
			`360dialog cannot reach this workflow: its address ${url} ${complaint}.`,
			'360dialog needs a public https address without a port and without an underscore in the host. Set n8n’s WEBHOOK_URL to the one under which it is reachable.',
			'webhook_url',
		);
		const check = () => checkUrl(url, AT_360DIALOG);
		expect(check).toThrow(failure);
		expect(check).toThrow(expect.objectContaining({ details: failure.details }));
	});
});

describe('addresses of a private network', () => {
	const check = (host: string, baseUrl: string) => () =>
		checkUrl(`https://${host}/webhook/a/webhook`, baseUrl);

	const PRIVATE = [
		'localhost',
		'n8n.localhost',
		'n8n',
		'n8n.local',
		'n8n.internal',
		'N8N.Local.',
		'0.0.0.0',
		'127.0.0.1',
		'10.0.0.4',
		'169.254.1.1',
		'172.16.0.1',
		'172.31.255.255',
		'192.168.1.4',
		'2130706433',
		'[::]',
		'[::1]',
		'[fc00::1]',
		'[fdff::1]',
		'[fe80::1]',
		'[febf::1]',
	];
	const PUBLIC = [
		'n8n.example.com',
		'n8n.local.example.com',
		'10.example.com',
		'8.8.8.8',
		'172.15.0.1',
		'172.32.0.1',
		'192.169.0.1',
		'[2001:db8::1]',
		'[2a01:4f8::1]',
		'[fc::1]',
		'[::ffff:8.8.8.8]',
	];

	test.each(PRIVATE)('%s is refused, as 360dialog cannot reach it', (host) => {
		expect(check(host, AT_360DIALOG)).toThrow('is in a private network');
		expect(check(host, 'http://simulator:8080')).not.toThrow();
	});

	test.each(PUBLIC)('%s may be reached', (host) => {
		expect(check(host, AT_360DIALOG)).not.toThrow();
	});
});
