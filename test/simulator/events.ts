import type {
	GroupEvent,
	GroupWebhookField,
	IncomingMessage,
	MessageStatus,
	Pricing,
	WebhookContact,
	WebhookPayload,
	WebhookValue,
} from '../../nodes/WhatsAppGroups/api/contract/deliveries';
import type { Scalar, WireError } from '../../nodes/WhatsAppGroups/api/contract/wire';
import type { WirePerson } from '../../nodes/WhatsAppGroups/api/contract/people';
import type { Core } from './core';
import type { Group, Message, Person } from './state';

/** One thing to tell the webhook; several may share a POST. */
export interface Update {
	field: GroupWebhookField;
	value: Partial<WebhookValue>;
	/** Statuses with the same key may share one `value`; by the switch `statusAggregation`. */
	aggregationKey?: string;
}

export function timestamp(core: Core, seconds = core.clock.seconds()): Scalar {
	return core.switches.timestampStyle === 'number' ? seconds : String(seconds);
}

/** True when the number of this person must not be told. */
export function isNumberHidden(core: Core, person: Person): boolean {
	const { bsuid } = core.switches;
	return person.hideNumber ?? (bsuid === 'omitted' || bsuid === 'empty');
}

/** The ids of a person as groups, join requests and events print them. */
export function personIds(core: Core, person: Person): WirePerson {
	const { bsuid } = core.switches;
	const hidden = isNumberHidden(core, person);
	const ids: WirePerson = {};
	if (!hidden) ids.wa_id = person.waId;
	else if (bsuid === 'empty') ids.wa_id = '';
	if (hidden || bsuid !== 'off') {
		ids.user_id = person.userId;
		if (person.parentUserId) ids.parent_user_id = person.parentUserId;
		if (person.username) ids.username = person.username;
	}
	return ids;
}

function contactOf(core: Core, person: Person): WebhookContact {
	const { username, ...ids } = personIds(core, person);
	return { profile: { name: person.name, ...(username ? { username } : {}) }, ...ids };
}

/** An element of `value.groups[]`. */
export function groupUpdate(
	core: Core,
	field: GroupWebhookField,
	event: Omit<GroupEvent, 'timestamp'> & { errors?: WireError[] },
): Update {
	const { initiated_by: initiatedBy, ...rest } = event;
	const element = { timestamp: timestamp(core), ...rest } as GroupEvent;
	const value: Partial<WebhookValue> = { groups: [element] };
	const { initiatedByPosition } = core.switches;
	if (initiatedBy && initiatedByPosition === 'group') element.initiated_by = initiatedBy;
	if (initiatedBy && initiatedByPosition === 'value') value.initiated_by = initiatedBy;
	return { field, value };
}

/** A message from a person, in a group or one to one. */
export function messageUpdate(
	core: Core,
	person: Person,
	content: Pick<IncomingMessage, 'id' | 'type'> & Partial<IncomingMessage>,
): Update {
	const ids = personIds(core, person);
	const message: IncomingMessage = {
		...(ids.wa_id === undefined ? {} : { from: ids.wa_id }),
		...(ids.user_id ? { from_user_id: ids.user_id } : {}),
		timestamp: timestamp(core),
		...content,
	};
	return { field: 'messages', value: { contacts: [contactOf(core, person)], messages: [message] } };
}

function pricingOf(message: Message): Pricing {
	const kind = message.templateCategory?.toLowerCase() ?? 'service';
	const prefix = message.groupId ? 'group_' : '';
	const free = kind === 'service' || (kind === 'utility' && message.inWindow);
	return {
		billable: !free,
		pricing_model: 'PMP',
		...typeOfPrice(message, free),
		category: prefix + kind,
	};
}

/** How a free message to a single person is called is not known. */
function typeOfPrice({ groupId }: Message, free: boolean): Pick<Pricing, 'type'> {
	if (!free) return { type: 'regular' };
	return groupId === undefined ? {} : { type: 'free_group_customer_service' };
}

/** Counts statuses, for the switch that alternates between two names of one key. */
let statusCount = 0;

/**
 * A status of a message that the business sent. `sent` and `failed` of a group message have no
 * person; the others tell who.
 */
