/** A file of an item's binary data; `operations/oddFiles.test.ts` sends such files. */
import type { IBinaryData, IExecuteFunctions } from 'n8n-workflow';

import { InputFailure } from '../../../nodes/WhatsAppGroups/failures/failure';
import { inputFile } from '../../../nodes/WhatsAppGroups/runtime/inputFile';

/** n8n, which has all files in its storage but one. It knows a file by these fields, whatever is in them. */
const context = {
	helpers: {
		getBinaryDataBuffer: async (index: number, file: IBinaryData) =>
			!('data' in file && 'mimeType' in file) || file.id === 'gone'
				? await Promise.reject(new Error('ENOENT'))
				: await Promise.resolve(Buffer.from(`${file.id} of ${index}`)),
	},
} as unknown as IExecuteFunctions;

const READ_AGAIN = 'Put the node that reads or downloads the file right before this one.';

const fileOf = (binary: unknown) =>
	inputFile(context, 3, binary, (complaint, hint) => new InputFailure(complaint, hint));

/** What is known of the file without reading it. */
function known(binary: unknown) {
	const { read, ...facts } = fileOf(binary);
	expect(read).toBeInstanceOf(Function);
	return facts;
}

async function textOf(data: unknown): Promise<string> {
	const file = fileOf({ data });
	const bytes = await file.read();
	expect(file.size).toBe(bytes.length);
	return bytes.toString('latin1');
}

/** What is complained about, and the hint. */
function complaint(binary: unknown): string {
	try {
		fileOf(binary);
	} catch (thrown) {
		if (!(thrown instanceof InputFailure)) throw thrown;
		expect(thrown.details.hint).toBe(READ_AGAIN);
		return thrown.message;
	}
	throw new Error('Nothing was refused');
}

describe('a file in n8n’s storage', () => {
	const stored = { id: 'filesystem-v2:abc', data: 'filesystem-v2' };

	test('is read when it is needed', async () => {
		expect((await fileOf(stored).read()).toString()).toBe('filesystem-v2:abc of 3');
	});

	test('that is gone is refused when it is read', async () => {
		await expect(fileOf({ ...stored, id: 'gone' }).read()).rejects.toMatchObject({
			message: 'holds a file that n8n cannot read from its storage',
			details: { hint: READ_AGAIN },
		});
	});

	test.each([
		[{}, { filename: 'file', size: undefined }],
		[{ bytes: 7 }, { filename: 'file', size: 7 }],
		[{ bytes: '7' }, { filename: 'file', size: undefined }],
		[{ mimeType: 'image/png' }, { filename: 'file', label: 'image/png', size: undefined }],
		[{ mimeType: '' }, { filename: 'file', size: undefined }],
	])('%j', (more, facts) => {
		expect(known({ ...stored, ...more })).toStrictEqual(facts);
	});

	test.each([undefined, null, ''])('of the ID %p is within the item', async (id) => {
		const file = fileOf({ id, data: 'QUJD' });
		expect((await file.read()).toString()).toBe('ABC');
	});
});

describe('a name', () => {
	test.each([
		[' a.png ', 'a.png'],
		['\r\n', 'file.png'],
		[' ', 'file.png'],
		['a\r\nb.png', 'a b.png'],
		['a\0b.png\n', 'a b.png'],
		[42, '42'],
		[{}, 'file.png'],
	])('%j is %s', (fileName, filename) => {
		expect(known({ fileName, fileExtension: 'png', data: 'QUJD' }).filename).toBe(filename);
	});
});

describe('bytes within the item', () => {
	test.each([
		['base64', 'QUJD'],
		['base64 in lines', 'QU\r\nJD\n'],
		['a data URL', 'data:image/png;base64,QUJD'],
		['a data URL with blanks', 'data:image/png; base64 ,QUJD'],
		['a data URL with more in it', 'data:image/png;name=a.png;BASE64,QUJD'],
		['a data URL in words', 'data:text/plain,AB%43'],
		['a data URL of another encoding', 'data:text/plain;base64=no,AB%43'],
		['a buffer', Buffer.from('ABC')],
		['a buffer that was JSON', { type: 'Buffer', data: [65, 66, 67] }],
	])('as %s', async (_how, data) => {
		expect(await textOf(data)).toBe('ABC');
	});

	test.each([
		['QQ==', 'A'],
		['QQ', 'A'],
		['QUI=', 'AB'],
		['QUI', 'AB'],
		['-_-_', '\xfb\xff\xbf'],
		['+/+/', '\xfb\xff\xbf'],
	])('%s is base64', async (data, text) => {
		expect(await textOf(data)).toBe(text);
	});

	test('any byte may be in a list', async () => {
		expect(await textOf({ data: [0, 255] })).toBe('\0\xff');
	});

	test.each<[string, unknown, unknown, string | undefined]>([
		['its own', 'image/png', 'data:image/gif;base64,QUJD', 'image/png'],
		['that of the data URL', undefined, 'data: image/gif ;base64,QUJD', 'image/gif'],
		['that of a data URL in words', undefined, 'data:text/plain,ABC', 'text/plain'],
		['none', undefined, 'data:;base64,QUJD', undefined],
		['none, but blanks', undefined, 'data: ;base64,QUJD', undefined],
	])('the type is %s', (_whose, mimeType, data, label) => {
		expect(known({ mimeType, data })).toStrictEqual({
			filename: 'file',
			size: 3,
			...(label !== undefined && { label }),
		});
	});
});

describe('what is no file', () => {
	test.each<[string, unknown, string]>([
		['a text in its place', 'QUJD', 'holds no file'],
		['no data', {}, 'holds a file without content'],
		['null', { data: null }, 'holds a file without content'],
		['an empty text', { data: '' }, 'holds a file without content'],
		['a number', { data: 7 }, 'holds a file whose content is not base64'],
		['a lost ID', { data: 's3' }, 'holds a file that n8n keeps elsewhere, but not where'],
		[
			'a damaged data URL',
			{ data: 'data:text/plain,%zz' },
			'holds a file whose content is a damaged data URL',
		],
	])('%s', (_what, binary, words) => {
		expect(complaint(binary)).toBe(words);
	});

	test.each([
		...['Hello, world!', 'Q', 'QUJDR', 'QQ=', 'QUI==', 'QQ===', 'Q=Q=', 'QQ=Q', '+/-_', '%'],
		'data:image/png;base64,QQ=',
	])('%s is not base64', (data) => {
		expect(complaint({ data })).toBe('holds a file whose content is not base64');
	});

	test.each([[[256]], [[-1]], [[1.5]], [['65']], [[null]], [[65, 256]], [[256, 65]]])(
		'%j is no list of bytes',
		(data) => {
			expect(complaint({ data: { data } })).toBe('holds a file whose content is not base64');
		},
	);
});
