/** Who gets a number, case by case, on a number that is a value; `registration.test.ts` has n8n's part. */
import type {
	WebhookConfig,
	WebhookDestination,
} from '../../../nodes/WhatsAppGroups/api/contract/webhooks';
import { ServiceFailure } from '../../../nodes/WhatsAppGroups/failures/failure';
import {
	isRegistered,
	register,
	unregister,
	type Registration,
	type RegistrationRequest,
} from '../../../nodes/WhatsAppGroups/registration/registration';
import { hashSecret } from '../../../nodes/WhatsAppGroups/secrets/secret';
import { Api } from '../../../nodes/WhatsAppGroups/api/client';
import { FakeNumber, refused } from './fakeNumber';

const URL = 'https://n8n.test/webhook/0c6d5a1b/webhook';
const TEST_URL = 'https://n8n.test/webhook-test/0c6d5a1b/webhook';
const SECRET = 'secret';
const OURS: WebhookConfig = { url: URL, headers: { 'X-Webhook-Secret': SECRET } };
const OTHER = { url: 'https://crm.test/hook', headers: { Authorization: 'Bearer theirs' } };
const NAME = 'n8n-workflow-b3f0c1d2';
const WEBHOOK = 'POST /v1/configs/webhook';

function request(rest: Partial<RegistrationRequest> = {}): RegistrationRequest {
	return {
		url: URL,
		isTest: false,
		secret: SECRET,
		workflowId: 'workflow',
		nodeId: 'b3f0c1d2-0000-4000-8000-000000000001',
		whenOccupied: 'addDestination',
		...rest,
	};
}

function destination(name: string, rest: Partial<WebhookDestination> = {}): WebhookDestination {
	return { name, url: `https://${name}.test/hook`, headers: { 'X-Key': name }, ...rest };
}

/** A destination of a workflow with this node. */
function ofWorkflow(name: string, secret = 'theirs'): WebhookDestination {
	return destination(name, { headers: { 'X-Webhook-Secret': secret } });
}

const released = (name: string) => ofWorkflow(name, 'released');
const on = (...destinations: WebhookDestination[]) => ({ enabled: true, destinations });

const registered = async (number: FakeNumber, rest?: Partial<RegistrationRequest>) =>
	await number.run(register(number.api, request(rest)));

describe('the number is taken', () => {
	const taken = { place: 'number', url: URL, secretHash: hashSecret(SECRET) };

	test.each<[string, Partial<RegistrationRequest>, WebhookConfig | undefined]>([
		['when nobody holds it', {}, undefined],
		['when it is ours already', {}, OURS],
		['when it is ours without the secret', {}, { url: URL }],
		[
			'when it was left by another workflow',
			{},
			{ url: 'https://old.test', headers: { 'x-webhook-secret': 'released' } },
		],
		[
			'when it was ours at another address of n8n',
			{ earlier: { place: 'number', url: 'https://moved.test/a/b', secretHash: '' } },
			{ url: 'https://moved.test/a/b' },
		],
		['from a test session of the same node', {}, { url: TEST_URL, headers: OURS.headers }],
		['from the same node, with a slash at the end', {}, { url: `${TEST_URL}/` }],
	])('%s', async (_when, rest, webhook) => {
		const number = new FakeNumber({ webhook });
		expect(await registered(number, { whenOccupied: 'fail', ...rest })).toEqual(taken);
		expect(number.changes()).toEqual([[WEBHOOK, OURS]]);
	});

	test('by a test session that holds it already', async () => {
		const number = new FakeNumber({ webhook: { url: TEST_URL, headers: {} } });
		expect(await registered(number, { url: TEST_URL, isTest: true })).toMatchObject({
			place: 'number',
			url: TEST_URL,
		});
	});

	test('and what it was before the first activation is still known', async () => {
		const earlier: Registration = {
			place: 'number',
			url: URL,
			secretHash: 'old',
			previous: OTHER,
			previousOfAccount: { url: 'https://account.test', headers: {} },
		};
		expect(await registered(new FakeNumber({ webhook: OURS }), { earlier })).toEqual({
			...taken,
			previous: OTHER,
			previousOfAccount: earlier.previousOfAccount,
		});
		// Somebody has emptied it since: there is nothing of the number's own to give back.
		expect(await registered(new FakeNumber(), { earlier })).toEqual({
			...taken,
			previousOfAccount: earlier.previousOfAccount,
		});
		const wasDestination = { ...earlier, place: 'destination' as const };
		expect(
			await registered(new FakeNumber({ webhook: OURS }), { earlier: wasDestination }),
		).toEqual({ ...taken, previousOfAccount: earlier.previousOfAccount });
	});

	test('and the account’s webhook that is there now is what is remembered', async () => {
		const account = { url: 'https://account.test', headers: {} };
		const number = new FakeNumber({ account });
		const earlier: Registration = {
			place: 'number',
			url: URL,
			secretHash: '',
			previousOfAccount: OTHER,
		};
		expect(await registered(number, { whenOccupied: 'replace', earlier })).toEqual({
			...taken,
			previousOfAccount: account,
		});
		expect(await registered(new FakeNumber({ account }), { whenOccupied: 'replace' })).toEqual({
			...taken,
			previousOfAccount: account,
		});
	});
});

