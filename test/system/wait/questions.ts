import { randomInt } from 'node:crypto';

import { eventually } from '../../tools/n8n/eventually';
import type { Stage } from './stage';
import { GROUP, type Order } from './workflows';

const AT_ONCE = 10;
const PATIENCE_MS = 300_000;

/** Has a workflow ask. */
export async function order(
	{ url }: Stage,
	path: string,
	body: Partial<Order> = {},
): Promise<void> {
	const answer = await call(`${url}/webhook/${path}`, {
		method: 'POST',
		headers: { 'content-type': 'application/json' },
		body: JSON.stringify(body),
	});
	if (!answer.ok)
		throw new Error(`The order was answered ${answer.status}: ${await answer.text()}`);
	await answer.arrayBuffer();
}

/** Again for as long as n8n says that it does not look at calls yet, as on a busy machine after a start. */
async function call(url: string, init: RequestInit): Promise<Response> {
	return await eventually(
		`n8n to look at ${url}`,
		async () => {
			const answer = await fetch(url, init);
			return answer.status !== 503 && answer;
		},
		PATIENCE_MS,
	);
}

/** All questions that the group got, by their names, with their links. */
export function links({ simulator }: Stage): Map<string, string> {
	return new Map(
		simulator.log.sentTo(GROUP).flatMap(({ body }) => {
			const text = (body.text as { body?: string } | undefined)?.body ?? '';
			const [, name] = /^Question ([\w-]+)/.exec(text) ?? [];
			const [link] = /https?:\S+/.exec(text) ?? [];
			return name !== undefined && link !== undefined ? [[name, link] as const] : [];
		}),
	);
}

/** The link of a question, once its execution waits. */
export async function openLink(stage: Stage, name: string): Promise<string> {
	const link = await eventually(`the question ${name}`, () => links(stage).get(name), PATIENCE_MS);
	await eventually(`the page of ${name}`, async () => await isOpen(link), PATIENCE_MS);
	return link;
}

/** Whether the question can still be answered, by our own page. */
export async function isOpen(link: string): Promise<boolean> {
	const answer = await fetch(link);
	return (await answer.text()).includes('<form method="post">');
}

/** Asks as a form without script does. */
export async function post(link: string, fields: Record<string, string>): Promise<string> {
	const answer = await call(link, { method: 'POST', body: new URLSearchParams(fields) });
	return await answer.text();
}

/**
 * Answers as the page's script does: what n8n could not take is sent again while the question is open.
 *
 * @returns how often it was sent
 */
export async function answer(link: string, text: string): Promise<number> {
	for (let times = 1; ; times++) {
		const page = await post(link, { text });
		if (page.includes('Thank you')) return times;
		if (!(await isOpen(link))) throw new Error(`Neither confirmed nor open: ${page.slice(0, 300)}`);
	}
}

/** What came to the collector of a question, each time. */
export function told({ collector }: Stage, name: string): string[] {
	return [...collector.counts('answers')]
		.filter(([key]) => key.startsWith(`${name}=`))
		.flatMap(([key, count]) => Array<string>(count).fill(key.slice(name.length + 1)));
}

/** Waits for the answer that goes on from a question. */
export async function tells(stage: Stage, name: string): Promise<string> {
	await eventually(`what came of ${name}`, () => told(stage, name).length > 0, PATIENCE_MS);
	return told(stage, name).join();
}

/** Works on all, some at once. */
export async function forAll<T>(all: readonly T[], work: (one: T) => Promise<void>): Promise<void> {
	const left = [...all];
	const lane = async () => {
		for (let one = left.shift(); one !== undefined; one = left.shift()) await work(one);
	};
	await Promise.all(Array.from({ length: AT_ONCE }, lane));
}

/** In random order. */
export function shuffled<T>(all: readonly T[]): T[] {
	const left = [...all];
	return all.map(() => left.splice(randomInt(left.length), 1)[0]);
}
