/** What n8n's server hands to its engine beside the workflow. */
import { ExecutionLifecycleHooks } from 'n8n-core';
import type {
	ICredentialsHelper,
	IWorkflowExecuteAdditionalData,
	WorkflowExecuteMode,
} from 'n8n-workflow';

/** Where n8n would be reached; nothing calls it. */
const INSTANCE_URL = 'https://n8n.example.com';

export interface ExecutionSettings {
	credentialsHelper: ICredentialsHelper;
	executionId: string;
	mode: WorkflowExecuteMode;
	/** Where answer pages of waiting executions are reached; nothing calls it by default. */
	waitingUrl?: string;
	/** When the workflow's own time limit is over, in ms since 1970. */
	executionTimeoutTimestamp?: number;
}

/** The additional data of one execution, with hooks of its own. */
export function createAdditionalData(settings: ExecutionSettings): IWorkflowExecuteAdditionalData {
	const { credentialsHelper, executionId, mode, executionTimeoutTimestamp } = settings;
	const { waitingUrl = `${INSTANCE_URL}/webhook-waiting` } = settings;
	const data: Partial<IWorkflowExecuteAdditionalData> = {
		credentialsHelper,
		hooks: new ExecutionLifecycleHooks(mode, executionId, {
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
		executionTimeoutTimestamp,
		userId: 'user',
		restApiUrl: `${INSTANCE_URL}/rest`,
		instanceBaseUrl: INSTANCE_URL,
		formWaitingBaseUrl: `${INSTANCE_URL}/form-waiting`,
		webhookBaseUrl: `${INSTANCE_URL}/webhook`,
		webhookWaitingBaseUrl: waitingUrl,
		webhookTestBaseUrl: `${INSTANCE_URL}/webhook-test`,
		variables: {},
		setExecutionStatus: () => {},
		sendDataToUI: () => {},
		logAiEvent: () => {},
	};
	return data as IWorkflowExecuteAdditionalData;
}
