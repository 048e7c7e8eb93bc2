/** What many items look up is not asked for again by each of them, one after the other, while it fails. */
import { GroupDirectory } from '../../../nodes/WhatsAppGroups/api/groupDirectory';
import { MAX_ATTEMPTS } from '../../../nodes/WhatsAppGroups/api/retry';
import { TemplateCatalog } from '../../../nodes/WhatsAppGroups/api/templates';
import type { Api } from '../../../nodes/WhatsAppGroups/api/client';
import { FakeService } from './fakeApi';

type Ask = (api: Api) => Promise<readonly unknown[]>;
const LOOKUPS: Array<[string, () => Ask]> = [
	[
		'the groups of a subject',
		() => {
			const groups = new GroupDirectory();
			return async (api) => await groups.bySubject(api, 'Team');
		},
	],
	[
		'the groups of a subject as they are now',
		() => {
			const groups = new GroupDirectory();
			return async (api) => await groups.bySubjectNow(api, 'Team');
		},
	],
	[
		'a template',
		() => {
			const templates = new TemplateCatalog();
			return async (api) => await templates.find(api, 'welcome', 'en');
		},
	],
];

const LISTS = {
	groups: [{ id: 'G', subject: 'Team' }],
	waba_templates: [{ id: '1', name: 'welcome', language: 'en' }],
	total: 1,
};

describe.each(LOOKUPS)('%s', (_what, start) => {
	function failing() {
		const state = { fails: true };
		const service = new FakeService(() =>
			state.fails ? { status: 500, body: 'oops' } : { body: LISTS },
		);
		const ask = start();
		const asked = async () =>
			await service.time.run(ask(service.api).catch((thrown: unknown) => thrown));
		return { state, service, asked };
	}

	test('that cannot be read fails at once for whoever asks soon after', async () => {
		const { service, asked } = failing();
		const first = await asked();
		expect(first).toBeInstanceOf(Error);
		const failedAt = service.time.now();
		for (let item = 0; item < 100; item += 1) expect(await asked()).toBe(first);
		expect(service.calls).toHaveLength(MAX_ATTEMPTS);
		expect(service.time.now()).toBe(failedAt);
	});

	test('fails at once for whoever asks soon after, however long this process runs', async () => {
		const { service, asked } = failing();
		await service.time.run(service.time.sleep(3_600_000));
		const first = await asked();
		expect(await asked()).toBe(first);
		expect(service.calls).toHaveLength(MAX_ATTEMPTS);
	});

	test('is read again by whoever asks later', async () => {
		const { state, service, asked } = failing();
		await asked();
		state.fails = false;
		await service.time.run(service.time.sleep(10_000));
		expect(await asked()).toHaveLength(1);
	});

	describe.each([
		['Max Rate Limit Wait', { timeoutMs: 1000, maxRateLimitWaitMs: 60_000 }],
		['Timeout', { timeoutMs: 2000, maxRateLimitWaitMs: 0 }],
	])('that fails within the %s of one', (_option, wider) => {
		/** The first reading is one too many; later ones may take their time. */
		const busy = () => {
			let isFirst = true;
			const service = new FakeService(() => {
				const answer = isFirst
					? { status: 429, body: { error: { code: 130429 } } }
					: { body: LISTS };
				isFirst = false;
				return answer;
			});
			return { service, ask: start() };
		};
		const outcome = async (asked: Promise<readonly unknown[]>) =>
			await asked.then(
				(found) => found.length,
				() => 'failed',
			);

		test('is read again for another with a wider one, and told to those with the same', async () => {
			const { service, ask } = busy();
			const { time, api } = service;
			expect(await time.run(outcome(ask(api)))).toBe('failed');
			expect(await time.run(outcome(ask(api)))).toBe('failed');
			expect(service.calls).toHaveLength(1);
			await time.run(time.sleep(2000));
			expect(await time.run(outcome(ask(api)))).toBe('failed');
			expect(await time.run(outcome(ask(api.within(wider))))).toBe(1);
		});

		test('is read for each of those who ask at the same time', async () => {
			const { service, ask } = busy();
			const { time, api } = service;
			const both = Promise.all(
				[api, api.within(wider)].map(async (one) => await outcome(ask(one))),
			);
			const [, other] = await time.run(both);
			expect(other).toBe(1);
		});
	});
});
