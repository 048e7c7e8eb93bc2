import fc from 'fast-check';

import { fileContent, record } from '../../../nodes/WhatsAppGroups/api/answer';
import type { Call } from '../../../nodes/WhatsAppGroups/api/call';
import { Api, serviceTime, type Transport } from '../../../nodes/WhatsAppGroups/api/client';
import { Pace, type Ending, type Wish } from '../../../nodes/WhatsAppGroups/api/pace';
import { MAX_ATTEMPTS } from '../../../nodes/WhatsAppGroups/api/retry';
import { SERVICE_ADVICE } from '../../../nodes/WhatsAppGroups/failures/advice';
import { ServiceFailure } from '../../../nodes/WhatsAppGroups/failures/failure';
import { aCall, broken, FakeService, type FakeAnswer } from './fakeApi';
import { BEGINNING, VirtualTime } from './virtualTime';

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

/** One whose calls wait for their turn. */
function paced(answer: () => FakeAnswer): FakeService {
	return new FakeService(answer, { isPaced: true });
}

/** On a transport of which only what matters is given. */
function apiOn(given: Pick<Transport, 'clock' | 'send'> & Partial<Transport>, maxWaitMs = 0): Api {
	const transport: Transport = {
		baseUrl: 'https://service.test',
		number: 'number',
		lane: new Pace(given.clock).lane(),
		redact: (details) => details,
		...given,
	};
	return new Api(transport, { timeoutMs: 1000, maxRateLimitWaitMs: maxWaitMs });
}

/** A service that answers in this order, the last again and again; a text is a connection that broke. */
function serve(...answers: Array<FakeAnswer | string>) {
	const startedAt: number[] = [];
	const answer = () => {
		startedAt.push(service.time.now());
		const next = answers.length > 1 ? answers.shift() : answers[0];
		if (typeof next === 'string') throw broken(next);
		return next ?? OK;
	};
	const service = paced(answer);
	const bounded = service.api.within({ timeoutMs: 1000, maxRateLimitWaitMs: WAIT_MS });
	const tryCall = async (call: Partial<Call<unknown>> = {}) =>
		await service.time.run(bounded.tryCall({ ...aCall, kind: 'read', ...call }));
	return { service, startedAt, tryCall, api: bounded };
}

describe('the request', () => {
	async function requestOf(call: Partial<Call<unknown>>) {
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
		headers: { Accept: 'application/json' },
		encoding: 'text',
	};

	test('asks for JSON as its text, and follows no redirect', async () => {
		expect(await requestOf({})).toStrictEqual(usual);
	});

	test('has the query that is given, and nothing of what is not', async () => {
		expect(await requestOf({ query: { limit: 5, after: undefined } })).toStrictEqual({
			...usual,
			qs: { limit: 5 },
		});
		expect(await requestOf({ query: { after: undefined } })).toStrictEqual(usual);
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
			headers: { Accept: 'application/json', 'Content-Type': 'application/json' },
		});
	});

	test('carries a form', async () => {
		const { body, headers } = await requestOf({ form: [{ name: 'type', content: 'text/plain' }] });
		expect(headers?.['Content-Type']).toMatch(/^multipart\/form-data; boundary=/);
		expect(headers?.Accept).toBe('application/json');
		expect(String(body)).toContain('name="type"');
	});

	test('asks for bytes', async () => {
		expect(await requestOf({ binary: true })).toStrictEqual({
			...usual,
			headers: {},
			encoding: 'arraybuffer',
		});
	});

	test('takes as long as the call says, else as the options say', async () => {
		expect((await requestOf({ timeoutMs: 7 })).timeout).toBe(7);
	});
});

test.each(['', '.', '..', '\ud800'])('%j is part of no path: nothing is sent', async (id) => {
	const { service, tryCall } = serve(OK);
	expect(await tryCall({ path: ['groups', id] })).toMatchObject({
		certainty: 'notDone',
		details: { code: 'invalid_id' },
	});
	expect(service.calls).toEqual([]);
});

