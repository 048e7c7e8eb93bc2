/**
 * Each fault at each call of activating, looking and deactivating. What the user is told and what stands
 * afterwards; then all is well again, and it is tried once more.
 */
import { WhatsAppGroupsTrigger } from '../../../nodes/WhatsAppGroups/WhatsAppGroupsTrigger.node';
import { startReceiver, startSimulator, type Receiver, type Simulator } from '../../simulator';
import { TriggerHost } from '../../support/triggerHost';
import { FAULTS, type Fault } from './faults';
import { inject, type Injection } from './injection';
import { record } from './records';
import {
	addressesLeft,
	configurationOf,
	numberOf,
	plantDestinations,
	REGISTERING,
	webhooksLost,
	type Registering,
} from './registrations';
import { seenOf } from './wording';

interface Registered {
	simulator: Simulator;
	host: TriggerHost;
	injection: Injection;
	before: ReturnType<typeof configurationOf>;
}

let open: Registered[] = [];
let workflows = 0;
let others: Receiver;

beforeAll(async () => {
	others = await startReceiver();
});
afterAll(async () => await others.close());

afterEach(async () => {
	await Promise.all(open.map(async ({ host }) => await host.close()));
	await Promise.all(open.map(async ({ simulator }) => await simulator.close()));
	open = [];
});

/** @param hits by the number of the attempt since the action began */
async function prepare(
	row: Registering,
	fault: Fault,
	hits: (attempt: number) => boolean,
): Promise<Registered> {
	// Other ids for each: what a workflow has heard before would be a duplicate.
	const simulator = await startSimulator({
		...numberOf(row, others.url),
		random: (workflows += 1),
	});
	plantDestinations(simulator, row, others.url);
	let begun = Infinity;
	const injection = inject(simulator, fault, (_call, attempt) => hits(attempt - begun));
	const host = await TriggerHost.start({
		trigger: new WhatsAppGroupsTrigger(),
		credentialType: injection.credentialType,
		credentials: { apiKey: simulator.apiKey, baseUrl: simulator.url },
		parameters: row.parameters,
		workflowId: `registration-${workflows}`,
	});
	const registered = { simulator, host, injection, before: configurationOf(simulator) };
	open.push(registered);
	if (row.action !== 'activate') await host.activate();
	begun = injection.attempts.length;
	return registered;
}

async function act({ host }: Registered, { action }: Registering): Promise<Error | undefined> {
	try {
		if (action === 'deactivate') await host.deactivate();
		// n8n registers what it does not find; `activate` looks first.
		else await host.activate();
		return undefined;
	} catch (error) {
		return error as Error;
	}
}

/** How many calls the action makes when all is well. */
async function callsOf(row: Registering): Promise<string[]> {
	const [none] = FAULTS;
	const registered = await prepare(row, none, () => false);
	const { length } = registered.injection.attempts;
	expect(await act(registered, row)).toBeUndefined();
	return registered.injection.attempts.slice(length);
}

/** What is still wrong after all is well again: somebody's webhook is gone, an event missing or double. */
async function settle(
	registered: Registered,
	row: Registering,
): Promise<{ lost: number; doubled: number; left: number }> {
	const { simulator, host, before } = registered;
	if (row.action !== 'deactivate') {
		await host.activate();
		const group = simulator.control.addGroup({ subject: 'Heard', members: ['16505551001'] });
		simulator.control.sendText(group.id, '16505551001', 'Hello');
		await simulator.idle();
	}
	const heard = row.action === 'deactivate' ? 1 : host.events().length;
	const { destinations } = simulator.state.multiWebhook;
	const ours = [simulator.state.webhook, ...destinations].filter(({ url }) => url === host.urlOf());
	if (row.action !== 'deactivate') await host.deactivate();
	const after = configurationOf(simulator);
	return {
		lost: webhooksLost(before, after) + Math.max(0, 1 - heard),
		doubled: Math.max(0, heard - 1) + Math.max(0, ours.length - 1),
		left: addressesLeft(after, host.urlOf(), row),
	};
}

/** As n8n shows it: what happened, and what to do, in one. */
function wordsOf(error: Error | undefined): string {
	return seenOf(error && { message: error.message });
}

const ENDLESS = FAULTS.filter(({ isLimit, harmless }) => !isLimit && !harmless);
const canHit = ({ canHit: can }: Fault) => can?.('GET /v1/configs/webhook') ?? true;

const rows = REGISTERING.flatMap((row) => [
	...FAULTS.filter(canHit).map((fault) => [row.kind, fault.title, 'once', row, fault, 1] as const),
	...ENDLESS.map((fault) => [row.kind, fault.title, 'for long', row, fault, Infinity] as const),
]);

test.each(rows)('%s: %s (%s)', async (_kind, _title, _times, row, fault, times) => {
	const calls = await callsOf(row);
	expect(calls.length).toBeGreaterThan(0);
	// Each in a world of its own, so all at once.
	const hitAt = async (call: string, step: number) => {
		const registered = await prepare(
			row,
			fault,
			(attempt) => attempt >= step && attempt < step + times,
		);
		const { simulator, injection, before } = registered;
		const error = await act(registered, row);
		injection.heal();
		// While something is wrong nobody else's webhook may be gone, unless it is to be replaced.
		const gone = row.replaces ? 0 : webhooksLost(before, configurationOf(simulator));
		const again = error ? await act(registered, row) : undefined;
		expect(again).toBeUndefined();
		const { lost, doubled, left } = await settle(registered, row);
		record({
			part: 'registration',
			fault: fault.title,
			meaning: fault.meaning,
			kind: row.kind,
			lasting: times === Infinity,
			injected: 1,
			seen: [wordsOf(error)],
			lost: lost + gone,
			doubled: doubled + left,
		});
		expect(injection.injected()).toBeGreaterThan(0);
		const nothing = { gone: 0, lost: 0, doubled: 0, left: 0 };
		expect({ call, gone, lost, doubled, left }).toEqual({ call, ...nothing });
		if (fault.harmless) expect(error).toBeUndefined();
		if (error) expect(error.message).toMatch(/^(?:[A-Z(]|360dialog ).{15,}/);
	};
	await Promise.all(calls.map(hitAt));
});
