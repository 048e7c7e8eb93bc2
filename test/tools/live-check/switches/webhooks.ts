/** How deliveries are written and how they come. */
import { objectOf, objectsOf, read, textOf, type JsonObject } from '../answers';
import { TRACKING } from '../levels/talk';
import type { Seen } from '../seen';
import {
	changesOf,
	groupEvents,
	messageEvents,
	participantOf,
	statusEvents,
	type Event,
} from './events';
import { agreed, misfit, saw, unknown, type Finding, type Reader } from './finding';

const NOTHING_HEARD = 'nothing of this kind was heard';

const timestampStyle: Reader = (seen) => {
	const all = [...groupEvents(seen), ...statusEvents(seen), ...messageEvents(seen)];
	const types = all.map(({ element }) => typeof element.timestamp);
	const odd = types.find((type) => type !== 'string' && type !== 'number');
	if (odd) return misfit(`a timestamp is ${odd}`);
	return agreed(types, 'timestamps of deliveries', NOTHING_HEARD);
};

const KEYS = ['recipient_participant_id', 'participant_recipient_id'];

const participantKey: Reader = (seen) => {
	const used = statusEvents(seen).map(({ element }) => KEYS.filter((key) => key in element));
	if (used.some((keys) => keys.length > 1)) return misfit('a status names the person twice');
	const keys = [...new Set(used.flat())];
	if (keys.length === 0) return unknown(NOTHING_HEARD);
	return saw(keys.length > 1 ? 'alternate' : keys[0], 'the key of the person in statuses');
};

const statusGroupKey: Reader = (seen) => {
	const statuses = statusEvents(seen).map(({ element }) => element);
	if (statuses.some((one) => one.recipient_type === 'group' && 'group_id' in one)) {
		return misfit('statuses have recipient_type and group_id');
	}
	if (statuses.some((one) => one.recipient_type !== 'group' && !('group_id' in one))) {
		return misfit('statuses have neither recipient_type nor group_id');
	}
	return agreed(
		statuses.map((one) => ('group_id' in one ? 'group_id' : 'recipient_type')),
		'how a status says that it is a group’s',
		NOTHING_HEARD,
	);
};

const settingsEventStyle: Reader = (seen) => {
	const signs = groupEvents(seen, 'group_settings_update').flatMap(({ element }) => [
		...('group_subject' in element || 'group_description' in element ? ['result'] : []),
		...('subject' in element || 'description' in element ? ['plain'] : []),
	]);
	return agreed(signs, 'events of changed settings', NOTHING_HEARD);
};

const initiatedByPosition: Reader = (seen) => {
	const signs = groupEvents(seen, 'group_participants_remove').flatMap(
		({ element, value, delivery }) => {
			if ('initiated_by' in element) return ['group'];
			if ('initiated_by' in value) return ['value'];
			return delivery.isWhole ? ['absent'] : [];
		},
	);
	return agreed(signs, 'where initiated_by stands', NOTHING_HEARD);
};

const conversationObject: Reader = (seen) => {
	const signs = statusEvents(seen).flatMap(({ element }) => {
		const hasInside = 'pricing' in objectOf(element.conversation);
		if (hasInside) return ['pricing' in element ? 'other' : 'nested'];
		if ('conversation' in element) return ['pricing' in element ? 'present' : 'other'];
		return 'pricing' in element ? ['omitted'] : [];
	});
	if (signs.includes('other')) return misfit('conversation and pricing stand together otherwise');
	return agreed(signs, 'conversation and pricing of statuses', 'no status had a price');
};

/** Ids of the two texts that were sent at once. */
function sentTexts(seen: Seen): Set<string> {
	const ids = seen.all('text').flatMap((exchange) => {
		const answer = read(exchange);
		const { messages } = objectOf(answer.kind === 'success' ? answer.json : undefined);
		const [message] = Array.isArray(messages) ? messages : [];
		return textOf(objectOf(message).id) ?? [];
	});
	return new Set(ids);
}

/** Updates that came together though each had its own cause are far closer than this. */
const AT_ONCE_MS = 80;

type Style = 'message' | 'participant' | 'all';

/** Under which styles these two statuses would have shared a POST, had they been collected. */
function stylesOf(a: JsonObject, b: JsonObject): Style[] {
	const sameStatus = a.status === b.status;
	return [
		'all',
		...(sameStatus && a.id === b.id ? (['message'] as const) : []),
		...(sameStatus && participantOf(a) === participantOf(b) && a.recipient_id === b.recipient_id
			? (['participant'] as const)
			: []),
	];
}

