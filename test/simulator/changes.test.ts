import { startTestClient, type TestClient } from './testClient';

const ANA = '16505551001';
const BEN = '16505551002';

let client: TestClient;
let groupId: string;
let wamid: string;
beforeEach(async () => {
	client = await startTestClient();
	const { control } = client.simulator;
	groupId = control.addGroup({ subject: 's', members: [ANA, BEN] }).id;
	wamid = control.sendText(groupId, ANA, 'at nine');
	control.closeWindow(groupId);
});
afterEach(async () => await client.close());

const act = async (path: string, body: object) =>
	await fetch(`${client.simulator.url}/_control${path}`, {
		method: 'POST',
		headers: { 'content-type': 'application/json' },
		body: JSON.stringify({ groupId, person: ANA, messageId: wamid, ...body }),
	});
const told = () => client.simulator.events.flatMap(({ value }) => value.messages ?? []).slice(1);
const content = () => client.simulator.state.messages.get(wamid)?.content;

test('an edit and a deletion come as unsupported, and say no more', async () => {
	expect((await act('/edit-message', { text: 'at ten' })).status).toBe(200);
	expect(content()).toMatchObject({ text: 'at ten', change: 'edited' });
	expect((await act('/delete-message', {})).status).toBe(200);
	expect(content()).toMatchObject({ text: '', change: 'deleted' });
	expect(told()).toEqual(
		Array(2).fill({
			from: ANA,
			id: expect.any(String) as string,
			group_id: groupId,
			timestamp: expect.any(String) as string,
			type: 'unsupported',
			errors: [expect.objectContaining({ code: 130501 })],
		}),
	);
	expect(JSON.stringify(told())).not.toContain('at ten');
	expect(told().map(({ id }) => id)).not.toContain(wamid);
	const group = client.simulator.state.groups.get(groupId);
	expect(group?.windowUntil).toBe(0);
});

test.each([
	['of somebody else', '/edit-message', { person: BEN, text: 'x' }],
	['of somebody else', '/delete-message', { person: BEN }],
	['of a stranger', '/delete-message', { person: '16505559009' }],
	['that is none', '/delete-message', { messageId: 'wamid.none' }],
	['in another group', '/delete-message', { groupId: 'other' }],
])('a message %s is not changed (%s)', async (_, path, body) => {
	expect((await act(path, body)).status).toBe(409);
	expect(content()).toMatchObject({ text: 'at nine' });
	expect(told()).toEqual([]);
});

test('what is deleted stays so, a picture has no text to change, and both outlive a restart', async () => {
	const { simulator } = client;
	const picture = simulator.control.sendMedia(groupId, ANA, { type: 'image' });
	expect((await act('/edit-message', { messageId: picture, text: 'x' })).status).toBe(409);
	await act('/delete-message', {});
	expect((await act('/edit-message', { text: 'x' })).status).toBe(409);
	expect((await act('/delete-message', {})).status).toBe(409);
	simulator.load(JSON.parse(JSON.stringify(simulator.save())));
	expect(content()).toMatchObject({ text: '', change: 'deleted' });
});
