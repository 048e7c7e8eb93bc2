/**
 * Runs workflows through n8n-core's own engine: the real `WorkflowExecute`, node contexts, expressions
 * and HTTP helper. Only what surrounds the engine in n8n is ours: which node types there are, and the
 * credential.
 */
import './environment';

import { Container } from '@n8n/di';
import { BinaryDataConfig, BinaryDataService, LoadOptionsContext, WorkflowExecute } from 'n8n-core';
import {
	createRunExecutionData,
	Workflow,
	type IConnections,
	type ICredentialType,
	type INode,
	type INodeCredentialTestResult,
	type INodeExecutionData,
	type INodeListSearchResult,
	type INodeParameters,
	type INodePropertyOptions,
	type INodeType,
	type INodeTypes,
	type IPinData,
	type IRunExecutionData,
	type ITaskData,
	type IWorkflowExecuteAdditionalData,
	type IWorkflowSettings,
	type ResourceMapperFields,
	type WorkflowExecuteMode,
} from 'n8n-workflow';

import { createAdditionalData } from './additionalData';
import { coreNodes, type CoreNodeOptions } from './coreNodes';
import { TestCredentials, type CredentialValues } from './credentials';
import { testCredential } from './credentialTest';
import { readResult, type RunResult } from './runResult';
import { refuseUnknown } from './standIn';

export type { RunResult } from './runResult';

export const NODE_TYPE = 'n8n-nodes-whatsapp-groups.whatsAppGroups';
export const CREDENTIAL_TYPE = 'whatsAppGroupsApi';

export interface WorkflowJson {
	/** Default: "workflow". */
	id?: string;
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
	/** Where the answer pages of waiting executions are reached. */
	waitingUrl?: string;
}

export interface RunOptions {
	/** Items that the start node puts out. */
	input?: INodeExecutionData[];
	startNode?: string;
	/** What nodes put out instead of running, by their names. */
	pinData?: IPinData;
	/** Default: "manual", as from the editor. */
	mode?: WorkflowExecuteMode;
	/** The workflow's time limit. n8n looks at it between two nodes: it does not interrupt one. */
	timeoutMs?: number;
	/** Called after each node, with its name. */
	onNode?: (name: string, task: ITaskData) => void;
	/** Called when a sub-workflow has ended, with the name of the node that started it. */
	onSubWorkflow?: (name: string, result: RunResult) => void;
	/** Stops the execution when aborted, as the editor's stop button does. */
	signal?: AbortSignal;
}

export interface NodeRunOptions extends RunOptions {
	/** Part of the node beside its parameters: onError, retryOnFail, maxTries, waitBetweenTries … */
	node?: Partial<INode>;
}

const START_TYPE = 'n8n-nodes-base.manualTrigger';

export class Engine {
	private readonly types: Record<string, INodeType>;
	private readonly credentials: TestCredentials;
	private executions = 0;

	constructor(private readonly options: EngineOptions) {
		this.types = { ...coreNodes(options), ...options.nodeTypes };
		this.credentials = new TestCredentials(options.credentialType, options.credentials);
	}

	/** What a call of a waiting execution's webhook works with. */
	reopen(json: WorkflowJson, executionId: string) {
		const additionalData = this.additionalData('manual', undefined, executionId);
		return { workflow: this.workflow(json), additionalData };
	}

	/** Runs a waiting execution on, to its end or to its next wait. */
	async goOn(json: WorkflowJson, executionId: string, data: IRunExecutionData): Promise<RunResult> {
		const { workflow, additionalData } = this.reopen(json, executionId);
		const execution = new WorkflowExecute(additionalData, 'manual', data);
		return readResult(await execution.processRunExecutionData(workflow), executionId);
	}

