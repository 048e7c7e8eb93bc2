import { byId } from '../../support/world';
import { GROUP_ID, GROUP_PATH, itemsOf, NODE, useBench } from './bench';

const asking = ['16505551001', '16505551002', '16505551003'];
const bench = useBench({
	groups: [
		{
			id: GROUP_ID,
			subject: 'VIP customers',
			joinApprovalMode: 'approval_required',
			joinRequests: asking,
		},
	],
});
const group = { groupId: byId(GROUP_ID) };
const state = () => {
	const found = bench.simulator.state.groups.get(GROUP_ID);
	if (!found) throw new Error('The group is gone');
	return found;
};
const ids = () => [...state().joinRequests.keys()];

describe('joinRequest:getAll', () => {
	test('gives requests in the vocabulary', async () => {
		const [first] = state().joinRequests.values();
		const result = await bench.run('joinRequest:getAll', { ...group, limit: 1 });
		expect(result.items(NODE)).toEqual([
			{
				json: {
					groupId: GROUP_ID,
					joinRequestId: first.id,
					waId: '16505551001',
					createdAt: new Date(first.createdAt * 1000).toISOString(),
				},
				pairedItem: { item: 0 },
			},
		]);
		expect(bench.calls()).toEqual([{ call: `GET ${GROUP_PATH}/join_requests` }]);
	});

	test('simplify off gives the service’s own requests', async () => {
		const parameters = { ...group, options: { simplify: false } };
		const json = await bench.output('joinRequest:getAll', parameters);
		expect(json).toHaveLength(3);
		expect(json[0]).toEqual({
			join_request_id: ids()[0],
			wa_id: '16505551001',
			creation_timestamp: expect.any(Number),
		});
	});

	test.each([
		[{ returnAll: true }, 63],
		[{ limit: 26 }, 26],
		[{ limit: 50 }, 50],
		[{}, 50],
	])('reads over pages: %j', async (paging, expected) => {
		for (let index = 0; index < 60; index += 1) {
			const link = bench.simulator.control.inviteLink(GROUP_ID);
			bench.simulator.control.join(link, `1650556${String(index).padStart(4, '0')}`);
		}
		const json = await bench.output('joinRequest:getAll', { ...group, ...paging });
		expect(json.map(({ joinRequestId }) => joinRequestId)).toEqual(ids().slice(0, expected));
		const [first, second] = bench.calls().map(({ query }) => query);
		expect(first).toBeUndefined();
		expect(second).toEqual({ after: expect.any(String) });
	});

	test('a group without requests gives no items', async () => {
		state().joinRequests.clear();
		expect(await bench.output('joinRequest:getAll', group)).toEqual([]);
	});
});

