import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import axe, { type AxeResults } from 'axe-core';
import type { Page } from 'playwright-core';

import { demoSeeds, startSimulator } from '../../simulator';
import { PhoneHands } from '../../support/phoneHands';
import { FOREIGN_NAME, openWorld, type World } from './world';

const FIRST = '16505551001';

let world: World;
beforeEach(async () => {
	world = await openWorld(demoSeeds());
});
afterEach(async () => await world.close());

test('text is text, wherever it stands', async () => {
	const evil = (where: string) =>
		`<img src=x onerror="window.hit='${where}'"><script>window.hit='${where}'</script>`;
	const { simulator } = world;
	const { control, state } = simulator;
	control.addPerson({ waId: FIRST, name: evil('name'), username: evil('username') });
	const { id } = control.addGroup({
		subject: evil('subject'),
		description: evil('description'),
		members: [FIRST],
		joinRequests: ['16505551004'],
		windowOpen: true,
	});
	control.sendText(id, FIRST, evil('text'));
	control.sendText(id, FIRST, `https://chat.whatsapp.com/"><script>window.hit='link'</script>`);
	const media = { type: 'document', caption: evil('caption'), filename: evil('filename') } as const;
	const wamid = control.sendMedia(id, FIRST, media);
	control.sendReaction(id, FIRST, wamid, evil('emoji'));
	control.sendLocation(id, FIRST, { latitude: 1, longitude: 2, name: evil('place') });
	control.sendDirect(FIRST, evil('direct'));
	control.addTemplate({
		name: evil('template'),
		components: [
			{ type: 'BODY', text: evil('body') },
			{ type: 'FOOTER', text: evil('footer') },
			{ type: 'BUTTONS', buttons: [{ type: 'QUICK_REPLY', text: evil('button') }] },
		],
	});
	simulator.setWebhook({ url: `http://127.0.0.1:9/${encodeURI(evil('webhook'))}` });
	await fetch(`${simulator.url}/${encodeURIComponent(evil('path'))}`, {
		headers: { 'D360-API-KEY': simulator.apiKey },
	});
	simulator.faults.add({ kind: 'html', path: evil('fault') });
	const page = await world.open(`phones?open=${FIRST}`);
	// The page's policy would keep such a script from running: that it is there is bad enough.
	const hit = async () =>
		await page.evaluate(`window.hit ?? document.querySelector('img[src="x"]')?.outerHTML`);
	const phone = new PhoneHands(page, evil('name'));
	await phone.openChat(/subject/);
	await phone.sees(evil('text'));
	expect(await hit()).toBeUndefined();
	await page.getByRole('link', { name: 'Business' }).click();
	await page.getByRole('button', { name: /subject/ }).click();
	await page.getByText(evil('description')).waitFor();
	for (const summary of await page.locator('.panel summary').all()) await summary.click();
	await page.getByText(evil('footer')).waitFor();
	expect(await hit()).toBeUndefined();
	await page.getByRole('link', { name: 'Service' }).click();
	await page.locator('.wire summary').first().click();
	await page.getByText('(no body)').or(page.getByLabel('Body of the answer')).first().waitFor();
	expect(await hit()).toBeUndefined();
	// The page itself has one script, of its own.
	expect(await page.locator('script').count()).toBe(1);
	expect(state.people.get(FIRST)?.name).toBe(evil('name'));
});

test('two browsers see the same, also after one of them was away', async () => {
	const one = await world.open(`phones?open=${FIRST}`);
	const other = await world.open(`phones?open=${FIRST}`);
	const here = new PhoneHands(one, 'Customer 1');
	const there = new PhoneHands(other, 'Customer 1');
	await here.openChat('Project kick-off');
	await there.openChat('Project kick-off');
	await here.write('Written here');
	await there.sees('Written here');
	await other.context().setOffline(true);
	await here.write('While you were away');
	await here.sees('While you were away');
	await other.context().setOffline(false);
	await other.reload();
	await there.openChat('Project kick-off');
	await there.sees('While you were away');
	const words = async (phone: PhoneHands) =>
		await phone.screen.getByRole('article').allInnerTexts();
	expect(await words(there)).toEqual(await words(here));
});

