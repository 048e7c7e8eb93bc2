import { freePorts } from '../../../tools/n8n/ports';
import type { Scenario } from '../scenario';
import { slow, THEIR_HEADERS } from '../service';
import { failingTrigger } from '../workflows';

export const siblings: Scenario[] = [
	{
		name: 'another trigger of the workflow cannot be activated, with Replace over a foreign webhook',
		why: 'n8n then throws away what the trigger noted: the foreign webhook was lost for good.',
		isShort: true,
		run: async (world) => {
			const { ledger, n8n } = world;
			const foreign = await world.foreign('the other system', { headers: THEIR_HEADERS });
			const [nobodysPort] = await freePorts(1);
			const gitlab = await n8n.client.saveCredential({
				name: 'GitLab that is not there',
				type: 'gitlabApi',
				data: { server: `http://127.0.0.1:${nobodysPort}`, accessToken: 'token' },
			});
			const workflow = await world.save('workflow', {
				whenOccupied: 'replace',
				displaces: [foreign],
				others: [failingTrigger(gitlab)],
			});
			const told = await world.activate(workflow);
			ledger.expect('the other trigger could not be activated', told !== undefined);
			ledger.write();
			await ledger.settled();
			await world.deactivate(workflow);
		},
	},
	{
		name: 'two triggers in one workflow, on a free number',
		why: 'Both saw the number free and took it: one of them heard nothing.',
		run: async (world) => {
			for (const seconds of [0, 1]) {
				world.simulator.setSwitches(slow(seconds));
				const workflow = await world.save(`workflow after ${seconds} s`, { triggers: 2 });
				await world.activate(workflow);
				world.ledger.write();
				await world.ledger.settled();
				await world.deactivate(workflow);
			}
		},
	},
];
