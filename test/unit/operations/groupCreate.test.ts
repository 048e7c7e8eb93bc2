/** Which group is the new one, and which of those that are there counts. `group.test.ts` has the rest. */
import type { INodeParameters } from 'n8n-workflow';

import { startLoopback, type Loopback } from '../../support/loopback';
import { itemsOf, NODE, useBench, withOperation } from './bench';

const bench = useBench();
const COMPOSED = 'Caf\u00e9';
const DECOMPOSED = 'Cafe\u0301';

const answer = (method: string, path: string, body: unknown) =>
	bench.simulator.faults.add({ kind: 'answer', method, path, status: 200, body, times: 0 });

/** A creation is taken, and then the list holds this group. */
function lists(group: { id: string; subject: string; created_at: number | string }): void {
	answer('POST', '/groups', { request_id: '1' });
	answer('GET', '/groups', { groups: [group] });
	answer('GET', `/groups/${group.id}/invite_link`, { invite_link: 'https://chat.whatsapp.com/X' });
}

test.each([1.7e15, 1.7e18, '1700000000000000', 4_000_000_000])(
	'a group created at %s, in whatever units, is not certainly the new one',
	async (createdAt) => {
		lists({ id: 'OLD', subject: 'New', created_at: createdAt });
		const [json] = await bench.output('group:create', { subject: 'New' });
		expect(json).toMatchObject({ status: 'pending', candidates: ['OLD'] });
		expect(json).not.toHaveProperty('groupId');
		expect(json).not.toHaveProperty('inviteLink');
	},
);

describe('one subject in two spellings of its accents', () => {
	test('two items make one group', async () => {
		const parameters = { subject: '={{ $json.subject }}', ifSubjectExists: 'useExisting' };
		const items = itemsOf({ subject: COMPOSED }, { subject: DECOMPOSED });
		const [first, second] = await bench.output('group:create', parameters, items);
		expect(first.status).toBe('done');
		expect(second).toMatchObject({ status: 'unchanged', groupId: first.groupId });
		expect(bench.simulator.log.count('POST', '/groups')).toBe(1);
	});

	test('the new group is found where the service lists it in the other one', async () => {
		lists({ id: 'N', subject: COMPOSED, created_at: Math.floor(Date.now() / 1000) + 1 });
		expect(await bench.output('group:create', { subject: DECOMPOSED })).toMatchObject([
			{ status: 'done', groupId: 'N' },
		]);
	});
});

describe('two numbers at one service', () => {
	let server: Loopback;
	beforeAll(async () => {
		server = await startLoopback();
	});
	afterAll(async () => await server.close());

	test('what one of them creates is nothing to the other', async () => {
		server.answers((response, request) => {
			const body = request.method === 'POST' ? { request_id: '1' } : { groups: [] };
			response.setHeader('Content-Type', 'application/json').end(JSON.stringify(body));
		});
		const create = async (apiKey: string, more: INodeParameters) => {
			const engine = bench.world.engineWith({ apiKey, baseUrl: server.url });
			const parameters = { subject: 'Team', waitForInviteLink: false, ...more };
			return await engine.runNode(withOperation('group:create', parameters));
		};
		const one = await create('number-one', { ifSubjectExists: 'create' });
		expect(one.json(NODE)).toMatchObject([{ status: 'accepted' }]);
		const two = await create('number-two', { ifSubjectExists: 'fail' });
		expect(two.error?.message).toBeUndefined();
		const again = await create('number-two', { ifSubjectExists: 'fail' });
		expect(again.error?.message).toContain('a moment ago');
	});
});
