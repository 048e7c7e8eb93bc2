/** Who gets a number, case by case, on a number that is a value; `registration.test.ts` has n8n's part. */
import { Api } from '../../../nodes/WhatsAppGroups/api/client';
import type { WebhookConfig } from '../../../nodes/WhatsAppGroups/api/contract/webhooks';
import {
	beforeIn,
	ownerIn,
	sealedIn,
	type Before,
} from '../../../nodes/WhatsAppGroups/registration/entry';
import { register } from '../../../nodes/WhatsAppGroups/registration/register';
import { secretsFor } from '../../../nodes/WhatsAppGroups/registration/standing';
import { hashSecret, secretMatches } from '../../../nodes/WhatsAppGroups/secrets/secret';
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
	registered,
	RELEASED,
	request,
	SECOND,
	SECRET,
	SITE,
	STRANGER,
	TEST_HERE,
} from './applicants';
import { FakeNumber, refused } from './fakeNumber';

const FAIL = { whenOccupied: 'fail' } as const;
const REPLACE = { whenOccupied: 'replace' } as const;
const SECOND_URL = `${SITE}/webhook/second/webhook`;
const PROD = `${SITE}/prod/webhook/0c6d5a1b/webhook`;
const SECOND_OF_PROD = `${SITE}/prod/webhook/second/webhook`;
const WEBHOOK = 'POST /v1/configs/webhook';
const off = { enabled: false, destinations: [] };

/** The number's webhook is ours, with what is to be given back. */
function expectTaken(number: FakeNumber, before?: WebhookConfig) {
	const { webhook = {} } = number.state;
	expect(webhook).toMatchObject({ url: HERE, headers: { 'X-Webhook-Secret': SECRET } });
	expect(ownerIn(webhook, [KEY])).toEqual(ME);
	expect(beforeIn(webhook, [KEY])).toEqual(before && { main: before });
}

describe('the number is taken', () => {
	const taken = { place: 'number', url: HERE, secretHash: hashSecret(SECRET) };

	test.each<[string, Parameters<typeof registered>[1], WebhookConfig | undefined]>([
		['when nobody holds it', {}, undefined],
		['when it is ours already', {}, { url: HERE, headers: marked(ME) }],
		['when it is ours without a mark', {}, { url: HERE, headers: {} }],
		['when it was left by another workflow', {}, { url: 'https://gone.test', headers: RELEASED }],
		[
			'when our mark is at an address where nobody lives any more',
			{ deserted: [ELSEWHERE] },
			{ url: ELSEWHERE, headers: marked(ME) },
		],
		[
			'when another workflow’s mark is at an address where nobody lives any more',
			{ deserted: [SECOND_URL] },
			{ url: SECOND_URL, headers: marked(SECOND) },
		],
		['from a test session of the same node', {}, { url: TEST_HERE, headers: marked(ME) }],
		['from a test session whose headers are hidden', {}, { url: TEST_HERE, headers: {} }],
	])('%s', async (_when, rest, webhook) => {
		const number = new FakeNumber({ webhook });
		const { registration, notices } = await registered(number, { ...FAIL, ...rest });
		expect(registration).toEqual(taken);
		// That it was at another address is said.
		expect(notices).toEqual(
			(rest?.deserted ?? []).map(
				(url) =>
					`The number’s webhook was ${url}, where this n8n was reached before and nobody answers any more: it was taken over.`,
			),
		);
		expectTaken(number);
		expect(number.changes().map(([what]) => what)).toEqual([WEBHOOK]);
	});

	test('and what n8n is to keep holds what stood there before, only where something did', async () => {
		const free = await registered(new FakeNumber());
		expect(free).toStrictEqual({ registration: taken, notices: [] });
		const number = new FakeNumber({ webhook: OTHER });
		const replaced = await registered(number, REPLACE);
		const before = sealedIn(number.state.webhook ?? {});
		expect(before).toMatch(/./);
		expect(replaced).toStrictEqual({ registration: { ...taken, before }, notices: [] });
	});

	test.each<[Before | undefined, boolean]>([
		[undefined, true],
		[{ destinationsWereOn: true }, true],
		[{ destinationsWereOn: false }, false],
	])('and the switch is as it was before its only destination: %j', async (before, enabled) => {
		const own = destination(NAME, { url: HERE, headers: marked(ME, { before }) });
		const number = new FakeNumber({ multi: on(own) });
		await registered(number);
		expect(number.state.multi).toEqual({ enabled, destinations: [] });
	});

	test('and a destination that it had is given up, so that events come once', async () => {
		const own = destination(NAME, { url: HERE, headers: marked(ME) });
		const number = new FakeNumber({ multi: on(destination('crm'), own) });
		await registered(number);
		expect(number.state.multi.destinations.map(({ name }) => name)).toEqual(['crm']);
		const stuck = new FakeNumber({ multi: on(destination('crm'), own) });
		stuck.canRemove = false;
		await registered(stuck);
		expect(stuck.state.multi.destinations[1]).toEqual({
			name: NAME,
			url: HERE,
			headers: { 'X-Webhook-Secret': EARLIER_SECRET, 'X-Webhook-Released': 'true' },
		});
	});

	test('after a second look: what shows nothing for a moment is not free', async () => {
		const number = new FakeNumber({ webhook: OTHER });
		let looks = 0;
		number.instead = ({ path }) =>
			path === '/v1/configs/webhook' && (looks += 1) === 1 ? { body: {} } : undefined;
		await expect(registered(number, FAIL)).rejects.toThrow(OTHER.url);
		expect(number.changes()).toEqual([]);
	});

	test('not where a gateway says that there is no such page', async () => {
		const number = new FakeNumber({ webhook: OTHER });
		number.instead = () => ({ status: 404, body: '<html><body>Not found</body></html>' });
		await expect(registered(number)).rejects.toMatchObject({ details: { httpStatus: 404 } });
		expect(number.changes()).toEqual([]);
	});
});

