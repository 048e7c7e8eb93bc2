/**
 * Reading the service's errors: five body shapes, in either spelling, and bodies that are no JSON
 * (contract 6.1). An error body is an error at any HTTP status (D33). Pure and total.
 */
import { adviceFor } from '../failures/advice';
import type { ErrorDetails } from '../failures/failure';
import type { WireError } from './contract/wire';
import { jsonOf } from './json';
import { asFlag, asNumber, asRecord, asText, asWire, isRecord, withoutUndefined } from './values';

/** What is told of a text of the service, in characters; its own are of one or two sentences. */
const LONGEST_TEXT = 2000;
/** What is told of a body that is nothing we know. */
const LONGEST_EXCERPT = 200;

/** What an error of the service says. */
export interface ServiceError {
	/** The service's own code. */
	code?: number;
	/** A code that is no number. */
	textCode?: string;
	/** The HTTP status that the body itself names. */
	status?: number;
	title?: string;
	/** Its sentences, each once, the most telling first. */
	words: string[];
	traceId?: string;
}

/** The values of `status` that say no. Others are of templates and messages. */
const BAD_STATUS = /^(error|failed|failure|fail)$/i;

/** What an element of an `errors` array says (contract 3.0). */
export function readWireError(value: unknown): ServiceError {
	const wire = asWire<WireError>(value);
	return withoutUndefined({
		code: asNumber(wire.code),
		textCode: asNumber(wire.code) === undefined ? words(wire.code) : undefined,
		title: words(wire.title),
		words: sentences(
			isRecord(value) ? undefined : value,
			wire.message,
			wire.title,
			asRecord(wire.error_data).details,
			wire.details,
		),
	});
}

/** What the body says when it is an error; undefined when it is none. */
export function readErrorBody(body: unknown): ServiceError | undefined {
	if (!isRecord(body)) return undefined;
	const error =
		readGraphShape(body) ??
		readTextShape(body) ??
		readErrorsShape(body) ??
		readMetaShape(body) ??
		readBareFailure(body);
	if (!error) return undefined;
	const meta = asRecord(body.meta);
	return withoutUndefined({
		...error,
		status: asNumber(meta.http_code) ?? asNumber(meta.httpCode) ?? error.status,
		traceId: words(asRecord(body.error).fbtrace_id) ?? words(meta['360dialog_trace_id']),
	});
}

/** What an answer with an error status says whose body is no error of the service: a gateway's page. */
export function readForeignBody(body: unknown): ServiceError {
	const wire = asRecord(body);
	const code = asNumber(wire.code);
	const told = sentences(wire.message, wire.detail, wire.title, wire.error_description);
	return withoutUndefined({
		code: (code ?? 0) > 599 ? code : undefined,
		words: told.length > 0 ? told : sentences(excerptOf(body)),
	});
}

/** Some of a body, for people to see what came. */
export function excerptOf(body: unknown): string | undefined {
	if (body === null) return undefined;
	const text = typeof body === 'string' ? body : (jsonOf(body) ?? '');
	// Bounded: a title of megabytes would be more than the engine of regular expressions can take.
	const title = /<title>([^<]{1,200})/i.exec(text)?.[1];
	const told = (
		title ?? (typeof body === 'string' && text.includes('<') ? undefined : text)
	)?.trim();
	return told === undefined || told === '' ? undefined : told.slice(0, LONGEST_EXCERPT);
}

/**
 * An error in the output's vocabulary: our sentence first, then what to do, then the service's words.
 *
 * @param httpStatus of the answer; missing for errors that a webhook tells of
 */
export function explainError(error: ServiceError, httpStatus?: number): ErrorDetails {
	const status = error.status ?? httpStatus;
	const advice = adviceFor(error.code, status, error.words.join(' '));
	const [first] = error.words;
	const code = error.code ?? error.textCode ?? status ?? 'unknown';
	return withoutUndefined({
		code,
		title: error.title,
		message: advice?.what ?? fallback(code, first, httpStatus),
		details: error.words.length > 0 ? error.words.join(' – ') : undefined,
		hint: advice?.todo,
		httpStatus,
		traceId: error.traceId,
	});
}

