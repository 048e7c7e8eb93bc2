import type { IDataObject, INodeParameters, IWebhookFunctions } from 'n8n-workflow';

import { MAX_ANSWER } from '../../../nodes/WhatsAppGroups/waiting/page';
import { answerQuestion } from '../../../nodes/WhatsAppGroups/waiting/webhook';
import { N8N_SAYS } from '../../support/waitingHost';
import { ask, asks, GROUP_ID, lastLink, post, questionNode, QUESTION, useAsking } from './asking';

const asking = useAsking();
const both = {
	approvalOptions: {
		values: { approvalType: 'double', approveLabel: 'Ja', disapproveLabel: 'Nein' },
	},
};
const JSON_ONLY = { accept: 'application/json' };

function after(executionId: string): IDataObject[] {
	return asking.host.resultOf(executionId).json('After');
}

describe('an answer', () => {
	test.each([
		['approve', true, 'Ja'],
		['disapprove', false, 'Nein'],
	])('to approve or not (%s) takes the place of the results', async (decision, approved, label) => {
		const { result, link } = await ask(asking, both);
		expect(result.status).toBe('waiting');
		const answer = await post(asking, link, { decision });
		expect(answer.status).toBe(200);
		const page = await answer.text();
		expect(page).toContain('<h1 dir="auto">Thank you</h1>');
		expect(page).toContain(`Your answer was recorded: ${label}`);
		const [{ wamid }] = asking.world.simulator.log.sentTo(GROUP_ID);
		const [item] = after(result.executionId);
		const { respondedAt } = item;
		expect(item).toEqual({
			success: true,
			status: 'done',
			data: { approved, respondedAt },
			respondedAt: expect.stringMatching(/^\d{4}-\d\d-\d\dT[\d:.]+Z$/) as string,
			groupId: GROUP_ID,
			messageId: wamid,
		});
	});

	test('as a text is what was written, without the line breaks of forms', async () => {
		const { result, link } = await ask(asking, { responseType: 'freeText' });
		const text = 'First\r\n<script>alert(1)</script> & "more" \u{1f600}';
		await post(asking, link, { text: `  ${text}\r\n` });
		expect(after(result.executionId)[0].data).toMatchObject({
			text: 'First\n<script>alert(1)</script> & "more" \u{1f600}',
		});
	});

	test('as a text may be as long as a message', async () => {
		const { result, link } = await ask(asking, { responseType: 'freeText' });
		const text = 'x'.repeat(MAX_ANSWER);
		const answer = await post(asking, link, { text });
		expect(await answer.text()).toContain('<p>Your answer was recorded.</p>');
		expect(after(result.executionId)[0].data).toMatchObject({ text });
	});

	test('is paired with the item that asked', async () => {
		const json = asks();
		json.nodes[2] = {
			...json.nodes[2],
			type: 'n8n-nodes-base.set',
			typeVersion: 3.4,
			parameters: {
				mode: 'raw',
				jsonOutput: '={{ { from: $("Start").item.json.n } }}',
				includeOtherFields: false,
				options: {},
			},
		};
		const { host, engine, world } = asking;
		const input = [{ json: { n: 7 } }];
		const result = await host.run(engine, json, { input, startNode: 'Start' });
		await post(asking, lastLink(world), { decision: 'approve' });
		expect(after(result.executionId)).toEqual([{ from: 7 }]);
	});

	test('says nothing about who gave it', async () => {
		const { result, link } = await ask(asking);
		await fetch(link, {
			method: 'POST',
			headers: { 'x-forwarded-for': '203.0.113.7', 'user-agent': 'A phone' },
			body: new URLSearchParams({ decision: 'approve' }),
		});
		await asking.host.settled();
		expect(JSON.stringify(after(result.executionId))).not.toMatch(/203\.0|phone/);
	});

	test('of four at once counts once, and only to one of them it is confirmed', async () => {
		const { result, link } = await ask(asking, { responseType: 'freeText' });
		const answers = await Promise.all(
			['a', 'b', 'c', 'd'].map(async (text) => {
				const answer = await fetch(link, {
					method: 'POST',
					headers: JSON_ONLY,
					body: new URLSearchParams({ text }),
				});
				return {
					text,
					body: (await answer.json().catch(() => ({}))) as { answerPage?: { state: string } },
				};
			}),
		);
		await asking.host.settled();
		const confirmed = answers.filter(({ body }) => body.answerPage?.state === 'answered');
		expect(confirmed).toHaveLength(1);
		expect(after(result.executionId)).toHaveLength(1);
		expect(after(result.executionId)[0].data).toMatchObject({ text: confirmed[0].text });
	});

	test('that n8n does not take is not confirmed', async () => {
		const { result, link } = await ask(asking);
		asking.host.failsToGoOn = true;
		const answer = await post(asking, link, { decision: 'approve' });
		asking.host.failsToGoOn = false;
		expect(answer.status).toBe(500);
		expect(await answer.text()).not.toContain('Thank you');
		expect(asking.host.statusOf(result.executionId)).toBe('waiting');
	});
});

