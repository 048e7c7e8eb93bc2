/** The number, over HTTP: only calls of the plan, each kept with its answer. */
import { setTimeout as sleep } from 'node:timers/promises';
import { fetch, FormData } from 'undici';
import { limitOf } from './answers';
import { CALLS, planned, type CallName } from './calls';
import type { Exchange, Seen } from './seen';

export interface Patience {
	/** ms until an answer has to be there. */
	answer: number;
	/** ms between two looks at something that is waited for. */
	look: number;
	/** ms until a new group has to be there. */
	creation: number;
	/** ms in which a phone has to do what it is asked for. */
	phone: number;
	/** ms in which deliveries about what was done have to come. */
	deliveries: number;
	/** ms until a change of the webhook has to show. */
	webhook: number;
	/** ms of a pause when there were too many calls, where the service does not say how long. */
	pause: number;
}

export const USUAL_PATIENCE: Patience = {
	answer: 30_000,
	look: 1500,
	creation: 60_000,
	phone: 10 * 60_000,
	deliveries: 20_000,
	webhook: 30_000,
	pause: 5000,
};

export interface Request {
	/** Values of the `{…}` of the path. */
	ids?: string[];
	query?: Record<string, string>;
	body?: unknown;
	form?: Array<{ name: string; value: string | Blob; filename?: string }>;
	/** Instead of the number's own. */
	apiKey?: string;
}

const MOST_PAUSES = 6;
const LONGEST_PAUSE_MS = 60_000;

export class Service {
	private readonly counts = new Map<CallName, number>();
	/** What ends calls and waits; another one while things are put back. */
	signal: AbortSignal;

	constructor(
		private readonly baseUrl: string,
		private readonly apiKey: string,
		readonly seen: Seen,
		readonly patience: Patience,
		signal: AbortSignal,
		private readonly onCall: (exchange: Exchange) => void = () => {},
	) {
		this.signal = signal;
	}

	/**
	 * Makes a call of the plan. Never throws for what the service does: see `failure` of the exchange.
	 * A refusal for too many calls did nothing, so it is waited out.
	 *
	 * @throws when the user stopped the check, or a call is not in the plan as often
	 */
	async call(name: CallName, request: Request = {}): Promise<Exchange> {
		const count = (this.counts.get(name) ?? 0) + 1;
		if (count > planned(name).most) {
			throw new Error(`"${name}" is announced ${planned(name).most} times at most`);
		}
		this.counts.set(name, count);
		for (let pauses = 0; ; pauses++) {
			const exchange = await this.once(name, request);
			this.seen.exchanges.push(exchange);
			this.onCall(exchange);
			this.signal.throwIfAborted();
			if (!limitOf(exchange) || pauses === MOST_PAUSES) return exchange;
			const asked = Number(exchange.headers['retry-after']) * 1000;
			await this.wait(Math.min(asked || this.patience.pause, LONGEST_PAUSE_MS));
		}
	}

	/** How often a call may still be made. */
	left(name: CallName): number {
		return planned(name).most - (this.counts.get(name) ?? 0);
	}

	async wait(ms: number): Promise<void> {
		await sleep(ms, undefined, { signal: this.signal });
	}

	private async once(name: CallName, request: Request): Promise<Exchange> {
		this.signal.throwIfAborted();
		const { method, path: pattern } = CALLS[name];
		const { ids = [], query = {}, body, form } = request;
		const path = pattern.replace(/\{\w+\}/g, () => encodeURIComponent(ids.shift() ?? ''));
		const exchange: Exchange = {
			call: name,
			method,
			path,
			query,
			...(body === undefined ? {} : { body }),
			...(form ? { parts: form.map(describePart) } : {}),
			sentAt: performance.now(),
			answeredAt: 0,
			headers: {},
			text: '',
		};
		const search = new URLSearchParams(query).toString();
		const url = `${this.baseUrl}${path}${search && `?${search}`}`;
		const deadline = AbortSignal.timeout(this.patience.answer);
		try {
			const response = await fetch(url, {
				method,
				headers: {
					'D360-API-KEY': request.apiKey ?? this.apiKey,
					...(body === undefined ? {} : { 'content-type': 'application/json' }),
				},
				body: form ? formData(form) : body === undefined ? undefined : JSON.stringify(body),
				redirect: 'manual',
				signal: AbortSignal.any([this.signal, deadline]),
			});
			exchange.status = response.status;
			exchange.headers = Object.fromEntries(response.headers);
			const text = await response.text();
			exchange.answeredAt = performance.now();
			exchange.text = text;
			if (text.trim() !== '') exchange.json = parsed(text);
		} catch (error) {
			exchange.answeredAt = performance.now();
			// Half an answer is none.
			delete exchange.status;
			exchange.failure = deadline.aborted ? 'no answer in time' : reasonOf(error);
		}
		return exchange;
	}
}

function describePart({ name, value, filename }: NonNullable<Request['form']>[number]) {
	return typeof value === 'string' ? { name, value } : { name, filename };
}

function formData(parts: NonNullable<Request['form']>): FormData {
	const form = new FormData();
	for (const { name, value, filename } of parts) {
		if (typeof value === 'string') form.append(name, value);
		else form.append(name, value, filename);
	}
	return form;
}

function parsed(text: string): unknown {
	try {
		return JSON.parse(text) as unknown;
	} catch {
		return undefined;
	}
}

/** Node's own code for what broke; texts may hold addresses and keys. */
function reasonOf(error: unknown): string {
	const cause = (error as { cause?: { code?: unknown } }).cause;
	return typeof cause?.code === 'string' ? cause.code : 'the connection broke';
}
