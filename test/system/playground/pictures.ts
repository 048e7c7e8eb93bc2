import { readFile } from 'node:fs/promises';
import path from 'node:path';

import { demoSeeds, type Simulator } from '../../simulator';
import { PhoneHands } from '../../support/phoneHands';
import { PROJECT } from '../../tools/n8n/userFolder';
import { BusinessProgram, openWorld } from './world';

const [FIRST, SECOND, THIRD] = ['16505551001', '16505551002', '16505551003'];

/** Groups in which something has happened. */
async function scene(simulator: Simulator, business: BusinessProgram): Promise<void> {
	const { control, state } = simulator;
	const [kickOff, vip] = state.groups.values();
	const picture = await readFile(path.join(PROJECT, 'examples', 'picture.jpg'));
	kickOff.picture = picture;
	kickOff.pictureSha256 = 'picture';
	control.sendText(kickOff.id, FIRST, 'Good morning! When do you open on Saturday?');
	await business.write(kickOff.id, 'Hello! We are open from 9 to 17 on Saturday.');
	const answer = [...state.messages.keys()].at(-1) ?? '';
	control.sendText(kickOff.id, SECOND, 'Great, see you then', answer);
	control.sendReaction(kickOff.id, FIRST, answer, '👍');
	await business.call('POST', '/messages', {
		recipient_type: 'group',
		to: kickOff.id,
		type: 'pin',
		pin: { type: 'pin', message_id: answer, expiration_days: 7 },
	});
	await business.invite(`+${THIRD}`, kickOff.id);
	control.openWindow(vip.id);
	await business.write(vip.id, 'Our spring offer is here.');
	simulator.faults.add({
		kind: 'error',
		code: 130429,
		times: 3,
		method: 'POST',
		path: '/messages',
	});
	await business.write(kickOff.id, 'Refused once').catch(() => {});
	await simulator.idle();
}

/** The pictures of the READMEs. They differ in a few pixels each time: taken only when asked for. */
export async function takePictures(): Promise<void> {
	const world = await openWorld(demoSeeds());
	const business = await BusinessProgram.start(world.simulator);
	const file = (name: string) => path.join(PROJECT, 'docs', 'images', `playground-${name}.png`);
	try {
		await scene(world.simulator, business);
		const phones = await world.open('phones');
		await phones.setViewportSize({ width: 1280, height: 760 });
		for (const name of ['Customer 1', 'Customer 2']) {
			await new PhoneHands(phones, name).openChat('Project kick-off');
		}
		await new PhoneHands(phones, 'Customer 3').openChat(/Business/);
		await phones.getByRole('heading', { level: 1 }).click();
		await phones.screenshot({ path: file('phones'), animations: 'disabled' });

		const desk = await world.open('business', 'dark');
		await desk.getByRole('button', { name: /Project kick-off/ }).click();
		await desk.setViewportSize({ width: 1280, height: 860 });
		await desk.screenshot({ path: file('business'), animations: 'disabled' });

		const service = await world.open('service');
		await service.locator('.wire summary').first().click();
		await service.getByText('Rate limit hit').first().waitFor();
		await service.setViewportSize({ width: 1280, height: 860 });
		await service.screenshot({ path: file('service'), animations: 'disabled' });
	} finally {
		await world.close();
		await business.close();
	}
}
