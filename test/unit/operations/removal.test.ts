/** What is told of each person, by the answer to all of them. `participant.test.ts` has what the whole node does. */
import type { IDataObject } from 'n8n-workflow';

import { byId, byName } from '../../support/world';
import { broken, type FakeAnswer } from '../api/fakeApi';
import { VirtualRun } from './virtualRun';

const REMOVE = 'participant:remove';
const PEOPLE = ['+16505551001', '+16505551002'];
const [FIRST, SECOND] = ['16505551001', '16505551002'];
const parameters = { groupId: byId('G'), participants: PEOPLE.join() };
const HINT =
	'See who is in the group with Participant: Get Many, and remove again those who still are.';
const GONE =
	'The first attempt got no clear answer, and then the service no longer knew this person in the group.';
const REMOVAL = 'DELETE /groups/G/participants';
const READING = 'GET /groups/G';

const breaks = () => {
	throw broken('ECONNRESET');
};
const ok = (body: unknown) => () => ({ body });
const partly = (body: unknown) => () => ({ status: 206, body });
const refuses = (code: number) => () => ({ status: 400, body: { error: { code } } });

/** The removal's attempts are answered so, the last for ever, and then these are in the group. */
function runOn(attempts: Array<() => FakeAnswer>, ...waIds: string[]): VirtualRun {
	const participants = waIds.map((wa_id) => ({ wa_id }));
	let made = 0;
	return new VirtualRun(({ method, path }) => {
		if (method === 'DELETE') return attempts[Math.min(made++, attempts.length - 1)]();
		return path === '/groups'
			? { body: { groups: [{ id: 'G', subject: 'Team' }] } }
			: { body: { participants, total_participant_count: participants.length } };
	});
}

async function told(run: VirtualRun, more: IDataObject = {}) {
	return await run.told(REMOVE, { ...parameters, ...more });
}

const ids = (waId: string) => ({ groupId: 'G', participant: `+${waId}`, waId });
const success = (waId: string, status: string, more: object = {}) => ({
	...ids(waId),
	success: true,
	status,
	...more,
});
const failed = (waId: string, error: object) => ({
	...ids(waId),
	success: false,
	status: 'failed',
	error,
	certainty: 'notDone',
});
const unknown = (waId: string, error: object) => ({
	...failed(waId, error),
	status: 'unknown',
	certainty: 'unknown',
});
const noReason = (httpStatus: number) => ({
	code: 'not_named',
	message: 'The service did not remove this person, and gave no reason.',
	hint: HINT,
	httpStatus,
});
const notInGroup = {
	code: 131212,
	message: 'This person is not in the group.',
	hint: 'Read the participants to see who is in the group.',
	httpStatus: 206,
};

test.each<[body: object, more: object]>([
	[{ success: true }, {}],
	[{ request_id: 'R' }, { requestId: 'R' }],
	[{}, {}],
])('%j is taken for all of them', async (body, more) => {
	const run = runOn([ok(body)]);
	expect(await told(run)).toStrictEqual([
		success(FIRST, 'accepted', more),
		success(SECOND, 'accepted', more),
	]);
	expect(run.calls()).toEqual([REMOVAL]);
});

test('a group that is given by its subject is told with its ID', async () => {
	const run = runOn([ok({})]);
	expect(await told(run, { groupId: byName('Team') })).toEqual([
		success(FIRST, 'accepted'),
		success(SECOND, 'accepted'),
	]);
});

test('a list that is too long is refused after work that grows as it does', async () => {
	const workOn = async (count: number) => {
		const participants = Array.from({ length: count }, (_, index) => `+${16505550000 + index}`);
		const replace = jest.spyOn(String.prototype, 'replace');
		try {
			const failure = await runOn([]).failure(REMOVE, { ...parameters, participants });
			expect(failure.details.message).toContain(`holds ${count} people`);
			return replace.mock.calls.length;
		} finally {
			replace.mockRestore();
		}
	};
	expect(await workOn(200)).toBeLessThan(3 * (await workOn(100)));
});

test('eight people can be removed at once', async () => {
	const participants = Array.from({ length: 8 }, (_, index) => `+1650555100${index}`).join();
	expect(await told(runOn([ok({})]), { participants })).toHaveLength(8);
});

