/** Binds the client to n8n: its HTTP helper, the credential, and the stop button. */
import {
	sleep,
	type IExecuteFunctions,
	type IHookFunctions,
	type IHttpRequestOptions,
	type ILoadOptionsFunctions,
	type IWebhookFunctions,
} from 'n8n-workflow';

import { InputFailure, StoppedFailure } from '../failures/failure';
import { nodeError } from '../failures/shown';
import type { CallBounds } from './call';
import { Api, type Transport } from './client';
import { Pacer, type Clock } from './pacer';
import { redactDetails } from './redact';
import { Semaphore } from './semaphore';
import { asText } from './values';

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
 * @throws NodeOperationError where the credential's base URL is no web address
 */
export async function connect(context: ApiContext, concurrency: number): Promise<Api> {
	const credentials = await context.getCredentials(CREDENTIAL);
	const signal =
		'getExecutionCancelSignal' in context ? context.getExecutionCancelSignal() : undefined;
	const clock = systemClock(signal);
	const slots = new Semaphore(concurrency);
	const apiKey = (asText(credentials.apiKey) ?? '').trim();
	const transport: Transport = {
		baseUrl: readBaseUrl(context, credentials.baseUrl),
		clock,
		pacer: new Pacer(clock),
		acquire: async () => await slots.acquire(),
		redact: (details) => redactDetails(details, apiKey),
		send: async (options: IHttpRequestOptions) =>
			(await context.helpers.httpRequestWithAuthentication.call(
				context,
				CREDENTIAL,
				options,
			)) as Awaited<ReturnType<Transport['send']>>,
	};
	return new Api(transport, DEFAULT_BOUNDS);
}

function systemClock(signal?: AbortSignal): Clock {
	return {
		now: () => performance.now(),
		wallTime: () => Date.now(),
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
		stop = () => reject(new StoppedFailure());
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
		throw nodeError(
			context.getNode(),
			new InputFailure(
				'The Base URL in the credential is not a web address.',
				`Enter for example ${DEFAULT_BASE_URL}.`,
			),
		);
	}
	return withoutSlash;
}
