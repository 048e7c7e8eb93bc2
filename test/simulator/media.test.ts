import { createHash } from 'node:crypto';
import { codeOf, startTestClient, type TestClient } from './testClient';

let client: TestClient;
beforeEach(async () => {
	client = await startTestClient();
});
afterEach(async () => await client.close());

const upload = async (type: string, bytes: Uint8Array = Buffer.from('bytes')) =>
	await client.upload('/media', [
		['messaging_product', 'whatsapp'],
		['file', { bytes, type, name: 'f' }],
	]);
const download = async (url: string) =>
	await client.raw('GET', url.replace('https://lookaside.fbsbx.com', ''), undefined);

test('upload, query, download, delete', async () => {
	const { id } = (await upload('image/png; x=y')).body;
	const info = (await client.call('GET', `/${id}`)).body;
	expect(info).toEqual({
		messaging_product: 'whatsapp',
		url: expect.stringMatching(
			/^https:\/\/lookaside\.fbsbx\.com\/whatsapp_business\/attachments\/\?/,
		),
		mime_type: 'image/png',
		sha256: expect.any(String),
		file_size: 5,
		id,
	});
	const file = await download(info.url);
	expect(file).toMatchObject({ status: 200, text: 'bytes' });
	expect(file.headers['content-type']).toBe('image/png');
	const path = info.url.replace('https://lookaside.fbsbx.com', '');
	const withoutKey = await client.raw('GET', path, undefined, { 'D360-API-KEY': '' });
	expect(withoutKey.status).toBe(401);
	expect((await client.call('DELETE', `/${id}`)).body).toEqual({ success: true });
	expect(codeOf(await client.call('GET', `/${id}`))).toEqual([400, 100]);
	expect((await download(info.url)).status).toBe(404);
});

test('mediaShaStyle: hex where it is asked for, base64 in webhooks', async () => {
	const hash = createHash('sha256').update('bytes');
	const [hex, base64] = [hash.copy().digest('hex'), hash.digest('base64')];
	const { id } = (await upload('image/png')).body;
	expect((await client.call('GET', `/${id}`)).body.sha256).toBe(hex);
	client.simulator.setSwitches({ mediaShaStyle: 'base64' });
	expect((await client.call('GET', `/${id}`)).body.sha256).toBe(base64);
	const { control, events } = client.simulator;
	const group = control.addGroup({ subject: 's', members: ['16505551001'] });
	control.sendMedia(group.id, '16505551001', { type: 'image', bytes: Buffer.from('bytes') });
	expect(events.at(-1)?.value.messages?.[0].image?.sha256).toBe(base64);
});

test('a URL lives five minutes; a new one is had by asking again', async () => {
	const { id } = (await upload('image/png')).body;
	const { url } = (await client.call('GET', `/${id}`)).body;
	client.simulator.advance(4 * 60_000);
	expect((await download(url)).status).toBe(200);
	client.simulator.advance(61_000);
	expect((await download(url)).status).toBe(404);
	const again = (await client.call('GET', `/${id}`)).body.url;
	expect((await download(again)).status).toBe(200);
	expect((await download(again.replace('hash=AT', 'hash=BT'))).status).toBe(404);
});

test('refuses other types, empty and large files, and other forms', async () => {
	expect(codeOf(await upload('image/gif'))).toEqual([400, 131053]);
	expect(codeOf(await upload('image/png', Buffer.alloc(0)))).toEqual([400, 131053]);
	const large = await upload('image/png', Buffer.alloc((5 << 20) + 1));
	expect(codeOf(large)).toEqual([400, 131053]);
	const file = { bytes: Buffer.from('x'), type: 'image/png', name: 'f' };
	expect(codeOf(await client.upload('/media', [['file', file]]))).toEqual([400, 100]);
	const noFile = await client.upload('/media', [['messaging_product', 'whatsapp']]);
	expect(codeOf(noFile)).toEqual([400, 100]);
	expect(codeOf(await client.call('POST', '/media', {}))).toEqual([400, 100]);
	const broken = await client.raw('POST', '/media', 'no parts', {
		'content-type': 'multipart/form-data; boundary=x',
	});
	expect(codeOf(broken)).toEqual([400, 100]);
	await client.simulator.idle();
});

test('a large document is fine', async () => {
	expect((await upload('application/pdf', Buffer.alloc(20 << 20))).status).toBe(200);
});

test('media that people send can be downloaded, from the webhook’s URL too', async () => {
	const { control } = client.simulator;
	const group = control.addGroup({ subject: 's', members: ['16505551001'] });
	const send = () => {
		control.sendMedia(group.id, '16505551001', {
			type: 'document',
			bytes: Buffer.from('pdf'),
			filename: 'a.pdf',
			caption: 'c',
		});
		return client.simulator.events.at(-1)?.value.messages?.[0];
	};
	const message = send();
	expect(message).toMatchObject({
		type: 'document',
		group_id: group.id,
		document: { mime_type: 'application/pdf', filename: 'a.pdf', caption: 'c' },
	});
	expect(await download(message?.document?.url ?? '')).toMatchObject({ status: 200, text: 'pdf' });
	const { id } = message?.document ?? {};
	expect((await client.call('GET', `/${id}`)).body).toMatchObject({ id, file_size: 3 });
	client.simulator.setSwitches({ incomingMediaUrl: false, scalarStyle: 'strings' });
	expect(send()?.document?.url).toBeUndefined();
	expect((await client.call('GET', `/${id}`)).body.file_size).toBe('3');
	client.simulator.advance(7 * 24 * 60 * 60 * 1000);
	expect(codeOf(await client.call('GET', `/${id}`))).toEqual([400, 100]);
});