describe('the number is not taken', () => {
	test.each([
		'https://crm.test/hook',
		'https://other.test/webhook-test/0c6d5a1b/webhook',
		'http://n8n.test/webhook-test/0c6d5a1b/webhook',
		'https://n8n.test/webhook-test/0c6d5a1c/webhook',
		'https://n8n.test/webhook-test/0c6d5a1b/other',
		'https://n8n.test/webhook-test/0c6d5a1bweb/hook',
		'https://n8n.test/webhook',
		'https://n8n.test',
		'https:/n8n.test/webhook/0c6d5a1b/webhook',
		'https://n8n.test/0c6d5a1b/webhook/more',
	])('from %s: the user is told who it is, and what can be done', async (url) => {
		const number = new FakeNumber({ webhook: { url, headers: {} } });
		await expect(registered(number, { whenOccupied: 'fail' })).rejects.toMatchObject({
			details: {
				code: 'webhook_occupied',
				message: `The number’s webhook is held by ${url}.`,
				hint: 'Set If Number Is Occupied to Add Destination to get the events besides that system, or to Replace to take its place until this workflow is deactivated.',
			},
		});
		expect(number.changes()).toEqual([]);
	});

	test('from production by a test session of the same node, whatever it is set to', async () => {
		for (const whenOccupied of ['fail', 'replace', 'addDestination'] as const) {
			const number = new FakeNumber({ webhook: OURS });
			const session = { url: TEST_URL, isTest: true, whenOccupied };
			expect(await registered(number, session)).toEqual({
				place: 'destination',
				url: TEST_URL,
				secretHash: hashSecret(SECRET),
				name: `${NAME}-test`,
				destinationsWereOn: false,
			});
			expect(number.state.webhook).toEqual(OURS);
		}
	});
});

