import type { Browser, Page } from 'playwright-core';

import {
	startReceiver,
	startSimulator,
	type Receiver,
	type Simulator,
	type SimulatorOptions,
} from '../../simulator';
import { openBrowser } from '../../support/browser';

const VIEW = { width: 1440, height: 900 };
const PATIENCE_MS = 15_000;
export const FOREIGN_NAME = 'rebound.example';

/** A simulator and a browser. */
export interface World {
	simulator: Simulator;
	browser: Browser;
	/** A new page at an address of the playground; mistakes of its script fail the test that closes it. */
	open(view?: string, colorScheme?: 'light' | 'dark', width?: number): Promise<Page>;
	close(): Promise<void>;
}

export async function openWorld(options: SimulatorOptions = {}): Promise<World> {
	const simulator = await startSimulator({ allowLoopbackWebhooks: true, ...options });
	// A name of another site that points to this machine.
	const browser = await openBrowser(`--host-resolver-rules=MAP ${FOREIGN_NAME} 127.0.0.1`);
	const mistakes: string[] = [];
	return {
		simulator,
		browser,
		open: async (view = 'phones', colorScheme = 'light', width = VIEW.width) => {
			const context = await browser.newContext({ viewport: { ...VIEW, width }, colorScheme });
			const page = await context.newPage();
			page.setDefaultTimeout(PATIENCE_MS);
			page.on('pageerror', (error) => mistakes.push(error.message));
			await page.goto(`${simulator.url}/playground/${view}`);
			await page.getByRole('heading', { level: 1 }).waitFor();
			return page;
		},
		close: async () => {
			await browser.close();
			await simulator.close();
			if (mistakes.length > 0) throw new Error(`The page's script failed: ${mistakes.join('; ')}`);
		},
	};
}

/** A business as a program: it calls the service, and answers what it hears by webhook. */
export class BusinessProgram {
	private constructor(
		private readonly simulator: Simulator,
		private readonly receiver: Receiver,
	) {}

	static async start(simulator: Simulator): Promise<BusinessProgram> {
		const receiver = await startReceiver();
		simulator.setWebhook({ url: receiver.url });
		return new BusinessProgram(simulator, receiver);
	}

	/** @throws when the service refuses */
	async call<T>(method: string, path: string, body?: object): Promise<T> {
		const answer = await fetch(this.simulator.url + path, {
			method,
			headers: { 'D360-API-KEY': this.simulator.apiKey, 'content-type': 'application/json' },
			body: body && JSON.stringify({ messaging_product: 'whatsapp', ...body }),
		});
		const text = await answer.text();
		if (!answer.ok) throw new Error(`${method} ${path} answered ${answer.status}: ${text}`);
		return JSON.parse(text) as T;
	}

	async createGroup(subject: string, needsApproval: boolean): Promise<string> {
		await this.call('POST', '/groups', {
			subject,
			join_approval_mode: needsApproval ? 'approval_required' : 'auto_approve',
		});
		const { data } = await this.call<{ data: { groups: Array<{ id: string }> } }>('GET', '/groups');
		return data.groups[0].id;
	}

	async invite(number: string, groupId: string): Promise<void> {
		const parameters = [
			{ type: 'group_id', group_id: groupId },
			{ type: 'text', text: 'everybody' },
		];
		await this.call('POST', '/messages', {
			recipient_type: 'individual',
			to: number,
			type: 'template',
			template: {
				name: 'group_invite',
				language: { code: 'en_US' },
				components: [{ type: 'body', parameters }],
			},
		});
	}

	async write(groupId: string, text: string): Promise<void> {
		await this.call('POST', '/messages', {
			recipient_type: 'group',
			to: groupId,
			type: 'text',
			text: { body: text },
		});
	}

	/** From now on answers each text in a group that matches. */
	answers(pattern: RegExp, answer: (text: string) => string): void {
		this.receiver.answerWith(async ({ body }) => {
			const changes = body.entry.flatMap((entry) => entry.changes);
			const messages = changes.flatMap(({ value }) => value.messages ?? []);
			for (const { text, group_id: groupId } of messages) {
				const words = text?.body ?? '';
				if (groupId && pattern.test(words)) await this.write(groupId, answer(words));
			}
			return 200;
		});
	}

	async close(): Promise<void> {
		await this.receiver.close();
	}
}
