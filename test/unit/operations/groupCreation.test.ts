/**
 * Creating a group on a service that takes its time. `groupCreate.test.ts` and `group.test.ts` have what
 * the whole node does.
 */
import type { IDataObject } from 'n8n-workflow';

import { byId } from '../../support/world';
import { BEGINNING } from '../api/virtualTime';
import { broken, type FakeAnswer } from '../api/fakeApi';
import { VirtualRun } from './virtualRun';

const LINK = 'https://chat.whatsapp.com/X';
const CREATE = 'group:create';

/** In the service's seconds. */
const NOW = Math.floor(BEGINNING / 1000);

interface Answers {
	/** Of creations, one after the other. */
	created?: Array<object | (() => FakeAnswer)>;
	/** What is listed, look by look; the last goes for all further ones. */
	lists?: IDataObject[][];
	/** What the link's reading is answered with, likewise. */
	links?: Array<() => FakeAnswer>;
	latencyMs?: number;
}

const ok = (): FakeAnswer => ({ body: { invite_link: LINK } });
const breaks = () => {
	throw broken('ECONNRESET');
};
const refusal =
	(code: number, status = 400) =>
	(): FakeAnswer => ({
		status,
		body: { error: { code } },
	});

/** One after the other; the last for ever. */
function inTurn<T>(all: readonly T[]): () => T {
	let next = 0;
	return () => all[Math.min(next++, all.length - 1)];
}

/** Groups of other tests are known to the process as well: each has a subject and IDs of its own. */
function runOn({ created = [], lists = [[]], links = [ok], latencyMs }: Answers): VirtualRun {
	const left = [...created];
	const groups = inTurn(lists);
	const link = inTurn(links);
	return new VirtualRun(
		({ method, path }): FakeAnswer => {
			if (method === 'POST') {
				const next = left.shift();
				if (next === undefined) throw new Error('No further creation is expected');
				return typeof next === 'function' ? (next as () => FakeAnswer)() : { body: next };
			}
			if (method === 'DELETE') return { body: { success: true } };
			return path === '/groups' ? { body: { groups: groups() } } : link()();
		},
		{ latencyMs },
	);
}

const creationsOf = (run: VirtualRun) => run.calls().filter((call) => call === 'POST /groups');

test.each([
	[true, 'create', 'subject A B'],
	[true, 'fail', 'subject A B'],
	[false, 'create', undefined],
	[false, 'fail', 'subject A B'],
	[false, 'useExisting', 'subject A B'],
])('wait: %p, %s: what it is run in order by is %p', async (wait, ifSubjectExists, orderBy) => {
	const parameters = { subject: ' A  B', ifSubjectExists, waitForInviteLink: wait };
	expect(await runOn({}).plan(CREATE, parameters)).toMatchObject({ orderBy });
});

