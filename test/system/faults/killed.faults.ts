/**
 * n8n's process is killed, with SIGKILL, before and after each call of what takes several: creating a
 * group with its link, activating, deactivating. Another process then goes on with what n8n had kept.
 */
import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import { setImmediate as nextTurn } from 'node:timers/promises';

import type { IDataObject } from 'n8n-workflow';
import { request } from 'undici';

import { WhatsAppGroupsApi } from '../../../credentials/WhatsAppGroupsApi.credentials';
import { WhatsAppGroupsTrigger } from '../../../nodes/WhatsAppGroups/WhatsAppGroupsTrigger.node';

import { startSimulator, type Simulator } from '../../simulator';
import { TriggerHost } from '../../support/triggerHost';
import { DONE, PUBLIC_URL, type Order } from './killedProcess';
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

/** Where other systems would listen. Nothing is delivered here. */
const OTHERS = 'https://crm.example.com';
const ROOT = path.resolve(__dirname, '../../..');
const BEFORE = 'The process is killed before a call';
const AFTER = 'The process is killed after a call, before its answer';
const MEANING = {
	[BEFORE]: 'n8n dies between two steps; the next step never happens.',
	[AFTER]: 'The service did what was asked, and n8n dies without knowing it.',
};

let simulators: Simulator[] = [];
let processes: ChildProcess[] = [];
let hosts: TriggerHost[] = [];

afterEach(async () => {
	await Promise.all(processes.map(kill));
	await Promise.all(hosts.map(async (host) => await host.close()));
	await Promise.all(simulators.map(async (simulator) => await simulator.close()));
	processes = [];
	hosts = [];
	simulators = [];
});

async function kill(child: ChildProcess): Promise<void> {
	if (child.exitCode !== null || child.signalCode !== null) return;
	const ended = once(child, 'exit');
	child.kill('SIGKILL');
	await ended;
}

/**
 * Has a process of its own obey, and kills it at its call of that number.
 *
 * @returns whether it came to that call; else it has done all that it was told
 */
async function killAt(
	simulator: Simulator,
	step: number,
	moment: keyof typeof MEANING,
	order: Pick<Order, 'what' | 'parameters' | 'staticData'>,
): Promise<boolean> {
	const begun = simulator.log.requests.length;
	const kind = moment === BEFORE ? 'timeout' : 'timeoutAfter';
	const silence = simulator.faults.add({ kind, skip: step });
	const child = fork(path.join(__dirname, 'killedProcess.ts'), {
		cwd: ROOT,
		execArgv: ['--import', 'tsx'],
		env: { ...process.env, NODE_ENV: 'production' },
	});
	processes.push(child);
	let answer: unknown;
	child.once('message', (message) => (answer = message));
	const { url: baseUrl, apiKey } = simulator;
	child.send({ folder: ROOT, baseUrl, apiKey, ...order } satisfies Order);
	const isHit = () => simulator.log.requests[begun + step]?.outcome === 'hung';
	while (!isHit()) {
		if (answer !== undefined && answer !== DONE) throw new Error(String(answer));
		if (answer === DONE) break;
		await nextTurn();
	}
	await kill(child);
	silence.remove();
	return answer !== DONE;
}

const MOMENTS = [BEFORE, AFTER] as const;

async function simulatorOf(row: Registering): Promise<Simulator> {
	const simulator = await startSimulator(numberOf(row, OTHERS));
	simulators.push(simulator);
	plantDestinations(simulator, row, OTHERS);
	return simulator;
}

/** n8n's next process, with what n8n had kept. */
async function hostOn(
	{ apiKey, url: baseUrl }: Simulator,
	{ parameters }: Registering,
	staticData?: IDataObject,
): Promise<TriggerHost> {
	const host = await TriggerHost.start({
		trigger: new WhatsAppGroupsTrigger(),
		credentialType: new WhatsAppGroupsApi(),
		credentials: { apiKey, baseUrl },
		parameters,
		publicUrl: PUBLIC_URL,
		staticData,
	});
	hosts.push(host);
	return host;
}

/** How many calls the action makes when nobody is killed. */
async function callsOf(row: Registering): Promise<number> {
	const simulator = await simulatorOf(row);
	const host = await hostOn(simulator, row);
	await host.activate();
	const { length } = simulator.log.requests;
	if (row.action === 'activate') return length;
	await host.deactivate();
	return simulator.log.requests.length - length;
}

