/** What a file is called in an error, which of WhatsApp's types it may have, and what is wrong with it. */
import { formatOf } from '../../../../nodes/WhatsAppGroups/api/files/format';
import {
	aacFrames,
	amrFile,
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

const latin1 = (text: string) => Buffer.from(text, 'latin1');
const OOXML = 'application/vnd.openxmlformats-officedocument';
const film = { video: ['avc1'], audio: ['mp4a'] };

/** A JPEG in the colors of print has four components. */
const printed = Buffer.from(jpegFile);
printed[printed.indexOf('ffc0', 0, 'hex') + 9] = 4;

test.each([
	['a JPEG image', ['image/jpeg'], jpegFile],
	['a PNG image', ['image/png'], pngFile()],
	['an AMR sound', ['audio/amr'], amrFile],
	['an MP3 sound', ['audio/mpeg'], mp3Frames()],
	['an MP3 sound', ['audio/mpeg'], Buffer.concat([id3(), mp3Frames()])],
	['an MP3 sound', ['audio/mpeg'], id3()],
	['an AAC sound', ['audio/aac'], aacFrames()],
	['an Ogg sound', ['audio/ogg'], oggFile()],
	['an Ogg sound', ['audio/ogg'], oggFile().subarray(0, 36)],
	['an MP4 sound', ['audio/mp4'], isoFile({ audio: ['mp4a'] })],
	['an MP4 sound', ['audio/mp4'], isoFile({ brand: 'M4A ' })],
	['an MP4 sound', ['audio/mp4'], isoFile({ brand: 'M4B ' })],
	['an MP4 sound', ['audio/mp4'], isoFile({ brand: 'M4P ' })],
	['an MP4 video', ['video/mp4', 'audio/mp4'], isoFile()],
	['an MP4 video', ['video/mp4', 'audio/mp4'], isoFile({ brand: 'M4V ' })],
	['an MP4 video', ['video/mp4'], isoFile(film)],
	['an MP4 video', ['video/mp4'], isoFile({ video: ['avc1', 'avc2', 'avc3', 'avc4'] })],
	['a 3GPP video', ['video/3gpp'], isoFile({ brand: '3gp5', ...film })],
	['a 3GPP video', ['video/3gpp'], isoFile({ brand: '3gp5' })],
	['a Word document', [`${OOXML}.wordprocessingml.document`], officeFile('word')],
	['an Excel workbook', [`${OOXML}.spreadsheetml.sheet`], officeFile('xl')],
	['a presentation', [`${OOXML}.presentationml.presentation`], officeFile('ppt')],
	['a file of older Office programs', ['application/vnd.ms-excel'], oldOfficeFile('Book')],
	['a PDF', ['application/pdf'], pdfFile],
	['a PDF', ['application/pdf'], Buffer.concat([latin1('\xef\xbb\xbf'), pdfFile])],
	['a PDF', ['application/pdf'], Buffer.concat([latin1('\r\n \0'), pdfFile])],
	['a PDF', ['application/pdf'], Buffer.concat([latin1('\xef\xbb\xbf\n'), pdfFile])],
	['a text', ['text/plain'], latin1('Hello')],
	// These begin as other files do.
	['a text', ['text/plain'], latin1('MZ is a program')],
	['a text', ['text/plain'], latin1('FORM of address')],
	['a text', ['text/plain'], latin1('x%PDF')],
	['a JPEG-LS image', [], latin1('\xff\xd8\xff\xf7\0\x0b')],
	['a WAV sound', [], latin1('RIFF\0\0\0\0WAVE')],
	['an AVI video', [], latin1('RIFF\0\0\0\0AVI ')],
	['an Ogg video', [], oggFile('\x80theora')],
	['a 3GPP sound', [], isoFile({ brand: '3gp5', audio: ['samr'] })],
	['a Windows program', [], latin1('MZ\0\x01')],
	['an AIFF sound', [], latin1('FORM\0\0\0\0AIFF')],
	['a ZIP archive', [], zip({ a: 'b' })],
	['a ZIP archive', [], zip({ 'word/document.xml': 'x' })],
	['a ZIP archive', [], zip({ '[Content_Types].xml': 'x' })],
	['an HEIC image', [], isoFile({ brand: 'mif1' })],
	['a raw image', [], isoFile({ brand: 'crx ' })],
])('%s, as WhatsApp calls it %p', (name, mimeTypes, bytes) => {
	expect(formatOf(bytes)).toEqual({ name, mimeTypes });
});

test.each([
	['its colors are those of print (CMYK)', printed],
	['it has 16 bits per color, not 8', pngFile({ bits: 16 })],
	['its codec is not Opus', oggFile('\x01vorbis')],
	['it has 2 channels, not one', oggFile('OpusHead', 2)],
	['its video codec is not H.264', isoFile({ video: ['avc1', 'hvc1'] })],
	['its video codec is not H.264', isoFile({ video: ['avc5'] })],
	['its video codec is not H.264', isoFile({ video: ['avcx'] })],
	['its audio codec is not AAC', isoFile({ video: ['avc1'], audio: ['mp4a', 'ac-3'] })],
	['it has more than one audio track', isoFile({ video: ['avc1'], audio: ['mp4a', 'mp4a'] })],
])('what is wrong with it: %s', (flaw, bytes) => {
	expect(formatOf(bytes)?.flaw).toBe(flaw);
});

test('a WebP moves by the flag of its extended header alone', () => {
	const still = { name: 'a WebP image', mimeTypes: ['image/webp'], animated: false };
	expect(formatOf(webp())).toEqual(still);
	expect(formatOf(webp({ animated: true }))).toEqual({ ...still, animated: true });
	const simple = webp({ animated: true });
	simple.write('VP8 ', 12, 'latin1');
	expect(formatOf(simple)).toEqual(still);
});

test('a PNG without the header that tells its bits is taken as it is', () => {
	const bytes = pngFile({ bits: 16 });
	bytes.write('CgBI', 12, 'latin1');
	expect(formatOf(bytes)?.flaw).toBeUndefined();
});

test.each([
	['a RIFF of another kind', latin1('RIFF\0\0\0\0CDXA')],
	['what stands in a RIFF', latin1('\0\0\0\0\0\0\0\0WEBPVP8X\0\0\0\0\x02\0\0\0')],
	['noise', Buffer.from([1, 2, 3, 0xff, 0, 7])],
])('not known: %s', (_name, bytes) => {
	expect(formatOf(bytes)).toBeUndefined();
});