function fallback(code: number | string, first: string | undefined, httpStatus?: number): string {
	const about = typeof code === 'number' && code !== httpStatus ? ` (code ${code})` : '';
	if (first !== undefined) return `The service answered${about}: ${withStop(first)}`;
	return httpStatus === undefined
		? `The service reported an error${about} without a reason.`
		: `The service answered with HTTP ${httpStatus}${about} without a reason.`;
}

function withStop(sentence: string): string {
	return /[.!?…]$/.test(sentence) ? sentence : `${sentence}.`;
}

function readGraphShape(body: Record<string, unknown>): ServiceError | undefined {
	const { error } = body;
	if (!isRecord(error) || Object.keys(error).length === 0) return undefined;
	return withoutUndefined({
		code: asNumber(error.code),
		title: words(error.error_user_title),
		words: sentences(
			error.error_user_title,
			error.error_user_msg,
			error.message,
			asRecord(error.error_data).details,
		),
	});
}

function readTextShape({ error }: Record<string, unknown>): ServiceError | undefined {
	if (error === true) return { words: [] };
	// `false`, or 0 as a number of errors, says that there is none.
	if (asFlag(error) === false) return undefined;
	const text = words(error);
	return text === undefined ? undefined : { words: [text] };
}

function readErrorsShape({ errors }: Record<string, unknown>): ServiceError | undefined {
	if (Array.isArray(errors)) {
		if (errors.length === 0) return undefined;
		return readWireError((errors as unknown[]).find(isRecord) ?? errors[0]);
	}
	if (asFlag(errors) === false) return undefined;
	const isAlone = isRecord(errors) && Object.keys(errors).length > 0;
	return isAlone || words(errors) !== undefined ? readWireError(errors) : undefined;
}

function readMetaShape({ meta }: Record<string, unknown>): ServiceError | undefined {
	const { success, http_code, httpCode, developer_message, developerMessage } = asRecord(meta);
	const status = asNumber(http_code) ?? asNumber(httpCode);
	const text = sentences(developer_message, developerMessage);
	const isGood = asFlag(success) === true && (status ?? 200) < 400;
	const isBad = asFlag(success) === false || (status ?? 0) >= 400 || text.length > 0;
	return isBad && !isGood ? { words: text } : undefined;
}

/** `{"success":false}` or `{"status":"error"}`, with a reason in words or without. */
function readBareFailure(body: Record<string, unknown>): ServiceError | undefined {
	const isBad = (word: unknown) => BAD_STATUS.test(asText(word) ?? '');
	const statuses = [body.status, body.statusCode, body.status_code].map(asNumber);
	const status = statuses.find(isErrorStatus);
	const ownCode = asNumber(body.error_code) || undefined;
	const saysNo =
		[body.success, body.ok].some((flag) => asFlag(flag) === false) ||
		[body.status, body.result].some(isBad) ||
		(status ?? ownCode) !== undefined;
	if (!saysNo) return undefined;
	const { message, reason, details, error_message: words } = body;
	return withoutUndefined({
		code: asNumber(body.code) ?? ownCode,
		status,
		words: sentences(message, reason, details, words),
	});
}

/** Whether a number is an HTTP status that says that something went wrong. */
export function isErrorStatus(value: number | undefined): value is number {
	return value !== undefined && value >= 400 && value < 600;
}

/** Texts that say something, each once, without the code that Meta puts before some of them. */
function sentences(...values: unknown[]): string[] {
	const texts = values.flatMap((value) => words(value)?.replace(/^\(#\d{1,9}\)\s*/, '') || []);
	return texts.filter((text, index) => !texts.slice(0, index).some((one) => one.includes(text)));
}

/** Text that says something; blanks alone do not. It ends up in n8n's database, so it has an end. */
function words(value: unknown): string | undefined {
	return asText(value)?.trim().slice(0, LONGEST_TEXT) || undefined;
}
