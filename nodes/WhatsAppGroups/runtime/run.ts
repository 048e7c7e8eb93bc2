/** Runs an operation over all input items. The one loop of the node. */
import type { IDataObject, IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';

import type { Api } from '../api/client';
import { connect } from '../api/connect';
import { GroupDirectory } from '../api/groupDirectory';
import { TemplateCatalog } from '../api/templates';
import { asNumber, asRecord } from '../api/values';
import { Failure, InputFailure, PeopleFailure, StoppedFailure } from '../failures/failure';
import { asFailure, errorJson, neverBegun, nodeError } from '../failures/shown';
import { ItemInput, labelsOf, LONGEST_TIMER_MS } from './input';
import { memoryOfTries, type ItemMemory } from './memory';
import type { Operation, Result, Session } from './operation';
import { optionsOf } from './options';
import { Outcomes } from './outcomes';
import { summariesOf } from './people';
import { Pause } from './question';
import { runJobs, type Batching, type Job } from './schedule';
import { check, stoppedWithin, type Task } from './task';

/** Items under way at once: twice the calls that a number's pace has in flight, so that it never lacks any. */
const ITEMS_AT_ONCE = 512;

/** An item whose input was checked. */
interface Checked {
	index: number;
	input: ItemInput;
	own: ItemMemory;
	/** Looks up what its parameters name. */
	prepare(): Promise<Task>;
}

/**
 * Reads and checks every item before the first call, then runs them at once, in order within a group.
 * The output is in the order of the input and paired with it.
 *
 * @param goesOn whether the node is set to continue on errors
 * @throws NodeApiError, NodeOperationError for the first item that failed, unless it goes on. Then
 * nothing is thrown, for n8n would put out the input of a node that throws as if all had worked
 */
export async function runOperation(
	context: IExecuteFunctions,
	operation: Operation,
	goesOn: boolean,
): Promise<INodeExecutionData[][]> {
	const items = context.getInputData();
	const signal = context.getExecutionCancelSignal();
	const memory = memoryOfTries(context);
	const outcomes = new Outcomes(items.length, memory);
	const { results, failures } = outcomes;
	const labels = labelsOf([...operation.fields, optionsOf(operation)]);
	const jobs: Job[] = [];
	const begun = await begin(context, labels).catch((thrown: unknown) => {
		const failure = neverBegun(thrown);
		if (goesOn) return failure;
		const { text, isNothing } = outcomes.progress();
		throw isNothing ? thrown : nodeError(context.getNode(), failure, undefined, text);
	});
	if (begun instanceof Failure) {
		for (const index of outcomes.open()) outcomes.failEarly(index, begun);
		return output(context, operation, outcomes);
	}
	const { api, batching } = begun;
	const session: Session = {
		groups: new GroupDirectory(),
		templates: new TemplateCatalog(),
		invitees: memory.invitees,
		clock: api.clock,
		pause: new Pause(context),
		toBinary: async (bytes, filename, mimeType) =>
			await context.helpers.prepareBinaryData(bytes, filename, mimeType),
	};

	const runItem = async (index: number, input: ItemInput, task: Task, own: ItemMemory) => {
		const itemApi = api.within(input.bounds());
		try {
			const done = await task.run(itemApi);
			results.set(index, done);
			// n8n also tries again when the first result is an error: of people, those who may be.
			const isFinal = done.every(({ failure }) => failure?.certainty !== 'notDone');
			if (isFinal) own.results = done;
		} catch (thrown) {
			const failure = stoppedWithin(asFailure(thrown), itemApi);
			failures.set(index, failure);
			// Of people each is remembered, so that only those are tried again who may be.
			const isOfPeople = failure instanceof PeopleFailure;
			if (failure.certainty === 'unknown' && !isOfPeople) own.failure = failure;
		}
	};

	const checked: Checked[] = [];
	/** Unless the node goes on, an item that failed is the end. */
	const failed = (index: number, thrown: unknown) => {
		outcomes.failEarly(index, asFailure(thrown));
		if (!goesOn) throw stopping(context, outcomes);
	};
	for (const index of outcomes.open()) {
		const own = memory.of(index);
		try {
			if (operation.waits && items.length > 1) throw tooManyToWaitFor(items.length);
			const input = new ItemInput(context, index, labels);
			const lookups = { ...session, api: api.within(input.bounds()) };
			const prepare = await check(operation, input, own, session, goesOn);
			checked.push({ index, input, own, prepare: async () => await prepare(lookups) });
		} catch (thrown) {
			failed(index, thrown);
		}
	}
	for (const { index, input, own, prepare } of checked) {
		try {
			const task = await prepare();
			jobs.push({
				orderBy: task.orderBy,
				run: async () => await runItem(index, input, task, own),
			});
		} catch (thrown) {
			failed(index, thrown);
		}
	}

	await runJobs(jobs, {
		concurrency: batching?.size ?? ITEMS_AT_ONCE,
		batching,
		now: () => api.clock.now(),
		sleep: async (ms) => await api.clock.sleep(ms).catch(endsWithStop),
		stopped: () => signal?.aborted === true || (!goesOn && failures.size > 0),
	});
	if (signal?.aborted) {
		throw nodeError(context.getNode(), new StoppedFailure(outcomes.progress().text));
	}
	if (!goesOn && failures.size > 0) throw stopping(context, outcomes);

	return output(context, operation, outcomes);
}

/** A stop ends a pause as time does: what was done until then is still to be told. */
function endsWithStop(thrown: unknown): void {
	if (!(thrown instanceof StoppedFailure)) throw thrown;
}

/** What the whole run needs. */
async function begin(
	context: IExecuteFunctions,
	labels: ReadonlyMap<string, string>,
): Promise<{ api: Api; batching?: Batching }> {
	const batching = context.getInputData().length > 0 ? readBatching(context, labels) : undefined;
	return { api: await connect(context, batching?.size), batching };
}

/** Nothing was run: every item has the same failure. */
export function failEach(
	context: IExecuteFunctions,
	failure: Failure,
	operation: Pick<Operation, 'output'> = { output: {} },
): INodeExecutionData[][] {
	const failures = new Map(context.getInputData().map((_item, index) => [index, failure]));
	return output(context, operation, { results: new Map(), failures });
}

/** All items with what became of them, in their order. */
function output(
	context: IExecuteFunctions,
	operation: Pick<Operation, 'output'>,
	{ results, failures }: Pick<Outcomes, 'results' | 'failures'>,
): INodeExecutionData[][] {
	const toErrorOutput = context.getNode().onError === 'continueErrorOutput';
	return [
		context.getInputData().flatMap((_item, index) =>
			outputOf(operation, results.get(index), failures.get(index), index).map(
				({ json, binary, failure }): INodeExecutionData => ({
					json: toErrorOutput && failure ? onlyError(json) : json,
					...(binary && { binary }),
					pairedItem: { item: index },
				}),
			),
		),
	];
}

/** An execution waits for one answer at a time. */
function tooManyToWaitFor(count: number): InputFailure {
	return new InputFailure(
		`${count} items came in, but an execution can wait for one answer only. Nothing was sent.`,
		'Put a Loop Over Items node before this one, with a batch size of 1, to ask for one item after another.',
	);
}

/**
 * n8n moves an item to the error output when `error` is all it has. So whom the error is about goes
 * into it; the fields of the input item are added by n8n.
 */
function onlyError(json: IDataObject): IDataObject {
	const { success, error, ...ids } = json;
	return { error: { success, ...ids, ...(error as IDataObject) } };
}

/** What an item puts out. Where the operation changes something, a failure says whether it was done. */
function outputOf(
	{ output }: Pick<Operation, 'output'>,
	done: Result[] | undefined,
	failure: Failure | undefined,
	index: number,
): Result[] {
	if (done) return done;
	const error = errorJson(failure, index);
	if (!('status' in output)) return [{ json: { error } }];
	const status = failure?.certainty === 'unknown' ? 'unknown' : 'failed';
	return [{ json: { success: false, status, error }, failure }];
}

/** The error that stops the node, with a word on what was already done: it will not be undone. */
function stopping(context: IExecuteFunctions, outcomes: Outcomes) {
	const [index] = [...outcomes.failures.keys()].sort((a, b) => a - b);
	const failure = outcomes.failures.get(index);
	const notes: string[] = [];
	if (failure instanceof PeopleFailure && failure.results.length > 1) {
		const all = summariesOf(failure.results as Result[]);
		notes.push(`Each of them: ${all.join('; ')}`);
	}
	if (outcomes.total > 1 || outcomes.isPartlyDoneBefore(index)) {
		const { text, isNothing } = outcomes.progress();
		notes.push(
			isNothing
				? text
				: `${text} With On Error set to continue, the node goes on and gives every item its own result.`,
		);
	}
	return nodeError(context.getNode(), failure, index, notes.join('\n'));
}

/** n8n's own batching option: off at -1, and 0 counts as 1. It holds for the whole run. */
function readBatching(
	context: IExecuteFunctions,
	labels: ReadonlyMap<string, string>,
): Batching | undefined {
	// Of the other options each item has its own, which may not be readable.
	const batch = asRecord(context.getNodeParameter('options.batching.batch', 0, {}));
	// An expression that gives nothing is not the same as a number that nobody set.
	const read = (name: string, fallback: number) => {
		const number = Object.hasOwn(batch, name) ? asNumber(batch[name]) : fallback;
		if (number !== undefined) return number;
		throw nodeError(context.getNode(), new InputFailure(`${labels.get(name)} must be a number.`));
	};
	const size = read('batchSize', -1);
	const intervalMs = read('batchInterval', 0);
	if (size < 0) return undefined;
	return {
		size: Math.max(1, Math.floor(size)),
		intervalMs: Math.min(Math.max(0, intervalMs), LONGEST_TIMER_MS),
	};
}
