/** How a group is chosen: by its subject, or from the editor's list. */
import { CODES } from '../../../nodes/WhatsAppGroups/failures/codes';
import { readGroupChoice } from '../../../nodes/WhatsAppGroups/fields/group';
import type { ItemInput } from '../../../nodes/WhatsAppGroups/runtime/input';
import type { Lookups } from '../../../nodes/WhatsAppGroups/runtime/operation';
import { byName } from '../../support/world';
import { GROUP_ID, itemsOf, useBench } from '../operations/bench';

const bench = useBench({
	groups: [{ id: GROUP_ID, subject: 'Project kick-off', createdAt: 1_755_548_877 }],
});

describe('the choice of an item', () => {
	const chosen = (mode: string, subjects: string[] = []) => {
		const input = { mode: () => mode, located: () => 'Team' } as unknown as ItemInput;
		const bySubject = async () => {
			const ids = subjects.map((subject, index) => ({ groupId: `G${index}`, subject }));
			return await Promise.resolve(ids);
		};
		const { known, lookUp } = readGroupChoice(input);
		return { known, id: lookUp({ groups: { bySubject } } as unknown as Lookups) };
	};

	test('by ID is known before anything is looked up', async () => {
		const { known, id } = chosen('id');
		expect(known).toEqual({ groupId: 'Team' });
		expect(await id).toBe('Team');
	});

	test('by a subject is known once it is found', async () => {
		const { known, id } = chosen('name', ['Team']);
		expect(known).toEqual({});
		expect(await id).toBe('G0');
	});

	test.each([
		[[], 'group_not_found'],
		[['Team', 'Team'], 'group_ambiguous'],
	])('by a subject that %j have is refused as %s', async (subjects, code) => {
		await expect(chosen('name', subjects).id).rejects.toMatchObject({
			details: { code, hint: (CODES as Record<string, { todo: string }>)[code].todo },
		});
	});
});

describe('a group by its subject', () => {
	const named = (subject: string) => ({ groupId: byName(subject) });
	const get = 'group:get';

	test.each(['Project kick-off', '  Project kick-off '])('"%s" is looked up', async (subject) => {
		expect(await bench.output(get, named(subject))).toMatchObject([{ groupId: GROUP_ID }]);
	});

	test('spelled with combining characters', async () => {
		bench.simulator.control.addGroup({ id: 'cafe', subject: 'Caf\u00e9' });
		expect(await bench.output(get, named('Cafe\u0301'))).toMatchObject([{ groupId: 'cafe' }]);
	});

	test('one that no group has is refused, and nothing is sent', async () => {
		const error = await bench.failure('group:delete', named('project KICK-OFF'));
		expect(error.message).toBe(
			'Group: no group has the subject "project KICK-OFF". Check its spelling, capital letters included, or choose the group from the list.',
		);
		expect(bench.callNames().filter((call) => call.startsWith('DELETE'))).toEqual([]);
	});

	test('one that several have is refused, with their IDs', async () => {
		bench.simulator.control.addGroup({ id: 'twin', subject: 'Project kick-off' });
		const error = await bench.failure('group:delete', named('Project kick-off'));
		expect(error.message).toMatch(/^Group: 2 groups have the subject "Project kick-off": /);
		for (const part of [GROUP_ID, 'twin', 'created 2025-08-18'])
			expect(error.message).toContain(part);
		expect(bench.simulator.state.groups.size).toBe(2);
	});

	test('the list is read once for all items, before the first of them does anything', async () => {
		for (const id of ['a', 'b']) bench.simulator.control.addGroup({ id, subject: `Group ${id}` });
		const items = itemsOf(...['Group a', 'Group b', 'Group a'].map((name) => ({ name })));
		const json = await bench.output(
			'group:update',
			{ ...named('={{ $json.name }}'), updateFields: { subject: 'Group b' } },
			items,
		);
		expect(json.map(({ groupId }) => groupId)).toEqual(['a', 'b', 'a']);
		expect(bench.simulator.log.count('GET', '/groups')).toBe(2);
		expect(bench.callNames().slice(0, 2)).toEqual(['GET /groups', 'GET /groups']);
	});

	test('one of several items that is not found: no item does anything', async () => {
		bench.simulator.control.addGroup({ id: 'a', subject: 'Group a' });
		const items = itemsOf({ name: 'Group a' }, { name: 'No group' });
		const error = await bench.failure('group:delete', named('={{ $json.name }}'), items);
		expect(error.message).toContain('no group has the subject "No group"');
		expect(bench.simulator.state.groups.get('a')).toBeDefined();
		expect(bench.callNames().filter((call) => call.startsWith('DELETE'))).toEqual([]);
	});

	test.each([
		['of another kind', { groups: 'none' }],
		['of a group without a subject', { data: { groups: [{ id: 'x' }] } }],
		['an error', { error: { code: 131005, message: 'Access denied' } }],
	])('a list that is %s is a failure, never "none"', async (_name, body) => {
		bench.simulator.faults.add({
			kind: 'answer',
			status: 200,
			body,
			contentType: 'application/json',
			times: 0,
		});
		const error = await bench.failure(get, named('Project kick-off'));
		expect(error.message).not.toContain('no group has');
		expect(error.message).toMatch(/^[A-Z0-9][^{}]*\.$/);
	});
});

