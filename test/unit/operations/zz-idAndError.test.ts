/** An answer that says both, that it was done and that it failed: it may have been done, so it is not repeated. */
import { byId } from '../../support/world';
import { GROUP_ID, NODE, useBench } from './bench';
import { openGroups } from './seeds';

const bench = useBench({ groups: openGroups });

test.each([
	{ messages: [{ id: 'wamid.1' }], errors: [{ code: 999_999, title: 'Odd' }] },
	{ messages: [{ id: 'wamid.1' }], error: 'none' },
	{ messages: [{ id: 'wamid.1' }], meta: { developer_message: 'This version is deprecated' } },
	{ messages: [{ id: 'wamid.1' }], error: { code: 130_429, message: 'Rate limit hit' } },
])('%j', async (body) => {
	bench.simulator.faults.add({
		kind: 'answer',
		method: 'POST',
		path: '/messages',
		status: 200,
		body,
		times: 0,
	});
	const parameters = {
		groupId: byId(GROUP_ID),
		text: 'Hi',
		options: { maxRateLimitWait: 1 },
	};
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
