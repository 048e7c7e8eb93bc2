/**
 * Answers that say two things: what was done, or may have been, is neither repeated nor told as a
 * success.
 */
import { byId } from '../../support/world';
import { GROUP_ID, NODE, useBench } from './bench';
import { openGroups } from './seeds';

const bench = useBench({ groups: openGroups });
const group = { groupId: byId(GROUP_ID) };
const text = { ...group, text: 'Hi', options: { maxRateLimitWait: 1 } };

function answer(method: string, path: string, body: unknown, times = 0, status = 200): void {
	bench.simulator.faults.add({ kind: 'answer', method, path, status, body, times });
}

const goesOn = { onError: 'continueRegularOutput' as const };
const triesAgain = { ...goesOn, retryOnFail: true, maxTries: 2, waitBetweenTries: 1 };
const messages = () => bench.simulator.log.count('POST', '/messages');

describe('an ID, and an error beside it', () => {
	test.each([
		{ errors: [{ code: 999_999, title: 'Odd' }] },
		{ error: 'none' },
		{ meta: { developer_message: 'This version is deprecated' } },
		{ error: { code: 130_429, message: 'Rate limit hit' } },
	])('%j', async (error) => {
		answer('POST', '/messages', { messages: [{ id: 'wamid.1' }], ...error });
		const result = await bench.run('message:send', text, undefined, { node: triesAgain });
		expect(result.json(NODE)).toMatchObject([{ success: false, status: 'unknown' }]);
		expect(messages()).toBe(1);
	});
});

describe('an ID, and a status that says no', () => {
	test.each(
		[400, 401, 404, 429, 500, 503].flatMap((status) =>
			[{}, { error: { code: 130_429, message: 'Rate limit hit' } }, { error: 'No' }].map(
				(error) => [status, error] as const,
			),
		),
	)('HTTP %d beside %j', async (status, error) => {
		answer('POST', '/messages', { messages: [{ id: 'wamid.1' }], ...error }, 0, status);
		const result = await bench.run('message:send', text, undefined, { node: triesAgain });
		expect(result.json(NODE)).toMatchObject([{ success: false, status: 'unknown' }]);
		expect(messages()).toBe(1);
	});

	// Gateways give their refusals an ID as well.
	test('an ID of the refusal is no proof', async () => {
		const body = { message: 'API rate limit exceeded', request_id: 'r1', id: 'r1' };
		answer('POST', '/messages', body, 1, 429);
		const patient = { ...text, options: { maxRateLimitWait: 5 } };
		expect(await bench.output('message:send', patient)).toMatchObject([{ success: true }]);
		answer('POST', '/groups', body, 1, 400);
		const creation = { subject: 'New', waitForInviteLink: false };
		const result = await bench.run('group:create', creation, undefined, { node: goesOn });
		expect(result.json(NODE)).toMatchObject([{ success: false, status: 'failed' }]);
	});
});

describe('an ID, and an error within the element that names it', () => {
	test.each([
		{ errors: [{ code: 131_047, title: 'No' }] },
		{ error: { code: 131_047 } },
		{ success: false },
		{ status: 'failed' },
	])('%j', async (flaw) => {
		answer('POST', '/messages', { messages: [{ id: 'wamid.1', ...flaw }] });
		const request = { join_request_id: 'J1', ...flaw };
		answer('POST', '/groups/*/join_requests', { approved_join_requests: [request] });
		const person = { user: '16505551001', ...flaw };
		answer('DELETE', '/groups/*/participants', { removed_participants: [person] });
		for (const [operation, parameters] of [
			['message:send', text],
			['joinRequest:approve', { ...group, joinRequestIds: 'J1' }],
			['participant:remove', { ...group, participants: '+16505551001' }],
		] as const) {
			const result = await bench.run(operation, parameters, undefined, { node: goesOn });
			expect(result.json(NODE)).toMatchObject([{ success: false }]);
		}
		expect(messages()).toBe(1);
	});
});

describe('HTTP 200, and the status of a gateway in the place of a code', () => {
	test.each([
		{ error: { code: 504, message: 'Gateway timeout' } },
		{ status: 'error', code: 503, message: 'Upstream' },
		{ error: { code: 500, message: 'Internal' } },
		{ errors: [{ code: '408', title: 'Request timeout' }] },
	])('%j may have been sent', async (body) => {
		answer('POST', '/messages', body);
		const result = await bench.run('message:send', text, undefined, { node: triesAgain });
		expect(result.json(NODE)).toMatchObject([{ success: false, status: 'unknown' }]);
		expect(messages()).toBe(1);
	});

	test('400 is a clear refusal', async () => {
		answer('POST', '/messages', { error: { code: 400, message: 'Bad request' } });
		const result = await bench.run('message:send', text, undefined, { node: goesOn });
		expect(result.json(NODE)).toMatchObject([{ success: false, status: 'failed' }]);
	});

	test('429 is waited for', async () => {
		answer('POST', '/messages', { error: { code: 429, message: 'Slow down' } }, 1);
		const patient = { ...group, text: 'Hi' };
		expect(await bench.output('message:send', patient)).toMatchObject([{ success: true }]);
		expect(messages()).toBe(2);
	});
});
