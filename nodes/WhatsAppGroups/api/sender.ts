/**
 * Which workflow sent a message, so that a workflow is not started by the failure of its own. It stands
 * in the message's tracking data (`biz_opaque_callback_data`), which comes back with its statuses where
 * the service echoes it (D20), and in this process's memory, also of messages with tracking data of a
 * user's own.
 */
import { hash } from 'node:crypto';

import { invitedGroup } from './invitationMark';

const MARK = 'n8n-whatsapp-groups:by:';
const MARKED = /^n8n-whatsapp-groups:by:([0-9a-f]{16})(?:;(.+))?$/s;
/** 64 bits: nobody has enough workflows for two of one hash. */
const HASH_LENGTH = 16;

/** A workflow as its messages tell of it: its ID, hashed. Undefined for one that was never saved. */
export function senderOf(workflowId: string | undefined): string | undefined {
	return workflowId ? hash('sha256', `workflow ${workflowId}`).slice(0, HASH_LENGTH) : undefined;
}

/** Tracking data with the sender before it. A user's own is sent as it is. */
export function withSender(
	sender: string | undefined,
	trackingData: string | undefined,
): string | undefined {
	const isOurs = trackingData === undefined || invitedGroup(trackingData) !== undefined;
	if (sender === undefined || !isOurs) return trackingData;
	return [`${MARK}${sender}`, trackingData].filter(Boolean).join(';');
}

/** Takes tracking data apart again: who sent the message, and what stands behind. */
export function readSender(trackingData: string | undefined): {
	sender?: string;
	trackingData?: string;
} {
	const [isMarked, sender, rest] = MARKED.exec(trackingData ?? '') ?? [];
	return isMarked === undefined ? { trackingData } : { sender, trackingData: rest };
}

const MOST_MESSAGES = 10_000;
/** Messages fail within it, or not at all. */
const REMEMBERED_MS = 24 * 60 * 60_000;

/** What was sent lately, and by which workflow. */
export class SentMessages {
	/** Oldest first. */
	private readonly messages = new Map<string, { sender: string; at: number }>();

	/** @param now the time in milliseconds */
	constructor(private readonly now: () => number) {}

	get size(): number {
		return this.messages.size;
	}

	add(messageId: string, sender: string): void {
		// Deleted first, so that the map stays in order of time.
		this.messages.delete(messageId);
		this.messages.set(messageId, { sender, at: this.now() });
		this.forget();
	}

	/** Who sent a message; undefined when it was not sent here, or long ago. */
	senderOf(messageId: string): string | undefined {
		this.forget();
		return this.messages.get(messageId)?.sender;
	}

	private forget(): void {
		const now = this.now();
		for (const [messageId, { at }] of this.messages) {
			if (this.messages.size <= MOST_MESSAGES && now - at < REMEMBERED_MS) break;
			this.messages.delete(messageId);
		}
	}
}

/** Of this process. */
export const sentMessages = new SentMessages(() => performance.now());