describe('bytes', () => {
	const file: Partial<Call<unknown>> = { binary: true, expects: fileContent };

	test('come as they are', async () => {
		const { tryCall } = serve({ body: Buffer.from('file') });
		expect(await tryCall(file)).toMatchObject({
			body: Buffer.from('file'),
			value: Buffer.from('file'),
		});
	});

	test('of an empty file are none', async () => {
		const { tryCall } = serve({ body: undefined });
		expect(await tryCall(file)).toMatchObject({ value: Buffer.alloc(0) });
	});

	test.each([undefined, null])('that n8n gives as %p are none', async (body) => {
		const time = new VirtualTime();
		const api = apiOn({
			clock: time,
			send: async () => await Promise.resolve({ statusCode: 200, body, headers: {} }),
		});
		const { value } = await time.run(api.call({ ...aCall, kind: 'read', ...file }));
		expect(value).toEqual(Buffer.alloc(0));
	});

	test.each([300, 400])('of an error are read (HTTP %d)', async (status) => {
		const { tryCall } = serve({ status, body: Buffer.from(JSON.stringify(REFUSED.body)) });
		expect(await tryCall(file)).toMatchObject({ details: { code: 100 } });
	});

	test('of an error that is no JSON are its text', async () => {
		const { tryCall } = serve({ status: 400, body: Buffer.from('No such file') });
		expect(await tryCall(file)).toMatchObject({
			details: { details: 'No such file' },
		});
	});

	test('of a part are not the file', async () => {
		const { tryCall, startedAt } = serve({ status: 206, body: Buffer.from('fi') });
		expect(await tryCall(file)).toMatchObject({
			certainty: 'notDone',
			details: { code: 'unreadable_answer', httpStatus: 206 },
		});
		expect(startedAt).toHaveLength(MAX_ATTEMPTS);
	});
});

describe('the answer', () => {
	test('is read as it came: long IDs whole, and JSON whatever stands around it', async () => {
		const { tryCall } = serve({ body: ' \n{"id":120363042573233821} ' });
		expect(await tryCall()).toEqual({
			status: 200,
			value: { id: '120363042573233821' },
			body: { id: '120363042573233821' },
			headers: {},
			afterUnclear: false,
		});
	});

	test.each<[string, unknown]>([
		['a text', 'Welcome'],
		['half an answer', '{"id":'],
		['blanks', ' \r\n'],
		['nothing', undefined],
		['null', null],
		['something else', { other: 1 }],
		['a list', []],
	])('that is %s is no thing with an ID', async (_what, body) => {
		const expects = record<{ id: string }>('a thing', ({ id }) => typeof id === 'string');
		const once = serve({ body });
		expect(await once.tryCall({ kind: 'once', expects })).toMatchObject({
			certainty: 'unknown',
			message:
				'The service answered GET /things with HTTP 200, but its answer is not a thing. The request may have taken effect, so it was not retried.',
			details: { code: 'unreadable_answer', httpStatus: 200 },
		});
		expect(once.startedAt).toHaveLength(1);
		const read = serve({ body }, { body: { id: '1' } });
		expect(await read.tryCall({ expects })).toMatchObject({ value: { id: '1' } });
		expect(read.startedAt).toHaveLength(2);
	});

	test('is given with its headers and its status', async () => {
		const { tryCall } = serve({ status: 201, body: { id: 1 }, headers: { 'x-a': 'b' } });
		expect(await tryCall()).toMatchObject({ status: 201, headers: { 'x-a': 'b' } });
	});

	test('that its reader fails on is no success', async () => {
		const expects = {
			what: 'a thing',
			read: () => {
				throw new TypeError('A bug');
			},
		};
		expect(await serve(OK).tryCall({ kind: 'once', expects })).toMatchObject({
			certainty: 'unknown',
		});
	});
});

