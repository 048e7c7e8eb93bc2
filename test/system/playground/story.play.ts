import { demoSeeds } from '../../simulator';
import { PhoneHands } from '../../support/phoneHands';
import { answerInvitations, seeRemoval } from '../../support/story';
import { BusinessProgram, openWorld, type World } from './world';

const [FIRST, SECOND, THIRD] = ['16505551001', '16505551002', '16505551003'];

let world: World;
let business: BusinessProgram;
beforeEach(async () => {
	const { people, templates } = demoSeeds();
	world = await openWorld({ people, templates });
	business = await BusinessProgram.start(world.simulator);
});
afterEach(async () => {
	await world.close();
	await business.close();
});

test('three are invited; two join and one asks, is approved, writes, gets an answer, is removed', async () => {
	business.answers(/\?$/, (question) => `You asked: ${question}`);
	const open = await business.createGroup('Open house', false);
	const closed = await business.createGroup('By invitation', true);
	await business.invite(`+${FIRST}`, open);
	await business.invite(`+${SECOND}`, open);
	await business.invite(`+${THIRD}`, closed);

	const page = await world.open();
	const [one, two, three] = ['Customer 1', 'Customer 2', 'Customer 3'].map(
		(name) => new PhoneHands(page, name),
	);
	await answerInvitations(one, two, three);

	const desk = await world.open('business');
	await desk.getByRole('button', { name: /By invitation/ }).click();
	await desk.getByRole('button', { name: 'Approve Customer 3' }).click();

	await three.tap('Open the group');
	await three.sees('Customer 3 joined');
	await three.write('Is anybody here?');
	await three.sees('You asked: Is anybody here?');

	await one.tap('Open the group');
	await one.write('Hello');
	await two.tap('Open the group');
	await two.sees('Hello');
	await two.chooseOn('Hello', 'Reply');
	await two.write('Welcome');
	await one.screen.locator('blockquote', { hasText: 'Hello' }).waitFor();
	await one.chooseOn('Welcome', 'React with 👍');
	await two.screen.getByRole('img', { name: 'Customer 1 👍' }).waitFor();

	await desk.getByRole('button', { name: 'Remove Customer 3' }).click();
	await seeRemoval(three);

	await two.screen.locator('summary[aria-label="About the group"]').click();
	await two.tap('Leave the group');
	await two.sees('You are not in this group.');
	await one.sees('Customer 2 left');

	await world.simulator.idle();
	const told = world.simulator.events.flatMap(({ value }) => value.groups ?? []);
	expect(told.map(({ type }) => type)).toEqual([
		'group_create',
		'group_create',
		'group_participants_add',
		'group_participants_add',
		'group_join_request_created',
		'group_participants_add',
		'group_participants_remove',
		'group_participants_remove',
	]);
});

test('pins, settings, suspension, deletion and how far messages got show as they happen', async () => {
	const { simulator } = world;
	const { id } = simulator.control.addGroup({
		subject: 'Team',
		members: [FIRST, SECOND],
		windowOpen: true,
	});
	const page = await world.open();
	const one = new PhoneHands(page, 'Customer 1');
	await one.openChat('Team');
	simulator.setSwitches({ autoStatuses: 'delivered' });
	await business.write(id, 'The keys are at the desk');
	await one.sees('The keys are at the desk');
	// An open chat is read; that of the other phone is not.
	await one.screen.getByRole('img', { name: 'read' }).waitFor();
	const [message] = [...simulator.state.messages.values()];
	expect(Object.fromEntries(message.reached)).toEqual({ [FIRST]: 'read', [SECOND]: 'delivered' });
	await business.call('POST', '/messages', {
		recipient_type: 'group',
		to: id,
		type: 'pin',
		pin: { type: 'pin', message_id: message.wamid, expiration_days: 2 },
	});
	await one.sees('for 2 days');
	await business.call('POST', `/groups/${id}`, { subject: 'Crew', description: 'All of us' });
	await one.sees('The group is now called “Crew”');
	await one.screen.getByRole('heading', { name: 'Crew' }).waitFor();
	simulator.control.suspend(id);
	await one.sees('WhatsApp has suspended this group.');
	simulator.control.clearSuspension(id);
	await one.screen.getByRole('textbox', { name: 'Message' }).waitFor();
	await business.call('DELETE', `/groups/${id}`);
	await one.sees('This group was deleted.');
});

