import type { Locator, Page } from 'playwright-core';

/** A person's phone, by what they do with it. */
export class PhoneHands {
	readonly screen: Locator;

	constructor(
		readonly page: Page,
		readonly name: string,
	) {
		this.screen = page.getByRole('region', { name: `Phone of ${name}`, exact: true });
	}

	async openChat(title: string | RegExp): Promise<void> {
		const back = this.screen.getByRole('button', { name: 'Back to the chats' });
		if (await back.isVisible()) await back.click();
		const chats = this.screen.getByRole('region', { name: 'Chats' });
		await chats.getByRole('button', { name: title }).click();
	}

	async tap(button: string): Promise<void> {
		await this.screen.getByRole('button', { name: button, exact: true }).click();
	}

	async write(text: string): Promise<void> {
		await this.screen.getByRole('textbox', { name: 'Message' }).fill(text);
		await this.tap('Send');
	}

	/** Waits until it shows in the open chat. */
	async sees(text: string): Promise<void> {
		await this.screen.getByText(text).first().waitFor();
	}

	/** Opens the menu of a message, and chooses from it. */
	async chooseOn(message: string, choice: string): Promise<void> {
		const bubble = this.screen.getByRole('article').filter({ hasText: message }).last();
		await bubble.locator('summary').click();
		await bubble.getByRole('button', { name: choice, exact: true }).click();
	}
}
