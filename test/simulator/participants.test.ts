import { codeOf, PRODUCT, startTestClient, type TestClient } from './testClient';

let client: TestClient;
beforeEach(async () => {
	client = await startTestClient();
});
afterEach(async () => await client.close());

const events = () => client.simulator.events.flatMap(({ value }) => value.groups ?? []);
const ANA = '16505551001';
const BEN = '16505551002';

describe('DELETE /groups/:id/participants', () => {
	let id: string;
	beforeEach(() => {
		id = client.simulator.control.addGroup({ subject: 's', members: [ANA, BEN] }).id;
	});
	const remove = async (...participants: object[]) =>
		await client.call('DELETE', `/groups/${id}/participants`, { ...PRODUCT, participants });
	const members = () => [...(client.simulator.state.groups.get(id)?.members.keys() ?? [])];

	test('removes by any notation of a number, for good', async () => {
		const answer = await remove({ user: '+1 (650) 555-1001' }, { user: BEN });
		expect(answer).toMatchObject({ status: 200, body: { success: true } });
		expect(members()).toEqual([]);
		expect(events()).toEqual([
			{
				timestamp: expect.any(String),
				group_id: id,
				type: 'group_participants_remove',
				request_id: expect.any(String),
				initiated_by: 'business',
				removed_participants: [{ input: '+1 (650) 555-1001' }, { input: BEN }],
			},
		]);
		const { control } = client.simulator;
		expect(() => control.join(control.inviteLink(id), ANA)).toThrow('removed this person');
	});

	test('partly: 206 with code 131201, in three bodies', async () => {
		const errors = [expect.objectContaining({ code: 131201 })];
		const failed = [{ input: '+99999', errors: [expect.objectContaining({ code: 131212 })] }];
		const first = await remove({ user: ANA }, { user: '+99999' });
		expect(first.status).toBe(206);
		expect(first.body).toEqual({
			success: true,
			removed_participants: [{ input: ANA }],
			failed_participants: failed,
			errors,
		});
		expect(events().at(-1)).toMatchObject({
			removed_participants: [{ input: ANA }],
			failed_participants: failed,
			errors,
		});
		client.simulator.control.addGroup({ subject: 's', id: 'g2', members: [ANA, BEN] });
		id = 'g2';
		client.simulator.setSwitches({ partialResponse: 'errors' });
		expect((await remove({ user: ANA }, { user: '+99999' })).body).toEqual({
			success: true,
			errors,
		});
		client.simulator.setSwitches({ partialResponse: 'error' });
		expect(codeOf(await remove({ user: BEN }, { user: '+99999' }))).toEqual([206, 131201]);
	});

	test.each([
		['input', { input: `+${ANA}` }, { input: '+99999' }],
		['user', { user: `+${ANA}` }, { user: '+99999' }],
		['wa_id', { wa_id: ANA }, { wa_id: '99999' }],
	] as const)('partialNames %s', async (partialNames, ana, other) => {
		client.simulator.setSwitches({ partialNames });
		const { status, body } = await remove({ user: `+${ANA}` }, { user: '+99999' });
		expect(status).toBe(206);
		expect(body.removed_participants).toEqual([ana]);
		expect(body.failed_participants).toEqual([{ ...other, errors: expect.any(Array) }]);
		expect(events().at(-1)?.removed_participants).toEqual([{ input: `+${ANA}` }]);
	});

	test('partialNames strings, which leaves no place for reasons', async () => {
		client.simulator.setSwitches({ partialNames: 'strings' });
		const { body } = await remove({ user: `+${ANA}` }, { user: '+99999' });
		expect(body).toMatchObject({
			removed_participants: [`+${ANA}`],
			failed_participants: ['+99999'],
		});
	});

	test('partialNames wa_id names somebody without a known number by user id', async () => {
		client.simulator.setSwitches({ partialNames: 'wa_id' });
		const { userId } = client.simulator.control.addPerson({ waId: BEN });
		const { body } = await remove({ user: userId }, { user: '+99999' });
		expect(body.removed_participants).toEqual([{ user_id: userId }]);
	});

	test('removedNamed: who was removed, in the answer too', async () => {
		client.simulator.setSwitches({ removedNamed: true });
		const { status, body } = await remove({ user: `+${ANA}` });
		expect([status, body]).toEqual([
			200,
			{ success: true, removed_participants: [{ input: `+${ANA}` }] },
		]);
		expect((await remove({ user: '+99999' })).body).toEqual({ success: true });
		client.simulator.setSwitches({ mutateResponse: 'none' });
		expect((await remove({ user: BEN })).body).toEqual({
			removed_participants: [{ input: BEN }],
		});
	});

	test('removalOfStrangers webhook: 200, and only the webhook tells the failure', async () => {
		client.simulator.setSwitches({ removalOfStrangers: 'webhook' });
		const { status, body } = await remove({ user: ANA }, { user: '+99999' });
		expect([status, body]).toEqual([200, { success: true }]);
		expect(members()).toEqual([BEN]);
		expect(events().at(-1)).toMatchObject({
			removed_participants: [{ input: ANA }],
			failed_participants: [{ input: '+99999' }],
			errors: [{ code: 131201 }],
		});
	});

	test('nobody: by webhook, or 131212 at once', async () => {
		expect((await remove({ user: '+99999' })).status).toBe(200);
		expect(events().at(-1)).toMatchObject({
			failed_participants: [{ input: '+99999' }],
			errors: [{ code: 131212 }],
		});
		expect(events().at(-1)?.removed_participants).toBeUndefined();
		client.simulator.setSwitches({ removalAllBad: 'sync' });
		expect(codeOf(await remove({ user: '+99999' }))).toEqual([400, 131212]);
	});

	test('refusals: none, nine, the same twice, no name', async () => {
		const nine = Array.from({ length: 9 }, (_, i) => ({ user: `+1650555200${i}` }));
		expect(codeOf(await remove())).toEqual([400, 100]);
		expect(codeOf(await remove(...nine))).toEqual([400, 100]);
		expect(codeOf(await remove({ user: ANA }, { user: `+${ANA}` }))).toEqual([400, 131202]);
		expect(codeOf(await remove({ phone: ANA }))).toEqual([400, 100]);
		expect(codeOf(await client.call('DELETE', `/groups/${id}/participants`))).toEqual([400, 100]);
		expect(members()).toEqual([ANA, BEN]);
	});

	test('initiatedByPosition', async () => {
		client.simulator.setSwitches({ initiatedByPosition: 'value' });
		await remove({ user: ANA });
		expect(client.simulator.events.at(-1)?.value.initiated_by).toBe('business');
		expect(events().at(-1)?.initiated_by).toBeUndefined();
		client.simulator.setSwitches({ initiatedByPosition: 'absent' });
		client.simulator.control.leave(id, BEN);
		expect(JSON.stringify(client.simulator.events.at(-1))).not.toContain('initiated_by');
	});

	test('a person by BSUID, under the key of the switch', async () => {
		const { userId } = client.simulator.control.addPerson({ waId: ANA });
		expect(codeOf(await remove({ user_id: userId }))).toEqual([400, 100]);
		client.simulator.setSwitches({ bsuidRemovalKey: 'user_id' });
		expect(codeOf(await remove({ user: userId }))).toEqual([400, 100]);
		expect((await remove({ user_id: userId })).status).toBe(200);
		expect(members()).toEqual([BEN]);
		expect(events().at(-1)?.removed_participants).toEqual([{ input: userId }]);
	});

	test('a person by their parent id', async () => {
		client.simulator.control.addPerson({ waId: ANA, parentUserId: 'US.ENT.1' });
		expect((await remove({ user: 'US.ENT.1' })).status).toBe(200);
		expect(members()).toEqual([BEN]);
	});
});

