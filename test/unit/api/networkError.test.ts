/**
 * What n8n's own HTTP helper throws, given to `readNetworkError`: what a message's fate is decided by
 * must be what this n8n really throws, and not what we believe it does.
 */
import { once } from 'node:events';
import { createServer as createHttpServer } from 'node:http';
import { createServer, type AddressInfo, type Server, type Socket } from 'node:net';

import { Engine, NODE_TYPE } from '../../support/engine';
import {
	NodeConnectionTypes,
	type IExecuteFunctions,
	type IHttpRequestOptions,
	type INodeType,
} from 'n8n-workflow';

import { WhatsAppGroupsApi } from '../../../credentials/WhatsAppGroupsApi.credentials';
import { readNetworkError, type Attempt } from '../../../nodes/WhatsAppGroups/api/retry';

const CREDENTIAL = 'whatsAppGroupsApi';

/** A node that makes one call and keeps what was thrown. */
function probe(options: IHttpRequestOptions, keep: (thrown: unknown) => void): INodeType {
	return {
		description: {
			displayName: 'Probe',
			name: 'probe',
			group: ['transform'],
			version: 1,
			description: '',
			defaults: {},
			inputs: [NodeConnectionTypes.Main],
			outputs: [NodeConnectionTypes.Main],
			credentials: [{ name: CREDENTIAL, required: true }],
			properties: [],
		},
		async execute(this: IExecuteFunctions) {
			try {
				await this.helpers.httpRequestWithAuthentication.call(this, CREDENTIAL, options);
			} catch (error) {
				keep(error);
			}
			return [this.getInputData()];
		},
	};
}

const closers: Array<() => void> = [];

afterEach(() => {
	for (const close of closers.splice(0)) close();
});

/** Listens on a free port of this machine; every connection is cut when the test is over. */
async function listen(server: Server): Promise<number> {
	const sockets = new Set<Socket>();
	server.on('connection', (socket: Socket) => {
		sockets.add(socket);
		socket.on('error', () => {});
	});
	server.listen(0, '127.0.0.1');
	await once(server, 'listening');
	closers.push(() => {
		for (const socket of sockets) socket.destroy();
		server.close();
	});
	return (server.address() as AddressInfo).port;
}

/** What our reading makes of the error that one call ends with. */
async function attempt(
	url: string,
	options: Partial<IHttpRequestOptions> = {},
	signal?: AbortSignal,
): Promise<Attempt> {
	const thrown: unknown[] = [];
	const request: IHttpRequestOptions = {
		method: 'POST',
		url,
		body: { to: 'a group' },
		json: true,
		timeout: 20_000,
		returnFullResponse: true,
		ignoreHttpStatusErrors: true,
		disableFollowRedirect: true,
		...options,
	};
	const engine = new Engine({
		nodeTypes: { [NODE_TYPE]: probe(request, (error) => thrown.push(error)) },
		credentialType: new WhatsAppGroupsApi(),
		credentials: { apiKey: 'key', baseUrl: 'http://127.0.0.1' },
	});
	await engine.runNode({}, [{ json: {} }], { signal });
	if (thrown.length !== 1) throw new Error('The call did not fail');
	return readNetworkError(thrown[0]);
}

describe('nothing was sent', () => {
	test('a refused connection', async () => {
		const server = createServer();
		const port = await listen(server);
		server.close();
		await once(server, 'close');
		expect(await attempt(`http://127.0.0.1:${port}/messages`)).toEqual({
			result: 'notSent',
			reason: 'ECONNREFUSED',
		});
	});

	test('a host that does not exist', async () => {
		const result = await attempt('http://nowhere.invalid/messages');
		expect(result.result).toBe('notSent');
		expect(['ENOTFOUND', 'EAI_AGAIN']).toContain((result as { reason: string }).reason);
	});

	test('https to a port that speaks http', async () => {
		const paths: Array<string | undefined> = [];
		const server = createHttpServer((request, response) => {
			paths.push(request.url);
			response.end();
		});
		const port = await listen(server);
		const result = await attempt(`https://127.0.0.1:${port}/messages`);
		expect(result.result).toBe('impossible');
		expect(paths).toEqual([]);
	});
});

describe('something may have been done', () => {
	test('a connection reset before an answer', async () => {
		let received = '';
		const server = createServer((socket) => {
			socket.once('data', (data) => {
				received += data.toString();
				socket.resetAndDestroy();
			});
		});
		const port = await listen(server);
		expect(await attempt(`http://127.0.0.1:${port}/messages`)).toEqual({
			result: 'unclear',
			reason: 'ECONNRESET',
		});
		expect(received).toMatch(/^POST \/messages HTTP\/1\.1\r\n/);
	});

	test('a connection closed before an answer', async () => {
		const server = createServer((socket) => {
			socket.once('data', () => socket.end());
		});
		const port = await listen(server);
		expect((await attempt(`http://127.0.0.1:${port}/messages`)).result).toBe('unclear');
	});

	test('an answer that breaks off', async () => {
		const server = createServer((socket) => {
			socket.once('data', () => {
				const head =
					'HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 99\r\n\r\n';
				socket.write(`${head}{"messages":`, () => socket.resetAndDestroy());
			});
		});
		const port = await listen(server);
		expect((await attempt(`http://127.0.0.1:${port}/messages`)).result).toBe('unclear');
	});

	test('an answer that is no HTTP', async () => {
		const server = createServer((socket) => {
			socket.once('data', () => socket.end('SSH-2.0-OpenSSH_9.6\r\n'));
		});
		const port = await listen(server);
		expect((await attempt(`http://127.0.0.1:${port}/messages`)).result).toBe('unclear');
	});

	test('an answer that does not come in time', async () => {
		const server = createServer((socket) => {
			socket.resume();
		});
		const port = await listen(server);
		expect((await attempt(`http://127.0.0.1:${port}/messages`, { timeout: 100 })).result).toBe(
			'unclear',
		);
	});
});

describe('trying again cannot help', () => {
	test('an execution that was stopped while the call was under way', async () => {
		const stop = new AbortController();
		const server = createServer((socket) => {
			socket.once('data', () => stop.abort());
		});
		const port = await listen(server);
		const result = attempt(`http://127.0.0.1:${port}/messages`, {}, stop.signal);
		expect(await result).toEqual({ result: 'impossible', reason: 'the execution was stopped' });
	});
});
