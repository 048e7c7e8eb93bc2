/** What has become of the items of a run, by what this try of it and those before it have done. */
import { Failure, PeopleFailure, ServiceFailure } from '../failures/failure';
import type { RunMemory } from './memory';
import type { Result } from './operation';

export class Outcomes {
	readonly results = new Map<number, Result[]>();
	readonly failures = new Map<number, Failure>();

	/** Earlier tries are read whole: what ends this one has to tell what they did, also of later items. */
	constructor(
		readonly total: number,
		private readonly memory: RunMemory,
	) {
		for (const index of this.indices()) {
			const { results, failure } = memory.of(index);
			if (results) this.results.set(index, results);
			else if (failure) this.failures.set(index, failure);
		}
	}

	/** The items of which nothing is known yet. */
	open(): number[] {
		return this.indices().filter((item) => !this.results.has(item) && !this.failures.has(item));
	}

	/** An item fails before its turn comes. An earlier try may have done it for some of its people. */
	failEarly(index: number, failure: Failure): void {
		const told = this.isPartlyDoneBefore(index) ? asUnknown(failure) : failure;
		this.failures.set(index, told);
	}

	/** Whether the item failed in this try, and an earlier one has handled some of its people. */
	isPartlyDoneBefore(index: number): boolean {
		const isOfPeople = this.failures.get(index) instanceof PeopleFailure;
		return !isOfPeople && this.memory.of(index).entries.size > 0;
	}

	/** What was done before the run ended early. */
	progress(): { text: string; isNothing: boolean } {
		const { total } = this;
		const done = this.indices().filter((item) => this.results.has(item));
		const unclear = this.indices().filter((item) => this.mayBeDone(item));
		if (done.length + unclear.length === 0) {
			const text =
				total === 1
					? 'It was not carried out.'
					: `None of the ${inWords(total)} items was carried out.`;
			return { text, isNothing: true };
		}
		const listed = (items: readonly number[]) => (items.length > 0 ? ` (${ranges(items)})` : '');
		const maybe =
			unclear.length > 0 ? `, and ${inWords(unclear.length)} may have been${listed(unclear)}` : '';
		const all = `${inWords(done.length)} of ${inWords(total)} items were carried out${listed(done)}`;
		return {
			text: `${all}${maybe}. Running the node again would do them again.`,
			isNothing: false,
		};
	}

	private mayBeDone(index: number): boolean {
		if (this.results.has(index)) return false;
		const failure = this.failures.get(index);
		return failure ? failure.certainty === 'unknown' : this.memory.of(index).entries.size > 0;
	}

	private indices(): number[] {
		return [...Array(this.total).keys()];
	}
}

function asUnknown(failure: Failure): Failure {
	return failure instanceof ServiceFailure
		? new ServiceFailure(failure.details, 'unknown', failure.isOfAnother)
		: new Failure(failure.details, 'unknown');
}

/** "1,234" */
function inWords(count: number): string {
	return count.toLocaleString('en');
}

/** As many as anybody reads. */
const MOST_RANGES = 20;

/** "0–3, 5" */
function ranges(sorted: readonly number[]): string {
	const parts: string[] = [];
	for (let from = 0; from < sorted.length; ) {
		let to = from;
		while (sorted[to + 1] === sorted[to] + 1) to += 1;
		parts.push(from === to ? `${sorted[from]}` : `${sorted[from]}–${sorted[to]}`);
		from = to + 1;
	}
	return [...parts.slice(0, MOST_RANGES), ...(parts.length > MOST_RANGES ? ['…'] : [])].join(', ');
}
