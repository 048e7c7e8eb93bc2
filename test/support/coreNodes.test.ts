import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

import type { IDataObject, INodeExecutionData, INodeParameters } from 'n8n-workflow';

import { coreNodes } from './coreNodes';
import type { RunResult } from './runResult';
import { sampleEngine } from './sampleNode';

const filesFolder = mkdtempSync(path.join(tmpdir(), 'core-nodes-'));
const { engine } = sampleEngine({ filesFolder });
afterAll(() => rmSync(filesFolder, { recursive: true }));

const VERSIONS: Record<string, number> = { set: 3.4, if: 2.2, filter: 2.2 };

async function run(
	name: string,
	parameters: INodeParameters,
	items?: IDataObject[] | INodeExecutionData[],
	typeVersion = VERSIONS[name] ?? 1,
): Promise<RunResult> {
	const input = items?.map((item) =>
		'json' in item ? (item as INodeExecutionData) : { json: item as IDataObject },
	);
	return await engine.runNode(parameters, input, {
		node: { type: `n8n-nodes-base.${name}`, typeVersion, credentials: undefined },
	});
}

async function output(...parameters: Parameters<typeof run>): Promise<IDataObject[]> {
	const result = await run(...parameters);
	if (result.error) throw result.error;
	return result.json('Node');
}

describe('what a stand-in does not know, it refuses before anything runs', () => {
	test.each<[string, string, INodeParameters, number]>([
		['a parameter', 'limit', { maxItems: 1, other: 1 }, 1],
		['an option', 'splitOut', { fieldToSplitOut: 'a', options: { includeBinary: true } }, 1],
		['a choice', 'extractFromFile', { operation: 'xlsx' }, 1],
		['an expression for a choice', 'set', { mode: '={{ "raw" }}' }, 3.4],
		['a version', 'set', {}, 2],
	])('%s', async (_what, name, parameters, version) => {
		await expect(run(name, parameters, [{}], version)).rejects.toThrow(
			new RegExp(`^The stand-in for n8n-nodes-base\\.${name} \\("Node"\\) does not know `),
		);
	});

	test('a type of which there is none', async () => {
		await expect(run('merge', {})).rejects.toThrow('No node type "n8n-nodes-base.merge"');
	});
});

test('every stand-in has the name of its node', () => {
	for (const [name, { description }] of Object.entries(coreNodes({}))) {
		expect(name).toBe(`n8n-nodes-base.${description.name}`);
	}
});

describe('Edit Fields', () => {
	const assign = (name: string, type: string, value: unknown) =>
		({ assignments: { assignments: [{ id: '1', name, value, type }] } }) as INodeParameters;

	test.each<[string, unknown, unknown]>([
		['string', 5, '5'],
		['string', { a: 1 }, '{"a":1}'],
		['number', '5', 5],
		['boolean', 'true', true],
		['array', '[1,2]', [1, 2]],
		['object', '{"a":1}', { a: 1 }],
		['number', null, null],
	])('converts to %s: %j', async (type, value, expected) => {
		expect(await output('set', assign('a', type, value), [{ b: 1 }])).toEqual([{ a: expected }]);
	});

	test('fails where a value does not fit its type', async () => {
		const result = await run('set', assign('a', 'number', 'x'), [{}]);
		expect(result.error?.message).toMatch(/'a' expects a number but we got 'x'/);
	});

	test('keeps other fields and files where it is told to, and sets nested ones', async () => {
		const data = { data: 'AAAA', mimeType: 'text/plain' };
		const parameters = { ...assign('a.c', 'number', 2), includeOtherFields: true };
		const input: INodeExecutionData[] = [{ json: { a: { b: 1 } }, binary: { data } }];
		const [kept] = (await run('set', parameters, input)).items('Node');
		expect(kept).toMatchObject({ json: { a: { b: 1, c: 2 } }, binary: { data } });
		expect(input[0].json).toEqual({ a: { b: 1 } });
		const [bare] = (await run('set', assign('a', 'number', 2), input)).items('Node');
		expect(bare.binary).toBeUndefined();
	});

	test('takes JSON, with expressions in it', async () => {
		const raw = (jsonOutput: string) => ({ mode: 'raw', jsonOutput });
		expect(await output('set', raw('={"x": "{{ $json.n }}"}'), [{ n: 1 }, { n: 2 }])).toEqual([
			{ x: '1' },
			{ x: '2' },
		]);
		const result = await run('set', raw('[1]'), [{}]);
		expect(result.error?.message).toBe('The JSON output is no object');
	});
});

