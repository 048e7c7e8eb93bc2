/**
 * The item loop through n8n's engine, against the simulator: order, speed, and above all that no
 * message goes out twice, whatever happens on its way.
 */
import type { INode, INodeExecutionData, INodeParameters } from 'n8n-workflow';

import { NODE, itemsOf, useBench, type Failure } from '../operations/bench';
import { itemWith, picture } from '../operations/files';
import { templates } from '../operations/seeds';
import type { FaultRule, GroupSeed } from '../../simulator';
import type { RequestEntry } from '../../simulator/log';
import { byId, byName, mapped } from '../../support/world';

const GROUPS = Array.from({ length: 10 }, (_, index) => `group-${index}`);
const DOOR = 'door';

const bench = useBench({
	groups: [
		...GROUPS.map(
			(id, index): GroupSeed => ({
				id,
				subject: `Group ${index}`,
				members: [`1650555100${index}`, `1650555110${index}`],
				windowOpen: true,
			}),
		),
		{
			id: DOOR,
			subject: 'Behind a door',
			joinApprovalMode: 'approval_required',
			joinRequests: ['16505554001', '16505554002'],
		},
	],
	templates,
	switches: { removalAllBad: 'sync', joinRequestsAllBad: 'sync', autoStatuses: 'none' },
});

/** Each item is one message: its text says which. */
const message = (options: INodeParameters = {}): INodeParameters => ({
	groupId: byId('={{ $json.group }}'),
	text: '={{ $json.text }}',
	options,
});
const batching = (batchSize: number, batchInterval = 0): INodeParameters => ({
	batching: { batch: { batchSize, batchInterval } },
});

/** So many messages, one after the other to each group. */
function messages(count: number, groups: readonly string[] = GROUPS): INodeExecutionData[] {
	return itemsOf(
		...Array.from({ length: count }, (_, index) => ({
			group: groups[index % groups.length],
			text: `message ${index}`,
		})),
	);
}

const textOf = (body: unknown) => (body as { text?: { body: string } }).text?.body ?? '';
const sentTexts = () => bench.simulator.log.sentMessages.map(({ body }) => textOf(body));
const askedTexts = () =>
	bench.simulator.log.find('POST', '/messages').map(({ body }) => textOf(body));
const textsOf = (items: readonly INodeExecutionData[]) => items.map(({ json }) => json.text);

/** Of each request, how many were under way when it arrived: itself and those without an answer yet. */
function underWay(requests: readonly RequestEntry[]): number[] {
	const spans = requests.map(({ at, durationMs = 0 }) => ({ from: at, to: at + durationMs }));
	return spans.map(
		({ from }) => spans.filter((other) => other.from <= from && from < other.to).length,
	);
}

function mostAtOnce(requests: readonly RequestEntry[]): number {
	return Math.max(...underWay(requests));
}

function usuallyAtOnce(requests: readonly RequestEntry[]): number {
	return underWay(requests).reduce((sum, one) => sum + one) / requests.length;
}

