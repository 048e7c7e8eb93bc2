/** As many groups as were asked for, and no word on whether there are more. */
import { NODE, useBench } from './bench';

const bench = useBench({});

test.each([50, 49])('50 listed, %d wanted', async (limit) => {
	const groups = Array.from({ length: 50 }, (_, n) => ({ id: `G${n}`, subject: `S${n}` }));
	const call = { method: 'GET', path: '/groups', status: 200 };
	bench.simulator.faults.add({ kind: 'answer', ...call, body: { groups } });
	const result = await bench.run('group:getAll', { limit });
	expect(result.error?.message).toBeUndefined();
	expect(result.json(NODE)).toHaveLength(limit);
});
