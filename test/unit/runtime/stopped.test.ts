/** Stopped between the calls of one item: what was done, or may have been, is not told as not carried out. */
import type { INodeExecutionData, INodeParameters } from 'n8n-workflow';

import { byId } from '../../support/world';
import { GROUP_ID, useBench } from '../operations/bench';
import { itemWith, picture } from '../operations/files';
import { openGroups } from '../operations/seeds';

const bench = useBench({ groups: openGroups });

afterEach(() => jest.restoreAllMocks());

const isAsked = () => bench.callNames().length > 0;

/** The error of a run that is stopped so long after its first call, or after it got so far. */
async function stoppedAfter(
	ms: number,
	operation: string,
	parameters: INodeParameters,
	items?: INodeExecutionData[],
	isUnderWay: () => boolean = isAsked,
) {
	const stop = new AbortController();
	const watch = setInterval(() => {
		if (!isUnderWay()) return;
		clearInterval(watch);
		setTimeout(() => stop.abort(), ms);
	}, 1);
	const result = await bench.run(operation, parameters, items, { signal: stop.signal });
	return result.error?.message;
}

test('a creation whose group is waited for', async () => {
	bench.simulator.setSwitches({ creationDelayMs: 20_000, createResponse: 'request_id' });
	const message = await stoppedAfter(300, 'group:create', { subject: 'New' });
	expect(message).toBe(
		'The execution was stopped. 0 of 1 items were carried out, and 1 may have been (0). Running the node again would do them again.',
	);
});

test('a deletion whose first attempt got no answer', async () => {
	bench.simulator.faults.add({ kind: 'resetAfter', method: 'DELETE', path: '/groups/*', times: 0 });
	const message = await stoppedAfter(5, 'group:delete', { groupId: byId(GROUP_ID) });
	expect(message).toContain('1 may have been (0)');
});

test('a creation that was never sent', async () => {
	bench.simulator.faults.add({ kind: 'delay', method: 'GET', path: '/groups', delayMs: 1000 });
	const parameters = { subject: 'New', ifSubjectExists: 'fail' };
	expect(await stoppedAfter(100, 'group:create', parameters)).toBe(
		'The execution was stopped. It was not carried out.',
	);
});

test.each([
	['while its file is uploaded', { kind: 'delay', path: '/media', delayMs: 1000 }, isAsked],
	[
		'after its file was uploaded',
		{ kind: 'error', code: 130429, path: '/messages', times: 0 },
		() => bench.simulator.log.requests.some(({ status }) => status === 429),
	],
] as const)('a message that was never sent, %s', async (_when, fault, isUnderWay) => {
	bench.simulator.faults.add({ ...fault, method: 'POST' });
	const parameters = { groupId: byId(GROUP_ID), messageType: 'image' };
	const items = [itemWith(picture(10, 20))];
	expect(await stoppedAfter(20, 'message:send', parameters, items, isUnderWay)).toBe(
		'The execution was stopped. It was not carried out.',
	);
});

test('a removal of some people, while the group is read for who they were', async () => {
	// The pause before the next try is long enough to be stopped in.
	jest.spyOn(Math, 'random').mockReturnValue(0.9);
	bench.simulator.faults.add({
		kind: 'answer',
		status: 206,
		body: { errors: [] },
		method: 'DELETE',
		path: '/groups/*/participants',
	});
	bench.simulator.faults.add({ kind: 'html', status: 503, method: 'GET', times: 0 });
	const parameters = { groupId: byId(GROUP_ID), participants: '+16505551001, +16505551002' };
	const message = await stoppedAfter(60, 'participant:remove', parameters);
	expect(message).toContain('1 may have been (0)');
});

test('invitations of which some are sent', async () => {
	bench.simulator.faults.add({
		kind: 'error',
		code: 130429,
		method: 'POST',
		path: '/messages',
		times: 0,
		where: ({ body }) => (body as { to?: string }).to === '+16505559999',
	});
	const parameters = {
		groupId: byId(GROUP_ID),
		inviteMethod: 'text',
		recipients: '+16505559998, +16505559999',
	};
	const message = await stoppedAfter(400, 'invite:send', parameters);
	expect(message).toContain('1 may have been (0)');
});
