/** The item loop with an operation that is told how to end; `run.test.ts` has n8n's engine and the service. */
import {
	UserError,
	type IDataObject,
	type IExecuteFunctions,
	type INodeExecutionData,
} from 'n8n-workflow';

import {
	InputFailure,
	PeopleFailure,
	ServiceFailure,
} from '../../../nodes/WhatsAppGroups/failures/failure';
import type { Operation, Result } from '../../../nodes/WhatsAppGroups/runtime/operation';
import { resultOf } from '../../../nodes/WhatsAppGroups/runtime/people';
import { runOperation } from '../../../nodes/WhatsAppGroups/runtime/run';
import { Moment } from '../../support/moment';

/** How an item ends. */
type End = 'done' | 'refused' | 'unclear' | 'bad input' | 'not found' | Error | Result[];

interface Options {
	/** The items in the order in which they end; by default that of the items. */
	order?: number[];
	onError?: 'continueRegularOutput';
	inOrder?: boolean;
	signal?: AbortSignal;
	/** The same for each try of Retry On Fail. */
	execution?: object;
	/** What keeps the run from beginning. */
	obstacle?: Error;
	/** The node's Options. */
	parameters?: IDataObject;
	/** Told of each item that begins. */
	begins?: (index: number) => void;
}

const AGAIN =
	'. Running the node again would do them again. With On Error set to continue, the node goes on and gives every item its own result.';

/** Runs items that end so, and answers what is put out, or what is thrown. */
async function run(ends: readonly End[], options: Options = {}) {
	const begun: number[] = [];
	const turns = ends.map(() => new Moment());
	const order = options.order ?? ends.map((_, index) => index);
	const letGo = (place: number) => turns[order[place]]?.come();
	const operation = {
		fields: [],
		output: {},
		plan: ({ index }: { index: number }) => {
			const end = ends[index];
			if (end === 'bad input') throw new InputFailure(`Item ${index} is wrong.`);
			if (end === 'not found') {
				return async () => await Promise.reject(new InputFailure(`Item ${index} names nothing.`));
			}
			return {
				orderBy: options.inOrder ? 'all' : undefined,
				run: async (): Promise<Result[]> => {
					begun.push(index);
					options.begins?.(index);
					await turns[index].hasCome;
					letGo(order.indexOf(index) + 1);
					if (end === 'done') return [{ json: { done: index } }];
					if (Array.isArray(end)) return end;
					if (end instanceof Error) throw end;
					const certainty = end === 'unclear' ? 'unknown' : 'notDone';
					throw new ServiceFailure({ code: 100, message: `Item ${index} ${end}.` }, certainty);
				},
			};
		},
	} as unknown as Operation;
	const parameters: Array<[string, number]> = [];
	const items = ends.map((): INodeExecutionData => ({ json: {} }));
	const context = {
		getInputData: () => items,
		getExecutionCancelSignal: () => options.signal,
		getNode: () => ({
			name: 'WhatsApp Groups',
			type: 'whatsAppGroups',
			onError: options.onError,
			retryOnFail: options.execution !== undefined,
		}),
		getExecuteData: () => options.execution,
		getWorkflow: () => ({ id: 'workflow' }),
		getCredentials: async () => {
			if (options.obstacle) throw options.obstacle;
			return await Promise.resolve({ apiKey: 'key-of-the-number' });
		},
		getNodeParameter: (name: string, index: number, fallback?: unknown) => {
			parameters.push([name, index]);
			const { batching } = options.parameters ?? {};
			if (name === 'options.batching.batch') return (batching as IDataObject | undefined)?.batch;
			return name === 'options' ? (options.parameters ?? fallback) : fallback;
		},
		helpers: {},
	} as unknown as IExecuteFunctions;
	letGo(0);
	const goesOn = options.onError !== undefined;
	const result = await runOperation(context, operation, goesOn).catch((thrown: unknown) => thrown);
	return { result, begun, parameters };
}

async function outputOf(ends: readonly End[], options?: Options): Promise<INodeExecutionData[]> {
	const { result } = await run(ends, options);
	if (!Array.isArray(result)) throw result;
	return (result as INodeExecutionData[][])[0];
}

