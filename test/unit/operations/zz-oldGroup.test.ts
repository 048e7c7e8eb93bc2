/** An old group of the same subject is not the new one, in whatever units the service tells its age. */
import { NODE, useBench } from './bench';

const bench = useBench({});

test.each([1.7e15, 1.7e18, '1700000000000000', 4_000_000_000])(
	'created at %s',
	async (createdAt) => {
		const answer = (method: string, path: string, body: unknown) =>
			bench.simulator.faults.add({ kind: 'answer', method, path, status: 200, body, times: 0 });
		answer('POST', '/groups', { request_id: '1' });
		answer('GET', '/groups', { groups: [{ id: 'OLD', subject: 'New', created_at: createdAt }] });
		answer('GET', '/groups/OLD/invite_link', { invite_link: 'https://chat.whatsapp.com/OLD' });
		const [json] = (await bench.run('group:create', { subject: 'New' })).json(NODE);
		expect(json).toMatchObject({ status: 'pending', candidates: ['OLD'] });
		expect(json).not.toHaveProperty('groupId');
		expect(json).not.toHaveProperty('inviteLink');
	},
);
