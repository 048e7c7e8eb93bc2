import { mkdir } from 'node:fs/promises';
import path from 'node:path';

import { source as axeSource } from 'axe-core';
import type { Browser, BrowserContextOptions, Page } from 'playwright-core';

import { BROWSER_ID, SESSION_COOKIE } from '../../tools/n8n/client';
import { PROJECT } from '../../tools/n8n/userFolder';
import type { Check } from './checks';
import { openLink, order, tells, told } from './questions';

const PICTURES = path.join(PROJECT, 'coverage', 'wait');
const PHONE: BrowserContextOptions = {
	viewport: { width: 390, height: 844 },
	deviceScaleFactor: 2,
	isMobile: true,
	hasTouch: true,
};
const PATIENCE_MS = 30_000;

/** What the pages do in a browser. */
export function pages(browser: Browser): Record<string, Check> {
	const visit = async (link: string, options: BrowserContextOptions = {}): Promise<Page> => {
		const context = await browser.newContext({ ...PHONE, ...options });
		const page = await context.newPage();
		page.setDefaultTimeout(PATIENCE_MS);
		await page.goto(link);
		return page;
	};
	const leave = async (page: Page) => await page.context().close();

	return {
		'both response types are answered on a phone, light and dark, without findings of axe': async (
			stage,
		) => {
			for (const responseType of ['approval', 'freeText'] as const) {
				const name = `phone-${responseType}`;
				await order(stage, 'ask', { n: name, responseType });
				const link = await openLink(stage, name);
				await stage.restart();
				for (const colorScheme of ['dark', 'light'] as const) {
					const page = await visit(link, { colorScheme });
					await accessible(page, `${responseType}-${colorScheme}`);
					if (colorScheme === 'light') {
						if (responseType === 'freeText') {
							await page.getByRole('button', { name: 'Submit' }).click();
							await page.getByLabel('Your answer').fill('At <i>noon</i>\nor later');
							await page.getByRole('button', { name: 'Submit' }).click();
						} else {
							await page.getByRole('button', { name: 'Decline' }).click();
						}
						await page.getByRole('heading', { name: 'Thank you' }).waitFor();
						await accessible(page, `${responseType}-thanks`);
					}
					await leave(page);
				}
				const expected = responseType === 'approval' ? 'false' : 'At <i>noon</i>\nor later';
				const came = await tells(stage, name);
				if (came !== expected) throw new Error(`${name} went on with ${came}`);
			}
		},
		'the form works without script': async (stage) => {
			await order(stage, 'ask', { n: 'plain', responseType: 'freeText' });
			const page = await visit(await openLink(stage, 'plain'), { javaScriptEnabled: false });
			await page.getByLabel('Your answer').fill('   ');
			await page.getByRole('button', { name: 'Submit' }).click();
			await page.getByText('Please write an answer first.').waitFor();
			await page.getByLabel('Your answer').fill('By hand');
			await page.getByRole('button', { name: 'Submit' }).click();
			await page.getByRole('heading', { name: 'Thank you' }).waitFor();
			await leave(page);
			const came = await tells(stage, 'plain');
			if (came !== 'By hand') throw new Error(`It went on with ${came}`);
		},
		'who answers at the same time or too late is told so in our words': async (stage) => {
			await order(stage, 'ask', { n: 'crowd' });
			const link = await openLink(stage, 'crowd');
			const all = await Promise.all([1, 2, 3].map(async () => await visit(link)));
			const [late, ...quick] = all;
			await Promise.all(
				quick.map(async (page) => {
					await page.getByRole('button', { name: 'Approve' }).click();
					await page.locator('h1[tabindex]').waitFor();
				}),
			);
			await tells(stage, 'crowd');
			await late.getByRole('button', { name: 'Decline' }).click();
			await late.locator('h1[tabindex]').waitFor();
			await accessible(late, 'too-late');
			const titles = await Promise.all(
				all.map(async (page) => await page.locator('h1').innerText()),
			);
			for (const page of all) await leave(page);
			const expected = [
				'Thank you',
				'This question is no longer open',
				'This question is no longer open',
			];
			if (titles.sort().join() !== expected.join()) throw new Error(titles.join());
			if (told(stage, 'crowd').join() !== 'true') throw new Error(told(stage, 'crowd').join());
		},
		'the node’s panel shows what is asked': async (stage) => {
			const { client } = stage;
			const workflow = (await client.workflows()).find(({ name }) => name === 'Asks three times');
			const context = await browser.newContext({ viewport: { width: 1440, height: 1000 } });
			await context.addCookies([{ name: SESSION_COOKIE, value: client.session, url: client.url }]);
			await context.addInitScript(`localStorage.setItem('n8n-browserId', '${BROWSER_ID}')`);
			const page = await context.newPage();
			page.setDefaultTimeout(PATIENCE_MS);
			await page.goto(`${client.url}/workflow/${workflow?.id}`);
			await page.locator('[data-test-id="canvas-node"][data-node-name="Ask"]').dblclick();
			for (const name of ['groupId', 'sendAs', 'message', 'responseType']) {
				await page.locator(`[data-test-id="parameter-input-${name}"]`).first().waitFor();
			}
			await picture(page, `panel-${stage.name}`);
			await context.close();
		},
	};
}

/** @throws with what axe finds */
async function accessible(page: Page, name: string): Promise<void> {
	await picture(page, name);
	await page.evaluate(axeSource);
	const found = await page.evaluate<string[]>(
		'axe.run().then(({ violations }) => violations.map(({ id, nodes }) => `${id}: ${nodes.map((node) => node.html).join()}`))',
	);
	if (found.length > 0) throw new Error(`${name}: ${found.join('\n')}`);
}

async function picture(page: Page, name: string): Promise<void> {
	await mkdir(PICTURES, { recursive: true });
	await page.screenshot({ path: path.join(PICTURES, `${name.replace(/\W+/g, '-')}.png`) });
}
