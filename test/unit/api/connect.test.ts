import { getEventListeners } from 'node:events';

import type {
	ICredentialDataDecryptedObject,
	IExecuteFunctions,
	IHttpRequestOptions,
} from 'n8n-workflow';

import {
	connect,
	DEFAULT_BASE_URL,
	DEFAULT_BOUNDS,
} from '../../../nodes/WhatsAppGroups/api/connect';
import { ServiceFailure } from '../../../nodes/WhatsAppGroups/failures/failure';
import { freshUrl } from '../../support/world';
import { aCall } from './fakeApi';

const KEY = 'key-of-the-number';

/** Of a number that no other test knows. */
const unknownNumber = () => freshUrl('https://proxy.test:443');

/** What no body is. */
const NOTHING = { what: 'nothing', read: () => undefined };

/** The client as n8n opens it, with an answer in place of n8n's helper. */
async function open(
	credentials: ICredentialDataDecryptedObject,
	answer: { statusCode: number; body?: unknown; headers?: object } = { statusCode: 200, body: {} },
	signal?: AbortSignal,
	isExecution = true,
) {
	const requests: IHttpRequestOptions[] = [];
	const told: string[] = [];
	let inFlight = 0;
	let most = 0;
	const context = {
		getCredentials: async () => await Promise.resolve(credentials),
		...(isExecution && { getExecutionCancelSignal: () => signal }),
		getNode: () => ({ name: 'WhatsApp Groups' }),
		getWorkflow: () => ({ id: 'workflow' }),
		logger: { info: (line: string) => told.push(line) },
		helpers: {
			httpRequestWithAuthentication: async (_type: string, options: IHttpRequestOptions) => {
				requests.push(options);
				inFlight += 1;
				most = Math.max(most, inFlight);
				await Promise.resolve();
				inFlight -= 1;
				return { headers: {}, ...answer };
			},
		},
	} as unknown as IExecuteFunctions;
	return { api: await connect(context, 1), requests, told, mostInFlight: () => most };
}

describe('the Base URL', () => {
	test.each([
		['https://proxy.test', 'https://proxy.test'],
		['  https://proxy.test  ', 'https://proxy.test'],
		['https://proxy.test/', 'https://proxy.test'],
		['HTTP://127.0.0.1:8080/360dialog//', 'HTTP://127.0.0.1:8080/360dialog'],
		['https://proxy.test/two//parts', 'https://proxy.test/two//parts'],
		['', DEFAULT_BASE_URL],
		['   ', DEFAULT_BASE_URL],
		[undefined, DEFAULT_BASE_URL],
		[7, DEFAULT_BASE_URL],
	])('%j is %s', async (baseUrl, expected) => {
		const { api, requests } = await open({
			apiKey: KEY,
			...(baseUrl !== undefined && { baseUrl }),
		});
		expect(api.baseUrl).toBe(expected);
		await api.call({ ...aCall, kind: 'read' });
		expect(requests[0].url).toBe(`${expected}/things`);
	});

	test.each([
		'proxy.test',
		'ftp://proxy.test',
		'https://',
		'see https://proxy.test',
		'https://proxy.test/with blanks',
		'https://proxy.test?query',
		'https://proxy.test/#hash',
	])('%j is none', async (baseUrl) => {
		await expect(open({ apiKey: KEY, baseUrl })).rejects.toMatchObject({
			message: `The Base URL in the credential is not a web address. Enter for example ${DEFAULT_BASE_URL}.`,
		});
	});
});

test('a call has the usual bounds', async () => {
	const { api } = await open({ apiKey: KEY });
	expect(api.timeoutMs).toBe(DEFAULT_BOUNDS.timeoutMs);
});

