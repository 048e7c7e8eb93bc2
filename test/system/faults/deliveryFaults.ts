/** What can go wrong with deliveries, and how it is brought about. */
import { setImmediate as nextTurn } from 'node:timers/promises';

import type { IDataObject } from 'n8n-workflow';
import { request } from 'undici';

import type { Simulator, SimulatorOptions } from '../../simulator';
import type { TriggerHost } from '../../support/triggerHost';
import type { EventKind } from './eventKinds';

const HOUR_MS = 60 * 60 * 1000;
/** The last of them seven hours after the first. */
const ATTEMPTS_IN_VAIN = 7;
const FLOOD = 200;
const HUGE = 5 * 1024 * 1024;
/** The service gives up on an answer after 5 s; here so that the test need not wait for long. */
const IMPATIENCE_MS = 100;

/** Long enough for all that a kind of event consists of, also on a busy machine. */
const COLLECTING_MS = 250;

/** A trigger that the simulator delivers to. */
export interface Listening {
	simulator: Simulator;
	host: TriggerHost;
	kind: EventKind;
	/** What such events look like on the wire, as a run without faults has shown. */
	payloads: readonly object[];
	/** What n8n does when it shall start an execution. */
	onExecution: () => void | Promise<void>;
}

export interface DeliveryFault {
	title: string;
	/** For people who do not write software. */
	meaning: string;
	options?: SimulatorOptions;
	/** All kinds of events by default. */
	canHit?(kind: EventKind): boolean;
	/** Brings the events about, and the fault. Answers how often it struck, if not once per event. */
	strike?(listening: Listening): Promise<number | undefined>;
	/** Whether each event comes twice in the end: it has nothing by which it is known again. */
	comesTwice?(kind: EventKind): boolean;
	/** Whether it came to what the fault is about, by the deliveries that arrived. */
	cameToIt?(listening: Listening): boolean;
}

async function happen({ simulator, kind }: Listening): Promise<undefined> {
	await kind.happen(simulator);
	await simulator.idle();
	return undefined;
}

/** Resolves as soon as it holds; whoever waits in vain meets the test's time limit. */
async function until(condition: () => boolean): Promise<void> {
	while (!condition()) await nextTurn();
}

/** What a delivery says, but for the second in which it was said. */
function timeless(payload: unknown): string {
	return JSON.stringify(payload).replace(/"timestamp":"?\d+"?/g, '');
}

