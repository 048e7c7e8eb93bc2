/** Executions one after the other on one number: how fast the first is, and those that know the limit. */
import { floorMs, Process, type Limiter, type Measured } from './limitedService';
import { VirtualTime } from './virtualTime';

interface Shares {
	/** Time, in multiples of the least possible. */
	time: number;
	/** Of the calls. */
	refused: number;
	all: Measured[];
}

/** Of three executions on one number, some seconds apart: the first, and the worse of the others. */
interface Three {
	first: Shares;
	later: Shares;
}

export async function measureThree(
	limiter: Limiter,
	{ limit, latencyMs, jitter = 0, seed = 3 }: Record<string, number>,
): Promise<Three> {
	const clock = new VirtualTime(seed);
	const calls = 10 * limit;
	const process = new Process(clock, { limiter, latencyMs, jitter });
	const all: Measured[] = [];
	await clock.run(
		(async () => {
			for (let count = 0; count < 3; count += 1) {
				all.push(await process.execution(calls, { groups: Math.max(200, 2 * limit) }));
				await clock.sleep(2000);
			}
		})(),
	);
	const sharesOf = (some: Measured[]): Shares => ({
		time: Math.max(...some.map(({ ms }) => ms)) / floorMs(calls, limit, latencyMs),
		refused: Math.max(...some.map(({ refused }) => refused)) / calls,
		all: some,
	});
	return { first: sharesOf(all.slice(0, 1)), later: sharesOf(all.slice(1)) };
}

/** Nothing is lost, each group keeps its order, and in no second more is refused than is taken in two. */
export function check({ first, later }: Three, limit: number): void {
	for (const one of [...first.all, ...later.all]) {
		expect(one).toMatchObject({ failed: 0, disordered: 0 });
		expect(one.inFlight).toBeLessThanOrEqual(256);
		expect(Math.max(0, ...Object.values(one.refusedPerSecond))).toBeLessThanOrEqual(2 * limit);
	}
}

/** The most that was measured, of the first execution and of those that know the limit. */
interface Most {
	time: readonly [first: number, later: number];
	refused: readonly [first: number, later: number];
}

export function checkMost({ first, later }: Three, { time, refused }: Most): void {
	expect(first.time).toBeLessThanOrEqual(time[0]);
	expect(later.time).toBeLessThanOrEqual(time[1]);
	expect(first.refused).toBeLessThanOrEqual(refused[0]);
	expect(later.refused).toBeLessThanOrEqual(refused[1]);
}
