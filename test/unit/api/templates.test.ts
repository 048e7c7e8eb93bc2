import fc from 'fast-check';

import { readTemplatePage, TemplateCatalog } from '../../../nodes/WhatsAppGroups/api/templates';
import { FakeService, type FakeAnswer, type FakeCall } from './fakeApi';

const OLDER = '/v1/configs/templates';
const NEWER = '/message_templates';
const NOT_FOUND: FakeAnswer = { status: 404, body: { error: 'Not found' } };

interface Wire {
	id?: string;
	name: string;
	language: string;
}

const wires = (count: number): Wire[] =>
	Array.from({ length: count }, (_, index) => ({ name: `t${index}`, language: 'en' }));

interface Service {
	/** The most that a page holds, whatever was asked for. */
	cap?: number;
	/** How much it tells of the list: `total`, `count` or `next`. */
	tells?: boolean;
}

/** The older endpoint. */
function older(templates: Wire[], { cap = Infinity, tells = false }: Service) {
	return ({ path, query }: FakeCall): FakeAnswer => {
		if (path !== OLDER) return NOT_FOUND;
		const from = Number(query.offset);
		const part = templates.slice(from, from + Math.min(cap, Number(query.limit)));
		return {
			body: {
				waba_templates: part,
				...(tells && { total: templates.length, count: part.length }),
			},
		};
	};
}

/** A page in the newer shape, by cursors. */
function byCursor(templates: Wire[], { query }: FakeCall, { cap = Infinity, tells }: Service) {
	const from = Number(query.after ?? 0);
	const to = Math.min(templates.length, from + Math.min(cap, Number(query.limit)));
	const next = tells && to < templates.length ? { next: 'https://elsewhere.test' } : {};
	return {
		body: { data: templates.slice(from, to), paging: { cursors: { after: String(to) }, ...next } },
	};
}

/** The newer endpoint, where the older is missing. */
const newer = (templates: Wire[], service: Service) => (call: FakeCall) =>
	call.path === NEWER ? byCursor(templates, call, service) : NOT_FOUND;

/** The older address, which answers in the newer shape and knows no offset. */
const graphAtOlder = (templates: Wire[], service: Service) => (call: FakeCall) =>
	call.path === OLDER ? byCursor(templates, call, service) : NOT_FOUND;

/** The newer endpoint, which tells of the next page by `next` alone. */
const nextOnly =
	(templates: Wire[], { cap }: Service) =>
	(call: FakeCall): FakeAnswer => {
		if (call.path !== NEWER) return NOT_FOUND;
		const { body } = byCursor(templates, call, { cap });
		const { after } = body.paging.cursors;
		const isLast = Number(after) === templates.length;
		const next = `https://graph.facebook.com/v99/templates?limit=1&after=${after}`;
		return { body: { data: body.data, paging: isLast ? {} : { next } } };
	};

type Generation = (templates: Wire[]) => (call: FakeCall) => FakeAnswer;

const GENERATIONS: Array<[string, Generation]> = [
	['older, with a total', (templates) => older(templates, { tells: true })],
	['older, without a total', (templates) => older(templates, {})],
	['older, capped, with a total', (templates) => older(templates, { cap: 50, tells: true })],
	['older, capped, without a total', (templates) => older(templates, { cap: 50 })],
	['newer, with next', (templates) => newer(templates, { tells: true })],
	['newer, without next', (templates) => newer(templates, {})],
	['newer, capped, without next', (templates) => newer(templates, { cap: 30 })],
	['newer, capped, next only', (templates) => nextOnly(templates, { cap: 30 })],
	['older, in the newer shape', (templates) => graphAtOlder(templates, { tells: true })],
	['older, in the newer shape, capped', (templates) => graphAtOlder(templates, { cap: 30 })],
];

/** What was asked, and how often. */
function asked(calls: FakeCall[]): Map<string, number> {
	const counts = new Map<string, number>();
	for (const call of calls) {
		const key = JSON.stringify(call);
		counts.set(key, (counts.get(key) ?? 0) + 1);
	}
	return counts;
}

