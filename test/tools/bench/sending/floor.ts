import { setTimeout as sleep } from 'node:timers/promises';

import { Pool } from 'undici';

import type { Service } from '../service';
import type { Message } from './messages';

export interface FloorOptions {
	/** How many groups are written to at once. */
	inFlight: number;
	/** What is known of the service's limit. */
	limit?: Limit;
}

export interface Limit {
	/** Messages that it accepts in any second; at least as many as are in flight. */
	perSecond: number;
	/** How long it takes to answer. */
	latencyMs: number;
	/** At the same distance from each other, and not as many as it accepts at once. */
	evenly: boolean;
}

/**
 * The fastest that a client can be when it knows the service's limit: a message arrives as soon as the one
 * that many before it is a second old. Its connections stay open, with nothing around them. Each group
 * gets its messages one after the other.
 */
export async function sendWithUndici(
	service: Service,
	messages: readonly Message[],
	{ inFlight, limit }: FloorOptions,
): Promise<void> {
	const pool = new Pool(service.url, { connections: inFlight, pipelining: 1 });
	/** When messages arrived at the service, at the latest, in the order of its answers. */
	const arrivals: number[] = [];
	let begun = 0;
	const start = performance.now();
	const turn = async () => {
		if (!limit) return;
		const index = begun++;
		const due = limit.evenly ? start + (index * 1000) / limit.perSecond : start;
		const accepted = (arrivals[index - limit.perSecond] ?? -Infinity) + 1000;
		const wait = Math.max(due, accepted) - performance.now();
		// Timers count whole milliseconds, and may fire a part of one early.
		if (wait > 0) await sleep(Math.ceil(wait) + 1);
	};
	const queues = new Map<string, Message[]>();
	for (const message of messages) {
		const queue = queues.get(message.groupId);
		if (queue) queue.push(message);
		else queues.set(message.groupId, [message]);
	}
	// One message of each group, then the next of each: no group waits for another to be through.
	const free = [...queues.values()];
	const worker = async () => {
		for (let queue = free.shift(); queue; queue = free.shift()) {
			const [message] = queue.splice(0, 1);
			await turn();
			await send(pool, service.apiKey, message);
			if (limit) arrivals.push(performance.now() - limit.latencyMs);
			if (queue.length > 0) free.push(queue);
		}
	};
	try {
		await Promise.all(Array.from({ length: inFlight }, worker));
	} finally {
		await pool.close();
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
