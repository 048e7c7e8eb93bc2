/**
 * The examples on a number where everything fails, active for a while: what happens starts them once, and
 * what they do starts nothing.
 */
import { setTimeout as sleep } from 'node:timers/promises';

import { TICKET_SYSTEM } from '../../tools/n8n/credential';
import { exampleFiles, hasTrigger } from '../../tools/n8n/examples';
import { eventually } from '../../tools/n8n/eventually';
import { TRIGGER } from '../../tools/n8n/graph';
import { customerGroupId, OCCASIONS, teamGroupId } from '../../tools/n8n/occasions';
import { hurried, makeTables, openExampleWorld, type ExampleWorld } from './exampleWorld';

jest.setTimeout(600_000);

/** A number serves four listeners; the one that hears of failures is always among them. */
const ALERTS = 'alert-on-trouble.json';
const BESIDE_ALERTS = 3;
/** How often what is scheduled by the hour or the day starts here. */
const SCHEDULE = { seconds: 2 };
/** So long nothing may start any more: longer than an interval of a schedule and any wait of an example. */
const QUIET_MS = 6_000;
const PATIENCE_MS = 180_000;

/** All that a workflow asks of the service, but not how a trigger registers. */
const ASKED = /^\/(groups|messages|media|v1\/configs\/templates|message_templates)/;
const WENT_WRONG = 131000;
const CUSTOMER = '447700900150';

let world: ExampleWorld;

afterEach(async () => {
	await world?.close();
});

it.each(['refused at once', 'accepted, and failing later'])(
	'no example feeds itself when everything is %s',
	async (how) => {
		world = await openExampleWorld();
		const { client, simulator } = world;
		const files = await exampleFiles();
		for (const file of files) await makeTables(world, await world.example(file));
		await inviteByTicket();
		const invitee = (person: string) => ({
			person,
			group_id: customerGroupId(simulator),
			state: null,
		});
		// One of them by mistake twice.
		const people = ['447700900120', '447700900121', '447700900120'].map(invitee);
		await client.addRows('whatsapp_invitations', people);
		const asked = simulator.log.requests.length;
		const isRefused = how === 'refused at once';
		if (isRefused) {
			simulator.faults.add({ kind: 'error', code: WENT_WRONG, path: ASKED, times: 0 });
		}
		const scheduled = await saveActive('invite-once.json');

		const listening = [];
		for (const file of files) {
			if (file !== ALERTS && hasTrigger(await world.example(file))) listening.push(file);
		}
		const failed = new Set<string>();
		const failSent = () => {
			for (const { wamid, body } of simulator.log.sentMessages) {
				if (failed.has(wamid)) continue;
				failed.add(wamid);
				simulator.control.failMessage(wamid, WENT_WRONG);
				if (body.recipient_type === 'group' && body.to !== teamGroupId(simulator)) alerts++;
			}
		};
		let alerts = 0;
		for (const { wamid } of simulator.log.sentMessages) failed.add(wamid);
		while (listening.length > 0) {
			const batch = [ALERTS, ...listening.splice(0, BESIDE_ALERTS)];
			const ids = [];
			for (const file of batch) ids.push(await saveActive(file));
			alerts = 0;
			for (const file of batch) OCCASIONS[file].happens(simulator);
			const counts = await settled(ids, failSent);
			const wanted = await Promise.all(
				batch.map(async (file) => (await heardBy(file, batch)) + (file === ALERTS ? alerts : 0)),
			);
			expect({ batch, counts }).toEqual({ batch, counts: wanted });
			for (const id of ids) await client.deactivate(id);
		}

		// Nobody was invited twice in all these runs, whatever became of the invitation.
		expect((await client.executions(scheduled)).length).toBeGreaterThan(2);
		const invitations = simulator.log.requests
			.slice(asked)
			.filter(
				({ path, body }) => path === '/messages' && JSON.stringify(body).includes('group_invite'),
			)
			.map(({ body }) => (body as { to: string }).to)
			.sort();
		expect(new Set(invitations).size).toBe(invitations.length);
		// Refused is already the question for the template.
		expect(invitations).toHaveLength(isRefused ? 0 : 2);
	},
);

/** How many of what happens in a batch an example's trigger wants to hear. */
async function heardBy(file: string, batch: readonly string[]): Promise<number> {
	const { nodes } = await world.example(file);
	const events = nodes.find(({ type }) => type === TRIGGER)?.parameters.events as string[];
	return batch.filter((other) => events.includes(OCCASIONS[other].event)).length;
}

/** How many executions a delivery started in each workflow, once that stays as it is. */
async function settled(ids: readonly string[], happens: () => void): Promise<number[]> {
	const deadline = Date.now() + PATIENCE_MS;
	for (let last = '', since = Date.now(); ; await sleep(200)) {
		happens();
		const all = await Promise.all(ids.map(async (id) => await world.client.executions(id)));
		const heard = all.map((executions) => executions.filter(({ mode }) => mode === 'webhook'));
		const counts = heard.map(({ length }) => length);
		const isBusy = heard.flat().some(({ status }) => ['new', 'running'].includes(status));
		if (isBusy || counts.join() !== last) [last, since] = [counts.join(), Date.now()];
		else if (Date.now() - since > QUIET_MS) return counts;
		if (Date.now() > deadline) throw new Error(`It does not end: ${counts.join()} executions`);
	}
}

/** A customer is invited while all is well, so that an invitation can fail. */
async function inviteByTicket(): Promise<void> {
	await saveActive('case-per-ticket.json');
	const ticket = { ticket: '4712', status: 'open', phone: `+${CUSTOMER}`, name: 'Harbour Café' };
	await fetch(`${world.n8n.url}/webhook/whatsapp-ticket`, {
		method: 'POST',
		headers: { 'content-type': 'application/json', [TICKET_SYSTEM.name]: TICKET_SYSTEM.value },
		body: JSON.stringify(ticket),
	});
	const isInvited = () => world.simulator.log.sentTo(CUSTOMER).length > 0;
	await eventually('the invitation', isInvited, PATIENCE_MS);
}

async function saveActive(file: string): Promise<string> {
	const workflow = hurried(await world.example(file), SCHEDULE);
	const { id } = await world.client.saveWorkflow(workflow);
	await world.client.activate(id);
	return id;
}
