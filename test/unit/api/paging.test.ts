import fc from 'fast-check';

import { listOf } from '../../../nodes/WhatsAppGroups/api/answer';
import {
	readPage,
	readUpTo,
	Seen,
	type CursorList,
} from '../../../nodes/WhatsAppGroups/api/paging';
import { asId } from '../../../nodes/WhatsAppGroups/api/values';
import { CODES } from '../../../nodes/WhatsAppGroups/failures/codes';
import { aCall, FakeService, type FakeAnswer } from './fakeApi';

interface Thing {
	id?: string;
	name?: string;
}

const list = (limit?: number): CursorList<Thing> => ({
	call: {
		...aCall,
		...(limit !== undefined && { query: { limit } }),
		expects: listOf<Thing>('a list of things', 'things'),
	},
	id: (thing) => asId(thing.id),
});

/** What is told of a list that did not come whole. */
const incomplete = (why: string) => ({
	name: 'ServiceFailure',
	certainty: 'notDone',
	details: {
		code: 'incomplete_list',
		message: `The service’s list cannot be read in full: it ${why}.`,
		hint: CODES.incomplete_list.todo,
	},
});
const REPEATS = incomplete('repeats itself');
const NO_WAY = incomplete('does not say how to get the rest of it');

const things = (from: number, to: number): Thing[] =>
	Array.from({ length: Math.max(0, to - from) }, (_, index) => ({ id: String(from + index) }));

const NEXT = 'https://graph.facebook.com/v99/things?after=elsewhere';
const EXPIRED: FakeAnswer = {
	status: 400,
	body: { error: { code: 131059, message: '(#131059) Invalid cursor' } },
};

/** How a service may tell of the page after this one. */
const WAYS = {
	'cursor and next': (cursor: string, isLast: boolean) => ({
		cursors: { after: cursor },
		...(!isLast && { next: `https://graph.facebook.com/v99/things?after=${cursor}` }),
	}),
	'cursor, and next even on the last page': (cursor: string) => ({
		cursors: { after: cursor },
		next: NEXT,
	}),
	'cursor only': (cursor: string) => ({ cursors: { after: cursor } }),
	'cursor only, none on the last page': (cursor: string, isLast: boolean) =>
		isLast ? {} : { cursors: { after: cursor } },
	'next only': (cursor: string, isLast: boolean) =>
		isLast ? {} : { next: `https://elsewhere.test/things?limit=1&after=${cursor}` },
	'a cursor of its own': (cursor: string, isLast: boolean) => (isLast ? {} : { after: cursor }),
};
type Way = keyof typeof WAYS;

/** Serves `total` things, at most `cap` at a time, by cursors that are positions. */
function service(total: number, cap: number, way: Way = 'cursor and next') {
	return new FakeService(({ query }) => {
		const from = Number(query.after ?? 0);
		const size = Math.min(cap, Number(query.limit ?? Infinity));
		const to = Math.min(total, from + size);
		return {
			body: { things: things(from, to), paging: WAYS[way](String(to), to === total) },
		};
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
			fc.integer({ min: 1, max: 70 }),
			fc.constantFrom(...(Object.keys(WAYS) as Way[])),
			async (total, cap, asked, limit, way) => {
				// A last page that is as full as was asked for looks like one that was cut off.
				const size = Math.min(cap, asked);
				const hidesItsEnd =
					['next only', 'a cursor of its own'].includes(way) || way.includes('none');
				fc.pre(!(hidesItsEnd && size === asked && total > 0 && total % size === 0));
				const { api, calls } = service(total, cap, way);
				const found = await readUpTo(api, list(asked), limit);
				expect(found).toEqual(things(0, Math.min(total, limit)));
				const pages = Math.max(1, Math.ceil(Math.min(total, limit) / size));
				expect(calls.length).toBeGreaterThanOrEqual(pages);
				// One more where the last page cannot be told from one in the middle.
				expect(calls.length).toBeLessThanOrEqual(pages + 1);
				if (hidesItsEnd || limit < total) expect(calls).toHaveLength(pages);
			},
		),
		{ numRuns: 500 },
	);
});

