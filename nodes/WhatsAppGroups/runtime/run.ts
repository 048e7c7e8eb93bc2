/** Runs an operation over all input items. The one loop of the node. */
import {
	NodeOperationError,
	type IDataObject,
	type IExecuteFunctions,
	type INodeExecutionData,
} from 'n8n-workflow';

import { connect, DEFAULT_CONCURRENCY } from '../api/connect';
import { ExecutionStopped } from '../api/errorBody';
import { TemplateCatalog } from '../api/templates';
import { asNumber, asRecord } from '../api/values';
import type { Operation, Plan, Session } from './operation';
import { errorJson, ListFailure, mayBeDone, nodeError, type Outcome } from '../failures/shown';
import { ItemInput, labelsOf } from './input';
import { memoryOf } from './memory';
import { runJobs, type Batching, type Job } from './schedule';

/**
 * Reads and checks every item before the first call, then runs them at once, in order within a group.
 * The output is in the order of the input and paired with it.
 *
 * @throws NodeApiError, NodeOperationError for the first item that failed, unless the node is set to
 * continue on errors
 */
export async function runOperation(
	context: IExecuteFunctions,
	operation: Operation,
): Promise<INodeExecutionData[][]> {
	const items = context.getInputData();
	const signal = context.getExecutionCancelSignal();
	const goesOn = context.continueOnFail();
	const memory = memoryOf(context);
	const outcomes = new Map<number, Outcome[]>();
	const failures = new Map<number, unknown>();
	const labels = labelsOf(operation.fields);
	const jobs: Job[] = [];
	const batching = items.length > 0 ? readBatching(context) : undefined;
	const api = await connect(context, batching?.size ?? DEFAULT_CONCURRENCY);
	const session: Session = {
		unresolvedSubjects: new Set(),
		templates: new TemplateCatalog(),
		sleep: async (ms) => await api.clock.sleep(ms),
		now: () => api.clock.now(),
		toBinary: async (bytes, filename, mimeType) =>
			await context.helpers.prepareBinaryData(bytes, filename, mimeType),
	};

	const runItem = async (index: number, input: ItemInput, plan: Plan) => {
		try {
			const done = await plan.run(api.within(input.bounds()), session);
			outcomes.set(index, done);
			memory.set(index, { outcomes: done });
		} catch (thrown) {
			failures.set(index, thrown);
			if (mayBeDone(thrown)) memory.set(index, { failure: thrown });
		}
	};

	for (let index = 0; index < items.length; index += 1) {
		const remembered = memory.get(index);
		if (remembered && 'outcomes' in remembered) {
			outcomes.set(index, remembered.outcomes);
		} else if (remembered) {
			failures.set(index, remembered.failure);
		} else {
			try {
				const input = new ItemInput(context, index, labels);
				input.bounds();
				const plan = await operation.plan(input);
				jobs.push({ orderBy: plan.orderBy, run: async () => await runItem(index, input, plan) });
			} catch (thrown) {
				failures.set(index, thrown);
				if (!goesOn) throw stopping(context, failures, outcomes, items.length);
			}
		}
	}

	const stopped = () => signal?.aborted === true || (!goesOn && failures.size > 0);
	await runJobs(jobs, {
		concurrency: batching?.size ?? DEFAULT_CONCURRENCY,
		batching,
		now: session.now,
		sleep: session.sleep,
		stopped,
	});
	if (signal?.aborted) throw new NodeOperationError(context.getNode(), new ExecutionStopped());
	if (!goesOn && failures.size > 0) throw stopping(context, failures, outcomes, items.length);

	const toErrorOutput = context.getNode().onError === 'continueErrorOutput';
	return [
		items.flatMap((_item, index) =>
			outputOf(outcomes.get(index), failures.get(index), index).map(
				({ json, binary, failure }): INodeExecutionData => ({
					json: toErrorOutput && failure !== undefined ? onlyError(json) : json,
					...(binary && { binary }),
					pairedItem: { item: index },
				}),
			),
		),
	];
}

/**
 * n8n moves an item to the error output when `error` is all it has. So whom the error is about goes
 * into it; the fields of the input item are added by n8n.
 */
function onlyError(json: IDataObject): IDataObject {
	const { success, error, ...ids } = json;
	return { error: { success, ...ids, ...(error as IDataObject) } };
}

function outputOf(done: Outcome[] | undefined, failure: unknown, index: number): Outcome[] {
	if (done) return done;
	if (failure instanceof ListFailure) return failure.results;
	return [{ json: { error: errorJson(failure, index) } }];
}

/** The error that stops the node, with a word on what was already done: it will not be undone. */
function stopping(
	context: IExecuteFunctions,
	failures: ReadonlyMap<number, unknown>,
	outcomes: ReadonlyMap<number, Outcome[]>,
	total: number,
) {
	const [index] = [...failures.keys()].sort((a, b) => a - b);
	const failure = failures.get(index);
	const done = [...outcomes.keys()].sort((a, b) => a - b);
	const unclear = [...failures.keys()]
		.filter((item) => mayBeDone(failures.get(item)))
		.sort((a, b) => a - b);
	const notes: string[] = [];
	if (failure instanceof ListFailure && failure.results.length > 1) {
		notes.push(
			`Each of them: ${failure.results.map((result) => summary(result.json)).join('; ')}.`,
		);
	}
	if (total > 1) {
		notes.push(
			done.length + unclear.length === 0
				? `None of the ${total} items was carried out.`
				: `${doneOf(total, done, unclear)}; running the node again would do them again. With On Error set to continue, the node goes on and gives every item its own result.`,
		);
	}
	return nodeError(context.getNode(), failure, index, notes.join('\n'));
}

function doneOf(total: number, done: readonly number[], unclear: readonly number[]): string {
	const listed = (items: readonly number[]) => (items.length > 0 ? ` (${ranges(items)})` : '');
	const maybe = unclear.length > 0 ? `, and ${unclear.length} may have been${listed(unclear)}` : '';
	return `${done.length} of ${total} items were carried out${listed(done)}${maybe}`;
}

function summary(json: IDataObject): string {
	// All of them are about the same group: what tells them apart comes after it.
	const { success, error, groupId, ...ids } = json;
	const who = Object.values(ids).find((value) => typeof value === 'string') ?? groupId;
	return success
		? `${String(who)} done`
		: `${String(who)} failed: ${String(asRecord(error).message)}`;
}

/** "0–3, 5" */
function ranges(sorted: readonly number[]): string {
	const parts: string[] = [];
	for (let from = 0; from < sorted.length; ) {
		let to = from;
		while (sorted[to + 1] === sorted[to] + 1) to += 1;
		parts.push(from === to ? `${sorted[from]}` : `${sorted[from]}–${sorted[to]}`);
		from = to + 1;
	}
	return parts.join(', ');
}

/** n8n's own batching option: off at -1, and 0 counts as 1. It holds for the whole run. */
function readBatching(context: IExecuteFunctions): Batching | undefined {
	const options = asRecord(context.getNodeParameter('options', 0, {}));
	const batch = asRecord(asRecord(options.batching).batch);
	const size = asNumber(batch.batchSize);
	if (size === undefined || size < 0) return undefined;
	return {
		size: Math.max(1, Math.floor(size)),
		intervalMs: Math.max(0, asNumber(batch.batchInterval) ?? 0),
	};
}
