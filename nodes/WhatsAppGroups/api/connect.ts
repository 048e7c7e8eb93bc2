/** Binds the client to n8n: its HTTP helper, the credential, and the stop button. */
import {
	NodeOperationError,
	sleep,
	type IExecuteFunctions,
	type IHookFunctions,
	type IHttpRequestOptions,
	type ILoadOptionsFunctions,
	type IWebhookFunctions,
} from 'n8n-workflow';

import { Api, type CallBounds, type Transport } from './client';
import { ExecutionStopped } from './errorBody';
import { Pacer, type Clock } from './pacer';
import { withoutKey } from './redact';
import { Slots } from './semaphore';
import { asRecord, asText } from './values';

export const CREDENTIAL = 'whatsAppGroupsApi';
export const DEFAULT_BASE_URL = 'https://waba-v2.360dialog.io';

export const DEFAULT_BOUNDS: CallBounds = { timeoutMs: 30_000, maxRateLimitWaitMs: 60_000 };

/** Calls in flight at the same time in one execution, unless batching says otherwise. */
export const DEFAULT_CONCURRENCY = 16;

export type ApiContext =
	| IExecuteFunctions
	| ILoadOptionsFunctions
	| IHookFunctions
	| IWebhookFunctions;

/**
 * Opens the client for one execution, one dropdown or one webhook call.
 *
 * @param concurrency how many calls may be in flight at once
 * @throws NodeOperationError when the credential's base URL is no web address
 */
export async function connect(context: ApiContext, concurrency: number): Promise<Api> {
	const credentials = await context.getCredentials(CREDENTIAL);
	const signal =
		'getExecutionCancelSignal' in context ? context.getExecutionCancelSignal() : undefined;
	const clock = wallClock(signal);
	const slots = new Slots(concurrency);
	const apiKey = (asText(credentials.apiKey) ?? '').trim();
	const transport: Transport = {
		baseUrl: readBaseUrl(context, credentials.baseUrl),
		clock,
		pacer: new Pacer(clock),
		acquire: async () => await slots.acquire(),
		send: async (options: IHttpRequestOptions) => {
			const answer = (await context.helpers.httpRequestWithAuthentication.call(
				context,
				CREDENTIAL,
				options,
			)) as Awaited<ReturnType<Transport['send']>>;
			if (isPlainSuccess(answer)) return answer;
			return { ...answer, body: withoutKey(answer.body, apiKey) };
		},
	};
	return new Api(transport, DEFAULT_BOUNDS);
}

/** No text of it becomes an error, so it need not be searched for the key, however large it is. */
function isPlainSuccess({ statusCode, body }: { statusCode: number; body: unknown }): boolean {
	return statusCode === 200 && typeof body !== 'string' && asRecord(body).errors === undefined;
}

function wallClock(signal?: AbortSignal): Clock {
	return {
		now: () => Date.now(),
		random: () => Math.random(),
		sleep: async (ms) => await interruptibleSleep(Math.ceil(ms), signal),
	};
}

/**
 * Waits, but not beyond the stop button. n8n-workflow has `sleep` in every version; a sleep that can
 * be stopped it had in some versions only.
 */
async function interruptibleSleep(ms: number, signal?: AbortSignal): Promise<void> {
	if (!signal) return await sleep(ms);
	let stop = () => {};
	const stopped = new Promise<never>((_resolve, reject) => {
		stop = () => reject(new ExecutionStopped());
	});
	if (signal.aborted) stop();
	else signal.addEventListener('abort', stop);
	try {
		await Promise.race([sleep(ms), stopped]);
	} finally {
		signal.removeEventListener('abort', stop);
	}
}

function readBaseUrl(context: ApiContext, value: unknown): string {
	const text = (typeof value === 'string' && value.trim()) || DEFAULT_BASE_URL;
	const [, withoutSlash] = /^(https?:\/\/[^\s/?#]+(?:\/+[^\s/?#]+)*)\/*$/i.exec(text) ?? [];
	if (withoutSlash === undefined) {
		throw new NodeOperationError(
			context.getNode(),
			'The Base URL in the credential is not a web address',
			{ description: `Enter for example ${DEFAULT_BASE_URL}` },
		);
	}
	return withoutSlash;
}