export function statusUpdate(
	core: Core,
	message: Message,
	status: MessageStatus['status'],
	person?: Person,
	errors?: WireError[],
): Update {
	const { switches } = core;
	const isGroup = message.groupId !== undefined;
	const element: MessageStatus = {
		id: message.wamid,
		status,
		timestamp: timestamp(core),
		...recipientOf(core, message),
	} as MessageStatus;
	const value: Partial<WebhookValue> = { statuses: [element] };
	if (isGroup && person) {
		const ids = personIds(core, person);
		if (ids.wa_id !== undefined) element[participantKey(core)] = ids.wa_id;
		if (ids.user_id) element.recipient_participant_user_id = ids.user_id;
		if (ids.parent_user_id) element.recipient_participant_parent_user_id = ids.parent_user_id;
	}
	const tellsPerson = person && (switches.bsuid !== 'off' || isNumberHidden(core, person));
	if (tellsPerson && status !== 'failed') {
		value.contacts = [contactOf(core, person)];
	}
	// Prices come with `sent` and with one of `delivered` and `read`.
	if (status === 'sent' || status === 'delivered') addPricing(core, message, element);
	if (errors) element.errors = errors;
	if (message.callbackData !== undefined && switches.echoCallbackData) {
		element.biz_opaque_callback_data = message.callbackData;
	}
	return {
		field: 'messages',
		value,
		aggregationKey: aggregationKey(core, message, status, person),
	};
}

/** Meta's OpenAPI document knows a group's status by `group_id`, which the contract's type lacks. */
type StatusRecipient = Partial<Pick<MessageStatus, 'recipient_id' | 'recipient_type'>> & {
	group_id?: string;
};

/** The keys of a status that say whom the message went to; by the switch `statusGroupKey`. */
function recipientOf(core: Core, message: Message): StatusRecipient {
	const { groupId, waId = '', isToUserId } = message;
	if (groupId !== undefined) {
		return core.switches.statusGroupKey === 'group_id'
			? { recipient_id: groupId, group_id: groupId }
			: { recipient_id: groupId, recipient_type: 'group' };
	}
	const person = core.state.people.get(waId);
	// Nothing says under which key a status names a single person whose number is hidden.
	const hidden = isToUserId && (!person || isNumberHidden(core, person));
	if (!hidden) return { recipient_id: waId };
	return core.switches.bsuid === 'empty' ? { recipient_id: '' } : {};
}

function participantKey(core: Core): 'recipient_participant_id' | 'participant_recipient_id' {
	const { participantKey: wanted } = core.switches;
	if (wanted !== 'alternate') return wanted;
	return statusCount++ % 2 === 0 ? 'recipient_participant_id' : 'participant_recipient_id';
}

function addPricing(core: Core, message: Message, element: MessageStatus): void {
	const pricing = pricingOf(message);
	const { conversationObject } = core.switches;
	if (conversationObject !== 'nested') element.pricing = pricing;
	if (conversationObject === 'omitted') return;
	element.conversation = {
		id: `conversation-${message.groupId ?? message.waId}`,
		origin: { type: pricing.category ?? '' },
		...(conversationObject === 'nested' ? { pricing } : {}),
	};
}

function aggregationKey(
	core: Core,
	message: Message,
	status: string,
	person?: Person,
): string | undefined {
	const { statusAggregation } = core.switches;
	const recipient = message.groupId ?? message.waId ?? '';
	if (statusAggregation === 'message') return `${message.wamid}|${status}`;
	if (statusAggregation === 'participant') return `${recipient}|${status}|${person?.waId ?? ''}`;
	if (statusAggregation === 'all') return 'all';
	return undefined;
}

/** The event of a group that was created. */
export function createdUpdate(
	core: Core,
	group: Group,
	requestId: string | undefined,
	inviteLink: string,
): Update {
	return groupUpdate(core, 'group_lifecycle_update', {
		group_id: group.id,
		type: 'group_create',
		...(requestId ? { request_id: requestId } : {}),
		subject: group.subject,
		invite_link: inviteLink,
		join_approval_mode: group.joinApprovalMode,
	});
}

/** One POST body of several updates; statuses with the same key share a `value`. */
export function payloadOf(core: Core, updates: readonly Update[]): WebhookPayload {
	const changes: WebhookPayload['entry'][number]['changes'] = [];
	const byKey = new Map<string, WebhookValue>();
	for (const { field, value, aggregationKey: key } of updates) {
		const same = key === undefined ? undefined : byKey.get(key);
		if (same) {
			same.statuses?.push(...(value.statuses ?? []));
			if (value.contacts) same.contacts = [...(same.contacts ?? []), ...value.contacts];
			continue;
		}
		const complete: WebhookValue = {
			messaging_product: 'whatsapp',
			metadata: {
				display_phone_number: core.channel.displayPhone,
				phone_number_id: core.channel.phoneNumberId,
			},
			...value,
			...(value.statuses ? { statuses: [...value.statuses] } : {}),
		};
		if (key !== undefined) byKey.set(key, complete);
		changes.push({ value: complete, field });
	}
	return { object: 'whatsapp_business_account', entry: [{ id: core.channel.wabaId, changes }] };
}