describe('the group shows who is still in it', () => {
	test.each<[what: string, body: unknown]>([
		['no body', ''],
		['an empty object', {}],
		['a word', { success: true }],
	])('after 206 with %s', async (_what, body) => {
		const run = runOn([partly(body)], SECOND);
		expect(await told(run)).toEqual([success(FIRST, 'done'), unknown(SECOND, noReason(206))]);
		expect(run.calls()).toEqual([REMOVAL, READING]);
	});

	test('after an error that says that only some were removed', async () => {
		const run = runOn([refuses(131201)], SECOND);
		expect(await told(run)).toEqual([
			success(FIRST, 'done'),
			failed(SECOND, {
				code: 131201,
				message:
					'The service removed only some of these people, and this one is still in the group.',
				hint: HINT,
				httpStatus: 400,
			}),
		]);
	});

	test('after an attempt without an answer as well', async () => {
		const run = runOn([breaks, partly({})], SECOND);
		expect(await told(run)).toEqual([success(FIRST, 'done'), unknown(SECOND, noReason(206))]);
	});
});

test.each<[status: number, body: unknown]>([
	[200, 'Done'],
	[200, [7]],
	[200, { foo: 1 }],
	[206, 'Partly done'],
	[206, [7]],
])('%d with %j is no answer', async (status, body) => {
	const failure = await runOn([() => ({ status, body })]).failure(REMOVE, parameters);
	expect(failure).toMatchObject({
		certainty: 'unknown',
		details: { code: 'unreadable_answer', hint: HINT },
	});
});

describe('all of them are named, and the group is not read', () => {
	const failing = [{ input: PEOPLE[1], errors: [{ code: 131212 }] }];

	test.each<[what: string, body: object]>([
		['with its error', { failed_participants: failing }],
		['in the list of those who were removed', { removed_participants: [FIRST, ...failing] }],
		[
			'and the error stands beside',
			{ failed_participants: [{ input: PEOPLE[1] }], errors: [{ code: 131212 }] },
		],
	])('one as failed %s', async (_what, body) => {
		const run = runOn([partly({ removed_participants: [FIRST], ...body })]);
		expect(await told(run)).toEqual([success(FIRST, 'done'), failed(SECOND, notInGroup)]);
		expect(run.calls()).toEqual([REMOVAL]);
	});

	test('with the request’s ID', async () => {
		const run = runOn([ok({ removed_participants: PEOPLE, request_id: 'R' })]);
		const more = { requestId: 'R' };
		expect(await told(run)).toStrictEqual([
			success(FIRST, 'done', more),
			success(SECOND, 'done', more),
		]);
	});

	test('after an attempt without an answer, who is not in the group was removed by it', async () => {
		const run = runOn([
			breaks,
			partly({ removed_participants: [FIRST], failed_participants: failing }),
		]);
		expect(await told(run)).toEqual([
			success(FIRST, 'done'),
			success(SECOND, 'done', { warning: GONE }),
		]);
	});

	test.each<[what: string, beside: object, error: object]>([
		['words', { error: 'Not all of them' }, { details: 'Not all of them' }],
		['a code that is no number', { errors: [{ code: 'E_PART' }] }, { code: 'E_PART' }],
		['nothing but a no', { success: false }, noReason(206)],
	])('one as failed without why, which stands beside as %s', async (_what, beside, error) => {
		for (const attempts of [[], [breaks]]) {
			const body = { ...beside, removed_participants: [FIRST], failed_participants: [SECOND] };
			expect(await told(runOn([...attempts, partly(body)]))).toMatchObject([
				success(FIRST, 'done'),
				{ ...ids(SECOND), success: false, error },
			]);
		}
	});

	test('after an attempt without an answer, another error is told', async () => {
		const other = [{ input: PEOPLE[1], errors: [{ code: 131207 }] }];
		const run = runOn([
			breaks,
			partly({ removed_participants: [FIRST], failed_participants: other }),
		]);
		expect(await told(run)).toMatchObject([
			success(FIRST, 'done'),
			{ status: 'failed', error: { code: 131207 }, certainty: 'notDone' },
		]);
	});
});

