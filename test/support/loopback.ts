/** A server on loopback that answers as a test says, and keeps what it was sent. */
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface Received {
	method: string;
	url: string;
	headers: IncomingMessage['headers'];
	body: Buffer;
}

type Answer = (response: ServerResponse, request: IncomingMessage) => void;

export interface Loopback {
	url: string;
	received: Received[];
	/** How it answers from now on, once the request is there in full. */
	answers(answer: Answer): void;
	close(): Promise<void>;
}

export async function startLoopback(): Promise<Loopback> {
	const received: Received[] = [];
	let current: Answer = (response) => response.end('{}');
	const server = createServer((request, response) => {
		const chunks: Buffer[] = [];
		request.on('data', (chunk: Buffer) => chunks.push(chunk));
		request.on('end', () => {
			const { method = '', url = '', headers } = request;
			received.push({ method, url, headers, body: Buffer.concat(chunks) });
			current(response, request);
		});
	});
	await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
	const { port } = server.address() as AddressInfo;
	return {
		url: `http://127.0.0.1:${port}`,
		received,
		answers: (answer) => {
			current = answer;
		},
		close: async () => {
			server.closeAllConnections();
			await new Promise<void>((resolve) => server.close(() => resolve()));
		},
	};
}

/** An address at which nobody listens. */
export async function deadUrl(): Promise<string> {
	const { url, close } = await startLoopback();
	await close();
	return url;
}
