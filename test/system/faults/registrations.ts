/** What a number looks like when a workflow is activated or deactivated on it. */
import type { INodeParameters } from 'n8n-workflow';

import type { Simulator, SimulatorOptions } from '../../simulator';

/** What is done, and so what a fault can hit. */
export type Action = 'activate' | 'check' | 'deactivate';

export interface Registering {
	/** As the document names it. */
	kind: string;
	action: Action;
	parameters: INodeParameters;
	/** Whether another system holds the number. */
	isHeld: boolean;
	/** How many extra destinations of others it has. */
	destinations: number;
	/** Whether our webhook takes the place of the other system's. */
	replaces: boolean;
	/** Whether the service lets single destinations be removed (D24). */
	isRemovable?: boolean;
}

const NUMBERS: Array<
	Pick<Registering, 'parameters' | 'isHeld' | 'destinations' | 'isRemovable'> & { name: string }
> = [
	{ name: 'a free number', parameters: {}, isHeld: false, destinations: 0 },
	{ name: 'a number of another system', parameters: {}, isHeld: true, destinations: 0 },
	{ name: 'a number of several systems', parameters: {}, isHeld: true, destinations: 2 },
	{
		name: 'a number of several systems that can be removed one by one',
		parameters: {},
		isHeld: true,
		destinations: 2,
		isRemovable: true,
	},
	{
		name: 'a number of another system, with Replace',
		parameters: { whenOccupied: 'replace' },
		isHeld: true,
		destinations: 0,
	},
];

const ACTIONS: Array<[Action, string]> = [
	['activate', 'Activating on'],
	['check', 'n8n starts, on'],
	['deactivate', 'Deactivating on'],
];

export const REGISTERING: readonly Registering[] = ACTIONS.flatMap(([action, words]) =>
	NUMBERS.map(({ name, ...number }) => ({
		kind: `${words} ${name}`,
		action,
		...number,
		replaces: number.parameters.whenOccupied === 'replace',
	})),
);

/**
 * Options of a simulator whose number looks so.
 *
 * @param others an address at which other systems listen
 */
export function numberOf({ isHeld, isRemovable }: Registering, others: string): SimulatorOptions {
	const webhook = { url: `${others}/crm`, headers: { Authorization: 'Bearer theirs' } };
	return {
		allowLoopbackWebhooks: true,
		...(isHeld && { webhook }),
		switches: {
			multiWebhookDelayMs: 0,
			webhookConfigDelayMs: 0,
			webhookEmptyUrl: 'accept',
			multiWebhookDelete: isRemovable ? 'supported' : 'missing',
		},
	};
}

export function plantDestinations(
	simulator: Simulator,
	{ destinations: count }: Registering,
	others: string,
): void {
	if (count === 0) return;
	const destinations = Array.from({ length: count }, (_, index) => ({
		name: `other ${index}`,
		url: `${others}/other${index}`,
		headers: { 'X-Key': `key ${index}` },
	}));
	const multiWebhook = { enabled: true, destinations };
	Object.assign(simulator.state, { multiWebhook, multiWebhookWanted: multiWebhook });
}

/** The number's configuration as everybody else sees it. */
export function configurationOf({ state }: Simulator) {
	const { webhook, multiWebhook } = state;
	return structuredClone({ webhook, multiWebhook });
}

/** How many webhooks of others are no longer there. */
export function webhooksLost(
	before: ReturnType<typeof configurationOf>,
	now: ReturnType<typeof configurationOf>,
): number {
	const all = ({ webhook, multiWebhook }: typeof before) =>
		[webhook.url, ...multiWebhook.destinations.map(({ url }) => url)].filter(Boolean);
	const left = new Set(all(now));
	return all(before).filter((url) => !left.has(url)).length;
}

/**
 * How many registered addresses of n8n are left after all was deactivated. Where the service lets none be
 * removed, one that says that nobody listens there any more is as it should be.
 *
 * @param address how those addresses begin
 */
export function addressesLeft(
	{ webhook, multiWebhook }: ReturnType<typeof configurationOf>,
	address: string,
	{ isRemovable }: Registering,
): number {
	return [webhook, ...multiWebhook.destinations].filter(
		({ url, headers }) =>
			url?.startsWith(address) && (isRemovable || headers?.['X-Webhook-Released'] === undefined),
	).length;
}
