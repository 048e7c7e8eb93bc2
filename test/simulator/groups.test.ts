import {
	codeOf,
	jpeg,
	PRODUCT,
	startTestClient,
	type TestClient,
	type TestFile,
} from './testClient';

let client: TestClient;
beforeEach(async () => {
	client = await startTestClient();
});
afterEach(async () => await client.close());

const picture = (bytes: Uint8Array, type = 'image/jpeg'): TestFile => ({
	bytes,
	type,
	name: 'group.jpg',
});
const elements = () => client.simulator.events.flatMap(({ value }) => value.groups ?? []);
const lastEvent = () => elements().at(-1);
const pathOf = (id: string) => `/groups/${encodeURIComponent(id)}`;

describe('the API key', () => {
	test.each(['wrong', ''])('"%s" answers 401 in 360dialog’s own shape', async (key) => {
		const answer = await client.raw('GET', '/groups', undefined, { 'D360-API-KEY': key });
		expect(answer.status).toBe(401);
		expect(answer.body.meta).toMatchObject({ success: false, http_code: 401 });
		expect(answer.body.meta.developer_message).toBe('Invalid api_key');
	});

	test('never reaches the log', async () => {
		await client.call('GET', '/groups');
		expect(JSON.stringify(client.simulator.log.requests)).not.toContain(client.simulator.apiKey);
	});
});

describe('POST /groups', () => {
	const create = async (body: object) =>
		await client.call('POST', '/groups', { ...PRODUCT, ...body });

	test('creates a group, and the link comes by webhook', async () => {
		const answer = await create({ subject: '  Hello  ', description: 'd' });
		expect(answer.status).toBe(200);
		expect(answer.body).toEqual({ ...PRODUCT, request_id: expect.any(String) });
		const event = lastEvent();
		expect(event).toEqual({
			timestamp: expect.stringMatching(/^\d{10}$/),
			group_id: expect.any(String),
			type: 'group_create',
			request_id: answer.body.request_id,
			subject: 'Hello',
			invite_link: expect.stringMatching(/^https:\/\/chat\.whatsapp\.com\/\w{22}$/),
			join_approval_mode: 'auto_approve',
		});
		const info = await client.call('GET', `${pathOf(String(event?.group_id))}?fields=description`);
		expect(info.body.description).toBe('d');
	});

	test.each([
		['id', { id: expect.any(String) }],
		['both', { ...PRODUCT, id: expect.any(String), request_id: expect.any(String) }],
		['group_id', { group_id: expect.any(String) }],
		['link', { id: expect.any(String), invite_link: expect.stringMatching(/^https:/) }],
	] as const)('createResponse %s', async (createResponse, shape) => {
		client.simulator.setSwitches({ createResponse });
		const { body } = await create({ subject: 's' });
		expect(body).toEqual(shape);
		expect(body.id ?? body.group_id).toBe(lastEvent()?.group_id);
		if (createResponse === 'link') expect(body.invite_link).toBe(lastEvent()?.invite_link);
	});

	test.each([
		['no subject', {}],
		['an empty subject', { subject: '   ' }],
		['a long subject', { subject: 'x'.repeat(129) }],
		['a long description', { subject: 's', description: 'x'.repeat(2049) }],
		['an unknown mode', { subject: 's', join_approval_mode: true }],
		['an unknown key', { subject: 's', participants: [] }],
		['no product', { subject: 's', messaging_product: undefined }],
	])('refuses %s', async (_, body) => {
		expect(codeOf(await create(body))).toEqual([400, 100]);
		expect(client.simulator.state.groups.size).toBe(0);
	});

	test('refuses what is not JSON', async () => {
		const json = { 'content-type': 'application/json' };
		expect(codeOf(await client.raw('POST', '/groups', '{"a', json))).toEqual([400, 100]);
		const plain = await client.raw('POST', '/groups', '{}', { 'content-type': 'text/plain' });
		expect(codeOf(plain)).toEqual([400, 100]);
	});

	test('accepts the longest subject in characters, not in code units', async () => {
		expect((await create({ subject: '😀'.repeat(128) })).status).toBe(200);
	});

	test('a number that is not eligible: 131215, which no other call shows', async () => {
		const { control } = client.simulator;
		const { id } = control.addGroup({ subject: 's', members: ['16505551001'], windowOpen: true });
		control.setEligible(false);
		expect(codeOf(await create({ subject: 's' }))).toEqual([400, 131215]);
		expect(codeOf(await create({ subject: 's', messaging_product: 'x' }))).toEqual([400, 100]);
		const others = [
			await client.call('GET', '/groups?limit=1'),
			await client.call('GET', '/health_status'),
			await client.call('GET', pathOf(id)),
			await client.call('GET', `${pathOf(id)}/invite_link`),
			await client.call('POST', pathOf(id), { ...PRODUCT, subject: 'n' }),
			await client.call('GET', `${pathOf(id)}/join_requests`),
			await client.sendText(id),
			await client.call('DELETE', pathOf(id)),
		];
		expect(others.map(({ status }) => status)).toEqual(others.map(() => 200));
		await client.simulator.idle();
	});

	test('the limit of groups: 131211 at once, or by webhook', async () => {
		await client.close();
		client = await startTestClient({ groupLimit: 1, groups: [{ subject: 'one' }] });
		expect(codeOf(await create({ subject: 's' }))).toEqual([400, 131211]);
		client.simulator.setSwitches({ groupLimitRefusal: 'webhook' });
		expect((await create({ subject: 's' })).status).toBe(200);
		expect(lastEvent()).toMatchObject({ type: 'group_create', errors: [{ code: 131211 }] });
		expect(client.simulator.state.groups.size).toBe(1);
	});

	test('a creation can fail after it was accepted', async () => {
		client.simulator.control.failNextCreation(131214);
		const { body } = await create({ subject: 's', description: 'd' });
		expect(lastEvent()).toMatchObject({
			request_id: body.request_id,
			subject: 's',
			description: 'd',
			errors: [{ code: 131214, error_data: { details: expect.any(String) } }],
		});
		expect((await client.call('GET', '/groups')).body.data.groups).toEqual([]);
	});

	test('a slow creation: 131041 and not listed until it is done', async () => {
		client.simulator.setSwitches({ createResponse: 'id', creationDelayMs: 60_000 });
		const { body } = await create({ subject: 's' });
		expect(codeOf(await client.call('GET', pathOf(body.id)))).toEqual([400, 131041]);
		expect((await client.call('GET', '/groups')).body.data.groups).toEqual([]);
		expect(elements()).toEqual([]);
		client.simulator.advance(60_000);
		expect(lastEvent()).toMatchObject({ group_id: body.id, type: 'group_create' });
		expect((await client.call('GET', pathOf(body.id))).status).toBe(200);
	});
});

