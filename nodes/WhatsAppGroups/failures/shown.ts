/** Failures as n8n shows them: as an error that stops the node, or as data of an item. */
import {
	BaseError,
	ExpressionError,
	NodeApiError,
	NodeError,
	NodeOperationError,
	type IDataObject,
	type INode,
	type JsonObject,
} from 'n8n-workflow';

import { Failure, PeopleFailure, ServiceFailure, type ErrorDetails } from './failure';

/** Whatever was thrown, as a failure. What does not say how certain it is may have been done. */
export function asFailure(thrown: unknown): Failure {
	if (thrown instanceof Failure) return thrown;
	if (thrown instanceof NodeError || thrown instanceof ExpressionError) {
		const { message, description } = thrown;
		const hint = description ? { hint: String(description) } : {};
		return new Failure({ code: 'node_error', message, ...hint }, 'notDone');
	}
	const said = thrown instanceof Error ? thrown.message : '';
	return new Failure(
		{
			code: 'unexpected',
			message: 'Something unexpected went wrong in the node.',
			...(said && { details: said }),
			hint: 'Report it to the maintainers of this node, with these details.',
		},
		'unknown',
	);
}

/** Whatever kept a run from beginning: nothing was done. n8n says it in words for users, of a credential. */
export function neverBegun(thrown: unknown): Failure {
	const { details } = asFailure(thrown);
	const isOfN8n = details.code === 'unexpected' && thrown instanceof BaseError;
	return new Failure(
		isOfN8n ? { code: 'node_error', message: thrown.message } : details,
		'notDone',
	);
}

/** An error as a value of an item: the `error` of the output's vocabulary. */
export function errorJson(thrown: unknown, itemIndex?: number): IDataObject {
	return {
		...asFailure(thrown).details,
		...(itemIndex !== undefined && { itemIndex }),
	};
}

/**
 * The error that stops the node. n8n's toasts show its message only, which is why that says what to do
 * as well; the service's words stand below it.
 *
 * @param note something to know besides, such as which items were already done
 */
export function nodeError(
	node: INode,
	thrown: unknown,
	itemIndex?: number,
	note?: string,
): NodeApiError | NodeOperationError {
	const failure = asFailure(thrown);
	const { details } = failure;
	const message = [details.message, details.hint].filter(Boolean).join(' ');
	const description = [
		note,
		details.details && `The service’s words: ${details.details}`,
		facts(details, itemIndex),
	]
		.filter(Boolean)
		.join('\n');
	const cause = failure instanceof PeopleFailure ? failure.first : failure;
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
	// Without a status it would show our own code for one.
	if (error instanceof NodeApiError && details.httpStatus === undefined) error.httpCode = null;
	return error;
}

function facts(details: ErrorDetails, itemIndex: number | undefined): string {
	const { code, httpStatus, traceId, title } = details;
	return [
		title,
		typeof code === 'number' && `Code ${code}`,
		httpStatus !== undefined && `HTTP ${httpStatus}`,
		traceId && `Trace ID ${traceId}`,
		itemIndex !== undefined && `Item ${itemIndex}`,
	]
		.filter(Boolean)
		.join(' · ');
}
