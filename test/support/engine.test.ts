import { NodeOperationError, type IExecuteFunctions, type INodeExecutionData } from 'n8n-workflow';

import { Moment } from './moment';
import { sampleEngine } from './sampleNode';

const items: INodeExecutionData[] = [{ json: { n: 1 } }, { json: { n: 2 } }];
const { engine, does } = sampleEngine();

/** Puts out the parameter, as it is for each item. */
async function tellText(this: IExecuteFunctions): Promise<INodeExecutionData[][]> {
	const told = this.getInputData().map((_item, index) => ({
		json: { text: this.getNodeParameter('text', index) as string },
		pairedItem: { item: index },
	}));
	return await Promise.resolve([told]);
}

test('a parameter that is not set has its default value', async () => {
	does(tellText);
	expect((await engine.runNode({}, items)).json('Node')).toEqual([
		{ text: 'by default' },
		{ text: 'by default' },
	]);
});

test('an expression is evaluated per item, and sees earlier nodes and n8n’s extensions', async () => {
	does(tellText);
	const text = '={{ $json.n + "/" + $("Start").item.json.n + " " + "a b".toTitleCase() }}';
	const result = await engine.runNode({ text }, items);
	expect(result.error).toBeUndefined();
	expect(result.json('Node')).toEqual([{ text: '1/1 A B' }, { text: '2/2 A B' }]);
});

test('an expression that asks for a node that is not there fails the node', async () => {
	does(tellText);
	const result = await engine.runNode({ text: '={{ $("Nobody").item.json.n }}' }, items);
	expect(result).toMatchObject({ status: 'error', lastNode: 'Node', cancelled: false });
	expect(result.error).toMatchObject({ name: 'ExpressionError' });
});

test('a field of a field that is missing is no error: the parameter is undefined', async () => {
	does(tellText);
	const result = await engine.runNode({ text: '={{ $json.nothing.more }}' }, items);
	expect(result.status).toBe('success');
	expect(result.json('Node')).toEqual([{ text: undefined }, { text: undefined }]);
});

test('pairedItem leads an expression back through a node that changes the order', async () => {
	does(async function () {
		const turned = this.getInputData().map((_item, index) => ({ json: {}, pairedItem: index }));
		return await Promise.resolve([turned.reverse()]);
	});
	const result = await engine.run(
		{
			nodes: [
				{ name: 'Start', type: 'n8n-nodes-base.manualTrigger', typeVersion: 1, ...placed },
				{
					name: 'Turn',
					type: 'n8n-nodes-whatsapp-groups.whatsAppGroups',
					typeVersion: 1,
					...placed,
				},
				{
					name: 'Ask',
					type: 'n8n-nodes-base.set',
					typeVersion: 3.4,
					position: [0, 0],
					parameters: {
						assignments: {
							assignments: [
								{ id: '1', name: 'n', value: '={{ $("Start").item.json.n }}', type: 'number' },
							],
						},
					},
				},
			],
			connections: {
				Start: { main: [[{ node: 'Turn', type: 'main', index: 0 }]] },
				Turn: { main: [[{ node: 'Ask', type: 'main', index: 0 }]] },
			},
		},
		{ input: items },
	);
	expect(result.error).toBeUndefined();
	expect(result.json('Ask')).toEqual([{ n: 2 }, { n: 1 }]);
});

const placed = { position: [0, 0] as [number, number], parameters: {} };

test('alwaysOutputData puts out an empty item where there would be none', async () => {
	does(async () => await Promise.resolve([[]]));
	const result = await engine.runNode({}, items, { node: { alwaysOutputData: true } });
	expect(result.json('Node')).toEqual([{}]);
});

test('pinned data stands in for a node, which does not run', async () => {
	const result = await engine.runNode({}, items, {
		pinData: { Node: [{ json: { pinned: true } }] },
	});
	expect(result.status).toBe('success');
	expect(result.json('Node')).toEqual([{ pinned: true }]);
});

test('onNode hears of every node, in order', async () => {
	does(tellText);
	const heard: string[] = [];
	await engine.runNode({}, items, { onNode: (name) => heard.push(name) });
	expect(heard).toEqual(['Start', 'Node']);
});

test('the mode is what the node is told', async () => {
	does(async function () {
		return await Promise.resolve([[{ json: { mode: this.getMode() } }]]);
	});
	expect((await engine.runNode({}, items)).json('Node')).toEqual([{ mode: 'manual' }]);
	const result = await engine.runNode({}, items, { mode: 'webhook' });
	expect(result.json('Node')).toEqual([{ mode: 'webhook' }]);
});

