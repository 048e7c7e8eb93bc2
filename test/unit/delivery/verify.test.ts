import fc from 'fast-check';
import { UserError, type IWebhookFunctions } from 'n8n-workflow';

import { LearntSecrets, verify, type Refusal } from '../../../nodes/WhatsAppGroups/delivery/verify';
import { EARLIER_FOR_MS, type Kept } from '../../../nodes/WhatsAppGroups/secrets/kept';
import { hashSecret } from '../../../nodes/WhatsAppGroups/secrets/secret';
import { Moment } from '../../support/moment';

const HALF_A_MINUTE = 30_000;

let time = 0;
let nodes = 0;

beforeEach(() => {
	time = 0;
	jest.spyOn(performance, 'now').mockImplementation(() => time);
});

afterEach(() => jest.restoreAllMocks());

/** A trigger node, and a service that has secrets for it. */
class World {
	state: Kept = {};
	/** At the service; undefined when it cannot be read. */
	standing: string[] | undefined = [];
	looks: number[] = [];
	/** As the panel shows it for a registration by hand; undefined when the credential cannot be read. */
	shown: string | undefined = 'of the panel';
	/** When the credential was read. */
	readings: number[] = [];
	readonly warnings: string[] = [];
	mode = 'webhook';
	headers: object = {};
	registration = 'automatic';
	private readonly workflowId = `workflow ${(nodes += 1)}`;

	async deliver(secret?: unknown): Promise<Refusal | undefined> {
		const context = {
			getHeaderData: () => ({ 'x-webhook-secret': secret, ...this.headers }),
			getMode: () => this.mode,
			getNodeParameter: (name: string) => (name === 'registration' ? this.registration : undefined),
			getWorkflow: () => ({ id: this.workflowId }),
			getNode: () => ({ id: 'node', name: 'Trigger' }),
			logger: { warn: (text: string) => this.warnings.push(text) },
		} as unknown as IWebhookFunctions;
		return await verify(context, this.state, {
			atService: async () => {
				this.looks.push(time);
				await Promise.resolve();
				if (!this.standing) throw new Error('The service is away');
				return this.standing.map(hashSecret);
			},
			byHand: async () => {
				this.readings.push(time);
				await Promise.resolve();
				if (this.shown === undefined) throw new UserError('The credential has no API key');
				return [hashSecret(this.shown)];
			},
		});
	}
}

const WRONG = { status: 401, message: 'The secret header is missing or wrong' };
const UNCLEAR = expect.objectContaining({
	status: 503,
	message: expect.stringContaining('send it again'),
});

const HOUR = 60 * 60_000;

test.each<[string, Kept, string]>([
	['the secret that is kept', { registration: { secretHash: hashSecret('new') } }, 'new'],
	[
		'the one before',
		{
			registration: { secretHash: hashSecret('new') },
			earlier: { secretHash: hashSecret('old'), until: Date.now() + HOUR },
		},
		'old',
	],
	[
		'the one before, between two registrations',
		{ earlier: { secretHash: hashSecret('old'), until: Date.now() + HOUR } },
		'old',
	],
])('%s is right, and nobody is asked', async (_name, state, secret) => {
	const world = new World();
	world.state = structuredClone(state);
	expect(await world.deliver(secret)).toBeUndefined();
	expect(world.looks).toEqual([]);
	expect(world.state).toEqual(state);
});

test('the one before is good for its time only', async () => {
	const world = new World();
	world.state.earlier = { secretHash: hashSecret('old'), until: Date.now() - 1 };
	expect(await world.deliver('old')).toEqual(WRONG);
});

