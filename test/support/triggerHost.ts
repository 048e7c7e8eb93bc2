/**
 * Hosts a trigger as n8n does: its webhook methods run in n8n-core's `HookContext`, its deliveries
 * arrive over real HTTP and run in n8n-core's `WebhookContext`. What n8n itself does around them is
 * done the same way: static data that outlives the calls, and an answer of 200 only once the
 * execution has been created.
 */
import './environment';

import express, { type Request, type Response } from 'express';
import { HookContext, LoadOptionsContext, WebhookContext } from 'n8n-core';
import {
	createRunExecutionData,
	NodeHelpers,
	Workflow,
	type ICredentialType,
	type IDataObject,
	type INode,
	type INodeExecutionData,
	type INodeParameters,
	type INodeType,
	type INodeTypes,
	type IWebhookData,
	type WorkflowActivateMode,
	type IWorkflowExecuteAdditionalData,
	type Logger,
	type WorkflowExecuteMode,
} from 'n8n-workflow';

import { TestCredentials, type CredentialValues } from './credentials';
import { CREDENTIAL_TYPE } from './engine';

export interface TriggerHostOptions {
	trigger: INodeType;
	credentialType: ICredentialType;
	credentials: CredentialValues;
	parameters?: INodeParameters;
	/** Hosts of the same id are activations of the same workflow. */
	workflowId?: string;
	/** What an earlier host of the workflow left: n8n keeps it in its database. */
	staticData?: IDataObject;
	/** The address that is registered; by default the real one on loopback. */
	publicUrl?: string;
	/** Creates the execution. When it throws, n8n answers 500. */
	onExecution?: (items: INodeExecutionData[], session: Session) => void | Promise<void>;
}

type Session = 'production' | 'test';

const PATHS: Record<Session, string> = { production: 'webhook', test: 'webhook-test' };
const WEBHOOK_ID = '6d0a2a9e-7c5d-4f6e-9a61-0c6d5a1b2c3d';
const NODE_TYPE = 'n8n-nodes-whatsapp-groups.whatsAppGroupsTrigger';

export class TriggerHost {
	/** The items of every execution that was started. */
	readonly executions: INodeExecutionData[][] = [];
	/** What the node wrote to n8n's log, in order. */
	readonly warnings: string[] = [];
	/** Kept between calls, per session: a test session of n8n has static data of its own. */
	readonly staticData: Record<Session, IDataObject>;

	private constructor(
		private readonly options: TriggerHostOptions,
		private readonly server: { url: string; close(): Promise<void> },
		private readonly listening: Set<Session>,
	) {
		this.staticData = { production: { ...options.staticData }, test: {} };
	}

	static async start(options: TriggerHostOptions): Promise<TriggerHost> {
		const listening = new Set<Session>();
		const app = express();
		app.disable('x-powered-by');
		app.use(express.raw({ type: () => true, limit: '16mb' }));
		const started: { host?: TriggerHost } = {};
		for (const [session, path] of Object.entries(PATHS) as Array<[Session, string]>) {
			app.all(`/${path}/${WEBHOOK_ID}/webhook`, async (request: Request, response: Response) => {
				await started.host?.receive(session, request, response);
			});
		}
		const server = await new Promise<{ url: string; close(): Promise<void> }>((resolve) => {
			const http = app.listen(0, '127.0.0.1', () => {
				const address = http.address();
				const port = typeof address === 'object' && address ? address.port : 0;
				resolve({
					url: `http://127.0.0.1:${port}`,
					close: async () => {
						http.closeAllConnections();
						await new Promise<void>((done) => http.close(() => done()));
					},
				});
			});
		});
		started.host = new TriggerHost(options, server, listening);
		return started.host;
	}

	/** Where deliveries of a session really arrive. */
	urlOf(session: Session = 'production'): string {
		return `${this.server.url}/${PATHS[session]}/${WEBHOOK_ID}/webhook`;
	}

	/** Activates the workflow, or begins to listen for a test event. */
	async activate(session: Session = 'production'): Promise<void> {
		this.listening.add(session);
		const methods = this.methods();
		if (await this.hook(session, methods.checkExists)) return;
		await this.hook(session, methods.create);
	}

	async deactivate(session: Session = 'production'): Promise<void> {
		await this.hook(session, this.methods().delete);
		this.listening.delete(session);
	}

	/** Only `checkExists`, as n8n asks on each start. */
	async isRegistered(
		session: Session = 'production',
		activation?: WorkflowActivateMode,
	): Promise<boolean> {
		return await this.hook(session, this.methods().checkExists, activation);
	}

	/** The secret that the node's panel shows for a registration by hand. */
	async manualSecret(): Promise<string> {
		const workflow = this.workflow('production');
		const context = new LoadOptionsContext(
			workflow,
			this.nodeOf(workflow),
			this.additionalData(),
			'',
		);
		const { resourceMapping } = this.options.trigger.methods ?? {};
		const shown = await resourceMapping?.manualHeader.call(context);
		const text = shown?.emptyFieldsNotice ?? '';
		const [secret] = /[0-9a-z]{40,50}/.exec(text) ?? [];
		if (!secret) throw new Error(`The panel shows no secret: ${text}`);
		return secret;
	}

	/** The events of all executions, in order. */
	events(): IDataObject[] {
		return this.executions.flat().map((item) => item.json);
	}

	async close(): Promise<void> {
		await this.server.close();
	}

	private methods() {
		const methods = this.options.trigger.webhookMethods?.default;
		if (!methods) throw new Error('The trigger has no webhook methods');
		return methods;
	}

