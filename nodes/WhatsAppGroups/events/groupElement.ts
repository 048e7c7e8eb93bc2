/** What the readers of an element of `value.groups[]` share. */
import type { GroupEvent } from '../api/contract/deliveries';
import type { Wire } from '../api/contract/wire';
import { readErrorBody } from '../api/errorBody';
import { asId, asIsoTime, asText, asWire, withoutUndefined } from '../api/values';
import { eventIdOf, timeFact, type Fact } from './eventId';
import type { EventName, WebhookEvent } from './catalogue';
import { errorsOf, firstError, isEmpty, type ChangeContext } from './parseContext';

export type Group = Wire<GroupEvent>;
export const ADD = 'group_participants_add';
export const REMOVE = 'group_participants_remove';
export const UPDATE_SETTINGS = 'group_settings_update';

/** Meta's generated reference has other names for two types (D10). */
const SAME_TYPES = new Map([
	['group_add_participants', ADD],
	['group_remove_participants', REMOVE],
]);

export function typeOf(group: Group): string {
	const type = asText(group.type) ?? '';
	return SAME_TYPES.get(type) ?? type;
}

/** An element's errors, as deliveries tell them; else those that it tells in one of the forms of answers. */
export function errorsIn(element: Wire<Pick<GroupEvent, 'errors'>>): unknown {
	if (errorsOf(element.errors).length > 0) return element.errors;
	const said = readErrorBody(element);
	return said && [{ code: said.code ?? said.textCode, message: said.words.join(' – ') }];
}

/** What every event of a group has. */
export function groupEvent(
	event: EventName,
	group: Group,
	context: ChangeContext,
	{ identity, ...facts }: Partial<WebhookEvent> & { identity: readonly Fact[] },
): WebhookEvent {
	const groupId = asId(group.group_id);
	return withoutUndefined({
		event,
		eventId: eventIdOf(event, [groupId, timeFact(group.timestamp), ...identity]),
		groupId,
		timestamp: asIsoTime(group.timestamp),
		...context.number,
		...facts,
		raw: group,
	});
}

export function hasOwnErrors(element: unknown): boolean {
	return firstError(errorsIn(asWire<GroupEvent>(element))) !== undefined;
}

/** Whether what stands in the place of a text or a number is neither that nor nothing. */
export function isUnreadable(value: unknown): boolean {
	return !isEmpty(value) && asText(value) === undefined;
}
