/** Frames are built by the tables of the standards, as text, and not by those of the node. */
import fc from 'fast-check';

import { audioFrames } from '../../../../nodes/WhatsAppGroups/api/files/audioFrames';
import { id3 } from '../../../support/sampleFiles';

const numbers = (text: string) => text.split(' ').map(Number);

/** ISO/IEC 11172-3 and 13818-3, layer III: kbit/s by index, from 1 on; Hz by index. */
const MPEG = {
	'1': {
		bits: 3,
		perFrame: 144_000,
		kbits: numbers('32 40 48 56 64 80 96 112 128 160 192 224 256 320'),
		hertz: numbers('44100 48000 32000'),
	},
	'2': {
		bits: 2,
		perFrame: 72_000,
		kbits: numbers('8 16 24 32 40 48 56 64 80 96 112 128 144 160'),
		hertz: numbers('22050 24000 16000'),
	},
	'2.5': {
		bits: 0,
		perFrame: 72_000,
		kbits: numbers('8 16 24 32 40 48 56 64 80 96 112 128 144 160'),
		hertz: numbers('11025 12000 8000'),
	},
};

interface Mp3 {
	version: keyof typeof MPEG;
	rate: number;
	frequency: number;
	isPadded: boolean;
	/** Bits that say nothing of the length. */
	isProtected: boolean;
	rest: number;
}

const mp3s = fc.record<Mp3>({
	version: fc.constantFrom(...(Object.keys(MPEG) as Array<keyof typeof MPEG>)),
	rate: fc.nat(13),
	frequency: fc.nat(2),
	isPadded: fc.boolean(),
	isProtected: fc.boolean(),
	rest: fc.nat(255),
});

function mp3Frame({ version, rate, frequency, isPadded, isProtected, rest }: Mp3): Buffer {
	const { bits, perFrame, kbits, hertz } = MPEG[version];
	const length = Math.floor((perFrame * kbits[rate]) / hertz[frequency]) + (isPadded ? 1 : 0);
	const frame = Buffer.alloc(length, 0x55);
	frame[0] = 0xff;
	frame[1] = 0xe0 | (bits << 3) | 0x02 | (isProtected ? 0 : 1);
	frame[2] = ((rate + 1) << 4) | (frequency << 2) | (isPadded ? 2 : 0);
	frame[3] = rest;
	return frame;
}

interface Aac {
	length: number;
	frequency: number;
	isMpeg2: boolean;
}

const aacs = fc.record<Aac>({
	length: fc.oneof(fc.integer({ min: 7, max: 40 }), fc.integer({ min: 7, max: 8191 })),
	frequency: fc.nat(12),
	isMpeg2: fc.boolean(),
});

/** ISO/IEC 13818-7: the head of an ADTS frame, whose length has 13 bits. */
function aacFrame({ length, frequency, isMpeg2 }: Aac): Buffer {
	const frame = Buffer.alloc(Math.max(7, length), 0x55);
	frame[0] = 0xff;
	frame[1] = isMpeg2 ? 0xf9 : 0xf1;
	frame[2] = 0x40 | (frequency << 2);
	frame[3] = 0x80 | (length >> 11);
	frame[4] = (length >> 3) & 0xff;
	frame[5] = ((length & 7) << 5) | 0x1f;
	return frame;
}

const frames = fc.oneof(
	mp3s.map((mp3) => ({ kind: 'mp3', frame: mp3Frame(mp3) })),
	aacs.map((aac) => ({ kind: 'aac', frame: aacFrame(aac) })),
);
const junk = Buffer.from([0x11, 0x22, 0x33, 0x44, 0x55, 0x66, 0x77]);

test('one frame, whole or cut off, and two', () => {
	fc.assert(
		fc.property(frames, fc.nat(6), ({ kind, frame }, cut) => {
			expect(audioFrames(frame)).toBe(kind);
			expect(audioFrames(Buffer.concat([frame, frame]))).toBe(kind);
			expect(audioFrames(Buffer.concat([frame, frame.subarray(0, cut)]))).toBe(kind);
		}),
	);
});

test('where the second frame should be stands something else', () => {
	fc.assert(
		fc.property(frames, ({ frame }) => {
			expect(audioFrames(Buffer.concat([frame, junk]))).toBeUndefined();
			expect(audioFrames(Buffer.concat([frame, junk.subarray(0, 6)]))).toBeUndefined();
			// One byte too late, and one too early.
			expect(audioFrames(Buffer.concat([frame, Buffer.from([0]), frame]))).toBeUndefined();
			const early = Buffer.concat([frame.subarray(0, -1), frame]);
			if (frame.length > 7) expect(audioFrames(early)).toBeUndefined();
		}),
	);
});