	/** One of the webhook methods, as n8n calls it. */
	async hook(
		session: Session,
		method: (this: HookContext) => Promise<boolean>,
		activation: WorkflowActivateMode = session === 'test' ? 'manual' : 'activate',
	): Promise<boolean> {
		const workflow = this.workflow(session);
		const node = this.nodeOf(workflow);
		const context = new HookContext(
			workflow,
			node,
			this.additionalData(),
			modeOf(session),
			activation,
			this.webhookData(session),
		);
		this.listenToLog(context);
		try {
			return await method.call(context);
		} finally {
			this.keep(session, workflow);
		}
	}

	/** n8n's way with a delivery, in short. */
	private async receive(session: Session, request: Request, response: Response): Promise<void> {
		if (!this.listening.has(session)) {
			response.status(404).json({ message: 'The requested webhook is not registered.' });
			return;
		}
		if (request.method !== 'POST') {
			response.status(404).json({ message: 'This webhook is not registered for that method.' });
			return;
		}
		const rawBody = Buffer.isBuffer(request.body) ? request.body : Buffer.alloc(0);
		const parsed = parseBody(rawBody, request.headers['content-type']);
		if (parsed === undefined) {
			response.status(422).json({ message: 'Failed to parse request body' });
			return;
		}
		Object.assign(request, { rawBody, body: parsed });
		const workflow = this.workflow(session);
		const context = new WebhookContext(
			workflow,
			this.nodeOf(workflow),
			{ ...this.additionalData(), httpRequest: request, httpResponse: response },
			session === 'test' ? 'manual' : 'webhook',
			this.webhookData(session),
			[],
			createRunExecutionData({ executionData: null }),
		);
		this.listenToLog(context);
		try {
			const { trigger, onExecution } = this.options;
			const result = await trigger.webhook?.call(context);
			this.keep(session, workflow);
			if (result?.noWebhookResponse) return;
			if (result?.workflowData === undefined) {
				response.status(200).json({ message: 'Webhook call received' });
				return;
			}
			for (const items of result.workflowData) {
				await onExecution?.(items, session);
				this.executions.push(items);
			}
			response.status(200).json({ message: 'Workflow was started' });
		} catch (error) {
			if (!response.headersSent) {
				response.status(500).json({ message: error instanceof Error ? error.message : 'Error' });
			}
		}
	}

	/** n8n's logger is one for the whole process: this context gets one of its own. */
	private listenToLog(context: HookContext | WebhookContext): void {
		const silent = () => {};
		const warn = (text: string) => void this.warnings.push(text);
		const logger: Logger = { error: silent, warn, info: silent, debug: silent };
		Object.defineProperty(context, 'logger', { value: logger });
	}

	private keep(session: Session, workflow: Workflow): void {
		// As n8n does: it keeps JSON.
		this.staticData[session] = JSON.parse(JSON.stringify(workflow.staticData)) as IDataObject;
	}

	private workflow(session: Session): Workflow {
		const { trigger, parameters = {}, workflowId = 'workflow' } = this.options;
		const nodeTypes: INodeTypes = {
			getByName: () => trigger,
			getByNameAndVersion: () => trigger,
			getKnownTypes: () => ({}),
		};
		const node: INode = {
			id: 'b3f0c1d2-0000-4000-8000-000000000001',
			name: 'WhatsApp Groups Trigger',
			type: NODE_TYPE,
			typeVersion: 1.1,
			position: [0, 0],
			parameters: {},
			webhookId: WEBHOOK_ID,
			credentials: { [CREDENTIAL_TYPE]: { id: '1', name: 'simulator' } },
		};
		node.parameters =
			NodeHelpers.getNodeParameters(
				trigger.description.properties,
				parameters,
				true,
				false,
				node,
				trigger.description,
			) ?? {};
		return new Workflow({
			id: workflowId,
			name: workflowId,
			active: session === 'production',
			nodes: [node],
			connections: {},
			nodeTypes,
			staticData: structuredClone(this.staticData[session]),
		});
	}

	private nodeOf(workflow: Workflow): INode {
		const [node] = Object.values(workflow.nodes);
		return node;
	}

	private webhookData(session: Session): IWebhookData {
		return {
			httpMethod: 'POST',
			node: 'WhatsApp Groups Trigger',
			path: `${WEBHOOK_ID}/webhook`,
			webhookDescription: {
				name: 'default',
				httpMethod: 'POST',
				responseMode: 'onReceived',
				path: 'webhook',
			},
			workflowId: this.options.workflowId ?? 'workflow',
			workflowExecuteAdditionalData: this.additionalData(),
			webhookId: WEBHOOK_ID,
			isTest: session === 'test',
		};
	}

	private additionalData(): IWorkflowExecuteAdditionalData {
		const base = this.options.publicUrl ?? this.server.url;
		const data: Partial<IWorkflowExecuteAdditionalData> = {
			credentialsHelper: new TestCredentials(this.options.credentialType, this.options.credentials),
			executionId: undefined,
			userId: 'user',
			instanceBaseUrl: base,
			restApiUrl: `${base}/rest`,
			webhookBaseUrl: `${base}/${PATHS.production}`,
			webhookTestBaseUrl: `${base}/${PATHS.test}`,
			webhookWaitingBaseUrl: `${base}/webhook-waiting`,
			formWaitingBaseUrl: `${base}/form-waiting`,
			variables: {},
		};
		return data as IWorkflowExecuteAdditionalData;
	}
}

function modeOf(session: Session): WorkflowExecuteMode {
	return session === 'test' ? 'manual' : 'trigger';
}

/** n8n gives JSON as it is parsed, other content as it can, and refuses JSON that is none. */
function parseBody(raw: Buffer, contentType = ''): unknown {
	if (raw.length === 0) return {};
	if (!contentType.includes('json')) return { data: raw.toString('utf8') };
	try {
		return JSON.parse(raw.toString('utf8')) as unknown;
	} catch {
		return undefined;
	}
}
