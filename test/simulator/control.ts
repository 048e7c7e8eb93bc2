import type {
	IncomingMedia,
	IncomingMessage,
} from '../../nodes/WhatsAppGroups/api/contract/deliveries';
import type { Core } from './core';
import { errorItem } from './errors';
import { changeMessage } from './changes';
import { failedStatus, reachedStatus, showMessage, showNotice } from './chats';
import { groupUpdate, isNumberHidden, messageUpdate, personIds } from './events';
import { addGroup, type GroupSeed } from './seed';
import { mediaUrl, storeMedia } from './media';
import {
	ControlError,
	emitJoinRequest,
	joinByLink,
	personOf,
	savePerson,
	WINDOW_MS,
	type JoinResult,
	type PersonSeed,
} from './people';
import type { AutoJoin, Group, Message, Person, PlannedFailures, Reach, Template } from './state';
import { inviteLinkOf } from './state';
import { newTemplate, type TemplateSeed } from './templates';

/** Content of a message from a person, such as `{ type: 'text', text: { body: 'Hi' } }`. */
export type PersonMessage = Pick<IncomingMessage, 'type'> & Partial<IncomingMessage>;

export interface PersonMedia {
	type: 'image' | 'video' | 'audio' | 'document' | 'sticker';
	/** Default: a few bytes. */
	bytes?: Uint8Array;
	/** Default by type. */
	mimeType?: string;
	caption?: string;
	filename?: string;
	/** Of audio: a voice message. */
	voice?: boolean;
}

const MIME_TYPES: Record<PersonMedia['type'], string> = {
	image: 'image/jpeg',
	video: 'video/mp4',
	audio: 'audio/ogg',
	document: 'application/pdf',
	sticker: 'image/webp',
};

/**
 * What happens on the other side of the service: people join, ask, leave and write; WhatsApp
 * suspends groups. People are named by number or BSUID; an unknown number becomes a person. Every
 * method throws a `ControlError` when WhatsApp would not let it happen.
 */
export class Control {
	constructor(private readonly core: Core) {}

	/** Adds a person, or changes the profile of one who is known. */
	addPerson(seed: PersonSeed) {
		this.core.changed();
		return savePerson(this.core, seed);
	}

	/** Adds a group with members as if it had always been there: no webhook. */
	addGroup(seed: GroupSeed): Group {
		this.core.changed();
		return addGroup(this.core, seed);
	}

	/** Adds a template: no webhook. Approved unless the seed says otherwise. */
	addTemplate(seed: TemplateSeed): Template {
		const template = newTemplate(this.core, seed);
		this.core.state.templates.push(template);
		this.core.changed();
		return template;
	}

	/** Meta's review is over: `APPROVED`, `REJECTED`, `PAUSED` … */
	setTemplateStatus(name: string, status: string): void {
		const templates = this.core.state.templates.filter((template) => template.name === name);
		if (templates.length === 0) throw new ControlError(`There is no template "${name}"`);
		for (const template of templates) template.status = status.toUpperCase();
		this.core.changed();
	}

	/** The current invite link of a group, whoever asks. */
	inviteLink(groupId: string): string {
		return inviteLinkOf(this.group(groupId));
	}

	/**
	 * A person taps an invite link: joins an `auto_approve` group, or asks to join the other kind.
	 * Refused for an old link, a full group, a member, and anybody whom the business ever removed.
	 */
	join(inviteLink: string, person: string): JoinResult {
		return joinByLink(this.core, inviteLink, personOf(this.core, person));
	}

	/** A person takes back their request to join. */
	revokeJoinRequest(groupId: string, person: string): void {
		const group = this.group(groupId);
		const { waId } = personOf(this.core, person);
		const request = [...group.joinRequests.values()].find((open) => open.person.waId === waId);
		if (!request) throw new ControlError('This person has not asked to join');
		group.joinRequests.delete(request.id);
		emitJoinRequest(this.core, group, request, 'group_join_request_revoked');
	}

	/** A member leaves by themselves; they may come back. */
	leave(groupId: string, person: string): void {
		const { group, member } = this.member(groupId, person);
		group.members.delete(member.waId);
		showNotice(this.core, group, { kind: 'left', waId: member.waId }, [member]);
		this.core.emit([
			groupUpdate(this.core, 'group_participants_update', {
				group_id: group.id,
				type: 'group_participants_remove',
				initiated_by: 'participant',
				removed_participants: [personIds(this.core, member)],
			}),
		]);
	}

