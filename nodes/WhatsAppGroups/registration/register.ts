/**
 * Makes a number's events come to a workflow. A number has one main webhook and up to three extra
 * destinations; what of them is whose is read from the service's own configuration, and what is another
 * system's is never taken without being told to.
 */
import type { Api } from '../api/client';
import { InputFailure, ServiceFailure, tryWork } from '../failures/failure';
import { checkUrl, isSameSite, isTestTwin } from './address';
import {
	putDestination,
	readAccountWebhook,
	readDestinations,
	readWebhook,
	removeDestination,
	setWebhook,
	unsetWebhook,
	type Destination,
	type Destinations,
} from './configuration';
import {
	beforeIn,
	hashAsItStands,
	hasMasked,
	headersOf,
	isReleased,
	lengthOf,
	ownerIn,
	releasedHeaders,
	sealedIn,
	showsHeaders,
	standingOf,
	type Entry,
	type Standing,
} from './entry';
import {
	holderOf,
	isOfThisN8n,
	isSameNode,
	stoodBefore,
	type Applicant,
	type Registration,
	type WhenOccupied,
} from './registration';

/** Names of extra destinations that this node has made begin so. */
const NAME_PREFIX = 'n8n-';
export const TEST_SUFFIX = '-test';

/** A number takes at most this many extra destinations, and it cannot be raised. */
const MAX_DESTINATIONS = 3;

/** What others wrote at the same time may undo ours: then it is looked again who holds the number. */
const MOST_ROUNDS = 3;

/** Of the header that holds what stood there before, in characters: what a header surely takes. */
const MOST_BEFORE = 2048;

export interface RegistrationRequest extends Applicant {
	/** A test session never takes the place of a webhook in use. */
	isTest: boolean;
	secret: string;
	whenOccupied: WhenOccupied;
}

/** What became of it, and what the user should know. */
export interface Registered {
	registration: Registration;
	notices: string[];
}

/**
 * How an entry stands to the workflow that asks: nobody listens to it; it is its own; its own or a
 * colleague's at an address where nobody lives any more; of another workflow of this n8n, or of the
 * production workflow of a test session; somebody else's.
 */
type Relation = 'free' | 'ours' | 'left' | 'colleague' | 'other';

/**
 * Makes the number's events come to `url`. Doing it again, also after being cut short between two
 * steps, ends in one registration.
 *
 * @throws InputFailure when the number is held by another system and that shall not be touched
 * @throws ServiceFailure when the service refuses
 */
export async function register(api: Api, request: RegistrationRequest): Promise<Registered> {
	checkUrl(request.url, api.baseUrl);
	for (let round = 1; ; round += 1) {
		const registered = await tryRegister(api, request);
		const { place } = registered.registration;
		if (await reaches(api, request, place)) return registered;
		if (round === MOST_ROUNDS) throw contested(request);
	}
}

async function tryRegister(api: Api, request: RegistrationRequest): Promise<Registered> {
	const main = await readWebhook(api);
	const holder = main ?? (await readAccountWebhook(api));
	const relation = await relationOf(holder, request);
	if (holder === undefined || relation === 'free') {
		// That nothing is shown may have been a moment of the service's: it is looked again before it is taken.
		const again = holder ?? (await readWebhook(api));
		return again === holder ? await takeNumber(api, request, {}) : await tryRegister(api, request);
	}
	if (relation === 'ours' || relation === 'left') {
		// What is to be given back is what the first activation found.
		const stood = stoodBefore(holder, request);
		const before = stood === 'unreadable' ? { sealed: sealedIn(holder) } : { main: stood.main };
		const registered = await takeNumber(api, request, before);
		const notice = `The number’s webhook was ${holder.url}, where this n8n was reached before and nobody answers any more: it was taken over.`;
		if (relation === 'left') registered.notices.push(notice);
		return registered;
	}
	if (relation === 'other' && request.whenOccupied === 'replace' && !request.isTest) {
		return await replace(api, request, main);
	}
	if (relation === 'other' && request.whenOccupied === 'fail') throw occupied(holder, request);
	const registered = await addDestination(api, request, holder);
	const owner = ownerIn(holder, request.keys);
	if (relation === 'other' && owner && isSameNode(owner, request.owner)) {
		registered.notices.push(
			`The number’s webhook is held by ${holderOf(holder, request)}. If nobody listens there any more, no event comes: set If Number Is Occupied to Replace then.`,
		);
	}
	return registered;
}

