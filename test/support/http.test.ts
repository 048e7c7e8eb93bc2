/**
 * What n8n-core's `httpRequestWithAuthentication` does over a real connection. The client of our nodes
 * classifies failures by what is recorded here, so a new n8n that does otherwise shows up here first.
 */
import type { IDataObject, IHttpRequestOptions } from 'n8n-workflow';

import { deadUrl, startLoopback, type Loopback } from './loopback';
import { sampleEngine } from './sampleNode';

const { engine, does } = sampleEngine();
let server: Loopback;

beforeAll(async () => {
	server = await startLoopback();
});
beforeEach(() => {
	server.received.length = 0;
	server.answers((response) => {
		response.setHeader('Content-Type', 'application/json').end('{"ok":true}');
	});
});
afterAll(async () => await server.close());

/** Calls from within a node, and gives what the helper gave or threw. */
async function call(
	options: IHttpRequestOptions,
	signal?: AbortSignal,
): Promise<{ answer?: unknown; thrown?: Thrown }> {
	let outcome: { answer?: unknown; thrown?: Thrown } = {};
	does(async function () {
		try {
			const { helpers } = this;
			const answer: unknown = await helpers.httpRequestWithAuthentication.call(
				this,
				'whatsAppGroupsApi',
				options,
			);
			outcome = { answer };
		} catch (error) {
			outcome = { thrown: error as Thrown };
		}
		return [[]];
	});
	await engine.runNode({}, undefined, { signal });
	return outcome;
}

interface Thrown {
	name: string;
	message: string;
	code?: string;
	httpCode: string | null;
	cause: Cause;
}

interface Cause {
	name: string;
	message: string;
	code?: string;
	syscall?: string;
	status?: number;
	response?: { status: number; headers: IDataObject; data: unknown };
	cause?: Cause;
}

/** The fields by which a failure can be told from others, along the chain of causes. */
function facts({ thrown }: { thrown?: Thrown }) {
	if (!thrown) throw new Error('Nothing was thrown');
	const { name, code, httpCode, message, cause } = thrown;
	return {
		thrown: [name, code, httpCode, message],
		cause: [cause.constructor.name, cause.name, cause.code, cause.message],
		answered: cause.response?.status,
		root: cause.cause && [cause.cause.code, cause.cause.syscall],
	};
}

describe('what is sent', () => {
	test('carries what the credential adds, evaluated, and closes the connection', async () => {
		const { answer } = await call({ url: `${server.url}/path?a=1`, json: true });
		expect(answer).toEqual({ ok: true });
		const [{ method, url, headers }] = server.received;
		expect([method, url]).toEqual(['GET', '/path?a=1&secret=none']);
		expect(headers).toMatchObject({
			'x-key': 'key',
			'x-plain': 'plain',
			accept: 'application/json',
			'user-agent': 'n8n',
			connection: 'close',
		});
	});

	test('DELETE with a JSON body sends the body', async () => {
		await call({ method: 'DELETE', url: server.url, body: { users: ['1'] }, json: true });
		const [{ method, headers, body }] = server.received;
		expect([method, headers['content-type'], body.toString()]).toEqual([
			'DELETE',
			'application/json',
			'{"users":["1"]}',
		]);
	});

	test('an empty object as the body is not sent at all', async () => {
		await call({ method: 'POST', url: server.url, body: {}, json: true });
		const [{ headers, body }] = server.received;
		expect([headers['content-type'], headers['content-length'], body.length]).toEqual([
			undefined,
			'0',
			0,
		]);
	});

	test('multipart as bytes, under a content type of its own, arrives unchanged', async () => {
		const body = Buffer.concat([
			Buffer.from('--b\r\nContent-Disposition: form-data; name="file"\r\n\r\n'),
			Buffer.from([0, 13, 10, 255, 254]),
			Buffer.from('\r\n--b--\r\n'),
		]);
		const type = 'multipart/form-data; boundary=b';
		await call({ method: 'POST', url: server.url, body, headers: { 'Content-Type': type } });
		const [received] = server.received;
		expect(received.headers['content-type']).toBe(type);
		expect(received.headers['content-length']).toBe(String(body.length));
		expect(received.body.equals(body)).toBe(true);
	});
});

