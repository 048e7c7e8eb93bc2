/** Every switch of the simulator: how it is read from what was seen, or why it cannot be. */
import type { Switches } from '../../../simulator';
import type { Seen } from '../seen';
import { configurationSwitches } from './configuration';
import { errorSwitches } from './errors';
import type { Finding, Reader } from './finding';
import { groupSwitches } from './groups';
import { listSwitches } from './lists';
import { messageSwitches } from './messages';
import { webhookSwitches } from './webhooks';

const OTHERS = 'it would change who else gets events of the account';
const PACE = 'it is how the service works inside';

/** What no run can see, and why. */
export const UNSEEN = {
	groupLimitRefusal: 'it takes 10,000 groups',
	undeliverable: 'it takes a message to somebody who is not the user',
	missingPlus: 'it could write to a stranger',
	libraryInviteName: 'it leaves a template in the account',
	libraryApproval: 'it leaves a template in the account',
	batchWindowMs: PACE,
	deliveryConcurrency: PACE,
	deliveriesFollowMs: PACE,
	wabaWebhookDelayMs: OTHERS,
	multiWebhookDelayMs: OTHERS,
	multiWebhookBusy: OTHERS,
	multiWebhookDelete: OTHERS,
	multiWebhookCountsMain: OTHERS,
} as const satisfies Partial<Record<keyof Switches, string>>;

export const READERS = {
	...groupSwitches,
	...listSwitches,
	...errorSwitches,
	...messageSwitches,
	...webhookSwitches,
	...configurationSwitches,
} satisfies Record<Exclude<keyof Switches, keyof typeof UNSEEN>, Reader>;

export type SwitchName = keyof Switches;

export type Findings = Record<SwitchName, Finding>;

export function findingsOf(seen: Seen): Findings {
	const read = Object.entries(READERS).map(([name, reader]) => [name, reader(seen)]);
	const unseen = Object.entries(UNSEEN).map(([name, why]) => [name, { kind: 'unknown', why }]);
	return Object.fromEntries([...read, ...unseen]) as Findings;
}
