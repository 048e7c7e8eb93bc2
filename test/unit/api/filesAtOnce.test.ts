/** Files that are sent are held in memory, each with its copy in the body: so many bytes at once, and no more. */
import fc from 'fast-check';

import { MOST_FILE_BYTES } from '../../../nodes/WhatsAppGroups/api/client';
import { aCall, FakeService } from './fakeApi';

const MIB = 1024 * 1024;

test('whatever their sizes and ends: in order, within the bound or alone, and all of them', async () => {
	const files = fc.array(
		fc.record({ bytes: fc.integer({ min: 0, max: 100 * MIB }), isBad: fc.boolean() }),
		{ minLength: 1, maxLength: 40 },
	);
	await fc.assert(
		fc.asyncProperty(files, async (all) => {
			const { api, time } = new FakeService(() => ({ body: {} }), { latencyMs: 100 });
			const begun: number[] = [];
			const held: number[] = [];
			const ends = await time.run(
				Promise.allSettled(
					all.map(async ({ bytes, isBad }, index) => {
						// Each item has bounds of its own, and the same files.
						const own = api.within({ timeoutMs: 1000, maxRateLimitWaitMs: 0 });
						await own.holding(bytes, async () => {
							begun.push(index);
							held.push(bytes);
							const sum = held.reduce((total, one) => total + one, 0);
							expect(sum <= MOST_FILE_BYTES || held.filter((one) => one > 0).length === 1).toBe(
								true,
							);
							await own.call({ ...aCall, kind: 'once' });
							held.splice(held.indexOf(bytes), 1);
							if (isBad) throw new Error('It cannot be read');
						});
					}),
				),
			);
			expect(begun).toEqual(all.map((_, index) => index));
			expect(ends.map(({ status }) => status === 'rejected')).toEqual(
				all.map(({ isBad }) => isBad),
			);
		}),
		{ numRuns: 100 },
	);
});

test('small ones go at once', async () => {
	const { api, time } = new FakeService(() => ({ body: {} }), { latencyMs: 100 });
	const small = Array.from({ length: 64 }, async () => {
		await api.holding(MIB, async () => await api.call({ ...aCall, kind: 'once' }));
	});
	await time.run(Promise.all(small));
	expect(time.now()).toBe(100);
});
