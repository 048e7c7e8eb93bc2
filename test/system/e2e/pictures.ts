import { mkdir } from 'node:fs/promises';
import path from 'node:path';

import type { Page } from 'playwright-core';

import { PROJECT } from '../../tools/n8n/userFolder';

/**
 * Takes a picture for the README: only when it is asked for (`npm run test:e2e -- --pictures`), since
 * pictures of the same screen differ in a few pixels each time.
 */
export async function takePicture(page: Page, name: string): Promise<void> {
	if (!process.env.E2E_PICTURES) return;
	const folder = path.join(PROJECT, 'docs', 'images');
	await mkdir(folder, { recursive: true });
	// A mark of where the pointer is, or a panel that is still sliding in, does not belong in it.
	await page.mouse.move(0, 0);
	// While n8n is still at work, its button is blank.
	await page.waitForFunction(
		`[...document.querySelectorAll('[data-test-id=node-execute-button]')].every((one) => one.innerText.trim() && !/aria-busy="true"|_loading/.test(one.outerHTML))`,
	);
	await page.screenshot({ path: path.join(folder, `${name}.png`), animations: 'disabled' });
}
