import { setTimeout as sleep } from 'node:timers/promises';

import { Pool } from 'undici';

import type { MakeBody } from './bodies';

/** Where deliveries go. */
export interface Address {
	name: string;
	url: string;
	headers: Record<string, string>;
}

export interface Load {
	sent: number;
	/** How long each answer took, in ms. */
	answers: number[];
	/** When the first was sent and the last answered, in ms since 1970. */
	begunAt: number;
	answeredAt: number;
}

export const AT_ONCE = 8;

/** As many as are answered, so many at once, for so long. */
export async function fast(
	address: Address,
	makeBody: MakeBody,
	forMs: number,
	stop: AbortSignal,
): Promise<Load> {
	const sender = new Sender(address);
	const end = performance.now() + forMs;
	const sendOn = async () => {
		while (performance.now() < end) {
			stop.throwIfAborted();
			await sender.post(makeBody());
		}
	};
	return await sender.run(async () => {
		await Promise.all(Array.from({ length: AT_ONCE }, sendOn));
	});
}

/**
 * At a steady pace, whether or not those before have been answered; all addresses in turn, so that what
 * slows the machine down slows them all.
 */
export async function calm(
	targets: ReadonlyArray<{ address: Address; makeBody: MakeBody }>,
	{ perSecond, each }: { perSecond: number; each: number },
	stop: AbortSignal,
): Promise<Load[]> {
	const begun = performance.now();
	const failure = new AbortController();
	const signal = AbortSignal.any([stop, failure.signal]);
	const senders = targets.map(({ address }) => new Sender(address));
	const posts = senders.map((): Array<Promise<void>> => []);
	const sending = (async () => {
		for (let index = 0; index < each * targets.length; index++) {
			const wait = begun + (index * 1000) / perSecond - performance.now();
			await sleep(Math.max(0, wait), undefined, { signal });
			const turn = index % targets.length;
			const post = senders[turn].post(targets[turn].makeBody());
			post.catch((error: unknown) => failure.abort(error));
			posts[turn].push(post);
		}
	})();
	return await Promise.all(
		senders.map(
			async (sender, turn) =>
				await sender.run(async () => {
					await sending;
					await Promise.all(posts[turn]);
				}),
		),
	);
}

class Sender {
	private readonly pool: Pool;
	private readonly path: string;
	private readonly answers: number[] = [];
	private sent = 0;

	constructor(private readonly address: Address) {
		const { origin, pathname } = new URL(address.url);
		this.pool = new Pool(origin);
		this.path = pathname;
	}

	/** What was sent meanwhile; connections are closed in the end. */
	async run(send: () => Promise<void>): Promise<Load> {
		const begunAt = Date.now();
		try {
			await send();
			return { sent: this.sent, answers: this.answers, begunAt, answeredAt: Date.now() };
		} finally {
			await this.pool.destroy();
		}
	}

	/** @throws unless it is answered with 200: no rate may be told of what was refused */
	async post(body: string): Promise<void> {
		this.sent++;
		const begun = performance.now();
		const { statusCode, body: answer } = await this.pool.request({
			method: 'POST',
			path: this.path,
			headers: { ...this.address.headers, 'content-type': 'application/json' },
			body,
		});
		const text = await answer.text();
		this.answers.push(performance.now() - begun);
		if (statusCode !== 200) {
			throw new Error(`${this.address.name} answered ${statusCode}: ${text}`);
		}
	}
}
