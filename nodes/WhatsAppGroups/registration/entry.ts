/** What stands in a number's webhook configuration, and what it says about itself. Pure. */
import type { WebhookConfig } from '../api/contract/webhooks';
import { asFlag, asRecord, asText } from '../api/values';
import { markOf, ownerOf, seal, unseal, type Owner } from '../secrets/sealed';
import {
	hashBeginning,
	hashSecret,
	SECRET_HEADER,
	SECRET_LENGTH,
	secretMatches,
} from '../secrets/secret';

export type Entry = Required<WebhookConfig>;

const OWNER_HEADER = 'X-Webhook-Owner';
const BEFORE_HEADER = 'X-Webhook-Previous';
/**
 * Where a number's webhook cannot be emptied, or a destination not be removed, a deactivated workflow
 * leaves its address with this header: whoever is activated next sees that nobody listens there.
 */
const RELEASED_HEADER = 'X-Webhook-Released';

/** In place of a secret that the service does not show, and of all that version 0.1 gave up. */
const RELEASED = 'released';

/** Half of the secret: what a service has cut off beyond it leaves enough to tell by. */
const SHORTEST_SECRET = 32;

/** What stood there before ours, to be given back. */
export interface Before {
	/** The number's own webhook. */
	main?: Entry;
	/** Whether extra destinations were switched on. */
	destinationsWereOn?: boolean;
}

/** The headers of an entry of ours. What stood there before may be sealed already, as it was found. */
export function headersOf(
	{ secret, owner, before }: { secret: string; owner: Owner; before?: Before | string },
	key: string,
): Record<string, string> {
	return {
		[SECRET_HEADER]: secret,
		[OWNER_HEADER]: markOf(owner, key),
		...(before && { [BEFORE_HEADER]: typeof before === 'string' ? before : seal(before, key) }),
	};
}

/**
 * The headers of an entry that nobody listens to any more. It keeps its secret, where the service shows
 * it: what is still under way, or comes when the workflow is back, is known by it.
 */
export function releasedHeaders({ headers = {} }: WebhookConfig): Record<string, string> {
	const secret = hashIn({ headers }) === undefined ? RELEASED : (secretIn(headers) ?? RELEASED);
	return { [SECRET_HEADER]: secret, [RELEASED_HEADER]: 'true' };
}

export function isReleased({ headers = {} }: WebhookConfig): boolean {
	return headerIn(headers, RELEASED_HEADER) !== undefined || secretIn(headers) === RELEASED;
}

/** Whether an entry that was given up shows so, as far as the service shows headers at all. */
export function showsReleased(entry: WebhookConfig): boolean {
	return isReleased(entry) || Object.keys(entry.headers ?? {}).length === 0;
}

/** Whose it is, where it has our mark. */
export function ownerIn(
	{ headers = {} }: WebhookConfig,
	keys: readonly string[],
): Owner | undefined {
	return ownerOf(headerIn(headers, OWNER_HEADER), keys);
}

/** Whether it is of a trigger of ours, whoever can read whose. */
export function isMarked({ headers = {} }: WebhookConfig): boolean {
	return headerIn(headers, OWNER_HEADER) !== undefined;
}

/** What it says of what stood there before: nothing, or something that cannot be read any more. */
export function beforeIn(
	entry: WebhookConfig,
	keys: readonly string[],
): Before | 'unreadable' | undefined {
	return sealedIn(entry) === undefined ? undefined : (readableBefore(entry, keys) ?? 'unreadable');
}

/** The same, as far as it can be read. */
export function readableBefore(entry: WebhookConfig, keys: readonly string[]): Before | undefined {
	return openBefore(sealedIn(entry), keys);
}

/** Whether extra destinations were switched on before, where that can be read. */
export function wereOnIn(entry: WebhookConfig, keys: readonly string[]): boolean | undefined {
	return readableBefore(entry, keys)?.destinationsWereOn;
}

/** The header that holds it, as it stands there. */
export function sealedIn({ headers = {} }: WebhookConfig): string | undefined {
	return headerIn(headers, BEFORE_HEADER);
}

/** Reads that header, or what is kept of it. */
export function openBefore(sealed: unknown, keys: readonly string[]): Before | undefined {
	const opened = unseal(sealed, keys);
	if (opened === undefined) return undefined;
	const { main, destinationsWereOn } = asRecord(opened);
	const { url, headers: told } = asRecord(main);
	const address = asText(url);
	const wereOn = asFlag(destinationsWereOn);
	return {
		...(address !== undefined && { main: { url: address, headers: textsOf(told) } }),
		...(wereOn !== undefined && { destinationsWereOn: wereOn }),
	};
}

/** The headers without what stood there before: for an entry that moves to another place. */
export function withoutBefore(headers: Record<string, string>): Record<string, string> {
	const before = BEFORE_HEADER.toLowerCase();
	return Object.fromEntries(
		Object.entries(headers).filter(([name]) => name.toLowerCase() !== before),
	);
}

