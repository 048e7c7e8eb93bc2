import type { INodeParameters } from 'n8n-workflow';

import { senderOf, withSender } from '../../../nodes/WhatsAppGroups/api/sender';
import { isoFile, oggFile, webp } from '../../support/sampleFiles';
import { byId, byName, mapped } from '../../support/world';
import { GROUP_ID, itemsOf, NODE, useBench } from './bench';
import { itemWith, picture, textFile, type FileSeed } from './files';
import { openGroups, templates } from './seeds';

const bench = useBench({ groups: openGroups, templates });
const group = { groupId: byId(GROUP_ID) };
/** Of the workflow that the engine runs. */
const MARK = withSender(senderOf('workflow'), undefined);
const frame = {
	messaging_product: 'whatsapp',
	recipient_type: 'group',
	to: GROUP_ID,
	biz_opaque_callback_data: MARK,
};
const lastSent = () => bench.simulator.log.sentMessages.at(-1);

describe('message:send of text', () => {
	const text = (value: string, options: INodeParameters = {}): INodeParameters => ({
		...group,
		text: value,
		options,
	});

	test('sends it to the group as it is written', async () => {
		const result = await bench.run('message:send', text('  Hello *all* \n 🎉 '));
		expect(result.items(NODE)).toEqual([
			{
				json: {
					success: true,
					status: 'accepted',
					groupId: GROUP_ID,
					messageId: lastSent()?.wamid,
				},
				pairedItem: { item: 0 },
			},
		]);
		expect(bench.calls()).toEqual([
			{
				call: 'POST /messages',
				body: { ...frame, type: 'text', text: { body: '  Hello *all* \n 🎉 ' } },
			},
		]);
	});

	test('takes a number from an expression as text', async () => {
		await bench.output('message:send', text('={{ 42 }}'));
		expect(lastSent()?.body.text).toEqual({ body: '42' });
	});

	test('a preview and tracking data when they are asked for', async () => {
		await bench.output('message:send', text('See https://n8n.io', { previewUrl: true }));
		expect(lastSent()?.body.text).toEqual({ body: 'See https://n8n.io', preview_url: true });
		await bench.output('message:send', text('Hi', { previewUrl: false, trackingData: 'order 7' }));
		expect(lastSent()?.body).toEqual({
			...frame,
			type: 'text',
			text: { body: 'Hi' },
			biz_opaque_callback_data: 'order 7',
		});
	});

	test('exactly 4,096 characters are allowed, counted as people count them', async () => {
		await bench.output('message:send', text('🎉'.repeat(4096)));
		expect(bench.simulator.log.sentMessages).toHaveLength(1);
	});

	test('simplify off gives the service’s own body', async () => {
		expect(await bench.output('message:send', text('Hi', { simplify: false }))).toEqual([
			{
				messaging_product: 'whatsapp',
				contacts: [{ input: GROUP_ID, wa_id: GROUP_ID }],
				messages: [{ id: lastSent()?.wamid, group_id: GROUP_ID }],
			},
		]);
	});

	test('one group gets its messages in the order of the items', async () => {
		const items = itemsOf(...Array.from({ length: 40 }, (_, index) => ({ index })));
		bench.simulator.setLatency({ min: 0, max: 6 });
		await bench.output('message:send', text('={{ "Number " + $json.index }}'), items);
		const bodies = bench.simulator.log.sentMessages.map(({ body }) => body.text);
		expect(bodies).toEqual(items.map((_, index) => ({ body: `Number ${index}` })));
	});
});

