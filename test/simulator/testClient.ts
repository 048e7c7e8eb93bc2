import { Agent, request } from 'undici';
import { startSimulator, type Simulator, type SimulatorOptions } from './index';

/** An answer of the simulator, whatever its body is. */
export interface TestAnswer {
	status: number;
	headers: Record<string, string | string[] | undefined>;
	text: string;
	/** The parsed body; undefined when it is not JSON. Loosely typed: tests assert on it. */
	body: ReturnType<typeof JSON.parse>;
}

export interface TestClient {
	simulator: Simulator;
	call(method: string, path: string, body?: unknown): Promise<TestAnswer>;
	/** Any request at all, with the API key. */
	raw(
		method: string,
		path: string,
		body: string | Buffer | undefined,
		headers?: Record<string, string>,
	): Promise<TestAnswer>;
	/** A multipart body; a value with bytes is a file. */
	upload(path: string, parts: Array<[string, string | TestFile]>): Promise<TestAnswer>;
	/** A text to a group or a person. */
	sendText(to: string, body?: string): Promise<TestAnswer>;
	close(): Promise<void>;
}

export interface TestFile {
	bytes: Uint8Array;
	type: string;
	name: string;
}

export const PRODUCT = { messaging_product: 'whatsapp' };

/** A simulator with quick retries, and a client with its key. */
export async function startTestClient(options: SimulatorOptions = {}): Promise<TestClient> {
	const simulator = await startSimulator({
		allowLoopbackWebhooks: true,
		delivery: { retryBaseMs: 2, retryMaxMs: 20 },
		...options,
	});
	const agent = new Agent({ connections: 100 });
	const raw: TestClient['raw'] = async (method, path, body, headers = {}) => {
		const answer = await request(simulator.url + path, {
			method: method as 'GET',
			headers: { 'D360-API-KEY': simulator.apiKey, ...headers },
			body,
			dispatcher: agent,
		});
		const text = await answer.body.text();
		return { status: answer.statusCode, headers: answer.headers, text, body: parsed(text) };
	};
	const call: TestClient['call'] = async (method, path, body) =>
		body === undefined
			? await raw(method, path, undefined)
			: await raw(method, path, JSON.stringify(body), { 'content-type': 'application/json' });
	return {
		simulator,
		raw,
		call,
		upload: async (path, parts) => {
			const boundary = 'boundary-of-the-test';
			const lines = parts.flatMap(([name, value]) => [
				`--${boundary}\r\n${partHeaders(name, value)}\r\n\r\n`,
				typeof value === 'string' ? value : value.bytes,
				'\r\n',
			]);
			const body = Buffer.concat(
				[...lines, `--${boundary}--\r\n`].map((line) => Buffer.from(line)),
			);
			return await raw('POST', path, body, {
				'content-type': `multipart/form-data; boundary=${boundary}`,
			});
		},
		sendText: async (to, body = 'Hello') =>
			await call('POST', '/messages', {
				...PRODUCT,
				recipient_type: to.startsWith('+') ? 'individual' : 'group',
				to,
				type: 'text',
				text: { body },
			}),
		close: async () => {
			await Promise.all([simulator.close(), agent.destroy()]);
		},
	};
}

function partHeaders(name: string, value: string | TestFile): string {
	const disposition = `Content-Disposition: form-data; name="${name}"`;
	if (typeof value === 'string') return disposition;
	return `${disposition}; filename="${value.name}"\r\nContent-Type: ${value.type}`;
}

function parsed(text: string): unknown {
	try {
		return JSON.parse(text);
	} catch {
		return undefined;
	}
}

/** The code of a Graph error body. */
export function codeOf(answer: TestAnswer): [number, number] {
	return [answer.status, answer.body?.error?.code];
}

/** The smallest JPEG file that declares these dimensions. */
export function jpeg(width: number, height: number): Uint8Array {
	const size = [height >> 8, height & 255, width >> 8, width & 255];
	const app0 = [0xff, 0xe0, 0, 16, 0x4a, 0x46, 0x49, 0x46, 0, 1, 1, 0, 0, 1, 0, 1, 0, 0];
	const sof0 = [0xff, 0xc0, 0, 11, 8, ...size, 1, 1, 0x11, 0];
	return Uint8Array.from([0xff, 0xd8, ...app0, ...sof0, 0xff, 0xd9]);
}
