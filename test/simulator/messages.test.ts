import { codeOf, PRODUCT, startTestClient, type TestClient } from './testClient';

const ANA = '16505551001';
const BEN = '16505551002';
const HOUR = 60 * 60 * 1000;

let client: TestClient;
let id: string;
beforeEach(async () => {
	client = await startTestClient();
	id = client.simulator.control.addGroup({
		subject: 's',
		members: [ANA, BEN],
		windowOpen: true,
	}).id;
});
afterEach(async () => await client.close());

const send = async (body: object) =>
	await client.call('POST', '/messages', { ...PRODUCT, ...body });
const toGroup = async (type: string, content: unknown, more: object = {}) =>
	await send({ recipient_type: 'group', to: id, type, [type]: content, ...more });
const toPerson = async (to: string, type = 'text', content: unknown = { body: 'x' }) =>
	await send({ recipient_type: 'individual', to, type, [type]: content });
const statuses = () => client.simulator.events.flatMap(({ value }) => value.statuses ?? []);
const failures = () =>
	statuses().map(({ status, errors }) => [status, errors?.[0].code] as [string, unknown]);

describe('a text to a group', () => {
	test('is accepted, logged, and gets its statuses', async () => {
		const answer = await toGroup('text', { body: 'Hi', preview_url: true });
		expect(answer.status).toBe(200);
		expect(answer.body).toEqual({
			...PRODUCT,
			contacts: [{ input: id, wa_id: id }],
			messages: [{ id: expect.stringMatching(/^wamid\./), group_id: id }],
		});
		const wamid = answer.body.messages[0].id;
		expect(client.simulator.log.sentMessages).toMatchObject([
			{ sequence: 1, wamid, to: id, recipientType: 'group', type: 'text', body: { type: 'text' } },
		]);
		const pricing = {
			billable: false,
			pricing_model: 'PMP',
			type: 'free_group_customer_service',
			category: 'group_service',
		};
		const common = { id: wamid, recipient_id: id, recipient_type: 'group' };
		const stamped = { ...common, timestamp: expect.any(String) };
		expect(statuses()).toEqual([
			{ ...stamped, status: 'sent', pricing },
			{ ...stamped, status: 'delivered', recipient_participant_id: ANA, pricing },
			{ ...stamped, status: 'delivered', recipient_participant_id: BEN, pricing },
			{ ...stamped, status: 'read', recipient_participant_id: ANA },
			{ ...stamped, status: 'read', recipient_participant_id: BEN },
		]);
	});

	test('echoes biz_opaque_callback_data, unless switched off', async () => {
		await toGroup('text', { body: 'x' }, { biz_opaque_callback_data: 'order 1' });
		expect(statuses().every((status) => status.biz_opaque_callback_data === 'order 1')).toBe(true);
		client.simulator.setSwitches({ echoCallbackData: false, messageGroupId: false });
		const { body } = await toGroup('text', { body: 'x' }, { biz_opaque_callback_data: 'o' });
		expect(statuses().at(-1)?.biz_opaque_callback_data).toBeUndefined();
		expect(Object.keys(body.messages[0])).toEqual(['id']);
	});

	test('autoStatuses goes as far as it says', async () => {
		for (const [autoStatuses, count] of [
			['none', 0],
			['sent', 1],
			['delivered', 3],
		] as const) {
			client.simulator.setSwitches({ autoStatuses });
			const before = statuses().length;
			await toGroup('text', { body: 'x' });
			expect(statuses().length - before).toBe(count);
		}
	});

	test('10,000 messages later everything is still found at once', async () => {
		const { log } = client.simulator;
		for (let i = 0; i < 10_000; i++) {
			log.addSent({
				wamid: `w${i}`,
				time: '',
				at: i,
				recipientType: 'group',
				to: i % 2 ? 'a' : 'b',
				type: 'text',
				body: {},
				requestId: i,
			});
		}
		expect(log.sentTo('a')).toHaveLength(5000);
		expect(log.message('w9999')?.sequence).toBe(10_000);
	});
});

