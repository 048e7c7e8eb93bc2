/**
 * Who gets a number's events. A number has one main webhook, and other systems may hold it: it is
 * never taken without being told to, and given back as it was.
 */
import type { Api } from '../api/client';
import type { WebhookConfig, WebhookDestination } from '../api/contract/webhooks';
import { InputFailure, ServiceFailure, tryWork } from '../failures/failure';
import {
	putDestination,
	readAccountWebhook,
	readDestinations,
	readWebhook,
	removeDestination,
	setWebhook,
	unsetWebhook,
} from './configuration';
import { hashSecret, SECRET_HEADER, secretMatches } from '../secrets/secret';

export const OCCUPIED_CHOICES = ['addDestination', 'replace', 'fail'] as const;
export type WhenOccupied = (typeof OCCUPIED_CHOICES)[number];

/**
 * Where a number's webhook cannot be emptied, or a destination not be removed, a deactivated workflow
 * leaves its address with this in place of the secret: whoever is activated next sees that nobody
 * listens there.
 */
export const RELEASED = 'released';

/** Names of extra destinations that this node has made begin so. */
const NAME_PREFIX = 'n8n-';
const TEST_SUFFIX = '-test';

/** A number takes at most this many extra destinations, and it cannot be raised. */
const MAX_DESTINATIONS = 3;

/** What is remembered of a registration. The secret itself is not: only its hash. */
export interface Registration {
	/** The number's own webhook, an extra destination, or an address entered by hand. Stored so: it stays. */
	place: 'number' | 'destination' | 'manual';
	url: string;
	secretHash: string;
	/** Of the extra destination. */
	name?: string;
	/** What the number's own webhook was before, to give back. */
	previous?: Required<WebhookConfig>;
	/** The account's webhook, which served the number before. */
	previousOfAccount?: Required<WebhookConfig>;
	/** Whether extra destinations were switched on before ours. */
	destinationsWereOn?: boolean;
}

export interface RegistrationRequest {
	/** Where deliveries shall go. */
	url: string;
	/** A test session never takes the place of a webhook in use. */
	isTest: boolean;
	secret: string;
	workflowId: string;
	nodeId: string;
	whenOccupied: WhenOccupied;
	/** What an earlier activation left, which may have been cut short. */
	earlier?: Registration;
}

/**
 * Makes the number's events come to `url`. Doing it again, also after being cut short between two
 * steps, ends in one registration.
 *
 * @throws InputFailure when the number is held by another system and that shall not be touched
 * @throws ServiceFailure when the service refuses
 */
export async function register(api: Api, request: RegistrationRequest): Promise<Registration> {
	checkUrl(request.url, api.baseUrl);
	const own = await readWebhook(api);
	const account = own ? undefined : await readAccountWebhook(api);
	const holder = own ?? account;
	if (!holder || isReleased(holder) || isOurs(holder.url, request)) {
		return await takeNumber(api, request, { own: carriedOver(request, own) });
	}
	if (request.whenOccupied === 'replace' && !request.isTest) {
		return await replace(api, request, { own, account });
	}
	if (request.whenOccupied === 'fail' && !isOfSameNode(holder.url, request.url)) {
		throw new InputFailure(
			`The number’s webhook is held by ${holder.url}.`,
			'Set If Number Is Occupied to Add Destination to get the events besides that system, or to Replace to take its place until this workflow is deactivated.',
			'webhook_occupied',
		);
	}
	return await addDestination(api, request, holder.url);
}

/**
 * Whether a URL is this registration's own, as it is now or was at an earlier activation. A workflow
 * that is activated also takes over from a test session of the same node, whose end would otherwise
 * leave the number without a webhook; the other way round, production stays.
 */
function isOurs(url: string, { url: own, earlier, isTest }: RegistrationRequest): boolean {
	return url === own || url === earlier?.url || (!isTest && isOfSameNode(url, own));
}

/** n8n's production and test URLs of a node differ in the first part of their path only. */
function isOfSameNode(url: string, own: string): boolean {
	return endOf(url) === endOf(own);
}

/** A web address without its path, but for the last two parts of that, which n8n gives each node. */
function endOf(url: string): string {
	const [scheme, empty, host, ...path] = url.replace(/\/$/, '').split('/');
	return [scheme, empty, host, ...path.slice(-2)].join('/');
}

/** Ours stood there before: what is to be given back is what the first activation found. */
function carriedOver(
	{ earlier }: RegistrationRequest,
	own: Required<WebhookConfig> | undefined,
): Required<WebhookConfig> | undefined {
	return own && earlier?.place === 'number' ? earlier.previous : undefined;
}

