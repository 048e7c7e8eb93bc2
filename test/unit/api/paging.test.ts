import fc from 'fast-check';

import { ServiceFailure } from '../../../nodes/WhatsAppGroups/api/errorBody';
import {
	readPage,
	readUpTo,
	tryReadUpTo,
	type CursorList,
} from '../../../nodes/WhatsAppGroups/api/paging';
import { aCall, FakeService, type FakeAnswer } from './fakeApi';

interface Thing {
	id: string;
}

interface Body {
	things?: Thing[];
	paging?: { cursors?: { after?: string }; next?: string };
}

const list = (limit?: number): CursorList<Body, Thing> => ({
	call: { ...aCall, ...(limit !== undefined && { query: { limit } }) },
	elements: (body) => body.things ?? [],
	id: (thing) => thing.id,
});

const things = (from: number, to: number): Thing[] =>
	Array.from({ length: Math.max(0, to - from) }, (_, index) => ({ id: String(from + index) }));

const NEXT = 'https://graph.facebook.com/v99/things?after=elsewhere';
const EXPIRED: FakeAnswer = {
	status: 400,
	body: { error: { code: 131059, message: '(#131059) Invalid cursor' } },
};

/** Serves `total` things, a page at a time, by cursors that are positions. */
function service(total: number, page: number, withNext: 'always' | 'never' | 'ifMore' = 'ifMore') {
	return new FakeService(({ query }) => {
		const from = Number(query.after ?? 0);
		const to = Math.min(total, from + page);
		const hasNext = withNext === 'always' || (withNext === 'ifMore' && to < total);
		const body: Body = {
			things: things(from, to),
			paging: { cursors: { after: String(to) }, ...(hasNext && { next: NEXT }) },
		};
		return { body };
	});
}

/** Answers with these pages in turn, whatever is asked. */
function script(...answers: FakeAnswer[]) {
	const rest = [...answers];
	return new FakeService(() => {
		const answer = rest.shift();
		if (!answer) throw new Error('More was asked than expected');
		return answer;
	});
}

const page = (ids: Thing[], after?: string, next?: string): FakeAnswer => ({
	body: { things: ids, paging: { ...(after && { cursors: { after } }), ...(next && { next }) } },
});

test('reads every element once and in order, up to the limit, with no call too many', async () => {
	await fc.assert(
		fc.asyncProperty(
			fc.integer({ min: 0, max: 60 }),
			fc.integer({ min: 1, max: 30 }),
			fc.integer({ min: 1, max: 70 }),
			fc.constantFrom('always' as const, 'never' as const, 'ifMore' as const),
			async (total, size, limit, withNext) => {
				const { api, calls } = service(total, size, withNext);
				const found = await readUpTo(api, list(size), limit);
				expect(found).toEqual(things(0, Math.min(total, limit)));
				const pages = Math.max(1, Math.ceil(Math.min(total, limit) / size));
				expect(calls.length).toBeGreaterThanOrEqual(pages);
				// One more where the last page cannot be told from one in the middle.
				expect(calls.length).toBeLessThanOrEqual(pages + 1);
				if (withNext === 'ifMore' && total % size !== 0) expect(calls).toHaveLength(pages);
			},
		),
		{ numRuns: 300 },
	);
});

test('asks with the list’s own query, and then with the cursor, on our host', async () => {
	const { api, calls } = service(5, 2);
	await readUpTo(api, list(2), Infinity);
	expect(calls.map(({ path, query }) => ({ path, query }))).toEqual([
		{ path: '/things', query: { limit: 2 } },
		{ path: '/things', query: { limit: 2, after: '2' } },
		{ path: '/things', query: { limit: 2, after: '4' } },
	]);
});

test('a limit of 0 asks nothing', async () => {
	const { api, calls } = service(5, 2);
	expect(await readUpTo(api, list(2), 0)).toEqual([]);
	expect(calls).toEqual([]);
});

test('a full page without `next` is followed by one more call', async () => {
	const { api, calls } = service(50, 25, 'never');
	expect(await readUpTo(api, list(), Infinity)).toHaveLength(50);
	expect(calls).toHaveLength(3);
});

