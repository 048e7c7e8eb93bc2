/**
 * Runs workflows through n8n-core's own engine: the real `WorkflowExecute`, node contexts, expressions
 * and HTTP helper. Only what surrounds the engine in n8n is ours: which node types there are, and the
 * credential.
 */
import './environment';

import { Container } from '@n8n/di';
import {
	BinaryDataConfig,
	BinaryDataService,
	ExecutionLifecycleHooks,
	LoadOptionsContext,
	WorkflowExecute,
} from 'n8n-core';
import {
	createRunExecutionData,
	NodeHelpers,
	Workflow,
	type ExecutionError,
	type IConnections,
	type ICredentialType,
	type IDataObject,
	type INode,
	type INodeExecutionData,
	type INodeListSearchResult,
	type INodeParameters,
	type INodeType,
	type INodeTypes,
	type IRun,
	type ITaskData,
	type IWorkflowExecuteAdditionalData,
	type IWorkflowSettings,
	type ResourceMapperFields,
} from 'n8n-workflow';

import { coreNodes, type CoreNodeOptions } from './coreNodes';
import { TestCredentials, type CredentialValues } from './credentials';

export const NODE_TYPE = 'n8n-nodes-whatsapp-groups.whatsAppGroups';
export const CREDENTIAL_TYPE = 'whatsAppGroupsApi';

export interface WorkflowJson {
	name?: string;
	nodes: Array<Omit<INode, 'id'> & { id?: string }>;
	connections: IConnections;
	settings?: IWorkflowSettings;
}

export interface EngineOptions extends CoreNodeOptions {
	/** By full name, for example "n8n-nodes-whatsapp-groups.whatsAppGroups". */
	nodeTypes: Record<string, INodeType>;
	credentialType: ICredentialType;
	credentials: CredentialValues;
	/** Where binary data is kept: with the item, or in files as production instances do. */
	binaryMode?: 'default' | 'filesystem';
}

export interface RunOptions {
	/** Items that the start node puts out. */
	input?: INodeExecutionData[];
	startNode?: string;
	/** Called after each node, with its name. */
	onNode?: (name: string, task: ITaskData) => void;
	/** Stops the execution when aborted, as the editor's stop button does. */
	signal?: AbortSignal;
}

export interface NodeRunOptions extends RunOptions {
	/** Part of the node beside its parameters: onError, retryOnFail, maxTries, waitBetweenTries … */
	node?: Partial<INode>;
}

/** What came of a workflow. */
export interface RunResult {
	status: IRun['status'];
	error?: ExecutionError;
	/** The items that a node put out, on one of its outputs. */
	items(node: string, output?: number): INodeExecutionData[];
	/** Their JSON. */
	json(node: string, output?: number): IDataObject[];
	run: IRun;
}

/** Where n8n would be reached; nothing calls it. */
const INSTANCE_URL = 'https://n8n.example.com';

const START_TYPE = 'n8n-nodes-base.manualTrigger';

export class Engine {
	private readonly types: Record<string, INodeType>;
	private readonly credentials: TestCredentials;
	private executions = 0;

	constructor(private readonly options: EngineOptions) {
		this.types = { ...coreNodes(options), ...options.nodeTypes };
		this.credentials = new TestCredentials(options.credentialType, options.credentials);
	}

	/** Runs a workflow, from its start node to its end. */
	async run(json: WorkflowJson, options: RunOptions = {}): Promise<RunResult> {
		await useBinaryMode(this.options.binaryMode ?? 'default');
		const workflow = this.workflow(json);
		const start = options.startNode ? workflow.getNode(options.startNode) : workflow.getStartNode();
		if (!start) throw new Error('The workflow has no start node');
		const additionalData = this.additionalData();
		const { onNode } = options;
		if (onNode) {
			additionalData.hooks?.addHandler('nodeExecuteAfter', async (name, task) => {
				await Promise.resolve(onNode(name, task));
			});
		}
		const execution = new WorkflowExecute(
			additionalData,
			'manual',
			createRunExecutionData({
				executionData: {
					nodeExecutionStack: [
						{
							node: start,
							data: { main: [options.input ?? [{ json: {} }]] },
							source: null,
						},
					],
				},
			}),
		);
		const promise = execution.processRunExecutionData(workflow);
		const stop = () => promise.cancel('stopped');
		options.signal?.addEventListener('abort', stop, { once: true });
		try {
			return readResult(await promise);
		} finally {
			options.signal?.removeEventListener('abort', stop);
		}
	}

	/** Runs one node with these parameters on these items. */
	async runNode(
		parameters: INodeParameters,
		items: INodeExecutionData[] = [{ json: {} }],
		options: NodeRunOptions = {},
	): Promise<RunResult> {
		return await this.run(
			{
				nodes: [
					{ name: 'Start', type: START_TYPE, typeVersion: 1, position: [0, 0], parameters: {} },
					{
						name: 'Node',
						type: NODE_TYPE,
						typeVersion: 1,
						position: [200, 0],
						parameters,
						credentials: { [CREDENTIAL_TYPE]: { id: '1', name: 'simulator' } },
						...options.node,
					},
				],
				connections: { Start: { main: [[{ node: 'Node', type: 'main', index: 0 }]] } },
			},
			{ ...options, input: items, startNode: 'Start' },
		);
	}