describe('join requests', () => {
	let id: string;
	beforeEach(() => {
		const { control } = client.simulator;
		id = control.addGroup({ subject: 's', joinApprovalMode: 'approval_required' }).id;
	});
	const ask = (...people: string[]) => {
		const { control } = client.simulator;
		return people.map((person) => {
			const result = control.join(control.inviteLink(id), person);
			return result.joined ? '' : result.joinRequestId;
		});
	};
	const path = () => `/groups/${id}/join_requests`;
	const handle = async (method: 'POST' | 'DELETE', ...ids: string[]) =>
		await client.call(method, path(), { ...PRODUCT, join_requests: ids });

	test('a person asks, is listed, and is approved', async () => {
		const [request] = ask(ANA);
		expect(events()).toEqual([
			{
				timestamp: expect.any(String),
				group_id: id,
				type: 'group_join_request_created',
				reason: 'invite_link',
				join_request_id: request,
				wa_id: ANA,
			},
		]);
		expect((await client.call('GET', path())).body.data).toEqual([
			{ join_request_id: request, wa_id: ANA, creation_timestamp: expect.any(Number) },
		]);
		const answer = await handle('POST', request);
		expect(answer).toMatchObject({ status: 200 });
		expect(answer.body).toEqual({ ...PRODUCT, approved_join_requests: [request] });
		expect(events().at(-1)).toEqual({
			timestamp: expect.any(String),
			group_id: id,
			type: 'group_participants_add',
			reason: 'invite_link',
			added_participants: [{ input: `+${ANA}`, wa_id: ANA }],
		});
		expect((await client.call('GET', path())).body.data).toEqual([]);
	});

	test('a rejection sends no webhook, and the person may ask again', async () => {
		const [request] = ask(ANA);
		const answer = await handle('DELETE', request);
		expect(answer.body).toEqual({ ...PRODUCT, rejected_join_requests: [request] });
		expect(events()).toHaveLength(1);
		expect(ask(ANA)).toEqual([request]);
	});

	test('partly: 206 with the reason for each', async () => {
		client.simulator.control.addPerson({ waId: BEN, acceptsTerms: false });
		const [ana, ben] = ask(ANA, BEN);
		const answer = await handle('POST', ana, ben, 'unknown');
		expect(answer.status).toBe(206);
		expect(answer.body).toMatchObject({
			approved_join_requests: [ana],
			failed_join_requests: [
				{
					join_request_id: ben,
					errors: [{ code: 131203, title: 'Unable to add participant to group' }],
				},
				{ join_request_id: 'unknown', errors: [{ code: 131213 }] },
			],
			errors: [{ code: 131201 }],
		});
	});

	test('a ninth member is refused with 131204', async () => {
		const many = Array.from({ length: 9 }, (_, i) => `1650555300${i}`);
		const { body, status } = await handle('POST', ...ask(...many));
		expect(status).toBe(206);
		expect(body.approved_join_requests).toHaveLength(8);
		expect(body.failed_join_requests).toMatchObject([{ errors: [{ code: 131204 }] }]);
	});

	test('nothing worked: 206, or 400 by the switch', async () => {
		expect(await handle('POST', 'no')).toMatchObject({
			status: 206,
			body: { approved_join_requests: [], failed_join_requests: [{ join_request_id: 'no' }] },
		});
		client.simulator.setSwitches({ joinRequestsAllBad: 'sync' });
		expect(codeOf(await handle('DELETE', 'no'))).toEqual([400, 131213]);
	});

	test('refuses bodies without ids', async () => {
		expect(codeOf(await handle('POST'))).toEqual([400, 100]);
		expect(codeOf(await client.call('DELETE', path()))).toEqual([400, 100]);
	});

	test('pages that stay right while requests are handled', async () => {
		const ids = ask(...Array.from({ length: 5 }, (_, i) => `1650555300${i}`));
		const first = (await client.call('GET', `${path()}?limit=2`)).body;
		await handle('DELETE', ids[0], ids[1]);
		const next = `${path()}?limit=2&after=${encodeURIComponent(first.paging.cursors.after)}`;
		const second = (await client.call('GET', next)).body;
		const shown = second.data.map(
			(request: { join_request_id: string }) => request.join_request_id,
		);
		expect(shown).toEqual([ids[2], ids[3]]);
	});

	test('a person takes the request back', async () => {
		const [request] = ask(ANA);
		client.simulator.control.revokeJoinRequest(id, ANA);
		expect(events().at(-1)).toMatchObject({
			type: 'group_join_request_revoked',
			join_request_id: request,
			wa_id: ANA,
		});
		expect((await handle('POST', request)).status).toBe(206);
	});
});

