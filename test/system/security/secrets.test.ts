import { inspect } from 'node:util';

import type { FaultRule } from '../../simulator';
import { useBench, withOperation } from '../../unit/operations/bench';
import { openGroups } from '../../unit/operations/seeds';
import { deadUrl } from '../../support/loopback';

const KEY = 'a-key-that-must-not-be-seen';

const bench = useBench({ groups: openGroups, apiKey: KEY });

const FAULTS: Array<[string, FaultRule]> = [
	['a refusal', { kind: 'error', code: 131000 }],
	['a refusal that repeats the key', { kind: 'answer', status: 401, body: { error: `no ${KEY}` } }],
	['a refusal in words that repeats it', { kind: 'answer', status: 403, body: `no ${KEY}` }],
	['a page', { kind: 'html' }],
	['a page of a success that repeats it', { kind: 'answer', status: 200, body: `hello ${KEY}` }],
	[
		'a success that is none and repeats it',
		{ kind: 'answer', status: 200, body: { success: false, errors: [{ message: `no ${KEY}` }] } },
	],
	['a broken connection', { kind: 'reset' }],
	['an answer that breaks off', { kind: 'truncated' }],
];

test.each(FAULTS)('%s: the error does not show the key', async (_, fault) => {
	bench.simulator.faults.add({ ...fault, times: 0 });
	const failure = await bench.failure('group:getAll', { returnAll: true, options: {} });
	expect(inspect(failure, { depth: 10, showHidden: true })).not.toContain(KEY);
	expect(JSON.stringify(failure)).not.toContain(KEY);
	bench.simulator.faults.clear();
});

test('a name and password in the Base URL are in no error', async () => {
	const baseUrl = (await deadUrl()).replace('//', '//proxy-user:proxy-word@');
	const parameters = withOperation('group:getAll', {});
	const { error } = await bench.world.engineWith({ baseUrl }).runNode(parameters);
	expect(error?.message).toContain('Could not connect to http://127.0.0.1:');
	expect(`${error?.message} ${error?.description}`).not.toMatch(/proxy-(user|word)/);
});
