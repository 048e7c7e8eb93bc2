/**
 * The one reader of answers. Each call says what its answer has to be; what is neither that nor an
 * error is unreadable, and never taken for a success (contract 6.1, D3, D32, D33).
 */
import { CODES } from '../failures/codes';
import { ServiceFailure } from '../failures/failure';
import type { MutationResponse } from './contract/groups';
import type { CursorPaging, Wire } from './contract/wire';
import { readErrorBody, readForeignBody, type ServiceError } from './errorBody';
import { asFlag, asId, asList, asRecord, asText, asWire, isRecord } from './values';

/** What the answer of a call has to be. */
export interface Expected<T> {
	/** In words, for errors: "a group", "a list of groups". */
	what: string;
	/** The answer's value, or undefined when the body is no such answer. */
	read(body: unknown, status: number): T | undefined;
	/**
	 * Keys of lists that say, one by one, what became of the people or requests of the call. Where one is
	 * there, `errors` beside it is the caller's to read.
	 */
	results?: readonly string[];
	/** Of these the one of whom it failed for: where it names somebody, any error beside it is of them. */
	failures?: string;
	/**
	 * Whether its value is proof that the call was done, such as an ID: even where an error stands beside it.
	 * `always`: even where the HTTP status says no. A refusal may have an ID of its own, but none looks so.
	 */
	isProof?: boolean | 'always';
	/** Whether it may hold secrets of others: then no error shows any of it. */
	isPrivate?: boolean;
}

export type Reading<T> =
	| { is: 'success'; value: T }
	/** An error of the service's, or an error status with whatever body. */
	| {
			is: 'error';
			error: ServiceError;
			isOfService: boolean;
			/** Whether the body also holds the proof that the call was done: it cannot be both. */
			isContradicted?: boolean;
	  }
	/** A success status with a body that is neither what was expected nor an error. */
	| { is: 'unreadable' };

const PARTIAL_CONTENT = 206;

/** Whether an HTTP status says that all went well. */
export function isSuccess(status: number): boolean {
	return status >= 200 && status < 300;
}

/** What an answer says. */
export function readAnswer<T>(expected: Expected<T>, status: number, body: unknown): Reading<T> {
	// At an error status the call as a whole was refused, whomever the answer lists.
	const error = isSuccess(status) ? readErrorOfAll(expected, body) : readErrorBody(body);
	if (error || !isSuccess(status)) {
		const mayBeProof = isSuccess(status) ? expected.isProof : expected.isProof === 'always';
		const isContradicted = mayBeProof && expected.read(body, status) !== undefined;
		return {
			is: 'error',
			error: error ?? readForeignBody(body),
			isOfService: error !== undefined,
			...(isContradicted && { isContradicted }),
		};
	}
	const value = expected.read(body, status);
	return value === undefined ? { is: 'unreadable' } : { is: 'success', value };
}

/** What the body says of the whole call, and not of those whom it names. */
function readErrorOfAll(
	{ results = [], failures }: Pick<Expected<unknown>, 'results' | 'failures'>,
	body: unknown,
): ServiceError | undefined {
	if (!isRecord(body)) return undefined;
	if (failures !== undefined && asList(body[failures]).length > 0) return undefined;
	const hasResults = results.some((key) => Object.hasOwn(body, key));
	return readErrorBody(hasResults ? { ...body, errors: undefined } : body);
}

/** What the service says of a change that it took: that it did, or a request's id, or nothing at all. */
export interface Acknowledgement {
	requestId?: string;
	body: unknown;
}

/**
 * Update, delete and remove: `{"success":true}`, `{}`, a request's id, or no body (D3). The webhook
 * endpoints answer `{"message":…}` (`utils.SuccessResp`) or the configuration.
 *
 * @param more keys by which an answer of this call may be known besides
 */
