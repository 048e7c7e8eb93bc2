import { setTimeout as sleep } from 'node:timers/promises';

import type { Simulator } from '../../simulator';
import type { Collector } from '../../tools/n8n/collector';
import { PLACES, SEND_PATH } from './workflows';

/** More than this many at once are not under way: the queue is long enough, and answers come in time. */
const EVENTS_UNDER_WAY = 150;
/** People write in bursts, which 360dialog may put into one delivery. */
const LARGEST_BURST = 5;
/** Bursts that are further apart than the simulator collects for one delivery. */
const BETWEEN_BURSTS_MS = 30;
const POLL_MS = 50;

const MESSAGES_PER_BATCH = 10;

interface Message {
	groupId: string;
	text: string;
}

interface Batch {
	messages: Message[];
	/** Whether n8n answered that it took it. */
	taken: boolean;
}

export interface LoadOptions {
	simulator: Simulator;
	collector: Collector;
	/** Of the proxy. */
	url: string;
	groupId: string;
	/** Who writes in the group. */
	member: string;
	events: number;
	sends: number;
	/** Ends the writing. */
	stop: AbortSignal;
}

/** Events of people, and batches of messages of the business. */
export class Load {
	/** Batches in the order in which they are posted. */
	readonly batches: Batch[];
	/** Texts of the events so far. */
	readonly written: string[] = [];

	constructor(private readonly options: LoadOptions) {
		const count = Math.ceil(options.sends / MESSAGES_PER_BATCH);
		this.batches = Array.from({ length: count }, (_, batch) => ({
			messages: Array.from({ length: MESSAGES_PER_BATCH }, (_one, index) => ({
				groupId: options.groupId,
				text: `message ${batch}-${index}.`,
			})),
			taken: false,
		}));
	}

	/** Lets people write, as fast as the workflow keeps up, until this share of the events is written. */
	async writeUntil(share: number): Promise<void> {
		const { collector, events, stop } = this.options;
		const end = share * events;
		for (let burst = 1; this.written.length < end; burst = (burst % LARGEST_BURST) + 1) {
			stop.throwIfAborted();
			while (this.written.length - collector.counts(PLACES.before).size > EVENTS_UNDER_WAY) {
				await sleep(POLL_MS, undefined, { signal: stop });
			}
			for (let one = 0; one < burst && this.written.length < end; one++) {
				const text = `event ${this.written.length}.`;
				this.written.push(text);
				this.say(text);
			}
			await sleep(BETWEEN_BURSTS_MS, undefined, { signal: stop });
		}
	}

	/** Makes an event that is known by its text. */
	say(text: string): void {
		const { simulator, groupId, member } = this.options;
		simulator.control.sendText(groupId, member, text);
	}

	/** The batches from one share of them to another. */
	batchesBetween(from: number, to: number): Batch[] {
		const { length } = this.batches;
		return this.batches.slice(Math.round(from * length), Math.round(to * length));
	}

	/**
	 * Posts each batch once. One that gets no clear answer is not posted again: n8n may have it.
	 *
	 * @param begun called as soon as the first is taken
	 */
	async post(batches: readonly Batch[], begun: () => void = () => {}): Promise<void> {
		await Promise.all(
			batches.map(async (batch) => {
				const answer = await fetch(`${this.options.url}/webhook/${SEND_PATH}`, {
					method: 'POST',
					headers: { 'content-type': 'application/json' },
					body: JSON.stringify({ messages: batch.messages }),
				}).catch(() => undefined);
				await answer?.body?.cancel();
				batch.taken = answer?.status === 200;
				if (batch.taken) begun();
			}),
		);
	}
}

/** How often the service accepted each text. */
export function sentTexts({ log }: Simulator): Map<string, number> {
	const counts = new Map<string, number>();
	for (const { body } of log.sentMessages) {
		const { body: text } = body.text as { body: string };
		counts.set(text, (counts.get(text) ?? 0) + 1);
	}
	return counts;
}