describe('many items', () => {
	test('100 messages to 10 groups: each group in order, and most of the groups at once', async () => {
		const items = messages(100);
		const latency = { min: 20, max: 100 };
		bench.simulator.setLatency(latency);
		await bench.output('message:send', message(batching(1)), items);
		const oneByOne = [...bench.simulator.log.requests];
		expect(sentTexts()).toEqual(textsOf(items));
		expect(mostAtOnce(oneByOne)).toBe(1);

		bench.simulator.reset();
		bench.simulator.setLatency(latency);
		const output = await bench.output('message:send', message(), items);
		const together = [...bench.simulator.log.requests];
		expect(usuallyAtOnce(together)).toBeGreaterThan(5);
		for (const group of GROUPS) {
			const wanted = items.filter(({ json }) => json.group === group);
			const sent = bench.simulator.log.sentTo(group);
			expect(sent.map(({ body }) => textOf(body))).toEqual(textsOf(wanted));
			const toGroup = together.filter(({ body }) => (body as { to: string }).to === group);
			expect(mostAtOnce(toGroup)).toBe(1);
		}
		expect(together).toHaveLength(100);
		// The output is in the order of the items, whatever was done first.
		expect(output.map(({ groupId }) => groupId)).toEqual(items.map(({ json }) => json.group));
		const ids = output.map(({ messageId }) => bench.simulator.log.message(String(messageId)));
		expect(ids.map((sent) => textOf(sent?.body))).toEqual(textsOf(items));
	}, 60_000);

	test('as many calls are under way at once as there are, but of one group one', async () => {
		bench.simulator.setLatency(60);
		const items = itemsOf(...Array.from({ length: 40 }, (_, index) => ({ index })));
		await bench.output('group:get', { groupId: byId(GROUPS[0]) }, items.slice(0, 3));
		// One group, so one after the other, even where nothing is changed.
		expect(mostAtOnce(bench.simulator.log.requests)).toBe(1);
		bench.simulator.log.clear();
		await bench.output('group:getAll', { limit: 1 }, items);
		expect(bench.simulator.log.requests).toHaveLength(40);
		expect(mostAtOnce(bench.simulator.log.requests)).toBeGreaterThan(16);
	});

	test.each([
		[undefined, 40, 16],
		[4, 4, 1],
	])('also within one item: 40 invitations, Items per Batch %p', async (size, most, least) => {
		bench.simulator.setLatency(60);
		const people = Array.from({ length: 40 }, (_, index) => `+1650555${3000 + index}`);
		await bench.output('invite:send', {
			groupId: byId(GROUPS[0]),
			recipients: people.join(),
			template: byName('group_invite'),
			templateParameters: mapped({ body_2: 'Pablo' }),
			options: { inviteBeyondSeats: true, ...(size !== undefined && batching(size)) },
		});
		const sent = bench.simulator.log.find('POST', '/messages');
		expect(sent).toHaveLength(40);
		expect(mostAtOnce(sent)).toBeLessThanOrEqual(most);
		expect(mostAtOnce(sent)).toBeGreaterThan(least);
	});

	test('no items: no call, and no output', async () => {
		const result = await bench.run('message:send', message(), []);
		expect(result.error).toBeUndefined();
		expect(result.items(NODE)).toEqual([]);
		expect(bench.calls()).toEqual([]);
	});
});

describe('a message whose answer is lost is not sent again', () => {
	const faults: Array<[string, FaultRule, number]> = [
		['time runs out after it was accepted', { kind: 'timeoutAfter' }, 1],
		['time runs out before', { kind: 'timeout' }, 0],
		['a reset after it was accepted', { kind: 'resetAfter' }, 1],
		['a reset before', { kind: 'reset' }, 0],
		['a page with HTTP 502', { kind: 'html', status: 502 }, 0],
		['a page with HTTP 503', { kind: 'html', status: 503 }, 0],
		['an empty 504', { kind: 'answer', status: 504 }, 0],
		['a 500 with 131000', { kind: 'error', code: 131000, status: 500 }, 0],
		['an answer that was cut off', { kind: 'truncated' }, 1],
	];
	const options = { timeout: 400 };

	test.each(faults)('%s', async (_name, fault, sent) => {
		bench.simulator.faults.add({ ...fault, times: 0 });
		const error = await bench.failure('message:send', message(options), messages(1));
		expect(askedTexts()).toEqual(['message 0']);
		expect(sentTexts()).toHaveLength(sent);
		expect(error.message).toContain('The request may have taken effect, so it was not retried.');
		expect(error.message).toContain('Look at the group on a phone');
	});

	test.each(faults)('%s: the other items go on', async (_name, fault) => {
		const items = messages(6, GROUPS.slice(0, 3));
		bench.simulator.faults.add({ ...fault, to: GROUPS[1], times: 1 });
		const result = await bench.run('message:send', message(options), items, {
			node: { onError: 'continueRegularOutput' },
		});
		expect(result.error).toBeUndefined();
		expect(askedTexts().sort()).toEqual([...textsOf(items)].sort());
		expect(result.json(NODE)[1]).toMatchObject({ status: 'unknown' });
		expect(result.json(NODE).map(({ success }) => success)).toEqual([
			true,
			false,
			true,
			true,
			true,
			true,
		]);
	});

	test('several at once: the error that stops the node counts those that may have been sent', async () => {
		bench.simulator.faults.add({ kind: 'resetAfter', times: 0 });
		const error = await bench.failure('message:send', message(), messages(3));
		expect(sentTexts()).toHaveLength(3);
		expect(error.description).toContain(
			'0 of 3 items were carried out, and 3 may have been (0–2). Running the node again would do them again.',
		);
	});

	test('neither is a creation, nor a reset of a link', async () => {
		bench.simulator.faults.add({ kind: 'resetAfter', times: 0 });
		const creation = { subject: 'New group', waitForInviteLink: true };
		const error = await bench.failure('group:create', creation);
		expect(error.message).toContain('List the groups with Group: Get Many');
		await bench.failure('invite:resetLink', { groupId: byId(GROUPS[0]) });
		expect(bench.callNames()).toEqual(['POST /groups', `POST /groups/${GROUPS[0]}/invite_link`]);
	});
});

