/**
 * The webhook configuration of a number: one main webhook, and up to three more destinations that get
 * a copy after the main one has accepted (contract 4). Changes show only after some seconds.
 */
import { acknowledged, type Expected } from '../api/answer';
import type { Api } from '../api/client';
import type {
	MultiWebhookConfig,
	WebhookConfig,
	WebhookDestination,
} from '../api/contract/webhooks';
import { poll } from '../api/poll';
import { asFlag, asList, asRecord, asText, asWire, isRecord } from '../api/values';
import { CODES } from '../failures/codes';
import { ServiceFailure, tryWork } from '../failures/failure';
import { isSameAddress } from './address';
import { differingHeaders } from './entry';

/** The service gives 15 to 20 seconds as the time until a change shows, and says nothing of the longest. In ms. */
const WAIT = { first: 250, longest: 2000, within: 20_000 };

/** With these the service says that it has no such call, or none in this form. */
const MISSING = new Set<number | undefined>([400, 404, 405, 410, 415, 422, 501]);

/** `{"message":…}`, or the configuration as it is now (contract 4). */
const changed = acknowledged('a confirmation', [
	'message',
	'url',
	'headers',
	'enabled',
	'destinations',
]);

/** What all calls that change something have in common. */
const CHANGE = {
	kind: 'idempotent',
	expects: changed,
	howToFindOut: CODES.not_shown.todo,
} as const;

/** Where none is set, the answer may be empty, or have an empty url (D23). */
const webhookConfig: Expected<Required<WebhookConfig> | 'none'> = {
	what: 'the configuration of a webhook',
	isPrivate: true,
	read: (body) => {
		if (body === '') return 'none';
		if (!isRecord(body)) return undefined;
		const isEmpty = Object.keys(body).length === 0;
		if (!isEmpty && !['url', 'headers', 'waba_id'].some((key) => key in body)) return undefined;
		const { url, headers } = asWire<WebhookConfig>(body);
		const told = readHeaders(headers);
		// An address that cannot be read is somebody's all the same.
		if (told === undefined || !(isNothing(url) || typeof url === 'string')) return undefined;
		const address = asText(url)?.trim();
		// One under a name that we do not know is somebody’s as well.
		if (!address && hasAddress({ ...body, headers: undefined })) return undefined;
		return address ? { url: address, headers: told } : 'none';
	},
};

/** Whether an address stands anywhere in it. */
function hasAddress(config: object): boolean {
	return /https?:\/\//i.test(JSON.stringify(config));
}

/** The number's own webhook, or undefined when none is set: that is answered in several ways (D23). */
export async function readWebhook(api: Api): Promise<Required<WebhookConfig> | undefined> {
	return await readConfig(api, ['v1', 'configs', 'webhook']);
}

/** The webhook of the whole account, which numbers without one of their own use. */
export async function readAccountWebhook(api: Api): Promise<Required<WebhookConfig> | undefined> {
	return await readConfig(api, ['waba_webhook']);
}

async function readConfig(
	api: Api,
	path: readonly string[],
): Promise<Required<WebhookConfig> | undefined> {
	const answer = await api.tryCall({ method: 'GET', path, kind: 'read', expects: webhookConfig });
	if (answer instanceof ServiceFailure) {
		// A gateway's 404 says nothing of the number.
		if (answer.details.httpStatus === 404 && !answer.isOfAnother) return undefined;
		throw answer;
	}
	return answer.value === 'none' ? undefined : answer.value;
}

/**
 * Undefined where there are some that cannot be read: given back without them, a webhook is another. One
 * that is named without its value is there all the same.
 */
function readHeaders(value: unknown): Record<string, string> | undefined {
	if (!isNothing(value) && !isRecord(value)) return undefined;
	const isEmpty = (header: unknown) => isNothing(header) || header === '';
	const headers = Object.entries(asRecord(value)).map(
		([name, header]) => [name, isEmpty(header) ? '' : asText(header)] as const,
	);
	return headers.every(([, text]) => text !== undefined)
		? (Object.fromEntries(headers) as Record<string, string>)
		: undefined;
}

function isNothing(value: unknown): boolean {
	return value === undefined || value === null;
}

/**
 * Sets the number's own webhook and waits until it shows.
 *
 * @param isShown whether what is read at its address is what was set: by default, all of its headers
 */
