/** The API key is in nothing that users see or that is written somewhere. */
import { inspect } from 'node:util';

import { byId, startWorld, type World } from '../../support/world';
import { GROUP_ID, NODE, withOperation } from './bench';
import { openGroups, templates } from './seeds';

const group = { groupId: byId(GROUP_ID) };
const SHAPES = ['graph', 'string', 'meta', 'legacy', 'html'] as const;

describe('the API key', () => {
	const MARKER = 'Xq7-distinctive-key-Zw9';
	let world: World;
	let written: string[];
	beforeAll(async () => {
		world = await startWorld({ apiKey: MARKER, groups: openGroups, templates });
	});
	beforeEach(() => {
		world.simulator.reset();
		written = [];
		const collect = (...values: unknown[]) => {
			written.push(values.map((value) => inspect(value, { depth: 12 })).join(' '));
			return true;
		};
		for (const method of ['log', 'info', 'warn', 'error', 'debug', 'trace'] as const) {
			jest.spyOn(console, method).mockImplementation(collect);
		}
		jest.spyOn(process.stdout, 'write').mockImplementation(collect);
		jest.spyOn(process.stderr, 'write').mockImplementation(collect);
	});
	afterEach(() => jest.restoreAllMocks());
	afterAll(async () => await world.close());

	const send = withOperation('message:send', { ...group, text: 'Hi', options: { timeout: 2000 } });
	const everythingOf = (value: unknown) =>
		`${inspect(value, { depth: 20, showHidden: true, maxArrayLength: null, maxStringLength: null })} ${JSON.stringify(value)}`;
	const always = (rule: object) => () =>
		void world.simulator.faults.add({ times: 0, ...rule } as never);

	const troubles: Array<[string, () => void]> = [
		['no trouble', () => {}],
		...SHAPES.map((shape): [string, () => void] => [
			`a refusal as ${shape}`,
			always({ kind: 'error', code: 131215, shape }),
		]),
		['a reset', always({ kind: 'reset' })],
		['a timeout', always({ kind: 'timeout' })],
		['a cut answer', always({ kind: 'truncated' })],
		[
			'a redirect',
			always({ kind: 'answer', status: 302, headers: { location: 'http://a.example' } }),
		],
		['an empty 500', always({ kind: 'answer', status: 500 })],
	];
	const modes = ['stopWorkflow', 'continueRegularOutput', 'continueErrorOutput'] as const;

	test.each(troubles.flatMap(([name, make]) => modes.map((mode) => [name, mode, make] as const)))(
		'%s, %s: is nowhere in what comes of it',
		async (name, onError, make) => {
			make();
			const result = await world.engine.runNode(send, undefined, { node: { onError } });
			// The key was used, or there would be nothing to leak.
			expect(world.simulator.log.requests.length).toBeGreaterThan(0);
			expect(world.simulator.log.requests.every(({ status }) => status !== 401)).toBe(true);
			const failed = result.error ?? result.json(NODE, 1)[0] ?? result.json(NODE)[0].error;
			expect(failed !== undefined).toBe(name !== 'no trouble');
			const { error } = result;
			for (const part of [
				error,
				error?.message,
				error?.description,
				error?.stack,
				(error as { context?: unknown } | undefined)?.context,
				error?.cause,
				result.items(NODE, 0),
				result.items(NODE, 1),
				result.run.data.resultData,
				written,
			]) {
				expect(everythingOf(part)).not.toContain(MARKER);
			}
		},
	);

	test('a key that is refused is in no error either', async () => {
		const engine = world.engineWith({ apiKey: `${MARKER}-of-another-number` });
		for (const onError of modes) {
			const result = await engine.runNode(send, undefined, { node: { onError } });
			expect(everythingOf(result.run.data.resultData)).not.toContain(MARKER);
		}
		const listed: unknown = await engine
			.listSearch('searchGroups', withOperation('group:get', {}))
			.catch((error: unknown) => error);
		expect(listed).toBeInstanceOf(Error);
		expect(everythingOf(listed)).not.toContain(MARKER);
		expect(written.join()).not.toContain(MARKER);
	});

	test.each(modes)('%s: errors within an answer, and in the place of a file', async (onError) => {
		const answer = (method: string, path: string, body: unknown, status = 200) =>
			world.simulator.faults.add({ kind: 'answer', method, path, status, body, times: 0 });
		const errors = [{ code: 100, message: `The key ${MARKER} is not good` }];
		answer('GET', '/M1', {
			id: 'M1',
			url: 'https://lookaside.fbsbx.com/whatsapp_business/attachments/?mid=1',
			mime_type: 'image/jpeg',
		});
		answer('GET', '/whatsapp_business/attachments/', { error: `Invalid key ${MARKER}` });
		const named = [{ join_request_id: 'J1', errors }];
		answer('POST', '/groups/*/join_requests', { failed_join_requests: [], errors }, 206);
		answer('DELETE', '/groups/*/join_requests', { failed_join_requests: named }, 206);
		const people = [{ user: '16505551001', errors }, '16505551002'];
		answer('DELETE', '/groups/*/participants', { failed_participants: people, errors }, 206);
		for (const [operation, parameters] of [
			['media:download', { mediaId: 'M1' }],
			['joinRequest:approve', { ...group, joinRequestIds: 'J1' }],
			['joinRequest:reject', { ...group, joinRequestIds: 'J1' }],
			['participant:remove', { ...group, participants: '+16505551001, +16505551002' }],
		] as const) {
			const parametersOf = withOperation(operation, parameters);
			const result = await world.engine.runNode(parametersOf, undefined, { node: { onError } });
			const told = everythingOf(result.run.data.resultData);
			expect(told).toContain('[API key]');
			expect(told).not.toContain(MARKER);
		}
	});
});
