/** A number whose webhook configuration is a value: what it is asked for is recorded, and no time passes. */
import type {
	MultiWebhookConfig,
	WebhookConfig,
	WebhookDestination,
} from '../../../nodes/WhatsAppGroups/api/contract/webhooks';
import { FakeService, type FakeAnswer, type FakeCall } from '../api/fakeApi';

export interface NumberState {
	webhook?: WebhookConfig;
	account?: WebhookConfig;
	multi: { enabled: boolean; destinations: WebhookDestination[] };
}

export class FakeNumber {
	state: NumberState;
	readonly service: FakeService;
	/** Whether a destination can be removed by DELETE (D24). */
	canRemove = true;
	/** Whether destinations are there again after they were switched off and on (D24). */
	keepsListWhileOff = false;
	/** Whether the number's webhook can be emptied (D23). */
	canBeEmptied = true;
	/** How long changes take to show, in ms. */
	showsAfterMs = 0;
	/** What the service keeps of the headers of an entry, and what it shows of those. */
	keeps: (headers: Record<string, string>) => Record<string, string> = (headers) => headers;
	shows: (headers: Record<string, string>) => Record<string, string> | undefined = (headers) =>
		headers;
	/** Answers in place of the usual ones; what it throws is a call that broke. */
	instead: (call: FakeCall) => FakeAnswer | undefined = () => undefined;
	private shown: NumberState;
	private showsAt = 0;

	constructor(state: Partial<NumberState> = {}, latencyMs = 0) {
		this.state = { multi: { enabled: false, destinations: [] }, ...state };
		this.shown = structuredClone(this.state);
		this.service = new FakeService((call) => this.instead(call) ?? this.answer(call), {
			latencyMs,
		});
	}

	get api() {
		return this.service.api;
	}

	async run<T>(work: Promise<T>): Promise<T> {
		return await this.service.time.run(work);
	}

	/** "METHOD /path" of each call, in order. */
	asked(): string[] {
		return this.service.calls.map(({ method, path }) => `${method} ${path}`);
	}

	/** The calls that change something, with what they carry. */
	changes(): Array<[string, unknown]> {
		return this.service.calls
			.filter(({ method }) => method !== 'GET')
			.map(({ method, path, body }) => [`${method} ${path}`, body]);
	}

	private answer({ method, path, body }: FakeCall): FakeAnswer {
		if (method === 'GET') return { body: this.read(path) };
		const before = structuredClone(this.visible());
		const answer = this.change(`${method} ${path}`, body);
		this.shown = before;
		this.showsAt = this.service.time.now() + this.showsAfterMs;
		return answer;
	}

	private visible(): NumberState {
		return this.service.time.now() >= this.showsAt ? this.state : this.shown;
	}

	private read(path: string): unknown {
		const { webhook = {}, account = {}, multi } = this.visible();
		if (path === '/health_status') {
			const entities = [{ entity_type: 'PHONE_NUMBER', id: '106540352242922' }];
			return { health_status: { entities } };
		}
		const shown = <T extends WebhookConfig>(entry: T): T =>
			entry.headers ? { ...entry, headers: this.shows(entry.headers) } : entry;
		if (path === '/v1/configs/webhook') return shown(webhook);
		if (path === '/waba_webhook') return shown(account);
		return { ...multi, destinations: multi.destinations.map(shown) };
	}

	private change(what: string, sent: unknown): FakeAnswer {
		const { multi } = this.state;
		const kept = <T extends WebhookConfig>(entry: T): T =>
			entry.headers ? { ...entry, headers: this.keeps(entry.headers) } : entry;
		const { destinations } = sent as MultiWebhookConfig;
		const body: unknown = destinations
			? { ...(sent as object), destinations: destinations.map(kept) }
			: kept(sent as WebhookConfig);
		const { name } = body as { name?: string };
		const index = multi.destinations.findIndex((one) => one.name === name);
		switch (what) {
			case 'POST /v1/configs/webhook': {
				const config = body as WebhookConfig;
				if (!config.url && !this.canBeEmptied) return refused(400);
				this.state.webhook = config;
				return { body: config };
			}
			case 'POST /multi_webhook':
				Object.assign(multi, body);
				if (!multi.enabled && !this.keepsListWhileOff) multi.destinations = [];
				return { body: multi };
			case 'PUT /multi_webhook':
				multi.destinations.push(...((body as MultiWebhookConfig).destinations ?? []));
				return { body: multi };
			case 'PATCH /multi_webhook':
				if (index < 0) return refused(404);
				multi.destinations[index] = body as WebhookDestination;
				return { body: multi };
			case 'DELETE /multi_webhook':
				if (!this.canRemove) return refused(405);
				if (index < 0) return refused(404);
				multi.destinations.splice(index, 1);
				return { body: multi };
			default:
				throw new Error(`The number knows no ${what}`);
		}
	}
}

/** A refusal; with 500 one that does not say what became of the call. */
export function refused(status: number): FakeAnswer {
	return { status, body: { error: { code: status === 500 ? 131000 : 100, message: 'Refused' } } };
}
