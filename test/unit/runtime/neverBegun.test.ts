/**
 * A node that throws although it is to go on passes its input on as if all had worked (see
 * `support/onError.test.ts`). So whatever keeps it from beginning has to be each item's own failure.
 */
import { UserError, type INodeParameters } from 'n8n-workflow';

import { TestCredentials } from '../../support/credentials';
import { OPERATIONS, sampleOf } from '../../support/samples';
import { itemsOf, NODE, useBench, withOperation } from '../operations/bench';

const bench = useBench();

afterEach(() => jest.restoreAllMocks());

const GOES_ON = ['continueRegularOutput', 'continueErrorOutput'] as const;
const items = itemsOf({ n: 1 }, { n: 2 });

interface Obstacle {
	credentials?: { baseUrl?: string };
	options?: INodeParameters;
	prepare?(): void;
	message: string;
}

const obstacles: Array<[string, Obstacle]> = [
	[
		'a Base URL that is none',
		{ credentials: { baseUrl: 'proxy.test' }, message: 'is not a web address' },
	],
	[
		'a credential that is gone',
		{
			prepare: () => {
				const gone = new UserError('Credential with ID "1" does not exist');
				jest.spyOn(TestCredentials.prototype, 'getDecrypted').mockRejectedValue(gone);
			},
			message: 'does not exist',
		},
	],
	[
		'a batch size whose expression fails',
		{
			options: { batching: { batch: { batchSize: '={{ $("Nowhere").first().json.size }}' } } },
			message: 'Referenced node doesn',
		},
	],
	...['={{ null }}', '={{ "some" }}', '={{ $json.nothing }}'].flatMap((value) =>
		[
			{ batchSize: value, message: 'Items per Batch must be a number.' },
			{ batchInterval: value, message: 'Batch Interval (ms) must be a number.' },
		].map(({ message, ...batch }): [string, Obstacle] => [
			`batching by ${JSON.stringify(batch)}`,
			{ options: { batching: { batch: batch as INodeParameters } }, message },
		]),
	),
];

/** What waits has no batching: it takes one item. */
const cases = obstacles.flatMap(([name, obstacle]) =>
	GOES_ON.flatMap((onError) =>
		OPERATIONS.filter((operation) => operation !== 'message:sendAndWait' || !obstacle.options).map(
			(operation) => [operation, name, onError, obstacle] as const,
		),
	),
);

test.each(cases)('%s with %s, %s: each item fails', async (operation, _name, onError, obstacle) => {
	const { credentials = {}, options = {}, prepare, message } = obstacle;
	const sample = sampleOf(operation, {
		groupId: 'group',
		messageId: 'wamid.1',
		mediaId: '1',
		joinRequestIds: 'request',
		people: '+16505551001',
		template: 'welcome',
		inviteTemplate: 'group_invite',
	});
	const engine = bench.world.engineWith(credentials);
	prepare?.();
	const parameters = withOperation(operation, { ...sample, options });
	const result = await engine.runNode(parameters, items, { node: { onError } });
	const isError = onError === 'continueErrorOutput';
	if (isError) expect(result.json(NODE, 0)).toEqual([]);
	const failed = result.json(NODE, isError ? 1 : 0);
	expect(failed).toHaveLength(items.length);
	for (const json of failed) {
		expect(JSON.stringify(json.error)).toContain(message);
		expect(json).not.toHaveProperty('success', true);
		expect(json).not.toHaveProperty('status', 'unknown');
	}
	expect(bench.callNames()).toEqual([]);
});

test.each(GOES_ON)('an operation of another version of this node, %s', async (onError) => {
	const parameters = { resource: 'message', operation: 'sendCarousel' };
	const result = await bench.run('message:sendCarousel', parameters, items, { node: { onError } });
	const isError = onError === 'continueErrorOutput';
	expect(result.json(NODE, isError ? 1 : 0)).toEqual(
		items.map(() =>
			expect.objectContaining({
				error: expect.objectContaining({ code: 'invalid_input' }) as unknown,
			}),
		),
	);
	if (isError) expect(result.json(NODE, 0)).toEqual([]);
});