describe('a message that was refused for being one too many is sent later, and once', () => {
	test.each<[string, FaultRule]>([
		['429 with 130429', { kind: 'error', code: 130429 }],
		['500 with 130429', { kind: 'error', code: 130429, status: 500 }],
		['400 with 130429', { kind: 'error', code: 130429, status: 400 }],
		['429 without a body', { kind: 'answer', status: 429 }],
		['429 with a page', { kind: 'html', status: 429 }],
		['503 with 131057', { kind: 'error', code: 131057, status: 503 }],
		['code 4', { kind: 'error', code: 4, status: 400 }],
		['code 80007', { kind: 'error', code: 80007, status: 400 }],
		['code 131208', { kind: 'error', code: 131208, status: 400 }],
		[
			'400 of the house',
			{
				kind: 'answer',
				status: 400,
				body: { error: 'You have exceeded the endpoint rate limit.' },
			},
		],
	])('%s, three times', async (_name, fault) => {
		const items = messages(24);
		bench.simulator.faults.add({ ...fault, times: 3, skip: 18 });
		await bench.output('message:send', message(), items);
		expect(sentTexts().sort()).toEqual([...textsOf(items)].sort());
		expect(askedTexts()).toHaveLength(24 + 3);
		for (const group of GROUPS) {
			const wanted = items.filter(({ json }) => json.group === group);
			const sent = bench.simulator.log.sentTo(group).map(({ body }) => textOf(body));
			expect(sent).toEqual(textsOf(wanted));
		}
	});

	test.each([
		['429', { rateLimitStyle: '429' }],
		['429 and Retry-After', { rateLimitStyle: '429', rateLimitRetryAfter: 1 }],
		['400 of the house', { rateLimitStyle: '400' }],
	] as const)(
		'all of a list that is sent faster than the service takes it (%s)',
		async (_name, how) => {
			const items = messages(24);
			bench.simulator.setSwitches(how);
			// So few that even a busy machine sends faster.
			bench.simulator.setRateLimit({ perSecond: 8 });
			await bench.output('message:send', message(), items);
			expect(sentTexts().sort()).toEqual([...textsOf(items)].sort());
			const refused = bench.simulator.log.requests.filter(({ status }) => status !== 200);
			expect(refused.length).toBeGreaterThan(0);
			expect(new Set(refused.map(({ status }) => status))).toEqual(
				new Set([Number(how.rateLimitStyle)]),
			);
		},
	);

	test('not before the Retry-After', async () => {
		bench.simulator.faults.add({ kind: 'error', code: 130429, retryAfter: 1 });
		await bench.output('message:send', message(), messages(1));
		const [first, second] = bench.simulator.log.requests;
		expect(second.at - first.at).toBeGreaterThan(990);
		expect(sentTexts()).toEqual(['message 0']);
	});

	test('the pair limit of one group holds up that group alone', async () => {
		const items = messages(6, GROUPS.slice(0, 2));
		bench.simulator.faults.add({ kind: 'error', code: 131056, status: 400, to: GROUPS[0] });
		await bench.output('message:send', message(), items);
		const order = [0, 2, 4].map((index) => `message ${index}`);
		expect(bench.simulator.log.sentTo(GROUPS[0]).map(({ body }) => textOf(body))).toEqual(order);
		const requests = bench.simulator.log.find('POST', '/messages');
		const [refused, again] = requests.filter(({ body }) => textOf(body) === 'message 0');
		expect(again.at - refused.at).toBeGreaterThan(990);
		const [other] = requests.filter(({ body }) => textOf(body) === 'message 1');
		expect(other.at).toBeLessThan(again.at);
		expect(requests).toHaveLength(7);
	});

	test.each([
		['130429', { kind: 'error', code: 130429 }],
		['the pair limit', { kind: 'error', code: 131056 }],
		['a Retry-After', { kind: 'error', code: 130429, retryAfter: 1 }],
	] as Array<[string, FaultRule]>)(
		'not at all when it may not wait: a clear error (%s)',
		async (_name, fault) => {
			bench.simulator.faults.add({ ...fault, times: 0 });
			const parameters = message({ maxRateLimitWait: 0 });
			const error = await bench.failure('message:send', parameters, messages(1));
			expect(sentTexts()).toEqual([]);
			expect(askedTexts()).toEqual(['message 0']);
			expect(error.message).toContain(
				'It was not done: the service would take it only after more than the 0 seconds of Max Rate Limit Wait',
			);
			expect(error.message).toContain('Raise Max Rate Limit Wait');
		},
	);

	test('waits no longer than it may', async () => {
		bench.simulator.faults.add({ kind: 'error', code: 130429, retryAfter: 3, times: 0 });
		const parameters = message({ maxRateLimitWait: 2 });
		const error = await bench.failure('message:send', parameters, messages(1));
		expect(error.message).toContain('more than the 2 seconds of Max Rate Limit Wait');
		expect(askedTexts()).toHaveLength(1);
	});

	test('a restriction for spam is not waited for', async () => {
		bench.simulator.faults.add({ kind: 'error', code: 131048, status: 429, times: 0 });
		const error = await bench.failure('message:send', message(), messages(1));
		expect(error.message).not.toContain('Max Rate Limit Wait');
		expect(askedTexts()).toHaveLength(1);
	});
});

