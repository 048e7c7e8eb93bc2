import { demoSeeds } from './index';
import { codeOf, PRODUCT, startTestClient, type TestClient } from './testClient';

const ANA = '16505551001';

let client: TestClient;
let id: string;
beforeEach(async () => {
	client = await startTestClient({
		...demoSeeds(),
		groups: [{ subject: 's', id: 'group', members: [ANA] }],
	});
	id = 'group';
});
afterEach(async () => await client.close());

const text = (value: string, name?: string) => ({
	type: 'text',
	text: value,
	...(name ? { parameter_name: name } : {}),
});
const body = (...parameters: object[]) => ({ type: 'body', parameters });
const header = (...parameters: object[]) => ({ type: 'header', parameters });
const button = (index: string, ...parameters: object[]) => ({
	type: 'button',
	sub_type: 'url',
	index,
	parameters,
});
const IMAGE = { type: 'image', image: { link: 'https://example.com/a.jpg' } };
const send = async (name: string, components?: object[], language = 'en_US', to?: string) =>
	await client.call('POST', '/messages', {
		...PRODUCT,
		recipient_type: to ? 'individual' : 'group',
		to: to ?? id,
		type: 'template',
		template: { name, language: { code: language }, ...(components ? { components } : {}) },
	});

describe('sending', () => {
	test('outside the window too, with message_status and a price', async () => {
		const answer = await send('welcome');
		expect(answer.body.messages).toEqual([
			{ id: expect.any(String), group_id: id, message_status: 'accepted' },
		]);
		expect(client.simulator.events[0].value.statuses?.[0].pricing).toEqual({
			billable: true,
			pricing_model: 'PMP',
			type: 'regular',
			category: 'group_utility',
		});
		client.simulator.control.openWindow(id);
		await send('welcome');
		const sent = client.simulator.events.flatMap(({ value }) => value.statuses ?? []).at(-2);
		expect(sent?.pricing).toMatchObject({ billable: false, type: 'free_group_customer_service' });
	});

	test.each([
		[
			'a header image and a body',
			'order_update_group',
			[header(IMAGE), body(text('A'), text('1'))],
		],
		[
			'named variables in any order',
			'appointment_named',
			[body(text('May 1', 'date'), text('Ana', 'first_name'))],
		],
		['a URL button', 'track_parcel', [body(text('A')), button('0', text('X1'))]],
		['a marketing template', 'invite_with_link', [body(text('s'), text('https://x'))]],
	])('%s', async (_, name, components) => {
		expect((await send(name, components)).status).toBe(200);
	});

	test.each([
		['unknown name', 'nope', [], 'en_US', 132001],
		['another language', 'welcome', [], 'de', 132001],
		['not approved', 'new_year_greeting', [body(text('x'))], 'en_US', 132015],
		['too few parameters', 'invite_with_link', [body(text('x'))], 'en_US', 132000],
		['parameters for none', 'welcome', [body(text('x'))], 'en_US', 132000],
		['no header', 'order_update_group', [body(text('A'), text('1'))], 'en_US', 132012],
		[
			'a text in an image header',
			'order_update_group',
			[header(text('x')), body(text('A'), text('1'))],
			'en_US',
			132012,
		],
		['an image in the body', 'invite_with_link', [body(IMAGE, text('x'))], 'en_US', 132012],
		[
			'wrong names',
			'appointment_named',
			[body(text('a', 'first_name'), text('b', 'day'))],
			'en_US',
			132012,
		],
		['an empty text', 'invite_with_link', [body(text(''), text('x'))], 'en_US', 131008],
		[
			'too long a text',
			'invite_with_link',
			[body(text('a'.repeat(1024)), text('x'))],
			'en_US',
			132005,
		],
		['no button parameter', 'track_parcel', [body(text('A'))], 'en_US', 131008],
		['another button', 'track_parcel', [body(text('A')), button('1', text('x'))], 'en_US', 132012],
		['two bodies', 'welcome', [body(), body()], 'en_US', 100],
		['an unknown component', 'welcome', [{ type: 'footer' }], 'en_US', 100],
		[
			'a text where a group is expected',
			'group_invite',
			[body(text('l'), text('A'))],
			'en_US',
			132012,
		],
	])('refuses %s', async (_, name, components, language, code) => {
		expect(codeOf(await send(name, components, language))).toEqual([400, code]);
		expect(client.simulator.log.sentMessages).toEqual([]);
	});

	test.each([
		['a line break', 'a\nb', 132018],
		['a carriage return', 'a\rb', 132018],
		['a tab', 'a\tb', 132018],
		['five spaces', 'a     b', 132018],
		['four spaces', 'a    b', undefined],
	])('a value with %s, wherever it stands', async (_, value, code) => {
		client.simulator.control.addTemplate({
			name: 'everywhere',
			components: [
				{ type: 'HEADER', format: 'TEXT', text: 'For {{1}}' },
				{ type: 'BODY', text: 'Hello {{1}}' },
				{
					type: 'BUTTONS',
					buttons: [{ type: 'URL', text: 'Open', url: 'https://example.com/{{1}}' }],
				},
			],
		});
		const fine = text('x');
		const bad = text(value);
		const codes = [];
		for (const [inHeader, inBody, inButton] of [
			[bad, fine, fine],
			[fine, bad, fine],
			[fine, fine, bad],
		]) {
			const components = [header(inHeader), body(inBody), button('0', inButton)];
			codes.push(codeOf(await send('everywhere', components))[1]);
		}
		expect(codes).toEqual([code, code, code]);
	});

	test('buttons that need a value: none, an empty one, another kind', async () => {
		client.simulator.control.addTemplate({
			name: 'coupon',
			components: [
				{ type: 'BODY', text: 'Take this' },
				{
					type: 'BUTTONS',
					buttons: [
						{ type: 'QUICK_REPLY', text: 'Stop' },
						{ type: 'COPY_CODE', text: 'Copy' },
					],
				},
			],
		});
		const copy = (...parameters: object[]) => ({
			...button('1', ...parameters),
			sub_type: 'copy_code',
		});
		const reply = (...parameters: object[]) => ({
			...button('0', ...parameters),
			sub_type: 'quick_reply',
		});
		const code = { type: 'coupon_code', coupon_code: 'SAVE10' };
		const payload = { type: 'payload', payload: 'stop' };
		const answers = [
			await send('coupon'),
			await send('coupon', [copy()]),
			await send('coupon', [copy({ ...code, coupon_code: '' })]),
			await send('coupon', [copy(text('SAVE10'))]),
			await send('coupon', [copy(code, code)]),
			await send('coupon', [copy(code), reply({ ...payload, payload: '' })]),
			await send('track_parcel', [body(text('A')), button('0')]),
			await send('track_parcel', [body(text('A')), button('0', text(''))]),
		];
		expect(answers.map((answer) => codeOf(answer)[1])).toEqual([
			131008, 131008, 131008, 132012, 132000, 131008, 131008, 131008,
		]);
		expect((await send('coupon', [copy(code)])).status).toBe(200);
		expect((await send('coupon', [copy(code), reply(payload)])).status).toBe(200);
	});

	test('a static URL button takes no value', async () => {
		const buttons = [{ type: 'URL', text: 'Open', url: 'https://example.com/' }];
		client.simulator.control.addTemplate({
			name: 'static',
			components: [
				{ type: 'BODY', text: 'x' },
				{ type: 'BUTTONS', buttons },
			],
		});
		expect((await send('static')).status).toBe(200);
		expect(codeOf(await send('static', [button('0', text('x'))]))).toEqual([400, 132000]);
	});

	test.each(['CAROUSEL', 'LIMITED_TIME_OFFER'])('never a template with %s', async (type) => {
		const components = [{ type: 'BODY', text: 'x' }, { type }];
		client.simulator.control.addTemplate({ name: 'rich', components });
		expect(codeOf(await send('rich', [], 'en_US', '+16505551001'))).toEqual([400, 132012]);
	});

	test('a document in a header may have a name, and no caption', async () => {
		client.simulator.control.addTemplate({
			name: 'invoice',
			components: [
				{ type: 'HEADER', format: 'DOCUMENT' },
				{ type: 'BODY', text: 'x' },
			],
		});
		const document = { link: 'https://example.com/a.pdf', filename: 'a.pdf' };
		const withDocument = async (value: object) =>
			await send('invoice', [header({ type: 'document', document: value })]);
		expect((await withDocument(document)).status).toBe(200);
		expect(codeOf(await withDocument({ ...document, caption: 'c' }))).toEqual([400, 100]);
	});

	test('nothing that sells goes to groups', async () => {
		const buttons = [{ type: 'CATALOG', text: 'View catalog' }];
		client.simulator.control.addTemplate({
			name: 'shop',
			components: [
				{ type: 'BODY', text: 'x' },
				{ type: 'BUTTONS', buttons },
			],
		});
		expect(codeOf(await send('shop'))).toEqual([400, 131009]);
		expect((await send('shop', [], 'en_US', '+16505551001')).status).toBe(200);
	});

	test('no authentication templates to groups', async () => {
		const components = [{ type: 'BODY', text: 'Your code' }];
		client.simulator.control.addTemplate({ name: 'otp', category: 'AUTHENTICATION', components });
		expect(codeOf(await send('otp'))).toEqual([400, 131009]);
		expect((await send('otp', [], 'en_US', '+16505551001')).status).toBe(200);
	});
});

