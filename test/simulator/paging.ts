import type { CursorPaging } from '../../nodes/WhatsAppGroups/api/contract/wire';
import { badParameter, ServiceError } from './errors';
import type { Call, Core } from './core';
import { queryInteger } from './validation';

const LIMITS = { min: 1, max: 1024, default: 25 };

/** Opaque, and told apart from any text that the simulator did not hand out. */
function encode(kind: string, key: string): string {
	return Buffer.from(`${kind}:${key}`).toString('base64');
}

function decode(kind: string, cursor: string): string {
	const text = Buffer.from(cursor, 'base64').toString('utf8');
	if (!text.startsWith(`${kind}:`) || encode(kind, text.slice(kind.length + 1)) !== cursor) {
		throw new ServiceError(131059);
	}
	return text.slice(kind.length + 1);
}

interface PageOf<T> {
	items: T[];
	paging?: CursorPaging;
}

/**
 * One page by cursor. A cursor holds the key of an item, so that pages neither skip nor repeat when
 * items come and go between two calls; `position` tells where a key stands, also one that is gone.
 *
 * @throws 131059 for a cursor that was not handed out, 100 for a bad limit
 */
export function pageOf<T>(
	core: Core,
	call: Call,
	kind: string,
	items: T[],
	keyOf: (item: T) => string,
	position: (key: string) => { index: number; present: boolean },
): PageOf<T> {
	const limit = capped(core, queryInteger(call, 'limit', LIMITS));
	const { after, before } = call.query;
	if (after !== undefined && before !== undefined) {
		throw badParameter('Only one of after and before may be given');
	}
	let start = 0;
	if (after !== undefined) {
		const { index, present } = position(decode(kind, after));
		start = present ? index + 1 : index;
	}
	let end = Math.min(start + limit, items.length);
	if (before !== undefined) {
		end = position(decode(kind, before)).index;
		start = Math.max(0, end - limit);
	}
	const page = items.slice(start, end);
	if (page.length === 0) return { items: page };
	const first = encode(kind, keyOf(page[0]));
	const last = encode(kind, keyOf(page[page.length - 1]));
	// The real links lead to Meta's host with Meta's version and number: following them must fail.
	const link = (cursor: string) =>
		`https://graph.facebook.com/VERSION/PHONE_NUMBER_ID${call.route}?limit=${limit}&${cursor}`;
	return {
		items: page,
		paging: styledPaging(core, {
			cursors: { before: first, after: last },
			...(start > 0 ? { previous: link(`before=${encodeURIComponent(first)}`) } : {}),
			...(end < items.length ? { next: link(`after=${encodeURIComponent(last)}`) } : {}),
		}),
	};
}

/** The size of a page, which may be smaller than what was asked for; by the switch `listPageCap`. */
export function capped(core: Core, limit: number): number {
	return Math.min(limit, core.switches.listPageCap || limit);
}

/** What the switch `pagingStyle` leaves of the paging; nothing where nothing is left. */
export function styledPaging(core: Core, paging: CursorPaging): CursorPaging | undefined {
	const { pagingStyle } = core.switches;
	const { cursors, previous, next } = paging;
	if (pagingStyle === 'cursors') return { cursors };
	if (pagingStyle === 'both') return paging;
	const links = { ...(previous ? { previous } : {}), ...(next ? { next } : {}) };
	return Object.keys(links).length > 0 ? links : undefined;
}
