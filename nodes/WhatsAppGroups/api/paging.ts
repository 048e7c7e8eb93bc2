/** Reads lists by their cursors, on the credential's host only (contract 1.1). */
import type { Api, Call } from './client';
import type { CursorPaging } from './contract/wire';
import { ServiceFailure } from './errorBody';
import { asRecord, asText } from './values';

const INVALID_CURSOR = 131059;

/** Elements of a page when no limit is sent. */
const DEFAULT_PAGE = 25;

export interface CursorList<Body, Element> {
	call: Omit<Call, 'kind'>;
	elements(body: Body): Element[];
	/** What tells elements apart, should the list have to be read again from its start. */
	id(element: Element): string;
}

export interface CursorPage<Element> {
	elements: Element[];
	/** Undefined on the last page. */
	after?: string;
}

/** One page, by one call. */
export async function readPage<Body extends { paging?: CursorPaging }, Element>(
	api: Api,
	list: Omit<CursorList<Body, Element>, 'id'>,
	after?: string,
): Promise<CursorPage<Element> | ServiceFailure> {
	const answer = await api.tryCall<Body>({
		...list.call,
		query: { ...list.call.query, after },
		kind: 'read',
	});
	if (answer instanceof ServiceFailure) return answer;
	const elements = list.elements(answer.body);
	const paging = asRecord(asRecord(answer.body).paging);
	const cursor = asText(asRecord(paging.cursors).after);
	// The last page has no `next`. It names another host, so it may have been left out on purpose: a
	// full page without it is followed by one more call, and never by a silent end.
	const isFull = elements.length >= Number(list.call.query?.limit ?? DEFAULT_PAGE);
	const goesOn = asText(paging.next) !== undefined || isFull;
	const isLast = elements.length === 0 || cursor === after || !goesOn;
	return { elements, after: isLast ? undefined : cursor };
}

/**
 * Elements up to a limit. A missing or repeated cursor, or an empty page, ends the list; an expired
 * cursor (131059) makes it start over, once.
 *
 * @throws ServiceFailure when a page cannot be read
 */
export async function readUpTo<Body extends { paging?: CursorPaging }, Element>(
	api: Api,
	list: CursorList<Body, Element>,
	limit: number,
): Promise<Element[]> {
	const elements = await tryReadUpTo(api, list, limit);
	if (elements instanceof ServiceFailure) throw elements;
	return elements;
}

/** Like `readUpTo`, but a failure is returned. */
export async function tryReadUpTo<Body extends { paging?: CursorPaging }, Element>(
	api: Api,
	list: CursorList<Body, Element>,
	limit: number,
): Promise<Element[] | ServiceFailure> {
	const found = new Map<string, Element>();
	const cursors = new Set<string>();
	let startedOver = false;
	let after: string | undefined;
	while (found.size < limit) {
		const page = await readPage(api, list, after);
		if (page instanceof ServiceFailure) {
			const expired = page.code === INVALID_CURSOR;
			if (!expired || startedOver || after === undefined) return page;
			startedOver = true;
			after = undefined;
			cursors.clear();
			continue;
		}
		for (const element of page.elements) found.set(list.id(element), element);
		if (page.after === undefined || cursors.has(page.after)) break;
		cursors.add(page.after);
		after = page.after;
	}
	return [...found.values()].slice(0, limit);
}