async function errorOf(ends: readonly End[], options?: Options) {
	const { result } = await run(ends, options);
	if (!(result instanceof Error)) throw new TypeError('It did not fail');
	const { message, description } = result as Error & { description: string };
	return {
		message,
		notes: description
			.split('\n')
			.filter((line) => line !== '' && !/^(?:Code \d+ · )?Item \d+$/.test(line)),
	};
}

test('the output is in the order of the items, whatever ended first', async () => {
	expect(await outputOf(['done', 'done', 'done'], { order: [2, 0, 1] })).toEqual(
		[0, 1, 2].map((done) => ({ json: { done }, pairedItem: { item: done } })),
	);
});

test('a file is put out with its item', async () => {
	const binary = { data: { data: 'AAAA', mimeType: 'image/png' } };
	expect(await outputOf([[{ json: { a: 1 }, binary }], 'done'])).toEqual([
		{ json: { a: 1 }, binary, pairedItem: { item: 0 } },
		{ json: { done: 1 }, pairedItem: { item: 1 } },
	]);
});

describe('a result that is a failure', () => {
	const failure = new ServiceFailure({ code: 100, message: 'Not this one.' }, 'notDone');
	const results: Result[] = [{ json: { a: 1 } }, { json: { a: 2 }, failure }];

	test('stops the node', async () => {
		expect((await errorOf([results])).message).toBe('Not this one.');
	});

	test('is put out among the others where the node goes on', async () => {
		const items = await outputOf([results], { onError: 'continueRegularOutput' });
		expect(items.map(({ json }) => json)).toEqual([{ a: 1 }, { a: 2 }]);
	});
});

test('without Simplify each body of the service is put out once, and what has none as it is', async () => {
	const [one, other] = [{ id: 1 }, { id: 2 }];
	const results: Result[] = [
		{ json: { a: 1 }, raw: one },
		{ json: { a: 2 }, raw: one },
		{ json: { a: 3 } },
		{ json: { a: 4 }, raw: other },
	];
	const items = await outputOf([results], { parameters: { simplify: false } });
	expect(items.map(({ json }) => json)).toEqual([one, { a: 3 }, other]);
});

test('no items: nothing is read of the parameters', async () => {
	const { result, parameters } = await run([]);
	expect(result).toEqual([[]]);
	expect(parameters).toEqual([]);
});

test('of one item there is nothing to count', async () => {
	expect(await errorOf(['refused'])).toEqual({ message: 'Item 0 refused.', notes: [] });
});

describe('what was done is told with the error', () => {
	test.each<[End[], number[], number, string]>([
		[['refused', 'refused'], [1, 0], 0, 'None of the 2 items was carried out.'],
		[['refused', 'done'], [1, 0], 0, `1 of 2 items were carried out (1)${AGAIN}`],
		[['done', 'refused', 'done'], [2, 1, 0], 1, `2 of 3 items were carried out (0, 2)${AGAIN}`],
		[
			['done', 'done', 'done', 'refused', 'done', 'done'],
			[5, 2, 4, 1, 0, 3],
			3,
			`5 of 6 items were carried out (0–2, 4–5)${AGAIN}`,
		],
		[
			['refused', 'done', 'unclear', 'unclear', 'done', 'unclear'],
			[5, 4, 3, 2, 1, 0],
			0,
			`2 of 6 items were carried out (1, 4), and 3 may have been (2–3, 5)${AGAIN}`,
		],
		[
			['unclear', 'unclear'],
			[1, 0],
			0,
			`0 of 2 items were carried out, and 2 may have been (0–1)${AGAIN}`,
		],
		[
			['unclear', 'done'],
			[1, 0],
			0,
			`1 of 2 items were carried out (1), and 1 may have been (0)${AGAIN}`,
		],
	])('%j, ended in the order %j', async (ends, order, index, note) => {
		const { message, notes } = await errorOf(ends, { order });
		expect(message).toMatch(new RegExp(`^Item ${index} `));
		expect(notes).toEqual([note]);
	});

	test.each([
		[20, /, 38\)/],
		[21, /, 38, …\)/],
	])('of %d places in the list as many as anybody reads', async (count, told) => {
		const ends = Array.from(
			{ length: 2 * count },
			(_, index): End => (index % 2 ? 'refused' : 'done'),
		);
		const even = ends.flatMap((end, index) => (end === 'done' ? [index] : []));
		const odd = ends.flatMap((end, index) => (end === 'done' ? [] : [index]));
		const { notes } = await errorOf(ends, { order: [...even, ...odd] });
		expect(notes).toEqual([expect.stringMatching(told)]);
	});

	const person = (recipient: string, reason?: string): Result =>
		resultOf(
			{ ids: { groupId: 'GROUP', place: 7, recipient } },
			reason === undefined
				? { status: 'accepted' }
				: { failure: new ServiceFailure({ code: 100, message: reason }, 'notDone') },
			0,
		);
	const people = (...results: Result[]) =>
		new PeopleFailure(
			{ code: 100, message: 'Not all.' },
			new InputFailure('Not all.'),
			results,
			'unknown',
		);

	test('of each person, whose number is not told whole', async () => {
		const anna = person('+4915123456701');
		const ben = person('+4915123456702', 'Unknown number.');
		expect(await errorOf([people(anna, ben, person('0', 'No.'))])).toEqual({
			message: 'Not all.',
			notes: ['Each of them: +49…701: accepted; +49…702: Unknown number.; 0: No.'],
		});
		expect((await errorOf([people(ben)])).notes).toEqual([]);
		expect((await errorOf([people(anna, ben), 'bad input'])).notes).toEqual([
			'None of the 2 items was carried out.',
		]);
		expect((await errorOf(['done', people(anna, ben)])).notes).toEqual([
			'Each of them: +49…701: accepted; +49…702: Unknown number.',
			`1 of 2 items were carried out (0), and 1 may have been (1)${AGAIN}`,
		]);
	});
});

