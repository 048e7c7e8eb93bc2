import type { Locator, Page } from 'playwright-core';

import type { Hands } from '../../support/hands';

const SEARCH = 'whatsapp groups';

/** A workflow as a user makes it in n8n's editor, by clicks that are counted. */
export class Building {
	private readonly page: Page;

	/** On an empty canvas. */
	constructor(private readonly hands: Hands) {
		this.page = hands.page;
	}

	/** Begins with n8n's own manual trigger. */
	async startByHand(): Promise<void> {
		await this.firstStep();
		await this.hands.click('Trigger manually', this.page.getByText('Trigger manually'));
		await this.page.getByTestId('canvas-node').waitFor();
	}

	/** Begins with our trigger; its panel opens. */
	async startOn(event: string): Promise<void> {
		await this.firstStep();
		await this.find(event);
	}

	/** Adds a node behind the last one; its panel opens. */
	async add(action: string): Promise<void> {
		const plus = this.page.getByTestId('canvas-handle-plus-wrapper').last();
		await this.hands.click('“+” behind the last node', plus);
		await this.find(action);
	}

	/** Drags a field of the input to a parameter. */
	async map(field: string, parameter: string): Promise<void> {
		const pills = this.page.getByTestId('ndv-input-panel').getByTestId('run-data-schema-node-name');
		const pill = pills.filter({ hasText: new RegExp(`^${field}$`) }).first();
		const target = this.page.getByTestId(`resource-locator-${parameter}`);
		await this.hands.drag(`${field} to the parameter ${parameter}`, pill, target);
		await target.getByText(`$json.${field}`).waitFor();
	}

	async enter(parameter: string, text: string): Promise<void> {
		const field = this.page
			.getByTestId(`parameter-input-${parameter}`)
			.locator('input, textarea')
			.first();
		await this.hands.fill(`${parameter}: ${text}`, field, text);
		// As long as it has the focus, n8n's hints lie over what is below.
		await field.blur();
	}

	/** Types an expression. */
	async express(parameter: string, expression: string): Promise<void> {
		const options = this.page.getByTestId(`${parameter}-parameter-input-options-container`);
		await this.page.getByTestId(`parameter-input-${parameter}`).hover();
		await this.hands.click(
			`Expression, of ${parameter}`,
			options.getByTestId('radio-button-expression'),
		);
		const field = this.page.getByTestId(`parameter-input-${parameter}`).locator('.cm-content');
		await this.hands.type(`${parameter}: ${expression}`, field, expression);
		await field.blur();
	}

	/** Chooses how a group or a template is named. */
	async name(parameter: string, mode: string): Promise<void> {
		const locator = this.page.getByTestId(`resource-locator-${parameter}`);
		await this.hands.click(`how ${parameter} is named`, locator.getByTestId('rlc-mode-selector'));
		const option = this.page.getByRole('option', { name: mode, exact: true });
		await this.hands.click(mode, option);
	}

	/** From the list behind a parameter. */
	async pick(parameter: string, entry: string): Promise<void> {
		const locator = this.page.getByTestId(`resource-locator-${parameter}`);
		await this.hands.click(`the list of ${parameter}`, locator.getByTestId('rlc-input'));
		const item = this.page.getByTestId('rlc-item').filter({ hasText: entry });
		await this.hands.click(`${entry}, in the list`, item.first());
	}

	/** Runs the node whose panel is open, and those before it. */
	async execute(): Promise<void> {
		await this.hands.click('Execute step', this.page.getByTestId('node-execute-button'));
	}

	/** Waits for something in the output of the open panel. */
	async shows(text: string | RegExp): Promise<Locator> {
		const found = this.page.getByTestId('output-panel').getByText(text);
		await found.first().waitFor();
		return found;
	}

	async closePanel(): Promise<void> {
		await this.hands.click('close the panel', this.page.getByTestId('ndv-close-button'));
		await this.page.getByTestId('ndv').waitFor({ state: 'hidden' });
	}

	async publish(): Promise<void> {
		const { page } = this;
		await this.hands.click('Publish', page.getByTestId('workflow-open-publish-modal-button'));
		await this.hands.click('Publish, once more', page.getByTestId('workflow-publish-button'));
		await this.hands.click('Got it', page.getByRole('button', { name: 'Got it' }));
	}

	private async firstStep(): Promise<void> {
		await this.hands.click('Add first step', this.page.getByTestId('canvas-add-button'));
	}

	private async find(action: string): Promise<void> {
		const { page } = this;
		await this.hands.fill(`search: ${SEARCH}`, page.getByTestId('node-creator-search-bar'), SEARCH);
		const entry = page.getByTestId('item-iterator-item').filter({ hasText: 'WhatsApp Groups' });
		await this.hands.click('WhatsApp Groups', entry.first());
		await this.hands.click(action, page.getByText(action, { exact: true }));
		await page.getByTestId('ndv').waitFor();
	}
}