describe('GET /groups', () => {
	const list = async (query = '') => await client.call('GET', `/groups${query}`);
	const add = (count: number) => {
		for (let i = 1; i <= count; i++) client.simulator.control.addGroup({ subject: `g${i}` });
	};
	const subjects = (body: { data: { groups: Array<{ subject: string }> } }) =>
		body.data.groups.map(({ subject }) => subject);

	test('pages by cursor, newest first, without next on the last page', async () => {
		add(5);
		const first = (await list('?limit=2')).body;
		expect(subjects(first)).toEqual(['g5', 'g4']);
		expect(first.data.groups[0]).toEqual({
			id: expect.any(String),
			subject: 'g5',
			created_at: expect.any(Number),
		});
		expect(first.paging.previous).toBeUndefined();
		expect(first.paging.next).toMatch(/^https:\/\/graph\.facebook\.com\//);
		const second = (await list(`?limit=2&after=${first.paging.cursors.after}`)).body;
		expect(subjects(second)).toEqual(['g3', 'g2']);
		const third = (await list(`?limit=2&after=${second.paging.cursors.after}`)).body;
		expect(subjects(third)).toEqual(['g1']);
		expect(third.paging.next).toBeUndefined();
		const back = (await list(`?limit=2&before=${third.paging.cursors.before}`)).body;
		expect(subjects(back)).toEqual(['g3', 'g2']);
		const past = (await list(`?limit=2&after=${third.paging.cursors.after}`)).body;
		expect(past).toEqual({ data: { groups: [] } });
	});

	test('a page neither skips nor repeats when groups come and go', async () => {
		add(4);
		const first = (await list('?limit=2')).body;
		await client.call('DELETE', pathOf(first.data.groups[1].id));
		add(1);
		const second = (await list(`?limit=2&after=${first.paging.cursors.after}`)).body;
		expect(subjects(second)).toEqual(['g2', 'g1']);
	});

	test('25 by default, 1 to 1024 by wish', async () => {
		add(30);
		expect((await list()).body.data.groups).toHaveLength(25);
		expect((await list('?limit=1024')).body.data.groups).toHaveLength(30);
		for (const limit of ['0', '1025', '-1', 'x', '1.5']) {
			expect(codeOf(await list(`?limit=${limit}`))).toEqual([400, 100]);
		}
	});

	test('a cursor that was not handed out: 131059', async () => {
		add(1);
		expect(codeOf(await list('?after=bm9wZQ=='))).toEqual([400, 131059]);
		expect(codeOf(await list('?before=x'))).toEqual([400, 131059]);
	});

	test('switches: order, suspended groups, text scalars', async () => {
		add(2);
		client.simulator.control.addGroup({ subject: 'bad', suspended: true });
		client.simulator.setSwitches({
			listOrder: 'oldest',
			listSuspended: false,
			scalarStyle: 'strings',
		});
		const { body } = await list();
		expect(subjects(body)).toEqual(['g1', 'g2']);
		expect(body.data.groups[0].created_at).toMatch(/^\d{10}$/);
		const next = (await list('?limit=1')).body.paging.cursors.after;
		expect(subjects((await list(`?limit=1&after=${next}`)).body)).toEqual(['g2']);
	});
});

describe('GET /groups/:id', () => {
	const ALL =
		'subject,description,participants,join_approval_mode,suspended,creation_timestamp,total_participant_count';

	test('only id without fields; every field when asked; 100 for another', async () => {
		const { id } = client.simulator.control.addGroup({
			subject: 's',
			description: 'd',
			members: ['+1 650 555-1001'],
			createdAt: 1678900000,
		});
		expect((await client.call('GET', pathOf(id))).body).toEqual({ ...PRODUCT, id });
		expect((await client.call('GET', `${pathOf(id)}?fields=${ALL}`)).body).toEqual({
			...PRODUCT,
			id,
			subject: 's',
			description: 'd',
			participants: [{ wa_id: '16505551001' }],
			join_approval_mode: 'auto_approve',
			suspended: false,
			creation_timestamp: 1678900000,
			total_participant_count: 1,
		});
		client.simulator.setSwitches({ scalarStyle: 'strings' });
		expect((await client.call('GET', `${pathOf(id)}?fields=${ALL}`)).body).toMatchObject({
			suspended: 'false',
			creation_timestamp: '1678900000',
			total_participant_count: '1',
		});
		const bad = await client.call('GET', `${pathOf(id)}?fields=subject,invite_link`);
		expect(codeOf(bad)).toEqual([400, 100]);
	});

	test('an id of any shape and length', async () => {
		const id = `a/b+c=?#${'x'.repeat(300)}`;
		client.simulator.control.addGroup({ subject: 's', id });
		expect((await client.call('GET', pathOf(id))).body.id).toBe(id);
	});

	test('the bare path of Meta by the switch', async () => {
		const { id } = client.simulator.control.addGroup({ subject: 's' });
		expect(codeOf(await client.call('GET', `/${id}`))).toEqual([400, 100]);
		expect((await client.call('GET', `/${id}/invite_link`)).status).toBe(404);
		client.simulator.setSwitches({ groupPathPrefix: 'both' });
		expect((await client.call('GET', `/${id}`)).body.id).toBe(id);
		expect((await client.call('GET', `/${id}/invite_link`)).body.invite_link).toBeDefined();
		expect((await client.call('GET', pathOf(id))).body.id).toBe(id);
	});
});

describe('POST /groups/:id', () => {
	let id: string;
	beforeEach(() => {
		id = client.simulator.control.addGroup({ subject: 'old', description: 'old' }).id;
	});
	const group = () => client.simulator.state.groups.get(id);
	const update = async (body: object) =>
		await client.call('POST', pathOf(id), { ...PRODUCT, ...body });

	test('changes what was sent and tells only that', async () => {
		expect((await update({ subject: ' new ' })).body).toEqual({ success: true });
		expect(group()).toMatchObject({ subject: 'new', description: 'old' });
		expect(lastEvent()).toEqual({
			timestamp: expect.any(String),
			group_id: id,
			type: 'group_settings_update',
			request_id: expect.any(String),
			group_subject: { text: 'new', update_successful: true },
		});
	});

	test.each([
		['nothing', {}],
		['an empty subject', { subject: ' ' }],
		['a long description', { description: 'x'.repeat(2049) }],
		['the approval mode', { join_approval_mode: 'auto_approve' }],
	])('refuses %s', async (_, body) => {
		expect(codeOf(await update(body))).toEqual([400, 100]);
		expect(group()?.subject).toBe('old');
	});

	test('an empty description clears it, unless the switch refuses', async () => {
		client.simulator.setSwitches({ clearDescription: 'refuse' });
		expect(codeOf(await update({ description: '' }))).toEqual([400, 100]);
		client.simulator.setSwitches({ clearDescription: 'accept' });
		expect((await update({ description: '' })).status).toBe(200);
		expect(group()?.description).toBeUndefined();
	});

	test.each([
		['empty', {}],
		['request_id', { ...PRODUCT, request_id: expect.any(String) }],
		['success_text', { success: 'true' }],
	] as const)('mutateResponse %s', async (mutateResponse, shape) => {
		client.simulator.setSwitches({ mutateResponse });
		expect((await update({ subject: 'n' })).body).toEqual(shape);
		expect((await client.call('DELETE', pathOf(id))).body).toEqual(shape);
	});

	test('mutateResponse none: no body for update and remove', async () => {
		client.simulator.setSwitches({ mutateResponse: 'none' });
		const updated = await update({ subject: 'n' });
		expect(updated).toMatchObject({ status: 200, text: '' });
		expect(updated.headers['content-type']).toBeUndefined();
		client.simulator.control.addGroup({ subject: 's', id: 'g', members: ['16505551001'] });
		const participants = [{ user: '+16505551001' }];
		const path = '/groups/g/participants';
		const removed = await client.call('DELETE', path, { ...PRODUCT, participants });
		expect(removed).toMatchObject({ status: 200, text: '' });
		expect((await client.call('DELETE', pathOf(id))).body).toEqual({ success: true });
	});

	test('settingsEventStyle plain: texts beside the picture', async () => {
		client.simulator.setSwitches({ settingsEventStyle: 'plain' });
		client.simulator.control.failNextSettings({ description: 131009 });
		const answer = await client.upload(pathOf(id), [
			['messaging_product', 'whatsapp'],
			['subject', 'n'],
			['description', 'd'],
			['file', picture(jpeg(640, 640))],
		]);
		expect(answer.status).toBe(200);
		expect(lastEvent()).toEqual({
			timestamp: expect.any(String),
			group_id: id,
			type: 'group_settings_update',
			request_id: expect.any(String),
			profile_picture: expect.objectContaining({ update_successful: true }),
			subject: 'n',
			description: 'd',
			errors: [expect.objectContaining({ code: 131201 })],
		});
	});

	test('a picture in either part', async () => {
		for (const name of ['file', 'profile_picture_file']) {
			const answer = await client.upload(pathOf(id), [
				['messaging_product', 'whatsapp'],
				[name, picture(jpeg(640, 640))],
			]);
			expect(answer.status).toBe(200);
			expect(lastEvent()?.profile_picture).toEqual({
				mime_type: 'image/jpeg',
				sha256: group()?.pictureSha256,
				update_successful: true,
			});
		}
		const [, entry] = client.simulator.log.find('POST', '/groups/:id');
		expect(entry.parts?.[1]).toMatchObject({
			name: 'profile_picture_file',
			filename: 'group.jpg',
			contentType: 'image/jpeg',
		});
	});

	test('only one name of the part by the switch', async () => {
		const send = async (name: string) =>
			await client.upload(pathOf(id), [
				['messaging_product', 'whatsapp'],
				[name, picture(jpeg(640, 640))],
			]);
		client.simulator.setSwitches({ pictureField: 'profile_picture_file' });
		const refused = await send('file');
		expect(codeOf(refused)).toEqual([400, 100]);
		expect(refused.text).toContain('file');
		expect((await send('profile_picture_file')).status).toBe(200);
	});

	test.each([
		['not square', picture(jpeg(300, 200)), 131209],
		['too small', picture(jpeg(191, 191)), 131210],
		['no JPEG inside', picture(Buffer.from('no')), 131053],
		['another type', picture(jpeg(300, 300), 'image/png'), 131053],
		['too large', picture(Buffer.concat([jpeg(300, 300), Buffer.alloc(5 << 20)])), 131053],
	])('a picture that is %s: 400, or by webhook', async (_, file, code) => {
		const parts: Array<[string, string | TestFile]> = [
			['messaging_product', 'whatsapp'],
			['file', file],
		];
		expect(codeOf(await client.upload(pathOf(id), parts))).toEqual([400, code]);
		client.simulator.setSwitches({ pictureErrors: 'webhook' });
		expect((await client.upload(pathOf(id), parts)).status).toBe(200);
		expect(lastEvent()).toMatchObject({
			profile_picture: { update_successful: false, errors: [{ code }] },
			errors: [{ code: 131000 }],
		});
		expect(group()?.pictureSha256).toBeUndefined();
	});

	test('a part of the settings can fail by webhook', async () => {
		client.simulator.control.failNextSettings({ subject: 131009 });
		expect((await update({ subject: 'n', description: 'n' })).status).toBe(200);
		expect(group()).toMatchObject({ subject: 'old', description: 'n' });
		expect(lastEvent()).toMatchObject({
			group_subject: { text: 'n', update_successful: false, errors: [{ code: 131009 }] },
			group_description: { text: 'n', update_successful: true },
			errors: [{ code: 131201 }],
		});
	});
});

describe('DELETE /groups/:id', () => {
	test('the group is gone and its link dead', async () => {
		const { id } = client.simulator.control.addGroup({ subject: 's' });
		const link = client.simulator.control.inviteLink(id);
		expect((await client.call('DELETE', pathOf(id))).body).toEqual({ success: true });
		expect(lastEvent()).toMatchObject({
			group_id: id,
			type: 'group_delete',
			request_id: expect.any(String),
		});
		expect(codeOf(await client.call('GET', pathOf(id)))).toEqual([400, 131041]);
		expect(codeOf(await client.call('DELETE', pathOf(id)))).toEqual([400, 131041]);
		expect((await client.call('GET', '/groups')).body.data.groups).toEqual([]);
		expect(() => client.simulator.control.join(link, '16505551001')).toThrow('does not work');
	});

	test('a deletion can fail by webhook', async () => {
		const { id } = client.simulator.control.addGroup({ subject: 's' });
		client.simulator.control.failNextDeletion(131000);
		expect((await client.call('DELETE', pathOf(id))).status).toBe(200);
		expect(lastEvent()).toMatchObject({ type: 'group_delete', errors: [{ code: 131000 }] });
		expect((await client.call('GET', pathOf(id))).status).toBe(200);
	});
});

describe('the invite link', () => {
	test('stays until it is reset; the old one is dead then', async () => {
		const { id } = client.simulator.control.addGroup({ subject: 's' });
		const get = async () => (await client.call('GET', `${pathOf(id)}/invite_link`)).body;
		const first = await get();
		expect(await get()).toEqual(first);
		const reset = await client.call('POST', `${pathOf(id)}/invite_link`, PRODUCT);
		expect(reset.body).toEqual({ ...PRODUCT, invite_link: expect.any(String) });
		expect(reset.body.invite_link).not.toBe(first.invite_link);
		expect(await get()).toEqual(reset.body);
		const { control } = client.simulator;
		expect(() => control.join(first.invite_link, '16505551001')).toThrow('does not work');
		expect(control.join(reset.body.invite_link, '16505551001')).toEqual({ joined: true });
		expect(codeOf(await client.call('POST', `${pathOf(id)}/invite_link`, {}))).toEqual([400, 100]);
	});
});

test('a suspended group: reading works, everything else answers 131207', async () => {
	const { id } = client.simulator.control.addGroup({ subject: 's', members: ['16505551001'] });
	client.simulator.control.suspend(id);
	expect(lastEvent()).toEqual({
		timestamp: expect.any(String),
		type: 'group_suspend',
		group_id: id,
	});
	expect((await client.call('GET', `${pathOf(id)}?fields=suspended`)).body.suspended).toBe(true);
	const refused = [
		await client.call('POST', pathOf(id), { ...PRODUCT, subject: 'x' }),
		await client.call('POST', `${pathOf(id)}/invite_link`, PRODUCT),
		await client.call('DELETE', `${pathOf(id)}/participants`, PRODUCT),
		await client.call('POST', `${pathOf(id)}/join_requests`, PRODUCT),
		await client.sendText(id),
	];
	expect(refused.map(codeOf)).toEqual(refused.map(() => [403, 131207]));
	client.simulator.control.clearSuspension(id);
	expect(lastEvent()?.type).toBe('group_suspend_cleared');
	expect((await client.sendText(id)).status).toBe(200);
});
