/** Takes the number from another system until the workflow is deactivated. */
import type { Api } from '../api/client';
import { InputFailure, ServiceFailure } from '../failures/failure';
import { isSameAddress } from './address';
import { putDestination, readDestinations, readWebhook, setWebhook } from './configuration';
import { freeDestination, freeName, MAX_DESTINATIONS } from './destinations';
import {
	hasMasked,
	headersOf,
	lengthOf,
	readableBefore,
	showsHeaders,
	standingOf,
	type Entry,
	type Standing,
} from './entry';
import type { Registered, RegistrationRequest } from './registration';
import { takeNumber } from './takeNumber';

/** Of the header that holds what stood there before, in characters: what a header surely takes. */
const MOST_BEFORE = 2048;

/** What stood there travels in our own entry. Until that is read back whole, it is put back at once. */
export async function replace(
	api: Api,
	request: RegistrationRequest,
	main: Entry | undefined,
): Promise<Registered> {
	if (!main) return await takeNumber(api, request, {});
	await checkReplaceable(api, request, main);
	const isWhole = (standing: Standing) => standing === 'whole';
	const taken = await tryAll(takeNumber(api, request, { main }, isWhole));
	const stands = taken.failure ? undefined : await readWebhook(api);
	const held = stands && readableBefore(stands, request.keys);
	const isKept = held?.main?.url === main.url;
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
	const advice = 'Set If Number Is Occupied to Add Destination to get the events alongside it.';
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
	// Some that are switched off would be switched on by ours.
	if (!enabled && destinations.length > 0) return false;
	const { url, secret } = request;
	const name = freeName(destinations, request);
	const probe = { name, url, headers: headersOf(request, request.keys[0]) };
	await putDestination(api, probe, (entry) => standingOf(secret, entry) !== 'other');
	const after = await readDestinations(api);
	const shown = after.destinations.find((one) => one.name === name);
	if (shown) await freeDestination(api, shown, enabled);
	return shown !== undefined && standingOf(secret, shown) === 'whole';
}

function notKept(url: string): InputFailure {
	return new InputFailure(
		`${url} cannot be replaced: the service did not keep what has to be given back. The number’s webhook is as it was before.`,
		'Set If Number Is Occupied to Add Destination to get the events alongside it.',
		'cannot_replace',
	);
}

function notPutBack(failure: Error, url: string): ServiceFailure {
	const hint = `The number’s webhook was ${url} before, and it could not be put back: look at it in the 360dialog Hub, and set it again there if it is different now.`;
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
		if (ours.isRefused && now && isSameAddress(now.url, previous.url)) return true;
		// Somebody else has set it since.
		if (now && ![previous.url, ours.url].some((url) => isSameAddress(now.url, url))) return true;
		await setWebhook(api, previous);
		return true;
	} catch {
		return false;
	}
}
