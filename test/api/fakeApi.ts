/** The real client on a service that is a function: calls are recorded, and no time passes. */
import { Api, type Call } from '../../nodes/WhatsAppGroups/api/client';
import { Pacer } from '../../nodes/WhatsAppGroups/api/pacer';
import { VirtualTime } from './virtualTime';

export interface FakeAnswer {
	status?: number;
	body: unknown;
	headers?: Record<string, string>;
}

export interface FakeCall {
	method: string;
	path: string;
	query: Record<string, unknown>;
	timeoutMs: number;
}

export class FakeService {
	readonly calls: FakeCall[] = [];
	readonly time = new VirtualTime();
	readonly api: Api;

	/** @param latencyMs how long each answer takes, in virtual time */
	constructor(answer: (call: FakeCall) => FakeAnswer, latencyMs = 0) {
		const baseUrl = 'https://service.test';
		this.api = new Api(
			{
				baseUrl,
				clock: this.time,
				pacer: new Pacer(this.time),
				acquire: async () => await Promise.resolve(() => {}),
				send: async ({ method = 'GET', url, qs, timeout = 0 }) => {
					const path = url.slice(baseUrl.length);
					const call = { method, path, query: { ...qs }, timeoutMs: timeout };
					this.calls.push(call);
					if (latencyMs > 0) await this.time.sleep(latencyMs);
					const { status = 200, body, headers = {} } = answer(call);
					return { statusCode: status, body, headers };
				},
			},
			{ timeoutMs: 1000, maxRateLimitWaitMs: 0 },
		);
	}
}

export const aCall: Omit<Call, 'kind'> = { method: 'GET', path: ['things'] };
