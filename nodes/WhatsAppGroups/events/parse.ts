/** From a delivery to its events. Pure and total: no JSON whatever makes it throw. */
import type { WireError } from '../api/contract/wire';
import { explainError, readWireError } from '../api/errorBody';
import { asList, asRecord, asText, isRecord, withoutUndefined } from '../api/values';
import { eventIdOf, factKeys, timeFact, unknownFact } from './eventId';
import type { WebhookEvent } from './catalogue';
import {
	contextOf,
	errorFact,
	errorsOf,
	mentionsGroup,
	onlyGroupIn,
	otherEvent,
	type ChangeContext,
} from './parseContext';
import { parseGroup } from './parseGroups';
import { parseMessage, parseStatus } from './parseMessages';

const MESSAGES = 'messages';

/** Keys of a `value` that hold no events. */
const AROUND = ['messaging_product', 'metadata', 'contacts', 'initiated_by'];

/**
 * The events of one POST, in its order (contract 3). What is about groups and unknown becomes `other`;
 * what is not about groups is left out. A bad element costs only itself.
 *
 * @param body the parsed JSON, whatever it is
 */
export function parseDelivery(body: unknown): WebhookEvent[] {
	const { entry } = asRecord(body);
	if (!Array.isArray(entry)) return unreadable(body);
	return asList(entry).flatMap(parseEntry);
}

function parseEntry(entry: unknown): WebhookEvent[] {
	const { changes, time } = asRecord(entry);
	if (!Array.isArray(changes)) return unreadable(entry);
	return asList(changes).flatMap((change) => parseChange(change, time));
}

function parseChange(change: unknown, time: unknown): WebhookEvent[] {
	if (!isRecord(change)) return unreadable(change);
	const { value } = change;
	const field = asText(change.field);
	const isOfGroups = field?.startsWith('group') ?? false;
	if (!isRecord(value)) {
		return isOfGroups ? [otherEvent(change, contextOf(field, {}))] : unreadable(change);
	}
	const context = contextOf(field, value);
	const events: WebhookEvent[] = [];
	const handled = new Set(AROUND);
	const readEach = (key: string, read: (element: unknown) => WebhookEvent[]) => {
		const elements = key === 'errors' ? errorsOf(value[key]) : value[key];
		if (!Array.isArray(elements)) return;
		handled.add(key);
		for (const element of asList(elements)) {
			for (const event of read(element)) events.push(event);
		}
	};
	readEach('groups', (element) => parseGroup(element, context));
	// A change without a field is known by what it holds.
	if (field === undefined || field === MESSAGES) {
		readEach('messages', (element) => parseMessage(element, context));
		readEach('statuses', (element) => parseStatus(element, context));
	}
	if (field === undefined || field === MESSAGES || isOfGroups) {
		readEach('errors', (element) => [errorEvent(element, context, time)]);
	}
	const left = Object.entries(value).filter(([key]) => !handled.has(key));
	for (const event of parseLeft(change, left, context, isOfGroups)) events.push(event);
	return isOfGroups && events.length === 0 ? [otherEvent(change, context)] : events;
}

/**
 * What a change holds under keys that we do not know. Lists are read as those that we know are, an
 * event for each element, so that neither its id nor its group depends on what else is delivered with
 * it. Where anything else stands beside them, only the whole change tells everything.
 */
function parseLeft(
	change: Record<string, unknown>,
	left: Array<[string, unknown]>,
	context: ChangeContext,
	isOfGroups: boolean,
): WebhookEvent[] {
	if (left.every(([, inner]) => Array.isArray(inner))) {
		return left
			.flatMap(([, inner]) => asList(inner))
			.filter((element) => isOfGroups || mentionsGroup(element))
			.map((element) => otherEvent(element, context, { groupId: onlyGroupIn(element) }));
	}
	const rest = Object.fromEntries(left);
	const hasMore = left.some(([, inner]) => typeof inner === 'object' && inner !== null);
	if (!mentionsGroup(rest) && !(isOfGroups && hasMore)) return [];
	const identity = [context.field, rest];
	return [otherEvent(change, context, { groupId: onlyGroupIn(rest) }, identity)];
}

/** Nothing of it can be told; whether it matters to groups, a look inside has to say. */
function unreadable(element: unknown): WebhookEvent[] {
	if (!mentionsGroup(element)) return [];
	return [otherEvent(element, contextOf(undefined, {}), { groupId: onlyGroupIn(element) })];
}

/** What the contract has of an error. */
const ERROR_KEYS = factKeys<WireError>({
	code: 'fact',
	title: 'fact',
	message: 'fact',
	details: 'fact',
	error_data: 'fact',
	href: 'fact',
});

/**
 * An error that belongs to no message. It carries no time, so the same error twice cannot be told
 * from one that was delivered twice, unless the entry says when.
 */
function errorEvent(element: unknown, context: ChangeContext, time: unknown): WebhookEvent {
	if (!isRecord(element)) return otherEvent(element, context);
	const { phoneNumberId } = context.number;
	return withoutUndefined({
		event: 'apiError',
		eventId: eventIdOf('apiError', [
			phoneNumberId,
			timeFact(time),
			errorFact([element]),
			unknownFact(element, ERROR_KEYS),
		]),
		...context.number,
		error: explainError(readWireError(element)),
		raw: element,
	});
}