describe('after a creation', () => {
	const under = (subject: string) => ({
		code: 'creation_under_way',
		message: `A group with the subject "${subject}" was created a moment ago, and is not in the list yet.`,
		hint: 'Look for it with Group: Get Many, then run this item again.',
	});
	const goesFirst = { waitForInviteLink: false };
	const again = { ...goesFirst, ifSubjectExists: 'fail' };

	test('that was refused, the next one creates', async () => {
		const subject = 'Refused';
		const run = runOn({ created: [refusal(131215), { request_id: '1' }] });
		await run.failure(CREATE, { subject, ...goesFirst });
		expect(await run.output(CREATE, { subject, ...again })).toMatchObject({ status: 'accepted' });
	});

	test('that may have been done, the next one does not', async () => {
		const subject = 'Unclear';
		const run = runOn({ created: [breaks] });
		await run.failure(CREATE, { subject, ...goesFirst });
		expect((await run.failure(CREATE, { subject, ...again })).details).toEqual(under(subject));
		expect(creationsOf(run)).toHaveLength(1);
	});

	test('that was taken and is not in the list yet, the next one does not', async () => {
		const subject = 'Taken';
		const run = runOn({ created: [{ request_id: '1' }] });
		await run.output(CREATE, { subject, ...goesFirst });
		expect((await run.failure(CREATE, { subject, ...again })).details).toEqual(under(subject));
		expect(creationsOf(run)).toHaveLength(1);
	});

	const listed = (subject: string, id: string, createdAt?: number) => ({
		id,
		subject,
		...(createdAt !== undefined && { created_at: createdAt }),
	});
	const first = { ...goesFirst, ifSubjectExists: 'useExisting' };
	const created = { request_id: '1' };

	test.each<
		[what: string, mode: string, answer: object | (() => FakeAnswer), createdAt: number | undefined]
	>([
		['by its ID', 'create', { id: 'seen' }, undefined],
		['by its time', 'create', created, NOW],
		['by its time, as there was none before', 'useExisting', created, NOW],
		['as there was none before', 'useExisting', created, undefined],
		['as there was none before, though the answer was lost', 'useExisting', breaks, NOW],
	])(
		'whose group the list had, known %s, and has not any more, the next one creates',
		async (what, ifSubjectExists, answer, createdAt) => {
			const subject = `Seen ${what}`;
			// As the list is read by an execution that creates, by one that finds it, and by the last.
			const before = ifSubjectExists === 'create' ? [] : [[]];
			const run = runOn({
				created: [answer, { id: `new ${what}` }],
				lists: [...before, [listed(subject, 'seen', createdAt)], []],
			});
			await run.run(CREATE, { subject, ...goesFirst, ifSubjectExists }).catch(() => undefined);
			expect(await run.output(CREATE, { subject, ...first })).toMatchObject({
				groupId: 'seen',
				status: 'unchanged',
			});
			expect(await run.output(CREATE, { subject, ...again })).toMatchObject({ status: 'accepted' });
		},
	);

	test.each<[what: string, answer: object | (() => FakeAnswer), createdAt: number | undefined]>([
		['has another ID', { id: 'expected' }, NOW],
		['is older', created, NOW - 60],
		['has an age that is not told', created, undefined],
		['may be older, as the answer was lost', breaks, NOW],
	])(
		'is expected, and one of its subject that %s comes and goes',
		async (what, answer, createdAt) => {
			const subject = `Other ${what}`;
			const run = runOn({
				created: [answer],
				lists: [[listed(subject, 'other', createdAt)], []],
			});
			await run.run(CREATE, { subject, ...goesFirst }).catch(() => undefined);
			expect(await run.output(CREATE, { subject, ...first })).toMatchObject({ groupId: 'other' });
			expect((await run.failure(CREATE, { subject, ...again })).details).toEqual(under(subject));
		},
	);

	test.each([
		['by its ID', { id: 'second by its ID' }],
		['in the list', { request_id: '2' }],
	])('of which only a second group was found, %s, the next one does not', async (how, second) => {
		const subject = `One of two ${how}`;
		const lists = [[listed(subject, `second ${how}`, NOW)]];
		const run = runOn({ created: [{ id: `first ${how}` }, second], lists });
		await run.output(CREATE, { subject, ...goesFirst });
		expect(await run.output(CREATE, { subject })).toMatchObject({
			status: 'done',
			groupId: `second ${how}`,
		});
		lists.splice(0, 1, []);
		expect((await run.failure(CREATE, { subject, ...again })).details).toEqual(under(subject));
		expect(creationsOf(run)).toHaveLength(2);
	});

	test('that was told to the user, and deleted, the next one creates', async () => {
		const subject = 'Deleted';
		const run = runOn({ created: [{ id: 'deleted-1' }, { id: 'deleted-2' }] });
		await run.output(CREATE, { subject, ...goesFirst });
		await run.output('group:delete', { groupId: byId('deleted-1') });
		expect(await run.output(CREATE, { subject, ...again })).toMatchObject({ groupId: 'deleted-2' });
	});

	test('whose group was there, and is not any more, the next one creates', async () => {
		const subject = 'Gone again';
		const run = runOn({
			created: [{ id: 'gone-1', invite_link: LINK }, { id: 'gone-2' }],
		});
		expect(await run.output(CREATE, { subject })).toMatchObject({ status: 'done' });
		expect(await run.output(CREATE, { subject, ...again })).toMatchObject({
			groupId: 'gone-2',
			status: 'accepted',
		});
	});
});

