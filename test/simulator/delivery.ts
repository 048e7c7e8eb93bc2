import { createHmac } from 'node:crypto';
import { Agent, request } from 'undici';
import type { Core } from './core';
import { payloadOf, type Update } from './events';
import { Journal } from './log';

/** One attempt to deliver one POST to one destination. */
export interface DeliveryAttempt {
	/** The same for all attempts and destinations of one POST. */
	delivery: number;
	/** `main`, or the name of an extra destination. */
	destination: string;
	url: string;
	/** 1, 2, 3 … */
	attempt: number;
	/** ISO 8601. */
	time: string;
	/** What the receiver answered; null when it did not. */
	status: number | null;
	error?: string;
	durationMs: number;
	payload: unknown;
	headers: Record<string, string>;
}

export interface DeliveryTuning {
	/** The receiver's time to answer; the service allows 5,000 ms. */
	timeoutMs: number;
	/** Wait before the first retry; it doubles each time. */
	retryBaseMs: number;
	retryMaxMs: number;
	/** After this the delivery is given up; the service says 7 days. */
	giveUpAfterMs: number;
}

const MAX_UPDATES = 1000;

interface Job {
	id: number;
	body: string;
	payload: unknown;
	/** Settles `emit` of the updates in it, after the first attempt. */
	tried: Array<() => void>;
	done: () => void;
	createdAt: number;
}

interface Waiting {
	update: Update;
	tried: () => void;
	end: () => void;
}

/** Carries webhooks to the number's main destination, and clones to the extra ones. */
export class Deliverer {
	private readonly agent: Agent;
	private readonly abort = new AbortController();
	private readonly attemptJournal = new Journal<DeliveryAttempt>(50_000);
	private readonly queue: Job[] = [];
	/** Those that the main destination has not accepted yet. */
	private readonly open = new Set<Job>();
	private collecting: Waiting[] = [];
	/** Those that wait for the answer to a call, or for a delay. */
	private readonly held = new Set<readonly Update[]>();
	private inFlight = 0;
	private nextId = 1;
	private generation = 0;
	/** Called after each attempt. */
	onAttempt?: (attempt: DeliveryAttempt) => void;

	constructor(
		private readonly core: Core,
		readonly tuning: DeliveryTuning,
	) {
		this.agent = new Agent({ connections: 64, headersTimeout: 0, bodyTimeout: 0 });
	}

	/** Every attempt so far, oldest first. */
	get attempts(): readonly DeliveryAttempt[] {
		return this.attemptJournal.entries;
	}

	/** Something that `deliver` is to get later. */
	hold(updates: readonly Update[]): void {
		this.held.add(updates);
	}

	/** Sends updates on their way; resolves when each has been tried once. */
	async deliver(updates: readonly Update[]): Promise<void> {
		this.held.delete(updates);
		if (!this.mainUrl()) return;
		const { switches, clock } = this.core;
		const collects =
			switches.webhookBatching || switches.webhookReorder || switches.statusAggregation !== 'none';
		const tried = updates.map(
			(update) =>
				new Promise<void>((resolve) => {
					const waiting = { update, tried: resolve, end: clock.begin('delivery') };
					if (collects) this.collect(waiting);
					else this.enqueue([waiting]);
				}),
		);
		await Promise.all(tried);
	}

	/** Posts any payload as it is, through the usual queue and retries. */
	async deliverRaw(payload: unknown): Promise<void> {
		if (!this.mainUrl()) throw new Error('No webhook is set');
		const end = this.core.clock.begin('delivery');
		await new Promise<void>((resolve) => this.push(payload, [resolve], end));
	}

	/** Payloads that the main destination has not accepted yet, oldest first. */
	pending(): unknown[] {
		const collected = this.group(this.collecting).map((post) => post.map(({ update }) => update));
		return [
			...[...this.open].map(({ payload }) => payload),
			...[...collected, ...this.held].map((updates) => payloadOf(this.core, updates)),
		];
	}

	clear(): void {
		this.generation++;
		this.queue.length = 0;
		this.open.clear();
		this.held.clear();
		this.collecting = [];
		this.inFlight = 0;
		this.attemptJournal.entries = [];
	}

	async close(): Promise<void> {
		this.clear();
		this.abort.abort();
		await this.agent.destroy();
	}

	private mainUrl(): string | undefined {
		const { webhook, wabaWebhook } = this.core.state.routing;
		return webhook.url || wabaWebhook.url || undefined;
	}

	private collect(waiting: Waiting): void {
		this.collecting.push(waiting);
		if (this.collecting.length > 1) return;
		this.core.clock.timer(this.core.switches.batchWindowMs, () => {
			const collected = this.collecting;
			this.collecting = [];
			const posts = this.group(collected);
			if (this.core.switches.webhookReorder) posts.reverse();
			for (const post of posts) this.enqueue(post);
		});
	}

	/** Which of the collected updates share a POST. */
	private group(collected: Waiting[]): Waiting[][] {
		const posts = new Map<string, Waiting[]>();
		collected.forEach((waiting, index) => {
			const own = waiting.update.aggregationKey ?? `#${index}`;
			const key = this.core.switches.webhookBatching ? 'batch' : own;
			const post = posts.get(key);
			if (post) post.push(waiting);
			else posts.set(key, [waiting]);
		});
		return [...posts.values()].flatMap((post) => chunks(post, MAX_UPDATES));
	}

