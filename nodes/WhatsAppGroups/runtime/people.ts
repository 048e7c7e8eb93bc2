/** Operations on lists: one output item per person, and one person's trouble is not the others'. */
import type { IDataObject } from 'n8n-workflow';

import { errorJson, ListFailure, mayBeDone, type Outcome } from '../failures/shown';

export interface ListRules {
	/** What the list holds, for messages: "recipients", "join requests". */
	noun: string;
	/** Fail when anybody failed, and not only when all did. */
	failOnPartialFailure: boolean;
	itemIndex: number;
	/** The successes are the service's own bodies, to which nothing is added. */
	raw?: boolean;
}

/** What became of one entry of the list. */
export interface EntryResult {
	json: IDataObject;
	/** Why it did not work. */
	failure?: unknown;
}

/**
 * The output of a list operation.
 *
 * @throws ListFailure when all entries failed, or any did and `failOnPartialFailure` is on
 */
export function listOutcome(entries: readonly EntryResult[], rules: ListRules): Outcome[] {
	const outcomes = entries.map(
		({ json, failure }): Outcome =>
			failure === undefined
				? { json: { success: true, ...json } }
				: {
						json: { success: false, ...json, error: errorJson(failure, rules.itemIndex) },
						failure,
					},
	);
	const failed = outcomes.filter((outcome) => outcome.failure !== undefined);
	if (failed.length === 0) return outcomes;
	if (failed.length < outcomes.length && !rules.failOnPartialFailure) return outcomes;
	const [first] = failed;
	const reason = (first.json.error as IDataObject).message as string;
	const message =
		outcomes.length === 1
			? reason
			: `${failed.length} of ${outcomes.length} ${rules.noun} failed. The first: ${reason}`;
	const somethingDone =
		failed.length < outcomes.length || failed.some((outcome) => mayBeDone(outcome.failure));
	throw new ListFailure(message, first.failure, outcomes, somethingDone);
}

/** Runs one call per entry, all at once as far as the execution's limit allows, in stable order. */
export async function eachEntry<T>(
	entries: readonly T[],
	/** Who it was, for those who failed. */
	identify: (entry: T) => IDataObject,
	work: (entry: T) => Promise<IDataObject>,
): Promise<EntryResult[]> {
	return await Promise.all(
		entries.map(async (entry): Promise<EntryResult> => {
			try {
				return { json: await work(entry) };
			} catch (failure) {
				return { json: identify(entry), failure };
			}
		}),
	);
}
