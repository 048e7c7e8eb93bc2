/**
 * Which calls are repeated after an answer that is no answer, for every operation: reads and what is
 * the same done twice, and nothing else.
 */
import type { INodeExecutionData, INodeParameters } from 'n8n-workflow';

import { GROUP_ID, NODE, useBench } from '../operations/bench';
import { itemWith, png } from '../operations/files';
import { openGroups, templates } from '../operations/seeds';
import type { FaultRule } from '../../simulator';
import { OPERATIONS, sampleOf, type OperationName, type SampleValues } from '../../support/samples';
import { byId, byName } from '../../support/world';

const DOOR = 'door';

const bench = useBench({
	groups: [
		...openGroups,
		{
			id: DOOR,
			subject: 'Behind a door',
			joinApprovalMode: 'approval_required',
			joinRequests: ['16505554001', '16505554002'],
		},
	],
	templates,
	switches: { autoStatuses: 'none' },
});

// The pauses between attempts are a random part of some seconds: here always none of it.
beforeEach(() => {
	jest.spyOn(Math, 'random').mockReturnValue(0);
});
afterEach(() => jest.restoreAllMocks());

const options = { timeout: 400 };

const requestIds = () => {
	const found = bench.simulator.state.groups.get(DOOR);
	if (!found) throw new Error('The group is gone');
	return [...found.joinRequests.keys()];
};
const door = (): SampleValues => ({ groupId: DOOR, joinRequestIds: requestIds().join() });
const heard = (): SampleValues => ({
	messageId: bench.simulator.control.sendText(GROUP_ID, '16505551001', 'Pin this'),
});
const media = (): SampleValues => {
	bench.simulator.control.sendMedia(GROUP_ID, '16505551001', { type: 'image' });
	const ids = [...bench.simulator.state.media.keys()];
	return { mediaId: ids[ids.length - 1] };
};

interface Row {
	operation: OperationName;
	/** Made in the test, as the simulator is as new before each. */
	parameters(): INodeParameters;
	/** The call that is meant, where the operation makes others. */
	method: string;
	path: string;
}

const row = (
	operation: OperationName,
	method: string,
	path: string,
	values: () => SampleValues = () => ({}),
	more: INodeParameters = {},
): Row => ({
	operation,
	method,
	path,
	parameters: () => ({ ...sampleOf(operation, { groupId: GROUP_ID, ...values() }), ...more }),
});

const reads: Row[] = [
	row('group:get', 'GET', '/groups/*'),
	row('group:getAll', 'GET', '/groups'),
	row('invite:getLink', 'GET', '/groups/*/invite_link'),
	row('joinRequest:getAll', 'GET', '/groups/*/join_requests', door),
	row('media:download', 'GET', '/*', media),
	row('participant:getAll', 'GET', '/groups/*'),
	row('template:getAll', 'GET', '/*'),
];

const repeatable: Row[] = [
	row('group:delete', 'DELETE', '/groups/*'),
	row('group:update', 'POST', '/groups/*'),
	row('joinRequest:approve', 'POST', '/groups/*/join_requests', door),
	row('joinRequest:reject', 'DELETE', '/groups/*/join_requests', door),
	row('media:delete', 'DELETE', '/*', media),
	row('participant:remove', 'DELETE', '/groups/*/participants', () => ({ people: '+16505551001' })),
];

const once: Row[] = [
	row('group:create', 'POST', '/groups'),
	row('invite:resetLink', 'POST', '/groups/*/invite_link'),
	row('invite:send', 'POST', '/messages', () => ({
		people: '+16505552001',
		inviteTemplate: 'group_invite',
		templateValues: { body_2: 'Pablo' },
	})),
	row('media:upload', 'POST', '/media'),
	row('message:pin', 'POST', '/messages', heard),
	row('message:send', 'POST', '/messages'),
	row('message:sendAndWait', 'POST', '/messages'),
	row('message:sendTemplate', 'POST', '/messages', () => ({ template: 'welcome' })),
	row('message:unpin', 'POST', '/messages', heard),
	row('template:createInvite', 'POST', '/v1/configs/templates', () => ({}), {
		libraryTemplate: byName('group_invite_upon_request_1'),
	}),
];

