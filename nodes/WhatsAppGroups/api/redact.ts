/**
 * Texts without the API key. A service may repeat the key that it refuses, and more people read what
 * n8n shows and stores of errors than may see the credential.
 */
import type { ErrorDetails } from '../failures/failure';

/** Stands where the key was. */
const PLACEHOLDER = '[API key]';

/** A shorter text is no key, and may stand anywhere by chance. */
const SHORTEST_KEY = 8;

const NAMED_ENTITIES: Readonly<Record<string, string>> = {
	'&amp;': '&',
	'&lt;': '<',
	'&gt;': '>',
	'&quot;': '"',
	'&apos;': "'",
};

/** An error whose texts do not hold the key, in any escaping. */
export function redactDetails(details: ErrorDetails, apiKey: string): ErrorDetails {
	return Object.fromEntries(
		Object.entries(details).map(([field, value]) => [
			field,
			typeof value === 'string' ? redact(value, apiKey) : (value as number | undefined),
		]),
	) as unknown as ErrorDetails;
}

/** A text without the key: as it is, in base64, or with any of its characters escaped. */
export function redact(text: string, apiKey: string): string {
	if (apiKey.length < SHORTEST_KEY) return text;
	let result = '';
	for (let at = 0; at < text.length; ) {
		const length = lengthAt(text, at, apiKey);
		result += length === undefined ? text[at] : PLACEHOLDER;
		at += length ?? 1;
	}
	return inBase64(apiKey).reduce((left, form) => left.replaceAll(form, PLACEHOLDER), result);
}

/** How much of the text from here on spells the key, if it does. */
function lengthAt(text: string, start: number, key: string): number | undefined {
	let at = start;
	for (const character of key) {
		if (text.startsWith(character, at)) {
			at += character.length;
			continue;
		}
		const escaped = escapeAt(text, at);
		if (escaped?.character.toLowerCase() !== character.toLowerCase()) return undefined;
		at += escaped.length;
	}
	return at - start;
}

/** The character that an escape of JSON, of a URL or of HTML stands for. */
function escapeAt(text: string, at: number): { character: string; length: number } | undefined {
	const ahead = text.slice(at, at + 10);
	const hex = /^(?:\\u00|\\x|%)([0-9a-f]{2})|^&#x([0-9a-f]{1,6});/i.exec(ahead);
	if (hex) return characterOf(parseInt(hex[1] ?? hex[2], 16), hex[0].length);
	const decimal = /^&#(\d{1,7});/.exec(ahead);
	if (decimal) return characterOf(Number(decimal[1]), decimal[0].length);
	if (ahead.startsWith('\\') && ahead.length > 1) return { character: ahead[1], length: 2 };
	const entity = Object.keys(NAMED_ENTITIES).find((name) => ahead.startsWith(name));
	return entity === undefined
		? undefined
		: { character: NAMED_ENTITIES[entity], length: entity.length };
}

function characterOf(code: number, length: number) {
	return code <= 0x10ffff ? { character: String.fromCodePoint(code), length } : undefined;
}

/**
 * What of the key stands in base64 whatever stands before and after it: three bytes make four
 * characters, so the key may begin at any of three places, and its first and last characters mix with
 * what is around it.
 */
function inBase64(key: string): string[] {
	return [0, 1, 2].flatMap((shift) => {
		const bytes = Buffer.concat([Buffer.alloc(shift), Buffer.from(key)]);
		const whole = bytes.subarray(0, bytes.length - (bytes.length % 3));
		const inner = whole.toString('base64').slice(shift === 0 ? 0 : 4);
		return inner.length < SHORTEST_KEY
			? []
			: [inner, inner.replaceAll('+', '-').replaceAll('/', '_')];
	});
}