describe('groups of one subject created at once', () => {
	const creation = { subject: 'Twins', waitForInviteLink: true };
	const twins = () =>
		[...bench.simulator.state.groups.values()]
			.filter(({ subject }) => subject === 'Twins')
			.map(({ id }) => id);

	test.each(['request_id', 'id', 'both'] as const)(
		'each item has one of its own (answer: %s, at once and later)',
		async (createResponse) => {
			for (const creationDelayMs of [0, 300]) {
				bench.simulator.reset();
				bench.simulator.setSwitches({ createResponse, creationDelayMs });
				const output = await bench.output('group:create', creation, itemsOf({}, {}, {}));
				const ids = output.map(({ groupId }) => groupId);
				expect(ids).toEqual(ids.map(() => expect.any(String)));
				expect(new Set(ids).size).toBe(3);
				expect([...ids].sort()).toEqual(twins().sort());
				expect(new Set(output.map(({ inviteLink }) => inviteLink)).size).toBe(3);
				expect(bench.simulator.log.count('POST', '/groups')).toBe(3);
			}
		},
	);

	test.each(['request_id', 'id', 'both'] as const)(
		'two executions at once each have their own (answer: %s)',
		async (createResponse) => {
			bench.simulator.setSwitches({ createResponse, creationDelayMs: 100 });
			const outputs = await Promise.all([
				bench.output('group:create', creation),
				bench.output('group:create', creation),
			]);
			const ids = outputs.flat().map(({ groupId }) => groupId);
			expect([...ids].sort()).toEqual(twins().sort());
			expect(new Set(ids).size).toBe(2);
		},
	);

	test('two executions at once never take the same group (answer: request_id)', async () => {
		bench.simulator.setSwitches({ createResponse: 'request_id' });
		// One group is there at once. The other comes so late that only the first can be found.
		const first = bench.output('group:create', creation);
		const created = bench.simulator.faults.add({ kind: 'delay', path: '/groups', method: 'GET' });
		while (created.hits === 0) await new Promise((resolve) => setImmediate(resolve));
		bench.simulator.setSwitches({ creationDelayMs: 1500 });
		const second = bench.output('group:create', creation);
		const ids = (await Promise.all([first, second])).flat().map(({ groupId }) => groupId);
		expect(bench.simulator.log.count('POST', '/groups')).toBe(2);
		const known = ids.filter((id) => id !== undefined);
		expect(new Set(known).size).toBe(known.length);
	});
});

