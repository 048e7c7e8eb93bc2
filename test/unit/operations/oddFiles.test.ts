/**
 * Binary data as other nodes leave it: it works, or is refused in a sentence that a person understands,
 * before anything is sent.
 */
import type { IBinaryData, INodeExecutionData } from 'n8n-workflow';

import { byId } from '../../support/world';
import { pngFile } from '../../support/sampleFiles';
import { GROUP_ID, NODE, useBench } from './bench';
import { openGroups } from './seeds';

const bench = useBench({ groups: openGroups });

const bytes = pngFile();
const base64 = bytes.toString('base64');
const urlSafe = base64.replace(/\+/g, '-').replace(/\//g, '_').replace(/=/g, '');
const wrapped = base64.replace(/.{76}/g, '$&\r\n');

const group = { groupId: byId(GROUP_ID) };
const operations: Array<[string, object]> = [
	['media:upload', {}],
	['message:send', { ...group, messageType: 'image' }],
];

const itemOf = (binary: unknown): INodeExecutionData => ({
	json: {},
	binary: { data: binary as IBinaryData },
});

describe.each(operations)('%s', (operation, parameters) => {
	test.each<[string, object]>([
		['no type', { data: base64 }],
		['an empty type', { data: base64, mimeType: '' }],
		['a type that is none', { data: base64, mimeType: 42 }],
		['a type with parameters', { data: base64, mimeType: 'IMAGE/PNG; q=1' }],
		['a wrong type', { data: base64, mimeType: 'application/octet-stream' }],
		['a number as its name', { data: base64, mimeType: 'image/png', fileName: 4711 }],
		['an object as its name', { data: base64, mimeType: 'image/png', fileName: { a: 1 } }],
		['no name', { data: base64, mimeType: 'image/png', fileName: null }],
		['a data URL', { data: `data:image/png;base64,${base64}`, mimeType: 'image/png' }],
		['a data URL and no type', { data: `data:image/png;name=a.png;base64,${base64}` }],
		['base64 of URLs', { data: urlSafe, mimeType: 'image/png' }],
		['base64 in lines', { data: wrapped, mimeType: 'image/png' }],
		['a buffer', { data: bytes, mimeType: 'image/png' }],
		['a buffer that was JSON', { data: JSON.parse(JSON.stringify(bytes)), mimeType: 'image/png' }],
		['an empty id', { data: base64, mimeType: 'image/png', id: '' }],
	])('with %s the very bytes are sent', async (_name, binary) => {
		await bench.output(operation, parameters as never, [itemOf(binary)]);
		const [stored] = bench.simulator.state.media.values();
		expect(stored.bytes.equals(bytes)).toBe(true);
		expect(stored.mimeType).toBe('image/png');
		expect(stored.filename).toMatch(/^(?:4711|file)\.png$/);
	});

	test.each<[string, unknown, string]>([
		['no data', { mimeType: 'image/png' }, 'holds a file without content'],
		['empty data', { data: '', mimeType: 'image/png' }, 'holds a file without content'],
		['data of null', { data: null, mimeType: 'image/png' }, 'holds a file without content'],
		['no bytes', { data: 'data:image/png;base64,', mimeType: 'image/png' }, 'without content'],
		['a number as its data', { data: 7, mimeType: 'image/png' }, 'whose content is not base64'],
		['an object as its data', { data: { a: 1 }, mimeType: 'image/png' }, 'is not base64'],
		['a list of no bytes', { data: { data: [256] }, mimeType: 'image/png' }, 'is not base64'],
		['words as its data', { data: 'Hello, world!', mimeType: 'image/png' }, 'is not base64'],
		['base64 cut off', { data: base64.slice(0, 41), mimeType: 'image/png' }, 'is not base64'],
		['a damaged data URL', { data: 'data:image/png,%zz', mimeType: 'image/png' }, 'damaged data'],
		[
			'text in a data URL',
			{ data: 'data:text/plain,Hello' },
			'text/plain, which cannot be sent as',
		],
		[
			'a lost id',
			{ data: 'filesystem-v2', mimeType: 'image/png' },
			'keeps elsewhere, but not where',
		],
		['an id of nothing', { data: 'filesystem-v2', id: 'filesystem-v2:gone' }, 'from its storage'],
		['a number as its id', { data: 'filesystem-v2', id: 5 }, 'cannot read from its storage'],
		['a text in its place', 'image.png', 'holds no file'],
		['null in its place', null, 'holds no file'],
	])('with %s it is refused', async (name, binary, words) => {
		if (name === 'text in a data URL' && operation === 'media:upload') return;
		const error = await bench.failure(operation, parameters as never, [itemOf(binary)]);
		expect(error.name).toBe('NodeOperationError');
		expect(error.message).toMatch(/^Input Binary Field holds /);
		expect(error.message).toContain(words);
		const result = await bench.run(operation, parameters as never, [itemOf(binary)], {
			node: { onError: 'continueRegularOutput' },
		});
		expect(result.json(NODE)).toEqual([
			expect.objectContaining({
				success: false,
				status: 'failed',
				error: expect.objectContaining({ code: 'invalid_input' }),
			}),
		]);
		expect(bench.callNames()).toEqual([]);
	});

	test('the file itself in the place of its field’s name is refused', async () => {
		const withFile = { ...parameters, binaryPropertyName: '={{ $binary.data }}' };
		const item = itemOf({ data: base64, mimeType: 'image/png' });
		const error = await bench.failure(operation, withFile as never, [item]);
		expect(error.message).toBe(
			'Input Binary Field must be the name of a binary field, but is its content. Enter the name, such as data, without an expression.',
		);
		expect(bench.callNames()).toEqual([]);
	});
});