describe('an invitation', () => {
	const invite = async (group: string, to = '+16505551001') =>
		await send(
			'group_invite',
			[body({ type: 'group_id', group_id: group }, text('Ana'))],
			'en_US',
			to,
		);

	test('turns the group into its current link, and the person can join with it', async () => {
		expect((await invite(id)).status).toBe(200);
		const [received] = client.simulator.state.people.get(ANA)?.inbox ?? [];
		expect(received.inviteLinks).toEqual([client.simulator.control.inviteLink(id)]);
		expect(received.text).toContain('See you, Ana!');
	});

	test('of an unknown group: 131041', async () => {
		expect(codeOf(await invite('unknown'))).toEqual([400, 131041]);
	});

	test('a person who joins by themselves does so a while after it', async () => {
		const { control, state } = client.simulator;
		control.autoJoin({ afterMs: 60_000 });
		await invite(id, '+16505552000');
		await invite(id, '+16505559999');
		await client.sendText('+16505552001', 'no link');
		expect(state.groups.get(id)?.members.size).toBe(1);
		client.simulator.advance(60_000);
		await client.simulator.idle();
		expect([...(state.groups.get(id)?.members.keys() ?? [])]).toEqual([ANA, '16505552000']);
	});

	test('a link in a text does the same', async () => {
		const { control, state } = client.simulator;
		control.addPerson({ waId: '16505552000', windowOpen: true });
		control.autoJoin({ waId: '16505552000', groupId: id, afterMs: 0 });
		await client.sendText('+16505552000', `Come: ${control.inviteLink(id)}!`);
		await client.simulator.idle();
		expect(state.groups.get(id)?.members.has('16505552000')).toBe(true);
	});
});

