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
				json: { success: true, groupId: GROUP_ID, joinRequestId },
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
		const parameters = { ...group, joinRequestIds: `gone, ${first}` };
		expect(await bench.output(name, parameters)).toEqual([
			{
				success: false,
				groupId: GROUP_ID,
				joinRequestId: 'gone',
				error: {
					code: 131213,
					title: 'Group join request does not exist.',
					message: expect.stringContaining('Group join request does not exist'),
					hint: expect.stringContaining('no longer exists'),
					httpStatus: 206,
					itemIndex: 0,
				},
			},
			{ success: true, groupId: GROUP_ID, joinRequestId: first },
		]);
	});

	test.each(['partial', 'sync'] as const)('all gone is an error (%s)', async (how) => {
		bench.simulator.setSwitches({ joinRequestsAllBad: how });
		const error = await bench.failure(name, { ...group, joinRequestIds: 'gone, away' });
		expect(error.message).toMatch(
			/^2 of 2 join requests failed\. The first: Group join request does not exist\.? \[item 0\]$/,
		);
		expect(error.description).toContain('no longer exists');
	});

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
	const parameters = { ...group, joinRequestIds: ids().join() };
	const json = await bench.output('joinRequest:approve', parameters);
	expect(json.map(({ success, error }) => [success, (error as { code?: number })?.code])).toEqual([
		[false, 131203],
		[true, undefined],
		[false, 131204],
	]);
});
