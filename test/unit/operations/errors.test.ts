import type { IDataObject, INode, INodeParameters } from 'n8n-workflow';

import { startSimulator } from '../../simulator';
import { byId, byName, mapped } from '../../support/world';
import { GROUP_ID, itemsOf, NODE, OTHER_ID, useBench, withOperation, type Failure } from './bench';
import { openGroups, templates } from './seeds';

const bench = useBench({
	groups: [
		...openGroups,
		{ id: 'empty', subject: 'Nobody in it', windowOpen: true },
		{ id: 'suspended', subject: 'Suspended', members: ['16505551009'], suspended: true },
		{
			id: 'full',
			subject: 'Full',
			joinApprovalMode: 'approval_required',
			members: Array.from({ length: 8 }, (_, index) => `1650555600${index}`),
			joinRequests: ['16505554001', '16505554002'],
		},
	],
	templates,
});
const group = { groupId: byId(GROUP_ID) };
const impatient = { options: { maxRateLimitWait: 0 } };

/** Contract 6.3 and 6.4, and each end of the range of permissions. */
const CODES: Array<[code: number, httpStatus: number]> = [
	[131020, 400],
	[131041, 400],
	[131059, 400],
	[131201, 400],
	[131202, 400],
	[131203, 400],
	[131204, 400],
	[131207, 403],
	[131208, 429],
	[131209, 400],
	[131210, 400],
	[131211, 400],
	[131212, 400],
	[131213, 400],
	[131214, 400],
	[131215, 400],
	[0, 401],
	[190, 401],
	[1, 400],
	[2, 503],
	[3, 403],
	[10, 403],
	[200, 403],
	[299, 403],
	[4, 429],
	[80007, 429],
	[100, 400],
	[130429, 429],
	[131048, 429],
	[131056, 429],
	[131000, 500],
	[131016, 500],
	[131005, 403],
	[131008, 400],
	[131009, 400],
	[131021, 400],
	[131026, 400],
	[131031, 403],
	[368, 403],
	[130497, 403],
	[131042, 400],
	[131047, 400],
	[131049, 400],
	[131050, 400],
	[131051, 400],
	[130501, 400],
	[131052, 400],
	[131053, 400],
	[131057, 503],
	[131062, 400],
	[132000, 400],
	[132001, 400],
	[132005, 400],
	[132007, 400],
	[132012, 400],
	[132015, 400],
	[133010, 400],
];
const SHAPES = ['graph', 'string', 'meta', 'legacy', 'html'] as const;
type Shape = (typeof SHAPES)[number];

const codesOfShape = (shape: Shape, code: number, status: number): number => {
	if (shape === 'html') return 502;
	return shape === 'graph' || shape === 'legacy' ? code : status;
};
const hasTrace = (shape: Shape) => shape === 'graph' || shape === 'meta';

