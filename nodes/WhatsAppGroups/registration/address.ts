/** Addresses of triggers: which of them the service reaches, and who lives there. */
import type { IHookFunctions } from 'n8n-workflow';

import { readNetworkError } from '../api/networkError';
import { InputFailure } from '../failures/failure';
import { LISTENER, QUESTION_HEADER } from '../secrets/secret';

const PATIENCE_MS = 5000;
const UNAUTHORIZED = 401;
const NOT_FOUND = 404;
/** n8n's words where no workflow listens, and those of a tunnel that is closed. A proxy's 404 proves nothing. */
const NOBODY = /is not registered|ERR_NGROK_/;
const GONE = new Set(['host_not_found', 'connection_refused']);

/**
 * Who lives at an address: a trigger of ours; nobody, by n8n's or a tunnel's own words; nobody, as there
 * is no such host or it takes no connection, as far as can be seen from here; or somebody or nobody.
 * Another system answers as it likes, and an n8n that starts as one that has no such webhook.
 */
export type Life = 'listener' | 'nobody' | 'gone' | 'unclear';

/** Whether somebody lives there, or may. */
export function mayLive(life: Life): boolean {
	return life === 'listener' || life === 'unclear';
}

/**
 * Asks who lives at an address: our trigger answers a call without a secret with 401 and its name. No
 * secret goes there, no redirect is followed, and of the answer nothing is shown.
 *
 * @param ownUrl of the workflow that asks: its own n8n may not be able to reach itself from inside
 */
export async function lifeAt(context: IHookFunctions, url: string, ownUrl: string): Promise<Life> {
	try {
		const answer = (await context.helpers.httpRequest({
			method: 'POST',
			url,
			headers: { [QUESTION_HEADER]: 'listener' },
			body: {},
			json: true,
			timeout: PATIENCE_MS,
			returnFullResponse: true,
			ignoreHttpStatusErrors: true,
			disableFollowRedirect: true,
		})) as { statusCode: number; body: unknown };
		return lifeIn(answer);
	} catch (error) {
		const silence = readNetworkError(error);
		// What does not answer in time may do so later.
		const isGone = silence.result === 'notSent' && GONE.has(silence.reason.code);
		return isGone && !isSameOrigin(url, ownUrl) ? 'gone' : 'unclear';
	}
}

function lifeIn({ statusCode, body }: { statusCode: number; body: unknown }): Life {
	const said = JSON.stringify(body) ?? '';
	if (statusCode === UNAUTHORIZED && said.includes(LISTENER)) return 'listener';
	return statusCode === NOT_FOUND && NOBODY.test(said) ? 'nobody' : 'unclear';
}

/** Whether two spellings are of one address: a service may keep a host in lower case, or as ASCII. */
export function isSameAddress(one: string, other: string): boolean {
	return canonical(one) === canonical(other);
}

function canonical(url: string): string {
	return tryParse(url)?.href.replace(/\/$/, '') ?? url;
}

/** Not by `URL.canParse`: Node 20's says no to letters beyond ASCII once it was called often. */
function tryParse(url: string): URL | undefined {
	try {
		return new URL(url);
	} catch {
		return undefined;
	}
}

/** Whether two addresses are of one n8n, as far as that can be told: one host may have several. */
export function isSameSite(one: string, other: string): boolean {
	const place = placeOf(one);
	return place !== undefined && place.site === placeOf(other)?.site;
}

/** Whether they are of one n8n whose webhooks have not been given another name since. */
export function isSameEndpoint(one: string, other: string): boolean {
	return isSameSite(one, other) && placeOf(one)?.name === placeOf(other)?.name;
}

/** By n8n's usual names: `/webhook/<ID>/<path>`, or with workflow and node in place of the ID. */
const BELOW_USUAL = /^(.*)\/(webhook)(?:-test)?(?:\/[^/]+){2,3}$/;
/** Where the name was set to another one, only the usual length can be told. */
const BELOW_ANY = /^(.*)\/([^/]+?)(?:-test)?(?:\/[^/]+){2}$/;

/** Where the n8n of a webhook is reached, and how its webhooks are called: tests have the name with "-test". */
function placeOf(url: string): { site: string; name: string } | undefined {
	const parsed = tryParse(url);
	if (!parsed) return undefined;
	const path = parsed.pathname.replace(/\/$/, '');
	const [, above, name] = BELOW_USUAL.exec(path) ?? BELOW_ANY.exec(path) ?? [];
	return name === undefined ? undefined : { site: `${parsed.origin}${above}`, name };
}

function isSameOrigin(one: string, other: string): boolean {
	const origin = tryParse(one)?.origin;
	return origin !== undefined && origin === tryParse(other)?.origin;
}

/** Whether it is a test session's, by n8n's usual name of them. */
export function isTestAddress(url: string): boolean {
	return url.includes('/webhook-test/');
}

/** Whether two addresses are the test and the production one of a node, by n8n's usual names of them. */
export function isTestTwin(one: string, other: string): boolean {
	const production = (url: string) => url.replace('/webhook-test/', '/webhook/');
	return !isSameAddress(one, other) && isSameAddress(production(one), production(other));
}

/** Names that only one machine or one network knows. */
const PRIVATE_NAME = /^[^.]+$|\.(?:localhost|local|internal)$/;
/** This machine, link-local, and private networks, as `URL` writes addresses. */
const PRIVATE_IPV4 = /^(?:0|10|127|169\.254|192\.168|172\.(?:1[6-9]|2\d|3[01]))\.[\d.]+$/;
const PRIVATE_IPV6 = /^\[(?:::1?|f[cd]..:.*|fe[89ab].:.*)\]$/;

function isPrivate({ hostname }: URL): boolean {
	const host = hostname.replace(/\.$/, '');
	if (host.startsWith('[')) return PRIVATE_IPV6.test(host);
	return PRIVATE_NAME.test(host) || PRIVATE_IPV4.test(host);
}

/** What keeps 360dialog from reaching an address, if anything does. */
function complaintAbout(url: string): string | undefined {
	const match = /^(https?):\/\/(\[[^\]]*\]|[^/:?#]+)(:\d)?/i.exec(url);
	const parsed = tryParse(url);
	if (!match || !parsed) return 'is not a web address';
	const [, scheme, host, port] = match;
	if (scheme.toLowerCase() !== 'https') return 'does not begin with https';
	if (port) return 'has a port';
	if (host.includes('_')) return 'has an underscore in its host';
	return isPrivate(parsed) ? 'is in a private network' : undefined;
}

/**
 * 360dialog takes https without a port and without an underscore in the host. Checked before any
 * call, and only where the service is 360dialog: the simulator may be on this machine.
 *
 * @throws InputFailure where the service would not reach it
 */
export function checkUrl(url: string, baseUrl: string): void {
	if (!/^https?:\/\/([^/]*\.)?360dialog\.io(\/|$)/i.test(baseUrl)) return;
	const complaint = complaintAbout(url);
	if (complaint === undefined) return;
	throw new InputFailure(
		`360dialog cannot reach this workflow: its address ${url} ${complaint}.`,
		'360dialog needs a public https address without a port and without an underscore in the host. Set n8n’s WEBHOOK_URL to the one under which it is reachable.',
		'webhook_url',
	);
}
