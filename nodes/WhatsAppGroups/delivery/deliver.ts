/**
 * One delivery: verify, parse, filter, drop duplicates, download media, hand over. What is not handed
 * over is answered here and starts no execution.
 */
import type {
	IDataObject,
	INodeExecutionData,
	IWebhookFunctions,
	IWebhookResponseData,
} from 'n8n-workflow';

import { CREDENTIAL } from '../api/connect';
import { asFailure } from '../failures/shown';
import { watchAnswer } from './acceptance';
import { SeenEvents } from './duplicates';
import { exactBody } from './exactBody';
import type { WebhookEvent } from '../events/catalogue';
import { filterEvents, type EventFilter } from './filter';
import { attachMedia } from './media';
import { isOwnFailure } from './ownFailure';
import { parseDelivery } from '../events/parse';
import type { Kept } from '../secrets/kept';
import { LISTENER, platformSecretIn, signatureMatches } from '../secrets/secret';
import { tellUnsigned, verify, type SecretsOnRecord } from './verify';
import { readOptions, readWanted } from './wanted';

const OK = 200;
const UNAUTHORIZED = 401;
/** The sender tries again on anything but 200. */
const TRY_AGAIN = 503;

/** How often the tail of handed-over events is written, at most: each change is a database write. */
const TAIL_INTERVAL_MS = 30_000;

interface Memory {
	/** Of the editor's tests, each has one of its own. */
	session?: string;
	seen: SeenEvents;
	tailWrittenAt: number;
}

/** Per trigger node of this process. */
const memories = new Map<string, Memory>();

/** @param onRecord asked only where nothing that is kept here knows a delivery's secret */
export async function deliver(
	context: IWebhookFunctions,
	onRecord: SecretsOnRecord,
): Promise<IWebhookResponseData> {
	const state = context.getWorkflowStaticData('node') as Kept;
	const refusal = await verify(context, state, onRecord);
	if (refusal) return answer(context, refusal.status, refusal.message);
	let options: Record<string, unknown>;
	let filter: EventFilter;
	try {
		filter = readWanted(context);
		options = readOptions(context);
	} catch (failure) {
		const { message } = asFailure(failure).details;
		context.logger.warn(`${context.getNode().name}: a delivery was refused. ${message}`);
		return answer(context, TRY_AGAIN, 'The trigger’s parameters cannot be read: see n8n’s log');
	}
	if (options.requireSignature === true && !(await isSigned(context))) {
		tellUnsigned(context);
		return answer(context, UNAUTHORIZED, 'The signature is missing or wrong');
	}

	const body = exactBody(context.getBodyData(), rawBodyOf(context));
	const { id: workflowId } = context.getWorkflow();
	const wanted = filterEvents(parseDelivery(body), filter).filter(
		(event) => options.ownFailures === true || !isOwnFailure(event, workflowId),
	);
	if (wanted.length === 0) return answer(context, OK, 'Nothing in it for this workflow');
	if (options.ignoreDuplicates === false) return await handOver(context, wanted, options);

	const memory = seenEventsOf(context, state);
	const begun = memory.seen.begin(wanted.filter(isDistinct).map(({ eventId }) => eventId));
	if (begun.status === 'pending') {
		return answer(context, TRY_AGAIN, 'Events of it are being handled: send it again');
	}
	const fresh = new Set(begun.fresh);
	const handedOver = wanted.filter((event) => !isDistinct(event) || fresh.delete(event.eventId));
	if (handedOver.length === 0) return answer(context, OK, 'All of it was handled before');

	const { ticket } = begun;
	watchAnswer(context.getResponseObject(), {
		accepted: () => memory.seen.commit(ticket),
		refused: () => memory.seen.release(ticket),
		hungUp: () => memory.seen.hangUp(ticket),
	});

	writeTail(memory, state);
	return await handOver(context, handedOver, options);
}

/** Errors out of band carry no time: two of the same kind cannot be told from one that comes twice. */
function isDistinct({ event }: WebhookEvent): boolean {
	return event !== 'apiError';
}

async function handOver(
	context: IWebhookFunctions,
	events: readonly WebhookEvent[],
	options: Record<string, unknown>,
): Promise<IWebhookResponseData> {
	const items = events.map((event): INodeExecutionData => {
		const { raw, ...json } = event;
		return {
			json: (options.includeRaw === true ? { ...json, raw } : json) as IDataObject,
		};
	});
	if (options.downloadMedia === true) await attachMedia(context, items);
	return { workflowData: [items] };
}

/** Answers the sender ourselves; no execution is started. */
function answer(context: IWebhookFunctions, status: number, message: string): IWebhookResponseData {
	const body = status === UNAUTHORIZED ? { message, listener: LISTENER } : { message };
	context.getResponseObject().status(status).json(body);
	return { noWebhookResponse: true };
}

async function isSigned(context: IWebhookFunctions): Promise<boolean> {
	const key = platformSecretIn(await context.getCredentials(CREDENTIAL));
	const rawBody = rawBodyOf(context);
	const signature = context.getHeaderData()['x-360dialog-signature'];
	return key !== undefined && rawBody !== undefined && signatureMatches(rawBody, signature, key);
}

/** The body as it came. */
function rawBodyOf(context: IWebhookFunctions): Buffer | undefined {
	return (context.getRequestObject() as { rawBody?: Buffer }).rawBody;
}

function seenEventsOf(context: IWebhookFunctions, state: Kept): Memory {
	// Each test session begins anew: whoever sends an event again by hand wants to see it again.
	const session = context.getMode() === 'manual' ? state.registration?.secretHash : undefined;
	const key = [context.getWorkflow().id, context.getNode().id, context.getMode()].join(' ');
	let memory = memories.get(key);
	if (!memory || memory.session !== session) {
		memory = { session, seen: new SeenEvents({ tail: state.seen }), tailWrittenAt: 0 };
		memories.set(key, memory);
	}
	return memory;
}

/** Only events that n8n has accepted are in the tail, so it may lag behind but never run ahead. */
function writeTail(memory: Memory, state: Kept): void {
	const now = Date.now();
	if (now - memory.tailWrittenAt < TAIL_INTERVAL_MS) return;
	memory.tailWrittenAt = now;
	state.seen = memory.seen.exportTail();
}
