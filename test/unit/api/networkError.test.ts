/**
 * What a network error proves: first on errors as Node makes them, then on what n8n's own HTTP helper
 * throws, as what a message's fate is decided by must be what this n8n really throws.
 */
import { once } from 'node:events';
import { createServer as createHttpServer } from 'node:http';
import { createServer, type AddressInfo, type Server, type Socket } from 'node:net';

import fc from 'fast-check';
import {
	NodeConnectionTypes,
	type IExecuteFunctions,
	type IHttpRequestOptions,
	type INodeType,
} from 'n8n-workflow';

import { WhatsAppGroupsApi } from '../../../credentials/WhatsAppGroupsApi.credentials';
import { readNetworkError, type Silence } from '../../../nodes/WhatsAppGroups/api/networkError';
import { CODES } from '../../../nodes/WhatsAppGroups/failures/codes';
import { Engine, NODE_TYPE } from '../../support/engine';

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
): Promise<Silence> {
	const thrown: unknown[] = [];
	const request: IHttpRequestOptions = {
		method: 'POST',
		url,
		headers: { Accept: 'application/json', 'Content-Type': 'application/json' },
		body: { to: 'a group' },
		timeout: 20_000,
		returnFullResponse: true,
		ignoreHttpStatusErrors: true,
		disableFollowRedirect: true,
		encoding: 'text',
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

describe('what n8n throws', () => {
	test('a refused connection: nothing was sent', async () => {
		const server = createServer();
		const port = await listen(server);
		server.close();
		await once(server, 'close');
		expect(await attempt(`http://127.0.0.1:${port}/messages`)).toEqual({
			result: 'notSent',
			reason: { code: 'connection_refused', words: 'connection refused' },
		});
	});

	test('a host that does not exist: nothing was sent', async () => {
		// An empty part is in no name, so that no name server is asked: one may take its time.
		expect(await attempt('http://nobody..invalid/messages')).toMatchObject({
			result: 'notSent',
			reason: { code: 'host_not_found' },
		});
	});

	test('https to a port that speaks http: a TLS error is no proof that nothing was sent', async () => {
		const paths: Array<string | undefined> = [];
		const server = createHttpServer((request, response) => {
			paths.push(request.url);
			response.end();
		});
		const port = await listen(server);
		expect((await attempt(`https://127.0.0.1:${port}/messages`)).result).toBe('unclear');
		expect(paths).toEqual([]);
	});

	test('a connection reset before an answer: something may have been done', async () => {
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
			reason: { code: 'connection_reset', words: 'connection reset' },
		});
		expect(received).toMatch(/^POST \/messages HTTP\/1\.1\r\n/);
	});

	const HEAD = 'HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 99\r\n\r\n';

	test.each<[string, (socket: Socket) => void]>([
		['a connection closed before an answer', (socket) => socket.end()],
		[
			'an answer that breaks off',
			(socket) => socket.write(`${HEAD}{"messages":`, () => socket.resetAndDestroy()),
		],
		['an answer that ends too early', (socket) => socket.end(`${HEAD}{"messages":`)],
		['an answer that is no HTTP', (socket) => socket.end('SSH-2.0-OpenSSH_9.6\r\n')],
	])('%s: something may have been done', async (_what, answer) => {
		const server = createServer((socket) => {
			socket.once('data', () => answer(socket));
		});
		const port = await listen(server);
		expect((await attempt(`http://127.0.0.1:${port}/messages`)).result).toBe('unclear');
	});

	test('an answer that does not come in time: something may have been done', async () => {
		const server = createServer((socket) => {
			socket.resume();
		});
		const port = await listen(server);
		expect(await attempt(`http://127.0.0.1:${port}/messages`, { timeout: 100 })).toEqual({
			result: 'unclear',
			reason: { code: 'timeout', words: 'timeout' },
		});
	});

	test('an execution that was stopped while the call was under way', async () => {
		const stop = new AbortController();
		const server = createServer((socket) => {
			socket.once('data', () => stop.abort());
		});
		const port = await listen(server);
		const result = attempt(`http://127.0.0.1:${port}/messages`, {}, stop.signal);
		expect(await result).toEqual({ result: 'stopped' });
	});
});

const error = (fields: object, cause?: unknown) =>
	Object.assign(new Error('message', { cause }), fields);

/** As axios and n8n wrap what Node throws. */
const WRAPPINGS: Array<[string, (thrown: unknown) => unknown]> = [
	['as it is', (thrown) => thrown],
	[
		'wrapped by the HTTP client, which repeats the code',
		(thrown) => error({ code: (thrown as { code?: unknown }).code, name: 'AxiosError' }, thrown),
	],
	[
		'wrapped by n8n',
		(thrown) => error({ name: 'NodeApiError', httpCode: '500' }, error({}, thrown)),
	],
];