describe('message:send of files', () => {
	const sticker: FileSeed = { bytes: webp(), mimeType: 'image/webp', fileName: 's.webp' };
	const ogg: FileSeed = {
		bytes: oggFile(),
		mimeType: 'audio/ogg; codecs=opus',
		fileName: 'v.ogg',
	};
	const mp4: FileSeed = { bytes: isoFile(), mimeType: 'video/mp4', fileName: 'c.mp4' };
	const kinds: Array<[string, FileSeed, object]> = [
		['image', picture(10, 20), {}],
		['video', mp4, {}],
		['audio', ogg, {}],
		['document', textFile('notes.txt'), { filename: 'notes.txt' }],
		['sticker', sticker, {}],
	];

	test.each(kinds)('%s by binary data: uploads, then sends', async (messageType, file, more) => {
		const result = await bench.run('message:send', { ...group, messageType }, [itemWith(file)]);
		expect(result.error).toBeUndefined();
		const [[mediaId, stored]] = bench.simulator.state.media;
		expect(result.items(NODE)).toEqual([
			{
				json: {
					success: true,
					groupId: GROUP_ID,
					messageId: lastSent()?.wamid,
					status: 'accepted',
					mediaId,
				},
				pairedItem: { item: 0 },
			},
		]);
		expect(bench.calls()).toEqual([
			{
				call: 'POST /media',
				parts: [
					{ name: 'messaging_product', size: 8, value: 'whatsapp' },
					{
						name: 'file',
						filename: file.fileName,
						contentType: file.mimeType.split(';')[0],
						size: file.bytes.length,
					},
				],
			},
			{
				call: 'POST /messages',
				body: { ...frame, type: messageType, [messageType]: { id: mediaId, ...more } },
			},
		]);
		expect(stored.bytes.equals(Buffer.from(file.bytes))).toBe(true);
	});

	test.each(kinds)('%s by media ID: no upload', async (messageType, file) => {
		const [{ mediaId }] = await bench.output('media:upload', {}, [itemWith(file)]);
		const parameters = { ...group, messageType, mediaSource: 'id', mediaId: String(mediaId) };
		const [json] = await bench.output('message:send', parameters);
		expect(json.mediaId).toBe(mediaId);
		expect(bench.callNames()).toEqual(['POST /media', 'POST /messages']);
		expect(lastSent()?.body).toEqual({
			...frame,
			type: messageType,
			[messageType]: { id: mediaId },
		});
	});

	test.each(kinds)('%s by link', async (messageType) => {
		const link = 'https://www.example.com/a%20b.bin?x=1&y=2';
		const parameters = { ...group, messageType, mediaSource: 'link', mediaUrl: ` ${link} ` };
		const [json] = await bench.output('message:send', parameters);
		expect(json).toEqual({
			success: true,
			groupId: GROUP_ID,
			messageId: lastSent()?.wamid,
			status: 'accepted',
		});
		expect(bench.calls()).toEqual([
			{ call: 'POST /messages', body: { ...frame, type: messageType, [messageType]: { link } } },
		]);
	});

	test.each([
		['image', { caption: 'Look' }, { caption: 'Look' }],
		['video', { caption: 'Look' }, { caption: 'Look' }],
		['document', { caption: 'Look', filename: 'a.pdf' }, { caption: 'Look', filename: 'a.pdf' }],
		['document', { caption: '', filename: '' }, {}],
		['audio', { caption: 'Look', filename: 'a.pdf' }, {}],
		['sticker', { caption: 'Look', filename: 'a.pdf' }, {}],
		['image', { filename: 'a.jpg' }, {}],
		['video', { trackingData: 'x' }, {}],
	])('%s with the options %j', async (messageType, options, more) => {
		const mediaUrl = 'https://www.example.com/file';
		const parameters = { ...group, messageType, mediaSource: 'link', mediaUrl, options };
		await bench.output('message:send', parameters);
		expect(lastSent()?.body[messageType]).toEqual({ link: mediaUrl, ...more });
		expect(lastSent()?.body.biz_opaque_callback_data).toBe(
			(options as { trackingData?: string }).trackingData ?? MARK,
		);
	});

	test('a document’s name in the options goes before that of the file', async () => {
		const parameters = {
			...group,
			messageType: 'document',
			options: { filename: 'Invoice 7.txt' },
		};
		await bench.output('message:send', parameters, [itemWith(textFile('x7.txt'))]);
		expect(lastSent()?.body.document).toMatchObject({ filename: 'Invoice 7.txt' });
	});
});

describe('message:pin and message:unpin', () => {
	const written = () => bench.simulator.control.sendText(GROUP_ID, '16505551001', 'Pin me');
	const pinned = () => bench.simulator.state.groups.get(GROUP_ID)?.pins.map(({ wamid }) => wamid);

	test('pins for the number of days, sent as a number', async () => {
		const messageId = written();
		const parameters = { ...group, messageId: ` ${messageId} `, expirationDays: 4 };
		const result = await bench.run('message:pin', parameters);
		expect(result.items(NODE)).toEqual([
			{
				json: {
					success: true,
					status: 'accepted',
					groupId: GROUP_ID,
					messageId,
					pinMessageId: lastSent()?.wamid,
				},
				pairedItem: { item: 0 },
			},
		]);
		expect(bench.calls()).toEqual([
			{
				call: 'POST /messages',
				body: {
					...frame,
					type: 'pin',
					pin: { type: 'pin', expiration_days: 4, message_id: messageId },
				},
			},
		]);
		expect(pinned()).toEqual([messageId]);
	});

	test.each([
		[undefined, 7],
		['={{ "30" }}', 30],
		[1, 1],
	])('expiration %p is %i days', async (expirationDays, days) => {
		const parameters = {
			...group,
			messageId: written(),
			...(expirationDays !== undefined && { expirationDays }),
		};
		await bench.output('message:pin', parameters);
		expect(lastSent()?.body.pin).toMatchObject({ expiration_days: days });
	});

	test('unpins without an expiration', async () => {
		const messageId = written();
		await bench.output('message:pin', { ...group, messageId });
		const [json] = await bench.output('message:unpin', { ...group, messageId });
		expect(json).toEqual({
			success: true,
			status: 'accepted',
			groupId: GROUP_ID,
			messageId,
			pinMessageId: lastSent()?.wamid,
		});
		expect(bench.calls()[1]).toEqual({
			call: 'POST /messages',
			body: { ...frame, type: 'pin', pin: { type: 'unpin', message_id: messageId } },
		});
		expect(pinned()).toEqual([]);
	});

	test.each(['pin', 'unpin'])(
		'%s: simplify off gives the service’s own body',
		async (operation) => {
			const parameters = { ...group, messageId: written(), options: { simplify: false } };
			expect(await bench.output(`message:${operation}`, parameters)).toEqual([
				{
					messaging_product: 'whatsapp',
					contacts: [{ input: GROUP_ID, wa_id: GROUP_ID }],
					messages: [{ id: lastSent()?.wamid, group_id: GROUP_ID }],
				},
			]);
		},
	);
});

