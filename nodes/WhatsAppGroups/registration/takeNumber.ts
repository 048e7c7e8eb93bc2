/** Makes a workflow's address the number's own webhook. */
import type { Api } from '../api/client';
import { InputFailure, ServiceFailure, tryWork } from '../failures/failure';
import { isSameAddress } from './address';
import {
	readDestinations,
	readWebhook,
	seenAfter,
	setWebhook,
	unsetWebhook,
} from './configuration';
import { freeDestination } from './destinations';
import {
	hashAsItStands,
	headersOf,
	isReleased,
	sealedIn,
	standingOf,
	wereOnIn,
	type Entry,
	type Standing,
} from './entry';
import { explained, isUsable } from './lostHeader';
import type { Registered, RegistrationRequest } from './registration';

/**
 * What stood there before, and is to be given back, is told as an entry, or as it is sealed already.
 *
 * @param isEnough whether what the service shows of our secret is enough
 * @throws ServiceFailure when the service refuses, or shows something else afterwards
 * @throws InputFailure when the service does not keep the header
 */
export async function takeNumber(
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
	const now = await seenAfter(set, readWebhook(api));
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
			secretHash: hashAsItStands(secret, now),
			...(before && { before: sealedIn({ headers }) }),
		},
		notices: [],
	};
}

/** Ours as extra destinations would bring events twice. */
async function dropDestinations(api: Api, { url, keys }: RegistrationRequest): Promise<void> {
	const { destinations } = await readDestinations(api);
	const ours = destinations.filter((one) => isSameAddress(one.url, url) && !isReleased(one));
	for (const one of ours) await freeDestination(api, one, wereOnIn(one, keys) ?? true);
}
