import { createRequire } from 'node:module';
import path from 'node:path';

import type {
	IExecuteFunctions,
	IHttpRequestOptions,
	INodeExecutionData,
	INodeParameters,
	INodeType,
	IVersionedNodeType,
} from 'n8n-workflow';

import { installN8n } from '../n8n/installation';
import { N8N_VERSION } from '../n8n/versions';
import { CREDENTIAL_TYPE, Engine, NODE_TYPE, type RunResult } from '../../support/engine';
import { loadPackage } from '../../support/package';
import { byId } from '../../support/world';
import type { Report } from './section';
import type { Service } from './service';

const ROOT = path.resolve(__dirname, '../../..');
const HTTP_REQUEST = 'n8n-nodes-base.httpRequest';
const BARE = 'bench.bareCalls';
/** What the bare calls have in flight: enough for one process to be busy. */
export const IN_FLIGHT = 16;

/** What the expressions of all nodes make of an item `{groupId, text}`. */
const GROUP = '={{ $json.groupId }}';
const TEXT = '={{ $json.text }}';
const BODY =
	'={{ { messaging_product: "whatsapp", recipient_type: "group", to: $json.groupId, type: "text", text: { body: $json.text } } }}';

/** One way to send each item as a message, in n8n's engine. */
export type Sender = (items: INodeExecutionData[], signal?: AbortSignal) => Promise<RunResult>;

export interface Senders {
	/** Our node, with these options. What it learns of the number, it remembers for this base URL. */
	ours(options?: INodeParameters, baseUrl?: string): Sender;
	/** n8n's HTTP Request node, with its batching. */
	httpRequest(batch?: { size: number; intervalMs: number }): Sender;
	/** A node with nothing in it but the calls, so many at once: what there is least to pay in n8n. */
	bare(atOnce: number): Sender;
}

/** n8n's own nodes come from the n8n in the cache, which is installed if it is not there. */
export async function sendersTo(
	service: Pick<Service, 'url' | 'apiKey'>,
	report: Report,
): Promise<Senders> {
	const { script } = await installN8n(N8N_VERSION, report);
	const HttpRequest = loadHttpRequest(script);
	// What users get: the build.
	const { nodeTypes, credentialTypes } = await loadPackage(ROOT);
	const engineTo = (baseUrl: string) =>
		new Engine({
			nodeTypes: {
				...nodeTypes,
				[HTTP_REQUEST]: HttpRequest,
				[bareType(1)]: bareCalls(service.url, 1),
				[bareType(IN_FLIGHT)]: bareCalls(service.url, IN_FLIGHT),
			},
			credentialType: credentialTypes[CREDENTIAL_TYPE],
			credentials: { apiKey: service.apiKey, baseUrl },
		});
	const usual = engineTo(service.url);
	const sender =
		(type: string, typeVersion: number, parameters: INodeParameters, engine = usual): Sender =>
		async (items, signal) => {
			const credentials = { [CREDENTIAL_TYPE]: { id: '1', name: 'simulator' } };
			// Of a call that fails the item says so, and the others go on.
			const node = { type, typeVersion, credentials, onError: 'continueRegularOutput' as const };
			return await engine.runNode(parameters, items, { node, signal });
		};
	return {
		ours: (options = {}, baseUrl) =>
			sender(
				NODE_TYPE,
				1,
				{
					resource: 'message',
					operation: 'send',
					groupId: byId(GROUP),
					text: TEXT,
					options,
				},
				baseUrl === undefined ? usual : engineTo(baseUrl),
			),
		httpRequest: (batch) =>
			sender(HTTP_REQUEST, HttpRequest.description.version as number, {
				method: 'POST',
				url: `${service.url}/messages`,
				authentication: 'predefinedCredentialType',
				nodeCredentialType: CREDENTIAL_TYPE,
				sendBody: true,
				specifyBody: 'json',
				jsonBody: BODY,
				options: batch
					? { batching: { batch: { batchSize: batch.size, batchInterval: batch.intervalMs } } }
					: {},
			}),
		bare: (atOnce) => sender(bareType(atOnce), 1, { groupId: GROUP, text: TEXT }),
	};
}

function loadHttpRequest(script: string): INodeType {
	const load = createRequire(script);
	const file = path.join('n8n-nodes-base', 'dist/nodes/HttpRequest/HttpRequest.node.js');
	const { HttpRequest } = load(file) as { HttpRequest: new () => IVersionedNodeType };
	const { nodeVersions } = new HttpRequest();
	const newest = Math.max(...Object.keys(nodeVersions).map(Number));
	const node = nodeVersions[newest];
	// One of several versions names them all; the engine asks for one.
	node.description.version = newest;
	return node;
}

function bareType(atOnce: number): string {
	return `${BARE}${atOnce}`;
}

function bareCalls(baseUrl: string, atOnce: number): INodeType {
	return {
		description: {
			displayName: 'Bare calls',
			name: bareType(atOnce),
			group: ['transform'],
			version: 1,
			description: '',
			defaults: { name: 'Bare calls' },
			inputs: ['main'],
			outputs: ['main'],
			credentials: [{ name: CREDENTIAL_TYPE, required: true }],
			properties: [
				{ displayName: 'Group', name: 'groupId', type: 'string', default: '' },
				{ displayName: 'Text', name: 'text', type: 'string', default: '' },
			],
		},
		async execute(this: IExecuteFunctions) {
			const output: INodeExecutionData[] = [];
			const items = this.getInputData().keys();
			const worker = async () => {
				for (const item of items) {
					const options: IHttpRequestOptions = {
						method: 'POST',
						url: `${baseUrl}/messages`,
						json: true,
						body: {
							messaging_product: 'whatsapp',
							recipient_type: 'group',
							to: this.getNodeParameter('groupId', item),
							type: 'text',
							text: { body: this.getNodeParameter('text', item) },
						},
					};
					const json = (await this.helpers.httpRequestWithAuthentication.call(
						this,
						CREDENTIAL_TYPE,
						options,
					)) as INodeExecutionData['json'];
					output[item] = { json, pairedItem: { item } };
				}
			};
			await Promise.all(Array.from({ length: atOnce }, worker));
			return [output];
		},
	};
}
