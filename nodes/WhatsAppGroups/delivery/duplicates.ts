/**
 * Which events have been handed over. An event counts as seen only when n8n has accepted it: until
 * then it is pending, and if n8n refuses it, it is as if it had never come.
 */
import { createHash } from 'node:crypto';

const MAX_IDS = 10_000;
/** As long as 360dialog goes on delivering an event. */
const MAX_AGE_MS = 7 * 24 * 60 * 60 * 1000;
/**
 * How long n8n may say nothing, from the hand-over or from the sender's hanging up, before its silence
 * counts as acceptance. n8n writes the execution into its database before that waits for its turn, which
 * may take any time, and has shorter limits of its own for the database, after which it answers 500. So
 * what is silent for longer is there. What remains is an execution that somebody stopped while it
 * waited: its events must not be refused for ever.
 */
const SILENCE_MS = 10 * 60_000;
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

/** Events that were begun together. Opaque: to be given to `commit`, `release` or `hangUp`. */
export interface Ticket {
	readonly keys: readonly string[];
}

export type Begun =
	/** Some of the events are being handled, or too many others are; nothing was begun. */
	| { status: 'pending' }
	/** `fresh` are the ids that were not seen before, each once. */
	| { status: 'ok'; fresh: string[]; ticket: Ticket };

export class SeenEvents {
	/** When each was accepted, oldest first. */
	private readonly seen = new Map<string, number>();
	private readonly pending = new Set<string>();
	/** Since when each is silent, longest first. */
	private readonly open = new Map<Ticket, number>();
	/** When those of which n8n never spoke were taken for accepted. */
	private readonly presumed = new WeakMap<Ticket, number>();
	private readonly now: () => number;

	/**
	 * @param options.tail what `exportTail` gave before a restart; anything else is ignored
	 * @param options.now the time in milliseconds; by default on a clock that nobody sets
	 */
	constructor({ tail, now = () => performance.now() }: { tail?: string; now?: () => number } = {}) {
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
	 * released, or n8n has been silent for ten minutes.
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
		const ticket: Ticket = { keys: [...fresh.keys()] };
		for (const key of ticket.keys) this.pending.add(key);
		if (ticket.keys.length > 0) this.open.set(ticket, this.now());
		return { status: 'ok', fresh: [...fresh.values()], ticket };
	}

	/** n8n has accepted the events: they are seen. */
	commit(ticket: Ticket): void {
		this.presumed.delete(ticket);
		if (this.open.delete(ticket)) this.see(ticket, this.now());
		this.forget();
	}

	/** n8n has not accepted the events, be it later than anybody waits for it: they are fresh again. */
	release(ticket: Ticket): void {
		if (this.open.delete(ticket)) {
			for (const key of ticket.keys) this.pending.delete(key);
			return;
		}
		const at = this.presumed.get(ticket);
		this.presumed.delete(ticket);
		for (const key of ticket.keys) {
			// Forgotten since, it may have been accepted anew.
			if (this.seen.get(key) === at) this.seen.delete(key);
		}
	}

	/** The sender has gone. That says nothing of the events: n8n takes its time without it. */
	hangUp(ticket: Ticket): void {
		this.forget();
		// Deleted first, so that the map stays in order of time.
		if (this.open.delete(ticket)) this.open.set(ticket, this.now());
	}

	/** The last events that were accepted, shortened, as one string for the constructor. */
	exportTail(): string {
		this.forget();
		return [...this.seen.keys()].slice(-TAIL_IDS).join('');
	}

	private see({ keys }: Ticket, at: number): void {
		for (const key of keys) {
			this.pending.delete(key);
			this.seen.set(key, at);
		}
	}

	/** What is silent for too long, too old or too much; each is visited once in its life. */
	private forget(): void {
		const now = this.now();
		for (const [ticket, since] of this.open) {
			if (now - since < SILENCE_MS) break;
			this.open.delete(ticket);
			this.see(ticket, now);
			this.presumed.set(ticket, now);
		}
		for (const [key, at] of this.seen) {
			if (this.seen.size <= MAX_IDS && now - at < MAX_AGE_MS) break;
			this.seen.delete(key);
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
