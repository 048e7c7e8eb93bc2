/** What of a number is given back, and to whom. */
import type { WebhookConfig } from '../../../nodes/WhatsAppGroups/api/contract/webhooks';
import { withoutBefore } from '../../../nodes/WhatsAppGroups/registration/entry';
import type { Owner } from '../../../nodes/WhatsAppGroups/secrets/sealed';
import { hashSecret } from '../../../nodes/WhatsAppGroups/secrets/secret';
import {
	destination,
	EARLIER_KEY,
	EARLIER_SECRET,
	ELSEWHERE,
	entriesAt,
	HERE,
	KEY,
	marked,
	ME,
	NAME,
	on,
	OTHER,
	RELEASED,
	SECOND,
	SECRET,
	SITE,
	STRANGER,
	unregistered,
} from './applicants';
import { broken } from '../api/fakeApi';
import { FakeNumber, refused, type NumberState } from './fakeNumber';

const WEBHOOK = 'POST /v1/configs/webhook';
/** Given up, and still known by its secret. */
const GIVEN_UP = { 'X-Webhook-Secret': EARLIER_SECRET, 'X-Webhook-Released': 'true' };
/** The same, where the service may not show the secret that it keeps. */
const MARKED_AS_GIVEN_UP = expect.objectContaining({ 'X-Webhook-Released': 'true' }) as unknown;
/** A service may show headers, or none at all. */
const SHOWN: Array<FakeNumber['shows']> = [(headers) => headers, () => undefined];
const before = { main: OTHER };
const OURS = { url: HERE, headers: marked(ME) };
const REPLACED = { url: HERE, headers: marked(ME, { before }) };
const EMPTY = { url: '', headers: {} };
const HEIR_URL = `${SITE}/webhook/second/webhook`;
const heirOf = (rest = {}) =>
	destination('n8n-second-1', { url: HEIR_URL, headers: marked(SECOND), ...rest });