describe('a group that does not appear in time', () => {
	// The half minute that the node would wait is half a second: its clock runs fast, the service's does not.
	beforeEach(() => {
		const now = performance.now.bind(performance);
		const start = now();
		jest.spyOn(performance, 'now').mockImplementation(() => start + 60 * (now() - start));
	});
	afterEach(() => jest.restoreAllMocks());

	test.each(['stopWorkflow', 'continueRegularOutput', 'continueErrorOutput'] as const)(
		'%s: is pending with a warning, which is no error',
		async (onError) => {
			bench.simulator.setSwitches({ creationDelayMs: 600_000 });
			const creation = { subject: 'Late', waitForInviteLink: true };
			const node = { onError, retryOnFail: true, maxTries: 3, waitBetweenTries: 1 };
			const result = await bench.run('group:create', creation, itemsOf({}), { node });
			expect(result.error).toBeUndefined();
			const [json, ...more] = result.json(NODE);
			expect(more).toEqual([]);
			expect(json).toMatchObject({
				success: true,
				status: 'pending',
				requestId: expect.any(String),
				warning: expect.stringContaining('Do not create it again'),
			});
			expect(json).not.toHaveProperty('groupId');
			const [create, ...looks] = bench.callNames();
			expect(create).toBe('POST /groups');
			expect(looks.length).toBeGreaterThan(1);
			expect(new Set(looks)).toEqual(new Set(['GET /groups']));
		},
	);

	test('its group is not given to the next item of the same subject', async () => {
		bench.simulator.setSwitches({ creationDelayMs: 600_000 });
		const creation = { subject: 'Late', waitForInviteLink: true };
		let asked = 0;
		bench.simulator.faults.add({
			kind: 'delay',
			method: 'POST',
			path: '/groups',
			where: () => {
				asked += 1;
				// The second is there at once; but it could as well be the first, come late.
				if (asked === 2) bench.simulator.setSwitches({ creationDelayMs: 0 });
				return false;
			},
		});
		const output = await bench.output('group:create', creation, itemsOf({}, {}));
		expect(output.map(({ status }) => status)).toEqual(['pending', 'pending']);
		for (const json of output) expect(json).not.toHaveProperty('groupId');
		expect(bench.simulator.log.count('POST', '/groups')).toBe(2);
	});

	test('with its ID known: pending, with the ID', async () => {
		bench.simulator.setSwitches({ createResponse: 'id', creationDelayMs: 600_000 });
		const creation = { subject: 'Late', waitForInviteLink: true };
		const [json] = await bench.output('group:create', creation);
		expect(json).toMatchObject({
			success: true,
			status: 'pending',
			groupId: expect.any(String),
			warning: expect.stringContaining('Get it later with Invite: Get Link'),
		});
		expect(json).not.toHaveProperty('inviteLink');
		expect(bench.simulator.log.count('POST', '/groups')).toBe(1);
	});
});

