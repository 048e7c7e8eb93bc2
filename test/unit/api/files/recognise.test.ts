/**
 * What a file is, by bytes, name and label. The judge is `file-type`: it knows some 180 formats by their
 * bytes, and shares nothing with the node.
 */
import fc from 'fast-check';
import { fileTypeFromBuffer } from 'file-type/core';

import { nameWithExtension } from '../../../../nodes/WhatsAppGroups/api/files/mimeTypes';
import { recognise } from '../../../../nodes/WhatsAppGroups/api/files/recognise';
import { mediaKindOf, MEDIA_RULES } from '../../../../nodes/WhatsAppGroups/api/limits';
import {
	aacFrames,
	amrFile,
	gifFile,
	id3,
	isoFile,
	jpegFile,
	mp3Frames,
	officeFile,
	oggFile,
	oldOfficeFile,
	pdfFile,
	pngFile,
	webp,
	zip,
} from '../../../support/sampleFiles';

const OOXML = 'application/vnd.openxmlformats-officedocument';
const DOCX = `${OOXML}.wordprocessingml.document`;
const XLSX = `${OOXML}.spreadsheetml.sheet`;
const PPTX = `${OOXML}.presentationml.presentation`;

const latin1 = (text: string) => Buffer.from(text, 'latin1');
const film = { video: ['avc1'], audio: ['mp4a'] };

interface Sample {
	name: string;
	bytes: Buffer;
	/** What we are to say. */
	type: string;
	/** What the judge says where that is not the same; undefined where it does not know. */
	judged?: string | null;
	extension: string;
}

const sample = (
	name: string,
	type: string,
	extension: string,
	bytes: Buffer,
	judged: string | null = type,
): Sample => ({ name, type, extension, bytes, judged });

/** Every type that WhatsApp takes, in more than one form where it has some. */
const TAKEN: Sample[] = [
	sample('AAC', 'audio/aac', 'aac', aacFrames()),
	sample('AMR', 'audio/amr', 'amr', amrFile),
	sample('MP3', 'audio/mpeg', 'mp3', mp3Frames()),
	sample('MP3 with a tag', 'audio/mpeg', 'mp3', Buffer.concat([id3(), mp3Frames()])),
	sample('M4A', 'audio/mp4', 'm4a', isoFile({ brand: 'M4A ', audio: ['mp4a'] }), 'audio/x-m4a'),
	sample('an MP4 without pictures', 'audio/mp4', 'mp4', isoFile({ audio: ['mp4a'] }), 'video/mp4'),
	sample('Opus', 'audio/ogg', 'ogg', oggFile(), 'audio/ogg; codecs=opus'),
	sample('text', 'text/plain', 'txt', Buffer.from('Grüße, 日本\r\n'), null),
	sample('text of an older encoding', 'text/plain', 'csv', latin1('M\xfcller;1\r\n'), null),
	// The judge takes the mark of UTF-16 for the bits that frames start with.
	sample(
		'text in UTF-16',
		'text/plain',
		'txt',
		Buffer.from('\ufeffHello', 'utf16le'),
		'audio/mpeg',
	),
	sample('PDF', 'application/pdf', 'pdf', pdfFile),
	sample('DOC', 'application/msword', 'doc', oldOfficeFile('WordDocument'), 'application/x-cfb'),
	sample('XLS', 'application/vnd.ms-excel', 'xls', oldOfficeFile('Workbook'), 'application/x-cfb'),
	sample(
		'PPT',
		'application/vnd.ms-powerpoint',
		'ppt',
		oldOfficeFile('PowerPoint Document'),
		'application/x-cfb',
	),
	sample('DOCX', DOCX, 'docx', officeFile('word')),
	sample('XLSX', XLSX, 'xlsx', officeFile('xl')),
	sample('PPTX', PPTX, 'pptx', officeFile('ppt')),
	sample('JPEG', 'image/jpeg', 'jpg', jpegFile),
	sample('PNG', 'image/png', 'png', pngFile()),
	sample('WebP', 'image/webp', 'webp', webp()),
	sample('WebP that moves', 'image/webp', 'webp', webp({ animated: true })),
	sample('MP4', 'video/mp4', 'mp4', isoFile(film)),
	sample('MP4 cut off', 'video/mp4', 'mp4', isoFile()),
	sample('3GP', 'video/3gpp', '3gp', isoFile({ brand: '3gp5', ...film })),
];

const ALL_TYPES = Object.values(MEDIA_RULES).flatMap(({ mimeTypes }) => mimeTypes);
const GENERIC = [undefined, '', 'application/octet-stream', 'Application/Octet-Stream; x=y'];

