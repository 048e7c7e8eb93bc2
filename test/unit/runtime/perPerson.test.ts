/**
 * The rules for operations on several people, with an operation that is told how each person ends:
 * On Error, Ignore Partial Failure, Simplify and the tries of Retry On Fail, in all combinations.
 */
import fc from 'fast-check';
import type { IDataObject, IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';

import { InputFailure, ServiceFailure } from '../../../nodes/WhatsAppGroups/failures/failure';
import type {
	Entry,
	EntryResult,
	PeopleOperation,
} from '../../../nodes/WhatsAppGroups/runtime/operation';
import { runOperation } from '../../../nodes/WhatsAppGroups/runtime/run';

/** What becomes of a person. */
type End = 'done' | 'unchanged' | 'refused' | 'unclear' | 'bad input';

type OnError = 'stopWorkflow' | 'continueRegularOutput' | 'continueErrorOutput';

interface Settings {
	onError: OnError;
	ignore: boolean;
	simplify: boolean;
}

const ON_ERROR = ['stopWorkflow', 'continueRegularOutput', 'continueErrorOutput'] as const;
const numberOf = (index: number) => `+4915123456${String(700 + index)}`;
const bodyOf = (index: number) => ({ messages: [{ id: `wamid.${index}` }] });

function endOf(end: End, index: number): EntryResult {
	const failing = (certainty: 'notDone' | 'unknown') => ({
		failure: new ServiceFailure({ code: 100, message: `No. ${index} ${end}.` }, certainty),
	});
	switch (end) {
		case 'done':
			return { status: 'accepted', raw: bodyOf(index) };
		case 'unchanged':
			return { status: 'unchanged' };
		case 'unclear':
			return failing('unknown');
		default:
			return failing('notDone');
	}
}

/** What keeps an item's people from their turn. */
type Trouble = 'unreadable' | 'not found' | 'refused';

const refusal = new ServiceFailure(
	{ code: 10, message: 'Not allowed.', httpStatus: 403 },
	'notDone',
);

interface NumberedEntry extends Entry {
	index: number;
}

/** A node that n8n runs once or, as Retry On Fail does, several times. */
class Run {
	/** Of whom each try asked. */
	readonly asked: number[][] = [];
	/** How often the operation was asked to do anything. */
	calls = 0;
	private readonly execution = {};

	constructor(
		private readonly endsOf: (attempt: number) => readonly End[],
		private readonly settings: Settings,
		/** In which order each try lists the people, as an expression may shuffle them. */
		private readonly orderOf: (attempt: number) => readonly number[] = () => [],
		/** What in the item of a try cannot be read, or not be found. */
		private readonly troubleOf: (attempt: number) => Trouble | undefined = () => undefined,
	) {}

	async again(): Promise<INodeExecutionData[] | Error> {
		const ends = this.endsOf(this.asked.length);
		const order = this.orderOf(this.asked.length);
		const trouble = this.troubleOf(this.asked.length);
		const { onError, ignore, simplify } = this.settings;
		const asked: number[] = [];
		this.asked.push(asked);
		const operation = {
			people: 'recipients',
			fields: [],
			output: { status: 'string' },
			plan: () => {
				if (trouble === 'unreadable') throw new InputFailure('Text is empty.');
				return {
					entries: ends
						.map(
							(end, index): NumberedEntry => ({
								index,
								ids: { groupId: 'G', recipient: numberOf(index) },
								...(end === 'bad input' && { refusal: new InputFailure(`No. ${index} is bad.`) }),
							}),
						)
						.sort((a, b) => order.indexOf(a.index) - order.indexOf(b.index)),
					ready: async () => {
						if (trouble === 'not found') throw new InputFailure('Group names none.');
						if (trouble === 'refused') throw refusal;
						return await Promise.resolve({
							ids: {},
							run: async (_api, _session, open) => {
								this.calls += 1;
								asked.push(...open.map(({ index }) => index));
								return await Promise.resolve(open.map(({ index }) => endOf(ends[index], index)));
							},
						});
					},
				};
			},
		} as Pick<PeopleOperation<NumberedEntry>, 'people' | 'fields' | 'output' | 'plan'>;
		const options = { ignorePartialFailure: ignore, simplify };
		const context = {
			getInputData: () => [{ json: { some: 'input' } }],
			getExecutionCancelSignal: () => undefined,
			getNode: () => ({ name: 'Node', type: 'whatsAppGroups', onError, retryOnFail: true }),
			getExecuteData: () => this.execution,
			getWorkflow: () => ({ id: 'workflow' }),
			getCredentials: async () => await Promise.resolve({ apiKey: 'key-of-the-number' }),
			getNodeParameter: (name: string) => (name === 'options' ? options : undefined),
			helpers: {},
		} as unknown as IExecuteFunctions;
		try {
			const goesOn = onError !== 'stopWorkflow';
			const [output] = await runOperation(context, operation as unknown as PeopleOperation, goesOn);
			return output;
		} catch (thrown) {
			return thrown as Error;
		}
	}
}

const anyEnds = fc.array(
	fc.constantFrom<End>('done', 'unchanged', 'refused', 'unclear', 'bad input'),
	{ minLength: 1, maxLength: 8 },
);
const anySettings = fc.record({
	onError: fc.constantFrom(...ON_ERROR),
	ignore: fc.boolean(),
	simplify: fc.boolean(),
});
const isFailure = (end: End) => end === 'refused' || end === 'unclear' || end === 'bad input';

/** What the output says of each person, whether it goes to the error output or not. */
function told({ json }: INodeExecutionData): IDataObject {
	const error = json.error as IDataObject | undefined;
	return error && json.success === undefined ? { ...error, error } : json;
}

describe('On Error, Ignore Partial Failure and Simplify', () => {
	test('bad input of anybody is refused before anybody is asked of, where the node stops', async () => {
		await fc.assert(
			fc.asyncProperty(anyEnds, anySettings, async (ends, settings) => {
				const bad = ends.flatMap((end, index) => (end === 'bad input' ? [index] : []));
				fc.pre(bad.length > 0);
				const run = new Run(() => ends, settings);
				const result = await run.again();
				if (settings.onError !== 'stopWorkflow') {
					expect(run.asked[0]).toEqual(
						ends.flatMap((end, index) => (end === 'bad input' ? [] : [index])),
					);
					return;
				}
				expect(run.asked).toEqual([[]]);
				const { message } = result as Error;
				for (const index of bad) expect(message).toContain(`No. ${index} is bad.`);
				expect(message).toContain('Nothing was sent for this item.');
			}),
		);
	});

	test('the node fails when anybody failed, after all of them had their turn', async () => {
		await fc.assert(
			fc.asyncProperty(anyEnds, anySettings, async (ends, settings) => {
				fc.pre(!ends.includes('bad input') && settings.onError === 'stopWorkflow');
				const run = new Run(() => ends, settings);
				const result = await run.again();
				const failed = ends.filter(isFailure).length;
				const fails = failed > 0 && (failed === ends.length || !settings.ignore);
				expect(run.asked).toEqual([ends.map((_, index) => index)]);
				expect(result instanceof Error).toBe(fails);
				if (!(result instanceof Error)) return;
				const { message, description } = result as Error & { description: string };
				const first = ends.findIndex(isFailure);
				expect(message).toContain(`No. ${first} ${ends[first]}.`);
				if (ends.length > 1) {
					expect(message).toContain(`${failed} of ${ends.length} recipients failed.`);
					for (const [index, end] of ends.entries()) {
						const shown = `+49…${700 + index}`;
						const words = isFailure(end)
							? `No. ${index} ${end}.`
							: end === 'done'
								? 'accepted'
								: 'unchanged';
						expect(description).toContain(`${shown}: ${words}`);
					}
				}
				// People are masked in texts.
				for (const index of ends.keys()) {
					expect(`${message} ${description}`).not.toContain(numberOf(index).slice(1));
				}
			}),
		);
	});

	test('else each person is an item that says what became of them, whatever Simplify is', async () => {
		await fc.assert(
			fc.asyncProperty(anyEnds, anySettings, async (ends, settings) => {
				const result = await new Run(() => ends, settings).again();
				if (result instanceof Error) {
					expect(settings.onError).toBe('stopWorkflow');
					return;
				}
				expect(result).toHaveLength(ends.length);
				for (const [index, end] of ends.entries()) {
					const json = told(result[index]);
					expect(result[index].pairedItem).toEqual({ item: 0 });
					if (isFailure(end)) {
						// A failure never looks like a body of the service.
						expect(json).toMatchObject({
							success: false,
							status: end === 'unclear' ? 'unknown' : 'failed',
							recipient: numberOf(index),
							error: { message: expect.stringContaining(`No. ${index} `), itemIndex: 0 },
						});
						const alone = settings.onError === 'continueErrorOutput';
						expect(Object.keys(result[index].json)[0] === 'error').toBe(alone);
						if (alone) expect(Object.keys(result[index].json)).toEqual(['error']);
					} else if (end === 'done' && !settings.simplify) {
						expect(json).toEqual(bodyOf(index));
					} else {
						expect(json).toEqual({
							success: true,
							status: end === 'done' ? 'accepted' : 'unchanged',
							groupId: 'G',
							recipient: numberOf(index),
						});
					}
				}
			}),
		);
	});

	test.each([
		['while it is looked up', true],
		['at once', false],
	])('what fails %s fails for all of them, and is told once', async (_when, failsAtReady) => {
		const fails = async () =>
			await Promise.reject(new ServiceFailure({ code: 4, message: 'Wait.' }, 'notDone'));
		const operation = {
			people: 'recipients',
			fields: [],
			output: { status: 'string' },
			plan: () => ({
				entries: [0, 1].map((index) => ({ ids: { recipient: numberOf(index) } })),
				ready: failsAtReady ? fails : async () => await Promise.resolve({ ids: {}, run: fails }),
			}),
		} as unknown as PeopleOperation;
		const context = {
			getInputData: () => [{ json: {} }],
			getExecutionCancelSignal: () => undefined,
			getNode: () => ({ name: 'Node', type: 'whatsAppGroups' }),
			getWorkflow: () => ({ id: 'workflow' }),
			getCredentials: async () => await Promise.resolve({ apiKey: 'key-of-the-number' }),
			getNodeParameter: (_name: string, _index: number, fallback: unknown) => fallback,
			helpers: {},
		} as unknown as IExecuteFunctions;
		await expect(runOperation(context, operation, false)).rejects.toThrow(/^Wait\.$/);
		const [output] = await runOperation(context, operation, true);
		expect(output.map(({ json }) => [json.recipient, json.status])).toEqual([
			[numberOf(0), 'failed'],
			[numberOf(1), 'failed'],
		]);
	});
});

describe('the tries of Retry On Fail', () => {
	test('make no call once nobody is open', async () => {
		const settings = { onError: 'continueRegularOutput', ignore: false, simplify: true } as const;
		const run = new Run(() => ['unclear', 'bad input'], settings);
		await run.again();
		await run.again();
		expect(run.asked).toEqual([[0], []]);
		expect(run.calls).toBe(1);
	});

	test('ask only of those who were clearly refused, and end with what each last was', async () => {
		const people = fc.integer({ min: 1, max: 5 }).chain((count) =>
			fc.array(
				fc.array(fc.constantFrom<End>('done', 'unchanged', 'refused', 'unclear'), {
					minLength: count,
					maxLength: count,
				}),
				{ minLength: 3, maxLength: 3 },
			),
		);
		await fc.assert(
			fc.asyncProperty(people, anySettings, async (attempts, settings) => {
				const run = new Run((attempt) => attempts[attempt], settings);
				const latest = attempts[0].map((): End | undefined => undefined);
				let result: INodeExecutionData[] | Error = [];
				for (const ends of attempts) {
					const open = latest.flatMap((end, index) =>
						end === undefined || end === 'refused' ? [index] : [],
					);
					result = await run.again();
					expect(run.asked.at(-1)).toEqual(open);
					for (const index of open) latest[index] = ends[index];
					// n8n tries again when the node threw, and when its first item is an error.
					const hasFailed = result instanceof Error || result[0].json.error !== undefined;
					if (!hasFailed) return;
				}
				if (result instanceof Error) return;
				expect(result.map((item) => told(item).success ?? true)).toEqual(
					latest.map((end) => !isFailure(end as End)),
				);
			}),
		);
	});

	describe.each(['unreadable', 'not found', 'refused'] as const)(
		'where a later one is %s',
		(trouble) => {
			const later = (attempt: number) => (attempt > 0 ? trouble : undefined);
			const lastOf = async (ends: readonly End[], onError: OnError) => {
				const settings = { onError, ignore: false, simplify: true };
				const run = new Run(() => ends, settings, undefined, later);
				await run.again();
				return await run.again();
			};

			test.each<[End[], boolean]>([
				[['refused', 'done'], true],
				[['refused', 'unclear'], true],
				[['refused', 'refused'], false],
			])('%j: tell that some of it may be done: %p', async (ends, mayBeDone) => {
				const error = (await lastOf(ends, 'stopWorkflow')) as Error & { description: string };
				const [facts] = error.description.split('\n').slice(-1);
				expect(facts).toBe(trouble === 'refused' ? 'Code 10 · HTTP 403 · Item 0' : 'Item 0');
				expect(error.description).toBe(
					mayBeDone
						? '0 of 1 items were carried out, and 1 may have been (0). Running the node again would do them again. With On Error set to continue, the node goes on and gives every item its own result.\n' +
								facts
						: facts,
				);
				expect(error.name).toBe(trouble === 'refused' ? 'NodeApiError' : 'NodeOperationError');
			});

			test('never tell of what was done as failed', async () => {
				const items = (await lastOf(
					['refused', 'done'],
					'continueRegularOutput',
				)) as INodeExecutionData[];
				const statuses = items.map(({ json }) => json.status);
				expect(statuses).toEqual(trouble === 'unreadable' ? ['unknown'] : ['failed', 'accepted']);
			});
		},
	);

	test('remember people by who they are, wherever they stand in the list of the next try', async () => {
		const tries = fc.integer({ min: 2, max: 5 }).chain((count) =>
			fc.record({
				ends: fc.array(fc.constantFrom<End>('done', 'unchanged', 'refused', 'unclear'), {
					minLength: count,
					maxLength: count,
				}),
				order: fc.shuffledSubarray([...Array(count).keys()], { minLength: count }),
			}),
		);
		await fc.assert(
			fc.asyncProperty(tries, anySettings, async ({ ends, order }, settings) => {
				const refused = ends.flatMap((end, index) => (end === 'refused' ? [index] : []));
				fc.pre(refused.length > 0 && refused.length < ends.length);
				const forward = ends.map((_end, index) => index);
				const orderOf = (attempt: number) => (attempt === 0 ? forward : order);
				const endsOf = (attempt: number) => (attempt === 0 ? ends : ends.map((): End => 'done'));
				const run = new Run(endsOf, settings, orderOf);
				const first = await run.again();
				// n8n tries again when the node threw, and when its first item is an error.
				fc.pre(first instanceof Error || first[0].json.error !== undefined);
				await run.again();
				expect([...run.asked[1]].sort()).toEqual(refused);
			}),
		);
	});
});
