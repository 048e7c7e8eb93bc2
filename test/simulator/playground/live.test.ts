import { demoSeeds, startSimulator, type Simulator } from '../index';
import type { Changes } from './view';

const PERSON = '16505551001';

/** What a page would hold: the view and all changes of it, put together. */
class Watcher {
	readonly view: Record<string, Record<string, unknown>> = {};
	events: string[] = [];
	private text = '';
	private readonly abort = new AbortController();
	private wake = () => {};

	async start({ url }: Simulator): Promise<this> {
		const answer = await fetch(`${url}/_control/live`, { signal: this.abort.signal });
		void this.read(answer.body as ReadableStream<Uint8Array>);
		await this.until(() => this.events.length > 0);
		return this;
	}

	async until(holds: () => boolean): Promise<void> {
		while (!holds()) await new Promise<void>((resolve) => (this.wake = resolve));
	}

	/** Without collections that are empty. */
	held() {
		return Object.fromEntries(
			Object.entries(this.view).filter(([, held]) => Object.keys(held).length > 0),
		);
	}

	stop(): void {
		this.abort.abort();
	}

	private async read(body: ReadableStream<Uint8Array>): Promise<void> {
		const decoder = new TextDecoder();
		try {
			for await (const chunk of body) {
				this.text += decoder.decode(chunk, { stream: true });
				const messages = this.text.split('\n\n');
				this.text = messages.pop() ?? '';
				for (const message of messages) this.take(message);
				this.wake();
			}
		} catch {
			// It was stopped.
		}
	}

	private take(message: string): void {
		const [, name, data] = /^event: (\w+)\ndata: (.*)$/.exec(message) ?? [];
		this.events.push(name);
		for (const [collection, changes] of Object.entries(JSON.parse(data) as Changes)) {
			const held = (this.view[collection] ??= {});
			for (const [key, value] of Object.entries(changes)) {
				if (value === null) delete held[key];
				else held[key] = value;
			}
		}
	}
}

let simulator: Simulator;
beforeEach(async () => {
	simulator = await startSimulator({ ...demoSeeds(), allowLoopbackWebhooks: true });
});
afterEach(async () => await simulator.close());

const control = async (method: string, path: string, body: object = {}) =>
	await fetch(`${simulator.url}/_control${path}`, {
		method,
		headers: { 'content-type': 'application/json' },
		...(method === 'GET' ? {} : { body: JSON.stringify(body) }),
	});

test('who watches from the start and who comes later see the same, whatever happens', async () => {
	const early = await new Watcher().start(simulator);
	const [open, approval] = simulator.state.groups.values();
	await control('POST', '/send-text', { groupId: open.id, person: PERSON, text: 'Hello' });
	await control('POST', '/people', { waId: PERSON, name: 'Renamed' });
	await control('PATCH', '/switches', { createResponse: 'id' });
	await control('POST', '/join', { groupId: open.id, person: '16505551003' });
	await control('POST', '/suspend', { groupId: open.id });
	await control('PATCH', '/templates/welcome', { status: 'paused' });
	await control('POST', '/faults', { kind: 'html', path: '/groups' });
	await control('PUT', '/webhook', { url: 'http://127.0.0.1:9/' });
	await control('POST', '/send-text', { groupId: approval.id, person: '16505551003', text: 'Hi' });
	await fetch(`${simulator.url}/groups/${approval.id}`, {
		method: 'DELETE',
		headers: { 'D360-API-KEY': simulator.apiKey },
	});
	simulator.setSwitches({ autoStatuses: 'sent' });
	await control('POST', '/reset');
	await control('POST', '/send-text', { groupId: '', person: PERSON, text: 'refused' });
	simulator.control.sendDirect(PERSON, 'The last thing');
	const late = await new Watcher().start(simulator);
	await early.until(() => JSON.stringify(early.view.lines).includes('The last thing'));
	expect(early.held()).toEqual(late.held());
	expect(early.events.filter((name) => name === 'all')).toHaveLength(1);
	early.stop();
	late.stop();
});

test('statuses of a message, and a state that is loaded, replace what was there', async () => {
	const watcher = await new Watcher().start(simulator);
	const [group] = simulator.state.groups.values();
	simulator.setSwitches({ autoStatuses: 'none' });
	await fetch(`${simulator.url}/messages`, {
		method: 'POST',
		headers: { 'D360-API-KEY': simulator.apiKey, 'content-type': 'application/json' },
		body: JSON.stringify({
			messaging_product: 'whatsapp',
			recipient_type: 'group',
			to: group.id,
			type: 'text',
			text: { body: 'To all' },
		}),
	});
	const [wamid] = simulator.state.messages.keys();
	await control('POST', '/read', { wamid, person: PERSON });
	const line = () =>
		Object.values(watcher.view.lines ?? {}).at(-1) as {
			message?: { reached: Record<string, string> };
		};
	await watcher.until(() => line()?.message?.reached[PERSON] === 'read');
	const saved = simulator.save();
	simulator.load({
		...saved,
		messages: saved.messages.map((one) => ({ ...one, content: { text: 'Changed' } })),
	});
	await watcher.until(() => JSON.stringify(watcher.view.lines).includes('Changed'));
	expect(Object.keys(watcher.view.lines)).toHaveLength(1);
	watcher.stop();
});
