/** Inviting costs money: nobody is invited for whom the group has no seat. */
import type { INodeParameters } from 'n8n-workflow';

import { byId, byName, mapped } from '../../support/world';
import { GROUP_ID, GROUP_PATH, itemsOf, NODE, OTHER_ID, useBench } from './bench';
import { openGroups, templates } from './seeds';

const bench = useBench({ groups: openGroups, templates });
const send = 'invite:send';
const byTemplate = (parameters: INodeParameters): INodeParameters => ({
	groupId: byId(GROUP_ID),
	template: byName('group_invite'),
	templateParameters: mapped({ body_2: 'Pablo' }),
	...parameters,
});
const sent = () =>
	bench.simulator.log.find('POST', '/messages').map(({ body }) => (body as { to: string }).to);

describe('of one item', () => {
	const numbers = Array.from({ length: 7 }, (_, index) => `+1650555300${index}`);
	const invited = (people: string[], options: INodeParameters = {}) =>
		byTemplate({ recipients: people.join('\n'), options });

	test('more people than seats are refused before anybody is invited', async () => {
		for (const ignorePartialFailure of [true, false]) {
			const error = await bench.failure(send, invited(numbers, { ignorePartialFailure }));
			expect(error.message).toBe(
				'7 people are to be invited, but only 6 seats are free: a group holds 8. Nobody was invited. Invite fewer people, remove somebody, or turn on Invite Beyond Seats.',
			);
		}
		expect(sent()).toEqual([]);
		const result = await bench.run(send, invited(numbers), undefined, {
			node: { onError: 'continueRegularOutput' },
		});
		const json = result.json(NODE);
		expect(json.map(({ recipient, status }) => [recipient, status])).toEqual(
			numbers.map((number) => [number, 'failed']),
		);
		for (const { error } of json) expect(error).toMatchObject({ code: 'not_enough_seats' });
		expect(sent()).toEqual([]);
	});

	test('as many as seats are fine, and who is in already needs none', async () => {
		const json = await bench.output(send, invited([...numbers.slice(1), '+16505551001']));
		expect(json.map(({ status }) => status)).toEqual([
			...Array.from({ length: 6 }, () => 'accepted'),
			'unchanged',
		]);
		for (const one of json) expect(one).not.toHaveProperty('warning');
	});

	test('with Invite Beyond Seats all of them are invited', async () => {
		const json = await bench.output(send, invited(numbers, { inviteBeyondSeats: true }));
		expect(json.map(({ status }) => status)).toEqual(numbers.map(() => 'accepted'));
	});

	test('one seat is one', async () => {
		const group8 = bench.simulator.state.groups.get(GROUP_ID);
		for (const waId of ['16505553100', '16505553101', '16505553102', '16505553103', '16505553104'])
			group8?.members.set(waId, bench.simulator.control.addPerson({ waId }));
		const error = await bench.failure(send, invited(numbers.slice(0, 2)));
		expect(error.message).toContain('but only 1 seat is free');
	});

	test('who is in the group cannot be read: nobody is invited', async () => {
		bench.simulator.faults.add({
			kind: 'answer',
			status: 200,
			body: { subject: 'The group', total_participant_count: 3, participants: [{}] },
			contentType: 'application/json',
			path: '/groups/*',
		});
		const error = await bench.failure(send, invited(numbers.slice(0, 2)));
		expect(error.message).toMatch(/who is in the group|lists only/);
		expect(sent()).toEqual([]);
	});

	test('with neither question the group is not read', async () => {
		const options = { inviteBeyondSeats: true, skipParticipants: false };
		await bench.output(send, invited(numbers, options));
		expect(bench.callNames()).not.toContain(`GET ${GROUP_PATH}`);
	});

	test.each([0, -1, 3])('%d are counted, and eight listed: who is listed sits', async (count) => {
		const listed = Array.from({ length: 8 }, (_, n) => ({ wa_id: `1650555700${n}` }));
		bench.simulator.faults.add({
			kind: 'answer',
			method: 'GET',
			path: `/groups/${GROUP_ID}`,
			status: 200,
			body: { id: GROUP_ID, participants: listed, total_participant_count: count },
		});
		const error = await bench.failure(send, invited(numbers.slice(0, 1)));
		expect(error.message).toContain('no seats are free');
		expect(sent()).toEqual([]);
	});
});