const statusAggregation: Reader = (seen): Finding => {
	const atOnce = sentTexts(seen);
	/** Nothing but the way of telling them can have put these apart. */
	const isSameCause = (one: Event, other: Event) => {
		const ids = [one.element.id, other.element.id].map(String);
		return isAtOnce(one, other) && (ids[0] === ids[1] || ids.every((id) => atOnce.has(id)));
	};
	const events = statusEvents(seen).filter(({ delivery }) => delivery.isWhole);
	const together = new Set<string>();
	const apart = new Set<Style>();
	events.forEach((one, index) => {
		for (const other of events.slice(index + 1)) {
			const styles = stylesOf(one.element, other.element);
			if (one.value === other.value) {
				together.add(styles.find((style) => style !== 'all') ?? 'all');
			} else if (isSameCause(one, other) && one.delivery.text !== other.delivery.text) {
				for (const style of styles) apart.add(style);
			}
		}
	});
	if (together.has('all')) return saw('all', 'statuses of several kinds share a POST');
	if (together.size > 1) return saw('all', 'statuses of several kinds share a POST');
	const [style] = together;
	if (style) {
		return apart.has('all')
			? saw(style, `statuses of one ${style} share a POST`)
			: unknown('too few statuses came at once');
	}
	return apart.size === 3
		? saw('none', 'statuses that came at once had a POST each')
		: unknown('too few statuses came at once');
};

function isAtOnce(one: Event, other: Event): boolean {
	const { at: a } = one.delivery;
	const { at: b } = other.delivery;
	return a !== undefined && b !== undefined && Math.abs(a - b) < AT_ONCE_MS;
}

const MANY = 5;

function whole(seen: Seen) {
	return seen.deliveries.filter(({ isWhole }) => isWhole);
}

const webhookBatching: Reader = (seen) => {
	const posts = whole(seen);
	if (posts.some((post) => changesOf(post).length > 1))
		return saw(true, 'a POST had several updates');
	const timed = posts.filter(({ at }) => at !== undefined);
	const texts = new Set(timed.map(({ text }) => text));
	const gaps = timed.slice(1).map(({ at = 0 }, index) => at - (timed[index].at ?? 0));
	const close = gaps.filter((gap) => gap < AT_ONCE_MS).length;
	return texts.size >= MANY && close >= MANY
		? saw(false, `each of ${posts.length} POSTs had one update`)
		: unknown('too few deliveries came at once');
};

const webhookDuplicates: Reader = (seen) => {
	// Without an id in it, two that look the same may tell of two things in one second.
	const posts = whole(seen).filter(
		({ at, text }) => at !== undefined && /"wamid\.|"request_id"/.test(text),
	);
	const counts = new Map<string, number>();
	for (const { text } of posts) counts.set(text, (counts.get(text) ?? 0) + 1);
	const twice = [...counts.values()].filter((count) => count > 1).length;
	if (counts.size < MANY) return unknown('too few deliveries were heard');
	if (twice === 0) return saw(false, `none of ${posts.length} deliveries came twice`);
	// The last one may still have been under way.
	if (twice >= counts.size - 1) return saw(true, 'deliveries came twice');
	return misfit(`${twice} of ${counts.size} deliveries came twice`);
};

const STEPS: readonly unknown[] = ['sent', 'delivered', 'read'];

const webhookReorder: Reader = (seen) => {
	const firstOf = new Map<string, { first: number; step: number }[]>();
	const known = new Set<string>();
	for (const { element, delivery, index } of statusEvents(seen)) {
		const step = STEPS.indexOf(element.status);
		const key = `${String(element.id)} ${step} ${participantOf(element)}`;
		if (step < 0 || !delivery.isWhole || delivery.at === undefined || known.has(key)) continue;
		known.add(key);
		const list = firstOf.get(String(element.id)) ?? [];
		firstOf.set(String(element.id), [...list, { first: index, step }]);
	}
	const signs = [...firstOf.values()].flatMap((list) => {
		const steps = [0, 1, 2].map((step) => list.filter((one) => one.step === step));
		const places = steps.filter((of) => of.length > 0).map((of) => of.map(({ first }) => first));
		if (places.length < 2 || new Set(places.flat()).size < 2) return [];
		const pairs = places.slice(1).map((later, at) => [places[at], later] as const);
		return pairs.map(([earlier, later]) => Math.max(...earlier) > Math.min(...later));
	});
	if (signs.length < 2) return unknown('too few statuses came one after the other');
	if (new Set(signs).size > 1) return misfit('some statuses came in their order, and some did not');
	return saw(
		signs[0],
		signs[0] ? 'read before delivered before sent' : 'statuses came in their order',
	);
};

