/** What a file is by its bytes alone. */
import { jpegFrame } from '../picture';
import { audioFrames } from './audioFrames';
import { readIsoMedia, type IsoMedia } from './isoMedia';
import { looksLikeText } from './plainText';
import { zipEntries } from './zip';

export interface Format {
	/** "a GIF image" */
	name: string;
	/** What it may be of WhatsApp's types; none where WhatsApp takes no such file. */
	mimeTypes: readonly string[];
	/** Why WhatsApp does not take this very file, though it is of such a type (contract 2.5). */
	flaw?: string;
	/** Of WebP: whether it moves. */
	animated?: boolean;
}

const OOXML = 'application/vnd.openxmlformats-officedocument';
const [DOC, XLS, PPT] = [
	'application/msword',
	'application/vnd.ms-excel',
	'application/vnd.ms-powerpoint',
];

/** Each knows some formats and says nothing of all others. */
const READERS: ReadonlyArray<(bytes: Buffer) => Format | undefined> = [
	readJpeg,
	readPng,
	readRiff,
	readOgg,
	readIso,
	readOldOffice,
	readZip,
	readOthers,
	readAudioFrames,
	(bytes) => (looksLikeText(bytes) ? taken('a text', 'text/plain') : undefined),
];

/** Undefined when the bytes are of no format that is known here. */
export function formatOf(bytes: Buffer): Format | undefined {
	for (const reader of READERS) {
		const format = reader(bytes);
		if (format) return format;
	}
	return undefined;
}

function taken(name: string, mimeType: string, flaw?: string | false): Format {
	return { name, mimeTypes: [mimeType], ...(flaw && { flaw }) };
}

function notTaken(name: string): Format {
	return { name, mimeTypes: [] };
}

function startsWith(bytes: Buffer, start: string, offset = 0): boolean {
	return bytes.toString('latin1', offset, offset + start.length) === start;
}

function readJpeg(bytes: Buffer): Format | undefined {
	if (!startsWith(bytes, '\xff\xd8\xff')) return undefined;
	// Its frame comes first, and has a marker of its own.
	if (bytes[3] === 0xf7) return notTaken('a JPEG-LS image');
	const isPrint = jpegFrame(bytes)?.components === 4;
	return taken('a JPEG image', 'image/jpeg', isPrint && 'its colors are those of print (CMYK)');
}

function readPng(bytes: Buffer): Format | undefined {
	if (!startsWith(bytes, '\x89PNG\r\n\x1a\n')) return undefined;
	const bits = startsWith(bytes, 'IHDR', 12) ? bytes[24] : undefined;
	return taken('a PNG image', 'image/png', bits === 16 && 'it has 16 bits per color, not 8');
}

function readRiff(bytes: Buffer): Format | undefined {
	if (!startsWith(bytes, 'RIFF')) return undefined;
	switch (bytes.toString('latin1', 8, 12)) {
		case 'WEBP': {
			// The extended header has a flag for animation.
			const animated = startsWith(bytes, 'VP8X', 12) && (bytes[20] & 0x02) !== 0;
			return { ...taken('a WebP image', 'image/webp'), animated };
		}
		case 'WAVE':
			return notTaken('a WAV sound');
		case 'AVI ':
			return notTaken('an AVI video');
		default:
			return undefined;
	}
}

/** The codec stands at the beginning of the first page, behind a header and its table of segments. */
function readOgg(bytes: Buffer): Format | undefined {
	if (!startsWith(bytes, 'OggS')) return undefined;
	const start = 27 + (bytes[26] ?? 0);
	if (startsWith(bytes, '\x80theora', start)) return notTaken('an Ogg video');
	if (!startsWith(bytes, 'OpusHead', start)) {
		return taken('an Ogg sound', 'audio/ogg', 'its codec is not Opus');
	}
	const channels = bytes[start + 9];
	const isMono = channels === undefined || channels === 1;
	return taken('an Ogg sound', 'audio/ogg', !isMono && `it has ${channels} channels, not one`);
}

const PICTURE_BRANDS = new Map([
	...['heic', 'heix', 'heim', 'heis', 'hevc', 'hevx', 'mif1', 'msf1'].map(
		(brand): [string, string] => [brand, 'an HEIC image'],
	),
	['avif', 'an AVIF image'],
	['avis', 'an AVIF image'],
	['crx ', 'a raw image'],
]);

const SOUND_BRANDS = new Set(['M4A ', 'M4B ', 'M4P ']);
const H264 = new Set(['avc1', 'avc2', 'avc3', 'avc4']);

function readIso(bytes: Buffer): Format | undefined {
	const media = readIsoMedia(bytes);
	if (!media) return undefined;
	const { brand, tracks } = media;
	const picture = PICTURE_BRANDS.get(brand);
	if (picture !== undefined) return notTaken(picture);
	if (brand === 'qt  ') return notTaken('a QuickTime video');
	if (brand.startsWith('3g2')) return notTaken('a 3GPP2 video');
	const is3gp = brand.startsWith('3g');
	const isSound = tracks ? tracks.video.length === 0 : SOUND_BRANDS.has(brand);
	if (isSound && is3gp) return notTaken('a 3GPP sound');
	if (isSound) return taken('an MP4 sound', 'audio/mp4');
	const name = is3gp ? 'a 3GPP video' : 'an MP4 video';
	if (is3gp) return taken(name, 'video/3gpp', flawOf(tracks));
	if (tracks) return taken(name, 'video/mp4', flawOf(tracks));
	return { name, mimeTypes: ['video/mp4', 'audio/mp4'] };
}

