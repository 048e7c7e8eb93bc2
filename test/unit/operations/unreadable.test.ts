import type { INodeParameters } from 'n8n-workflow';

import { byId } from '../../support/world';
import { GROUP_ID, NODE, useBench } from './bench';
import { openGroups } from './seeds';

const bench = useBench({ groups: openGroups });

type Row = [operation: string, parameters: INodeParameters, body: object];

const tellNothing = [
	[{ foo: 1 }],
	[{ id: null, name: null, wa_id: '' }],
	[{ name: {}, components: 'x' }],
];
const lists = ['group:getAll', 'joinRequest:getAll', 'participant:getAll', 'template:getAll'];

test.each<Row>([
	['group:get', { groupId: byId(GROUP_ID) }, { participants: 'x' }],
	['group:get', { groupId: byId(GROUP_ID) }, { id: GROUP_ID, participants: [null] }],
	...lists.flatMap((operation) =>
		tellNothing.map((list): Row => {
			const body = operation === 'participant:getAll' ? { participants: list } : { data: list };
			return [operation, { groupId: byId(GROUP_ID), returnAll: true }, body];
		}),
	),
])('%s: what nothing can be read of is an error (%#)', async (operation, parameters, body) => {
	const call = { method: 'GET', status: 200 };
	bench.simulator.faults.add({ kind: 'answer', ...call, body, times: 0 });
	const node = { onError: 'continueRegularOutput' as const };
	const result = await bench.run(operation, parameters, undefined, { node });
	expect(result.json(NODE)).toMatchObject([
		{
			error: { code: expect.stringMatching(/^(unreadable_answer|members_unreadable)$/) as string },
		},
	]);
});

test.each([
	[{ name: 'welcome' }, { name: 'welcome' }],
	[
		{ id: '1', name: 'welcome', components: [] },
		{ templateId: '1', name: 'welcome', components: [] },
	],
])('template:getAll: what is not told of %j is left out', async (template, json) => {
	const body = { data: [template] };
	bench.simulator.faults.add({ kind: 'answer', method: 'GET', status: 200, body, times: 0 });
	expect(await bench.output('template:getAll', { returnAll: true })).toEqual([json]);
});
