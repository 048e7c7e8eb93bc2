/** Binds the client to n8n: its HTTP helper, the credential, the number's pace, and the stop button. */
import { createHash } from 'node:crypto';

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
import type { Clock } from './clock';
import { Pace } from './pace';
import { redactDetails } from './redact';
import { senderOf } from './sender';
import { asText } from './values';

export const CREDENTIAL = 'whatsAppGroupsApi';
export const DEFAULT_BASE_URL = 'https://waba-v2.360dialog.io';

export const DEFAULT_BOUNDS: CallBounds = { timeoutMs: 30_000, maxRateLimitWaitMs: 60_000 };

export type ApiContext =
	| IExecuteFunctions
	| ILoadOptionsFunctions
	| IHookFunctions
	| IWebhookFunctions;

/**
 * Opens the client for one execution, one dropdown or one webhook call.
 *
 * @param atOnce how many calls of it may be in flight, where that is bounded by more than the number's pace
 * @throws NodeOperationError where the credential's base URL is no web address
 */
export async function connect(context: ApiContext, atOnce?: number): Promise<Api> {
	const credentials = await context.getCredentials(CREDENTIAL);
	const signal =
		'getExecutionCancelSignal' in context ? context.getExecutionCancelSignal() : undefined;
	const clock = systemClock(signal);
	const apiKey = (asText(credentials.apiKey) ?? '').trim();
	const baseUrl = readBaseUrl(context, credentials.baseUrl);
	const slowedDown = (perSecond: number) =>
		context.logger.info(
			`${context.getNode().name}: the service refused a call for being one too many. Going on with about ${perSecond} calls per second for this number.`,
		);
	const number = numberBy(baseUrl, apiKey);
	const transport: Transport = {
		baseUrl,
		clock,
		number,
		sender: senderOf(context.getWorkflow().id),
		lane: paceOf(number).lane(atOnce, signal, slowedDown),
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

/** How long what was learned of a number outlives its last use, in ms. */
const REMEMBERED_MS = 60 * 60_000;

/** A number, by the service's address and the key, hashed: keys are not to lie about in memory. */
function numberBy(baseUrl: string, apiKey: string): string {
	return createHash('sha256').update(`${baseUrl}\n${apiKey}`).digest('base64');
}

/** By number. */
const paces = new Map<string, { pace: Pace; usedAt: number }>();

/** The pace of a number, which all executions of this process share. */
function paceOf(number: string): Pace {
	const clock = systemClock();
	const usedAt = clock.now();
	for (const [key, known] of paces) {
		const isOld = usedAt - known.usedAt > REMEMBERED_MS;
		if (isOld && known.pace.isIdle) paces.delete(key);
	}
	const pace = paces.get(number)?.pace ?? new Pace(clock);
	paces.set(number, { pace, usedAt });
	return pace;
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
