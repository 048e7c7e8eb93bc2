import { codeOf, PRODUCT, startTestClient, type TestClient } from './testClient';

let client: TestClient;
beforeEach(async () => {
	client = await startTestClient();
});
afterEach(async () => await client.close());

const add = (count: number) => {
	for (let i = 1; i <= count; i++) client.simulator.control.addGroup({ subject: `g${i}` });
};
const list = async (query = '') => (await client.call('GET', `/groups${query}`)).body;
const subjects = (groups: Array<{ subject: string }>) => groups.map(({ subject }) => subject);

describe('listShape', () => {
	test.each([
		['data.groups', (groups: unknown) => ({ data: { groups } })],
		['data', (groups: unknown) => ({ data: groups })],
		['groups', (groups: unknown) => ({ groups })],
	] as const)('%s', async (listShape, shape) => {
		client.simulator.setSwitches({ listShape });
		expect(await list()).toEqual(shape([]));
		add(1);
		const group = { id: expect.any(String), subject: 'g1', created_at: expect.any(Number) };
		expect(await list()).toEqual({ ...shape([group]), paging: expect.any(Object) });
	});
});

describe('listPageCap', () => {
	test('pages are smaller than what was asked for, and none is lost', async () => {
		add(5);
		expect((await list('?limit=1000')).data.groups).toHaveLength(5);
		client.simulator.setSwitches({ listPageCap: 2 });
		const first = await list('?limit=1000');
		expect(subjects(first.data.groups)).toEqual(['g5', 'g4']);
		const second = await list(`?limit=1000&after=${first.paging.cursors.after}`);
		expect(subjects(second.data.groups)).toEqual(['g3', 'g2']);
		expect((await list('?limit=1')).data.groups).toHaveLength(1);
	});

	test('of join requests and templates too', async () => {
		const { control } = client.simulator;
		const waiting = ['16505551001', '16505551002', '16505551003'];
		control.addGroup({
			subject: 's',
			id: 'g',
			joinApprovalMode: 'approval_required',
			joinRequests: waiting,
		});
		for (const name of ['a', 'b', 'c']) control.addTemplate({ name });
		client.simulator.setSwitches({ listPageCap: 2 });
		const requests = await client.call('GET', '/groups/g/join_requests?limit=100');
		expect(requests.body.data).toHaveLength(2);
		expect((await client.call('GET', '/message_templates?limit=100')).body.data).toHaveLength(2);
		const legacy = await client.call('GET', '/v1/configs/templates?limit=100');
		expect(legacy.body).toMatchObject({ count: 2, total: 3 });
	});
});

describe('pagingStyle', () => {
	test('both: cursors always, next until the last page', async () => {
		add(3);
		const first = await list('?limit=2');
		expect(Object.keys(first.paging).sort()).toEqual(['cursors', 'next']);
		const last = await list(`?limit=2&after=${first.paging.cursors.after}`);
		expect(Object.keys(last.paging).sort()).toEqual(['cursors', 'previous']);
	});

	test('next: its query has the only cursor; nothing on the last page', async () => {
		client.simulator.setSwitches({ pagingStyle: 'next' });
		add(3);
		const first = await list('?limit=2');
		expect(Object.keys(first.paging)).toEqual(['next']);
		const after = new URL(first.paging.next).searchParams.get('after') ?? '';
		const last = await list(`?limit=2&after=${encodeURIComponent(after)}`);
		expect(subjects(last.data.groups)).toEqual(['g1']);
		expect(last.paging.next).toBeUndefined();
		expect((await list()).paging).toBeUndefined();
	});

	test('cursors: never next; the last page has a cursor, the page after it nothing', async () => {
		client.simulator.setSwitches({ pagingStyle: 'cursors' });
		add(3);
		const first = await list('?limit=2');
		expect(Object.keys(first.paging)).toEqual(['cursors']);
		const last = await list(`?limit=2&after=${first.paging.cursors.after}`);
		expect(subjects(last.data.groups)).toEqual(['g1']);
		expect(Object.keys(last.paging)).toEqual(['cursors']);
		const past = await list(`?limit=2&after=${last.paging.cursors.after}`);
		expect(past).toEqual({ data: { groups: [] } });
	});

	test.each([
		['next', ['next']],
		['cursors', ['cursors']],
	] as const)('a repeated cursor comes in the style %s too', async (pagingStyle, keys) => {
		add(3);
		const { after } = (await list('?limit=1')).paging.cursors;
		client.simulator.setSwitches({ pagingStyle });
		client.simulator.faults.add({ kind: 'repeatedCursor' });
		const { paging } = await list(`?limit=1&after=${after}`);
		expect(Object.keys(paging)).toEqual(keys);
		expect(JSON.stringify(paging)).toContain(after);
	});
});

