/** Which calls are made, how often when no answer comes, and what is told of answers that say too little. */
import fc from 'fast-check';

import type { Api } from '../../../nodes/WhatsAppGroups/api/client';
import {
	groupDetails,
	groupList,
	readGroup,
	readInviteLink,
	readMembers,
	groupSummary,
} from '../../../nodes/WhatsAppGroups/api/groups';
import { invitationMark, invitedGroup } from '../../../nodes/WhatsAppGroups/api/invitationMark';
import { downloadMedia, uploadMedia } from '../../../nodes/WhatsAppGroups/api/media';
import { sendToGroup, sendToPerson } from '../../../nodes/WhatsAppGroups/api/messages';
import { readUpTo } from '../../../nodes/WhatsAppGroups/api/paging';
import { MAX_ATTEMPTS } from '../../../nodes/WhatsAppGroups/api/retry';
import { readSender, senderOf, sentMessages } from '../../../nodes/WhatsAppGroups/api/sender';
import { readTemplatePage } from '../../../nodes/WhatsAppGroups/api/templates';
import { CODES } from '../../../nodes/WhatsAppGroups/failures/codes';
import { ServiceFailure } from '../../../nodes/WhatsAppGroups/failures/failure';
import {
	readAccountWebhook,
	readDestinations,
	readWebhook,
} from '../../../nodes/WhatsAppGroups/registration/configuration';
import { broken, FakeService } from './fakeApi';

const TEXT = { type: 'text', text: { body: 'Hello' } } as const;

/** Whether it is returned or thrown. */
async function failureOf(service: FakeService, work: (api: Api) => Promise<unknown>) {
	const result = await service.time.run(work(service.api).catch((thrown: unknown) => thrown));
	if (!(result instanceof ServiceFailure)) throw new TypeError('It did not fail');
	return result;
}

describe('what only reads is asked for again, and was never done', () => {
	test.each<[string, (api: Api) => Promise<unknown>]>([
		['/groups', async (api) => await readUpTo(api, groupList(10), 10)],
		['/groups/GROUP', async (api) => await readMembers(api, 'GROUP')],
		['/groups/GROUP', async (api) => await readGroup(api, 'GROUP')],
		['/groups/GROUP/invite_link', async (api) => await readInviteLink(api, 'GROUP')],
		['/v1/configs/templates', async (api) => await readTemplatePage(api)],
		['/message_templates', async (api) => await readTemplatePage(api, 'after:x')],
		['/4711', async (api) => await downloadMedia(api, '4711')],
		['/v1/configs/webhook', async (api) => await readWebhook(api)],
		['/waba_webhook', async (api) => await readAccountWebhook(api)],
		['/multi_webhook', async (api) => await readDestinations(api)],
	])('GET %s', async (path, work) => {
		const service = new FakeService(() => {
			throw broken('ECONNRESET');
		});
		expect(await failureOf(service, work)).toMatchObject({
			certainty: 'notDone',
			message: `No answer came to GET ${path} (connection reset).`,
		});
		expect(service.calls.map((call) => [call.method, call.path])).toEqual(
			Array.from({ length: MAX_ATTEMPTS }, () => ['GET', path]),
		);
	});

	test('GET of a file', async () => {
		const service = new FakeService(({ path }) => {
			if (path === '/4711') return { body: { url: 'https://files.test/file' } };
			throw broken('ECONNRESET');
		});
		const failure = await failureOf(service, async (api) => await downloadMedia(api, '4711'));
		expect(failure).toMatchObject({
			certainty: 'notDone',
			message: 'No answer came to GET /file (connection reset).',
		});
		expect(service.calls.map(({ path }) => path)).toEqual([
			'/4711',
			...Array.from({ length: MAX_ATTEMPTS }, () => '/file'),
		]);
	});
});

test('an upload whose answer is lost is made once, and says that it does no harm', async () => {
	const service = new FakeService(() => {
		throw broken('ECONNRESET');
	});
	const upload = async (api: Api) =>
		await uploadMedia(api, Buffer.from('file'), 'file.txt', 'text/plain');
	expect(await failureOf(service, upload)).toMatchObject({
		certainty: 'unknown',
		message:
			'No answer came to POST /media (connection reset). The request may have taken effect, so it was not retried.',
		details: { hint: 'Upload it again: an upload that nothing refers to does no harm.' },
	});
	expect(service.calls).toHaveLength(1);
});

