import type { Answer, Call } from '../../../nodes/WhatsAppGroups/api/client';
import { ServiceFailure } from '../../../nodes/WhatsAppGroups/api/errorBody';
import { MAX_ATTEMPTS } from '../../../nodes/WhatsAppGroups/api/retry';
import { aCall, broken, FakeService, type FakeAnswer } from './fakeApi';

const OK: FakeAnswer = { body: { id: '1' } };
const BROKEN = 'ECONNRESET';
const NOT_SENT = 'ECONNREFUSED';
const REFUSED = { status: 400, body: { error: { code: 100, message: 'Invalid parameter' } } };
const DOWN = { status: 500, body: { error: { code: 131000, message: 'Something went wrong' } } };
const WAIT_MS = 10_000;

function limited(code: number, retryAfter?: number): FakeAnswer {
	const headers: Record<string, string> =
		retryAfter === undefined ? {} : { 'retry-after': String(retryAfter) };
	return { status: 429, body: { error: { code, message: 'Too many' } }, headers };
}

/** A service that answers in this order, the last again and again; a text is a connection that broke. */
function serve(...answers: Array<FakeAnswer | string>) {
	const startedAt: number[] = [];
	const service = new FakeService(() => {
		startedAt.push(service.time.now());
		const next = answers.length > 1 ? answers.shift() : answers[0];
		if (typeof next === 'string') throw broken(next);
		return next ?? OK;
	});
	const bounded = service.api.within({ timeoutMs: 1000, maxRateLimitWaitMs: WAIT_MS });
	const tryCall = async (call: Partial<Call> = {}) =>
		await service.time.run(bounded.tryCall({ ...aCall, kind: 'read', ...call }));
	return { service, startedAt, tryCall };
}

describe('the request', () => {
	async function requestOf(call: Partial<Call>) {
		const { service, tryCall } = serve(OK);
		await tryCall(call);
		return service.requests[0];
	}
	const usual = {
		method: 'GET',
		url: 'https://service.test/things',
		timeout: 1000,
		returnFullResponse: true,
		ignoreHttpStatusErrors: true,
		disableFollowRedirect: true,
	};

	test('asks for JSON, and follows no redirect', async () => {
		expect(await requestOf({})).toStrictEqual({ ...usual, json: true });
	});

	test('has the query that is given, and nothing of what is not', async () => {
		expect(await requestOf({ query: { limit: 5, after: undefined } })).toStrictEqual({
			...usual,
			qs: { limit: 5 },
			json: true,
		});
		expect(await requestOf({ query: { after: undefined } })).toStrictEqual({
			...usual,
			json: true,
		});
	});

	test('encodes each part of the path', async () => {
		const { url } = await requestOf({ path: ['groups', 'a/b?c#d'] });
		expect(url).toBe('https://service.test/groups/a%2Fb%3Fc%23d');
	});

	test('goes where the service said, whatever the parts are', async () => {
		const { url } = await requestOf({ path: [''], rawPath: '/file?mid=1' });
		expect(url).toBe('https://service.test/file?mid=1');
	});

	test('carries JSON', async () => {
		expect(await requestOf({ method: 'POST', json: { a: 1 } })).toStrictEqual({
			...usual,
			method: 'POST',
			body: { a: 1 },
			headers: { 'Content-Type': 'application/json' },
			json: true,
		});
	});

	test('carries a form', async () => {
		const { body, headers } = await requestOf({ form: [{ name: 'type', content: 'text/plain' }] });
		expect(headers?.['Content-Type']).toMatch(/^multipart\/form-data; boundary=/);
		expect(String(body)).toContain('name="type"');
	});

	test('asks for bytes', async () => {
		expect(await requestOf({ binary: true })).toStrictEqual({ ...usual, encoding: 'arraybuffer' });
	});
});

test.each(['', '.', '..', '\ud800'])('%j is part of no path: nothing is sent', async (id) => {
	const { service, tryCall } = serve(OK);
	expect(await tryCall({ path: ['groups', id] })).toMatchObject({
		outcome: 'notDone',
		details: { code: 'invalid_id' },
	});
	expect(service.calls).toEqual([]);
});

describe('bytes', () => {
	test('come as they are', async () => {
		const { tryCall } = serve({ body: Buffer.from('file') });
		expect(await tryCall({ binary: true })).toMatchObject({ body: Buffer.from('file') });
	});

	test('of an empty file are none', async () => {
		const { tryCall } = serve({ body: undefined });
		const answer = await tryCall({ binary: true });
		expect((answer as Answer<Buffer>).body).toEqual(Buffer.alloc(0));
	});

	test.each([300, 400])('of an error are read (HTTP %d)', async (status) => {
		const { tryCall } = serve({ status, body: Buffer.from(JSON.stringify(REFUSED.body)) });
		expect(await tryCall({ binary: true })).toMatchObject({ details: { code: 100 } });
	});

	test('of an error that is no JSON are its text', async () => {
		const { tryCall } = serve({ status: 400, body: Buffer.from('No such file') });
		expect(await tryCall({ binary: true })).toMatchObject({
			details: { details: 'No such file' },
		});
	});
});