/** Only exactly our address, or our mark, makes an entry ours. */
async function relationOf(
	entry: Entry | undefined,
	request: RegistrationRequest,
): Promise<Relation> {
	if (entry === undefined || isReleased(entry)) return 'free';
	if (entry.url === request.url) return 'ours';
	const owner = ownerIn(entry, request.keys);
	const isTwin = owner
		? isSameNode(owner, request.owner) && isSameSite(entry.url, request.url)
		: isTestTwin(entry.url, request.url);
	if (isTwin && !request.isTest) return 'ours';
	if (!owner) return isTwin ? 'colleague' : 'other';
	const isOurs = owner.instance === request.owner.instance;
	if (isOurs && !request.isTest && !(await request.isInhabited(entry.url))) return 'left';
	return isTwin || isOfThisN8n(entry.url, owner, request) ? 'colleague' : 'other';
}

async function takeNumber(
	api: Api,
	request: RegistrationRequest,
	{ main, sealed }: { main?: Entry; sealed?: string },
	isEnough: (standing: Standing) => boolean = isUsable,
): Promise<Registered> {
	const { url, secret, owner, keys } = request;
	const before = main ? { main } : sealed;
	const headers = headersOf({ secret, owner, ...(before && { before }) }, keys[0]);
	const begunAt = api.clock.now();
	const set = await tryWork(
		setWebhook(api, { url, headers }, (entry) => isEnough(standingOf(secret, entry))),
	);
	const now = await readWebhook(api);
	if (set instanceof ServiceFailure) {
		const failure = explained(set, now, request);
		if (failure instanceof InputFailure && !before) await tryWork(unsetWebhook(api));
		throw failure;
	}
	// Whoever read before ours showed has written by then.
	await api.clock.sleep(api.clock.now() - begunAt);
	await dropDestinations(api, request);
	return {
		registration: {
			place: 'number',
			url,
			secretHash: hashAsItStands(secret, now ?? { url, headers }),
			...(before && { before: sealedIn({ headers }) }),
		},
		notices: [],
	};
}

function isUsable(standing: Standing): boolean {
	return standing !== 'other' && standing !== 'missing';
}

/** A service that keeps no headers cannot show that a delivery is its own. */
function explained(
	failure: ServiceFailure,
	now: Entry | undefined,
	{ url, secret }: RegistrationRequest,
): ServiceFailure | InputFailure {
	return now?.url === url && standingOf(secret, now) === 'missing' ? headerLost() : failure;
}

function headerLost(): InputFailure {
	return new InputFailure(
		'The service took the webhook, but did not keep its header, by which this workflow knows that a delivery is genuine. So no event would be taken.',
		'Set Registration to Manual and enter address and header in the 360dialog Hub, or ask 360dialog support why headers are not kept.',
		'header_lost',
	);
}

/** Ours as extra destinations would bring events twice. */
async function dropDestinations(api: Api, { url, keys }: RegistrationRequest): Promise<void> {
	const { destinations } = await readDestinations(api);
	for (const one of destinations.filter((other) => other.url === url && !isReleased(other))) {
		const before = beforeIn(one, keys);
		const wereOn = before === 'unreadable' ? undefined : before?.destinationsWereOn;
		await freeDestination(api, one, wereOn ?? true);
	}
}

/**
 * Gives a destination up. Where it cannot be removed, it is marked, and the next that is needed takes it.
 *
 * @returns whether it is gone
 */
export async function freeDestination(
	api: Api,
	one: Destination,
	staysEnabled: boolean,
): Promise<boolean> {
	const { name, url } = one;
	if (await removeDestination(api, name, staysEnabled)) return true;
	await putDestination(api, { name, url, headers: releasedHeaders(one) }, isReleased);
	return false;
}

