/** What is told of each join request, by the answer to all of them. `joinRequest.test.ts` has what the whole node does. */
import type { IDataObject } from 'n8n-workflow';

import { byId, byName } from '../../support/world';
import { broken, type FakeAnswer } from '../api/fakeApi';
import { VirtualRun } from './virtualRun';

const parameters = { groupId: byId('G'), joinRequestIds: 'A, B' };
const GONE = 131213;
const GONE_AFTER =
	'The first attempt got no clear answer, and then the service no longer knew a request with this ID';

const breaks = () => {
	throw broken('ECONNRESET');
};

/** The calls are answered one after the other. */
function runOn(...answers: Array<() => FakeAnswer>): VirtualRun {
	return new VirtualRun(() => {
		const next = answers.shift();
		if (!next) throw new Error('No further call is expected');
		return next();
	});
}

const ok = (body: object) => () => ({ body });
const partly = (body: object) => () => ({ status: 206, body });
const refuses = (code: number) => () => ({ status: 400, body: { error: { code } } });

const ids = (joinRequestId: string) => ({ groupId: 'G', joinRequestId });
const done = (id: string) => ({ ...ids(id), success: true, status: 'done' });

async function told(run: VirtualRun, operation: string, more: IDataObject = {}) {
	return await run.told(operation, { ...parameters, ...more });
}

const failed = (id: string, error: object) => ({
	...ids(id),
	success: false,
	status: 'failed',
	error,
	certainty: 'notDone',
});
const unknown = (id: string, error: object) => ({
	...failed(id, error),
	status: 'unknown',
	certainty: 'unknown',
});

const isGone = {
	code: GONE,
	message: 'This join request no longer exists: it was handled, or the person took it back.',
	hint: 'Read the join requests to see which are open.',
	httpStatus: 206,
};
const NOT_NAMED = {
	code: 'not_named',
	message: 'The service’s answer does not say what became of this join request.',
	hint: 'Read the join requests with Join Request: Get Many: those that are still listed were not handled.',
	httpStatus: 206,
};