describe('the number', () => {
	test.each<[string, Parameters<typeof unregistered>[1], WebhookConfig]>([
		['by what our entry holds, whatever n8n remembers', {}, REPLACED],
		[
			'sealed with the API key before',
			{ keys: [KEY, EARLIER_KEY] },
			{ url: HERE, headers: marked(ME, { before, key: EARLIER_KEY }) },
		],
		[
			'from where version 0.1 kept it',
			{ cached: { place: 'number', url: HERE, secretHash: hashSecret('old'), previous: OTHER } },
			{ url: HERE, headers: { 'X-Webhook-Secret': 'old' } },
		],
	])('goes to whom it was: %s', async (_how, rest, webhook) => {
		const number = new FakeNumber({ webhook });
		expect(await unregistered(number, rest)).toEqual([]);
		expect(number.state.webhook).toEqual(OTHER);
	});

	/** What a service may make of headers that are given back. */
	const CHANGED: Array<[string, Partial<FakeNumber>, string]> = [
		['does not keep them', { keeps: () => ({}) }, 'Authorization, X-Key'],
		['keeps some', { keeps: ({ Authorization }) => ({ Authorization }) }, 'X-Key'],
		[
			'cuts one',
			{ keeps: (headers) => ({ ...headers, Authorization: 'Bearer' }) },
			'Authorization',
		],
		['keeps others besides', { keeps: (headers) => ({ ...headers, 'X-Old': '1' }) }, 'X-Old'],
		['masks one now', { shows: (headers) => ({ ...headers, 'X-Key': '****' }) }, 'X-Key'],
		['shows none now', { shows: () => undefined }, 'Authorization, X-Key'],
	];
	const TWO = { url: OTHER.url, headers: { ...OTHER.headers, 'X-Key': 'k' } };
	const notSeen = (names: string) =>
		`The number’s webhook is ${TWO.url} now, but the service does not show all of its headers as they were: ${names}. Compare them in the 360dialog Hub, and set them again there if they are different.`;
	/** From when the number is given back, the service does it. */
	const fromNowOn = (number: FakeNumber, service: Partial<FakeNumber>) => {
		number.instead = ({ method }) => {
			if (method === 'POST') Object.assign(number, service);
			return undefined;
		};
	};

	test.each(CHANGED)(
		'of whoever had it, the service %s: that is said',
		async (_how, does, names) => {
			const webhook = { url: HERE, headers: marked(ME, { before: { main: TWO } }) };
			const number = new FakeNumber({ webhook });
			fromNowOn(number, does);
			expect(await unregistered(number)).toEqual([notSeen(names)]);
			expect(number.state.webhook?.url).toBe(TWO.url);
		},
	);

	test.each(CHANGED)('of the account, the service %s: that is said', async (_how, does, names) => {
		const number = new FakeNumber({ webhook: OURS, account: TWO });
		number.canBeEmptied = false;
		let posts = 0;
		number.instead = ({ method }) => {
			// The first is to empty it.
			if (method === 'POST' && (posts += 1) === 2) Object.assign(number, does);
			return undefined;
		};
		expect(await unregistered(number)).toEqual([
			expect.stringContaining('It was set to the account’s webhook'),
			notSeen(names),
		]);
	});

	test.each<[string, FakeNumber['shows']]>([
		['in another order', (headers) => Object.fromEntries(Object.entries(headers).reverse())],
		[
			'in other letters',
			(headers) =>
				Object.fromEntries(
					Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]),
				),
		],
	])('is as it was with headers that are shown %s', async (_how, shows) => {
		const webhook = { url: HERE, headers: marked(ME, { before: { main: TWO } }) };
		const number = new FakeNumber({ webhook });
		fromNowOn(number, { shows });
		expect(await unregistered(number)).toEqual([]);
	});

	test('that is given back by a call of which no answer came is given back', async () => {
		const number = new FakeNumber({ webhook: REPLACED });
		number.instead = ({ method }) => {
			if (method !== 'POST') return undefined;
			number.state.webhook = OTHER;
			throw broken('ECONNRESET');
		};
		expect(await unregistered(number)).toEqual([]);
	});

	test.each([
		['is refused', 403, OTHER],
		['may have been done, and does not show', 500, undefined],
	])('a call that %s is no giving back', async (_what, status, left) => {
		const number = new FakeNumber({ webhook: REPLACED });
		number.instead = ({ method }) => {
			if (method !== 'POST') return undefined;
			if (left) number.state.webhook = left;
			return refused(status);
		};
		await expect(unregistered(number)).rejects.toMatchObject({ details: { httpStatus: status } });
	});

	test('is emptied where it can no longer be read to whom it was, and that is said', async () => {
		const webhook = { url: HERE, headers: marked(ME, { before, key: EARLIER_KEY }) };
		const number = new FakeNumber({ webhook });
		expect(await unregistered(number)).toEqual([
			'What the number’s webhook was before cannot be read any more, as the API key was changed more than once since: set it again in the 360dialog Hub.',
		]);
		expect(number.state.webhook).toEqual(EMPTY);
	});

	test.each<[string, WebhookConfig | undefined]>([
		['another system', OTHER],
		['nobody', undefined],
		['a workflow of this n8n', { url: HEIR_URL, headers: marked(SECOND) }],
		['the test session of this node', { url: HERE.replace('/webhook/', '/webhook-test/') }],
	])('is left alone when %s has it', async (_who, webhook) => {
		const number = new FakeNumber({ webhook, multi: on(destination('crm')) });
		expect(await unregistered(number)).toEqual([]);
		const cached = { place: 'number', url: HERE, secretHash: '', previous: OTHER } as const;
		expect(await unregistered(number, { cached })).toEqual([
			`The number’s webhook is now ${webhook?.url ?? 'empty'}, which is not this workflow’s, so it was left alone.`,
		]);
		expect(number.changes()).toEqual([]);
	});

	test('is left alone where this same workflow has it at another address', async () => {
		const number = new FakeNumber({ webhook: { url: ELSEWHERE, headers: marked(ME) } });
		expect(await unregistered(number)).toEqual([]);
		for (const url of [HERE, ELSEWHERE]) {
			const cached = { place: 'number', url, secretHash: '', previous: OTHER } as const;
			expect(await unregistered(number, { cached })).toEqual([
				`The number’s webhook is held by this same workflow at ${ELSEWHERE} (a copy of this n8n, or this one under an address that it had before), so it was left alone. If that is this n8n, publish the workflow with If Number Is Occupied set to Replace, or set the number’s webhook in the 360dialog Hub.`,
			]);
		}
		expect(number.changes()).toEqual([]);
	});

	test('goes to nobody', async () => {
		const number = new FakeNumber({ webhook: OURS });
		expect(await unregistered(number)).toEqual([]);
		expect(number.state.webhook).toEqual(EMPTY);
	});

	test('goes to nobody, with destinations that nobody has', async () => {
		const gone = destination('n8n-gone-1', { headers: RELEASED });
		const number = new FakeNumber({ webhook: OURS, multi: on(gone) });
		expect(await unregistered(number)).toEqual([]);
		const off = { enabled: false, destinations: [destination('crm')] };
		expect(await unregistered(new FakeNumber({ webhook: OURS, multi: off }))).toEqual([]);
	});

	test('goes to nobody, and the destinations are named that get nothing any more', async () => {
		const gone = destination('n8n-gone-1', { headers: RELEASED });
		const number = new FakeNumber({
			webhook: OURS,
			multi: on(gone, destination('crm'), destination('shop')),
		});
		expect(await unregistered(number)).toEqual([
			'No main webhook of the number answers any more, so its extra destinations get no events: "crm" (https://crm.test/hook), "shop" (https://shop.test/hook). Set a main webhook in the 360dialog Hub, or publish one of these workflows again.',
		]);
	});

	test('goes to the account’s webhook, where it cannot be emptied', async () => {
		const number = new FakeNumber({ webhook: OURS, account: OTHER });
		number.canBeEmptied = false;
		expect((await unregistered(number)).join()).toContain(
			`It was set to the account’s webhook ${OTHER.url}`,
		);
		expect(number.state.webhook).toEqual(OTHER);
	});

	test.each<[string, (number: FakeNumber) => void]>([
		['refuses it', (number) => (number.canBeEmptied = false)],
		[
			'says yes and keeps it',
			(number) => {
				number.instead = ({ method, body }) =>
					method === 'POST' && (body as WebhookConfig).url === ''
						? { body: { message: 'Done' } }
						: undefined;
			},
		],
		...[410, 415, 422].map((status): [string, (number: FakeNumber) => void] => [
			`says HTTP ${status}`,
			(number) => {
				number.instead = ({ method, body }) =>
					method === 'POST' && (body as WebhookConfig).url === '' ? refused(status) : undefined;
			},
		]),
	])('goes to whoever comes next, where the service %s', async (_how, prepare) => {
		for (const shows of SHOWN) {
			const number = new FakeNumber({ webhook: OURS });
			number.shows = shows;
			prepare(number);
			expect((await unregistered(number)).join()).toContain('it still points to this workflow');
			expect(number.state.webhook).toEqual({ url: HERE, headers: MARKED_AS_GIVEN_UP });
		}
	});
});

