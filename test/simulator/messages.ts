import type { SendMessageResponse } from '../../nodes/WhatsAppGroups/api/contract/messages';
import type { Answer, Call, Core, Handler } from './core';
import { badParameter, errorItem, ServiceError } from './errors';
import { failedStatus, reachedStatus, showMessage } from './chats';
import { statusUpdate, type Update } from './events';
import { checkContent, type Content } from './messageContent';
import { personOf, planAutoJoins } from './people';
import { pinMessage } from './pins';
import { INVITE_PREFIX, type Message, type Person } from './state';
import { checkTemplate, obstacleInGroup } from './templateMessages';
import { activeGroupOf, graphBodyOf, isObject, phoneDigits, type JsonObject } from './validation';

const CONTENT_TYPES = ['text', 'image', 'video', 'audio', 'document', 'sticker'];
/** A country, and up to 128 letters and digits; `ENT.` in between makes it a parent's. */
const USER_ID = /^[A-Z]{2}\.(ENT\.)?[A-Za-z0-9]{1,128}$/;
const UNVERIFIED_TYPES = ['reaction', 'location', 'contacts'];

export const sendMessage: Handler = (core, call) => {
	const type = isObject(call.body) ? call.body.type : undefined;
	const body = graphBodyOf(call, [
		'recipient_type',
		'to',
		'recipient',
		'type',
		'context',
		'biz_opaque_callback_data',
		String(type),
	]);
	if (typeof type !== 'string') throw new ServiceError(131008, 'type is required');
	if (!['string', 'undefined'].includes(typeof body.biz_opaque_callback_data)) {
		throw badParameter('biz_opaque_callback_data must be a string');
	}
	if (body.recipient_type === 'group') {
		return sendToGroup(core, call, body, type, requireRecipient(body.to));
	}
	if (body.recipient_type === 'individual') {
		return sendToPerson(core, call, body, type, addresseeOf(core, body));
	}
	throw badParameter('recipient_type is required and must be "group" or "individual"');
};

function requireRecipient(to: unknown): string {
	if (typeof to !== 'string' || to === '') throw new ServiceError(131008, 'to is required');
	return to;
}

/** A single person, and how the caller knows them. */
interface Addressee {
	/** As sent. */
	input: string;
	person: Person;
	isByUserId: boolean;
}

/** The person of `to`, or of `recipient` where there is no `to` (D31). */
function addresseeOf(core: Core, { to, recipient }: JsonObject): Addressee {
	const isByUserId = to === undefined && recipient !== undefined;
	if (!isByUserId || core.switches.hiddenRecipient === 'refuse') {
		const input = requireRecipient(to);
		if (core.state.groups.has(input)) {
			throw badParameter('recipient_type "individual" does not match "to": a group id was given');
		}
		return { input, person: personOf(core, recipientNumber(core, input)), isByUserId: false };
	}
	if (typeof recipient !== 'string' || !USER_ID.test(recipient)) {
		throw new ServiceError(131009, `"${String(recipient)}" is not a user id`);
	}
	const person = core.state.findPerson(recipient) ?? stranger(recipient);
	return { input: recipient, person, isByUserId };
}

/** Whoever a user id that nobody has might belong to: messages to them fail. */
function stranger(userId: string): Person {
	return {
		waId: '',
		userId,
		name: '',
		onWhatsApp: false,
		acceptsTerms: false,
		windowUntil: 0,
		inbox: [],
	};
}

function sendToGroup(core: Core, call: Call, body: JsonObject, type: string, to: string): Answer {
	if (phoneDigits(to) !== undefined && !core.state.groups.has(to)) {
		throw badParameter('recipient_type "group" does not match "to": a group id is expected');
	}
	const group = activeGroupOf(core, to);
	const content = contentOf(core, body, type, true);
	const obstacle = content.template && obstacleInGroup(content.template);
	if (obstacle) throw new ServiceError(131009, obstacle);
	const { switches, clock } = core;
	const inWindow = group.windowUntil > clock.now();
	let failure: number | undefined;
	if (group.members.size === 0) failure = refuseOrFail(131020, switches.emptyGroup);
	else if (!inWindow && type !== 'template' && type !== 'pin') {
		failure = refuseOrFail(131047, switches.outsideWindow);
	}
	if (type === 'pin') pinMessage(core, group, body.pin as JsonObject);
	const people = [...group.members.values()];
	const audience = people.map(({ waId }) => waId);
	const facts = { groupId: group.id, type, content, inWindow, failure, audience };
	const message = accept(core, call, body, facts);
	core.emit(statusesOf(core, message, people, failure), call);
	return {
		body: answerOf(core, { input: to, wa_id: to }, message, type),
	};
}

function sendToPerson(
	core: Core,
	call: Call,
	body: JsonObject,
	type: string,
	{ input, person, isByUserId }: Addressee,
): Answer {
	const content = contentOf(core, body, type, false);
	if (isByUserId && content.template?.category === 'AUTHENTICATION') throw new ServiceError(131062);
	const { switches, clock, channel } = core;
	if (person.waId === channel.displayPhone) throw new ServiceError(131021);
	const inWindow = person.windowUntil > clock.now();
	let failure: number | undefined;
	if (!person.onWhatsApp) failure = refuseOrFail(131026, switches.undeliverable);
	else if (!inWindow && type !== 'template') {
		failure = refuseOrFail(131047, switches.outsideWindow);
	}
	const message = accept(core, call, body, {
		waId: person.waId,
		isToUserId: isByUserId,
		type,
		content,
		inWindow,
		failure,
		audience: [person.waId],
	});
	core.emit(statusesOf(core, message, [person], failure), call);
	if (failure === undefined) receive(core, person, message, type, content);
	const contact = isByUserId ? { input, user_id: person.userId } : { input, wa_id: person.waId };
	return { body: answerOf(core, contact, message, type) };
}