	/** A member writes any kind of message; that opens the group's 24-hour window. Returns its wamid. */
	send(groupId: string, person: string, message: PersonMessage): string {
		const { group, member } = this.member(groupId, person);
		group.windowUntil = this.core.clock.now() + WINDOW_MS;
		const id = this.record(member, message, group);
		this.core.emit([messageUpdate(this.core, member, { ...message, id, group_id: group.id })]);
		return id;
	}

	/** A member writes a text; without a group a person writes one to one. */
	sendText(groupId: string | undefined, person: string, body: string, replyTo?: string): string {
		const context = replyTo === undefined ? {} : { context: this.contextOf(replyTo) };
		return this.say(groupId, person, { type: 'text', text: { body }, ...context });
	}

	/** A member sends a medium; without a group a person sends it one to one. */
	sendMedia(groupId: string | undefined, person: string, media: PersonMedia): string {
		// Who may not send leaves no medium behind.
		if (groupId !== undefined) this.member(groupId, person);
		const content = { type: media.type, [media.type]: this.incomingMedia(media) };
		return this.say(groupId, person, content);
	}

	/** An empty emoji takes the reaction back. */
	sendReaction(groupId: string, person: string, messageId: string, emoji: string): string {
		const reaction = { message_id: messageId, ...(emoji === '' ? {} : { emoji }) };
		return this.send(groupId, person, { type: 'reaction', reaction });
	}

	sendLocation(groupId: string, person: string, location: IncomingMessage['location']): string {
		return this.send(groupId, person, { type: 'location', location });
	}

	/** A kind of message that the API cannot show, such as a poll. */
	sendUnsupported(groupId: string, person: string): string {
		return this.send(groupId, person, { type: 'unsupported', errors: [errorItem(130501)] });
	}

	/** A member changes a text of their own, which the API tells as a kind of message that it cannot show. */
	editMessage(groupId: string, person: string, messageId: string, text: string): void {
		const author = this.member(groupId, person);
		changeMessage(this.core, author, messageId, { text, change: 'edited' });
	}

	/** The same of a message that a member takes back. */
	deleteMessage(groupId: string, person: string, messageId: string): void {
		const author = this.member(groupId, person);
		changeMessage(this.core, author, messageId, { text: '', change: 'deleted' });
	}

	/** A person writes to the business one to one; that opens their own 24-hour window. */
	sendDirect(person: string, message: string | PersonMessage): string {
		const sender = personOf(this.core, person);
		sender.windowUntil = this.core.clock.now() + WINDOW_MS;
		const content =
			typeof message === 'string' ? { type: 'text', text: { body: message } } : message;
		const id = this.record(sender, content);
		this.core.emit([messageUpdate(this.core, sender, { ...content, id })]);
		return id;
	}

	/** A person reads a message of the business: a `read` status. */
	readMessage(wamid: string, person: string): void {
		this.status(wamid, 'read', person);
	}

	/** A person opens a chat: `read` for what they have not read in it. Without a group, the one-to-one chat. */
	readChat(person: string, groupId?: string): void {
		const reader = personOf(this.core, person);
		const unread = this.core.state.chatLines.filter(
			({ message, audience, groupId: chat }) =>
				message?.direction === 'out' &&
				chat === groupId &&
				audience.includes(reader.waId) &&
				[undefined, 'delivered'].includes(message.reached.get(reader.waId)),
		);
		for (const { message } of unread) this.readMessage(message?.wamid ?? '', person);
	}

	/** A person plays a voice message: a `played` status. */
	playMessage(wamid: string, person: string): void {
		this.status(wamid, 'played', person);
	}

	/** A `delivered` status, for when the switch `autoStatuses` holds it back. */
	deliverMessage(wamid: string, person: string): void {
		this.status(wamid, 'delivered', person);
	}

	/** A `failed` status with a code, after the message was accepted. */
	failMessage(wamid: string, code: number): void {
		const message = this.sentMessage(wamid);
		this.core.emit([failedStatus(this.core, message, errorItem(code))]);
	}

	/** WhatsApp suspends a group: operations on it answer 131207. */
	suspend(groupId: string): void {
		this.setSuspended(groupId, true);
	}

	clearSuspension(groupId: string): void {
		this.setSuspended(groupId, false);
	}

	/** Opens the group's 24-hour window without a message. */
	openWindow(groupId: string): void {
		this.group(groupId).windowUntil = this.core.clock.now() + WINDOW_MS;
		this.core.changed();
	}

	/** Closes the group's 24-hour window at once. */
	closeWindow(groupId: string): void {
		this.group(groupId).windowUntil = 0;
		this.core.changed();
	}

	/** The next creation is accepted and then fails by webhook. Can be called several times. */
	failNextCreation(code = 131211): void {
		this.core.state.planned.creation.push(code);
	}

