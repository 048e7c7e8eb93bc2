/**
 * Which events have been handed over. An event counts as seen only when n8n has accepted it: until
 * then it is pending, and if n8n refuses it, it is as if it had never come.
 */
import { createHash } from 'node:crypto';

const MAX_IDS = 10_000;
/** As long as 360dialog goes on delivering an event. */
const MAX_AGE_MS = 7 * 24 * 60 * 60 * 1000;
/** An answer that neither finishes nor closes must not block its events for ever. */
const PENDING_MS = 60_000;
/** Beyond it a POST waits for its turn: a pending event that is forgotten could be handed over twice. */
const MAX_PENDING = 10_000;

/** 60 bits: among 10,000 remembered events a new one is mistaken for another once in 10^14 times. */
const KEY_LENGTH = 10;
/**
 * 2,562 bytes of JSON: together with a registration (400 to 900 bytes) the node's static data stays
 * within one 4,096-byte page of SQLite, and covers more events than a sender has under way when n8n
 * is restarted.
 */
const TAIL_IDS = 256;

/** Events that were begun together. Opaque: to be given to `commit` or `release`. */
export interface Ticket {
	readonly keys: readonly string[];
	readonly begunAt: number;
}

export type Begun =
	/** Some of the events are being handled, or too many others are; nothing was begun. */
	| { status: 'pending' }
	/** `fresh` are the ids that were not seen before, each once. */
	| { status: 'ok'; fresh: string[]; ticket: Ticket };

export class SeenEvents {
	/** When each was accepted, oldest first. */
	private readonly seen = new Map<string, number>();
	/** Oldest first. */
	private readonly pending = new Map<string, Ticket>();
	private readonly released = new WeakSet<Ticket>();
	private readonly now: () => number;

	/**
	 * @param options.tail what `exportTail` gave before a restart; anything else is ignored
	 * @param options.now the time in milliseconds
	 */
	constructor({ tail, now = Date.now }: { tail?: string; now?: () => number } = {}) {
		this.now = now;
		const at = now();
		for (const key of keysOf(tail)) this.seen.set(key, at);
	}

	/** How many ids are held in memory. */
	get size(): number {
		return this.seen.size + this.pending.size;
	}

	/**
	 * Begins to hand events over. Those that are fresh are pending until their ticket is committed or
	 * released, or for 60 seconds.
	 */
	begin(ids: readonly string[]): Begun {
		this.forget();
		const fresh = new Map<string, string>();
		for (const id of ids) {
			const key = keyOf(id);
			if (this.pending.has(key)) return { status: 'pending' };
			if (!this.seen.has(key) && !fresh.has(key)) fresh.set(key, id);
		}
		// One POST alone may be larger than the bound, or it would never be taken.
		if (this.pending.size > 0 && this.pending.size + fresh.size > MAX_PENDING) {
			return { status: 'pending' };
		}
		const ticket: Ticket = { keys: [...fresh.keys()], begunAt: this.now() };
		for (const key of ticket.keys) this.pending.set(key, ticket);
		return { status: 'ok', fresh: [...fresh.values()], ticket };
	}

	/** n8n has accepted the events, be it late: they are seen. */
	commit(ticket: Ticket): void {
		if (this.released.has(ticket)) return;
		this.unpend(ticket);
		const at = this.now();
		for (const key of ticket.keys) {
			// Deleted first, so that the map stays in order of time.
			this.seen.delete(key);
			this.seen.set(key, at);
		}
		this.forget();
	}

	/** n8n has not accepted the events: they are fresh again. */
	release(ticket: Ticket): void {
		this.released.add(ticket);
		this.unpend(ticket);
	}

	/** The last events that were accepted, shortened, as one string for the constructor. */
	exportTail(): string {
		this.forget();
		return [...this.seen.keys()].slice(-TAIL_IDS).join('');
	}

	/** A ticket that ran out of time may have left its events to a later one. */
	private unpend(ticket: Ticket): void {
		for (const key of ticket.keys) {
			if (this.pending.get(key) === ticket) this.pending.delete(key);
		}
	}

	/** What is too old or too much; each id is visited once in its life. */
	private forget(): void {
		const now = this.now();
		for (const [key, at] of this.seen) {
			if (this.seen.size <= MAX_IDS && now - at < MAX_AGE_MS) break;
			this.seen.delete(key);
		}
		for (const [key, { begunAt }] of this.pending) {
			if (now - begunAt < PENDING_MS) break;
			this.pending.delete(key);
		}
	}
}

/** Of the hash, so that ids of any form may be shortened. */
function keyOf(id: string): string {
	return createHash('sha256').update(id).digest('base64url').slice(0, KEY_LENGTH);
}

function keysOf(tail: unknown): string[] {
	if (typeof tail !== 'string' || !/^[\w-]*$/.test(tail) || tail.length % KEY_LENGTH !== 0) {
		return [];
	}
	return Array.from({ length: tail.length / KEY_LENGTH }, (_, index) =>
		tail.slice(index * KEY_LENGTH, (index + 1) * KEY_LENGTH),
	);
}
