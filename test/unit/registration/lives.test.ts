/**
 * Workflows that are switched on and off in any order, on any kind of number, while calls fail: nobody
 * else loses anything, whoever is on hears, and nothing is left of whoever is off.
 */
import fc from 'fast-check';

import type { WebhookConfig } from '../../../nodes/WhatsAppGroups/api/contract/webhooks';
import { isReleased } from '../../../nodes/WhatsAppGroups/registration/entry';
import { register } from '../../../nodes/WhatsAppGroups/registration/register';
import {
	OCCUPIED_CHOICES,
	type Applicant,
	type Registration,
	type WhenOccupied,
} from '../../../nodes/WhatsAppGroups/registration/registration';
import { unregister } from '../../../nodes/WhatsAppGroups/registration/unregister';
import { makeSecret } from '../../../nodes/WhatsAppGroups/secrets/secret';
import { broken } from '../api/fakeApi';
import { destination, KEY, marked, ME, on, OTHER, SITE, STRANGER } from './applicants';
import { FakeNumber, refused } from './fakeNumber';

/** Longer than any change takes to show. */
const BETWEEN_MS = 5000;

const SHOWN: Record<string, FakeNumber['shows']> = {
	whole: (headers) => headers,
	hidden: () => undefined,
	masked: (headers) => Object.fromEntries(Object.keys(headers).map((name) => [name, '********'])),
};

/** Who has the number's own webhook before. */
const HOLDERS: Record<string, Required<WebhookConfig> | undefined> = {
	none: undefined,
	account: undefined,
	other: OTHER,
	n8n: { url: 'https://second.test/webhook/a/webhook', headers: marked(STRANGER) },
	goneN8n: { url: 'https://gone.test/webhook/a/webhook', headers: marked(STRANGER) },
};

const worlds = fc.record({
	main: fc.constantFrom(...Object.keys(HOLDERS)),
	others: fc.nat({ max: 2 }),
	canRemove: fc.boolean(),
	canBeEmptied: fc.boolean(),
	shows: fc.constantFrom(...Object.keys(SHOWN)),
	showsAfterMs: fc.constantFrom(0, 3000),
});

interface World {
	main: string;
	others: number;
	canRemove: boolean;
	canBeEmptied: boolean;
	shows: string;
	showsAfterMs: number;
}

/** Which call of an attempt to switch on or off breaks, and how. */
const faults = fc.record({
	at: fc.nat({ max: 12 }),
	isWrite: fc.boolean(),
	how: fc.constantFrom<Fault['how']>('HTTP 500', 'HTTP 400', 'no answer'),
});

interface Fault {
	at: number;
	/** Whether only calls that change something count. */
	isWrite: boolean;
	how: 'HTTP 500' | 'HTTP 400' | 'no answer';
}

const steps = fc.record({
	workflow: fc.nat({ max: 3 }),
	isOn: fc.boolean(),
	whenOccupied: fc.constantFrom(...OCCUPIED_CHOICES),
	/** Whether n8n still has what it kept. */
	isCached: fc.boolean(),
	fault: fc.option(faults, { nil: undefined }),
});
interface Step {
	workflow: number;
	isOn: boolean;
	whenOccupied: WhenOccupied;
	isCached: boolean;
	fault?: Fault;
}

const urlOf = (workflow: number) => `${SITE}/webhook/w${workflow}/webhook`;

class Life {
	readonly number: FakeNumber;
	readonly others;
	readonly active = new Set<number>();
	private readonly kept = new Map<number, Registration>();
	private readonly story: string[] = [];

	constructor(private readonly world: World) {
		const { main, others, shows, canRemove, canBeEmptied, showsAfterMs } = world;
		this.others = Array.from({ length: others }, (_, index) => destination(`crm${index}`));
		this.number = new FakeNumber({
			...(HOLDERS[main] && { webhook: structuredClone(HOLDERS[main]) }),
			...(main === 'account' && { account: structuredClone(OTHER) }),
			...(others > 0 && { multi: on(...structuredClone(this.others)) }),
		});
		Object.assign(this.number, { canRemove, canBeEmptied, showsAfterMs, shows: SHOWN[shows] });
	}

	async take(step: Step): Promise<void> {
		const { workflow, isOn } = step;
		if (isOn === this.active.has(workflow)) return;
		this.breakCall(step.fault);
		await (isOn ? this.switchOn(step) : this.switchOff(step));
		this.breakCall(undefined);
		await this.number.run(this.number.service.time.sleep(BETWEEN_MS));
	}