/** The headers with what stood there before, and with nothing else of that kind. */
export function withBefore(
	headers: Record<string, string>,
	before: Before,
	key: string,
): Record<string, string> {
	return { ...withoutBefore(headers), [BEFORE_HEADER]: seal(before, key) };
}

/** How long the header gets that holds what stood there before. */
export function lengthOf(before: Before, key: string): number {
	return seal(before, key).length;
}

/** How a secret stands there that was set. */
export type Standing = 'whole' | 'cut' | 'masked' | 'hidden' | 'missing' | 'other';

/**
 * How our secret stands in an entry as the service shows it: it may show no headers at all, or masked
 * ones, and it may keep only a part.
 */
export function standingOf(secret: string, { headers = {} }: WebhookConfig): Standing {
	// It shows late: what stands there still is what somebody left, whose secret may be masked.
	if (isReleased({ headers })) return 'other';
	if (hasNoValues(headers)) return 'hidden';
	const shown = secretIn(headers);
	if (!shown) return 'missing';
	if (shown === secret) return 'whole';
	if (looksMasked(shown)) return 'masked';
	if (!secret.startsWith(shown)) return 'other';
	return shown.length < SHORTEST_SECRET ? 'missing' : 'cut';
}

/** The hash of the secret that deliveries will carry, as the entry stands, if it shows. */
export function hashAsItStands(secret: string, entry: WebhookConfig = {}): string {
	const shown = secretIn(entry.headers ?? {}) ?? secret;
	return standingOf(secret, entry) === 'cut' ? hashBeginning(shown) : hashSecret(secret);
}

/**
 * The hash of the secret that is shown there, if one is. Of one that is shown in part, deliveries may carry
 * no more than that, or the whole.
 */
export function hashIn({ headers = {} }: WebhookConfig): string | undefined {
	const shown = secretIn(headers);
	if (shown === undefined || looksMasked(shown) || shown.length < SHORTEST_SECRET) return undefined;
	return shown.length < SECRET_LENGTH ? hashBeginning(shown) : hashSecret(shown);
}

/** Whether the secret that is shown there is this one, as far as the service shows it. */
export function agreesWith({ headers = {} }: WebhookConfig, secretHash: string): boolean {
	if (hasNoValues(headers)) return true;
	const shown = secretIn(headers) ?? '';
	return looksMasked(shown) || secretMatches(shown, secretHash);
}

/** The names of those that are not shown as they were set, or are there besides. */
export function differingHeaders(
	{ headers: set = {} }: WebhookConfig,
	{ headers: shown = {} }: WebhookConfig,
): string[] {
	const missing = Object.keys(set).filter((name) => headerIn(shown, name) !== set[name]);
	const added = Object.keys(shown).filter((name) => headerIn(set, name) === undefined);
	return [...missing, ...added];
}

/** Whether all headers are there as they are: some, and none of them masked. */
export function showsHeaders({ headers = {} }: WebhookConfig): boolean {
	const values = Object.values(headers);
	return values.length > 0 && !values.some(isKeptBack);
}

/** Whether some of its headers are shown masked, or by their name alone. */
export function hasMasked({ headers = {} }: WebhookConfig): boolean {
	return Object.values(headers).some(isKeptBack);
}

function isKeptBack(value: string): boolean {
	return value === '' || looksMasked(value);
}

function hasNoValues(headers: Record<string, string>): boolean {
	return Object.values(headers).every((value) => value === '');
}

/** How a value is shown of which a part, or all, is kept back. */
const MASKS = {
	// abc****
	run: /[*•●▪#]{2,}/,
	// abc...xyz
	ellipsis: /…|\.{3}/,
	// xxxxxxxx
	filler: /^[*•●.x-]{3,}$/i,
	// __redacted__
	wordAlone: /^[\W_]*(?:redacted|hidden|masked|secret|protected|encrypted)[\W_]*$/i,
	// Bearer [REDACTED]
	wordInBrackets: /[<[({]\W{0,3}(?:redacted|hidden|masked|encrypted)\b/i,
};

function looksMasked(value: string): boolean {
	return Object.values(MASKS).some((mask) => mask.test(value));
}

function secretIn(headers: Record<string, string>): string | undefined {
	return headerIn(headers, SECRET_HEADER);
}

/** Headers are told in any case of letters. */
function headerIn(headers: Record<string, string>, wanted: string): string | undefined {
	const name = wanted.toLowerCase();
	return Object.entries(headers).find(([one]) => one.toLowerCase() === name)?.[1];
}

function textsOf(headers: unknown): Record<string, string> {
	return Object.fromEntries(
		Object.entries(asRecord(headers)).flatMap(([name, value]) => {
			const text = asText(value);
			return text === undefined ? [] : [[name, text]];
		}),
	);
}