/** What stood there travels in our own entry. Until that is read back whole, it is put back at once. */
async function replace(
	api: Api,
	request: RegistrationRequest,
	main: Entry | undefined,
): Promise<Registered> {
	if (!main) return await takeNumber(api, request, {});
	const before = { main };
	await checkReplaceable(api, request, main);
	const isWhole = (standing: Standing) => standing === 'whole';
	const taken = await tryAll(takeNumber(api, request, before, isWhole));
	const stands = taken.failure ? undefined : await readWebhook(api);
	const held = stands && beforeIn(stands, request.keys);
	const isKept = held !== 'unreadable' && held?.main?.url === main.url;
	if (taken.value && isKept) return taken.value;
	const failure = taken.failure ?? notKept(main.url);
	const isRefused = failure instanceof ServiceFailure && failure.certainty === 'notDone';
	const isLost = !(await isBack(api, main, { url: request.url, isRefused }));
	throw isLost ? notPutBack(failure, main.url) : failure;
}

async function tryAll<T>(work: Promise<T>): Promise<{ value?: T; failure?: Error }> {
	try {
		return { value: await work };
	} catch (failure) {
		return { failure: failure as Error };
	}
}

/** @throws InputFailure where what stands there could not be given back as it is */
async function checkReplaceable(
	api: Api,
	request: RegistrationRequest,
	main: Entry,
): Promise<void> {
	const advice = 'Set If Number Is Occupied to Add Destination to get the events besides it.';
	const refuse = (why: string) =>
		new InputFailure(`${main.url} cannot be replaced: ${why}.`, advice, 'cannot_replace');
	if (hasMasked(main)) {
		throw refuse('the service masks its headers, so it could not be given back as it was');
	}
	if (lengthOf({ main }, request.keys[0]) > MOST_BEFORE) {
		throw refuse('its address and headers are too long to be kept until it is given back');
	}
	if (Object.keys(main.headers).length > 0) return;
	if (!(await areHeadersShown(api, request))) {
		throw refuse('the service does not show whether it has headers, which would be lost');
	}
}

/**
 * Whether the service shows headers, so that an entry without them has none. What others have shows it;
 * else an extra destination of ours does, which is taken away again.
 */
async function areHeadersShown(api: Api, request: RegistrationRequest): Promise<boolean> {
	const { enabled, destinations } = await readDestinations(api);
	if (destinations.some(showsHeaders)) return true;
	if (destinations.some(hasMasked) || destinations.length >= MAX_DESTINATIONS) return false;
	const { url, secret } = request;
	const name = freeName(destinations, request);
	const probe = { name, url, headers: { ...headersOf(request, request.keys[0]) } };
	await putDestination(api, probe, (entry) => standingOf(secret, entry) !== 'other');
	const after = await readDestinations(api);
	const shown = after.destinations.find((one) => one.name === name);
	if (shown) await freeDestination(api, shown, enabled);
	return shown !== undefined && standingOf(secret, shown) === 'whole';
}

function notKept(url: string): InputFailure {
	return new InputFailure(
		`${url} cannot be replaced: the service did not keep what has to be given back. The number’s webhook is again as it was.`,
		'Set If Number Is Occupied to Add Destination to get the events besides it.',
		'cannot_replace',
	);
}

function notPutBack(failure: Error, url: string): ServiceFailure {
	const hint = `The number’s webhook was ${url} before, and it could not be put back: look at it in the 360dialog Hub, and set it again there if it is another now.`;
	const isService = failure instanceof ServiceFailure || failure instanceof InputFailure;
	const details = isService ? failure.details : { code: 'not_shown', message: failure.message };
	return new ServiceFailure({ ...details, hint }, isService ? failure.certainty : 'unknown');
}

/** What was taken may show late: unless it was refused, what stood there is set again even where it shows. */
async function isBack(
	api: Api,
	previous: Entry,
	ours: { url: string; isRefused: boolean },
): Promise<boolean> {
	try {
		const now = await readWebhook(api);
		// Untouched, it keeps headers that the service may not have shown.
		if (ours.isRefused && now?.url === previous.url) return true;
		// Somebody else has set it since.
		if (now && ![previous.url, ours.url].includes(now.url)) return true;
		await setWebhook(api, previous);
		return true;
	} catch {
		return false;
	}
}