describe.each(GENERATIONS)('the endpoint: %s', (_name, generation) => {
	test.each([0, 1, 99, 100, 101, 200, 250])('all of %d templates are found', async (count) => {
		const { api, calls } = new FakeService(generation(wires(count)));
		const catalog = new TemplateCatalog();
		const last = await catalog.find(api, `t${count - 1}`);
		expect(last).toHaveLength(count === 0 ? 0 : 1);
		expect(await catalog.find(api, 't0')).toHaveLength(count === 0 ? 0 : 1);
		expect(await catalog.find(api, 'missing')).toEqual([]);
		expect(Math.max(...asked(calls).values())).toBe(1);
	});

	test('concurrent finds read each page at most once', async () => {
		const names = fc.array(fc.integer({ min: 0, max: 400 }), { minLength: 1, maxLength: 20 });
		await fc.assert(
			fc.asyncProperty(names, fc.boolean(), async (indexes, withLanguage) => {
				const { api, calls, time } = new FakeService(generation(wires(350)), { latencyMs: 100 });
				const catalog = new TemplateCatalog();
				const found = await time.run(
					Promise.all(
						indexes.map(async (index, item) => {
							await time.sleep(item * 30);
							const language = withLanguage ? 'en' : undefined;
							return await catalog.find(api, `t${index}`, language);
						}),
					),
				);
				expect(found.map((templates) => templates.map(({ name }) => name))).toEqual(
					indexes.map((index) => (index < 350 ? [`t${index}`] : [])),
				);
				expect(Math.max(...asked(calls).values())).toBe(1);
			}),
			{ numRuns: 25 },
		);
	});
});

test('with a language only as much is read as needed', async () => {
	const { api, calls } = new FakeService(older(wires(350), { tells: true }));
	const catalog = new TemplateCatalog();
	await catalog.find(api, 't50', 'en');
	expect(calls).toHaveLength(1);
	await catalog.find(api, 't150', 'en');
	expect(calls).toHaveLength(2);
	await catalog.find(api, 't50', 'de');
	expect(calls).toHaveLength(4);
});

test('without a language every language is found, however far apart', async () => {
	const templates = [...wires(150), { name: 't0', language: 'de' }];
	const { api } = new FakeService(older(templates, { tells: true }));
	const catalog = new TemplateCatalog();
	expect((await catalog.find(api, 't0', 'en')).map(({ language }) => language)).toEqual(['en']);
	expect((await catalog.find(api, 't0')).map(({ language }) => language)).toEqual(['en', 'de']);
});

test.each<[string, (name: string) => object]>([
	['name and language', () => ({})],
	['ID', (name) => ({ id: `id of ${name}` })],
])(
	'a template that moves to the next page while the list is read is one, known by its %s',
	async (_, identity) => {
		const all = wires(150);
		const { api } = new FakeService((call) => {
			const isFirst = Number(call.query.offset) === 0;
			// It may be approved meanwhile.
			const status = isFirst ? 'PENDING' : 'APPROVED';
			const shown = (isFirst ? all : [all[0], ...all]).map((wire) => ({
				...wire,
				...identity(wire.name),
				status,
			}));
			return older(shown, { tells: true })(call);
		});
		expect(await new TemplateCatalog().find(api, 't99')).toHaveLength(1);
	},
);

test('a page that could not be read is an error for all that wait for it, and is asked for again later', async () => {
	let broken = true;
	const serve = older(wires(3), { tells: true });
	const refused: FakeAnswer = { status: 403, body: { error: 'The endpoint is blocked' } };
	const { api, calls, time } = new FakeService((call) => (broken ? refused : serve(call)), {
		latencyMs: 100,
	});
	const catalog = new TemplateCatalog();
	const finds = ['t0', 't1'].map(async (name) => await catalog.find(api, name));
	const ends = await time.run(Promise.allSettled(finds));
	expect(ends.map(({ status }) => status)).toEqual(['rejected', 'rejected']);
	expect(calls).toHaveLength(1);
	broken = false;
	await time.run(time.sleep(10_000));
	expect(await time.run(catalog.find(api, 't1'))).toHaveLength(1);
});

