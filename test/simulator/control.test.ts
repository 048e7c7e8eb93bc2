import { demoSeeds, SETTINGS, startReceiver, startSimulator } from './index';
import { codeOf, PRODUCT, startTestClient, type TestClient } from './testClient';

const ANA = '16505551001';

let client: TestClient;
beforeEach(async () => {
	client = await startTestClient(demoSeeds());
});
afterEach(async () => await client.close());

const control = async (method: string, path: string, body?: object) =>
	await client.raw(
		method,
		`/_control${path}`,
		body === undefined ? undefined : JSON.stringify(body),
		{ 'D360-API-KEY': '' },
	);
const post = async (path: string, body: object = {}) => (await control('POST', path, body)).body;

test('over HTTP: a group, a person who joins and writes, and what was told', async () => {
	const receiver = await startReceiver();
	await control('PUT', '/webhook', { url: receiver.url });
	const { groupId, inviteLink } = await post('/groups', { subject: 'New', members: [] });
	expect(await post('/people', { waId: ANA, name: 'Ana' })).toMatchObject({ waId: ANA });
	expect(await post('/join', { inviteLink, person: ANA })).toEqual({ joined: true });
	const { wamid } = await post('/send-text', { groupId, person: ANA, text: 'Hello' });
	await post('/send', { groupId, person: ANA, type: 'text', text: { body: 'Again' } });
	await post('/send-media', { groupId, person: ANA, type: 'image', base64: 'AAAA' });
	await post('/send-reaction', { groupId, person: ANA, messageId: wamid, emoji: '👍' });
	await post('/send-direct', { person: ANA, text: 'Psst' });
	expect(await post('/idle')).toEqual({ ok: true });
	const messages = receiver.received.flatMap(
		({ body }) => body.entry[0].changes[0].value.messages ?? [],
	);
	expect(messages.map(({ type, group_id: group }) => [type, group === groupId])).toEqual([
		['text', true],
		['text', true],
		['image', true],
		['reaction', true],
		['text', false],
	]);
	expect(messages[1]).not.toHaveProperty('person');
	const answer = await client.sendText(groupId);
	const sentId = answer.body.messages[0].id;
	await post('/read', { wamid: sentId, person: ANA });
	await post('/play', { wamid: sentId, person: ANA });
	await post('/deliver-message', { wamid: sentId, person: ANA });
	await post('/fail-message', { wamid: sentId, code: 131049 });
	expect((await control('GET', '/sent')).body).toMatchObject([{ wamid: sentId }]);
	expect((await control('GET', '/requests?last=1')).body).toMatchObject([{ route: '/messages' }]);
	const told = (await control('GET', '/events')).body as Array<{ value: { statuses?: unknown[] } }>;
	expect(told.at(-1)?.value.statuses).toMatchObject([{ status: 'failed' }]);
	await post('/idle');
	expect((await control('GET', '/deliveries')).body.at(-1)).toMatchObject({ status: 200 });
	await post('/deliver', { object: 'x', entry: [] });
	expect(receiver.received.at(-1)?.body).toEqual({ object: 'x', entry: [] });
	await control('DELETE', '/webhook');
	await receiver.close();
});

test('over HTTP: the life of a group', async () => {
	const seed = { subject: 'A', id: 'g', joinApprovalMode: 'approval_required' };
	await post('/groups', seed);
	expect(await post('/join', { groupId: 'g', person: ANA })).toMatchObject({ joined: false });
	await post('/revoke-join-request', { groupId: 'g', person: ANA });
	expect(client.simulator.state.groups.get('g')?.joinRequests.size).toBe(0);
	await post('/suspend', { groupId: 'g' });
	expect(codeOf(await client.sendText('g'))).toEqual([403, 131207]);
	await post('/clear-suspension', { groupId: 'g' });
	await post('/groups', { subject: 'B', id: 'b', members: [ANA] });
	await post('/open-window', { groupId: 'b' });
	await client.sendText('b');
	await post('/close-window', { groupId: 'b' });
	await client.sendText('b');
	const failed = client.simulator.log.sentMessages.map(({ failedWith }) => failedWith);
	expect(failed).toEqual([undefined, 131047]);
	await post('/leave', { groupId: 'b', person: ANA });
	expect(client.simulator.state.groups.get('b')?.members.size).toBe(0);
	await post('/fail-next-creation', { code: 131214 });
	await post('/fail-next-deletion');
	await post('/fail-next-settings', { subject: 131009 });
	expect(client.simulator.state.planned).toMatchObject({ creation: [131214], deletion: [131000] });
	await post('/out-of-band-error', { code: 130429 });
	await post('/auto-join', { afterMs: 5 });
	expect(client.simulator.state.autoJoins).toEqual([{ afterMs: 5 }]);
	await control('PUT', '/eligible', { eligible: false });
	const creation = { messaging_product: 'whatsapp', subject: 's' };
	expect(codeOf(await client.call('POST', '/groups', creation))).toEqual([400, 131215]);
});