const typeOf = (bytes: Buffer, filename: string, label?: string) => {
	const found = recognise({ bytes, filename, label });
	return 'mimeType' in found ? found.mimeType : undefined;
};
const complaintOf = (bytes: Buffer, filename: string, label?: string) => {
	const found = recognise({ bytes, filename, label });
	if ('mimeType' in found) throw new Error(`It was taken as ${found.mimeType}`);
	return found.complaint;
};

test('the samples are of every type that WhatsApp takes', () => {
	expect([...new Set(TAKEN.map(({ type }) => type))].sort()).toEqual([...ALL_TYPES].sort());
});

describe.each(TAKEN)('$name', ({ bytes, type, judged, extension }) => {
	test('is what the judge says', async () => {
		expect((await fileTypeFromBuffer(bytes))?.mime ?? null).toBe(judged);
		expect(typeOf(bytes, `file.${extension}`, type)).toBe(type);
	});

	test.each(GENERIC)('labelled %p, it is known by bytes and name', (label) => {
		expect(typeOf(bytes, `Invoice 7.${extension.toUpperCase()}`, label)).toBe(type);
	});

	test('without a name it is known by bytes and label, with parameters and in upper case', () => {
		expect(typeOf(bytes, 'file', `${type.toUpperCase()}; charset=utf-8; name="x"`)).toBe(type);
	});
});

describe('name and label of another kind', () => {
	const labels = [...ALL_TYPES, 'image/gif', 'application/zip', 'video/x-msvideo'];
	const known = TAKEN.filter(({ type }) => type !== 'text/plain' && !type.endsWith('/mp4'));

	test.each(known)('do not make something else of $name', ({ bytes, type }) => {
		for (const label of labels) {
			expect(typeOf(bytes, 'file', label)).toBe(type);
			expect(typeOf(bytes, 'file.gif', label)).toBe(type);
		}
	});
});

test.each([
	['audio/mp3', 'audio/mpeg', mp3Frames()],
	['Audio/X-MP3', 'audio/mpeg', mp3Frames()],
	['image/jpg', 'image/jpeg', jpegFile],
	['IMAGE/PJPEG', 'image/jpeg', jpegFile],
	['audio/x-m4a', 'audio/mp4', isoFile({ audio: ['mp4a'] })],
	['audio/m4a', 'audio/mp4', isoFile()],
	['video/x-m4v', 'video/mp4', isoFile()],
	['audio/opus', 'audio/ogg', oggFile()],
	['application/x-pdf', 'application/pdf', pdfFile],
	['application/excel', 'application/vnd.ms-excel', oldOfficeFile()],
	['application/x-msword', 'application/msword', oldOfficeFile()],
	['text/csv; charset=iso-8859-1', 'text/plain', latin1('a;b')],
	['application/json', 'text/plain', latin1('{}')],
])('the label %s means %s', (label, type, bytes) => {
	expect(typeOf(bytes, 'file', label)).toBe(type);
});

test('of the streams of older Office files the name decides, then the label', () => {
	const both = oldOfficeFile('WordDocument', 'Workbook');
	expect(typeOf(both, 'a.doc')).toBe('application/msword');
	expect(typeOf(both, 'a.xls', 'application/msword')).toBe('application/vnd.ms-excel');
	expect(typeOf(both, 'a', 'application/vnd.ms-excel')).toBe('application/vnd.ms-excel');
	expect(complaintOf(both, 'a', 'application/octet-stream')).toContain(
		'whose type cannot be determined',
	);
	expect(complaintOf(oldOfficeFile(), 'mail.msg')).toContain('whose type cannot be determined');
});

