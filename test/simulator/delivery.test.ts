import { createHmac } from 'node:crypto';
import { setImmediate } from 'node:timers/promises';

import { startReceiver, type Receiver } from './index';
import { PRODUCT, startTestClient, type TestClient } from './testClient';

const ANA = '16505551001';
const BEN = '16505551002';

let client: TestClient;
let receiver: Receiver;
let id: string;
beforeEach(async () => {
	receiver = await startReceiver();
	client = await startTestClient({
		webhook: { url: receiver.url, headers: { 'X-Secret': 's' } },
		switches: { multiWebhookDelayMs: 0, wabaWebhookDelayMs: 0, batchWindowMs: 5 },
	});
	id = client.simulator.control.addGroup({
		subject: 's',
		members: [ANA, BEN],
		windowOpen: true,
	}).id;
});
afterEach(async () => {
	await client.close();
	await receiver.close();
});

const values = (from = receiver) =>
	from.received.flatMap(({ body }) => body.entry.flatMap((entry) => entry.changes));
const texts = () =>
	values().flatMap(({ value }) => (value.messages ?? []).map((message) => message.text?.body));
const { stringify } = JSON;

test('the envelope, the custom headers, no signature', async () => {
	client.simulator.control.sendText(id, ANA, 'Hello', 'wamid.x');
	await client.simulator.idle();
	expect(receiver.received).toHaveLength(1);
	const [{ headers, body }] = receiver.received;
	expect(headers).toMatchObject({ 'x-secret': 's', 'content-type': 'application/json' });
	expect(headers['x-360dialog-signature']).toBeUndefined();
	expect(body).toEqual({
		object: 'whatsapp_business_account',
		entry: [
			{
				id: '102290129340398',
				changes: [
					{
						field: 'messages',
						value: {
							messaging_product: 'whatsapp',
							metadata: {
								display_phone_number: '15550783881',
								phone_number_id: '106540352242922',
							},
							contacts: [{ profile: { name: 'Person 1001' }, wa_id: ANA }],
							messages: [
								{
									from: ANA,
									group_id: id,
									id: expect.stringMatching(/^wamid\./),
									timestamp: expect.stringMatching(/^\d{10}$/),
									type: 'text',
									text: { body: 'Hello' },
									context: { from: '15550783881', id: 'wamid.x' },
								},
							],
						},
					},
				],
			},
		],
	});
});

test('one to one: the same without group_id', async () => {
	client.simulator.control.sendDirect(ANA, 'Hello');
	await client.simulator.idle();
	expect(values()[0].value.messages?.[0]).not.toHaveProperty('group_id');
});

test('everything a member can send', async () => {
	const { control } = client.simulator;
	for (const type of ['image', 'video', 'audio', 'document', 'sticker'] as const) {
		control.sendMedia(id, ANA, { type });
	}
	control.sendReaction(id, ANA, 'wamid.x', '👍');
	control.sendReaction(id, ANA, 'wamid.x', '');
	control.sendLocation(id, ANA, { latitude: 1, longitude: 2 });
	control.sendUnsupported(id, ANA);
	control.send(id, ANA, { type: 'button', button: { payload: 'p', text: 't' } });
	control.outOfBandError();
	await client.simulator.idle();
	const messages = values().flatMap(({ value }) => value.messages ?? []);
	expect(messages.map(({ type }) => type)).toEqual([
		...['image', 'video', 'audio', 'document', 'sticker'],
		...['reaction', 'reaction', 'location', 'unsupported', 'button'],
	]);
	expect(messages[2].audio).toMatchObject({ voice: false, mime_type: 'audio/ogg' });
	expect(messages[6].reaction).toEqual({ message_id: 'wamid.x' });
	expect(values().at(-1)?.value.errors).toMatchObject([{ code: 130429 }]);
});

