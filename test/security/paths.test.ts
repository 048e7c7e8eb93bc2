import { byId } from '../support/world';
import { useBench } from '../operations/bench';

const bench = useBench({});

/** Ids as nobody gives them, but as an expression may take them from what a stranger wrote. */
const IDS = [
	'..',
	'.',
	'../messages',
	'../../v1/configs/webhook',
	'%2e%2e',
	'%2E%2E%2Fmessages',
	'..%2fmessages',
	'a/../../messages',
	'..\\messages',
	'a?limit=1',
	'a#b',
	'a;b',
	'a:b@127.0.0.1',
	'//127.0.0.1/x',
	'a\r\nD360-API-KEY: other',
	'a\u0000b',
	'a b',
	'ünï',
];

const CALLS = [
	['group:get', 'groupId', '/groups/'],
	['group:delete', 'groupId', '/groups/'],
	['invite:getLink', 'groupId', '/groups/'],
	['participant:getAll', 'groupId', '/groups/'],
	['media:delete', 'mediaId', '/'],
] as const;

describe.each(CALLS)('%s', (operation, parameter, prefix) => {
	test.each(IDS)('with the id %j calls for that id, or nothing', async (id) => {
		const value = parameter === 'groupId' ? byId(id) : id;
		const before = bench.calls().length;
		await bench.run(operation, { [parameter]: value });
		const calls = bench.calls().slice(before);
		for (const { call, query } of calls) {
			const path = call.slice(call.indexOf(' ') + 1);
			expect(path.startsWith(`${prefix}${encodeURIComponent(id)}`)).toBe(true);
			expect(query ?? {}).not.toHaveProperty('limit', '1');
		}
	});
});
