import type { IBinaryData, IBinaryKeyData, INodeParameters } from 'n8n-workflow';

import type { FaultRule } from '../../simulator';

import { operations } from '../../../nodes/WhatsAppGroups/operations';
import { NODE_TYPE, type WorkflowJson } from '../../support/engine';
import { mp3Frames, pdfFile } from '../../support/sampleFiles';
import { byId } from '../../support/world';
import { GROUP_ID, NODE, useBench, withOperation } from './bench';
import { itemWith, picture, png, textFile } from './files';
import { openGroups } from './seeds';

const bench = useBench({ groups: openGroups });
const MIB = 1024 * 1024;

/** A file that somebody sent to the group; its media ID. */
function receivedFile(): string {
	bench.simulator.control.sendMedia(GROUP_ID, '16505551001', {
		type: 'document',
		bytes: Buffer.from('%PDF-1.7 some bytes'),
		filename: 'plan.pdf',
	});
	const [id] = [...bench.simulator.state.media.keys()].slice(-1);
	return id;
}

const answer = (body: unknown, contentType: string): FaultRule => ({
	kind: 'answer',
	status: 200,
	body,
	contentType,
});
const page = (type: string) => answer('<!DOCTYPE html><html><title>Login</title></html>', type);
const error = (what: object | string) => answer({ error: what }, 'application/json');
const bytes = (text: string) => answer(text, 'application/pdf');

describe('media:upload', () => {
	test('posts the file as multipart', async () => {
		const file = textFile('notes.txt', 20);
		const result = await bench.run('media:upload', {}, [itemWith(file)]);
		const [[mediaId, stored]] = bench.simulator.state.media;
		expect(result.items(NODE)).toEqual([
			{
				json: {
					success: true,
					status: 'done',
					mediaId,
					mimeType: 'text/plain',
					filename: 'notes.txt',
					fileSize: 20,
				},
				pairedItem: { item: 0 },
			},
		]);
		expect(bench.calls()).toEqual([
			{
				call: 'POST /media',
				parts: [
					{ name: 'messaging_product', size: 8, value: 'whatsapp' },
					{ name: 'file', filename: 'notes.txt', contentType: 'text/plain', size: 20 },
				],
			},
		]);
		expect(stored.bytes.equals(Buffer.from(file.bytes))).toBe(true);
	});

	test('takes another field, and keeps every byte of a binary file', async () => {
		const all = Buffer.from(Array.from({ length: 512 }, (_, index) => index % 256));
		const bytes = Buffer.concat([png.bytes, all]);
		const file = { bytes, mimeType: 'image/png', fileName: 'a "quoted"\r\nname.png' };
		await bench.output('media:upload', { binaryPropertyName: 'photo' }, [itemWith(file, 'photo')]);
		const [stored] = bench.simulator.state.media.values();
		expect(stored.bytes.equals(bytes)).toBe(true);
		expect(stored.mimeType).toBe('image/png');
		expect(bench.calls()[0].parts).toHaveLength(2);
	});

	test('64 MiB of files are under way at once, and not all that the items have', async () => {
		const { faults, log } = bench.simulator;
		bench.simulator.setLatency(200);
		const underWay: number[] = [];
		const where = () => {
			underWay.push(log.requests.filter(({ outcome }) => outcome === 'pending').length);
			return false;
		};
		faults.add({ kind: 'delay', path: '/media', where, times: 0 });
		const item = itemWith(picture(200, 200, 5 * 1024 * 1024));
		const items = Array.from({ length: 30 }, () => item);
		expect(await bench.output('media:upload', {}, items)).toHaveLength(30);
		expect(underWay).toHaveLength(30);
		expect(Math.max(...underWay)).toBeLessThanOrEqual(12);
		expect(Math.max(...underWay)).toBeGreaterThan(5);
	}, 30_000);

	test('a file without a name gets one with its extension', async () => {
		const item = itemWith({ bytes: png.bytes, mimeType: 'image/png' });
		if (item.binary) item.binary.data.fileExtension = 'png';
		const [json] = await bench.output('media:upload', {}, [item]);
		expect(json.filename).toBe('file.png');
	});

	test('what it is called and labelled does not matter: WhatsApp’s own type is sent', async () => {
		const file = { bytes: mp3Frames(), mimeType: 'audio/mp3', fileName: 'Voice note' };
		const [json] = await bench.output('media:upload', {}, [itemWith(file)]);
		expect(json).toMatchObject({ mimeType: 'audio/mpeg', filename: 'Voice note.mp3' });
		expect(bench.calls()[0].parts).toContainEqual({
			name: 'file',
			filename: 'Voice note.mp3',
			contentType: 'audio/mpeg',
			size: file.bytes.length,
		});
	});

	test('the name survives until the document is sent', async () => {
		const file = {
			bytes: pdfFile,
			mimeType: 'application/octet-stream',
			fileName: 'Invoice 7.pdf',
		};
		const [json] = await bench.output('media:upload', {}, [itemWith(file)]);
		const sending = {
			groupId: byId(GROUP_ID),
			messageType: 'document',
			mediaSource: 'id',
			mediaId: '={{ $json.mediaId }}',
		};
		await bench.output('message:send', sending, [{ json }]);
		const sent = () => bench.simulator.log.sentMessages.at(-1)?.body.document;
		expect(sent()).toEqual({ id: json.mediaId, filename: 'Invoice 7.pdf' });
		// A name beside another ID is another file's.
		await bench.output('message:send', { ...sending, mediaId: String(json.mediaId) }, [
			{ json: { ...json, mediaId: '4711' } },
		]);
		expect(sent()).toEqual({ id: json.mediaId });
	});

	test.each([
		['https://x.example/files/Invoice%207.pdf?token=a/b.doc', 'Invoice 7.pdf'],
		['https://x.example/50%.pdf#page=2', '50%.pdf'],
		['https://x.example/list.csv', 'list.csv'],
		['https://x.example/download.php?id=7', undefined],
		['https://x.example.pdf', undefined],
		['https://x.example/', undefined],
		['https://x.example/picture.png', undefined],
	])('a document by the link %s is named %s', async (mediaUrl, filename) => {
		const parameters = { groupId: byId(GROUP_ID), messageType: 'document', mediaSource: 'link' };
		await bench.output('message:send', { ...parameters, mediaUrl });
		const sent = bench.simulator.log.sentMessages.at(-1)?.body.document;
		expect(sent).toEqual({ link: mediaUrl, ...(filename && { filename }) });
	});

	test('simplify off gives the service’s own body', async () => {
		const parameters = { options: { simplify: false } };
		const json = await bench.output('media:upload', parameters, [itemWith(png)]);
		expect(json).toEqual([{ id: [...bench.simulator.state.media.keys()][0] }]);
	});
});

