import type { DeliveryAttempt } from '../delivery';
import type { RequestEntry } from '../log';
import type { Notice, Person, Reach, Routing } from '../state';

/** What the page is told of the simulator: collections by key. The page keeps no other state of it. */
export interface View {
	setup: Record<'setup', SetupView>;
	people: Record<string, PersonView>;
	groups: Record<string, GroupView>;
	lines: Record<string, LineView>;
	templates: Record<string, TemplateView>;
	requests: Record<string, RequestView>;
	deliveries: Record<string, DeliveryView>;
}

/** What has changed: `null` for what is gone. */
export type Changes = { [C in keyof View]?: Record<string, View[C][keyof View[C]] | null> };

export type PersonView = Omit<Person, 'inbox'>;

export interface GroupView {
	id: string;
	subject: string;
	description?: string;
	needsApproval: boolean;
	/** ms since 1970. */
	createdAt: number;
	suspended: boolean;
	/** False until a delayed creation is done. */
	visible: boolean;
	/** The group is deleted; its chat stays. */
	gone: boolean;
	inviteLink: string;
	members: string[];
	joinRequests: Array<{ id: string; waId: string; createdAt: number }>;
	removed: string[];
	/** ids of messages; `until` in ms since 1970. */
	pins: Array<{ wamid: string; until: number }>;
	windowUntil: number;
	/** Address of the picture. */
	picture?: string;
}

export interface LineView {
	sequence: number;
	at: number;
	groupId?: string;
	audience: string[];
	notice?: Notice;
	message?: MessageView;
}

export interface MessageView {
	wamid: string;
	isFromBusiness: boolean;
	/** Number of the person who wrote it, or of the one to whom it was written. */
	waId?: string;
	type: string;
	text: string;
	media?: MediaView;
	replyTo?: string;
	/** By whoever wrote it. */
	change?: 'edited' | 'deleted';
	reaction?: { messageId: string; emoji: string };
	/** Of a location or of contacts: what a phone would show. */
	card?: string;
	template?: { name: string; header?: string; footer?: string; buttons: string[] };
	reached: Record<string, Reach>;
	failure?: { code: number; title: string };
}

export interface MediaView {
	kind: string;
	/** Where its bytes are; none when they are not here. */
	url?: string;
	mimeType?: string;
	name?: string;
	isVoice?: boolean;
}

export interface TemplateView {
	name: string;
	language: string;
	category: string;
	status: string;
	header?: string;
	text: string;
	footer?: string;
	buttons: string[];
}

export type RequestView = Omit<RequestEntry, 'headers' | 'at'>;
export type DeliveryView = DeliveryAttempt;

export interface SwitchView {
	name: string;
	value: unknown;
	default: unknown;
	values?: readonly unknown[];
	doubt: string;
	about: string;
}

export interface SetupView {
	/** Digits of the business's number. */
	number: string;
	apiKey: string;
	/** By how many ms the service's time is ahead. */
	ahead: number;
	eligible: boolean;
	routing: Routing;
	switches: SwitchView[];
	faults: Array<{ id: number; hits: number; matches: number; rule: Record<string, unknown> }>;
	latency: { min: number; max: number };
	rateLimit: { perSecond: number; scope?: string } | null;
	autoJoins: Array<{ waId?: string; groupId?: string; afterMs: number }>;
}