describe('n8n’s Retry On Fail', () => {
	const node = (onError: INode['onError']): Partial<INode> => ({
		onError,
		retryOnFail: true,
		maxTries: 3,
		waitBetweenTries: 1,
	});
	const modes = ['stopWorkflow', 'continueRegularOutput', 'continueErrorOutput'] as const;
	const times = (text: string) => askedTexts().filter((one) => one === text).length;

	test.each(modes)('%s: what succeeded is not done again, what failed is', async (onError) => {
		const items = messages(6, GROUPS.slice(0, 6));
		items[0].json.group = 'gone';
		const result = await bench.run('message:send', message(), items, { node: node(onError) });
		expect(times('message 0')).toBe(3);
		for (const index of [1, 2, 3, 4, 5]) expect(times(`message ${index}`)).toBeLessThan(2);
		const succeeded = result.json(NODE).filter(({ success }) => success === true);
		expect(succeeded).toHaveLength(onError === 'stopWorkflow' ? 0 : 5);
		if (onError !== 'stopWorkflow') expect(new Set(sentTexts()).size).toBe(5);
		expect(sentTexts()).toHaveLength(new Set(sentTexts()).size);
	});

	test.each(modes)('%s: a refusal that passes is made good', async (onError) => {
		const items = messages(3, GROUPS.slice(0, 3));
		bench.simulator.faults.add({ kind: 'error', code: 100, to: GROUPS[0], times: 2 });
		const result = await bench.run('message:send', message(), items, { node: node(onError) });
		expect(result.error).toBeUndefined();
		expect(result.json(NODE).map(({ success }) => success)).toEqual([true, true, true]);
		expect(sentTexts().sort()).toEqual(textsOf(items));
		expect(times('message 0')).toBe(3);
	});

	test.each(
		modes.flatMap((onError) =>
			(['resetAfter', 'html', 'truncated'] as const).map((kind) => [onError, kind] as const),
		),
	)('%s: what may have been done is not done again (%s)', async (onError, kind) => {
		const items = messages(3, GROUPS.slice(0, 3));
		bench.simulator.faults.add({ kind, to: GROUPS[0], times: 0 });
		const result = await bench.run('message:send', message(), items, { node: node(onError) });
		expect(times('message 0')).toBe(1);
		expect(askedTexts()).toHaveLength(new Set(askedTexts()).size);
		const told =
			onError === 'stopWorkflow'
				? result.error?.message
				: JSON.stringify(result.json(NODE, onError === 'continueErrorOutput' ? 1 : 0));
		expect(told).toContain('The request may have taken effect');
	});

	const invited = '+16505552001, +16505552002, +16505552003';
	const invitation = (recipients: string, options: INodeParameters = {}) => ({
		groupId: byId(GROUPS[0]),
		recipients,
		template: byName('group_invite'),
		templateParameters: mapped({ body_2: 'Pablo' }),
		options,
	});
	const askedPeople = () =>
		bench.simulator.log.find('POST', '/messages').map(({ body }) => (body as { to: string }).to);

	test.each(modes)('%s: a message whose file’s upload was lost is sent, once', async (onError) => {
		bench.simulator.faults.add({ kind: 'resetAfter', method: 'POST', path: '/media' });
		const parameters = { groupId: byId(GROUPS[0]), messageType: 'image' };
		const items = [itemWith(picture(10, 20))];
		const result = await bench.run('message:send', parameters, items, { node: node(onError) });
		expect(result.json(NODE)).toMatchObject([{ success: true, status: 'accepted' }]);
		expect(bench.callNames()).toEqual(['POST /media', 'POST /media', 'POST /messages']);
	});

	test.each(modes)('%s: bad input of one is nobody’s second invitation', async (onError) => {
		const { error } = await bench.run(
			'invite:send',
			invitation(`0151 234, ${invited}`),
			undefined,
			{
				node: node(onError),
			},
		);
		// Where the node stops, nobody is invited at all.
		expect(error !== undefined).toBe(onError === 'stopWorkflow');
		expect(askedPeople().sort()).toEqual(error ? [] : invited.split(', '));
	});

	test.each(modes)(
		'%s: of people, who was clearly refused is tried again, and nobody else',
		async (onError) => {
			bench.simulator.faults.add({ kind: 'error', code: 131026, to: '+16505552001', times: 0 });
			bench.simulator.faults.add({ kind: 'resetAfter', to: '+16505552002', times: 0 });
			await bench.run('invite:send', invitation(invited), undefined, { node: node(onError) });
			expect(askedPeople().sort()).toEqual([
				'+16505552001',
				'+16505552001',
				'+16505552001',
				'+16505552002',
				'+16505552003',
			]);
		},
	);

	test.each(modes)('%s: a refusal of one that passes is made good', async (onError) => {
		bench.simulator.faults.add({ kind: 'error', code: 131026, to: '+16505552001', times: 2 });
		const result = await bench.run('invite:send', invitation(invited), undefined, {
			node: node(onError),
		});
		expect(result.error).toBeUndefined();
		expect(result.json(NODE).map(({ status }) => status)).toEqual(Array(3).fill('accepted'));
		expect(bench.simulator.log.sentMessages.map(({ to }) => to).sort()).toEqual(
			invited.split(', '),
		);
	});

	test('with Ignore Partial Failure a failure behind the first is no reason to try again', async () => {
		bench.simulator.faults.add({ kind: 'error', code: 131026, to: '+16505552002', times: 0 });
		const parameters = invitation(invited, { ignorePartialFailure: true });
		const result = await bench.run('invite:send', parameters, undefined, {
			node: node('stopWorkflow'),
		});
		expect(result.json(NODE).map(({ success }) => success)).toEqual([true, false, true]);
		expect(askedPeople()).toHaveLength(3);
	});

	test.each(modes)('%s: what was one too many is sent by a later try, once', async (onError) => {
		const items = messages(4, GROUPS.slice(0, 4));
		bench.simulator.faults.add({ kind: 'error', code: 131056, to: GROUPS[0] });
		const parameters = message({ maxRateLimitWait: 0 });
		// The service takes more for this group after a second, as n8n usually waits.
		const patient = { ...node(onError), waitBetweenTries: 1100 };
		const result = await bench.run('message:send', parameters, items, { node: patient });
		expect(result.error).toBeUndefined();
		expect(result.json(NODE).map(({ success }) => success)).toEqual([true, true, true, true]);
		expect(sentTexts().sort()).toEqual(textsOf(items));
		expect(askedTexts()).toHaveLength(5);
	});

	test('a second run of the same node remembers nothing of the first', async () => {
		const items = messages(2);
		const options = { node: node('stopWorkflow') };
		await bench.run('message:send', message(), items, options);
		await bench.run('message:send', message(), items, options);
		expect(sentTexts().sort()).toEqual(['message 0', 'message 0', 'message 1', 'message 1']);
	});
});

