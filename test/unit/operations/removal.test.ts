/** What becomes of people whom the answer does not name. `participant.test.ts` has what the whole node does. */
import type { IDataObject } from 'n8n-workflow';

import { byId } from '../../support/world';
import { VirtualRun } from './virtualRun';

const parameters = { groupId: byId('G'), participants: '+16505551001, +16505551002' };
const HINT =
	'See who is in the group with Participant: Get Many, and remove again those who still are.';

/** The removal is answered so, and then these are in the group. */
function runOn(body: unknown, ...waIds: string[]): VirtualRun {
	const participants = waIds.map((wa_id) => ({ wa_id }));
	return new VirtualRun(({ method }) =>
		method === 'DELETE'
			? { status: 206, body }
			: { body: { participants, total_participant_count: participants.length } },
	);
}

test.each<[what: string, body: unknown]>([
	['no body', ''],
	['an empty object', {}],
	['a word', { success: true }],
])('206 with %s: the group shows who is still in it', async (_what, body) => {
	const run = runOn(body, '16505551002');
	const results = await run.run('participant:remove', parameters);
	expect(results.map(({ json }): IDataObject => json)).toEqual([
		{
			groupId: 'G',
			participant: '+16505551001',
			waId: '16505551001',
			success: true,
			status: 'done',
		},
		{
			groupId: 'G',
			participant: '+16505551002',
			waId: '16505551002',
			success: false,
			status: 'unknown',
			error: {
				code: 'not_named',
				message: 'The service did not remove this person, and gave no reason.',
				hint: HINT,
				httpStatus: 206,
				itemIndex: 0,
			},
		},
	]);
	expect(run.calls()).toEqual(['DELETE /groups/G/participants', 'GET /groups/G']);
});

test.each(['Partly done', [7]])('206 with %j is no answer', async (body) => {
	const failure = await runOn(body).failure('participant:remove', parameters);
	expect(failure).toMatchObject({
		certainty: 'unknown',
		details: { code: 'unreadable_answer', hint: HINT },
	});
});