describe('what WhatsApp would refuse later', () => {
	const notTaken: Array<[string, Buffer, string]> = [
		['nothing', Buffer.alloc(0), 'holds a file without content: "x"'],
		['GIF', gifFile, 'a GIF image'],
		['WAV', latin1('RIFF\0\0\0\0WAVEfmt \x10\0\0\0'), 'a WAV sound'],
		['AVI', latin1('RIFF\0\0\0\0AVI LIST\0\0'), 'an AVI video'],
		['FLAC', latin1('fLaC\0\0\0\x22'), 'a FLAC sound'],
		[
			'WebM',
			Buffer.from('1a45dfa39f4286810142f7810142f2810442f381084282847765626d', 'hex'),
			'a WebM',
		],
		['HEIC', isoFile({ brand: 'heic' }), 'an HEIC image'],
		['AVIF', isoFile({ brand: 'avif' }), 'an AVIF image'],
		['QuickTime', isoFile({ brand: 'qt  ', ...film }), 'a QuickTime video'],
		['3GPP2', isoFile({ brand: '3g2a', ...film }), 'a 3GPP2 video'],
		['TIFF', latin1('II*\0\x08\0\0\0\0\0\0\0'), 'a TIFF image'],
		['ZIP', zip({ 'a.txt': 'text' }), 'a ZIP archive'],
		['ODT', zip({ mimetype: 'application/vnd.oasis.opendocument.text' }), 'a ZIP archive'],
		['a ZIP that holds a DOCX', zip({ 'a.docx': officeFile('word').toString('latin1') }), 'a ZIP'],
		['macros', officeFile('xl', { 'xl/vbaProject.bin': 'x' }), 'an Office file with macros'],
		['a password', oldOfficeFile('EncryptedPackage'), 'an Office file with a password'],
		['RTF', latin1('{\\rtf1\\ansi Hello}'), 'an RTF text'],
		['GZIP', Buffer.from('1f8b0800000000000003', 'hex'), 'a GZIP archive'],
		['HEVC', isoFile({ video: ['hvc1'], audio: ['mp4a'] }), 'its video codec is not H.264'],
		['AC-3', isoFile({ video: ['avc1'], audio: ['ac-3'] }), 'its audio codec is not AAC'],
		['two sounds', isoFile({ video: ['avc1'], audio: ['mp4a', 'mp4a'] }), 'more than one audio'],
		['H.263', isoFile({ brand: '3gp4', video: ['s263'] }), 'its video codec is not H.264'],
		['Vorbis', oggFile('\x01vorbis'), 'its codec is not Opus'],
		['stereo', oggFile('OpusHead', 2), 'it has 2 channels, not one'],
		['16 bits', pngFile({ bits: 16 }), 'it has 16 bits per color, not 8'],
	];

	test.each(notTaken)('%s', async (_name, bytes, words) => {
		for (const label of [undefined, ...ALL_TYPES])
			expect(complaintOf(bytes, 'x', label)).toContain(words);
		// Of what is no such type at all; macros the judge knows by another list than we.
		const mime = (await fileTypeFromBuffer(bytes))?.mime;
		if (!/^(?:its|it has|more|an Office)/.test(words)) expect(ALL_TYPES).not.toContain(mime);
	});
});

describe('a text', () => {
	const html = Buffer.from('<!DOCTYPE html><html><body>Sign in</body></html>');

	test.each([
		['photo.jpg', 'image/jpeg'],
		['photo.jpg', undefined],
		['file', 'image/png'],
		['invoice.pdf', 'application/octet-stream'],
		['invoice.pdf', 'text/html'],
		['file', 'application/pdf'],
		['logo.svg', 'image/svg+xml'],
		['list', 'application/vnd.ms-excel'],
	])('in the place of %s (%s) is refused', (name, label) => {
		expect(complaintOf(html, name, label)).toContain('holds a text, although');
	});

	test.each([
		['page.html', 'text/html'],
		['page.html', 'application/octet-stream'],
		['list.csv', 'application/vnd.ms-excel'],
		['notes.final', 'text/plain'],
		['file', undefined],
		['file', 'text/markdown'],
	])('that is to be one, as %s (%s), is taken', (name, label) => {
		expect(typeOf(html, name, label)).toBe('text/plain');
	});
});

test('bytes of no known kind are never taken, whatever name and label say', () => {
	const noise = Buffer.from(Array.from({ length: 600 }, (_, index) => (index * 37 + 3) % 256));
	for (const type of ALL_TYPES) {
		const { extension } = TAKEN.find((one) => one.type === type)!;
		expect(complaintOf(noise, `x.${extension}`, type)).toContain('that is not what it says');
	}
	expect(complaintOf(noise, 'x.stl', 'model/stl')).toContain(
		'of the type model/stl, which WhatsApp',
	);
	expect(complaintOf(noise, 'x.stl')).toContain('of the type .stl, which WhatsApp');
	expect(complaintOf(noise, 'x')).toContain('whose type cannot be determined');
});

test.each([
	['nothing', Buffer.alloc(0), 'x', undefined, undefined],
	[
		'what bytes leave open',
		oldOfficeFile(),
		'mail.msg',
		undefined,
		'Give the file a name with its extension, such as report.xls.',
	],
	[
		'a text in the place of a picture',
		latin1('<html>'),
		'a.jpg',
		undefined,
		'Look at its content: it may be an error message or a web page instead of the file.',
	],
	[
		'what is not what it says',
		Buffer.from([1, 2, 3, 0]),
		'a.jpg',
		undefined,
		'The file may be damaged, encrypted, or wrongly decoded.',
	],
	[
		'what nobody takes',
		Buffer.from([1, 2, 3, 0]),
		'a.stl',
		undefined,
		'WhatsApp takes pictures, sounds, videos, texts, PDF and Office files.',
	],
	['a GIF', gifFile, 'a.gif', 'image/gif', 'Convert it first.'],
	['a PNG of 16 bits', pngFile({ bits: 16 }), 'a.png', undefined, 'Convert it first.'],
])('what to do about %s', (_what, bytes, filename, label, hint) => {
	const found = recognise({ bytes, filename, label });
	expect(found).toMatchObject({ complaint: expect.any(String) as string });
	expect('hint' in found ? found.hint : undefined).toBe(hint);
});