describe('acceptance', () => {
	test.each([500, 404, 201, 204, 302])('%d is retried until 200', async (status) => {
		receiver.answerWith((_, index) => (index < 3 ? status : 200));
		client.simulator.control.sendText(id, ANA, 'x');
		await client.simulator.idle();
		expect(client.simulator.deliveries.map((attempt) => attempt.status)).toEqual([
			...[status, status, status],
			200,
		]);
		expect(client.simulator.deliveries.map(({ attempt }) => attempt)).toEqual([1, 2, 3, 4]);
		expect(new Set(receiver.received.map(({ text }) => text)).size).toBe(1);
	});

	test('the wait doubles with each attempt, up to a limit', async () => {
		await client.close();
		const minute = 60_000;
		client = await startTestClient({
			webhook: { url: receiver.url },
			delivery: { retryBaseMs: minute, retryMaxMs: 3 * minute },
		});
		receiver.answerWith(() => 500);
		const { simulator } = client;
		const attempts = async (count: number) => {
			while (simulator.deliveries.length < count) await client.call('GET', '/health_status');
		};
		simulator.control.sendDirect(ANA, 'x');
		await attempts(1);
		for (const [count, wait] of [1, 2, 3, 3].entries()) {
			await client.call('GET', '/health_status');
			simulator.advance(wait * minute - 10_000);
			await client.call('GET', '/health_status');
			expect(receiver.received).toHaveLength(count + 1);
			simulator.advance(10_000);
			await attempts(count + 2);
		}
	});

	test('no answer within 5 s counts as failed', async () => {
		receiver.answerWith((_, index) => (index === 0 ? 'hang' : 200));
		const arrived = receiver.next();
		client.simulator.control.sendText(id, ANA, 'x');
		await arrived;
		client.simulator.advance(4900);
		expect(client.simulator.deliveries).toEqual([]);
		client.simulator.advance(100);
		await client.simulator.idle();
		expect(client.simulator.deliveries).toMatchObject([
			{ status: null, error: 'no answer in 5000 ms' },
			{ status: 200 },
		]);
	});

	test('a receiver that is down, and then another URL', async () => {
		await receiver.close();
		client.simulator.control.sendText(id, ANA, 'x');
		await expect(client.simulator.idle(50)).rejects.toThrow('delivery');
		receiver = await startReceiver();
		client.simulator.setWebhook({ url: receiver.url });
		await client.simulator.idle();
		expect(texts()).toEqual(['x']);
	});

	test('given up after a week', async () => {
		receiver.answerWith(() => 500);
		client.simulator.control.sendText(id, ANA, 'x');
		await expect(client.simulator.idle(20)).rejects.toThrow('not idle');
		client.simulator.advance(8 * 24 * 60 * 60 * 1000);
		await client.simulator.idle();
	});

	test('one that is refused holds nobody else up', async () => {
		const seen = () => texts().includes('second');
		receiver.answerWith(({ text }) => (text.includes('first') && !seen() ? 500 : 200));
		client.simulator.control.sendText(id, ANA, 'first');
		client.simulator.control.sendText(id, ANA, 'second');
		await client.simulator.idle();
		expect(texts().at(-1)).toBe('first');
		expect(texts().filter((text) => text === 'second')).toHaveLength(1);
	});

	test('without a webhook nothing is sent, and nothing is kept for later', async () => {
		client.simulator.setWebhook(null);
		client.simulator.control.sendText(id, ANA, 'x');
		client.simulator.setWebhook({ url: receiver.url });
		await client.simulator.idle();
		expect(receiver.received).toEqual([]);
		expect(client.simulator.events).toHaveLength(1);
	});
});