describe('a number that cannot be emptied', () => {
	const masked: FakeNumber['shows'] = (headers) =>
		Object.fromEntries(Object.keys(headers).map((name) => [name, '********']));
	const stuck = (shows: FakeNumber['shows'], state: Partial<NumberState>) => {
		const number = new FakeNumber({ webhook: OURS, ...structuredClone(state) });
		return Object.assign(number, { canBeEmptied: false, shows });
	};

	test.each<[string, FakeNumber['shows'], string, string]>([
		[
			'hidden',
			() => undefined,
			'The service does not show headers, so no other workflow can see that: publish this workflow again, or set another webhook in the 360dialog Hub.',
			'publish this workflow again',
		],
		[
			'masked',
			masked,
			'The next workflow that is activated takes the place; for another system, set its webhook in the 360dialog Hub.',
			'publish one of these workflows again',
		],
	])('names who gets nothing any more, where headers are %s', async (_how, shows, next, advice) => {
		const multi = on(destination('crm'), heirOf());
		const number = stuck(shows, { multi });
		const notices = await unregistered(number);
		expect(notices).toEqual([
			`The number had no webhook before, and the service does not let it be emptied: it still points to this workflow, which no longer listens. ${next}`,
			expect.stringContaining('get no events: "crm" (https://crm.test/hook), "n8n-second-1"'),
		]);
		expect(notices[1].endsWith(` Set a main webhook in the 360dialog Hub, or ${advice}.`)).toBe(
			true,
		);
		expect(number.state).toEqual({ webhook: { url: HERE, headers: MARKED_AS_GIVEN_UP }, multi });
	});

	test('whose mark nobody sees is not said to be taken by the next workflow', async () => {
		const notices = await unregistered(stuck(() => undefined, {}));
		expect(notices.join()).not.toContain('The next workflow');
		expect(notices.join()).toContain('publish this workflow again');
	});

	test.each<[string, FakeNumber['shows'], WebhookConfig]>([
		['hidden', () => undefined, OTHER],
		['hidden, where it may have none', () => undefined, { url: OTHER.url, headers: {} }],
		['masked', masked, OTHER],
	])('is not set to the account’s webhook, whose headers are %s', async (_how, shows, account) => {
		const number = stuck(shows, { account });
		expect((await unregistered(number)).join()).toContain('it still points to this workflow');
		expect(number.state.webhook).toEqual({ url: HERE, headers: MARKED_AS_GIVEN_UP });
	});

	test('is not set to the account’s webhook, of which one header is masked and ours are not', async () => {
		const number = stuck(
			({ Authorization, ...rest }) => ({
				...rest,
				...(Authorization && { Authorization: '********' }),
			}),
			{ account: OTHER },
		);
		await unregistered(number);
		expect(number.state.webhook).toEqual({ url: HERE, headers: GIVEN_UP });
	});

	test('is set to the account’s webhook that has no headers', async () => {
		const account = { url: OTHER.url, headers: {} };
		const number = stuck((headers) => headers, { account });
		await unregistered(number);
		expect(number.state.webhook).toEqual(account);
	});
});