describe('what an earlier try of Retry On Fail has done is told with the error of a later one', () => {
	const ended: Array<[End[], string]> = [
		[['refused', 'refused', 'refused'], 'None of the 3 items was carried out.'],
		[['refused', 'done', 'refused'], `1 of 3 items were carried out (1)${AGAIN}`],
		[['refused', 'refused', 'done'], `1 of 3 items were carried out (2)${AGAIN}`],
		[
			['refused', 'unclear', 'done'],
			`1 of 3 items were carried out (2), and 1 may have been (1)${AGAIN}`,
		],
	];

	test.each(
		ended.flatMap(([first, note]) =>
			(['bad input', 'not found'] as const).map((end) => [first, end, note] as const),
		),
	)('%j, and then %s', async (first, end, note) => {
		const execution = {};
		await run(first, { execution, order: [2, 1, 0] });
		const later = await run([end, 'done', 'done'], { execution });
		expect(later.result).toMatchObject({
			message: expect.stringMatching(/^Item 0 /),
			description: `${note}\nItem 0`,
		});
		expect(later.begun).toEqual([]);
	});

	const obstacle = new UserError('Credential with ID "1" does not exist');

	test('of a run that cannot even begin', async () => {
		const execution = {};
		await run(['refused', 'done', 'unclear'], { execution, order: [2, 1, 0] });
		const { result } = await run(['done', 'done', 'done'], { execution, obstacle });
		expect(result).toMatchObject({
			message: obstacle.message,
			description:
				'1 of 3 items were carried out (1), and 1 may have been (2). Running the node again would do them again.',
		});
		// Nothing is to be told of a run that has done nothing.
		expect((await run(['done'], { execution: {}, obstacle })).result).toBe(obstacle);
	});

	test('of a run that cannot even begin, where the node goes on: what was done stays done', async () => {
		const options = { onError: 'continueRegularOutput', execution: {} } as const;
		await run(['refused', 'done', 'unclear'], options);
		const items = await outputOf(['done', 'done', 'done'], { ...options, obstacle });
		expect(items.map(({ json }) => json)).toMatchObject([
			{ error: { code: 'node_error', message: obstacle.message, itemIndex: 0 } },
			{ done: 1 },
			{ error: { code: 100, message: 'Item 2 unclear.', itemIndex: 2 } },
		]);
	});
});

