/** Elements of `value.messages[]` and `value.statuses[]` that are about groups (contract 3.6, 3.7). */
import { asFlag, asIsoTime, asNumber, asRecord, asText, defined, type Person } from '../api/values';
import { eventIdOf, personFact, timeFact } from './eventId';
import type { EventName, MessagePricing, WebhookEvent } from './catalogue';
import { firstError, isRecord, otherEvent, withProfile, type ChangeContext } from './parseContext';

/** Message types whose whole content has fields of its own. */
const MEDIA_TYPES = new Set(['image', 'video', 'audio', 'document', 'sticker']);

/** The event of an incoming message; none when it is not of a group, or the business's own. */
export function parseMessage(element: unknown, context: ChangeContext): WebhookEvent[] {
	if (!isRecord(element)) return [otherEvent(element, context)];
	if (isNothing(element.group_id)) return [];
	const groupId = asText(element.group_id);
	const messageId = asText(element.id);
	if (groupId === undefined || messageId === undefined) return [otherEvent(element, context)];
	const person: Person = {
		waId: asText(element.from),
		userId: asText(element.from_user_id),
		parentUserId: asText(element.from_parent_user_id),
	};
	// What the business itself wrote was not received.
	if (person.waId !== undefined && person.waId === context.ownWaId) return [];
	const messageType = asText(element.type);
	const about = asRecord(element.context);
	return [
		defined({
			event: 'messageReceived',
			eventId: eventIdOf('message', [messageId]),
			groupId,
			timestamp: asIsoTime(element.timestamp),
			...context.number,
			...withProfile(person, context),
			messageId,
			messageType,
			...contentOf(messageType, element),
			repliedMessageId: asText(about.id),
			forwarded: isForwarded(about),
			error: firstError(element.errors),
			raw: element,
		}),
	];
}

function isForwarded(about: Record<string, unknown>): boolean | undefined {
	const flags = [asFlag(about.forwarded), asFlag(about.frequently_forwarded)];
	return flags.includes(true) || flags.find((flag) => flag !== undefined);
}

function isNothing(value: unknown): boolean {
	return value === undefined || value === null || value === '';
}

/**
 * What a message holds, by its type. Kinds without fields of their own are passed on as they came: what
 * stands under the type's name or, where nothing does, the message.
 */
function contentOf(
	type: string | undefined,
	message: Record<string, unknown>,
): Partial<WebhookEvent> {
	if (type === undefined) return { content: message };
	const content = Object.hasOwn(message, type) ? message[type] : undefined;
	const wire = asRecord(content);
	if (MEDIA_TYPES.has(type)) {
		return {
			mediaId: asText(wire.id),
			mimeType: asText(wire.mime_type),
			sha256: asText(wire.sha256),
			filename: asText(wire.filename),
			caption: asText(wire.caption),
			voice: asFlag(wire.voice),
			animated: asFlag(wire.animated),
		};
	}
	switch (type) {
		case 'text':
			return { text: asText(wire.body) };
		case 'location':
			return {
				latitude: asNumber(wire.latitude),
				longitude: asNumber(wire.longitude),
				locationName: asText(wire.name),
				address: asText(wire.address),
			};
		case 'reaction':
			return { reactedMessageId: asText(wire.message_id), emoji: asText(wire.emoji) };
		case 'button':
			return { text: asText(wire.text), buttonPayload: asText(wire.payload) };
		case 'system':
			return { text: asText(wire.body), content };
		case 'unsupported':
			return { content };
		default:
			return { content: content ?? message };
	}
}

const STATUSES = new Map<string, EventName>([
	['sent', 'messageSent'],
	['delivered', 'messageDelivered'],
	['read', 'messageRead'],
	['played', 'messagePlayed'],
	['failed', 'messageFailed'],
]);

/** The event of a status of a message to a group; none when the message went to a single person. */
export function parseStatus(element: unknown, context: ChangeContext): WebhookEvent[] {
	if (!isRecord(element)) return [otherEvent(element, context)];
	if (element.recipient_type !== 'group') return [];
	const groupId = asText(element.recipient_id);
	const messageId = asText(element.id);
	const status = asText(element.status);
	const event = STATUSES.get(status ?? '');
	const person: Person = {
		waId: asText(element.recipient_participant_id) ?? asText(element.participant_recipient_id),
		userId: asText(element.recipient_participant_user_id),
		parentUserId: asText(element.recipient_participant_parent_user_id),
	};
	const facts: Partial<WebhookEvent> = {
		groupId,
		...withProfile(person, context),
		messageId,
		status,
		pricing: pricingOf(element),
		trackingData: asText(element.biz_opaque_callback_data),
	};
	if (event === undefined || groupId === undefined || messageId === undefined) {
		return [otherEvent(element, context, facts)];
	}
	return [
		defined({
			event,
			// By the element's own ids: contacts come with some deliveries only.
			eventId: eventIdOf('status', [
				messageId,
				status,
				personFact(person),
				timeFact(element.timestamp),
			]),
			timestamp: asIsoTime(element.timestamp),
			...context.number,
			...facts,
			error: firstError(element.errors),
			raw: element,
		}),
	];
}

/** Stands in the status or in its conversation (D13). */
function pricingOf(status: Record<string, unknown>): MessagePricing | undefined {
	const wire = status.pricing ?? asRecord(status.conversation).pricing;
	if (!isRecord(wire)) return undefined;
	return defined({
		billable: asFlag(wire.billable),
		category: asText(wire.category),
		model: asText(wire.pricing_model),
		type: asText(wire.type),
	});
}