export async function setWebhook(
	api: Api,
	config: Required<WebhookConfig>,
	isShown: IsShown = (entry) => differingHeaders(config, entry).length === 0,
): Promise<void> {
	await api.call({
		method: 'POST',
		path: ['v1', 'configs', 'webhook'],
		json: config,
		...CHANGE,
	});
	await waitForChange(
		api,
		async () => {
			const now = await readWebhook(api);
			return now !== undefined && isSameAddress(now.url, config.url) && isShown(now);
		},
		`the webhook ${config.url}`,
	);
}

type IsShown = (entry: Required<WebhookConfig>) => boolean;

/**
 * Takes the number's own webhook away. That is not documented (D23).
 *
 * @returns whether the service did it
 */
export async function unsetWebhook(api: Api): Promise<boolean> {
	const answer = await api.tryCall({
		method: 'POST',
		path: ['v1', 'configs', 'webhook'],
		json: { url: '', headers: {} },
		...CHANGE,
	});
	const empty = async () =>
		await waitForChange(api, async () => (await readWebhook(api)) === undefined, 'no webhook');
	if (answer instanceof ServiceFailure) {
		if (!isMissing(answer)) throw answer;
		return await wasDone(answer, empty);
	}
	const shown = await tryWork(empty());
	if (shown instanceof ServiceFailure && shown.details.code !== CODE_NOT_SHOWN) throw shown;
	return !(shown instanceof ServiceFailure);
}

const CODE_NOT_SHOWN = 'not_shown';

function isMissing({ details }: ServiceFailure): boolean {
	return MISSING.has(details.httpStatus);
}

export type Destination = Required<WebhookDestination>;

export interface Destinations {
	enabled: boolean;
	destinations: Destination[];
}

/** A destination that cannot be read still takes a slot: then nothing of the list is believed. */
const multiWebhookConfig: Expected<Destinations> = {
	what: 'the list of extra destinations',
	isPrivate: true,
	read: (body) => {
		const { enabled, destinations } = asWire<MultiWebhookConfig>(body);
		const isOn = asFlag(enabled);
		const isList = Array.isArray(destinations);
		if (isOn === undefined && !isList) return undefined;
		if (!isList && destinations !== undefined && destinations !== null) return undefined;
		const all = asList(destinations).map((value): Destination | undefined => {
			const wire = asWire<WebhookDestination>(value);
			const [name, url, headers] = [asText(wire.name), asText(wire.url), readHeaders(wire.headers)];
			return name === undefined || url === undefined || headers === undefined
				? undefined
				: { name, url, headers };
		});
		const known = all.filter((one) => one !== undefined);
		return known.length < all.length
			? undefined
			: { enabled: isOn ?? known.length > 0, destinations: known };
	},
};

/** The extra destinations; undefined while the service is busy changing them. */
async function peekDestinations(api: Api): Promise<Destinations | undefined> {
	const answer = await api.tryCall({
		method: 'GET',
		path: ['multi_webhook'],
		kind: 'read',
		expects: multiWebhookConfig,
	});
	if (answer instanceof ServiceFailure) {
		if (answer.details.httpStatus === 409) return undefined;
		if (answer.details.httpStatus === 404 && !answer.isOfAnother) {
			return { enabled: false, destinations: [] };
		}
		throw answer;
	}
	return answer.value;
}

/** The extra destinations, in order. */
export async function readDestinations(api: Api): Promise<Destinations> {
	const seen = await poll(api.clock, WAIT, async () => await peekDestinations(api));
	if (seen === undefined) throw notShown('an end of the change that is under way');
	return seen;
}

/**
 * Adds a destination, or changes the one of its name, and waits until it shows. The first is switched on
 * together with all: no page says whether a list that comes along takes the place of one that is there, so
 * there may be none then.
 *
 * @param isShown whether what is read at its address is what was set
 */
export async function putDestination(
	api: Api,
	destination: Required<WebhookDestination>,
	isShown: IsShown,
): Promise<void> {
	const { enabled, destinations } = await readDestinations(api);
	const exists = destinations.some(({ name }) => name === destination.name);
	const change = exists
		? { method: 'PATCH' as const, json: destination }
		: enabled
			? { method: 'PUT' as const, json: { destinations: [destination] } }
			: { method: 'POST' as const, json: { enabled: true, destinations: [destination] } };
	const answer = await api.tryCall({
		...change,
		path: ['multi_webhook'],
		...CHANGE,
	});
	const shown = async () =>
		await waitForDestinations(
			api,
			(now) =>
				now.destinations.some(
					(one) =>
						one.name === destination.name &&
						isSameAddress(one.url, destination.url) &&
						isShown(one),
				),
			`the destination "${destination.name}"`,
		);
	if (!(answer instanceof ServiceFailure)) await shown();
	// One that was there before would show without our change.
	else if (exists || !(await wasDone(answer, shown))) throw answer;
}