export function acknowledged(
	what: string,
	more: readonly string[] = [],
): Expected<Acknowledgement> {
	const known = ['success', 'messaging_product', ...more];
	return {
		what,
		read: (body, status) => {
			const isEmpty = body === '' || (isRecord(body) && Object.keys(body).length === 0);
			// That only a part was done is no confirmation without a word on which.
			if (isEmpty) return status === PARTIAL_CONTENT ? undefined : { body: {} };
			if (!isRecord(body)) return undefined;
			const wire = asWire<MutationResponse>(body);
			const requestId = asId(wire.request_id);
			const isKnown = Object.keys(body).some((key) => known.includes(key));
			if (!isKnown && requestId === undefined) return undefined;
			// Where it says whether it succeeded, it has to say yes: false is an error, null is nothing. So it
			// does where it has a code, which is of an error.
			const isAsked = 'success' in body || 'code' in body;
			if (isAsked && asFlag(wire.success) !== true) return undefined;
			return { requestId, body };
		},
	};
}

/**
 * An object of the contract.
 *
 * @param isIt whether the object tells what the call is for
 */
export function record<T>(what: string, isIt: (wire: Wire<T>) => boolean): Expected<Wire<T>> {
	return {
		what,
		isProof: true,
		read: (body) => (isRecord(body) && isIt(asWire<T>(body)) ? asWire<T>(body) : undefined),
	};
}

/** A page of a list. */
export interface Page<Element> {
	elements: Array<Wire<Element>>;
	paging: Wire<CursorPaging>;
	total?: unknown;
}

/**
 * A list: `data.groups[]`, `data[]`, `groups[]` and the like (D32).
 *
 * @param keys by which the list is known besides `data`
 */
export function listOf<Element>(what: string, ...keys: string[]): Expected<Page<Element>> {
	return {
		what,
		read: (body, status) => {
			// A part of a list is not the list.
			if (status === PARTIAL_CONTENT) return undefined;
			const elements = findList(body, [...keys, 'data']);
			// An element that tells nothing would be an empty item.
			const isReadable = elements?.every((one) => isRecord(one) && Object.keys(one).length > 0);
			if (!elements || !isReadable) return undefined;
			// Where the list stands in an object of its own, they may stand there as well.
			const about = { ...asRecord(asRecord(body).data), ...asRecord(body) };
			return {
				elements: elements as Array<Wire<Element>>,
				paging: asWire(about.paging),
				total: about.total,
			};
		},
	};
}

/** The list under one of the keys, at most two deep. An empty one is the last choice. */
function findList(body: unknown, keys: readonly string[]): unknown[] | undefined {
	const inside = (value: unknown) => (isRecord(value) ? keys.map((key) => value[key]) : []);
	const outer = inside(body);
	const lists = [...outer, ...outer.flatMap(inside)].filter((value) => Array.isArray(value));
	return lists.find((list) => list.length > 0) ?? lists[0];
}

/**
 * What was read of something. A thing of which nothing can be read is no empty one.
 *
 * @param what in words: "a group"
 * @throws ServiceFailure when that is nothing
 */
export function notNothing<T extends object>(what: string, told: T): T {
	if (Object.keys(told).length > 0) return told;
	throw new ServiceFailure(
		{
			code: 'unreadable_answer',
			message: `The service answered, but nothing that it says about ${what} can be read.`,
			hint: CODES.unreadable_answer.todo,
		},
		'notDone',
	);
}

/** A file's bytes. */
export const fileContent: Expected<Buffer> = {
	what: 'a file',
	read: (body, status) => (Buffer.isBuffer(body) && status !== PARTIAL_CONTENT ? body : undefined),
};

/** The cursor of the next page: of its own key, or from within `next`, whose host is never followed. */
export function cursorOf(paging: Wire<CursorPaging>): string | undefined {
	const { after } = asWire<NonNullable<CursorPaging['cursors']>>(paging.cursors);
	const own = asText(after) ?? asText(paging.after);
	if (own !== undefined) return own;
	const encoded = /[?&]after=([^&#]+)/.exec(asText(paging.next) ?? '')?.[1];
	if (encoded === undefined) return undefined;
	try {
		return decodeURIComponent(encoded.replaceAll('+', ' '));
	} catch {
		return undefined;
	}
}
