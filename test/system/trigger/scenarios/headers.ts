import type { Switches } from '../../../simulator';
import type { Scenario } from '../scenario';
import { THEIR_HEADERS } from '../service';

const SERVICES: Array<[what: string, switches: Partial<Switches>]> = [
	['shown as stars', { webhookHeaders: 'masked' }],
	['not shown', { webhookHeaders: 'absent' }],
	['shown as null', { webhookHeaders: 'null' }],
	['shown as none', { webhookHeaders: 'empty' }],
	['dropped', { webhookHeaders: 'dropped' }],
	['cut', { webhookHeaderLength: 40 }],
	['refused where they look like addresses', { webhookHeaderCharacters: 'as_in_urls' }],
];

/** n8n's log, where a delivery came without the secret. */
const REFUSED = /came with no secret in the header .* and was refused/;

/** Services that let it be seen that they hide headers. */
const HIDING: Array<Switches['webhookHeaders']> = ['masked', 'absent', 'null'];

export const headers: Scenario[] = [
	{
		name: 'whatever the service does to headers, on a free number',
		why: 'Nobody can say that it keeps any: where the secret does not come along, every delivery is refused, and n8n says active.',
		run: async (world) => {
			const { ledger, n8n, simulator } = world;
			for (const [what, switches] of SERVICES) {
				simulator.setSwitches({ ...NORMAL, ...switches });
				// What the one before may have had to leave cannot be told from another system's.
				world.freeNumber();
				const workflow = await world.save(`headers are ${what}`);
				const told = await world.activate(workflow);
				if (switches.webhookHeaderCharacters) {
					ledger.expect('none of our headers looks like an address', told === undefined);
				}
				const { length } = await n8n.log();
				const event = ledger.write();
				await ledger.settled();
				if (REFUSED.test((await n8n.log()).slice(length))) {
					for (const listener of workflow.listeners) ledger.excuse(listener, event);
				}
				await world.deactivate(workflow);
			}
			simulator.setSwitches(NORMAL);
		},
	},
	{
		name: 'Replace, where the other system’s headers are hidden',
		why: 'They cannot be given back: as stars, or not at all, they would be another webhook.',
		isShort: true,
		run: async (world) => {
			const { ledger, simulator } = world;
			const holder = await world.foreign('the other system', { headers: THEIR_HEADERS });
			for (const webhookHeaders of HIDING) {
				simulator.setSwitches({ webhookHeaders });
				const workflow = await world.save(`where headers are ${webhookHeaders}`, {
					whenOccupied: 'replace',
				});
				const before = changes(simulator.log.requests);
				const told = await world.activate(workflow);
				ledger.expect(`refused where headers are ${webhookHeaders}`, told !== undefined);
				const isUntouched = changes(simulator.log.requests) === before && holder.stands();
				ledger.expect(
					`its webhook is not touched where headers are ${webhookHeaders}`,
					isUntouched,
				);
				ledger.write();
				await ledger.settled();
				await world.deactivate(workflow);
			}
			simulator.setSwitches(NORMAL);
		},
	},
	{
		name: 'a foreign destination that is named like ours, with a header like ours',
		why: 'It was taken for another workflow of ours: made the number’s main webhook, and deleted.',
		isShort: true,
		run: async (world) => {
			const { ledger } = world;
			const workflow = await world.save('workflow');
			await world.activate(workflow);
			await world.foreign('the other system', {
				destination: 'n8n-AbCdEfGh12345678-0b6f3c1e',
				headers: { 'X-Webhook-Secret': 'of-the-other-system' },
			});
			ledger.write();
			await ledger.settled();
			await world.deactivate(workflow);
			// Without a main webhook nothing comes to an extra destination: that is nobody's loss but the service's.
			await world.activate(workflow);
			ledger.write();
		},
	},
];

const NORMAL: Partial<Switches> = {
	webhookHeaders: 'shown',
	webhookHeaderLength: 0,
	webhookHeaderCharacters: 'any',
};

/** How many requests so far could have changed the number's webhook. */
function changes(requests: ReadonlyArray<{ method: string; route: string }>): number {
	const isChange = ({ method, route }: { method: string; route: string }) =>
		method !== 'GET' && route === '/v1/configs/webhook';
	return requests.filter(isChange).length;
}
