import { setTimeout as sleep } from 'node:timers/promises';

import { Pool } from 'undici';

import type { Service } from '../service';
import type { Message } from './messages';

/** What is known of the service. */
export interface Limit {
	/** Messages that it accepts in any second. */
	perSecond: number;
	/** How long it takes to answer. */
	latencyMs: number;
}

/**
 * The fastest that a client can be when it knows the service's limit, and nothing else binds it: as many
 * messages as a second takes are sent at once, and from then on each as soon as the one that many before
 * it is a second old. As many connections as there are groups stay open, with nothing around them. Each
 * group gets its messages one after the other.
 */
export async function sendWithUndici(
	service: Service,
	messages: readonly Message[],
	limit: Limit,
): Promise<void> {
	const queues = new Map<string, Message[]>();
	for (const message of messages) {
		const queue = queues.get(message.groupId);
		if (queue) queue.push(message);
		else queues.set(message.groupId, [message]);
	}
	const pool = new Pool(service.url, { connections: queues.size, pipelining: 1 });
	const pace = new KnownPace(limit);
	// One message of each group, then the next of each: no group waits for another to be through.
	const free = [...queues.values()];
	const worker = async () => {
		for (let queue = free.shift(); queue; queue = free.shift()) {
			const [message] = queue.splice(0, 1);
			await pace.turn();
			await send(pool, service.apiKey, message);
			pace.answered();
			if (queue.length > 0) free.push(queue);
		}
	};
	try {
		await Promise.all(Array.from(queues, worker));
	} finally {
		await pool.close();
	}
}

class KnownPace {
	/** When messages arrived at the service, at the latest, in the order of its answers. */
	private readonly arrivals: number[] = [];
	private readonly waiting: Array<() => void> = [];
	private begun = 0;

	constructor(private readonly limit: Limit) {}

	async turn(): Promise<void> {
		const before = this.begun++ - this.limit.perSecond;
		if (before < 0) return;
		while (this.arrivals.length <= before) {
			await new Promise<void>((resolve) => this.waiting.push(resolve));
		}
		const wait = this.arrivals[before] + 1000 - performance.now();
		// Timers count whole milliseconds, and may fire a part of one early.
		await sleep(Math.max(0, Math.ceil(wait)) + 1);
	}

	answered(): void {
		this.arrivals.push(performance.now() - this.limit.latencyMs);
		for (const resolve of this.waiting.splice(0)) resolve();
	}
}

async function send(pool: Pool, apiKey: string, { groupId, text }: Message): Promise<void> {
	const { statusCode, body } = await pool.request({
		method: 'POST',
		path: '/messages',
		headers: { 'content-type': 'application/json', 'd360-api-key': apiKey },
		body: JSON.stringify({
			messaging_product: 'whatsapp',
			recipient_type: 'group',
			to: groupId,
			type: 'text',
			text: { body: text },
		}),
	});
	await body.dump();
	if (statusCode !== 200) throw new Error(`The floor was refused with ${statusCode}`);
}
