/** A gateway's HTTP status in the place of a code, with 200: what became of the message is not said. */
import { byId } from '../../support/world';
import { GROUP_ID, NODE, useBench } from './bench';
import { openGroups } from './seeds';

const bench = useBench({ groups: openGroups });
const parameters = { groupId: byId(GROUP_ID), text: 'Hi' };

function answer(body: unknown, times = 0): void {
	const call = { method: 'POST', path: '/messages', status: 200 };
	bench.simulator.faults.add({ kind: 'answer', ...call, body, times });
}

test.each([
	{ error: { code: 504, message: 'Gateway timeout' } },
	{ status: 'error', code: 503, message: 'Upstream' },
	{ error: { code: 500, message: 'Internal' } },
	{ errors: [{ code: '408', title: 'Request timeout' }] },
])('%j is not repeated', async (body) => {
	answer(body);
	const result = await bench.run('message:send', parameters, undefined, {
		node: {
			onError: 'continueRegularOutput',
			retryOnFail: true,
			maxTries: 2,
			waitBetweenTries: 1,
		},
	});
	expect(result.json(NODE)).toMatchObject([{ success: false, status: 'unknown' }]);
	expect(bench.simulator.log.count('POST', '/messages')).toBe(1);
});

test('400 is a clear refusal', async () => {
	answer({ error: { code: 400, message: 'Bad request' } });
	const node = { onError: 'continueRegularOutput' as const };
	const result = await bench.run('message:send', parameters, undefined, { node });
	expect(result.json(NODE)).toMatchObject([{ success: false, status: 'failed' }]);
});

test('429 is waited for', async () => {
	answer({ error: { code: 429, message: 'Slow down' } }, 1);
	expect(await bench.output('message:send', parameters)).toMatchObject([{ success: true }]);
	expect(bench.simulator.log.count('POST', '/messages')).toBe(2);
});