describe('the API key', () => {
	const echo = `The key ${KEY} is not valid`;

	test.each([
		['an error', { statusCode: 401, body: { error: echo } }],
		['a text', { statusCode: 200, body: echo }],
		['a page', { statusCode: 502, body: `<title>${KEY}</title>` }],
		['a trace', { statusCode: 400, body: { error: { code: 5, fbtrace_id: KEY } } }],
		['a code', { statusCode: 400, body: { errors: [{ code: KEY, title: KEY }] } }],
		['words for users', { statusCode: 400, body: { error: { error_user_title: echo } } }],
		['no success', { statusCode: 200, body: { success: false, errors: [{ message: echo }] } }],
		['no success without a list', { statusCode: 200, body: { success: 'false', message: echo } }],
		['errors besides a success', { statusCode: 200, body: { errors: [{ message: echo }] } }],
		['a partial success', { statusCode: 206, body: { data: echo } }],
		['a wait that is too long', { statusCode: 429, body: { error: echo } }],
		['a key in base64', { statusCode: 400, body: { error: btoa(`x:${KEY}`) } }],
		['an escaped key', { statusCode: 400, body: `<p>${KEY.replaceAll('-', '&#45;')}` }],
	])('is in nothing that is told of %s', async (_what, { statusCode, body }) => {
		for (const sent of [body, JSON.stringify(body)]) {
			const answer = { statusCode, body: sent, headers: { 'retry-after': '3600' } };
			const { api } = await open({ apiKey: `  ${KEY} `, baseUrl: unknownNumber() }, answer);
			const result = await api.tryCall({ ...aCall, kind: 'once', expects: NOTHING });
			expect(result).toBeInstanceOf(ServiceFailure);
			const { message, details } = result as ServiceFailure;
			const shown = JSON.stringify([message, details]).replaceAll('&#45;', '-');
			expect(shown).not.toContain(KEY);
			expect(shown).not.toContain(btoa(`x:${KEY}`).slice(4, 20));
		}
	});

	test('is not looked for in a plain success, which comes as it is', async () => {
		const body = { subject: echo };
		const { api } = await open({ apiKey: KEY }, { statusCode: 200, body });
		const answer = await api.call({ ...aCall, kind: 'read' });
		expect(answer.body).toBe(body);
		expect(body.subject).toBe(echo);
	});

	test.each([{}, { apiKey: '' }, { apiKey: null }])(
		'%j has none to look for',
		async (credentials) => {
			const { api } = await open(credentials as ICredentialDataDecryptedObject, {
				statusCode: 400,
				body: { error: { code: 100, message: 'Invalid' } },
			});
			expect(await api.tryCall({ ...aCall, kind: 'read' })).toMatchObject({
				details: { code: 100, details: 'Invalid' },
			});
		},
	);
});

test('the clock goes forward, whatever the machine’s does', async () => {
	const { api } = await open({ apiKey: KEY });
	const wall = jest.spyOn(Date, 'now').mockReturnValue(5_000_000_000_000);
	const before = api.clock.now();
	expect(api.clock.wallTime()).toBe(5_000_000_000_000);
	wall.mockReturnValue(1);
	expect(api.clock.wallTime()).toBe(1);
	expect(api.clock.now()).toBeGreaterThanOrEqual(before);
	expect(api.clock.now() - before).toBeLessThan(1000);
	wall.mockRestore();
	expect(api.clock.random()).toBeLessThan(1);
});

test('only so many calls are in flight at once', async () => {
	const { api, mostInFlight } = await open({ apiKey: KEY });
	await Promise.all(
		Array.from({ length: 5 }, async () => await api.call({ ...aCall, kind: 'read' })),
	);
	expect(mostInFlight()).toBe(1);
});

describe('waiting', () => {
	// What nobody waits for any more goes on until its time is over.
	beforeEach(() => jest.useFakeTimers());
	afterEach(() => jest.useRealTimers());

	test('ends when the execution is stopped', async () => {
		const stop = new AbortController();
		const { api } = await open({ apiKey: KEY }, undefined, stop.signal);
		const waiting = api.clock.sleep(3_600_000);
		stop.abort();
		await expect(waiting).rejects.toThrow('The execution was stopped');
		await expect(api.clock.sleep(3_600_000)).rejects.toThrow('The execution was stopped');
	});

	test('leaves nobody behind that listens for a stop', async () => {
		const { signal } = new AbortController();
		const { api } = await open({ apiKey: KEY }, undefined, signal);
		const waiting = api.clock.sleep(1000);
		// One is that of the calls which wait for their turn: it is there as long as the execution.
		expect(getEventListeners(signal, 'abort')).toHaveLength(2);
		await jest.advanceTimersByTimeAsync(1000);
		await waiting;
		expect(getEventListeners(signal, 'abort')).toHaveLength(1);
	});
});