describe('nothing is answered', () => {
	const quiet: Array<[string, RequestInit]> = [
		['GET', {}],
		['GET for JSON', { headers: JSON_ONLY }],
		['HEAD', { method: 'HEAD' }],
		['a prefetch', { headers: { purpose: 'prefetch', 'sec-purpose': 'prefetch;prerender' } }],
		['a preview of WhatsApp', { headers: { 'user-agent': 'WhatsApp/2.23.20.0 A' } }],
		['PUT', { method: 'PUT', body: new URLSearchParams({ decision: 'approve' }) }],
		['POST without anything', { method: 'POST' }],
		[
			'POST with another decision',
			{ method: 'POST', body: new URLSearchParams({ decision: 'x' }) },
		],
		[
			'POST with several',
			{
				method: 'POST',
				body: 'decision=approve&decision=approve',
				headers: { 'content-type': 'application/x-www-form-urlencoded' },
			},
		],
		[
			'disapproval where only approval is asked for',
			{ method: 'POST', body: new URLSearchParams({ decision: 'disapprove' }) },
		],
		[
			'POST with keys of prototypes',
			{
				method: 'POST',
				body: '__proto__[decision]=approve&constructor=1',
				headers: { 'content-type': 'application/x-www-form-urlencoded' },
			},
		],
		['POST with a text', { method: 'POST', body: new URLSearchParams({ text: 'approve' }) }],
	];
	test.each(quiet)('by %s', async (_name, init) => {
		const { result, link } = await ask(asking);
		await (await fetch(link, init)).arrayBuffer();
		expect(asking.host.statusOf(result.executionId)).toBe('waiting');
		await post(asking, link, { decision: 'approve' });
		expect(after(result.executionId)).toHaveLength(1);
	});

	test.each([
		['', 'Please write an answer first.'],
		[' \r\n ', 'Please write an answer first.'],
		['x'.repeat(MAX_ANSWER + 3), 'Your answer is too long by 3 characters.'],
	])('by a text that is none (%#), which is not lost', async (text, complaint) => {
		const { result, link } = await ask(asking, { responseType: 'freeText' });
		const answer = await post(asking, link, { text });
		expect(answer.status).toBe(422);
		const page = await answer.text();
		expect(page).toContain(complaint);
		expect(page).toContain(`required>${text.trim()}</textarea>`);
		expect(asking.host.statusOf(result.executionId)).toBe('waiting');
	});

	test.each([
		['another question', (link: string) => link.replace(/question=[^&]+/, 'question=AAAA')],
		['none', (link: string) => link.replace(/question=[^&]+&?/, '')],
		['a further parameter', (link: string) => `${link}&decision=approve`],
		[
			'another signature',
			(link: string) => link.replace(/.$/, (last) => (last === '0' ? '1' : '0')),
		],
		['no signature', (link: string) => link.replace(/&?signature=[^&]+/, '')],
	])('by a link with %s', async (_name, forge) => {
		const { result, link } = await ask(asking);
		const forged = forge(link);
		expect(forged).not.toBe(link);
		for (const method of ['GET', 'POST']) {
			const answer = await fetch(forged, { method });
			expect(answer.status).toBe(401);
			expect(await answer.text()).toContain(N8N_SAYS.forged);
		}
		expect(asking.host.statusOf(result.executionId)).toBe('waiting');
	});

	test('by the link of another execution of the same workflow', async () => {
		const one = await ask(asking);
		const other = await ask(asking);
		await post(asking, other.link, { decision: 'approve' });
		expect(asking.host.statusOf(one.result.executionId)).toBe('waiting');
		expect(after(other.result.executionId)).toHaveLength(1);
	});

	test('by a link that is used again', async () => {
		const { result, link } = await ask(asking);
		await post(asking, link, { decision: 'approve' });
		const again = await post(asking, link, { decision: 'approve' });
		expect(await again.text()).toContain(N8N_SAYS.noAction);
		expect(after(result.executionId)).toHaveLength(1);
	});

	test('once the time is up, also while n8n has not gone on yet', async () => {
		const limitWaitTime = {
			values: { limitType: 'afterTimeInterval', resumeAmount: 0.001, resumeUnit: 'minutes' },
		};
		const { result, link } = await ask(asking, { options: { limitWaitTime } }, [
			{ json: { n: 1 } },
		]);
		const until = result.run.data.waitTill as unknown as Date;
		while (Date.now() <= new Date(until).getTime())
			await new Promise((resolve) => setTimeout(resolve, 5));
		for (const answer of [await fetch(link), await post(asking, link, { decision: 'approve' })]) {
			expect(answer.status).toBe(410);
			expect(await answer.text()).toContain('The time is up');
		}
		expect(asking.host.statusOf(result.executionId)).toBe('waiting');
		await asking.host.timeOut(result.executionId);
		expect(after(result.executionId)).toEqual([{ n: 1 }]);
	});
});

