import { earlierPackage } from '../earlierPackage';
import { installPackage } from '../../../tools/n8n/userFolder';
import type { Scenario } from '../scenario';
import { THEIR_HEADERS } from '../service';

export const upgrade: Scenario[] = [
	{
		name: 'activated with the version before, which left no mark at the service',
		why: 'Its entries have to be known by the secret that n8n keeps the hash of, and what it noted has to be given back.',
		run: async (world) => {
			const { ledger } = world;
			const foreign = await world.foreign('the other system', { headers: THEIR_HEADERS });
			const n8n = await world.anotherN8n('upgraded', await earlierPackage(world.report));
			const main = await world.save('main', { whenOccupied: 'replace', displaces: [foreign] }, n8n);
			const beside = await world.save('beside it', {}, n8n);
			for (const workflow of [main, beside]) await world.activate(workflow);
			ledger.write();
			await ledger.settled();
			await n8n.stop();
			await installPackage(n8n.folder);
			await n8n.start();
			ledger.write();
			await ledger.settled();
			await world.deactivate(beside);
			ledger.write();
			await ledger.settled();
			await world.deactivate(main);
		},
	},
];
