import type { JoinApprovalMode } from '../../nodes/WhatsAppGroups/api/contract/groups';
import type {
	LibraryTemplate,
	WireTemplate,
} from '../../nodes/WhatsAppGroups/api/contract/templates';
import type {
	WebhookConfig,
	WebhookDestination,
} from '../../nodes/WhatsAppGroups/api/contract/webhooks';

/** What a person received one to one. */
export interface InboxMessage {
	wamid: string;
	type: string;
	/** The text, or the template's body with its variables filled in. */
	text: string;
	/** Group links in the text, as they stood when the message was delivered. */
	inviteLinks: string[];
}

export interface Person {
	/** Digits without `+`; the simulator always knows it, the API may hide it. */
	waId: string;
	/** The business-scoped user id; on the wire only by the switch `bsuid`. */
	userId: string;
	parentUserId?: string;
	name: string;
	username?: string;
	/** true: `wa_id` is never told; false: always told; undefined: the switch `bsuid` decides. */
	hideNumber?: boolean;
	onWhatsApp: boolean;
	acceptsTerms: boolean;
	/** The 24-hour window of the one-to-one conversation; ms since 1970. */
	windowUntil: number;
	inbox: InboxMessage[];
}

export interface JoinRequest {
	id: string;
	/** Order of arrival; cursors hold it. */
	sequence: number;
	person: Person;
	/** Unix seconds. */
	createdAt: number;
}

export interface Pin {
	wamid: string;
	/** ms since 1970. */
	until: number;
}

export interface Group {
	id: string;
	/** The number inside the ids of the group and of its join requests. */
	number: string;
	/** Order of creation; cursors hold it. */
	sequence: number;
	subject: string;
	description?: string;
	joinApprovalMode: JoinApprovalMode;
	/** Unix seconds. */
	createdAt: number;
	/** False until a delayed creation is done. */
	visible: boolean;
	/** What is to be told when a delayed creation is done. */
	creation?: { requestId: string; failure?: number };
	suspended: boolean;
	inviteCode: string;
	members: Map<string, Person>;
	/** wa ids of people whom the business removed: no link lets them in again. */
	removedForever: Set<string>;
	joinRequests: Map<string, JoinRequest>;
	/** In the order in which they were pinned. */
	pins: Pin[];
	/** The 24-hour window of the whole group; ms since 1970. */
	windowUntil: number;
	pictureSha256?: string;
	picture?: Buffer;
}

export interface Message {
	wamid: string;
	direction: 'out' | 'in';
	type: string;
	groupId?: string;
	waId?: string;
	/** It was addressed to the person by user id, so that their number must not be told. */
	isToUserId?: boolean;
	/** Unix seconds. */
	at: number;
	templateCategory?: string;
	/** The service window was open when it was sent. */
	inWindow: boolean;
	callbackData?: string;
	content: MessageContent;
	/** How far it got with each person, by number. */
	reached: Map<string, Reach>;
	/** Code of the `failed` status that was told. */
	failedWith?: number;
}

export type Reach = 'delivered' | 'read' | 'played';

/** What a message says. */
export interface MessageContent {
	/** What a person reads: the text, the caption, or the template's body with its variables filled in. */
	text: string;
	/** The wire's own object under the key of the type: `{ body }`, `{ id, caption }` … */
	value?: unknown;
	/** Id of the message that it answers. */
	replyTo?: string;
	template?: Template;
	/** Whoever wrote it has changed it since, or taken it back. */
	change?: 'edited' | 'deleted';
}

/** What WhatsApp tells in a chat by itself. */
export type Notice =
	| { kind: 'joined' | 'asked' | 'left' | 'removed'; waId: string }
	| { kind: 'pinned' | 'unpinned'; wamid: string }
	| { kind: 'subject' | 'description'; text: string }
	| { kind: 'created' | 'picture' | 'suspended' | 'reinstated' | 'deleted' };

/** A line of a chat: a message, or a notice. */
export interface ChatLine {
	/** Order over all chats. */
	sequence: number;
	/** ms since 1970. */
	at: number;
	/** Of a group's chat. Other chats are of one person with the business. */
	groupId?: string;
	/** Numbers of the people on whose phones it shows: those who were there. */
	audience: string[];
	message?: Message;
	notice?: Notice;
	/** Grows when something about the message changes. */
	revision: number;
}

export interface Media {
	id: string;
	bytes: Buffer;
	mimeType: string;
	filename?: string;
	sha256: string;
	/** ms since 1970. */
	expiresAt: number;
}

export interface Template extends WireTemplate {
	id: string;
	/** Upper case; the older endpoint prints it in lower case. */
	status: string;
	category: string;
	/** Kind of each body variable in order of appearance; TEXT where nothing is said. */
	parameterTypes: string[];
}