describe('of several items, such as the rows of a sheet', () => {
	const numbers = (count: number) => Array.from({ length: count }, (_, n) => `+165055530${10 + n}`);
	const perRow = (options: INodeParameters = {}) =>
		byTemplate({ recipients: '={{ $json.person }}', options });
	const rows = (people: string[]) => itemsOf(...people.map((person) => ({ person })));
	const goesOn = { onError: 'continueRegularOutput' as const };
	const TOO_FEW =
		'12 people are to be invited by all items together, but only 6 seats are free: a group holds 8. Nobody was invited.';

	test('more people than seats: nobody is invited, whichever item they stand in', async () => {
		const everyForm = [
			rows(numbers(12)),
			rows([numbers(6).join(), numbers(12).slice(6).join()]),
			rows([numbers(11).join(), numbers(12)[11]]),
		];
		for (const items of everyForm) {
			expect((await bench.failure(send, perRow(), items)).message).toContain(TOO_FEW);
			const result = await bench.run(send, perRow(), items, { node: goesOn });
			const json = result.json(NODE);
			expect(json).toHaveLength(12);
			for (const one of json) {
				expect(one).toMatchObject({ status: 'failed', error: { code: 'not_enough_seats' } });
			}
		}
		expect(sent()).toEqual([]);
	});

	test('as many as seats are fine, and who is in already or named twice needs none', async () => {
		const people = [...numbers(6), '+16505551001', '0016505553010', '+16505551002'];
		const json = await bench.output(send, perRow(), rows(people));
		expect(json.map(({ status }) => status)).toEqual([
			...numbers(6).map(() => 'accepted'),
			'unchanged',
			'unchanged',
			'unchanged',
		]);
		expect(sent()).toEqual(numbers(6));
	});

	test('who has joined by the invitation of an item does not take a second seat', async () => {
		const { control, faults, state } = bench.simulator;
		faults.add({
			kind: 'delay',
			method: 'POST',
			path: '/messages',
			where: ({ body }) => {
				const waId = (body as { to: string }).to.slice(1);
				state.groups.get(GROUP_ID)?.members.set(waId, control.addPerson({ waId }));
				return false;
			},
		});
		const json = await bench.output(send, perRow(), rows(numbers(6)));
		expect(json.map(({ status }) => status)).toEqual(numbers(6).map(() => 'accepted'));
	});

	test('a seat that somebody else takes meanwhile is gone, and who was invited stays so', async () => {
		const { control, faults, state } = bench.simulator;
		const waId = '16505559999';
		faults.add({
			kind: 'delay',
			path: '/messages',
			where: () => {
				state.groups.get(GROUP_ID)?.members.set(waId, control.addPerson({ waId }));
				return false;
			},
		});
		const result = await bench.run(send, perRow(), rows(numbers(6)), { node: goesOn });
		const [first, ...others] = result.json(NODE);
		expect(first).toMatchObject({ status: 'accepted' });
		for (const { error } of others) {
			expect(error).toMatchObject({
				code: 'not_enough_seats',
				message: expect.stringContaining('Nobody else was invited.') as string,
			});
		}
		expect(sent()).toHaveLength(1);
	});

	test('each group has its own', async () => {
		const parameters = { ...perRow(), groupId: byId('={{ $json.group }}') };
		const people = numbers(12).map((person, n) => ({ person, group: n < 6 ? GROUP_ID : OTHER_ID }));
		await bench.output(send, parameters, itemsOf(...people));
		expect(sent().sort()).toEqual(numbers(12));
	});

	test('with Invite Beyond Seats all of them are invited, and warned of', async () => {
		const options = { inviteBeyondSeats: true };
		const json = await bench.output(send, perRow(options), rows(numbers(7)));
		for (const one of json) {
			expect(one).toMatchObject({
				status: 'accepted',
				warning: expect.stringContaining('7 people are to be invited') as string,
			});
		}
	});

	test.each([
		['+16505553010', '16505553010'],
		['+5531988887777', '+553188887777'],
		['US.13491208655302741918', 'US.13491208655302741918'],
	])('%s and %s are one person, who is invited once', async (one, other) => {
		bench.simulator.control.addPerson({ waId: '16505553010', userId: 'US.13491208655302741918' });
		for (const skipParticipants of [true, false]) {
			bench.renew();
			const options = { skipParticipants };
			const [first, second] = await bench.output(send, perRow(options), rows([one, other]));
			expect(first).toMatchObject({ status: 'accepted', messageId: expect.any(String) as string });
			expect(second).toMatchObject({
				success: true,
				status: 'unchanged',
				recipient: other,
				warning: 'This person was invited by an earlier item.',
			});
			expect(second).not.toHaveProperty('messageId');
			expect(sent()).toHaveLength(1);
		}
	});

	test('whether the first of two was sent is unknown: the second is not sent, and as unknown', async () => {
		bench.simulator.faults.add({ kind: 'resetAfter', method: 'POST', path: '/messages', times: 0 });
		const twice = rows(['+16505553010', '16505553010']);
		const result = await bench.run(send, perRow(), twice, { node: goesOn });
		const unknown = { success: false, status: 'unknown' };
		expect(result.json(NODE)).toMatchObject([unknown, unknown]);
		expect(sent()).toHaveLength(1);
	});

	test('the first of two was refused: the second is tried', async () => {
		bench.simulator.faults.add({ kind: 'error', code: 131026, path: '/messages' });
		const twice = rows(['+16505553010', '16505553010']);
		const result = await bench.run(send, perRow(), twice, { node: goesOn });
		expect(result.json(NODE)).toMatchObject([{ status: 'failed' }, { status: 'accepted' }]);
	});

	describe('a second try by Retry On Fail', () => {
		const again = { retryOnFail: true, maxTries: 2, waitBetweenTries: 1 };

		test.each(['stopWorkflow', 'continueRegularOutput'] as const)(
			'%s: invites those who are left, and counts nobody twice',
			async (onError) => {
				bench.simulator.faults.add({ kind: 'error', code: 131026, to: numbers(6)[0] });
				const options = { node: { ...again, onError } };
				const result = await bench.run(send, perRow(), rows(numbers(6)), options);
				expect(result.json(NODE)).toMatchObject(numbers(6).map(() => ({ status: 'accepted' })));
				expect([...new Set(sent())].sort()).toEqual(numbers(6));
				expect(bench.simulator.log.sentMessages).toHaveLength(6);
			},
		);

		test('knows whom the first has invited', async () => {
			const people = [numbers(2)[1], numbers(2)[0], numbers(2)[0].slice(1)];
			bench.simulator.faults.add({ kind: 'error', code: 131026, to: people[0] });
			const result = await bench.run(send, perRow(), rows(people), {
				node: { ...again, ...goesOn },
			});
			expect(result.json(NODE)).toMatchObject([
				{ status: 'accepted' },
				{ status: 'accepted' },
				{ status: 'unchanged' },
			]);
			expect(bench.simulator.log.sentMessages).toHaveLength(2);
		});
	});
});