describe('what comes back', () => {
	const whole = { returnFullResponse: true, ignoreHttpStatusErrors: true };

	test('any status, with headers in lower case', async () => {
		server.answers((response) => {
			response.writeHead(429, { 'Content-Type': 'application/json', 'Retry-After': '3' });
			response.end('{"error":{"code":130429}}');
		});
		expect((await call({ url: server.url, json: true, ...whole })).answer).toMatchObject({
			statusCode: 429,
			statusMessage: 'Too Many Requests',
			headers: { 'retry-after': '3' },
			body: { error: { code: 130429 } },
		});
	});

	test('a redirect that is not followed', async () => {
		server.answers((response) => response.writeHead(302, { Location: '/other' }).end('moved'));
		const options = { url: server.url, disableFollowRedirect: true };
		expect((await call({ ...options, ...whole })).answer).toMatchObject({
			statusCode: 302,
			headers: { location: '/other' },
			body: 'moved',
		});
		expect(facts(await call(options))).toMatchObject({
			thrown: ['NodeApiError', undefined, '302', 'Request failed with status code 302'],
			answered: 302,
		});
		expect(server.received).toHaveLength(2);
	});

	test('bytes, with an encoding of "arraybuffer", whatever the content type', async () => {
		const bytes = Buffer.from([0, 255, 1, 254]);
		server.answers((response) => {
			response.setHeader('Content-Type', 'application/json').end(bytes);
		});
		const { answer } = await call({ url: server.url, encoding: 'arraybuffer', ...whole });
		const { body } = answer as { body: Buffer };
		expect(Buffer.isBuffer(body) && body.equals(bytes)).toBe(true);
	});

	test('text, where JSON is broken', async () => {
		server.answers((response) => {
			response.setHeader('Content-Type', 'application/json').end('{"a":');
		});
		expect((await call({ url: server.url, json: true })).answer).toBe('{"a":');
	});

	test('an error for a status of 500, with the answer as its cause’s', async () => {
		server.answers((response) => {
			response.writeHead(500, { 'Content-Type': 'application/json' }).end('{"error":{"code":1}}');
		});
		const outcome = await call({ url: server.url, json: true });
		expect(facts(outcome)).toEqual({
			thrown: [
				'NodeApiError',
				undefined,
				'500',
				'The service was not able to process your request',
			],
			cause: [
				'AxiosError',
				'AxiosError',
				'ERR_BAD_RESPONSE',
				'Request failed with status code 500',
			],
			answered: 500,
			root: undefined,
		});
		expect(outcome.thrown?.cause.response?.data).toEqual({ error: { code: 1 } });
	});
});

describe('no answer', () => {
	const post: Omit<IHttpRequestOptions, 'url'> = { method: 'POST', body: { a: 1 }, json: true };

	test('connection refused: nothing was sent', async () => {
		const url = await deadUrl();
		const { port } = new URL(url);
		expect(facts(await call({ url, ...post }))).toEqual({
			thrown: [
				'NodeApiError',
				undefined,
				'ECONNREFUSED',
				'The service refused the connection - perhaps it is offline',
			],
			cause: ['AxiosError', 'Error', 'ECONNREFUSED', `connect ECONNREFUSED 127.0.0.1:${port}`],
			answered: undefined,
			root: ['ECONNREFUSED', 'connect'],
		});
	});

	test('no such host: nothing was sent', async () => {
		// An empty part is in no name: it is refused without a name server.
		const { thrown, cause, root } = facts(await call({ url: 'http://nobody..invalid/', ...post }));
		expect(thrown.slice(0, 2)).toEqual(['NodeApiError', undefined]);
		const code = 'ENOTFOUND';
		expect(thrown[2]).toEqual(code);
		expect(cause).toEqual(['AxiosError', 'Error', code, expect.stringMatching(/^getaddrinfo /)]);
		expect(root).toEqual([code, 'getaddrinfo']);
	});

	const closedMessage =
		'The connection to the server was closed unexpectedly, perhaps it is offline. You can retry the request immediately or wait and retry later.';

	test('reset after the request', async () => {
		server.answers((_response, { socket }) => socket.resetAndDestroy());
		expect(facts(await call({ url: server.url, ...post }))).toEqual({
			thrown: ['NodeApiError', undefined, 'ECONNRESET', closedMessage],
			cause: ['AxiosError', 'Error', 'ECONNRESET', 'read ECONNRESET'],
			answered: undefined,
			root: ['ECONNRESET', 'read'],
		});
		expect(server.received).toHaveLength(1);
	});

	test('closed after the request', async () => {
		server.answers((_response, { socket }) => socket.end());
		expect(facts(await call({ url: server.url, ...post }))).toEqual({
			thrown: ['NodeApiError', undefined, 'ECONNRESET', closedMessage],
			cause: ['AxiosError', 'Error', 'ECONNRESET', 'socket hang up'],
			answered: undefined,
			root: ['ECONNRESET', undefined],
		});
	});

	test('timeout before the answer', async () => {
		server.answers(() => {});
		expect(facts(await call({ url: server.url, timeout: 100, ...post }))).toEqual({
			thrown: [
				'NodeApiError',
				undefined,
				'ECONNABORTED',
				'The connection was aborted, perhaps the server is offline',
			],
			cause: ['AxiosError', 'AxiosError', 'ECONNABORTED', 'timeout of 100ms exceeded'],
			answered: undefined,
			root: undefined,
		});
	});

	/** The status of an answer of which only the beginning came stands where a failure's code stands. */
	const cutOff = {
		thrown: ['NodeApiError', undefined, '200', 'stream has been aborted'],
		cause: ['AxiosError', 'AxiosError', 'ERR_BAD_RESPONSE', 'stream has been aborted'],
		answered: 200,
		root: undefined,
	};

	test.each([
		['closed', undefined],
		['timeout', 100],
	])('%s within the answer looks like an answer of 200', async (how, timeout) => {
		server.answers((response, { socket }) => {
			response.writeHead(200, { 'Content-Length': '100' });
			response.write('{"a":', () => {
				if (how === 'closed') socket.end();
			});
		});
		const options = { url: server.url, timeout, ignoreHttpStatusErrors: true, ...post };
		expect(facts(await call(options))).toEqual(cutOff);
	});

	test('stopping the execution aborts the call', async () => {
		const stop = new AbortController();
		server.answers(() => stop.abort());
		expect(facts(await call({ url: server.url, ...post }, stop.signal))).toEqual({
			thrown: ['NodeApiError', undefined, 'ERR_CANCELED', 'canceled'],
			cause: ['CanceledError', 'CanceledError', 'ERR_CANCELED', 'canceled'],
			answered: undefined,
			root: undefined,
		});
	});
});
