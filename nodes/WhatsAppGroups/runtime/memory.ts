/**
 * n8n's "Retry On Fail" runs the whole node again with all its items, also those that had succeeded.
 * What was done, or may have been done, is remembered between these tries, so that no message goes
 * out twice.
 */
import type { IExecuteFunctions } from 'n8n-workflow';

import type { Failure } from '../failures/failure';
import { Invitees } from './invitees';
import type { EntryResult, Result } from './operation';

/** What earlier tries have done for one item. */
export interface ItemMemory {
	results?: Result[];
	failure?: Failure;
	/** By who each is: an expression may list them in another order the next time. */
	entries: Map<string, EntryResult>;
}

/** What the tries of one run share. */
export class RunMemory {
	/** By item index. */
	readonly items = new Map<number, ItemMemory>();
	readonly invitees = new Invitees();

	of(index: number): ItemMemory {
		const known = this.items.get(index) ?? { entries: new Map() };
		this.items.set(index, known);
		return known;
	}
}

const tries = new WeakMap<object, RunMemory>();

/**
 * What earlier tries of this very run of the node have done.
 *
 * The engine hands the same execution data object to each try and a new one to each run. As a tool of
 * an AI agent a node is called several times on one such object, and each call has input of its own,
 * which all of its tries share.
 */
export function memoryOfTries(context: IExecuteFunctions): RunMemory {
	const node = context.getNode();
	if (!node.retryOnFail) return new RunMemory();
	const isTool = node.type.endsWith('Tool');
	const run = isTool ? context.getInputData()[0]?.json : context.getExecuteData();
	if (run === undefined) return new RunMemory();
	let memory = tries.get(run);
	if (!memory) {
		memory = new RunMemory();
		tries.set(run, memory);
	}
	return memory;
}
