/** The one family of failures. Each says what happened, what to do, and how certain it is. */
import type { OwnCode } from './codes';

/** An error in the output's vocabulary. */
export interface ErrorDetails {
	/** The service's code, the HTTP status where it gave none, or one of `CODES`. */
	code: number | string;
	/** The service's title. */
	title?: string;
	/** What happened, in a sentence of ours. */
	message: string;
	/** The service's own words. */
	details?: string;
	/** What to do about it. */
	hint?: string;
	httpStatus?: number;
	traceId?: string;
}

/**
 * What a failure says about the work that was asked for:
 * - `notDone`: it was refused, or never sent. Doing it again is safe.
 * - `unknown`: no clear answer came. It may have been done.
 */
export type Certainty = 'notDone' | 'unknown';

export class Failure extends Error {
	constructor(
		readonly details: ErrorDetails,
		readonly certainty: Certainty,
	) {
		super(details.message);
		this.name = new.target.name;
	}
}

/** Input that cannot be sent; no call was made for it. */
export class InputFailure extends Failure {
	constructor(message: string, hint?: string, code: OwnCode = 'invalid_input') {
		super({ code, message, ...(hint !== undefined && { hint }) }, 'notDone');
	}
}

/** A failed call of the service. Carries nothing of the request, so no key can leak from it. */
export class ServiceFailure extends Failure {
	/** @param isOfAnother whether the answer looks like that of a gateway or proxy, and not of the service */
	constructor(
		details: ErrorDetails,
		certainty: Certainty,
		readonly isOfAnother = false,
	) {
		super(details, certainty);
	}

	/** Whether the service refused it with one of these codes. */
	hasCode(...codes: number[]): boolean {
		return codes.includes(Number(this.details.code));
	}

	/**
	 * Whether an attempt without a clear answer was followed by a refusal with one of these codes: what
	 * the service says of work that is done already. A gateway’s 404 says nothing of it.
	 */
	saysDone(...codes: number[]): boolean {
		return this.certainty === 'unknown' && !this.isOfAnother && this.hasCode(...codes);
	}
}

/** The user stopped the execution. */
export class StoppedFailure extends Failure {
	/** @param progress what was done until then, in whole sentences */
	constructor(progress?: string) {
		super({ code: 'stopped', message: 'The execution was stopped.', hint: progress }, 'notDone');
	}
}

/** An operation on several people that did not work for all. `results` says what became of each. */
export class PeopleFailure<Result> extends Failure {
	constructor(
		details: ErrorDetails,
		readonly first: Failure,
		readonly results: readonly Result[],
		certainty: Certainty,
	) {
		super(details, certainty);
	}
}

/** What some work gives, or the service's failure of it. Anything else that is thrown stays thrown. */
export async function tryWork<T>(work: Promise<T>): Promise<T | ServiceFailure> {
	return await work.catch((thrown: unknown) => {
		if (thrown instanceof ServiceFailure) return thrown;
		throw thrown;
	});
}