test('what a simulator began anew has forgotten is gone from the page', async () => {
	const page = await world.open('business');
	await page.getByRole('button', { name: /Project kick-off/ }).waitFor();
	page.on('dialog', (dialog) => void dialog.accept());
	const empty = await startSimulator();
	world.simulator.load(empty.save());
	await empty.close();
	await page.getByText('There is no group yet.').waitFor();
	await page.getByRole('link', { name: 'Service' }).click();
	await page.getByRole('button', { name: 'Reset' }).click();
	await page.getByRole('link', { name: 'Business' }).click();
	await page.getByRole('button', { name: /Project kick-off/ }).waitFor();
});

test('requests and deliveries open; faults, time and switches are set; the state is saved', async () => {
	const { simulator } = world;
	simulator.setWebhook({ url: 'http://127.0.0.1:9/' });
	const [group] = simulator.state.groups.values();
	const page = await world.open('service');
	await page.getByRole('button', { name: 'Program it' }).click();
	await page.getByText('error 130429 POST /messages: 0 of 3 hit').waitFor();
	const call = async () =>
		await fetch(`${simulator.url}/messages`, {
			method: 'POST',
			headers: { 'D360-API-KEY': simulator.apiKey, 'content-type': 'application/json' },
			body: JSON.stringify({
				messaging_product: 'whatsapp',
				recipient_type: 'group',
				to: group.id,
				type: 'text',
				text: { body: 'x' },
			}),
		});
	expect((await call()).status).toBe(429);
	await page.getByText('1 of 3 hit').waitFor();
	const requests = page.getByRole('region', { name: 'Requests' });
	await requests.locator('summary').first().click();
	await requests.getByText('Rate limit hit').first().waitFor();
	await page.getByRole('button', { name: 'Remove fault 1' }).click();
	await page.getByText('1 of 3 hit').waitFor({ state: 'detached' });
	expect((await call()).status).toBe(200);
	const deliveries = page.getByRole('region', { name: 'Deliveries' });
	await deliveries.getByText('no answer').first().waitFor();
	const before = simulator.now();
	await page.getByRole('button', { name: 'A day later' }).click();
	await page.getByText('24 h ahead').waitFor();
	expect(simulator.now() - before).toBeGreaterThanOrEqual(86_400_000);
	await page.getByText(/points that are disputed/).click();
	await page.getByLabel('createResponse').selectOption('id');
	await page.getByText('1 changed').waitFor();
	expect(simulator.switches.createResponse).toBe('id');
	const saving = page.waitForEvent('download');
	await page.getByRole('button', { name: 'Save to a file' }).click();
	const saved = await (await saving).path();
	expect(JSON.parse(readFileSync(saved, 'utf8'))).toMatchObject({
		switches: { createResponse: 'id' },
	});
	simulator.reset();
	await page.getByLabel('Load from a file').setInputFiles(saved);
	await page.getByText('1 changed').waitFor();
	await page.getByLabel('Load from a file').setInputFiles({
		name: 'broken.json',
		mimeType: 'application/json',
		buffer: Buffer.from('{'),
	});
	await page.getByText('This is no saved state of the simulator').waitFor();
});