describe('where n8n was reached before', () => {
	const at = { url: ELSEWHERE, headers: marked(ME, { before }) };
	const own = destination(NAME, { url: ELSEWHERE, headers: marked(ME) });
	const cached = { place: 'number', url: ELSEWHERE, secretHash: '' } as const;

	test('it is given back when nobody lives there any more', async () => {
		const number = new FakeNumber({ webhook: at, multi: on(destination('crm'), own) });
		expect(await unregistered(number, { cached, deserted: [ELSEWHERE] })).toEqual([]);
		expect(number.state).toEqual({ webhook: OTHER, multi: on(destination('crm')) });
	});

	test('it is emptied, or marked', async () => {
		const webhook = { url: ELSEWHERE, headers: marked(ME) };
		const number = new FakeNumber({ webhook });
		await unregistered(number, { cached, deserted: [ELSEWHERE] });
		expect(number.state.webhook).toEqual(EMPTY);
		const stuck = new FakeNumber({ webhook });
		stuck.canBeEmptied = false;
		await unregistered(stuck, { cached, deserted: [ELSEWHERE] });
		expect(stuck.state.webhook).toEqual({ url: ELSEWHERE, headers: GIVEN_UP });
	});

	test.each<[string, Parameters<typeof unregistered>[1], WebhookConfig?]>([
		['somebody lives there: a copy', { cached }],
		['somebody may live there', { cached, lives: { [ELSEWHERE]: 'unclear' } }],
		['n8n does not know of it', { deserted: [ELSEWHERE] }],
		['n8n knows of another', { cached: { ...cached, url: HEIR_URL }, deserted: [ELSEWHERE] }],
		[
			'it has the mark of another workflow',
			{ cached, deserted: [ELSEWHERE] },
			{ url: ELSEWHERE, headers: marked(SECOND) },
		],
		['it has no mark', { cached, deserted: [ELSEWHERE] }, { url: ELSEWHERE, headers: {} }],
	])('it is left alone when %s', async (_why, rest, webhook = at) => {
		const number = new FakeNumber({ webhook });
		await unregistered(number, rest);
		expect(number.changes()).toEqual([]);
	});
});