describe('what n8n has kept is wrong', () => {
	test('rolled back to the secret before: what stands at the service counts, and is kept', async () => {
		const world = new World();
		world.standing = ['new'];
		world.state.registration = { secretHash: hashSecret('old'), place: 'number' } as never;
		expect(await world.deliver('new')).toBeUndefined();
		expect(world.state.registration).toEqual({
			place: 'number',
			secretHash: hashSecret('new'),
		});
		expect(world.looks).toEqual([0]);
	});

	test('gone: the same', async () => {
		const world = new World();
		world.standing = ['other', 'new'];
		expect(await world.deliver('new')).toBeUndefined();
		expect(world.state.registration).toEqual({ secretHash: hashSecret('new') });
	});

	test('again and again, as what a delivery keeps may be dropped: one look is enough', async () => {
		const world = new World();
		world.standing = ['new'];
		for (let delivery = 0; delivery < 100; delivery += 1) {
			world.state = { registration: { secretHash: hashSecret('old') } };
			expect(await world.deliver('new')).toBeUndefined();
			// Written at most twice a minute.
			const isWritten = world.state.registration?.secretHash === hashSecret('new');
			expect(isWritten).toBe(time % HALF_A_MINUTE === 0);
			time += 1000;
		}
		expect(world.looks).toEqual([0]);
	});

	test('the secret that was learnt before is good for a while, up to eight of them', async () => {
		const world = new World();
		for (let number = 1; number <= 9; number += 1) {
			world.standing = [`secret ${number}`];
			expect(await world.deliver(`secret ${number}`)).toBeUndefined();
			time += HALF_A_MINUTE;
		}
		world.state = {};
		expect(await world.deliver('secret 2')).toBeUndefined();
		world.state = {};
		expect(await world.deliver('secret 1')).toEqual(WRONG);
	});
});

describe('a secret that is none', () => {
	test.each([undefined, '', 7, null, ['new']])('%j costs no look', async (secret) => {
		const world = new World();
		world.standing = ['new'];
		expect(await world.deliver(secret)).toEqual(WRONG);
		expect(world.looks).toEqual([]);
	});

	test('and one that is wrong leaves what is kept alone', async () => {
		const world = new World();
		world.standing = ['new'];
		const registration = { secretHash: hashSecret('old') };
		world.state.registration = registration;
		expect(await world.deliver('wrong')).toEqual(WRONG);
		expect(world.state).toEqual({ registration });
		expect(world.warnings).toHaveLength(1);
	});
});

describe('a service that cannot be read', () => {
	test('makes the sender try again, and n8n’s log says why', async () => {
		const world = new World();
		world.standing = undefined;
		expect(await world.deliver('new')).toEqual(UNCLEAR);
		time += HALF_A_MINUTE - 1;
		expect(await world.deliver('new')).toEqual(UNCLEAR);
		expect(world.looks).toEqual([0]);
		expect(world.warnings).toEqual([expect.stringMatching(/^Trigger: .*could not be asked/)]);
		time += 1;
		world.standing = ['new'];
		expect(await world.deliver('new')).toBeUndefined();
		expect(world.looks).toEqual([0, HALF_A_MINUTE]);
	});

	test('takes nothing from what is known', async () => {
		const world = new World();
		world.standing = ['new'];
		expect(await world.deliver('new')).toBeUndefined();
		world.state = {};
		world.standing = undefined;
		time += HALF_A_MINUTE;
		expect(await world.deliver('wrong')).toEqual(UNCLEAR);
		expect(await world.deliver('new')).toBeUndefined();
	});
});

describe.each(['automatic', 'manual'])('a test session asks nobody (%s)', (registration) => {
	test.each([
		['with a wrong secret', { secretHash: hashSecret('right') }, WRONG],
		[
			'without a registration',
			undefined,
			{ status: 503, message: 'The workflow is not registered for these events' },
		],
	])('%s', async (_what, kept, expected) => {
		const world = Object.assign(new World(), { mode: 'manual', registration, standing: ['new'] });
		world.state.registration = kept;
		expect(await world.deliver('new')).toEqual(expected);
		expect([...world.looks, ...world.readings]).toEqual([]);
	});
});

