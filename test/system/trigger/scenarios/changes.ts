import { eventually } from '../../../tools/n8n/eventually';
import type { Scenario } from '../scenario';
import { THEIR_HEADERS } from '../service';

/** That somebody was told of a number that still points here. */
const STILL_POINTS = /still/i;

export const changes: Scenario[] = [
	{
		name: 'n8n has another address after a restart',
		why: 'What stands at the service is of ours, under an address where nobody lives any more.',
		run: async (world) => {
			const { ledger, n8n, setting } = world;
			const foreign = await world.foreign('the other system', { headers: THEIR_HEADERS });
			const workflow = await world.save('workflow', {
				whenOccupied: 'replace',
				displaces: [foreign],
			});
			await world.activate(workflow);
			ledger.write();
			await ledger.settled();
			await n8n.stop();
			n8n.move();
			await n8n.start();
			// Where n8n asks nothing at its start, nobody can know before the workflow is switched off and on.
			if (setting.asksAtStart) {
				ledger.write();
				await ledger.settled();
			}
			await world.deactivate(workflow);
			ledger.write();
			await ledger.settled();
			await world.activate(workflow);
			ledger.write();
			await ledger.settled();
			await world.deactivate(workflow);
		},
	},
	{
		name: 'the API key is changed at the service, then in the credential',
		why: 'What stood before has to be given back with a key that was not there when it was taken.',
		run: async (world) => {
			const { ledger, n8n, simulator } = world;
			const foreign = await world.foreign('the other system', { headers: THEIR_HEADERS });
			const workflow = await world.save('workflow', {
				whenOccupied: 'replace',
				displaces: [foreign],
			});
			await world.activate(workflow);
			simulator.setApiKey('the-key-after');
			ledger.write();
			await ledger.settled();
			await n8n.enterKey(simulator);
			ledger.write();
			await ledger.settled();
			await world.deactivate(workflow);
		},
	},
	{
		name: 'the credential is moved to another number while the workflow is active',
		why: 'The first number cannot be reached any more, and goes on pointing to n8n: nobody was told, and the other number was touched.',
		run: async (world) => {
			const { ledger, n8n, simulator } = world;
			const other = await world.anotherNumber();
			const holder = await world.foreign('the holder of the other number', {
				headers: THEIR_HEADERS,
				number: other,
			});
			const workflow = await world.save('workflow');
			await world.activate(workflow);
			ledger.write();
			await ledger.settled();
			await n8n.enterKey(other, simulator);
			const { length } = await n8n.log();
			const told = (await world.deactivate(workflow)) ?? '';
			ledger.expect('the other number is left alone', holder.stands());
			const isTold = async () =>
				STILL_POINTS.test(told) || STILL_POINTS.test((await n8n.log()).slice(length));
			await eventually('the log to tell', isTold).catch(() => {
				ledger.expect('somebody is told that the first number still points here', false);
			});
		},
	},
];
