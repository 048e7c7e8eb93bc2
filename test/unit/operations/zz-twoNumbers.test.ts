/** Two numbers at one service: what one of them creates is nothing to the other. */
import { startLoopback, type Loopback } from '../../support/loopback';
import { startWorld, type World } from '../../support/world';
import { NODE } from './bench';

let server: Loopback;
let world: World;

beforeAll(async () => {
	server = await startLoopback();
	world = await startWorld();
});
afterAll(async () => {
	await server.close();
	await world.close();
});

test('a creation under way is of its own number', async () => {
	server.answers((response, request) => {
		const body = request.method === 'POST' ? { request_id: '1' } : { groups: [] };
		response.setHeader('Content-Type', 'application/json').end(JSON.stringify(body));
	});
	const create = async (apiKey: string, ifSubjectExists: string) => {
		const engine = world.engineWith({ apiKey, baseUrl: server.url });
		const parameters = { resource: 'group', operation: 'create', subject: 'Team' };
		const more = { ifSubjectExists, waitForInviteLink: false };
		return await engine.runNode({ ...parameters, ...more });
	};
	expect((await create('number-one', 'create')).json(NODE)).toMatchObject([{ status: 'accepted' }]);
	const second = await create('number-two', 'fail');
	expect(second.error?.message).toBeUndefined();
	expect((await create('number-two', 'fail')).error?.message).toContain('a moment ago');
});