describe('joining by link', () => {
	test('tells who joined; a member, a full group and a deleted person are refused', () => {
		const { control } = client.simulator;
		const { id } = control.addGroup({ subject: 's' });
		const link = control.inviteLink(id);
		expect(control.join(link, ANA)).toEqual({ joined: true });
		expect(events()).toEqual([
			{
				timestamp: expect.any(String),
				group_id: id,
				type: 'group_participants_add',
				reason: 'invite_link',
				added_participants: [{ wa_id: ANA }],
			},
		]);
		expect(() => control.join(link, ANA)).toThrow('in the group already');
		for (let i = 0; i < 7; i++) control.join(link, `1650555300${i}`);
		expect(() => control.join(link, BEN)).toThrow('full');
		control.leave(id, ANA);
		expect(events().at(-1)).toMatchObject({
			type: 'group_participants_remove',
			initiated_by: 'participant',
			removed_participants: [{ wa_id: ANA }],
		});
		expect(control.join(link, ANA)).toEqual({ joined: true });
	});

	test.each([
		['kept', { wa_id: ANA, user_id: 'US.1', username: '@ana' }],
		['omitted', { user_id: 'US.1', username: '@ana' }],
		['empty', { wa_id: '', user_id: 'US.1', username: '@ana' }],
	] as const)('bsuid %s', async (bsuid, ids) => {
		const { control } = client.simulator;
		client.simulator.setSwitches({ bsuid });
		control.addPerson({ waId: ANA, userId: 'US.1', username: '@ana' });
		const { id } = control.addGroup({ subject: 's' });
		control.join(control.inviteLink(id), ANA);
		expect(events().at(-1)?.added_participants).toEqual([ids]);
		const info = await client.call('GET', `/groups/${id}?fields=participants`);
		expect(info.body.participants).toEqual([ids]);
		const wamid = control.sendText(id, 'US.1', 'hi');
		const { messages, contacts } = client.simulator.events.at(-1)?.value ?? {};
		expect(messages?.[0]).toMatchObject({ id: wamid, from_user_id: 'US.1', group_id: id });
		expect(messages?.[0].from).toBe('wa_id' in ids ? ids.wa_id : undefined);
		expect(contacts?.[0].profile?.username).toBe('@ana');
	});
});
