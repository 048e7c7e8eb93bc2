/**
 * Reading the service's errors: five body shapes and bodies that are no JSON (contract 6.1), told to
 * people as one value. Pure and total.
 */
import { hintFor } from '../failures/advice';
import { asNumber, asRecord, asText, defined } from './values';

/** The service's code for a call of which some was done and some not; it comes with HTTP 206. */
export const PARTLY_DONE = 131201;

/** What is told of a text of the service, in characters; its own are of one or two sentences. */
const LONGEST_TEXT = 2000;

/** An error in the output's vocabulary. */
export interface ErrorDetails {
	/** The service's code, the HTTP status when it gave none, or a word of ours for bad input. */
	code: number | string;
	title?: string;
	/** What happened, in a sentence. */
	message: string;
	details?: string;
	/** What to do about it. */
	hint?: string;
	httpStatus?: number;
	traceId?: string;
}

/**
 * What a failure says about the work that was asked for:
 * - `notDone`: the service refused it, or never got it. Doing it again is safe.
 * - `unknown`: no clear answer came. It may have been done.
 */
export type FailureOutcome = 'notDone' | 'unknown';

/** A failed call to the service. Carries nothing of the request, so no key can leak from it. */
export class ServiceFailure extends Error {
	constructor(
		readonly details: ErrorDetails,
		readonly outcome: FailureOutcome,
	) {
		super(details.message);
		this.name = 'ServiceFailure';
	}

	/** The service's code, as a number where it is one. */
	get code(): number | undefined {
		return asNumber(this.details.code);
	}

	/**
	 * An attempt without a clear answer has been followed by a refusal with one of these codes, which is
	 * what the service says of work that is done already.
	 */
	saysDone(...codes: number[]): boolean {
		return this.outcome === 'unknown' && codes.some((code) => code === this.code);
	}
}

/** What some work gives, or the service's failure of it. Anything else that is thrown stays thrown. */
export async function orFailure<T>(work: Promise<T>): Promise<T | ServiceFailure> {
	return await work.catch((thrown: unknown) => {
		if (thrown instanceof ServiceFailure) return thrown;
		throw thrown;
	});
}

/** Input that cannot be sent; no call was made for it. */
export class InputFailure extends Error {
	readonly details: ErrorDetails;

	constructor(message: string, hint?: string, code = 'invalid_input') {
		super(message);
		this.name = 'InputFailure';
		this.details = defined({ code, message, hint });
	}
}

/** The user stopped the execution while a call waited for its turn; the call was not made. */
export class ExecutionStopped extends Error {
	constructor() {
		super('The execution was stopped');
		this.name = 'ExecutionStopped';
	}
}

/** What an element of an `errors` array says (contract 3.0). */
export function readWireError(value: unknown): ErrorDetails {
	const wire = asRecord(value);
	const code = asNumber(wire.code) ?? asText(wire.code) ?? 'unknown';
	const details = words(asRecord(wire.error_data).details) ?? words(wire.details);
	const title = words(wire.title);
	const message = withoutCode(wire.message) ?? title ?? details ?? `Error ${code}`;
	return defined({
		code,
		title,
		message,
		details: details === message ? undefined : details,
		hint: hintFor(code, message),
	});
}

/**
 * What an error answer says.
 *
 * @param status the HTTP status
 * @param body the parsed body, or the text when it was no JSON
 */
export function readErrorAnswer(status: number, body: unknown): ErrorDetails {
	const record = asRecord(body);
	const details =
		readGraphShape(record, status) ??
		readTextShape(record, status) ??
		readErrorsShape(record) ??
		readMetaShape(record, status) ??
		readForeignBody(body, status);
	return defined({ ...details, httpStatus: status, traceId: traceOf(record) });
}

/** Whether the body is an error of the Groups API, and not of some gateway or router before it. */
export function isGroupsError(body: unknown): boolean {
	const record = asRecord(body);
	return asNumber(asRecord(record.error).code) !== undefined || Array.isArray(record.errors);
}

function readGraphShape(body: Record<string, unknown>, status: number): ErrorDetails | undefined {
	if (typeof body.error !== 'object' || body.error === null) return undefined;
	const error = asRecord(body.error);
	const code = asNumber(error.code) ?? status;
	const sentence = withoutCode(error.message);
	const details = words(asRecord(error.error_data).details);
	const message = sentence ?? details ?? `The service answered with error ${code}`;
	return {
		code,
		message,
		details: details === message ? undefined : details,
		hint: hintFor(code, `${message} ${details ?? ''}`),
	};
}

function readTextShape(body: Record<string, unknown>, status: number): ErrorDetails | undefined {
	const message = words(body.error);
	return message === undefined
		? undefined
		: { code: status, message, hint: hintFor(status, message) };
}

function readErrorsShape(body: Record<string, unknown>): ErrorDetails | undefined {
	return Array.isArray(body.errors) && body.errors.length > 0
		? readWireError(body.errors[0])
		: undefined;
}

function readMetaShape(body: Record<string, unknown>, status: number): ErrorDetails | undefined {
	const meta = asRecord(body.meta);
	const message = words(meta.developer_message);
	if (message === undefined) return undefined;
	const code = asNumber(meta.http_code) ?? status;
	return { code, message, hint: hintFor(code, message) };
}

/** A gateway's page, an empty body, or JSON of no known shape. */
function readForeignBody(body: unknown, status: number): ErrorDetails {
	const text = typeof body === 'string' ? body : '';
	// Bounded: a title of megabytes would be more than the engine of regular expressions can take.
	const title = /<title>([^<]{1,200})/i.exec(text)?.[1];
	const ownText = (text.includes('<') ? title : text)?.trim().slice(0, 200) || undefined;
	const wireMessage = words(asRecord(body).message);
	return {
		code: status,
		message: `The service answered with HTTP ${status}`,
		details: wireMessage ?? ownText,
		hint: hintFor(status, ''),
	};
}

function traceOf(body: Record<string, unknown>): string | undefined {
	return words(asRecord(body.error).fbtrace_id) ?? words(asRecord(body.meta)['360dialog_trace_id']);
}

/** Text that says something; blanks alone do not. It ends up in n8n's database, so it has an end. */
function words(value: unknown): string | undefined {
	return asText(value)?.trim().slice(0, LONGEST_TEXT) || undefined;
}

/** Meta prefixes messages with "(#131041) "; the code has a field of its own. */
function withoutCode(value: unknown): string | undefined {
	return words(asText(value)?.replace(/^\(#\d+\)\s*/, ''));
}
