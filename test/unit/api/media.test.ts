import { createHash } from 'node:crypto';

import fc from 'fast-check';

import {
	attachmentPath,
	downloadMedia,
	mediaPath,
	uploadMedia,
} from '../../../nodes/WhatsAppGroups/api/media';
import { MAX_ATTEMPTS } from '../../../nodes/WhatsAppGroups/api/retry';
import { CODES } from '../../../nodes/WhatsAppGroups/failures/codes';
import { FakeService, type FakeAnswer } from './fakeApi';

const PATH = '/whatsapp_business/attachments/?mid=130345565692730173924&ext=1664537344507&hash=ATt';

describe('the path of a file', () => {
	test.each(['1234', 'x', 'v1a', 'groups2'])('is its ID: %s', (mediaId) => {
		expect(mediaPath(mediaId)).toEqual([mediaId]);
	});

	test.each(['multi_webhook', 'Multi_Webhook', 'GROUPS', 'v1', 'V22'])(
		'is none where that would be another call: %s',
		(mediaId) => {
			expect(() => mediaPath(mediaId)).toThrow(`"${mediaId}" cannot be an ID. Nothing was sent.`);
		},
	);
});

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
			[FILE]: [{ body: bytes, headers: { 'content-type': 'application/octet-stream' } }],
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

	test.each([{ url: '' }, { url: ' ' }, { url: 'not an address' }, { url: 'https://x.test' }])(
		'%j says nowhere where the file is',
		async (body) => {
			const { api, calls, time } = serve({ [INFO]: [{ body }] });
			const download = time.run(downloadMedia(api, '4711'));
			await expect(download).rejects.toMatchObject({ certainty: 'notDone' });
			if (body.url === '') {
				await expect(download).rejects.toMatchObject({
					details: {
						code: 'unreadable_answer',
						message:
							'The service answered GET /4711 with HTTP 200, but its answer is not this file’s address.',
					},
				});
				return;
			}
			await expect(download).rejects.toMatchObject({
				details: {
					code: 'no_media_url',
					message: CODES.no_media_url.what,
					hint: expect.stringContaining('7 days') as string,
				},
			});
			expect(calls).toHaveLength(1);
		},
	);

	test.each<[unknown]>([
		[{}],
		[{ id: '4711' }],
		[{ url: 7.5e300 }],
		[{ id: '4712', url }],
		[null],
		[''],
		['<html>Welcome</html>'],
		[[{ url }]],
	])('%j does not describe this file', async (body) => {
		const { api, calls, time } = serve({ [INFO]: [{ body }] });
		await expect(time.run(downloadMedia(api, '4711'))).rejects.toMatchObject({
			certainty: 'notDone',
			details: { code: 'unreadable_answer' },
		});
		expect(calls.every(({ path }) => path === INFO)).toBe(true);
		expect(calls).toHaveLength(MAX_ATTEMPTS);
	});

	test('an address that has expired is asked for anew, once', async () => {
		const expired = { status: 404, body: 'Not found' };
		const other = `${url}&again=1`;
		const { api, calls } = serve({
			[INFO]: [{ body: { url } }, { body: { url: other } }],
			[FILE]: [expired],
			[`${FILE}&again=1`]: [{ body: bytes }],
		});
		expect((await downloadMedia(api, '4711')).bytes).toEqual(bytes);
		expect(calls.map(({ path }) => path)).toEqual([INFO, FILE, INFO, `${FILE}&again=1`]);

		const gone = serve({ [INFO]: [{ body: { url } }], [FILE]: [expired] });
		await expect(downloadMedia(gone.api, '4711')).rejects.toMatchObject({
			details: { httpStatus: 404 },
		});
		expect(gone.calls.map(({ path }) => path)).toEqual([INFO, FILE, INFO, FILE]);
	});
});

