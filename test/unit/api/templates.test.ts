import fc from 'fast-check';

import { readTemplatePage, TemplateCatalog } from '../../../nodes/WhatsAppGroups/api/templates';
import { FakeService, type FakeAnswer, type FakeCall } from './fakeApi';

const OLDER = '/v1/configs/templates';
const NEWER = '/message_templates';
const NOT_FOUND: FakeAnswer = { status: 404, body: { error: 'Not found' } };

interface Wire {
	name: string;
	language: string;
}

const wires = (count: number): Wire[] =>
	Array.from({ length: count }, (_, index) => ({ name: `t${index}`, language: 'en' }));

/** The older endpoint. */
function older(templates: Wire[], withTotal: boolean) {
	return ({ path, query }: FakeCall): FakeAnswer => {
		if (path !== OLDER) return NOT_FOUND;
		const from = Number(query.offset);
		const part = templates.slice(from, from + Number(query.limit));
		return { body: { waba_templates: part, ...(withTotal && { total: templates.length }) } };
	};
}

/** The newer endpoint, where the older is missing. */
function newer(templates: Wire[], withNext: boolean) {
	return ({ path, query }: FakeCall): FakeAnswer => {
		if (path !== NEWER) return NOT_FOUND;
		const from = Number(query.after ?? 0);
		const to = Math.min(templates.length, from + Number(query.limit));
		const next = withNext && to < templates.length ? { next: 'https://elsewhere.test' } : {};
		return {
			body: {
				data: templates.slice(from, to),
				paging: { cursors: { after: String(to) }, ...next },
			},
		};
	};
}

const GENERATIONS: Array<[string, (templates: Wire[]) => (call: FakeCall) => FakeAnswer]> = [
	['older, with a total', (templates) => older(templates, true)],
	['older, without a total', (templates) => older(templates, false)],
	['newer, with next', (templates) => newer(templates, true)],
	['newer, without next', (templates) => newer(templates, false)],
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
				const { api, calls, time } = new FakeService(generation(wires(350)), 100);
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
	const { api, calls } = new FakeService(older(wires(350), true));
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
	const { api } = new FakeService(older(templates, true));
	const catalog = new TemplateCatalog();
	expect((await catalog.find(api, 't0', 'en')).map(({ language }) => language)).toEqual(['en']);
	expect((await catalog.find(api, 't0')).map(({ language }) => language)).toEqual(['en', 'de']);
});

test('a page that could not be read is an error for all that wait for it, and is asked for again', async () => {
	let broken = true;
	const serve = older(wires(3), true);
	const refused: FakeAnswer = { status: 403, body: { error: 'The endpoint is blocked' } };
	const { api, calls, time } = new FakeService((call) => (broken ? refused : serve(call)), 100);
	const catalog = new TemplateCatalog();
	const finds = ['t0', 't1'].map(async (name) => await catalog.find(api, name));
	const ends = await time.run(Promise.allSettled(finds));
	expect(ends.map(({ status }) => status)).toEqual(['rejected', 'rejected']);
	expect(calls).toHaveLength(1);
	broken = false;
	expect(await time.run(catalog.find(api, 't1'))).toHaveLength(1);
});

test('the newer endpoint is asked only where the older is not found', async () => {
	const { api, calls } = new FakeService(newer(wires(1), true));
	expect((await readTemplatePage(api)).templates).toHaveLength(1);
	expect(calls.map(({ path }) => path)).toEqual([OLDER, NEWER]);
	const blocked = new FakeService(() => ({ status: 403, body: { error: 'blocked' } }));
	await expect(readTemplatePage(blocked.api)).rejects.toMatchObject({ code: 403 });
	expect(blocked.calls).toHaveLength(1);
});

test('a later page that is not found is an error, and not the start of the newer endpoint', async () => {
	const { api, calls } = new FakeService(() => NOT_FOUND);
	await expect(readTemplatePage(api, 'offset:100')).rejects.toMatchObject({ code: 404 });
	expect(calls.map(({ path }) => path)).toEqual([OLDER]);
});

test('a cursor that does not move ends the list', async () => {
	const body = { data: wires(100), paging: { cursors: { after: 'same' }, next: 'https://x' } };
	const { api } = new FakeService(({ path }) => (path === NEWER ? { body } : NOT_FOUND));
	const first = await readTemplatePage(api);
	expect(first.next).toBe('after:same');
	expect((await readTemplatePage(api, first.next)).next).toBeUndefined();
});

test.each<[string, object, string | undefined]>([
	['a total that is not reached, but nothing more', { waba_templates: [], total: 500 }, undefined],
	['a total that is not reached', { waba_templates: wires(3), total: 500 }, 'offset:3'],
	['nothing at all', {}, undefined],
])('the older endpoint: %s', async (_what, body, next) => {
	const { api } = new FakeService(() => ({ body }));
	expect((await readTemplatePage(api)).next).toBe(next);
});

const MORE = { cursors: { after: 'b' }, next: 'https://elsewhere.test' };

test.each<[string, object, string | undefined]>([
	['a page that is not full and has a next', { data: wires(3), paging: MORE }, 'after:b'],
	['an empty page that has a next', { data: [], paging: MORE }, undefined],
	['a next without a cursor', { data: wires(3), paging: { next: MORE.next } }, undefined],
	['a full page without paging', { data: wires(100) }, undefined],
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
	['a page without a next', { data: wires(99), paging: { cursors: MORE.cursors } }, undefined],
	['nothing at all', {}, undefined],
])('the newer endpoint: %s', async (_what, body, next) => {
	const { api, calls } = new FakeService(() => ({ body }));
	expect((await readTemplatePage(api, 'after:a')).next).toBe(next);
	expect(calls).toMatchObject([{ method: 'GET', path: NEWER, query: { limit: 100, after: 'a' } }]);
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
	const { api } = new FakeService(() => ({ body: { waba_templates: [wire, {}] } }));
	const [template, empty] = (await readTemplatePage(api)).templates;
	expect(template).toEqual({
		templateId: '42',
		name: 'hello',
		language: 'en',
		status: 'APPROVED',
		category: 'UTILITY',
		rejectedReason: undefined,
		components,
		wire,
	});
	expect(empty).toMatchObject({ name: '', language: '', status: undefined, components: [] });
});
