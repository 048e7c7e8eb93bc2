/** Lists of several pages: by cursors, and the older templates by offset. */
import type { ListSample } from '../samples';
import type { Call, Reply } from '../service';
import type { Said, Way } from '../ways';
import { SHAPES } from './errors';

const OLDER = '/v1/configs/templates';
const NEWER = 'GET /message_templates';
/** As in the contract's samples: no host of the credential, so nothing of ours may go there. */
const ELSEWHERE = 'https://graph.facebook.com/v23.0/1/groups?limit=2&after=';

type Paging = Record<string, unknown> | undefined;
interface Page {
	/** The numbers of its elements; a reply of another kind instead. */
	holds?: number[];
	paging?: Paging;
	reply?: Reply;
	rest?: Record<string, unknown>;
}

const cursor = (after: string, next = true): Paging => ({
	cursors: { after, before: 'b' },
	...(next && { next: ELSEWHERE + after }),
});

function byCursor(
	name: string,
	said: Partial<Said>,
	page: (after: string | null, calls: readonly Call[]) => Page,
): Way {
	return {
		topic: 'paging',
		name: `by cursor, ${name}`,
		fits: (_sample, operation) =>
			['group:getAll', 'joinRequest:getAll', 'template:getAll'].includes(operation),
		said: ({ list }) => saidOf(list, said, [1, 2, 3, 4, 5]),
		answer: (call, { decisive, list }, calls) => {
			if (!list) return undefined;
			const isTemplates = decisive.endsWith(OLDER);
			if (isTemplates && call.path === OLDER) return { status: 404, refuses: true };
			if (call.name !== (isTemplates ? NEWER : decisive)) return undefined;
			return replyOf(
				page(call.query.get('after'), calls),
				(elements) => (isTemplates ? { data: elements } : list.usual(elements)),
				list,
			);
		},
	};
}

function byOffset(name: string, said: Partial<Said>, page: (offset: number) => Page): Way {
	return {
		topic: 'paging',
		name: `by offset, ${name}`,
		fits: (_sample, operation) => operation === 'template:getAll',
		said: ({ list }) => saidOf(list, said, [1, 2, 3, 4, 5]),
		answer: (call: Call, { decisive, list }) =>
			call.name === decisive && list
				? replyOf(
						page(Number(call.query.get('offset') ?? 0)),
						(waba_templates) => ({ waba_templates }),
						list,
					)
				: undefined,
	};
}

function saidOf(list: ListSample | undefined, said: Partial<Said>, all: number[]): Said {
	const word = said.word ?? 'done';
	const isShown = word === 'done' || word === 'hinted';
	return { word, ...(isShown && list && { holds: all.map(list.mark) }), ...said };
}

function replyOf(
	{ holds = [], paging, reply, rest }: Page,
	wrap: (elements: unknown) => object,
	list: ListSample,
): Reply {
	return (
		reply ?? { body: { ...wrap(holds.map(list.element)), ...(paging && { paging }), ...rest } }
	);
}

/** A first page of two, and then what `second` says. */
const after =
	(second: Page, first: Page = { holds: [1, 2], paging: cursor('c1') }) =>
	(at: string | null): Page =>
		at === null ? first : second;

const hinted = { word: 'hinted' } as const;
const nothing = { word: 'nothing' } as const;

const EXPIRED: Reply = {
	status: 400,
	body: { error: { code: 131059, message: 'Invalid cursor' } },
};

const broken: Record<string, Reply> = {
	null: { body: 'null', headers: { 'Content-Type': 'application/json' } },
	'{}': { body: {} },
	'an empty body': { body: '' },
	'an HTML page': { body: '<html><body>Hello</body></html>' },
	'a list that is null': { body: { data: null } },
	'a Graph error in 200': { body: SHAPES['a Graph error'] },
	'a meta error in 200': { body: SHAPES['a meta error'] },
	'an error of one sentence in 200': { body: SHAPES['an error of one sentence'] },
	'500 for ever': { status: 500 },
	'403': { status: 403, body: SHAPES['a Graph error'] },
	'a redirect': { status: 302, headers: { Location: '/elsewhere' } },
	'204': { status: 204 },
	'a cut connection': { body: { data: [] }, cut: 'half' },
	'an expired cursor for ever': EXPIRED,
};

/** Three pages of cursors; `link` makes the paging of a page that is not the last. */
const three =
	(link: (to: string) => Paging) =>
	(at: string | null): Page => {
		if (at === null) return { holds: [1, 2], paging: link('c1') };
		if (at === 'c1') return { holds: [3, 4], paging: link('c2') };
		return at === 'c2' ? { holds: [5] } : { reply: EXPIRED };
	};

const documented = three((to) => cursor(to));

