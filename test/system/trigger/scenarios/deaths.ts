import { eventually } from '../../../tools/n8n/eventually';
import type { Scenario } from '../scenario';
import { THEIR_HEADERS } from '../service';
import type { TestWorkflow, World } from '../world';

const EVENTS = 20;

/**
 * Only so that the test need not wait long until n8n takes up again what the killed process had begun:
 * its own are 120 and 15 seconds.
 */
const FAST_LEASE = {
	N8N_WORKFLOW_PUBLICATION_OUTBOX_LEASE_SECONDS: '10',
	N8N_WORKFLOW_PUBLICATION_OUTBOX_POLL_INTERVAL_MS: '1000',
};

/** The call that takes the number, and the one that gives it back. */
const WRITE = { method: 'POST', path: '/v1/configs/webhook' };
const MOMENTS = [
	['before the number’s webhook is written', 'timeout'],
	['after the number’s webhook is written', 'timeoutAfter'],
] as const;

export const deaths: Scenario[] = [
	...(['activate', 'deactivate'] as const).flatMap((step) =>
		MOMENTS.map(
			([moment, kind]): Scenario => ({
				name: `n8n is killed while it is to ${step}, ${moment}`,
				why: 'Nothing that n8n would have kept afterwards is there: what stood before must not be lost with it.',
				environment: FAST_LEASE,
				run: async (world) => {
					const { ledger, n8n, simulator } = world;
					const foreign = await world.foreign('the other system', { headers: THEIR_HEADERS });
					const workflow = await world.save('workflow', {
						whenOccupied: 'replace',
						displaces: [foreign],
					});
					if (step === 'deactivate') await world.activate(workflow);
					const held = simulator.faults.add({ kind, ...WRITE });
					const broken = world[step](workflow).then(
						() => false,
						() => true,
					);
					await eventually('the call that is held', () => held.hits > 0);
					await n8n.kill();
					ledger.expect('n8n was killed in the middle of it', await broken);
					simulator.faults.clear();
					await n8n.start();
					// Whatever n8n believes now, its user can switch the workflow off, on, and off again.
					await world.deactivate(workflow);
					await world.activate(workflow);
					ledger.write();
					await ledger.settled();
					await world.deactivate(workflow);
				},
			}),
		),
	),
	{
		name: 'n8n is killed while events come',
		why: 'What it has not answered comes again, and what it has answered is in its database.',
		environment: FAST_LEASE,
		run: async (world) => {
			const { ledger, n8n } = world;
			const workflow = await world.save('workflow');
			const [listener] = workflow.listeners;
			listener.mayRepeat = true;
			await world.activate(workflow);
			const texts = Array.from({ length: EVENTS }, () => ledger.write());
			const heard = () => texts.filter((text) => ledger.count(listener, text) > 0).length;
			await eventually('the first events', () => heard() >= EVENTS / 4);
			await n8n.kill();
			ledger.expect('n8n was killed before it had all', heard() < EVENTS);
			await n8n.start();
			await ledger.settled(30_000);
			await excuseBroken(world, workflow);
		},
	},
];

/** n8n has these executions, and says itself that it did not run them to their end. */
async function excuseBroken(
	{ ledger }: World,
	{ n8n, id, listeners }: TestWorkflow,
): Promise<void> {
	for (const { id: execution, status } of await n8n.client.executions(id)) {
		if (status === 'success') continue;
		const data = JSON.stringify(await n8n.client.executionData(execution));
		for (const listener of listeners) {
			for (const text of ledger.missed(listener)) {
				if (data.includes(JSON.stringify(text))) ledger.excuse(listener, text);
			}
		}
	}
}