describe('the dropdown of groups', () => {
	const search = async (filter?: string, token?: string) =>
		await bench.world.engine.listSearch(
			'searchGroups',
			{ resource: 'group', operation: 'get' },
			filter,
			token,
		);
	const manyGroups = () => {
		for (let index = 1; index < 10_000; index += 1) {
			bench.simulator.control.addGroup({ id: `g${index}`, subject: `Group ${index}` });
		}
	};

	test('shows subjects with their IDs', async () => {
		bench.simulator.control.addGroup({ id: 'next', subject: 'Next' });
		const { results } = await search();
		expect(results).toEqual([
			{ name: 'Next', value: 'next' },
			{ name: 'Project kick-off', value: GROUP_ID },
		]);
	});

	test.each([
		['kick', [GROUP_ID]],
		[' KICK-OFF ', [GROUP_ID]],
		['y2fw/', [GROUP_ID]],
		['nothing of the kind', []],
	])('finds by subject and ID: "%s"', async (filter, values) => {
		bench.simulator.control.addGroup({ id: 'next', subject: 'Next' });
		const { results } = await search(filter);
		expect(results.map(({ value }) => value)).toEqual(values);
	});

	test('10,000 groups: one call per page of 1,024, all of them, none twice', async () => {
		manyGroups();
		const values: unknown[] = [];
		let token: string | undefined;
		let pages = 0;
		do {
			const page = await search(undefined, token);
			pages += 1;
			expect(bench.calls()).toHaveLength(pages);
			values.push(...page.results.map(({ value }) => value));
			token = page.paginationToken as string | undefined;
		} while (token !== undefined);
		expect(new Set(values).size).toBe(10_000);
		expect(values).toHaveLength(10_000);
		// The last is empty: no page says that it is the last.
		expect(pages).toBe(11);
	});

	test('a search goes on to the page that has something, and never returns an empty one', async () => {
		manyGroups();
		const { results } = await search('kick-off');
		expect(results).toEqual([
			{ name: 'Project kick-off · 2025-08-18 20:27 · …m91c==', value: GROUP_ID },
		]);
		expect(bench.callNames()).toHaveLength(10);
	});

	test('groups that look the same can be told apart within the line that the editor shows', async () => {
		const LINE = 55;
		const long = 'Customer care of the northern region, second half of the year: ';
		const subjects = ['Team', 'team', ' Team', `${long}A`, `${long}B`, 'Another'];
		subjects.forEach((subject, index) =>
			bench.simulator.control.addGroup({ id: `same-end-${index}-00000000`, subject }),
		);
		const { results } = await search();
		const names = results.map(({ name }) => name);
		expect(new Set(names.map((name) => [...name].slice(0, LINE).join(''))).size).toBe(7);
		expect(names).toEqual(expect.arrayContaining(['Another', 'Project kick-off']));
		expect(
			names.filter((name) => /^team · \d{4}-\d\d-\d\d \d\d:\d\d · …/i.test(name)),
		).toHaveLength(3);
	});

	test('tells what is wrong when the groups cannot be read', async () => {
		bench.simulator.faults.add({ kind: 'error', code: 131215, times: 0 });
		await expect(search()).rejects.toMatchObject({
			message: expect.stringMatching(
				/^This number may not use groups\. It needs an Official Business Account/,
			),
			description: expect.stringContaining('not eligible to access Groups APIs'),
		});
	});
});
