import fc from 'fast-check';

import {
	bareMimeType,
	MAX_PICTURE_BYTES,
	MEDIA_RULES,
	mediaKindOf,
	readableSize,
} from '../../../nodes/WhatsAppGroups/api/limits';

const MIB = 1024 * 1024;

/** Contract 2.5. */
test.each([
	['audio', 16 * MIB, ['audio/aac', 'audio/amr', 'audio/mpeg', 'audio/mp4', 'audio/ogg']],
	['image', 5 * MIB, ['image/jpeg', 'image/png']],
	['sticker', 500 * 1024, ['image/webp']],
	['video', 16 * MIB, ['video/mp4', 'video/3gpp']],
] as const)('%s', (kind, maxBytes, mimeTypes) => {
	expect(MEDIA_RULES[kind]).toEqual({ maxBytes, mimeTypes });
	for (const mimeType of mimeTypes) expect(mediaKindOf(mimeType)).toBe(kind);
});

test('documents', () => {
	expect(MEDIA_RULES.document.maxBytes).toBe(100 * MIB);
	expect(MAX_PICTURE_BYTES).toBe(5 * MIB);
	expect(MEDIA_RULES.document.mimeTypes).toHaveLength(8);
	for (const mimeType of MEDIA_RULES.document.mimeTypes) {
		expect(mediaKindOf(mimeType)).toBe('document');
	}
});

test.each([
	['audio/ogg; codecs=opus', 'audio/ogg', 'audio'],
	[' IMAGE/JPEG ;x', 'image/jpeg', 'image'],
	['image/gif', 'image/gif', undefined],
	['image/jpegx', 'image/jpegx', undefined],
	['', '', undefined],
	[';', '', undefined],
])('"%s" is %p, of the kind %p', (mimeType, bare, kind) => {
	expect(bareMimeType(mimeType)).toBe(bare);
	expect(mediaKindOf(mimeType)).toBe(kind);
});

test('the bare type is its own bare type', () => {
	fc.assert(
		fc.property(fc.string(), (text) => {
			expect(bareMimeType(bareMimeType(text))).toBe(bareMimeType(text));
		}),
	);
});

test.each([
	[0, '0 bytes'],
	[1023, '1023 bytes'],
	[1024, '1 kB'],
	[1536, '1.5 kB'],
	[500 * 1024, '500 kB'],
	[MIB, '1 MB'],
	[5 * MIB, '5 MB'],
	[100 * MIB, '100 MB'],
])('%d is "%s"', (bytes, text) => {
	expect(readableSize(bytes)).toBe(text);
});

test('a file above a limit never reads like the limit itself', () => {
	for (const { maxBytes } of Object.values(MEDIA_RULES)) {
		expect(readableSize(maxBytes + 1)).not.toBe(readableSize(maxBytes));
	}
});