describe.each([
	['approve', 'POST', 'approved_join_requests', 1],
	['reject', 'DELETE', 'rejected_join_requests', 0],
])('joinRequest:%s', (operation, method, key, members) => {
	const name = `joinRequest:${operation}`;

	test('names the requests in the body, and gives one item each', async () => {
		const [first, second] = ids();
		const result = await bench.run(name, { ...group, joinRequestIds: ` ${first},\n${second}` });
		expect(result.items(NODE)).toEqual(
			[first, second].map((joinRequestId) => ({
				json: { success: true, status: 'done', groupId: GROUP_ID, joinRequestId },
				pairedItem: { item: 0 },
			})),
		);
		expect(bench.calls()).toEqual([
			{
				call: `${method} ${GROUP_PATH}/join_requests`,
				body: { messaging_product: 'whatsapp', join_requests: [first, second] },
			},
		]);
		expect(state().members.size).toBe(2 * members);
		expect(ids()).toHaveLength(1);
	});

	test.each(['={{ $json.ids }}', '={{ $json.ids.map((joinRequestId) => ({ joinRequestId })) }}'])(
		'takes an array from an expression: %s',
		async (joinRequestIds) => {
			const wanted = ids();
			const parameters = { ...group, joinRequestIds };
			const items = itemsOf({ ids: [...wanted, wanted[0]] });
			const json = await bench.output(name, parameters, items);
			expect(json.map(({ joinRequestId }) => joinRequestId)).toEqual(wanted);
			expect(bench.calls()[0].body).toMatchObject({ join_requests: wanted });
		},
	);

	test('one that is gone fails alone', async () => {
		const [first] = ids();
		const parameters = { ...group, joinRequestIds: `gone-0001-0002, ${first}` };
		const error = await bench.failure(name, parameters);
		expect(error.message).toMatch(
			/^1 of 2 join requests failed\. The first: This join request no longer exists/,
		);
		expect(error.description).toContain('Each of them: gon…002: This join request no longer');
		expect(error.description).toMatch(/; \S{7}: done$/m);
		expect(ids()).not.toContain(first);
	});

	test('with Ignore Partial Failure each is an item', async () => {
		const [first] = ids();
		const options = { ignorePartialFailure: true };
		const parameters = { ...group, joinRequestIds: `gone, ${first}`, options };
		expect(await bench.output(name, parameters)).toEqual([
			{
				success: false,
				status: 'failed',
				groupId: GROUP_ID,
				joinRequestId: 'gone',
				error: {
					code: 131213,
					title: 'Group join request does not exist.',
					message: expect.stringContaining('no longer exists'),
					details: expect.stringContaining('Group join request does not exist'),
					hint: expect.stringMatching(/\w+ \w+/),
					httpStatus: 206,
					itemIndex: 0,
				},
			},
			{ success: true, status: 'done', groupId: GROUP_ID, joinRequestId: first },
		]);
	});

	test.each(['partial', 'sync'] as const)('all gone is an error (%s)', async (how) => {
		bench.simulator.setSwitches({ joinRequestsAllBad: how });
		const options = { ignorePartialFailure: true };
		const parameters = { ...group, joinRequestIds: 'gone, away', options };
		const error = await bench.failure(name, parameters);
		// A refusal of the whole call is told once.
		expect(error.message).toMatch(
			how === 'sync'
				? /^This join request no longer exists/
				: /^2 of 2 join requests failed\. The first: This join request no longer exists/,
		);
	});

	const answersWith = (status: number, body: object) =>
		bench.simulator.faults.add({
			kind: 'answer',
			status,
			body,
			contentType: 'application/json',
		});
	const statuses = async (joinRequestIds: string) => {
		const result = await bench.run(name, { ...group, joinRequestIds }, undefined, {
			node: { onError: 'continueRegularOutput' },
		});
		return result.json(NODE).map((json) => [json.joinRequestId, json.status]);
	};

	test('numeric IDs are IDs: done as named, failed as named', async () => {
		answersWith(206, {
			[key]: [101, { join_request_id: 103 }],
			failed_join_requests: [
				{ join_request_id: 102, errors: [{ code: 131203, title: 'Terms' }] },
				104,
			],
		});
		expect(await statuses('={{ [101, 102, "103", 104] }}')).toEqual([
			['101', 'done'],
			['102', 'failed'],
			['103', 'done'],
			['104', 'failed'],
		]);
		expect(bench.calls()[0].body).toMatchObject({ join_requests: ['101', '102', '103', '104'] });
	});

	test.each<[string, number, object]>([
		['one of two', 200, { [key]: ['one'] }],
		['one of two, and failures of nobody', 206, { [key]: ['one'], failed_join_requests: [{}] }],
		['one of two, and an error', 206, { [key]: ['one'], errors: [{ code: 131201 }] }],
	])('named is %s: the other is unknown', async (_name, status, body) => {
		answersWith(status, body);
		expect(await statuses('one, two')).toEqual([
			['one', 'done'],
			['two', 'unknown'],
		]);
	});

	test('who is named on both sides has failed', async () => {
		answersWith(206, { [key]: ['one'], failed_join_requests: ['one'] });
		expect(await statuses('one')).toEqual([['one', 'failed']]);
	});

	test.each<[string, number, object]>([
		['nothing', 200, {}],
		['a bare success', 200, { success: true }],
		['empty lists', 200, { [key]: [], failed_join_requests: [], errors: [] }],
		['others', 200, { [key]: ['three', 'four'] }],
		['failures of others', 206, { failed_join_requests: [{ join_request_id: 'three' }] }],
		['requests of the other kind', 200, { approved: ['one', 'two'] }],
	])(
		'named is nobody (%s): all are unknown, and how to find out is told',
		async (_n, status, body) => {
			answersWith(status, body);
			expect(await statuses('one, two')).toEqual([
				['one', 'unknown'],
				['two', 'unknown'],
			]);
			bench.simulator.faults.clear();
			answersWith(status, body);
			const error = await bench.failure(name, { ...group, joinRequestIds: 'one, two' });
			expect(error.message).toContain('does not say what became of this join request');
			expect(error.message).toContain('Join Request: Get Many');
		},
	);

	test('simplify off gives the service’s own body', async () => {
		const [first] = ids();
		const parameters = { ...group, joinRequestIds: first, options: { simplify: false } };
		expect(await bench.output(name, parameters)).toEqual([
			{ messaging_product: 'whatsapp', [key]: [first] },
		]);
	});
});

test('approving tells why each could not come in', async () => {
	for (const waId of ['1650555900', '1650555901', '1650555902', '1650555903', '1650555904']) {
		const person = bench.simulator.control.addPerson({ waId });
		state().members.set(waId, person);
	}
	bench.simulator.control.addPerson({ waId: asking[0], acceptsTerms: false });
	for (const waId of ['1650555905', '1650555906']) {
		state().members.set(waId, bench.simulator.control.addPerson({ waId }));
	}
	const options = { ignorePartialFailure: true };
	const parameters = { ...group, joinRequestIds: ids().join(), options };
	const json = await bench.output('joinRequest:approve', parameters);
	expect(json.map(({ success, error }) => [success, (error as { code?: number })?.code])).toEqual([
		[false, 131203],
		[true, undefined],
		[false, 131204],
	]);
});