/**
 * Removes a destination, where that takes nothing from others. No page of the service documents a DELETE
 * (D24); where it is refused, destinations can only be switched off all together. Those of others would
 * miss events until they are on again, and be gone for good if n8n ended in between.
 *
 * @param staysEnabled whether extra destinations were switched on before ours was there
 * @returns whether it is gone
 */
export async function removeDestination(
	api: Api,
	name: string,
	staysEnabled: boolean,
): Promise<boolean> {
	const before = await readDestinations(api);
	if (!before.destinations.some((destination) => destination.name === name)) return true;
	const answer = await api.tryCall({
		method: 'DELETE',
		path: ['multi_webhook'],
		json: { name },
		...CHANGE,
	});
	const gone = async () =>
		await waitForDestinations(
			api,
			(now) => !now.destinations.some((destination) => destination.name === name),
			`the removal of the destination "${name}"`,
		);
	if (!(answer instanceof ServiceFailure)) {
		await gone();
	} else if (!(await wasDone(answer, gone))) {
		if (!isMissing(answer)) throw answer;
		return await removeBySwitchingOff(api, name, staysEnabled);
	}
	if (staysEnabled) return true;
	// Others may have come since.
	const { enabled, destinations } = await readDestinations(api);
	if (enabled && destinations.length === 0) await switchDestinations(api, false);
	return true;
}

/** The only way where there is no DELETE (D24); not taken where it would switch off those of others. */
async function removeBySwitchingOff(
	api: Api,
	name: string,
	staysEnabled: boolean,
): Promise<boolean> {
	const { enabled, destinations } = await readDestinations(api);
	if (!enabled || destinations.some((destination) => destination.name !== name)) return false;
	await switchDestinations(api, false);
	if (!staysEnabled) return true;
	await switchDestinations(api, true);
	// The service may have kept the list while it was off.
	const after = await readDestinations(api);
	return !after.destinations.some((destination) => destination.name === name);
}

/**
 * Whether a change that failed shows all the same: after an attempt that got no clear answer, the service
 * refuses what it has done already.
 */
async function wasDone(failure: ServiceFailure, shown: () => Promise<unknown>): Promise<boolean> {
	if (failure.certainty !== 'unknown') return false;
	return !((await tryWork(shown())) instanceof ServiceFailure);
}

export async function switchDestinations(api: Api, enabled: boolean): Promise<void> {
	const path = ['multi_webhook'];
	await api.call({ method: 'POST', path, json: { enabled }, ...CHANGE });
	await waitForDestinations(
		api,
		(now) => now.enabled === enabled,
		`the extra destinations to be ${enabled ? 'on' : 'off'}`,
	);
}

async function waitForDestinations(
	api: Api,
	shows: (now: Destinations) => boolean,
	what: string,
): Promise<void> {
	await waitForChange(
		api,
		async () => {
			const now = await peekDestinations(api);
			return now !== undefined && shows(now);
		},
		what,
	);
}

/**
 * Looks until a change shows that was asked for. A look that fails says nothing of the change: it is looked
 * on, as a failure told at once would let the change show when nobody looks any more.
 */
async function waitForChange(api: Api, look: () => Promise<boolean>, what: string): Promise<void> {
	let failed: ServiceFailure | undefined;
	const isShown = await poll(api.clock, WAIT, async () => {
		const seen = await tryWork(look());
		failed = seen instanceof ServiceFailure ? seen : undefined;
		return seen === true || undefined;
	});
	if (isShown) return;
	throw failed ? new ServiceFailure(failed.details, 'unknown') : notShown(what);
}

/**
 * What shows after a write. The write came first: that the look failed does not say whether it was done.
 *
 * @param written the failure of the write, if it failed
 * @throws ServiceFailure where nothing can be seen: that of the write, else one of which nothing is certain
 */
export async function seenAfter<T>(written: unknown, look: Promise<T>): Promise<T> {
	const seen = await tryWork(look);
	if (!(seen instanceof ServiceFailure)) return seen;
	throw written instanceof ServiceFailure ? written : new ServiceFailure(seen.details, 'unknown');
}

function notShown(what: string): ServiceFailure {
	return new ServiceFailure(
		{
			code: CODE_NOT_SHOWN,
			message: `The service accepted the change, but did not show ${what} within ${WAIT.within / 1000} seconds.`,
			hint: CODES.not_shown.todo,
		},
		'unknown',
	);
}