test('over HTTP: templates, faults, latency, rate limit, time', async () => {
	await post('/templates', { name: 'extra', components: [{ type: 'BODY', text: 'x' }] });
	await control('PATCH', '/templates/extra', { status: 'paused' });
	const extra = client.simulator.state.templates.find(({ name }) => name === 'extra');
	expect(extra?.status).toBe('PAUSED');
	const fault = await post('/faults', { kind: 'error', code: 131208, path: '/groups' });
	expect(codeOf(await client.call('GET', '/groups'))).toEqual([429, 131208]);
	expect((await control('GET', '/faults')).body).toMatchObject([{ id: fault.id, hits: 1 }]);
	await control('DELETE', `/faults/${fault.id}`);
	expect((await control('DELETE', `/faults/${fault.id}`)).status).toBe(409);
	await control('DELETE', '/faults');
	expect((await control('PUT', '/latency', { ms: 1 })).body).toEqual({ min: 1, max: 1 });
	expect((await control('PUT', '/latency', { min: 0, max: 2 })).body).toEqual({ min: 0, max: 2 });
	expect((await control('GET', '/latency')).body).toEqual({ min: 0, max: 2 });
	await control('PUT', '/rate-limit', { perSecond: 5 });
	expect((await control('GET', '/rate-limit')).body).toEqual({ rateLimit: { perSecond: 5 } });
	await control('DELETE', '/rate-limit');
	const before = client.simulator.now();
	await post('/advance', { ms: 3_600_000 });
	expect(client.simulator.now() - before).toBeGreaterThanOrEqual(3_600_000);
});

test('switches can be read, described and set; a wrong one is refused whole', async () => {
	const described = (await control('GET', '/switches?describe=1')).body;
	expect(described).toHaveLength(Object.keys(SETTINGS).length);
	expect(described[0]).toMatchObject({ name: 'createResponse', value: 'request_id', doubt: 'D1' });
	const set = await control('PATCH', '/switches', { createResponse: 'id' });
	expect(set.body.createResponse).toBe('id');
	for (const wrong of [
		{ createResponse: 'both', nope: 1 },
		{ createResponse: 'perhaps' },
		{ creationDelayMs: -1 },
		{ webhookReorder: 'true' },
		{ toString: 'x' },
	]) {
		const refused = await control('PATCH', '/switches', wrong);
		expect(refused.status).toBe(400);
		expect(refused.body.error).toMatch(/switch/i);
	}
	expect(client.simulator.switches.createResponse).toBe('id');
	await expect(startSimulator({ switches: { bsuid: 'x' as 'off' } })).rejects.toThrow('bsuid');
});

test.each([
	['POST', '/join', {}, 400],
	['POST', '/join', { inviteLink: 'https://chat.whatsapp.com/old', person: ANA }, 409],
	['POST', '/join', { groupId: 'unknown', person: ANA }, 409],
	['POST', '/leave', { groupId: 'unknown', person: ANA }, 409],
	['POST', '/people', { name: 'x' }, 400],
	['POST', '/people', { waId: 'x' }, 409],
	['POST', '/send-direct', { person: 'US.unknown', text: 'x' }, 409],
	['POST', '/advance', { ms: 'x' }, 400],
	['POST', '/advance', { ms: 8.64e15 }, 400],
	['POST', '/faults', { kind: 'x' }, 400],
	['POST', '/faults', { kind: 'reset', path: 5 }, 400],
	['POST', '/faults', { kind: 'reset', method: 5 }, 400],
	['POST', '/faults', { kind: 'answer', status: 42 }, 400],
	['POST', '/faults', { kind: 'html', status: 'x' }, 400],
	['POST', '/faults', { kind: 'error', code: 1, status: 9999 }, 400],
	['POST', '/faults', { kind: 'delay', delayMs: 'x' }, 400],
	['PUT', '/rate-limit', {}, 400],
	['PUT', '/rate-limit', { perSecond: 1e6 }, 400],
	['PATCH', '/templates/none', { status: 'x' }, 409],
	['POST', '/deliver', {}, 400],
	['POST', '/groups', { subject: 'x', members: [null] }, 400],
	['POST', '/groups', { subject: 'x', members: [5] }, 400],
	['POST', '/groups', { subject: 'x', joinRequests: [{}] }, 400],
	['POST', '/templates', { name: 'x', components: [null] }, 400],
	['POST', '/templates', { name: 'x', components: [{ type: 5 }] }, 400],
	['POST', '/templates', { name: 'x', components: [{ type: 'BUTTONS', buttons: [null] }] }, 400],
	['POST', '/templates', { name: 'x', components: [{ type: 'BODY', text: {} }] }, 400],
	['GET', '/nope', undefined, 404],
] as const)('%s %s %j answers %i with a reason', async (method, path, body, status) => {
	const answer = await control(method, path, body);
	expect(answer.status).toBe(status);
	expect(answer.body.error).toEqual(expect.any(String));
	expect(answer.body.error).not.toMatch(/Cannot|is not a function/);
	expect((await client.call('GET', '/groups')).status).toBe(200);
	const invalid = await control('POST', '/advance');
	expect(invalid.status).toBe(400);
});