	private async switchOn({ workflow, whenOccupied, isCached }: Step): Promise<void> {
		const who = this.applicant(workflow, isCached);
		const request = { ...who, isTest: false, secret: makeSecret(), whenOccupied };
		try {
			const { registration } = await this.number.run(register(this.number.api, request));
			this.kept.set(workflow, registration);
			this.active.add(workflow);
			this.story.push(`${workflow} is on as ${registration.place}`);
		} catch (failure) {
			this.story.push(`${workflow} is not on: ${(failure as Error).message}`);
			this.breakCall(undefined);
			// n8n calls it after an activation that failed, at once and once.
			await this.number.run(unregister(this.number.api, who));
			this.kept.delete(workflow);
		}
	}

	private async switchOff({ workflow, isCached }: Step): Promise<void> {
		this.active.delete(workflow);
		const who = this.applicant(workflow, isCached);
		const off = async () => await this.number.run(unregister(this.number.api, who));
		const notices = await off().catch(async () => {
			this.breakCall(undefined);
			return await off();
		});
		this.kept.delete(workflow);
		this.story.push(`${workflow} is off ${notices.join()}`);
	}

	private breakCall(fault: Fault | undefined): void {
		let count = 0;
		this.number.instead = ({ method }) => {
			if (!fault || (fault.isWrite && method === 'GET') || count++ !== fault.at) return undefined;
			if (fault.how === 'no answer') throw broken('ECONNRESET');
			return refused(fault.how === 'HTTP 500' ? 500 : 400);
		};
	}

	private applicant(workflow: number, isCached: boolean): Applicant {
		const cached = isCached ? this.kept.get(workflow) : undefined;
		return {
			url: urlOf(workflow),
			owner: { ...ME, workflow: `w${workflow}` },
			keys: [KEY],
			...(cached && { cached }),
			lifeAt: async (url) => await Promise.resolve(this.livesAt(url) ? 'listener' : 'nobody'),
		};
	}

	private livesAt(url: string): boolean {
		if (!url.startsWith(SITE)) return url !== HOLDERS.goneN8n?.url;
		return [...this.active].some((workflow) => urlOf(workflow) === url);
	}

	expectOthersUntouched(): void {
		const { enabled, destinations } = this.number.state.multi;
		for (const other of this.others) expect(destinations).toContainEqual(other);
		if (this.others.length > 0) expect(enabled).toBe(true);
	}

	expectAllHear(): void {
		// Where the service shows no secret, a workflow is content with less.
		if (this.world.shows !== 'whole') return;
		const { webhook, account, multi } = this.number.state;
		const main = webhook?.url ? webhook : account;
		const isMainHeard = main !== undefined && !isReleased(main) && this.livesAt(main.url ?? '');
		const copies = isMainHeard && multi.enabled ? multi.destinations : [];
		const heard = [...(main ? [main] : []), ...copies]
			.filter((entry) => !isReleased(entry))
			.map(({ url }) => url);
		expect(heard).toEqual(expect.arrayContaining([...this.active].map(urlOf)));
	}

	expectNothingLeft(): void {
		const { webhook, multi } = this.number.state;
		const ours = [...(webhook ? [webhook] : []), ...(multi.enabled ? multi.destinations : [])]
			.filter(({ url = '' }) => url.startsWith(SITE))
			.filter((entry) => !isReleased(entry));
		expect(ours).toEqual([]);
		const before = HOLDERS[this.world.main];
		if (before) expect(webhook).toEqual(before);
	}

	/** What happened, and what there is now. */
	told(): string {
		return [...this.story, JSON.stringify(this.number.state)].join('\n');
	}
}

async function live(life: Life, steps: readonly Step[]): Promise<void> {
	for (const step of steps) {
		await life.take(step);
		life.expectOthersUntouched();
		life.expectAllHear();
	}
	for (const workflow of [...life.active]) {
		await life.take({ workflow, isOn: false, whenOccupied: 'fail', isCached: true });
	}
	life.expectNothingLeft();
}

/**
 * What a workflow left is taken again while changes show late: what still shows has masked headers, and
 * must be taken neither for what was written nor for what stands there when that is given up.
 */
const STALE_RELEASE: [World, Step[]] = [
	{
		main: 'other',
		others: 1,
		canRemove: false,
		canBeEmptied: false,
		shows: 'masked',
		showsAfterMs: 3000,
	},
	[
		{ workflow: 3, isOn: true, whenOccupied: 'addDestination', isCached: false },
		{ workflow: 3, isOn: false, whenOccupied: 'addDestination', isCached: false },
		{
			workflow: 3,
			isOn: true,
			whenOccupied: 'addDestination',
			isCached: false,
			fault: { at: 5, isWrite: false, how: 'HTTP 400' },
		},
	],
];

test('whatever happens in which order', async () => {
	const days = fc.array(steps, { minLength: 1, maxLength: 7 });
	await fc.assert(
		fc.asyncProperty(worlds, days, async (world, steps) => {
			const life = new Life(world);
			await live(life, steps).catch((failure: Error) => {
				throw new Error(`${failure.message}\n${life.told()}`);
			});
		}),
		{ numRuns: 2000, examples: [STALE_RELEASE] },
	);
});
