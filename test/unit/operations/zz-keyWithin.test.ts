/** The API key in errors that stand within an answer or in the place of a file. */
import { byId } from '../../support/world';
import { GROUP_ID, NODE, useBench } from './bench';
import { openGroups } from './seeds';

const bench = useBench({ groups: openGroups });
const group = { groupId: byId(GROUP_ID) };

const MEDIA = {
	id: 'M1',
	url: 'https://lookaside.fbsbx.com/whatsapp_business/attachments/?mid=1',
	mime_type: 'image/jpeg',
};

test.each(['continueRegularOutput', 'stopWorkflow'] as const)('%s', async (onError) => {
	const { apiKey, faults } = bench.simulator;
	const answer = (method: string, path: string, body: unknown, status = 200) =>
		faults.add({ kind: 'answer', method, path, status, body, times: 0 });
	const errors = [{ code: 100, message: `The key ${apiKey} is not good` }];
	answer('GET', '/M1', MEDIA);
	answer('GET', '/whatsapp_business/attachments/', { error: `Invalid key ${apiKey}` });
	answer('POST', '/groups/*/join_requests', { failed_join_requests: [], errors }, 206);
	answer(
		'DELETE',
		'/groups/*/join_requests',
		{ failed_join_requests: [{ join_request_id: 'J1', errors }] },
		206,
	);
	answer(
		'DELETE',
		'/groups/*/participants',
		{ failed_participants: [{ user: '16505551001', errors }, '16505551002'], errors },
		206,
	);
	for (const [operation, parameters] of [
		['media:download', { mediaId: 'M1' }],
		['joinRequest:approve', { ...group, joinRequestIds: 'J1' }],
		['joinRequest:reject', { ...group, joinRequestIds: 'J1' }],
		['participant:remove', { ...group, participants: '+16505551001, +16505551002' }],
	] as const) {
		const result = await bench.run(operation, parameters, undefined, { node: { onError } });
		const { message, description } = result.error ?? {};
		const told = JSON.stringify([result.error ? [message, description] : result.json(NODE)]);
		expect(told).toContain('[API key]');
		expect(told).not.toContain(apiKey);
	}
});
