import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';

import { selectors, type Browser, type Page } from 'playwright-core';

import { openBrowser } from '../../support/browser';
import { Command } from '../../support/command';
import { Hands } from '../../support/hands';
import { PhoneHands } from '../../support/phoneHands';
import { freePorts } from '../../tools/n8n/ports';
import { N8N_VERSION } from '../../tools/n8n/versions';
import { Building } from './building';
import { takePicture } from './pictures';
import { version, VIEW } from './world';

/** On a busy machine the editor is slow at each of many steps. */
const SESSION_MS = 300_000;
const PATIENCE_MS = 60_000;
const START = path.resolve(__dirname, '../../tools/n8n/start.ts');
const CUSTOMERS = ['Customer 1', 'Customer 2', 'Customer 3'];
const NUMBERS = '+1 650 555 1001, +1 650 555 1002, +1 650 555 1003';

/** What `npm start` offers is that of its own version of n8n. */
const onItsVersion = version === N8N_VERSION ? describe : describe.skip;

let folder: string;
let ports: number[];
let start: Command;
let browser: Browser;
let editor: Page;
let phones: Page;

/** `npm start` until it has printed both addresses. */
async function startUp(what: string): Promise<void> {
	const begun = performance.now();
	const [port, simulatorPort] = ports.map(String);
	start = new Command(START, [
		...['--n8n-version', version, '--folder', folder],
		...['--port', port, '--simulator-port', simulatorPort],
	]);
	await start.prints('Ctrl-C ends everything');
	tell(`${what}: ${seconds(begun)}`);
}

function seconds(begun: number): string {
	return `${((performance.now() - begun) / 1000).toFixed(1)} s`;
}

/** For the person at the terminal. */
function tell(text: string): void {
	process.stderr.write(`\n${text}\n`);
}

/** Opens n8n, signs in if it asks for that, and creates a workflow. */
async function emptyCanvas(hands: Hands): Promise<Building> {
	await editor.goto(start.printedAfter('n8n         '));
	const signIn = editor.getByTestId('form-submit-button');
	const create = editor.getByTestId('add-resource-workflow');
	await create.or(signIn).first().waitFor();
	if (await signIn.isVisible()) {
		const [email, password] = /Sign in +(\S+) +(\S+)/.exec(start.output)?.slice(1) ?? [];
		await hands.fill('email', editor.locator('input[name="emailOrLdapLoginId"]'), email);
		await hands.fill('password', editor.locator('input[name="password"]'), password);
		await hands.click('Sign in', signIn);
	}
	await hands.click('Create workflow', create);
	await editor.getByTestId('canvas-add-button').waitFor();
	return new Building(hands);
}

onItsVersion('a newcomer, on npm start', () => {
	beforeAll(async () => {
		folder = await mkdtemp(path.join(tmpdir(), 'whatsapp-groups-newcomer-'));
		ports = await freePorts(2);
		await startUp('The first npm start, with n8n downloaded');
		expect(await start.interrupt()).toBe(0);
		await startUp('A warm npm start');
		selectors.setTestIdAttribute('data-test-id');
		browser = await openBrowser();
		const context = await browser.newContext({ viewport: VIEW });
		[editor, phones] = [await context.newPage(), await context.newPage()];
		for (const page of [editor, phones]) page.setDefaultTimeout(PATIENCE_MS);
		Object.assign(globalThis, { page: editor });
		await phones.goto(start.printedAfter('Playground  '));
	}, SESSION_MS);

	afterAll(async () => {
		await browser?.close();
		await start?.interrupt();
		await rm(folder, { recursive: true, force: true });
	});

	it(
		'signs in, makes a workflow by clicks, writes on a phone, and is answered by it',
		async () => {
			const begun = performance.now();
			const hands = new Hands(editor);
			const building = await emptyCanvas(hands);

			await building.startOn('On message received');
			await building.execute();
			await editor.getByText('Listening for test event').first().waitFor();
			const phone = new PhoneHands(phones, CUSTOMERS[0], new Hands(phones, hands));
			await phone.openChat('Project kick-off');
			await phone.write('Is anybody there?');
			await building.shows('Is anybody there?');
			await building.closePanel();

			await building.add('Send a message to a group');
			await building.map('groupId', 'groupId');
			await building.enter('text', 'Thank you, we will be right back.');
			await building.closePanel();
			await building.publish();

			await phone.write('When do you open?');
			await phone.sees('Thank you, we will be right back.');
			tell(
				`A newcomer's session, ${((performance.now() - begun) / 1000).toFixed(0)} s by these hands:\n${hands}`,
			);
			expect(hands.steps.length).toBeLessThanOrEqual(25);
		},
		SESSION_MS,
	);

	it(
		'gets from an empty canvas to a group with three people who are invited',
		async () => {
			const hands = new Hands(editor);
			const building = await emptyCanvas(hands);
			hands.steps.length = 0;
			await building.startByHand();
			await building.add('Create a group');
			await building.enter('subject', 'Book club');
			await building.closePanel();
			await building.add('Send an invitation to people');
			await building.map('groupId', 'groupId');
			await building.enter('recipients', NUMBERS);
			await building.pick('template', 'group_invite');
			await building.enter('body_2', 'reader');
			await building.execute();
			await building.shows('accepted');
			await building.shows('3 items');
			tell(`The main job, from an empty canvas with a credential:\n${hands}`);
			expect(hands.count('click')).toBeLessThanOrEqual(12);
			expect(hands.count('field')).toBeLessThanOrEqual(5);
			expect(hands.count('drag')).toBeLessThanOrEqual(1);
			for (const name of CUSTOMERS) {
				const phone = new PhoneHands(phones, name);
				await phone.openChat(/Business/);
				await phone.sees('Book club');
			}
		},
		SESSION_MS,
	);

	it(
		'follows the README from the invite template to the answer',
		async () => {
			const hands = new Hands(editor);
			const begun = performance.now();
			const building = await emptyCanvas(hands);
			await building.startByHand();
			await building.add('Create an invite template');
			await building.enter('name', 'my_invite');
			await building.pick('libraryTemplate', 'group_invite_upon_request_2');
			await building.execute();
			await building.shows('my_invite');
			await building.closePanel();

			await building.add('Create a group');
			await building.enter('subject', 'My first group');
			await building.execute();
			await building.shows('inviteLink');
			await building.closePanel();

			await building.add('Send an invitation to people');
			await building.pick('groupId', 'My first group');
			await building.pick('template', 'my_invite');
			await building.enter('recipients', '+16505551001');
			await takePicture(editor, 'path-invite');
			await building.execute();
			await building.shows('accepted');
			await building.closePanel();
			const phone = new PhoneHands(phones, CUSTOMERS[0], new Hands(phones, hands));
			await phone.openChat(/Business/);
			await phone.sees('My first group');
			await phone.join('My first group');

			const answering = await emptyCanvas(hands);
			await answering.startOn('On message received');
			await answering.closePanel();
			await answering.add('Send a message to a group');
			await answering.name('groupId', 'By ID');
			await answering.express('groupId', '{{ $json.groupId }}');
			await answering.express('text', 'You wrote: {{ $json.text }}');
			await answering.closePanel();
			await answering.publish();
			await phone.openChat('My first group');
			await phone.write('Good morning');
			await phone.sees('You wrote: Good morning');
			await takePicture(phones, 'path-answer');
			tell(`The README's path, ${seconds(begun)} by these hands:\n${hands}`);
		},
		SESSION_MS,
	);
});
