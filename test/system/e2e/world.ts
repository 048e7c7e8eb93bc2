import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';

import { selectors, type Browser, type Page } from 'playwright-core';

import {
	BROWSER_ID,
	N8nClient,
	type SavedCredential,
	SESSION_COOKIE,
} from '../../tools/n8n/client';
import { saveCredentialOf } from '../../tools/n8n/credential';
import { copyExampleFiles } from '../../tools/n8n/examples';
import { installN8n } from '../../tools/n8n/installation';
import { freePorts } from '../../tools/n8n/ports';
import { N8nProcess } from '../../tools/n8n/server';
import { installPackage } from '../../tools/n8n/userFolder';
import { N8N_VERSION, OLDEST_N8N_VERSION } from '../../tools/n8n/versions';
import { demoSeeds, startSimulator, type Seeds, type Simulator } from '../../simulator';
import { openBrowser } from '../../support/browser';

export const VIEW = { width: 1440, height: 900 };
const PATIENCE_MS = 20_000;

export const version = process.env.E2E_N8N_VERSION ?? N8N_VERSION;

/** Whether it is the oldest n8n, which lacks some of the comforts of the newer ones. */
export const isOldest = version === OLDEST_N8N_VERSION;

/** A new n8n with the nodes installed, a simulator, and a browser that is signed in. */
export interface World {
	simulator: Simulator;
	n8n: N8nProcess;
	client: N8nClient;
	/** Of the simulator's key. */
	credential: SavedCredential;
	page: Page;
	/** A folder that n8n may read, with the files of the examples. */
	files: string;
	close(): Promise<void>;
}

export async function openWorld(seeds: Seeds = demoSeeds()): Promise<World> {
	const closing: Array<() => Promise<void>> = [];
	const close = async () => {
		for (const step of closing.reverse()) await step();
	};
	try {
		const userFolder = await mkdtemp(path.join(tmpdir(), 'whatsapp-groups-e2e-'));
		closing.push(async () => await rm(userFolder, { recursive: true, force: true }));
		await installPackage(userFolder);
		const files = path.join(userFolder, 'files');
		await copyExampleFiles(files);

		const simulator = await startSimulator({ ...seeds, allowLoopbackWebhooks: true });
		closing.push(async () => await simulator.close());

		const [port, brokerPort] = await freePorts(2);
		const n8n = await N8nProcess.start({
			installation: await installN8n(version, () => {}),
			userFolder,
			port,
			brokerPort,
			logFile: path.join(userFolder, 'n8n.log'),
			environment: { N8N_RESTRICT_FILE_ACCESS_TO: files },
		});
		closing.push(async () => await n8n.stop());

		const client = await N8nClient.signIn(n8n.url);
		const credential = await saveCredentialOf(simulator, client);
		selectors.setTestIdAttribute('data-test-id');
		const browser = await openBrowser();
		closing.push(async () => await browser.close());
		const page = await signedIn(browser, client);
		// The environment takes its pictures from there.
		Object.assign(globalThis, { page });
		return { simulator, n8n, client, credential, page, files, close };
	} catch (error) {
		await close();
		throw error;
	}
}

async function signedIn(browser: Browser, client: N8nClient): Promise<Page> {
	const context = await browser.newContext({ viewport: VIEW });
	await context.addCookies([{ name: SESSION_COOKIE, value: client.session, url: client.url }]);
	await context.addInitScript(`localStorage.setItem('n8n-browserId', '${BROWSER_ID}')`);
	const page = await context.newPage();
	page.setDefaultTimeout(PATIENCE_MS);
	return page;
}
