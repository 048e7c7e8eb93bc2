import type { Core } from './core';
import { Faults, type FaultRule } from './faults';
import { finishLater } from './groups';
import { ControlError } from './people';
import { RateLimiter, type RateLimit } from './rateLimit';
import { shapeProblem } from './savedSchema';
import {
	State,
	type ChatLine,
	type Group,
	type JoinRequest,
	type Media,
	type Message,
	type Person,
	type Reach,
} from './state';
import { applySwitches, defaultSwitches, type Switches } from './switches';
import { isObject } from './validation';

const FORMAT = 'whatsapp-groups-simulator';
const VERSION = 1;

type SavedGroup = Omit<Group, 'members' | 'removedForever' | 'joinRequests' | 'picture'> & {
	members: string[];
	removedForever: string[];
	joinRequests: Array<Omit<JoinRequest, 'person'> & { waId: string }>;
	picture?: string;
};

/** Fields of the state that are JSON as they stand. */
const PLAIN = [
	'templates',
	'library',
	'eligible',
	'webhook',
	'wabaWebhook',
	'multiWebhook',
	'multiWebhookWanted',
	'planned',
	'autoJoins',
	'sequence',
] as const;

/** Everything that lasts, as JSON. People are named by their numbers, bytes are base64. */
export interface SavedState extends Pick<State, (typeof PLAIN)[number]> {
	format: typeof FORMAT;
	version: typeof VERSION;
	/** ISO 8601, in the service's time. */
	savedAt: string;
	/** By how many ms the service's time is ahead. */
	ahead: number;
	ids: [state: number, counter: number];
	switches: Switches;
	latency: { min: number; max: number };
	rateLimit: RateLimit | null;
	/** Those that a file can hold: not those with a function or a pattern. */
	faults: FaultRule[];
	people: Person[];
	groups: SavedGroup[];
	goneGroups: Array<[id: string, subject: string]>;
	messages: Array<Omit<Message, 'reached'> & { reached: Array<[string, Reach]> }>;
	chatLines: Array<Omit<ChatLine, 'message'> & { wamid?: string }>;
	media: Array<Omit<Media, 'bytes'> & { bytes: string }>;
	/** Payloads that the main webhook has not accepted yet. */
	undelivered: unknown[];
}

export function saveState(core: Core): SavedState {
	const { state, clock, ids, switches, latency, limiter, faults, deliverer } = core;
	const plain = Object.fromEntries(PLAIN.map((name) => [name, state[name]]));
	return structuredClone({
		format: FORMAT,
		version: VERSION,
		savedAt: new Date(clock.now()).toISOString(),
		ahead: clock.ahead,
		ids: ids.position,
		switches,
		latency,
		rateLimit: limiter.current,
		faults: faults
			.left()
			.filter(({ path, where }) => !(path instanceof RegExp) && where === undefined),
		...(plain as Pick<State, (typeof PLAIN)[number]>),
		people: [...state.people.values()],
		groups: [...state.groups.values()].map(savedGroup),
		goneGroups: [...state.goneGroups],
		messages: [...state.messages.values()].map((message) => ({
			...message,
			reached: [...message.reached],
		})),
		chatLines: state.chatLines.map(({ message, ...line }) => ({
			...line,
			...(message ? { wamid: message.wamid } : {}),
		})),
		media: [...state.media.values()].map((medium) => ({
			...medium,
			bytes: medium.bytes.toString('base64'),
		})),
		undelivered: deliverer.pending(),
	});
}

function savedGroup({
	members,
	removedForever,
	joinRequests,
	picture,
	...facts
}: Group): SavedGroup {
	return {
		...facts,
		members: [...members.keys()],
		removedForever: [...removedForever],
		joinRequests: [...joinRequests.values()].map(({ person, ...request }) => ({
			...request,
			waId: person.waId,
		})),
		...(picture ? { picture: picture.toString('base64') } : {}),
	};
}

/**
 * Reads a saved state without changing anything; the function that it gives puts it in place.
 *
 * @throws a ControlError when it is none, or is damaged
 */
export function readSaved(core: Core, value: unknown): () => void {
	if (!isObject(value) || value.format !== FORMAT) {
		throw new ControlError('This is no saved state of the simulator');
	}
	if (value.version !== VERSION) {
		throw new ControlError(`The saved state has version ${String(value.version)}, not ${VERSION}`);
	}
	const problem = shapeProblem(value);
	if (problem) throw new ControlError(`The saved state is damaged: ${problem}`);
	try {
		return prepared(core, value as unknown as SavedState);
	} catch (error) {
		const reason = error instanceof Error ? error.message : String(error);
		throw new ControlError(`The saved state is damaged: ${reason}`);
	}
}

function prepared(core: Core, saved: SavedState): () => void {
	const fresh = new State();
	for (const name of PLAIN) {
		Object.assign(fresh, { [name]: saved[name] });
	}
	// A change that was on its way has come through meanwhile.
	fresh.multiWebhook = fresh.multiWebhookWanted;
	for (const person of saved.people) fresh.people.set(person.waId, person);
	const personOf = (waId: string): Person => {
		const person = fresh.people.get(waId);
		if (!person) throw new Error(`nobody has the number ${waId}`);
		return person;
	};
	for (const group of saved.groups) fresh.addGroup(restoredGroup(group, personOf));
	for (const [id, subject] of saved.goneGroups) fresh.goneGroups.set(id, subject);
	for (const message of saved.messages) {
		fresh.messages.set(message.wamid, { ...message, reached: new Map(message.reached) });
	}
	for (const { wamid, ...line } of saved.chatLines) {
		const message = wamid === undefined ? undefined : fresh.messages.get(wamid);
		if (wamid !== undefined && !message) throw new Error(`there is no message ${wamid}`);
		fresh.addLine({ ...line, ...(message ? { message } : {}) });
	}
	for (const medium of saved.media) {
		fresh.media.set(medium.id, { ...medium, bytes: Buffer.from(medium.bytes, 'base64') });
	}
	const switches = defaultSwitches();
	applySwitches(switches, saved.switches);
	const { ahead, ids, latency, rateLimit, faults, undelivered } = saved;
	// Tried beforehand: what is refused must be refused as a whole.
	new RateLimiter().set(rateLimit);
	const programmed = new Faults();
	for (const rule of faults) programmed.add(rule);
	return () => {
		core.state.replaceBy(fresh);
		Object.assign(core.switches, switches);
		core.clock.ahead = ahead;
		core.ids.position = ids;
		core.latency = latency;
		core.limiter.set(rateLimit);
		core.faults.clear();
		for (const rule of faults) core.faults.add(rule);
		for (const group of core.state.groups.values()) {
			if (group.creation) finishLater(core, group);
		}
		for (const payload of undelivered) void core.deliverer.deliverRaw(payload).catch(() => {});
	};
}

function restoredGroup(saved: SavedGroup, personOf: (waId: string) => Person): Group {
	const { members, removedForever, joinRequests, picture, ...facts } = saved;
	return {
		...facts,
		members: new Map(members.map((waId) => [waId, personOf(waId)])),
		removedForever: new Set(removedForever),
		joinRequests: new Map(
			joinRequests.map(({ waId, ...request }) => [
				request.id,
				{ ...request, person: personOf(waId) },
			]),
		),
		...(picture === undefined ? {} : { picture: Buffer.from(picture, 'base64') }),
	};
}
