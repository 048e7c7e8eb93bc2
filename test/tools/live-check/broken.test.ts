/** The check broken off at each of its calls, in each way: nothing stays behind, or it is named. */
import type { FaultEffect, RequestEntry, Simulator } from '../../simulator';
import type { Outcome } from './run';
import { check, checked, number, ownGroup, QUICK } from './world';

const patience = {
	...QUICK,
	answer: 150,
	creation: 250,
	phone: 60,
	deliveries: 20,
	webhook: 120,
	pause: 20,
};

const UPLOAD = 'live-check.jpg';

/** What is left of the check at the service. */
function leftovers(simulator: Simulator): string[] {
	const group = ownGroup(simulator);
	const own = group === undefined ? [] : [group.subject.replace(' (renamed)', '')];
	const uploads = [...simulator.state.media.values()].filter(({ filename }) => filename === UPLOAD);
	const media = uploads.length > 0 ? ['picture'] : [];
	const { url } = simulator.state.webhook;
	const webhook = url !== undefined && url !== HELD.url ? [url] : [];
	return [...own, ...media, ...webhook];
}

const HELD = { url: 'https://crm.example.com/hook', headers: { Authorization: 'Bearer x' } };

function expectNamed(simulator: Simulator, { left, failure }: Outcome): void {
	expect(failure).toBeUndefined();
	const missing = leftovers(simulator).filter(
		(one) => !left.some((sentence) => sentence.includes(one)),
	);
	expect(missing).toEqual([]);
}

/** Every call of a whole run, as the simulator got them. */
async function callsOfARun(): Promise<readonly RequestEntry[]> {
	return await checked(number(), async (simulator) => {
		simulator.setWebhook(HELD);
		await check(simulator, { settings: { patience } });
		return [...simulator.log.requests];
	});
}

let calls: readonly RequestEntry[];
beforeAll(async () => {
	calls = await callsOfARun();
});

/** `npm run test:live-check` takes each call, `npm test` some of them, other ones in each test. */
const STEP = process.env.LIVE_CHECK_ALL ? 1 : 15;

/** Runs with something that happens at the nth call, several at a time. */
async function atEachCall(
	from: number,
	run: (simulator: Simulator, index: number) => Promise<Outcome>,
): Promise<void> {
	const places = calls.map((_, index) => index).filter((index) => index % STEP === from % STEP);
	const lanes = 6;
	await Promise.all(
		Array.from({ length: lanes }, async (_, lane) => {
			for (const index of places.filter((place) => place % lanes === lane)) {
				await checked(number(), async (simulator) => {
					simulator.setWebhook(HELD);
					try {
						expectNamed(simulator, await run(simulator, index));
					} catch (error) {
						const { method, path } = calls[index];
						throw new Error(`At call ${index}, ${method} ${path}: ${(error as Error).message}`);
					}
				});
			}
		}),
	);
}

const effects: Array<[string, FaultEffect]> = [
	['refused', { kind: 'error', code: 131009 }],
	['a server error', { kind: 'error', code: 131000 }],
	['a gateway page', { kind: 'html' }],
	['cut off before it took effect', { kind: 'reset' }],
	['cut off after it took effect', { kind: 'resetAfter' }],
	['never answered, with effect', { kind: 'timeoutAfter' }],
	['half an answer', { kind: 'truncated' }],
	['nonsense', { kind: 'answer', status: 200, body: [] }],
];

test.each(effects)(
	'a call is %s',
	async (_, effect) => {
		await atEachCall(0, async (simulator, skip) => {
			simulator.faults.add({ ...effect, skip });
			return await check(simulator, { settings: { patience } });
		});
	},
	120_000,
);

test('the network goes for good', async () => {
	await atEachCall(0, async (simulator, skip) => {
		simulator.faults.add({ kind: 'reset', skip, times: 0 });
		return await check(simulator, { settings: { patience } });
	});
}, 120_000);

test('Ctrl-C, while a call is under way: all is put back', async () => {
	await atEachCall(0, async (simulator, index) => {
		const stop = new AbortController();
		simulator.setLatency(4);
		let count = 0;
		const timer = setInterval(() => {
			count = simulator.log.requests.length;
			if (count > index) stop.abort();
		}, 1);
		const outcome = await check(simulator, {
			settings: { patience: { ...patience, creation: 3000, webhook: 1500, answer: 2000 } },
			stop: stop.signal,
		});
		clearInterval(timer);
		// A picture whose ID never came cannot be deleted.
		expect(outcome.left.filter((one) => !one.includes('picture'))).toEqual([]);
		return outcome;
	});
}, 120_000);

test('Ctrl-C twice: what is left is named', async () => {
	await atEachCall(0, async (simulator, index) => {
		const [stop, force] = [new AbortController(), new AbortController()];
		let count = 0;
		const onCall = () => {
			if (count++ === index) {
				stop.abort();
				force.abort();
			}
		};
		return await check(simulator, {
			settings: { patience },
			stop: stop.signal,
			force: force.signal,
			onCall,
		});
	});
}, 120_000);

test.each([
	['fails by webhook', (simulator: Simulator) => simulator.control.failNextDeletion()],
	[
		'is suspended meanwhile',
		(simulator: Simulator) => {
			const timer = setInterval(() => {
				const group = ownGroup(simulator);
				if (!group?.visible) return;
				simulator.control.suspend(group.id);
				clearInterval(timer);
			}, 1);
		},
	],
])('a group whose deletion %s', async (_, happen) => {
	await checked(number(), async (simulator) => {
		happen(simulator);
		expectNamed(simulator, await check(simulator, { isDeaf: true, settings: { patience } }));
	});
});

test.each(['request_id', 'id'] as const)(
	'a group that shows only after the check has given up is named (%s)',
	async (createResponse) => {
		await checked(number({ creationDelayMs: 3000, createResponse }), async (simulator) => {
			const outcome = await check(simulator, { isDeaf: true, settings: { patience } });
			expect(outcome.left.join()).toContain('Live check');
			simulator.advance(5000);
			expectNamed(simulator, outcome);
		});
	},
);