describe('what stood there before is carried on', () => {
	const before = { main: OTHER };

	test.each<[string, WebhookConfig, Parameters<typeof registered>[1]]>([
		['at our address', { url: HERE, headers: marked(ME, { before }) }, {}],
		[
			'at an address that we had before',
			{ url: ELSEWHERE, headers: marked(ME, { before }) },
			{ deserted: [ELSEWHERE] },
		],
		[
			'sealed with the API key before',
			{ url: HERE, headers: marked(ME, { before, key: EARLIER_KEY }) },
			{ keys: [KEY, EARLIER_KEY] },
		],
	])('%s', async (_where, webhook, rest) => {
		for (const choice of [FAIL, REPLACE, { whenOccupied: 'addDestination' } as const]) {
			const number = new FakeNumber({ webhook });
			await registered(number, { ...choice, ...rest });
			expectTaken(number, OTHER);
		}
	});

	test('as it stands there, where it cannot be read', async () => {
		const webhook = { url: HERE, headers: marked(ME, { before, key: EARLIER_KEY }) };
		const number = new FakeNumber({ webhook });
		const { registration } = await registered(number);
		const sealed = webhook.headers['X-Webhook-Previous'];
		expect(registration.before).toBe(sealed);
		expect(number.state.webhook).toEqual({
			url: HERE,
			headers: { ...marked(ME, { secret: SECRET }), 'X-Webhook-Previous': sealed },
		});
	});

	test('from where version 0.1 kept it, if the entry is the one that it made', async () => {
		const cached = {
			place: 'number',
			url: HERE,
			secretHash: hashSecret('old'),
			previous: OTHER,
		} as const;
		const number = new FakeNumber({
			webhook: { url: HERE, headers: { 'X-Webhook-Secret': 'old' } },
		});
		await registered(number, { cached });
		expectTaken(number, OTHER);
		const changed = new FakeNumber({
			webhook: { url: HERE, headers: { 'X-Webhook-Secret': 'x' } },
		});
		await registered(changed, { cached });
		expectTaken(changed);
	});
});

describe('another system’s number is not taken', () => {
	test.each<[string, WebhookConfig]>([
		['a system', OTHER],
		['one of the same path at another host', { url: ELSEWHERE, headers: {} }],
		['another webhook of the same n8n', { url: `${SITE}/webhook/0c6d5a1c/webhook`, headers: {} }],
		['one that looks like a test session elsewhere', { url: TEST_HERE.replace('n8n.', 'x.') }],
		['one with our name and header', { url: OTHER.url, headers: { 'X-Webhook-Secret': 'abc' } }],
		['a mark that is not ours', { url: OTHER.url, headers: marked(ME, { key: EARLIER_KEY }) }],
		['a mark that was cut', { url: OTHER.url, headers: cut(marked(ME)) }],
		['our mark where somebody answers: a copy', { url: ELSEWHERE, headers: marked(ME) }],
		['a copy below a path of the same host', { url: PROD, headers: marked(ME) }],
		['a workflow of such a copy', { url: SECOND_OF_PROD, headers: marked(SECOND) }],
		['a workflow of another n8n', { url: 'https://x.test/webhook/a', headers: marked(STRANGER) }],
		[
			'a workflow of a copy of this n8n',
			{ url: 'https://x.test/webhook/a', headers: marked(SECOND) },
		],
	])('%s', async (_who, webhook) => {
		const number = new FakeNumber({ webhook });
		await expect(registered(number, FAIL)).rejects.toMatchObject({
			details: {
				code: 'webhook_occupied',
				message: expect.stringContaining(webhook.url ?? '') as string,
				hint: expect.stringMatching(/Add Destination.*Replace/) as string,
			},
		});
		expect(number.changes()).toEqual([]);
		// A destination beside it takes nothing away, nor does a test session whatever it is set to.
		const beside = new FakeNumber({ webhook });
		expect((await registered(beside)).registration.place).toBe('destination');
		expect(beside.state.webhook).toEqual(webhook);
		const session = new FakeNumber({ webhook });
		await registered(session, { ...REPLACE, isTest: true, url: `${SITE}/webhook-test/q/webhook` });
		expect(session.state.webhook).toEqual(webhook);
	});

	function cut(headers: Record<string, string>): Record<string, string> {
		return Object.fromEntries(
			Object.entries(headers).map(([name, value]) => [name, value.slice(0, 40)]),
		);
	}

	test('it is said whose it is, where it is one of ours', async () => {
		const number = new FakeNumber({ webhook: { url: ELSEWHERE, headers: marked(ME) } });
		await expect(registered(number, FAIL)).rejects.toThrow(
			`this same workflow at ${ELSEWHERE} (a copy of this n8n, or this one under an address that it had before)`,
		);
		const beside = await registered(
			new FakeNumber({ webhook: { url: ELSEWHERE, headers: marked(ME) } }),
		);
		expect(beside.notices).toEqual([
			`The number’s webhook is held by this same workflow at ${ELSEWHERE} (a copy of this n8n, or this one under an address that it had before), and this trigger answers there. If that is this n8n under an address that it had before, set If Number Is Occupied to Replace, or publish this workflow again once nobody answers there any more.`,
		]);
		const colleague = new FakeNumber({ webhook: { url: ELSEWHERE, headers: marked(SECOND) } });
		expect((await registered(colleague)).notices).toEqual([]);
		const other = new FakeNumber({ webhook: { url: OTHER.url, headers: marked(STRANGER) } });
		await expect(registered(other, FAIL)).rejects.toThrow(
			`the workflow second of another n8n (${OTHER.url})`,
		);
	});

	test('where no trigger answers of another n8n, it is said', async () => {
		const beside = async (life: 'listener' | 'unclear') => {
			const number = new FakeNumber({ webhook: { url: ELSEWHERE, headers: marked(STRANGER) } });
			return (await registered(number, { lives: { [ELSEWHERE]: life } })).notices;
		};
		expect(await beside('listener')).toEqual([]);
		expect(await beside('unclear')).toEqual([
			`The number’s webhook is held by the workflow second of another n8n (${ELSEWHERE}), but no trigger answers there when this n8n asks. If nobody listens there any more, this workflow gets no events: set If Number Is Occupied to Replace.`,
		]);
	});
});