describe('lists', () => {
	test('the older endpoint pages by offset, with statuses in lower case', async () => {
		const all = (await client.call('GET', '/v1/configs/templates')).body;
		expect([all.count, all.total]).toEqual([7, 7]);
		expect(all.waba_templates[0]).toMatchObject({
			name: 'group_invite',
			status: 'approved',
			category: 'UTILITY',
		});
		expect(all.waba_templates[0].parameterTypes).toBeUndefined();
		const page = (await client.call('GET', '/v1/configs/templates?limit=3&offset=6')).body;
		expect(page).toMatchObject({ count: 1, total: 7 });
		client.simulator.setSwitches({ legacyTemplatesMaxLimit: 2 });
		expect((await client.call('GET', '/v1/configs/templates?limit=100')).body.count).toBe(2);
		expect(codeOf(await client.call('GET', '/v1/configs/templates?limit=x'))).toEqual([400, 100]);
	});

	test('the newer endpoint pages by cursor, with statuses in upper case', async () => {
		const first = (await client.call('GET', '/message_templates?limit=5')).body;
		expect(first.data[0]).toMatchObject({ name: 'group_invite', status: 'APPROVED' });
		const next = `/message_templates?limit=5&after=${first.paging.cursors.after}`;
		const second = (await client.call('GET', next)).body;
		expect(second.data).toHaveLength(2);
		expect(second.paging.next).toBeUndefined();
		const few = (await client.call('GET', '/message_templates?fields=name,status')).body.data[0];
		expect(Object.keys(few).sort()).toEqual(['id', 'name', 'status']);
	});

	test('templatesEndpoint takes either away', async () => {
		client.simulator.setSwitches({ templatesEndpoint: 'legacy' });
		expect((await client.call('GET', '/message_templates')).status).toBe(404);
		expect((await client.call('GET', '/v1/configs/templates')).status).toBe(200);
		client.simulator.setSwitches({ templatesEndpoint: 'new' });
		expect((await client.call('GET', '/message_templates')).status).toBe(200);
		expect((await client.call('GET', '/v1/configs/templates')).status).toBe(404);
		expect((await client.call('POST', '/v1/configs/templates', {})).status).toBe(404);
	});
});

