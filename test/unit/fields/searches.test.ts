/** The searches of the editor's lists. */
import { startLoopback, type Loopback } from '../../support/loopback';
import { startWorld, type World } from '../../support/world';

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

test.each([
	['searchGroups', { groups: [{ id: 'G1', subject: 'Subject' }] }],
	['searchTemplates', { waba_templates: [{ id: '1', name: 'one', language: 'en' }] }],
	['searchInviteTemplates', { waba_templates: [{ id: '1', name: 'one', language: 'en' }] }],
])('%s ends where the service repeats itself and nothing is found', async (method, list) => {
	server.received.length = 0;
	server.answers((response, { url = '' }) => {
		// The cursors go round, and the offset is not looked at.
		const after = url.includes('after=A') ? 'B' : 'A';
		// Were it asked without end, this is the end all the same.
		const body = server.received.length < 50 ? { ...list, paging: { cursors: { after } } } : {};
		response.setHeader('Content-Type', 'application/json').end(JSON.stringify(body));
	});
	const engine = world.engineWith({ apiKey: 'some-api-key', baseUrl: server.url });
	await expect(engine.listSearch(method, {}, 'nobody has it')).rejects.toThrow('repeats itself');
	expect(server.received.length).toBeLessThan(5);
});