test('asks with the list’s own query, and then with the cursor, on our host', async () => {
	const { api, calls, requests } = service(5, 2, 'cursor only, none on the last page');
	await readUpTo(api, list(2), Infinity);
	expect(calls.map(({ path, query }) => ({ path, query }))).toEqual([
		{ path: '/things', query: { limit: 2 } },
		{ path: '/things', query: { limit: 2, after: '2' } },
		{ path: '/things', query: { limit: 2, after: '4' } },
	]);
	expect(requests.every(({ url }) => url === 'https://service.test/things')).toBe(true);
});

test('a `next` of another host is not followed: only its cursor is used, on ours', async () => {
	const { api, requests } = service(5, 2, 'next only');
	expect(await readUpTo(api, list(3), Infinity)).toEqual(things(0, 5));
	expect(requests.map(({ url, qs }) => ({ url, qs }))).toEqual(
		[{ limit: 3 }, { limit: 3, after: '2' }, { limit: 3, after: '4' }].map((qs) => ({
			url: 'https://service.test/things',
			qs,
		})),
	);
});

test('the limit ends it: nothing is asked for beyond', async () => {
	for (const [limit, pages] of [
		[1, 1],
		[2, 1],
		[3, 2],
		[4, 2],
	]) {
		const { api, calls } = service(100, 2);
		expect(await readUpTo(api, list(2), limit)).toEqual(things(0, limit));
		expect(calls).toHaveLength(pages);
	}
});

test.each([5, 4])('5 elements and no way on are enough for %d', async (limit) => {
	const { api } = script(page(things(0, 5)));
	expect(await readUpTo(api, list(limit), limit)).toEqual(things(0, limit));
});

test('a limit of 0 asks nothing', async () => {
	const { api, calls } = service(5, 2);
	expect(await readUpTo(api, list(2), 0)).toEqual([]);
	expect(calls).toEqual([]);
});

test('pages that are smaller than was asked for, without `next`, are not the whole list', async () => {
	const { api, calls } = service(250, 100, 'cursor only');
	expect(await readUpTo(api, list(1024), Infinity)).toHaveLength(250);
	expect(calls).toHaveLength(4);
});

test('a page of one that is not full, and not the last', async () => {
	const { api } = script(page(things(0, 1), 'a'), page(things(1, 3), 'b'), page([]));
	expect(await readUpTo(api, list(25), Infinity)).toEqual(things(0, 3));
});

describe('an empty page', () => {
	const ids = (answers: FakeAnswer[]) => readUpTo(script(...answers).api, list(2), Infinity);

	test.each<[string, FakeAnswer[], number]>([
		['the first', [page([], 'a', NEXT), page(things(0, 2), 'b'), page([])], 2],
		['in the middle', [page(things(0, 2), 'a'), page([], 'b'), page(things(2, 3))], 3],
		[
			'each second one',
			[page([], 'a'), page(things(0, 2), 'b'), page([], 'c'), page(things(2, 3), 'd'), page([])],
			3,
		],
		['by `next` alone', [page([], undefined, '?after=a'), page(things(0, 1))], 1],
	])('with a new cursor is passed over: %s', async (_where, answers, count) => {
		expect(await ids(answers)).toEqual(things(0, count));
	});

	test.each<[string, FakeAnswer[], number]>([
		['without a cursor', [page(things(0, 2), 'a'), page([])], 2],
		['with the cursor that was asked for', [page(things(0, 2), 'a'), page([], 'a', NEXT)], 2],
		['a `next` without a cursor', [page([], undefined, 'https://x.test/2')], 0],
		['the second in a row', [page(things(0, 2), 'a'), page([], 'b', NEXT), page([], 'c', NEXT)], 2],
		['the second in a row, at first', [page([], 'a', NEXT), page([], 'b', NEXT)], 0],
	])('is the last: %s', async (_what, answers, count) => {
		expect(await ids(answers)).toEqual(things(0, count));
	});

	test('is handed on by nobody: readPage gives the one behind it', async () => {
		const { api } = script(page([], 'b'), page(things(0, 2), 'c'));
		expect(await readPage(api, list(2), 'a')).toEqual({ elements: things(0, 2), after: 'c' });
		const { api: ended } = script(page([], 'b'), page([], 'c'));
		expect(await readPage(ended, list(2), 'a')).toEqual({ elements: [] });
	});
});