describe('a message', () => {
	const toGroup = {
		hint: 'Look at the group on a phone that is in it, or wait for the message’s status events, before you send it again.',
		recipient: { recipient_type: 'group', to: 'WHOM' },
		send: async (api: Api) => await sendToGroup(api, 'WHOM', TEXT),
	};
	const hint =
		'Ask the recipient, or wait for the message’s status events, before you send it again.';
	const SENDERS = [
		['to a group', toGroup],
		[
			'to a number',
			{
				hint,
				recipient: { recipient_type: 'individual', to: 'WHOM' },
				send: async (api: Api) => await sendToPerson(api, { phone: 'WHOM' }, TEXT),
			},
		],
		[
			'to somebody whose number is hidden',
			{
				hint,
				recipient: { recipient_type: 'individual', recipient: 'US.1' },
				send: async (api: Api) => await sendToPerson(api, { userId: 'US.1' }, TEXT),
			},
		],
	] as const;

	test.each(SENDERS)('%s', async (_whom, { recipient, send }) => {
		const body = {
			messages: [{ id: 'wamid.1', message_status: 'accepted' }],
			contacts: [{ wa_id: '16505551234', user_id: 'US.1' }],
		};
		const service = new FakeService(() => ({ body }));
		expect(await send(service.api)).toEqual({
			messageId: 'wamid.1',
			messageStatus: 'accepted',
			recipient: { waId: '16505551234', userId: 'US.1' },
			body,
		});
		expect(service.calls.map(({ method, path, body: sent }) => ({ method, path, sent }))).toEqual([
			{
				method: 'POST',
				path: '/messages',
				sent: { messaging_product: 'whatsapp', ...recipient, ...TEXT },
			},
		]);
	});

	test.each(SENDERS)(
		'%s whose answer is lost is sent once, and says how to find out',
		async (_whom, { send, hint: howTo }) => {
			const service = new FakeService(() => {
				throw broken('ECONNRESET');
			});
			expect(await failureOf(service, send)).toMatchObject({
				certainty: 'unknown',
				message:
					'No answer came to POST /messages (connection reset). The request may have taken effect, so it was not retried.',
				details: { hint: howTo },
			});
			expect(service.calls).toHaveLength(1);
		},
	);

	test.each(SENDERS)(
		'%s whose answer has no ID may have been sent',
		async (_whom, { send, hint: howTo }) => {
			for (const body of [
				{},
				{ messages: [] },
				{ messages: [{ id: '' }] },
				{ messages: [{ id: ' ' }] },
				{ messages: {} },
				{ success: true },
				{ id: 'wamid.1' },
				{ messages: [{ id: 'wamid.1', message_status: 'failed' }] },
				{ messages: [{ id: 'wamid.1', message_status: 'REJECTED' }] },
				{ messages: [{ id: 'wamid.1', message_status: 'error' }] },
				{ messages: [{ id: 'wamid.1', error: { code: 131000, message: 'No' } }] },
				[],
				null,
				'',
				'OK',
				'<html>Welcome</html>',
			]) {
				const service = new FakeService(() => ({ body }));
				const failure = await failureOf(service, send);
				expect(failure.certainty).toBe('unknown');
				expect(failure.details).toMatchObject({
					code: 'unreadable_answer',
					message:
						'The service answered POST /messages with HTTP 200, but its answer is not a message ID. The request may have taken effect, so it was not retried.',
					hint: howTo,
					httpStatus: 200,
				});
				expect(service.calls).toHaveLength(1);
			}
		},
	);

	test.each([
		['accepted', 'accepted'],
		['held_for_quality_assessment', 'held_for_quality_assessment'],
		['paused', 'paused'],
		['sent_without_error', 'sent_without_error'],
		[undefined, undefined],
		['', undefined],
	])('with the status %p was accepted', async (message_status, messageStatus) => {
		const service = new FakeService(() => ({ body: { messages: [{ id: 1, message_status }] } }));
		expect(await toGroup.send(service.api)).toMatchObject({ messageId: '1', messageStatus });
	});

	test.each(SENDERS)(
		'%s tells which workflow sent it, in tracking data and in memory',
		async (whom, { send }) => {
			for (const sender of [undefined, senderOf('workflow')]) {
				const messageId = `wamid.${whom}, of ${sender}`;
				const service = new FakeService(() => ({ body: { messages: [{ id: messageId }] } }), {
					sender,
				});
				const remembered = sentMessages.size;
				await send(service.api);
				expect(sentMessages.size).toBe(remembered + (sender === undefined ? 0 : 1));
				const sent = service.calls[0].body as { biz_opaque_callback_data?: string };
				expect(readSender(sent.biz_opaque_callback_data)).toEqual({ sender });
				expect(sentMessages.senderOf(messageId)).toBe(sender);
			}
		},
	);

	test('that is refused is not sent, and waits by itself for its own recipient', async () => {
		let isRefused = true;
		const bounds = { timeoutMs: 1000, maxRateLimitWaitMs: 10_000 };
		const service = new FakeService(
			() => {
				const refused = { status: 400, body: { error: { code: 131056, message: 'Pair limit' } } };
				const answer = isRefused ? refused : { body: { messages: [{ id: 'wamid.1' }] } };
				isRefused = false;
				return answer;
			},
			{ bounds, isPaced: true },
		);
		await service.time.run(toGroup.send(service.api));
		expect(service.time.now()).toBe(1000);
		expect(service.calls).toHaveLength(2);
	});
});

