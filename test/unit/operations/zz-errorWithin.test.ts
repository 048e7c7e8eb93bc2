/** An error that stands within the element that names a message, a request or a person. */
import { byId } from '../../support/world';
import { GROUP_ID, NODE, useBench } from './bench';
import { openGroups } from './seeds';

const bench = useBench({ groups: openGroups });
const group = { groupId: byId(GROUP_ID) };
const FLAWS = [
	{ errors: [{ code: 131_047, title: 'No' }] },
	{ error: { code: 131_047 } },
	{ success: false },
	{ status: 'failed' },
];

test.each(FLAWS)('%j is no success', async (flaw) => {
	const answer = (method: string, path: string, body: unknown) =>
		bench.simulator.faults.add({ kind: 'answer', method, path, status: 200, body, times: 0 });
	answer('POST', '/messages', { messages: [{ id: 'wamid.1', ...flaw }] });
	answer('POST', '/groups/*/join_requests', {
		approved_join_requests: [{ join_request_id: 'J1', ...flaw }],
	});
	answer('DELETE', '/groups/*/participants', {
		removed_participants: [{ user: '16505551001', ...flaw }],
	});
	const node = { onError: 'continueRegularOutput' as const };
	for (const [operation, parameters] of [
		['message:send', { text: 'Hi' }],
		['joinRequest:approve', { joinRequestIds: 'J1' }],
		['participant:remove', { participants: '+16505551001' }],
	] as const) {
		const result = await bench.run(operation, { ...group, ...parameters }, undefined, { node });
		expect(result.json(NODE)).toMatchObject([{ success: false }]);
	}
	expect(bench.simulator.log.count('POST', '/messages')).toBe(1);
});
