/**
 * Each fault of deliveries with each kind of event: real HTTP from the simulator, with its retries, into
 * n8n-core's webhook context. What comes out is held against what comes out without faults.
 */
import { WhatsAppGroupsApi } from '../../../credentials/WhatsAppGroupsApi.credentials';
import { EVENTS } from '../../../nodes/WhatsAppGroups/events/catalogue';
import { WhatsAppGroupsTrigger } from '../../../nodes/WhatsAppGroups/WhatsAppGroupsTrigger.node';
import { startSimulator, type SimulatorOptions } from '../../simulator';
import { TriggerHost } from '../../support/triggerHost';
import { DELIVERY_FAULTS, type DeliveryFault, type Listening } from './deliveryFaults';
import { EVENT_KINDS, EVENTS_WORLD, type EventKind } from './eventKinds';
import { record } from './records';

const QUICK = { multiWebhookDelayMs: 0, webhookConfigDelayMs: 0 };

let open: Listening[] = [];
let workflows = 0;

afterEach(async () => {
	await Promise.all(open.map(async ({ host }) => await host.close()));
	await Promise.all(open.map(async ({ simulator }) => await simulator.close()));
	open = [];
});

async function listen(
	kind: EventKind,
	payloads: readonly object[],
	options: SimulatorOptions = {},
): Promise<Listening> {
	const simulator = await startSimulator({
		allowLoopbackWebhooks: true,
		...EVENTS_WORLD,
		...options,
		switches: { ...QUICK, ...options.switches },
	});
	const listening = { simulator, kind, payloads, onExecution: () => {} } as unknown as Listening;
	listening.host = await TriggerHost.start({
		trigger: new WhatsAppGroupsTrigger(),
		credentialType: new WhatsAppGroupsApi(),
		credentials: { apiKey: simulator.apiKey, baseUrl: simulator.url },
		parameters: { events: kind.events },
		// The trigger remembers events per workflow, and the simulator's ids begin anew in each test.
		workflowId: `faults-${(workflows += 1)}`,
		onExecution: async () => await listening.onExecution(),
	});
	open.push(listening);
	await listening.host.activate();
	return listening;
}

function idsOf({ host }: Listening): string[] {
	return host.events().map(({ eventId }) => String(eventId));
}

/** What the kind of event is when nothing is wrong. */
async function undisturbed(kind: EventKind): Promise<{ expected: number; payloads: object[] }> {
	const listening = await listen(kind, []);
	await kind.happen(listening.simulator);
	await listening.simulator.idle();
	const ids = idsOf(listening);
	expect(new Set(ids).size).toBe(ids.length);
	const events = new Set(listening.host.events().map(({ event }) => event));
	expect(events).toEqual(new Set(kind.events));
	const payloads = listening.simulator.deliveries.map(({ payload }) => payload as object);
	// A single delivery has no order, and nothing to share a POST with.
	expect(payloads.length).toBeGreaterThan(1);
	return { expected: ids.length, payloads };
}

const rows = DELIVERY_FAULTS.flatMap((fault) =>
	EVENT_KINDS.filter((kind) => fault.canHit?.(kind) ?? true).map(
		(kind) => [fault.title, kind.kind, fault, kind] as const,
	),
);

test.each(rows)('%s: %s', async (_title, _kind, fault, kind) => {
	const { expected, payloads } = await undisturbed(kind);
	const listening = await listen(kind, payloads, fault.options);
	const strikes = await strike(fault, listening);
	const ids = idsOf(listening);
	const different = new Set(ids).size;
	const lost = expected - different;
	const doubled = ids.length - different;
	record({
		part: 'deliveries',
		fault: fault.title,
		meaning: fault.meaning,
		kind: kind.kind,
		lasting: false,
		injected: strikes ?? expected,
		seen: [inWords(lost, doubled)],
		lost,
		doubled,
	});
	// An execution without events would look like work.
	expect(listening.host.executions.filter(({ length }) => length === 0)).toEqual([]);
	expect(lost).toBe(0);
	expect(doubled).toBe(fault.comesTwice?.(kind) ? expected : 0);
	expect(fault.cameToIt?.(listening) ?? true).toBe(true);
});

test('every event of the trigger is hit', () => {
	const hit = EVENT_KINDS.flatMap(({ events }) => events);
	expect([...new Set(hit)].sort()).toEqual(EVENTS.map(({ value }) => value).sort());
});

async function strike({ strike: own }: DeliveryFault, listening: Listening) {
	if (own) return await own(listening);
	await listening.kind.happen(listening.simulator);
	await listening.simulator.idle();
	return undefined;
}

function inWords(lost: number, doubled: number): string {
	if (lost > 0) return 'Events are missing.';
	if (doubled > 0) {
		return 'Each event in two executions, with the same `eventId`: keep IDs in a table with a unique key where once matters.';
	}
	return 'Each event once.';
}
