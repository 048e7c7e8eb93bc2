/** A number's extra destinations: at most three, each with a name of its own. */
import type { Api } from '../api/client';
import { InputFailure, ServiceFailure, tryWork } from '../failures/failure';
import { isSameAddress } from './address';
import {
	putDestination,
	readDestinations,
	removeDestination,
	seenAfter,
	switchDestinations,
	type Destination,
	type Destinations,
} from './configuration';
import {
	hashAsItStands,
	headersOf,
	isReleased,
	ownerIn,
	releasedHeaders,
	showsReleased,
	standingOf,
	wereOnIn,
	type Entry,
} from './entry';
import { explained, isUsable } from './lostHeader';
import {
	holderOf,
	isSameNode,
	type Applicant,
	type Registered,
	type RegistrationRequest,
} from './registration';
import { relationOf } from './relation';

/** Names of extra destinations that this node has made begin so. */
const NAME_PREFIX = 'n8n-';
export const TEST_SUFFIX = '-test';

/** A number takes at most this many extra destinations, and it cannot be raised. */
export const MAX_DESTINATIONS = 3;

/**
 * Adds the workflow besides whoever holds the number.
 *
 * @throws InputFailure when the number serves as many as it can already
 * @throws ServiceFailure when the service refuses
 */
export async function addDestination(
	api: Api,
	request: RegistrationRequest,
	holder: Entry,
): Promise<Registered> {
	const { url, secret, owner, keys } = request;
	const there = await readDestinations(api);
	if (!there.enabled) checkSwitchable(there, request);
	const { slot, wereOn } = await slotFor(there, request);
	if (!slot && there.destinations.length >= MAX_DESTINATIONS) throw full(there, holder, request);
	if (!there.enabled && there.destinations.length > 0) await switchDestinations(api, true);
	const name = slot?.name ?? freeName(there.destinations, request);
	const before = { destinationsWereOn: wereOn ?? there.enabled };
	const headers = headersOf({ secret, owner, before }, keys[0]);
	const put = await tryWork(
		putDestination(api, { name, url, headers }, (entry) => isUsable(standingOf(secret, entry))),
	);
	const after = await seenAfter(put, readDestinations(api));
	const now = after.destinations.find((one) => one.name === name);
	if (put instanceof ServiceFailure) {
		const failure = explained(put, now, request);
		if (now && isSameAddress(now.url, url) && failure instanceof InputFailure) {
			await freeDestination(api, now, before.destinationsWereOn);
		}
		throw failure;
	}
	return {
		registration: {
			place: 'destination',
			url,
			secretHash: hashAsItStands(secret, now),
		},
		notices: [],
	};
}

/** @throws InputFailure where others would get events again that somebody has switched off */
function checkSwitchable({ destinations }: Destinations, request: RegistrationRequest): void {
	const others = destinations.filter(
		(one) =>
			!isReleased(one) &&
			!isSameAddress(one.url, request.url) &&
			ownerIn(one, request.keys) === undefined,
	);
	if (others.length === 0) return;
	throw new InputFailure(
		`The number’s extra destinations are switched off, and those of other systems are still listed: ${listOf(others, request)}. To switch them on for this workflow would send events there again.`,
		'Switch them on in the 360dialog Hub, or remove those of other systems there, then publish the workflow again.',
		'destinations_off',
	);
}

/** The destination to take: the one it has, else one that nobody listens to any more. */
async function slotFor(
	{ destinations }: Destinations,
	request: RegistrationRequest,
): Promise<{ slot?: Destination; wereOn?: boolean }> {
	const own = destinations.find(({ url }) => isSameAddress(url, request.url));
	if (own) return { slot: own, wereOn: wereOnIn(own, request.keys) };
	const released = destinations.find(isReleased);
	if (released) return { slot: released };
	const isFull = destinations.length >= MAX_DESTINATIONS;
	let twin: Destination | undefined;
	for (const one of destinations) {
		const owner = ownerIn(one, request.keys);
		if (!owner || !(isFull || isSameNode(owner, request.owner))) continue;
		const relation = await relationOf(one, request);
		if (relation === 'left') return { slot: one };
		if (relation === 'ours') twin = one;
	}
	// Production goes before its own test session, which may be over without a word.
	return isFull && twin ? { slot: twin } : {};
}

/** Another workflow may have got the destination that had this name. */
export function freeName(
	destinations: readonly Destination[],
	request: RegistrationRequest,
): string {
	const { owner, isTest } = request;
	const name = `${NAME_PREFIX}${owner.workflow}-${owner.node.slice(0, 8)}${isTest ? TEST_SUFFIX : ''}`;
	const taken = new Set(destinations.map((one) => one.name));
	if (!taken.has(name)) return name;
	let number = 2;
	while (taken.has(`${name}-${number}`)) number += 1;
	return `${name}-${number}`;
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
	await putDestination(api, { name, url, headers: releasedHeaders(one) }, showsReleased);
	return false;
}

/** Their names, and whose they are. */
export function listOf(destinations: readonly Destination[], who: Applicant): string {
	return destinations.map((one) => `"${one.name}" (${holderOf(one, who)})`).join(', ');
}

function full(
	{ destinations }: Destinations,
	holder: Entry,
	request: RegistrationRequest,
): InputFailure {
	return new InputFailure(
		`The number serves ${MAX_DESTINATIONS + 1} systems already, which is the most it can: ${holderOf(holder, request)}, and as extra destinations ${listOf(destinations, request)}.`,
		'Switch one of them off, remove one in the 360dialog Hub, or have one workflow with this trigger call the others as sub-workflows.',
		'too_many_destinations',
	);
}
