import { setTimeout as sleep } from 'node:timers/promises';

import type { Scenario } from '../scenario';
import { slow } from '../service';

/** When the second is switched on, in ms after the first began to go off. */
const OFFSETS = [-1000, 0, 500, 1000, 2000];

export const turns: Scenario[] = [
	{
		name: 'five workflows activated at once',
		why: 'A number serves one main webhook and three more: four hear everything, and the fifth is told.',
		run: async (world) => {
			const { ledger } = world;
			const workflows = [];
			for (const name of ['one', 'two', 'three', 'four', 'five']) {
				workflows.push(await world.save(name));
			}
			world.simulator.setSwitches(slow(1));
			const told = await Promise.all(workflows.map(async (one) => await world.activate(one)));
			const refused = told.filter((reason) => reason !== undefined);
			ledger.expect('one of five is refused, and no other', refused.length === 1);
			ledger.write();
			await ledger.settled();
			await Promise.all(workflows.map(async (one) => await world.deactivate(one)));
		},
	},
	...[0, 1, 2].map(
		(seconds): Scenario => ({
			name: `one goes off while another comes on, changes show after ${seconds} s`,
			why: 'Both read before either wrote: the one that came found the number held by the one that went, and heard nothing.',
			run: async (world) => {
				const { ledger, simulator } = world;
				simulator.setSwitches(slow(seconds, seconds === 0 ? 0 : 500));
				let [going, coming] = [await world.save('one'), await world.save('two')];
				await world.activate(going);
				for (const offset of OFFSETS) {
					await Promise.all([
						sleep(Math.max(0, -offset)).then(async () => await world.deactivate(going)),
						sleep(Math.max(0, offset)).then(async () => await world.activate(coming)),
					]);
					ledger.write();
					await ledger.settled();
					[going, coming] = [coming, going];
				}
				await world.deactivate(going);
			},
		}),
	),
	{
		name: 'a workflow saved again while others wait',
		why: 'n8n switches it off and on: an heir took the number, and the workflow could not come back, or the heir went deaf.',
		run: async (world) => {
			const { ledger } = world;
			const first = await world.save('main');
			const second = await world.save('beside it');
			await world.activate(first);
			await world.activate(second);
			for (const workflow of [first, second, first]) {
				await world.deactivate(workflow);
				ledger.write();
				await world.activate(workflow);
				ledger.write();
				await ledger.settled();
			}
			await world.deactivate(first);
			ledger.write();
			await ledger.settled();
			await world.deactivate(second);
		},
	},
	{
		name: 'slots are used again, where no destination can be removed',
		why: 'An heir kept its old slot: a fourth workflow was refused with three active.',
		run: async (world) => {
			const { ledger } = world;
			const workflows = [];
			for (const name of ['one', 'two', 'three', 'four']) workflows.push(await world.save(name));
			for (const workflow of workflows) await world.activate(workflow);
			const [first, second] = workflows;
			for (const workflow of [first, second]) {
				await world.deactivate(workflow);
				const told = await world.activate(workflow);
				ledger.expect(`there is room for ${workflow.name} again`, told === undefined);
				ledger.write();
				await ledger.settled();
			}
		},
	},
];