describe('which group of the list is the new one', () => {
	test('one that was made while the creation was under way', async () => {
		const listed = [{ id: 'slow', subject: 'Slow', created_at: NOW }];
		const run = runOn({ created: [{ request_id: '1' }], lists: [listed], latencyMs: 5000 });
		expect(await run.output(CREATE, { subject: 'Slow' })).toEqual({
			groupId: 'slow',
			inviteLink: LINK,
			subject: 'Slow',
			joinApprovalMode: 'auto_approve',
			createdAt: '2026-01-02T03:04:05.000Z',
			requestId: '1',
			success: true,
			status: 'done',
		});
	});

	test('not one whose ID the service told of an earlier creation', async () => {
		const listed = ['first', 'second'].map((id) => ({ id, subject: 'Two', created_at: NOW }));
		const created = [{ id: 'first' }, { request_id: '2' }];
		const run = runOn({ created, lists: [listed] });
		expect(await run.output(CREATE, { subject: 'Two' })).toMatchObject({ groupId: 'first' });
		expect(await run.output(CREATE, { subject: 'Two' })).toMatchObject({
			groupId: 'second',
			status: 'done',
		});
	});

	test('not one without a subject', async () => {
		const listed = [
			{ id: 'nameless', created_at: NOW },
			{ id: 'named', subject: 'Named', created_at: NOW },
		];
		const run = runOn({ created: [{ request_id: '1' }], lists: [listed] });
		expect(await run.output(CREATE, { subject: 'Named' })).toMatchObject({ groupId: 'named' });
	});

	test.each([
		['has no ID', [{ created_at: NOW }], [], ''],
		['has no time', [{ id: 'ageless' }], ['ageless'], ' (ageless)'],
		[
			'is one of two',
			[{ id: 'one', created_at: NOW }, { id: 'two', created_at: NOW }, { created_at: NOW }],
			['one', 'two'],
			' (one, two)',
		],
	])('none for certain where it %s', async (what, groups, candidates, named) => {
		const subject = `It ${what}`;
		const listed = groups.map((group) => ({ ...group, subject }));
		const run = runOn({ created: [{ request_id: '1' }], lists: [listed] });
		expect(await run.output(CREATE, { subject })).toEqual({
			subject,
			joinApprovalMode: 'auto_approve',
			requestId: '1',
			success: true,
			status: 'pending',
			candidates,
			warning: `The group was created, but it is not certain which one it is: the list has groups with the subject "${subject}" that may be older, or from another creation${named}. Give groups different subjects, or wait for the event groupCreated.`,
		});
	});
});

test('a link without the group’s ID is not the whole group', async () => {
	const created = [{ request_id: '1', invite_link: LINK }];
	const parameters = { subject: 'Link only', waitForInviteLink: false };
	expect(await runOn({ created }).output(CREATE, parameters)).toEqual({
		inviteLink: LINK,
		subject: 'Link only',
		joinApprovalMode: 'auto_approve',
		requestId: '1',
		success: true,
		status: 'accepted',
	});
});

describe('the link of the new group', () => {
	const READ = 'GET /groups/N/invite_link';

	test.each<[what: string, link: () => FakeAnswer, attempts: number]>([
		['is not known yet', refusal(131041), 1],
		['is missing in the answer', () => ({ body: {} }), 4],
		['cannot be read for a fault', () => ({ status: 500, body: 'Oops' }), 4],
		['is not answered', breaks, 4],
	])('%s: it is looked for again', async (what, link, attempts) => {
		const links = [...Array.from({ length: attempts }, () => link), ok];
		const run = runOn({ created: [{ id: 'N' }], links });
		const subject = `Its link ${what}`;
		expect(await run.output(CREATE, { subject })).toEqual({
			groupId: 'N',
			inviteLink: LINK,
			subject,
			joinApprovalMode: 'auto_approve',
			success: true,
			status: 'done',
		});
		expect(run.calls()).toEqual(['POST /groups', ...Array<string>(attempts + 1).fill(READ)]);
	});

	const withoutLink = (subject: string, reason: string) => ({
		groupId: 'N',
		subject,
		joinApprovalMode: 'auto_approve',
		success: true,
		status: 'pending',
		warning: `The group was created, but its invite link could not be read yet. Get it later with Invite: Get Link. The last answer: ${reason}`,
	});

	test('is not looked for again where the number may not read it', async () => {
		const run = runOn({ created: [{ id: 'N' }], links: [refusal(131005, 403)] });
		expect(await run.output(CREATE, { subject: 'Forbidden' })).toEqual(
			withoutLink('Forbidden', 'The number lacks a permission for this.'),
		);
		expect(run.calls()).toEqual(['POST /groups', READ]);
	});

	test('is given up after half a minute', async () => {
		const run = runOn({ created: [{ id: 'N' }], links: [refusal(131041)] });
		expect(await run.output(CREATE, { subject: 'Without' })).toEqual(
			withoutLink('Without', 'The group does not exist, or it belongs to another number.'),
		);
		expect(run.service.time.now()).toBeLessThanOrEqual(30_000);
		expect(run.service.time.now()).toBeGreaterThan(25_000);
	});
});