test('the list of control endpoints is complete and has no key', async () => {
	const { endpoints } = (await control('GET', '')).body;
	expect(endpoints).toContain('POST /_control/join');
	expect(client.simulator.log.requests).toEqual([]);
});

test('a snapshot shows everything and no secret', async () => {
	const snapshot = (await control('GET', '/state')).body;
	expect(snapshot.groups).toHaveLength(4);
	expect(snapshot.groups[0]).toMatchObject({
		subject: 'Project kick-off',
		members: ['16505551001', '16505551002'],
		inviteLink: expect.stringContaining('https://chat.whatsapp.com/'),
		windowOpen: true,
		pins: [],
	});
	expect(snapshot.groups[1].joinRequests).toHaveLength(2);
	expect(JSON.stringify(snapshot)).not.toContain(client.simulator.apiKey);
});

test('reset goes back to the start, whatever was going on', async () => {
	const { simulator } = client;
	const before = JSON.stringify((await control('GET', '/state')).body.groups);
	simulator.setSwitches({ createResponse: 'id', creationDelayMs: 60_000 });
	simulator.faults.add({ kind: 'html', path: '/nothing' });
	simulator.setRateLimit({ perSecond: 1 });
	simulator.setWebhook({ url: 'http://127.0.0.1:1/' });
	await client.call('POST', '/groups', { ...PRODUCT, subject: 'x' });
	simulator.control.sendDirect(ANA, 'never arrives');
	await post('/reset');
	expect(JSON.stringify((await control('GET', '/state')).body.groups.map(stable))).toBe(
		JSON.stringify(JSON.parse(before).map(stable)),
	);
	expect(simulator.switches.createResponse).toBe('request_id');
	expect(simulator.log.requests).toEqual([]);
	expect(simulator.events).toEqual([]);
	expect(simulator.deliveries).toEqual([]);
	expect(simulator.faults.list()).toEqual([]);
	await simulator.idle();
	const burst = [await client.sendText('x'), await client.sendText('x')];
	expect(burst.map((answer) => codeOf(answer)[1])).toEqual([131041, 131041]);
});

test('reset lets calls that wait go on, and does not count them twice', async () => {
	const { simulator } = client;
	simulator.setLatency(60_000);
	const answer = client.call('GET', '/groups');
	for (let i = 0; simulator.log.requests.length === 0 && i < 1000; i++) await control('GET', '');
	simulator.reset();
	expect((await answer).status).toBe(200);
	await simulator.idle();
	simulator.setSwitches({ creationDelayMs: 60_000 });
	await client.call('POST', '/groups', { ...PRODUCT, subject: 'slow' });
	await expect(simulator.idle(30)).rejects.toThrow('open: 1 × creation of a group');
});

/** Without what depends on the second in which the test runs, and without ids: none is given twice. */
function stable(group: Record<string, unknown>): Record<string, unknown> {
	const joinRequests = (group.joinRequests as unknown[]).length;
	return {
		...group,
		id: '',
		number: '',
		inviteCode: '',
		inviteLink: '',
		createdAt: 0,
		joinRequests,
	};
}

test('the same seed makes the same ids; an injected clock rules the timestamps', async () => {
	const options = { random: 7, now: () => 1_700_000_000_000 };
	const [one, two, other] = [
		await startSimulator(options),
		await startSimulator(options),
		await startSimulator({ random: 8 }),
	];
	const idOf = (simulator: typeof one) => simulator.control.addGroup({ subject: 's' }).id;
	expect(idOf(one)).toBe(idOf(two));
	expect(idOf(one)).not.toBe(idOf(other));
	one.advance(5000);
	expect(one.control.addGroup({ subject: 's' }).createdAt).toBe(1_700_000_005);
	await Promise.all([one.close(), two.close(), other.close()]);
});

test('health, and a second simulator on a taken port', async () => {
	const health = await client.call('GET', '/health_status');
	expect(health.body.health_status.can_send_message).toBe('AVAILABLE');
	const port = Number(new URL(client.simulator.url).port);
	await expect(startSimulator({ port })).rejects.toMatchObject({ code: 'EADDRINUSE' });
});