describe('beside a workflow that listens no more nothing comes', () => {
	/** Of an n8n that was built anew: the same workflow, in another one. */
	const REBUILT = { ...ME, instance: STRANGER.instance };
	const AS_TEST = { isTest: true, url: TEST_HERE };
	const UNASKED = { whenOccupied: 'addDestination' } as const;
	const REPLACING =
		'Publish this workflow with If Number Is Occupied set to Replace, which takes its place, or set another webhook in the 360dialog Hub.';
	const PUBLISHING = 'Publish this workflow, which takes its place.';

	test.each<[string, WebhookConfig, Parameters<typeof registered>[1], string, string]>([
		[
			'of another n8n',
			{ url: ELSEWHERE, headers: marked(STRANGER) },
			UNASKED,
			`the workflow second of another n8n (${ELSEWHERE})`,
			REPLACING,
		],
		[
			'of another n8n, set to fail',
			{ url: ELSEWHERE, headers: marked(STRANGER) },
			FAIL,
			`the workflow second of another n8n (${ELSEWHERE})`,
			REPLACING,
		],
		[
			'of an n8n that was built anew',
			{ url: HERE.replace('n8n.', 'old-server.'), headers: marked(REBUILT) },
			UNASKED,
			'the workflow workflow of another n8n (https://old-server.test/webhook/0c6d5a1b/webhook)',
			REPLACING,
		],
		[
			'of another n8n, for a test session',
			{ url: ELSEWHERE, headers: marked(STRANGER) },
			{ ...AS_TEST, ...REPLACE },
			`the workflow second of another n8n (${ELSEWHERE})`,
			REPLACING,
		],
		[
			'of this n8n, for a test session',
			{ url: SECOND_URL, headers: marked(SECOND) },
			AS_TEST,
			`the workflow second of this n8n (${SECOND_URL})`,
			PUBLISHING,
		],
		[
			'in production, for its test session',
			{ url: HERE, headers: marked(ME) },
			AS_TEST,
			`this same workflow at ${HERE}`,
			PUBLISHING,
		],
		[
			'in production without a mark, for its test session',
			{ url: HERE },
			AS_TEST,
			HERE,
			PUBLISHING,
		],
		[
			'in production under another address, for its test session',
			{ url: ELSEWHERE, headers: marked(ME) },
			AS_TEST,
			`this same workflow at ${ELSEWHERE} (a copy of this n8n, or this one under an address that it had before)`,
			PUBLISHING,
		],
	])('%s: it is refused, and nothing is touched', async (_whose, webhook, rest, holder, hint) => {
		const number = new FakeNumber({ webhook: structuredClone(webhook) });
		const deserted = [webhook.url ?? ''];
		await expect(registered(number, { ...rest, deserted })).rejects.toMatchObject({
			certainty: 'notDone',
			details: {
				code: 'webhook_deserted',
				message: `The number’s webhook is held by ${holder}, where nobody listens any more: an extra destination beside it would get no events.`,
				hint,
			},
		});
		expect(number.changes()).toEqual([]);
	});

	test.each<[string, WebhookConfig, Parameters<typeof registered>[1]]>([
		[
			'this workflow under an address that n8n had before, where a proxy answers',
			{ url: ELSEWHERE, headers: marked(ME) },
			{ lives: { [ELSEWHERE]: 'unclear' } },
		],
		[
			'it by an earlier name of n8n’s webhooks',
			{ url: HERE.replace('/webhook/', '/hooks/'), headers: marked(ME) },
			{ lives: { [HERE.replace('/webhook/', '/hooks/')]: 'unclear' } },
		],
		[
			'another n8n that this one does not reach',
			{ url: ELSEWHERE, headers: marked(STRANGER) },
			{ lives: { [ELSEWHERE]: 'gone' } },
		],
		[
			'it, for a test session',
			{ url: ELSEWHERE, headers: marked(STRANGER) },
			{ ...AS_TEST, lives: { [ELSEWHERE]: 'gone' } },
		],
	])('nor beside %s, as far as can be seen', async (_whose, webhook, rest) => {
		const number = new FakeNumber({ webhook: structuredClone(webhook) });
		for (const asked of [rest, { ...rest, ...FAIL }]) {
			await expect(registered(number, asked)).rejects.toMatchObject({
				certainty: 'notDone',
				details: {
					code: 'webhook_deserted',
					message: expect.stringMatching(
						/ does not answer there when this n8n asks: .* if nobody listens there any more\.$/,
					) as string,
					hint: 'If nobody listens there any more, publish this workflow with If Number Is Occupied set to Replace. If somebody does, make that address reachable from this n8n.',
				},
			});
		}
		expect(number.changes()).toEqual([]);
		await registered(number, { ...rest, ...REPLACE, isTest: false, url: HERE });
		expectTaken(number, webhook);
	});

	test('but it can be replaced', async () => {
		const webhook = { url: ELSEWHERE, headers: marked(STRANGER) };
		const number = new FakeNumber({ webhook });
		await registered(number, { ...REPLACE, deserted: [ELSEWHERE] });
		expectTaken(number, webhook);
	});

	test('what is so only when it is read back is not content with the destination', async () => {
		const number = new FakeNumber({ webhook: OTHER });
		number.instead = ({ method, path }) => {
			if (method === 'POST' && path === '/multi_webhook') {
				number.state.webhook = { url: ELSEWHERE, headers: marked(STRANGER) };
			}
			return undefined;
		};
		await expect(registered(number, { deserted: [ELSEWHERE] })).rejects.toMatchObject({
			details: { code: 'webhook_deserted' },
		});
	});
});

