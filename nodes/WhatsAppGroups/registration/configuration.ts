/**
 * The webhook configuration of a number: one main webhook, and up to three more destinations that get
 * a copy after the main one has accepted (contract 4). Changes show only after some seconds.
 */
import type { Api } from '../api/client';
import type {
	MultiWebhookConfig,
	WebhookConfig,
	WebhookDestination,
} from '../api/contract/webhooks';
import { orFailure, ServiceFailure } from '../api/errorBody';
import { asFlag, asList, asRecord, asText } from '../api/values';

/** The service gives 15 to 20 seconds as the time until a change shows. */
const LONGEST_WAIT_MS = 20_000;
const FIRST_POLL_MS = 250;
const LONGEST_POLL_MS = 2000;

/** By these the service says that it has no such call. */
const MISSING = new Set<number | undefined>([400, 404, 405, 501]);

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
	const answer = await api.tryCall<WebhookConfig>({ method: 'GET', path, kind: 'read' });
	if (answer instanceof ServiceFailure) {
		if (answer.details.httpStatus === 404) return undefined;
		throw answer;
	}
	const url = asText(asRecord(answer.body).url)?.trim();
	return url ? { url, headers: readHeaders(asRecord(answer.body).headers) } : undefined;
}

function readHeaders(value: unknown): Record<string, string> {
	return Object.fromEntries(
		Object.entries(asRecord(value)).flatMap(([name, header]) => {
			const text = asText(header);
			return text === undefined ? [] : [[name, text]];
		}),
	);
}

/** Sets the number's own webhook and waits until it shows. */
export async function setWebhook(api: Api, config: Required<WebhookConfig>): Promise<void> {
	await api.call({
		method: 'POST',
		path: ['v1', 'configs', 'webhook'],
		json: config,
		kind: 'idempotent',
	});
	await waitFor(
		api,
		async () => (await readWebhook(api))?.url === config.url,
		`the webhook ${config.url}`,
	);
}

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
		kind: 'idempotent',
	});
	if (!(answer instanceof ServiceFailure)) return true;
	if (!isMissing(answer)) throw answer;
	const empty = async () =>
		await waitFor(api, async () => (await readWebhook(api)) === undefined, 'no webhook');
	return await wasDone(answer, empty);
}

function isMissing({ details }: ServiceFailure): boolean {
	return MISSING.has(details.httpStatus);
}

/** The extra destinations; undefined while the service is busy changing them. */
async function peekDestinations(api: Api): Promise<Required<MultiWebhookConfig> | undefined> {
	const answer = await api.tryCall<MultiWebhookConfig>({
		method: 'GET',
		path: ['multi_webhook'],
		kind: 'read',
	});
	if (answer instanceof ServiceFailure) {
		if (answer.details.httpStatus === 409) return undefined;
		if (answer.details.httpStatus === 404) return { enabled: false, destinations: [] };
		throw answer;
	}
	const body = asRecord(answer.body);
	const destinations = asList(body.destinations).flatMap((value): WebhookDestination[] => {
		const { name, url, headers } = asRecord(value);
		const text = asText(name);
		const address = asText(url);
		return text === undefined || address === undefined
			? []
			: [{ name: text, url: address, headers: readHeaders(headers) }];
	});
	return { enabled: asFlag(body.enabled) ?? false, destinations };
}

/** The extra destinations, in order. */
export async function readDestinations(api: Api): Promise<Required<MultiWebhookConfig>> {
	return await waitFor(
		api,
		async () => await peekDestinations(api),
		'an end of the change that is under way',
	);
}

/** Adds a destination, or changes the one of its name, and waits until it shows. */
export async function putDestination(
	api: Api,
	destination: Required<WebhookDestination>,
): Promise<void> {
	const { enabled, destinations } = await readDestinations(api);
	const exists = destinations.some(({ name }) => name === destination.name);
	const change = !enabled
		? { method: 'POST' as const, json: { enabled: true, destinations: [destination] } }
		: exists
			? { method: 'PATCH' as const, json: destination }
			: { method: 'PUT' as const, json: { destinations: [destination] } };
	const answer = await api.tryCall({ ...change, path: ['multi_webhook'], kind: 'idempotent' });
	const shown = async () =>
		await waitForDestinations(
			api,
			(now) =>
				now.destinations.some(
					({ name, url }) => name === destination.name && url === destination.url,
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
	const isLast = before.destinations.length === 1;
	const answer = await api.tryCall({
		method: 'DELETE',
		path: ['multi_webhook'],
		json: { name },
		kind: 'idempotent',
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
		if (!isLast) return false;
		await switchDestinations(api, false);
		if (staysEnabled) await switchDestinations(api, true);
		return true;
	}
	if (isLast && !staysEnabled) await switchDestinations(api, false);
	return true;
}

/**
 * Whether a change that failed shows all the same: after an attempt that got no clear answer, the service
 * refuses what it has done already.
 */
async function wasDone(failure: ServiceFailure, shown: () => Promise<unknown>): Promise<boolean> {
	if (failure.outcome !== 'unknown') return false;
	return !((await orFailure(shown())) instanceof ServiceFailure);
}

async function switchDestinations(api: Api, enabled: boolean): Promise<void> {
	const path = ['multi_webhook'];
	await api.call({ method: 'POST', path, json: { enabled }, kind: 'idempotent' });
	await waitForDestinations(
		api,
		(now) => now.enabled === enabled,
		`the extra destinations to be ${enabled ? 'on' : 'off'}`,
	);
}

async function waitForDestinations(
	api: Api,
	shows: (now: Required<MultiWebhookConfig>) => boolean,
	what: string,
): Promise<void> {
	await waitFor(
		api,
		async () => {
			const now = await peekDestinations(api);
			return now !== undefined && shows(now);
		},
		what,
	);
}

/** Looks until something is there to see, which is then given back. */
async function waitFor<T>(
	api: Api,
	look: () => Promise<T | false | undefined>,
	what: string,
): Promise<T> {
	const deadline = api.clock.now() + LONGEST_WAIT_MS;
	for (let pause = FIRST_POLL_MS; ; pause = Math.min(LONGEST_POLL_MS, pause * 2)) {
		const seen = await look();
		if (seen) return seen;
		if (api.clock.now() + pause > deadline) break;
		await api.clock.sleep(pause);
	}
	throw new ServiceFailure(
		{
			code: 'not_shown',
			message: `The service accepted the change, but did not show ${what} within ${LONGEST_WAIT_MS / 1000} seconds`,
			hint: 'Try again. If it goes on, look at the number’s webhook in the 360dialog Hub.',
		},
		'unknown',
	);
}