describe('a success that is none', () => {
	test('has a reason', async () => {
		const body = { success: false, errors: [{ code: 131041, message: 'Unknown group' }] };
		const failure = await serve({ body }).tryCall({ kind: 'once' });
		expect(failure).toMatchObject({
			outcome: 'notDone',
			details: { code: 131041, message: 'Unknown group', httpStatus: 200 },
		});
	});

	test('has none', async () => {
		const failure = await serve({ body: { success: false } }).tryCall({ kind: 'once' });
		expect(failure).toMatchObject({
			outcome: 'notDone',
			details: {
				code: 200,
				message: 'The service answered that it did not succeed, without a reason',
				hint: 'Check the values of this item. If they are right, ask 360dialog support.',
				httpStatus: 200,
			},
		});
	});
});

describe('what an earlier attempt may have done', () => {
	test.each([
		[[OK], false],
		[[NOT_SENT, OK], false],
		[[BROKEN, OK], true],
		[[DOWN, OK], true],
		[[BROKEN, NOT_SENT, OK], true],
	])('%j: is told with the answer (%p)', async (answers, afterUnclear) => {
		expect(await serve(...answers).tryCall()).toMatchObject({ status: 200, afterUnclear });
	});

	test.each<[Call['kind'], Array<FakeAnswer | string>, string]>([
		['idempotent', [BROKEN, REFUSED], 'unknown'],
		['idempotent', [NOT_SENT, REFUSED], 'notDone'],
		['idempotent', [REFUSED], 'notDone'],
		['read', [BROKEN, REFUSED], 'notDone'],
	])('%s, %j: a refusal does not take it back (%s)', async (kind, answers, outcome) => {
		expect(await serve(...answers).tryCall({ kind })).toMatchObject({ outcome });
	});

	test('after the last attempt it is unknown', async () => {
		const { startedAt, tryCall } = serve(DOWN);
		const failure = await tryCall({ kind: 'idempotent' });
		expect(failure).toBeInstanceOf(ServiceFailure);
		expect(failure).toMatchObject({
			outcome: 'unknown',
			message:
				'Something went wrong. It may or may not have been done: an attempt got no clear answer',
		});
		expect(startedAt).toHaveLength(MAX_ATTEMPTS);
		const pauses = startedAt.slice(1).map((at, index) => at - startedAt[index]);
		expect(pauses.every((pause, index) => pause > 0 && pause < 500 * 2 ** index)).toBe(true);
	});
});

describe('a service that asks for less', () => {
	test('is waited for as long as it says, and as long as the options allow in all', async () => {
		const { startedAt, tryCall } = serve(limited(130429, 4), limited(130429, 6), OK);
		expect(await tryCall()).toMatchObject({ status: 200 });
		expect(startedAt).toEqual([0, 4000, WAIT_MS]);
	});

	test('is not waited for any longer', async () => {
		const { startedAt, tryCall } = serve(limited(130429, 6), limited(130429, 6), OK);
		expect(await tryCall()).toMatchObject({ outcome: 'notDone', details: { code: 130429 } });
		expect(startedAt).toEqual([0, 6000]);
	});

	test('nobody calls who would have to wait for longer', async () => {
		const { startedAt, tryCall } = serve(limited(130429, 60), OK);
		await tryCall();
		expect(await tryCall()).toMatchObject({
			outcome: 'notDone',
			details: { code: 429, message: expect.stringContaining('asked for a pause') as string },
		});
		expect(startedAt).toEqual([0]);
	});

	test('for one recipient: that one waits 1 s, then 4 s, and others do not', async () => {
		const { startedAt, tryCall } = serve(limited(131056), limited(131056), OK);
		await tryCall({ recipient: 'A' });
		expect(startedAt).toEqual([0, 1000, 5000]);

		const other = serve(limited(131056, 60), OK);
		expect(await other.tryCall({ recipient: 'A' })).toBeInstanceOf(ServiceFailure);
		expect(await other.tryCall({ recipient: 'B' })).toMatchObject({ status: 200 });
		expect(other.startedAt).toEqual([0, 0]);
	});

	test('for everybody: others wait as well, whomever the call was to', async () => {
		const { startedAt, tryCall } = serve(limited(130429, 7), OK);
		await tryCall({ recipient: 'A' });
		expect(startedAt).toEqual([0, 7000]);

		const other = serve(limited(130429, 60), OK);
		await other.tryCall({ recipient: 'A' });
		expect(await other.tryCall({ recipient: 'B' })).toBeInstanceOf(ServiceFailure);
	});

	test('for one recipient, of a call that has none: it waits all the same', async () => {
		const { startedAt, tryCall } = serve(limited(131056, 3), OK);
		await tryCall();
		expect(startedAt).toEqual([0, 3000]);
	});
});
