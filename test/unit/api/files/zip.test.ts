import fc from 'fast-check';

import { zipEntries } from '../../../../nodes/WhatsAppGroups/api/files/zip';
import { zip } from '../../../support/sampleFiles';

const FILES = { 'word/document.xml': 'PK inside', 'ä/ü.txt': '', a: 'b' };
const NAMES = ['word/document.xml', 'a'];
const archive = zip({ 'word/document.xml': 'PK inside', a: 'b' });

/** Where the directory, and where its end begins. */
const endOf = (bytes: Buffer) => bytes.lastIndexOf('PK\x05\x06', undefined, 'latin1');
const directoryOf = (bytes: Buffer) => bytes.readUInt32LE(endOf(bytes) + 16);

/** With a comment at its end. */
function commented(comment: Buffer, bytes = archive): Buffer {
	const copy = Buffer.from(bytes);
	copy.writeUInt16LE(comment.length, endOf(copy) + 20);
	return Buffer.concat([copy, comment]);
}

/** The names in the headers before the files are others: what is told there came from the directory. */
function withOtherHeaders(bytes: Buffer): Buffer {
	const copy = Buffer.from(bytes);
	for (let at = 0; (at = copy.indexOf('PK\x03\x04', at, 'latin1')) >= 0; at += 30)
		copy[at + 30] = 0x23;
	return copy;
}

test.each([
	['nothing', {}, []],
	['one file', { a: 'b' }, ['a']],
	['several', { 'word/document.xml': 'x', a: 'b' }, NAMES],
])('%s', (_name, files, names) => {
	expect(zipEntries(zip(files))).toEqual(names);
});

test('a file without a name at the end of the directory is listed', () => {
	expect(zipEntries(zip({ a: 'b', '': 'c' }))).toEqual(['a', '']);
});

test('names are in UTF-8', () => {
	const bytes = zip(
		Object.fromEntries(
			Object.entries(FILES).map(([name, content]) => [
				Buffer.from(name).toString('latin1'),
				content,
			]),
		),
	);
	expect(zipEntries(bytes)).toEqual(Object.keys(FILES));
	expect(zipEntries(bytes.subarray(0, directoryOf(bytes)))).toEqual(Object.keys(FILES));
});

test('the directory counts, and not the headers', () => {
	expect(zipEntries(withOtherHeaders(archive))).toEqual(NAMES);
});

test.each([
	['a short one', 5],
	['the longest', 65_535],
])('a comment behind the directory: %s', (_name, length) => {
	const bytes = commented(Buffer.alloc(length, 0x20));
	expect(zipEntries(withOtherHeaders(bytes))).toEqual(NAMES);
});

test('behind more than the longest comment there is no directory', () => {
	const bytes = Buffer.concat([archive, Buffer.alloc(65_536)]);
	expect(zipEntries(withOtherHeaders(bytes))).toEqual(['#ord/document.xml', '#']);
});

test('entries with extra fields and comments of their own', () => {
	const at = directoryOf(archive);
	const first = Buffer.from(archive.subarray(at, at + 46 + NAMES[0].length));
	first.writeUInt16LE(4, 30);
	first.writeUInt16LE(3, 32);
	const bytes = Buffer.concat([
		archive.subarray(0, at),
		first,
		Buffer.from('extrNOT'),
		archive.subarray(at + first.length),
	]);
	expect(zipEntries(withOtherHeaders(bytes))).toEqual(NAMES);
});

test('an archive that was cut off is read by the headers that it has', () => {
	const at = directoryOf(archive);
	expect(zipEntries(archive.subarray(0, at))).toEqual(NAMES);
	// The second header is whole, but for its last byte, and whole.
	const second = archive.lastIndexOf('PK\x03\x04', undefined, 'latin1');
	expect(zipEntries(archive.subarray(0, second + 29))).toEqual([NAMES[0]]);
	expect(zipEntries(archive.subarray(0, second + 30))).toEqual([NAMES[0], '']);
	// The end is there, but for its last byte.
	expect(zipEntries(withOtherHeaders(archive).subarray(0, -1))).toEqual(['#ord/document.xml', '#']);
});

test.each([
	['beyond the file', 0xffffffff],
	['in the midst of it', 3],
	['in its last bytes', archive.length - 2],
])('a directory that is said to be %s is none', (_name, offset) => {
	const bytes = withOtherHeaders(archive);
	bytes.writeUInt32LE(offset, endOf(bytes) + 16);
	expect(zipEntries(bytes)).toEqual(['#ord/document.xml', '#']);
});

test('what is no archive has no entries', () => {
	expect(zipEntries(Buffer.alloc(0))).toEqual([]);
	expect(zipEntries(Buffer.alloc(100))).toEqual([]);
});

describe('names are never longer together than the file', () => {
	const lengthOf = (names: string[]) => names.reduce((sum, { length }) => sum + length, 0);

	/** A header before a file, or an entry of the directory, that says so much of its name's length. */
	const header = fc
		.constantFrom(
			{ signature: 'PK\x03\x04', bytes: 30, lengthAt: 26 },
			{ signature: 'PK\x01\x02', bytes: 46, lengthAt: 28 },
		)
		.chain(({ signature, bytes, lengthAt }) =>
			fc.nat(0xffff).map((length) => {
				const one = Buffer.alloc(bytes);
				one.write(signature, 'latin1');
				one.writeUInt16LE(length, lengthAt);
				return one;
			}),
		);
	const end = fc.nat(500).map((offset) => {
		const one = Buffer.alloc(22);
		one.write('PK\x05\x06', 'latin1');
		one.writeUInt32LE(offset, 16);
		return one;
	});
	const other = fc.uint8Array({ maxLength: 40 }).map((bytes) => Buffer.from(bytes));

	test('whatever it is made of', () => {
		fc.assert(
			fc.property(fc.array(fc.oneof(header, end, other), { maxLength: 30 }), (parts) => {
				const bytes = Buffer.concat(parts);
				expect(lengthOf(zipEntries(bytes))).toBeLessThanOrEqual(bytes.length);
			}),
			{ numRuns: 500 },
		);
	});

	test('and not where it is nothing but headers with the longest names', () => {
		const one = Buffer.alloc(30);
		one.write('PK\x03\x04', 'latin1');
		one.writeUInt16LE(0xffff, 26);
		const bytes = Buffer.alloc(64 * 1024, one);
		expect(lengthOf(zipEntries(bytes))).toBeLessThanOrEqual(bytes.length);
	});
});