describe('refusals', () => {
	test.each([
		['no recipient_type', { recipient_type: undefined }, 100],
		['another recipient_type', { recipient_type: 'broadcast' }, 100],
		['a group addressed as a person', { recipient_type: 'individual' }, 100],
		['a person addressed as a group', { to: '+16505551001' }, 100],
		['an unknown group', { to: 'Y2FwaV9ncm91cDo' }, 131041],
		['no recipient', { to: undefined }, 131008],
		['no type', { type: undefined }, 131008],
		['an interactive message', { type: 'interactive', interactive: {} }, 131009],
		['an order', { type: 'order', order: {}, text: undefined }, 131009],
		['a reaction', { type: 'reaction', reaction: { message_id: 'w', emoji: '' } }, 131009],
		['two contents', { image: { id: '1' } }, 100],
		['no text', { text: { body: '' } }, 131008],
		['no content', { text: undefined }, 131008],
		['a long text', { text: { body: 'x'.repeat(4097) } }, 100],
		['preview_url as text', { text: { body: 'x', preview_url: 'true' } }, 100],
		['an unknown key', { text: { body: 'x', markdown: true } }, 100],
		['tracking data that is no text', { biz_opaque_callback_data: 1 }, 100],
		['no product', { messaging_product: 'signal' }, 100],
	])('%s', async (_, changes, code) => {
		const base = { recipient_type: 'group', to: id, type: 'text', text: { body: 'x' } };
		const body: Record<string, unknown> = { ...base, ...changes };
		if (body.type !== 'text') delete body.text;
		expect(codeOf(await send(body))).toEqual([400, code]);
		expect(client.simulator.log.sentMessages).toEqual([]);
		expect(client.simulator.log.requests[0]).toMatchObject({ tookEffect: false, errorCode: code });
	});

	test('the longest text in characters is accepted', async () => {
		expect((await toGroup('text', { body: '😀'.repeat(4096) })).status).toBe(200);
	});

	test('unverified types are accepted by the switch, and checked', async () => {
		client.simulator.setSwitches({ unverifiedTypes: 'accept' });
		const answers = [
			await toGroup('reaction', { message_id: 'w', emoji: '👍' }),
			await toGroup('location', { latitude: 1, longitude: 2 }),
			await toGroup('contacts', [{ name: { formatted_name: 'A' } }]),
		];
		expect(answers.map(({ status }) => status)).toEqual([200, 200, 200]);
		const refused = [
			await toGroup('reaction', { emoji: '👍' }),
			await toGroup('reaction', { message_id: 'w' }),
			await toGroup('location', { latitude: 1 }),
			await toGroup('contacts', []),
			await toGroup('location', 'here'),
		];
		expect(refused.map((answer) => codeOf(answer)[1])).toEqual([131008, 100, 100, 100, 100]);
	});
});

describe('windows', () => {
	test('outside the group’s window: a failed status, or 131047 at once', async () => {
		client.simulator.advance(24 * HOUR + 1000);
		expect((await toGroup('text', { body: 'x' })).status).toBe(200);
		expect(failures()).toEqual([['failed', 131047]]);
		expect(statuses()[0].recipient_participant_id).toBeUndefined();
		expect(client.simulator.log.sentMessages[0].failedWith).toBe(131047);
		client.simulator.setSwitches({ outsideWindow: 'sync' });
		expect(codeOf(await toGroup('text', { body: 'x' }))).toEqual([400, 131047]);
	});

	test('any member’s message opens the window for the group', async () => {
		client.simulator.control.closeWindow(id);
		client.simulator.control.sendText(id, BEN, 'hello');
		await toGroup('text', { body: 'x' });
		expect(statuses()[0].status).toBe('sent');
	});

	test('a group without members: 131020 at once, or as a failed status', async () => {
		id = client.simulator.control.addGroup({ subject: 'empty' }).id;
		expect(codeOf(await toGroup('text', { body: 'x' }))).toEqual([400, 131020]);
		client.simulator.setSwitches({ emptyGroup: 'failed' });
		expect((await toGroup('text', { body: 'x' })).status).toBe(200);
		expect(failures()).toEqual([['failed', 131020]]);
	});

	test('a person’s own window decides about texts to them', async () => {
		await toPerson('+16505551001');
		expect(failures()).toEqual([['failed', 131047]]);
		client.simulator.control.sendDirect(ANA, 'hi');
		await toPerson('+16505551001');
		expect(failures().at(-1)).toEqual(['read', undefined]);
		expect(statuses().at(-1)).toMatchObject({ recipient_id: ANA });
		expect(statuses().at(-1)?.recipient_type).toBeUndefined();
		expect(client.simulator.state.people.get(ANA)?.inbox).toMatchObject([{ text: 'x' }]);
		client.simulator.advance(25 * HOUR);
		client.simulator.setSwitches({ outsideWindow: 'sync' });
		expect(codeOf(await toPerson('+16505551001'))).toEqual([400, 131047]);
	});
});

