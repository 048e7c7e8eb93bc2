import fc from 'fast-check';

import { KeyedQueue } from '../../../nodes/WhatsAppGroups/api/keyedQueue';
import { VirtualTime } from './virtualTime';

interface Work {
	key: string;
	ms: number;
	fails: boolean;
}

const work: fc.Arbitrary<Work> = fc.record({
	key: fc.constantFrom('a', 'b', 'c', '__proto__', 'constructor'),
	ms: fc.integer({ min: 0, max: 50 }),
	fails: fc.boolean(),
});

test('work of one key is done one at a time and in its order; other keys are not held up', async () => {
	await fc.assert(
		fc.asyncProperty(fc.array(work, { maxLength: 30 }), async (works) => {
			const time = new VirtualTime();
			const queue = new KeyedQueue();
			const under = new Set<string>();
			const began = new Map<string, number[]>();
			const endedAt = new Map<string, number>();
			const ends = await time.run(
				Promise.allSettled(
					works.map(
						async ({ key, ms, fails }, index) =>
							await queue.run(key, async () => {
								expect(under.has(key)).toBe(false);
								under.add(key);
								began.set(key, [...(began.get(key) ?? []), index]);
								await time.sleep(ms);
								under.delete(key);
								endedAt.set(key, time.now());
								if (fails) throw new Error(String(index));
								return index;
							}),
					),
				),
			);
			// Each is told of its own end, whatever became of the one before it.
			expect(ends).toEqual(
				works.map(({ fails }, index) =>
					fails
						? { status: 'rejected', reason: new Error(String(index)) }
						: { status: 'fulfilled', value: index },
				),
			);
			for (const [key, order] of began) {
				expect(order).toEqual([...order].sort((one, other) => one - other));
				const own = works.filter((one) => one.key === key).map(({ ms }) => ms);
				expect(endedAt.get(key)).toBe(own.reduce((sum, ms) => sum + ms, 0));
			}
		}),
		{ numRuns: 100 },
	);
});

test('what is done leaves nothing behind', async () => {
	const queue = new KeyedQueue();
	for (let index = 0; index < 100; index += 1) {
		await queue.run(`group ${index}`, async () => await Promise.resolve());
		await queue.run('same', async () => await Promise.reject(new Error('M'))).catch(() => {});
	}
	const { last } = queue as unknown as { last: Map<string, unknown> };
	expect(last.size).toBe(0);
});

test('work that asks for its own key again waits for nobody else than those before it', async () => {
	const time = new VirtualTime();
	const queue = new KeyedQueue();
	const order: string[] = [];
	const note = async (name: string) => {
		await time.sleep(1);
		order.push(name);
	};
	const first = queue.run('key', async () => await note('first'));
	const second = queue.run('key', async () => {
		await time.sleep(10);
		await note('second');
	});
	await time.run(first);
	// Asked for after the first is over, and while the second is under way.
	const third = queue.run('key', async () => await note('third'));
	await time.run(Promise.all([second, third]));
	expect(order).toEqual(['first', 'second', 'third']);
});
