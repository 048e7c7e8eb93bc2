import fc from 'fast-check';

import { redact, redactDetails } from '../../../nodes/WhatsAppGroups/api/redact';
import type { ErrorDetails } from '../../../nodes/WhatsAppGroups/failures/failure';

const KEY = 'aB3-x_Yz9.Qw7';
const PLACEHOLDER = '[API key]';

/** Ways to write a character, as JSON, URLs and HTML know them. */
const hex = (character: string, length: number) =>
	character.charCodeAt(0).toString(16).padStart(length, '0');
const NAMED: Record<string, string> = {
	'&': '&amp;',
	'<': '&lt;',
	'>': '&gt;',
	'"': '&quot;',
	"'": '&apos;',
};
const ESCAPES: Record<string, (character: string) => string> = {
	'as it is': (character) => character,
	'JSON \\u': (character) => `\\u${hex(character, 4)}`,
	'JSON \\u in upper case': (character) => `\\u${hex(character, 4).toUpperCase()}`,
	'JavaScript \\x': (character) => `\\x${hex(character, 2)}`,
	'a URL': (character) => `%${hex(character, 2).toUpperCase()}`,
	'a URL in lower case': (character) => `%${hex(character, 2)}`,
	'HTML, decimal': (character) => `&#${character.charCodeAt(0)};`,
	'HTML, decimal with zeros': (character) => `&#0${character.charCodeAt(0)};`,
	'HTML, hexadecimal': (character) => `&#x${hex(character, 2)};`,
	'HTML, hexadecimal in upper case': (character) => `&#X${hex(character, 2).toUpperCase()};`,
	'HTML, by name': (character) => NAMED[character] ?? character,
	'JSON, with a backslash': (character) =>
		/["\\/]/.test(character) ? `\\${character}` : character,
};
const HOWS = Object.keys(ESCAPES);

/** Printable ASCII, which is what an HTTP header can carry; no blanks around it. */
const keyCharacter = fc.oneof(
	fc.stringMatching(/^[A-Za-z0-9_.-]$/),
	fc.constantFrom(...'"\\/&<>\'%+=;#xu$`{}[]^*?|()!@,: '),
);
const key = fc
	.array(keyCharacter, { minLength: 8, maxLength: 40 })
	.map((characters) => characters.join(''))
	.filter((text) => text.trim() === text && text.length >= 8);
/** What stands around the key: nothing that could be the key's own beginning. */
const around = fc.string({ unit: fc.constantFrom('§', '¶', '…', 'ü'), maxLength: 5 });

describe('a text', () => {
	test.each([
		[`The key ${KEY}, again ${KEY}`, `The key ${PLACEHOLDER}, again ${PLACEHOLDER}`],
		[KEY, PLACEHOLDER],
		[`${KEY}${KEY}`, `${PLACEHOLDER}${PLACEHOLDER}`],
		[`x${KEY}x`, `x${PLACEHOLDER}x`],
		[`aB3-${KEY}`, `aB3-${PLACEHOLDER}`],
		['nothing of it', 'nothing of it'],
		['', ''],
	])('%j', (text, expected) => {
		expect(redact(text, KEY)).toBe(expected);
	});

	test.each(HOWS)('has no key that is written as in %s', (how) => {
		fc.assert(
			fc.property(key, around, around, (apiKey, before, after) => {
				const written = Array.from(apiKey, ESCAPES[how]).join('');
				expect(redact(`${before}${written}${after}`, apiKey)).toBe(
					`${before}${PLACEHOLDER}${after}`,
				);
			}),
			{ numRuns: 300 },
		);
	});

	test('has no key whose characters are written each in its own way', () => {
		const hows = fc.array(fc.constantFrom(...HOWS), { minLength: 40, maxLength: 40 });
		fc.assert(
			fc.property(key, hows, around, around, (apiKey, ways, before, after) => {
				const written = Array.from(apiKey, (character, at) => ESCAPES[ways[at]](character)).join(
					'',
				);
				expect(redact(`${before}${written}${after}`, apiKey)).toBe(
					`${before}${PLACEHOLDER}${after}`,
				);
			}),
			{ numRuns: 1000 },
		);
	});

	test('has no key as encoders write it', () => {
		fc.assert(
			fc.property(key, (apiKey) => {
				for (const encode of [
					(text: string) => JSON.stringify(text),
					(text: string) => JSON.stringify({ message: `No ${text}.` }),
					(text: string) => JSON.stringify(text).replaceAll('/', '\\/'),
					encodeURIComponent,
					encodeURI,
					(text: string) => text.replace(/[&<>"']/g, (character) => NAMED[character]),
				]) {
					const left = redact(encode(apiKey), apiKey);
					expect(left).toContain(PLACEHOLDER);
					expect(left).not.toContain(apiKey);
					expect(left).not.toContain(encode(apiKey).replace(/^"|"$/g, ''));
				}
			}),
			{ numRuns: 1000 },
		);
	});
});

describe('in base64', () => {
	/** What of the key can be read in a text's pieces of base64, wherever they begin. */
	function readable(text: string): string {
		const pieces = text.split(PLACEHOLDER).flatMap((piece) => piece.match(/[\w+/-]+/g) ?? []);
		return pieces
			.flatMap((piece) => [0, 1, 2, 3].map((skip) => Buffer.from(piece.slice(skip), 'base64')))
			.map((bytes) => bytes.toString('latin1'))
			.join('\n');
	}

	test.each(['base64', 'base64url'] as const)('at any place of the text (%s)', (encoding) => {
		fc.assert(
			fc.property(
				key,
				fc.integer({ min: 0, max: 8 }),
				fc.integer({ min: 0, max: 8 }),
				(apiKey, before, after) => {
					const text = `${'~'.repeat(before)}${apiKey}${'~'.repeat(after)}`;
					const encoded = Buffer.from(text).toString(encoding);
					const left = redact(`Authorization: Basic ${encoded} was refused`, apiKey);
					expect(left).toContain(PLACEHOLDER);
					// Four of its characters in a row would be too many.
					const seen = readable(left);
					for (let at = 0; at + 4 <= apiKey.length; at += 1) {
						fc.pre(!'~~~~'.includes(apiKey.slice(at, at + 4)));
						expect(seen).not.toContain(apiKey.slice(at, at + 4));
					}
				},
			),
			{ numRuns: 400 },
		);
	});

	test.each(['123456789', '12345678', '1234567'])('the end of %s goes as well', (apiKey) => {
		const encoded = Buffer.from(apiKey).toString('base64');
		expect(redact(`key=${encoded}`, apiKey)).toBe(`key=${PLACEHOLDER}`);
	});

	test('that is escaped itself', () => {
		const apiKey = '~~~???~~~???>>>';
		const encoded = Buffer.from(apiKey).toString('base64');
		expect(encoded).toMatch(/[+/].*[+/]/);
		for (const written of [
			encoded,
			encodeURIComponent(encoded),
			encoded.replaceAll('/', '\\/'),
			encoded.replaceAll('+', '\\u002b'),
			encoded.replaceAll('/', '&#47;'),
		]) {
			expect(redact(`key=${written}`, apiKey)).toBe(`key=${PLACEHOLDER}`);
		}
	});
});

describe('a text that was cut off within the key', () => {
	test('has nothing of it from which the rest could be guessed', () => {
		fc.assert(
			fc.property(key, fc.nat(), fc.constantFrom('', '.', ' – more'), (apiKey, cut, after) => {
				const length = 8 + (cut % (apiKey.length - 7));
				const left = redact(`The key ${apiKey.slice(0, length)}${after}`, apiKey);
				expect(left).toContain(PLACEHOLDER);
				expect(left).not.toContain(apiKey.slice(0, 8));
			}),
			{ numRuns: 500 },
		);
	});

	test.each([
		['aB3-x_Yz', PLACEHOLDER],
		['aB3-x_Y', 'aB3-x_Y'],
		['aB3-', 'aB3-'],
	])('%j', (text, expected) => {
		expect(redact(`The key ${text}`, KEY)).toBe(`The key ${expected}`);
	});
});

test.each(['', '1', '1234567'])('%j is too short to be a key', (apiKey) => {
	expect(redact('No 1234567', apiKey)).toBe('No 1234567');
});

test('what does not have it is what it was', () => {
	fc.assert(
		fc.property(fc.string(), (text) => {
			fc.pre(!text.includes('§'));
			expect(redact(text, '§§§§§§§§')).toBe(text);
		}),
		{ numRuns: 1000 },
	);
	const text = 'Escapes: \\u0041 %41 &#65; &amp; &#x110000; &#9999999; \\ % & %zz \\u00 &#;';
	expect(redact(text, KEY)).toBe(text);
});

test('all texts of an error, and nothing else of it', () => {
	const details: ErrorDetails = {
		code: KEY,
		title: `T ${KEY}`,
		message: `M ${KEY}`,
		details: `D ${encodeURIComponent(KEY)}`,
		hint: `H ${KEY}`,
		httpStatus: 400,
		traceId: KEY,
	};
	expect(redactDetails(details, KEY)).toStrictEqual({
		code: PLACEHOLDER,
		title: `T ${PLACEHOLDER}`,
		message: `M ${PLACEHOLDER}`,
		details: `D ${PLACEHOLDER}`,
		hint: `H ${PLACEHOLDER}`,
		httpStatus: 400,
		traceId: PLACEHOLDER,
	});
	expect(redactDetails({ code: 131041, message: 'M' }, KEY)).toStrictEqual({
		code: 131041,
		message: 'M',
	});
});

test('a long text is read to its end', () => {
	// Looked through once for each of its signs, it would take longer than any test may.
	const text = 'aB3-x_Y'.repeat(10_000) + KEY;
	expect(redact(text, KEY).endsWith(PLACEHOLDER)).toBe(true);
});
