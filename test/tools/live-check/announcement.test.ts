import { CALLS, callsOf, LEVELS, type Level, type PlannedCall } from './calls';
import { check, checked, number } from './world';

/** As the simulator names routes: ids are called otherwise there. */
function nameOf({ method, path }: Pick<PlannedCall, 'method' | 'path'>): string {
	return `${method} ${path.replace(/\{\w+\}/g, ':id')}`;
}

function routeOf({ method, route, path }: { method: string; route: string; path: string }): string {
	return `${method} ${route === '*' ? path : route}`;
}

const cases: Array<[string, Level[], boolean]> = [
	['look', ['look'], false],
	['try', ['look', 'try'], false],
	['talk', ['look', 'try', 'talk'], false],
	['everything', [...LEVELS], true],
];

test.each(cases)(
	'%s makes the calls that it announces, and no others',
	async (_, levels, hears) => {
		await checked(number({ bsuid: 'kept' }), async (simulator) => {
			await check(simulator, { settings: { levels }, isDeaf: !hears });
			const announced = callsOf(levels, hears);
			const made = simulator.log.requests.map(routeOf);
			expect([...new Set(made)].sort()).toEqual([...new Set(announced.map(nameOf))].sort());
			for (const name of new Set(made)) {
				const most = announced
					.filter((call) => nameOf(call) === name)
					.reduce((sum, call) => sum + call.most, 0);
				expect(made.filter((one) => one === name).length).toBeLessThanOrEqual(most);
			}
		});
	},
);

test('looking changes nothing', async () => {
	await checked(number(), async (simulator) => {
		const state = () => JSON.stringify({ ...simulator.snapshot(), now: undefined });
		const before = state();
		await check(simulator, { settings: { levels: ['look'] }, isDeaf: true });
		expect(state()).toBe(before);
		expect(simulator.log.requests.every(({ method }) => method === 'GET')).toBe(true);
		expect(simulator.events).toEqual([]);
	});
});

test('the level that only looks has calls that only read', () => {
	const looking: PlannedCall[] = Object.values(CALLS).filter(({ level }) => level === 'look');
	expect(new Set(looking.map(({ method }) => method))).toEqual(new Set(['GET']));
});

test('after everything the number is as it was, but for the sent messages', async () => {
	await checked(number(), async (simulator) => {
		const view = () => {
			const { groups, templates, webhook, wabaWebhook, multiWebhook } = simulator.snapshot();
			const uploads = [...simulator.state.media.values()].filter(({ filename }) => filename);
			return { groups, templates, uploads, webhook, wabaWebhook, multiWebhook };
		};
		simulator.setWebhook({
			url: 'https://crm.example.com/hook',
			headers: { Authorization: 'Bearer x' },
		});
		const before = view();
		const { left, notes } = await check(simulator);
		expect({ left, notes }).toEqual({ left: [], notes: [] });
		expect(view()).toEqual(before);
	});
});

test.each(['masked', 'absent', 'null', 'empty'] as const)(
	'a webhook whose headers are %s is not taken: it could not be given back',
	async (webhookHeaders) => {
		await checked(number({ webhookHeaders }), async (simulator) => {
			const webhook = {
				url: 'https://crm.example.com/hook',
				headers: { Authorization: 'Bearer x' },
			};
			simulator.setWebhook(webhook);
			const { notes } = await check(simulator, {
				settings: { levels: ['look', 'hear'] },
			});
			expect(notes).toHaveLength(1);
			expect(simulator.log.count('POST', '/v1/configs/webhook')).toBe(0);
			expect(simulator.state.webhook).toEqual(webhook);
		});
	},
);
