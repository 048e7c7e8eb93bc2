/** Steps of the story that is played with n8n and without. */
import type { PhoneHands } from './phoneHands';

/** Two who are invited join, and a third asks to join. */
export async function answerInvitations(
	one: PhoneHands,
	two: PhoneHands,
	three: PhoneHands,
): Promise<void> {
	for (const phone of [one, two, three]) await phone.openChat(/Business/);
	await one.sees('0 of 8 in it');
	await one.tap('Join group');
	await two.sees('1 of 8 in it');
	await two.tap('Join group');
	await three.tap('Ask to join');
	await three.screen.getByRole('button', { name: 'Cancel my request' }).waitFor();
}

/** It shows in the group, and the invitation opens nothing any more. */
export async function seeRemoval(phone: PhoneHands): Promise<void> {
	await phone.sees('You were removed from this group.');
	await phone.openChat(/Business/);
	await phone.sees('You cannot join: the business removed you.');
}