describe('a number that another workflow of this n8n holds is shared', () => {
	test.each([FAIL, REPLACE, { whenOccupied: 'addDestination' } as const])('%j', async (choice) => {
		const webhook = { url: SECOND_URL, headers: marked(SECOND) };
		const number = new FakeNumber({ webhook });
		expect((await registered(number, choice)).registration.place).toBe('destination');
		expect(number.state.webhook).toEqual(webhook);
	});

	test('production and its test session, too', async () => {
		for (const headers of [marked(ME), {}]) {
			const webhook = { url: HERE, headers };
			const number = new FakeNumber({ webhook });
			const asked = { ...FAIL, url: TEST_HERE, isTest: true };
			const { registration, notices } = await registered(number, asked);
			expect(registration).toMatchObject({ place: 'destination', url: TEST_HERE });
			expect(notices).toEqual([]);
			expect(number.state.webhook).toEqual(webhook);
			expect(number.state.multi.destinations[0].name).toBe(`${NAME}-test`);
		}
	});
});

describe('replacing', () => {
	test.each<[string, WebhookConfig]>([
		['with headers', OTHER],
		['a copy of ours', { url: ELSEWHERE, headers: marked(ME, { before: { main: OTHER } }) }],
	])('keeps what stood there in our own entry: %s', async (_what, webhook) => {
		const number = new FakeNumber({ webhook });
		expect((await registered(number, REPLACE)).registration.place).toBe('number');
		expectTaken(number, webhook);
		expect(JSON.stringify(number.state.webhook)).not.toContain('theirs');
	});

	test('one without headers, once it is seen that the service shows headers', async () => {
		const webhook = { url: OTHER.url, headers: {} };
		const byOthers = new FakeNumber({ webhook, multi: on(destination('crm')) });
		await registered(byOthers, REPLACE);
		expectTaken(byOthers, webhook);
		// What others have shows it: nothing is tried.
		expect(byOthers.changes().map(([what]) => what)).toEqual([WEBHOOK]);
		expect(byOthers.state.multi).toEqual(on(destination('crm')));
		const tried = new FakeNumber({ webhook });
		await registered(tried, REPLACE);
		expectTaken(tried, webhook);
		expect(tried.state.multi).toEqual({ enabled: false, destinations: [] });
	});

	const BESIDE = 'Set If Number Is Occupied to Add Destination to get the events alongside it.';
	const masked = (headers: Record<string, string>) =>
		Object.fromEntries(Object.keys(headers).map((name) => [name, '********']));
	const full = on(...['a', 'b', 'c'].map((name) => destination(name, { headers: {} })));

	const MASKED = 'the service masks its headers, so it could not be given back as it was';
	const HIDDEN = 'the service does not show whether it has headers, which would be lost';
	const LONG = 'its address and headers are too long to be kept until it is given back';

	test.each<[string, string, WebhookConfig, Partial<FakeNumber>, FakeNumber['state']['multi']?]>([
		['masked headers', MASKED, OTHER, { shows: masked }],
		['headers that are hidden', HIDDEN, OTHER, { shows: () => ({}) }],
		['headers that are left out', HIDDEN, OTHER, { shows: () => undefined }],
		['no headers, where no slot is free to see it', HIDDEN, { url: OTHER.url }, {}, full],
		['too long ones', LONG, { ...OTHER, headers: { Authorization: 'key'.repeat(400) } }, {}],
	])(
		'is refused before anything of it is touched: %s',
		async (_what, why, webhook, service, multi = off) => {
			const number = new FakeNumber({ webhook, multi });
			Object.assign(number, service);
			await expect(registered(number, REPLACE)).rejects.toMatchObject({
				details: {
					code: 'cannot_replace',
					message: `${OTHER.url} cannot be replaced: ${why}.`,
					hint: BESIDE,
				},
			});
			expect(number.changes().map(([what]) => what)).not.toContain(WEBHOOK);
			expect(number.state.webhook).toEqual(webhook);
		},
	);

	test.each<[string, (headers: Record<string, string>) => Record<string, string>]>([
		[
			'cut',
			(headers) => Object.fromEntries(Object.entries(headers).map(([k, v]) => [k, v.slice(0, 90)])),
		],
		['kept in part', (headers) => ({ 'X-Webhook-Secret': headers['X-Webhook-Secret'] })],
		[
			'kept with what stood before a destination',
			(headers) => ({
				...headers,
				'X-Webhook-Previous': marked(ME, { before: { destinationsWereOn: true } })[
					'X-Webhook-Previous'
				],
			}),
		],
	])('is undone where the service does not keep it: %s', async (_how, keeps) => {
		const number = new FakeNumber({ webhook: OTHER });
		number.keeps = (headers) => ('X-Webhook-Previous' in headers ? keeps(headers) : headers);
		await expect(registered(number, REPLACE)).rejects.toMatchObject({
			details: {
				code: 'cannot_replace',
				message: `${OTHER.url} cannot be replaced: the service did not keep what has to be given back. The number’s webhook is as it was before.`,
				hint: BESIDE,
			},
		});
		expect(number.state.webhook).toEqual(OTHER);
	});

	describe('one without headers is refused', () => {
		const webhook = { url: OTHER.url, headers: {} };

		test('where the destination that was to show it is gone again', async () => {
			const number = new FakeNumber({ webhook });
			let looks = 0;
			number.instead = ({ method, path }) => {
				if (path !== '/multi_webhook' || number.state.multi.destinations.length === 0) {
					return undefined;
				}
				// It is seen once.
				if (method === 'GET' && (looks += 1) === 2) number.state.multi.destinations = [];
				return undefined;
			};
			await expect(registered(number, REPLACE)).rejects.toMatchObject({
				details: {
					code: 'cannot_replace',
					message: `${OTHER.url} cannot be replaced: ${HIDDEN}.`,
				},
			});
			expect(looks).toBe(2);
			expect(number.state.webhook).toEqual(webhook);
		});

		test('where the service shows another secret than it was given', async () => {
			const number = new FakeNumber({ webhook });
			number.keeps = (headers) => ({ ...headers, 'X-Webhook-Secret': EARLIER_SECRET });
			await expect(registered(number, REPLACE)).rejects.toMatchObject({
				details: {
					code: 'not_shown',
					message: `The service accepted the change, but did not show the destination "${NAME}" within 20 seconds.`,
				},
			});
			expect(number.state.webhook).toEqual(webhook);
		});
	});

	test('one that is as long as can be kept, and not one that is longer by a character', async () => {
		const lengthOfOne = JSON.stringify({
			main: { url: OTHER.url, headers: { 'X-Key': '' } },
		}).length;
		// In hex, with 28 bytes of the seal around it.
		const room = 2048 / 2 - 28 - lengthOfOne;
		const longest = { url: OTHER.url, headers: { 'X-Key': 'k'.repeat(room) } };
		const number = new FakeNumber({ webhook: longest });
		await registered(number, REPLACE);
		expectTaken(number, longest);
		expect(number.state.webhook?.headers?.['X-Webhook-Previous']).toHaveLength(2048);
		const longer = { url: OTHER.url, headers: { 'X-Key': 'k'.repeat(room + 1) } };
		const refusing = new FakeNumber({ webhook: longer });
		await expect(registered(refusing, REPLACE)).rejects.toThrow(
			`${OTHER.url} cannot be replaced: ${LONG}.`,
		);
		expect(refusing.changes()).toEqual([]);
	});

	test('is undone where the service does not show our secret whole', async () => {
		const number = new FakeNumber({ webhook: OTHER });
		number.shows = (headers) =>
			'X-Webhook-Secret' in headers ? { ...headers, 'X-Webhook-Secret': '********' } : headers;
		await expect(registered(number, REPLACE)).rejects.toMatchObject({
			details: {
				code: 'not_shown',
				message: `The service accepted the change, but did not show the webhook ${HERE} within 20 seconds.`,
			},
		});
		expect(number.changes().at(-1)).toEqual([WEBHOOK, OTHER]);
		expect(number.state.webhook).toEqual(OTHER);
	});

	test('of which nobody knows whether it was done is undone, though what stood there shows', async () => {
		const number = new FakeNumber({ webhook: OTHER });
		number.instead = ({ method, body }) =>
			method === 'POST' && (body as WebhookConfig).url === HERE ? refused(500) : undefined;
		await expect(registered(number, REPLACE)).rejects.toMatchObject({
			certainty: 'unknown',
			details: { httpStatus: 500 },
		});
		// It may show late.
		expect(number.changes().at(-1)).toEqual([WEBHOOK, OTHER]);
	});

	test('that is refused leaves it untouched', async () => {
		const number = new FakeNumber({ webhook: OTHER });
		number.instead = ({ method }) => (method === 'POST' ? refused(403) : undefined);
		const failure = registered(number, REPLACE);
		await expect(failure).rejects.toMatchObject({ details: { httpStatus: 403 } });
		await expect(failure).rejects.not.toMatchObject({
			details: { hint: expect.stringContaining('could not be put back') as string },
		});
		expect(number.changes()).toHaveLength(1);
	});

	test.each<[string, WebhookConfig | undefined]>([
		['something else', { url: HERE }],
		['nothing', undefined],
	])('that leaves %s there is put right', async (_what, left) => {
		const number = new FakeNumber({ webhook: OTHER });
		let posts = 0;
		number.instead = ({ method }) => {
			if (method !== 'POST' || (posts += 1) > 1) return undefined;
			number.state.webhook = left;
			return refused(403);
		};
		await expect(registered(number, REPLACE)).rejects.toMatchObject({
			details: { httpStatus: 403 },
		});
		expect(number.state.webhook).toEqual(OTHER);
	});

	test('that fails while somebody else sets it leaves theirs there', async () => {
		const theirs = { url: 'https://third.test/hook', headers: {} };
		const number = new FakeNumber({ webhook: OTHER });
		number.instead = ({ method }) => {
			if (method !== 'POST') return undefined;
			number.state.webhook = theirs;
			return refused(403);
		};
		const failure = registered(number, REPLACE);
		await expect(failure).rejects.toMatchObject({ details: { httpStatus: 403 } });
		await expect(failure).rejects.not.toMatchObject({
			details: { hint: expect.stringContaining('could not be put back') as string },
		});
		expect(number.changes()).toHaveLength(1);
		expect(number.state.webhook).toEqual(theirs);
	});

	test('that breaks, and cannot be put right, names what stood there as well', async () => {
		const number = new FakeNumber({ webhook: OTHER });
		const { time } = number.service;
		time.sleep = async () => {
			number.instead = () => refused(403);
			return await Promise.reject(new Error('The clock stopped'));
		};
		await expect(registered(number, REPLACE)).rejects.toMatchObject({
			name: 'ServiceFailure',
			certainty: 'unknown',
			details: {
				code: 'not_shown',
				message: 'The clock stopped',
				hint: `The number’s webhook was ${OTHER.url} before, and it could not be put back: look at it in the 360dialog Hub, and set it again there if it is different now.`,
			},
		});
	});

	test.each<[string, FakeNumber['keeps']]>([
		['does not keep its headers', () => ({})],
		['keeps ours with them', (headers) => ({ ...headers, ...marked(ME) })],
	])('that fails names what stood there, where the service %s', async (_how, keeps) => {
		const number = new FakeNumber({ webhook: OTHER });
		// It loses what has to be given back, and then more.
		number.keeps = (headers) =>
			'X-Webhook-Previous' in headers ? { 'X-Webhook-Secret': SECRET } : keeps(headers);
		await expect(registered(number, REPLACE)).rejects.toMatchObject({
			details: {
				code: 'cannot_replace',
				hint: expect.stringContaining(
					`was ${OTHER.url} before, and it could not be put back`,
				) as string,
			},
		});
	});

	test('that cannot be put right names what stood there', async () => {
		const number = new FakeNumber({ webhook: OTHER });
		number.instead = ({ method }) => {
			if (method !== 'POST') return undefined;
			number.state.webhook = { url: HERE };
			return refused(403);
		};
		await expect(registered(number, REPLACE)).rejects.toMatchObject({
			certainty: 'notDone',
			details: {
				hint: `The number’s webhook was ${OTHER.url} before, and it could not be put back: look at it in the 360dialog Hub, and set it again there if it is different now.`,
			},
		});
	});

	test('the account’s has nothing of the number’s to put back', async () => {
		const number = new FakeNumber({ account: OTHER });
		await registered(number, REPLACE);
		expectTaken(number);
		const refusing = new FakeNumber({ account: OTHER });
		refusing.instead = ({ method }) => (method === 'POST' ? refused(403) : undefined);
		await expect(registered(refusing, REPLACE)).rejects.toMatchObject({
			details: { httpStatus: 403 },
		});
		expect(refusing.changes()).toHaveLength(1);
	});
});

