import { Workflow, type INodeTypes } from 'n8n-workflow';

import { operations, resources } from '../../nodes/WhatsAppGroups/operations';
import { WhatsAppGroups } from '../../nodes/WhatsAppGroups/WhatsAppGroups.node';

const type = new WhatsAppGroups();
const nodeTypes = { getByNameAndVersion: () => type } as unknown as INodeTypes;

test.each(operations.map(({ resource, operation, name }) => ({ resource, operation, name })))(
	'the line below the node names the operation: $resource $operation',
	({ resource, operation, name }) => {
		const node = {
			id: 'node',
			name: 'Node',
			type: 'whatsAppGroups',
			typeVersion: 1,
			position: [0, 0] as [number, number],
			parameters: { resource, operation },
		};
		const workflow = new Workflow({ nodes: [node], connections: {}, active: false, nodeTypes });
		const { subtitle } = type.description;
		const label = resources.find(({ value }) => value === resource)?.name;
		expect(
			workflow.expression.getSimpleParameterValue(node, subtitle, 'internal', {}, undefined),
		).toBe(`${label}: ${name}`);
	},
);