async function takeNumber(
	api: Api,
	{ url, secret, earlier }: RegistrationRequest,
	previous: { own?: Required<WebhookConfig>; account?: Required<WebhookConfig> },
): Promise<Registration> {
	await setWebhook(api, { url, headers: { [SECRET_HEADER]: secret } });
	const previousOfAccount = previous.account ?? earlier?.previousOfAccount;
	return {
		place: 'number',
		url,
		secretHash: hashSecret(secret),
		...(previous.own && { previous: previous.own }),
		...(previousOfAccount && { previousOfAccount }),
	};
}

function isReleased({ headers }: WebhookConfig): boolean {
	return secretIn(headers) === RELEASED;
}

/** What stood there before is remembered only once all of this has worked: until then it is put back. */
async function replace(
	api: Api,
	request: RegistrationRequest,
	previous: { own?: Required<WebhookConfig>; account?: Required<WebhookConfig> },
): Promise<Registration> {
	const taken = await tryWork(takeNumber(api, request, previous));
	const { own } = previous;
	if (!(taken instanceof ServiceFailure)) return taken;
	const isLost = own !== undefined && !(await isBack(api, own));
	return await Promise.reject(isLost ? notPutBack(taken, own.url) : taken);
}

function notPutBack({ details, certainty }: ServiceFailure, url: string): ServiceFailure {
	return new ServiceFailure(
		{
			...details,
			hint: `The number’s webhook was ${url} before, and it could not be put back: look at it in the 360dialog Hub, and set it again there if it is another now.`,
		},
		certainty,
	);
}

async function isBack(api: Api, previous: Required<WebhookConfig>): Promise<boolean> {
	try {
		// Untouched, it keeps headers that the service may not have shown.
		if ((await readWebhook(api))?.url !== previous.url) await setWebhook(api, previous);
		return true;
	} catch {
		return false;
	}
}

async function addDestination(
	api: Api,
	request: RegistrationRequest,
	heldBy: string,
): Promise<Registration> {
	const { url, secret, earlier } = request;
	const { enabled, destinations } = await readDestinations(api);
	const reused = destinationToReuse(destinations, request);
	if (!reused && destinations.length >= MAX_DESTINATIONS) {
		const list = destinations.map((other) => `"${other.name}" (${other.url})`).join(', ');
		throw new InputFailure(
			`The number has ${MAX_DESTINATIONS} extra destinations already, which is the most it can have: ${list}.`,
			`Remove one of them in the 360dialog Hub, or set If Number Is Occupied to Replace to take the place of ${heldBy}.`,
			'too_many_destinations',
		);
	}
	const name = reused?.name ?? freeName(destinations, request);
	await putDestination(api, { name, url, headers: { [SECRET_HEADER]: secret } });
	const wereOn = earlier?.place === 'destination' ? earlier.destinationsWereOn : enabled;
	return {
		place: 'destination',
		url,
		secretHash: hashSecret(secret),
		name,
		destinationsWereOn: wereOn ?? enabled,
	};
}

/** The destination of this node, else one that a deactivated workflow had to leave. */
function destinationToReuse(
	destinations: readonly WebhookDestination[],
	request: RegistrationRequest,
): WebhookDestination | undefined {
	const names = [destinationName(request), request.earlier?.name];
	const own = destinations.find(({ name, url }) => names.includes(name) && isOurs(url, request));
	return own ?? destinations.find(isReleased);
}

/** Another workflow may have got the destination that had this name. */
function freeName(
	destinations: readonly WebhookDestination[],
	request: RegistrationRequest,
): string {
	const name = destinationName(request);
	const taken = new Set(destinations.map((one) => one.name));
	if (!taken.has(name)) return name;
	let number = 2;
	while (taken.has(`${name}-${number}`)) number += 1;
	return `${name}-${number}`;
}

function destinationName({ workflowId, nodeId, isTest }: RegistrationRequest): string {
	return `${NAME_PREFIX}${workflowId}-${nodeId.slice(0, 8)}${isTest ? TEST_SUFFIX : ''}`;
}

/** Whether a registration still stands as it was made, or in the number's own place by now. */
export async function isRegistered(
	api: Api,
	registration: Registration,
	url: string,
): Promise<boolean> {
	if (registration.url !== url) return false;
	switch (registration.place) {
		case 'manual':
			return true;
		case 'number':
			return stands(await readWebhook(api), registration);
		case 'destination': {
			const { destinations } = await readDestinations(api);
			const ours = destinations.find(({ name }) => name === registration.name);
			return stands(ours ?? (await readWebhook(api)), registration);
		}
	}
}

/** A service that hides headers when read shows none at all: then the URL has to do. */
function stands(config: WebhookConfig | undefined, { url, secretHash }: Registration): boolean {
	if (config?.url !== url) return false;
	const { headers = {} } = config;
	return Object.keys(headers).length === 0 || secretMatches(secretIn(headers), secretHash);
}

export function secretIn(headers: Record<string, string> = {}): string | undefined {
	const ours = SECRET_HEADER.toLowerCase();
	return Object.entries(headers).find(([name]) => name.toLowerCase() === ours)?.[1];
}

