/** Subjects that look the same are the same, however their accents are spelled. */
import { itemsOf, NODE, useBench } from './bench';

const bench = useBench({});
const COMPOSED = 'Caf\u00e9';
const DECOMPOSED = 'Cafe\u0301';

test('two items make one group', async () => {
	const parameters = { subject: '={{ $json.subject }}', ifSubjectExists: 'useExisting' };
	const items = itemsOf({ subject: COMPOSED }, { subject: DECOMPOSED });
	const [first, second] = await bench.output('group:create', parameters, items);
	expect(first.status).toBe('done');
	expect(second).toMatchObject({ status: 'unchanged', groupId: first.groupId });
	expect(bench.simulator.log.count('POST', '/groups')).toBe(1);
});

test('the service lists the new group in the other spelling', async () => {
	const answer = (method: string, path: string, body: unknown) =>
		bench.simulator.faults.add({ kind: 'answer', method, path, status: 200, body, times: 0 });
	answer('POST', '/groups', { request_id: '1' });
	const createdAt = Math.floor(Date.now() / 1000) + 1;
	answer('GET', '/groups', { groups: [{ id: 'N', subject: COMPOSED, created_at: createdAt }] });
	answer('GET', '/groups/N/invite_link', { invite_link: 'https://chat.whatsapp.com/N' });
	const result = await bench.run('group:create', { subject: DECOMPOSED });
	expect(result.json(NODE)).toMatchObject([{ status: 'done', groupId: 'N' }]);
});
