/** Whether a text holds a secret, however it is written. */

/** A shorter piece may stand anywhere by chance. */
const SHORTEST = 6;
/** Forms of it that could come about by chance in a long text. */
const SHORTEST_FORM = 8;

/** What in a value could be somebody's: itself, digits in it, and both within base64 in it. */
export function secretsIn(value: string): string[] {
	const found = new Set<string>();
	collect(value, found);
	for (const token of value.match(/[A-Za-z0-9+/_-]{16,}/g) ?? []) {
		const text = Buffer.from(token, 'base64').toString('latin1');
		for (const digits of text.match(/\d{7,}/g) ?? []) found.add(digits);
	}
	return [...found];
}

function collect(value: string, found: Set<string>): void {
	if (value.length >= SHORTEST) found.add(value);
	for (const digits of value.match(/\d{7,}/g) ?? []) found.add(digits);
	const joined = value.replace(/[\s().-]/g, '');
	for (const digits of joined.match(/\d{7,}/g) ?? []) found.add(digits);
}

/**
 * What of a secret stands in base64 whatever stands around it: it may begin at any of three places, and
 * its first and last characters mix with their neighbours.
 */
export function inBase64(secret: string): string[] {
	return [0, 1, 2].flatMap((shift) => {
		const bytes = Buffer.concat([Buffer.alloc(shift), Buffer.from(secret)]);
		const whole = bytes.subarray(0, bytes.length - (bytes.length % 3));
		const inner = whole.toString('base64').slice(shift === 0 ? 0 : 4);
		const url = inner.replaceAll('+', '-').replaceAll('/', '_');
		return inner.length < SHORTEST ? [] : [...new Set([inner, url])];
	});
}

/** Every way in which a secret is looked for. */
export function formsOf(secret: string): string[] {
	const bytes = Buffer.from(secret);
	const percent = [...bytes].map((byte) => `%${byte.toString(16).padStart(2, '0')}`).join('');
	const escaped = JSON.stringify(secret).slice(1, -1);
	const ascii = [...secret]
		.map((character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`)
		.join('');
	const html = secret
		.replaceAll('&', '&amp;')
		.replaceAll('<', '&lt;')
		.replaceAll('>', '&gt;')
		.replaceAll('"', '&quot;');
	return [
		...new Set([
			secret,
			escaped,
			ascii,
			html,
			encodeURIComponent(secret),
			percent,
			bytes.toString('hex'),
			...inBase64(secret),
		]),
	];
}

/** Those of the secrets that a text holds in any form. */
export function leaksIn(text: string, secrets: Iterable<string>): string[] {
	const lower = text.toLowerCase();
	return [...secrets].filter((secret) =>
		formsOf(secret).some(
			(form) =>
				form.length >= (form === secret ? SHORTEST : SHORTEST_FORM) &&
				lower.includes(form.toLowerCase()),
		),
	);
}
