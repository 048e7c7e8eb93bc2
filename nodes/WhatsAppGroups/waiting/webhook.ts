/** The calls of a question's link: GET shows the page, POST answers. Nothing else resumes the execution. */
import type {
	IDataObject,
	IWebhookDescription,
	IWebhookFunctions,
	IWebhookResponseData,
} from 'n8n-workflow';

import { asText } from '../api/values';
import { nonceOf, openQuestion, type Question } from '../runtime/question';
import {
	DECISIONS,
	FIELDS,
	HEADERS,
	MAX_ANSWER,
	pageHtml,
	pageJson,
	timeText,
	type Page,
} from './page';

/** As n8n knows the link of an operation `sendAndWait`: by the node's ID, of a waiting execution only. */
export const answerWebhooks = (['GET', 'POST'] as const).map(
	(httpMethod): IWebhookDescription => ({
		name: 'default',
		httpMethod,
		responseMode: 'onReceived',
		responseData: '',
		path: '={{ $nodeId }}',
		restartWebhook: true,
		isFullPath: true,
	}),
);

/** Shown on the node while the execution waits. */
export const WAITING_TOOLTIP =
	'={{ $parameter["operation"] === "sendAndWait" ? "Execution will continue when somebody has answered" : "" }}';

const NOBODYS: Page = {
	state: 'closed',
	title: 'This link leads to no question',
	text: 'Nothing is waiting for an answer here. Open the link in the newest message.',
};
const EARLIER: Page = {
	state: 'closed',
	title: 'This question is no longer open',
	text: 'There is a newer question. Open the link in the newest message.',
};
const BROKEN: Page = {
	state: 'closed',
	title: 'Something went wrong',
	text: 'No answer was recorded. Open the link again in a moment.',
};

/**
 * Must not throw: n8n would resume the execution with the error, as if somebody had answered. An answer
 * is confirmed by n8n, with what this gives back, once it has resumed the execution.
 */
export async function answerQuestion(this: IWebhookFunctions): Promise<IWebhookResponseData> {
	return await Promise.resolve(tryAnswer(this));
}

function tryAnswer(context: IWebhookFunctions): IWebhookResponseData {
	try {
		const question = openQuestion(context);
		if (!question) return shown(context, 404, NOBODYS);
		if (question.nonce !== nonceOf(context)) return shown(context, 410, EARLIER);
		const { until } = question;
		if (until && Date.parse(until) <= Date.now()) {
			return shown(context, 410, expired(until, context.getTimezone()));
		}
		return context.getRequestObject().method === 'POST'
			? answered(context, question)
			: shown(context, 200, openPage(context, question));
	} catch (error) {
		context.logger.error(
			`${context.getNode().name}: the answer page failed. ${error instanceof Error ? error.message : ''}`,
		);
		return shown(context, 500, BROKEN);
	}
}

function answered(context: IWebhookFunctions, question: Question): IWebhookResponseData {
	const read = readAnswer(question, context.getBodyData() as Record<string, unknown>);
	if ('complaint' in read) return shown(context, 422, openPage(context, question, read));
	const respondedAt = new Date().toISOString();
	const { groupId, messageId } = question;
	const json: IDataObject = {
		success: true,
		status: 'done',
		// As n8n's own nodes give it, and as its human review for AI agents reads it.
		data: { ...read.data, respondedAt },
		respondedAt,
		groupId,
		messageId,
	};
	const page: Page = { state: 'answered', title: 'Thank you', text: read.thanks };
	setHeaders(context);
	return {
		webhookResponse: wantsJson(context) ? pageJson(page) : pageHtml(page),
		workflowData: [[{ json, pairedItem: { item: 0 } }]],
	};
}

type Answer = { data: IDataObject; thanks: string } | { complaint: string; given?: string };

function readAnswer({ answer }: Question, body: Record<string, unknown>): Answer {
	if (answer.type === 'freeText') return readText(body[FIELDS.text]);
	const decision = body[FIELDS.decision];
	if (decision === DECISIONS.approve) {
		return { data: { approved: true }, thanks: `Your answer was recorded: ${answer.approve}` };
	}
	if (decision === DECISIONS.disapprove && answer.disapprove !== undefined) {
		return { data: { approved: false }, thanks: `Your answer was recorded: ${answer.disapprove}` };
	}
	return { complaint: 'Please choose one of the buttons.' };
}

function readText(value: unknown): Answer {
	// Forms send line breaks as CRLF.
	const text = typeof value === 'string' ? value.replaceAll('\r\n', '\n').trim() : '';
	if (text === '') return { complaint: 'Please write an answer first.' };
	const { length } = text;
	if (length > MAX_ANSWER) {
		const excess = length - MAX_ANSWER;
		return { complaint: `Your answer is too long by ${excess} characters.`, given: text };
	}
	return { data: { text }, thanks: 'Your answer was recorded.' };
}

function openPage(
	context: IWebhookFunctions,
	question: Question,
	more: { complaint?: string; given?: string } = {},
): Page {
	return { state: 'open', question, timeZone: context.getTimezone(), ...more };
}

function expired(until: string, timeZone: string): Page {
	return {
		state: 'closed',
		title: 'The time is up',
		text: `This question could be answered until ${timeText(until, timeZone)}.`,
	};
}

/** Answers the call, and leaves the execution waiting. */
function shown(context: IWebhookFunctions, status: number, page: Page): IWebhookResponseData {
	setHeaders(context);
	const response = context.getResponseObject().status(status);
	if (wantsJson(context)) response.json(pageJson(page));
	else response.send(pageHtml(page));
	return { noWebhookResponse: true };
}

function setHeaders(context: IWebhookFunctions): void {
	context.getResponseObject().set(HEADERS);
}

/** The page's own script asks for JSON; browsers for a page. */
function wantsJson(context: IWebhookFunctions): boolean {
	return asText(context.getHeaderData().accept)?.startsWith('application/json') ?? false;
}