describe('recipients', () => {
	beforeEach(() => {
		client.simulator.control.addPerson({ waId: ANA, windowOpen: true });
	});

	test('any notation of a number', async () => {
		for (const to of ['+16505551001', '+1 650-555-1001', '+1 (650) 555.1001']) {
			expect((await toPerson(to)).body.contacts).toEqual([{ input: to, wa_id: ANA }]);
		}
		expect(client.simulator.log.sentTo(ANA)).toHaveLength(3);
	});

	test('without + the business’s country code is prepended, unless the switch keeps it', async () => {
		expect((await toPerson('6505551001')).body.contacts[0].wa_id).toBe(ANA);
		expect((await toPerson('16505551001')).body.contacts[0].wa_id).toBe(`1${ANA}`);
		client.simulator.setSwitches({ missingPlus: 'keep' });
		expect((await toPerson('16505551001')).body.contacts[0].wa_id).toBe(ANA);
	});

	test('no phone number: 131009; the business itself: 131021', async () => {
		expect(codeOf(await toPerson('Ana'))).toEqual([400, 131009]);
		expect(codeOf(await toPerson('US.13491208655302741918'))).toEqual([400, 131009]);
		expect(codeOf(await toPerson('+15550783881'))).toEqual([400, 131021]);
	});

	test('not on WhatsApp: a failed status 131026, or at once', async () => {
		client.simulator.control.addPerson({ waId: BEN, onWhatsApp: false });
		expect((await toPerson(`+${BEN}`)).status).toBe(200);
		expect(failures()).toEqual([['failed', 131026]]);
		client.simulator.setSwitches({ undeliverable: 'sync' });
		expect(codeOf(await toPerson(`+${BEN}`))).toEqual([400, 131026]);
	});
});

describe('a message to a single person', () => {
	const NO_NUMBER = '16505559999';
	beforeEach(() => {
		const { control } = client.simulator;
		control.addTemplate({ name: 'hello', components: [{ type: 'BODY', text: 'Hello!' }] });
		control.addPerson({ waId: NO_NUMBER, onWhatsApp: false });
	});
	const invite = async (to: string, callbackData?: string) =>
		await send({
			recipient_type: 'individual',
			to,
			type: 'template',
			template: { name: 'hello', language: { code: 'en_US' } },
			...(callbackData ? { biz_opaque_callback_data: callbackData } : {}),
		});

	test('its statuses are one to one, with the tracking data', async () => {
		const { body } = await invite(`+${ANA}`, 'row 7');
		expect(body.messages[0].message_status).toBe('accepted');
		const common = {
			id: body.messages[0].id,
			timestamp: expect.any(String),
			recipient_id: ANA,
			biz_opaque_callback_data: 'row 7',
		};
		const pricing = {
			billable: true,
			pricing_model: 'PMP',
			type: 'regular',
			category: 'utility',
		};
		expect(statuses()).toEqual([
			{ ...common, status: 'sent', pricing },
			{ ...common, status: 'delivered', pricing },
			{ ...common, status: 'read' },
		]);
	});

	test('without the tracking data by the switch', async () => {
		client.simulator.setSwitches({ echoCallbackData: false });
		await invite(`+${ANA}`, 'row 7');
		expect(statuses()).toHaveLength(3);
		expect(JSON.stringify(statuses())).not.toContain('row 7');
	});

	test('to somebody who is not on WhatsApp: accepted, then a failed status', async () => {
		expect((await invite(`+${NO_NUMBER}`, 'row 8')).status).toBe(200);
		expect(statuses()).toEqual([
			{
				id: expect.any(String),
				timestamp: expect.any(String),
				status: 'failed',
				recipient_id: NO_NUMBER,
				biz_opaque_callback_data: 'row 8',
				errors: [expect.objectContaining({ code: 131026 })],
			},
		]);
	});

	test('no kind of price is named for a free one', async () => {
		client.simulator.control.sendDirect(ANA, 'hi');
		await toPerson(`+${ANA}`);
		const { pricing } = statuses()[0];
		expect(pricing).toEqual({ billable: false, pricing_model: 'PMP', category: 'service' });
	});
});