const cursors: Way[] = [
	byCursor('as documented', {}, documented),
	byCursor(
		'pages capped with cursors.after and no next',
		{},
		three((to) => cursor(to, false)),
	),
	byCursor(
		'only next, of another host',
		{},
		three((to) => ({ next: ELSEWHERE + to })),
	),
	byCursor(
		'only next, after as its first parameter',
		{},
		three((to) => ({ next: `https://a.example/x?after=${to}&limit=2` })),
	),
	byCursor(
		'only next, as a path',
		hinted,
		three((to) => ({ next: `/groups?after=${to}` })),
	),
	byCursor(
		'after beside cursors',
		hinted,
		three((to) => ({ after: to })),
	),
	byCursor('the last page empty', {}, (at) =>
		at === null
			? { holds: [1, 2, 3, 4, 5], paging: cursor('c1') }
			: { holds: [], paging: cursor('c2') },
	),
	byCursor('the last page with its own cursor', {}, (at) =>
		at === null
			? { holds: [1, 2, 3, 4, 5], paging: cursor('c1', false) }
			: { holds: [], paging: cursor('c1', false) },
	),
	byCursor(
		'a cursor that is a number',
		hinted,
		three((to) => ({ cursors: { after: Number(to.slice(1)) }, next: 'x' })),
	),
	byCursor('the same page and cursor again and again', hinted, () => ({
		holds: [1, 2, 3, 4, 5],
		paging: cursor('c1'),
	})),
	byCursor('the same page with a new cursor for ever', hinted, (at) => ({
		holds: [1, 2, 3, 4, 5],
		paging: cursor(`c${Number(at?.slice(1) ?? 0) + 1}`),
	})),
	byCursor('two cursors in turns', hinted, (at) =>
		at === 'c1'
			? { holds: [3, 4, 5], paging: cursor('c2') }
			: { holds: [1, 2], paging: cursor('c1') },
	),
	byCursor('an element of the first page again', hinted, after({ holds: [2, 3, 4, 5] })),
	byCursor('a next without any cursor', nothing, () => ({
		holds: [1, 2],
		paging: { next: 'https://a.example/x' },
	})),
	byCursor('a cursor that is null and a next', nothing, () => ({
		holds: [1, 2],
		paging: { cursors: { after: null }, next: 'https://a.example/x' },
	})),
	byCursor('a full page of paging null', { holds: undefined, word: 'hinted' }, () => ({
		holds: [1, 2],
		rest: { paging: null },
	})),
	byCursor('paging that is text', { holds: undefined, word: 'hinted' }, () => ({
		holds: [1, 2],
		rest: { paging: 'more' },
	})),
	byCursor('an expired cursor once', {}, (at, calls) => {
		const isFirst = calls.filter(({ query }) => query.get('after') === 'c1').length === 1;
		return at === 'c1' && isFirst ? { reply: EXPIRED } : documented(at);
	}),
	...Object.entries(broken).map(([name, reply]) =>
		byCursor(`then ${name}`, nothing, after({ reply })),
	),
];

const total = (count: number) => ({ total: count });
const slice = (offset: number, size: number) => [1, 2, 3, 4, 5].slice(offset, offset + size);

const offsets: Way[] = [
	byOffset('with a total', {}, (at) => ({ holds: slice(at, 2), rest: total(5) })),
	byOffset('capped, without a total', {}, (at) => ({ holds: slice(at, 2) })),
	byOffset('capped, with a total that is text', {}, (at) => ({
		holds: slice(at, 2),
		rest: { total: '5' },
	})),
	byOffset('with a total of 0', hinted, (at) => ({ holds: slice(at, 2), rest: total(0) })),
	byOffset('ignored, without a total', hinted, () => ({ holds: slice(0, 5) })),
	byOffset('ignored, with a larger total', nothing, () => ({ holds: slice(0, 2), rest: total(5) })),
	byOffset('ignored, in an order that changes', nothing, (at) => ({
		holds: at === 0 ? [1, 2] : [2, 1],
		rest: total(5),
	})),
	byOffset('a total that is never reached', nothing, (at) => ({
		holds: slice(at, 2).filter((n) => n < 4),
		rest: total(5),
	})),
	byOffset('an element of the first page again', nothing, (at) => ({
		holds: at === 0 ? [1, 2] : at === 2 ? [2, 3] : slice(at, 2),
		rest: total(6),
	})),
	...Object.entries(broken)
		.filter(([name]) => name !== 'an expired cursor for ever')
		.map(([name, reply]) =>
			byOffset(`then ${name}`, nothing, (at) =>
				at === 0 ? { holds: [1, 2], rest: total(5) } : { reply },
			),
		),
];

export const paging: Way[] = [...cursors, ...offsets];