describe('what the service does with headers', () => {
	const cutTo = (length: number) => (headers: Record<string, string>) =>
		Object.fromEntries(
			Object.entries(headers).map(([name, value]) => [name, value.slice(0, length)]),
		);

	describe.each(['the number', 'a destination'])('%s', (place) => {
		const webhook = place === 'the number' ? undefined : OTHER;

		test.each<[string, Partial<FakeNumber>, string[]]>([
			['shown', {}, [SECRET]],
			['hidden', { shows: () => undefined }, [SECRET]],
			[
				'masked',
				{ shows: (headers) => cutTo(0)(headers) && { 'X-Webhook-Secret': '***' } },
				[SECRET],
			],
			['cut, but long enough', { keeps: cutTo(40) }, [SECRET.slice(0, 40)]],
			['shown in part', { shows: cutTo(40) }, [SECRET.slice(0, 40), SECRET]],
		])('%s: the secret that deliveries will carry is known', async (how, service, carried) => {
			const number = new FakeNumber({ webhook });
			Object.assign(number, service);
			const { registration } = await registered(number);
			for (const secret of carried) {
				expect(secretMatches(secret, registration.secretHash)).toBe(true);
			}
			const stands = number.run(secretsFor(number.api, request()));
			const shown = how === 'hidden' || how === 'masked' ? [] : [registration.secretHash];
			expect(await stands).toEqual(shown);
		});

		test.each<[string, Partial<FakeNumber>]>([
			['cut too short', { keeps: cutTo(16) }],
			['left out', { keeps: () => ({ 'X-Other': '1' }) }],
		])('%s: it is refused, as no delivery could be known', async (_how, service) => {
			const number = new FakeNumber({ webhook });
			Object.assign(number, service);
			await expect(registered(number)).rejects.toMatchObject({
				details: {
					code: 'header_lost',
					message: expect.stringMatching(
						/^The service took the webhook, but did not keep/,
					) as string,
					hint: expect.stringMatching(/^Set Registration to Manual/) as string,
				},
			});
			expect(number.state.webhook?.url).toBe(webhook?.url ?? '');
			expect(number.state.multi.destinations).toEqual([]);
		});
	});
});