test('the tables have every operation', () => {
	const named = [...reads, ...repeatable, ...once].map(({ operation }) => operation);
	expect(named.sort()).toEqual([...OPERATIONS].sort());
});

const unclear: Array<[string, FaultRule]> = [
	['a reset', { kind: 'reset' }],
	['a reset after it took effect', { kind: 'resetAfter' }],
	['time that runs out after it took effect', { kind: 'timeoutAfter' }],
	['a 500', { kind: 'error', code: 131000, status: 500 }],
	['an empty 503', { kind: 'answer', status: 503 }],
	['a page with HTTP 502', { kind: 'html', status: 502 }],
	['an answer that was cut off', { kind: 'truncated' }],
];
/** What the service says by itself, whatever the status. */
const temporary: Array<[string, FaultRule]> = [
	['code 2 with HTTP 500', { kind: 'error', code: 2, status: 500 }],
	['131016 with HTTP 400', { kind: 'error', code: 131016, status: 400 }],
];

/** Each row with each fault, named. */
const each = (rows: readonly Row[], faults: ReadonlyArray<[string, FaultRule]>) =>
	rows.flatMap((one) => faults.map(([name, fault]) => [one.operation, name, one, fault] as const));

const items = (): INodeExecutionData[] => [itemWith(png)];
const run = async ({ operation, parameters }: Row, given = parameters()) =>
	await bench.run(operation, { ...given, options }, items());

/** The calls that are meant, with what they brought. */
const meant = ({ method }: Row) => bench.calls().filter(({ call }) => call.startsWith(method));

describe('a read is tried again', () => {
	test.each(each(reads, [...unclear, ...temporary]))('%s after %s', async (_o, _n, one, fault) => {
		const parameters = one.parameters();
		const wanted = await run(one, parameters);
		expect(wanted.error).toBeUndefined();
		expect(wanted.items(NODE).length).toBeGreaterThan(0);
		const calls = bench.callNames();
		bench.simulator.log.clear();

		bench.simulator.faults.add({ ...fault, path: one.path, method: 'GET' });
		const result = await run(one, parameters);
		expect(result.error).toBeUndefined();
		expect(result.json(NODE)).toEqual(wanted.json(NODE));
		expect(bench.callNames()).toEqual([calls[0], ...calls]);
	});

	test.each(reads.map((one) => [one.operation, one] as const))(
		'%s: four times in all, then it is an error, which is not unclear',
		async (_name, one) => {
			bench.simulator.faults.add({ kind: 'html', status: 503, times: 0 });
			const { error } = await run(one);
			expect(error?.message).toBe('The service is overloaded at the moment. Try again later.');
			expect((error as { description?: string }).description).toContain('HTTP 503');
			const calls = bench.callNames();
			expect(calls).toEqual([calls[0], calls[0], calls[0], calls[0]]);
		},
	);
});