describe('the heir of a number', () => {
	test('is another workflow, whose destination goes, and the switch as it was', async () => {
		for (const before of [{ destinationsWereOn: true }, { destinationsWereOn: false }, undefined]) {
			const heir = heirOf({ headers: marked(SECOND, { before }) });
			const number = new FakeNumber({ webhook: OURS, multi: on(heir) });
			expect(await unregistered(number)).toEqual([]);
			expect(number.state.webhook?.url).toBe(HEIR_URL);
			expect(number.state.webhook?.headers).toMatchObject({ 'X-Webhook-Secret': EARLIER_SECRET });
			expect(number.state.webhook?.headers).not.toHaveProperty('X-Webhook-Previous');
			const enabled = before?.destinationsWereOn ?? true;
			expect(number.state.multi).toEqual({ enabled, destinations: [] });
		}
	});

	test('leaves those of others on', async () => {
		const number = new FakeNumber({ webhook: OURS, multi: on(destination('crm'), heirOf()) });
		expect(await unregistered(number)).toEqual([]);
		expect(number.state.multi).toEqual(on(destination('crm')));
	});

	test('leaves its slot to the next one where it cannot be removed', async () => {
		const number = new FakeNumber({ webhook: OURS, multi: on(destination('crm'), heirOf()) });
		number.canRemove = false;
		expect(await unregistered(number)).toEqual([]);
		expect(number.state.webhook?.url).toBe(HEIR_URL);
		expect(number.state.multi.destinations[1]).toEqual(heirOf({ headers: GIVEN_UP }));
	});

	test('is rather one in use than a test session, which is better than nobody', async () => {
		const session = heirOf({ name: 'n8n-tested-1-test', url: `${SITE}/webhook-test/t/webhook` });
		const number = new FakeNumber({ webhook: OURS, multi: on(session, heirOf()) });
		await unregistered(number);
		expect(number.state.webhook?.url).toBe(HEIR_URL);
		const alone = new FakeNumber({ webhook: OURS, multi: on(session) });
		await unregistered(alone);
		expect(alone.state.webhook?.url).toBe(session.url);
	});

	test('is asked for once at each address, first where one is in use', async () => {
		const asked: string[] = [];
		const lifeAt = async (url: string) =>
			await Promise.resolve(asked.push(url) > 0 ? ('nobody' as const) : ('listener' as const));
		const session = heirOf({ name: 'n8n-tested-1-test', url: `${SITE}/webhook-test/t/webhook` });
		const number = new FakeNumber({ webhook: OURS, multi: on(session, heirOf()) });
		await unregistered(number, { lifeAt });
		expect(asked).toEqual([HEIR_URL, session.url]);
	});

	test('is one that answers before one that may, in which case it is said who depends on it', async () => {
		const second = heirOf({ name: 'n8n-third-1', url: `${SITE}/webhook/third/webhook` });
		const lives = { [HEIR_URL]: 'unclear', [second.url]: 'listener' } as const;
		const number = new FakeNumber({ webhook: OURS, multi: on(heirOf(), second) });
		expect(await unregistered(number, { lives })).toEqual([]);
		expect(number.state.webhook?.url).toBe(second.url);

		const unsure = { ...lives, [second.url]: 'unclear' } as const;
		const others = new FakeNumber({ webhook: OURS, multi: on(heirOf(), second) });
		expect(await unregistered(others, { lives: unsure })).toEqual([
			`The number’s webhook is ${HEIR_URL} now, where no trigger answers when this n8n asks. If nobody listens there, the extra destinations get no events: "n8n-third-1" (the workflow second of this n8n (${second.url})). Publish one of their workflows with If Number Is Occupied set to Replace then.`,
		]);
		expect(others.state.webhook?.url).toBe(HEIR_URL);

		const alone = new FakeNumber({ webhook: OURS, multi: on(heirOf()) });
		expect(await unregistered(alone, { lives })).toEqual([]);
		expect(alone.state.webhook?.url).toBe(HEIR_URL);
	});

	/** The number as it is read once it was given to the heir. */
	const showing = (headers: WebhookConfig['headers']) => {
		const number = new FakeNumber({ webhook: OURS, multi: on(heirOf()) });
		number.instead = ({ method, path }) =>
			method === 'GET' && path === '/v1/configs/webhook' && number.changes().length > 0
				? { body: { url: HEIR_URL, headers } }
				: undefined;
		return number;
	};

	test.each<[string, WebhookConfig['headers']]>([
		['shown', marked(SECOND)],
		['masked', { 'X-Webhook-Secret': '********' }],
		['hidden', undefined],
	])('has the number once it shows with its secret, which is %s', async (_how, headers) => {
		const number = showing(headers);
		expect(await unregistered(number)).toEqual([]);
		expect(number.state.multi).toEqual(on());
	});

	test('does not have the number while another secret shows at its address', async () => {
		const number = showing(marked(SECOND, { secret: SECRET }));
		await expect(unregistered(number)).rejects.toMatchObject({
			details: { code: 'not_shown' },
		});
		expect(number.state.multi).toEqual(on(heirOf()));
	});

	test('may be of another n8n with the same key', async () => {
		const heir = heirOf({ url: 'https://x.test/webhook/a', headers: marked(STRANGER) });
		const number = new FakeNumber({ webhook: OURS, multi: on(heir) });
		await unregistered(number);
		expect(number.state.webhook?.url).toBe(heir.url);
	});

	const masked = { 'X-Webhook-Secret': '********', 'X-Webhook-Owner': '********' };
	test.each<[string, ReturnType<typeof heirOf>, string[]?]>([
		['has the name of one only', destination('n8n-theirs')],
		['has name and header, but no mark', heirOf({ headers: { 'X-Webhook-Secret': 'abc' } })],
		['has a mark that others made', heirOf({ headers: marked(SECOND, { key: EARLIER_KEY }) })],
		['was left', heirOf({ headers: RELEASED })],
		['is shown masked', heirOf({ headers: masked })],
		[
			'is shown without its secret',
			heirOf({ headers: { ...marked(SECOND), 'X-Webhook-Secret': '********' } }),
		],
		['answers no more', heirOf(), [HEIR_URL]],
	])('is none that %s', async (_which, other, deserted = []) => {
		const number = new FakeNumber({ webhook: OURS, multi: on(other) });
		await unregistered(number, { deserted });
		expect(number.state.webhook).toEqual(EMPTY);
		expect(number.state.multi).toEqual(on(other));
	});

	test('waits behind the system that was replaced', async () => {
		const number = new FakeNumber({ webhook: REPLACED, multi: on(heirOf()) });
		expect(await unregistered(number)).toEqual([]);
		expect(number.state).toMatchObject({ webhook: OTHER, multi: on(heirOf()) });
	});
});

