/**
 * Creating a group on a service that takes its time. `groupCreate.test.ts` and `group.test.ts` have what
 * the whole node does.
 */
import type { IDataObject } from 'n8n-workflow';

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
	listed?: IDataObject[];
	link?: FakeAnswer;
	latencyMs?: number;
}

const ok: FakeAnswer = { body: { invite_link: LINK } };
const refusal =
	(code: number, status = 400) =>
	(): FakeAnswer => ({
		status,
		body: { error: { code } },
	});

/** Groups of other tests are known to the process as well: each has a subject and IDs of its own. */
function runOn({ created = [], listed = [], link = ok, latencyMs }: Answers): VirtualRun {
	const left = [...created];
	return new VirtualRun(({ method, path }): FakeAnswer => {
		if (method === 'POST') {
			const next = left.shift();
			if (next === undefined) throw new Error('No further creation is expected');
			return typeof next === 'function' ? (next as () => FakeAnswer)() : { body: next };
		}
		return path === '/groups' ? { body: { groups: listed } } : link;
	}, latencyMs);
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
		const breaks = () => {
			throw broken('ECONNRESET');
		};
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
		const run = runOn({ created: [{ request_id: '1' }], listed, latencyMs: 5000 });
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
		const run = runOn({ created, listed });
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
		const run = runOn({ created: [{ request_id: '1' }], listed });
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
		const run = runOn({ created: [{ request_id: '1' }], listed });
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

test('a link that the number may not read is not asked for again', async () => {
	const run = runOn({ created: [{ id: 'forbidden' }], link: refusal(131005, 403)() });
	expect(await run.output(CREATE, { subject: 'Forbidden' })).toEqual({
		groupId: 'forbidden',
		subject: 'Forbidden',
		joinApprovalMode: 'auto_approve',
		success: true,
		status: 'pending',
		warning:
			'The group was created, but its invite link could not be read yet. Get it later with Invite: Get Link. The last answer: The number lacks a permission for this.',
	});
	expect(run.calls()).toEqual(['POST /groups', 'GET /groups/forbidden/invite_link']);
});

describe('a group of the subject exists', () => {
	const group = (id: string, subject: string) => ({ id, subject, created_at: 1_700_000_000 });

	test('and must not', async () => {
		const run = runOn({ listed: [group('E', 'There')] });
		const failure = await run.failure(CREATE, { subject: 'There', ifSubjectExists: 'fail' });
		expect(failure.details).toEqual({
			code: 'group_exists',
			message: 'Subject: a group with the subject "There" already exists: E (created 2023-11-14).',
			hint: 'Choose another subject, or set If Subject Exists to Use Existing or Create.',
		});
	});

	const use = { ifSubjectExists: 'useExisting' };

	test('and another one', async () => {
		const run = runOn({ listed: [group('E', 'Twins'), { id: 'F', subject: 'Twins' }] });
		expect((await run.failure(CREATE, { subject: 'Twins', ...use })).details).toEqual({
			code: 'group_ambiguous',
			message: 'Subject: 2 groups have the subject "Twins": E (created 2023-11-14), F.',
			hint: 'Give one of them another subject, or set If Subject Exists to Create.',
		});
	});

	test('and is deleted after the list was read', async () => {
		const run = runOn({ listed: [group('E', 'Deleted')], link: refusal(131041)() });
		expect(await run.failure(CREATE, { subject: 'Deleted', ...use })).toMatchObject({
			certainty: 'notDone',
			details: {
				code: 131041,
				message: 'The group does not exist, or it belongs to another number.',
			},
		});
	});

	test('and its link cannot be read', async () => {
		const run = runOn({ listed: [group('E', 'Linkless')], link: refusal(131005, 403)() });
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
