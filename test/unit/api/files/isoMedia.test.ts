import { readIsoMedia } from '../../../../nodes/WhatsAppGroups/api/files/isoMedia';
import { box, isoFile } from '../../../support/sampleFiles';

const film = { video: ['avc1', 'hvc1'], audio: ['mp4a'] };
const tracks = { video: ['avc1', 'hvc1'], audio: ['mp4a'] };
const ftyp = box('ftyp', Buffer.from('isom'));

/** The same box with its length in eight bytes. */
function long(bytes: Buffer): Buffer {
	const head = Buffer.alloc(16);
	head.writeUInt32BE(1);
	bytes.copy(head, 4, 4, 8);
	head.writeBigUInt64BE(BigInt(bytes.length + 8), 8);
	return Buffer.concat([head, bytes.subarray(8)]);
}

/** The same box with a length that means: to the end. */
function open(bytes: Buffer): Buffer {
	const copy = Buffer.from(bytes);
	copy.writeUInt32BE(0);
	return copy;
}

const whole = isoFile(film);
const movie = whole.subarray(whole.indexOf('moov', 0, 'latin1') - 4);
const free = box('free', Buffer.alloc(4));

test.each([
	['as it is', whole],
	['the movie first', Buffer.concat([ftyp, movie, free])],
	['a long length', Buffer.concat([ftyp, long(free), long(movie)])],
	['to the end', Buffer.concat([ftyp, free, open(movie)])],
	['an empty box before', Buffer.concat([ftyp, box('free'), long(box('free')), movie])],
	['bytes behind it', Buffer.concat([ftyp, movie, Buffer.alloc(7)])],
])('its tracks: %s', (_name, bytes) => {
	expect(readIsoMedia(bytes)).toEqual({ brand: 'isom', tracks });
});

test('a long length that is cut off is the end of what can be read', () => {
	const bytes = Buffer.concat([ftyp, long(movie)]);
	expect(readIsoMedia(bytes.subarray(0, ftyp.length + 15))).toEqual({ brand: 'isom' });
	expect(readIsoMedia(bytes.subarray(0, ftyp.length + 16))).toEqual({
		brand: 'isom',
		tracks: undefined,
	});
});

test.each([
	['shorter than its head', 7],
	['of one byte', 2],
])('a box %s ends the file', (_name, length) => {
	const broken = Buffer.from(free);
	broken.writeUInt32BE(length);
	expect(readIsoMedia(Buffer.concat([ftyp, broken, movie]))).toEqual({ brand: 'isom' });
});

test('so does one that is not as long as its own head, though a movie begins where it ends', () => {
	const broken = Buffer.from('\0\0\0\x07fre', 'latin1');
	expect(readIsoMedia(Buffer.concat([ftyp, broken, movie]))).toEqual({ brand: 'isom' });
});

test('a movie without pictures and sounds has no tracks that can be told', () => {
	const other = box('trak', box('mdia', box('hdlr', Buffer.alloc(8), Buffer.from('text'))));
	expect(readIsoMedia(Buffer.concat([ftyp, box('moov', other)]))).toEqual({
		brand: 'isom',
		tracks: undefined,
	});
	expect(readIsoMedia(Buffer.concat([ftyp, box('moov')]))).toEqual({
		brand: 'isom',
		tracks: undefined,
	});
});

test('a track without a table of codecs has none that is known', () => {
	const silent = box('trak', box('mdia', box('hdlr', Buffer.alloc(8), Buffer.from('soun'))));
	expect(readIsoMedia(Buffer.concat([ftyp, box('moov', silent)]))?.tracks).toEqual({
		video: [],
		audio: [''],
	});
});

test('only tracks are tracks', () => {
	const disguised = Buffer.from(movie);
	for (let at = 0; (at = disguised.indexOf('trak', at, 'latin1')) >= 0; )
		disguised.write('skip', at);
	expect(readIsoMedia(Buffer.concat([ftyp, disguised]))).toEqual({
		brand: 'isom',
		tracks: undefined,
	});
});

test('the beginning says what it is', () => {
	expect(readIsoMedia(ftyp)).toEqual({ brand: 'isom' });
	expect(readIsoMedia(ftyp.subarray(0, 11))).toBeUndefined();
	expect(readIsoMedia(movie)).toBeUndefined();
});

test('a file of millions of boxes is read without holding them all', () => {
	const bytes = Buffer.alloc(16 * 1024 * 1024);
	bytes.writeUInt32BE(16, 0);
	bytes.write('ftypisom', 4, 'latin1');
	for (let at = 16; at + 8 <= bytes.length; at += 8) {
		bytes.writeUInt32BE(8, at);
		bytes.write('free', at + 4, 'latin1');
	}
	const before = process.memoryUsage().rss;
	expect(readIsoMedia(bytes)).toEqual({ brand: 'isom' });
	expect((process.memoryUsage().rss - before) / 1e6).toBeLessThan(200);
});
