/**
 * Where sources name a part of a call differently, a refusal by name is answered with the other name. One
 * that has no words, or is about something else, is not.
 */
import type { IDataObject } from 'n8n-workflow';

import { byId } from '../../support/world';
import { broken, type FakeAnswer } from '../api/fakeApi';
import { picture } from './files';
import { VirtualRun } from './virtualRun';

const group = { groupId: byId('G') };
const BY_NAME = { code: 100, message: 'Invalid parameter' };

function runOn(...answers: Array<() => FakeAnswer>): VirtualRun {
	const [last] = answers.slice(-1);
	return new VirtualRun(() => (answers.shift() ?? last)(), { file: picture(192, 192) });
}

const refuses = (error: IDataObject) => () => ({ status: 400, body: { error } });
const takes = () => ({ body: { success: true } });
const breaks = () => {
	throw broken('ECONNRESET');
};

describe.each<[operation: string, parameters: IDataObject]>([
	['group:update', { ...group, updateFields: { picture: 'data' } }],
	['participant:remove', { ...group, participants: 'US.13491208655302741918' }],
])('%s', (operation, parameters) => {
	test.each<[times: number, error: IDataObject]>([
		[1, { code: 100 }],
		[1, { code: 100, message: 'No.' }],
		[1, { code: 131207, message: 'Invalid parameter' }],
		[2, BY_NAME],
	])('%d calls where it is refused with %j', async (times, error) => {
		const run = runOn(refuses(error));
		const failure = await run.failure(operation, parameters);
		expect(failure).toMatchObject({ certainty: 'notDone', details: { code: error.code } });
		expect(run.calls()).toHaveLength(times);
	});

	test('the other name is taken', async () => {
		const run = runOn(refuses(BY_NAME), takes);
		expect(await run.output(operation, parameters)).toMatchObject({ status: 'accepted' });
		expect(run.calls()).toHaveLength(2);
	});

	test('what may have been done by the first name is not asked for by the other', async () => {
		const run = runOn(breaks, refuses(BY_NAME));
		const failure = await run.failure(operation, parameters);
		expect(failure).toMatchObject({ certainty: 'unknown', details: { code: 100 } });
		expect(run.calls()).toHaveLength(2);
	});
});

test('of people the word for them is a name as well', async () => {
	const run = runOn(refuses({ code: 100, message: 'There is no such user.' }));
	await run.failure('participant:remove', {
		...group,
		participants: 'US.13491208655302741918',
	});
	expect(run.calls()).toHaveLength(2);
});