describe.each(SHAPES)('every code of the contract, as %s', (shape) => {
	const httpStatusOf = (status: number) => (shape === 'html' ? 502 : status);

	test.each(CODES)('%i (HTTP %i) says what happened and what to do', async (code, status) => {
		const text = `Details of the code ${code} for people`;
		bench.simulator.faults.add({ kind: 'error', code, status, shape, details: text, times: 0 });
		const parameters = { ...group, text: 'Hi', ...impatient };
		const continued = await bench.run('message:send', parameters, undefined, {
			node: { onError: 'continueRegularOutput' },
		});
		const [{ error }] = continued.json(NODE) as [{ error: IDataObject }];
		expect(error).toMatchObject({
			code: codesOfShape(shape, code, status),
			httpStatus: httpStatusOf(status),
			itemIndex: 0,
		});
		const message = String(error.message);
		// A sentence of ours first; the service's words stand by themselves.
		expect(message).toMatch(/^[A-Z0-9][^{}<>]{4,}\.$/);
		expect(message).not.toMatch(/\(#\d+\)|undefined|\[object|axios|Request failed/);
		expect(message).not.toContain(text);
		if (shape !== 'html') expect(error.details).toContain(text);
		expect(error.hint).toMatch(/^[A-Z].*\w \w.*\.$/);
		expect(error.traceId).toEqual(hasTrace(shape) ? expect.stringMatching(/^\w{16,}$/) : undefined);

		bench.forgetNumber();
		const stopped = await bench.failure('message:send', parameters);
		expect(stopped.name).toBe('NodeApiError');
		expect(stopped.message).toBe(`${message} ${String(error.hint)}`);
		expect(stopped.httpCode).toBe(String(httpStatusOf(status)));
		if (shape !== 'html') expect(stopped.description).toContain(`The service’s words: `);
		expect(stopped.description).toMatch(/\bItem 0$/);
		expect(stopped.description).toContain(`HTTP ${httpStatusOf(status)}`);
		if (hasTrace(shape)) expect(stopped.description).toMatch(/Trace ID \w{16,}/);
		// Each run made one call: nothing that might send twice.
		expect(bench.simulator.log.count('POST', '/messages')).toBe(2);
	});
});

describe('what happened and what to do', () => {
	const saidOf = async (code: number, shape: Shape = 'graph', details?: string) => {
		bench.simulator.faults.clear();
		bench.simulator.faults.add({ kind: 'error', code, shape, details });
		const result = await bench.run('message:send', { ...group, text: 'Hi' }, undefined, {
			node: { onError: 'continueRegularOutput' },
		});
		const { message, hint } = result.json(NODE)[0].error as IDataObject;
		return `${String(message)} ${String(hint)}`;
	};

	test.each([
		[131020, /Nobody else is/],
		[131041, /Check the group ID/],
		[131047, /24 hours.*template/],
		[131204, /at most 8/],
		[131207, /suspended/],
		[131211, /10,000/],
		[131214, /marketing/],
		[131215, /Official Business Account/],
		[132001, /name and language/],
		[131042, /payment|invoices/],
	])('%i tells what to do: %s', async (code, pattern) => {
		expect(await saidOf(code)).toMatch(pattern);
	});

	test.each([
		['Invalid api_key', /API key/],
		['Your WhatsApp for Business API has been disabled', /support/],
		['Could not send message due to lack of payment', /payment|invoices/],
		['The endpoint is blocked', /enable/],
	])('360dialog’s own "%s", in words only', async (text, pattern) => {
		for (const shape of ['string', 'meta'] as const) {
			expect(await saidOf(100, shape, text)).toMatch(pattern);
		}
	});

	test('360dialog’s rate limit with HTTP 400 counts as one', async () => {
		const details = 'You have exceeded the endpoint rate limit.';
		bench.simulator.faults.add({ kind: 'error', code: 100, shape: 'string', details, times: 0 });
		const error = await bench.failure('message:send', { ...group, text: 'Hi', ...impatient });
		expect(error.message).toContain('It was not done');
		expect(error.message).toContain('0 seconds of Max Rate Limit Wait');
		expect(error.message).toContain('Raise Max Rate Limit Wait');
	});
});

describe('what goes wrong with groups', () => {
	test('a wrong API key', async () => {
		const engine = bench.world.engineWith({ apiKey: 'wrong' });
		const result = await engine.runNode(withOperation('group:get', group));
		const error = result.error as unknown as Failure;
		expect(error.message).toMatch(
			/^360dialog does not accept the API key\. Enter the key of this number in the credential/,
		);
		expect(error.description).toContain('The service’s words: Invalid api_key');
		expect(error.description).toMatch(/Trace ID \w{16}/);
		expect(error.httpCode).toBe('401');
	});

	const notEligible = (): INodeParameters => {
		bench.simulator.control.setEligible(false);
		return { subject: 'New' };
	};
	test.each<[string, string, () => INodeParameters, number, RegExp]>([
		['a number that is not eligible', 'group:create', notEligible, 131215, /Official Business/],
		[
			'a suspended group',
			'group:delete',
			() => ({ groupId: byId('suspended') }),
			131207,
			/suspended/,
		],
		[
			'a message to a suspended group',
			'message:send',
			() => ({ groupId: byId('suspended'), text: 'Hi' }),
			131207,
			/suspended/,
		],
		[
			'an unknown group',
			'group:get',
			() => ({ groupId: byId('gone') }),
			131041,
			/Check the group ID/,
		],
		[
			'a group with nobody in it',
			'message:send',
			() => ({ groupId: byId('empty'), text: 'Hi' }),
			131020,
			/Nobody else/,
		],
		[
			'a full group',
			'joinRequest:approve',
			() => {
				const full = bench.simulator.state.groups.get('full');
				return {
					groupId: byId('full'),
					joinRequestIds: [...(full?.joinRequests.keys() ?? [])].join(),
				};
			},
			131204,
			/at most 8 people/,
		],
		[
			'too late for free text',
			'message:send',
			() => {
				bench.simulator.setSwitches({ outsideWindow: 'sync' });
				bench.simulator.control.closeWindow(GROUP_ID);
				return { ...group, text: 'Hi' };
			},
			131047,
			/Send a template instead/,
		],
	])('%s', async (_name, operation, prepare, code, advice) => {
		const error = await bench.failure(operation, prepare());
		expect(error.name).toBe('NodeApiError');
		expect(error.message).toMatch(/\w+ \w+.*\.$/);
		expect(error.message).toMatch(advice);
		expect(error.description).toContain(`Code ${code}`);
	});

	test('the limit of groups', async () => {
		bench.simulator.faults.add({ kind: 'error', code: 131211, path: '/groups', method: 'POST' });
		const error = await bench.failure('group:create', { subject: 'One more' });
		expect(error.message).toContain('10,000 groups');
		expect(bench.callNames()).toEqual(['POST /groups']);
	});
});

describe('gateways and broken connections', () => {
	const send: INodeParameters = { ...group, text: 'Hi', options: { timeout: 400 } };

	test('an HTML 502 to a read is tried again', async () => {
		bench.simulator.faults.add({ kind: 'html' });
		const [json] = await bench.output('group:get', group);
		expect(json.groupId).toBe(GROUP_ID);
		expect(bench.callNames()).toHaveLength(2);
	});

	test.each([502, 504])('an HTML %i to a message is not: it may have been sent', async (status) => {
		bench.simulator.faults.add({ kind: 'html', status });
		const error = await bench.failure('message:send', send);
		expect(error.description).toContain(`HTTP ${status}`);
		expect(error.message).toContain('The request may have taken effect, so it was not retried.');
		expect(error.message).toContain('Look at the group');
		expect(error.message).not.toMatch(/[<>]/);
		expect(error.description).not.toMatch(/[<>]/);
		expect(error.httpCode).toBe(String(status));
		expect(bench.simulator.log.count('POST', '/messages')).toBe(1);
	});

	test.each(['reset', 'resetAfter', 'timeout', 'timeoutAfter', 'truncated'] as const)(
		'%s of a message: tells that it may have been sent, and sends no second one',
		async (kind) => {
			bench.simulator.faults.add({ kind });
			const error = await bench.failure('message:send', send);
			expect(error.message).toContain('The request may have taken effect, so it was not retried.');
			expect(error.message).toContain('Look at the group');
			expect(error.description).toMatch(/\bItem 0$/);
			expect(bench.simulator.log.count('POST', '/messages')).toBe(1);
		},
	);

	test.each(['reset', 'resetAfter'] as const)('%s of a deletion: is tried again', async (kind) => {
		bench.simulator.faults.add({ kind });
		// The first attempt did its work where the second finds no group any more.
		const known = kind === 'reset' ? 'accepted' : 'done';
		expect(await bench.output('group:delete', group)).toEqual([
			{
				success: true,
				status: known,
				groupId: GROUP_ID,
				...(known === 'done' && { warning: expect.stringContaining('no clear answer') }),
			},
		]);
		expect(bench.simulator.log.count('DELETE', '/groups/:id')).toBe(2);
	});

	test('a redirect is not followed', async () => {
		const headers = { location: `${bench.simulator.url}/groups` };
		bench.simulator.faults.add({ kind: 'answer', status: 302, headers });
		const error = await bench.failure('group:get', group);
		expect(error.message).toContain('redirect');
		expect(error.message).toMatch(/base url/i);
		expect(bench.callNames()).toHaveLength(1);
	});

	test('another server’s page under HTTP 200 is no success', async () => {
		bench.simulator.faults.add({
			kind: 'answer',
			status: 200,
			body: '<html><title>Welcome</title></html>',
			contentType: 'text/html',
		});
		const error = await bench.failure('message:send', send);
		expect(error.message).toContain('with HTTP 200, but its answer is not a message ID.');
		expect(error.message).toContain('The request may have taken effect');
		expect(error.description).toContain('Welcome');
	});

	test('nobody is there', async () => {
		const engine = bench.world.engineWith({ baseUrl: await closedPort() });
		const result = await engine.runNode(withOperation('message:send', send));
		expect(result.error?.message).toContain('Could not connect to http://127.0.0.1:');
		expect(result.error?.message).toContain('Nothing was sent');
		expect(result.error?.message).toMatch(/check the base url in the credential/i);
	});

	test.each(['waba-v2.360dialog.io', 'ftp://example.com', 'https://'])(
		'a base URL that is none: %s',
		async (baseUrl) => {
			const engine = bench.world.engineWith({ baseUrl });
			const result = await engine.runNode(withOperation('group:get', group));
			expect(result.error?.message).toBe(
				'The Base URL in the credential is not a web address. Enter for example https://waba-v2.360dialog.io.',
			);
		},
	);
});

/** An address at which nobody listens any more. */
async function closedPort(): Promise<string> {
	const simulator = await startSimulator();
	await simulator.close();
	return simulator.url;
}

describe('operations on lists', () => {
	interface ListRow {
		operation: string;
		parameters: INodeParameters;
		/** Two who can be handled and, between them, one who cannot. */
		list: () => [string, string, string];
		field: string;
		/** What names them in the output. */
		ids: string;
		/** Said of two who failed. */
		allFailed: (bad: string) => string;
		noun: string;
		reason: RegExp;
	}
	const askers = (): [string, string, string] => {
		const full = bench.simulator.state.groups.get('full');
		full?.members.clear();
		const [first, second] = [...(full?.joinRequests.keys() ?? [])];
		return [first, 'gone', second];
	};
	const rows: ListRow[] = [
		{
			operation: 'invite:send',
			parameters: {
				...group,
				template: byName('group_invite'),
				templateParameters: mapped({ body_2: 'P' }),
			},
			list: () => {
				bench.simulator.control.addPerson({ waId: '16505559999', onWhatsApp: false });
				bench.simulator.setSwitches({ undeliverable: 'sync' });
				return ['+16505552001', '+16505559999', '+16505552002'];
			},
			field: 'recipients',
			ids: 'recipient',
			allFailed: (bad) => {
				bench.simulator.control.addPerson({ waId: '16505559998', onWhatsApp: false });
				return `${bad}, +16505559998`;
			},
			noun: 'recipients',
			reason: /The message could not be delivered/,
		},
		{
			operation: 'participant:remove',
			parameters: group,
			list: () => ['+16505551001', '+16505559999', '+16505551002'],
			field: 'participants',
			ids: 'participant',
			allFailed: (bad) => {
				bench.simulator.setSwitches({ removalAllBad: 'sync' });
				return `${bad}, +16505559998`;
			},
			noun: 'participants',
			reason: /This person is not in the group/,
		},
		...['approve', 'reject'].map(
			(operation): ListRow => ({
				operation: `joinRequest:${operation}`,
				parameters: { groupId: byId('full') },
				list: askers,
				field: 'joinRequestIds',
				ids: 'joinRequestId',
				allFailed: (bad) => `${bad}, away`,
				noun: 'join requests',
				reason: /This join request no longer exists/,
			}),
		),
	];

	describe.each(rows)(
		'$operation',
		({ operation, parameters, list, field, ids, allFailed, noun, reason }) => {
			const run = async (value: string, node: Partial<INode> = {}, options: INodeParameters = {}) =>
				await bench.run(operation, { ...parameters, [field]: value, options }, undefined, { node });

			test('one of three fails: the node fails, and tells what became of each', async () => {
				const people = list();
				const result = await run(people.join());
				const error = result.error as unknown as Failure;
				expect(error.message).toMatch(new RegExp(`^1 of 3 ${noun} failed\\. The first: `));
				expect(error.message).toMatch(reason);
				const shown = people.map((person) =>
					person.length > 9 ? `${person.slice(0, 3)}…${person.slice(-3)}` : person,
				);
				const [first, second, third] = shown.map((person) =>
					error.description?.indexOf(`${person}: `),
				);
				expect([first, second, third]).not.toContain(-1);
				expect(error.description).toMatch(/: (?:done|accepted); /);
				// People are masked in texts, and whole in data only.
				for (const person of people.filter((one) => one.length > 9)) {
					expect(`${error.message} ${error.description}`).not.toContain(person.slice(1));
				}
			});

			test('with Ignore Partial Failure: an item each, and the node goes on', async () => {
				const people = list();
				const result = await run(people.join(), {}, { ignorePartialFailure: true });
				expect(result.error).toBeUndefined();
				const json = result.json(NODE);
				expect(json.map((one) => [one[ids], one.success])).toEqual([
					[people[0], true],
					[people[1], false],
					[people[2], true],
				]);
				expect(json[1].error).toMatchObject({
					code: expect.any(Number),
					message: expect.stringMatching(reason),
					hint: expect.stringMatching(/\w+ \w+/),
					itemIndex: 0,
				});
				expect(json[0]).not.toHaveProperty('error');
				expect(result.items(NODE).map(({ pairedItem }) => pairedItem)).toEqual(
					people.map(() => ({ item: 0 })),
				);
			});

			test.each([true, false])(
				'while continuing: an item each (simplify: %p)',
				async (simplify) => {
					const people = list();
					const result = await run(
						people.join(),
						{ onError: 'continueRegularOutput' },
						{ simplify, ignorePartialFailure: false },
					);
					const failed = result.json(NODE).filter(({ success }) => success === false);
					expect(failed).toEqual([expect.objectContaining({ [ids]: people[1], status: 'failed' })]);
					if (simplify) {
						expect(result.json(NODE).map(({ success }) => success)).toEqual([true, false, true]);
					}
				},
			);

			test('a failure fails the node with Simplify off, too', async () => {
				const people = list();
				const error = (await run(people.join(), {}, { simplify: false })).error;
				expect(error?.message).toMatch(new RegExp(`^1 of 3 ${noun} failed\\. The first: `));
			});

			test('all fail: the node fails', async () => {
				const [, bad] = list();
				const options = { ignorePartialFailure: true };
				const error = (await run(allFailed(bad), {}, options)).error as unknown as Failure;
				// A refusal of the whole call is told once, and those of single people are counted.
				expect(
					error.message.replace(new RegExp(`^2 of 2 ${noun} failed\\. The first: `), ''),
				).toMatch(new RegExp(`^${reason.source}`));
				expect(error.description).toMatch(/\w+ \w+/);
			});

			test('the only one fails: the reason alone', async () => {
				const [, bad] = list();
				bench.simulator.setSwitches({ removalAllBad: 'sync' });
				const error = (await run(bad)).error as unknown as Failure;
				expect(error.message).toMatch(reason);
				expect(error.message).not.toContain('1 of 1');
			});

			test('the error output gets those who failed, and says who they are', async () => {
				const people = list();
				const result = await run(people.join(), { onError: 'continueErrorOutput' });
				expect(result.error).toBeUndefined();
				expect(result.json(NODE, 0).map((one) => [one[ids], one.success])).toEqual([
					[people[0], true],
					[people[2], true],
				]);
				const failed = result.items(NODE, 1);
				expect(failed).toHaveLength(1);
				expect(failed[0].pairedItem).toEqual({ item: 0 });
				const told = JSON.stringify(failed[0].json);
				expect(told).toMatch(reason);
				expect(told).toContain(people[1].replace(/^\+/, ''));
				expect(told).toContain('"hint"');
			});

			test('the error output of several items: each keeps its place', async () => {
				const people = list();
				const result = await bench.run(
					operation,
					{ ...parameters, [field]: '={{ $json.who }}' },
					itemsOf({ who: people[0] }, { who: people[1] }, { who: people[2] }),
					{ node: { onError: 'continueErrorOutput' } },
				);
				const failures = result.items(NODE, 1).map(({ pairedItem }) => pairedItem);
				// Whoever is alone in a removal is accepted at once, and fails by event only.
				expect(failures).toEqual(operation === 'participant:remove' ? [] : [{ item: 1 }]);
			});
		},
	);

	test('an error of the whole call is that of each in the list', async () => {
		const result = await bench.run(
			'participant:remove',
			{ groupId: byId('gone'), participants: '+16505551001, +16505551002' },
			undefined,
			{ node: { onError: 'continueRegularOutput' } },
		);
		expect(result.json(NODE).map(({ error }) => (error as IDataObject).code)).toEqual([
			131041, 131041,
		]);
	});

	test('a group that cannot be read is one error, as nobody was tried', async () => {
		const parameters = {
			groupId: byId('gone'),
			recipients: '+16505552001, +16505552002',
			template: byName('group_invite'),
			templateParameters: mapped({ body_2: 'P' }),
		};
		const error = await bench.failure('invite:send', parameters);
		expect(error.message).toMatch(/^The group does not exist/);
		expect(bench.simulator.log.sentMessages).toHaveLength(0);
	});

	const oneBad = {
		groupId: byId(OTHER_ID),
		recipients: '0151 234567, +16505552001',
		template: byName('group_invite'),
		templateParameters: mapped({ body_2: 'P' }),
		options: { ignorePartialFailure: true },
	};

	test('a number that cannot be read stops the item before anybody is written to', async () => {
		const error = await bench.failure('invite:send', oneBad);
		expect(error.message).toMatch(/^Recipients: "015…567" has no country code\. 1 of 2 recipients/);
		expect(bench.callNames()).toEqual([]);
	});

	test('and is not the others’ trouble where the node goes on', async () => {
		const result = await bench.run('invite:send', oneBad, undefined, {
			node: { onError: 'continueRegularOutput' },
		});
		expect(result.json(NODE)).toEqual([
			{
				success: false,
				status: 'failed',
				groupId: OTHER_ID,
				recipient: '0151 234567',
				error: {
					code: 'invalid_phone_number',
					message: 'Recipients: "015…567" has no country code.',
					hint: expect.stringContaining('country code'),
					itemIndex: 0,
				},
			},
			expect.objectContaining({ success: true, waId: '16505552001' }),
		]);
	});
});
