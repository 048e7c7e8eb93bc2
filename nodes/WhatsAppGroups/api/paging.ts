/**
 * Reads lists by their cursors, on the credential's host only (contract 1.1, D32). A list is told whole
 * or not at all: what ends it has to say so.
 */
import { CODES } from '../failures/codes';
import { ServiceFailure } from '../failures/failure';
import { cursorOf, type Page } from './answer';
import type { Api } from './client';
import type { Call } from './call';
import type { Wire } from './contract/wire';
import { asText } from './values';

/** The service's code for a cursor that is no longer good. */
export const INVALID_CURSOR = 131059;

export interface CursorList<Element> {
	call: Omit<Call<Page<Element>>, 'kind'>;
	/**
	 * What tells elements apart, should the list have to be read again from its start. Those without are
	 * kept apart from each other.
	 */
	id(element: Wire<Element>): string | undefined;
}

export interface CursorPage<Element> {
	elements: Array<Wire<Element>>;
	/** Undefined on the last page. */
	after?: string;
}

/**
 * One page, by one call (two, where the first one is empty). The list goes on while the cursor is new: a
 * page may be smaller than was asked for, and `next` may be missing.
 *
 * @throws ServiceFailure when the page cannot be read, or names no way to the rest of the list
 */
export async function readPage<Element>(
	api: Api,
	list: Omit<CursorList<Element>, 'id'>,
	after?: string,
): Promise<CursorPage<Element>> {
	const { page, asked } = await pageAt(api, list, after);
	const next = nextCursor(page, pageLimit(list), asked);
	return { elements: page.elements, ...(next !== undefined && { after: next }) };
}

/** What stands behind a cursor, and the cursor by which it was asked for in the end. */
async function pageAt<Element>(
	api: Api,
	list: Omit<CursorList<Element>, 'id'>,
	after?: string,
): Promise<{ page: Page<Element>; asked?: string }> {
	return await pastEmpty(api, list, await askFor(api, list, after), after);
}

async function askFor<Element>(
	api: Api,
	{ call }: Omit<CursorList<Element>, 'id'>,
	after?: string,
): Promise<Page<Element>> {
	const query = { ...call.query, after };
	return (await api.call({ ...call, query, kind: 'read' })).value;
}

/**
 * This page, or the one behind it where it is empty and names one: the service may leave out all that a
 * page would hold. Two empty pages in a row are the end.
 *
 * @param after the cursor by which this page was asked for
 */
export async function pastEmpty<Element>(
	api: Api,
	list: Omit<CursorList<Element>, 'id'>,
	page: Page<Element>,
	after?: string,
): Promise<{ page: Page<Element>; asked?: string }> {
	const cursor = cursorOf(page.paging);
	if (page.elements.length > 0 || cursor === undefined || cursor === after) {
		return { page, asked: after };
	}
	return { page: await askFor(api, list, cursor), asked: cursor };
}

function pageLimit<Element>({ call }: Omit<CursorList<Element>, 'id'>): number {
	return Number(call.query?.limit ?? Infinity);
}

/**
 * The cursor of the page after this one; undefined on the last.
 *
 * @param limit how many elements were asked for
 * @param after the cursor by which this page was asked for
 * @throws ServiceFailure when the page names no way to the rest of the list
 */
export function nextCursor<Element>(
	{ elements, paging }: Page<Element>,
	limit: number,
	after?: string,
): string | undefined {
	if (elements.length === 0) return undefined;
	const cursor = cursorOf(paging);
	if (cursor !== undefined && cursor !== after) return cursor;
	const isFull = cursor === undefined && elements.length >= limit;
	if (asText(paging.next) !== undefined || isFull)
		throw incomplete('does not say how to get the rest of it');
	return undefined;
}

/**
 * Elements up to a limit. An expired cursor (131059) makes the list start over, once.
 *
 * @throws ServiceFailure when a page cannot be read, or the service repeats itself
 */
export async function readUpTo<Element>(
	api: Api,
	list: CursorList<Element>,
	limit: number,
): Promise<Array<Wire<Element>>> {
	if (limit < 1) return [];
	let startedOver = false;
	for (;;) {
		const elements = await readOnce(api, list, limit).catch((failure: unknown) => {
			const isExpired = failure instanceof ServiceFailure && failure.hasCode(INVALID_CURSOR);
			if (!isExpired || startedOver) throw failure;
			startedOver = true;
			return undefined;
		});
		if (elements) return elements.slice(0, limit);
	}
}

async function readOnce<Element>(
	api: Api,
	list: CursorList<Element>,
	limit: number,
): Promise<Array<Wire<Element>>> {
	const found: Array<Wire<Element>> = [];
	const seen = new Seen(list.id);
	const cursors = new Set<string>();
	let after: string | undefined;
	for (;;) {
		const { page, asked } = await pageAt(api, list, after);
		found.push(...seen.fresh(page.elements));
		// Nobody asks for the rest: whether there is a way to it does not matter.
		if (found.length >= limit) return found;
		after = nextCursor(page, pageLimit(list), asked);
		if (after === undefined) return found;
		if (cursors.has(after)) throw incomplete('repeats itself');
		cursors.add(after);
	}
}

/** The elements that were on earlier pages. */
export class Seen<Element> {
	private readonly ids = new Set<string>();
	private readonly anonymous = new Set<string>();

	constructor(private readonly id: (element: Wire<Element>) => string | undefined) {}

	/**
	 * The elements of a page that were on none before. One or two may be again on the next page, where the
	 * list has changed meanwhile.
	 *
	 * @throws ServiceFailure when the page holds nothing new
	 */
	fresh(page: ReadonlyArray<Wire<Element>>): Array<Wire<Element>> {
		const ofEarlierPages = new Set(this.anonymous);
		const fresh = page.filter((element) => {
			const id = this.id(element);
			if (id === undefined) {
				const whole = JSON.stringify(element);
				this.anonymous.add(whole);
				return !ofEarlierPages.has(whole);
			}
			if (this.ids.has(id)) return false;
			this.ids.add(id);
			return true;
		});
		if (page.length > 0 && fresh.length === 0) throw incomplete('repeats itself');
		return fresh;
	}
}

/** A list of which something is missing. */
export function incomplete(why: string): ServiceFailure {
	return new ServiceFailure(
		{
			code: 'incomplete_list',
			message: `The service’s list cannot be read in full: it ${why}.`,
			hint: CODES.incomplete_list.todo,
		},
		'notDone',
	);
}