export interface MultiWebhook {
	enabled: boolean;
	destinations: WebhookDestination[];
}

/** Who gets a number's events. */
export interface Routing {
	webhook: WebhookConfig;
	wabaWebhook: WebhookConfig;
	multiWebhook: MultiWebhook;
}

/** Failures programmed for operations whose outcome is told by webhook: codes, next one first. */
export interface PlannedFailures {
	creation: number[];
	deletion: number[];
	settings: Array<Partial<Record<'subject' | 'description' | 'picture', number>>>;
}

/** A person who joins a group some time after a link to it reached them. */
export interface AutoJoin {
	/** Only this person; anybody when left out. */
	waId?: string;
	/** Only this group; any when left out. */
	groupId?: string;
	afterMs: number;
}

export const INVITE_PREFIX = 'https://chat.whatsapp.com/';

export class State implements Routing {
	readonly groups = new Map<string, Group>();
	readonly groupsByCode = new Map<string, Group>();
	readonly people = new Map<string, Person>();
	readonly messages = new Map<string, Message>();
	readonly media = new Map<string, Media>();
	/** Everything that stands in chats, oldest first. */
	chatLines: ChatLine[] = [];
	/** Subjects of groups that are gone, by id: their chats stay on the phones. */
	readonly goneGroups = new Map<string, string>();
	templates: Template[] = [];
	library: LibraryTemplate[] = [];
	eligible = true;
	webhook: WebhookConfig = {};
	wabaWebhook: WebhookConfig = {};
	/** What GET sees; changes reach it later than `multiWebhookWanted`. */
	multiWebhook: MultiWebhook = { enabled: false, destinations: [] };
	multiWebhookWanted: MultiWebhook = { enabled: false, destinations: [] };
	/** What stood before changes that show already and that deliveries do not go by yet, the first one first. */
	outdated: Routing[] = [];
	planned: PlannedFailures = { creation: [], deletion: [], settings: [] };
	autoJoins: AutoJoin[] = [];
	sequence = 0;
	private readonly lineOf = new Map<string, ChatLine>();

	nextSequence(): number {
		return ++this.sequence;
	}

	addLine(line: Omit<ChatLine, 'sequence' | 'revision'>): void {
		const sequence = (this.chatLines.at(-1)?.sequence ?? 0) + 1;
		const added = { sequence, revision: 0, ...line };
		this.chatLines.push(added);
		if (line.message) this.lineOf.set(line.message.wamid, added);
	}

	/** Something about a message has changed. */
	touch(wamid: string): void {
		const line = this.lineOf.get(wamid);
		if (line) line.revision++;
	}

	addGroup(group: Group): void {
		this.groups.set(group.id, group);
		this.groupsByCode.set(group.inviteCode, group);
	}

	removeGroup(group: Group): void {
		this.groups.delete(group.id);
		this.groupsByCode.delete(group.inviteCode);
	}

	setInviteCode(group: Group, code: string): void {
		this.groupsByCode.delete(group.inviteCode);
		group.inviteCode = code;
		this.groupsByCode.set(code, group);
	}

	/** What deliveries go by. */
	get routing(): Routing {
		return this.outdated[0] ?? this;
	}

	/** By digits of the number, by BSUID or by parent id. */
	findPerson(id: string): Person | undefined {
		if (!/[a-z]/i.test(id)) return this.people.get(id.replace(/\D/g, ''));
		for (const person of this.people.values()) {
			if (person.userId === id || person.parentUserId === id) return person;
		}
		return undefined;
	}

	clear(): void {
		this.replaceBy(new State());
	}

	/** Takes over what another state holds, which is not to be used any more. */
	replaceBy(other: State): void {
		const { groups, groupsByCode, people, messages, media, goneGroups, lineOf } = this;
		const fill = <V>(mine: Map<string, V>, theirs: Map<string, V>) => {
			mine.clear();
			for (const [key, value] of theirs) mine.set(key, value);
		};
		fill(groups, other.groups);
		fill(groupsByCode, other.groupsByCode);
		fill(people, other.people);
		fill(messages, other.messages);
		fill(media, other.media);
		fill(goneGroups, other.goneGroups);
		fill(lineOf, other.lineOf);
		this.chatLines = other.chatLines;
		this.templates = other.templates;
		this.library = other.library;
		this.eligible = other.eligible;
		this.webhook = other.webhook;
		this.wabaWebhook = other.wabaWebhook;
		this.multiWebhook = other.multiWebhook;
		this.multiWebhookWanted = other.multiWebhookWanted;
		this.outdated = other.outdated;
		this.planned = other.planned;
		this.autoJoins = other.autoJoins;
		this.sequence = other.sequence;
	}
}

export function inviteLinkOf(group: Group): string {
	return INVITE_PREFIX + group.inviteCode;
}