describe('a new group that does not show in the list', () => {
	const notThere = (subject: string, reason = '') => ({
		subject,
		joinApprovalMode: 'auto_approve',
		requestId: '1',
		success: true,
		status: 'pending',
		warning: `The service took the creation, but the group did not show up in the list in time. Do not create it again: look for it later with Group: Get Many.${reason}`,
	});

	test('in time', async () => {
		const run = runOn({ created: [{ request_id: '1' }] });
		expect(await run.output(CREATE, { subject: 'Late' })).toEqual(notThere('Late'));
	});

	test('in time, for the list cannot be read', async () => {
		const run = new VirtualRun(({ method }) =>
			method === 'POST' ? { body: { request_id: '1' } } : refusal(131005, 403)(),
		);
		expect(await run.output(CREATE, { subject: 'Unlisted' })).toEqual(
			notThere('Unlisted', ' The last answer: The number lacks a permission for this.'),
		);
	});
});

describe('a group of the list, and a creation of its subject before whose group nobody knows', () => {
	afterEach(() => jest.restoreAllMocks());

	type Before = 'taken' | 'lost' | 'late';
	const notAwaited = { waitForInviteLink: false };

	/** The executions of one process; what the list holds is told as they go on. */
	function processOf(subject: string, ...answers: Array<object | (() => FakeAnswer)>) {
		const state = { look: (): IDataObject[] => [], link: ok };
		/** Look by look, as in `Answers`. */
		const shows = (...lists: IDataObject[][]) => {
			state.look = inTurn(lists);
		};
		const group = (name: string, second: number) => ({
			...(name !== '' && { id: `${subject}: ${name}` }),
			subject,
			created_at: NOW + second,
		});
		const execution = (): VirtualRun =>
			new VirtualRun(({ method, path }): FakeAnswer => {
				if (path !== '/groups') return state.link();
				if (method === 'GET') return { body: { groups: state.look() } };
				const answer = answers.shift();
				return typeof answer === 'function' ? (answer as () => FakeAnswer)() : { body: answer };
			});
		return { state, shows, group, execution };
	}

	/** A creation whose group does not show up. */
	async function creates(run: VirtualRun, before: Before, subject: string): Promise<void> {
		const ended = run.output(CREATE, { subject, ...(before === 'taken' && notAwaited) });
		if (before === 'lost') await expect(ended).rejects.toMatchObject({ certainty: 'unknown' });
		else expect(await ended).toMatchObject({ status: before === 'taken' ? 'accepted' : 'pending' });
	}
	const answerOf = (before: Before) => (before === 'lost' ? breaks : { request_id: 'r1' });
	const SECOND = { request_id: 'r2' };

	describe.each<[Before, string]>([
		['taken', 'was accepted and not waited for'],
		['lost', 'had no answer'],
		['late', 'did not show its group in time'],
	])('which is %s: it %s', (before) => {
		test.each([true, false])('it may be of either (in the same execution: %p)', async (isSame) => {
			const subject = `Either ${before} ${isSame}`;
			const { shows, group, execution } = processOf(subject, answerOf(before), SECOND);
			const first = execution();
			await creates(first, before, subject);
			shows([group('r1', 60)]);
			const json = await (isSame ? first : execution()).output(CREATE, { subject });
			expect(json).toEqual({
				subject,
				joinApprovalMode: 'auto_approve',
				requestId: 'r2',
				success: true,
				status: 'pending',
				candidates: [`${subject}: r1`],
				warning: expect.stringContaining(`or from another creation (${subject}: r1)`) as unknown,
			});
		});

		test('it is the new one ten minutes later', async () => {
			const subject = `Over ${before}`;
			const { shows, group, execution } = processOf(subject, answerOf(before), SECOND);
			await creates(execution(), before, subject);
			shows([group('r2', 0)]);
			const now = performance.now();
			jest.spyOn(performance, 'now').mockReturnValue(now + 10 * 60_000);
			expect(await execution().output(CREATE, { subject })).toMatchObject({
				status: 'done',
				groupId: `${subject}: r2`,
			});
		});
	});

	/** An execution some time after the first. */
	async function later(run: VirtualRun): Promise<VirtualRun> {
		await run.service.time.run(run.service.time.sleep(60_000));
		return run;
	}

	test.each<[Before, string]>([
		['taken', 'done'],
		['late', 'done'],
		['lost', 'pending'],
	])('that is %s, where the list has one that is older as well: %s', async (before, status) => {
		const subject = `Older ${before}`;
		const { shows, group, execution } = processOf(subject, answerOf(before), SECOND);
		await creates(execution(), before, subject);
		shows([group('r2', 60), group('r1', 0)]);
		expect(await (await later(execution())).output(CREATE, { subject })).toMatchObject({
			status,
			...(status === 'done' ? { groupId: `${subject}: r2` } : { candidates: [`${subject}: r2`] }),
		});
	});

	test.each<[what: string, status: string, older: string[]]>([
		['one of them', 'pending', ['a']],
		['both', 'done', ['a', 'b']],
		['both, one of them without an ID', 'pending', ['a', '']],
	])('of which there are two, and the list has the groups of %s: %s', async (what, status, ids) => {
		const subject = `Two and ${what}`;
		const answers = ['r0', 'r1', 'r2'].map((id) => ({ request_id: id }));
		const { shows, group, execution } = processOf(subject, ...answers);
		await creates(execution(), 'taken', subject);
		await creates(execution(), 'taken', subject);
		const older = ids.map((id) => group(id, 0));
		shows(older, older, [...older, group('new', 60)]);
		expect(await (await later(execution())).output(CREATE, { subject })).toMatchObject({ status });
	});

	test('that is older than all of them is of none of them', async () => {
		const subject = 'Older than all';
		const { shows, group, execution } = processOf(subject, answerOf('taken'), SECOND);
		await creates(execution(), 'taken', subject);
		shows([group('old', -1), group('new', 60)]);
		expect(await (await later(execution())).output(CREATE, { subject })).toMatchObject({
			status: 'pending',
			candidates: [`${subject}: new`],
		});
	});

	test('which If Subject Exists found: it is the new one', async () => {
		const subject = 'Found by the list';
		const { shows, group, execution } = processOf(subject, answerOf('taken'), SECOND);
		await creates(execution(), 'taken', subject);
		shows([group('r1', 0)]);
		await execution().output(CREATE, { subject, ifSubjectExists: 'useExisting' });
		shows([group('r2', 0)]);
		expect(await execution().output(CREATE, { subject })).toMatchObject({
			groupId: `${subject}: r2`,
		});
	});

	test.each(['request_id', 'id'])(
		'which is known but for its link (answer: %s): another is the new one',
		async (field) => {
			const subject = `Without its link, ${field}`;
			const answer = { [field]: `${subject}: r1` };
			const { state, shows, group, execution } = processOf(subject, answer, SECOND);
			shows([group('r1', 0)]);
			state.link = refusal(131005, 403);
			const first = await execution().output(CREATE, { subject });
			expect(first).toMatchObject({ status: 'pending', groupId: `${subject}: r1` });
			shows([group('r1', 0), group('r2', 0)]);
			state.link = ok;
			expect(await execution().output(CREATE, { subject })).toMatchObject({
				status: 'done',
				groupId: `${subject}: r2`,
			});
		},
	);
});