describe.each([
	['joinRequest:approve', 'approved_join_requests'],
	['joinRequest:reject', 'rejected_join_requests'],
])('%s', (operation, doneKey) => {
	test.each<[what: string, failures: object]>([
		[
			'with its error',
			{ failed_join_requests: [{ join_request_id: 'B', errors: [{ code: GONE }] }] },
		],
		['and the error stands beside', { failed_join_requests: ['B'], errors: [{ code: GONE }] }],
	])('one is done, and one is named as failed %s', async (_what, failures) => {
		const run = runOn(partly({ [doneKey]: ['A'], ...failures }));
		expect(await told(run, operation)).toEqual([done('A'), failed('B', isGone)]);
	});

	test('all failed, one with an error of its own, and the other’s stands beside', async () => {
		const own = { join_request_id: 'A', errors: [{ code: 131204 }] };
		const body = { failed_join_requests: [own, 'B'], errors: [{ code: GONE }] };
		expect(await told(runOn(partly(body)), operation)).toMatchObject([
			{ ...ids('A'), status: 'failed', error: { code: 131204 }, certainty: 'notDone' },
			failed('B', isGone),
		]);
	});

	test.each<[what: string, body: object, details: object]>([
		['nothing', {}, {}],
		['what is no error', { errors: [] }, {}],
	])('who is not named is unknown: 206 with %s', async (_what, body, details) => {
		const run = runOn(partly({ [doneKey]: ['A'], ...body }));
		expect(await told(run, operation)).toStrictEqual([
			done('A'),
			unknown('B', { ...NOT_NAMED, ...details }),
		]);
	});

	test('who is not named is unknown, with the words of the error', async () => {
		const errors = [{ code: GONE, message: 'Some are gone' }];
		const run = runOn(partly({ [doneKey]: ['A'], errors }));
		expect(await told(run, operation)).toStrictEqual([
			done('A'),
			unknown('B', { ...NOT_NAMED, details: 'Some are gone' }),
		]);
	});

	test('nobody is named as failed, and an error says that some did: it is unknown who', async () => {
		const body = { failed_join_requests: [], errors: [{ code: GONE, message: 'Some are gone' }] };
		const details = { ...NOT_NAMED, details: 'Some are gone' };
		expect(await told(runOn(partly(body)), operation)).toStrictEqual([
			unknown('A', details),
			unknown('B', details),
		]);
	});

	test.each<[beside: object]>([
		[{ success: false }],
		[{ success: false, errors: [] }],
		[{ status: 'error' }],
		[{ error: 'Not all of them' }],
		[{ error: { code: 131204, message: 'The group is full' } }],
		[{ meta: { success: false, developer_message: 'Not all of them' } }],
	])('whom the answer names is told so, whatever stands beside: %j', async (beside) => {
		const failures = [{ join_request_id: 'B', errors: [{ code: GONE }] }];
		for (const status of [200, 206]) {
			const body = { ...beside, [doneKey]: ['A'], failed_join_requests: failures };
			const run = runOn(() => ({ status, body }));
			expect(await told(run, operation)).toMatchObject([
				done('A'),
				{ ...ids('B'), status: 'failed', error: { code: GONE }, certainty: 'notDone' },
			]);
		}
	});

	test('who is not named is unknown beside an error, with its words', async () => {
		const body = {
			error: { code: 131204, message: 'The group is full' },
			failed_join_requests: [{ join_request_id: 'A', errors: [{ code: GONE }] }],
		};
		expect(await told(runOn(partly(body)), operation)).toStrictEqual([
			failed('A', isGone),
			unknown('B', { ...NOT_NAMED, details: 'The group is full' }),
		]);
	});

	test('an error beside lists of nobody is that of the whole call', async () => {
		const body = { success: false, [doneKey]: [], failed_join_requests: [] };
		expect(await told(runOn(ok(body)), operation)).toMatchObject([
			{ ...ids('A'), status: 'failed', certainty: 'notDone' },
			{ ...ids('B'), status: 'failed', certainty: 'notDone' },
		]);
	});

	test('the group of a subject is told with its ID', async () => {
		const groups = () => ({ body: { groups: [{ id: 'G', subject: 'Team' }] } });
		const run = runOn(groups, () => ({ body: { [doneKey]: ['A', 'B'] } }));
		expect(await told(run, operation, { groupId: byName('Team') })).toEqual([done('A'), done('B')]);
	});

	test('of the other errors after an attempt without an answer, each is told', async () => {
		const failures = [{ join_request_id: 'B', errors: [{ code: 131204 }] }];
		const run = runOn(breaks, partly({ [doneKey]: ['A'], failed_join_requests: failures }));
		expect(await told(run, operation)).toMatchObject([
			done('A'),
			{ status: 'failed', error: { code: 131204 }, certainty: 'notDone' },
		]);
	});

	test('one of them is gone after an attempt without an answer: nothing is known of the other', async () => {
		const error = {
			code: 'not_named',
			message:
				'The first attempt got no clear answer, and then the service no longer knew at least one of these requests.',
			hint: NOT_NAMED.hint,
		};
		expect(await told(runOn(breaks, refuses(GONE)), operation)).toEqual([
			unknown('A', error),
			unknown('B', error),
		]);
	});

	describe.each<[what: string, joinRequestIds: string, answer: () => FakeAnswer]>([
		['the call for it is refused', 'A', refuses(GONE)],
		[
			'each of them fails',
			'A, B',
			partly({ failed_join_requests: ['A', 'B'], errors: [{ code: GONE }] }),
		],
	])('gone after an attempt without an answer, and %s', (_what, joinRequestIds, answer) => {
		const becomes = (id: string) =>
			operation === 'joinRequest:reject'
				? { ...done(id), warning: `${GONE_AFTER}.` }
				: unknown(id, {
						code: 'not_named',
						message: `${GONE_AFTER}: it was approved, or the person took it back.`,
						hint: 'See who is in the group with Participant: Get Many.',
					});
		test('who asks no more is rejected, and may be in the group', async () => {
			const run = runOn(breaks, answer);
			const all = joinRequestIds.split(', ').map(becomes);
			expect(await told(run, operation, { joinRequestIds })).toEqual(all);
		});
	});
});

describe('joinRequest:getAll', () => {
	const page = (ids_: string[], after?: string) => () => ({
		body: {
			// What is told of one may differ from page to page.
			join_requests: ids_.map((join_request_id) => ({ join_request_id, position: ids_.join() })),
			...(after !== undefined && { paging: { cursors: { after } } }),
		},
	});

	test('one that stands on two pages is told once', async () => {
		const run = runOn(page(['A', 'B'], 'next'), page(['B', 'C']));
		const results = await run.run('joinRequest:getAll', {
			groupId: byId('G'),
			returnAll: true,
		});
		expect(results.map(({ json }) => json)).toEqual(['A', 'B', 'C'].map(ids));
		expect(run.calls()).toEqual(Array(2).fill('GET /groups/G/join_requests'));
	});
});