describe('an error body with a success status', () => {
	test('has a reason', async () => {
		const body = { success: false, errors: [{ code: 131041, message: 'Unknown group' }] };
		const failure = await serve({ body }).tryCall({ kind: 'once' });
		expect(failure).toMatchObject({
			certainty: 'notDone',
			details: {
				code: 131041,
				message: SERVICE_ADVICE[131041].what,
				details: 'Unknown group',
				httpStatus: 200,
			},
		});
	});

	test('has none', async () => {
		const failure = await serve({ body: { success: false } }).tryCall({ kind: 'once' });
		expect(failure).toMatchObject({
			certainty: 'notDone',
			details: {
				code: 200,
				message: 'The service answered with HTTP 200 without a reason.',
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

	test.each<[Call<unknown>['kind'], Array<FakeAnswer | string>, string]>([
		['idempotent', [BROKEN, REFUSED], 'unknown'],
		['idempotent', [NOT_SENT, REFUSED], 'notDone'],
		['idempotent', [REFUSED], 'notDone'],
		['read', [BROKEN, REFUSED], 'notDone'],
	])('%s, %j: a refusal does not take it back (%s)', async (kind, answers, certainty) => {
		expect(await serve(...answers).tryCall({ kind })).toMatchObject({ certainty });
	});

	test('after the last attempt it is unknown', async () => {
		const { startedAt, tryCall } = serve(DOWN);
		const failure = await tryCall({ kind: 'idempotent' });
		expect(failure).toBeInstanceOf(ServiceFailure);
		expect(failure).toMatchObject({
			certainty: 'unknown',
			message: `${SERVICE_ADVICE[131000].what} An attempt got no clear answer, so the request may have taken effect.`,
		});
		expect(startedAt).toHaveLength(MAX_ATTEMPTS);
		const pauses = startedAt.slice(1).map((at, index) => at - startedAt[index]);
		expect(pauses.every((pause, index) => pause > 0 && pause < 500 * 2 ** index)).toBe(true);
	});

	test.each<[string, Array<FakeAnswer | string>]>([
		['a connection that broke', [BROKEN, limited(130429, 60)]],
		['a service that was down', [DOWN, limited(130429, 60)]],
	])('of %s a wait that is too long does not take back', async (_what, answers) => {
		const idempotent = await serve(...answers).tryCall({ kind: 'idempotent' });
		expect(idempotent).toMatchObject({
			certainty: 'unknown',
			details: {
				code: 130429,
				message: `${SERVICE_ADVICE[130429].what} An attempt got no clear answer, so the request may have taken effect.`,
			},
		});
		expect(await serve(...answers).tryCall()).toMatchObject({
			certainty: 'notDone',
			message: expect.stringContaining('It was not done') as string,
		});
	});

	test('a pause that others cause meanwhile does not take it back', async () => {
		const { service, tryCall } = serve(BROKEN, limited(130429, 60));
		const bounded = service.api.within({ timeoutMs: 1000, maxRateLimitWaitMs: WAIT_MS });
		const [first] = await Promise.all([
			tryCall({ kind: 'idempotent' }),
			bounded.tryCall({ ...aCall, kind: 'read' }),
		]);
		expect(service.calls).toHaveLength(2);
		expect(first).toMatchObject({ certainty: 'unknown' });
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
		expect(await tryCall()).toMatchObject({ certainty: 'notDone', details: { code: 130429 } });
		expect(startedAt).toEqual([0, 6000]);
	});

	test('nobody calls who would have to wait for longer', async () => {
		const { startedAt, tryCall } = serve(limited(130429, 60), OK);
		await tryCall();
		expect(await tryCall()).toMatchObject({
			certainty: 'notDone',
			details: {
				code: 'rate_limited',
				message:
					'The service asked for a pause. It was not done: the service would take it only after more than the 10 seconds of Max Rate Limit Wait.',
			},
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

describe('a service that asks for less again and again', () => {
	/** Whatever it says of the time, and whatever the machine's clock does meanwhile. */
	const retryAfters: Array<[string, (now: number) => string | undefined]> = [
		['nothing', () => undefined],
		['0', () => '0'],
		['0 with a fraction', () => '0.0'],
		['less than nothing', () => '-5'],
		['a tiny time', () => '0.000001'],
		['a word', () => 'soon'],
		['a date long past', () => 'Thu, 01 Jan 1970 00:00:00 GMT'],
		['a date just past', (now) => new Date(now - 1000).toUTCString()],
		['now', (now) => new Date(now).toUTCString()],
		['a second', () => '1'],
	];
	const clocks: Array<[string, (time: VirtualTime) => void]> = [
		['goes as it should', () => {}],
		['is set back again and again', (time) => time.setWallClock(-3_600_000)],
		['is set forward again and again', (time) => time.setWallClock(3_600_000)],
	];

	describe.each([130429, 131056])('code %d', (code) => {
		test.each(
			retryAfters.flatMap(([said, retryAfter]) =>
				clocks.map(([clock, set]) => ({ said, retryAfter, clock, set })),
			),
		)('$said, while the clock $clock', async ({ retryAfter, set }) => {
			const startedAt: number[] = [];
			const service = paced(() => {
				startedAt.push(service.time.now());
				set(service.time);
				const header = retryAfter(service.time.wallTime());
				const headers: Record<string, string> =
					header === undefined ? {} : { 'retry-after': header };
				return { ...limited(code), headers };
			});
			const bounded = service.api.within({ timeoutMs: 1000, maxRateLimitWaitMs: 60_000 });
			const ended = await service.time.run(
				bounded.tryCall({ ...aCall, kind: 'once', recipient: 'A' }),
			);
			expect(ended).toMatchObject({ certainty: 'notDone', details: { code } });
			// Each pause takes time, all of them no longer than the options allow, and there are few.
			const pauses = startedAt.slice(1).map((at, index) => at - startedAt[index]);
			expect(Math.min(...pauses)).toBeGreaterThanOrEqual(25);
			expect(service.time.now()).toBeLessThanOrEqual(60_000);
			expect(startedAt.length).toBeGreaterThan(1);
			expect(startedAt.length).toBeLessThanOrEqual(61);
			if (retryAfter(BEGINNING) !== '1') expect(startedAt.length).toBeLessThanOrEqual(15);
		});
	});

	test('takes what it takes and no more, whatever the bound is', async () => {
		const bounds = fc.integer({ min: 0, max: 3_600_000 });
		const header = fc.oneof(
			fc.constantFrom('0', 'soon', '-1', 'Thu, 01 Jan 1970 00:00:00 GMT'),
			fc.integer({ min: 0, max: 4000 }).map(String),
		);
		await fc.assert(
			fc.asyncProperty(
				bounds,
				fc.array(header, { minLength: 1, maxLength: 5 }),
				fc.constantFrom(4, 130429, 131056, 131208),
				async (maxRateLimitWaitMs, headers, code) => {
					let count = 0;
					const service = paced(() => {
						const retryAfter = headers[count % headers.length];
						count += 1;
						return { ...limited(code), headers: { 'retry-after': retryAfter } };
					});
					const bounded = service.api.within({ timeoutMs: 1000, maxRateLimitWaitMs });
					const ended = await service.time.run(
						bounded.tryCall({ ...aCall, kind: 'once', recipient: 'A' }),
					);
					expect(ended).toBeInstanceOf(ServiceFailure);
					expect(service.time.now()).toBeLessThanOrEqual(maxRateLimitWaitMs);
					// The first pause is the shortest; those that follow are longer.
					expect(count).toBeLessThanOrEqual(2 + maxRateLimitWaitMs / 50);
					expect(count).toBeLessThanOrEqual(200);
				},
			),
			{ numRuns: 200 },
		);
	});
});

test('an error is told without the key, which the transport takes out of it', async () => {
	const time = new VirtualTime();
	const api = apiOn({
		clock: time,
		redact: (details) => ({ ...details, message: 'redacted' }),
		send: async () =>
			await Promise.resolve({ statusCode: 429, body: '{"error":"KEY"}', headers: {} }),
	});
	// Both a refusal and a wait that is too long, before and after it.
	for (let count = 0; count < 2; count += 1) {
		await expect(time.run(api.call({ ...aCall, kind: 'read' }))).rejects.toMatchObject({
			message: 'redacted',
		});
	}
	const broke = new FakeService(() => {
		throw broken(BROKEN);
	});
	expect(await broke.time.run(broke.api.tryCall({ ...aCall, kind: 'once' }))).toMatchObject({
		certainty: 'unknown',
	});
});

test('each attempt is in flight only as long as it is, whatever becomes of it', async () => {
	const time = new VirtualTime();
	const lane = new Pace(time).lane();
	const inFlight: number[] = [];
	const answers = [broken(BROKEN), 500, 200];
	const api = apiOn({
		clock: {
			...clockOf(time),
			sleep: async (ms) => {
				inFlight.push(lane.inFlight);
				await time.sleep(ms);
			},
		},
		lane,
		send: async () => {
			inFlight.push(lane.inFlight);
			const next = answers.shift();
			if (next instanceof Error) throw next;
			return await Promise.resolve({ statusCode: next ?? 200, body: '{}', headers: {} });
		},
	});
	await time.run(api.call({ ...aCall, kind: 'read' }));
	// In an attempt, and between two.
	expect(inFlight).toEqual([1, 0, 1, 0, 1]);
	expect(lane.inFlight).toBe(0);
});

/** An error of which not even the code can be read. */
const UNFORESEEN: Error = Object.defineProperty(new Error('A bug'), 'code', {
	get: () => {
		throw UNFORESEEN;
	},
});

describe('its place in the line is told how each attempt ended', () => {
	async function endingsOf(
		answers: Array<FakeAnswer | Error>,
		call: Partial<Call<unknown>> = {},
		endings: Ending[] = [],
	) {
		const time = new VirtualTime();
		const lane: Transport['lane'] = {
			enter: async () =>
				await Promise.resolve({ heldMs: 0, end: (ending: Ending) => void endings.push(ending) }),
			pauseFor: () => 0,
		};
		const api = apiOn(
			{
				clock: time,
				lane,
				send: async () => {
					const next = answers.shift() ?? OK;
					if (next instanceof Error) throw next;
					const { status = 200, body, headers } = next;
					return await Promise.resolve({ statusCode: status, body: JSON.stringify(body), headers });
				},
			},
			WAIT_MS,
		);
		await time.run(api.tryCall({ ...aCall, kind: 'read', ...call }));
		return endings;
	}

	test('accepted, or in another way', async () => {
		expect(await endingsOf([OK])).toEqual([{ as: 'accepted' }]);
		expect(await endingsOf([REFUSED])).toEqual([{ as: 'other' }]);
		expect(await endingsOf([broken(BROKEN), DOWN, OK])).toEqual([
			{ as: 'other' },
			{ as: 'other' },
			{ as: 'accepted' },
		]);
	});

	test('as one too many, of all or to its recipient', async () => {
		expect(await endingsOf([limited(130429, 2)], { recipient: 'A' })).toEqual([
			{ as: 'tooMany', retryAfterMs: 2000 },
			{ as: 'accepted' },
		]);
		expect(await endingsOf([limited(131056, 2), limited(131056)], { recipient: 'A' })).toEqual([
			{ as: 'tooManyToRecipient', timesBefore: 0, retryAfterMs: 2000 },
			{ as: 'tooManyToRecipient', timesBefore: 1 },
			{ as: 'accepted' },
		]);
	});

	test('in an unforeseen way', async () => {
		const endings: Ending[] = [];
		await expect(endingsOf([UNFORESEEN], {}, endings)).rejects.toBe(UNFORESEEN);
		expect(endings).toEqual([{ as: 'other' }]);
	});

	test('as one too many to its recipient, whatever was too many of all before', async () => {
		const answers = [limited(130429), limited(131056)];
		expect(await endingsOf(answers, { recipient: 'A' })).toEqual([
			{ as: 'tooMany' },
			{ as: 'tooManyToRecipient', timesBefore: 0 },
			{ as: 'accepted' },
		]);
	});

	test('of nobody’s, as one too many of all', async () => {
		expect(await endingsOf([limited(131056)])).toEqual([{ as: 'tooMany' }, { as: 'accepted' }]);
	});
});

test.each([
	[{ date: 'Mon, 18 Aug 2025 20:27:57 GMT' }, 1_755_548_877_000],
	[{ date: 'soon' }, BEGINNING],
	[{ date: '' }, BEGINNING],
	[{}, BEGINNING],
])('the service’s clock by %j', (headers, time) => {
	expect(serviceTime(headers, new VirtualTime())).toBe(time);
});

test('a call that breaks in an unforeseen way gives its place back', async () => {
	const time = new VirtualTime();
	const lane = new Pace(time).lane(1);
	const api = apiOn({
		clock: time,
		lane,
		send: async () => await Promise.reject(UNFORESEEN),
	});
	await expect(time.run(api.tryCall({ ...aCall, kind: 'read' }))).rejects.toBe(UNFORESEEN);
	expect(lane.inFlight).toBe(0);
});

test('a call that waits for its turn is told when the service asks for too long a pause meanwhile', async () => {
	const { service, startedAt } = serve(limited(130429, 60));
	const bounded = service.api.within({ timeoutMs: 1000, maxRateLimitWaitMs: WAIT_MS });
	const many = Array.from(
		{ length: 300 },
		async () => await bounded.tryCall({ ...aCall, kind: 'once' }),
	);
	const ended = await service.time.run(Promise.all(many));
	for (const end of ended) expect(end).toMatchObject({ certainty: 'notDone' });
	expect(
		ended.filter((end) => end instanceof ServiceFailure && end.details.code === 'rate_limited')
			.length,
	).toBeGreaterThan(200);
	expect(startedAt.length).toBeLessThan(80);
	expect(service.time.now()).toBeLessThan(100);
});

function clockOf(time: VirtualTime) {
	return {
		now: () => time.now(),
		wallTime: () => time.wallTime(),
		random: () => time.random(),
	};
}

test('a pause of an hour is for the call that was told so: others try again after a minute', async () => {
	const { service, startedAt, tryCall } = serve(limited(131208, 3600), OK);
	expect(await tryCall()).toMatchObject({ certainty: 'notDone', details: { code: 131208 } });
	expect(await tryCall()).toMatchObject({ details: { code: 'rate_limited' } });
	await service.time.run(service.time.sleep(60_000));
	expect(await tryCall()).toMatchObject({ status: 200 });
	expect(startedAt).toEqual([0, 60_000]);
});

describe('what is asked of the line', () => {
	/** All that is wished for; each turn comes after so long. */
	async function wishesFor(answers: FakeAnswer[], heldMs: number, maxWaitMs: number) {
		const wishes: Wish[] = [];
		const clock = new VirtualTime();
		const api = apiOn(
			{
				clock,
				lane: {
					enter: async (wish) => {
						wishes.push(wish);
						return await Promise.resolve({ heldMs, end: () => {} });
					},
					pauseFor: () => 0,
				},
				send: async () => {
					const { status = 200, body, headers = {} } = answers.shift() ?? OK;
					return await Promise.resolve({ statusCode: status, body: JSON.stringify(body), headers });
				},
			},
			maxWaitMs,
		);
		const call = { ...aCall, method: 'POST', path: ['messages', '1'], recipient: 'A' } as const;
		const ended = await clock.run(api.tryCall({ ...call, kind: 'read' }));
		return { wishes, ended, number: api.number };
	}

	test('a place by the kind of call, of which all go to one number', async () => {
		const { wishes, number } = await wishesFor([], 0, WAIT_MS);
		expect(wishes).toEqual([
			{ kind: 'POST messages', recipient: 'A', notBefore: undefined, patienceMs: WAIT_MS },
		]);
		expect(number).toBe('number');
	});

	test('patience for what is left of the wait', async () => {
		const { wishes } = await wishesFor([limited(130429)], 3000, WAIT_MS);
		expect(wishes.map(({ patienceMs }) => patienceMs)).toEqual([WAIT_MS, WAIT_MS - 3000]);
	});

	test('no more patience for a call that is tried again and has not to wait', async () => {
		const { ended, wishes } = await wishesFor([DOWN], 5, 0);
		expect(ended).toMatchObject({ status: 200 });
		expect(wishes).toHaveLength(2);
	});
});

describe('whether something may have changed', () => {
	const NOBODY = Array<string>(MAX_ATTEMPTS).fill(NOT_SENT);

	test.each<[Call<unknown>['kind'], Array<FakeAnswer | string>, boolean]>([
		['read', [OK], false],
		['read', [BROKEN, OK], false],
		['read', [REFUSED], false],
		['once', [OK], true],
		['once', [REFUSED], false],
		['once', NOBODY, false],
		['once', [limited(131208, 3600)], false],
		['once', [limited(130429), OK], true],
		['idempotent', [OK], true],
		['idempotent', [REFUSED], false],
		['idempotent', [BROKEN, REFUSED], true],
		['idempotent', [NOT_SENT, REFUSED], false],
		['idempotent', NOBODY, false],
	])('by a call of the kind %s, answered by %j: %p', async (kind, answers, changed) => {
		const { api, tryCall } = serve(...answers);
		expect(api.mayHaveChanged).toBe(false);
		await tryCall({ kind });
		expect(api.mayHaveChanged).toBe(changed);
	});

	test('stays so, whatever the next call does', async () => {
		const { api, tryCall } = serve(OK, REFUSED);
		await tryCall({ kind: 'once' });
		await tryCall({ kind: 'once' });
		expect(api.mayHaveChanged).toBe(true);
	});
});