describe('what arrived must be the file', () => {
	const INFO = '/4711';
	const sha256 = (content: Buffer, encoding: 'hex' | 'base64' | 'base64url' = 'hex') =>
		createHash('sha256').update(content).digest(encoding);

	/** Downloads what came, described so. */
	async function download(came: Buffer | string, description: object = {}, headers: object = {}) {
		const url = 'https://lookaside.fbsbx.com/file';
		const service = new FakeService(({ path }) =>
			path === INFO
				? { body: { id: '4711', url, ...description } }
				: { body: Buffer.from(came), headers: { ...headers } },
		);
		return await service.time.run(
			downloadMedia(service.api, '4711').catch((failure: unknown) => failure),
		);
	}
	const damaged = (why: string, more: object = {}) => ({
		certainty: 'notDone',
		details: {
			code: 'damaged_file',
			message: `What the service sent is not the file: ${why}.`,
			hint: CODES.damaged_file.todo,
			...more,
		},
	});

	test('length and checksum of the description are right, in whatever form', async () => {
		// Without a checksum, what begins with a tag is taken for a page.
		const content = fc
			.uint8Array({ minLength: 0, maxLength: 300 })
			.map((array) => Buffer.from([0x89, ...array]));
		const form = fc.constantFrom(
			(bytes: Buffer) => sha256(bytes),
			(bytes: Buffer) => sha256(bytes).toUpperCase(),
			(bytes: Buffer) => sha256(bytes, 'base64'),
			(bytes: Buffer) => sha256(bytes, 'base64').replace('=', ''),
			(bytes: Buffer) => sha256(bytes, 'base64url'),
			// What is no checksum of this kind can be compared with nothing.
			() => 'unknown',
			() => undefined,
		);
		await fc.assert(
			fc.asyncProperty(content, form, fc.boolean(), async (bytes, formOf, isText) => {
				const size = isText ? String(bytes.length) : bytes.length;
				expect(await download(bytes, { file_size: size, sha256: formOf(bytes) })).toMatchObject({
					bytes,
				});
			}),
			{ numRuns: 200 },
		);
	});

	test('a file of another length is none', async () => {
		const length = fc.integer({ min: 0, max: 5000 });
		await fc.assert(
			fc.asyncProperty(length, length, fc.boolean(), async (told, came, isText) => {
				fc.pre(told !== came);
				const description = { file_size: isText ? String(told) : told };
				expect(await download(Buffer.alloc(came, 1), description)).toMatchObject(
					damaged(`it has ${came} bytes instead of ${told}`),
				);
			}),
			{ numRuns: 100 },
		);
	});

	test('a file with one bit changed is none', async () => {
		const bytes = Buffer.from('the file that was asked for');
		await fc.assert(
			fc.asyncProperty(
				fc.nat(bytes.length - 1),
				fc.integer({ min: 0, max: 7 }),
				fc.constantFrom('hex' as const, 'base64' as const, 'base64url' as const),
				async (place, bit, encoding) => {
					const came = Buffer.from(bytes);
					came[place] ^= 1 << bit;
					expect(await download(came, { sha256: sha256(bytes, encoding) })).toMatchObject(
						damaged('its checksum is different'),
					);
				},
			),
			{ numRuns: 100 },
		);
	});

	test('nothing is none', async () => {
		expect(await download('')).toMatchObject(damaged('it is empty'));
		expect(await download('', { file_size: 0 })).toMatchObject(damaged('it is empty'));
	});

	test.each([
		'<!DOCTYPE html><html><title>Error</title></html>',
		'<!doctype HTML>',
		'<html lang="en"><body>Please log in</body></html>',
		'<HTML>',
		' \r\n\t<html>',
		'\ufeff<!DOCTYPE html>',
		'\ufeff\n<html>',
	])('a web page is none: %j', async (page) => {
		for (const mime_type of ['image/jpeg', 'application/pdf', undefined]) {
			expect(await download(page, { mime_type })).toMatchObject(damaged('it is a web page'));
		}
		// Unless a web page is what was asked for.
		expect(await download(page, { mime_type: 'text/html; charset=utf-8' })).toMatchObject({
			bytes: Buffer.from(page),
		});
	});

	test.each([
		['{"message":"Media expired"}', 'image/jpeg', 'application/octet-stream'],
		['{"code":404}', 'audio/ogg; codecs=opus', undefined],
		['Not Found', 'image/jpeg', 'text/plain'],
		['Error: upstream', 'video/mp4', 'application/problem+json'],
		['"Not Found"', 'image/jpeg', undefined],
		['null', 'video/mp4', undefined],
	])('a text is no picture, sound or film: %j', async (text, mime_type, label) => {
		const headers = label === undefined ? {} : { 'content-type': label };
		const [type] = mime_type.split(';');
		expect(await download(text, { mime_type }, headers)).toMatchObject(
			damaged(`it is a text, and not of the type ${type}`),
		);
		// It may be one where its size is that of the file, or where a text was asked for.
		const bytes = Buffer.from(text);
		const told = { mime_type, file_size: bytes.length };
		expect(await download(text, told, headers)).toMatchObject({ bytes });
		expect(await download(text, { mime_type: 'text/plain' }, headers)).toMatchObject({ bytes });
	});

	test.each<[unknown, string | undefined]>([
		[{ error: { code: 131041, message: 'Gone' } }, 'Gone'],
		[{ error: 'Media expired' }, 'Media expired'],
		[{ errors: [{ code: 1, title: 'T' }] }, 'T'],
		[{ meta: { success: false, http_code: 400, developer_message: 'No' } }, 'No'],
		[{ meta: { httpCode: 400, developerMessage: 'No' } }, 'No'],
		[{ success: false }, undefined],
		[{ status: 'error', message: 'No' }, 'No'],
	])('an error is none: %j', async (error, details) => {
		for (const text of [JSON.stringify(error), ` \n${JSON.stringify(error, null, 2)}\n`]) {
			for (const mime_type of ['image/jpeg', undefined]) {
				expect(await download(text, { mime_type })).toMatchObject(
					damaged('it is an error', details === undefined ? {} : { details }),
				);
			}
			// Unless such a document is what was asked for.
			expect(await download(text, { mime_type: 'application/json' })).toMatchObject({
				bytes: Buffer.from(text),
			});
		}
	});

	test.each([
		'{"a":1}',
		'{',
		'{"error":null}',
		'[{"error":"No"}]',
		'<svg xmlns="http://www.w3.org/2000/svg"/>',
		'text with <html> in it',
		'%PDF-1.7',
	])('other content is one: %j', async (content) => {
		expect(await download(content, { mime_type: 'text/plain' })).toMatchObject({
			bytes: Buffer.from(content),
		});
	});

	test('an error of 64 KiB is one still', async () => {
		const content = '{"error":"No"}'.padEnd(65_536);
		expect(await download(content)).toMatchObject(damaged('it is an error'));
		expect(await download(`${content} `)).toMatchObject({ bytes: Buffer.from(`${content} `) });
	});

	test.each([3, 5])('what has the checksum and not the length is none: %d bytes', async (size) => {
		const bytes = Buffer.from('\u0089abc', 'latin1');
		const told = { file_size: size, sha256: sha256(bytes) };
		expect(await download(bytes, told)).toMatchObject(damaged(`it has 4 bytes instead of ${size}`));
	});

	test('a document larger than any error is one', async () => {
		const content = JSON.stringify({ error: 'x'.repeat(70_000) });
		expect(await download(content)).toMatchObject({ bytes: Buffer.from(content) });
	});
});

