/** What each operation says where no answer came that could be understood: of a change, that it may be done. */
import type { IDataObject } from 'n8n-workflow';

import { byId, byName } from '../../support/world';
import { broken, type FakeCall } from '../api/fakeApi';
import { picture } from './files';
import { VirtualRun } from './virtualRun';

const group = { groupId: byId('G') };
const LINK = 'https://chat.whatsapp.com/X';

/** What the calls before the one in question are answered with. */
const BEFORE: Record<string, object> = {
	'GET /v1/configs/templates': {
		waba_templates: [
			{
				name: 'hello',
				language: 'en',
				status: 'approved',
				components: [{ type: 'BODY', text: 'Hi' }],
			},
		],
		total: 1,
	},
	'GET /groups/G': { participants: [], total_participant_count: 0 },
	'GET /groups/G/invite_link': { invite_link: LINK },
};

const nameOf = ({ method, path }: FakeCall) => `${method} ${path}`;

/** Every such call is answered so, or breaks. */
function runWith(call: string, answer: () => unknown): VirtualRun {
	const serve = (asked: FakeCall) => ({
		body: nameOf(asked) === call ? answer() : BEFORE[nameOf(asked)],
	});
	return new VirtualRun(serve, { file: picture(192, 192) });
}

const breaks = () => {
	throw broken('ECONNRESET');
};

interface Change {
	operation: string;
	parameters: IDataObject;
	call: string;
	/** What its answer has to be. */
	what: string;
	/** An answer that is not. */
	body?: unknown;
	/** How to find out whether it was done. */
	hint: string;
}

const ID_OF_MESSAGE = 'a message ID';
const LOOK_AT_GROUP =
	'Look at the group on a phone that is in it, or wait for the message’s status events, before you send it again.';
const toGroup = { call: 'POST /messages', what: ID_OF_MESSAGE, hint: LOOK_AT_GROUP };
const settings = {
	operation: 'group:update',
	call: 'POST /groups/G',
	what: 'a confirmation',
	body: [7],
	hint: 'Read the group with Group: Get, or wait for the event settingsUpdated.',
};
const joinRequests = {
	parameters: { ...group, joinRequestIds: 'J' },
	what: 'a list of the requests that were handled',
	body: [7],
	hint: 'Read the join requests with Join Request: Get Many: those that are still listed were not handled.',
};

/** Doing it twice is doing it twice. */
const ONCE: Change[] = [
	{
		operation: 'group:create',
		parameters: { subject: 'New' },
		call: 'POST /groups',
		what: 'an ID of the new group or of the request',
		hint: 'List the groups with Group: Get Many to see whether one with this subject was created.',
	},
	{
		operation: 'invite:resetLink',
		parameters: group,
		call: 'POST /groups/G/invite_link',
		what: 'an invite link',
		hint: 'Read the link with Invite: Get Link to see whether it changed.',
	},
	{
		operation: 'invite:send',
		parameters: { ...group, inviteMethod: 'text', text: 'Join', recipients: '+16505551001' },
		call: 'POST /messages',
		what: ID_OF_MESSAGE,
		hint: 'Ask the recipient, or wait for the message’s status events, before you send it again.',
	},
	{
		operation: 'media:upload',
		parameters: {},
		call: 'POST /media',
		what: 'a media ID',
		hint: 'Upload it again: an upload that nothing refers to does no harm.',
	},
	{
		operation: 'message:pin',
		parameters: { ...group, messageId: 'wamid.1' },
		...toGroup,
	},
	{
		operation: 'message:unpin',
		parameters: { ...group, messageId: 'wamid.1' },
		...toGroup,
	},
	{ operation: 'message:send', parameters: { ...group, text: 'Hi' }, ...toGroup },
	{ operation: 'message:sendAndWait', parameters: { ...group, message: 'May I?' }, ...toGroup },
	{
		operation: 'message:sendTemplate',
		parameters: { ...group, template: byName('hello') },
		...toGroup,
	},
	{
		operation: 'template:createInvite',
		parameters: { libraryTemplate: byName('group_invite_link') },
		call: 'POST /v1/configs/templates',
		what: 'the new template',
		hint: 'List the templates with Template: Get Many to see whether it exists.',
	},
];

/** Doing it twice is the same as once. */
const IDEMPOTENT: Change[] = [
	{
		operation: 'group:delete',
		parameters: group,
		call: 'DELETE /groups/G',
		what: 'a confirmation',
		body: [7],
		hint: 'Read the group with Group: Get: it is deleted when it no longer exists.',
	},
	{ ...settings, parameters: { ...group, updateFields: { subject: 'New' } } },
	{ ...settings, parameters: { ...group, updateFields: { picture: 'data' } } },
	{ operation: 'joinRequest:approve', call: 'POST /groups/G/join_requests', ...joinRequests },
	{ operation: 'joinRequest:reject', call: 'DELETE /groups/G/join_requests', ...joinRequests },
	{
		operation: 'media:delete',
		parameters: { mediaId: '1' },
		call: 'DELETE /1',
		what: 'a confirmation',
		hint: 'Delete it again: that does no harm.',
	},
	{
		operation: 'participant:remove',
		parameters: { ...group, participants: '+16505551001' },
		call: 'DELETE /groups/G/participants',
		what: 'a confirmation',
		body: [7],
		hint: 'See who is in the group with Participant: Get Many, and remove again those who still are.',
	},
];

