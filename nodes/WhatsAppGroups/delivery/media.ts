/** Files of incoming messages as binary data of their items. */
import { sleep, type INodeExecutionData, type IWebhookFunctions } from 'n8n-workflow';

import type { Api } from '../api/client';
import { connect, DEFAULT_BOUNDS } from '../api/connect';
import { downloadMedia } from '../api/media';
import { asText } from '../api/values';
import { CODES } from '../failures/codes';
import { InputFailure } from '../failures/failure';
import { errorJson, neverBegun } from '../failures/shown';

/** The sender waits five seconds for its answer, which includes handing the items over. */
const BUDGET_MS = 3500;
const CONCURRENCY = 4;

/** The binary field of an item. */
const PROPERTY = 'data';

/**
 * Downloads the file of each item that has a `mediaId`. An item whose file does not come keeps all its
 * fields and gets an `error`: the event is not lost.
 */
export async function attachMedia(
	context: IWebhookFunctions,
	items: readonly INodeExecutionData[],
): Promise<void> {
	const withMedia = items.filter((item) => asText(item.json.mediaId) !== undefined);
	if (withMedia.length === 0) return;
	const api = open(context);
	const timeUp = sleep(BUDGET_MS).then(() => tooSlow());
	await Promise.all(
		withMedia.map(async (item) => {
			const result = await Promise.race([attach(context, api, item), timeUp]);
			if (result) item.json.error = errorJson(result);
		}),
	);
}

/** @throws Failure where the credential cannot be used */
async function open(context: IWebhookFunctions): Promise<Api> {
	try {
		const api = await connect(context, CONCURRENCY);
		return api.within({ ...DEFAULT_BOUNDS, timeoutMs: BUDGET_MS, maxRateLimitWaitMs: 0 });
	} catch (thrown) {
		throw neverBegun(thrown);
	}
}

/** Answers what went wrong, if anything did. */
async function attach(
	context: IWebhookFunctions,
	api: Promise<Api>,
	item: INodeExecutionData,
): Promise<unknown> {
	try {
		const { bytes, mimeType } = await downloadMedia(await api, String(item.json.mediaId));
		const filename = asText(item.json.filename);
		const binary = await context.helpers.prepareBinaryData(bytes, filename, mimeType);
		// Items that the time limit has given up on are on their way already.
		if (item.json.error === undefined) item.binary = { [PROPERTY]: binary };
		return undefined;
	} catch (failure) {
		return failure;
	}
}

function tooSlow(): InputFailure {
	return new InputFailure(
		'The file could not be downloaded in time: 360dialog waits only 5 seconds for the trigger’s answer.',
		CODES.media_timeout.todo,
		'media_timeout',
	);
}