type GroupWire = Parameters<typeof groupDetails>[0];

describe('a group', () => {
	test.each<[unknown]>([
		[{ messaging_product: 'whatsapp' }],
		[{ invite_link: '' }],
		[{ invite_link: 'soon' }],
		[{ invite_link: 'chat.whatsapp.com/x' }],
		[{ invite_link: 'https://chat.whatsapp.com' }],
		[{ invite_link: 'https://chat.whatsapp.com/with blanks' }],
		[{ invite_link: null }],
		[{}],
		[''],
		[null],
	])('whose link is asked for and who answers %j has none to tell', async (body) => {
		const service = new FakeService(() => ({ body }));
		const failure = await failureOf(service, async (api) => await readInviteLink(api, 'GROUP'));
		expect(failure).toMatchObject({
			certainty: 'notDone',
			details: {
				code: 'unreadable_answer',
				message:
					'The service answered GET /groups/GROUP/invite_link with HTTP 200, but its answer is not an invite link.',
				hint: CODES.unreadable_answer.todo,
				httpStatus: 200,
			},
		});
	});

	test('has a link', async () => {
		const body = { invite_link: 'https://chat.whatsapp.com/LINK' };
		const service = new FakeService(() => ({ body }));
		expect(await readInviteLink(service.api, 'GROUP')).toEqual({ link: body.invite_link, body });
	});

	test.each<[object, number | undefined]>([
		[{ total_participant_count: 7, participants: [{ wa_id: '1' }] }, 7],
		[{ total_participant_count: '0', participants: [{ wa_id: '1' }] }, 0],
		[{ participants: [{ wa_id: '1' }, { wa_id: '2' }] }, 2],
		[{ participants: [] }, 0],
		[{ total_participant_count: 0 }, 0],
		// What the service does not tell is not told as none.
		[{}, undefined],
		[{ participants: null }, undefined],
		[{ participants: {} }, undefined],
		[{ participants: [null] }, undefined],
		[{ participants: [{}] }, undefined],
		[{ participants: ['16505551001'] }, undefined],
		[{ participants: [{ wa_id: '1' }, 7] }, undefined],
	])('%j has so many participants: %p', (wire, count) => {
		expect(groupDetails(wire as GroupWire).participantCount).toBe(count);
	});

	test('of a list is known by its ID, and without one is nobody else’s', () => {
		const { id } = groupList(10);
		expect(id({ id: 'GROUP' })).toBe('GROUP');
		expect(id({ id: 7 })).toBe('7');
		expect(id({ id: '' })).toBeUndefined();
		expect(id({})).toBeUndefined();
	});

	test('of a list that cannot be read is none', async () => {
		const service = new FakeService(() => ({ body: { data: 7 } }));
		const list = async (api: Api) => await readUpTo(api, groupList(10), 10);
		expect((await failureOf(service, list)).message).toBe(
			'The service answered GET /groups with HTTP 200, but its answer is not a list of groups.',
		);
	});

	test.each([
		[10, 10],
		[1024, 1024],
		[5000, 1024],
	])('is listed in pages of %d by %d', (pageSize, limit) => {
		expect(groupList(pageSize).call.query).toEqual({ limit });
	});

	test('in the output’s vocabulary', () => {
		expect(groupSummary({ id: 1, subject: 'S', created_at: '1755548877' })).toStrictEqual({
			groupId: '1',
			subject: 'S',
			createdAt: '2025-08-18T20:27:57.000Z',
		});
		expect(groupSummary({ id: 'G', subject: '', created_at: 'soon' })).toStrictEqual({
			groupId: 'G',
		});
		expect(
			groupDetails({
				id: 'G',
				subject: 'S',
				description: 'D',
				join_approval_mode: 'auto_approve',
				suspended: 'false',
				creation_timestamp: 1_755_548_877_000,
				total_participant_count: '1',
				participants: [{ user_id: 'US.1' }],
			}),
		).toStrictEqual({
			groupId: 'G',
			subject: 'S',
			description: 'D',
			joinApprovalMode: 'auto_approve',
			suspended: false,
			createdAt: '2025-08-18T20:27:57.000Z',
			participantCount: 1,
			participants: [{ userId: 'US.1' }],
		});
	});

	test.each<[unknown]>([
		[null],
		[{}],
		[[]],
		[''],
		[{ id: 'GROUP' }],
		[{ id: 'GROUP', messaging_product: 'whatsapp' }],
		[{ id: 'GROUP', subject: null }],
		[{ id: 'OTHER', subject: 'S' }],
		[{ success: true }],
	])('is not what %j tells of', async (body) => {
		const service = new FakeService(() => ({ body }));
		expect(await failureOf(service, async (api) => await readGroup(api, 'GROUP'))).toMatchObject({
			certainty: 'notDone',
			message:
				'The service answered GET /groups/GROUP with HTTP 200, but its answer is not this group.',
			details: { code: 'unreadable_answer' },
		});
	});

	test.each<[object]>([
		[{ id: 'GROUP', subject: 'S' }],
		[{ subject: 'S' }],
		[{ suspended: false }],
	])('is what %j tells of', async (body) => {
		const service = new FakeService(() => ({ body }));
		expect(await readGroup(service.api, 'GROUP')).toEqual(body);
		expect(service.calls).toMatchObject([
			{
				method: 'GET',
				path: '/groups/GROUP',
				query: { fields: expect.stringMatching(/^subject,/) as string },
			},
		]);
	});
});

