import fc from 'fast-check';
import { imageSize } from 'image-size';

import { jpegFrame } from '../../../nodes/WhatsAppGroups/api/picture';
import { PICTURES } from './pictures';

/** Of the frame what most tests are about. */
function jpegSize(bytes: Buffer) {
	const found = jpegFrame(bytes);
	return found && { width: found.width, height: found.height };
}

/** 1 × 1 pixel. */
const PNG = Buffer.from(
	'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAIAAACQd1PeAAAADElEQVR4nGP4z8AAAAMBAQDJ/pLvAAAAAElFTkSuQmCC',
	'base64',
);

const segment = (marker: number, content: Buffer) => {
	const length = Buffer.alloc(2);
	length.writeUInt16BE(content.length + 2);
	return Buffer.concat([Buffer.from([0xff, marker]), length, content]);
};

const frame = (marker: number, width: number, height: number) => {
	const content = Buffer.alloc(15);
	content[0] = 8;
	content.writeUInt16BE(height, 1);
	content.writeUInt16BE(width, 3);
	return segment(marker, content);
};

const START = Buffer.from([0xff, 0xd8]);
/** SOF0 to SOF15 without the three markers between them that are none. */
const FRAMES = [0xc0, 0xc1, 0xc2, 0xc3, 0xc5, 0xc6, 0xc7, 0xc9, 0xca, 0xcb, 0xcd, 0xce, 0xcf];
const OTHERS = [0xc4, 0xc8, 0xcc, 0xdb, 0xdd, 0xe0, 0xe1, 0xe2, 0xef, 0xfe];

const side = fc.integer({ min: 1, max: 65_535 });
const bytes = fc.uint8Array({ maxLength: 60 }).map((array) => Buffer.from(array));
const otherSegments = fc
	.array(
		fc
			.tuple(fc.constantFrom(...OTHERS), bytes)
			.map(([marker, content]) => segment(marker, content)),
		{ maxLength: 6 },
	)
	.map((segments) => Buffer.concat(segments));

describe.each(PICTURES)('$name', ({ name, bytes: picture, width, height }) => {
	test('is as large as ImageMagick and image-size say', () => {
		expect(jpegSize(picture)).toEqual({ width, height });
		expect(imageSize(picture)).toMatchObject({ width, height, type: 'jpg' });
	});

	test('has as many colours as ImageMagick says', () => {
		const components = { grey: 1, 'with a comment': 1, CMYK: 4 }[name] ?? 3;
		expect(jpegFrame(picture)?.components).toBe(components);
	});

	test('cut off anywhere: the right size or none', () => {
		const found = Array.from(picture, (_, length) => jpegSize(picture.subarray(0, length)));
		expect(found[0]).toBeUndefined();
		expect(found.at(-1)).toEqual({ width, height });
		for (const size of found) if (size) expect(size).toEqual({ width, height });
		expect(found.findIndex((size) => size !== undefined)).toBeGreaterThan(20);
	});

	test('with one byte changed: never throws', () => {
		fc.assert(
			fc.property(fc.nat(picture.length - 1), fc.nat(255), (position, value) => {
				const changed = Buffer.from(picture);
				changed[position] = value;
				const size = jpegSize(changed);
				if (size) expect(Object.values(size).every(Number.isInteger)).toBe(true);
			}),
			{ numRuns: 500 },
		);
	});
});

test('finds the frame behind any other segments', () => {
	fc.assert(
		fc.property(otherSegments, fc.constantFrom(...FRAMES), side, side, (before, marker, w, h) => {
			const picture = Buffer.concat([START, before, frame(marker, w, h)]);
			expect(jpegSize(picture)).toEqual({ width: w, height: h });
		}),
	);
});

test('a thumbnail inside the metadata is not the picture', () => {
	const thumbnail = Buffer.concat([START, frame(0xc0, 160, 120)]);
	const picture = Buffer.concat([START, segment(0xe1, thumbnail), frame(0xc2, 640, 480)]);
	expect(jpegSize(picture)).toEqual({ width: 640, height: 480 });
});

test('fill bytes and markers without a length are passed over', () => {
	const between = Buffer.from([0xff, 0xff, 0xff, 0x01, 0xff, 0xd0, 0xff, 0xd7]);
	expect(jpegSize(Buffer.concat([START, between, frame(0xc0, 3, 4)]))).toEqual({
		width: 3,
		height: 4,
	});
});

test('markers below those of frames are none', () => {
	const low = segment(0x10, Buffer.alloc(20, 1));
	expect(jpegSize(Buffer.concat([START, low, frame(0xc0, 3, 4)]))).toEqual({ width: 3, height: 4 });
});

test('nothing need follow the size', () => {
	const picture = Buffer.concat([START, frame(0xc0, 3, 4)]);
	expect(jpegSize(picture.subarray(0, START.length + 9))).toEqual({ width: 3, height: 4 });
	expect(jpegSize(picture.subarray(0, START.length + 8))).toBeUndefined();
});

test('segments without a frame have no size', () => {
	fc.assert(
		fc.property(otherSegments, (segments) => {
			expect(jpegSize(Buffer.concat([START, segments]))).toBeUndefined();
		}),
	);
});

test.each([
	['nothing', Buffer.alloc(0)],
	['a PNG', PNG],
	['a GIF', Buffer.from('GIF89a\x01\x00\x01\x00\x00\x00\x00;')],
	['text', Buffer.from('a picture')],
	['the start of a JPEG only', START],
	['another first byte', Buffer.concat([Buffer.from([0xfe, 0xd8]), frame(0xc0, 3, 4)])],
	['another second byte', Buffer.concat([Buffer.from([0xff, 0xd9]), frame(0xc0, 3, 4)])],
	[
		'a length of nothing',
		Buffer.concat([START, Buffer.from([0xff, 0xe0, 0, 0]), frame(0xc0, 3, 4)]),
	],
	['a length that is none', Buffer.from([0xff, 0xd8, 0xff, 0xe0, 0, 1, 0, 0, 0, 0, 0, 0, 0])],
	['bytes between segments', Buffer.concat([START, Buffer.from([0]), frame(0xc0, 3, 4)])],
])('%s is no JPEG with a size', (_name, content) => {
	expect(jpegSize(content)).toBeUndefined();
});

test('whatever the bytes: never throws, and ends', () => {
	fc.assert(
		fc.property(fc.uint8Array({ maxLength: 300 }), fc.boolean(), (array, isStarted) => {
			const content = isStarted ? Buffer.concat([START, array]) : Buffer.from(array);
			const size = jpegSize(content);
			if (!isStarted && !(content[0] === 0xff && content[1] === 0xd8)) {
				expect(size).toBeUndefined();
			}
			if (size) expect(Object.values(size).every(Number.isInteger)).toBe(true);
		}),
		{ numRuns: 2000 },
	);
	const markers = fc.constantFrom(0xff, 0xd8, 0xc0, 0xe0, 0x01, 0xd0, 0, 2, 3, 8);
	fc.assert(
		fc.property(fc.array(markers, { maxLength: 60 }), (array) => {
			expect(() => jpegSize(Buffer.from([0xff, 0xd8, ...array]))).not.toThrow();
		}),
		{ numRuns: 2000 },
	);
});
