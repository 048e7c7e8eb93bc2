/**
 * Each fault with each call of each operation, through n8n's engine and over real HTTP. What the user is
 * told is held against the simulator's own log.
 */
import type { INode } from 'n8n-workflow';

import { NODE, withOperation } from '../../unit/operations/bench';
import type { RunResult } from '../../support/engine';
import { startWorld, type World } from '../../support/world';
import { CALLS, WORLD, type CallRow, type Task } from './calls';
import { FAULTS, type Fault } from './faults';
import { inItsOwnTime } from './hurry';
import { firstOf, inject, type Injection } from './injection';
import { record } from './records';
import { doubledUnits, judge, read, type Told } from './verdict';
import { saysMaybe, seenOf } from './wording';

interface Run {
	world: World;
	task: Task;
	injection: Injection;
	result: RunResult;
}

let worlds: World[] = [];

afterEach(async () => {
	await Promise.all(worlds.map(async (world) => await world.close()));
	worlds = [];
});

/** Runs a row's operation in a world of its own, with the fault in it. */
async function run(row: CallRow, fault: Fault, times: number, node: Partial<INode>): Promise<Run> {
	const world = await startWorld({ ...WORLD, switches: { ...WORLD.switches, ...row.switches } });
	worlds.push(world);
	const task = row.task(world.simulator);
	const injection = inject(world.simulator, fault, firstOf(row.call, times));
	const engine = world.engineWith({}, { credentialType: injection.credentialType });
	// What a limit that lasts does to a user who does not wait at all.
	const options = times === Infinity && fault.isLimit ? { maxRateLimitWait: 0 } : {};
	const parameters = {
		...task.parameters,
		options: { ...(task.parameters.options as object), ...options },
	};
	const result = await inItsOwnTime(
		async () =>
			await engine.runNode(withOperation(row.operation, parameters), task.items, { node }),
	);
	return { world, task, injection, result };
}

const rows = CALLS.flatMap((row) =>
	FAULTS.filter(({ canHit }) => canHit?.(row.call) ?? true).map(
		(fault) => [fault.title, row.kind, row.call, fault, row] as const,
	),
);

/** @param times how many attempts are hit, from the first on */
export function testEachCall(times: 1 | typeof Infinity): void {
	test.each(rows)('%s: %s (%s)', async (_title, _kind, _call, fault, row) => {
		const [continued, stopped, repeated] = await Promise.all([
			run(row, fault, times, { onError: 'continueRegularOutput' }),
			run(row, fault, times, {}),
			run(row, fault, times, { retryOnFail: true, maxTries: 2, waitBetweenTries: 1 }),
		]);

		const { world, task, result } = continued;
		const outputs = result.items(NODE);
		const told = read(row, task.units, outputs);
		const bad = judge(row, world.simulator, task.units, outputs);
		const doubled = [continued, stopped, repeated].flatMap((one) =>
			doubledUnits(row, one.world.simulator, one.task.units),
		);
		const injected = [continued, stopped, repeated].map((one) => one.injection.injected());
		record({
			part: 'calls',
			fault: fault.title,
			meaning: fault.meaning,
			kind: row.kind,
			lasting: times === Infinity,
			injected: injected.length,
			seen: inWords(told),
			lost: bad.lost.length,
			doubled: doubled.length,
		});

		expect(injected).not.toContain(0);
		expect(result.error).toBeUndefined();
		expect(bad).toEqual({ lost: [], doubled: [], silent: [], wrong: [] });
		expect(doubled).toEqual([]);
		if (fault.harmless)
			expect(new Set(told.map(({ ending }) => ending))).toEqual(new Set(['done']));
		expectNoFalseGreen(row, stopped);
		expectNoFalseGreen(row, repeated);
	});
}

/** A run that did not do everything is an error, and its words count right. */
function expectNoFalseGreen(row: CallRow, { world, task, result }: Run): void {
	const times = task.units.map((unit) => row.timesDone?.(world.simulator, unit));
	if (!result.error) {
		expect(result.status).toBe(row.waits ? 'waiting' : 'success');
		const outputs = result.items(NODE);
		expect(judge(row, world.simulator, task.units, outputs)).toMatchObject({
			lost: [],
			silent: [],
		});
		return;
	}
	expect(result.status).toBe('error');
	expect(result.error.message.length).toBeGreaterThan(20);
	if (times.includes(undefined) || row.unitOf) return;
	const description = String(result.error.description);
	const words = `${result.error.message} ${description}`;
	const carriedOut = Number(/(\d+) of \d+ items were carried out/.exec(description)?.[1] ?? 0);
	const mayBe = Number(/(\d+) may have been/.exec(description)?.[1] ?? 0);
	const done = times.reduce<number>((sum, count) => sum + (count ?? 0), 0);
	expect(carriedOut).toBeLessThanOrEqual(done);
	const isFirstUnknown = saysMaybe(words);
	expect(done).toBeLessThanOrEqual(carriedOut + Math.max(mayBe, isFirstUnknown ? 1 : 0));
}

/** What the user is told, once for all units of which the same is said. */
function inWords(told: readonly Told[]): string[] {
	const words = told.map((one) => seenOf(one.ending === 'done' ? undefined : one));
	return [...new Set(words)].sort();
}