describe('destinations', () => {
	test('extra ones get a clone once the main one accepted', async () => {
		const extra = await startReceiver();
		const enabled = await client.call('POST', '/multi_webhook', {
			enabled: true,
			destinations: [{ name: 'n8n', url: extra.url, headers: { 'X-Extra': 'e' } }],
		});
		expect(enabled.status).toBe(200);
		let extraBeforeMain = 0;
		receiver.answerWith((_, index) => {
			extraBeforeMain += extra.received.length;
			return index === 0 ? 500 : 200;
		});
		extra.answerWith((_, index) => (index === 0 ? 500 : 200));
		client.simulator.control.sendText(id, ANA, 'x');
		await client.simulator.idle();
		expect(extraBeforeMain).toBe(0);
		expect(extra.received.map(({ text }) => text)).toEqual([
			receiver.received[0].text,
			receiver.received[0].text,
		]);
		expect(extra.received[0].headers).toMatchObject({ 'x-extra': 'e' });
		expect(extra.received[0].headers['x-secret']).toBeUndefined();
		await extra.close();
	});

	test('deliveries go by a change later than it shows, by the switch', async () => {
		const { simulator } = client;
		const [second, third] = [await startReceiver(), await startReceiver()];
		simulator.setSwitches({ deliveriesFollowMs: 60_000 });
		const setTo = async ({ url }: Receiver) => {
			expect((await client.call('POST', '/v1/configs/webhook', { url })).body.url).toBe(url);
			expect((await client.call('GET', '/v1/configs/webhook')).body.url).toBe(url);
		};
		/** Where the next message arrives, once it is answered there: time that is moved on would end the call. */
		const arrivesAt = async () => {
			const { length } = simulator.deliveries;
			simulator.control.sendText(id, ANA, 'x');
			while (simulator.deliveries.length === length) await setImmediate();
			return simulator.deliveries[length].url;
		};
		await setTo(second);
		simulator.advance(30_000);
		await setTo(third);
		expect(await arrivesAt()).toBe(receiver.url);
		simulator.advance(30_000);
		expect(await arrivesAt()).toBe(second.url);
		simulator.advance(30_000);
		expect(await arrivesAt()).toBe(third.url);
		await simulator.idle();
		await Promise.all([second.close(), third.close()]);
	});

	test('the account’s webhook is used when the number has none', async () => {
		client.simulator.setWebhook(null);
		await client.call('POST', '/waba_webhook', { url: receiver.url, headers: { a: 'waba' } });
		client.simulator.control.sendText(id, ANA, 'x');
		await client.simulator.idle();
		expect(receiver.received[0].headers).toMatchObject({ a: 'waba' });
	});
});

test.each([
	['hex', ''],
	['prefixed', 'sha256='],
] as const)('signature %s', async (signature, prefix) => {
	client.simulator.setSwitches({ signature });
	client.simulator.control.sendText(id, ANA, 'ü');
	await client.simulator.idle();
	const [{ headers, text }] = receiver.received;
	const expected = createHmac('sha256', 'sim-platform-secret').update(text).digest('hex');
	expect(headers['x-360dialog-signature']).toBe(prefix + expected);
});

describe('timing', () => {
	const create = async () => await client.call('POST', '/groups', { ...PRODUCT, subject: 'new' });

	test('after the answer', async () => {
		let answeredFirst: boolean | undefined;
		receiver.answerWith(() => {
			answeredFirst = client.simulator.log.requests[0].outcome === 'answered';
			return 200;
		});
		await create();
		await client.simulator.idle();
		expect(answeredFirst).toBe(true);
	});

	test('before the answer', async () => {
		client.simulator.setSwitches({ webhookTiming: 'before' });
		const outcomes: string[] = [];
		receiver.answerWith(() => {
			outcomes.push(client.simulator.log.requests[0].outcome);
			return 200;
		});
		await create();
		expect(outcomes).toEqual(['pending']);
	});

	test('delayed', async () => {
		client.simulator.setSwitches({ webhookTiming: 'delayed', webhookDelayMs: 60_000 });
		await create();
		await expect(client.simulator.idle(20)).rejects.toThrow('delayed webhook');
		expect(receiver.received).toEqual([]);
		client.simulator.advance(60_000);
		await client.simulator.idle();
		expect(receiver.received).toHaveLength(1);
	});
});