test('only of a WebP it is told whether it moves', () => {
	expect(recognise({ bytes: jpegFile, filename: 'a' })).toStrictEqual({ mimeType: 'image/jpeg' });
	expect(recognise({ bytes: webp(), filename: 'a' })).toStrictEqual({
		mimeType: 'image/webp',
		animated: false,
	});
});

test('an MP4 of which nothing more can be read is a video, unless it says that it is a sound', () => {
	expect(typeOf(isoFile(), 'file')).toBe('video/mp4');
	expect(typeOf(isoFile(), 'a.m4a')).toBe('audio/mp4');
	expect(typeOf(isoFile(), 'file', 'audio/mp4')).toBe('audio/mp4');
});

test.each([
	['report.pdf', 'image/jpeg', 'report.pdf'],
	['report', 'application/pdf', 'report.pdf'],
	['report.final.', 'application/pdf', 'report.final..pdf'],
	['Minutes of 3.12', 'application/pdf', 'Minutes of 3.12.pdf'],
	['.profile', 'text/plain', '.profile.txt'],
	['clip.3gp', 'video/mp4', 'clip.3gp'],
	['clip.3g', 'video/mp4', 'clip.3g.mp4'],
	['a.extension', 'text/plain', 'a.extension.txt'],
	['a.jpg and more', 'image/jpeg', 'a.jpg and more.jpg'],
	['photo.jpg  ', 'image/jpeg', 'photo.jpg  '],
	['data', 'application/x-unknown', 'data'],
])('the name %j of a file of the type %s is shown as %j', (filename, mimeType, shown) => {
	expect(nameWithExtension(filename, mimeType)).toBe(shown);
});

describe('against the judge', () => {
	const anySample = fc.constantFrom(...TAKEN.map(({ bytes }) => bytes), gifFile, zip({ a: 'b' }));
	const names = fc.constantFrom('file', ...TAKEN.map(({ extension }) => `a.${extension}`), 'a.gif');
	const labels = fc.constantFrom(...GENERIC, ...ALL_TYPES, 'image/gif', 'text/html');
	const changed = fc
		.tuple(anySample, fc.nat(600), fc.nat(255), fc.nat({ max: 2000 }))
		.map(([bytes, at, value, cut]) => {
			const copy = Buffer.from(bytes.subarray(0, cut < 1000 ? Math.max(12, cut) : undefined));
			if (at < copy.length) copy[at] = value;
			return copy;
		});
	/** The judge's words for WhatsApp's types. */
	const SAME = new Map([
		['audio/x-m4a', 'audio/mp4'],
		['video/x-m4v', 'video/mp4'],
		['audio/ogg; codecs=opus', 'audio/ogg'],
	]);

	test('what is taken as of a type is of that type, or not known to the judge', async () => {
		let agreed = 0;
		await fc.assert(
			fc.asyncProperty(changed, names, labels, async (bytes, filename, label) => {
				const type = typeOf(bytes, filename, label);
				const judged = (await fileTypeFromBuffer(bytes).catch(() => undefined))?.mime;
				if (type === undefined || judged === undefined) return;
				if (type === 'text/plain' && bytes[0] === 0xff && judged.startsWith('audio/')) return;
				agreed += 1;
				const isOffice = judged === 'application/x-cfb' || judged === 'application/zip';
				if (isOffice && type.startsWith('application/')) return;
				const isMovie = /^(?:video|audio)\/mp4$/.test(type);
				const word = SAME.get(judged) ?? judged;
				expect(isMovie ? word.split('/')[1] : word).toBe(isMovie ? 'mp4' : type);
			}),
			{
				numRuns: 3000,
				examples: [[Buffer.from('\xff\xd8\xff\xf7\0\x10JFIF\0\x01', 'latin1'), 'file', undefined]],
			},
		);
		expect(agreed).toBeGreaterThan(500);
	});

	test('whatever the bytes: a type that WhatsApp takes, or a complaint, and never a crash', () => {
		const any = fc.oneof(
			changed,
			fc.uint8Array({ maxLength: 100 }).map((bytes) => Buffer.from(bytes)),
			fc
				.tuple(anySample, fc.uint8Array({ maxLength: 60 }))
				.map(([bytes, rest]) => Buffer.concat([bytes.subarray(0, 12), rest])),
		);
		fc.assert(
			fc.property(
				any,
				fc.oneof(names, fc.string()),
				fc.oneof(labels, fc.string()),
				(bytes, name, label) => {
					const found = recognise({ bytes, filename: name, label });
					if ('mimeType' in found) expect(mediaKindOf(found.mimeType)).toBeDefined();
					else expect(found.complaint).toMatch(/^holds a/);
				},
			),
			{ numRuns: 3000 },
		);
	});
});
