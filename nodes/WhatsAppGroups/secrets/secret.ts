/**
 * Who may deliver events: whoever knows the secret of the registration and, where it is asked for,
 * signs with the platform secret of the Partner Hub. Pure and total.
 */
import { createHash, createHmac, randomBytes, timingSafeEqual } from 'node:crypto';

import { asId } from '../api/values';

/** The header that carries our secret on each delivery. */
export const SECRET_HEADER = 'X-Webhook-Secret';

/** The header of a call that only asks whether a trigger of ours listens at an address. */
export const QUESTION_HEADER = 'X-Webhook-Question';
/** Told with each 401: by it whoever asks knows a trigger of ours. */
export const LISTENER = 'n8n-nodes-whatsapp-groups';

const SECRET_BYTES = 32;

/** Of a secret that `makeSecret` made. */
export const SECRET_LENGTH = 2 * SECRET_BYTES;

/** A new secret: 256 random bits, as letters and digits, which is all that a header surely takes (D23). */
export function makeSecret(): string {
	return randomBytes(SECRET_BYTES).toString('hex');
}

/** What is kept of a secret: its SHA-256, in hex. */
export function hashSecret(secret: string): string {
	return createHash('sha256').update(secret).digest('hex');
}

/** The same of a secret that is known in part: what begins with it is that secret. */
export function hashBeginning(part: string): string {
	return `${hashSecret(part)}/${part.length}`;
}

/**
 * Whether a delivery's secret header is the registration's.
 *
 * @param header the header's value, whatever came
 * @param hash what `hashSecret` or `hashBeginning` made of the secret
 */
export function secretMatches(header: unknown, hash: unknown): boolean {
	if (typeof header !== 'string' || typeof hash !== 'string') return false;
	const [digest, length] = hash.split('/');
	const compared = length === undefined ? header : header.slice(0, Number(length));
	return digestsEqual(hashSecret(compared), digest);
}

/** The Platform Secret that a credential holds, without the blanks that come along when it is copied. */
export function platformSecretIn(credential: { platformSecret?: unknown }): string | undefined {
	return asId(credential.platformSecret);
}

/** A header that came several times with one value is that value: Node joins them with commas. */
export function onceOf(header: unknown): unknown {
	if (typeof header !== 'string' || !header.includes(',')) return header;
	const values = new Set(header.split(',').map((value) => value.trim()));
	return values.size === 1 ? [...values][0] : header;
}

/**
 * Whether 360dialog signed the body: HMAC-SHA256 in hex, with or without the prefix `sha256=` (D21).
 *
 * @param rawBody the body's bytes as they came
 * @param header the value of `x-360dialog-signature`, whatever came
 * @param platformSecret the secret of the Partner Hub; an empty one matches nothing
 */
export function signatureMatches(
	rawBody: Buffer | string,
	header: unknown,
	platformSecret: string,
): boolean {
	const once = onceOf(header);
	if (typeof once !== 'string' || platformSecret === '') return false;
	const signature = once
		.trim()
		.toLowerCase()
		.replace(/^sha256=/, '');
	const expected = createHmac('sha256', platformSecret).update(rawBody).digest('hex');
	return digestsEqual(signature, expected);
}

/** Compares in constant time. The length of a digest is no secret. */
function digestsEqual(one: string, other: string): boolean {
	const left = Buffer.from(one);
	const right = Buffer.from(other);
	return left.length === right.length && timingSafeEqual(left, right);
}
