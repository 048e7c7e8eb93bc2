import { randomUUID } from 'node:crypto';

import type { INode } from 'n8n-workflow';

import { startChatModel } from '../../tools/n8n/chatModel';
import type { Workflow } from '../../tools/n8n/client';
import { saveTicketSystem } from '../../tools/n8n/credential';
import { readExample } from '../../tools/n8n/examples';
import { customerGroupId, seedsWithTeam, teamGroupId } from '../../tools/n8n/occasions';
import { openWorld, type World } from './world';

export interface ExampleWorld extends World {
	/** An example with everything filled in that its user has to. */
	example(file: string): Promise<Workflow>;
}

/** A world with all credentials that the examples want, and a chat model of its own. */
export async function openExampleWorld(): Promise<ExampleWorld> {
	const model = await startChatModel();
	try {
		const world = await openWorld(seedsWithTeam());
		const { client, credential, files, simulator } = world;
		const openAi = await client.saveCredential({
			name: 'OpenAI account',
			type: 'openAiApi',
			data: { apiKey: 'none', url: model.url },
		});
		const credentials = [credential, openAi, await saveTicketSystem(client)];
		return {
			...world,
			example: async (file) =>
				withWebhooksOfItsOwn(
					await readExample(file, {
						credentials,
						files,
						teamGroupId: teamGroupId(simulator),
						customerGroupId: customerGroupId(simulator),
					}),
				),
			close: async () => {
				await world.close();
				await model.close();
			},
		};
	} catch (error) {
		await model.close();
		throw error;
	}
}

/** As the editor does when it imports a workflow. */
function withWebhooksOfItsOwn(workflow: Workflow): Workflow {
	const nodes = workflow.nodes.map((node) =>
		node.webhookId === undefined ? node : { ...node, webhookId: randomUUID() },
	);
	return { ...workflow, nodes };
}

/** Makes the data tables that an example makes when it is set up. */
export async function makeTables({ client }: World, { nodes }: Workflow): Promise<void> {
	for (const { type, parameters } of nodes) {
		if (!type.endsWith('.dataTable') || parameters.resource !== 'table') continue;
		const { column } = parameters.columns as { column: unknown };
		await client.makeDataTable(parameters.tableName as string, column);
	}
}

/** What takes days takes seconds. */
export function hurried(workflow: Workflow, schedule?: { seconds: number }): Workflow {
	const inHurry = (node: INode): INode => {
		if (node.type.endsWith('.wait') && node.parameters.unit === 'days') {
			return { ...node, parameters: { ...node.parameters, unit: 'seconds' } };
		}
		if (node.type.endsWith('.scheduleTrigger') && schedule) {
			const interval = [{ field: 'seconds', secondsInterval: schedule.seconds }];
			return { ...node, parameters: { rule: { interval } } };
		}
		return node;
	};
	return { ...workflow, nodes: workflow.nodes.map(inHurry) };
}

/** Names of the nodes with which a user, or the time, starts it. */
export function startsOf({ nodes }: Workflow): string[] {
	return nodes
		.filter(({ type }) => /\.(manualTrigger|scheduleTrigger)$/.test(type))
		.map(({ name }) => name);
}
