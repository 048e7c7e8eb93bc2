import type { Locator, Page } from 'playwright-core';

/** n8n's editor, by what a user does in it. */
export class Editor {
	constructor(
		readonly page: Page,
		private readonly url: string,
	) {}

	async openWorkflow(id: string): Promise<void> {
		await this.page.goto(`${this.url}/workflow/${id}`);
		await this.page.getByTestId('canvas-node').first().waitFor();
	}

	async newWorkflow(): Promise<void> {
		await this.page.goto(`${this.url}/workflow/new`);
		await this.page.getByTestId('canvas-add-button').waitFor();
	}

	node(name: string): Locator {
		return this.page.locator(`[data-test-id="canvas-node"][data-node-name="${name}"]`);
	}

	/** Opens a node's panel. */
	async openNode(name: string): Promise<void> {
		await this.node(name).dblclick();
		await this.page.getByTestId('ndv').waitFor();
	}

	async closeNode(): Promise<void> {
		await this.page.getByTestId('ndv-close-button').click();
		await this.page.getByTestId('ndv').waitFor({ state: 'hidden' });
	}

	parameter(name: string): Locator {
		return this.page.getByTestId(`parameter-input-${name}`);
	}

	/** Chooses an entry of a dropdown in the node's panel. */
	async choose(parameter: string, label: string): Promise<void> {
		await this.parameter(parameter).click();
		// Its description is part of an option's name.
		const option = this.page.getByRole('option', { name: new RegExp(`^${label}`) });
		await option.first().click();
	}

	/** The panel in which nodes are found. */
	async searchNodes(words: string): Promise<Locator> {
		await this.page.getByTestId('canvas-plus-button').click();
		await this.page.getByTestId('node-creator-search-bar').fill(words);
		return this.page.getByTestId('item-iterator-item');
	}

	get output(): Locator {
		return this.page.getByTestId('output-panel');
	}

	/** Runs the node whose panel is open, and shows its output as JSON. */
	async executeStep(): Promise<void> {
		await this.page.getByTestId('node-execute-button').click();
	}

	async showJson(): Promise<void> {
		await this.output.getByTestId('radio-button-json').click();
	}

	/** Starts the workflow from its manual trigger. */
	async executeWorkflow(): Promise<void> {
		await this.page.getByTestId('execute-workflow-button').click();
	}

	/** Starts it from one of several triggers. */
	async executeFrom(trigger: string): Promise<void> {
		await this.node(trigger).hover();
		await this.page.getByTestId(`execute-workflow-button-${trigger}`).click();
	}

	/** The texts of notes that are too small for them. */
	async cutNotes(): Promise<string[]> {
		return await this.page
			.getByTestId('sticky')
			.evaluateAll((all) =>
				all
					.filter((note) =>
						[...note.querySelectorAll('div')].some(
							({ scrollHeight, clientHeight }) => scrollHeight > clientHeight + 1,
						),
					)
					.map((note) => note.textContent ?? ''),
			);
	}

	/** What stands in the way, as the canvas shows it: by node, and in messages. */
	async warnings(): Promise<string[]> {
		const marked = this.page.locator(
			'[data-test-id="canvas-node"]:has([data-test-id*="status-warning"], [data-test-id*="node-issues"])',
		);
		const names = await marked.evaluateAll((all) => all.map((one) => one.dataset.nodeName ?? ''));
		const messages = this.page.locator(
			'.el-notification:has(.el-notification--warning, .el-notification--error)',
		);
		return [...names, ...(await messages.allInnerTexts())];
	}
}
