/** Which calls are made, how often when no answer comes, and what is told of answers that say too little. */
import type { Api } from '../../../nodes/WhatsAppGroups/api/client';
import {
	groupDetails,
	groupList,
	readGroup,
	readInviteLink,
	withoutLink,
} from '../../../nodes/WhatsAppGroups/api/groups';
import { downloadMedia, uploadMedia } from '../../../nodes/WhatsAppGroups/api/media';
import { sendToGroup, sendToPerson } from '../../../nodes/WhatsAppGroups/api/messages';
import { ServiceFailure } from '../../../nodes/WhatsAppGroups/api/errorBody';
import { readUpTo } from '../../../nodes/WhatsAppGroups/api/paging';
import { MAX_ATTEMPTS } from '../../../nodes/WhatsAppGroups/api/retry';
import { readTemplatePage } from '../../../nodes/WhatsAppGroups/api/templates';
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
			outcome: 'notDone',
			message: `No answer came to GET ${path} (connection reset)`,
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
			outcome: 'notDone',
			message: 'No answer came to GET /file (connection reset)',
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
		outcome: 'unknown',
		message: expect.stringContaining(
			'An upload that nothing refers to does no harm: it can be done again.',
		) as string,
	});
	expect(service.calls).toHaveLength(1);
});

describe('a message', () => {
	const howTo = {
		group: 'Look into the group on a phone that is in it, or wait for the message’s status events.',
		individual: 'Ask the recipient, or wait for the message’s status events.',
	};
	const senders: Array<[keyof typeof howTo, (api: Api) => Promise<unknown>]> = [
		['group', async (api) => await sendToGroup(api, 'WHOM', TEXT)],
		['individual', async (api) => await sendToPerson(api, 'WHOM', TEXT)],
	];

	test.each(senders)('to a recipient of type %s', async (recipient_type, send) => {
		const service = new FakeService(() => ({
			body: {
				messages: [{ id: 'wamid.1', message_status: 'accepted' }],
				contacts: [{ wa_id: '16505551234', user_id: 'US.1' }],
			},
		}));
		expect(await send(service.api)).toMatchObject({
			messageId: 'wamid.1',
			status: 'accepted',
			waId: '16505551234',
			userId: 'US.1',
		});
		expect(service.calls).toMatchObject([
			{
				method: 'POST',
				path: '/messages',
				body: { messaging_product: 'whatsapp', recipient_type, to: 'WHOM', ...TEXT },
			},
		]);
	});

	test.each(senders)(
		'(%s) whose answer is lost is sent once, and says how to find out',
		async (type, send) => {
			const service = new FakeService(() => {
				throw broken('ECONNRESET');
			});
			expect(await failureOf(service, send)).toMatchObject({
				outcome: 'unknown',
				message: `No answer came to POST /messages (connection reset). It may or may not have been done, so it was not tried again. ${howTo[type]}`,
			});
			expect(service.calls).toHaveLength(1);
		},
	);

	test.each(senders)('(%s) without an ID may have been sent', async (type, send) => {
		for (const body of [{}, { messages: [] }, { messages: [{ id: '' }] }, []]) {
			const service = new FakeService(() => ({ body }));
			const failure = await failureOf(service, send);
			expect(failure.outcome).toBe('unknown');
			expect(failure.details).toEqual({
				code: 'no_message_id',
				message:
					'The service answered without a message ID, so it is not known whether the message was sent',
				hint: howTo[type],
				httpStatus: 200,
			});
		}
	});
});

describe('a group', () => {
	test('without an invite link is no success', async () => {
		const service = new FakeService(() => ({ body: { messaging_product: 'whatsapp' } }));
		const failure = await readInviteLink(service.api, 'GROUP');
		expect(failure).toEqual(withoutLink(200));
		expect(withoutLink(200)).toMatchObject({
			outcome: 'unknown',
			details: {
				code: 'no_invite_link',
				message: 'The service answered without an invite link',
				hint: 'The group may not be ready yet, or it is suspended. Read the group, then try again.',
				httpStatus: 200,
			},
		});
	});

	test.each([
		[{ total_participant_count: 7, participants: [{ wa_id: '1' }] }, 7],
		[{ total_participant_count: '0', participants: [{ wa_id: '1' }] }, 0],
		[{ participants: [{ wa_id: '1' }, { wa_id: '2' }] }, 2],
		[{}, 0],
	])('%j has so many participants: %d', (wire, count) => {
		expect(groupDetails(wire as Parameters<typeof groupDetails>[0]).participantCount).toBe(count);
	});

	test('of a list that has no ID is no group', () => {
		const { id } = groupList(10);
		expect(id({ id: 'GROUP' } as Parameters<typeof id>[0])).toBe('GROUP');
		expect(id({} as Parameters<typeof id>[0])).toBe('');
	});
});