describe('replacing', () => {
	test('remembers what stood there', async () => {
		const number = new FakeNumber({ webhook: OTHER });
		expect(await registered(number, { whenOccupied: 'replace' })).toMatchObject({
			place: 'number',
			previous: OTHER,
		});
	});

	test('that is refused leaves it untouched', async () => {
		const number = new FakeNumber({ webhook: OTHER });
		number.instead = ({ method }) => (method === 'POST' ? refused(403) : undefined);
		const failure = registered(number, { whenOccupied: 'replace' });
		await expect(failure).rejects.toMatchObject({ details: { httpStatus: 403 } });
		await expect(failure).rejects.not.toMatchObject({
			details: { hint: expect.stringContaining('could not be put back') as string },
		});
		expect(number.changes()).toHaveLength(1);
	});

	test.each<[string, WebhookConfig | undefined]>([
		['something else', { url: URL }],
		['nothing', undefined],
	])('that leaves %s there is put right', async (_what, left) => {
		const number = new FakeNumber({ webhook: OTHER });
		let posts = 0;
		number.instead = ({ method }) => {
			if (method !== 'POST' || (posts += 1) > 1) return undefined;
			number.state.webhook = left;
			return refused(403);
		};
		await expect(registered(number, { whenOccupied: 'replace' })).rejects.toMatchObject({
			details: { httpStatus: 403 },
		});
		expect(number.state.webhook).toEqual(OTHER);
	});

	test('that cannot be put right names what stood there', async () => {
		const number = new FakeNumber({ webhook: OTHER });
		number.instead = ({ method }) => {
			if (method !== 'POST') return undefined;
			number.state.webhook = { url: URL };
			return refused(403);
		};
		await expect(registered(number, { whenOccupied: 'replace' })).rejects.toMatchObject({
			certainty: 'notDone',
			details: {
				code: 100,
				message:
					'The service refused a value of this item: one is missing, or not of the expected form.',
				details: 'Refused',
				hint: `The number’s webhook was ${OTHER.url} before, and it could not be put back: look at it in the 360dialog Hub, and set it again there if it is another now.`,
			},
		});
	});

	test('the account’s has nothing of the number’s to put back', async () => {
		const number = new FakeNumber({ account: OTHER });
		number.instead = ({ method }) => (method === 'POST' ? refused(403) : undefined);
		const failure: unknown = await registered(number, { whenOccupied: 'replace' }).catch(
			(thrown: unknown) => thrown,
		);
		expect(failure).toBeInstanceOf(ServiceFailure);
		expect(number.changes()).toHaveLength(1);
	});
});

describe('an extra destination', () => {
	const put = (name: string) => ({ name, url: URL, headers: { 'X-Webhook-Secret': SECRET } });

	test.each<[string, WebhookDestination[], string, string]>([
		['one more', [destination('crm')], NAME, 'PUT'],
		['the one that it had', [destination(NAME, { url: URL })], NAME, 'PATCH'],
		['one that was left', [released('n8n-gone-1')], 'n8n-gone-1', 'PATCH'],
		[
			'its own rather than one that was left',
			[released('n8n-gone-1'), destination(NAME, { url: URL })],
			NAME,
			'PATCH',
		],
		['another name where its own is taken', [ofWorkflow(NAME)], `${NAME}-2`, 'PUT'],
		['a third name', [ofWorkflow(NAME), ofWorkflow(`${NAME}-2`)], `${NAME}-3`, 'PUT'],
	])('%s', async (_which, destinations, name, method) => {
		const number = new FakeNumber({ webhook: OTHER, multi: on(...destinations) });
		expect(await registered(number)).toMatchObject({ place: 'destination', name });
		const body = method === 'PUT' ? { destinations: [put(name)] } : put(name);
		expect(number.changes()).toEqual([[`${method} /multi_webhook`, body]]);
	});

	test('the one that it had under another name', async () => {
		const earlier: Registration = {
			place: 'destination',
			url: 'https://moved.test/hook',
			secretHash: '',
			name: 'n8n-gone-1',
		};
		const number = new FakeNumber({
			webhook: OTHER,
			multi: on(destination('n8n-gone-1', { url: 'https://moved.test/hook' })),
		});
		expect(await registered(number, { earlier })).toMatchObject({ name: 'n8n-gone-1' });
		expect(number.state.multi.destinations).toEqual([put('n8n-gone-1')]);
	});

	test('that does not fit names those that are there', async () => {
		const number = new FakeNumber({
			webhook: OTHER,
			multi: on(destination('a'), destination('b'), destination('c')),
		});
		await expect(registered(number)).rejects.toMatchObject({
			details: {
				code: 'too_many_destinations',
				message:
					'The number has 3 extra destinations already, which is the most it can have: "a" (https://a.test/hook), "b" (https://b.test/hook), "c" (https://c.test/hook).',
				hint: `Remove one of them in the 360dialog Hub, or set If Number Is Occupied to Replace to take the place of ${OTHER.url}.`,
			},
		});
		expect(number.changes()).toEqual([]);
	});

	test.each<[string, Partial<Registration> | undefined, boolean, boolean]>([
		['off', undefined, false, false],
		['on', undefined, true, true],
		['off before the first activation', { destinationsWereOn: false }, true, false],
		['on before the first activation', { destinationsWereOn: true }, false, true],
		['not known of the first activation', {}, true, true],
		['off when another place was had', { place: 'number', destinationsWereOn: true }, false, false],
	])('knows whether they were on: %s', async (_what, before, enabled, wereOn) => {
		const earlier: Registration | undefined = before && {
			place: 'destination',
			url: URL,
			secretHash: '',
			name: NAME,
			...before,
		};
		const number = new FakeNumber({ webhook: OTHER, multi: { enabled, destinations: [] } });
		expect(await registered(number, { earlier })).toMatchObject({ destinationsWereOn: wereOn });
	});
});