	private enqueue(post: Waiting[]): void {
		const payload = payloadOf(
			this.core,
			post.map(({ update }) => update),
		);
		const tried = post.map((waiting) => waiting.tried);
		this.push(payload, tried, () => {
			for (const waiting of post) waiting.end();
		});
	}

	private push(payload: unknown, tried: Array<() => void>, done: () => void): void {
		const job: Job = {
			id: this.nextId++,
			body: JSON.stringify(payload),
			payload,
			tried,
			done,
			createdAt: this.core.clock.elapsed(),
		};
		this.queue.push(job);
		this.open.add(job);
		if (this.core.switches.webhookDuplicates) {
			this.queue.push({ ...job, tried: [], done: this.core.clock.begin('delivery') });
		}
		this.pump();
	}

	private pump(): void {
		const { generation } = this;
		while (this.inFlight < this.core.switches.deliveryConcurrency) {
			const job = this.queue.shift();
			if (!job) return;
			this.inFlight++;
			void this.toMain(job, 1).finally(() => {
				if (generation !== this.generation) return;
				this.inFlight--;
				this.pump();
			});
		}
	}

	/** One attempt at the main destination; a failure plans the next and frees the queue. */
	private async toMain(job: Job, attempt: number): Promise<void> {
		const url = this.mainUrl();
		const { webhook, wabaWebhook } = this.core.state.routing;
		const headers = (webhook.url ? webhook.headers : wabaWebhook.headers) ?? {};
		const accepted = url ? await this.post(job, 'main', url, headers, attempt) : undefined;
		for (const tried of job.tried.splice(0)) tried();
		if (accepted === false) {
			this.retry(
				job,
				attempt,
				() => void this.toMain(job, attempt + 1),
				() => this.ended(job),
			);
			return;
		}
		if (accepted) {
			for (const { name } of this.core.state.routing.multiWebhook.destinations) {
				void this.toExtra(job, name, 1, this.core.clock.begin('delivery'));
			}
		}
		this.ended(job);
	}

	private ended(job: Job): void {
		this.open.delete(job);
		job.done();
	}

	private async toExtra(job: Job, name: string, attempt: number, done: () => void): Promise<void> {
		const { destinations } = this.core.state.routing.multiWebhook;
		const destination = destinations.find((candidate) => candidate.name === name);
		const { url, headers = {} } = destination ?? {};
		const accepted = url ? await this.post(job, name, url, headers, attempt) : undefined;
		if (accepted === false) {
			this.retry(job, attempt, () => void this.toExtra(job, name, attempt + 1, done), done);
		} else {
			done();
		}
	}

	private retry(job: Job, attempt: number, again: () => void, giveUp: () => void): void {
		const { clock } = this.core;
		const { retryBaseMs, retryMaxMs, giveUpAfterMs } = this.tuning;
		if (clock.elapsed() - job.createdAt > giveUpAfterMs) giveUp();
		else clock.timer(Math.min(retryBaseMs * 2 ** (attempt - 1), retryMaxMs), again);
	}

	/** True when the receiver answered exactly 200; undefined when the simulation was reset under it. */
	private async post(
		job: Job,
		destination: string,
		url: string,
		custom: Record<string, string>,
		attempt: number,
	): Promise<boolean | undefined> {
		const { clock } = this.core;
		const { generation } = this;
		const headers = { 'content-type': 'application/json', ...custom, ...this.signature(job.body) };
		const started = clock.elapsed();
		const deadline = new AbortController();
		const cancelDeadline = clock.timer(this.tuning.timeoutMs, () => deadline.abort());
		let status: number | null = null;
		let error: string | undefined;
		try {
			const answer = await request(url, {
				method: 'POST',
				headers,
				body: job.body,
				dispatcher: this.agent,
				signal: AbortSignal.any([deadline.signal, this.abort.signal]),
			});
			await answer.body.dump();
			status = answer.statusCode;
		} catch (reason) {
			error = deadline.signal.aborted ? `no answer in ${this.tuning.timeoutMs} ms` : String(reason);
		} finally {
			cancelDeadline();
		}
		if (generation !== this.generation) return undefined;
		const logged: DeliveryAttempt = {
			delivery: job.id,
			destination,
			url,
			attempt,
			time: new Date(clock.now()).toISOString(),
			status,
			...(error ? { error } : {}),
			durationMs: clock.elapsed() - started,
			payload: job.payload,
			headers,
		};
		this.attemptJournal.push(logged);
		this.onAttempt?.(logged);
		return status === 200;
	}

	private signature(body: string): Record<string, string> {
		const { signature } = this.core.switches;
		if (signature === 'none') return {};
		const hex = createHmac('sha256', this.core.channel.platformSecret).update(body).digest('hex');
		return { 'x-360dialog-signature': signature === 'prefixed' ? `sha256=${hex}` : hex };
	}
}

function chunks<T>(list: T[], size: number): T[][] {
	const parts: T[][] = [];
	for (let start = 0; start < list.length; start += size) {
		parts.push(list.slice(start, start + size));
	}
	return parts;
}
