import { byId } from '../../support/world';
import { GROUP_ID, GROUP_PATH, itemsOf, NODE, useBench } from './bench';
import { itemWith, picture } from './files';

const bench = useBench({
	groups: [
		{
			id: GROUP_ID,
			subject: 'Project kick-off',
			description: 'The start.',
			joinApprovalMode: 'approval_required',
			members: ['16505551001', { waId: '16505551002', username: '@ben' }],
			createdAt: 1_755_548_877,
			inviteCode: 'LINKOFTHEPROJECT',
		},
	],
});
const group = { groupId: byId(GROUP_ID) };
const ISO = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.000Z$/;

describe('group:create', () => {
	const create = 'group:create';

	test('posts the settings, and finds the group and its link', async () => {
		const [json] = await bench.output(create, {
			subject: '  Watch fans ',
			description: 'All about watches',
			joinApprovalMode: 'approval_required',
		});
		const created = [...bench.simulator.state.groups.values()].at(-1);
		expect(json).toEqual({
			success: true,
			status: 'created',
			requestId: expect.stringMatching(/^\d{15}$/),
			groupId: created?.id,
			subject: 'Watch fans',
			description: 'All about watches',
			joinApprovalMode: 'approval_required',
			inviteLink: `https://chat.whatsapp.com/${created?.inviteCode}`,
			createdAt: expect.stringMatching(ISO),
		});
		expect(bench.calls()).toEqual([
			{
				call: 'POST /groups',
				body: {
					messaging_product: 'whatsapp',
					subject: 'Watch fans',
					description: 'All about watches',
					join_approval_mode: 'approval_required',
				},
			},
			{ call: 'GET /groups', query: { limit: '1024' } },
			{ call: `GET /groups/${encodeURIComponent(created?.id ?? '')}/invite_link` },
		]);
	});

	test('sends no empty description, and auto_approve by default', async () => {
		await bench.output(create, { subject: 'Watch fans', waitForInviteLink: false });
		expect(bench.calls()).toEqual([
			{
				call: 'POST /groups',
				body: {
					messaging_product: 'whatsapp',
					subject: 'Watch fans',
					join_approval_mode: 'auto_approve',
				},
			},
		]);
	});

	test('without waiting it makes one call and says pending, as the group’s ID is not known', async () => {
		expect(await bench.output(create, { subject: 'Fans', waitForInviteLink: false })).toEqual([
			{
				success: true,
				status: 'pending',
				requestId: expect.any(String),
				subject: 'Fans',
				joinApprovalMode: 'auto_approve',
			},
		]);
		expect(bench.callNames()).toEqual(['POST /groups']);
	});

	test('simplify off gives the service’s own body', async () => {
		const parameters = { subject: 'Fans', options: { simplify: false } };
		expect(await bench.output(create, parameters)).toEqual([
			{ messaging_product: 'whatsapp', request_id: expect.any(String) },
		]);
	});

	test('an older group of the same subject is not taken for the new one', async () => {
		const [json] = await bench.output(create, { subject: 'Project kick-off' });
		expect(json).toMatchObject({ status: 'created', subject: 'Project kick-off' });
		expect(json.groupId).not.toBe(GROUP_ID);
	});

	test('items of the same subject each get a group of their own, in order', async () => {
		const parameters = { subject: '={{ $json.subject }}' };
		const result = await bench.run(
			create,
			parameters,
			itemsOf({ subject: 'Twins' }, { subject: 'Other' }, { subject: 'Twins' }),
		);
		const json = result.json(NODE);
		expect(json.map(({ subject, status }) => [subject, status])).toEqual([
			['Twins', 'created'],
			['Other', 'created'],
			['Twins', 'created'],
		]);
		expect(new Set(json.map(({ groupId }) => groupId)).size).toBe(3);
		expect(new Set(json.map(({ inviteLink }) => inviteLink)).size).toBe(3);
		expect(result.items(NODE).map(({ pairedItem }) => pairedItem)).toEqual([
			{ item: 0 },
			{ item: 1 },
			{ item: 2 },
		]);
		expect(bench.simulator.log.count('POST', '/groups')).toBe(3);
	});

	test('two new groups of the subject: says so and claims neither', async () => {
		bench.simulator.control.addGroup({ subject: 'Doubled' });
		const [json] = await bench.output(create, { subject: 'Doubled' });
		expect(json).toMatchObject({ success: true, status: 'pending' });
		expect(json).not.toHaveProperty('groupId');
		expect(json.warning).toContain('2 new groups have the subject "Doubled"');
	});

	test('a creation that failed by event stays pending, and is made once', async () => {
		bench.simulator.control.failNextCreation();
		const [json] = await bench.output(create, { subject: 'Never', waitForInviteLink: false });
		expect(json).toMatchObject({ status: 'pending', requestId: expect.any(String) });
		expect(bench.simulator.log.count('POST', '/groups')).toBe(1);
	});
});