describe.each(WRAPPINGS)('an error %s', (_name, wrap) => {
	const read = (fields: object) => readNetworkError(wrap(error(fields)));
	const SYSCALLS = ['connect', 'getaddrinfo', 'read', 'write', 'shutdown', undefined];
	const BEFORE = ['connect', 'getaddrinfo'];

	test.each(
		[
			'EHOSTUNREACH',
			'ENETUNREACH',
			'EHOSTDOWN',
			'ETIMEDOUT',
			'ECONNRESET',
			'EPIPE',
			'EADDRNOTAVAIL',
		]
			.flatMap((code) => SYSCALLS.map((syscall) => ({ code, syscall })))
			.map((fields) => ({
				...fields,
				result: BEFORE.includes(fields.syscall ?? '') ? 'notSent' : 'unclear',
			})),
	)('$code of $syscall is $result', ({ code, syscall, result }) => {
		expect(read({ code, syscall }).result).toBe(result);
	});

	test.each(['ECONNREFUSED', 'ENOTFOUND', 'EAI_AGAIN'])(
		'%s comes from before there is a connection',
		(code) => {
			expect(read({ code }).result).toBe('notSent');
		},
	);

	test.each([
		'EPROTO',
		'ERR_SSL_WRONG_VERSION_NUMBER',
		'ERR_SSL_DECRYPTION_FAILED_OR_BAD_RECORD_MAC',
		'ERR_SSL_TLSV1_ALERT_INTERNAL_ERROR',
		'ERR_SSL_SSLV3_ALERT_HANDSHAKE_FAILURE',
		'ECONNABORTED',
		'ESOCKETTIMEDOUT',
		'ERR_BAD_RESPONSE',
		'ERR_NETWORK',
		'ERR_STREAM_PREMATURE_CLOSE',
		'HPE_INVALID_CONSTANT',
		'UND_ERR_SOCKET',
		'SOMETHING_NEW',
		'',
	])('%s may end a connection that carried a request', (code) => {
		for (const syscall of ['read', 'write', undefined]) {
			expect(read({ code, syscall }).result).toBe('unclear');
		}
	});

	test.each([
		'CERT_HAS_EXPIRED',
		'CERT_NOT_YET_VALID',
		'CERT_UNTRUSTED',
		'DEPTH_ZERO_SELF_SIGNED_CERT',
		'SELF_SIGNED_CERT_IN_CHAIN',
		'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
		'UNABLE_TO_GET_ISSUER_CERT',
		'UNABLE_TO_GET_ISSUER_CERT_LOCALLY',
		'ERR_TLS_CERT_ALTNAME_INVALID',
		'HOSTNAME_MISMATCH',
	])('%s is a certificate that no second try makes good', (code) => {
		expect(read({ code })).toEqual({
			result: 'impossible',
			reason: { code: 'certificate_refused', words: code.replaceAll('_', ' ').toLowerCase() },
		});
	});

	test.each(['ERR_INVALID_URL', 'ERR_BAD_OPTION_VALUE', 'ERR_BAD_OPTION'])(
		'%s is no address',
		(code) => {
			expect(read({ code })).toEqual({
				result: 'impossible',
				reason: { code: 'host_not_found', words: code.replaceAll('_', ' ').toLowerCase() },
			});
		},
	);

	test.each([
		{ code: 'ERR_CANCELED' },
		{ code: 'ABORT_ERR' },
		{ name: 'AbortError' },
		{ name: 'CanceledError' },
	])('%j is a stopped execution', (fields) => {
		expect(read(fields)).toEqual({ result: 'stopped' });
	});

	test.each<[string, unknown[], string]>([
		['two refused connects', [{ syscall: 'connect' }, { syscall: 'connect' }], 'notSent'],
		['one connect', [{ syscall: 'connect', code: 'ETIMEDOUT' }], 'notSent'],
		['a connect and a read', [{ syscall: 'connect' }, { syscall: 'read' }], 'unclear'],
		['a connect and one that says nothing', [{ syscall: 'connect' }, {}], 'unclear'],
		['a connect and nothing', [{ syscall: 'connect' }, undefined], 'unclear'],
		['a connect and null', [{ syscall: 'connect' }, null], 'unclear'],
		['no attempts', [], 'unclear'],
	])('of an attempt over several addresses: %s', (_what, errors, result) => {
		const thrown = Object.assign(new AggregateError(errors), { code: 'ETIMEDOUT' });
		expect(readNetworkError(wrap(thrown)).result).toBe(result);
	});
});