describe('message:sendTemplate', () => {
	const send = 'message:sendTemplate';
	const withTemplate = (
		name: string,
		values: Record<string, string> = {},
		more: INodeParameters = {},
	): INodeParameters => ({
		...group,
		template: byName(name),
		templateParameters: mapped(values),
		...more,
	});
	const text = (value: string) => ({ type: 'text', text: value });
	const lists = [{ call: 'GET /v1/configs/templates', query: { limit: '100', offset: '0' } }];

	test('a template without variables has no components', async () => {
		const result = await bench.run(send, withTemplate('welcome'));
		expect(result.items(NODE)).toEqual([
			{
				json: {
					success: true,
					status: 'accepted',
					groupId: GROUP_ID,
					messageId: lastSent()?.wamid,
					messageStatus: 'accepted',
				},
				pairedItem: { item: 0 },
			},
		]);
		expect(bench.calls()).toEqual([
			...lists,
			{
				call: 'POST /messages',
				body: {
					...frame,
					type: 'template',
					template: { name: 'welcome', language: { code: 'en_US' } },
				},
			},
		]);
	});

	test.each<[string, Record<string, string>, object[]]>([
		[
			'invite_with_link',
			{ body_1: 'Fans', body_2: 'now' },
			[{ type: 'body', parameters: [text('Fans'), text('now')] }],
		],
		[
			'order_update_group',
			{ header_media: 'https://www.example.com/a.jpg', body_1: 'Ana', body_2: '7' },
			[
				{
					type: 'header',
					parameters: [{ type: 'image', image: { link: 'https://www.example.com/a.jpg' } }],
				},
				{ type: 'body', parameters: [text('Ana'), text('7')] },
			],
		],
		[
			'clip',
			{ header_media: 'http://www.example.com/a.mp4' },
			[
				{
					type: 'header',
					parameters: [{ type: 'video', video: { link: 'http://www.example.com/a.mp4' } }],
				},
			],
		],
		[
			'report',
			{ header_media: 'https://www.example.com/a.pdf' },
			[
				{
					type: 'header',
					parameters: [
						{
							type: 'document',
							document: { link: 'https://www.example.com/a.pdf', filename: 'a.pdf' },
						},
					],
				},
			],
		],
		[
			'voucher',
			{ button_1: 'SAVE10' },
			[
				{
					type: 'button',
					sub_type: 'copy_code',
					index: '1',
					parameters: [{ type: 'coupon_code', coupon_code: 'SAVE10' }],
				},
			],
		],
		[
			'headed',
			{ header_1: 'Ana', body_1: 'today' },
			[
				{ type: 'header', parameters: [text('Ana')] },
				{ type: 'body', parameters: [text('today')] },
			],
		],
		[
			'appointment_named',
			{ body_first_name: 'Ana', body_date: 'Monday' },
			[
				{
					type: 'body',
					parameters: [
						{ ...text('Ana'), parameter_name: 'first_name' },
						{ ...text('Monday'), parameter_name: 'date' },
					],
				},
			],
		],
		[
			'track_parcel',
			{ body_1: 'Ana', button_1: 'abc-7' },
			[
				{ type: 'body', parameters: [text('Ana')] },
				{ type: 'button', sub_type: 'url', index: '1', parameters: [text('abc-7')] },
			],
		],
	])('%s with %j', async (name, values, components) => {
		const [json] = await bench.output(send, withTemplate(name, values));
		expect(json.success).toBe(true);
		expect(lastSent()?.body).toEqual({
			...frame,
			type: 'template',
			template: { name, language: { code: 'en_US' }, components },
		});
	});

	test('a header image by media ID', async () => {
		const [{ mediaId }] = await bench.output('media:upload', {}, [itemWith(picture(5, 5))]);
		const values = { header_media: String(mediaId), body_1: 'Ana', body_2: '7' };
		await bench.output(send, withTemplate('order_update_group', values));
		expect(lastSent()?.body).toMatchObject({
			template: {
				components: [
					{ type: 'header', parameters: [{ type: 'image', image: { id: mediaId } }] },
					{ type: 'body' },
				],
			},
		});
	});

	test.each([
		['greeting|de', 'de'],
		[' greeting | en_US ', 'en_US'],
		['half_done', 'en_US'],
	])('takes the language of %s', async (name, code) => {
		await bench.output(send, withTemplate(name));
		expect(lastSent()?.body.template).toMatchObject({ language: { code } });
	});

	test.each([
		['greeting', 'Template: "greeting" exists in 2 languages', 'greeting|en_US, greeting|de'],
		[
			'greeting|fr',
			'Template: "greeting" does not exist in "fr", only in en_US, de.',
			'greeting|en_US',
		],
		['welcome|en', 'Template: "welcome" does not exist in "en", only in en_US.', 'welcome|en_US'],
		['greeting|en-US', 'Template: "greeting" does not exist in "en-US"', 'only in en_US, de'],
		['nothing', 'Template: there is no template "nothing"', 'Choose it from the list'],
		['new_year', 'Template: "new_year" is not approved, but pending', 'Wait for WhatsApp'],
		['half_done|de', 'Template: "half_done" is not approved, but rejected', 'Wait for'],
		['meeting_place', 'Template: a header of the kind "location" cannot be filled in', 'Choose'],
		['headed', 'Template Parameters: Header {{1}} is empty', 'Body {{1}} is empty'],
		['track_parcel', 'Template Parameters: Body {{1}} is empty', 'Button Track'],
	])('%s: says what is wrong, and sends nothing', async (name, message, hint) => {
		const error = await bench.failure(send, withTemplate(name));
		expect(error.message).toContain(message);
		expect(error.message).toMatch(/\. \S.*\.$/);
		expect(error.message).toContain(hint);
		expect(error.description).toMatch(/\bItem 0$/);
		expect(bench.simulator.log.sentMessages).toHaveLength(0);
	});

	test.each(['Cem\nDora', 'Cem\tDora', 'Cem     Dora', '', 'x'.repeat(1024)])(
		'a value that the service would refuse, of any item: nothing is sent (%j)',
		async (bad) => {
			const values = { body_1: '={{ $json.name }}', body_2: '7' };
			const parameters = withTemplate('invite_with_link', values);
			const items = itemsOf({ name: 'Ana' }, { name: bad }, { name: 'Ben' });
			const error = await bench.failure(send, parameters, items);
			expect(error.message).toMatch(/^Template Parameters: /);
			expect(error.context.itemIndex).toBe(1);
			expect(bench.callNames()).toEqual(['GET /v1/configs/templates']);
		},
	);

	test('the newer endpoint, where the older is missing', async () => {
		bench.simulator.setSwitches({ templatesEndpoint: 'new' });
		await bench.output(send, withTemplate('welcome'));
		expect(bench.calls().slice(0, 2)).toEqual([
			...lists,
			{ call: 'GET /message_templates', query: { limit: '100' } },
		]);
		expect(bench.simulator.log.sentMessages).toHaveLength(1);
	});

	test('reads the templates once for all items, and only as far as needed', async () => {
		for (let index = 0; index < 250; index += 1) {
			bench.simulator.control.addTemplate({ name: `t${index}`, components: [] });
		}
		const items = itemsOf({ name: 't100|en_US' }, { name: 'welcome|en_US' }, { name: 't1|en_US' });
		await bench.output(
			send,
			{ ...withTemplate('x'), template: byName('={{ $json.name }}') },
			items,
		);
		const pages = bench.simulator.log.find('GET', '/v1/configs/templates');
		expect(pages.map(({ query }) => query.offset)).toEqual(['0', '100']);
		expect(bench.simulator.log.sentMessages).toHaveLength(3);
	});

	test('tracking data, and simplify off', async () => {
		const options = { trackingData: 'order 7', simplify: false };
		const [json] = await bench.output(send, withTemplate('welcome', {}, { options }));
		expect(lastSent()?.body.biz_opaque_callback_data).toBe('order 7');
		expect(json).toEqual({
			messaging_product: 'whatsapp',
			contacts: [{ input: GROUP_ID, wa_id: GROUP_ID }],
			messages: [{ id: lastSent()?.wamid, group_id: GROUP_ID, message_status: 'accepted' }],
		});
	});
});
