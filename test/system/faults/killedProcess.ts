/** Does what its parent says, with the built nodes in n8n-core's contexts, until it is killed. */
import type { IDataObject, INodeParameters } from 'n8n-workflow';

import { CREDENTIAL_TYPE, Engine, NODE_TYPE } from '../../support/engine';
import { loadPackage } from '../../support/package';
import { TriggerHost } from '../../support/triggerHost';

export interface Order {
	what: 'create' | 'activate' | 'deactivate';
	/** Where the package is built. */
	folder: string;
	baseUrl: string;
	apiKey: string;
	parameters: INodeParameters;
	/** What n8n kept of the workflow before. */
	staticData?: IDataObject;
}

/** What it tells its parent when it has not been killed. */
export const DONE = 'done';

/** Under which n8n is reachable, before and after it was killed. */
export const PUBLIC_URL = 'https://n8n.example.com';

async function obey(order: Order): Promise<void> {
	const { what, folder, baseUrl, apiKey, parameters, staticData } = order;
	const { nodeTypes, credentialTypes } = await loadPackage(folder);
	const credentialType = credentialTypes[CREDENTIAL_TYPE];
	const credentials = { apiKey, baseUrl };
	if (what === 'create') {
		await new Engine({ nodeTypes, credentialType, credentials }).runNode(parameters);
		return;
	}
	const host = await TriggerHost.start({
		trigger: nodeTypes[`${NODE_TYPE}Trigger`],
		credentialType,
		credentials,
		parameters,
		publicUrl: PUBLIC_URL,
		staticData,
	});
	await (what === 'activate' ? host.activate() : host.deactivate());
}

process.once('message', (order: Order) => {
	obey(order).then(
		() => process.send?.(DONE),
		(error: Error) => process.send?.(error.message),
	);
});