describe('the page’s script is told by JSON', () => {
	const told = async (link: string, init: RequestInit = {}, accept = 'application/json') => {
		const answer = await fetch(link, { headers: { accept }, ...init });
		expect(answer.headers.get('content-type')).toContain('application/json');
		return [answer.status, await answer.json()] as unknown;
	};
	const page = (state: string, text: string, title = 'Discounts') => ({
		answerPage: { state, title, text },
	});

	test('that a question is open', async () => {
		const { link } = await ask(asking);
		expect(await told(link)).toEqual([200, page('open', '')]);
		expect(await told(link, {}, 'application/json, text/plain')).toEqual([200, page('open', '')]);
	});

	test.each([
		[both, {}, 'Please choose one of the buttons.'],
		[{}, { decision: 'disapprove' }, 'Please choose one of the buttons.'],
		[{ responseType: 'freeText' }, { text: ' ' }, 'Please write an answer first.'],
	])('what was wrong: %j %j', async (parameters, fields, complaint) => {
		const { link } = await ask(asking, parameters as INodeParameters);
		const body = new URLSearchParams(fields as Record<string, string>);
		expect(await told(link, { method: 'POST', body })).toEqual([422, page('open', complaint)]);
	});

	test('that the time is up', async () => {
		const values = { limitType: 'atSpecifiedTime', maxDateAndTime: '2099-12-24T18:00:00' };
		const { link } = await ask(asking, { options: { limitWaitTime: { values } } });
		const end = Date.parse('2099-12-24T17:00:00Z');
		const now = jest.spyOn(Date, 'now').mockReturnValue(end);
		const late = await told(link);
		now.mockReturnValue(end - 1);
		const inTime = await told(link);
		now.mockRestore();
		const text = 'This question could be answered until 24 December 2099 at 18:00 CET.';
		expect(late).toEqual([410, page('closed', text, 'The time is up')]);
		expect(inTime).toEqual([200, page('open', '')]);
	});
});