describe('an extra destination', () => {
	const released = (name: string) => destination(name, { headers: RELEASED });

	test.each<[string, ReturnType<typeof destination>[], string, string, string[]?]>([
		['one more', [destination('crm')], NAME, 'PUT'],
		['the one that it had', [destination(NAME, { url: HERE })], NAME, 'PATCH'],
		['the one at its address, of whatever name', [destination('x', { url: HERE })], 'x', 'PATCH'],
		['one that was left', [released('n8n-gone-1')], 'n8n-gone-1', 'PATCH'],
		[
			'its own rather than one that was left',
			[released('n8n-gone-1'), destination(NAME, { url: HERE })],
			NAME,
			'PATCH',
		],
		[
			'its own at an address where nobody lives any more',
			[destination(NAME, { url: ELSEWHERE, headers: marked(ME) })],
			NAME,
			'PATCH',
			[ELSEWHERE],
		],
		[
			'another name where a copy has its own',
			[destination(NAME, { url: ELSEWHERE, headers: marked(ME) })],
			`${NAME}-2`,
			'PUT',
		],
		['another name where its own is taken', [destination(NAME)], `${NAME}-2`, 'PUT'],
		['a third name', [destination(NAME), destination(`${NAME}-2`)], `${NAME}-3`, 'PUT'],
		[
			'one of a workflow that is no more, when all are taken',
			[
				destination('a'),
				destination('b'),
				destination('n8n-second-1', { url: SECOND_URL, headers: marked(SECOND) }),
			],
			'n8n-second-1',
			'PATCH',
			[SECOND_URL],
		],
		[
			'that rather than its own test session’s',
			[
				destination('a'),
				destination(`${NAME}-test`, { url: TEST_HERE, headers: marked(ME) }),
				destination('n8n-second-1', { url: SECOND_URL, headers: marked(SECOND) }),
			],
			'n8n-second-1',
			'PATCH',
			[SECOND_URL],
		],
		[
			'its own test session’s, when all are taken',
			[
				destination('a'),
				destination(`${NAME}-test`, { url: TEST_HERE, headers: marked(ME) }),
				destination('b'),
			],
			`${NAME}-test`,
			'PATCH',
		],
		[
			'one more beside its own test session’s, while there is room',
			[destination(`${NAME}-test`, { url: TEST_HERE, headers: marked(ME) })],
			NAME,
			'PUT',
		],
		[
			'one more beside that of a workflow that is no more, while there is room',
			[destination('n8n-second-1', { url: SECOND_URL, headers: marked(SECOND) })],
			NAME,
			'PUT',
			[SECOND_URL],
		],
	])('%s', async (_which, destinations, name, method, deserted = []) => {
		const number = new FakeNumber({ webhook: OTHER, multi: on(...destinations) });
		expect((await registered(number, { deserted })).registration.place).toBe('destination');
		expect(number.changes().map(([what]) => what)).toEqual([`${method} /multi_webhook`]);
		const ours = number.state.multi.destinations.find((one) => one.name === name);
		expect(ours).toMatchObject({ url: HERE, headers: { 'X-Webhook-Secret': SECRET } });
		const others = destinations.filter((one) => one.name !== name);
		expect(number.state.multi.destinations).toEqual(expect.arrayContaining(others));
	});

	test('is known among others by its name: of its secret that is cut, the part is kept', async () => {
		const number = new FakeNumber({ webhook: OTHER, multi: on(destination('crm')) });
		number.keeps = (headers) =>
			Object.fromEntries(
				Object.entries(headers).map(([name, value]) => [name, value.slice(0, 40)]),
			);
		const { registration } = await registered(number);
		expect(secretMatches(SECRET.slice(0, 40), registration.secretHash)).toBe(true);
	});

	test('that is gone as soon as it was seen is made again', async () => {
		const number = new FakeNumber({ webhook: OTHER });
		let looks = 0;
		number.instead = ({ method, path }) => {
			const { destinations } = number.state.multi;
			const isLook = method === 'GET' && path === '/multi_webhook' && destinations.length > 0;
			if (isLook && (looks += 1) === 2) number.state.multi.destinations = [];
			return undefined;
		};
		const { registration } = await registered(number);
		expect(registration).toEqual({
			place: 'destination',
			url: HERE,
			secretHash: hashSecret(SECRET),
		});
		expect(number.changes().map(([what]) => what)).toEqual([
			'POST /multi_webhook',
			'PUT /multi_webhook',
		]);
	});

	test.each<[string, ReturnType<typeof destination>[]]>([
		['a new one', [destination('crm')]],
		['the one that it had, which stays', [destination(NAME, { url: HERE, headers: marked(ME) })]],
	])('that is refused changes nothing: %s', async (_which, destinations) => {
		const number = new FakeNumber({ webhook: OTHER, multi: on(...structuredClone(destinations)) });
		number.instead = ({ method }) => (method === 'GET' ? undefined : refused(403));
		await expect(registered(number)).rejects.toMatchObject({
			certainty: 'notDone',
			details: { httpStatus: 403 },
		});
		expect(number.changes()).toHaveLength(1);
		expect(number.state.multi).toEqual(on(...destinations));
	});

	test.each<[string, boolean, ReturnType<typeof destination>[], boolean]>([
		['off', false, [], false],
		['on', true, [], true],
		[
			'off before the first activation',
			true,
			[
				destination(NAME, {
					url: HERE,
					headers: marked(ME, { before: { destinationsWereOn: false } }),
				}),
			],
			false,
		],
	])('holds whether they were on: %s', async (_what, enabled, destinations, wereOn) => {
		const number = new FakeNumber({ webhook: OTHER, multi: { enabled, destinations } });
		await registered(number);
		expect(beforeIn(number.state.multi.destinations[0], [KEY])).toEqual({
			destinationsWereOn: wereOn,
		});
	});

	test('that does not fit names all that are there, by workflow where they are ours', async () => {
		const number = new FakeNumber({
			webhook: OTHER,
			multi: on(
				destination('a'),
				destination('b'),
				destination('c', { url: SECOND_URL, headers: marked(SECOND) }),
			),
		});
		await expect(registered(number)).rejects.toMatchObject({
			details: {
				code: 'too_many_destinations',
				message: `The number serves 4 systems already, which is the most it can: ${OTHER.url}, and as extra destinations "a" (https://a.test/hook), "b" (https://b.test/hook), "c" (the workflow second of this n8n (${SECOND_URL})).`,
				hint: 'Switch one of them off, remove one in the 360dialog Hub, or have one workflow with this trigger call the others as sub-workflows.',
			},
		});
		expect(number.changes()).toEqual([]);
	});
});