describe('bad input', () => {
	test('stops the node before anything is done', async () => {
		const { result, begun } = await run(['done', 'bad input', 'done']);
		expect(result).toMatchObject({ message: 'Item 1 is wrong.', context: { itemIndex: 1 } });
		expect(begun).toEqual([]);
	});

	test('is its own item’s error where the node goes on', async () => {
		const options = { onError: 'continueRegularOutput' } as const;
		const items = await outputOf(['done', 'bad input', 'refused', 'done'], {
			...options,
			order: [0, 2, 3],
		});
		expect(items.map(({ json }) => json)).toEqual([
			{ done: 0 },
			{ error: { code: 'invalid_input', message: 'Item 1 is wrong.', itemIndex: 1 } },
			{ error: { code: 100, message: 'Item 2 refused.', itemIndex: 2 } },
			{ done: 3 },
		]);
	});
});

test.each([2 ** 31, '99999999999'])(
	'a Batch Interval of %p is a long one: no timer fires at once (F63)',
	async (batchInterval) => {
		const stop = new AbortController();
		// A pause that is stopped leaves its timer behind, which must not keep this process alive.
		const { setTimeout: start } = globalThis;
		const timers = jest
			.spyOn(globalThis, 'setTimeout')
			.mockImplementation((...timer) => start(...timer).unref());
		const { result, begun } = await run(['done', 'done'], {
			signal: stop.signal,
			parameters: { batching: { batch: { batchSize: 1, batchInterval } } },
			begins: () => void start(() => stop.abort(), 50),
		});
		timers.mockRestore();
		expect(begun).toEqual([0]);
		expect(result).toMatchObject({
			name: 'NodeOperationError',
			message:
				'The execution was stopped. 1 of 2 items were carried out (0). Running the node again would do them again.',
		});
	},
);

describe('nothing more is begun', () => {
	test('after a failure, unless the node goes on', async () => {
		const ends: End[] = ['done', 'refused', 'done'];
		expect((await run(ends, { inOrder: true })).begun).toEqual([0, 1]);
		const onError = 'continueRegularOutput' as const;
		expect((await run(ends, { inOrder: true, onError })).begun).toEqual([0, 1, 2]);
	});

	test.each([undefined, 'continueRegularOutput' as const])(
		'once the execution is stopped (On Error: %p)',
		async (onError) => {
			const stop = new AbortController();
			const { result, begun } = await run(['done', 'done', 'done'], {
				inOrder: true,
				onError,
				signal: stop.signal,
				begins: (index) => index === 1 && stop.abort(),
			});
			expect(begun).toEqual([0, 1]);
			expect(result).toMatchObject({
				name: 'NodeOperationError',
				message:
					'The execution was stopped. 2 of 3 items were carried out (0–1). Running the node again would do them again.',
			});
		},
	);

	test.each([undefined, 'continueRegularOutput' as const])(
		'once it is stopped in the pause between two batches (On Error: %p)',
		async (onError) => {
			const stop = new AbortController();
			const { result, begun } = await run(['done', 'done', 'done', 'done', 'done'], {
				onError,
				signal: stop.signal,
				parameters: { batching: { batch: { batchSize: 2, batchInterval: 200 } } },
				begins: (index) => index === 3 && setTimeout(() => stop.abort(), 20),
			});
			expect(begun).toEqual([0, 1, 2, 3]);
			expect(result).toMatchObject({
				name: 'NodeOperationError',
				message:
					'The execution was stopped. 4 of 5 items were carried out (0–3). Running the node again would do them again.',
			});
		},
	);

	test.each<[End[], number, string]>([
		[['refused', 'done'], 0, 'None of the 2 items was carried out.'],
		[['refused'], 0, 'It was not carried out.'],
		[
			['done', 'unclear', 'done'],
			1,
			'1 of 3 items were carried out (0), and 1 may have been (1). Running the node again would do them again.',
		],
		[
			Array.from({ length: 5000 }, () => 'done'),
			1233,
			'1,234 of 5,000 items were carried out (0–1233). Running the node again would do them again.',
		],
	])('%#: and what was done is told', async (ends, last, told) => {
		const stop = new AbortController();
		const { result } = await run(ends, {
			inOrder: true,
			onError: 'continueRegularOutput',
			signal: stop.signal,
			begins: (index) => index === last && stop.abort(),
		});
		expect(result).toMatchObject({ message: `The execution was stopped. ${told}` });
	});
});