describe('what was replaced is of a workflow with this trigger', () => {
	const crm = destination('crm');
	const session = heirOf({ name: 'n8n-tested-1-test', url: `${SITE}/webhook-test/t/webhook` });
	const WHOSE: Array<[string, Owner, string]> = [
		['of another n8n', STRANGER, `the workflow second of another n8n (${ELSEWHERE})`],
		[
			'of this n8n at an address that it had before',
			SECOND,
			`the workflow second of another n8n (${ELSEWHERE})`,
		],
		[
			'this same one there',
			ME,
			`this same workflow at ${ELSEWHERE} (a copy of this n8n, or this one under an address that it had before)`,
		],
	];

	describe.each(WHOSE)('%s', (_whose, owner, holder) => {
		const theirs = { url: ELSEWHERE, headers: marked(owner) };
		const replaced = { url: HERE, headers: marked(ME, { before: { main: theirs } }) };
		const numberWith = (...destinations: Array<ReturnType<typeof destination>>) =>
			new FakeNumber({
				webhook: replaced,
				multi: { enabled: destinations.length > 0, destinations: structuredClone(destinations) },
			});

		test.each([[[heirOf()]], [[crm, heirOf()]], [[]]])(
			'it gets it back where somebody lives, whoever waits: %#',
			async (destinations) => {
				const number = numberWith(...destinations);
				expect(await unregistered(number)).toEqual([]);
				expect(number.state.webhook).toEqual(theirs);
				expect(number.state.multi.destinations).toEqual(destinations);
			},
		);

		test.each([[[heirOf()]], [[crm, heirOf()]], [[session]], [[session, heirOf()]]])(
			'where nobody lives, whoever waits gets it: %#',
			async (destinations) => {
				const number = numberWith(...destinations);
				const heir = destinations.at(-1)?.url ?? '';
				expect(await unregistered(number, { deserted: [ELSEWHERE] })).toEqual([
					`The number’s webhook was held by ${holder} before, where nobody listens any more. It went to ${heir}, which got its events as an extra destination.`,
				]);
				const { url, headers } = number.state.webhook ?? {};
				expect({ url, headers: withoutBefore(headers ?? {}) }).toEqual({
					url: heir,
					headers: marked(SECOND),
				});
				expect(number.state.multi.destinations).toEqual(
					destinations.filter(({ url }) => url !== heir),
				);
			},
		);

		test.each(['unclear', 'gone'] as const)(
			'where it cannot be told, another n8n gets it back, and of this one whoever waits: %s',
			async (life) => {
				const number = numberWith(heirOf());
				const notices = await unregistered(number, { lives: { [ELSEWHERE]: life } });
				const isForeign = owner.instance === STRANGER.instance;
				expect(number.state.webhook?.url).toBe(isForeign ? ELSEWHERE : HEIR_URL);
				expect(notices).toEqual(
					isForeign
						? []
						: [
								`The number’s webhook was held by ${holder} before, where no trigger answers when this n8n asks. It went to ${HEIR_URL}, which got its events as an extra destination.`,
							],
				);
			},
		);

		test('whoever waited gives it back in turn, once somebody lives there again', async () => {
			const number = numberWith(heirOf());
			await unregistered(number, { deserted: [ELSEWHERE] });
			expect(await unregistered(number, { url: HEIR_URL, owner: SECOND })).toEqual([]);
			expect(number.state).toEqual({ webhook: theirs, multi: on() });
		});

		test.each<[string, Array<ReturnType<typeof destination>>, string[]]>([
			['nobody', [], []],
			['another system', [crm], ['"crm" (https://crm.test/hook)']],
			[
				'a workflow that is off as well',
				[heirOf()],
				[`"n8n-second-1" (the workflow second of this n8n (${HEIR_URL}))`],
			],
		])('where nobody lives, it is as it was while %s waits', async (_who, destinations, starve) => {
			const number = numberWith(...destinations);
			expect(await unregistered(number, { deserted: [ELSEWHERE, HEIR_URL] })).toEqual([
				`The number’s webhook was given back to ${holder}, where nobody listens any more.`,
				...starve.map(
					(names) =>
						`No main webhook of the number answers any more, so its extra destinations get no events: ${names}. Set a main webhook in the 360dialog Hub, or publish this workflow again with If Number Is Occupied set to Replace.`,
				),
			]);
			expect(number.state.webhook).toEqual(theirs);
			expect(number.state.multi.destinations).toEqual(destinations);
		});
	});
});

