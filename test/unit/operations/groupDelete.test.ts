/** What comes of deleting a group. `group.test.ts` and `errors.test.ts` have what the whole node does. */
import { byId } from '../../support/world';
import { broken } from '../api/fakeApi';
import { VirtualRun } from './virtualRun';

const parameters = { groupId: byId('G') };

test.each([
	['with the request’s ID', { request_id: 'R' }, { requestId: 'R' }],
	['with a word', { success: true }, {}],
	['with nothing', {}, {}],
])('it is taken %s', async (_what, body, more) => {
	const run = new VirtualRun(() => ({ body }));
	expect(await run.output('group:delete', parameters)).toStrictEqual({
		groupId: 'G',
		...more,
		success: true,
		status: 'accepted',
	});
	expect(run.calls()).toEqual(['DELETE /groups/G']);
});

const unknown = { status: 400, body: { error: { code: 131041 } } };

test('it is gone after an attempt without an answer', async () => {
	let attempts = 0;
	const run = new VirtualRun(() => {
		attempts += 1;
		if (attempts === 1) throw broken('ECONNRESET');
		return unknown;
	});
	expect(await run.output('group:delete', parameters)).toStrictEqual({
		groupId: 'G',
		success: true,
		status: 'done',
		warning:
			'The first attempt got no clear answer, and then the service no longer knew a group with this ID.',
	});
	expect(run.calls()).toHaveLength(2);
});

test('it never was there', async () => {
	const failure = await new VirtualRun(() => unknown).failure('group:delete', parameters);
	expect(failure).toMatchObject({ certainty: 'notDone', details: { code: 131041 } });
});
