/** Whom an item invites, call by call. `invite.test.ts` and `inviteSeats.test.ts` have what the whole node does. */
import fc from 'fast-check';
import type { IDataObject } from 'n8n-workflow';

import { byId, byName } from '../../support/world';
import type { FakeCall } from '../api/fakeApi';
import { VirtualRun } from './virtualRun';

const SEND = 'invite:send';
const MEMBERS = 'GET /groups/G';
const LINK = 'GET /groups/G/invite_link';
const MESSAGE = 'POST /messages';
const HIDDEN = { user_id: 'US.13491208655302741918' };
const MAY_BE_IN = 'The group has members with hidden numbers, so this person may be in it already.';

const parameters = { groupId: byId('G'), inviteMethod: 'text', text: 'Join {inviteLink}' };

/** The group, called "Team", has these members. */
function runOn(...participants: IDataObject[]): VirtualRun {
	const bodies: Record<string, object> = {
		'GET /groups': { groups: [{ id: 'G', subject: 'Team' }] },
		[MEMBERS]: { participants, total_participant_count: participants.length },
		[LINK]: { invite_link: 'https://chat.whatsapp.com/X' },
		[MESSAGE]: { messages: [{ id: 'wamid.1' }] },
	};
	return new VirtualRun(({ method, path }: FakeCall) => ({ body: bodies[`${method} ${path}`] }));
}

const ids = (recipient: string) => ({ groupId: 'G', recipient, waId: recipient.slice(1) });
const invited = (recipient: string, warning?: string) => ({
	...ids(recipient),
	messageId: 'wamid.1',
	success: true,
	status: 'accepted',
	...(warning !== undefined && { warning }),
});

async function results(run: VirtualRun, more: IDataObject): Promise<IDataObject[]> {
	return (await run.run(SEND, { ...parameters, ...more })).map(({ json }) => json);
}

test('who is in the group already is left out, and nobody else', async () => {
	const run = runOn({ wa_id: '16505551001' });
	expect(await results(run, { recipients: '+16505551001, +16505551002' })).toStrictEqual([
		{ ...ids('+16505551001'), success: true, status: 'unchanged' },
		invited('+16505551002'),
	]);
	expect(run.calls()).toEqual([MEMBERS, LINK, MESSAGE]);
});

test('where all of them are in it, not even the link is read', async () => {
	const run = runOn({ wa_id: '16505551001' });
	expect(await results(run, { recipients: '+16505551001' })).toStrictEqual([
		{ ...ids('+16505551001'), success: true, status: 'unchanged' },
	]);
	expect(run.calls()).toEqual([MEMBERS]);
});

test('who cannot be read keeps nobody else from being invited', async () => {
	const [refused, other] = await results(runOn(), { recipients: '0151 23456703, +16505551002' });
	expect(refused).toMatchObject({ success: false, status: 'failed', groupId: 'G' });
	expect(other).toStrictEqual(invited('+16505551002'));
});

test('a group that is given by its subject is told with its ID', async () => {
	const more = { groupId: byName('Team'), recipients: '+16505551002' };
	expect(await results(runOn(), more)).toStrictEqual([invited('+16505551002')]);
});

describe('who may be in the group, as somebody there hides the number', () => {
	test.each([
		[true, MAY_BE_IN],
		[false, undefined],
	])('is invited (Skip People Already in the Group: %p)', async (skipParticipants, warning) => {
		const more = { recipients: '+16505551002', options: { skipParticipants } };
		expect(await results(runOn(HIDDEN), more)).toStrictEqual([invited('+16505551002', warning)]);
	});

	test('is invited beyond the seats as well', async () => {
		const members = Array.from({ length: 7 }, (_, index) => ({ wa_id: `1650555600${index}` }));
		const people = ['+16505551002', '+16505551003'];
		const more = { recipients: people.join(), options: { inviteBeyondSeats: true } };
		const tooFew = '2 people are to be invited, but no seats are free: a group holds 8.';
		expect(await results(runOn(HIDDEN, ...members), more)).toStrictEqual(
			people.map((recipient) => invited(recipient, `${tooFew} ${MAY_BE_IN}`)),
		);
	});
});