describe('a destination', () => {
	const ours = (destinationsWereOn?: boolean) =>
		destination(NAME, {
			url: HERE,
			headers: marked(
				ME,
				destinationsWereOn === undefined ? {} : { before: { destinationsWereOn } },
			),
		});

	test.each<[boolean | undefined, boolean]>([
		[undefined, true],
		[true, true],
		[false, false],
	])('the last one, where they were on: %p', async (wereOn, enabled) => {
		const number = new FakeNumber({ webhook: OTHER, multi: on(ours(wereOn)) });
		expect(await unregistered(number)).toEqual([]);
		expect(number.state).toEqual({ webhook: OTHER, multi: { enabled, destinations: [] } });
	});

	test('of whatever name, and each of them', async () => {
		const number = new FakeNumber({
			webhook: OTHER,
			multi: on(destination('crm'), ours(), { ...ours(), name: 'n8n-gone-1' }),
		});
		expect(await unregistered(number)).toEqual([]);
		expect(number.state.multi).toEqual(on(destination('crm')));
	});

	test('that is gone already, or goes elsewhere, is no work', async () => {
		const elsewhere = destination(NAME, { url: ELSEWHERE, headers: marked(ME) });
		const number = new FakeNumber({ webhook: OTHER, multi: on(destination('crm'), elsewhere) });
		expect(await unregistered(number)).toEqual([]);
		expect(number.changes()).toEqual([]);
	});

	test('that has to stay', async () => {
		const number = new FakeNumber({ webhook: OTHER, multi: on(destination('crm'), ours()) });
		number.canRemove = false;
		expect(await unregistered(number)).toEqual([
			`The extra destination "${NAME}" stays: the service does not let it be removed alone. Nobody listens there any more, and the next workflow that needs a destination takes it over.`,
		]);
		expect(number.state.multi.destinations[1]).toEqual({
			name: NAME,
			url: HERE,
			headers: GIVEN_UP,
		});
		// Given up once, it is not given up again.
		expect(await unregistered(number)).toEqual([]);
	});

	test.each<[string, (number: FakeNumber) => void]>([
		['refuses it', (number) => (number.canRemove = false)],
		...[410, 415, 422].map((status): [string, (number: FakeNumber) => void] => [
			`says HTTP ${status}`,
			(number) => {
				number.instead = ({ method }) => (method === 'DELETE' ? refused(status) : undefined);
			},
		]),
	])('that has to stay is marked where the service %s', async (_how, prepare) => {
		for (const shows of SHOWN) {
			const number = new FakeNumber({ webhook: OTHER, multi: on(destination('crm'), ours()) });
			number.shows = shows;
			prepare(number);
			expect((await unregistered(number)).join()).toContain('stays');
			expect(number.state.multi.destinations[1]).toEqual({
				name: NAME,
				url: HERE,
				headers: MARKED_AS_GIVEN_UP,
			});
		}
	});

	test('that is there again after switching off and on is not told as gone', async () => {
		const number = new FakeNumber({ webhook: OTHER, multi: on(ours(true)) });
		number.canRemove = false;
		number.keepsListWhileOff = true;
		expect((await unregistered(number)).join()).toContain('stays');
		expect(number.state.multi.destinations).toEqual([{ name: NAME, url: HERE, headers: GIVEN_UP }]);
	});

	test('beside the number itself: both are given back', async () => {
		const number = new FakeNumber({ webhook: OURS, multi: on(ours(false)) });
		await unregistered(number);
		expect(number.state).toEqual({ webhook: EMPTY, multi: { enabled: false, destinations: [] } });
		expect(entriesAt(number, HERE)).toEqual([]);
	});
});

test('what is asked for first is the number itself', async () => {
	const number = new FakeNumber({ webhook: REPLACED });
	await unregistered(number);
	expect(number.changes()[0]).toEqual([WEBHOOK, OTHER]);
});
