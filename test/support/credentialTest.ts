/** The "Connection tested successfully" of the credential's dialog, as n8n finds it out. */
import { ExecuteContext, RoutingNode } from 'n8n-core';
import {
	createRunExecutionData,
	Workflow,
	type ICredentialsDecrypted,
	type ICredentialType,
	type IDataObject,
	type INode,
	type INodeCredentialTestResult,
	type INodeExecutionData,
	type INodeType,
	type IWorkflowExecuteAdditionalData,
} from 'n8n-workflow';

/** The parts of an error that n8n reads: what the HTTP client threw is its cause. */
interface RequestError {
	message: string;
	cause?: { code?: string; response?: { status: number; statusText?: string } };
}

/**
 * Runs the request that a credential type names as its test, through n8n-core's declarative node as
 * n8n does, and tells what the user would read.
 */
export async function testCredential(
	type: ICredentialType,
	additionalData: IWorkflowExecuteAdditionalData,
): Promise<INodeCredentialTestResult> {
	const { test } = type;
	if (!test) return refusal('No testing function found for this credential.');
	const nodeType = requestNode(type, test.request);
	const node: INode = {
		id: 'temp',
		name: 'Temp-Node',
		type: 'n8n-nodes-base.noOp',
		typeVersion: 1,
		position: [0, 0],
		parameters: {},
		credentials: { [type.name]: { id: '1', name: 'simulator' } },
	};
	const workflow = new Workflow({
		nodes: [node],
		connections: {},
		active: false,
		nodeTypes: {
			getByName: () => nodeType,
			getByNameAndVersion: () => nodeType,
			getKnownTypes: () => ({}),
		},
	});
	const data = await additionalData.credentialsHelper.getDecrypted(
		additionalData,
		{ id: '1', name: 'simulator' },
		type.name,
		'internal',
	);
	const decrypted: ICredentialsDecrypted = { id: '1', name: 'simulator', type: type.name, data };
	const context = new ExecuteContext(
		workflow,
		node,
		additionalData,
		'internal',
		createRunExecutionData({ executionData: null }),
		0,
		[],
		{ main: [[{ json: {} }]] },
		{ node, data: {}, source: null },
		[],
	);
	let answer: INodeExecutionData[][] | null | undefined;
	try {
		const routing = new RoutingNode(context, nodeType, decrypted);
		answer = await workflow.expression.withIsolate(async () => await routing.runNode());
	} catch (error) {
		return explain(error as RequestError, test.rules);
	}
	const body = answer?.[0]?.[0]?.json ?? {};
	for (const rule of test.rules ?? []) {
		if (rule.type !== 'responseSuccessBody') continue;
		const { key, value, message } = rule.properties;
		if (valueAt(body, key) === value) return refusal(message);
	}
	return { status: 'OK', message: 'Connection successful!' };
}

function explain(
	{ message, cause }: RequestError,
	rules: NonNullable<ICredentialType['test']>['rules'] = [],
): INodeCredentialTestResult {
	const { response, code } = cause ?? {};
	if (!response) return refusal(code ?? message);
	for (const rule of rules) {
		if (rule.type === 'responseCode' && rule.properties.value === response.status) {
			return refusal(rule.properties.message);
		}
	}
	return refusal(response.statusText || `Received HTTP status code: ${response.status}`);
}

function refusal(message: string): INodeCredentialTestResult {
	return { status: 'Error', message };
}

function valueAt(body: IDataObject, path: string): unknown {
	return path
		.split('.')
		.reduce<unknown>((value, key) => (value as IDataObject | undefined)?.[key], body);
}

/** A declarative node that makes just this request. */
function requestNode(
	type: ICredentialType,
	request: NonNullable<ICredentialType['test']>['request'],
): INodeType {
	return {
		description: {
			displayName: 'No Operation, do nothing',
			name: 'noOp',
			group: ['organization'],
			version: 1,
			description: '',
			defaults: { name: 'No Operation, do nothing' },
			inputs: ['main'],
			outputs: ['main'],
			credentials: [{ name: type.name, required: true }],
			properties: [
				{ displayName: 'Temp', name: 'temp', type: 'string', default: '', routing: { request } },
			],
		},
	};
}
