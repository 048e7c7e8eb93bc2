/** Inviting costs money: nobody is invited for whom the group has no seat. */
import type { INodeParameters } from 'n8n-workflow';

import { byId, byName, mapped } from '../../support/world';
import { GROUP_ID, GROUP_PATH, NODE, useBench } from './bench';
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
		expect(error.message).toContain('only 0 seats are free');
		expect(sent()).toEqual([]);
	});
});