describe('who is in a group', () => {
	const read = async (body: object) => {
		const service = new FakeService(() => ({ body: { id: 'GROUP', ...body } }));
		const members = await service.time.run(
			readMembers(service.api, 'GROUP').catch((failure: unknown) => failure),
		);
		return { members, calls: service.calls };
	};

	test('is asked for by itself', async () => {
		const participants = [{ wa_id: '1' }, { user_id: 'US.1' }];
		const { members, calls } = await read({ participants, total_participant_count: 2 });
		expect(members).toEqual({
			people: [{ waId: '1' }, { userId: 'US.1' }],
			count: 2,
			wire: participants,
		});
		expect(calls).toMatchObject([{ query: { fields: 'participants,total_participant_count' } }]);
	});

	test.each<[object, number]>([
		[{ participants: [] }, 0],
		[{ total_participant_count: 0 }, 0],
		[{ participants: [], total_participant_count: '0' }, 0],
		[{ participants: [{ wa_id: '1' }] }, 1],
		// Somebody who joins while it is read is listed before they are counted.
		[{ participants: [{ wa_id: '1' }, { wa_id: '2' }], total_participant_count: 1 }, 2],
	])('is known from %j: %d', async (body, count) => {
		expect((await read(body)).members).toMatchObject({ count });
	});

	test.each<[object, string]>([
		[{ total_participant_count: 3 }, 'The service did not say who is in the group.'],
		[
			{ participants: null, total_participant_count: 1 },
			'The service did not say who is in the group.',
		],
		[{ participants: {} }, 'The service did not say who is in the group.'],
		[{ participants: [null] }, 'The service did not say who is in the group.'],
		[{ participants: [{}] }, 'The service did not say who is in the group.'],
		[{ participants: ['16505551001'] }, 'The service did not say who is in the group.'],
		[{ participants: [{ username: '@ben' }] }, 'The service did not say who is in the group.'],
		[
			{ participants: [{ wa_id: '1' }], total_participant_count: '3' },
			'The service counts 3 in the group, but lists only 1.',
		],
		[
			{ participants: [], total_participant_count: 1 },
			'The service counts 1 in the group, but lists only 0.',
		],
	])('is not known from %j', async (body, message) => {
		const { members } = await read(body);
		expect(members).toBeInstanceOf(ServiceFailure);
		expect(members).toMatchObject({
			certainty: 'notDone',
			details: { code: 'members_unreadable', message, hint: CODES.members_unreadable.todo },
		});
	});
});

test('the mark of an invitation names its group', () => {
	expect(invitedGroup(invitationMark('GROUP'))).toBe('GROUP');
	for (const other of [undefined, '', 'GROUP', invitationMark(''), ` ${invitationMark('G')}`]) {
		expect(invitedGroup(other)).toBeUndefined();
	}
	fc.assert(
		fc.property(fc.string({ minLength: 1 }), (groupId) => {
			expect(invitedGroup(invitationMark(groupId))).toBe(groupId);
		}),
	);
});