describe('uploadMedia', () => {
	test.each<[unknown]>([
		[{}],
		[undefined],
		[[]],
		[null],
		[''],
		['<html>'],
		[{ id: null }],
		[{ id: '' }],
		[{ id: ' ' }],
		[{ id: {} }],
		[{ success: true }],
	])(
		'an answer without an ID (%j) may have done it, and says that it does no harm',
		async (body) => {
			const { api, calls } = new FakeService(() => ({ body }));
			const upload = uploadMedia(api, Buffer.from('file'), 'file.txt', 'text/plain');
			await expect(upload).rejects.toMatchObject({
				certainty: 'unknown',
				details: {
					code: 'unreadable_answer',
					message:
						'The service answered POST /media with HTTP 200, but its answer is not a media ID. The request may have taken effect, so it was not retried.',
					hint: 'Upload it again: an upload that nothing refers to does no harm.',
					httpStatus: 200,
				},
			});
			expect(calls).toHaveLength(1);
		},
	);

	test.each([
		[{ id: '4711' }, '4711'],
		[{ id: 4711 }, '4711'],
		['{"id":120363042573233821}', '120363042573233821'],
	])('%j is a file’s ID', async (body, mediaId) => {
		const { api } = new FakeService(() => ({ body }));
		expect(await uploadMedia(api, Buffer.from('file'), 'file.txt', 'text/plain')).toEqual({
			mediaId,
			body: typeof body === 'string' ? { id: mediaId } : body,
		});
	});

	test('takes its time', async () => {
		const { api, calls } = new FakeService(() => ({ body: { id: '1' } }));
		await uploadMedia(api, Buffer.from('file'), 'file.txt', 'text/plain');
		expect(calls).toMatchObject([{ method: 'POST', path: '/media', timeoutMs: FIVE_MINUTES }]);
	});

	test('sends the file with its name and type', async () => {
		const { api, requests } = new FakeService(() => ({ body: { id: '1' } }));
		await uploadMedia(api, Buffer.from('content'), 'file.txt', 'text/plain');
		const sent = String(requests[0].body);
		expect(sent).toContain('name="messaging_product"\r\n\r\nwhatsapp\r\n');
		expect(sent).toContain(
			'name="file"; filename="file.txt"\r\nContent-Type: text/plain\r\n\r\ncontent\r\n',
		);
	});
});