describe('a message by user id', () => {
	const USER = 'US.13491208655302741918';
	const PARENT = 'US.ENT.11815799212886844830';
	beforeEach(() => {
		client.simulator.control.addPerson({
			waId: ANA,
			userId: USER,
			parentUserId: PARENT,
			hideNumber: true,
			windowOpen: true,
		});
	});
	const toUser = async (recipient: unknown, more: object = {}) =>
		await send({
			recipient_type: 'individual',
			recipient,
			type: 'text',
			text: { body: 'x' },
			...more,
		});

	test.each([USER, PARENT])('to %s reaches the person and never tells the number', async (id) => {
		const { status, body } = await toUser(id);
		expect([status, body.contacts]).toEqual([200, [{ input: id, user_id: USER }]]);
		expect(client.simulator.state.people.get(ANA)?.inbox).toMatchObject([{ text: 'x' }]);
		expect(failures().map(([kind]) => kind)).toEqual(['sent', 'delivered', 'read']);
		expect(statuses().map((element) => element.recipient_id)).toEqual([
			undefined,
			undefined,
			undefined,
		]);
		expect(client.simulator.events[1].value.contacts).toMatchObject([{ user_id: USER }]);
		const wamid = Buffer.from(String(body.messages[0].id).slice(6), 'base64').toString('latin1');
		expect(JSON.stringify([body, wamid, client.simulator.events])).not.toContain(ANA);
		expect(client.simulator.log.sentTo(ANA)).toMatchObject([{ to: id }]);
	});

	test('recipient_id is empty where wa_id is', async () => {
		client.simulator.setSwitches({ bsuid: 'empty' });
		await toUser(USER);
		expect(statuses()[0].recipient_id).toBe('');
	});

	test('hiddenRecipient refuse: to is required', async () => {
		client.simulator.setSwitches({ hiddenRecipient: 'refuse' });
		expect(codeOf(await toUser(USER))).toEqual([400, 131008]);
		expect((await toUser(USER, { to: `+${BEN}` })).status).toBe(200);
	});

	test('where both stand, to wins', async () => {
		const { body } = await toUser(USER, { to: `+${BEN}` });
		expect(body.contacts).toEqual([{ input: `+${BEN}`, wa_id: BEN }]);
	});

	test('refusals: no user id, a group, a code for signing in', async () => {
		expect(codeOf(await toUser('Ana'))).toEqual([400, 131009]);
		expect(codeOf(await toUser(7))).toEqual([400, 131009]);
		expect(codeOf(await toUser(USER, { recipient_type: 'group' }))).toEqual([400, 131008]);
		client.simulator.control.addTemplate({ name: 'otp', category: 'AUTHENTICATION' });
		const template = { name: 'otp', language: { code: 'en_US' } };
		const otp = { type: 'template', template, text: undefined };
		expect(codeOf(await toUser(USER, otp))).toEqual([400, 131062]);
	});

	test('a user id that nobody has: undeliverable', async () => {
		const { body } = await toUser('US.1');
		expect(body.contacts).toEqual([{ input: 'US.1', user_id: 'US.1' }]);
		expect(failures()).toEqual([['failed', 131026]]);
		client.simulator.setSwitches({ undeliverable: 'sync' });
		expect(codeOf(await toUser('US.1'))).toEqual([400, 131026]);
	});

	test('a fault for one recipient hits them by user id too', async () => {
		client.simulator.faults.add({ kind: 'error', code: 131056, to: USER });
		expect(codeOf(await toUser('US.1'))[0]).toBe(200);
		expect(codeOf(await toUser(USER))).toEqual([429, 131056]);
	});
});

