import type { INodeParameters } from 'n8n-workflow';

import { DataTables } from './dataTable';
import type { Engine } from './engine';
import { sampleEngine } from './sampleNode';

let dataTables: DataTables;
let engine: Engine;
beforeEach(() => {
	dataTables = new DataTables();
	({ engine } = sampleEngine({ dataTables }));
});

const dataTableId = { __rl: true, mode: 'name', value: 'people' };

async function run(parameters: INodeParameters, input: Array<Record<string, string>> = [{}]) {
	const result = await engine.runNode(
		parameters,
		input.map((json) => ({ json })),
		{ node: { type: 'n8n-nodes-base.dataTable', typeVersion: 1.1, credentials: undefined } },
	);
	if (result.error) throw result.error;
	return result.json('Node');
}

function where(keyName: string, condition: string | undefined, keyValue?: string | number) {
	const conditions = [{ keyName, ...(condition && { condition }), keyValue }];
	return { dataTableId, matchType: 'allConditions', filters: { conditions } } as INodeParameters;
}

function columns(value: Record<string, string | null>): INodeParameters {
	return { columns: { mappingMode: 'defineBelow', value } };
}

const create: INodeParameters = {
	resource: 'table',
	operation: 'create',
	tableName: 'people',
	columns: { column: [{ name: 'name' }, { name: 'town' }] },
	options: { createIfNotExists: true },
};

test('keeps rows, finds them, changes them and removes them', async () => {
	await run(create);
	const inserted = await run({ dataTableId, ...columns({ name: '={{ $json.n }}' }) }, [
		{ n: 'Ann' },
		{ n: 'Bob' },
	]);
	expect(inserted).toEqual([
		{ id: 1, name: 'Ann', town: null },
		{ id: 2, name: 'Bob', town: null },
	]);
	await run(create);
	expect(dataTables.rows('people')).toHaveLength(2);

	const town = columns({ town: 'Hull' });
	expect(await run({ operation: 'update', ...where('name', 'eq', 'Ann'), ...town })).toEqual([
		{ id: 1, name: 'Ann', town: 'Hull' },
	]);
	expect(await run({ operation: 'get', ...where('town', 'isEmpty') })).toEqual([
		{ id: 2, name: 'Bob', town: null },
	]);
	await run({ operation: 'upsert', ...where('name', 'eq', 'Bob'), ...town });
	await run({ operation: 'upsert', ...where('name', 'eq', 'Cy'), ...columns({ name: 'Cy' }) });
	expect(dataTables.rows('people').map(({ id, town }) => [id, town])).toEqual([
		[1, 'Hull'],
		[2, 'Hull'],
		[3, null],
	]);
	const people = [{ n: 'Ann' }, { n: 'Dee' }];
	const named = where('name', undefined, '={{ $json.n }}');
	expect(await run({ operation: 'rowExists', ...named }, people)).toEqual([{ n: 'Ann' }]);
	expect(await run({ operation: 'rowNotExists', ...named }, people)).toEqual([{ n: 'Dee' }]);
	await run({ operation: 'deleteRows', ...where('id', 'lte', 2) });
	expect(dataTables.rows('people').map(({ name }) => name)).toEqual(['Cy']);
});

test.each<[string, INodeParameters]>([
	['has no column "age"', where('age', 'eq', 1)],
	['"pets" not found', { dataTableId: { ...dataTableId, value: 'pets' } }],
])('fails where it %s', async (complaint, parameters) => {
	await run(create);
	await run({ dataTableId, ...columns({ name: 'Eve' }) });
	await expect(run({ operation: 'get', ...parameters })).rejects.toMatchObject({
		message: expect.stringContaining(complaint),
	});
});
