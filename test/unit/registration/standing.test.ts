/** Whether a registration stands, by the service's own record. */
import { createHash } from 'node:crypto';

import type { IHttpRequestOptions, IWebhookFunctions } from 'n8n-workflow';

import type { WebhookConfig } from '../../../nodes/WhatsAppGroups/api/contract/webhooks';
import {
	isStanding,
	secretsAtService,
	secretsFor,
} from '../../../nodes/WhatsAppGroups/registration/standing';
import { keyFrom } from '../../../nodes/WhatsAppGroups/secrets/sealed';
import { hashSecret } from '../../../nodes/WhatsAppGroups/secrets/secret';
import {
	destination,
	EARLIER_KEY,
	EARLIER_SECRET,
	ELSEWHERE,
	HERE,
	KEY,
	marked,
	ME,
	NAME,
	on,
	OTHER,
	RELEASED,
	request,
	SECOND,
	SECRET,
	SITE,
	STRANGER,
} from './applicants';
import { FakeNumber } from './fakeNumber';

const OURS = { url: HERE, headers: marked(ME, { secret: SECRET }) };
const cached = { place: 'number', url: HERE, secretHash: hashSecret(SECRET) } as const;

async function stands(
	number: FakeNumber,
	rest: Parameters<typeof request>[0] = {},
	isStart = false,
) {
	return await number.run(isStanding(number.api, request({ cached, ...rest }), isStart));
}

test.each<[string, WebhookConfig | undefined, boolean]>([
	['as it was made', OURS, true],
	// It may be another by now: it is set anew.
	['with headers that are not shown', { url: HERE, headers: {} }, false],
	['with headers that are masked', { url: HERE, headers: { 'X-Webhook-Secret': '****' } }, false],
	['spelled otherwise', { url: HERE, headers: { a: 'b', 'x-webhook-SECRET': SECRET } }, true],
	['with another secret', { url: HERE, headers: marked(ME) }, false],
	['without the secret', { url: HERE, headers: { a: SECRET } }, false],
	['given up', { url: HERE, headers: RELEASED }, false],
	[
		'given up, with its secret',
		{ url: HERE, headers: { ...OURS.headers, 'X-Webhook-Released': 'true' } },
		false,
	],
	['at another address', OTHER, false],
	['at an address it had before', { ...OURS, url: ELSEWHERE }, false],
	['nowhere', undefined, false],
])('as the number’s webhook %s: %p', async (_how, webhook, expected) => {
	expect(await stands(new FakeNumber({ webhook }))).toBe(expected);
});

test('a secret that n8n no longer knows does not stand', async () => {
	expect(await stands(new FakeNumber({ webhook: OURS }), { cached: undefined })).toBe(false);
});

const ours = destination(NAME, OURS);
const SECOND_URL = `${SITE}/webhook/second/webhook`;

test.each<[string, ConstructorParameters<typeof FakeNumber>[0], boolean, string[]?]>([
	['beside another system', { webhook: OTHER, multi: on(destination('a'), ours) }, true],
	['beside the account’s webhook', { account: OTHER, multi: on(ours) }, true],
	[
		'beside a workflow',
		{ webhook: { url: SECOND_URL, headers: marked(SECOND) }, multi: on(ours) },
		true,
	],
	['of another name', { webhook: OTHER, multi: on({ ...ours, name: 'x' }) }, true],
	[
		'that is switched off',
		{ webhook: OTHER, multi: { enabled: false, destinations: [ours] } },
		false,
	],
	['with another secret', { webhook: OTHER, multi: on({ ...ours, headers: marked(ME) }) }, false],
	['that is given up', { webhook: OTHER, multi: on({ ...ours, headers: RELEASED }) }, false],
	['without a main webhook', { multi: on(ours) }, false],
	[
		'beside one that is given up',
		{ webhook: { url: SECOND_URL, headers: RELEASED }, multi: on(ours) },
		false,
	],
	[
		'beside a workflow of another address where nobody lives any more',
		{ webhook: { url: ELSEWHERE, headers: marked(SECOND) }, multi: on(ours) },
		false,
		[ELSEWHERE],
	],
])('as an extra destination %s', async (_how, state, expected, deserted = []) => {
	expect(await stands(new FakeNumber(state), { deserted })).toBe(expected);
});

/** What is off can be taken over at once, or only blocks; n8n may not answer at its own site yet. */
test.each([
	['a workflow of this n8n', SECOND_URL, SECOND, true],
	['a workflow of this n8n at an address of before', ELSEWHERE, SECOND, false],
	['this same workflow there', ELSEWHERE, ME, false],
	['a test session of this n8n', `${SITE}/webhook-test/second/webhook`, SECOND, false],
	['a workflow of another n8n', ELSEWHERE, STRANGER, true],
	['a test session of another n8n', 'https://old.test/webhook-test/a/webhook', STRANGER, true],
])('beside %s that is off nothing comes', async (_whose, url, owner, standsAtStart) => {
	const state = { webhook: { url, headers: marked(owner) }, multi: on(ours) };
	expect(await stands(new FakeNumber(state), { deserted: [url] })).toBe(false);
	expect(await stands(new FakeNumber(state), { deserted: [url] }, true)).toBe(standsAtStart);
	expect(await stands(new FakeNumber(state))).toBe(true);
});