describe('ids of messages', () => {
	const decoded = (wamid: unknown) =>
		Buffer.from(String(wamid).replace(/^wamid\./, ''), 'base64').toString('latin1');

	test('hold the number of the person, or of the business, and never repeat', async () => {
		const direct = (await toPerson(`+${ANA}`)).body.messages[0].id;
		const inGroup = (await toGroup('text', { body: 'x' })).body.messages[0].id;
		const incoming = client.simulator.control.sendText(id, BEN, 'x');
		expect(decoded(direct)).toContain(ANA);
		expect(decoded(inGroup)).toContain('15550783881');
		expect(decoded(incoming)).toContain(BEN);
		for (const wamid of [direct, inGroup, incoming]) {
			expect(wamid).toMatch(/^wamid\.HBgLMT[\w+/]+=*$/);
		}
		const more = Array.from({ length: 500 }, () => client.simulator.control.sendText(id, BEN, 'x'));
		expect(new Set(more).size).toBe(500);
		expect(more.some((wamid) => wamid.includes('+'))).toBe(true);
		expect(more.some((wamid) => wamid.includes('/'))).toBe(true);
	});

	test('are the same again for the same seed', async () => {
		const first = (await toPerson(`+${ANA}`)).body.messages[0].id;
		const other = await startTestClient();
		other.simulator.control.addGroup({ subject: 's', members: [ANA, BEN], windowOpen: true });
		const again = await other.sendText(`+${ANA}`, 'x');
		expect(again.body.messages[0].id).toBe(first);
		await other.close();
	});

	test('do not tell a hidden number', () => {
		client.simulator.setSwitches({ bsuid: 'omitted' });
		const wamid = client.simulator.control.sendText(id, ANA, 'x');
		expect(decoded(wamid)).not.toContain(ANA);
	});

	test('ids of groups and join requests are base64 of what they are about', () => {
		const { control, state } = client.simulator;
		const group = control.addGroup({
			subject: 's',
			joinApprovalMode: 'approval_required',
			joinRequests: [ANA],
		});
		const text = Buffer.from(group.id.replaceAll('ZD', '='), 'base64').toString('utf8');
		expect(text).toMatch(/^capi_group:15550783881:\d{18}$/);
		expect(group.id).not.toContain('=');
		const [request] = state.groups.get(group.id)?.joinRequests.keys() ?? [];
		expect(Buffer.from(String(request), 'base64').toString('utf8')).toBe(`${ANA}:${group.number}`);
	});
});

