/** Elements of `value.messages[]` and `value.statuses[]` that are about groups (contract 3.6, 3.7). */
import type { IncomingMessage, MessageStatus, Pricing } from '../api/contract/deliveries';
import type { Wire } from '../api/contract/wire';
import { invitedGroup } from '../api/invitationMark';
import { isSamePerson, personOf, type Person } from '../api/people';
import { readSender } from '../api/sender';
import {
	asFlag,
	asId,
	asIsoTime,
	asNumber,
	asRecord,
	asText,
	asWire,
	isRecord,
	withoutUndefined,
} from '../api/values';
import { eventIdOf, factKeys, personFact, timeFact, unknownFact } from './eventId';
import type { EventName, MessagePricing, WebhookEvent } from './catalogue';
import {
	errorFact,
	firstError,
	groupIdOf,
	isEmpty,
	isNothing,
	isToGroup,
	otherEvent,
	withProfile,
	type ChangeContext,
} from './parseContext';

/** Message types whose whole content has fields of its own. */
const MEDIA_TYPES = new Set(['image', 'video', 'audio', 'document', 'sticker']);

/** The event of an incoming message; none when it is not of a group, or the business's own. */
export function parseMessage(element: unknown, context: ChangeContext): WebhookEvent[] {
	if (!isRecord(element)) return [otherEvent(element, context)];
	const wire = asWire<IncomingMessage>(element);
	if (isNothing(wire.group_id)) return [];
	const groupId = asId(wire.group_id);
	const messageId = asId(wire.id);
	if (groupId === undefined || messageId === undefined) return [otherEvent(element, context)];
	const from = asId(wire.from);
	const person: Person = {
		...(from !== undefined && personOf(from)),
		...withoutUndefined({ userId: asId(wire.from_user_id) }),
	};
	// What the business itself wrote was not received.
	if (isSamePerson({ waId: person.waId }, { waId: context.ownWaId }) === true) return [];
	const messageType = asText(wire.type);
	const about = asWire<NonNullable<IncomingMessage['context']>>(wire.context);
	return [
		withoutUndefined({
			event: 'messageReceived',
			// What came as unsupported may come again as what it is.
			eventId: eventIdOf('message', [messageId, messageType, errorFact(wire.errors)]),
			groupId,
			timestamp: asIsoTime(wire.timestamp),
			...context.number,
			...withProfile(person, context),
			messageId,
			messageType,
			...contentOf(messageType, element),
			repliedMessageId: asId(about.id),
			forwarded: isForwarded(about),
			error: firstError(wire.errors),
			raw: element,
		}),
	];
}

function isForwarded(about: Wire<NonNullable<IncomingMessage['context']>>): boolean | undefined {
	const flags = [asFlag(about.forwarded), asFlag(about.frequently_forwarded)];
	return flags.includes(true) || flags.find((flag) => flag !== undefined);
}

/**
 * What a message holds, by its type. Kinds without fields of their own are passed on as they came: what
 * stands under the type's name or, where nothing does, the message. So is content of which none can be
 * read.
 */
function contentOf(
	type: string | undefined,
	message: Record<string, unknown>,
): Partial<WebhookEvent> {
	if (type === undefined) return { content: message };
	const content = Object.hasOwn(message, type) ? message[type] : undefined;
	const facts = factsOf(type, content) ?? { content: content ?? message };
	const isRead = Object.values(facts).some((fact) => fact !== undefined);
	return isRead || isEmpty(content) ? facts : { content };
}

