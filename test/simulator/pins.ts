import type { Core } from './core';
import { showNotice } from './chats';
import { badParameter, ServiceError } from './errors';
import type { Group } from './state';
import { requireKnownKeys, type JsonObject } from './validation';

const MAX_PINS = 3;
const MAX_DAYS = 30;
const DAY_MS = 24 * 60 * 60 * 1000;

/** Pins or unpins a message of the group; a fourth pin takes the oldest away. */
export function pinMessage(core: Core, group: Group, pin: JsonObject): void {
	requireKnownKeys(pin, ['type', 'message_id', 'expiration_days'], 'pin.');
	const { type, message_id: wamid, expiration_days: days } = pin;
	if (type !== 'pin' && type !== 'unpin') throw badParameter('pin.type must be "pin" or "unpin"');
	if (typeof wamid !== 'string') throw new ServiceError(131008, 'pin.message_id is required');
	const message = core.state.messages.get(wamid);
	if (message?.groupId !== group.id || message.type === 'pin') {
		throw new ServiceError(131009, 'pin.message_id is not a message of this group');
	}
	if (type === 'unpin') {
		if (days !== undefined) throw badParameter('pin.expiration_days is only for type "pin"');
		group.pins = group.pins.filter((pinned) => pinned.wamid !== wamid);
		showNotice(core, group, { kind: 'unpinned', wamid });
		return;
	}
	// Meta's sample quotes the number, its table says integer.
	const count = typeof days === 'string' ? Number(days) : days;
	if (!Number.isInteger(count) || Number(count) < 1 || Number(count) > MAX_DAYS) {
		throw badParameter(`pin.expiration_days must be an integer from 1 to ${MAX_DAYS}`);
	}
	const now = core.clock.now();
	const others = group.pins.filter((pinned) => pinned.wamid !== wamid && pinned.until > now);
	group.pins = [...others, { wamid, until: now + Number(count) * DAY_MS }].slice(-MAX_PINS);
	showNotice(core, group, { kind: 'pinned', wamid });
}

/** wamids that are pinned now, the newest message first. */
export function pinnedMessages(core: Core, group: Group): string[] {
	const now = core.clock.now();
	const order = new Map([...core.state.messages.keys()].map((wamid, index) => [wamid, index]));
	return group.pins
		.filter((pinned) => pinned.until > now)
		.map(({ wamid }) => wamid)
		.sort((a, b) => (order.get(b) ?? 0) - (order.get(a) ?? 0));
}