describe('a group of the list is the new one once it was seen there for a second', () => {
	const LIST = 'GET /groups';

	test('to the millisecond', async () => {
		const lists = [[{ id: 'exact', subject: 'Exact', created_at: NOW }]];
		const run = runOn({ created: [{ request_id: '1' }], lists, latencyMs: 125 });
		expect(await run.output(CREATE, { subject: 'Exact' })).toMatchObject({ status: 'done' });
		// Seen at 250, 625 and 1,250 ms.
		expect(run.calls()).toEqual([
			'POST /groups',
			...Array<string>(3).fill(LIST),
			'GET /groups/exact/invite_link',
		]);
	});

	test('and another one that takes its place has to be seen for a second as well', async () => {
		const [first, other] = ['place-1', 'place-2'].map((id) => [
			{ id, subject: 'Place', created_at: NOW },
		]);
		const lists = [first, first, first, other];
		const run = runOn({ created: [{ request_id: '1' }], lists });
		expect(await run.output(CREATE, { subject: 'Place' })).toMatchObject({ groupId: 'place-2' });
		// Seen at 0, 250 and 750 ms, and the other one at 1,750 and 3,750 ms.
		expect(run.calls()).toEqual([
			'POST /groups',
			...Array<string>(5).fill(LIST),
			'GET /groups/place-2/invite_link',
		]);
	});
});

