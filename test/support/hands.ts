import type { Locator, Page } from 'playwright-core';

type Kind = 'click' | 'drag' | 'field' | 'key';

interface Step {
	kind: Kind;
	/** What a person would say that they do. */
	what: string;
}

/** Hands on a page, which remember each thing that they did. */
export class Hands {
	readonly steps: Step[] = [];

	/** On a page; the hands that are given remember for both, as two windows of one person. */
	constructor(
		readonly page: Page,
		others?: Hands,
	) {
		if (others) this.steps = others.steps;
	}

	async click(what: string, target: Locator): Promise<void> {
		this.steps.push({ kind: 'click', what });
		await target.click();
	}

	/** Clicks into a field and fills it in: counted as one. */
	async fill(what: string, field: Locator, text: string): Promise<void> {
		this.steps.push({ kind: 'field', what });
		await field.fill(text);
	}

	/** The same where the editor itself types along, as in expressions. */
	async type(what: string, field: Locator, text: string): Promise<void> {
		this.steps.push({ kind: 'field', what });
		await field.click();
		await this.page.keyboard.press('ControlOrMeta+a');
		await this.page.keyboard.insertText(text);
	}

	async press(what: string, key: string): Promise<void> {
		this.steps.push({ kind: 'key', what });
		await this.page.keyboard.press(key);
	}

	async drag(what: string, from: Locator, to: Locator): Promise<void> {
		this.steps.push({ kind: 'drag', what });
		await from.hover();
		await this.page.mouse.down();
		const box = await to.boundingBox();
		if (!box) throw new Error(`There is nothing to drag to: ${what}`);
		const [x, y] = [box.x + box.width / 2, box.y + box.height / 2];
		// The editor notices a drag by its moves.
		await this.page.mouse.move(x, y, { steps: 10 });
		await to.hover();
		await this.page.mouse.up();
	}

	count(kind: Kind): number {
		return this.steps.filter((step) => step.kind === kind).length;
	}

	/** All steps, numbered, and how many there were of each kind. */
	toString(): string {
		const lines = this.steps.map(({ kind, what }, index) => {
			return `${String(index + 1).padStart(3)}  ${kind.padEnd(6)} ${what}`;
		});
		const kinds: Kind[] = ['click', 'field', 'drag', 'key'];
		const counts = kinds
			.filter((kind) => this.count(kind) > 0)
			.map((kind) => `${kind}s: ${this.count(kind)}`)
			.join(', ');
		return [...lines, `     ${counts}`].join('\n');
	}
}