test('another site in the same browser neither reads nor drives it', async () => {
	const { simulator, browser } = world;
	const elsewhere = createServer((_request, response) => {
		response.setHeader('content-type', 'text/html');
		response.end('<!doctype html><title>Elsewhere</title>');
	}).listen(0, '127.0.0.1');
	await once(elsewhere, 'listening');
	const { port } = elsewhere.address() as AddressInfo;
	const groups = JSON.stringify((simulator.snapshot() as { groups: unknown }).groups);
	const attempts = `(async (url) => {
		const results = {};
		const attempt = async (name, path, options) => {
			try {
				const answer = await fetch(url + path, options);
				results[name] = answer.type === 'opaque' ? 'opaque' : answer.status;
			} catch { results[name] = 'refused'; }
		};
		await attempt('read', '/_control/state');
		await attempt('readBlind', '/_control/state', { mode: 'no-cors' });
		await attempt('reset', '/_control/reset', { method: 'POST', mode: 'no-cors', body: '{}' });
		await attempt('service', '/groups', { headers: { 'D360-API-KEY': 'sim-api-key' } });
		results.live = await new Promise((resolve) => {
			const events = new EventSource(url + '/_control/live');
			events.onerror = () => { events.close(); resolve('refused'); };
			events.addEventListener('all', () => resolve('heard'));
		});
		results.picture = await new Promise((resolve) => {
			const image = new Image();
			image.onload = () => resolve('shown');
			image.onerror = () => resolve('refused');
			image.src = url + '/_control/media/1';
		});
		return results;
	})`;
	const page = await browser.newPage();
	try {
		for (const origin of [`http://127.0.0.1:${port}`, `http://${FOREIGN_NAME}:${port}`]) {
			await page.goto(origin);
			expect(await page.evaluate(`${attempts}('${simulator.url}')`)).toEqual({
				read: 'refused',
				readBlind: expect.stringMatching(/^(opaque|refused)$/),
				reset: expect.stringMatching(/^(opaque|refused)$/),
				service: 'refused',
				live: 'refused',
				picture: 'refused',
			});
		}
		// DNS rebinding: the name is the other site's, the address is this machine's.
		const rebound = `http://${FOREIGN_NAME}:${new URL(simulator.url).port}`;
		const answer = await page.goto(`${rebound}/playground/phones`);
		expect(answer?.status()).toBe(403);
		expect(await page.evaluate(`${attempts}('${rebound}')`)).toEqual({
			read: 403,
			readBlind: 403,
			reset: 403,
			service: 403,
			live: 'refused',
			picture: 'refused',
		});
		expect(JSON.stringify((simulator.snapshot() as { groups: unknown }).groups)).toBe(groups);
	} finally {
		elsewhere.close();
		await page.close();
	}
});

/** Findings of axe that are serious or worse. */
async function findings(page: Page): Promise<string[]> {
	await page.evaluate(axe.source);
	const { violations } = await page.evaluate<AxeResults>('axe.run()');
	return violations
		.filter(({ impact }) => impact === 'serious' || impact === 'critical')
		.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html.slice(0, 120)).join(' | ')}`);
}

test.each(['light', 'dark'] as const)('axe has nothing serious to say, %s', async (theme) => {
	const { control, state } = world.simulator;
	const [kickOff] = state.groups.values();
	const wamid = control.sendText(kickOff.id, FIRST, 'Hello');
	control.sendText(kickOff.id, '16505551002', 'Hello yourself', wamid);
	control.sendReaction(kickOff.id, '16505551002', wamid, '👍');
	const page = await world.open('phones', theme);
	await new PhoneHands(page, 'Customer 1').openChat('Project kick-off');
	expect(await findings(page)).toEqual([]);
	await page.getByRole('button', { name: 'Add a person' }).click();
	expect(await findings(page)).toEqual([]);
	const business = await world.open('business', theme);
	await business.getByRole('button', { name: /VIP/ }).click();
	expect(await findings(business)).toEqual([]);
	const service = await world.open('service', theme);
	await service.getByText(/points that are disputed/).click();
	expect(await findings(service)).toEqual([]);
});

test('everything can be done with the keyboard', async () => {
	const page = await world.open(`phones?open=${FIRST}`);
	const phone = new PhoneHands(page, 'Customer 1');
	await phone.screen.getByRole('button', { name: 'Project kick-off' }).focus();
	await page.keyboard.press('Enter');
	await page.waitForFunction(
		`document.activeElement?.getAttribute('aria-label') === 'Back to the chats'`,
	);
	await phone.screen.getByRole('textbox', { name: 'Message' }).focus();
	await page.keyboard.type('By keyboard');
	await page.keyboard.press('Enter');
	await phone.sees('By keyboard');
	await phone.screen.getByRole('article').locator('summary').last().focus();
	await page.keyboard.press('Enter');
	await page.keyboard.press('Tab');
	await page.keyboard.press('Enter');
	await phone.screen.locator('.composer blockquote').waitFor();
});

test('on a narrow screen nothing sticks out', async () => {
	for (const view of ['phones', 'business', 'service']) {
		const page = await world.open(view, 'light', 390);
		const width = await page.evaluate('document.documentElement.scrollWidth');
		expect([view, width]).toEqual([view, 390]);
	}
});