test('the newer endpoint is asked only where the older is not found', async () => {
	const { api, calls } = new FakeService(newer(wires(1), { tells: true }));
	expect((await readTemplatePage(api)).templates).toHaveLength(1);
	expect(calls.map(({ path }) => path)).toEqual([OLDER, NEWER]);
	const blocked = new FakeService(() => ({ status: 403, body: { error: 'blocked' } }));
	await expect(readTemplatePage(blocked.api)).rejects.toMatchObject({ details: { code: 403 } });
	expect(blocked.calls).toHaveLength(1);
});

test('a later page that is not found is an error, and not the start of the newer endpoint', async () => {
	const { api, calls } = new FakeService(() => NOT_FOUND);
	await expect(readTemplatePage(api, 'offset:100')).rejects.toMatchObject({
		details: { code: 404 },
	});
	expect(calls.map(({ path }) => path)).toEqual([OLDER]);
});

test('all of them, once and in their order, however the pages are cut', async () => {
	await fc.assert(
		fc.asyncProperty(
			fc.integer({ min: 0, max: 260 }),
			fc.integer({ min: 1, max: 99 }),
			fc.boolean(),
			fc.constantFrom(older, newer, graphAtOlder, nextOnly),
			fc.integer({ min: 1, max: 300 }),
			async (count, cap, tells, generation, limit) => {
				const templates = wires(count);
				const { api } = new FakeService(generation(templates, { cap, tells }));
				const found = await new TemplateCatalog().list(api, limit);
				expect(found.map(({ wire }) => wire)).toEqual(templates.slice(0, limit));
			},
		),
		{ numRuns: 100 },
	);
});

const incomplete = (why: string) => ({
	certainty: 'notDone',
	details: {
		code: 'incomplete_list',
		message: `The service’s list cannot be read in full: it ${why}.`,
	},
});

describe('a list that is not told whole is none', () => {
	const list = async (serve: (call: FakeCall) => FakeAnswer) => {
		const { api, calls, time } = new FakeService(serve);
		const failure = time.run(new TemplateCatalog().list(api, Infinity));
		await expect(failure).rejects.toBeInstanceOf(Error);
		return { failure, calls };
	};

	test.each<[string, object]>([
		['with a total', { total: 80 }],
		['with a total as text', { total: '80' }],
		['without a total', {}],
	])('the older endpoint ignores the offset, %s: no doubles', async (_what, more) => {
		const body = { waba_templates: wires(50), ...more };
		const { failure, calls } = await list(() => ({ body }));
		await expect(failure).rejects.toMatchObject(incomplete('repeats itself'));
		expect(calls.map(({ query }) => query.offset)).toEqual([0, 50]);
	});

	test('the older endpoint ends before its total', async () => {
		const { failure } = await list(({ query }) => ({
			body: { waba_templates: query.offset === 0 ? wires(50) : [], total: 80 },
		}));
		await expect(failure).rejects.toMatchObject(incomplete('holds 80, and ends at 50'));
	});

	test('the older endpoint has a total and nothing of it', async () => {
		const { failure } = await list(() => ({ body: { waba_templates: [], total: 500 } }));
		await expect(failure).rejects.toMatchObject(incomplete('holds 500, and ends at 0'));
	});

	test('the newer endpoint says the same page again', async () => {
		let cursor = 0;
		const { failure } = await list(({ path }) => {
			cursor += 1;
			const paging = { cursors: { after: String(cursor) } };
			return path === NEWER ? { body: { data: wires(50), paging } } : NOT_FOUND;
		});
		await expect(failure).rejects.toMatchObject(incomplete('repeats itself'));
	});

	test('a cursor does not move', async () => {
		const body = { data: wires(100), paging: { cursors: { after: 'same' }, next: 'https://x' } };
		const serve = ({ path }: FakeCall) => (path === NEWER ? { body } : NOT_FOUND);
		const { failure } = await list(serve);
		await expect(failure).rejects.toMatchObject(
			incomplete('does not say how to get the rest of it'),
		);
		const { api } = new FakeService(serve);
		expect((await readTemplatePage(api)).next).toBe('after:same');
	});

	test.each<[string, object]>([
		['a next without a cursor', { data: wires(3), paging: { next: 'https://elsewhere.test' } }],
		['a full page without paging', { data: wires(100) }],
	])('the newer endpoint: %s', async (_what, body) => {
		const { api } = new FakeService(() => ({ body }));
		await expect(readTemplatePage(api, 'after:a')).rejects.toMatchObject(
			incomplete('does not say how to get the rest of it'),
		);
	});

	test.each<[string, object]>([
		['a next without a cursor', { data: wires(3), paging: { next: 'https://elsewhere.test' } }],
		['a full page without paging', { data: wires(100) }],
	])('the older address in the newer shape: %s', async (_what, body) => {
		const { failure } = await list(({ path }) => (path === OLDER ? { body } : NOT_FOUND));
		await expect(failure).rejects.toMatchObject(
			incomplete('does not say how to get the rest of it'),
		);
	});

	test.each([OLDER, NEWER])('%s answers with what is no list', async (address) => {
		for (const body of [{}, null, '', '<html>', [], { templates: wires(3) }, { data: {} }]) {
			const { failure } = await list(({ path }) => (path === address ? { body } : NOT_FOUND));
			await expect(failure).rejects.toMatchObject({
				certainty: 'notDone',
				details: { code: 'unreadable_answer' },
			});
		}
	});

	test('an element tells nothing', async () => {
		const { failure } = await list(() => ({ body: { waba_templates: [...wires(1), {}] } }));
		await expect(failure).rejects.toMatchObject({ details: { code: 'unreadable_answer' } });
	});
});