describe('a list that is not told whole is none', () => {
	test.each<[string, FakeAnswer[], object]>([
		['a `next` that names no cursor', [page(things(0, 2), undefined, 'https://x.test/2')], NO_WAY],
		['a `next` that cannot be decoded', [page(things(0, 2), undefined, `?after=%E0%A4%A`)], NO_WAY],
		['a full page without any way on', [page(things(0, 5))], NO_WAY],
		['more than was asked for without any way on', [page(things(0, 6))], NO_WAY],
		[
			'a full second page without any way on',
			[page(things(0, 5), 'a'), page(things(5, 10))],
			NO_WAY,
		],
		[
			'`next`, and the cursor that was asked for',
			[page(things(0, 2), 'a', NEXT), page(things(2, 4), 'a', NEXT)],
			NO_WAY,
		],
		[
			'the same page again, by another cursor',
			[page(things(0, 2), 'a'), page(things(0, 2), 'b')],
			REPEATS,
		],
		[
			'the same page again, by the same cursor',
			[page(things(0, 2), 'a'), page(things(0, 2), 'a')],
			REPEATS,
		],
		['the same page again, as the last', [page(things(0, 2), 'a'), page(things(0, 2))], REPEATS],
		[
			'a circle of cursors',
			[page(things(0, 2), 'a'), page(things(2, 4), 'b'), page(things(4, 6), 'a')],
			REPEATS,
		],
		[
			'a circle of pages',
			[page(things(0, 2), 'a'), page(things(2, 4), 'b'), page(things(0, 2), 'c')],
			REPEATS,
		],
		[
			'the same page again, of things without ids',
			[page([{ name: 'x' }, { name: 'y' }], 'a'), page([{ name: 'x' }, { name: 'y' }], 'b')],
			REPEATS,
		],
	])('%s', async (_what, answers, failure) => {
		await expect(readUpTo(script(...answers).api, list(5), Infinity)).rejects.toMatchObject(
			failure,
		);
	});

	test.each<[string, unknown]>([
		['nothing', ''],
		['null', null],
		['an empty object', {}],
		['a list that is no element of the answer', things(0, 2)],
		['a page', '<html>Welcome</html>'],
		['a list under another key', { items: things(0, 2) }],
		['a list of what is no thing', { things: ['1', '2'] }],
		['a thing', { id: '1' }],
		['a list with nothing in an element', { things: [{}] }],
	])('%s', async (_what, body) => {
		const { api, time } = new FakeService(() => ({ body }));
		await expect(time.run(readUpTo(api, list(2), Infinity))).rejects.toMatchObject({
			certainty: 'notDone',
			details: {
				code: 'unreadable_answer',
				message:
					'The service answered GET /things with HTTP 200, but its answer is not a list of things.',
			},
		});
	});

	test('a part of it', async () => {
		const { api, time } = new FakeService(() => ({ status: 206, body: { things: things(0, 2) } }));
		await expect(time.run(readUpTo(api, list(2), Infinity))).rejects.toMatchObject({
			details: { code: 'unreadable_answer', httpStatus: 206 },
		});
	});

	test('a second page that cannot be read', async () => {
		const { api, time } = new FakeService(({ query }) =>
			query.after === undefined ? page(things(0, 2), 'a') : { body: { other: 1 } },
		);
		await expect(time.run(readUpTo(api, list(2), Infinity))).rejects.toMatchObject({
			details: { code: 'unreadable_answer' },
		});
	});
});

// Contract 1.1: an unchanged cursor is the end.
test.each([3, 4])(
	'the cursor that was asked for, and no `next`, is that of the last page: %d elements in all',
	async (count) => {
		const { api } = script(page(things(0, 2), 'a'), page(things(2, count), 'a'));
		expect(await readUpTo(api, list(2), Infinity)).toEqual(things(0, count));
	},
);

test('a list that has changed meanwhile has some elements on two pages: they are told once', async () => {
	const { api } = script(page(things(0, 3), 'a'), page(things(2, 5), 'b'), page([]));
	expect(await readUpTo(api, list(3), Infinity)).toEqual(things(0, 5));
});