describe('at the same time', () => {
	test('the main webhook goes while a destination is made: it is taken instead', async () => {
		const number = new FakeNumber({ webhook: OTHER });
		number.instead = ({ method, path }) => {
			if (method === 'POST' && path === '/multi_webhook') number.state.webhook = undefined;
			return undefined;
		};
		expect((await registered(number)).registration.place).toBe('number');
		expectTaken(number);
		expect(number.state.multi.destinations).toEqual([]);
	});

	test('somebody else takes the number: a destination is made', async () => {
		const number = new FakeNumber();
		let posts = 0;
		let reads = 0;
		number.instead = ({ method, path }) => {
			if (method === 'POST' && path === '/v1/configs/webhook') posts += 1;
			if (method === 'GET' && path === '/v1/configs/webhook' && posts === 1 && (reads += 1) === 3) {
				number.state.webhook = OTHER;
			}
			return undefined;
		};
		expect((await registered(number)).registration.place).toBe('destination');
		expect(number.state.webhook).toEqual(OTHER);
	});

	test.each<[string, string, FakeNumber['state'], (state: FakeNumber['state']) => void]>([
		[
			'takes it',
			'/multi_webhook',
			{ multi: off },
			(state) => {
				state.webhook = undefined;
			},
		],
		[
			'removes our destination',
			'/v1/configs/webhook',
			{ webhook: OTHER, multi: off },
			(state) => {
				state.multi.destinations = [];
			},
		],
		[
			'switches destinations off',
			'/v1/configs/webhook',
			{ webhook: OTHER, multi: off },
			(state) => {
				state.multi.enabled = false;
			},
		],
	])('somebody else %s again and again: it is said', async (_what, where, state, undo) => {
		const number = new FakeNumber(structuredClone(state));
		number.instead = ({ method, path }) => {
			if (method === 'GET' && path === where) undo(number.state);
			return undefined;
		};
		await expect(registered(number)).rejects.toMatchObject({
			certainty: 'unknown',
			details: {
				code: 'webhook_contested',
				message: `Another system changed the number’s webhook at the same time, so it does not point to ${HERE}.`,
				hint: 'See in the 360dialog Hub who sets it, then try again.',
			},
		});
	});
});

