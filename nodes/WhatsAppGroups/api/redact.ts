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

/** A text without the key: as it is or in base64, with any of its characters escaped. */
export function redact(text: string, apiKey: string): string {
	const secrets = [apiKey, ...inBase64(apiKey)];
	let result = '';
	for (let at = 0; at < text.length; ) {
		const length = Math.max(...secrets.map((secret) => lengthAt(text, at, secret)));
		result += length === 0 ? text[at] : PLACEHOLDER;
		at += length || 1;
	}
	return result;
}

/**
 * How much of the text from here on spells the secret, or so much of its beginning that it can only be
 * the secret: a service's words are cut where they are too long.
 */
function lengthAt(text: string, start: number, secret: string): number {
	// Where the next character may begin: a `&` may be one itself, or begin `&amp;`.
	let places = new Set([start]);
	let spelled = 0;
	for (const character of secret) {
		const next = new Set<number>();
		for (const at of places) {
			if (text.startsWith(character, at)) next.add(at + character.length);
			const escaped = escapeAt(text, at);
			if (escaped?.character.toLowerCase() === character.toLowerCase()) {
				next.add(at + escaped.length);
			}
		}
		if (next.size === 0) break;
		places = next;
		spelled += character.length;
	}
	return spelled < SHORTEST_KEY ? 0 : Math.max(...places) - start;
}

/** The character that an escape of JSON, of a URL or of HTML stands for. */
function escapeAt(text: string, at: number): { character: string; length: number } | undefined {
	if (!'\\%&'.includes(text.charAt(at) || ' ')) return undefined;
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
 * What of the key stands in base64 whatever stands before it: three bytes make four characters, so the key
 * may begin at any of three places, and its first characters mix with what is before it. Its last ones are
 * other ones where something follows: a text need only hold so much of the beginning.
 */
function inBase64(key: string): string[] {
	return [0, 1, 2].flatMap((shift) => {
		const bytes = Buffer.concat([Buffer.alloc(shift), Buffer.from(key)]);
		const inner = bytes.toString('base64').slice(shift === 0 ? 0 : 4);
		return [inner, inner.replaceAll('+', '-').replaceAll('/', '_')];
	});
}
