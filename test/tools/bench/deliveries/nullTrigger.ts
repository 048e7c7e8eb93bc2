import { mkdir, writeFile } from 'node:fs/promises';
import path from 'node:path';

const PACKAGE = 'n8n-nodes-null';

export const NULL_TRIGGER = `${PACKAGE}.nullTrigger`;

/** Nothing but what n8n itself costs: it looks once into the body, and hands it over or drops it. */
const NODE = `
class NullTrigger {
	description = {
		displayName: 'Null Trigger',
		name: 'nullTrigger',
		group: ['trigger'],
		version: [1, 1.1],
		description: 'Starts an execution, or not',
		defaults: { name: 'Null Trigger' },
		inputs: [],
		outputs: ['main'],
		webhooks: [{ name: 'default', httpMethod: 'POST', responseMode: 'onReceived', path: 'webhook' }],
		properties: [],
	};

	async webhook() {
		const body = this.getBodyData();
		if (body.entry[0].changes[0].value.statuses) {
			this.getResponseObject().status(200).json({ message: 'dropped' });
			return { noWebhookResponse: true };
		}
		return { workflowData: [[{ json: body }]] };
	}
}
exports.NullTrigger = NullTrigger;
`;

/** Puts it where n8n looks for community nodes. */
export async function installNullTrigger(userFolder: string): Promise<void> {
	const folder = path.join(userFolder, '.n8n', 'nodes', 'node_modules', PACKAGE);
	await mkdir(folder, { recursive: true });
	const manifest = {
		name: PACKAGE,
		version: '1.0.0',
		n8n: { n8nNodesApiVersion: 1, nodes: ['NullTrigger.node.js'], credentials: [] },
	};
	await writeFile(path.join(folder, 'package.json'), JSON.stringify(manifest));
	await writeFile(path.join(folder, 'NullTrigger.node.js'), NODE);
}
