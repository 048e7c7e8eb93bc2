/**
 * A question that an execution waits for. It is kept with the execution, which n8n stores while it waits,
 * so that it survives restarts and any process can show it and take its answer.
 */
import { randomBytes } from 'node:crypto';

import {
	jsonParse,
	WAIT_INDEFINITELY,
	type IExecuteFunctions,
	type IWebhookFunctions,
} from 'n8n-workflow';

import { asText } from '../api/values';

export interface Question {
	/** Stands in the link, so that in a loop the link of an earlier question does not answer this one. */
	nonce: string;
	groupId: string;
	messageId: string;
	title: string;
	text: string;
	answer: AnswerForm;
	/** When the execution goes on without an answer, in ISO 8601. */
	until?: string;
}

/** What can be answered, in the words of the page's buttons. */
export type AnswerForm =
	| { type: 'approval'; approve: string; disapprove?: string }
	| { type: 'freeText'; submit: string };

/** The parameter of the link. n8n signs it along. */
const NONCE_PARAMETER = 'question';
const NONCE_BYTES = 16;

/** Where the question stands among what n8n keeps of the node during an execution. */
const KEPT_AS = 'question';

/** The pause of an execution until somebody has answered. */
export class Pause {
	readonly nonce = randomBytes(NONCE_BYTES).toString('base64url');

	constructor(private readonly context: IExecuteFunctions) {}

	/** Whether nothing would come back: n8n runs a tool of an AI agent within the agent, which cannot pause. */
	get isImpossible(): boolean {
		const { type } = this.context.getNode();
		return type.endsWith('Tool') && !type.endsWith('HitlTool');
	}

	/** The name of the workflow that asks. */
	get workflowName(): string {
		return this.context.getWorkflow().name ?? '';
	}

	/** Where the question is answered, signed by n8n. */
	link(): string {
		requireSignature(this.context);
		return this.context.getSignedResumeUrl({ [NONCE_PARAMETER]: this.nonce });
	}

	/** Has the execution wait, once the operation has ended. */
	async begin(question: Omit<Question, 'nonce'>): Promise<void> {
		const kept: Question = { ...question, nonce: this.nonce };
		this.context.getContext('node')[KEPT_AS] = JSON.stringify(kept);
		await this.context.putExecutionToWait(
			question.until === undefined ? WAIT_INDEFINITELY : new Date(question.until),
		);
	}
}

/** Older versions check signatures only where a node asks for it; newer ones always do. */
function requireSignature(
	context: IExecuteFunctions & { setSignatureValidationRequired?(): void },
) {
	context.setSignatureValidationRequired?.();
}

/** The question that the execution of a call waits for, if this node has asked one. */
export function openQuestion(context: IWebhookFunctions): Question | undefined {
	// A webhook sees the context of its node by expression only. No name may end the expression.
	const name = JSON.stringify(context.getNode().name).replaceAll('}', '\\u007d');
	const kept = asText(context.evaluateExpression(`{{ $node[${name}].context.${KEPT_AS} }}`));
	return kept === undefined ? undefined : jsonParse<Question>(kept);
}

/** The nonce of the link that was opened. */
export function nonceOf(context: IWebhookFunctions): string | undefined {
	return asText((context.getQueryData() as Record<string, unknown>)[NONCE_PARAMETER]);
}
