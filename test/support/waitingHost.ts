/**
 * Hosts executions that wait for an answer, as n8n does: they are kept as text, and calls of their links
 * arrive over real HTTP. What n8n itself does with such a call is done the same way here: it checks the
 * signature, runs the node's webhook in n8n-core's `WebhookContext`, and answers with what that gives back
 * once the execution has been taken up.
 */
import './environment';

import { Container } from '@n8n/di';
import express, { type Request, type Response } from 'express';
import { parse, stringify } from 'flatted';
import { InstanceSettings, validateUrlSignature, WebhookContext } from 'n8n-core';
import type { IRunExecutionData, IWebhookData, IWebhookDescription } from 'n8n-workflow';

import type { Engine, RunOptions, RunResult, WorkflowJson } from './engine';

/** What n8n answers where no code of the node is asked. */
export const N8N_SAYS = {
	forged: 'Invalid token',
	running: 'running already',
	noAction: 'No action required',
	unknown: 'does not exist',
} as const;

interface Kept {
	json: WorkflowJson;
	/** As n8n's database has it. */
	data: string;
	status: 'waiting' | 'running' | 'done';
	result: RunResult;
}

export class WaitingHost {
	private readonly executions = new Map<string, Kept>();
	private engine?: Engine;
	private readonly goingOn = new Set<Promise<unknown>>();
	/** Has the next execution fail to be taken up, as when n8n's database is away. */
	failsToGoOn = false;

	private constructor(
		readonly url: string,
		private readonly stop: () => Promise<void>,
	) {}

	static async start(): Promise<WaitingHost> {
		const app = express();
		app.disable('x-powered-by');
		app.use(express.urlencoded({ extended: true, limit: '16mb' }), express.json());
		const started: { host?: WaitingHost } = {};
		app.all('/webhook-waiting/:id/:node', async (request: Request, response: Response) => {
			await started.host?.receive(request, response);
		});
		started.host = await new Promise<WaitingHost>((resolve) => {
			const http = app.listen(0, '127.0.0.1', () => {
				const address = http.address();
				const port = typeof address === 'object' && address ? address.port : 0;
				const stop = async () => {
					http.closeAllConnections();
					await new Promise<void>((done) => http.close(() => done()));
				};
				resolve(new WaitingHost(`http://127.0.0.1:${port}/webhook-waiting`, stop));
			});
		});
		return started.host;
	}

	/** Runs a workflow with this engine, whose waiting URL is this host's, and keeps it when it waits. */
	async run(engine: Engine, json: WorkflowJson, options?: RunOptions): Promise<RunResult> {
		this.engine = engine;
		const result = await engine.run(json, options);
		this.keep(json, result);
		return result;
	}

	/** What became of an execution until now. */
	resultOf(executionId: string): RunResult {
		return this.of(executionId).result;
	}

	/** Whether it waits, has ended, or is being taken up. */
	statusOf(executionId: string): Kept['status'] {
		return this.of(executionId).status;
	}

	/** What n8n does when the time of a wait is over. */
	async timeOut(executionId: string): Promise<RunResult> {
		const kept = this.of(executionId);
		return await this.goOn(executionId, kept, parse(kept.data) as IRunExecutionData);
	}

	/** Resolves once nothing runs: n8n answers a call before what it has started ends. */
	async settled(): Promise<void> {
		await Promise.all(this.goingOn);
	}

	async close(): Promise<void> {
		await this.settled();
		await this.stop();
	}

	private of(executionId: string): Kept {
		const kept = this.executions.get(executionId);
		if (!kept) throw new Error(`There is no execution ${executionId}`);
		return kept;
	}

	private keep(json: WorkflowJson, result: RunResult): void {
		this.executions.set(result.executionId, {
			json,
			data: stringify(result.run.data),
			status: result.run.status === 'waiting' ? 'waiting' : 'done',
			result,
		});
	}

	private async goOn(id: string, kept: Kept, data: IRunExecutionData): Promise<RunResult> {
		kept.status = 'running';
		const result = await this.engine!.goOn(kept.json, id, data);
		this.keep(kept.json, result);
		return result;
	}

	/** n8n's `WaitingWebhooks`, in short. */
	private async receive(request: Request, response: Response): Promise<void> {
		const { id, node: nodeId } = request.params as { id: string; node: string };
		const kept = this.executions.get(id);
		if (kept && !isSigned(request)) {
			response.status(401).json({ error: N8N_SAYS.forged });
			return;
		}
		if (!kept) {
			response.status(404).json({ message: `The execution "${id}" ${N8N_SAYS.unknown}.` });
			return;
		}
		if (kept.status === 'running') {
			response.status(409).json({ message: `The execution "${id}" is ${N8N_SAYS.running}.` });
			return;
		}
		const data = parse(kept.data) as IRunExecutionData;
		const { workflow, additionalData } = this.engine!.reopen(kept.json, id);
		const node = workflow.getNode(data.resultData.lastNodeExecuted ?? '');
		const type = node && workflow.nodeTypes.getByNameAndVersion(node.type);
		const description = (type &&
			'webhook' in type &&
			type.description.webhooks?.find(({ httpMethod }) => httpMethod === request.method)) as
			| IWebhookDescription
			| undefined;
		if (kept.status === 'done' || !node || node.id !== nodeId || !description) {
			response.status(200).send(`<html>${N8N_SAYS.noAction}</html>`);
			return;
		}
		const [waiting] = data.executionData?.nodeExecutionStack ?? [];
		waiting.node.disabled = true;
		data.waitTill = undefined;
		data.resultData.runData[node.name].pop();
		const webhookData: IWebhookData = {
			httpMethod: 'POST',
			node: node.name,
			path: nodeId,
			webhookDescription: description,
			workflowId: workflow.id,
			workflowExecuteAdditionalData: additionalData,
		};
		const calls = { ...additionalData, httpRequest: request, httpResponse: response };
		const context = new WebhookContext(workflow, node, calls, 'manual', webhookData, [], data);
		// A webhook that throws has n8n go on with the error: no node may let that happen.
		const result = await type!.webhook!.call(context);
		if (result.workflowData === undefined) {
			if (!result.noWebhookResponse) response.json({ message: 'Webhook call received' });
			return;
		}
		// It was read while it was still waiting; somebody else may have been quicker.
		if (this.failsToGoOn || this.of(id).status !== 'waiting') {
			response.status(500).json({ message: 'There was a problem executing the workflow' });
			return;
		}
		waiting.data.main = result.workflowData;
		waiting.metadata = { ...waiting.metadata, forwardAllOutputs: true };
		const goingOn = this.goOn(id, kept, data);
		this.goingOn.add(goingOn);
		const { webhookResponse } = result as { webhookResponse: unknown };
		response.set('Content-Security-Policy', 'sandbox allow-forms allow-scripts');
		if (typeof webhookResponse === 'string') response.send(webhookResponse);
		else response.json(webhookResponse);
		await goingOn;
		this.goingOn.delete(goingOn);
	}
}

function isSigned(request: Request): boolean {
	const url = new URL(request.url, 'http://127.0.0.1');
	const { hmacSignatureSecret } = Container.get(InstanceSettings);
	const signature = url.searchParams.get('signature') ?? '';
	return validateUrlSignature(signature, url, hmacSignatureSecret);
}