describe('several questions of one execution', () => {
	/** Start → Ask → Ask again, where the second is the same node a second time, or another one. */
	const twice = () => {
		const json = asks();
		json.nodes.push(questionNode('Ask again', { message: 'And now?' }));
		json.connections.Ask = { main: [[{ node: 'Ask again', type: 'main', index: 0 }]] };
		json.connections['Ask again'] = { main: [[{ node: 'After', type: 'main', index: 0 }]] };
		return json;
	};

	test('the link of an earlier node answers nothing', async () => {
		const { host, engine, world } = asking;
		const { executionId } = await host.run(engine, twice(), { startNode: 'Start' });
		const first = lastLink(world);
		await post(asking, first, { decision: 'approve' });
		expect(lastLink(world)).not.toBe(first);
		expect(await (await post(asking, first, { decision: 'approve' })).text()).toContain(
			N8N_SAYS.noAction,
		);
		expect(host.statusOf(executionId)).toBe('waiting');
		await post(asking, lastLink(world), { decision: 'approve' });
		expect(after(executionId)).toHaveLength(1);
	});

	test('the link of an earlier round of a loop answers nothing', async () => {
		const { host, engine, world } = asking;
		const json = asks();
		json.nodes[2] = {
			...json.nodes[2],
			type: 'n8n-nodes-base.filter',
			typeVersion: 2.2,
			parameters: {
				conditions: {
					options: { caseSensitive: true, leftValue: '', typeValidation: 'loose', version: 2 },
					conditions: [
						{
							id: 'c',
							leftValue: '={{ $runIndex }}',
							rightValue: 2,
							operator: { type: 'number', operation: 'lt' },
						},
					],
					combinator: 'and',
				},
				options: {},
			},
		};
		json.connections.After = { main: [[{ node: 'Ask', type: 'main', index: 0 }]] };
		const { executionId } = await host.run(engine, json, { startNode: 'Start' });
		const links: string[] = [];
		for (let round = 0; round < 3; round++) {
			links.push(lastLink(world));
			expect(new Set(links).size).toBe(round + 1);
			for (const earlier of links.slice(0, -1).reverse()) {
				for (const answer of [
					await fetch(earlier),
					await post(asking, earlier, { decision: 'approve' }),
				]) {
					expect(answer.status).toBe(410);
					expect(await answer.text()).toContain('There is a newer question');
				}
			}
			expect(host.resultOf(executionId).json('Ask')).toHaveLength(round === 0 ? 1 : round + 1);
			expect(host.statusOf(executionId)).toBe('waiting');
			await post(asking, links[round], { decision: 'approve' });
		}
		expect(host.statusOf(executionId)).toBe('done');
		expect(world.simulator.log.sentTo(GROUP_ID)).toHaveLength(3);
	});
});