describe('whether it stands', () => {
	const stands = async (number: FakeNumber, registration: Partial<Registration>, url = URL) =>
		await number.run(
			isRegistered(
				number.api,
				{ place: 'number', url: URL, secretHash: hashSecret(SECRET), ...registration },
				url,
			),
		);

	test.each<[string, WebhookConfig | undefined, boolean]>([
		['as it was made', OURS, true],
		['with headers that are not shown', { url: URL, headers: {} }, true],
		[
			'with the header spelled otherwise',
			{ url: URL, headers: { a: 'b', 'x-webhook-SECRET': SECRET } },
			true,
		],
		['with another secret', { url: URL, headers: { 'X-Webhook-Secret': 'other' } }, false],
		['without the secret', { url: URL, headers: { a: SECRET } }, false],
		['at another address', OTHER, false],
		['nowhere', undefined, false],
	])('%s', async (_how, webhook, expected) => {
		const number = new FakeNumber({ webhook });
		expect(await stands(number, {})).toBe(expected);
		expect(number.asked()).toEqual(['GET /v1/configs/webhook']);
	});

	test('as a destination, or in the number’s own place by now', async () => {
		const ours = destination(NAME, OURS);
		const asDestination: Partial<Registration> = { place: 'destination', name: NAME };
		expect(await stands(new FakeNumber({ multi: on(destination('a'), ours) }), asDestination)).toBe(
			true,
		);
		const others = on(destination('a'), destination('b', OURS));
		expect(await stands(new FakeNumber({ multi: others }), asDestination)).toBe(false);
		expect(await stands(new FakeNumber({ multi: others, webhook: OURS }), asDestination)).toBe(
			true,
		);
		expect(
			await stands(new FakeNumber({ multi: on(destination(NAME)), webhook: OURS }), asDestination),
		).toBe(false);
	});

	test('not when n8n has another address by now: nobody is asked', async () => {
		const number = new FakeNumber({ webhook: OURS });
		expect(await stands(number, {}, 'https://moved.test/hook')).toBe(false);
		expect(number.asked()).toEqual([]);
	});

	test('by hand: nobody is asked', async () => {
		const number = new FakeNumber();
		expect(await stands(number, { place: 'manual' })).toBe(true);
		expect(number.asked()).toEqual([]);
	});
});

const unregistered = async (number: FakeNumber, registration: Partial<Registration>) =>
	await number.run(
		unregister(number.api, {
			place: 'number',
			url: URL,
			secretHash: hashSecret(SECRET),
			...registration,
		}),
	);

