import { SETTINGS, type Simulator, type Switches } from '../../simulator';
import { READERS, UNSEEN, type SwitchName } from './switches';
import { check, checked, number, type CheckOptions } from './world';

type Value = Switches[SwitchName];

/** What has to be so besides, that a client can see the switch at all. */
const BESIDES: Partial<Record<SwitchName, Partial<Switches>>> = {
	hiddenRecipient: { bsuid: 'kept' },
	webhookTiming: { webhookDelayMs: 450 },
	webhookDelayMs: { webhookTiming: 'delayed' },
	metaErrorSpelling: { errorShape: 'meta' },
	partialNames: { removedNamed: true },
	removedNamed: { partialResponse: 'errors' },
};

/** Values of those that take any number. */
const AMOUNTS: Partial<Record<SwitchName, number[]>> = {
	listPageCap: [1, 2, 3],
	rateLimitRetryAfter: [0, 1],
	webhookDelayMs: [450],
	creationDelayMs: [0, 1000],
	legacyTemplatesMaxLimit: [1, 2],
	webhookHeaderLength: [0, 50],
	webhookConfigDelayMs: [0, 1000],
};

/** Measured with a clock: what comes out is never less than what was set, however busy the machine is. */
const MEASURED: readonly SwitchName[] = [
	'webhookDelayMs',
	'creationDelayMs',
	'webhookConfigDelayMs',
];

const cases = (Object.keys(READERS) as SwitchName[]).flatMap((name) => {
	const values: readonly Value[] =
		(SETTINGS[name] as { values?: Value[] }).values ?? AMOUNTS[name] ?? [];
	return values.map((value) => [name, value] as const);
});

test('every switch is read, or it is said why it cannot be', () => {
	expect([...Object.keys(READERS), ...Object.keys(UNSEEN)].sort()).toEqual(
		Object.keys(SETTINGS).sort(),
	);
	expect(new Set(cases.map(([name]) => name))).toEqual(new Set(Object.keys(READERS)));
});

async function findingOf(name: SwitchName, value: Value) {
	const switches = { ...BESIDES[name], [name]: value } as Partial<Switches>;
	const prepare = (simulator: Simulator): CheckOptions => {
		if (name.startsWith('rateLimit')) simulator.setRateLimit({ perSecond: 10, scope: 'all' });
		const looks = name.startsWith('rateLimit') || name === 'listPageCap';
		return looks ? { settings: { levels: ['look'] } } : { hearsAll: true };
	};
	return await checked(number(switches), async (simulator) => {
		const { findings, failure } = await check(simulator, prepare(simulator));
		if (failure) throw failure;
		return findings[name];
	});
}

/** Told by what came at once, or soon: on a busy machine it is not known, and looked at again. */
const TIMED: readonly SwitchName[] = ['statusAggregation', 'webhookTiming', 'webhookDelayMs'];
const MOST_LOOKS = 8;
const isTimed = ([name]: (typeof cases)[number]) => TIMED.includes(name);

async function isRead(name: SwitchName, value: Value): Promise<void> {
	const begunAt = performance.now();
	let finding = await findingOf(name, value);
	for (let looks = 1; TIMED.includes(name) && finding.kind === 'unknown'; looks += 1) {
		if (looks === MOST_LOOKS) break;
		finding = await findingOf(name, value);
	}
	if (MEASURED.includes(name) && Number(value) > 0) {
		expect(finding).toMatchObject({ kind: 'seen' });
		const { value: seen } = finding as { value: number };
		// Timers of Node may go off a millisecond early.
		expect(seen).toBeGreaterThanOrEqual(Number(value) - 2);
		expect(seen).toBeLessThanOrEqual(performance.now() - begunAt);
		return;
	}
	expect(finding).toMatchObject({ kind: 'seen', value });
}

test.concurrent.each(cases.filter((one) => !isTimed(one)))('%s: %s', isRead);

// After the others, which would keep the machine busy: each look may take its time.
test.each(cases.filter(isTimed))('%s: %s', isRead, MOST_LOOKS * 30_000);