	/** What a dropdown of the node shows. */
	async listSearch(
		method: string,
		parameters: INodeParameters,
		filter?: string,
		paginationToken?: string,
	): Promise<INodeListSearchResult> {
		const found = this.types[NODE_TYPE].methods?.listSearch?.[method];
		if (!found) throw new Error(`There is no list search "${method}"`);
		return await found.call(this.loadOptionsContext(parameters), filter, paginationToken);
	}

	/** The fields that a resource mapper of the node shows. */
	async mapperFields(method: string, parameters: INodeParameters): Promise<ResourceMapperFields> {
		const found = this.types[NODE_TYPE].methods?.resourceMapping?.[method];
		if (!found) throw new Error(`There is no resource mapping "${method}"`);
		return await found.call(this.loadOptionsContext(parameters));
	}

	private loadOptionsContext(parameters: INodeParameters): LoadOptionsContext {
		const workflow = this.workflow({
			nodes: [
				{
					name: 'Node',
					type: NODE_TYPE,
					typeVersion: 1,
					position: [0, 0],
					parameters,
					credentials: { [CREDENTIAL_TYPE]: { id: '1', name: 'simulator' } },
				},
			],
			connections: {},
		});
		const node = workflow.getNode('Node');
		if (!node) throw new Error('The node is missing');
		const additionalData = this.additionalData();
		additionalData.currentNodeParameters = node.parameters;
		return new LoadOptionsContext(workflow, node, additionalData, '');
	}

	/** Fills in default values as n8n does when it loads a workflow. */
	private workflow(json: WorkflowJson): Workflow {
		const nodeTypes: INodeTypes = {
			getByName: (name) => this.typeOf(name),
			getByNameAndVersion: (name) => this.typeOf(name),
			getKnownTypes: () => ({}),
		};
		const nodes = json.nodes.map((node, index): INode => {
			const full = { id: `node-${index}`, ...node } as INode;
			const { properties } = this.typeOf(full.type).description;
			const parameters = NodeHelpers.getNodeParameters(
				properties,
				full.parameters,
				true,
				false,
				full,
				this.typeOf(full.type).description,
			);
			return { ...full, parameters: parameters ?? {} };
		});
		return new Workflow({
			id: 'workflow',
			name: json.name ?? 'workflow',
			active: false,
			nodes,
			connections: json.connections,
			nodeTypes,
			settings: { executionOrder: 'v1', ...json.settings },
		});
	}

	private typeOf(name: string): INodeType {
		const type = Object.hasOwn(this.types, name) ? this.types[name] : undefined;
		if (!type) throw new Error(`No node type "${name}" is known here`);
		return type;
	}

	private additionalData(): IWorkflowExecuteAdditionalData {
		this.executions += 1;
		const executionId = String(this.executions);
		const data: Partial<IWorkflowExecuteAdditionalData> = {
			credentialsHelper: this.credentials,
			hooks: new ExecutionLifecycleHooks('manual', executionId, {
				id: 'workflow',
				name: 'workflow',
				active: false,
				isArchived: false,
				createdAt: new Date(0),
				updatedAt: new Date(0),
				nodes: [],
				connections: {},
				activeVersionId: null,
			}),
			executionId,
			userId: 'user',
			restApiUrl: `${INSTANCE_URL}/rest`,
			instanceBaseUrl: INSTANCE_URL,
			formWaitingBaseUrl: `${INSTANCE_URL}/form-waiting`,
			webhookBaseUrl: `${INSTANCE_URL}/webhook`,
			webhookWaitingBaseUrl: `${INSTANCE_URL}/webhook-waiting`,
			webhookTestBaseUrl: `${INSTANCE_URL}/webhook-test`,
			variables: {},
			setExecutionStatus: () => {},
			sendDataToUI: () => {},
			logAiEvent: () => {},
		};
		return data as IWorkflowExecuteAdditionalData;
	}
}

function readResult(run: IRun): RunResult {
	const items = (node: string, output = 0) => {
		const tasks = run.data.resultData.runData[node] ?? [];
		return tasks.flatMap((task) => task.data?.main[output] ?? []);
	};
	return {
		status: run.status,
		error: run.data.resultData.error,
		items,
		json: (node, output) => items(node, output).map((item) => item.json),
		run,
	};
}

async function useBinaryMode(mode: 'default' | 'filesystem'): Promise<void> {
	const config = Container.get(BinaryDataConfig);
	config.mode = mode;
	config.signingSecret = 'a secret for nothing secret';
	await Container.get(BinaryDataService).init();
}
