import type { Clock } from './clock';
import type { Deliverer } from './delivery';
import type { Update } from './events';
import type { Faults } from './faults';
import type { Ids } from './ids';
import type { Log, RequestEntry } from './log';
import type { RateLimiter } from './rateLimit';
import type { State } from './state';
import type { Switches } from './switches';

/** The business whose number the API key stands for. */
export interface Channel {
	apiKey: string;
	phoneNumberId: string;
	/** Digits of the business's own number. */
	displayPhone: string;
	/** Country code that completes a recipient without `+`. */
	countryCode: string;
	wabaId: string;
	platformSecret: string;
	groupLimit: number;
	/** Hosts at which webhook URLs may have http and a port, which the service refuses. */
	webhookHosts: readonly string[];
}

/** What every part of the simulator works with. */
export interface Core {
	channel: Channel;
	switches: Switches;
	clock: Clock;
	ids: Ids;
	state: State;
	log: Log;
	faults: Faults;
	limiter: RateLimiter;
	deliverer: Deliverer;
	/** Latency of each call in ms, drawn from this range. */
	latency: { min: number; max: number };
	/**
	 * Tells the webhook about something. With a call, the switch `webhookTiming` decides whether that
	 * happens after its answer, before it, or later; without one it happens at once.
	 */
	emit(updates: Update[], call?: Call): void;
	/** Lets those who watch know that something may have changed. */
	changed(): void;
}

/** A part of a multipart body. */
export interface Part {
	name: string;
	bytes: Buffer;
	/** Of files only. */
	filename?: string;
	contentType?: string;
}

/** A request to the service, read and parsed. */
export interface Call {
	method: string;
	/** Decoded, without the query. */
	path: string;
	/** The route's pattern, such as `/groups/:id`. */
	route: string;
	params: Record<string, string>;
	query: Record<string, string>;
	contentType: string;
	/** Parsed JSON; undefined without a body; text when it is not JSON. */
	body: unknown;
	/** Of a multipart body. */
	parts?: Part[];
	/** Why the body could not be read, if so. */
	malformed?: string;
	entry: RequestEntry;
	/** Webhook updates that wait for the answer to be sent. */
	afterAnswer: Update[][];
	/** Deliveries that must be tried before the answer is sent. */
	beforeAnswer: Array<Promise<void>>;
}

export interface Answer {
	/** Default 200. */
	status?: number;
	/** An object is sent as JSON; undefined is no body at all. */
	body: unknown;
	/** For bodies that are not JSON. */
	contentType?: string;
	headers?: Record<string, string>;
}

/** One endpoint. Throws a `ServiceError` to refuse. */
export type Handler = (core: Core, call: Call) => Answer;