async function addDestination(
	api: Api,
	request: RegistrationRequest,
	holder: Entry,
): Promise<Registered> {
	const { url, secret, owner, keys } = request;
	const there = await readDestinations(api);
	const { slot, wereOn } = await slotFor(there, request);
	if (!slot && there.destinations.length >= MAX_DESTINATIONS) throw full(there, holder, request);
	const name = slot?.name ?? freeName(there.destinations, request);
	const before = { destinationsWereOn: wereOn ?? there.enabled };
	const headers = headersOf({ secret, owner, before }, keys[0]);
	const put = await tryWork(
		putDestination(api, { name, url, headers }, (entry) => isUsable(standingOf(secret, entry))),
	);
	const now = (await readDestinations(api)).destinations.find((one) => one.name === name);
	if (put instanceof ServiceFailure) {
		const failure = explained(put, now, request);
		if (now?.url === url && failure instanceof InputFailure) {
			await freeDestination(api, now, before.destinationsWereOn);
		}
		throw failure;
	}
	return {
		registration: {
			place: 'destination',
			url,
			secretHash: hashAsItStands(secret, now ?? { url, headers }),
		},
		notices: [],
	};
}

/** The destination to take: the one it has, else one that nobody listens to any more. */
async function slotFor(
	{ destinations }: Destinations,
	request: RegistrationRequest,
): Promise<{ slot?: Destination; wereOn?: boolean }> {
	const own = destinations.find(({ url }) => url === request.url);
	if (own) {
		const before = beforeIn(own, request.keys);
		const wereOn = before === 'unreadable' ? undefined : before?.destinationsWereOn;
		return { slot: own, wereOn };
	}
	const released = destinations.find(isReleased);
	if (released) return { slot: released };
	const isFull = destinations.length >= MAX_DESTINATIONS;
	for (const one of destinations) {
		const owner = ownerIn(one, request.keys);
		if (!owner || !(isFull || isSameNode(owner, request.owner))) continue;
		if ((await relationOf(one, request)) === 'left') return { slot: one };
	}
	return {};
}

/** Another workflow may have got the destination that had this name. */
function freeName(destinations: readonly Destination[], request: RegistrationRequest): string {
	const { owner, isTest } = request;
	const name = `${NAME_PREFIX}${owner.workflow}-${owner.node.slice(0, 8)}${isTest ? TEST_SUFFIX : ''}`;
	const taken = new Set(destinations.map((one) => one.name));
	if (!taken.has(name)) return name;
	let number = 2;
	while (taken.has(`${name}-${number}`)) number += 1;
	return `${name}-${number}`;
}

/** Whether events reach it as it stands now, in the place that it has got. */
async function reaches(
	api: Api,
	{ url }: RegistrationRequest,
	place: Registration['place'],
): Promise<boolean> {
	const main = await readWebhook(api);
	if (place === 'number') return main?.url === url;
	// Extra destinations get nothing without a main webhook whose owner listens.
	const holder = main ?? (await readAccountWebhook(api));
	if (holder === undefined || isReleased(holder)) return false;
	const { enabled, destinations } = await readDestinations(api);
	return enabled && destinations.some((one) => one.url === url);
}

function contested({ url }: RegistrationRequest): ServiceFailure {
	return new ServiceFailure(
		{
			code: 'webhook_contested',
			message: `Another system changed the number’s webhook at the same time, so it does not point to ${url}.`,
			hint: 'See in the 360dialog Hub who sets it, then try again.',
		},
		'unknown',
	);
}

function occupied(holder: Entry, request: RegistrationRequest): InputFailure {
	return new InputFailure(
		`The number’s webhook is held by ${holderOf(holder, request)}.`,
		'Set If Number Is Occupied to Add Destination to get the events besides that system, or to Replace to take its place until this workflow is deactivated.',
		'webhook_occupied',
	);
}

function full(
	{ destinations }: Destinations,
	holder: Entry,
	request: RegistrationRequest,
): InputFailure {
	const list = destinations.map((one) => `"${one.name}" (${holderOf(one, request)})`).join(', ');
	return new InputFailure(
		`The number serves ${MAX_DESTINATIONS + 1} systems already, which is the most it can: ${holderOf(holder, request)}, and as extra destinations ${list}.`,
		'Switch one of them off, remove one in the 360dialog Hub, or have one workflow with this trigger call the others as sub-workflows.',
		'too_many_destinations',
	);
}