describe('what is the same done twice is tried again', () => {
	/** Then the request is gone at the second attempt, as it is when the person takes it back. */
	const wasApproved = ({ operation }: { operation: string }) =>
		operation === 'joinRequest:approve' && bench.simulator.log.requests[0].tookEffect === true;

	test.each(each(repeatable, [...unclear, ...temporary]))(
		'%s after %s',
		async (_operation, _name, one, fault) => {
			const parameters = one.parameters();
			bench.simulator.faults.add({ ...fault, path: one.path, method: one.method });
			const result = await run(one, parameters);
			if (wasApproved(one)) {
				expect(result.error?.message).toContain('it was approved, or the person took it back');
			} else {
				expect(result.error).toBeUndefined();
				for (const json of result.json(NODE)) expect(json.success).toBe(true);
			}
			const [first, second, ...more] = meant(one);
			expect(second).toEqual(first);
			expect(more).toEqual([]);
		},
	);

	// A partial success has bodies of its own, and so has a failure of all.
	const people = repeatable.filter(({ operation }) =>
		/^(joinRequest|participant):/.test(operation),
	);
	const switches = (['detailed', 'errors', 'error'] as const).flatMap((partialResponse) => [
		{ partialResponse, removalAllBad: 'webhook', joinRequestsAllBad: 'partial' } as const,
		{ partialResponse, removalAllBad: 'sync', joinRequestsAllBad: 'sync' } as const,
	]);

	test.each(
		people.flatMap((one) => switches.map((setting) => [one.operation, setting, one] as const)),
	)('%s: who is gone then was removed or decided upon (%j)', async (_name, setting, one) => {
		bench.simulator.setSwitches(setting);
		const parameters = one.parameters();
		bench.simulator.faults.add({ kind: 'resetAfter' });
		const result = await run(one, parameters);
		if (setting.joinRequestsAllBad === 'sync' && one.operation.startsWith('joinRequest:')) {
			expect(result.error?.message).toContain('no longer knew at least one of these requests');
		} else if (wasApproved(one)) {
			expect(result.error?.message).toContain('it was approved, or the person took it back');
		} else {
			expect(result.error).toBeUndefined();
			const output = result.json(NODE);
			expect(output.map(({ success }) => success)).toEqual(output.map(() => true));
		}
		expect(bench.simulator.log.requests[0]).toMatchObject({ outcome: 'reset', tookEffect: true });
	});

	test('participant:remove: whom the unclear attempt had removed already is no failure', async () => {
		// It is cut off half way: one of the two is out by then.
		bench.simulator.faults.add({
			kind: 'reset',
			where: () =>
				bench.simulator.state.groups.get(GROUP_ID)?.members.delete('16505551001') ?? false,
		});
		const result = await bench.run('participant:remove', {
			groupId: byId(GROUP_ID),
			participants: '+16505551001, +16505551002',
		});
		expect(result.error).toBeUndefined();
		expect(result.json(NODE).map(({ success }) => success)).toEqual([true, true]);
		expect(bench.simulator.log.requests.map(({ status }) => status)).toEqual([null, 206]);
	});

	test.each(people.map((one) => [one.operation, one] as const))(
		'%s: with a clear answer, who was gone before has failed',
		async (_name, one) => {
			for (const setting of switches) {
				bench.simulator.reset();
				bench.simulator.setSwitches({ ...setting, removalAllBad: 'sync' });
				const parameters = one.parameters();
				expect((await run(one, parameters)).error).toBeUndefined();
				expect((await run(one, parameters)).error?.message).toMatch(
					/not in the group|no longer exists|2 of 2/,
				);
			}
		},
	);
});

describe('what would be done twice is not tried again', () => {
	// An upload may take minutes, whatever the timeout says.
	const cases = each(once, [...unclear, ...temporary]).filter(
		([operation, , , { kind }]) => operation !== 'media:upload' || kind !== 'timeoutAfter',
	);

	test.each(cases)('%s after %s', async (_operation, _name, one, fault) => {
		const parameters = one.parameters();
		bench.simulator.faults.add({ ...fault, path: one.path, method: 'POST', times: 0 });
		const { error } = await run(one, parameters);
		expect(error?.message).toContain('The request may have taken effect, so it was not retried.');
		expect(meant(one)).toHaveLength(1);
	});

	test.each(once.map((one) => [one.operation, one] as const))(
		'%s: but is, when the service said that it was one too many',
		async (_name, one) => {
			const parameters = one.parameters();
			const fault = { kind: 'error', code: 130429, path: one.path, method: 'POST' } as const;
			bench.simulator.faults.add(fault);
			const result = await run(one, parameters);
			expect(result.error).toBeUndefined();
			const [first, second, ...more] = meant(one);
			expect(second).toEqual(first);
			expect(more).toEqual([]);
		},
	);
});
