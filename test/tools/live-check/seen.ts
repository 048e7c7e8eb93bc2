import type { CallName } from './calls';

/** A call, and what came of it. */
export interface Exchange {
	call: CallName;
	method: string;
	path: string;
	query: Record<string, string>;
	/** As sent: JSON, or the parts of a multipart body. */
	body?: unknown;
	parts?: Array<{ name: string; value?: string; filename?: string }>;
	/** ms, as `performance.now()` counts them. */
	sentAt: number;
	answeredAt: number;
	/** Missing where no answer came. */
	status?: number;
	headers: Record<string, string>;
	text: string;
	/** Missing where the answer is not JSON. */
	json?: unknown;
	/** Why no answer came. */
	failure?: string;
}

/** A POST of the service to the webhook, or a part of one. */
export interface Delivery {
	body: unknown;
	text: string;
	/** Missing where a file does not tell them. */
	headers?: Record<string, string>;
	/** When it came, as `performance.now()` counts; missing where a file does not tell it. */
	at?: number;
	/** The POST as it came. Otherwise it was rebuilt from a single event. */
	isWhole: boolean;
}

/** The group that the check made. */
export interface OwnGroup {
	subject: string;
	id?: string;
	link?: string;
	/** ms from the call that created it until it was listed, and from its answer while it surely was not. */
	shownAfter?: { most: number; least: number };
}

/** All that a run saw. */
export class Seen {
	readonly exchanges: Exchange[] = [];
	readonly deliveries: Delivery[] = [];
	own?: OwnGroup;

	all(...calls: CallName[]): Exchange[] {
		return this.exchanges.filter(({ call }) => calls.includes(call));
	}

	last(call: CallName): Exchange | undefined {
		return this.all(call).at(-1);
	}
}