describe('a registration by hand', () => {
	const byHand = (state: Kept = {}) =>
		Object.assign(new World(), { registration: 'manual', standing: ['new'], state });
	const kept = (secret: string) => ({ secretHash: hashSecret(secret), place: 'manual' });

	test.each<[string, Kept]>([
		['of an API key that was changed since', { registration: kept('old') }],
		['gone', {}],
	])('what n8n keeps is %s: what the panel shows counts, and is kept', async (_what, state) => {
		const world = byHand(structuredClone(state));
		expect(await world.deliver('of the panel')).toBeUndefined();
		expect(world.state.registration).toEqual({
			...state.registration,
			secretHash: hashSecret('of the panel'),
		});
		expect(await world.deliver('of the panel')).toBeUndefined();
		expect(world).toMatchObject({ readings: [0], looks: [], warnings: [] });
	});

	test('the header of the API key before is good for an hour after the new one has come', async () => {
		const wallTime = jest.spyOn(Date, 'now').mockReturnValue(0);
		const world = byHand({ registration: kept('old') });
		expect(await world.deliver('of the panel')).toBeUndefined();
		wallTime.mockReturnValue(EARLIER_FOR_MS - 1);
		expect(await world.deliver('old')).toBeUndefined();
		wallTime.mockReturnValue(EARLIER_FOR_MS);
		time = HALF_A_MINUTE;
		expect(await world.deliver('old')).toEqual(WRONG);
	});

	test('what was entered before the API key was changed is right, and nothing is read', async () => {
		const world = byHand({ registration: kept('old') });
		expect(await world.deliver('old')).toBeUndefined();
		expect(world).toMatchObject({ readings: [], looks: [], state: { registration: kept('old') } });
	});

	test.each([{ registration: kept('old') }, {}])(
		'a wrong secret costs one reading, takes nothing, and no service is asked: %j',
		async (state) => {
			const world = byHand(structuredClone(state));
			for (time = 0; time < HALF_A_MINUTE; time += 1000) {
				expect(await world.deliver(`guess ${time}`)).toEqual(WRONG);
			}
			expect(await world.deliver('new')).toEqual(WRONG);
			expect(world).toMatchObject({ readings: [0, HALF_A_MINUTE], looks: [], state });
		},
	);

	test('while the credential cannot be read, the sender tries again, and n8n’s log says why', async () => {
		const world = byHand({ registration: kept('old') });
		world.shown = undefined;
		expect(await world.deliver('of the panel')).toEqual(UNCLEAR);
		expect(await world.deliver('old')).toBeUndefined();
		expect(world.warnings).toEqual([
			expect.stringMatching(/^Trigger: .*the API key could not be read.* has no API key/),
		]);
		time = HALF_A_MINUTE;
		world.shown = 'of the panel';
		expect(await world.deliver('of the panel')).toBeUndefined();
	});
});

test('a flood of wrong secrets costs one look, and a right one is not the worse for it', async () => {
	const world = new World();
	world.standing = ['new'];
	world.state.registration = { secretHash: hashSecret('old') };
	const flood = Array.from({ length: 1000 }, async (_, index) => await world.deliver(`${index}`));
	const right = world.deliver('new');
	expect(new Set(await Promise.all(flood))).toEqual(new Set([WRONG]));
	expect(await right).toBeUndefined();
	expect(world.looks).toEqual([0]);
});

test('whatever comes when: a look at most every 30 s, and no right delivery fails for longer', async () => {
	const steps = fc.array(
		fc.record({
			wait: fc.nat({ max: 20_000 }),
			happens: fc.constantFrom('right', 'wrong', 'missing', 'renew', 'rollBack', 'forget'),
		}),
		{ maxLength: 60 },
	);
	await fc.assert(
		fc.asyncProperty(steps, async (list) => {
			time = 0;
			const world = new World();
			let number = 0;
			let changedAt = 0;
			const secret = () => `secret ${number}`;
			world.standing = [secret()];
			for (const { wait, happens } of list) {
				time += wait;
				if (happens === 'renew') {
					number += 1;
					changedAt = time;
					world.standing = [secret()];
				} else if (happens === 'rollBack') {
					world.state = { registration: { secretHash: hashSecret('secret of long ago') } };
				} else if (happens === 'forget') {
					world.state = {};
				} else if (happens === 'right') {
					const refusal = await world.deliver(secret());
					if (time - changedAt >= HALF_A_MINUTE) expect(refusal).toBeUndefined();
				} else {
					const wrong = happens === 'wrong' ? `guess ${time}` : undefined;
					expect(await world.deliver(wrong)).toEqual(WRONG);
				}
			}
			const gaps = world.looks.slice(1).map((at, index) => at - world.looks[index]);
			expect(gaps.every((gap) => gap >= HALF_A_MINUTE)).toBe(true);
		}),
		{ numRuns: 300 },
	);
});

