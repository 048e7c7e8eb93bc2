import { mkdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';

import type { N8n } from '../n8n';
import type { Scenario } from '../scenario';
import type { WhenOccupied } from '../workflows';
import type { TestWorkflow, World } from '../world';

interface Exported {
	workflow: { nodes: Array<{ id: string; parameters: Record<string, unknown> }> };
	/** The file of them. */
	credentials: string;
}

export const copies: Scenario[] = [
	{
		name: 'exported, and imported into a second n8n beside the first',
		why: 'Static data goes along with an export: the copy took the number for its own, and left it empty when it was switched off.',
		run: async (world) => {
			const { ledger } = world;
			const production = await world.save('workflow');
			await world.activate(production);
			ledger.write();
			const second = await world.anotherN8n('second');
			const exported = await exportOf(world, production);
			await second.command('import:credentials', `--input=${exported.credentials}`);
			for (const whenOccupied of ['fail', 'addDestination', 'replace'] as const) {
				await importInto(second, world, exported, whenOccupied);
				const displaced = whenOccupied === 'replace' ? production.listeners : [];
				const copy = await world.foundIn(second, production, displaced);
				const told = await world.activate(copy);
				if (whenOccupied === 'fail') ledger.expect('Fail refuses the copy', told !== undefined);
				ledger.write();
				await ledger.settled();
				await world.deactivate(copy);
				ledger.write();
				await ledger.settled();
			}
		},
	},
	{
		name: 'a copy of the folder, database and all, started beside the first',
		why: 'The copy has everything that n8n keeps, its instance id included; only its address is another.',
		run: async (world) => {
			const { ledger, n8n } = world;
			const production = await world.save('workflow');
			await world.activate(production);
			ledger.write();
			await ledger.settled();
			await n8n.stop();
			const second = await world.copyOfN8n('copy');
			await n8n.start();
			await second.start();
			ledger.write();
			await ledger.settled();
			const copy = await world.foundIn(second, production);
			await world.deactivate(copy);
			ledger.write();
			await world.activate(copy);
			ledger.write();
			await ledger.settled();
			await world.deactivate(copy);
		},
	},
];

async function exportOf(world: World, { n8n, id }: TestWorkflow): Promise<Exported> {
	const folder = world.newPath('export');
	await mkdir(folder);
	const [workflow, credentials] = ['workflow.json', 'credentials.json'].map((name) =>
		path.join(folder, name),
	);
	await n8n.command('export:workflow', `--id=${id}`, `--output=${workflow}`);
	await n8n.command('export:credentials', '--all', '--decrypted', `--output=${credentials}`);
	const [exported] = JSON.parse(await readFile(workflow, 'utf8')) as Array<Exported['workflow']>;
	return { workflow: exported, credentials };
}

/** With another choice for a number that is occupied, and all the rest as it was exported. */
async function importInto(
	n8n: N8n,
	world: World,
	{ workflow }: Exported,
	whenOccupied: WhenOccupied,
): Promise<void> {
	const nodes = workflow.nodes.map((node) =>
		'whenOccupied' in node.parameters
			? { ...node, parameters: { ...node.parameters, whenOccupied } }
			: node,
	);
	const file = world.newPath('import.json');
	await writeFile(file, JSON.stringify([{ ...workflow, nodes }]));
	await n8n.command('import:workflow', `--input=${file}`);
}
