import { mkdir } from 'node:fs/promises';
import path from 'node:path';

import type { Circus } from '@jest/types';
import { TestEnvironment } from 'jest-environment-node';
import type { Page } from 'playwright-core';

const FOLDER = path.resolve(__dirname, '../../../coverage/e2e');

/** Takes a picture of the page when a test has failed: what the browser showed says why. */
export default class BrowserEnvironment extends TestEnvironment {
	async handleTestEvent(event: Circus.Event): Promise<void> {
		if (event.name !== 'test_fn_failure') return;
		const { page } = this.global as unknown as { page?: Page };
		if (!page || page.isClosed()) return;
		await mkdir(FOLDER, { recursive: true });
		const file = path.join(FOLDER, `${event.test.name.replace(/\W+/g, '-')}.png`);
		await page.screenshot({ path: file });
		process.stderr.write(`What the page showed: ${path.relative(process.cwd(), file)}\n`);
	}
}