test('a look that takes too long is not waited for, and counts when it comes', async () => {
	const answer = new Moment();
	const patience = new Moment();
	const waits: number[] = [];
	const secrets = new LearntSecrets(
		() => time,
		async (ms) => {
			waits.push(ms);
			await patience.hasCome;
		},
	);
	let looks = 0;
	const ask = async () => {
		looks += 1;
		await answer.hasCome;
		return [hashSecret('new')];
	};
	const first = secrets.learn(ask);
	const second = secrets.learn(ask);
	patience.come();
	expect([await first, await second]).toEqual([false, false]);
	// 360dialog waits five seconds.
	expect(waits).toEqual([3500]);
	time += 2 * HALF_A_MINUTE;
	expect(await secrets.learn(ask)).toBe(false);
	expect(looks).toBe(1);
	expect(secrets.find('new')).toBeUndefined();
	answer.come();
	await answer.hasCome;
	await new Promise(setImmediate);
	expect(secrets.find('new')).toBe(hashSecret('new'));
});

test('what comes too late for who asked is there for who asks before the next look', async () => {
	const answer = new Moment();
	const secrets = new LearntSecrets(
		() => time,
		async () => await Promise.resolve(),
	);
	let looks = 0;
	const ask = async () => {
		looks += 1;
		await answer.hasCome;
		return [hashSecret('new')];
	};
	expect(await secrets.learn(ask)).toBe(false);
	answer.come();
	await new Promise(setImmediate);
	time = HALF_A_MINUTE - 1;
	expect(await secrets.learn(ask)).toBe(true);
	expect(looks).toBe(1);
});

test('a secret is good for a while after it was named last', async () => {
	const secrets = new LearntSecrets(
		() => time,
		async () => await new Promise(() => {}),
	);
	const learn = async (...named: string[]) =>
		await secrets.learn(async () => await Promise.resolve(named.map(hashSecret)));
	await learn('old', 'new');
	time = HALF_A_MINUTE;
	await learn('new');
	const found = () => ['old', 'new'].filter((secret) => secrets.find(secret) !== undefined);
	time = EARLIER_FOR_MS - 1;
	expect(found()).toEqual(['old', 'new']);
	time = EARLIER_FOR_MS;
	expect(found()).toEqual(['new']);
	time = EARLIER_FOR_MS + HALF_A_MINUTE;
	expect(found()).toEqual([]);
	await learn('new');
	expect(found()).toEqual(['new']);
});

describe('a secret that the service named once, and that was replaced since', () => {
	/** What n8n has of a registration that came after the look. */
	const registered = (secret: string): Kept => ({
		registration: { secretHash: hashSecret(secret) },
	});

	async function replaced(): Promise<World> {
		const world = new World();
		world.standing = ['first'];
		expect(await world.deliver('first')).toBeUndefined();
		world.standing = ['second'];
		world.state = registered('second');
		return world;
	}

	test.each([1, EARLIER_FOR_MS - 1, EARLIER_FOR_MS, 120 * EARLIER_FOR_MS])(
		'is taken within the hour only, and never kept in the place of the other: after %d ms',
		async (after) => {
			const world = await replaced();
			time = after;
			const refusal = await world.deliver('first');
			expect(refusal).toEqual(after < EARLIER_FOR_MS ? undefined : WRONG);
			expect(world.state).toEqual(registered('second'));
			expect(await world.deliver('second')).toBeUndefined();
		},
	);

	test('is not taken after that while the service cannot be read', async () => {
		const world = await replaced();
		world.standing = undefined;
		time = EARLIER_FOR_MS;
		expect(await world.deliver('first')).toEqual(UNCLEAR);
	});
});

