/**
 * Where sources name a part of a call differently, a refusal by name is answered with the other name. One
 * that has no words, or is about something else, is not.
 */
import type { IDataObject } from 'n8n-workflow';

import { byId } from '../../support/world';
import { picture } from './files';
import { VirtualRun } from './virtualRun';

const group = { groupId: byId('G') };

describe.each<[operation: string, parameters: IDataObject]>([
	['group:update', { ...group, updateFields: { picture: 'data' } }],
	['participant:remove', { ...group, participants: 'US.13491208655302741918' }],
])('%s', (operation, parameters) => {
	test.each<[times: number, error: IDataObject]>([
		[1, { code: 100 }],
		[1, { code: 100, message: 'No.' }],
		[1, { code: 131207, message: 'Invalid parameter' }],
		[2, { code: 100, message: 'Invalid parameter' }],
	])('%d calls where it is refused with %j', async (times, error) => {
		const run = new VirtualRun(() => ({ status: 400, body: { error } }), 0, picture(192, 192));
		const failure = await run.failure(operation, parameters);
		expect(failure).toMatchObject({ certainty: 'notDone', details: { code: error.code } });
		expect(run.calls()).toHaveLength(times);
	});
});