describe('whom an object names by number and user ID', () => {
	const participants = [{ waId: FIRST, userId: 'US.1' }, { userId: 'US.1' }];
	const byUserId = [{ user_id: 'US.1' }];
	const first = { groupId: 'G', participant: FIRST, waId: FIRST };

	test.each<[what: string, body: object, outcome: object]>([
		['removed', { removed_participants: byUserId }, { status: 'done' }],
		[
			'failed',
			{ failed_participants: [{ ...byUserId[0], errors: [{ code: 131212 }] }] },
			{ status: 'failed', error: notInGroup },
		],
	])('is %s by the user ID alone', async (_what, body, outcome) => {
		const run = runOn([partly(body)]);
		expect(await told(run, { participants })).toMatchObject([{ ...first, ...outcome }]);
		expect(run.calls()).toEqual([REMOVAL]);
		expect(run.service.calls[0].body).toMatchObject({ participants: [{ user: PEOPLE[0] }] });
	});
});

describe('somebody is not in the group after an attempt without an answer', () => {
	test('who was to be removed alone is gone', async () => {
		const run = runOn([breaks, refuses(131212)]);
		expect(await told(run, { participants: PEOPLE[0] })).toEqual([
			success(FIRST, 'done', { warning: GONE }),
		]);
		expect(run.calls()).toEqual([REMOVAL, REMOVAL]);
	});

	test('of several, the group shows who is gone', async () => {
		const run = runOn([breaks, refuses(131212)]);
		expect(await told(run)).toEqual([
			success(FIRST, 'done', { warning: GONE }),
			success(SECOND, 'done', { warning: GONE }),
		]);
		expect(run.calls()).toEqual([REMOVAL, REMOVAL, READING]);
	});

	test('who is still in the group was not removed', async () => {
		const run = runOn([breaks, refuses(131212)], FIRST);
		expect(await told(run)).toEqual([
			failed(FIRST, {
				code: 131212,
				message:
					'Somebody else of these people is not in the group, and the service removed nobody. This person is still in it.',
				hint: HINT,
				httpStatus: 400,
			}),
			success(SECOND, 'done', { warning: GONE }),
		]);
	});

	test('nothing is known where the group cannot be read', async () => {
		let attempts = 0;
		const run = new VirtualRun(({ method }) => {
			if (method === 'GET') return { status: 403, body: { error: 'No' } };
			attempts += 1;
			return attempts === 1 ? breaks() : refuses(131212)();
		});
		const outcome = { status: 'unknown', certainty: 'unknown', error: { code: 'not_named' } };
		expect(await told(run)).toMatchObject([outcome, outcome]);
	});

	test('who is still in the group is told the error that stands beside', async () => {
		const body = { removed_participants: [FIRST], errors: [{ code: 131207 }] };
		expect(await told(runOn([partly(body)], SECOND))).toMatchObject([
			success(FIRST, 'done'),
			{ status: 'failed', error: { code: 131207 } },
		]);
	});

	test('who is still in the group is not gone for an error that stands beside', async () => {
		const body = { removed_participants: [FIRST], errors: [{ code: 131212 }] };
		for (const attempts of [[partly(body)], [breaks, partly(body)]]) {
			const run = runOn(attempts, SECOND);
			expect(await told(run)).toEqual([success(FIRST, 'done'), unknown(SECOND, noReason(206))]);
		}
	});
});

test.each<[beside: object]>([
	[{ success: false }],
	[{ status: 'error' }],
	[{ error: 'Not all of them' }],
	[{ error: { code: 131212, message: 'Not in the group' } }],
	[{ meta: { success: false, developer_message: 'Not all of them' } }],
])('whom the answer names is told so, whatever stands beside: %j', async (beside) => {
	const failing = [{ input: PEOPLE[1], errors: [{ code: 131212 }] }];
	for (const status of [200, 206]) {
		const body = { ...beside, removed_participants: [FIRST], failed_participants: failing };
		const run = runOn([() => ({ status, body })]);
		expect(await told(run)).toEqual([
			success(FIRST, 'done'),
			failed(SECOND, { ...notInGroup, httpStatus: status }),
		]);
		expect(run.calls()).toEqual([REMOVAL]);
	}
});