/** WhatsApp takes H.264 with AAC, and one audio track at most. */
function flawOf(tracks: IsoMedia['tracks']): string | undefined {
	if (!tracks) return undefined;
	const { video, audio } = tracks;
	if (!video.every((codec) => H264.has(codec))) return 'its video codec is not H.264';
	if (!audio.every((codec) => codec === 'mp4a')) return 'its audio codec is not AAC';
	return audio.length > 1 ? 'it has more than one audio track' : undefined;
}

/** Streams of the older Office files, by whose names they are told apart. */
const OFFICE_STREAMS: ReadonlyArray<[stream: string, mimeType: string]> = [
	['WordDocument', DOC],
	['Workbook', XLS],
	['Book', XLS],
	['PowerPoint Document', PPT],
];

function readOldOffice(bytes: Buffer): Format | undefined {
	if (!startsWith(bytes, '\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1')) return undefined;
	const holds = (stream: string) => bytes.includes(Buffer.from(`${stream}\0`, 'utf16le'));
	if (holds('EncryptedPackage')) return notTaken('an Office file with a password');
	const found = OFFICE_STREAMS.filter(([stream]) => holds(stream)).map(([, type]) => type);
	const mimeTypes = found.length > 0 ? [...new Set(found)] : [DOC, XLS, PPT];
	return { name: 'a file of older Office programs', mimeTypes };
}

function readZip(bytes: Buffer): Format | undefined {
	if (!startsWith(bytes, 'PK\x03\x04')) return undefined;
	const entries = zipEntries(bytes);
	if (entries.some((entry) => entry.endsWith('vbaProject.bin'))) {
		return notTaken('an Office file with macros');
	}
	const has = (folder: string) => entries.some((entry) => entry.startsWith(`${folder}/`));
	if (!entries.includes('[Content_Types].xml')) return notTaken('a ZIP archive');
	if (has('word')) return taken('a Word document', `${OOXML}.wordprocessingml.document`);
	if (has('xl')) return taken('an Excel workbook', `${OOXML}.spreadsheetml.sheet`);
	if (has('ppt')) return taken('a presentation', `${OOXML}.presentationml.presentation`);
	return notTaken('a ZIP archive');
}

/** What people attach besides, by how it starts. */
const STARTS: ReadonlyArray<[start: string, format: Format]> = [
	['#!AMR', taken('an AMR sound', 'audio/amr')],
	['GIF8', notTaken('a GIF image')],
	['II*\0', notTaken('a TIFF image')],
	['MM\0*', notTaken('a TIFF image')],
	['8BPS', notTaken('a Photoshop image')],
	['fLaC', notTaken('a FLAC sound')],
	['\x1aE\xdf\xa3', notTaken('a WebM or Matroska video')],
	['0&\xb2u\x8ef\xcf\x11', notTaken('a Windows Media file')],
	['\0\0\x01\xba', notTaken('an MPEG video')],
	['FLV\x01', notTaken('a Flash video')],
	['FORM', notTaken('an AIFF sound')],
	['{\\rtf', notTaken('an RTF text')],
	['%!PS', notTaken('a PostScript file')],
	['PK\x05\x06', notTaken('a ZIP archive')],
	['Rar!\x1a\x07', notTaken('a RAR archive')],
	['7z\xbc\xaf\x27\x1c', notTaken('a 7-Zip archive')],
	['\x1f\x8b\x08', notTaken('a GZIP archive')],
	['BZh', notTaken('a BZIP2 archive')],
	['\xfd7zXZ\0', notTaken('an XZ archive')],
	['MZ', notTaken('a Windows program')],
	['\x7fELF', notTaken('a Linux program')],
];

const LETTERS = /^[A-Za-z]{2,4}$/;

function readOthers(bytes: Buffer): Format | undefined {
	// Some programs write a mark or blanks before a PDF.
	const start = /^(?:\xef\xbb\xbf)?[\s\0]*/.exec(bytes.toString('latin1', 0, 1024))?.[0] ?? '';
	if (startsWith(bytes, '%PDF', start.length)) return taken('a PDF', 'application/pdf');
	const known = STARTS.find(([head]) => startsWith(bytes, head));
	// A text may start with a few letters, too.
	return known && LETTERS.test(known[0]) && looksLikeText(bytes) ? undefined : known?.[1];
}

function readAudioFrames(bytes: Buffer): Format | undefined {
	switch (audioFrames(bytes)) {
		case 'mp3':
			return taken('an MP3 sound', 'audio/mpeg');
		case 'aac':
			return taken('an AAC sound', 'audio/aac');
		default:
			return undefined;
	}
}
