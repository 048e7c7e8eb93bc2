import { chromium, type Browser } from 'playwright-core';

/** Chromium, which E2E_CHROMIUM names. It asks nobody outside for anything. */
export async function openBrowser(...args: string[]): Promise<Browser> {
	return await chromium.launch({
		executablePath: process.env.E2E_CHROMIUM ?? '/usr/bin/chromium',
		args: [
			// Root has no sandbox.
			'--no-sandbox',
			'--disable-gpu',
			// It would look up its maker's hosts.
			'--disable-background-networking',
			'--disable-component-update',
			'--disable-sync',
			'--no-first-run',
			...args,
		],
	});
}