/**
 * Gives back what `register` took.
 *
 * @returns what the user should know, when it could not be given back as it was
 * @throws ServiceFailure when the service refuses
 */
export async function unregister(
	api: Api,
	registration: Registration,
): Promise<string | undefined> {
	switch (registration.place) {
		case 'manual':
			return 'The webhook was entered by hand: remove it in the 360dialog Hub, or events go on coming to this address.';
		case 'number':
			return await giveNumberBack(api, registration);
		case 'destination': {
			const notice = await giveDestinationBack(api, registration);
			// Another workflow that was deactivated may have left the number to this one.
			const isMain = (await readWebhook(api))?.url === registration.url;
			return (isMain ? await giveNumberBack(api, registration) : undefined) ?? notice;
		}
	}
}

async function giveDestinationBack(
	api: Api,
	{ name, url, destinationsWereOn = true }: Registration,
): Promise<string | undefined> {
	const { destinations } = await readDestinations(api);
	const ours = destinations.find((one) => one.name === name);
	if (!ours) return undefined;
	if (ours.url !== url) {
		return `The destination "${name}" now goes to ${ours.url}: it was left alone.`;
	}
	if (await removeDestination(api, ours.name, destinationsWereOn)) return undefined;
	await putDestination(api, { name: ours.name, url, headers: { [SECRET_HEADER]: RELEASED } });
	return `The extra destination "${ours.name}" stays: the service lets none be removed without switching off those of others. Nobody listens there any more, and the next workflow that needs a destination takes it over.`;
}

async function giveNumberBack(
	api: Api,
	{ url, previous, previousOfAccount }: Registration,
): Promise<string | undefined> {
	const now = await readWebhook(api);
	if (now?.url !== url) {
		return `The number’s webhook is ${now?.url ?? 'empty'} by now: somebody else changed it, so it was left alone.`;
	}
	if (previous) {
		await setWebhook(api, previous);
		return undefined;
	}
	const { enabled, destinations } = await readDestinations(api);
	const waiting = enabled ? destinations.filter((one) => !isReleased(one)) : [];
	const heir = findHeir(waiting);
	if (heir) {
		// First the number, then the destination: in between events come twice, and are told apart by id.
		await setWebhook(api, { url: heir.url, headers: heir.headers ?? {} });
		// Where it has to stay, events come twice for good, and are told apart all the same.
		await removeDestination(api, heir.name, false);
		return undefined;
	}
	if (await unsetWebhook(api)) return waiting.length > 0 ? starving(waiting) : undefined;
	if (previousOfAccount) {
		await setWebhook(api, previousOfAccount);
		return `The number’s webhook could not be emptied. It was set to the account’s webhook ${previousOfAccount.url}, which served it before.`;
	}
	await setWebhook(api, { url, headers: { [SECRET_HEADER]: RELEASED } });
	return 'The number had no webhook before, and the service does not let it be emptied: it still points to this workflow, which no longer listens. The next workflow that is activated takes the place; for another system, set its webhook in the 360dialog Hub.';
}

/**
 * Extra destinations get their copies only after a main webhook has accepted: when the main one goes,
 * another workflow with this node takes its place. Systems of others stay where they chose to be.
 */
function findHeir(destinations: WebhookDestination[]): WebhookDestination | undefined {
	const ours = destinations.filter(
		({ name, headers }) => name.startsWith(NAME_PREFIX) && secretIn(headers) !== undefined,
	);
	return ours.find(({ name }) => !name.endsWith(TEST_SUFFIX)) ?? ours[0];
}

function starving(destinations: WebhookDestination[]): string {
	const list = destinations.map(({ name, url }) => `"${name}" (${url})`).join(', ');
	return `The number has no main webhook any more, so its extra destinations get no events: ${list}. Set a main webhook in the 360dialog Hub.`;
}

/**
 * 360dialog takes https without a port and without an underscore in the host. Checked before any
 * call, and only where the service is 360dialog: the simulator may be on this machine.
 */
function checkUrl(url: string, baseUrl: string): void {
	if (!/^https?:\/\/([^/]*\.)?360dialog\.io(\/|$)/i.test(baseUrl)) return;
	const match = /^(https?):\/\/([^/:?#]+)(:\d+)?/i.exec(url);
	const complaint = !match
		? 'is not a web address'
		: match[1].toLowerCase() !== 'https'
			? 'does not begin with https'
			: match[3]
				? 'has a port'
				: match[2].includes('_')
					? 'has an underscore in its host'
					: undefined;
	if (complaint === undefined) return;
	throw new InputFailure(
		`360dialog cannot reach this workflow: its address ${url} ${complaint}.`,
		'360dialog needs a public https address without a port and without an underscore in the host. Set WEBHOOK_URL of n8n to the one under which it is reachable.',
		'webhook_url',
	);
}
