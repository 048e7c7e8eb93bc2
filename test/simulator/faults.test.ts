import type { FaultRule, RequestEntry } from './index';
import { RateLimiter } from './rateLimit';
import { codeOf, PRODUCT, startTestClient, type TestClient } from './testClient';

const ANA = '16505551001';
const POST_MESSAGES = { method: 'POST', path: '/messages' };

let client: TestClient;
let id: string;
beforeEach(async () => {
	client = await startTestClient();
	id = client.simulator.control.addGroup({ subject: 's', members: [ANA], windowOpen: true }).id;
});
afterEach(async () => await client.close());

const sent = () => client.simulator.log.sentMessages.length;
const lastRequest = (): RequestEntry | undefined => client.simulator.log.requests.at(-1);
const inject = (rule: FaultRule) => client.simulator.faults.add(rule);

describe('faults', () => {
	test('an error with its usual status, Retry-After, and no effect; then all is well', async () => {
		const fault = inject({
			kind: 'error',
			code: 131208,
			retryAfter: 7,
			times: 2,
			...POST_MESSAGES,
		});
		const answers = [
			await client.sendText(id),
			await client.sendText(id),
			await client.sendText(id),
		];
		expect(answers.map((answer) => answer.status)).toEqual([429, 429, 200]);
		expect(codeOf(answers[0])).toEqual([429, 131208]);
		expect(answers[0].headers['retry-after']).toBe('7');
		expect(sent()).toBe(1);
		expect(fault.hits).toBe(2);
		expect(client.simulator.log.requests[0]).toMatchObject({ fault: fault.id, tookEffect: false });
	});

	test.each([
		['graph', 500, { error: { code: 131000, fbtrace_id: expect.any(String) } }],
		['string', 500, { error: 'Something went wrong' }],
		['meta', 500, { meta: { success: false, http_code: 500 } }],
		['legacy', 500, { errors: [{ code: 131000 }] }],
		['html', 502, undefined],
	] as const)('an error in shape %s', async (shape, status, body) => {
		inject({ kind: 'error', code: 131000, shape });
		const injected = await client.sendText(id);
		expect(injected.status).toBe(status);
		if (body) expect(injected.body).toMatchObject(body);
		else expect(injected.text).toContain('<html>');
	});

	test.each(['string', 'meta', 'legacy', 'html'] as const)(
		'errorShape %s is that of every refusal',
		async (errorShape) => {
			client.simulator.setSwitches({ errorShape });
			const answer = await client.call('GET', '/groups/unknown');
			expect(answer.status).toBe(errorShape === 'html' ? 502 : 400);
			expect(answer.text).toContain(errorShape === 'html' ? '502 Bad Gateway' : 'not found');
			expect(answer.body?.error?.code).toBeUndefined();
			const unauthorized = await client.raw('GET', '/groups', undefined, { 'D360-API-KEY': 'x' });
			expect(unauthorized.body.meta.http_code).toBe(401);
		},
	);

	test('any answer at all, and gateway pages', async () => {
		inject({ kind: 'answer', status: 418, body: { tea: true }, headers: { 'x-a': 'b' } });
		inject({ kind: 'html', status: 504 });
		const any = await client.sendText(id);
		expect(any).toMatchObject({ status: 418, body: { tea: true } });
		expect(any.headers['x-a']).toBe('b');
		const page = await client.sendText(id);
		expect(page).toMatchObject({ status: 504, body: undefined });
		expect(page.headers['content-type']).toBe('text/html');
		expect(sent()).toBe(0);
	});

	test('truncated JSON and a wrong content type: the call took effect', async () => {
		inject({ kind: 'truncated' });
		inject({ kind: 'contentType', value: 'text/html' });
		const truncated = await client.sendText(id);
		expect(truncated).toMatchObject({ status: 200, body: undefined });
		expect(truncated.text).toMatch(/^\{"messaging_product"/);
		const wrongType = await client.sendText(id);
		expect(wrongType.headers['content-type']).toBe('text/html');
		expect(wrongType.body.messages).toHaveLength(1);
		expect(sent()).toBe(2);
	});

	test.each([
		['reset', 0],
		['resetAfter', 1],
	] as const)('%s: the connection is cut', async (kind, effects) => {
		inject({ kind });
		await expect(client.sendText(id)).rejects.toMatchObject({
			code: expect.stringMatching(/ECONNRESET|UND_ERR_SOCKET/),
		});
		expect(sent()).toBe(effects);
		expect(lastRequest()).toMatchObject({
			outcome: 'reset',
			status: null,
			tookEffect: effects === 1,
		});
		expect((await client.sendText(id)).status).toBe(200);
	});

	test.each([
		['timeout', 0],
		['timeoutAfter', 1],
	] as const)('%s: never answered, and close does not wait for it', async (kind, effects) => {
		inject({ kind });
		const answer = client.sendText(id);
		const failure = expect(answer).rejects.toThrow();
		await arrival('hung');
		expect(sent()).toBe(effects);
		await client.simulator.idle();
		await client.close();
		await failure;
	});

	test('webhooks of a call whose answer got lost still go out', async () => {
		inject({ kind: 'resetAfter' });
		await expect(client.call('POST', '/groups', { ...PRODUCT, subject: 'x' })).rejects.toThrow();
		await client.simulator.idle();
		expect(client.simulator.events).toHaveLength(1);
	});

	test('a delay lasts as long as it says, in the simulator’s time', async () => {
		inject({ kind: 'delay', delayMs: 60_000 });
		const answer = client.sendText(id);
		await arrival('pending');
		expect(sent()).toBe(0);
		client.simulator.advance(60_000);
		expect((await answer).status).toBe(200);
	});

	test('cursors: a repeated one and an expired one hit only a page that continues', async () => {
		for (let i = 0; i < 5; i++) client.simulator.control.addGroup({ subject: `g${i}` });
		inject({ kind: 'repeatedCursor', path: '/groups' });
		const first = (await client.call('GET', '/groups?limit=2')).body;
		const { after } = first.paging.cursors;
		const second = (await client.call('GET', `/groups?limit=2&after=${after}`)).body;
		expect(second.data.groups).toHaveLength(2);
		expect(second.paging.cursors.after).toBe(after);
		inject({ kind: 'expiredCursor', path: '/groups' });
		const third = await client.call('GET', `/groups?limit=2&after=${after}`);
		expect(codeOf(third)).toEqual([400, 131059]);
	});

	test('matches by method, path, recipient, condition; skips, and can be taken back', async () => {
		const group = encodeURIComponent(id);
		inject({ kind: 'error', code: 4, method: 'get', path: '/groups/*/invite_link', times: 0 });
		inject({ kind: 'error', code: 131056, to: '+16505551001', times: 0 });
		const where = inject({
			kind: 'error',
			code: 2,
			path: /^\/messages$/,
			where: (call) => JSON.stringify(call.body).includes('bad'),
			skip: 1,
			times: 0,
		});
		expect((await client.call('GET', `/groups/${group}`)).status).toBe(200);
		expect(codeOf(await client.call('GET', `/groups/${group}/invite_link`))).toEqual([429, 4]);
		expect(codeOf(await client.sendText('+16505551001'))).toEqual([429, 131056]);
		expect((await client.sendText('+16505551002')).status).toBe(200);
		expect((await client.sendText(id, 'bad')).status).toBe(200);
		expect(codeOf(await client.sendText(id, 'bad'))).toEqual([503, 2]);
		expect((await client.sendText(id, 'good')).status).toBe(200);
		where.remove();
		expect((await client.sendText(id, 'bad')).status).toBe(200);
		expect(client.simulator.faults.list()).toHaveLength(2);
		client.simulator.faults.clear();
		expect((await client.call('GET', `/groups/${group}/invite_link`)).status).toBe(200);
	});

	test('refuses rules that make no sense', () => {
		expect(() => inject({ kind: 'explode' } as unknown as FaultRule)).toThrow('explode');
		expect(() => inject({ kind: 'error' } as unknown as FaultRule)).toThrow('code');
		expect(() => inject({ kind: 'answer' } as unknown as FaultRule)).toThrow('status');
		expect(() => inject({ kind: 'contentType' } as unknown as FaultRule)).toThrow('value');
	});
});

/** Waits, without a fixed time, until the last request is in this state. */
async function arrival(outcome: RequestEntry['outcome']): Promise<void> {
	for (let i = 0; lastRequest()?.outcome !== outcome && i < 1000; i++) {
		await client.raw('GET', '/_control/latency', undefined);
	}
	expect(lastRequest()?.outcome).toBe(outcome);
}

describe('the rate limit', () => {
	const burst = async (count: number) =>
		await Promise.all(Array.from({ length: count }, async () => await client.sendText(id)));
	const accepted = (answers: Array<{ status: number }>) =>
		answers.filter(({ status }) => status === 200).length;

	test('accepts N in any second; the others have no effect', async () => {
		client.simulator.setRateLimit({ perSecond: 20 });
		const first = await burst(50);
		// Real time goes by during the burst: on a slow machine a second may have.
		const { at: start } = client.simulator.log.sentMessages[0];
		const late = client.simulator.log.sentMessages.filter(({ at }) => at - start >= 1000);
		expect(accepted(first)).toBe(20 + late.length);
		expect(codeOf(first.find(({ status }) => status !== 200) ?? first[0])).toEqual([429, 130429]);
		client.simulator.advance(1000);
		await burst(50);
		const times = client.simulator.log.sentMessages.map(({ at }) => at);
		expect(times.length).toBeGreaterThanOrEqual(40);
		for (let i = 20; i < times.length; i++) {
			expect(times[i] - times[i - 20]).toBeGreaterThanOrEqual(1000);
		}
	});

	test('the window is exactly 1,000 ms, and refused calls do not count', () => {
		const limiter = new RateLimiter();
		limiter.set({ perSecond: 2 });
		const times = [0, 400, 999.9, 1000, 1399, 1400];
		expect(times.map((at) => limiter.accept(true, at))).toEqual([
			...[true, true, false],
			...[true, false, true],
		]);
	});

	test('only messages, or every call', async () => {
		client.simulator.setRateLimit({ perSecond: 1 });
		for (let i = 0; i < 3; i++) expect((await client.call('GET', '/groups')).status).toBe(200);
		client.simulator.setRateLimit({ perSecond: 1, scope: 'all' });
		await client.call('GET', '/groups');
		expect((await client.call('GET', '/groups')).status).toBe(429);
		client.simulator.setRateLimit(null);
		expect((await client.call('GET', '/groups')).status).toBe(200);
		expect(() => client.simulator.setRateLimit({ perSecond: 0 })).toThrow('perSecond');
	});

	test('with Retry-After, or as 360dialog’s 400', async () => {
		client.simulator.setRateLimit({ perSecond: 1 });
		client.simulator.setSwitches({ rateLimitRetryAfter: 3 });
		await client.sendText(id);
		expect((await client.sendText(id)).headers['retry-after']).toBe('3');
		client.simulator.setSwitches({ rateLimitStyle: '400', rateLimitRetryAfter: 0 });
		const refused = await client.sendText(id);
		expect(refused).toMatchObject({
			status: 400,
			body: { error: 'You have exceeded the endpoint rate limit.' },
		});
		expect(refused.headers['retry-after']).toBeUndefined();
	});
});

describe('many at once', () => {
	test('1,000 concurrent messages: each answered once, all in the log, in order', async () => {
		client.simulator.setLatency({ min: 0, max: 5 });
		const answers = await Promise.all(
			Array.from({ length: 1000 }, async (_, i) => await client.sendText(id, `m${i}`)),
		);
		const wamids = new Set(answers.map(({ body }) => body.messages[0].id));
		expect(wamids.size).toBe(1000);
		const { sentMessages, requests } = client.simulator.log;
		expect(sentMessages.map(({ sequence }) => sequence)).toEqual(
			Array.from({ length: 1000 }, (_, i) => i + 1),
		);
		expect(new Set(sentMessages.map(({ wamid }) => wamid))).toEqual(wamids);
		expect(requests.every((entry, index) => entry.id === index + 1)).toBe(true);
		expect(requests.every(({ tookEffect }) => tookEffect)).toBe(true);
	});

	test('latency lies before and after the effect', async () => {
		client.simulator.setLatency(60_000);
		const answer = client.sendText(id);
		await arrival('pending');
		client.simulator.advance(29_000);
		expect(sent()).toBe(0);
		client.simulator.advance(1000);
		for (let i = 0; sent() === 0 && i < 1000; i++) {
			await client.raw('GET', '/_control/latency', undefined);
		}
		expect(sent()).toBe(1);
		expect(lastRequest()?.outcome).toBe('pending');
		client.simulator.advance(30_000);
		expect((await answer).status).toBe(200);
	});
});
