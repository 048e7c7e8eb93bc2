import { Readable } from 'node:stream';
import { finished } from 'node:stream/promises';

import { Busboy } from '@fastify/busboy';
import fc from 'fast-check';

import { multipart, type Part } from '../../../nodes/WhatsAppGroups/api/multipart';

interface ParsedPart {
	name: string;
	content: Buffer;
	filename?: string;
	contentType?: string;
}

/** The parts as a widely used parser reads them. */
async function parse({ body, contentType }: ReturnType<typeof multipart>): Promise<ParsedPart[]> {
	const parts: ParsedPart[] = [];
	const parser = new Busboy({
		headers: { 'content-type': contentType },
		preservePath: true,
	});
	parser.on('field', (name, value) => {
		parts.push({ name, content: Buffer.from(value) });
	});
	parser.on('file', (name, stream, filename, _encoding, mimeType) => {
		const chunks: Buffer[] = [];
		const part: ParsedPart = { name, content: Buffer.alloc(0), filename, contentType: mimeType };
		parts.push(part);
		stream.on('data', (chunk: Buffer) => chunks.push(chunk));
		stream.on('end', () => {
			part.content = Buffer.concat(chunks);
		});
	});
	Readable.from([body]).pipe(parser);
	await finished(parser);
	return parts;
}

/** What a receiver of our percent-encoding sees (HTML standard, multipart/form-data). */
const encoded = (text: string) => text.replace(/\r\n?|\n/g, '%0D%0A').replace(/"/g, '%22');

const content = fc
	.oneof(
		fc.uint8Array({ maxLength: 200 }),
		fc
			.array(fc.constantFrom('\r\n', '--', '----WhatsAppGroups', '\r', '\n', '-', 'a'), {
				maxLength: 30,
			})
			.map((pieces) => Buffer.from(pieces.join(''))),
	)
	.map((bytes) => Buffer.from(bytes));

/** Names of fields are ours; files are named by users. */
const fieldName = fc.stringMatching(/^[a-z_]{1,20}$/);
const nameCharacter = fc.constantFrom(
	'a',
	'Z',
	'é',
	'日',
	'😀',
	' ',
	'.',
	'"',
	"'",
	'\r',
	'\n',
	';',
	':',
	'=',
);
const filename = fc
	.string({ unit: nameCharacter, minLength: 1, maxLength: 30 })
	.map((text) => `f${text}.jpg`);
const part: fc.Arbitrary<Part> = fc.oneof(
	fc.record({
		name: fieldName,
		content: fc.string({ unit: 'grapheme', maxLength: 50 }),
	}),
	fc.record({
		name: fieldName,
		content,
		filename,
		contentType: fc.constantFrom('image/jpeg', 'application/pdf', 'audio/ogg'),
	}),
);

const forms = fc.uniqueArray(part, { maxLength: 5, selector: ({ name }) => name });

test('a parser reads back what went in', async () => {
	await fc.assert(
		fc.asyncProperty(forms, async (parts) => {
			const parsed = await parse(multipart(parts));
			// The parser tells files when they begin and fields when they end.
			const byName = (a: { name: string }, b: { name: string }) => (a.name < b.name ? -1 : 1);
			const expected = parts.map((one) => ({
				name: one.name,
				content: Buffer.from(one.content).toString('hex'),
				filename: one.filename === undefined ? undefined : encoded(one.filename),
				contentType: one.contentType,
			}));
			expect(
				parsed
					.map((one) => ({
						name: one.name,
						content: one.content.toString('hex'),
						filename: one.filename,
						contentType: one.contentType,
					}))
					.sort(byName),
			).toEqual(expected.sort(byName));
		}),
		{ numRuns: 200 },
	);
});

test('the form of an upload, byte by byte', () => {
	const { body, contentType } = multipart([
		{ name: 'messaging_product', content: 'whatsapp' },
		{ name: 'file', content: Buffer.from([0, 255]), filename: 'a.jpg', contentType: 'image/jpeg' },
	]);
	const boundary = contentType.replace(/^multipart\/form-data; boundary=/, '');
	expect(boundary).toMatch(/^-{4}[A-Za-z0-9]{20,66}$/);
	expect(body.toString('latin1')).toBe(
		[
			`--${boundary}`,
			'Content-Disposition: form-data; name="messaging_product"',
			'',
			'whatsapp',
			`--${boundary}`,
			'Content-Disposition: form-data; name="file"; filename="a.jpg"',
			'Content-Type: image/jpeg',
			'',
			'\x00\xff',
			`--${boundary}--`,
			'',
		].join('\r\n'),
	);
});

test('line breaks in a type are left out', () => {
	const { body } = multipart([{ name: 'a', content: '', contentType: 'text/\r\nplain\n' }]);
	expect(body.toString()).toContain('\r\nContent-Type: text/plain\r\n\r\n');
});

test('a boundary is not used twice', () => {
	expect(multipart([]).contentType).not.toBe(multipart([]).contentType);
});

test('no name and no type can start a header or a part of its own', () => {
	const piece = fc.constantFrom('\r\n', '\r', '\n', '"', 'X-Injected: yes', '\r\n\r\n', 'a', '; ');
	const evil = fc.array(piece, { maxLength: 10 }).map((pieces) => pieces.join(''));
	fc.assert(
		fc.property(evil, evil, evil, (name, file, type) => {
			const { body } = multipart([{ name, content: 'C', filename: file, contentType: type }]);
			const lines = body.toString().split('\r\n');
			const [, disposition, ...rest] = lines;
			expect(body.toString().replaceAll('\r\n', '')).not.toMatch(/[\r\n]/);
			expect(disposition).toMatch(
				/^Content-Disposition: form-data; name="[^"]*"; filename="[^"]*"$/,
			);
			const hasType = rest[0] !== '';
			if (hasType) expect(rest[0].startsWith('Content-Type: ')).toBe(true);
			expect(rest.slice(hasType ? 1 : 0, hasType ? 3 : 2)).toEqual(['', 'C']);
			expect(lines).toHaveLength(hasType ? 7 : 6);
		}),
		{ numRuns: 1000 },
	);
});