const signature: Reader = (seen) => {
	const signs = whole(seen).flatMap(({ headers }) => {
		if (!headers) return [];
		const header = headers['x-360dialog-signature'];
		if (header === undefined) return ['none'];
		if (/^[0-9a-f]{64}$/i.test(header)) return ['hex'];
		return [/^sha256=[0-9a-f]{64}$/i.test(header) ? 'prefixed' : 'other'];
	});
	if (signs.includes('other')) return misfit('the signature has another form');
	return agreed(signs, 'x-360dialog-signature', 'no delivery came with its headers');
};

/** How long after its call and after the answer each change of a setting was told, in ms; below 0: before it. */
function delaysOf(seen: Seen): Array<{ afterCall: number; afterAnswer: number }> {
	const calls = seen.all('setSubject', 'setDescription', 'clearDescription');
	const events = groupEvents(seen, 'group_settings_update').filter(
		({ element, delivery }) => delivery.at !== undefined && element.group_id === seen.own?.id,
	);
	return calls.flatMap((exchange) => {
		if (read(exchange).kind !== 'success') return [];
		const { subject, description } = objectOf(exchange.body);
		const event = events.find(({ element }) =>
			subject === undefined
				? saidText(element, 'description') === description
				: saidText(element, 'subject') === subject,
		);
		if (event?.delivery.at === undefined) return [];
		const { at } = event.delivery;
		return [{ afterCall: at - exchange.sentAt, afterAnswer: at - exchange.answeredAt }];
	});
}

function saidText(element: JsonObject, key: 'subject' | 'description'): unknown {
	const result = element[`group_${key}`];
	return result === undefined ? element[key] : objectOf(result).text;
}

/** Between these, a slow answer may have hidden a pause, or a slow machine made one. */
const SOON_MS = 120;
const LATE_MS = 350;

const webhookTiming: Reader = (seen) => {
	const delays = delaysOf(seen).map(({ afterAnswer }) => afterAnswer);
	if (delays.length < 2) return unknown(NOTHING_HEARD);
	const [least, most] = [Math.min(...delays), Math.max(...delays)];
	if (most < 0) return saw('before', 'events came before the answer');
	if (least < 0) return unknown('some events came before the answer, and some after it');
	const how = `events came from ${Math.round(least)} ms after the answer on`;
	if (least > SOON_MS && least < LATE_MS) return unknown(how);
	return saw(least < LATE_MS ? 'after' : 'delayed', how);
};

const webhookDelayMs: Reader = (seen) => {
	const timing = webhookTiming(seen);
	if (timing.kind !== 'seen' || timing.value !== 'delayed')
		return unknown('events are not delayed');
	const waits = delaysOf(seen).map(({ afterCall }) => afterCall);
	return saw(Math.ceil(Math.min(...waits) / 10) * 10, 'the shortest wait, in ms');
};

const echoCallbackData: Reader = (seen) => {
	const ours = sentTexts(seen);
	const signs = statusEvents(seen)
		.filter(({ element }) => ours.has(String(element.id)))
		.map(({ element }) => String(element.biz_opaque_callback_data ?? '').startsWith(TRACKING));
	return agreed(signs, 'statuses carry the tracking data', NOTHING_HEARD);
};

const MEDIA = ['image', 'video', 'audio', 'document', 'sticker'];

const incomingMediaUrl: Reader = (seen) => {
	const media = messageEvents(seen).flatMap(({ element }) =>
		MEDIA.filter((type) => type === element.type).map((type) => objectOf(element[type])),
	);
	return agreed(
		media.map((one) => textOf(one.url) !== undefined),
		'media that come in carry their address',
		'nobody sent a picture',
	);
};

const autoStatuses: Reader = (seen) => {
	const sent = statusEvents(seen).filter(({ element }) => element.status !== 'failed');
	const [highest] = ['read', 'delivered', 'sent'].filter((status) =>
		sent.some(({ element }) => element.status === status),
	);
	if (highest) return saw(highest, 'how far statuses went during the check');
	// What was done after the texts has been told: statuses would have come before it.
	const isLaterTold = groupEvents(seen, 'group_participants_remove').some(
		({ element }) => element.group_id === seen.own?.id && isRemovalOfPhones(element),
	);
	return sentTexts(seen).size > 0 && isLaterTold
		? saw('none', 'no status came, and what was done later was told')
		: unknown(NOTHING_HEARD);
};

/** By the business, as far as an event says so: those who leave have no input. */
function isRemovalOfPhones({ removed_participants: removed }: JsonObject): boolean {
	return objectsOf(removed).some((person) => 'input' in person);
}

export const webhookSwitches = {
	timestampStyle,
	participantKey,
	statusGroupKey,
	settingsEventStyle,
	initiatedByPosition,
	conversationObject,
	statusAggregation,
	webhookBatching,
	webhookDuplicates,
	webhookReorder,
	signature,
	webhookTiming,
	webhookDelayMs,
	echoCallbackData,
	incomingMediaUrl,
	autoStatuses,
};
