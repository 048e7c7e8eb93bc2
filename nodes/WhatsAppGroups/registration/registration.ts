/** What the parts of a registration have in common. */
import type { Kept } from '../secrets/kept';
import type { Owner } from '../secrets/sealed';
import { isSameSite, isTestTwin, type Life } from './address';
import { agreesWith, beforeIn, ownerIn, openBefore, type Before, type Entry } from './entry';

export const OCCUPIED_CHOICES = ['addDestination', 'replace', 'fail'] as const;
export type WhenOccupied = (typeof OCCUPIED_CHOICES)[number];

/** What n8n keeps of a registration. The service's own configuration is the record; this is a cache. */
export interface Registration {
	/** The number's own webhook, an extra destination, or an address entered by hand. Stored so: it stays. */
	place: 'number' | 'destination' | 'manual';
	url: string;
	secretHash: string;
	/** Reads what our entries hold, also after the API key was changed. */
	key?: string;
	/** WhatsApp's ID of the number, where the service told it. */
	numberId?: string;
	/** What our entry holds of what stood there before it, sealed: for when somebody edits its headers. */
	before?: string;
	/** What the number's own webhook was: entries of version 0.1 did not hold it themselves. */
	previous?: Entry;
}

/** The node's static data: what n8n keeps of it between activations. */
export interface TriggerState extends Kept {
	registration?: Registration;
}

/** Who a trigger is towards the service. */
export interface Identity {
	/** Where deliveries shall go. */
	url: string;
	owner: Owner;
	/** Of the API key, and of the one before where it is known. Entries are made with the first. */
	keys: readonly [string, ...string[]];
}

/** Who asks, and what with. */
export interface Applicant extends Identity {
	/** What n8n still has of an earlier activation. */
	cached?: Registration;
	/** Who lives at an address. */
	lifeAt(url: string): Promise<Life>;
}

export interface RegistrationRequest extends Applicant {
	/** A test session never takes the place of a webhook in use. */
	isTest: boolean;
	secret: string;
	whenOccupied: WhenOccupied;
}

/** What became of it, and what the user should know. */
export interface Registered {
	registration: Registration;
	notices: string[];
}

/** Whether an owner is the workflow and node that asks, here or in a copy. */
export function isSameNode(one: Owner, other: Owner): boolean {
	return (
		one.instance === other.instance && one.workflow === other.workflow && one.node === other.node
	);
}

/** Whose entry it is, in words. */
export function holderOf(
	entry: { url: string; headers?: Record<string, string> },
	who: Applicant,
): string {
	const owner = ownerIn(entry, who.keys);
	if (!owner) return entry.url;
	if (isSameNode(owner, who.owner)) {
		const which = isTestTwin(entry.url, who.url)
			? ''
			: ' (a copy of this n8n, or this one under an address that it had before)';
		return `this same workflow at ${entry.url}${which}`;
	}
	const where = isOfThisN8n(entry.url, owner, who) ? 'this n8n' : 'another n8n';
	return `the workflow ${owner.workflow} of ${where} (${entry.url})`;
}

/** Whether it is of another workflow of the n8n that asks, and of no copy of it. */
export function isOfThisN8n(url: string, owner: Owner, who: Applicant): boolean {
	return (
		owner.instance === who.owner.instance &&
		!isSameNode(owner, who.owner) &&
		isSameSite(url, who.url)
	);
}

/** What stood there before an entry at our address, as the entry says, else as n8n still has it. */
export function stoodBefore(entry: Entry, { keys, cached }: Applicant): Before | 'unreadable' {
	const held = beforeIn(entry, keys);
	if (held !== undefined && held !== 'unreadable') return held;
	// An entry that is whole and holds nothing stood on nothing, whatever n8n has.
	if (held === undefined && ownerIn(entry, keys)) return {};
	const kept = openBefore(cached?.before, keys);
	if (kept) return kept;
	if (cached?.previous && agreesWith(entry, cached.secretHash)) return { main: cached.previous };
	return held ?? {};
}