/** The fields of a kind that has its own. */
function factsOf(type: string, content: unknown): Partial<WebhookEvent> | undefined {
	const wire = asRecord(content);
	if (MEDIA_TYPES.has(type)) {
		return {
			mediaId: asId(wire.id),
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
			return { reactedMessageId: asId(wire.message_id), emoji: asText(wire.emoji) };
		case 'button':
			return { text: asText(wire.text), buttonPayload: asText(wire.payload) };
		case 'system':
			return { text: asText(wire.body), content };
		case 'edit':
			return { ...editedContent(wire.message), editedMessageId: asId(wire.original_message_id) };
		case 'revoke':
			return { deletedMessageId: asId(wire.original_message_id) };
		case 'unsupported':
			return { unsupportedType: asText(wire.type), content };
		default:
			return undefined;
	}
}

/** What a message holds after it was edited: a message of its own, with its own type. */
function editedContent(edited: unknown): Partial<WebhookEvent> {
	const message = asRecord(edited);
	const types = [asText(message.type), 'text', ...MEDIA_TYPES];
	const type = types.find((one) => one !== undefined && Object.hasOwn(message, one));
	return type === undefined || type === 'edit' ? { content: edited } : contentOf(type, message);
}

const STATUSES = new Map<string, readonly [ofMessage: EventName, ofInvitation?: EventName]>([
	['sent', ['messageSent', 'invitationSent']],
	['delivered', ['messageDelivered', 'invitationDelivered']],
	['read', ['messageRead', 'invitationRead']],
	['played', ['messagePlayed']],
	['failed', ['messageFailed', 'invitationFailed']],
]);

/**
 * What the contract has of a status, but for what names a participant: that counts even where it cannot
 * be read.
 */
const STATUS_KEYS = factKeys<MessageStatus>({
	id: 'fact',
	status: 'fact',
	timestamp: 'fact',
	recipient_id: 'fact',
	recipient_type: 'fact',
	group_id: 'fact',
	recipient_participant_id: 'person',
	participant_recipient_id: 'person',
	recipient_participant_user_id: 'person',
	recipient_participant_parent_user_id: 'person',
	conversation: 'fact',
	pricing: 'fact',
	errors: 'fact',
	biz_opaque_callback_data: 'fact',
});

/**
 * The event of a status of a message to a group, or of an invitation that this node wrote to a single
 * person; none of all other messages to single people.
 */
export function parseStatus(element: unknown, context: ChangeContext): WebhookEvent[] {
	if (!isRecord(element)) return [otherEvent(element, context)];
	const wire = asWire<MessageStatus>(element);
	const ownGroup = groupIdOf(wire);
	// Who sent it is told to the trigger, not to its users.
	const { trackingData } = readSender(asText(wire.biz_opaque_callback_data));
	// Also one whose group's id cannot be read: it is passed on whole then.
	const isOfGroup = !isNothing(wire.group_id) || isToGroup(wire);
	const invited = isOfGroup ? undefined : invitedGroup(trackingData);
	if (!isOfGroup && invited === undefined) return [];
	const groupId = ownGroup ?? invited;
	const messageId = asId(wire.id);
	const messageStatus = statusOf(wire);
	const [ofMessage, ofInvitation] = STATUSES.get(messageStatus ?? '') ?? [];
	const event = isOfGroup ? ofMessage : ofInvitation;
	const person = personOfStatus(wire, groupId);
	// Of an invited person with a hidden number only the contact tells (contract 3.9).
	const who = personFact(person);
	const contact = isOfGroup || who !== undefined ? undefined : context.onlyContact;
	const facts: Partial<WebhookEvent> = {
		groupId,
		...(contact ?? withProfile(person, context)),
		messageId,
		messageStatus,
		pricing: pricingOf(wire),
		...(isOfGroup && { trackingData }),
	};
	if (event === undefined || groupId === undefined || messageId === undefined) {
		return [otherEvent(element, context, facts)];
	}
	return [
		withoutUndefined({
			event,
			// By the element's own ids: contacts come with some deliveries only.
			eventId: eventIdOf(isOfGroup ? 'status' : 'invitation', [
				messageId,
				messageStatus,
				who ?? unknownFact(element, STATUS_KEYS),
				timeFact(wire.timestamp),
				errorFact(wire.errors),
			]),
			timestamp: asIsoTime(wire.timestamp),
			...context.number,
			...facts,
			error: firstError(wire.errors),
			raw: element,
		}),
	];
}

/** The word of a status as we know it, or else as it came. */
function statusOf({ status }: Wire<MessageStatus>): string | undefined {
	const said = asText(status);
	const word = said?.trim().toLowerCase();
	return word !== undefined && STATUSES.has(word) ? word : said;
}

/** Whom a status is about: a participant, or the recipient where that is not the group itself (D9b, D13). */
function personOfStatus(wire: Wire<MessageStatus>, groupId: string | undefined): Person {
	const recipient = asId(wire.recipient_id);
	const isPerson = recipient !== groupId;
	const named = asId(wire.recipient_participant_id) ?? asId(wire.participant_recipient_id);
	const alone = isPerson && recipient !== undefined && named === undefined;
	return {
		...(alone && personOf(recipient)),
		...(named !== undefined && personOf(named)),
		...withoutUndefined({
			userId: asId(wire.recipient_participant_user_id),
			parentUserId: asId(wire.recipient_participant_parent_user_id),
		}),
	};
}

/** Stands in the status or in its conversation (D13). */
function pricingOf(status: Wire<MessageStatus>): MessagePricing | undefined {
	const conversation = asWire<NonNullable<MessageStatus['conversation']>>(status.conversation);
	const priced = status.pricing ?? conversation.pricing;
	if (!isRecord(priced)) return undefined;
	const wire = asWire<Pricing>(priced);
	return withoutUndefined({
		billable: asFlag(wire.billable),
		category: asText(wire.category),
		model: asText(wire.pricing_model),
		type: asText(wire.type),
	});
}
