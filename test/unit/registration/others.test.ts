/** What others have stays theirs, however the service tells of it. */
import type {
	MultiWebhookConfig,
	WebhookConfig,
} from '../../../nodes/WhatsAppGroups/api/contract/webhooks';
import {
	destination,
	HERE,
	marked,
	ME,
	NAME,
	on,
	OTHER,
	registered,
	SECOND,
	SITE,
	unregistered,
} from './applicants';
import { FakeNumber } from './fakeNumber';

const MARK = expect.objectContaining({ 'X-Webhook-Released': 'true' }) as unknown;

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

describe('extra destinations that are switched off, and still listed', () => {
	const own = destination(NAME, { url: HERE, headers: marked(ME) });
	const colleague = destination('n8n-second-1', {
		url: `${SITE}/webhook/second/webhook`,
		headers: marked(SECOND),
	});
	const released = destination('n8n-gone-1', { headers: { 'X-Webhook-Released': 'true' } });

	/** A service that keeps the list while it is off, and takes a list that comes along for the whole. */
	function numberWith(...destinations: Array<ReturnType<typeof destination>>): FakeNumber {
		const multi = structuredClone({ enabled: false, destinations });
		const number = new FakeNumber({ webhook: structuredClone(OTHER), multi });
		return Object.assign(number, { keepsListWhileOff: true });
	}

	test.each([
		['of others', [destination('crm')]],
		['of others, beside ours', [own, destination('crm')]],
		['of others, whose place is full', ['a', 'b', 'c'].map((name) => destination(name))],
	])('%s: they are neither switched on nor lost', async (_whose, destinations) => {
		const number = numberWith(...destinations);
		await expect(registered(number)).rejects.toMatchObject({
			details: {
				code: 'destinations_off',
				message: expect.stringMatching(/switched off.* "(crm|a)" \(https/) as string,
				hint: 'Switch them on in the 360dialog Hub, or remove those of other systems there, then publish the workflow again.',
			},
		});
		expect(number.changes()).toEqual([]);
	});

	test.each([
		['ours', [own], 1],
		['a colleague’s', [colleague], 2],
		['one that nobody listens to', [released], 1],
	])('%s: it is switched on and kept', async (_whose, destinations, count) => {
		const number = numberWith(...destinations);
		await registered(number);
		const { enabled, destinations: now } = number.state.multi;
		expect(enabled).toBe(true);
		expect(now).toHaveLength(count);
		expect(now.filter(({ url }) => url === HERE)).toHaveLength(1);
		if (count === 2) expect(now).toContainEqual(colleague);
	});

	test.each([true, false])(
		'ours is given up, and they stay off (DELETE: %p)',
		async (canRemove) => {
			for (const others of [[], [destination('crm')]]) {
				const number = Object.assign(numberWith(own, ...others), { canRemove });
				const notices = await unregistered(number);
				expect(notices).toHaveLength(canRemove ? 0 : 1);
				const { enabled, destinations } = number.state.multi;
				expect(enabled).toBe(false);
				expect(destinations.filter((one) => one.name !== NAME)).toEqual(others);
				expect(destinations.filter((one) => one.name === NAME)).toEqual(
					canRemove ? [] : [expect.objectContaining({ headers: MARK })],
				);
			}
		},
	);

	test('it is not tried on them whether headers are shown', async () => {
		const number = numberWith(destination('crm', { headers: {} }));
		number.state.webhook = { url: OTHER.url, headers: {} };
		await expect(registered(number, { whenOccupied: 'replace' })).rejects.toMatchObject({
			details: { code: 'cannot_replace' },
		});
		expect(number.changes()).toEqual([]);
	});

	test('none: ours comes along when they are switched on', async () => {
		const number = numberWith();
		await registered(number);
		expect(number.state.multi).toEqual(on(expect.objectContaining({ url: HERE }) as typeof own));
		expect(number.changes()).toHaveLength(1);
	});
});
