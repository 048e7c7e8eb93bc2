/**
 * What our entries in a number's webhook configuration say about themselves, so that the service's own
 * record is enough: whose they are, and what stood there before. Both travel in headers, of letters and
 * digits only, made with a key that comes from the API key: nobody else can make or read them. Pure.
 */
import { createCipheriv, createDecipheriv, createHmac, randomBytes } from 'node:crypto';

import { asList, asText } from '../api/values';

/** The trigger whose entry it is. */
export interface Owner {
	/** Of n8n: the same in all of its processes, and in a copy of its database. */
	instance: string;
	workflow: string;
	node: string;
}

const MARK_VERSION = 1;
const PROOF_LENGTH = 32;
const CIPHER = 'aes-256-gcm';
const IV_BYTES = 12;
const TAG_BYTES = 16;

/**
 * The key of a number's entries, in hex. It is kept with the registration as well, so that what was
 * sealed with it can be read after the API key was changed.
 */
export function keyFrom(apiKey: string): string {
	return createHmac('sha256', apiKey)
		.update('webhook entries of n8n-nodes-whatsapp-groups')
		.digest('hex');
}

/** The mark that says whose an entry is. */
export function markOf({ instance, workflow, node }: Owner, key: string): string {
	const said = Buffer.from(JSON.stringify([MARK_VERSION, instance, workflow, node])).toString(
		'hex',
	);
	return `${proofOf(said, key)}${said}`;
}

/**
 * Whose entry it is by its mark.
 *
 * @param mark the header's value, whatever came
 * @param keys any of which may have made it
 */
export function ownerOf(mark: unknown, keys: readonly string[]): Owner | undefined {
	if (typeof mark !== 'string') return undefined;
	const said = mark.slice(PROOF_LENGTH);
	if (!keys.some((key) => mark === `${proofOf(said, key)}${said}`)) return undefined;
	const [, ...names] = asList(JSON.parse(Buffer.from(said, 'hex').toString()) as unknown);
	const [instance = '', workflow = '', node = ''] = names.map(asText);
	return { instance, workflow, node };
}

/** What only holders of the key can read. */
export function seal(value: unknown, key: string): string {
	const iv = randomBytes(IV_BYTES);
	const cipher = createCipheriv(CIPHER, subkey(key, 'record'), iv);
	const body = Buffer.concat([cipher.update(JSON.stringify(value)), cipher.final()]);
	return Buffer.concat([iv, body, cipher.getAuthTag()]).toString('hex');
}

/**
 * What was sealed; undefined where it was changed, or sealed with none of these keys.
 *
 * @param sealed the header's value, whatever came
 */
export function unseal(sealed: unknown, keys: readonly string[]): unknown {
	if (typeof sealed !== 'string') return undefined;
	const bytes = Buffer.from(sealed, 'hex');
	// Of what is not hexadecimal, Node reads the beginning.
	if (bytes.toString('hex') !== sealed || bytes.length < IV_BYTES + TAG_BYTES) return undefined;
	for (const key of keys) {
		const decipher = createDecipheriv(CIPHER, subkey(key, 'record'), bytes.subarray(0, IV_BYTES));
		decipher.setAuthTag(bytes.subarray(-TAG_BYTES));
		try {
			const body = decipher.update(bytes.subarray(IV_BYTES, -TAG_BYTES));
			return JSON.parse(Buffer.concat([body, decipher.final()]).toString()) as unknown;
		} catch {
			// Of another key, or changed: the authentication fails.
		}
	}
	return undefined;
}

function proofOf(said: string, key: string): string {
	return createHmac('sha256', subkey(key, 'mark'))
		.update(said)
		.digest('hex')
		.slice(0, PROOF_LENGTH);
}

/** One key for each purpose. */
function subkey(key: string, purpose: string): Buffer {
	return createHmac('sha256', key).update(purpose).digest();
}
