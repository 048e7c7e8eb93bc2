import type { Control } from './control';
import type { DeliveryAttempt, DeliveryTuning } from './delivery';
import type { Update } from './events';
import type { Faults } from './faults';
import type { Log, RequestEntry } from './log';
import type { RateLimit } from './rateLimit';
import type { SavedState } from './saved';
import type { Seeds } from './seed';
import type { State } from './state';
import type { Switches } from './switches';

export type Latency = number | { min: number; max: number };

export interface SimulatorOptions extends Seeds {
	/** Default 0: chosen by the system. */
	port?: number;
	/**
	 * The address or name of this machine at which it listens; default 127.0.0.1. Whoever reaches it there
	 * can read and drive it, and have it post to every address in `webhookHosts`.
	 */
	listen?: string;
	/** Default `sim-api-key`. */
	apiKey?: string;
	switches?: Partial<Switches>;
	/** Default true; false makes every creation answer 131215. Other calls do not show it. */
	eligible?: boolean;
	/** Added to every call: ms, or a range to draw from. Half before the effect, half after. */
	latency?: Latency;
	rateLimit?: RateLimit;
	/** Groups per number; default 10,000. */
	groupLimit?: number;
	/** The business's number, digits only; default 15550783881. */
	displayPhone?: string;
	/** WhatsApp's ID of that number; default 106540352242922. */
	phoneNumberId?: string;
	/** Country code of that number; default 1. */
	countryCode?: string;
	/** Key of `x-360dialog-signature`; default `sim-platform-secret`. */
	platformSecret?: string;
	/** Webhook URLs on loopback with http and a port, which the service refuses; default false. */
	allowLoopbackWebhooks?: boolean;
	/** The same for webhook URLs at these hosts, as a URL writes them. */
	webhookHosts?: readonly string[];
	/** The main webhook from the start, without the checks of the endpoint. */
	webhook?: { url: string; headers?: Record<string, string> };
	delivery?: Partial<DeliveryTuning>;
	/** Wall-clock time in ms; default `Date.now`. `advance` is added to it. */
	now?: () => number;
	/** Seed of ids and latencies; default 1. */
	random?: number;
	/** Called when a call has been answered, or never will be. */
	onRequest?: (entry: RequestEntry) => void;
	onDelivery?: (attempt: DeliveryAttempt) => void;
}

/** A running simulator. Everything here can also be had over HTTP under `/_control`. */
export interface Simulator {
	/** `http://<address>:<port>`: the base URL for the credential, on this machine. */
	readonly url: string;
	/** The one that is valid now. */
	readonly apiKey: string;
	/** Everything the service knows; read it freely, change it through `control`. */
	readonly state: State;
	/** Every request and every accepted message. */
	readonly log: Log;
	/** What people and WhatsApp do. */
	readonly control: Control;
	/** May be assigned to directly; `setSwitches` checks names and values. */
	readonly switches: Switches;
	readonly faults: Faults;
	/** Everything that was told to the webhook, or would have been had one been set. */
	readonly events: readonly Update[];
	/** Every attempt to deliver. */
	readonly deliveries: readonly DeliveryAttempt[];
	setSwitches(changes: Partial<Switches>): void;
	/** Makes another API key valid, and only that. */
	setApiKey(key: string): void;
	setLatency(latency: Latency): void;
	setRateLimit(limit: RateLimit | null): void;
	/** Sets the main webhook without the checks of the endpoint; null removes it. */
	setWebhook(webhook: { url: string; headers?: Record<string, string> } | null): void;
	/** Posts any payload to the webhook, with the usual headers and retries. */
	deliverRaw(payload: unknown): Promise<void>;
	/** Posts once more what a delivery had in it; `delivery` is the number in its attempts. */
	redeliver(delivery: number): Promise<void>;
	/** Moves the service's time forward; what falls due happens. */
	advance(ms: number): void;
	/** The service's time, ms since 1970. */
	now(): number;
	/**
	 * Resolves when no request, delivery, retry, delayed effect or configuration change is under way.
	 * Rejects after `timeoutMs` (default 10,000) and says what is open.
	 */
	idle(timeoutMs?: number): Promise<void>;
	/** A JSON view of the state. */
	snapshot(): Record<string, unknown>;
	/** Back to the start, but with new ids: seeds, switches, an empty log; faults, latency and waiting work are gone. */
	reset(): void;
	/** Everything that lasts, as JSON: state, switches, faults, time, what is not delivered yet; no log. */
	save(): SavedState;
	/**
	 * Puts what was saved in place of everything that is there. The log begins anew.
	 *
	 * @throws a `ControlError` when it is no saved state; then nothing has changed
	 */
	load(saved: unknown): void;
	/** Calls `listener` when something may have changed, until the returned function is called. */
	onChange(listener: () => void): () => void;
	close(): Promise<void>;
}
