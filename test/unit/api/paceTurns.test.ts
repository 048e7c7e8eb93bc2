/** Single turns of a number's calls. `pace.test.ts` has what many of them come to. */
import { Pace, type Ending, type Turn, type Wish } from '../../../nodes/WhatsAppGroups/api/pace';
import { VirtualTime } from './virtualTime';

const ACCEPTED: Ending = { as: 'accepted' };
const WISH: Wish = { kind: 'POST messages', patienceMs: 365 * 86_400_000 };

function setUp() {
	const time = new VirtualTime();
	const pace = new Pace(time);
	const pass = async (ms: number) => await time.run(time.sleep(ms));
	/** Calls that are asked for at once; those whose turn has not come after some time are none. */
	const begun = async (count: number, withinMs: number, lane = pace.lane()) => {
		const turns: Turn[] = [];
		for (let asked = 0; asked < count; asked += 1) {
			void lane.enter(WISH).then((turn) => turn && turns.push(turn));
		}
		await pass(withinMs);
		return turns;
	};
	/** Calls per second, as an execution is told that is refused one when there was no other for a while. */
	const told = async () => {
		await pass(3000);
		const onSlowDown = jest.fn();
		const lane = pace.lane(Infinity, undefined, onSlowDown);
		const turn = await time.run(lane.enter(WISH));
		turn?.end({ as: 'tooMany' });
		return onSlowDown.mock.calls;
	};
	return { time, pace, pass, begun, told };
}

test('a number is idle once nobody waits and nothing is in flight', async () => {
	const { pace, begun } = setUp();
	expect(pace.isIdle).toBe(true);
	const [first, second] = await begun(2, 10);
	first.end(ACCEPTED);
	expect(pace.isIdle).toBe(false);
	second.end(ACCEPTED);
	expect(pace.isIdle).toBe(true);
});

test('an execution that is stopped before it asks for anything takes nobody out of the line', async () => {
	const { time, pace, begun } = setUp();
	const [refused] = await begun(1, 10);
	refused.end({ as: 'tooMany', retryAfterMs: 5000 });
	const waiting = pace.lane().enter(WISH);
	const stopped = new AbortController();
	pace.lane(Infinity, stopped.signal);
	stopped.abort();
	expect(pace.isIdle).toBe(false);
	expect(await time.run(waiting)).toBeDefined();
});

test.each([
	[4999, false],
	[5000, true],
])('with a patience of %d ms a pause of 5,000 ms is waited for: %p', async (patienceMs, waits) => {
	const { time, pace, begun } = setUp();
	const lane = pace.lane(1);
	const [first] = await begun(1, 10, lane);
	const waiting = lane.enter({ ...WISH, patienceMs });
	first.end({ as: 'tooMany', retryAfterMs: 5000 });
	expect((await time.run(waiting)) !== undefined).toBe(waits);
	expect(time.now()).toBe(waits ? 5010 : 10);
});

test('whoever waited for a turn has not been held up by a service that refuses only now', async () => {
	const { time, pace, pass, begun } = setUp();
	const lane = pace.lane(1);
	const [first] = await begun(1, 10, lane);
	const waiting = lane.enter({ ...WISH, patienceMs: 6000 });
	await pass(3000);
	first.end({ as: 'tooMany', retryAfterMs: 5000 });
	expect(await time.run(waiting)).toMatchObject({ heldMs: 5000 });
});

test('a pause for one recipient leaves that of another as it is, until it is over', async () => {
	const { pace, pass, begun } = setUp();
	const lane = pace.lane();
	const refuse = async (recipient: string, timesBefore: number) => {
		const turn = lane.enter({ ...WISH, recipient });
		await pass(10);
		(await turn)?.end({ as: 'tooManyToRecipient', timesBefore });
	};
	await refuse('one', 1);
	await refuse('other', 0);
	expect(['one', 'other'].map((recipient) => pace.pauseFor(recipient))).toEqual([3990, 1000]);
	await begun(1, 1500);
	await refuse('third', 0);
	expect(['one', 'other', 'third'].map((recipient) => pace.pauseFor(recipient))).toEqual([
		2480, 0, 1000,
	]);
});

test('a look that finds nobody who may begin leaves the order of the executions as it is', async () => {
	const { pace, pass } = setUp();
	const order: string[] = [];
	for (const name of ['one', 'other']) {
		void pace
			.lane()
			.enter({ ...WISH, notBefore: 1000 })
			.then(() => order.push(name));
	}
	await pass(1001);
	expect(order).toEqual(['one', 'other']);
});

describe('more is asked for', () => {
	test('where the limit held calls up, though those of another execution only were in flight', async () => {
		const { pace, begun, told } = setUp();
		await begun(1, 1, pace.lane(1));
		const turns = await begun(200, 1500);
		for (const turn of turns) turn.end(ACCEPTED);
		expect(await told()).toEqual([[88]]);
	});

	test.each([
		['not where nobody waited', 63, 80],
		['but where one did', 64, 88],
	])('%s', async (_, count, perSecond) => {
		const { pass, begun, told } = setUp();
		const turns = await begun(count, 60);
		await pass(1500);
		turns.push(...(await begun(1, 10)));
		for (const turn of turns) turn.end(ACCEPTED);
		expect(await told()).toEqual([[perSecond]]);
	});

	test('not where a pause held them up', async () => {
		const { pass, begun, told } = setUp();
		const turns = await begun(70, 43);
		expect(turns.length).toBeLessThan(70);
		turns.at(-1)?.end({ as: 'tooMany', retryAfterMs: 5000 });
		await pass(6000);
		expect(turns).toHaveLength(70);
		const [last] = await begun(1, 10);
		last.end(ACCEPTED);
		expect(await told()).toEqual([[80]]);
	});
});