test('of two that the service names, the one that is kept stays', async () => {
	const world = new World();
	world.standing = ['main', 'destination'];
	world.state.registration = { secretHash: hashSecret('destination') };
	for (time = 0; time < 3 * EARLIER_FOR_MS; time += HALF_A_MINUTE) {
		expect(await world.deliver('main')).toBeUndefined();
	}
	expect(world.state).toEqual({ registration: { secretHash: hashSecret('destination') } });
	expect(world.looks).toEqual([0, EARLIER_FOR_MS, 2 * EARLIER_FOR_MS]);
});

test('one that the latest look did not name is taken for a while, and not kept', async () => {
	const world = new World();
	world.standing = ['first'];
	expect(await world.deliver('first')).toBeUndefined();
	world.standing = ['second'];
	world.state = {};
	time = HALF_A_MINUTE;
	expect(await world.deliver('second')).toBeUndefined();
	world.state = {};
	time = 2 * HALF_A_MINUTE;
	expect(await world.deliver('first')).toBeUndefined();
	expect(world.state).toEqual({});
});

test('what was outdated at the look and is lost since is brought forward as well', async () => {
	const world = new World();
	world.standing = ['new'];
	world.state = { registration: { secretHash: hashSecret('old') } };
	expect(await world.deliver('new')).toBeUndefined();
	world.state = {};
	time = HALF_A_MINUTE;
	expect(await world.deliver('new')).toBeUndefined();
	expect(world.state.registration).toEqual({ secretHash: hashSecret('new') });
});

test('what is kept is rolled back between two looks: the next one brings it forward', async () => {
	const world = new World();
	world.standing = ['new'];
	expect(await world.deliver('new')).toBeUndefined();
	world.state = { registration: { secretHash: hashSecret('old') } };
	for (time = 0; time <= EARLIER_FOR_MS; time += HALF_A_MINUTE) {
		expect(await world.deliver('new')).toBeUndefined();
	}
	expect(world.state.registration).toEqual({ secretHash: hashSecret('new') });
});

const SWITCH = 'switch it off and on';
const ENTER = 'enter the header in the 360dialog Hub as the node’s panel shows it';

test.each([
	['automatic', 'webhook', 'another secret than the one that it was given', SWITCH],
	['manual', 'webhook', 'another secret than the one that the panel shows', ENTER],
	['automatic', 'manual', 'another secret than the one that it was given', SWITCH],
	['manual', 'manual', 'another secret than the one that the panel shows', ENTER],
])('what n8n’s log tells of a wrong secret (%s, %s)', async (registration, mode, what, advice) => {
	const world = new World();
	Object.assign(world, { registration, mode, state: { registration: { secretHash: 'h' } } });
	expect(await world.deliver('wrong')).toEqual(WRONG);
	expect(world.warnings).toEqual([
		`Trigger: a delivery came with ${what} in the header X-Webhook-Secret, and was refused. If it was 360dialog’s, this workflow hears nothing: ${advice}, and if that does not help, ask 360dialog support whether headers are sent along.`,
	]);
});

test('nodes of one workflow, and of two, have memories of their own', async () => {
	const one = new World();
	const other = new World();
	one.standing = ['new'];
	expect(await one.deliver('new')).toBeUndefined();
	other.standing = ['other'];
	expect(await other.deliver('new')).toEqual(WRONG);
});

test('a delivery without the header is told of in n8n’s log, every ten minutes at most', async () => {
	const world = new World();
	// Who only asks whether somebody lives here says so.
	world.headers = { 'x-webhook-question': 'listener' };
	await world.deliver();
	expect(world.warnings).toEqual([]);
	world.headers = {};
	for (const at of [0, 1, 599_999, 600_000]) {
		time = at;
		expect(await world.deliver()).toEqual(WRONG);
	}
	expect(world.warnings).toHaveLength(2);
	expect(world.warnings[0]).toContain('no secret in the header X-Webhook-Secret');
	expect(world.looks).toEqual([]);
});
