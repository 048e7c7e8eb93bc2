import { byId } from '../../support/world';
import { GROUP_ID, GROUP_PATH, itemsOf, NODE, useBench } from './bench';

const people = ['16505551001', '16505551002', '16505551003'];
const bench = useBench({ groups: [{ id: GROUP_ID, subject: 'Project', members: people }] });
const group = { groupId: byId(GROUP_ID) };
const members = () => [...(bench.simulator.state.groups.get(GROUP_ID)?.members.keys() ?? [])];

describe('participant:getAll', () => {
	test('asks for participants only, and gives one item each', async () => {
		const result = await bench.run('participant:getAll', group);
		expect(result.items(NODE)).toEqual(
			people.map((waId) => ({ json: { groupId: GROUP_ID, waId }, pairedItem: { item: 0 } })),
		);
		expect(bench.calls()).toEqual([
			{ call: `GET ${GROUP_PATH}`, query: { fields: 'participants' } },
		]);
	});

	test.each([
		[{ limit: 2 }, 2],
		[{ limit: 9 }, 3],
		[{ returnAll: true }, 3],
	])('%j', async (paging, expected) => {
		const json = await bench.output('participant:getAll', { ...group, ...paging });
		expect(json.map(({ waId }) => waId)).toEqual(people.slice(0, expected));
	});

	test('simplify off gives the service’s own people', async () => {
		const parameters = { ...group, options: { simplify: false } };
		expect(await bench.output('participant:getAll', parameters)).toEqual(
			people.map((wa_id) => ({ wa_id })),
		);
	});
});

describe('participant:remove', () => {
	const remove = 'participant:remove';

	test('names the people in the body of a DELETE, in E.164 form', async () => {
		const participants = '+1 (650) 555-1001\n16505551002';
		const result = await bench.run(remove, { ...group, participants });
		expect(result.items(NODE)).toEqual([
			{
				json: {
					success: true,
					groupId: GROUP_ID,
					participant: '+1 (650) 555-1001',
					waId: '16505551001',
				},
				pairedItem: { item: 0 },
			},
			{
				json: {
					success: true,
					groupId: GROUP_ID,
					participant: '16505551002',
					waId: '16505551002',
				},
				pairedItem: { item: 0 },
			},
		]);
		expect(bench.calls()).toEqual([
			{
				call: `DELETE ${GROUP_PATH}/participants`,
				body: {
					messaging_product: 'whatsapp',
					participants: [{ user: '+16505551001' }, { user: '+16505551002' }],
				},
			},
		]);
		expect(members()).toEqual(['16505551003']);
	});

	test.each([
		'={{ $json.people }}',
		'={{ $json.people.map((waId) => ({ waId, groupId: "x" })) }}',
		'={{ $json.people.map(Number) }}',
	])('takes an array, and nobody twice: %s', async (participants) => {
		const items = itemsOf({ people: [...people, people[0]] });
		const json = await bench.output(remove, { ...group, participants }, items);
		expect(json.map(({ waId }) => waId)).toEqual(people);
		expect(members()).toEqual([]);
	});

	test('who is not in the group fails alone', async () => {
		const json = await bench.output(remove, {
			...group,
			participants: `+16505559999, ${people[0]}`,
		});
		expect(json).toEqual([
			{
				success: false,
				groupId: GROUP_ID,
				participant: '+16505559999',
				waId: '16505559999',
				error: {
					code: 131212,
					title: 'Participant is not a part of the group.',
					message: expect.stringContaining('Participant is not a part of the group'),
					hint: expect.stringContaining('not in the group'),
					httpStatus: 206,
					itemIndex: 0,
				},
			},
			{ success: true, groupId: GROUP_ID, participant: people[0], waId: people[0] },
		]);
	});

	test('all failed is an error', async () => {
		bench.simulator.setSwitches({ removalAllBad: 'sync' });
		const participants = '+16505559998, +16505559999';
		const error = await bench.failure(remove, { ...group, participants });
		expect(error.message).toMatch(
			/^2 of 2 participants failed\. The first: Participant is not a part of the group\.? \[item 0\]$/,
		);
		expect(error.httpCode).toBe('400');
	});

	test('simplify off gives the service’s own body', async () => {
		const parameters = { ...group, participants: people[0], options: { simplify: false } };
		expect(await bench.output(remove, parameters)).toEqual([{ success: true }]);
	});
});
