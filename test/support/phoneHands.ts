import type { Locator, Page } from 'playwright-core';

import { Hands } from './hands';

/** A person's phone, by what they do with it. */
export class PhoneHands {
	readonly screen: Locator;

	/** @param hands that remember what was done */
	constructor(
		readonly page: Page,
		readonly name: string,
		private readonly hands = new Hands(page),
	) {
		this.screen = page.getByRole('region', { name: `Phone of ${name}`, exact: true });
	}

	async openChat(title: string | RegExp): Promise<void> {
		const back = this.screen.getByRole('button', { name: 'Back to the chats' });
		if (await back.isVisible()) await this.hands.click('back to the chats', back);
		const chats = this.screen.getByRole('region', { name: 'Chats' });
		await this.hands.click(
			`the chat “${String(title)}”, on the phone of ${this.name}`,
			chats.getByRole('button', { name: title }),
		);
	}

	async tap(button: string): Promise<void> {
		await this.hands.click(
			`${button}, on the phone`,
			this.screen.getByRole('button', { name: button, exact: true }),
		);
	}

	/** By the invitation in the open chat, which may hold others. */
	async join(subject: string): Promise<void> {
		const invitation = this.screen.getByRole('region', { name: `Invitation to ${subject}` });
		const button = invitation.getByRole('button', { name: 'Join group', exact: true });
		await this.hands.click('Join group, on the phone', button.last());
	}

	async write(text: string): Promise<void> {
		await this.hands.fill(
			`on the phone: ${text}`,
			this.screen.getByRole('textbox', { name: 'Message' }),
			text,
		);
		await this.tap('Send');
	}

	/** Waits until it shows in the open chat. */
	async sees(text: string): Promise<void> {
		await this.screen.getByText(text).first().waitFor();
	}

	/** Opens the menu of a message, and chooses from it. */
	async chooseOn(message: string, choice: string): Promise<void> {
		const bubble = this.screen.getByRole('article').filter({ hasText: message }).last();
		await this.hands.click(`the menu of “${message}”`, bubble.locator('summary'));
		await this.hands.click(choice, bubble.getByRole('button', { name: choice, exact: true }));
	}
}