describe('createdAtStyle', () => {
	test.each([
		['seconds', 'typed', 1678900000],
		['seconds', 'strings', '1678900000'],
		['milliseconds', 'typed', 1678900000000],
		['milliseconds', 'strings', '1678900000000'],
		['iso', 'typed', '2023-03-15T17:06:40.000Z'],
	] as const)('%s, %s', async (createdAtStyle, scalarStyle, value) => {
		await client.close();
		client = await startTestClient({
			now: () => 1678900000000,
			switches: { createdAtStyle, scalarStyle },
			groups: [
				{
					subject: 's',
					id: 'g',
					joinApprovalMode: 'approval_required',
					joinRequests: ['16505551001'],
				},
			],
		});
		const info = await client.call('GET', '/groups/g?fields=creation_timestamp');
		const requests = await client.call('GET', '/groups/g/join_requests');
		expect((await list()).data.groups[0].created_at).toBe(value);
		expect(info.body.creation_timestamp).toBe(value);
		expect(requests.body.data[0].creation_timestamp).toBe(value);
	});
});

describe('errors', () => {
	const refused = async () => await client.call('GET', '/groups/unknown');

	test.each(['graph', 'string', 'meta', 'legacy', 'html'] as const)(
		'errorStatus: a body of shape %s with its own status, and with 200',
		async (errorShape) => {
			client.simulator.setSwitches({ errorShape });
			const own = await refused();
			expect(own.status).toBe(errorShape === 'html' ? 502 : 400);
			client.simulator.setSwitches({ errorStatus: '200' });
			const ok = await refused();
			expect(ok.status).toBe(200);
			const keys = (body: unknown) => Object.keys((body ?? {}) as object);
			expect(keys(ok.body)).toEqual(keys(own.body));
			expect(client.simulator.log.requests.at(-1)).toMatchObject({
				status: 200,
				tookEffect: false,
				errorCode: 131041,
			});
		},
	);

	test('errorStatus 200: a wrong key and programmed errors too, unless these name a status', async () => {
		client.simulator.setSwitches({ errorStatus: '200' });
		const wrong = await client.raw('GET', '/groups', undefined, { 'D360-API-KEY': 'wrong' });
		expect(wrong.status).toBe(200);
		expect(wrong.body.meta).toMatchObject({ success: false, http_code: 401 });
		const { faults } = client.simulator;
		faults.add({ kind: 'error', code: 130429 });
		expect(codeOf(await refused())).toEqual([200, 130429]);
		faults.add({ kind: 'error', code: 130429, status: 500 });
		expect(codeOf(await refused())).toEqual([500, 130429]);
	});

	test('metaErrorSpelling', async () => {
		client.simulator.setSwitches({ errorShape: 'meta' });
		expect((await refused()).body.meta).toMatchObject({
			success: false,
			http_code: 400,
			developer_message: expect.stringContaining('group'),
		});
		client.simulator.setSwitches({ metaErrorSpelling: 'camel' });
		const { meta } = (await refused()).body;
		expect(meta).toMatchObject({
			success: false,
			httpCode: 400,
			developerMessage: expect.stringContaining('group'),
		});
		expect(meta.http_code).toBeUndefined();
		const wrong = await client.raw('GET', '/groups', undefined, { 'D360-API-KEY': 'wrong' });
		expect(wrong.body.meta).toMatchObject({ httpCode: 401, developerMessage: 'Invalid api_key' });
	});

	test('errorUserTexts: only of templates, and then the reason stands nowhere else', async () => {
		const create = async () =>
			await client.call('POST', '/message_templates', {
				name: 'Bad Name',
				category: 'UTILITY',
				language: 'en_US',
			});
		const send = async () =>
			await client.call('POST', '/messages', {
				...PRODUCT,
				recipient_type: 'individual',
				to: '+16505551001',
				type: 'template',
				template: { name: 'unknown', language: { code: 'en_US' } },
			});
		const plain = (await create()).body.error;
		expect(plain).toMatchObject({ error_data: { details: expect.stringContaining('name') } });
		expect(plain.error_user_msg).toBeUndefined();
		client.simulator.setSwitches({ errorUserTexts: true });
		expect((await create()).body.error).toEqual({
			message: 'Invalid parameter',
			type: 'OAuthException',
			code: 100,
			error_user_title: 'Invalid parameter',
			error_user_msg: expect.stringContaining('lower-case letters'),
			fbtrace_id: expect.any(String),
		});
		expect((await send()).body.error).toMatchObject({
			message: 'Invalid parameter',
			code: 132001,
			error_user_msg: expect.stringContaining('does not exist'),
		});
		expect((await refused()).body.error).toMatchObject({ message: '(#131041) Group unknown' });
	});
});