describe('an expired cursor', () => {
	const EXPIRED: FakeAnswer = {
		status: 400,
		body: { error: { code: 131059, message: '(#131059) Invalid cursor' } },
	};

	test.each([
		['the newer endpoint', newer],
		['the older address in the newer shape', graphAtOlder],
	])('%s: the list starts over, once, and no template comes twice', async (_name, generation) => {
		const serve = generation(wires(120), { cap: 50 });
		let isExpired = false;
		const { api, calls } = new FakeService((call) => {
			if (call.query.after === '100' && !isExpired) {
				isExpired = true;
				return EXPIRED;
			}
			return serve(call);
		});
		const found = await new TemplateCatalog().list(api, Infinity);
		expect(found.map(({ name }) => name)).toEqual(wires(120).map(({ name }) => name));
		const asked = calls
			.filter(({ path }) => path === calls[1].path)
			.map(({ query }) => query.after);
		const firstPages = [undefined, '50', '100'];
		expect(asked).toEqual([...firstPages, ...firstPages, '120']);
	});

	test('that expires again is an error', async () => {
		const serve = newer(wires(120), { cap: 50 });
		const { api, calls } = new FakeService((call) =>
			call.query.after === '50' ? EXPIRED : serve(call),
		);
		const catalog = new TemplateCatalog();
		await expect(catalog.list(api, Infinity)).rejects.toMatchObject({ details: { code: 131059 } });
		expect(calls.filter(({ query }) => query.after === '50')).toHaveLength(2);
	});
});

describe('an empty page with a new cursor is passed over', () => {
	const empty = { data: [], paging: { cursors: { after: 'x' } } };

	test.each([
		[undefined, 'legacy-after:y'],
		['legacy-after:a', 'legacy-after:y'],
		['after:a', 'after:y'],
	])('asked for by %s', async (token, next) => {
		const full = { data: wires(3), paging: { cursors: { after: 'y' } } };
		const { api } = new FakeService(({ query }) => ({ body: query.after === 'x' ? full : empty }));
		const { templates, next: said } = await readTemplatePage(api, token);
		expect(templates).toHaveLength(3);
		expect(said).toBe(next);
	});

	test.each([undefined, 'legacy-after:a', 'after:a'])('once, by %s', async (token) => {
		const { api, calls } = new FakeService(({ query }) => ({
			body: { data: [], paging: { cursors: { after: `${String(query.after)}+` } } },
		}));
		expect(await readTemplatePage(api, token)).toEqual({ templates: [], next: undefined });
		expect(calls).toHaveLength(2);
	});
});