describe('media messages', () => {
	const upload = async (type: string, size = 10) => {
		const file = { bytes: Buffer.alloc(size, 1), type, name: 'f' };
		const answer = await client.upload('/media', [
			['messaging_product', 'whatsapp'],
			['file', file],
		]);
		return String(answer.body.id);
	};

	test.each([
		['image', 'image/png', { caption: 'c' }],
		['video', 'video/mp4', { caption: 'c' }],
		['audio', 'audio/ogg', { voice: true }],
		['document', 'application/pdf', { caption: 'c', filename: 'a.pdf' }],
		['sticker', 'image/webp', {}],
	])('%s by id and by link', async (type, mime, more) => {
		expect((await toGroup(type, { id: await upload(mime), ...more })).status).toBe(200);
		expect((await toGroup(type, { link: 'https://example.com/f', ...more })).status).toBe(200);
	});

	test('refusals', async () => {
		const pdf = await upload('application/pdf');
		const codes = [];
		for (const [type, content] of [
			['image', {}],
			['image', { id: 'unknown' }],
			['image', { id: pdf }],
			['image', { id: pdf, link: 'https://example.com/a.jpg' }],
			['image', { link: 'a.jpg' }],
			['image', { link: 'https://example.com/a.jpg', caption: 'x'.repeat(1025) }],
			['audio', { link: 'https://example.com/a.ogg', caption: 'x' }],
			['sticker', { link: 'https://example.com/a.webp', filename: 'x' }],
			['image', { link: 'https://example.com/a.jpg', caption: 1 }],
			['document', { link: 'https://example.com/a.pdf', filename: 1 }],
			['audio', { link: 'https://example.com/a.ogg', voice: 'true' }],
			['sticker', { id: await upload('image/jpeg', 600 * 1024) }],
		] as const) {
			codes.push(codeOf(await toGroup(type, content))[1]);
		}
		expect(codes).toEqual([
			131008, 131009, 131053, 100, 131009, 100, 100, 100, 100, 100, 100, 131053,
		]);
	});

	test('a static sticker may be smaller than one that moves', async () => {
		const file = (header: string, flag: number) => {
			const bytes = Buffer.alloc(300 * 1024);
			bytes.write(header, 'latin1');
			bytes[20] = flag;
			return { bytes, type: 'image/webp', name: 'f' };
		};
		const uploaded = async (value: ReturnType<typeof file>) =>
			await client.upload('/media', [
				['messaging_product', 'whatsapp'],
				['file', value],
			]);
		expect((await uploaded(file('RIFF....WEBPVP8X', 0x02))).status).toBe(200);
		expect(codeOf(await uploaded(file('RIFF....WEBPVP8X', 0)))).toEqual([400, 131053]);
		expect(codeOf(await uploaded(file('RIFF....WEBPVP8 ', 0x02)))).toEqual([400, 131053]);
	});

	test('a voice message must be OGG', async () => {
		const mp4 = await upload('audio/mp4');
		expect((await toGroup('audio', { id: mp4 })).status).toBe(200);
		expect(codeOf(await toGroup('audio', { id: mp4, voice: true }))).toEqual([400, 131053]);
	});

	test('an upload is forgotten after 30 days', async () => {
		const image = await upload('image/jpeg');
		client.simulator.advance(30 * 24 * HOUR);
		expect(codeOf(await toGroup('image', { id: image }))).toEqual([400, 131009]);
	});
});

describe('pins', () => {
	const pin = async (wamid: string, more: object = { expiration_days: 7 }) =>
		await toGroup('pin', { type: 'pin', message_id: wamid, ...more });
	const pins = () => {
		const groups = client.simulator.snapshot().groups as Array<{ pins: string[] }>;
		return groups[0].pins;
	};
	const text = async () => String((await toGroup('text', { body: 'x' })).body.messages[0].id);

	test('at most three; a fourth takes the oldest; unpin; expiry', async () => {
		const wamids = [await text(), await text(), await text()];
		wamids.push(client.simulator.control.sendText(id, ANA, 'by Ana'));
		const [first, second, third, fourth] = wamids;
		for (const wamid of [second, first, third]) expect((await pin(wamid)).status).toBe(200);
		expect(pins()).toEqual([third, second, first]);
		const answer = await pin(fourth, { expiration_days: 1 });
		expect(answer.body.messages[0].id).toMatch(/^wamid\./);
		expect(pins()).toEqual([fourth, third, first]);
		await toGroup('pin', { type: 'unpin', message_id: third });
		expect(pins()).toEqual([fourth, first]);
		client.simulator.advance(25 * HOUR);
		expect(pins()).toEqual([first]);
	});

	test('works outside the window too', async () => {
		const wamid = await text();
		client.simulator.control.closeWindow(id);
		await pin(wamid);
		expect(pins()).toEqual([wamid]);
	});

	test('refusals', async () => {
		const wamid = await text();
		const other = client.simulator.control.addGroup({ subject: 'o', members: [ANA] }).id;
		const foreign = client.simulator.control.sendText(other, ANA, 'x');
		const answers = [
			await pin(wamid, {}),
			await pin(wamid, { expiration_days: 0 }),
			await pin(wamid, { expiration_days: 31 }),
			await pin(wamid, { expiration_days: 1.5 }),
			await pin('wamid.unknown'),
			await pin(foreign),
			await toGroup('pin', { type: 'hide', message_id: wamid }),
			await toGroup('pin', { type: 'unpin', message_id: wamid, expiration_days: 1 }),
			await toGroup('pin', { type: 'pin', expiration_days: 1 }),
			await toPerson('+16505551001', 'pin', { type: 'unpin', message_id: wamid }),
		];
		expect(answers.map((answer) => codeOf(answer)[1])).toEqual([
			100, 100, 100, 100, 131009, 131009, 100, 100, 131008, 100,
		]);
		expect(pins()).toEqual([]);
	});
});