test('elements without an ID are kept apart from each other', async () => {
	const nameless = [{ name: 'x' }, { name: 'x' }, { name: 'y' }];
	const { api } = script(page(nameless, 'a'), page([{ name: 'z' }, { id: '1' }], 'b'), page([]));
	expect(await readUpTo(api, list(3), Infinity)).toEqual([...nameless, { name: 'z' }, { id: '1' }]);
	const blank = [
		{ id: '', name: 'x' },
		{ id: ' ', name: 'y' },
	];
	expect(await readUpTo(script(page(blank)).api, list(3), Infinity)).toEqual(blank);
});

describe('an expired cursor', () => {
	test('makes the list start over, once, and no element comes twice', async () => {
		const { api, calls } = script(
			page(things(0, 2), 'a', NEXT),
			EXPIRED,
			page([{ id: 'new' }, ...things(0, 1)], 'a', NEXT),
			page(things(1, 3), 'c'),
			page([]),
		);
		const found = await readUpTo(api, list(2), Infinity);
		expect(found.map(({ id }) => id)).toEqual(['new', '0', '1', '2']);
		expect(calls.map(({ query }) => query.after)).toEqual([undefined, 'a', undefined, 'a', 'c']);
	});

	test('leaves nothing of the first reading: what is gone meanwhile is not told', async () => {
		const { api } = script(page(things(0, 2), 'a'), EXPIRED, page(things(1, 3), 'b'), page([]));
		expect(await readUpTo(api, list(2), Infinity)).toEqual(things(1, 3));
	});

	test('of elements without an ID gives no doubles either', async () => {
		const nameless = [{ name: 'x' }, { name: 'y' }];
		const { api } = script(page(nameless, 'a'), EXPIRED, page(nameless, 'b'), page([]));
		expect(await readUpTo(api, list(2), Infinity)).toEqual(nameless);
	});

	test('that expires again is an error', async () => {
		const { api } = script(
			page(things(0, 2), 'a', NEXT),
			EXPIRED,
			page(things(0, 2), 'b', NEXT),
			EXPIRED,
		);
		await expect(readUpTo(api, list(2), Infinity)).rejects.toMatchObject({
			details: { code: 131059 },
		});
	});

	test('of a first page, which has none, is an error that is not asked for without end', async () => {
		const { api, calls } = script(EXPIRED, EXPIRED);
		await expect(readUpTo(api, list(2), Infinity)).rejects.toMatchObject({
			details: { code: 131059 },
		});
		expect(calls).toHaveLength(2);
	});
});

test('another error ends the list as an error, whatever was read before', async () => {
	const refused: FakeAnswer = { status: 400, body: { error: { code: 131041, message: 'M' } } };
	const { api } = script(page(things(0, 2), 'a', NEXT), refused);
	await expect(readUpTo(api, list(2), Infinity)).rejects.toMatchObject({
		details: { code: 131041 },
	});
});

test('readPage hands on the cursor of a page in the middle, and none of the last', async () => {
	const { api } = service(4, 3, 'next only');
	expect(await readPage(api, list(5))).toEqual({ elements: things(0, 3), after: '3' });
	expect(await readPage(api, list(5), '3')).toEqual({ elements: things(3, 4) });
});

describe('what was seen before', () => {
	test('whatever the pages: each element once, in its order, and an end where nothing is new', () => {
		const thing = fc.record({ id: fc.constantFrom('1', '2', '3', '4', '5', '6') });
		const pages = fc.array(fc.uniqueArray(thing, { selector: ({ id }) => id, maxLength: 4 }), {
			maxLength: 6,
		});
		fc.assert(
			fc.property(pages, (all) => {
				const seen = new Seen<Thing>(({ id }) => asId(id));
				const told: unknown[] = [];
				for (const one of all) {
					const isNew = one.length === 0 || one.some(({ id }) => !told.includes(id));
					if (!isNew) {
						expect(() => seen.fresh(one)).toThrow(REPEATS.details.message);
						return;
					}
					told.push(...seen.fresh(one).map(({ id }) => id));
				}
				expect(told).toEqual([...new Set(all.flat().map(({ id }) => id))]);
			}),
			{ numRuns: 500 },
		);
	});
});
