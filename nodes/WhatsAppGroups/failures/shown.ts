/** Failures as n8n shows them: as an error that stops the node, or as data of an item. */
import {
	NodeApiError,
	NodeError,
	NodeOperationError,
	type IBinaryKeyData,
	type IDataObject,
	type INode,
	type JsonObject,
} from 'n8n-workflow';

import { InputFailure, ServiceFailure, type ErrorDetails } from '../api/errorBody';
import { defined } from '../api/values';

/** One output item to be. */
export interface Outcome {
	json: IDataObject;
	binary?: IBinaryKeyData;
	/** Of one person in a list, for whom it did not work. */
	failure?: unknown;
}

/** A list operation of which too much failed. `results` says what became of each person. */
export class ListFailure extends Error {
	constructor(
		message: string,
		readonly first: unknown,
		readonly results: Outcome[],
		/** Whether something was, or may have been, done for somebody. */
		readonly mayBeDone: boolean,
	) {
		super(message);
		this.name = 'ListFailure';
	}
}

/** What an error says, whatever was thrown. */
export function detailsOf(thrown: unknown): ErrorDetails {
	if (thrown instanceof ServiceFailure || thrown instanceof InputFailure) return thrown.details;
	if (thrown instanceof ListFailure) {
		return { ...detailsOf(thrown.first), message: thrown.message };
	}
	if (thrown instanceof NodeError) {
		return defined({
			code: 'node_error',
			message: thrown.message,
			hint: thrown.description ?? undefined,
		});
	}
	return {
		code: 'unexpected',
		message: (thrown instanceof Error && thrown.message) || 'Something unexpected went wrong',
	};
}

/** An error as a value of an item: the `error` of the output's vocabulary. */
export function errorJson(thrown: unknown, itemIndex?: number): IDataObject {
	return defined({ ...detailsOf(thrown), itemIndex }) as IDataObject;
}

/** Whether doing it again could do it twice. */
export function mayBeDone(thrown: unknown): boolean {
	if (thrown instanceof ListFailure) return thrown.mayBeDone;
	return thrown instanceof ServiceFailure && thrown.outcome === 'unknown';
}

/**
 * The error that stops the node.
 *
 * @param note something to know besides, such as which items were already done
 */
export function nodeError(
	node: INode,
	thrown: unknown,
	itemIndex?: number,
	note?: string,
): NodeApiError | NodeOperationError {
	const details = detailsOf(thrown);
	const position = itemIndex === undefined ? '' : ` [item ${itemIndex}]`;
	const message = `${details.message}${position}`;
	const description = [details.hint, details.details, facts(details), note]
		.filter(Boolean)
		.join('\n');
	const cause = thrown instanceof ListFailure ? thrown.first : thrown;
	const error =
		cause instanceof ServiceFailure
			? new NodeApiError(node, { ...details } as unknown as JsonObject, {
					message,
					description,
					httpCode: details.httpStatus === undefined ? undefined : String(details.httpStatus),
					itemIndex,
				})
			: new NodeOperationError(node, message, { description, itemIndex });
	// n8n has sentences of its own for errors that it believes to know. Ours say what was done.
	error.message = message;
	error.description = description;
	return error;
}

function facts(details: ErrorDetails): string {
	const { code, httpStatus, traceId, title } = details;
	return [
		title,
		typeof code === 'number' && `Code ${code}`,
		httpStatus !== undefined && `HTTP ${httpStatus}`,
		traceId && `Trace ID ${traceId}`,
	]
		.filter(Boolean)
		.join(' · ');
}