describe('stopping the execution', () => {
	const turns = async (count: number) => {
		for (let turn = 0; turn < count; turn += 1) {
			await new Promise((resolve) => setImmediate(resolve));
		}
	};

	test('ends a wait for the rate limit, and sends nothing more', async () => {
		const stop = new AbortController();
		const fault = bench.simulator.faults.add({
			kind: 'error',
			code: 130429,
			retryAfter: 20,
			times: 0,
		});
		const run = bench.run('message:send', message(), messages(40), { signal: stop.signal });
		while (fault.hits === 0) await turns(1);
		await bench.simulator.idle();
		await turns(50);
		const asked = bench.simulator.log.requests.length;
		stop.abort();
		// Well before the Retry-After, which is longer than this test may take.
		const result = await run;
		expect(result.error?.message).toContain('The execution was stopped');
		await bench.simulator.idle();
		expect(bench.simulator.log.requests).toHaveLength(asked);
		// One of each group.
		expect(asked).toBeLessThanOrEqual(GROUPS.length);
		expect(sentTexts()).toEqual([]);
	}, 12_000);

	test('begins no further call', async () => {
		const stop = new AbortController();
		bench.simulator.setLatency(20);
		let calls = 0;
		bench.simulator.faults.add({
			kind: 'delay',
			where: () => {
				calls += 1;
				if (calls === 25) stop.abort();
				return false;
			},
		});
		const result = await bench.run('message:send', message(), messages(100), {
			signal: stop.signal,
		});
		expect(result.error?.message).toContain('The execution was stopped');
		const isOpen = ({ outcome }: RequestEntry) => outcome === 'pending';
		while (bench.simulator.log.requests.some(isOpen)) await turns(1);
		await turns(50);
		expect(calls).toBeLessThanOrEqual(25 + GROUPS.length);
		expect(bench.simulator.log.requests).toHaveLength(calls);
		expect(askedTexts()).toHaveLength(new Set(askedTexts()).size);
	});
});

describe('batching', () => {
	/** The numbers of the messages under way at once, at most, and when each began. */
	const send = async (count: number, batchSize: number, batchInterval: number) => {
		bench.simulator.setLatency(40);
		const options = batching(batchSize, batchInterval);
		const output = await bench.output('message:send', message(options), messages(count));
		expect(output).toHaveLength(count);
		const requests = bench.simulator.log.find('POST', '/messages');
		expect(requests).toHaveLength(count);
		return { requests, most: mostAtOnce(requests) };
	};

	test('so many items at the same time, and the next ones after the interval', async () => {
		const { requests, most } = await send(8, 3, 1000);
		expect(most).toBeLessThanOrEqual(3);
		expect(most).toBeGreaterThan(1);
		expect(sentTexts().slice(0, 3).sort()).toEqual(['message 0', 'message 1', 'message 2']);
		expect(sentTexts().slice(3, 6).sort()).toEqual(['message 3', 'message 4', 'message 5']);
		const starts = [0, 3, 6].map((index) => requests[index].at);
		// From start to start: measured here from arrival to arrival, which varies with the machine's load.
		expect(starts[1] - starts[0]).toBeGreaterThan(500);
		expect(starts[2] - starts[1]).toBeGreaterThan(500);
	});

	test('without an interval, the next batch begins when the last is done', async () => {
		const { requests, most } = await send(6, 3, 0);
		expect(most).toBeLessThanOrEqual(3);
		expect(most).toBeGreaterThan(1);
		const ends = requests.slice(0, 3).map(({ at, durationMs = 0 }) => at + durationMs);
		for (const { at } of requests.slice(3)) expect(at).toBeGreaterThan(Math.max(...ends));
	});

	test('0 counts as 1', async () => {
		expect((await send(3, 0, 0)).most).toBe(1);
	});

	test('-1 is none', async () => {
		expect((await send(10, -1, 60_000)).most).toBeGreaterThan(3);
	});

	test('a batch can be larger than what is usually under way', async () => {
		bench.simulator.setLatency(150);
		const items = itemsOf(...Array.from({ length: 24 }, (_, index) => ({ index })));
		await bench.output('group:getAll', { limit: 1, options: batching(24) }, items);
		expect(mostAtOnce(bench.simulator.log.requests)).toBeGreaterThan(16);
	});

	test('a group’s messages keep their order across batches', async () => {
		const items = messages(9, GROUPS.slice(0, 2));
		bench.simulator.setLatency({ min: 0, max: 20 });
		await bench.output('message:send', message(batching(4)), items);
		for (const group of GROUPS.slice(0, 2)) {
			const wanted = items.filter(({ json }) => json.group === group);
			const sent = bench.simulator.log.sentTo(group).map(({ body }) => textOf(body));
			expect(sent).toEqual(textsOf(wanted));
		}
	});
});