describe('If and Filter', () => {
	const when = (
		[type, operation, leftValue, rightValue, rightType]: unknown[],
		options: IDataObject = { caseSensitive: true, typeValidation: 'strict', version: 2 },
	) =>
		({
			conditions: {
				options: { leftValue: '', ...options },
				combinator: 'and',
				conditions: [{ id: '1', leftValue, rightValue, operator: { type, operation, rightType } }],
			},
		}) as INodeParameters;

	test.each<[unknown[], boolean]>([
		[['string', 'equals', 'a', 'a'], true],
		[['string', 'notEquals', 'a', 'a'], false],
		[['string', 'contains', 'abc', 'b'], true],
		[['string', 'empty', ''], true],
		[['string', 'notEmpty', ''], false],
		[['string', 'exists', '={{ $json.nothing }}'], false],
		[['string', 'notExists', '={{ $json.nothing }}'], true],
		[['number', 'gt', 2, 1], true],
		[['number', 'lt', 2, 1], false],
		[['boolean', 'true', true], true],
		[['boolean', 'false', true], false],
		[['array', 'contains', '={{ [1, 2] }}', 2, 'any'], true],
		[['array', 'contains', '={{ [1, 2] }}', 3, 'any'], false],
		[['array', 'lengthGt', '={{ [1, 2] }}', 1, 'number'], true],
		[['object', 'exists', '={{ $json.nothing }}'], false],
		[['array', 'empty', '={{ [] }}'], true],
		[['object', 'notEmpty', '={{ {a: 1} }}'], true],
	])('%j is %s', async (condition, met) => {
		const result = await run('if', when(condition), [{ a: 1 }]);
		expect(result.error).toBeUndefined();
		expect([0, 1].map((branch) => result.json('Node', branch).length)).toEqual(
			met ? [1, 0] : [0, 1],
		);
	});

	test('refuse a value of another type where types are strict', async () => {
		const condition = ['number', 'equals', '5', 5];
		const result = await run('filter', when(condition), [{}]);
		expect(result.error?.message).toMatch(/Wrong type: '5' is a string but was expecting a number/);
		expect(await output('filter', when(condition, { typeValidation: 'loose' }), [{}])).toEqual([
			{},
		]);
	});

	test('Filter keeps what meets the conditions, paired', async () => {
		const parameters = when(['number', 'gt', '={{ $json.n }}', 1]);
		const result = await run('filter', parameters, [{ n: 1 }, { n: 2 }]);
		expect(result.items('Node')).toEqual([{ json: { n: 2 }, pairedItem: { item: 1 } }]);
	});
});

describe('Split Out', () => {
	const input = [{ a: { list: [{ x: 1 }, { x: 2 }] }, other: 'o' }, { other: 'p' }];

	test('makes an item of each element; a list that is missing gives none', async () => {
		expect(await output('splitOut', { fieldToSplitOut: 'a.list' }, input)).toEqual([
			{ x: 1 },
			{ x: 2 },
		]);
	});

	test('keeps the other fields', async () => {
		const parameters = { fieldToSplitOut: 'list', include: 'allOtherFields' };
		expect(await output('splitOut', parameters, [{ list: ['a', 'b'], other: 1 }])).toEqual([
			{ list: 'a', other: 1 },
			{ list: 'b', other: 1 },
		]);
	});
});

describe('Aggregate', () => {
	const input = [{ a: { n: 1 } }, { a: { n: null } }, { a: { n: 3 } }];

	test('gathers all items', async () => {
		const parameters = { aggregate: 'aggregateAllItemData', destinationFieldName: 'all' };
		const [item] = (await run('aggregate', parameters, input)).items('Node');
		expect(item.json).toEqual({ all: input });
		expect(item.pairedItem).toEqual([{ item: 0 }, { item: 1 }, { item: 2 }]);
	});

	test('gathers fields, without what is missing', async () => {
		const fieldToAggregate = [
			{ fieldToAggregate: 'a.n' },
			{ fieldToAggregate: 'a.n', renameField: true, outputFieldName: 'numbers' },
		];
		const parameters = { fieldsToAggregate: { fieldToAggregate } } as INodeParameters;
		expect(await output('aggregate', parameters, input)).toEqual([{ n: [1, 3], numbers: [1, 3] }]);
	});

	test('needs a field', async () => {
		expect((await run('aggregate', {}, input)).error?.message).toBe('No fields specified');
	});
});

