import { createServer, type Server } from 'node:http';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import type { Page } from 'playwright-core';

import { demoSeeds } from '../../simulator';
import { PhoneHands } from '../../support/phoneHands';
import { openWorld } from './world';

const GROUPS = 200;
const MESSAGES = 5000;
const ROUNDS = 10;
const [WRITER, READER] = ['16505551001', '16505551002'];

/** A page that says hello: what the browser and the machine cost by themselves. */
async function barePage(): Promise<{ server: Server; url: string }> {
	const server = createServer((_request, response) => {
		response.setHeader('content-type', 'text/html');
		response.end('<!doctype html><title>Bare</title><h1>Hello</h1>');
	}).listen(0, '127.0.0.1');
	await once(server, 'listening');
	return { server, url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/` };
}

function median(values: number[]): number {
	return values.sort((a, b) => a - b)[Math.floor(values.length / 2)];
}

async function timed(action: () => Promise<unknown>): Promise<number> {
	const begun = performance.now();
	await action();
	return performance.now() - begun;
}

/** Until something of it shows that needs what the simulator holds. */
async function view(page: Page, url: string, shows: string): Promise<number> {
	return await timed(async () => {
		await page.goto(url);
		await page.locator(shows).first().waitFor();
	});
}

export interface Speed {
	/** ms, medians. */
	bareView: number;
	firstView: number;
	/** From a person's tap on Send to the message on another phone. */
	message: number;
	/** The same for a request of the business. */
	request: number;
	/** A script in the bare page that shows a text. */
	bareText: number;
}

/** The page with 200 groups and 5,000 messages, beside a bare page in the same browser. */
export async function measureSpeed(): Promise<Speed> {
	const { people, templates } = demoSeeds();
	const world = await openWorld({ people, templates });
	const bare = await barePage();
	try {
		const { simulator } = world;
		const ids = Array.from(
			{ length: GROUPS },
			(_, index) =>
				simulator.control.addGroup({ subject: `Group ${index}`, members: [WRITER, READER] }).id,
		);
		for (let index = 0; index < MESSAGES; index++) {
			simulator.control.sendText(ids[index % GROUPS], WRITER, `Message ${index} of many`);
		}
		const page = await world.open();
		const url = `${simulator.url}/playground/phones?open=${WRITER},${READER}`;
		const bareViews: number[] = [];
		const firstViews: number[] = [];
		for (let round = 0; round < ROUNDS; round++) {
			bareViews.push(await view(page, bare.url, 'h1'));
			firstViews.push(await view(page, url, '.chat-list li:nth-child(50)'));
		}
		const [writer, reader] = ['Customer 1', 'Customer 2'].map((name) => new PhoneHands(page, name));
		await writer.openChat('Group 190');
		await reader.openChat('Group 190');
		const messages: number[] = [];
		const requests: number[] = [];
		for (let round = 0; round < ROUNDS; round++) {
			await writer.screen.getByRole('textbox', { name: 'Message' }).fill(`Said ${round}.`);
			messages.push(
				await timed(async () => {
					await writer.tap('Send');
					await reader.sees(`Said ${round}.`);
				}),
			);
			requests.push(
				await timed(async () => {
					const answer = await fetch(`${simulator.url}/messages`, {
						method: 'POST',
						headers: { 'D360-API-KEY': simulator.apiKey, 'content-type': 'application/json' },
						body: JSON.stringify({
							messaging_product: 'whatsapp',
							recipient_type: 'group',
							to: ids[190],
							type: 'text',
							text: { body: `Answered ${round}.` },
						}),
					});
					if (!answer.ok) throw new Error(await answer.text());
					await reader.sees(`Answered ${round}.`);
				}),
			);
		}
		await page.goto(bare.url);
		const bareTexts: number[] = [];
		for (let round = 0; round < ROUNDS; round++) {
			bareTexts.push(
				await timed(async () => {
					await page.evaluate(`document.querySelector('h1').textContent = 'Said ${round}.'`);
					await page.getByText(`Said ${round}.`).waitFor();
				}),
			);
		}
		return {
			bareView: median(bareViews),
			firstView: median(firstViews),
			message: median(messages),
			request: median(requests),
			bareText: median(bareTexts),
		};
	} finally {
		bare.server.close();
		await world.close();
	}
}

/** The numbers as a table. */
export function speedTable({ bareView, firstView, message, request, bareText }: Speed): string {
	const row = (what: string, ms: number, floor: number) =>
		`${what.padEnd(52)} ${ms.toFixed(0).padStart(5)} ms  ${(ms / floor).toFixed(1).padStart(5)} ×`;
	return [
		`${GROUPS} groups and ${MESSAGES} messages; medians of ${ROUNDS}, beside a bare page.`,
		row('First view, two phones', firstView, bareView),
		row('  a bare page', bareView, bareView),
		row('Tap on Send, until it is on another phone', message, bareText),
		row('Request of the business, until it is on a phone', request, bareText),
		row('  a text set in the bare page', bareText, bareText),
	].join('\n');
}
