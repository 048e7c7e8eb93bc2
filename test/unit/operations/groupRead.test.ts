import { byId } from '../../support/world';
import { GROUP_ID, NODE, useBench } from './bench';
import { openGroups } from './seeds';

const bench = useBench({ groups: openGroups });

test.each([
	['group:get', { groupId: byId(GROUP_ID) }, { participants: 'x' }],
	['group:get', { groupId: byId(GROUP_ID) }, { id: GROUP_ID, participants: [null] }],
	['group:getAll', {}, { groups: [{ foo: 1 }] }],
])('%s: a group of which nothing can be read is an error', async (operation, parameters, body) => {
	const call = { method: 'GET', path: '/groups*', status: 200 };
	bench.simulator.faults.add({ kind: 'answer', ...call, body, times: 0 });
	const node = { onError: 'continueRegularOutput' as const };
	const result = await bench.run(operation, parameters, undefined, { node });
	expect(result.json(NODE)).toMatchObject([{ error: { code: 'unreadable_answer' } }]);
});
