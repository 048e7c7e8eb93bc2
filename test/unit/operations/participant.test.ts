import type { IDataObject } from 'n8n-workflow';

import { byId } from '../../support/world';
import { GROUP_ID, GROUP_PATH, itemsOf, NODE, useBench } from './bench';

const people = ['16505551001', '16505551002', '16505551003'];
const bench = useBench({ groups: [{ id: GROUP_ID, subject: 'Project', members: people }] });
const group = { groupId: byId(GROUP_ID) };
const state = () => {
	const found = bench.simulator.state.groups.get(GROUP_ID);
	if (!found) throw new Error('The group is gone');
	return found;
};
const members = () => [...state().members.keys()];

/** What the next removal is answered with, without anybody being removed. */
function answersWith(status: number, body: object): void {
	const contentType = 'application/json';
	bench.simulator.faults.add({ kind: 'answer', method: 'DELETE', status, body, contentType });
}

describe('participant:getAll', () => {
	test('asks for participants and their number only, and gives one item each', async () => {
		const result = await bench.run('participant:getAll', group);
		expect(result.items(NODE)).toEqual(
			people.map((waId) => ({ json: { groupId: GROUP_ID, waId }, pairedItem: { item: 0 } })),
		);
		expect(bench.calls()).toEqual([
			{ call: `GET ${GROUP_PATH}`, query: { fields: 'participants,total_participant_count' } },
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
					status: 'accepted',
					groupId: GROUP_ID,
					participant: '+1 (650) 555-1001',
					waId: '16505551001',
				},
				pairedItem: { item: 0 },
			},
			{
				json: {
					success: true,
					status: 'accepted',
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

	const stranger = '+16505559999';
	const who = (json: IDataObject[]) => json.map(({ waId, status }) => [waId, status]);

	test('who is not in the group fails alone, and is told with the others', async () => {
		const parameters = { ...group, participants: `${stranger}, ${people[0]}` };
		const error = await bench.failure(remove, parameters);
		expect(error.message).toMatch(
			/^1 of 2 participants failed\. The first: This person is not in the group\./,
		);
		expect(error.description).toContain(
			'Each of them: +16…999: This person is not in the group.; 165…001: done',
		);
		expect(`${error.message} ${error.description}`).not.toMatch(/16505559999|16505551001/);
		expect(members()).toEqual(people.slice(1));
	});

	test('with Ignore Partial Failure each is an item', async () => {
		const json = await bench.output(remove, {
			...group,
			participants: `${stranger}, ${people[0]}`,
			options: { ignorePartialFailure: true },
		});
		expect(json).toEqual([
			{
				success: false,
				status: 'failed',
				groupId: GROUP_ID,
				participant: stranger,
				waId: '16505559999',
				error: {
					code: 131212,
					title: 'Participant is not a part of the group.',
					message: 'This person is not in the group.',
					details: expect.stringContaining('Participant is not a part of the group'),
					hint: 'Read the participants to see who is in the group.',
					httpStatus: 206,
					itemIndex: 0,
				},
			},
			{
				success: true,
				status: 'done',
				groupId: GROUP_ID,
				participant: people[0],
				waId: people[0],
			},
		]);
	});

	test('all failed is an error, whatever the options', async () => {
		bench.simulator.setSwitches({ removalAllBad: 'sync' });
		const error = await bench.failure(remove, {
			...group,
			participants: `+16505559998, ${stranger}`,
			options: { ignorePartialFailure: true },
		});
		// It was one refusal of the whole call, and is told once.
		expect(error.message).toMatch(/^This person is not in the group\./);
		expect(error.httpCode).toBe('400');
	});

	test('bad input of anybody is refused before any call, all of it named', async () => {
		const participants = `${people[0]}, 0151 23456703, ${stranger}x, ${people[1]}`;
		const error = await bench.failure(remove, { ...group, participants });
		expect(error.message).toContain('Participants: "015…703" has no country code.');
		expect(error.message).toContain('Participants: "+16…99x" is not a phone number.');
		expect(error.message).toContain('2 of 4 participants cannot be read.');
		expect(error.message).not.toContain('23456703');
		expect(bench.callNames()).toEqual([]);
	});

	test('more than 8 are refused before any call', async () => {
		const participants = Array.from({ length: 9 }, (_, index) => `+1650555400${index}`).join();
		const error = await bench.failure(remove, { ...group, participants });
		expect(error.message).toContain('Participants holds 9 people, and at most 8');
		expect(bench.callNames()).toEqual([]);
	});

	test('simplify off gives the service’s own body', async () => {
		const parameters = { ...group, participants: people[0], options: { simplify: false } };
		expect(await bench.output(remove, parameters)).toEqual([{ success: true }]);
	});

	test.each([true, false])(
		'a failure fails the node whatever Simplify is (%p)',
		async (simplify) => {
			const parameters = {
				...group,
				participants: `${stranger}, ${people[0]}`,
				options: { simplify },
			};
			expect((await bench.failure(remove, parameters)).message).toContain('1 of 2');
			bench.simulator.reset();
			const result = await bench.run(remove, parameters, undefined, {
				node: { onError: 'continueRegularOutput' },
			});
			expect(result.json(NODE)[0]).toMatchObject({ success: false, error: { code: 131212 } });
		},
	);

	describe('what becomes of each is known', () => {
		const both = { ...group, participants: `+${people[0]}, +${people[1]}` };
		const going = { ...both, options: { ignorePartialFailure: true } };
		const removed = [
			[people[0], 'done'],
			[people[1], 'done'],
		];

		test('where the failure comes by webhook only, it is accepted and no more', async () => {
			bench.simulator.setSwitches({ removalOfStrangers: 'webhook' });
			const json = await bench.output(remove, { ...group, participants: stranger });
			expect(who(json)).toEqual([['16505559999', 'accepted']]);
		});

		test.each(['input', 'user', 'wa_id', 'strings'] as const)(
			'by the names in the answer, under whatever key (%s)',
			async (partialNames) => {
				bench.simulator.setSwitches({ partialNames, removedNamed: true });
				expect(who(await bench.output(remove, both))).toEqual(removed);
				bench.simulator.reset();
				bench.simulator.setSwitches({ partialNames });
				const participants = `${stranger}, ${people[0]}`;
				const json = await bench.output(remove, { ...going, participants });
				expect(who(json)).toEqual([
					['16505559999', 'failed'],
					[people[0], 'done'],
				]);
			},
		);

		test.each<[string, unknown]>([
			['digits', ['16505551001', '16505551002']],
			['E.164', ['+16505551001', '+16505551002']],
			['numbers', [16505551001, 16505551002]],
			['as people write them', [{ input: '+1 (650) 555-1001' }, { user: '1-650-555-1002' }]],
			['objects', [{ wa_id: '16505551001' }, { wa_id: 16505551002 }]],
		])('by names in another spelling: %s', async (_name, removed_participants) => {
			answersWith(200, { removed_participants });
			expect(who(await bench.output(remove, both))).toEqual(removed);
		});

		test('only one of two is named, and the other is still in the group: unknown', async () => {
			answersWith(200, { removed_participants: [people[0]] });
			// Without a reason: the group may only not show it yet.
			expect(who(await bench.output(remove, going))).toEqual([
				[people[0], 'done'],
				[people[1], 'unknown'],
			]);
		});

		test('only one of two is named, and the other is not in the group any more: done', async () => {
			state().members.delete(people[1]);
			answersWith(200, { removed_participants: [people[0]] });
			expect(who(await bench.output(remove, both))).toEqual(removed);
		});

		test.each<[string, object]>([
			['names that fit nobody', { failed_participants: ['16505551777'] }],
			['names that are none', { failed_participants: [{}, null, 7] }],
			['a Graph error', { error: { code: 131201, message: 'Partially succeeded' } }],
			['errors', { errors: [{ code: 131201, title: 'Partially succeeded' }] }],
			['nothing', {}],
		])('206 with %s: the group shows who is still in it', async (_name, body) => {
			state().members.delete(people[0]);
			answersWith(206, body);
			const json = await bench.output(remove, going);
			expect(json[0]).toMatchObject({ waId: people[0], success: true, status: 'done' });
			expect(json[1]).toMatchObject({ waId: people[1], success: false });
		});

		test('206 with names that fit nobody, and a group that cannot be read: all unknown', async () => {
			answersWith(206, { failed_participants: ['16505551777'] });
			bench.simulator.faults.add({ kind: 'error', code: 131041, method: 'GET' });
			const result = await bench.run(remove, both, undefined, {
				node: { onError: 'continueRegularOutput' },
			});
			const json = result.json(NODE);
			expect(who(json)).toEqual(removed.map(([waId]) => [waId, 'unknown']));
			for (const { error } of json) {
				expect(error).toMatchObject({
					code: 'not_named',
					message: expect.stringContaining('Who is still in the group could not be read'),
					hint: expect.stringContaining('Participant: Get Many'),
				});
			}
		});
	});

	describe('people with hidden numbers', () => {
		const HIDDEN = 'US.13491208655302741918';
		const withHidden = { ...group, participants: `${HIDDEN}, +${people[1]}` };
		beforeEach(() => {
			bench.simulator.control.addPerson({ waId: people[0], userId: HIDDEN, hideNumber: true });
		});

		test('are named by `user`', async () => {
			await bench.output(remove, withHidden);
			expect(bench.calls()[0].body).toMatchObject({
				participants: [{ user: HIDDEN }, { user: `+${people[1]}` }],
			});
			expect(members()).toEqual([people[2]]);
		});

		test('and by `user_id` where that is refused by name (D14)', async () => {
			bench.simulator.setSwitches({ bsuidRemovalKey: 'user_id' });
			const json = await bench.output(remove, withHidden);
			expect(json).toEqual([
				expect.objectContaining({ success: true, userId: HIDDEN, participant: HIDDEN }),
				expect.objectContaining({ success: true, waId: people[1] }),
			]);
			expect(bench.calls().map(({ body }) => (body as IDataObject).participants)).toEqual([
				[{ user: HIDDEN }, { user: `+${people[1]}` }],
				[{ user_id: HIDDEN }, { user: `+${people[1]}` }],
			]);
			expect(members()).toEqual([people[2]]);
		});

		test('and are not asked for twice where another thing is refused', async () => {
			bench.simulator.faults.add({ kind: 'error', code: 131207, times: 0 });
			await bench.failure(remove, withHidden);
			expect(bench.callNames()).toHaveLength(1);
		});

		test('whoever may be a person whose number is hidden is not called done', async () => {
			answersWith(206, {});
			const options = { ignorePartialFailure: true };
			state().members.delete(people[1]);
			const result = await bench.run(
				remove,
				{ ...group, participants: `+${people[1]}, +${people[2]}`, options },
				undefined,
				{ node: { onError: 'continueRegularOutput' } },
			);
			expect(who(result.json(NODE))).toEqual([
				[people[1], 'unknown'],
				[people[2], 'unknown'],
			]);
			expect(result.json(NODE)[0].error).toMatchObject({
				message: expect.stringContaining('members with hidden numbers'),
			});
		});
	});

	test('national variants of one number are one person', async () => {
		state().members.set(
			'553188887777',
			bench.simulator.control.addPerson({ waId: '553188887777' }),
		);
		answersWith(200, { removed_participants: ['553188887777'] });
		const json = await bench.output(remove, {
			...group,
			participants: '+55 31 98888-7777, 553188887777',
		});
		expect(json).toEqual([
			expect.objectContaining({ success: true, status: 'done', participant: '+55 31 98888-7777' }),
		]);
	});
});