describe('the library', () => {
	const create = async (path: string, changes: object = {}) =>
		await client.call('POST', path, {
			name: 'my_invite',
			category: 'UTILITY',
			language: 'en_US',
			...changes,
		});

	test('lists the invitations; one of them can be created and sent', async () => {
		const list = '/message_template_library?topic=group_invite_link&language=en&category=utility';
		const { data } = (await client.call('GET', list)).body;
		expect(data).toHaveLength(2);
		const library_template_name = data[0].name;
		const created = await create('/message_templates', { library_template_name });
		expect(created.body).toEqual({
			id: expect.any(String),
			status: 'APPROVED',
			category: 'UTILITY',
		});
		const group = { type: 'group_id', group_id: id };
		const sent = await send('my_invite', [body(group, text('A'))], 'en_US', '+16505551001');
		expect(sent.status).toBe(200);
	});

	test('the topic’s own name, by the switch', async () => {
		const library_template_name = 'group_invite_link';
		client.simulator.setSwitches({ libraryInviteName: 'listed' });
		const listed = await create('/v1/configs/templates', { library_template_name });
		expect(codeOf(listed)).toEqual([400, 100]);
		client.simulator.setSwitches({ libraryInviteName: 'topic', libraryApproval: 'pending' });
		const topic = await create('/v1/configs/templates', { library_template_name });
		expect(topic.body).toMatchObject({ name: 'my_invite', status: 'pending' });
		const exact = { name: 'other', library_template_name: 'group_invite_upon_request_1' };
		expect(codeOf(await create('/v1/configs/templates', exact))).toEqual([400, 100]);
	});

	test.each([
		['an unknown item', { library_template_name: 'nope' }, 100],
		[
			'an item with buttons and no inputs',
			{ library_template_name: 'low_balance_warning_1' },
			131008,
		],
		['nothing to say', {}, 100],
		['no body', { components: [{ type: 'FOOTER', text: 'x' }] }, 100],
		['a bad name', { name: 'My Invite', components: [{ type: 'BODY', text: 'x' }] }, 100],
		['a bad category', { category: 'utility', components: [{ type: 'BODY', text: 'x' }] }, 100],
		['no language', { language: undefined, components: [{ type: 'BODY', text: 'x' }] }, 100],
		['a name that is taken', { name: 'welcome', components: [{ type: 'BODY', text: 'x' }] }, 100],
	])('refuses %s', async (_, changes, code) => {
		expect(codeOf(await create('/message_templates', changes))).toEqual([400, code]);
	});

	test('an own template waits for its approval', async () => {
		await create('/message_templates', { components: [{ type: 'BODY', text: 'x' }] });
		expect(codeOf(await send('my_invite'))).toEqual([400, 132015]);
		client.simulator.control.setTemplateStatus('my_invite', 'approved');
		expect((await send('my_invite')).status).toBe(200);
	});
});