export const DELIVERY_FAULTS: readonly DeliveryFault[] = [
	{
		title: 'Every delivery comes twice',
		meaning: 'The service did not notice the first answer, or is just careful.',
		options: { switches: { webhookDuplicates: true } },
		comesTwice: ({ isNameless }) => isNameless === true,
		cameToIt: ({ simulator, payloads }) => simulator.deliveries.length === 2 * payloads.length,
	},
	{
		title: 'Two copies of a delivery at the same time',
		meaning: 'The second copy arrives while n8n is still busy with the first.',
		options: { switches: { webhookDuplicates: true, deliveryConcurrency: 8 } },
		canHit: ({ isNameless }) => !isNameless,
		cameToIt: ({ simulator }) => simulator.deliveries.some(({ status }) => status === 503),
		strike: async (listening) => {
			// n8n is busy until the copy has been answered.
			listening.onExecution = async () => {
				const { length } = listening.simulator.deliveries;
				await until(() => listening.simulator.deliveries.length > length);
				listening.onExecution = () => {};
			};
			return await happen(listening);
		},
	},
	{
		title: 'Deliveries in another order',
		meaning: 'What happened later is told first.',
		options: { switches: { webhookReorder: true, batchWindowMs: COLLECTING_MS } },
		canHit: ({ isRaw }) => !isRaw,
		cameToIt: ({ simulator, payloads }) => {
			const [first] = simulator.deliveries;
			return timeless(first.payload) === timeless(payloads.at(-1));
		},
	},
	{
		title: 'Many updates in one delivery',
		meaning: 'The service collects what happens and sends it together.',
		options: { switches: { webhookBatching: true, batchWindowMs: COLLECTING_MS } },
		canHit: ({ isRaw }) => !isRaw,
		cameToIt: ({ simulator }) => simulator.deliveries.length === 1,
	},
	{
		title: 'The delivery comes before the answer of the call',
		meaning: 'The event arrives while the operation that caused it still waits for its answer.',
		options: { switches: { webhookTiming: 'before' } },
		canHit: ({ isOfCall }) => isOfCall === true,
	},
	{
		title: 'n8n fails to start the execution',
		meaning: 'n8n answers with an error once, and the service sends the delivery again.',
		options: { delivery: { retryBaseMs: 5, retryMaxMs: 50 } },
		strike: async (listening) => {
			const failed = new Set<number>();
			listening.onExecution = () => {
				const turn = failed.size;
				if (turn >= listening.payloads.length) return;
				failed.add(turn);
				throw new Error('The database is full');
			};
			await happen(listening);
			return failed.size;
		},
	},
	{
		title: 'n8n is down for hours',
		meaning: 'The service keeps the deliveries and tries again, hour after hour.',
		options: { delivery: { retryBaseMs: HOUR_MS, retryMaxMs: HOUR_MS } },
		strike: async (listening) => {
			const { simulator, kind, payloads } = listening;
			listening.onExecution = () => {
				throw new Error('The database is away');
			};
			await kind.happen(simulator);
			for (let attempt = 1; attempt <= ATTEMPTS_IN_VAIN; attempt++) {
				await until(() => simulator.deliveries.length === attempt * payloads.length);
				if (attempt === ATTEMPTS_IN_VAIN) listening.onExecution = () => {};
				simulator.advance(HOUR_MS);
			}
			await simulator.idle();
			return ATTEMPTS_IN_VAIN * payloads.length;
		},
	},
	{
		title: 'n8n answers too late',
		meaning: 'n8n took the delivery, but the service stopped waiting and sends it again.',
		options: { delivery: { timeoutMs: IMPATIENCE_MS, retryBaseMs: 5 } },
		comesTwice: ({ isNameless }) => isNameless === true,
		strike: async (listening) => {
			const { simulator, payloads } = listening;
			const unanswered = () => simulator.deliveries.filter(({ status }) => status === null).length;
			let late = 0;
			listening.onExecution = async () => {
				if (late === payloads.length) return;
				late += 1;
				const meant = late;
				await until(() => unanswered() >= meant);
			};
			return await happen(listening);
		},
	},
	{
		title: 'Malformed deliveries in between',
		meaning:
			'Bodies that are no JSON, or JSON that is nothing like a delivery, with the right secret.',
		strike: async (listening) => {
			for (const { body, contentType } of MALFORMED) {
				const answer = await post(listening, body, { 'content-type': contentType });
				// n8n itself refuses what is no JSON; the rest is taken, as it would only come again.
				expect([200, 422]).toContain(answer);
			}
			// What cannot be read is passed on as `other` to those who listen for that, and is none of theirs.
			const { executions } = listening.host;
			const unread = executions.splice(0).flat();
			expect(unread.filter(({ json }) => json.event !== 'other')).toEqual([]);
			await happen(listening);
			return MALFORMED.length;
		},
	},
	{
		title: 'Huge deliveries (5 MB)',
		meaning: 'A delivery carries five megabytes besides what is of use.',
		strike: async ({ simulator, payloads }) => {
			const padding = 'x'.repeat(HUGE);
			for (const payload of payloads) await simulator.deliverRaw({ ...payload, padding });
			await simulator.idle();
			return payloads.length;
		},
	},
	{
		title: 'A flood of wrong secrets',
		meaning: 'Somebody else posts to the address, hundreds of times.',
		strike: async (listening) => {
			const [payload] = listening.payloads;
			const forged = Array.from({ length: FLOOD }, async (_, index) => {
				const secret: IDataObject = index % 2 === 0 ? { 'x-webhook-secret': `guess ${index}` } : {};
				return await post(listening, JSON.stringify(payload), {
					'x-webhook-secret': '',
					'content-type': 'application/json',
					...secret,
				});
			});
			const [answers] = await Promise.all([Promise.all(forged), happen(listening)]);
			expect(new Set(answers)).toEqual(new Set([401]));
			return FLOOD;
		},
	},
];

const JSON_TYPE = 'application/json';

const MALFORMED = [
	{ body: '', contentType: JSON_TYPE },
	{ body: '{', contentType: JSON_TYPE },
	{ body: 'null', contentType: JSON_TYPE },
	{ body: '[]', contentType: JSON_TYPE },
	{ body: '"text"', contentType: JSON_TYPE },
	{ body: '{"entry":null}', contentType: JSON_TYPE },
	{ body: '{"entry":[null,1,"a",[]]}', contentType: JSON_TYPE },
	{ body: '{"entry":[{"changes":{"0":1}}]}', contentType: JSON_TYPE },
	{ body: '{"entry":[{"changes":[null,{"field":1,"value":[]}]}]}', contentType: JSON_TYPE },
	{
		body: '{"entry":[{"changes":[{"field":"messages","value":{"messages":[null,5,{"id":{}}]}}]}]}',
		contentType: JSON_TYPE,
	},
	{
		body: '{"entry":[{"changes":[{"field":"group_lifecycle_update","value":{"groups":"none"}}]}]}',
		contentType: JSON_TYPE,
	},
	{ body: '{"__proto__":{"entry":[]},"constructor":1}', contentType: JSON_TYPE },
	{ body: 'a=b&c=d', contentType: 'application/x-www-form-urlencoded' },
	{ body: '<xml/>', contentType: 'text/xml' },
];

async function post(
	{ simulator, host }: Listening,
	body: string,
	headers: Record<string, string>,
): Promise<number> {
	const secret = simulator.state.webhook.headers?.['X-Webhook-Secret'] ?? '';
	const response = await request(host.urlOf(), {
		method: 'POST',
		headers: { 'x-webhook-secret': secret, ...headers },
		body,
	});
	await response.body.dump();
	return response.statusCode;
}