describe('media:download', () => {
	const attachments = 'GET /whatsapp_business/attachments/';
	const download = (parameters: INodeParameters = {}) =>
		({ mediaId: receivedFile(), ...parameters }) as INodeParameters & { mediaId: string };

	test('asks for the address, and downloads from the credential’s host', async () => {
		const parameters = download();
		const result = await bench.run('media:download', parameters);
		const [{ json, binary, pairedItem }] = result.items(NODE);
		const stored = bench.simulator.state.media.get(parameters.mediaId);
		expect(json).toEqual({
			mediaId: parameters.mediaId,
			mimeType: 'application/pdf',
			fileSize: 19,
			sha256: Buffer.from(stored?.sha256 ?? '', 'base64').toString('hex'),
		});
		expect(pairedItem).toEqual({ item: 0 });
		expect(binary).toEqual({
			data: expect.objectContaining({
				mimeType: 'application/pdf',
				data: Buffer.from('%PDF-1.7 some bytes').toString('base64'),
			}),
		});
		expect(bench.calls()).toEqual([
			{ call: `GET /${parameters.mediaId}` },
			{
				call: attachments,
				query: { mid: parameters.mediaId, ext: expect.any(String), hash: expect.any(String) },
			},
		]);
	});

	test('names the field and the file as wanted', async () => {
		const parameters = download({
			binaryPropertyName: 'file',
			options: { filename: 'plan of the week.pdf' },
		});
		const result = await bench.run('media:download', parameters);
		const [{ json, binary }] = result.items(NODE);
		expect(json.filename).toBe('plan of the week.pdf');
		expect(Object.keys(binary ?? {})).toEqual(['file']);
		expect(binary?.file.fileName).toBe('plan of the week.pdf');
	});

	test('an address that has expired is asked for anew, once', async () => {
		bench.simulator.faults.add({ kind: 'answer', status: 404, path: '/whatsapp_business/*' });
		const parameters = download();
		const result = await bench.run('media:download', parameters);
		expect(result.items(NODE)[0].binary).toHaveProperty('data');
		expect(bench.callNames()).toEqual([
			`GET /${parameters.mediaId}`,
			attachments,
			`GET /${parameters.mediaId}`,
			attachments,
		]);
	});

	test('a bad ID is never polled', async () => {
		const error = await bench.failure('media:download', { mediaId: '404' });
		expect(error.message).toMatch(/^The service refused a value of this item/);
		expect(error.description).toContain('Object with ID');
		expect(bench.callNames()).toEqual(['GET /404']);
	});

	test('the error of a download is read, though it comes as bytes', async () => {
		const path = '/whatsapp_business/*';
		bench.simulator.faults.add({ kind: 'error', code: 131052, path });
		const error = await bench.failure('media:download', download());
		expect(error.message).toMatch(/^WhatsApp could not download the media\./);
		expect(error.description).toContain('Code 131052');
	});

	test.each<[string, FaultRule, string]>([
		['a page', { kind: 'html', status: 200 }, 'it is a web page'],
		['a page that says it is the file', page('application/pdf'), 'it is a web page'],
		['an error of the service', error({ code: 131052, message: 'Gone' }), 'words: Gone'],
		['an error in words', error('Not here any more'), 'Not here any more'],
		['a part of it', bytes('four'), 'it has 4 bytes instead of 19'],
		['too much', bytes('x'.repeat(20)), 'it has 20 bytes instead of 19'],
		['other bytes', bytes('x'.repeat(19)), 'its checksum is different'],
		['nothing', bytes(''), 'it '],
		['a part, with HTTP 206', { ...bytes('four'), status: 206 } as FaultRule, 'HTTP 206'],
	])('%s in the place of the file is no file', async (_name, fault, words) => {
		for (const simplify of [true, false]) {
			const path = '/whatsapp_business/*';
			bench.simulator.faults.clear();
			bench.simulator.faults.add({ ...fault, path, times: 0 });
			const parameters = download({ options: { simplify } });
			const failure = await bench.failure('media:download', parameters);
			expect(`${failure.message} ${failure.description}`).toContain(words);
			const result = await bench.run('media:download', parameters, undefined, {
				node: { onError: 'continueRegularOutput' },
			});
			const [item, ...more] = result.items(NODE);
			expect(more).toEqual([]);
			expect(item.binary).toBeUndefined();
			expect(item.json.error).toMatchObject({ message: expect.stringMatching(/\w{3}/) });
		}
	});

	test('simplify off gives the service’s own info, and the file', async () => {
		const parameters = download({ options: { simplify: false } });
		const result = await bench.run('media:download', parameters);
		const [{ json, binary }] = result.items(NODE);
		expect(json).toEqual({
			messaging_product: 'whatsapp',
			id: parameters.mediaId,
			url: expect.stringMatching(/^https:\/\/lookaside\.fbsbx\.com\//),
			mime_type: 'application/pdf',
			sha256: expect.any(String),
			file_size: 19,
		});
		expect(binary).toHaveProperty('data');
	});
});

describe('media:delete', () => {
	test('deletes by the ID', async () => {
		const mediaId = receivedFile();
		const result = await bench.run('media:delete', { mediaId });
		expect(result.items(NODE)).toEqual([
			{ json: { success: true, status: 'done', mediaId }, pairedItem: { item: 0 } },
		]);
		expect(bench.calls()).toEqual([{ call: `DELETE /${mediaId}` }]);
		expect(bench.simulator.state.media.has(mediaId)).toBe(false);
	});

	test('encodes the ID, as nobody promises digits', async () => {
		await bench.run('media:delete', { mediaId: 'a/b?c=1' });
		expect(bench.callNames()).toEqual(['DELETE /a%2Fb%3Fc%3D1']);
	});

	test('simplify off gives the service’s own body', async () => {
		const parameters = { mediaId: receivedFile(), options: { simplify: false } };
		expect(await bench.output('media:delete', parameters)).toEqual([{ success: true }]);
	});
});

describe.each([
	['default', 'separate'],
	['filesystem', 'separate'],
	['filesystem', 'combined'],
] as const)('files between nodes, kept in %s, %s', (mode, binaryMode) => {
	const node = (name: string, operation: string, parameters: INodeParameters) => ({
		name,
		type: NODE_TYPE,
		typeVersion: 1,
		position: [0, 0] as [number, number],
		parameters: withOperation(operation, parameters),
		credentials: { whatsAppGroupsApi: { id: '1', name: 'simulator' } },
	});
	const chain = (...nodes: Array<ReturnType<typeof node>>): WorkflowJson => ({
		settings: { binaryMode },
		nodes: [
			{
				name: 'Start',
				type: 'n8n-nodes-base.manualTrigger',
				typeVersion: 1,
				position: [0, 0],
				parameters: {},
			},
			...nodes,
		],
		connections: Object.fromEntries(
			['Start', ...nodes.map(({ name }) => name)]
				.slice(0, -1)
				.map((name, index) => [
					name,
					{ main: [[{ node: nodes[index].name, type: 'main' as const, index: 0 }]] },
				]),
		),
	});
	const engine = () => bench.world.engineWith({}, { binaryMode: mode });
	const isStored = (file: IBinaryData | undefined) => file?.id !== undefined;

	test('a downloaded file is uploaded again, and sent, byte for byte', async () => {
		const mediaId = receivedFile();
		const result = await engine().run(
			chain(
				node('Download', 'media:download', { mediaId, options: { filename: 'plan.pdf' } }),
				node('Send', 'message:send', { groupId: byId(GROUP_ID), messageType: 'document' }),
			),
		);
		expect(result.error).toBeUndefined();
		const [{ json, binary }] = result.items('Download');
		const files = binaryMode === 'combined' ? (json._files as IBinaryKeyData) : binary;
		expect(isStored(files?.data)).toBe(mode === 'filesystem');
		const [sent] = result.json('Send');
		const stored = bench.simulator.state.media.get(String(sent.mediaId));
		expect(stored?.bytes.toString()).toBe('%PDF-1.7 some bytes');
		expect(bench.simulator.log.sentMessages[0].body).toMatchObject({
			document: { id: sent.mediaId, filename: 'plan.pdf' },
		});
	});

	test('a downloaded picture becomes the group’s', async () => {
		bench.simulator.control.sendMedia(GROUP_ID, '16505551001', {
			type: 'image',
			bytes: picture(200, 200).bytes,
		});
		const [mediaId] = [...bench.simulator.state.media.keys()].slice(-1);
		const result = await engine().run(
			chain(
				node('Download', 'media:download', { mediaId }),
				node('Update', 'group:update', {
					groupId: byId(GROUP_ID),
					updateFields: { picture: 'data' },
				}),
			),
		);
		expect(result.error).toBeUndefined();
		const stored = bench.simulator.state.media.get(mediaId);
		const group = bench.simulator.state.groups.get(GROUP_ID);
		expect(group?.pictureSha256).toBe(stored?.sha256);
	});

	test('a file that is too large is refused before it is uploaded', async () => {
		bench.simulator.control.sendMedia(GROUP_ID, '16505551001', {
			type: 'image',
			bytes: Buffer.concat([picture(9, 9).bytes, Buffer.alloc(6 * MIB)]),
		});
		const [mediaId] = [...bench.simulator.state.media.keys()].slice(-1);
		const result = await engine().run(
			chain(node('Download', 'media:download', { mediaId }), node('Upload', 'media:upload', {})),
		);
		expect(result.error?.message).toBe(
			'Input Binary Field is too large: 6.1 MB, and at most 5 MB are allowed.',
		);
		expect(bench.simulator.log.count('POST', '/media')).toBe(0);
	});
});

test.each(['x', 'ATTACHMENT', 'my_media', 'groups2', 'v1a'])(
	'a media ID may be %s',
	async (mediaId) => {
		await bench.failure('media:delete', { mediaId });
		expect(bench.callNames()).toEqual([`DELETE /${mediaId}`]);
	},
);

describe('a media ID that is the name of another endpoint', () => {
	/** The first part of every path that the node calls: it stands where the ID of a file does. */
	const names = [
		...operations.flatMap(({ calls }) => calls.map((call) => call.split('/')[1])),
		'multi_webhook',
		'waba_webhook',
		'health_status',
		'whatsapp_business_profile',
		'uploads',
		'v1',
		'v2',
		'Groups',
	].filter((name) => !name.startsWith('{'));

	test.each(
		['media:delete', 'media:download'].flatMap((operation) =>
			[...new Set(names)].map((name) => [operation, name] as const),
		),
	)('%s of %s makes no call', async (operation, mediaId) => {
		const { message } = await bench.failure(operation, { mediaId });
		expect(message).toContain(`"${mediaId}" cannot be an ID. Nothing was sent.`);
		expect(bench.callNames()).toEqual([]);
	});
});