test('a page that is not full and has no `next` is the last', async () => {
	const { api, calls } = service(49, 25, 'never');
	expect(await readUpTo(api, list(), Infinity)).toHaveLength(49);
	expect(calls).toHaveLength(2);
});

test('a page without a cursor is the last, even with `next`', async () => {
	const { api } = script(page(things(0, 2), undefined, NEXT));
	expect(await readUpTo(api, list(2), Infinity)).toEqual(things(0, 2));
});

test('an empty page is the last, even with `next`', async () => {
	const { api } = script(page(things(0, 2), 'a', NEXT), page([], 'b', NEXT));
	expect(await readUpTo(api, list(2), Infinity)).toEqual(things(0, 2));
});

test('the same cursor again ends the list', async () => {
	const { api } = script(page(things(0, 2), 'a', NEXT), page(things(2, 4), 'a', NEXT));
	expect(await readUpTo(api, list(2), Infinity)).toEqual(things(0, 4));
});

test('a page whose cursor is the one that was asked for is the last', async () => {
	const { api } = script(page(things(2, 4), 'a', NEXT));
	expect(await readPage(api, list(2), 'a')).toEqual({ elements: things(2, 4), after: undefined });
});

test('a circle of cursors ends', async () => {
	const { api, calls } = script(
		page(things(0, 2), 'a', NEXT),
		page(things(2, 4), 'b', NEXT),
		page(things(4, 6), 'a', NEXT),
	);
	expect(await readUpTo(api, list(2), Infinity)).toEqual(things(0, 6));
	expect(calls).toHaveLength(3);
});

test('an expired cursor starts the list over, once, and no element comes twice', async () => {
	const { api, calls } = script(
		page(things(0, 2), 'a', NEXT),
		EXPIRED,
		page([{ id: 'new' }, ...things(0, 1)], 'a', NEXT),
		page(things(1, 3), 'c'),
		page([]),
	);
	const found = await readUpTo(api, list(2), Infinity);
	expect(found.map(({ id }) => id).sort()).toEqual(['0', '1', '2', 'new']);
	expect(calls.map(({ query }) => query.after)).toEqual([undefined, 'a', undefined, 'a', 'c']);
});

test('a cursor that expires again is an error', async () => {
	const answers = () =>
		script(page(things(0, 2), 'a', NEXT), EXPIRED, page(things(0, 2), 'b', NEXT), EXPIRED);
	await expect(readUpTo(answers().api, list(2), Infinity)).rejects.toMatchObject({ code: 131059 });
	const result = await tryReadUpTo(answers().api, list(2), Infinity);
	expect(result).toBeInstanceOf(ServiceFailure);
});

test('a first page that complains of a cursor is not asked for again', async () => {
	const { api, calls } = script(EXPIRED);
	await expect(readUpTo(api, list(2), Infinity)).rejects.toMatchObject({ code: 131059 });
	expect(calls).toHaveLength(1);
});

test('another error ends the list as an error, whatever was read before', async () => {
	const refused: FakeAnswer = { status: 400, body: { error: { code: 131041, message: 'M' } } };
	const { api } = script(page(things(0, 2), 'a', NEXT), refused);
	await expect(readUpTo(api, list(2), Infinity)).rejects.toMatchObject({ code: 131041 });
});

test.each([[null], [[]], [{ paging: null }], [{ paging: { cursors: null } }], ['']])(
	'a body like %j is an empty page',
	async (body) => {
		const { api } = new FakeService(() => ({ body }));
		const empty: CursorList<Body, Thing> = { ...list(2), elements: () => [] };
		expect(await readPage(api, empty)).toEqual({ elements: [], after: undefined });
	},
);

test('readPage hands on the cursor of a page in the middle, and none of the last', async () => {
	const { api } = service(4, 3);
	expect(await readPage(api, list(3))).toEqual({ elements: things(0, 3), after: '3' });
	expect(await readPage(api, list(3), '3')).toEqual({ elements: things(3, 4), after: undefined });
});
