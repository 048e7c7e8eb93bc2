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
			status: 'done',
			requestId: expect.stringMatching(/^\d{15}$/),
			groupId: created?.id,
			subject: 'Watch fans',
			description: 'All about watches',
			joinApprovalMode: 'approval_required',
			inviteLink: `https://chat.whatsapp.com/${created?.inviteCode}`,
			createdAt: expect.stringMatching(ISO),
		});
		const [post, ...reads] = bench.calls();
		expect(post).toEqual({
			call: 'POST /groups',
			body: {
				messaging_product: 'whatsapp',
				subject: 'Watch fans',
				description: 'All about watches',
				join_approval_mode: 'approval_required',
			},
		});
		// It is ours when it is the only one for a second: another process could create one, too.
		expect(reads.length).toBeGreaterThan(2);
		expect(reads.pop()).toEqual({
			call: `GET /groups/${encodeURIComponent(created?.id ?? '')}/invite_link`,
		});
		for (const { call, query } of reads)
			expect([call, query?.limit]).toEqual(['GET /groups', '1024']);
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

	test('without waiting it makes one call, and says that it was accepted', async () => {
		expect(await bench.output(create, { subject: 'Fans', waitForInviteLink: false })).toEqual([
			{
				success: true,
				status: 'accepted',
				requestId: expect.any(String),
				subject: 'Fans',
				joinApprovalMode: 'auto_approve',
			},
		]);
		expect(bench.callNames()).toEqual(['POST /groups']);
	});

	test('simplify off gives the service’s own body', async () => {
		const parameters = {
			subject: 'Fans',
			waitForInviteLink: false,
			options: { simplify: false },
		};
		expect(await bench.output(create, parameters)).toEqual([
			{ messaging_product: 'whatsapp', request_id: expect.any(String) },
		]);
	});

	describe('where the answer tells more than a request’s ID (D1, F6)', () => {
		const newest = () => [...bench.simulator.state.groups.values()].at(-1);

		test.each(['id', 'group_id', 'both'] as const)(
			'%s: no list is read',
			async (createResponse) => {
				bench.simulator.setSwitches({ createResponse });
				const [json] = await bench.output(create, { subject: 'Fans' });
				expect(json).toMatchObject({ status: 'done', groupId: newest()?.id });
				expect(json.inviteLink).toBe(`https://chat.whatsapp.com/${newest()?.inviteCode}`);
				expect(json).not.toHaveProperty('warning');
				expect(bench.callNames()).toEqual([
					'POST /groups',
					`GET /groups/${encodeURIComponent(newest()?.id ?? '')}/invite_link`,
				]);
			},
		);

		test.each([true, false])('the link, too: one call is enough (waiting: %p)', async (wait) => {
			bench.simulator.setSwitches({ createResponse: 'link' });
			const [json] = await bench.output(create, { subject: 'Fans', waitForInviteLink: wait });
			expect(json).toMatchObject({
				status: 'done',
				groupId: newest()?.id,
				inviteLink: `https://chat.whatsapp.com/${newest()?.inviteCode}`,
			});
			expect(bench.callNames()).toEqual(['POST /groups']);
		});

		test('the ID without waiting: accepted, with the ID', async () => {
			bench.simulator.setSwitches({ createResponse: 'group_id' });
			const [json] = await bench.output(create, { subject: 'Fans', waitForInviteLink: false });
			expect(json).toMatchObject({ status: 'accepted', groupId: newest()?.id });
		});
	});

	describe('which of the listed groups is the new one (F5)', () => {
		test.each(['seconds', 'milliseconds', 'iso'] as const)(
			'never an older one of the subject (times in %s)',
			async (createdAtStyle) => {
				bench.simulator.setSwitches({ createdAtStyle });
				const [json] = await bench.output(create, { subject: 'Project kick-off' });
				const newest = [...bench.simulator.state.groups.values()].at(-1);
				expect(json).toMatchObject({ status: 'done', groupId: newest?.id });
				expect(json.groupId).not.toBe(GROUP_ID);
			},
		);

		/** The list as somebody else would have it. */
		const lists = (...groups: object[]) =>
			bench.simulator.faults.add({
				kind: 'answer',
				status: 200,
				body: { data: { groups } },
				contentType: 'application/json',
				method: 'GET',
				path: '/groups',
				times: 0,
			});
		const now = () => Math.floor(Date.now() / 1000);
		const theirs = (id: string, created_at?: unknown) => ({ id, subject: 'Fans', created_at });

		test.each<[string, () => object[], string[]]>([
			['two are new', () => [theirs('one', now()), theirs('two', now())], ['one', 'two']],
			['the age of one cannot be told', () => [theirs('one')], ['one']],
			['its age is no time', () => [theirs('one', 'yesterday')], ['one']],
			[
				'one is new, and of another it cannot be told',
				() => [theirs('one', now() + 1), theirs('two', null)],
				['one', 'two'],
			],
		])('%s: pending, with the candidates and none chosen', async (_name, groups, candidates) => {
			lists(...groups());
			const [json] = await bench.output(create, { subject: 'Fans' });
			expect(json).toMatchObject({
				success: true,
				status: 'pending',
				candidates,
				warning: expect.stringContaining('it is not certain which one it is'),
			});
			expect(json).not.toHaveProperty('groupId');
			expect(json).not.toHaveProperty('inviteLink');
			for (const id of candidates) expect(json.warning).toContain(id);
			expect(bench.simulator.log.count('POST', '/groups')).toBe(1);
		});

		test('another subject, and an old group, are no candidates', async () => {
			const old = [theirs('old', now() - 60), theirs('older', (now() - 3600) * 1000)];
			lists(...old, { ...theirs('other', now()), subject: 'Other' }, theirs('ours', now() + 1));
			bench.simulator.faults.add({
				kind: 'answer',
				status: 200,
				body: { invite_link: 'https://chat.whatsapp.com/OURS' },
				contentType: 'application/json',
				path: '/groups/*',
			});
			const [json] = await bench.output(create, { subject: 'Fans' });
			expect(json).toMatchObject({ status: 'done', groupId: 'ours' });
		});

		test('a second one that shows within the second of waiting makes it uncertain', async () => {
			bench.simulator.faults.add({
				kind: 'delay',
				method: 'GET',
				path: '/groups',
				skip: 1,
				where: () => {
					if (bench.simulator.log.count('GET', '/groups') === 2) {
						bench.simulator.control.addGroup({ id: 'twin', subject: 'Fans' });
					}
					return false;
				},
			});
			const [json] = await bench.output(create, { subject: 'Fans' });
			expect(json).toMatchObject({
				status: 'pending',
				candidates: expect.arrayContaining(['twin']),
			});
			expect(json.candidates).toHaveLength(2);
		});
	});

	test('items of the same subject each get a group of their own, in order', async () => {
		bench.simulator.setSwitches({ createResponse: 'id' });
		const parameters = { subject: '={{ $json.subject }}' };
		const result = await bench.run(
			create,
			parameters,
			itemsOf({ subject: 'Twins' }, { subject: 'Other' }, { subject: 'Twins' }),
		);
		const json = result.json(NODE);
		expect(json.map(({ subject, status }) => [subject, status])).toEqual([
			['Twins', 'done'],
			['Other', 'done'],
			['Twins', 'done'],
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

	test('a number that may not use groups is told so', async () => {
		bench.simulator.control.setEligible(false);
		const error = await bench.failure(create, { subject: 'Fans' });
		expect(error.message).toMatch(
			/^This number may not use groups\. It needs an Official Business Account/,
		);
	});

	test('a creation that failed by event was accepted, and is made once', async () => {
		bench.simulator.control.failNextCreation();
		const [json] = await bench.output(create, { subject: 'Never', waitForInviteLink: false });
		expect(json).toMatchObject({ status: 'accepted', requestId: expect.any(String) });
		expect(bench.simulator.log.count('POST', '/groups')).toBe(1);
	});
});

describe('group:delete', () => {
	test('deletes by the encoded ID, without a body', async () => {
		const result = await bench.run('group:delete', group);
		expect(result.items(NODE)).toEqual([
			{ json: { success: true, status: 'accepted', groupId: GROUP_ID }, pairedItem: { item: 0 } },
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

	test('a list that fits on one page takes one call, and one to see that this was all', async () => {
		await bench.output('group:getAll', all);
		expect(bench.callNames()).toEqual(['GET /groups', 'GET /groups']);
	});

	test('returnAll reads 2,500 groups with exactly 3 calls, and one to see that this was all', async () => {
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
		expect(error.message).toBe('The list changed while it was read. Run the node again.');
		expect(error.description).toContain('Code 131059');
	});

	test('a repeated cursor is an error, and no list that is told as whole', async () => {
		addGroups(2499);
		const fault = bench.simulator.faults.add({ kind: 'repeatedCursor', times: 0 });
		const error = await bench.failure('group:getAll', all);
		expect(fault.hits).toBe(1);
		expect(error.message).toContain('The service’s list cannot be read in full');
		expect(bench.callNames()).toHaveLength(2);
	});

	test('so are cursors that go round in a circle', async () => {
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
		const error = await bench.failure('group:getAll', all);
		expect(error.message).toContain('it repeats itself');
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
	const accepted = (...settings: string[]) => ({
		success: true,
		status: 'accepted',
		groupId: GROUP_ID,
		settings: settings.map((setting) => ({ setting, success: true, status: 'accepted' })),
	});

	test('sends subject and description as JSON', async () => {
		const result = await bench.run(update, fields({ subject: ' New ', description: 'About' }));
		expect(result.items(NODE)).toEqual([
			{
				json: { ...accepted('subject', 'description'), subject: 'New', description: 'About' },
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
		expect(json).toEqual({ ...accepted('description'), description: '' });
		expect(bench.calls()).toEqual([
			{
				call: `POST ${GROUP_PATH}`,
				body: { messaging_product: 'whatsapp', description: '' },
			},
		]);
		expect(bench.simulator.state.groups.get(GROUP_ID)?.description).toBeUndefined();
	});

	describe('a picture that is refused after the texts were taken', () => {
		const both = fields({ subject: 'New', description: 'About', picture: 'data' });
		const items = () => [itemWith(picture(200, 200))];
		const refusePicture = (code: number) =>
			bench.simulator.faults.add({ kind: 'error', code, skip: 1, times: 0 });
		const goingOn = { node: { onError: 'continueRegularOutput' } } as const;

		test('stops the node, and says what was taken', async () => {
			refusePicture(131209);
			const error = await bench.failure(update, both, items());
			expect(error.message).toMatch(
				/^The subject and description were taken, but the picture was not\. The picture is not square\./,
			);
			expect(error.description).toContain('Code 131209');
			expect(bench.simulator.state.groups.get(GROUP_ID)?.subject).toBe('New');
		});

		test.each([true, false])('gives one entry per setting (simplify: %p)', async (simplify) => {
			refusePicture(131209);
			const parameters = { ...both, options: { simplify } };
			const result = await bench.run(update, parameters, items(), goingOn);
			expect(result.json(NODE)).toEqual([
				{
					success: false,
					status: 'failed',
					groupId: GROUP_ID,
					subject: 'New',
					description: 'About',
					picture: 'group.jpg',
					settings: [
						{ setting: 'subject', success: true, status: 'accepted' },
						{ setting: 'description', success: true, status: 'accepted' },
						{ setting: 'picture', success: false, status: 'failed' },
					],
					error: expect.objectContaining({ code: 131209 }),
				},
			]);
		});

		test('or is unknown, where no clear answer came', async () => {
			bench.simulator.faults.add({ kind: 'resetAfter', skip: 1, times: 0 });
			const result = await bench.run(update, both, items(), goingOn);
			expect(result.json(NODE)[0]).toMatchObject({
				success: false,
				status: 'unknown',
				settings: [{ success: true }, { success: true }, { setting: 'picture', status: 'unknown' }],
			});
		});

		test('is not sent at all where the texts are refused', async () => {
			bench.simulator.faults.add({ kind: 'error', code: 131207, times: 0 });
			await bench.failure(update, both, items());
			expect(bench.callNames()).toHaveLength(1);
		});

		test('and the texts are not sent again by Retry On Fail', async () => {
			refusePicture(131209);
			const node = { retryOnFail: true, maxTries: 3, waitBetweenTries: 1 };
			await bench.run(update, both, items(), { node });
			const texts = bench.calls().filter(({ body }) => body !== undefined);
			expect(texts).toHaveLength(1);
		});
	});

	test('sends the picture as multipart in a call of its own', async () => {
		const file = picture(192, 192, 3000);
		const json = await bench.output(update, fields({ subject: 'New', picture: 'photo' }), [
			itemWith(file, 'photo'),
		]);
		expect(json).toEqual([
			{ ...accepted('subject', 'picture'), subject: 'New', picture: 'group.jpg' },
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

describe('group:create where the subject may exist', () => {
	const create = 'group:create';
	const asked = (ifSubjectExists: string, subject = 'Project kick-off') => ({
		subject,
		ifSubjectExists,
	});
	const created = () => bench.simulator.log.count('POST', '/groups');

	test('Use Existing returns the group that is there, unchanged', async () => {
		const [json] = await bench.output(create, asked('useExisting', ' Project kick-off'));
		expect(json).toEqual({
			groupId: GROUP_ID,
			inviteLink: 'https://chat.whatsapp.com/LINKOFTHEPROJECT',
			subject: 'Project kick-off',
			createdAt: '2025-08-18T20:27:57.000Z',
			success: true,
			status: 'unchanged',
		});
		expect(created()).toBe(0);
	});

	test.each(['useExisting', 'fail'])('%s creates where there is none', async (mode) => {
		const [json] = await bench.output(create, asked(mode, 'New'));
		expect(json).toMatchObject({ status: 'done', subject: 'New' });
		expect(created()).toBe(1);
	});

	test('Create creates a second one', async () => {
		await bench.output(create, { ...asked('create'), waitForInviteLink: false });
		expect(created()).toBe(1);
	});

	test('Fail names the group that is there', async () => {
		const error = await bench.failure(create, asked('fail'));
		expect(error.message).toMatch(
			/^Subject: a group with the subject "Project kick-off" already exists/,
		);
		expect(error.message).toContain(GROUP_ID);
		expect(created()).toBe(0);
	});

	test('Use Existing with two of them is a refusal that names both', async () => {
		bench.simulator.control.addGroup({ id: 'twin', subject: 'Project kick-off' });
		const error = await bench.failure(create, asked('useExisting'));
		expect(error.message).toMatch(/^Subject: 2 groups have the subject "Project kick-off": /);
		for (const id of [GROUP_ID, 'twin']) expect(error.message).toContain(id);
		expect(created()).toBe(0);
	});

	// As copied from web pages, chats and documents. In the list or in the item: nobody sees a difference.
	const alike = [
		'Project\u00a0kick-off',
		'Project  kick-off',
		'Project\u2009kick-off',
		'Project kick-off\u200b',
		'\u2068Project kick-off\u2069',
		'Project kick\u2060-off',
		'Pro\u00adject kick-off',
		'Project\tkick-off',
	];

	test.each(alike)('%j looks like the group that is there, and is taken for it', async (text) => {
		const [used] = await bench.output(create, asked('useExisting', text));
		expect(used).toMatchObject({ groupId: GROUP_ID, status: 'unchanged' });
		const { message } = await bench.failure(create, asked('fail', text));
		expect(message).toContain('already exists');
		const byName = { groupId: { __rl: true, mode: 'name', value: text } };
		expect(await bench.output('group:get', byName)).toMatchObject([{ groupId: GROUP_ID }]);
		expect(created()).toBe(0);
	});

	test.each(alike)('%j in the list looks like the subject that is given', async (subject) => {
		bench.simulator.control.addGroup({ id: 'alike', subject });
		const { message } = await bench.failure(create, asked('useExisting'));
		expect(message).toMatch(/^Subject: 2 groups have the subject/);
		expect(created()).toBe(0);
	});

	test('items of one subject make one group', async () => {
		const json = await bench.output(create, asked('useExisting', 'Same'), itemsOf({}, {}, {}));
		expect(json.map(({ status }) => status)).toEqual(['done', 'unchanged', 'unchanged']);
		expect(new Set(json.map(({ groupId }) => groupId)).size).toBe(1);
		expect(created()).toBe(1);
	});

	test.each(['useExisting', 'fail'])(
		'%s: a creation that does not show in the list yet is not repeated',
		async (mode) => {
			bench.simulator.setSwitches({ creationDelayMs: 60_000, createResponse: 'request_id' });
			const subject = `Late ${mode}`;
			await bench.output(create, { subject, waitForInviteLink: false });
			const error = await bench.failure(create, {
				...asked(mode, subject),
				waitForInviteLink: false,
			});
			expect(error.message).toContain('was created a moment ago, and is not in the list yet');
			expect(created()).toBe(1);
		},
	);

	test.each(['useExisting', 'fail'])('%s: an unreadable list creates nothing', async (mode) => {
		bench.simulator.faults.add({
			kind: 'answer',
			status: 200,
			body: { data: {} },
			contentType: 'application/json',
			method: 'GET',
			path: '/groups',
			times: 0,
		});
		const error = await bench.failure(create, asked(mode, 'New'));
		expect(error.message).toMatch(/\.$/);
		expect(created()).toBe(0);
	});

	test('a link that cannot be read leaves the group unchanged, with a warning', async () => {
		bench.simulator.faults.add({ kind: 'error', code: 131000, path: '/groups/*', times: 0 });
		const [json] = await bench.output(create, asked('useExisting'));
		expect(json).toMatchObject({ groupId: GROUP_ID, status: 'unchanged' });
		expect(json.warning).toContain('Get it later with Invite: Get Link');
		expect(json).not.toHaveProperty('inviteLink');
	});
});
