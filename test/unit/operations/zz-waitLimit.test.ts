/** A wait that was not meant so: nothing is sent for it. */
import type { INodeParameters } from 'n8n-workflow';

import { ask, useAsking } from '../waiting/asking';

const asking = useAsking();

const limit = (values: INodeParameters): INodeParameters => ({
	options: { limitWaitTime: { values } },
});
const sent = () => asking.world.simulator.log.count('POST', '/messages');

test.each(['={{ null }}', '={{ undefined }}', '={{ $json.nothing }}'])(
	'the amount %s gives nothing',
	async (resumeAmount) => {
		const values = { limitType: 'afterTimeInterval', resumeAmount, resumeUnit: 'minutes' };
		await expect(ask(asking, limit(values))).rejects.toMatchObject({
			message: expect.stringContaining('Amount must be a number above 0') as string,
		});
		expect(sent()).toBe(0);
	},
);

test.each(['01.12.2099 12:00', '12/01/2099 12:00', 'Dec 1, 2099 12:00', '1.2.2099'])(
	'%s is no date that everybody reads alike',
	async (maxDateAndTime) => {
		const values = { limitType: 'atSpecifiedTime', maxDateAndTime };
		const why = 'Max Date and Time can be read in more than one way';
		await expect(ask(asking, limit(values))).rejects.toMatchObject({
			message: expect.stringContaining(why) as string,
		});
		expect(sent()).toBe(0);
	},
);

test.each([
	['2099-12-01', '2099-11-30T23:00:00.000Z'],
	['2099-12-01 12:00', '2099-12-01T11:00:00.000Z'],
	['Tue, 01 Dec 2099 12:00:00 GMT', '2099-12-01T12:00:00.000Z'],
	['Tue, 01 Dec 2099 12:00:00 +0200', '2099-12-01T10:00:00.000Z'],
	['2099-12-01T12:00:00.000Z', '2099-12-01T12:00:00.000Z'],
	['2099-12-01T12:00:00-07:00', '2099-12-01T19:00:00.000Z'],
])('%s is %s', async (maxDateAndTime, iso) => {
	const values = { limitType: 'atSpecifiedTime', maxDateAndTime };
	const { result } = await ask(asking, limit(values));
	expect(new Date(String(result.run.data.waitTill)).toISOString()).toBe(iso);
});