describe('giving the number back', () => {
	test('to whom it was', async () => {
		const number = new FakeNumber({ webhook: OURS });
		expect(await unregistered(number, { previous: OTHER })).toBeUndefined();
		expect(number.state.webhook).toEqual(OTHER);
	});

	test.each<[WebhookConfig | undefined, string]>([
		[OTHER, OTHER.url],
		[undefined, 'empty'],
	])('is not possible when it is %j by now', async (webhook, what) => {
		const number = new FakeNumber({ webhook });
		expect(await unregistered(number, { previous: OTHER })).toBe(
			`The number’s webhook is ${what} by now: somebody else changed it, so it was left alone.`,
		);
		expect(number.changes()).toEqual([]);
	});

	test('to nobody', async () => {
		const number = new FakeNumber({ webhook: OURS });
		expect(await unregistered(number, {})).toBeUndefined();
		expect(number.state.webhook).toEqual({ url: '', headers: {} });
	});

	test('to nobody, with destinations that nobody has', async () => {
		const number = new FakeNumber({ webhook: OURS, multi: on(released('n8n-gone-1')) });
		expect(await unregistered(number, {})).toBeUndefined();
		const off = { enabled: false, destinations: [destination('crm')] };
		expect(await unregistered(new FakeNumber({ webhook: OURS, multi: off }), {})).toBeUndefined();
	});

	test('to nobody names the destinations that get nothing any more', async () => {
		const number = new FakeNumber({
			webhook: OURS,
			multi: on(released('n8n-gone-1'), destination('crm'), destination('shop')),
		});
		expect(await unregistered(number, {})).toBe(
			'The number has no main webhook any more, so its extra destinations get no events: "crm" (https://crm.test/hook), "shop" (https://shop.test/hook). Set a main webhook in the 360dialog Hub.',
		);
	});

	test('to the account’s webhook, where it cannot be emptied', async () => {
		const number = new FakeNumber({ webhook: OURS });
		number.canBeEmptied = false;
		expect(await unregistered(number, { previousOfAccount: OTHER })).toBe(
			`The number’s webhook could not be emptied. It was set to the account’s webhook ${OTHER.url}, which served it before.`,
		);
		expect(number.state.webhook).toEqual(OTHER);
	});

	test('to whoever comes next, where it cannot be emptied', async () => {
		const number = new FakeNumber({ webhook: OURS });
		number.canBeEmptied = false;
		expect(await unregistered(number, {})).toContain('it still points to this workflow');
		expect(number.state.webhook).toEqual({
			url: URL,
			headers: { 'X-Webhook-Secret': 'released' },
		});
	});
});

describe('the heir of a number', () => {
	const heir = ofWorkflow('n8n-heir-1');
	const asWebhook = { url: heir.url, headers: heir.headers };

	test('is another workflow, whose destination goes, and the switch with it', async () => {
		const number = new FakeNumber({ webhook: OURS, multi: on(heir) });
		expect(await unregistered(number, {})).toBeUndefined();
		expect(number.changes()).toEqual([
			[WEBHOOK, asWebhook],
			['DELETE /multi_webhook', { name: heir.name }],
			['POST /multi_webhook', { enabled: false }],
		]);
	});

	test('leaves those of others on', async () => {
		const number = new FakeNumber({ webhook: OURS, multi: on(destination('crm'), heir) });
		expect(await unregistered(number, {})).toBeUndefined();
		expect(number.state).toEqual({ webhook: asWebhook, multi: on(destination('crm')) });
	});

	test('is rather one in use than a test session, which is better than nobody', async () => {
		const session = ofWorkflow('n8n-tested-1-test');
		const number = new FakeNumber({ webhook: OURS, multi: on(session, heir) });
		await unregistered(number, {});
		expect(number.state.webhook).toEqual(asWebhook);
		const alone = new FakeNumber({ webhook: OURS, multi: on(session) });
		await unregistered(alone, {});
		expect(alone.state.webhook?.url).toBe(session.url);
	});

	test.each<[string, WebhookDestination]>([
		['has the name of one, but not the header', destination('n8n-theirs')],
		['has the header, but not the name', ofWorkflow('crm')],
		['was left', released('n8n-gone-1')],
	])('is none that %s', async (_which, other) => {
		const number = new FakeNumber({ webhook: OURS, multi: on(other) });
		await unregistered(number, {});
		expect(number.state.webhook).toEqual({ url: '', headers: {} });
		expect(number.state.multi).toEqual(on(other));
	});
});

