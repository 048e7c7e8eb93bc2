/**
 * n8n's "Retry On Fail" runs the whole node again with all its items, also those that had succeeded.
 * What was done, or may have been done, is remembered between these tries, so that no message goes
 * out twice.
 */
import type { IExecuteFunctions } from 'n8n-workflow';

import type { Outcome } from '../failures/shown';

export type Remembered = { outcomes: Outcome[] } | { failure: unknown };

const tries = new WeakMap<object, Map<number, Remembered>>();

/**
 * What earlier tries of this very run of the node have done, by item index.
 *
 * The engine hands the same execution data object to each try and a new one to each run. As a tool of
 * an AI agent a node may be called with different input on the same object: there nothing is
 * remembered.
 */
export function memoryOf(context: IExecuteFunctions): Map<number, Remembered> {
	const node = context.getNode();
	if (!node.retryOnFail || node.type.endsWith('Tool')) return new Map();
	const run = context.getExecuteData();
	let memory = tries.get(run);
	if (!memory) {
		memory = new Map();
		tries.set(run, memory);
	}
	return memory;
}