describe('a page names the next one', () => {
	test.each<[string, object, string | undefined]>([
		['a total that is not reached', { waba_templates: wires(3), total: 500 }, 'offset:3'],
		['a total that is reached', { waba_templates: wires(3), total: 3 }, undefined],
		['a total as text', { waba_templates: wires(3), total: '3' }, undefined],
		['no total', { waba_templates: wires(3) }, 'offset:3'],
		['a count, which is that of the page', { waba_templates: wires(3), count: 3 }, 'offset:3'],
		['an empty list', { waba_templates: [] }, undefined],
		['an empty list with its total', { waba_templates: [], total: 0 }, undefined],
		['the newer shape', { data: wires(3), paging: { cursors: { after: 'x' } } }, 'legacy-after:x'],
		['the newer shape, nothing more', { data: wires(3), paging: {} }, undefined],
	])('the older endpoint: %s', async (_what, body, next) => {
		const { api, calls } = new FakeService(() => ({ body }));
		expect((await readTemplatePage(api)).next).toBe(next);
		expect(calls).toMatchObject([{ method: 'GET', path: OLDER, query: { limit: 100, offset: 0 } }]);
	});

	test('a page by offset asks for the next offset', async () => {
		const { api, calls } = new FakeService(() => ({ body: { waba_templates: wires(3) } }));
		expect((await readTemplatePage(api, 'offset:100')).next).toBe('offset:103');
		expect(calls).toMatchObject([{ path: OLDER, query: { limit: 100, offset: 100 } }]);
	});

	test('a page by cursor of the older address stays there', async () => {
		const body = { data: wires(3), paging: { cursors: { after: 'b' } } };
		const { api, calls } = new FakeService(() => ({ body }));
		expect((await readTemplatePage(api, 'legacy-after:a')).next).toBe('legacy-after:b');
		expect(calls).toMatchObject([{ path: OLDER, query: { limit: 100, after: 'a' } }]);
	});

	const MORE = { cursors: { after: 'b' }, next: 'https://elsewhere.test' };

	test.each<[string, object, string | undefined]>([
		['a page that is not full and has a next', { data: wires(3), paging: MORE }, 'after:b'],
		['a cursor within next', { data: wires(3), paging: { next: 'https://x?after=c' } }, 'after:c'],
		[
			'a full page without a next',
			{ data: wires(100), paging: { cursors: MORE.cursors } },
			'after:b',
		],
		[
			'a full page under the older name',
			{ waba_templates: wires(100), paging: { cursors: MORE.cursors } },
			'after:b',
		],
		// It may be capped.
		['a page without a next', { data: wires(99), paging: { cursors: MORE.cursors } }, 'after:b'],
		[
			'a page with the cursor that was asked for',
			{ data: wires(3), paging: { after: 'a' } },
			undefined,
		],
		['a page without a cursor', { data: wires(3), paging: {} }, undefined],
		['nothing at all', { data: [] }, undefined],
	])('the newer endpoint: %s', async (_what, body, next) => {
		const { api, calls } = new FakeService(() => ({ body }));
		expect((await readTemplatePage(api, 'after:a')).next).toBe(next);
		expect(calls).toMatchObject([
			{ method: 'GET', path: NEWER, query: { limit: 100, after: 'a' } },
		]);
	});
});

test('templates of one name are told apart by their language, and by nothing where they have an ID', async () => {
	const templates = [
		{ name: 'a', language: 'en' },
		{ name: 'a', language: 'de' },
		{ id: '1', name: 'a', language: 'en' },
		{ id: '2', name: 'a', language: 'en' },
	];
	const { api } = new FakeService(older(templates, { cap: 2 }));
	expect(await new TemplateCatalog().find(api, 'a')).toHaveLength(4);
});

test('both generations come in one form', async () => {
	const components = [{ type: 'BODY', text: 'Hello' }];
	const wire = {
		id: 42,
		name: 'hello',
		language: 'en',
		status: 'approved',
		category: 'utility',
		rejected_reason: null,
		components,
	};
	const { api } = new FakeService(() => ({ body: { waba_templates: [wire, { id: null }] } }));
	const [template, empty] = (await readTemplatePage(api)).templates;
	expect(template).toEqual({
		templateId: '42',
		name: 'hello',
		language: 'en',
		templateStatus: 'APPROVED',
		category: 'UTILITY',
		rejectedReason: undefined,
		components,
		wire,
	});
	expect(empty).toMatchObject({
		name: '',
		language: '',
		templateStatus: undefined,
		components: [],
	});
});
