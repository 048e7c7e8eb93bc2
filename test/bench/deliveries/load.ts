/* eslint-disable @n8n/community-nodes/no-restricted-imports -- a measuring tool, never part of the package */
import { setTimeout as sleep } from 'node:timers/promises';

import { Pool } from 'undici';

import type { Contender } from './stage';

const AT_ONCE = 8;

export interface Load {
	sent: number;
	/** How long each answer took, in ms. */
	answers: number[];
}

/** As many as the contender answers, so many at once, for so long. */
export async function fast(
	contender: Contender,
	bodyOf: () => string,
	forMs: number,
): Promise<Load> {
	const end = performance.now() + forMs;
	return await withPost(contender, async (post) => {
		const worker = async () => {
			while (performance.now() < end) await post(bodyOf());
		};
		await Promise.all(Array.from({ length: AT_ONCE }, worker));
	});
}

/** One after the other at a steady pace, whether or not the one before has been answered. */
export async function calm(
	contender: Contender,
	bodyOf: () => string,
	{ perSecond, forMs }: { perSecond: number; forMs: number },
): Promise<Load> {
	return await withPost(contender, async (post) => {
		const begun = performance.now();
		const count = (forMs / 1000) * perSecond;
		const all: Array<Promise<void>> = [];
		for (let index = 0; index < count; index++) {
			const wait = begun + (index * 1000) / perSecond - performance.now();
			if (wait > 0) await sleep(wait);
			all.push(post(bodyOf()));
		}
		await Promise.all(all);
	});
}

async function withPost(
	{ name, url, headers }: Contender,
	run: (post: (body: string) => Promise<void>) => Promise<void>,
): Promise<Load> {
	const { origin, pathname } = new URL(url);
	const pool = new Pool(origin, { connections: AT_ONCE, pipelining: 1 });
	const load: Load = { sent: 0, answers: [] };
	try {
		await run(async (body) => {
			load.sent += 1;
			const begun = performance.now();
			const response = await pool.request({
				method: 'POST',
				path: pathname,
				headers: { 'content-type': 'application/json', ...headers },
				body,
			});
			await response.body.dump();
			load.answers.push(performance.now() - begun);
			// Of deliveries that were refused no rate may be told.
			if (response.statusCode !== 200) throw new Error(`${name}: HTTP ${response.statusCode}`);
		});
	} finally {
		await pool.close();
	}
	return load;
}