/** Digits of the recipient; without `+` the service takes the number for a national one. */
function recipientNumber(core: Core, to: string): string {
	const digits = phoneDigits(to);
	if (digits === undefined) {
		throw new ServiceError(131009, `"${to}" is not a phone number`);
	}
	if (to.trim().startsWith('+') || core.switches.missingPlus === 'keep') return digits;
	return core.channel.countryCode + digits;
}

function contentOf(core: Core, body: JsonObject, type: string, isGroup: boolean): Content {
	if (type === 'template') return checkTemplate(core, body.template);
	if (type === 'pin') {
		if (!isGroup) throw badParameter('Messages can only be pinned in groups');
		if (!isObject(body.pin)) throw new ServiceError(131008, 'pin is required');
		return { text: '' };
	}
	const unverified = UNVERIFIED_TYPES.includes(type);
	const refused = isGroup && unverified && core.switches.unverifiedTypes === 'refuse';
	if ((!CONTENT_TYPES.includes(type) && !unverified) || refused) {
		throw new ServiceError(131009, `Messages of type "${type}" are not supported here`);
	}
	return checkContent(core, type, body[type]);
}

/** The code for a `failed` status, unless the switch wants the refusal at once. */
function refuseOrFail(code: number, how: 'sync' | 'failed'): number {
	if (how === 'sync') throw new ServiceError(code);
	return code;
}

function accept(
	core: Core,
	call: Call,
	body: JsonObject,
	facts: {
		groupId?: string;
		waId?: string;
		isToUserId?: boolean;
		type: string;
		content: Content;
		inWindow: boolean;
		failure?: number;
		/** Numbers of the people whom it reaches, unless it fails. */
		audience: string[];
	},
): Message {
	const { groupId, waId, isToUserId = false, type, content, inWindow, failure, audience } = facts;
	// Ids hold the number of the person; of the business where there is none, or none may be told.
	const number = isToUserId ? undefined : waId;
	const message: Message = {
		wamid: core.ids.wamid(number ?? core.channel.displayPhone),
		direction: 'out',
		type,
		groupId,
		waId,
		isToUserId,
		at: core.clock.seconds(),
		templateCategory: content.template?.category,
		inWindow,
		callbackData: body.biz_opaque_callback_data as string | undefined,
		content: { ...content, value: body[type], replyTo: repliedTo(body.context) },
		reached: new Map(),
	};
	// A pin is told by a notice.
	if (type === 'pin') core.state.messages.set(message.wamid, message);
	else showMessage(core, message, failure === undefined ? audience : []);
	core.log.addSent({
		wamid: message.wamid,
		time: new Date(core.clock.now()).toISOString(),
		at: core.clock.elapsed(),
		recipientType: groupId === undefined ? 'individual' : 'group',
		to: String(body.to ?? body.recipient),
		waId: waId === '' ? undefined : waId,
		type,
		body,
		failedWith: failure,
		requestId: call.entry.id,
	});
	return message;
}

function repliedTo(context: unknown): string | undefined {
	const id = isObject(context) ? context.message_id : undefined;
	return typeof id === 'string' ? id : undefined;
}

/** `sent` once, then `delivered` and `read` for each person; or one `failed`. */
function statusesOf(
	core: Core,
	message: Message,
	people: Person[],
	failure: number | undefined,
): Update[] {
	if (failure !== undefined) {
		return [failedStatus(core, message, errorItem(failure))];
	}
	const { autoStatuses } = core.switches;
	if (autoStatuses === 'none') return [];
	const updates = [statusUpdate(core, message, 'sent')];
	if (autoStatuses === 'sent') return updates;
	for (const person of people) updates.push(reachedStatus(core, message, 'delivered', person));
	if (autoStatuses === 'delivered') return updates;
	for (const person of people) updates.push(reachedStatus(core, message, 'read', person));
	return updates;
}

function answerOf(
	core: Core,
	contact: { input: string; wa_id?: string; user_id?: string },
	message: Message,
	type: string,
): SendMessageResponse {
	const withGroup = message.groupId !== undefined && core.switches.messageGroupId;
	return {
		messaging_product: 'whatsapp',
		contacts: [contact],
		messages: [
			{
				id: message.wamid,
				...(withGroup ? { group_id: message.groupId } : {}),
				...(type === 'template' ? { message_status: 'accepted' } : {}),
			},
		],
	};
}

/** The message reaches the person's phone; whoever joins by themselves starts to. */
function receive(
	core: Core,
	person: Person,
	message: Message,
	type: string,
	content: Content,
): void {
	const prefix = INVITE_PREFIX.replaceAll('.', '\\.');
	const inviteLinks = content.text.match(new RegExp(`${prefix}[A-Za-z0-9]+`, 'g')) ?? [];
	person.inbox.push({ wamid: message.wamid, type, text: content.text, inviteLinks });
	planAutoJoins(core, person, inviteLinks);
}