describe('what is told of it', () => {
	test.each([
		['ECONNREFUSED', 'connection_refused', 'connection refused'],
		['ENOTFOUND', 'host_not_found', 'host not found'],
		['EAI_AGAIN', 'host_name_lookup_failed', 'host name lookup failed'],
		['ECONNRESET', 'connection_reset', 'connection reset'],
		['EPIPE', 'connection_reset', 'connection reset'],
		['ECONNABORTED', 'timeout', 'timeout'],
		['ETIMEDOUT', 'timeout', 'timeout'],
		['ESOCKETTIMEDOUT', 'timeout', 'timeout'],
		['EHOSTUNREACH', 'host_unreachable', 'host unreachable'],
		['EHOSTDOWN', 'host_unreachable', 'host unreachable'],
		['ENETUNREACH', 'network_unreachable', 'network unreachable'],
		['EPROTO', 'connection_failed', 'eproto'],
		['ERR_SSL_WRONG_VERSION_NUMBER', 'connection_failed', 'err ssl wrong version number'],
		['constructor', 'connection_failed', 'constructor'],
		['__proto__', 'connection_failed', '  proto  '],
		['', 'connection_failed', 'the connection broke'],
	])('%s is %s, in words "%s"', (code, own, words) => {
		expect(readNetworkError(error({ code }))).toMatchObject({ reason: { code: own, words } });
		expect(Object.keys(CODES)).toContain(own);
	});

	test('the words of a connect without a code', () => {
		expect(readNetworkError(error({ syscall: 'connect' }))).toEqual({
			result: 'notSent',
			reason: { code: 'connection_failed', words: 'the connection broke' },
		});
	});

	test('the outermost code is the reason of an unclear end', () => {
		const thrown = error({ code: 'ECONNABORTED' }, error({ code: 'EPIPE' }));
		expect(readNetworkError(thrown)).toMatchObject({ reason: { code: 'timeout' } });
	});

	test('a code that is no text says nothing', () => {
		expect(readNetworkError({ code: 7 })).toEqual(UNKNOWN);
	});
});

const UNKNOWN: Silence = {
	result: 'unclear',
	reason: { code: 'connection_failed', words: 'the connection broke' },
};

test('looks at causes, however deep', () => {
	const depth = fc.integer({ min: 0, max: 20 });
	fc.assert(
		fc.property(depth, (wrappings) => {
			let thrown: unknown = error({ code: 'ECONNREFUSED' });
			for (let index = 0; index < wrappings; index += 1) thrown = error({}, thrown);
			expect(readNetworkError(thrown)).toEqual({
				result: 'notSent',
				reason: { code: 'connection_refused', words: 'connection refused' },
			});
		}),
	);
});

test('a cycle of causes ends', () => {
	const thrown = error({ code: 'EPIPE' });
	const cause = error({}, thrown);
	thrown.cause = cause;
	expect(readNetworkError(cause)).toMatchObject({ reason: { code: 'connection_reset' } });
	const itself = error({});
	itself.cause = itself;
	expect(readNetworkError(itself)).toEqual(UNKNOWN);
});

test('whatever is thrown: never throws, and what is not understood is unclear', () => {
	fc.assert(
		fc.property(fc.jsonValue(), (thrown) => {
			fc.pre(!/"(code|name|syscall|cause|errors)"/.test(JSON.stringify(thrown)));
			expect(readNetworkError(thrown)).toEqual(UNKNOWN);
		}),
	);
	fc.assert(
		fc.property(
			fc.record(
				{
					code: fc.anything(),
					syscall: fc.anything(),
					name: fc.anything(),
					cause: fc.anything(),
					errors: fc.anything(),
				},
				{ requiredKeys: [] },
			),
			(thrown) => {
				expect(['notSent', 'unclear', 'impossible', 'stopped']).toContain(
					readNetworkError(thrown).result,
				);
			},
		),
		{ numRuns: 1000 },
	);
});

test('nothing proves that a request was not sent but a name that is not found, a refusal or a connect', () => {
	const code = fc.oneof(
		fc.stringMatching(/^(E[A-Z]{2,12}|(ERR|HPE|UND_ERR)_[A-Z_]{2,20})$/),
		fc.constantFrom('EHOSTUNREACH', 'ETIMEDOUT', 'EPROTO', 'ECONNRESET'),
	);
	const syscall = fc.constantFrom('read', 'write', 'shutdown', 'open', undefined);
	fc.assert(
		fc.property(fc.array(fc.record({ code, syscall }), { minLength: 1, maxLength: 4 }), (chain) => {
			const thrown = chain.reduceRight<unknown>((cause, fields) => error(fields, cause), undefined);
			const isProof = chain.some((one) =>
				['ECONNREFUSED', 'ENOTFOUND', 'EAI_AGAIN'].includes(one.code),
			);
			fc.pre(!isProof);
			expect(readNetworkError(thrown).result).not.toBe('notSent');
		}),
		{ numRuns: 1000 },
	);
});