describe('statuses of one participant', () => {
	test.each([
		['recipient_type', { recipient_type: 'group' }],
		['group_id', { group_id: expect.any(String) }],
	] as const)('statusGroupKey %s', async (statusGroupKey, shape) => {
		client.simulator.setSwitches({ statusGroupKey });
		await toGroup('text', { body: 'x' });
		const [sent, delivered] = statuses();
		expect(sent).toEqual({
			id: expect.any(String),
			timestamp: expect.any(String),
			status: 'sent',
			recipient_id: id,
			pricing: expect.any(Object),
			...shape,
		});
		expect(delivered).toMatchObject({ recipient_id: id, recipient_participant_id: ANA, ...shape });
		if ('group_id' in sent) expect(sent.group_id).toBe(id);
	});

	test.each([
		['omitted', undefined, 'beside'],
		['present', { origin: { type: 'group_service' } }, 'beside'],
		['nested', { pricing: { category: 'group_service' } }, 'inside'],
	] as const)('conversationObject %s', async (conversationObject, conversation, where) => {
		client.simulator.setSwitches({ conversationObject });
		await toGroup('text', { body: 'x' });
		const [sent] = statuses();
		if (conversation) expect(sent.conversation).toMatchObject(conversation);
		else expect(sent.conversation).toBeUndefined();
		expect(sent.pricing === undefined).toBe(where === 'inside');
	});

	test('participantKey, also alternating', async () => {
		client.simulator.setSwitches({ participantKey: 'participant_recipient_id' });
		await toGroup('text', { body: 'x' });
		expect(statuses()[1].participant_recipient_id).toBe(ANA);
		expect(statuses()[1].recipient_participant_id).toBeUndefined();
		client.simulator.setSwitches({ participantKey: 'alternate' });
		await toGroup('text', { body: 'x' });
		const later = statuses().slice(6);
		const keys = later.map((status) => status.recipient_participant_id !== undefined);
		expect(new Set(keys).size).toBe(2);
		expect(keys[0]).not.toBe(keys[1]);
	});

	test('hidden numbers and numeric timestamps', async () => {
		client.simulator.setSwitches({ bsuid: 'omitted', timestampStyle: 'number' });
		client.simulator.control.addPerson({ waId: ANA, userId: 'US.1', hideNumber: true });
		client.simulator.control.addPerson({ waId: BEN, userId: 'US.2', hideNumber: false });
		await toGroup('text', { body: 'x' });
		const [, ana, ben] = statuses();
		expect(ana.recipient_participant_id).toBeUndefined();
		expect(ana.recipient_participant_user_id).toBe('US.1');
		expect(ben.recipient_participant_id).toBe(BEN);
		expect(ben.timestamp).toEqual(expect.any(Number));
		const delivered = client.simulator.events[1].value;
		expect(delivered.contacts).toMatchObject([{ user_id: 'US.1' }]);
	});

	test('read, played, delivered and failed by control', async () => {
		client.simulator.setSwitches({ autoStatuses: 'none' });
		const wamid = (await toGroup('text', { body: 'x' })).body.messages[0].id;
		const { control } = client.simulator;
		control.deliverMessage(wamid, ANA);
		control.readMessage(wamid, ANA);
		control.playMessage(wamid, BEN);
		control.failMessage(wamid, 131049);
		expect(failures()).toEqual([
			['delivered', undefined],
			['read', undefined],
			['played', undefined],
			['failed', 131049],
		]);
		expect(() => control.readMessage('wamid.no', ANA)).toThrow('not a message of the business');
	});
});