describe('a number and a user ID in one object are of one person', () => {
	const options = { inviteBeyondSeats: true };
	const given = [
		{ waId: '4915123456703', userId: 'DE.123' },
		{ userId: 'DE.123' },
		{ waId: '4915123456704', userId: '\u200e DE.999' },
	];

	test('who is invited once, and not at all where the group has either', async () => {
		const run = runOn({ user_id: 'DE.999', wa_id: '' });
		expect(await results(run, { recipients: given, options })).toStrictEqual([
			{ ...invited('4915123456703'), waId: '4915123456703' },
			{ ...ids('4915123456704'), waId: '4915123456704', success: true, status: 'unchanged' },
		]);
		expect(run.service.calls.flatMap(({ body }) => body ?? [])).toMatchObject([
			{ to: '+4915123456703' },
		]);
	});

	test('a user ID that is none is nobody’s', async () => {
		const people = [
			{ waId: '4915123456703', userId: 'none' },
			{ waId: '4915123456704', userId: 'none' },
		];
		const outcomes = await results(runOn(), { recipients: people, options });
		expect(outcomes.map(({ status }) => status)).toEqual(['accepted', 'accepted']);
	});

	test('two numbers with one user ID are no one person: the second is refused, and not left out', async () => {
		const people = ['4915123456703', '4915123456704', '+49 151 23456703'].map((waId) => ({
			waId,
			userId: 'DE.123',
		}));
		const run = runOn();
		expect(await results(run, { recipients: people, options })).toMatchObject([
			{ recipient: '4915123456703', status: 'accepted' },
			{
				recipient: '4915123456704',
				status: 'failed',
				error: {
					code: 'invalid_phone_number',
					message:
						'Recipients: "+49…704" has a user ID that another entry has with another number.',
					hint: 'Correct the user ID, or leave it out: the number is enough.',
				},
			},
		]);
		expect(run.service.calls.flatMap(({ body }) => body ?? [])).toHaveLength(1);
	});

	/** The IDs of three people, and of each what an object may show of them. */
	const shown = fc
		.tuple(fc.nat(2), fc.subarray(['waId', 'userId', 'parentUserId'], { minLength: 1 }))
		.map(([who, keys]): IDataObject => {
			const all: IDataObject = {
				waId: `491512345670${who}`,
				userId: `DE.${who}`,
				parentUserId: `DE.ENT.${who}`,
			};
			return Object.fromEntries(keys.map((key) => [key, all[key]]));
		});

	/** Of each who is the same as others by all objects together, how their IDs are joined. */
	function joined(people: readonly IDataObject[]): string[][] {
		return people.reduce<string[][]>((groups, person) => {
			const own = Object.values(person).map(String);
			const isSame = (group: string[]) => group.some((id) => own.includes(id));
			const same = groups.filter(isSame);
			return [...groups.filter((group) => !isSame(group)), [...own, ...same.flat()]];
		}, []);
	}

	test('in whatever order, item and group: nobody twice, no member, and everybody else', async () => {
		const people = fc.array(shown, { minLength: 1, maxLength: 6 });
		// Two of one item whom only another item shows to be one are both invited.
		const lists = fc.oneof(
			people.map((all) => [all]),
			people.map((all) => all.map((one) => [one])),
		);
		await fc.assert(
			fc.asyncProperty(lists, fc.array(shown, { maxLength: 1 }), async (items, present) => {
				const members = present.map(({ waId, userId, parentUserId }) => ({
					wa_id: waId ?? '',
					user_id: userId ?? '',
					parent_user_id: parentUserId ?? '',
				}));
				const run = runOn(...members);
				const tasks = [];
				for (const recipients of items) {
					tasks.push(await run.plan(SEND, { ...parameters, recipients, options }));
				}
				for (const task of tasks) await run.service.time.run(task.run(run.service.api));

				const inGroup = present.flatMap((one) => Object.values(one));
				const wanted = joined(items.flat()).filter(
					(group) => !group.some((id) => inGroup.includes(id)),
				);
				const sent = run.service.calls.flatMap(({ body }) => {
					const { to, recipient } = (body ?? {}) as { to?: string; recipient?: string };
					return to?.slice(1) ?? recipient ?? [];
				});
				expect(sent).toHaveLength(wanted.length);
				for (const group of wanted) {
					expect(sent.filter((id) => group.includes(id))).toHaveLength(1);
				}
			}),
			{ numRuns: 300 },
		);
	});
});

describe('more people than seats', () => {
	const members = Array.from({ length: 6 }, (_, index) => ({ wa_id: `1650555600${index}` }));
	const own = ['+16505556000', '+16505551001'];
	const others = '+16505551002, +16505551003';

	test('by all items together: those of them who are in the group take none', async () => {
		const run = runOn(...members);
		await run.plan(SEND, { ...parameters, recipients: others });
		const failure = await run.failure(SEND, { ...parameters, recipients: own.join() });
		expect(failure.details).toEqual({
			code: 'not_enough_seats',
			message:
				'3 people are to be invited by all items together, but only 2 seats are free: a group holds 8. Nobody was invited.',
			hint: 'Invite fewer people, remove somebody, or turn on Invite Beyond Seats.',
		});
		expect(run.calls()).toEqual([MEMBERS]);
	});

	test.each([
		[
			8,
			1,
			'1 person is to be invited, but no seats are free: a group holds 8. Nobody was invited.',
		],
		[
			7,
			2,
			'2 people are to be invited, but only 1 seat is free: a group holds 8. Nobody was invited.',
		],
	])('a group of %d, and %d more', async (present, more, message) => {
		const run = runOn(
			...Array.from({ length: present }, (_, index) => ({ wa_id: `1650555600${index}` })),
		);
		const recipients = Array.from({ length: more }, (_, index) => `+1650555100${index}`).join();
		expect((await run.failure(SEND, { ...parameters, recipients })).details.message).toBe(message);
	});

	test('by this item alone', async () => {
		const run = runOn(...members);
		const recipients = `${own.join()}, ${others}`;
		expect((await run.failure(SEND, { ...parameters, recipients })).details.message).toBe(
			'3 people are to be invited, but only 2 seats are free: a group holds 8. Nobody was invited.',
		);
	});
});