test.each([
	[-1, 'pending', undefined],
	[0, 'done', undefined],
	[3599, 'done', undefined],
	[3600, 'pending', ['made 3600']],
])('a group that was made %d s after the call: %s', async (seconds, status, candidates) => {
	const subject = `Made ${seconds}`;
	const lists = [[{ id: `made ${seconds}`, subject, created_at: NOW + seconds }]];
	const json = await runOn({ created: [{ request_id: '1' }], lists }).output(CREATE, { subject });
	expect([json.status, json.candidates]).toEqual([status, candidates]);
});

describe('a group of the subject exists', () => {
	const group = (id: string, subject: string) => ({ id, subject, created_at: 1_700_000_000 });

	test('and must not', async () => {
		const run = runOn({ lists: [[group('E', 'There')]] });
		const failure = await run.failure(CREATE, { subject: 'There', ifSubjectExists: 'fail' });
		expect(failure.details).toEqual({
			code: 'group_exists',
			message: 'Subject: a group with the subject "There" already exists: E (created 2023-11-14).',
			hint: 'Choose another subject, or set If Subject Exists to Use Existing or Create.',
		});
	});

	const use = { ifSubjectExists: 'useExisting' };

	test('and another one', async () => {
		const run = runOn({ lists: [[group('E', 'Twins'), { id: 'F', subject: 'Twins' }]] });
		expect((await run.failure(CREATE, { subject: 'Twins', ...use })).details).toEqual({
			code: 'group_ambiguous',
			message: 'Subject: 2 groups have the subject "Twins": E (created 2023-11-14), F.',
			hint: 'Give one of them another subject, or set If Subject Exists to Create.',
		});
	});

	test('and is deleted after the list was read', async () => {
		const run = runOn({ lists: [[group('E', 'Deleted')]], links: [refusal(131041)] });
		expect(await run.failure(CREATE, { subject: 'Deleted', ...use })).toMatchObject({
			certainty: 'notDone',
			details: {
				code: 131041,
				message: 'The group does not exist, or it belongs to another number.',
			},
		});
	});

	test('and its link cannot be read', async () => {
		const run = runOn({ lists: [[group('E', 'Linkless')]], links: [refusal(131005, 403)] });
		expect(await run.output(CREATE, { subject: 'Linkless', ...use })).toEqual({
			groupId: 'E',
			subject: 'Linkless',
			createdAt: '2023-11-14T22:13:20.000Z',
			success: true,
			status: 'unchanged',
			warning:
				'The invite link could not be read. Get it later with Invite: Get Link. The last answer: The number lacks a permission for this.',
		});
	});
});