test.each(MOMENTS)('%s: creating a group and waiting for its link', async (moment) => {
	const parameters = { resource: 'group', operation: 'create', subject: 'New' };
	// How often it looks for the group is a matter of time: it is killed at each call that it comes to.
	for (let step = 0; ; step++) {
		const simulator = await startSimulator();
		simulators.push(simulator);
		if (!(await killAt(simulator, step, moment, { what: 'create', parameters }))) {
			expect(step).toBeGreaterThan(2);
			break;
		}
		const created = simulator.state.groups.size;
		record({
			part: 'killed',
			fault: moment,
			meaning: MEANING[moment],
			kind: 'Creating a group and waiting for its link',
			lasting: false,
			injected: 1,
			seen: [
				created === 0
					? 'An execution that crashed; there is no group.'
					: 'An execution that crashed; the group exists, and the trigger’s event Group Created tells of it.',
			],
			lost: 0,
			doubled: Math.max(0, created - 1),
		});
		expect(created).toBe(moment === BEFORE && step === 0 ? 0 : 1);
	}
});

let sent = 0;

/**
 * Whether what the service sends to a registered address comes out of the trigger: with the headers
 * that the service has, of which n8n may know nothing any more.
 */
async function isHeard(host: TriggerHost, headers: Record<string, string>): Promise<boolean> {
	const messages = [
		{
			from: '16505551001',
			// The trigger remembers ids, and all these hosts are one workflow.
			id: `wamid.${(sent += 1)}`,
			timestamp: '1755548877',
			group_id: 'group',
			type: 'text',
			text: { body: 'Hello' },
		},
	];
	const value = { messaging_product: 'whatsapp', messages };
	const payload = {
		object: 'whatsapp_business_account',
		entry: [{ id: '1', changes: [{ field: 'messages', value }] }],
	};
	const answer = await request(host.urlOf(), {
		method: 'POST',
		headers: { ...headers, 'content-type': 'application/json' },
		body: JSON.stringify(payload),
	});
	await answer.body.dump();
	return answer.statusCode === 200 && host.events().length === 1;
}

const rows = MOMENTS.flatMap((moment) =>
	REGISTERING.filter(({ action }) => action !== 'check').map(
		(row) => [moment, row.kind, row] as const,
	),
);

test.each(rows)('%s: %s', async (moment, _kind, row) => {
	const { parameters } = row;
	const calls = await callsOf(row);
	expect(calls).toBeGreaterThan(1);
	for (let step = 0; step < calls; step++) {
		const simulator = await simulatorOf(row);
		const before = configurationOf(simulator);
		const what = row.action === 'deactivate' ? 'deactivate' : 'activate';
		let staticData: IDataObject | undefined;
		if (what === 'deactivate') {
			const host = await hostOn(simulator, row);
			await host.activate();
			staticData = host.staticData.production;
		}
		expect(await killAt(simulator, step, moment, { what, parameters, staticData })).toBe(true);
		const gone = row.replaces ? 0 : webhooksLost(before, configurationOf(simulator));
		// n8n starts again: the workflow is still active in its database, and what was kept is as before.
		const next = await hostOn(simulator, row, staticData);
		await next.activate();
		const { webhook, multiWebhook } = configurationOf(simulator);
		const ours = [webhook, ...multiWebhook.destinations].filter(({ url }) =>
			url?.startsWith(PUBLIC_URL),
		);
		const heard = ours.length > 0 && (await isHeard(next, ours[0].headers ?? {}));
		await next.deactivate();
		const lost = webhooksLost(before, configurationOf(simulator));
		const left = addressesLeft(configurationOf(simulator), PUBLIC_URL, row);
		record({
			part: 'killed',
			fault: moment,
			meaning: MEANING[moment],
			kind: row.kind,
			lasting: false,
			injected: 1,
			seen: [
				'Nothing: when n8n runs again it registers anew, and gives everything back in the end.',
			],
			lost: gone + lost + (heard ? 0 : 1),
			doubled: Math.max(0, ours.length - 1) + left,
		});
		expect(ours).toHaveLength(1);
		expect(heard).toBe(true);
		expect(left).toBe(0);
		expect({ gone, lost }).toEqual({ gone: 0, lost: 0 });
	}
});
