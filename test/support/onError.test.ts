/** What n8n-core makes of a node's failures: our nodes' error items are shaped by it. */
import { NodeOperationError, type IExecuteFunctions, type INodeExecutionData } from 'n8n-workflow';

import { sampleEngine } from './sampleNode';

const items: INodeExecutionData[] = [{ json: { n: 1 } }, { json: { n: 2 } }];
const placed = { position: [0, 0] as [number, number], parameters: {} };
const { engine, does } = sampleEngine();

describe('a node that throws', () => {
	beforeEach(() => {
		does(async function () {
			return await Promise.reject(new NodeOperationError(this.getNode(), 'No'));
		});
	});

	test('stops the workflow', async () => {
		const result = await engine.runNode({}, items);
		expect(result).toMatchObject({ status: 'error', error: { message: 'No' } });
		expect(result.items('Node')).toEqual([]);
	});

	test.each(['continueRegularOutput', 'continueErrorOutput'] as const)(
		'passes its input on unchanged with %s',
		async (onError) => {
			const result = await engine.runNode({}, items, { node: { onError } });
			expect(result.json('Node', 0)).toEqual([{ n: 1 }, { n: 2 }]);
			expect(result.json('Node', 1)).toEqual([]);
		},
	);

	test.each(['continueRegularOutput', 'continueErrorOutput', 'stopWorkflow'] as const)(
		'learns from continueOnFail() what onError says: %s',
		async (onError) => {
			does(async function () {
				return await Promise.resolve([[{ json: { goesOn: this.continueOnFail() } }]]);
			});
			const result = await engine.runNode({}, items, { node: { onError } });
			expect(result.json('Node')).toEqual([{ goesOn: onError !== 'stopWorkflow' }]);
		},
	);
});

describe('what reaches the error output', () => {
	const put = async (item: INodeExecutionData) => {
		does(async () => await Promise.resolve([[item]]));
		const result = await engine.runNode({}, items, { node: { onError: 'continueErrorOutput' } });
		return { regular: result.json('Node', 0), error: result.json('Node', 1) };
	};
	const pairedItem = { item: 1 };

	test.each([
		['text', 'no'],
		['an object', { message: 'no', code: 1 }],
	])('json.error alone, as %s, joined with the fields of its input', async (_what, error) => {
		expect(await put({ json: { error }, pairedItem })).toEqual({
			regular: [],
			error: [{ n: 2, error }],
		});
	});

	test('json.error with message and details', async () => {
		const json = { error: 'no', message: 'm', details: 'd' };
		expect(await put({ json, pairedItem })).toEqual({ regular: [], error: [{ n: 2, ...json }] });
	});

	test('not json.error beside any other field', async () => {
		const json = { error: 'no', groupId: 'g' };
		expect(await put({ json, pairedItem })).toEqual({ regular: [json], error: [] });
	});

	test('the error of the item itself; n8n then drops all fields, the input’s too', async () => {
		const error = new NodeOperationError(
			{ id: '1', name: 'Node', type: 't', typeVersion: 1, ...placed },
			'no',
		);
		expect(await put({ json: { groupId: 'g' }, error, pairedItem })).toEqual({
			regular: [],
			error: [{ error: 'no' }],
		});
	});

	test('a pairedItem that is a number pairs, but is not joined with its input', async () => {
		expect(await put({ json: { error: 'no' }, pairedItem: 1 })).toEqual({
			regular: [],
			error: [{ error: 'no' }],
		});
	});
});

describe('retryOnFail', () => {
	const node = { retryOnFail: true, maxTries: 3, waitBetweenTries: 1 };

	test('tries a node that throws again, with the same execute data and input in each try', async () => {
		const seen: IExecuteFunctions[] = [];
		does(async function () {
			seen.push(this);
			return await Promise.reject(new Error('No'));
		});
		expect((await engine.runNode({}, items, { node })).status).toBe('error');
		expect(seen).toHaveLength(3);
		expect(new Set(seen).size).toBe(3);
		expect(new Set(seen.map((context) => context.getExecuteData())).size).toBe(1);
		expect(new Set(seen.map((context) => context.getInputData())).size).toBe(1);
	});

	test.each([
		['first', 3],
		['second', 1],
	])('with an error in the %s item only, runs the node %d times', async (place, times) => {
		const data = new Set<unknown>();
		let tries = 0;
		does(async function () {
			data.add(this.getExecuteData());
			tries += 1;
			const failed = { json: { error: 'no' }, pairedItem: 0 };
			const done = { json: { tries }, pairedItem: 1 };
			return await Promise.resolve([place === 'first' ? [failed, done] : [done, failed]]);
		});
		const result = await engine.runNode({}, items, { node });
		expect(tries).toBe(times);
		expect(data.size).toBe(1);
		expect(result.json('Node')).toContainEqual({ tries: times });
	});
});
