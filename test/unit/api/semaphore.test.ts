import fc from 'fast-check';

import { Semaphore } from '../../../nodes/WhatsAppGroups/api/semaphore';
import { VirtualTime } from './virtualTime';

test('who takes several slots waits for all of them, and nobody overtakes', async () => {
	const time = new VirtualTime();
	const slots = new Semaphore(3);
	const begun: string[] = [];
	const hold = async (name: string, count: number) => {
		const release = await slots.acquire(count);
		begun.push(`${name} at ${time.now()}`);
		await time.sleep(10);
		release();
	};
	const work = [hold('two', 2), hold('three', 3), hold('nine', 9), hold('one', 1), hold('none', 0)];
	await time.run(Promise.all(work));
	expect(begun).toEqual(['two at 0', 'three at 10', 'nine at 20', 'one at 30', 'none at 30']);
});

test('never more holders than slots, first come first served, and no slot is lost', async () => {
	const sizes = fc.integer({ min: 1, max: 5 });
	const durations = fc.array(fc.integer({ min: 0, max: 50 }), { minLength: 1, maxLength: 30 });
	await fc.assert(
		fc.asyncProperty(sizes, durations, fc.boolean(), async (size, work, releasesTwice) => {
			const time = new VirtualTime();
			const slots = new Semaphore(size);
			const order: number[] = [];
			let holders = 0;
			let most = 0;
			await time.run(
				Promise.all(
					work.map(async (ms, index) => {
						const release = await slots.acquire();
						order.push(index);
						holders += 1;
						most = Math.max(most, holders);
						await time.sleep(ms);
						holders -= 1;
						release();
						if (releasesTwice) release();
					}),
				),
			);
			expect(most).toBe(Math.min(size, work.length));
			expect(order).toEqual(work.map((_, index) => index));

			const again = Array.from({ length: size }, async () => await slots.acquire());
			await time.run(Promise.all(again));
			let isTaken = false;
			void slots.acquire().then(() => {
				isTaken = true;
			});
			await time.run(time.sleep(1));
			expect(isTaken).toBe(false);
		}),
		{ numRuns: 50 },
	);
});