test('Limit keeps the first or the last', async () => {
	const input = [{ n: 1 }, { n: 2 }, { n: 3 }];
	expect(await output('limit', { maxItems: 2 }, input)).toEqual([{ n: 1 }, { n: 2 }]);
	expect(await output('limit', { maxItems: 2, keep: 'lastItems' }, input)).toEqual([
		{ n: 2 },
		{ n: 3 },
	]);
	expect(await output('limit', { maxItems: 9, keep: 'lastItems' }, input)).toEqual(input);
});

describe('Remove Duplicates', () => {
	const input = [
		{ n: 1, x: 'a' },
		{ x: 'a', n: 1 },
		{ n: 1, x: 'b' },
	];

	test('keeps the first of what is alike', async () => {
		expect(await output('removeDuplicates', {}, input)).toEqual([input[0], input[2]]);
		const parameters = { compare: 'selectedFields', fieldsToCompare: 'n' };
		expect(await output('removeDuplicates', parameters, input)).toEqual([input[0]]);
	});

	test('fails where a field is missing', async () => {
		const parameters = { compare: 'selectedFields', fieldsToCompare: 'y' };
		expect((await run('removeDuplicates', parameters, input)).error?.message).toMatch(/^'y' field/);
	});
});

test('Stop and Error fails with a message', async () => {
	const result = await run('stopAndError', { errorMessage: 'Enough' });
	expect(result).toMatchObject({ status: 'error', error: { message: 'Enough' } });
});

describe('Execute Sub-workflow', () => {
	const type = (name: string) => `n8n-nodes-base.${name}`;
	const sub = (second: object) =>
		JSON.stringify({
			nodes: [
				{
					name: 'Begin',
					type: type('executeWorkflowTrigger'),
					typeVersion: 1.1,
					position: [0, 0],
					parameters: {},
				},
				{ name: 'Then', typeVersion: 1, position: [0, 0], ...second },
			],
			connections: { Begin: { main: [[{ node: 'Then', type: 'main', index: 0 }]] } },
		});
	const limited = sub({ type: type('limit'), parameters: { maxItems: 1 } });
	const failing = sub({ type: type('stopAndError'), parameters: { errorMessage: 'Enough' } });
	const started = async (workflowJson: string, options: INodeParameters = {}) => {
		const subs: Array<[string, RunResult]> = [];
		const result = await engine.runNode(
			{ source: 'parameter', workflowJson, options },
			[{ json: { n: 1 } }, { json: { n: 2 } }],
			{
				node: { type: type('executeWorkflow'), typeVersion: 1.3, credentials: undefined },
				onSubWorkflow: (name, sub) => subs.push([name, sub]),
			},
		);
		return { result, subs };
	};

	test('gives what the workflow puts out, or its error', async () => {
		expect((await started(limited)).result.json('Node')).toEqual([{ n: 1 }]);
		expect((await started(failing)).result.error?.message).toBe('Enough');
	});

	test('gives what came in where it does not wait, whatever becomes of the workflow', async () => {
		const { result, subs } = await started(failing, { waitForSubWorkflow: false });
		expect(result.status).toBe('success');
		expect(result.json('Node')).toEqual([{ n: 1 }, { n: 2 }]);
		expect(subs).toEqual([['Node', expect.objectContaining({ status: 'error' })]]);
		const [[, { json }]] = (await started(limited, { waitForSubWorkflow: false })).subs;
		expect([json('Begin'), json('Then')]).toEqual([[{ n: 1 }, { n: 2 }], [{ n: 1 }]]);
	});
});

describe('files', () => {
	beforeAll(() => {
		writeFileSync(path.join(filesFolder, 'list.csv'), '\uFEFFname,age\nAna,\n"B, C",5\n');
	});

	test('are read by their name from the folder, and their rows are text without empty cells', async () => {
		const read = await run('readWriteFile', {
			fileSelector: '/home/node/.n8n-files/list.csv',
			options: { dataPropertyName: 'file' },
		});
		expect(read.json('Node')).toMatchObject([
			{ fileName: 'list.csv', mimeType: 'text/csv', fileExtension: 'csv' },
		]);
		const extract = async (options: INodeParameters) =>
			await output('extractFromFile', { binaryPropertyName: 'file', options }, read.items('Node'));
		expect(await extract({ enableBOM: true })).toEqual([
			{ name: 'Ana' },
			{ name: 'B, C', age: '5' },
		]);
		expect(await extract({ enableBOM: true, includeEmptyCells: true })).toContainEqual({
			name: 'Ana',
			age: '',
		});
		expect(Object.keys((await extract({}))[0])).toEqual(['\uFEFFname']);
	});

	test('that are not there are an error', async () => {
		const result = await run('readWriteFile', { fileSelector: 'nothing.csv' });
		expect(result.error?.message).toMatch(/ENOENT/);
	});
});
