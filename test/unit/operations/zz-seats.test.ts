/** Fewer counted than listed: those who are listed take their seats all the same. */
import { byId } from '../../support/world';
import { GROUP_ID, NODE, useBench } from './bench';
import { openGroups } from './seeds';

const bench = useBench({ groups: openGroups });

test.each([0, -1, 3])('%d are counted, and eight listed', async (count) => {
	const participants = Array.from({ length: 8 }, (_, n) => ({ wa_id: `1650555700${n}` }));
	bench.simulator.faults.add({
		kind: 'answer',
		method: 'GET',
		path: `/groups/${GROUP_ID}`,
		status: 200,
		body: { id: GROUP_ID, participants, total_participant_count: count },
	});
	const parameters = { groupId: byId(GROUP_ID), recipients: '+16505551009', inviteMethod: 'text' };
	const result = await bench.run('invite:send', parameters, undefined, {
		node: { onError: 'continueRegularOutput' },
	});
	expect(result.json(NODE)).toMatchObject([{ error: { code: 'not_enough_seats' } }]);
	expect(bench.simulator.log.count('POST', '/messages')).toBe(0);
});