	/** Runs a workflow, from its start node to its end. */
	async run(json: WorkflowJson, options: RunOptions = {}): Promise<RunResult> {
		await useBinaryMode(this.options.binaryMode ?? 'default');
		const workflow = this.workflow(json);
		const start = options.startNode ? workflow.getNode(options.startNode) : workflow.getStartNode();
		if (!start) throw new Error('The workflow has no start node');
		const { onNode, signal, input, pinData, mode = 'manual', timeoutMs } = options;
		const additionalData = this.additionalData(mode, timeoutMs);
		const subWorkflows = this.subWorkflows(additionalData, options);
		if (onNode) {
			additionalData.hooks?.addHandler('nodeExecuteAfter', async (name, task) => {
				await Promise.resolve(onNode(name, task));
			});
		}
		const first = { node: start, data: { main: [input ?? [{ json: {} }]] }, source: null };
		const execution = new WorkflowExecute(
			additionalData,
			mode,
			createRunExecutionData({
				executionData: { nodeExecutionStack: [first] },
				resultData: { pinData },
			}),
		);
		const promise = execution.processRunExecutionData(workflow);
		const stop = () => promise.cancel('stopped');
		if (signal?.aborted) stop();
		else signal?.addEventListener('abort', stop, { once: true });
		try {
			const result = readResult(await promise, additionalData.executionId ?? '');
			await subWorkflows.ended();
			return result;
		} finally {
			signal?.removeEventListener('abort', stop);
		}
	}

	/** Has the execution run sub-workflows, which may go on after its own end. */
	private subWorkflows(
		additionalData: IWorkflowExecuteAdditionalData,
		{ onSubWorkflow, signal }: RunOptions,
	) {
		const all: Array<Promise<RunResult>> = [];
		additionalData.executeWorkflow = async ({ code }, _data, options) => {
			if (!code) throw new Error('Only a workflow that is given as JSON can be run here');
			const running = this.run(code, {
				input: options.inputData,
				mode: 'integrated',
				onSubWorkflow,
				signal,
			}).then((result) => {
				onSubWorkflow?.(options.node?.name ?? '', result);
				return result;
			});
			all.push(running);
			const executionId = `sub-${all.length}`;
			if (options.doNotWaitToFinish) return { executionId, data: [null] };
			const { error, items, lastNode = '' } = await running;
			if (error) throw error;
			return { executionId, data: [items(lastNode)] };
		};
		return { ended: async () => void (await Promise.all(all)) };
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

	/** What a dropdown without search shows. */
	async loadOptions(method: string, parameters: INodeParameters): Promise<INodePropertyOptions[]> {
		const found = this.types[NODE_TYPE].methods?.loadOptions?.[method];
		if (!found) throw new Error(`There is no load options method "${method}"`);
		return await found.call(this.loadOptionsContext(parameters));
	}

	/** What the credential's dialog says after its test. */
	async testCredential(): Promise<INodeCredentialTestResult> {
		return await testCredential(this.options.credentialType, this.additionalData('internal'));
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
		const additionalData = this.additionalData('internal');
		additionalData.currentNodeParameters = node.parameters;
		return new LoadOptionsContext(workflow, node, additionalData, '');
	}

	/** n8n's own `Workflow` fills in default values, and leaves out what is not shown. */
	private workflow(json: WorkflowJson): Workflow {
		const nodeTypes: INodeTypes = {
			getByName: (name) => this.typeOf(name),
			getByNameAndVersion: (name) => this.typeOf(name),
			getKnownTypes: () => ({}),
		};
		const nodes = json.nodes.map((node, index): INode => ({ id: `node-${index}`, ...node }));
		for (const node of nodes) refuseUnknown(this.typeOf(node.type), node);
		return new Workflow({
			id: json.id ?? 'workflow',
			name: json.name ?? 'workflow',
			active: false,
			nodes: structuredClone(nodes),
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

	private additionalData(
		mode: WorkflowExecuteMode,
		timeoutMs?: number,
		executionId?: string,
	): IWorkflowExecuteAdditionalData {
		if (executionId === undefined) this.executions += 1;
		return createAdditionalData({
			credentialsHelper: this.credentials,
			executionId: executionId ?? String(this.executions),
			mode,
			executionTimeoutTimestamp: timeoutMs === undefined ? undefined : Date.now() + timeoutMs,
			waitingUrl: this.options.waitingUrl,
		});
	}
}

/** Holds for the whole process, so runs of engines with different modes must not overlap. */
async function useBinaryMode(mode: 'default' | 'filesystem'): Promise<void> {
	const config = Container.get(BinaryDataConfig);
	config.mode = mode;
	config.signingSecret = 'a secret for nothing secret';
	await Container.get(BinaryDataService).init();
}
