import type { IConnections, INode, INodeParameters } from 'n8n-workflow';

import type { SavedCredential } from './client';

/** The types of our nodes, as n8n names those of a community package. */
export const NODE = 'n8n-nodes-whatsapp-groups.whatsAppGroups';
export const TRIGGER = `${NODE}Trigger`;

const GRID = 220;

export type Credentials = NonNullable<INode['credentials']>;

/** @param at column and row on the canvas */
export function node(
	name: string,
	[type, typeVersion]: [string, number],
	at: [number, number],
	parameters: INodeParameters,
	credentials?: Credentials,
): INode {
	return {
		id: name,
		name,
		type,
		typeVersion,
		position: [at[0] * GRID, at[1] * GRID],
		parameters,
		...(credentials && { credentials }),
	};
}

/** What a node holds of a credential. */
export function referTo({ id, name, type }: SavedCredential): Credentials {
	return { [type]: { id, name } };
}

/** In each chain, each name leads to the next. */
export function connect(...chains: string[][]): IConnections {
	const connections: IConnections = {};
	for (const chain of chains) {
		chain.slice(1).forEach((to, index) => {
			const from = (connections[chain[index]] ??= { main: [[]] });
			from.main[0]?.push({ node: to, type: 'main', index: 0 });
		});
	}
	return connections;
}