test('a tag and zeros may stand before the first frame', () => {
	fc.assert(
		fc.property(frames, fc.nat(100), fc.nat(4096), ({ kind, frame }, tag, zeros) => {
			const file = [id3(tag), Buffer.alloc(zeros), frame, frame];
			expect(audioFrames(Buffer.concat(file))).toBe(kind);
			expect(audioFrames(Buffer.concat(file.slice(1)))).toBe(kind);
		}),
	);
});

test('so many zeros are no padding', () => {
	const frame = mp3Frame({ ...fc.sample(mp3s, 1)[0] });
	expect(audioFrames(Buffer.concat([Buffer.alloc(4097), frame, frame]))).toBeUndefined();
	expect(audioFrames(Buffer.concat([id3(), Buffer.alloc(4097), frame]))).toBeUndefined();
});

test('a tag says its length in four times seven bits', () => {
	const length = (1 << 21) + (2 << 14) + (3 << 7) + 4;
	const tag = Buffer.alloc(10 + length, 0x11);
	tag.write('ID3', 0, 'latin1');
	// The eighth bits say nothing.
	tag.set([0x81, 0x82, 3, 4], 6);
	const frame = aacFrame({ length: 64, frequency: 4, isMpeg2: false });
	expect(audioFrames(Buffer.concat([tag, frame, frame]))).toBe('aac');
	expect(audioFrames(Buffer.concat([tag, junk, frame]))).toBeUndefined();
});

test('a tag without frames is of an MP3 that was cut off', () => {
	expect(audioFrames(id3(20))).toBe('mp3');
	expect(audioFrames(id3(20).subarray(0, 15))).toBe('mp3');
	expect(audioFrames(id3(0))).toBe('mp3');
	expect(audioFrames(Buffer.concat([id3(20), junk]))).toBeUndefined();
	// Too short to be one.
	expect(audioFrames(Buffer.from('ID3\x03\0\0\0\0\0', 'latin1'))).toBeUndefined();
});

const mp3 = () => mp3Frame({ ...fc.sample(mp3s, 1)[0], version: '1', isProtected: false });
const aac = () => aacFrame({ length: 64, frequency: 4, isMpeg2: false });

/** A head of which some bits are others. */
function changed(frame: Buffer, at: number, clear: number, set: number): Buffer {
	const copy = Buffer.from(frame);
	copy[at] = (copy[at] & ~clear) | set;
	return copy;
}

test.each<[string, Buffer]>([
	['nothing', Buffer.alloc(0)],
	['three bytes', mp3().subarray(0, 3)],
	['five bytes of AAC', aac().subarray(0, 5)],
	['MPEG without the first bits', changed(mp3(), 0, 0x80, 0)],
	['MPEG without the next bits', changed(mp3(), 1, 0x20, 0)],
	['a reserved version', changed(mp3(), 1, 0x18, 0x08)],
	['layer II', changed(mp3(), 1, 0x06, 0x04)],
	['a free bit rate', changed(mp3(), 2, 0xf0, 0)],
	['no bit rate', changed(mp3(), 2, 0xf0, 0xf0)],
	['a reserved sample rate', changed(mp3(), 2, 0x0c, 0x0c)],
	['ADTS without the first bits', changed(aac(), 0, 0x01, 0)],
	['ADTS without the next bits', changed(aac(), 1, 0x10, 0)],
	['a layer where AAC has none', changed(aac(), 1, 0x06, 0x04)],
	['a reserved rate of AAC', changed(aac(), 2, 0x3c, 13 << 2)],
	['the last rate of AAC', changed(aac(), 2, 0x3c, 15 << 2)],
	['AAC shorter than its head', aacFrame({ length: 6, frequency: 4, isMpeg2: false })],
])('no frame: %s', (_name, bytes) => {
	expect(audioFrames(bytes)).toBeUndefined();
});

test.each<[string, Buffer]>([
	['a reserved version', changed(mp3(), 1, 0x18, 0x08)],
	['a free bit rate', changed(mp3(), 2, 0xf0, 0)],
	['no bit rate', changed(mp3(), 2, 0xf0, 0xf0)],
	['a reserved sample rate', changed(mp3(), 2, 0x0c, 0x0c)],
	['another layer', changed(mp3(), 1, 0x06, 0x04)],
])('a frame before one with %s is none', (_name, second) => {
	expect(audioFrames(Buffer.concat([mp3(), second]))).toBeUndefined();
});

test('four bytes are enough to know MP3, and six to know AAC', () => {
	expect(audioFrames(mp3().subarray(0, 4))).toBe('mp3');
	expect(audioFrames(aac().subarray(0, 6))).toBe('aac');
});