describe('disorder', () => {
	const three = async () => {
		for (const text of ['1', '2', '3']) client.simulator.control.sendText(id, ANA, text);
		await client.simulator.idle();
	};

	test('in order by default', async () => {
		await three();
		expect(texts()).toEqual(['1', '2', '3']);
	});

	test('duplicates', async () => {
		client.simulator.setSwitches({ webhookDuplicates: true });
		await three();
		expect(texts()).toEqual(['1', '1', '2', '2', '3', '3']);
	});

	test('reordered', async () => {
		client.simulator.setSwitches({ webhookReorder: true });
		await three();
		expect(texts()).toEqual(['3', '2', '1']);
	});

	test('several at once, and never more than the switch allows', async () => {
		client.simulator.setSwitches({ deliveryConcurrency: 10 });
		let open: Array<() => void> = [];
		let most = 0;
		receiver.answerWith(async () => {
			await new Promise<void>((resolve) => {
				most = Math.max(most, open.push(resolve));
				if (open.length < 10) return;
				for (const answer of open) answer();
				open = [];
			});
			return 200;
		});
		for (let i = 0; i < 50; i++) client.simulator.control.sendText(id, ANA, String(i));
		await client.simulator.idle();
		expect(receiver.received).toHaveLength(50);
		expect(most).toBe(10);
	});

	test('batched, at most 1,000 updates in a POST', async () => {
		client.simulator.setSwitches({ webhookBatching: true });
		for (let i = 0; i < 1500; i++) client.simulator.control.sendText(id, ANA, String(i));
		await client.simulator.idle();
		const sizes = receiver.received.map(({ body }) => body.entry[0].changes.length);
		expect(sizes).toEqual([1000, 500]);
		expect(texts()).toEqual(Array.from({ length: 1500 }, (_, i) => String(i)));
	});
});

describe('aggregation of statuses', () => {
	const kinds = () =>
		receiver.received.map(({ body }) =>
			body.entry[0].changes.flatMap(({ value }) =>
				(value.statuses ?? []).map(
					(status) => `${status.status} ${status.recipient_participant_id?.slice(-1) ?? '-'}`,
				),
			),
		);
	/** Two messages delivered to two people, told without a request in between. */
	const twoMessages = async () => {
		client.simulator.setSwitches({ autoStatuses: 'none' });
		const answers = [await client.sendText(id), await client.sendText(id)];
		await client.simulator.idle();
		for (const person of [ANA, BEN]) {
			for (const { body } of answers) {
				client.simulator.control.deliverMessage(body.messages[0].id, person);
			}
		}
		await client.simulator.idle();
	};

	test('none: each in its own POST', async () => {
		await twoMessages();
		expect(kinds()).toEqual([['delivered 1'], ['delivered 1'], ['delivered 2'], ['delivered 2']]);
	});

	test('message: one POST per message and kind', async () => {
		client.simulator.setSwitches({ statusAggregation: 'message' });
		await client.sendText(id);
		await client.simulator.idle();
		expect(kinds()).toEqual([['sent -'], ['delivered 1', 'delivered 2'], ['read 1', 'read 2']]);
	});

	test('participant: messages of one person share a POST', async () => {
		client.simulator.setSwitches({ statusAggregation: 'participant' });
		await twoMessages();
		expect(kinds()).toEqual([
			['delivered 1', 'delivered 1'],
			['delivered 2', 'delivered 2'],
		]);
	});

	test('all: one value for everything, with everybody’s contact in BSUID times', async () => {
		client.simulator.setSwitches({ statusAggregation: 'all', bsuid: 'kept' });
		await twoMessages();
		expect(kinds()).toEqual([['delivered 1', 'delivered 1', 'delivered 2', 'delivered 2']]);
		expect(values()[0].value.contacts).toHaveLength(4);
	});
});

test('any payload at all can be delivered, and is retried like the rest', async () => {
	receiver.answerWith((_, index) => (index === 0 ? 503 : 200));
	const payload = { object: 'x', entry: [{ changes: [{ field: 'group_participant_update' }] }] };
	await client.simulator.deliverRaw(payload);
	await client.simulator.idle();
	expect(receiver.received.map(({ text }) => text)).toEqual([
		stringify(payload),
		stringify(payload),
	]);
	client.simulator.setWebhook(null);
	await expect(client.simulator.deliverRaw({})).rejects.toThrow('No webhook is set');
});
