/** Files that are not the file, and addresses that are none. */
import { createHash } from 'node:crypto';

import { FILE, FILE_INFO, FILE_PATH, MEDIA, SHA256, type Word } from '../samples';
import type { Reply } from '../service';
import type { Way } from '../ways';

interface Answers {
	info?: Record<string, unknown>;
	file?: Reply;
}

function download(name: string, word: Word, { info, file }: Answers): Way {
	return {
		topic: 'downloads',
		name,
		fits: ({ kind }) => kind === 'file',
		said: () => ({ word }),
		answer: (call) => {
			if (info && call.name === `GET /${MEDIA}`) return { body: { ...FILE_INFO, ...info } };
			if (file && call.path === FILE_PATH) return file;
			return undefined;
		},
	};
}

const html = Buffer.from('<!DOCTYPE html><html><body>Sign in</body></html>');
const unknown = { sha256: undefined, file_size: undefined };
const sha256 = (bytes: Buffer, form: 'hex' | 'base64' = 'hex') =>
	createHash('sha256').update(bytes).digest(form);
const changed = Buffer.from(FILE);
changed[100] ^= 1;

export const downloads: Way[] = [
	download('an HTML page', 'nothing', {
		file: { body: html, headers: { 'Content-Type': 'text/html' } },
	}),
	download('an HTML page, nothing known of the file', 'nothing', {
		info: unknown,
		file: { body: html, headers: { 'Content-Type': 'text/html' } },
	}),
	download('an HTML page without a type, nothing known of the file', 'nothing', {
		info: unknown,
		file: { body: html },
	}),
	download('a JSON error, nothing known of the file', 'nothing', {
		info: unknown,
		file: { body: { error: { code: 131052, message: 'Media download error' } } },
	}),
	download('a JSON error labelled as the file, nothing known of it', 'nothing', {
		info: unknown,
		file: {
			body: Buffer.from('{"error":{"code":131052,"message":"Media download error"}}'),
			headers: { 'Content-Type': 'application/pdf' },
		},
	}),
	download('4 bytes of it', 'nothing', { file: { body: FILE.subarray(0, 4) } }),
	download('4 bytes of it, only its length known', 'nothing', {
		info: { sha256: undefined },
		file: { body: FILE.subarray(0, 4) },
	}),
	download('4 bytes of it, its length known as text', 'nothing', {
		info: { sha256: undefined, file_size: String(FILE.length) },
		file: { body: FILE.subarray(0, 4) },
	}),
	download('a byte too many', 'nothing', {
		file: { body: Buffer.concat([FILE, Buffer.from('x')]) },
	}),
	download('another byte in it', 'nothing', { file: { body: changed } }),
	download('another byte in it, only its checksum known', 'nothing', {
		info: { file_size: undefined },
		file: { body: changed },
	}),
	download('another byte in it, its checksum known in base64', 'nothing', {
		info: { file_size: undefined, sha256: sha256(FILE, 'base64') },
		file: { body: changed },
	}),
	download('an empty file, nothing known of it', 'nothing', { info: unknown, file: { body: '' } }),
	download('an empty file', 'nothing', { file: { body: '' } }),
	download('cut before its Content-Length', 'nothing', {
		info: unknown,
		file: { body: FILE, cut: 'half' },
	}),
	download('206 with half of it', 'nothing', {
		info: unknown,
		file: {
			status: 206,
			body: FILE.subarray(0, 1000),
			headers: { 'Content-Range': `bytes 0-999/${FILE.length}` },
		},
	}),
	download('204, nothing known of the file', 'nothing', { info: unknown, file: { status: 204 } }),
	download('the file of another', 'nothing', {
		info: { id: 'media-0666' },
		file: { body: changed },
	}),
	download('its checksum in base64', 'done', { info: { sha256: sha256(FILE, 'base64') } }),
	download('its checksum in upper case', 'done', { info: { sha256: SHA256.toUpperCase() } }),
	download('its checksum a word', 'hinted', { info: { sha256: 'unknown' } }),
	download('its length as text', 'done', { info: { file_size: String(FILE.length) } }),
	download('its length 0', 'hinted', { info: { file_size: 0 } }),
	download('nothing known of the file', 'done', { info: unknown }),
	download('labelled as HTML, and the file', 'hinted', {
		file: { body: FILE, headers: { 'Content-Type': 'text/html' } },
	}),
	download('an address of another host', 'done', {
		info: { url: `https://evil.example${FILE_PATH}?a=1` },
	}),
	download('an address that is a path', 'hinted', { info: { url: `${FILE_PATH}?a=1` } }),
	download('no address', 'nothing', { info: { url: undefined } }),
	download('an address that is null', 'nothing', { info: { url: null } }),
	download('an address that is a number', 'nothing', { info: { url: 17 } }),
	download('an address without a path', 'nothing', {
		info: { url: 'https://lookaside.fbsbx.com' },
	}),
	download('an expired address for ever', 'nothing', { file: { status: 404, refuses: true } }),
	download('a type that is an object', 'hinted', { info: { mime_type: { a: 1 } } }),
];