describe('stopping', () => {
	test('aborts the signal that the node was given', async () => {
		const running = new Moment();
		const stop = new AbortController();
		does(async function () {
			const signal = this.getExecutionCancelSignal();
			const stopped = new Promise((resolve) => {
				signal?.addEventListener('abort', resolve, { once: true });
			});
			running.come();
			await stopped;
			throw new NodeOperationError(this.getNode(), 'Stopped');
		});
		const result = engine.runNode({}, items, { signal: stop.signal });
		await running.hasCome;
		stop.abort();
		expect((await result).items('Node')).toEqual([]);
	});

	test('leaves a node that does not look at the signal to its end, and starts no other', async () => {
		const running = new Moment();
		const goOn = new Moment();
		const stop = new AbortController();
		does(async () => {
			running.come();
			await goOn.hasCome;
			return [[{ json: { done: true } }]];
		});
		const result = engine.runNode({}, items, { signal: stop.signal });
		await running.hasCome;
		stop.abort();
		goOn.come();
		expect(await result).toMatchObject({ status: 'canceled', cancelled: true });
	});

	test('before the start, starts nothing', async () => {
		let ran = false;
		does(async () => {
			ran = true;
			return await Promise.resolve([[]]);
		});
		const result = await engine.runNode({}, items, { signal: AbortSignal.abort() });
		expect(result.cancelled).toBe(true);
		expect(ran).toBe(false);
	});

	test('by the workflow’s time limit', async () => {
		does(tellText);
		const result = await engine.runNode({}, items, { timeoutMs: 0 });
		expect(result).toMatchObject({
			cancelled: true,
			error: { name: 'TimeoutExecutionCancelledError' },
		});
		expect(result.items('Node')).toEqual([]);
	});
});

describe.each(['default', 'filesystem'] as const)('binary data in mode %s', (binaryMode) => {
	const sample = sampleEngine({ binaryMode });
	const bytes = Buffer.from([0, 1, 2, 250, 251, 252]);

	test('comes out as it went in, through two nodes', async () => {
		sample.does(async function () {
			const [item] = this.getInputData();
			if (item.binary) {
				const found = await this.helpers.getBinaryDataBuffer(0, 'data');
				return [[{ json: { found: found.toString('hex') } }]];
			}
			const data = await this.helpers.prepareBinaryData(bytes, 'a.bin', 'application/x-sample');
			return [[{ json: {}, binary: { data } }]];
		});
		const made = (await sample.engine.runNode({})).items('Node');
		expect(made[0].binary?.data).toMatchObject({
			fileName: 'a.bin',
			mimeType: 'application/x-sample',
		});
		expect(made[0].binary?.data.id === undefined).toBe(binaryMode === 'default');
		const read = await sample.engine.runNode({}, made);
		expect(read.error).toBeUndefined();
		expect(read.json('Node')).toEqual([{ found: bytes.toString('hex') }]);
	});
});

describe('what fills the editor’s fields', () => {
	const { engine: editor } = sampleEngine({
		methods: {
			listSearch: {
				async find(filter, token) {
					const chosen = this.getCurrentNodeParameter('text') as string;
					const { apiKey } = await this.getCredentials('whatsAppGroupsApi');
					const name = [filter, token, chosen, apiKey].join('|');
					return { results: [{ name, value: 'v' }], paginationToken: 'next' };
				},
			},
			loadOptions: {
				async names() {
					return await Promise.resolve([{ name: this.getNode().name, value: 1 }]);
				},
			},
			resourceMapping: {
				async fields() {
					const id = this.getNodeParameter('text') as string;
					const field = { displayName: id, id, required: true, defaultMatch: false, display: true };
					return await Promise.resolve({ fields: [field] });
				},
			},
		},
	});

	test('a list search has filter, page, parameters and credential', async () => {
		expect(await editor.listSearch('find', { text: 'x' }, 'f', 'page')).toEqual({
			results: [{ name: 'f|page|x| key ', value: 'v' }],
			paginationToken: 'next',
		});
	});

	test('options and mapper fields', async () => {
		expect(await editor.loadOptions('names', {})).toEqual([{ name: 'Node', value: 1 }]);
		const { fields } = await editor.mapperFields('fields', {});
		expect(fields.map(({ id }) => id)).toEqual(['by default']);
	});

	test('a method that is not there is an error', async () => {
		await expect(editor.listSearch('other', {})).rejects.toThrow('no list search "other"');
		await expect(editor.loadOptions('other', {})).rejects.toThrow('no load options method "other"');
		await expect(editor.mapperFields('other', {})).rejects.toThrow('no resource mapping "other"');
	});
});
