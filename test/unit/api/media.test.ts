import fc from 'fast-check';

import {
	attachmentPath,
	downloadMedia,
	uploadMedia,
} from '../../../nodes/WhatsAppGroups/api/media';
import { FakeService, type FakeAnswer } from './fakeApi';

const PATH = '/whatsapp_business/attachments/?mid=130345565692730173924&ext=1664537344507&hash=ATt';

describe('attachmentPath', () => {
	test.each([
		['as it is', `https://lookaside.fbsbx.com${PATH}`],
		['in upper case', `HTTPS://LOOKASIDE.FBSBX.COM${PATH}`],
		['with JSON escapes', `https://lookaside.fbsbx.com${PATH}`.replaceAll('/', '\\/')],
		['with HTML escapes', `https://lookaside.fbsbx.com${PATH}`.replaceAll('&', '&amp;')],
		[
			'with both',
			`https://lookaside.fbsbx.com${PATH}`.replaceAll('/', '\\/').replaceAll('&', '&amp;'),
		],
		['of a host with a port', `http://127.0.0.1:8080${PATH}`],
		['with a fragment', `https://lookaside.fbsbx.com${PATH}#page`],
	])('an address %s', (_name, url) => {
		expect(attachmentPath(url)).toBe(PATH);
	});

	test.each([
		undefined,
		'',
		PATH,
		'lookaside.fbsbx.com/file',
		'ftp://lookaside.fbsbx.com/file',
		'javascript:alert(1)',
		'https://',
		'https:///file',
		'https:///folder/file',
		'see https://lookaside.fbsbx.com/file',
		'https://lookaside.fbsbx.com',
		'https://lookaside.fbsbx.com?mid=1',
		'https://lookaside.fbsbx.com#/file',
	])('%p is no address of a file', (url) => {
		expect(attachmentPath(url)).toBeUndefined();
	});

	const BASE = 'https://waba-v2.360dialog.io';
	const piece = fc.oneof(
		fc.string({ maxLength: 8 }),
		fc.constantFrom('/', '//', '\\/', '\\', '@', ':', '?', '#', '..', '%2f', '&amp;', '.evil.test'),
	);
	const url = fc.oneof(
		fc.webUrl({ withFragments: true, withQueryParameters: true }),
		fc.array(piece, { maxLength: 8 }).map((pieces) => `https://host.test${pieces.join('')}`),
		fc.array(piece, { maxLength: 8 }).map((pieces) => `https://${pieces.join('')}`),
		fc.array(piece, { maxLength: 8 }).map((pieces) => pieces.join('')),
	);

	test('the key never leaves the credential’s host, whatever address the service gives', () => {
		fc.assert(
			fc.property(url, (address) => {
				const path = attachmentPath(address);
				if (path === undefined) return;
				expect(path.startsWith('/')).toBe(true);
				const target = new URL(`${BASE}${path}`);
				expect(target.origin).toBe(BASE);
				expect(target.username + target.password).toBe('');
			}),
			{ numRuns: 3000 },
		);
	});

	test('path and query of a usual address are kept', () => {
		fc.assert(
			fc.property(fc.webUrl({ withQueryParameters: true }), (address) => {
				fc.pre(!address.includes('&amp;'));
				const parsed = new URL(address);
				fc.pre(/^https?:\/\/[^/?#]+\//.test(address));
				const path = attachmentPath(address);
				const { pathname, search } = new URL(`${BASE}${path}`);
				expect({ pathname, search }).toEqual({
					pathname: parsed.pathname,
					search: parsed.search,
				});
			}),
		);
	});
});

/** How long a file may take, in ms, unless the options say more. */
const FIVE_MINUTES = 300_000;

describe('downloadMedia', () => {
	const INFO = '/4711';
	const FILE = '/file?mid=4711';
	const bytes = Buffer.from('the file');
	const url = `https://lookaside.fbsbx.com${FILE}`;

	/** Answers what is asked for, each time with the next answer, the last one again and again. */
	function serve(answers: Record<string, FakeAnswer[]>): FakeService {
		return new FakeService(({ path }) => {
			const [next, ...rest] = answers[path] ?? [];
			if (rest.length > 0) answers[path] = rest;
			return next ?? { status: 404, body: { error: 'not found' } };
		});
	}

	test('reads where the file is, and then the file, for which it takes its time', async () => {
		const { api, calls } = serve({
			[INFO]: [{ body: { url, mime_type: 'audio/ogg' } }],
			[FILE]: [{ body: bytes, headers: { 'content-type': 'text/plain' } }],
		});
		expect(await downloadMedia(api, '4711')).toEqual({
			bytes,
			mimeType: 'audio/ogg',
			info: { url, mime_type: 'audio/ogg' },
		});
		expect(calls).toEqual([
			{ method: 'GET', path: INFO, query: {}, timeoutMs: api.timeoutMs },
			{ method: 'GET', path: FILE, query: {}, timeoutMs: FIVE_MINUTES },
		]);
	});

	test('takes the longer one of its own time and that of the options', async () => {
		const { api, calls } = serve({ [INFO]: [{ body: { url } }], [FILE]: [{ body: bytes }] });
		await downloadMedia(api.within({ timeoutMs: 2 * FIVE_MINUTES, maxRateLimitWaitMs: 0 }), '4711');
		expect(calls[1].timeoutMs).toBe(2 * FIVE_MINUTES);
	});

	test.each([
		[{ 'content-type': 'text/plain' }, 'text/plain'],
		[{}, 'application/octet-stream'],
	])('without a type in the description, and headers %j, it is %s', async (headers, mimeType) => {
		const { api } = serve({ [INFO]: [{ body: { url } }], [FILE]: [{ body: bytes, headers }] });
		expect(await downloadMedia(api, '4711')).toMatchObject({ mimeType });
	});

	test('a file that fails to come is asked for again', async () => {
		const { api, calls, time } = serve({
			[INFO]: [{ body: { url } }],
			[FILE]: [{ status: 500, body: Buffer.from('oops') }, { body: bytes }],
		});
		expect((await time.run(downloadMedia(api, '4711'))).bytes).toEqual(bytes);
		expect(calls.map(({ path }) => path)).toEqual([INFO, FILE, FILE]);
	});

	test.each([{}, { url: '' }, { url: 'not an address' }, { url: 7 }])(
		'%j says nowhere where the file is',
		async (body) => {
			const { api, calls } = serve({ [INFO]: [{ body }] });
			await expect(downloadMedia(api, '4711')).rejects.toMatchObject({
				outcome: 'notDone',
				details: {
					code: 'no_media_url',
					message: expect.stringContaining('no usable address') as string,
					hint: expect.stringContaining('7 days') as string,
				},
			});
			expect(calls).toHaveLength(1);
		},
	);
});

describe('uploadMedia', () => {
	test.each([{}, undefined, [], { id: null }, { id: '' }])(
		'an answer without an ID (%j) is a failure that says what to do',
		async (body) => {
			const { api, calls } = new FakeService(() => ({ body }));
			const upload = uploadMedia(api, Buffer.from('file'), 'file.txt', 'text/plain');
			await expect(upload).rejects.toMatchObject({
				outcome: 'notDone',
				details: {
					code: 'no_media_id',
					message: expect.stringContaining('without a media ID') as string,
					hint: 'Upload the file again.',
					httpStatus: 200,
				},
			});
			expect(calls).toHaveLength(1);
		},
	);

	test('takes its time', async () => {
		const { api, calls } = new FakeService(() => ({ body: { id: '1' } }));
		await uploadMedia(api, Buffer.from('file'), 'file.txt', 'text/plain');
		expect(calls).toMatchObject([{ method: 'POST', path: '/media', timeoutMs: FIVE_MINUTES }]);
	});
});