describe('giving a destination back', () => {
	const ours = destination(NAME, OURS);
	const asDestination: Partial<Registration> = { place: 'destination', name: NAME };

	test.each<[boolean | undefined, boolean]>([
		[undefined, true],
		[true, true],
		[false, false],
	])('the last one, where they were on: %p', async (destinationsWereOn, enabled) => {
		const number = new FakeNumber({ webhook: OTHER, multi: on(ours) });
		expect(await unregistered(number, { ...asDestination, destinationsWereOn })).toBeUndefined();
		expect(number.state).toEqual({ webhook: OTHER, multi: { enabled, destinations: [] } });
	});

	test('that is gone already', async () => {
		const number = new FakeNumber({ webhook: OTHER, multi: on(destination('crm')) });
		expect(await unregistered(number, asDestination)).toBeUndefined();
		expect(number.changes()).toEqual([]);
	});

	test('that goes to somebody else by now', async () => {
		const number = new FakeNumber({ multi: on(destination(NAME, { url: OTHER.url })) });
		expect(await unregistered(number, asDestination)).toBe(
			`The destination "${NAME}" now goes to ${OTHER.url}: it was left alone.`,
		);
		expect(number.changes()).toEqual([]);
	});

	test('that has to stay', async () => {
		const number = new FakeNumber({ webhook: OTHER, multi: on(destination('crm'), ours) });
		number.canRemove = false;
		expect(await unregistered(number, asDestination)).toBe(
			`The extra destination "${NAME}" stays: the service lets none be removed without switching off those of others. Nobody listens there any more, and the next workflow that needs a destination takes it over.`,
		);
		expect(number.state.multi.destinations[1]).toEqual({
			name: NAME,
			url: URL,
			headers: { 'X-Webhook-Secret': 'released' },
		});
	});

	test('that has become the number’s webhook: both are given back', async () => {
		const number = new FakeNumber({ webhook: OURS, multi: on(ours) });
		await unregistered(number, { ...asDestination, destinationsWereOn: false });
		expect(number.state).toEqual({
			webhook: { url: '', headers: {} },
			multi: { enabled: false, destinations: [] },
		});
	});

	test('by hand is for the user to do', async () => {
		const number = new FakeNumber({ webhook: OURS });
		expect(await unregistered(number, { place: 'manual' })).toBe(
			'The webhook was entered by hand: remove it in the 360dialog Hub, or events go on coming to this address.',
		);
		expect(number.asked()).toEqual([]);
	});
});

describe('addresses that 360dialog cannot reach', () => {
	/** The number at another address; the calls are the same. */
	function at(baseUrl: string) {
		const number = new FakeNumber();
		const api: Api = Object.create(number.api, { baseUrl: { value: baseUrl } }) as Api;
		return { number, api };
	}

	const HERE = [
		'https://waba-v2.360dialog.io',
		'https://360dialog.io/path',
		'HTTP://WABA.360DIALOG.IO',
	];
	const ELSEWHERE = [
		'http://127.0.0.1:8080',
		'https://proxy.test/https://waba-v2.360dialog.io',
		'https://waba-v2.360dialog.io.test',
		'https://not360dialog.io',
	];

	test.each(HERE)('are refused at %s before any call', async (baseUrl) => {
		const bad: Array<[string, string]> = [
			['http://n8n.test/a/b', 'does not begin with https'],
			['https://n8n.test:5678/a/b', 'has a port'],
			['https://my_n8n.test/a/b', 'has an underscore in its host'],
			['n8n.test/a/b', 'is not a web address'],
			['see https://n8n.test/a/b', 'is not a web address'],
			['', 'is not a web address'],
		];
		for (const [url, complaint] of bad) {
			const { number, api } = at(baseUrl);
			await expect(register(api, request({ url }))).rejects.toMatchObject({
				details: {
					code: 'webhook_url',
					message: `360dialog cannot reach this workflow: its address ${url} ${complaint}.`,
					hint: '360dialog needs a public https address without a port and without an underscore in the host. Set WEBHOOK_URL of n8n to the one under which it is reachable.',
				},
			});
			expect(number.asked()).toEqual([]);
		}
		const { number, api } = at(baseUrl);
		const url = 'HTTPS://n8n.test/path_with_underscore/b:1';
		expect(await number.run(register(api, request({ url })))).toMatchObject({ url });
	});

	test.each(ELSEWHERE)('are none at %s', async (baseUrl) => {
		const { number, api } = at(baseUrl);
		const url = 'http://127.0.0.1:5678/a/b';
		expect(await number.run(register(api, request({ url })))).toMatchObject({ url });
	});
});
