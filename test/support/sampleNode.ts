/** A node that does what a test says, so that the harness can be tested without our own nodes. */
import {
	NodeConnectionTypes,
	type IAuthenticateGeneric,
	type ICredentialTestRequest,
	type ICredentialType,
	type IExecuteFunctions,
	type INodeExecutionData,
	type INodeProperties,
	type INodeType,
} from 'n8n-workflow';

import { CREDENTIAL_TYPE, Engine, NODE_TYPE, type EngineOptions } from './engine';

export type Behaviour = (this: IExecuteFunctions) => Promise<INodeExecutionData[][]>;

export interface Sample {
	engine: Engine;
	/** What the node does from now on. */
	does(behaviour: Behaviour): void;
}

const sampleProperties: INodeProperties[] = [
	{ displayName: 'Text', name: 'text', type: 'string', default: 'by default' },
];

export interface SampleOptions extends Partial<Omit<EngineOptions, 'nodeTypes'>> {
	properties?: INodeProperties[];
	methods?: INodeType['methods'];
}

/** An engine with one node, under the name of ours, and a credential that sends a header. */
export function sampleEngine(options: SampleOptions = {}): Sample {
	let current: Behaviour = async () => await Promise.reject(new Error('The test did not say what'));
	const { properties = sampleProperties, methods, ...engineOptions } = options;
	const node: INodeType = {
		description: {
			displayName: 'Sample',
			name: 'sample',
			group: ['transform'],
			version: 1,
			description: '',
			defaults: { name: 'Sample' },
			inputs: [NodeConnectionTypes.Main],
			outputs: [NodeConnectionTypes.Main],
			credentials: [{ name: CREDENTIAL_TYPE, required: true }],
			properties,
		},
		methods,
		async execute() {
			return await current.call(this);
		},
	};
	const engine = new Engine({
		nodeTypes: { [NODE_TYPE]: node },
		credentialType: new SampleCredential(),
		credentials: { apiKey: ' key ', baseUrl: 'http://127.0.0.1:1/' },
		...engineOptions,
	});
	return {
		engine,
		does: (behaviour) => {
			current = behaviour;
		},
	};
}

export class SampleCredential implements ICredentialType {
	name = CREDENTIAL_TYPE;

	displayName = 'Sample';

	properties: INodeProperties[] = [
		{
			displayName: 'Key',
			name: 'apiKey',
			type: 'string',
			default: '',
			typeOptions: { password: true },
		},
		{ displayName: 'URL', name: 'baseUrl', type: 'string', default: '' },
		{
			displayName: 'Secret',
			name: 'platformSecret',
			type: 'string',
			default: 'none',
			typeOptions: { password: true },
		},
	];

	authenticate: IAuthenticateGeneric = {
		type: 'generic',
		properties: {
			headers: { 'X-Key': '={{$credentials.apiKey.trim()}}', 'X-Plain': 'plain' },
			qs: { '={{"secret"}}': '={{$credentials.platformSecret}}' },
		},
	};

	test: ICredentialTestRequest = {
		request: { baseURL: '={{$credentials.baseUrl.replace(/\\/$/, "")}}', url: '/status' },
		rules: [{ type: 'responseCode', properties: { value: 418, message: 'It is a teapot' } }],
	};
}