/** An n8n may not reach itself; while it starts, others may not answer for a moment. */
test.each([
	['a workflow of this n8n', SECOND_URL, SECOND, true],
	['a workflow of this n8n at an address of before', ELSEWHERE, SECOND, false],
	['this same workflow there', ELSEWHERE, ME, false],
	['a workflow of another n8n', ELSEWHERE, STRANGER, false],
])('beside %s that answers unclearly', async (_whose, url, owner, expected) => {
	const state = { webhook: { url, headers: marked(owner) }, multi: on(ours) };
	const lives = { [url]: 'unclear' } as const;
	expect(await stands(new FakeNumber(state), { lives })).toBe(expected);
	expect(await stands(new FakeNumber(state), { lives }, true)).toBe(true);
});

describe('the secrets that come to an address', () => {
	const theirs = destination('crm');
	const earlier = { ...ours, name: 'earlier', headers: marked(ME) };
	const elsewhere = { ...ours, name: 'elsewhere', url: ELSEWHERE };
	const oursBy = (key: string) => ({ url: ELSEWHERE, headers: marked(ME, { key }) });

	test.each<[string, ConstructorParameters<typeof FakeNumber>[0], string[]]>([
		['none', {}, []],
		['of the number’s webhook', { webhook: OURS }, [SECRET]],
		['of extra destinations', { webhook: OTHER, multi: on(theirs, ours) }, [SECRET]],
		['of both', { webhook: OURS, multi: on(earlier) }, [SECRET, EARLIER_SECRET]],
		// This n8n may be reached by more than one address.
		[
			'of its own at another address',
			{ webhook: oursBy(KEY), multi: on(elsewhere) },
			[EARLIER_SECRET, SECRET],
		],
		['of its own by the API key before', { webhook: oursBy(EARLIER_KEY) }, [EARLIER_SECRET]],
		['but not of others', { webhook: OTHER, multi: on(theirs) }, []],
		[
			'but not of other workflows, nodes and instances, nor of a mark that cannot be read',
			{
				webhook: { url: SECOND_URL, headers: marked(SECOND) },
				multi: on(
					{ ...elsewhere, headers: marked(STRANGER) },
					{ ...elsewhere, headers: marked({ ...ME, instance: STRANGER.instance }) },
					{ ...elsewhere, headers: marked({ ...ME, node: 'another' }) },
					{ ...elsewhere, headers: marked(ME, { key: keyFrom('a key of long ago') }) },
					{ ...elsewhere, headers: { 'X-Webhook-Secret': SECRET } },
				),
			},
			[],
		],
		[
			'but not of what was given up',
			{
				webhook: { url: HERE, headers: { ...marked(ME), 'X-Webhook-Released': 'true' } },
				multi: on(
					{ ...ours, headers: { ...ours.headers, 'X-Webhook-Released': 'true' } },
					{ ...elsewhere, headers: { ...ours.headers, 'X-Webhook-Released': 'true' } },
				),
			},
			[],
		],
		[
			'but not what is masked, or not shown',
			{
				webhook: { url: HERE, headers: { 'X-Webhook-Secret': '****' } },
				multi: on(
					{ ...ours, headers: {} },
					{ ...elsewhere, headers: marked(ME, { secret: '****' }) },
				),
			},
			[],
		],
	])('%s', async (_what, state, secrets) => {
		const number = new FakeNumber(state);
		const who = request({ keys: [KEY, EARLIER_KEY] });
		expect(await number.run(secretsFor(number.api, who))).toEqual(secrets.map(hashSecret));
	});

	test.each<[string, string | undefined, string[]]>([
		['for its own address and its own mark', undefined, [SECRET, 'ef'.repeat(32)]],
		['and with the key that n8n has kept', EARLIER_KEY, [SECRET, 'ef'.repeat(32), EARLIER_SECRET]],
	])('are asked for with the trigger’s credential, %s', async (_what, key, secrets) => {
		const site = 'https://proxy-of-the-trigger.test';
		const instanceId = 'n8n’s own ID';
		const instance = createHash('sha256').update(instanceId).digest('hex').slice(0, 16);
		const moved = (secret: string, made: string) => ({
			...elsewhere,
			headers: marked({ ...ME, instance }, { secret, key: made }),
		});
		const read: Record<string, unknown> = {
			[`${site}/v1/configs/webhook`]: OURS,
			[`${site}/multi_webhook`]: on(
				theirs,
				moved('ef'.repeat(32), keyFrom('k')),
				moved(EARLIER_SECRET, EARLIER_KEY),
			),
		};
		const context = {
			getNodeWebhookUrl: (name: string) => (name === 'default' ? HERE : undefined),
			getCredentials: async () => await Promise.resolve({ apiKey: 'k', baseUrl: site }),
			getInstanceId: () => instanceId,
			getNode: () => ({ id: ME.node, name: 'Trigger' }),
			getWorkflow: () => ({ id: ME.workflow }),
			getWorkflowStaticData: () => (key === undefined ? {} : { registration: { key } }),
			helpers: {
				httpRequestWithAuthentication: async (_type: string, { url }: IHttpRequestOptions) =>
					await Promise.resolve({ statusCode: 200, headers: {}, body: read[url] }),
			},
		} as unknown as IWebhookFunctions;
		expect(await secretsAtService(context)).toEqual(secrets.map(hashSecret));
	});
});
