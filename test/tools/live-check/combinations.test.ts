/** Switches at random: what the profile says of one is what was set, however the others stand. */
import fc from 'fast-check';
import { SETTINGS, type Switches } from '../../simulator';
import { READERS, type SwitchName } from './switches';
import { check, checked, number } from './world';

/** `npm run test:live-check` tries 200. */
const RUNS = process.env.LIVE_CHECK_ALL ? 200 : 12;
const AT_ONCE = 4;

/** Amounts are measured or depend on each other: each has a test of its own. */
const names = (Object.keys(READERS) as SwitchName[]).filter((name) => 'values' in SETTINGS[name]);

const combination = fc.record(
	Object.fromEntries(
		names.map((name) => [
			name,
			fc.constantFrom(...((SETTINGS[name] as { values?: readonly unknown[] }).values ?? [])),
		]),
	),
) as fc.Arbitrary<Partial<Switches>>;

async function wrongClaims(set: Partial<Switches>): Promise<object[]> {
	return await checked(number({ ...set, webhookDelayMs: 450 }), async (simulator) => {
		const { findings, failure } = await check(simulator, { hearsAll: true });
		if (failure) throw failure;
		return names.flatMap((name) => {
			const finding = findings[name];
			const isWrong =
				finding.kind === 'misfit' || (finding.kind === 'seen' && finding.value !== set[name]);
			return isWrong ? [{ name, set: set[name], finding }] : [];
		});
	});
}

test(`${RUNS} combinations`, async () => {
	const sets = fc.sample(combination, RUNS);
	const seen = { claims: 0 };
	for (let from = 0; from < sets.length; from += AT_ONCE) {
		const batch = sets.slice(from, from + AT_ONCE);
		const wrong = await Promise.all(
			batch.map(async (set) => ({ wrong: await wrongClaims(set), set })),
		);
		for (const one of wrong) {
			if (one.wrong.length > 0) throw new Error(JSON.stringify(one, null, 1));
			seen.claims++;
		}
	}
	expect(seen.claims).toBe(RUNS);
}, 1_800_000);
