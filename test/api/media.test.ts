import fc from 'fast-check';

import { attachmentPath } from '../../nodes/WhatsAppGroups/api/media';

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