describe('addresses that 360dialog cannot reach', () => {
	/** The number at another address; the calls are the same. */
	function at(baseUrl: string) {
		const number = new FakeNumber();
		const api: Api = Object.create(number.api, { baseUrl: { value: baseUrl } }) as Api;
		return { number, api };
	}

	const OF_SERVICE = [
		'https://waba-v2.360dialog.io',
		'https://360dialog.io/path',
		'HTTP://WABA.360DIALOG.IO',
	];
	const OF_OTHERS = [
		'http://127.0.0.1:8080',
		'https://proxy.test/https://waba-v2.360dialog.io',
		'https://waba-v2.360dialog.io.test',
		'https://not360dialog.io',
	];

	test.each(OF_SERVICE)('are refused at %s before any call', async (baseUrl) => {
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
					hint: '360dialog needs a public https address without a port and without an underscore in the host. Set n8n’s WEBHOOK_URL to the one under which it is reachable.',
				},
			});
			expect(number.asked()).toEqual([]);
		}
		const { number, api } = at(baseUrl);
		const url = 'HTTPS://n8n.test/path_with_underscore/b:1';
		const { registration } = await number.run(register(api, request({ url })));
		expect(registration).toMatchObject({ url });
	});

	test.each(OF_OTHERS)('are none at %s', async (baseUrl) => {
		const { number, api } = at(baseUrl);
		const url = 'http://127.0.0.1:5678/a/b';
		const { registration } = await number.run(register(api, request({ url })));
		expect(registration).toMatchObject({ url });
	});
});