describe('a call that was done, but whose answer was lost, and that can be repeated', () => {
	// Without the pause before the second attempt, which is a random part of some seconds.
	beforeEach(() => {
		jest.spyOn(Math, 'random').mockReturnValue(0);
	});
	afterEach(() => jest.restoreAllMocks());

	const requests = () => [...(bench.simulator.state.groups.get(DOOR)?.joinRequests.keys() ?? [])];
	const group = { groupId: byId(GROUPS[0]) };
	const cases: Array<[string, () => INodeParameters, string]> = [
		['group:delete', () => group, `DELETE /groups/${GROUPS[0]}`],
		[
			'participant:remove',
			() => ({ ...group, participants: '+16505551000, +16505551100' }),
			`DELETE /groups/${GROUPS[0]}/participants`,
		],
		[
			'joinRequest:approve',
			() => ({ groupId: byId(DOOR), joinRequestIds: requests().join() }),
			`POST /groups/${DOOR}/join_requests`,
		],
		[
			'joinRequest:reject',
			() => ({ groupId: byId(DOOR), joinRequestIds: requests().join() }),
			`DELETE /groups/${DOOR}/join_requests`,
		],
	];
	const lost = ['resetAfter', 'timeoutAfter', 'truncated'] as const;

	const isAnswering = (operation: string) => operation.startsWith('joinRequest:');
	const certain = cases.filter(([operation]) => !isAnswering(operation));
	const ofEach = (some: typeof cases) =>
		lost.flatMap((kind) => some.map(([name, ...more]) => [kind, name, ...more] as const));

	test.each(ofEach(cases.filter(([operation]) => isAnswering(operation))))(
		'%s, %s: says that one of them is gone, and that nothing is known of each',
		async (kind, operation, parameters, call) => {
			bench.simulator.faults.add({ kind });
			const given = { ...parameters(), options: { timeout: 400 } };
			const error = await bench.failure(operation, given);
			expect(bench.callNames()).toEqual([call, call]);
			expect(error.message).toContain('no longer knew at least one of these requests');
		},
	);

	test.each(ofEach(certain))(
		'%s, %s: says that it is gone, and counts as done',
		async (kind, operation, parameters, call) => {
			bench.simulator.faults.add({ kind });
			const output = await bench.output(operation, {
				...parameters(),
				options: { timeout: 400 },
			});
			// Of several people the group tells who is gone.
			const reading = operation === 'participant:remove' ? [`GET /groups/${GROUPS[0]}`] : [];
			expect(bench.callNames()).toEqual([call, call, ...reading]);
			expect(bench.simulator.log.requests[1].status).toBe(400);
			expect(output).toHaveLength(operation === 'group:delete' ? 1 : 2);
			for (const json of output) expect(json).toMatchObject({ success: true });
		},
	);

	test.each(cases)('%s: what was gone before is an error', async (operation, parameters, call) => {
		const given = parameters();
		await bench.output(operation, given);
		const error = await bench.failure(operation, given);
		expect(error.message).toMatch(/group does not exist|not in the group|no longer exists/);
		expect(bench.callNames()).toEqual([call, call]);
	});

	test.each(cases)(
		'%s: another refusal stays one, and takes nothing back',
		async (operation, parameters) => {
			bench.simulator.faults.add({ kind: 'reset' });
			bench.simulator.faults.add({ kind: 'error', code: 131207 });
			const error: Failure = await bench.failure(operation, parameters());
			expect(error.message).toMatch(/suspended/i);
			expect(error.message).toContain(
				'An attempt got no clear answer, so the request may have taken effect.',
			);
		},
	);

	test('gone after a refusal for too many calls is an error: nothing was unclear', async () => {
		bench.simulator.faults.add({ kind: 'error', code: 131208 });
		const error = await bench.failure('group:delete', { groupId: byId('gone') });
		expect(error.message).toContain('The group does not exist');
		expect(bench.calls()).toHaveLength(2);
	});
});
