import type {
	WebhookConfig,
	WebhookDestination,
} from '../../nodes/WhatsAppGroups/api/contract/webhooks';
import type { Call, Core, Handler } from './core';
import { notFoundAnswer, refusal } from './errors';
import { isObject } from './validation';

const MAX_DESTINATIONS = 3;
const STARTED = { message: 'Operation started successfully' };

function bodyOf(call: Call): Record<string, unknown> {
	if (!isObject(call.body)) throw refusal(400, 'The request body must be a JSON object');
	return call.body;
}

/** https, no port, no underscore in the host; other hosts are for tests and must be allowed. */
function urlOf(core: Core, value: unknown): string {
	if (typeof value !== 'string' || !URL.canParse(value)) {
		throw refusal(400, 'url is required and must be a valid URL');
	}
	const url = new URL(value);
	if (core.channel.webhookHosts.includes(url.hostname)) return value;
	if (url.protocol !== 'https:') throw refusal(400, 'The webhook URL must use https');
	if (/^[a-z]+:\/\/[^/?#]*:\d+/i.test(value)) {
		throw refusal(400, 'The webhook URL must not contain a port');
	}
	if (url.hostname.includes('_')) {
		throw refusal(400, 'The host name of the webhook URL must not contain an underscore');
	}
	return value;
}

/** What is kept of the headers that were sent; undefined where none were. */
function headersOf(core: Core, value: unknown): Record<string, string> | undefined {
	if (value === undefined || value === null) return undefined;
	if (!isObject(value) || !Object.values(value).every((header) => typeof header === 'string')) {
		throw refusal(400, 'headers must be an object of strings');
	}
	const headers = value as Record<string, string>;
	const { webhookHeaders, webhookHeaderLength, webhookHeaderCharacters } = core.switches;
	const refused = /_|:\d/;
	if (
		webhookHeaderCharacters === 'as_in_urls' &&
		Object.values(headers).some((header) => refused.test(header))
	) {
		throw refusal(400, 'Header values must not contain an underscore or a port');
	}
	if (webhookHeaders === 'dropped') return {};
	if (webhookHeaderLength === 0) return headers;
	return mapped(headers, (header) => header.slice(0, webhookHeaderLength));
}

function mapped(headers: Record<string, string>, change: (value: string) => string) {
	return Object.fromEntries(
		Object.entries(headers).map(([name, value]) => [name, change(value)] as const),
	);
}

/** A configuration as it is shown to whoever reads it. */
function shown<T extends WebhookConfig>(core: Core, config: T): object {
	const { headers, ...rest } = config;
	switch (core.switches.webhookHeaders) {
		case 'shown':
		case 'dropped':
			return config;
		case 'masked':
			return { ...rest, ...(headers && { headers: mapped(headers, () => '********') }) };
		case 'absent':
			return rest;
		case 'null':
			return { ...rest, headers: null };
		case 'empty':
			return { ...rest, headers: {} };
	}
}

/** Changes are asynchronous: read back to see them. Deliveries may go by them even later. */
function applyLater(core: Core, ms: number, change: () => void): void {
	later(core, ms, () => {
		const { deliveriesFollowMs } = core.switches;
		if (deliveriesFollowMs > 0) {
			const { webhook, wabaWebhook, multiWebhook } = core.state;
			core.state.outdated.push({ webhook, wabaWebhook, multiWebhook });
			later(core, deliveriesFollowMs, () => core.state.outdated.shift());
		}
		change();
	});
}

function later(core: Core, ms: number, run: () => void): void {
	if (ms > 0) core.clock.after(ms, 'webhook configuration', run);
	else run();
}

export const getWebhook: Handler = (core) => {
	const { webhook } = core.state;
	if (webhook.url) return { body: shown(core, webhook) };
	const { webhookUnset } = core.switches;
	if (webhookUnset === '404') return notFoundAnswer(core);
	return { body: webhookUnset === 'empty_url' ? { url: '' } : {} };
};

export const setWebhook: Handler = (core, call) => {
	const { url, headers } = bodyOf(call);
	if (url === '' && core.switches.webhookEmptyUrl === 'accept') {
		applyLater(core, core.switches.webhookConfigDelayMs, () => (core.state.webhook = {}));
		return { body: { url: '' } };
	}
	const { webhookKeepsHeaders, webhookConfigDelayMs, webhookWriteAnswer } = core.switches;
	const before = core.state.webhook;
	const kept = webhookKeepsHeaders ? before.headers : undefined;
	const config: WebhookConfig = {
		url: urlOf(core, url),
		headers: headersOf(core, headers) ?? kept ?? {},
	};
	applyLater(core, webhookConfigDelayMs, () => (core.state.webhook = config));
	const answers = {
		stored: shown(core, config),
		sent: { url, headers },
		before: shown(core, before),
		message: STARTED,
	};
	return { body: answers[webhookWriteAnswer] };
};

export const getWabaWebhook: Handler = (core) => {
	const { wabaWebhook } = core.state;
	return {
		body: {
			waba_id: core.channel.wabaId,
			phone_numbers: [`+${core.channel.displayPhone}`],
			...shown(core, { url: wabaWebhook.url ?? '', headers: wabaWebhook.headers ?? {} }),
		},
	};
};

export const setWabaWebhook: Handler = (core, call) => {
	const { url, headers, override_all: overrideAll } = bodyOf(call);
	if (overrideAll !== undefined && typeof overrideAll !== 'boolean') {
		throw refusal(400, 'override_all must be a boolean');
	}
	const config: WebhookConfig = { url: urlOf(core, url), headers: headersOf(core, headers) ?? {} };
	applyLater(core, core.switches.wabaWebhookDelayMs, () => {
		core.state.wabaWebhook = config;
		if (overrideAll) core.state.webhook = { ...config };
	});
	return { body: { message: 'The webhook URL will be set within the next 15-20 seconds' } };
};

export const getMultiWebhook: Handler = (core) => {
	const { multiWebhook, multiWebhookWanted } = core.state;
	if (core.switches.multiWebhookBusy === '409' && multiWebhook !== multiWebhookWanted) {
		return { status: 409, body: { message: 'An operation is in progress' } };
	}
	const { enabled, destinations } = multiWebhook;
	return { body: { enabled, destinations: destinations.map((one) => shown(core, one)) } };
};

function destinationsOf(core: Core, value: unknown): WebhookDestination[] {
	if (!Array.isArray(value)) throw refusal(400, 'destinations must be an array');
	return value.map((entry: unknown) => {
		if (!isObject(entry) || typeof entry.name !== 'string' || entry.name === '') {
			throw refusal(400, 'Each destination needs a name');
		}
		const headers = headersOf(core, entry.headers);
		return { name: entry.name, url: urlOf(core, entry.url), ...(headers ? { headers } : {}) };
	});
}

/** Checks the wanted list and lets it come into force later. */
function change(core: Core, enabled: boolean, destinations: WebhookDestination[]) {
	const names = destinations.map(({ name }) => name);
	if (new Set(names).size < names.length) {
		throw refusal(400, 'Names of destinations must be unique');
	}
	const max = core.switches.multiWebhookCountsMain ? MAX_DESTINATIONS - 1 : MAX_DESTINATIONS;
	if (names.length > max) throw refusal(400, `At most ${max} destinations are allowed`);
	const wanted = { enabled, destinations };
	core.state.multiWebhookWanted = wanted;
	applyLater(core, core.switches.multiWebhookDelayMs, () => (core.state.multiWebhook = wanted));
	return { body: STARTED };
}

export const switchMultiWebhook: Handler = (core, call) => {
	const { enabled, destinations } = bodyOf(call);
	if (typeof enabled !== 'boolean') throw refusal(400, 'enabled is required');
	if (enabled && core.state.multiWebhookWanted.enabled) {
		throw refusal(400, 'Multi webhook is already enabled, use PUT to add destinations');
	}
	const first = destinations === undefined ? [] : destinationsOf(core, destinations);
	return change(core, enabled, enabled ? first : []);
};

function wantedDestinations(core: Core): WebhookDestination[] {
	const { enabled, destinations } = core.state.multiWebhookWanted;
	if (!enabled) throw refusal(400, 'Multi webhook is not enabled');
	return destinations;
}

export const addDestinations: Handler = (core, call) => {
	const present = wantedDestinations(core);
	return change(core, true, [...present, ...destinationsOf(core, bodyOf(call).destinations)]);
};

export const changeDestination: Handler = (core, call) => {
	const { name, url, headers } = bodyOf(call);
	const present = wantedDestinations(core);
	if (!present.some((destination) => destination.name === name)) {
		throw refusal(400, `There is no destination named "${String(name)}"`);
	}
	const changes = {
		...(url === undefined ? {} : { url: urlOf(core, url) }),
		...(headers === undefined ? {} : { headers: headersOf(core, headers) }),
	};
	const changed = present.map((destination) =>
		destination.name === name ? { ...destination, ...changes } : destination,
	);
	return change(core, true, changed);
};

export const removeDestination: Handler = (core, call) => {
	if (core.switches.multiWebhookDelete === 'missing') return notFoundAnswer(core);
	const { name } = bodyOf(call);
	const present = wantedDestinations(core);
	const left = present.filter((destination) => destination.name !== name);
	if (left.length === present.length) {
		throw refusal(400, `There is no destination named "${String(name)}"`);
	}
	return change(core, true, left);
};
