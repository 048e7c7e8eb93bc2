/** From one item's parameters to its results: checking, looking up, and what becomes of each person. */
import type { IDataObject } from 'n8n-workflow';

import type { Api } from '../api/client';
import { asRecord } from '../api/values';
import { Failure, StoppedFailure } from '../failures/failure';
import { asFailure } from '../failures/shown';
import type { ItemInput } from './input';
import type { ItemMemory } from './memory';
import type {
	Entry,
	EntryResult,
	LookedUp,
	Operation,
	PeopleRun,
	Result,
	Session,
} from './operation';
import { failureOf, peopleFailure, refusedInput, resultOf } from './people';

/** What one item is about to do. */
export interface Task {
	orderBy?: string;
	run(api: Api): Promise<Result[]>;
}

/** Reads and checks one item's input; what it is about to do simplifies its results, or leaves them raw. */
export async function check(
	operation: Operation,
	input: ItemInput,
	own: ItemMemory,
	session: Session,
	goesOn: boolean,
): Promise<LookedUp<Task>> {
	const simplify = input.optionFlag('simplify', true);
	const show = (results: readonly Result[]) => (simplify ? [...results] : raw(results));
	if (operation.people === undefined) {
		const planned = await operation.plan(input);
		return async (lookups) => {
			const plan = typeof planned === 'function' ? await planned(lookups) : planned;
			return {
				orderBy: plan.orderBy,
				run: async (api) => {
					const results = await plan.run(api, session);
					const failed = results.find(({ failure }) => failure)?.failure;
					if (failed && !goesOn) throw failed;
					return show(results);
				},
			};
		};
	}
	const { people } = operation;
	// Read before anybody's turn: an option that cannot be read undoes nothing.
	const ignoresPart = input.optionFlag('ignorePartialFailure', false);
	const { entries, ready } = operation.plan(input);
	if (!goesOn && entries.some(({ refusal }) => refusal)) throw refusedInput(people, entries);
	return async (lookups) => {
		const plan = await ready(lookups).catch((thrown: unknown) => {
			if (!goesOn) throw thrown;
			return failingRun(asFailure(thrown));
		});
		return {
			orderBy: plan.orderBy,
			run: async (api) => {
				const results = await runEntries(api, session, entries, plan, own, input.index);
				const failed = results.filter(({ failure }) => failure).length;
				const isFailure = failed === results.length || !ignoresPart;
				if (isFailure && failed > 0 && !goesOn) throw peopleFailure(people, results);
				return show(results);
			},
		};
	};
}

/** What cannot be looked up fails for each person. */
function failingRun(failure: Failure): PeopleRun {
	return {
		ids: {},
		run: async (_api, _session, open) => await Promise.resolve(open.map(() => ({ failure }))),
	};
}

/** What became of each person. Those that an earlier try has handled are not tried again. */
async function runEntries(
	api: Api,
	session: Session,
	entries: readonly Entry[],
	plan: PeopleRun,
	{ entries: known }: ItemMemory,
	itemIndex: number,
): Promise<Result[]> {
	const open = entries.filter((entry) => !entry.refusal && !known.has(keyOf(entry)));
	const fresh = open.length > 0 ? await runOpen(api, session, plan, open) : [];
	return entries.map((entry) => {
		const named = { ...entry, ids: { ...plan.ids, ...entry.ids } };
		if (entry.refusal) return resultOf(named, { failure: entry.refusal }, itemIndex);
		const result = known.get(keyOf(entry)) ?? fresh[open.indexOf(entry)];
		if (failureOf(result)?.certainty !== 'notDone') known.set(keyOf(entry), result);
		return resultOf(named, result, itemIndex);
	});
}

function keyOf({ ids }: Entry): string {
	return JSON.stringify(ids);
}

/** What fails before anybody's turn comes fails for all of them. */
async function runOpen(
	api: Api,
	session: Session,
	plan: PeopleRun,
	open: readonly Entry[],
): Promise<EntryResult[]> {
	try {
		return await plan.run(api, session, open);
	} catch (thrown) {
		const failure = stoppedWithin(asFailure(thrown), api);
		return open.map(() => ({ failure }));
	}
}

/** Stopped between its calls, an item may have done something all the same. */
export function stoppedWithin(failure: Failure, { mayHaveChanged }: Api): Failure {
	return failure instanceof StoppedFailure && mayHaveChanged
		? new Failure(failure.details, 'unknown')
		: failure;
}

/** The service's own bodies, each once, where there are any. */
function raw(results: readonly Result[]): Result[] {
	const shown = new Set<unknown>();
	return results.flatMap((result) => {
		const { raw: last, rawBefore = [] } = result;
		if (last === undefined) return [result];
		const fresh = [...rawBefore, last].filter((body) => !shown.has(body));
		for (const body of fresh) shown.add(body);
		return fresh.map((body) => ({ ...result, json: asRecord(body) as IDataObject }));
	});
}