describe('the pace of a number', () => {
	const REFUSED = { statusCode: 429, body: {}, headers: { 'retry-after': '7200' } };
	afterEach(() => jest.restoreAllMocks());

	/** Whether a call of the one holds up one of the other. */
	async function holdsUp(
		first: ICredentialDataDecryptedObject,
		second: ICredentialDataDecryptedObject,
		isExecution = true,
	): Promise<boolean> {
		const refused = await open(first, REFUSED);
		expect(await refused.api.tryCall({ ...aCall, kind: 'read' })).toBeInstanceOf(ServiceFailure);
		return await isHeldUp(second, isExecution);
	}

	/** A call that has no patience is not made while it would have to wait. */
	async function isHeldUp(
		credentials: ICredentialDataDecryptedObject,
		isExecution = true,
	): Promise<boolean> {
		const { api, requests } = await open(credentials, undefined, undefined, isExecution);
		const impatient = api.within({ timeoutMs: 1000, maxRateLimitWaitMs: 0 });
		await impatient.tryCall({ ...aCall, kind: 'read' });
		return requests.length === 0;
	}

	test('is that of all executions with the same base URL and key', async () => {
		const baseUrl = unknownNumber();
		expect(
			await holdsUp({ apiKey: KEY, baseUrl }, { apiKey: ` ${KEY} `, baseUrl: `${baseUrl}/` }),
		).toBe(true);
	});

	test('is that of dropdowns, and of the files that the trigger loads', async () => {
		const credentials = { apiKey: KEY, baseUrl: unknownNumber() };
		expect(await holdsUp(credentials, credentials, false)).toBe(true);
	});

	test('is another with another key', async () => {
		const baseUrl = unknownNumber();
		expect(await holdsUp({ apiKey: KEY, baseUrl }, { apiKey: 'another', baseUrl })).toBe(false);
	});

	test('is another with another base URL', async () => {
		expect(
			await holdsUp(
				{ apiKey: KEY, baseUrl: unknownNumber() },
				{ apiKey: KEY, baseUrl: unknownNumber() },
			),
		).toBe(false);
	});

	test('is forgotten when nobody has used it for an hour', async () => {
		const credentials = { apiKey: KEY, baseUrl: unknownNumber() };
		const begun = performance.now();
		expect(await holdsUp(credentials, credentials)).toBe(true);
		const now = jest.spyOn(performance, 'now').mockReturnValue(begun + 50 * 60_000);
		await open(credentials);
		// It was used meanwhile. The pause is of its beginning, to which the clock is set back here.
		now.mockReturnValue(begun + 70 * 60_000);
		await open({ apiKey: KEY, baseUrl: unknownNumber() });
		now.mockReturnValue(begun + 1);
		expect(await isHeldUp(credentials)).toBe(true);
		now.mockReturnValue(begun + 131 * 60_000);
		await open({ apiKey: KEY, baseUrl: unknownNumber() });
		now.mockReturnValue(begun + 1);
		expect(await isHeldUp(credentials)).toBe(false);
	});

	test('is told in the log, once for each execution that it slows down', async () => {
		const credentials = { apiKey: KEY, baseUrl: unknownNumber() };
		const refused = { ...REFUSED, headers: {} };
		const [first, second] = [await open(credentials, refused), await open(credentials, refused)];
		const never = await open(credentials);
		const waits = [300, 300, 2000];
		for (const [index, { api }] of [first, first, second].entries()) {
			await api
				.within({ timeoutMs: 1000, maxRateLimitWaitMs: waits[index] })
				.tryCall({ ...aCall, kind: 'read' });
		}
		expect(first.requests.length).toBeGreaterThan(1);
		expect(first.told).toEqual([
			expect.stringMatching(
				/^WhatsApp Groups: the service refused a call for being one too many\. Going on with about \d+ calls per second for this number\.$/,
			),
		]);
		expect(second.told).toHaveLength(1);
		expect(never.told).toEqual([]);
	});
});