describe('group:delete', () => {
	test('deletes by the encoded ID, without a body', async () => {
		const result = await bench.run('group:delete', group);
		expect(result.items(NODE)).toEqual([
			{ json: { success: true, groupId: GROUP_ID }, pairedItem: { item: 0 } },
		]);
		expect(bench.calls()).toEqual([{ call: `DELETE ${GROUP_PATH}` }]);
		expect(bench.simulator.state.groups.has(GROUP_ID)).toBe(false);
	});

	test('simplify off gives the service’s own body', async () => {
		const parameters = { ...group, options: { simplify: false } };
		expect(await bench.output('group:delete', parameters)).toEqual([{ success: true }]);
	});
});

describe('group:get', () => {
	const fields =
		'subject,description,join_approval_mode,suspended,creation_timestamp,participants,total_participant_count';

	test('asks for every field, and gives them in the vocabulary', async () => {
		const result = await bench.run('group:get', group);
		expect(result.items(NODE)).toEqual([
			{
				json: {
					groupId: GROUP_ID,
					subject: 'Project kick-off',
					description: 'The start.',
					joinApprovalMode: 'approval_required',
					suspended: false,
					createdAt: '2025-08-18T20:27:57.000Z',
					participantCount: 2,
					participants: [{ waId: '16505551001' }, { waId: '16505551002' }],
				},
				pairedItem: { item: 0 },
			},
		]);
		expect(bench.calls()).toEqual([{ call: `GET ${GROUP_PATH}`, query: { fields } }]);
	});

	test('simplify off gives the service’s own body', async () => {
		const parameters = { ...group, options: { simplify: false } };
		expect(await bench.output('group:get', parameters)).toEqual([
			{
				messaging_product: 'whatsapp',
				id: GROUP_ID,
				subject: 'Project kick-off',
				description: 'The start.',
				join_approval_mode: 'approval_required',
				suspended: false,
				creation_timestamp: 1_755_548_877,
				participants: [{ wa_id: '16505551001' }, { wa_id: '16505551002' }],
				total_participant_count: 2,
			},
		]);
	});

	test('takes the ID from an expression and trims it', async () => {
		const parameters = { groupId: byId('={{ $json.id }}') };
		const [json] = await bench.output('group:get', parameters, itemsOf({ id: ` ${GROUP_ID} ` }));
		expect(json.groupId).toBe(GROUP_ID);
	});

	test('a suspended group can be read', async () => {
		bench.simulator.control.suspend(GROUP_ID);
		const [json] = await bench.output('group:get', group);
		expect(json.suspended).toBe(true);
	});
});

describe('group:getAll', () => {
	const addGroups = (count: number) => {
		for (let index = 0; index < count; index += 1) {
			bench.simulator.control.addGroup({ id: `g${index}`, subject: `Group ${index}` });
		}
	};
	const all = { returnAll: true };

	test('gives groups in the vocabulary, one item each, all paired with the one that asked', async () => {
		bench.simulator.control.addGroup({ id: 'new', subject: 'Newer', createdAt: 1_755_548_900 });
		const result = await bench.run('group:getAll', {});
		expect(result.items(NODE)).toEqual([
			{
				json: { groupId: 'new', subject: 'Newer', createdAt: '2025-08-18T20:28:20.000Z' },
				pairedItem: { item: 0 },
			},
			{
				json: {
					groupId: GROUP_ID,
					subject: 'Project kick-off',
					createdAt: '2025-08-18T20:27:57.000Z',
				},
				pairedItem: { item: 0 },
			},
		]);
		expect(bench.calls()[0]).toEqual({ call: 'GET /groups', query: { limit: '50' } });
	});

	test('simplify off gives the service’s own groups', async () => {
		expect(await bench.output('group:getAll', { options: { simplify: false } })).toEqual([
			{ id: GROUP_ID, subject: 'Project kick-off', created_at: 1_755_548_877 },
		]);
	});

	test('a list that fits on one page takes one call', async () => {
		await bench.output('group:getAll', all);
		expect(bench.callNames()).toEqual(['GET /groups']);
	});

	test('returnAll reads 2,500 groups with exactly 3 calls', async () => {
		addGroups(2499);
		const json = await bench.output('group:getAll', all);
		expect(json).toHaveLength(2500);
		expect(new Set(json.map(({ groupId }) => groupId)).size).toBe(2500);
		expect(json[0].groupId).toBe('g2498');
		expect(json.at(-1)?.groupId).toBe(GROUP_ID);
		const queries = bench.calls().map(({ query }) => query);
		expect(queries).toEqual([
			{ limit: '1024' },
			{ limit: '1024', after: expect.any(String) },
			{ limit: '1024', after: expect.any(String) },
		]);
	});

	test.each([
		[1, [1], ['1']],
		[3, [3], ['3']],
		[1024, [1024], ['1024']],
		[1100, [1100], ['1024', '1024']],
	])('limit %i gives that many, and asks for no larger pages', async (limit, lengths, pages) => {
		addGroups(1200);
		const json = await bench.output('group:getAll', { limit });
		expect([json.length]).toEqual(lengths);
		expect(bench.calls().map(({ query }) => query?.limit)).toEqual(pages);
	});

	test('an expired cursor starts the list again, and nothing comes twice or is missing', async () => {
		addGroups(2499);
		const fault = bench.simulator.faults.add({ kind: 'expiredCursor', skip: 1 });
		const json = await bench.output('group:getAll', all);
		expect(fault.hits).toBe(1);
		expect(json).toHaveLength(2500);
		expect(new Set(json.map(({ groupId }) => groupId)).size).toBe(2500);
		const isFirstPage = bench.calls().map(({ query }) => query?.after === undefined);
		expect(isFirstPage.slice(0, 4)).toEqual([true, false, false, true]);
	});

	test('a cursor that expires a second time is an error', async () => {
		addGroups(2499);
		bench.simulator.faults.add({ kind: 'expiredCursor', times: 0 });
		const error = await bench.failure('group:getAll', all);
		expect(error.message).toBe('Invalid cursor [item 0]');
		expect(error.description).toContain('Run the node again');
	});

	test('a repeated cursor ends the list', async () => {
		addGroups(2499);
		const fault = bench.simulator.faults.add({ kind: 'repeatedCursor', times: 0 });
		const json = await bench.output('group:getAll', all);
		expect(fault.hits).toBe(1);
		expect(json).toHaveLength(2048);
		expect(bench.callNames()).toHaveLength(2);
	});

	test('cursors that go round in a circle end the list', async () => {
		const page = (id: string, after: string) => ({
			kind: 'answer' as const,
			status: 200,
			body: {
				data: { groups: [{ id, subject: id, created_at: 1 }] },
				paging: { cursors: { after }, next: 'https://graph.facebook.com/x' },
			},
			contentType: 'application/json',
		});
		bench.simulator.faults.add(page('a', '1'));
		bench.simulator.faults.add(page('b', '2'));
		bench.simulator.faults.add(page('c', '1'));
		const json = await bench.output('group:getAll', all);
		expect(json.map(({ groupId }) => groupId)).toEqual(['a', 'b', 'c']);
		expect(bench.callNames()).toHaveLength(3);
	});

	test('no groups give no items', async () => {
		await bench.output('group:delete', group);
		expect(await bench.output('group:getAll', all)).toEqual([]);
	});
});