	/** The next deletion is accepted and then fails by webhook; the group stays. */
	failNextDeletion(code = 131000): void {
		this.core.state.planned.deletion.push(code);
	}

	/** The next update is accepted; the settings named here then fail with their codes by webhook. */
	failNextSettings(codes: PlannedFailures['settings'][number]): void {
		this.core.state.planned.settings.push(codes);
	}

	/** An error that belongs to no message and no group, as the service tells it out of band. */
	outOfBandError(code = 130429): void {
		this.core.emit([{ field: 'messages', value: { errors: [errorItem(code)] } }]);
	}

	/** From now on people join by themselves, some time after a group link reached them. */
	autoJoin(rule: AutoJoin): void {
		this.core.state.autoJoins.push(rule);
		this.core.changed();
	}

	/** Nobody joins by themselves any more. */
	stopAutoJoin(): void {
		this.core.state.autoJoins = [];
		this.core.changed();
	}

	/** Whether the number may use groups; otherwise a creation answers 131215, and nothing else shows it. */
	setEligible(eligible: boolean): void {
		this.core.state.eligible = eligible;
		this.core.changed();
	}

	private say(groupId: string | undefined, person: string, message: PersonMessage): string {
		return groupId === undefined
			? this.sendDirect(person, message)
			: this.send(groupId, person, message);
	}

	private group(id: string): Group {
		const group = this.core.state.groups.get(id);
		if (!group?.visible) throw new ControlError(`There is no group "${id}"`);
		return group;
	}

	private member(groupId: string, person: string) {
		const group = this.group(groupId);
		const member = group.members.get(personOf(this.core, person).waId);
		if (!member) throw new ControlError('This person is not in the group');
		return { group, member };
	}

	private record(sender: Person, message: PersonMessage, group?: Group): string {
		// The id must not tell a number that is hidden.
		const { ids, channel, clock } = this.core;
		const wamid = ids.wamid(isNumberHidden(this.core, sender) ? channel.displayPhone : sender.waId);
		const { type, text, context } = message;
		const value = message[type as keyof PersonMessage];
		const { caption = '' } = (value ?? {}) as { caption?: string };
		const recorded: Message = {
			wamid,
			direction: 'in',
			type,
			waId: sender.waId,
			groupId: group?.id,
			at: clock.seconds(),
			inWindow: true,
			content: { text: text?.body ?? caption, value, replyTo: context?.id },
			reached: new Map(),
		};
		showMessage(this.core, recorded, group ? [...group.members.keys()] : [sender.waId]);
		return wamid;
	}

	private contextOf(wamid: string): IncomingMessage['context'] {
		const message = this.core.state.messages.get(wamid);
		const from = message?.direction === 'in' ? message.waId : this.core.channel.displayPhone;
		return { from, id: wamid };
	}

	private incomingMedia(media: PersonMedia): IncomingMedia {
		const { type, caption, filename, voice } = media;
		const stored = storeMedia(
			this.core,
			{
				bytes: Buffer.from(media.bytes ?? 'some bytes'),
				mimeType: media.mimeType ?? MIME_TYPES[type],
				filename,
			},
			7,
		);
		return {
			id: stored.id,
			mime_type: stored.mimeType,
			sha256: stored.sha256,
			...(this.core.switches.incomingMediaUrl
				? { url: mediaUrl(this.core, stored, '&source=webhook') }
				: {}),
			...(caption === undefined ? {} : { caption }),
			...(type === 'document' ? { filename: filename ?? 'document.pdf' } : {}),
			...(type === 'audio' ? { voice: voice ?? false } : {}),
			...(type === 'sticker' ? { animated: false } : {}),
		};
	}

	private sentMessage(wamid: string): Message {
		const message = this.core.state.messages.get(wamid);
		if (message?.direction !== 'out') {
			throw new ControlError(`"${wamid}" is not a message of the business`);
		}
		return message;
	}

	private status(wamid: string, status: Reach, person: string): void {
		const reader = personOf(this.core, person);
		this.core.emit([reachedStatus(this.core, this.sentMessage(wamid), status, reader)]);
	}

	private setSuspended(groupId: string, suspended: boolean): void {
		const group = this.group(groupId);
		group.suspended = suspended;
		showNotice(this.core, group, { kind: suspended ? 'suspended' : 'reinstated' });
		this.core.emit([
			groupUpdate(this.core, 'group_status_update', {
				type: suspended ? 'group_suspend' : 'group_suspend_cleared',
				group_id: group.id,
			}),
		]);
	}
}