describe.each([
	['once only', ONCE, 1, 'The request may have taken effect, so it was not retried.'],
	[
		'four times',
		IDEMPOTENT,
		4,
		'An attempt got no clear answer, so the request may have taken effect.',
	],
])('%s', (_times, changes, times, word) => {
	test.each(changes)(
		'$operation: the answer to $call is not $what',
		async ({ operation, parameters, call, what, body = {}, hint }) => {
			const run = runWith(call, () => body);
			expect(await run.failure(operation, parameters)).toMatchObject({
				certainty: 'unknown',
				details: {
					code: 'unreadable_answer',
					message: `The service answered ${call} with HTTP 200, but its answer is not ${what}. ${word}`,
					hint,
				},
			});
			expect(run.calls().filter((made) => made === call)).toHaveLength(times);
		},
	);

	test.each(changes)(
		'$operation: the connection breaks at $call',
		async ({ operation, parameters, call, hint }) => {
			const run = runWith(call, breaks);
			expect(await run.failure(operation, parameters)).toMatchObject({
				certainty: 'unknown',
				details: {
					code: 'connection_reset',
					message: `No answer came to ${call} (connection reset). ${word}`,
					hint,
				},
			});
			expect(run.calls().filter((made) => made === call)).toHaveLength(times);
		},
	);
});

const all = { ...group, returnAll: true };

const CHECK_BASE_URL =
	'Check the Base URL in the credential, and that no proxy changes the answers.';

describe('message:send, whose file is uploaded first: it was certainly not sent', () => {
	const parameters = { ...group, messageType: 'image', mediaSource: 'binary' };

	test.each<[what: string, answer: () => unknown, code: string | number, reason: string]>([
		['breaks', breaks, 'connection_reset', ' The connection broke before the answer came.'],
		[
			'does not come in time',
			() => {
				throw broken('ETIMEDOUT');
			},
			'timeout',
			' No answer came in time.',
		],
		[
			'cannot be read',
			() => ({}),
			'unreadable_answer',
			' The service’s answer does not fit this call.',
		],
		[
			'is temporary',
			() => ({ error: { code: 131016, message: 'Down' } }),
			131016,
			' The service is unavailable for the moment.',
		],
	])('the answer to the upload %s', async (_what, answer, code, reason) => {
		const run = runWith('POST /media', answer);
		expect(await run.failure('message:send', parameters)).toMatchObject({
			certainty: 'notDone',
			details: {
				code,
				message: `The upload of the file got no clear answer, and no message was sent.${reason}`,
				hint: 'Run this item again: an upload that no message refers to does no harm.',
			},
		});
		expect(run.calls()).toEqual(['POST /media']);
	});

	test('unless the upload is refused, which is told as it is', async () => {
		const run = runWith('POST /media', () => ({ error: { code: 131053, message: 'Not taken' } }));
		const failure = await run.failure('message:send', parameters);
		expect(failure).toMatchObject({ certainty: 'notDone', details: { code: 131053 } });
		expect(failure.details.message).not.toContain('no clear answer');
	});
});

describe('what only reads', () => {
	test.each<[operation: string, call: string, what: string, parameters: IDataObject]>([
		['group:get', 'GET /groups/G', 'this group', group],
		['group:getAll', 'GET /groups', 'a list of groups', all],
		['invite:getLink', 'GET /groups/G/invite_link', 'an invite link', group],
		['joinRequest:getAll', 'GET /groups/G/join_requests', 'a list of join requests', all],
		['media:download', 'GET /1', 'this file’s address', { mediaId: '1' }],
		['participant:getAll', 'GET /groups/G', 'this group', all],
		['template:getAll', 'GET /v1/configs/templates', 'a list of templates', all],
		['template:createInvite', 'GET /message_template_library', 'a list of library templates', {}],
	])('%s: the answer to %s is not %s', async (operation, call, what, parameters) => {
		const run = runWith(call, () => ({}));
		expect(await run.failure(operation, parameters)).toMatchObject({
			certainty: 'notDone',
			details: {
				code: 'unreadable_answer',
				message: `The service answered ${call} with HTTP 200, but its answer is not ${what}.`,
				hint: CHECK_BASE_URL,
			},
		});
	});

	test.each<[operation: string, call: string, body: object, what: string, parameters: IDataObject]>(
		[
			['group:get', 'GET /groups/G', { participants: 'x' }, 'a group', group],
			['group:getAll', 'GET /groups', { groups: [{ foo: 1 }] }, 'a group', all],
			[
				'joinRequest:getAll',
				'GET /groups/G/join_requests',
				{ data: [{ foo: 1 }] },
				'a join request',
				all,
			],
			[
				'template:getAll',
				'GET /v1/configs/templates',
				{ waba_templates: [{ foo: 1 }], total: 1 },
				'a template',
				all,
			],
		],
	)(
		'%s: %s answers %j, and nothing can be read of %s',
		async (operation, call, body, what, parameters) => {
			expect(await runWith(call, () => body).failure(operation, parameters)).toMatchObject({
				certainty: 'notDone',
				details: {
					code: 'unreadable_answer',
					message: `The service answered, but nothing that it says about ${what} can be read.`,
					hint: CHECK_BASE_URL,
				},
			});
		},
	);
});