describe('group:update', () => {
	const update = 'group:update';
	const fields = (updateFields: object) => ({ ...group, updateFields: { ...updateFields } });

	test('sends subject and description as JSON', async () => {
		const result = await bench.run(update, fields({ subject: ' New ', description: 'About' }));
		expect(result.items(NODE)).toEqual([
			{
				json: { success: true, groupId: GROUP_ID, subject: 'New', description: 'About' },
				pairedItem: { item: 0 },
			},
		]);
		expect(bench.calls()).toEqual([
			{
				call: `POST ${GROUP_PATH}`,
				body: { messaging_product: 'whatsapp', subject: 'New', description: 'About' },
			},
		]);
		const [{ headers }] = bench.simulator.log.requests;
		expect(headers['content-type']).toContain('application/json');
	});

	test('an empty description clears it; what is not named is not sent', async () => {
		const [json] = await bench.output(update, fields({ description: '' }));
		expect(json).toEqual({ success: true, groupId: GROUP_ID, description: '' });
		expect(bench.calls()).toEqual([
			{
				call: `POST ${GROUP_PATH}`,
				body: { messaging_product: 'whatsapp', description: '' },
			},
		]);
		expect(bench.simulator.state.groups.get(GROUP_ID)?.description).toBeUndefined();
	});

	test('sends the picture as multipart in a call of its own', async () => {
		const file = picture(192, 192, 3000);
		const json = await bench.output(update, fields({ subject: 'New', picture: 'photo' }), [
			itemWith(file, 'photo'),
		]);
		expect(json).toEqual([
			{ success: true, groupId: GROUP_ID, subject: 'New', picture: 'group.jpg' },
		]);
		expect(bench.calls()).toEqual([
			{
				call: `POST ${GROUP_PATH}`,
				body: { messaging_product: 'whatsapp', subject: 'New' },
			},
			{
				call: `POST ${GROUP_PATH}`,
				parts: [
					{ name: 'messaging_product', size: 8, value: 'whatsapp' },
					{ name: 'file', filename: 'group.jpg', contentType: 'image/jpeg', size: 3000 },
				],
			},
		]);
		expect(bench.simulator.state.groups.get(GROUP_ID)?.pictureSha256).toBeDefined();
	});

	test('simplify off gives the service’s own body', async () => {
		const parameters = { ...fields({ subject: 'New' }), options: { simplify: false } };
		expect(await bench.output(update, parameters)).toEqual([{ success: true }]);
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
		expect(pages).toBe(10);
	});

	test('a search goes on to the page that has something, and never returns an empty one', async () => {
		manyGroups();
		const { results } = await search('kick-off');
		expect(results).toEqual([{ name: 'Project kick-off', value: GROUP_ID }]);
		expect(bench.callNames()).toHaveLength(10);
	});

	test('tells what is wrong when the groups cannot be read', async () => {
		bench.simulator.control.setEligible(false);
		await expect(search()).rejects.toMatchObject({
			message: 'This phone number is not eligible to access Groups APIs',
			description: expect.stringContaining('Official Business Account'),
		});
	});
});