test('a picture and a file; a new person; everybody who is invited joins; hidden numbers', async () => {
	const { simulator } = world;
	const { id } = simulator.control.addGroup({ subject: 'Team', members: [FIRST] });
	const page = await world.open();
	const one = new PhoneHands(page, 'Customer 1');
	await one.openChat('Team');
	const attach = one.screen.getByLabel('Send a picture or a file');
	const pixel =
		'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==';
	await attach.setInputFiles({
		name: 'a.png',
		mimeType: 'image/png',
		buffer: Buffer.from(pixel, 'base64'),
	});
	const picture = one.screen.getByRole('img', { name: 'Picture' });
	await picture.waitFor();
	await page.waitForFunction(`document.querySelector('.bubble img').naturalWidth === 1`);
	await attach.setInputFiles({
		name: 'page.html',
		mimeType: 'text/html',
		buffer: Buffer.from('<script>alert(1)</script>'),
	});
	await one.screen.getByRole('link', { name: 'page.html' }).waitFor();
	const file = await fetch(
		simulator.url + ((await one.screen.getByRole('link').getAttribute('href')) ?? ''),
	);
	expect(file.headers.get('content-type')).toBe('application/octet-stream');
	expect(file.headers.get('content-disposition')).toBe('attachment');

	await page.getByLabel('Everybody who is invited joins').check();
	await page.getByRole('button', { name: 'Add a person' }).click();
	await page.getByLabel('Number, with country code').fill('+1 650 555 2001');
	await page.getByLabel('Name', { exact: true }).fill('Newcomer');
	await page.getByRole('button', { name: 'Add', exact: true }).click();
	const newcomer = new PhoneHands(page, 'Newcomer');
	await newcomer.openChat(/Business/);
	await business.invite('+16505552001', id);
	await newcomer.tap('Open the group');
	await newcomer.sees('Newcomer joined');
	await newcomer.screen.locator('summary[aria-label="Settings of Newcomer"]').click();
	await newcomer.tap('Hide the number from businesses');
	await newcomer.sees('number hidden');
	await newcomer.write('Nobody knows my number');
	await one.sees('Nobody knows my number');
	const { value } = simulator.events.at(-1) ?? { value: {} };
	expect(JSON.stringify(value)).not.toContain('16505552001');
});

test('what somebody types right after Edit is not written over', async () => {
	const { simulator } = world;
	simulator.control.addGroup({ subject: 'Team', members: [FIRST, SECOND] });
	const page = await world.open();
	const phone = new PhoneHands(page, 'Customer 1');
	await phone.openChat('Team');
	await phone.write('See you at nine');
	const field = phone.screen.getByRole('textbox', { name: 'Message' });
	const bubble = phone.screen.getByRole('article').filter({ hasText: 'See you at nine' });
	await bubble.locator('summary').click();
	const edit = await bubble.getByRole('button', { name: 'Edit', exact: true }).elementHandle();
	// Before the browser has drawn anything: faster than any hands.
	await field.evaluate(async (input: unknown, button: unknown) => {
		(button as { click(): void }).click();
		await Promise.resolve();
		const typed = input as { value: string; dispatchEvent(event: Event): boolean };
		typed.value = 'See you at ten';
		typed.dispatchEvent(new Event('input', { bubbles: true }));
	}, edit);
	await page.evaluate('new Promise((done) => requestAnimationFrame(() => setTimeout(done)))');
	expect(await field.inputValue()).toBe('See you at ten');
});

test('a message of one’s own is edited and deleted: phones show it, the webhook does not tell which', async () => {
	const { simulator } = world;
	const { id } = simulator.control.addGroup({ subject: 'Team', members: [FIRST, SECOND] });
	const page = await world.open();
	const [one, two] = ['Customer 1', 'Customer 2'].map((name) => new PhoneHands(page, name));
	for (const phone of [one, two]) await phone.openChat('Team');
	await one.write('See you at nine');
	await two.sees('See you at nine');
	const theirs = two.screen.getByRole('article').filter({ hasText: 'See you at nine' });
	await theirs.locator('summary').click();
	await theirs.getByRole('button', { name: 'Reply' }).waitFor();
	expect(await theirs.getByRole('button', { name: 'Edit' }).count()).toBe(0);
	expect(await theirs.getByRole('button', { name: 'Delete' }).count()).toBe(0);

	await one.chooseOn('See you at nine', 'Edit');
	await one.write('See you at ten');
	await two.sees('See you at ten');
	await two.sees('Edited');
	expect(await two.screen.getByText('See you at nine').count()).toBe(0);
	await one.chooseOn('See you at ten', 'Delete');
	await two.sees('This message was deleted');
	expect(await two.screen.getByText('See you at ten').count()).toBe(0);

	await simulator.idle();
	const told = simulator.events.flatMap(({ value }) => value.messages ?? []);
	expect(told).toEqual([
		expect.objectContaining({ type: 'text', group_id: id, from: FIRST }),
		...Array<unknown>(2).fill(
			expect.objectContaining({
				type: 'unsupported',
				group_id: id,
				from: FIRST,
				errors: [expect.objectContaining({ code: 130501 })],
			}),
		),
	]);
	expect(new Set(told.map((message) => message.id)).size).toBe(3);
});
