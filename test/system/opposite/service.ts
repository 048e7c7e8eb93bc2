/**
 * A service that answers as it is told, for each cell of the matrix under an address of its own. It
 * knows nothing of the API, and shares nothing with the simulator: what is wrong in both would not show.
 */
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A request, and what became of it. */
export interface Call {
	/** "POST /messages" */
	name: string;
	method: string;
	path: string;
	query: URLSearchParams;
	/** The body, where it is JSON. */
	json: Record<string, unknown>;
	/** How many of the same name came before. */
	before: number;
	/** Answered by the good world, and not by the way. */
	good: boolean;
	/** The answer said clearly that it was not done. */
	refused: boolean;
}

export interface Reply {
	status?: number;
	headers?: Record<string, string>;
	/** Text and bytes as they are, anything else as JSON. */
	body?: unknown;
	/** The connection ends before the answer, or in the middle of it; or nothing comes at all. */
	cut?: 'before' | 'half' | 'never';
	/** Says clearly that it was not done, so that doing it again is not doing it twice. */
	refuses?: boolean;
	good?: boolean;
}

export interface Scene {
	url: string;
	calls: Call[];
}

export interface Service {
	/** An address at which everything is answered by `answer`. */
	open(answer: (call: Call, calls: readonly Call[]) => Reply): Scene;
	/** An address at which nobody listens. */
	deadUrl: string;
	close(): Promise<void>;
}

/** Beyond so many requests a client will not end by itself: it is refused for good. */
const RUNAWAY = 250;

/** What does not answer at all hangs up after this time, for calls that would wait for minutes. */
const LONGEST_SILENCE_MS = 3000;

export async function startService(): Promise<Service> {
	const scenes = new Map<string, { answer: Parameters<Service['open']>[0]; calls: Call[] }>();
	const server = createServer((request, response) => {
		const chunks: Buffer[] = [];
		request.on('data', (chunk: Buffer) => chunks.push(chunk));
		request.on('end', () => {
			const [, id, rest] = /^\/(c\d+)(\/.*)$/.exec(request.url ?? '') ?? [];
			const scene = scenes.get(id);
			if (!scene) {
				response.writeHead(404).end();
				return;
			}
			const call = readCall(request, rest, Buffer.concat(chunks), scene.calls);
			scene.calls.push(call);
			const reply =
				scene.calls.length > RUNAWAY
					? { status: 400, body: { error: { code: 131215, message: 'Enough' } }, refuses: true }
					: scene.answer(call, scene.calls);
			call.good = reply.good ?? false;
			call.refused = reply.refuses ?? false;
			send(response, reply);
		});
	});
	await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
	const { port } = server.address() as AddressInfo;
	return {
		deadUrl: await deadUrl(),
		open(answer) {
			const id = `c${scenes.size}`;
			const calls: Call[] = [];
			scenes.set(id, { answer, calls });
			return { url: `http://127.0.0.1:${port}/${id}`, calls };
		},
		close: async () => {
			server.closeAllConnections();
			await new Promise<void>((resolve) => server.close(() => resolve()));
		},
	};
}

function readCall(
	{ method = '' }: IncomingMessage,
	rest: string,
	body: Buffer,
	calls: readonly Call[],
): Call {
	const { pathname, searchParams } = new URL(rest, 'http://service');
	const name = `${method} ${pathname}`;
	return {
		name,
		method,
		path: pathname,
		query: searchParams,
		json: readJson(body),
		before: calls.filter((call) => call.name === name).length,
		good: false,
		refused: false,
	};
}

function readJson(body: Buffer): Record<string, unknown> {
	try {
		const value: unknown = JSON.parse(body.toString('utf8'));
		return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};
	} catch {
		return {};
	}
}

function send(response: ServerResponse, { status = 200, headers, body, cut }: Reply): void {
	const isRaw = typeof body === 'string' || Buffer.isBuffer(body) || body === undefined;
	const bytes = Buffer.from((isRaw ? (body ?? '') : JSON.stringify(body)) as string);
	const type = isRaw ? undefined : { 'Content-Type': 'application/json' };
	if (cut === 'before') {
		response.socket?.destroy();
	} else if (cut === 'never') {
		setTimeout(() => response.socket?.destroy(), LONGEST_SILENCE_MS).unref();
	} else {
		const length = status === 204 ? undefined : { 'Content-Length': String(bytes.length) };
		response.writeHead(status, { ...type, ...length, ...headers });
		if (cut === 'half') {
			const half = bytes.subarray(0, Math.floor(bytes.length / 2));
			response.write(half, () => response.socket?.destroy());
		} else {
			response.end(status === 204 ? undefined : bytes);
		}
	}
}

async function deadUrl(): Promise<string> {
	const server = createServer();
	await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
	const { port } = server.address() as AddressInfo;
	await new Promise<void>((resolve) => server.close(() => resolve()));
	return `http://127.0.0.1:${port}`;
}