describe('the page', () => {
	test('shows title and question as text, and may load and send nothing elsewhere', async () => {
		const { link } = await ask(asking, { options: { responseFormTitle: '"><img src=x>' } });
		const answer = await fetch(link);
		expect(answer.status).toBe(200);
		expect(answer.headers.get('content-type')).toMatch(/^text\/html; charset=utf-8/);
		expect(answer.headers.get('referrer-policy')).toBe('no-referrer');
		expect(answer.headers.get('cache-control')).toBe('no-store');
		const policy = answer.headers.get('content-security-policy') ?? '';
		expect(policy).toMatch(
			/^default-src 'none'; style-src 'sha256-[^']+'; script-src 'sha256-[^']+'; /,
		);
		expect(policy).not.toMatch(/unsafe|\*|http/);
		const page = await answer.text();
		expect(page).toContain('Ten percent off for &lt;b&gt;Harbour &amp; Co&lt;/b&gt;?');
		expect(page).toContain('&quot;&gt;&lt;img src=x&gt;');
		expect(page).not.toMatch(/<b>|<img|<[^>]*\s(?:src|href)=/);
	});

	test('names the workflow that asks, and the time limit in its time zone', async () => {
		const limitWaitTime = {
			values: { limitType: 'atSpecifiedTime', maxDateAndTime: '2099-12-24T18:00:00' },
		};
		const { result, link } = await ask(asking, { options: { limitWaitTime } });
		expect(new Date(result.run.data.waitTill as unknown as string).toISOString()).toBe(
			'2099-12-24T17:00:00.000Z',
		);
		const page = await (await fetch(link)).text();
		expect(page).toContain('<h1 dir="auto">Discounts</h1>');
		expect(page).toContain('until 24 December 2099 at 18:00');
	});

	test('is found whatever the node’s name is', async () => {
		const json = asks();
		const name = `Ask "now" }} {{ \\ 'x' ` + '`';
		json.nodes[1].name = name;
		json.connections = {
			Start: { main: [[{ node: name, type: 'main', index: 0 }]] },
			[name]: json.connections.Ask,
		};
		await asking.host.run(asking.engine, json, { startNode: 'Start' });
		expect((await fetch(lastLink(asking.world))).status).toBe(200);
	});

	test('says so when nothing is kept of the question', async () => {
		const shown: unknown[] = [];
		const response = {
			status: (code: number) => (shown.push(code), response),
			set: () => response,
			send: (page: string) => shown.push(page),
		};
		const context = {
			getNode: () => ({ name: 'Ask' }),
			evaluateExpression: () => undefined,
			getResponseObject: () => response,
			getHeaderData: () => ({}),
		};
		const result = await answerQuestion.call(context as unknown as IWebhookFunctions);
		expect(result).toEqual({ noWebhookResponse: true });
		expect(shown).toEqual([404, expect.stringContaining('This link leads to no question')]);
	});

	test('whatever fails answers nothing: n8n would go on with an error that is thrown', async () => {
		const shown: unknown[] = [];
		const response = {
			status: (code: number) => (shown.push(code), response),
			set: () => response,
			send: (page: string) => shown.push(page),
		};
		const context = {
			logger: { error: (message: string) => shown.push(message) },
			getNode: () => ({ name: 'Ask' }),
			evaluateExpression: () => {
				throw new Error('broken');
			},
			getResponseObject: () => response,
			getHeaderData: () => ({}),
		};
		const result = await answerQuestion.call(context as unknown as IWebhookFunctions);
		expect(result).toEqual({ noWebhookResponse: true });
		expect(shown).toEqual([
			'Ask: the answer page failed. broken',
			500,
			expect.stringContaining('No answer was recorded'),
		]);
	});
});

test('the question is as it was asked, whatever its expressions would give now', async () => {
	const message = '={{ "Number " + Math.random() }}';
	const { link } = await ask(asking, { message });
	const [{ body }] = asking.world.simulator.log.sentTo(GROUP_ID);
	const asked = /Number [\d.e-]+/.exec(JSON.stringify(body))?.[0];
	expect(await (await fetch(link)).text()).toContain(`>${asked}</p>`);
	expect(QUESTION).not.toBe(asked);
});

// An imported workflow may have a time zone that nobody knows, such as the editor's own word DEFAULT.
test.each(['DEFAULT', 'Mars/Olympus', ''])(
	'in the time zone "%s" the page is shown, and a late answer is told so',
	async (timezone) => {
		const { engine, host, world } = asking;
		const values = { limitType: 'afterTimeInterval', resumeAmount: 1, resumeUnit: 'hours' };
		const json = asks({ options: { limitWaitTime: { values } } });
		json.settings = { timezone };
		const { executionId } = await host.run(engine, json, { startNode: 'Start' });
		const link = lastLink(world);
		const page = await fetch(link);
		expect([page.status, await page.text()]).toEqual([
			200,
			expect.stringMatching(/It can be answered until \d+ \w+ \d{4} at /),
		]);
		const now = jest.spyOn(Date, 'now').mockReturnValue(Date.now() + 2 * 3_600_000);
		expect((await fetch(link)).status).toBe(410);
		now.mockRestore();
		await post(asking, link, { decision: 'approve' });
		expect(after(executionId)).toHaveLength(1);
	},
);
