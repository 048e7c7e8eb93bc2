/** Answers to changes of a group's settings (contract 3.4). */
import type { SettingResult } from '../api/contract/deliveries';
import type { Wire } from '../api/contract/wire';
import { excerptOf } from '../api/errorBody';
import { asFlag, asId, asText, asWire, isRecord, withoutUndefined } from '../api/values';
import type { ErrorDetails } from '../failures/failure';
import type { SettingFailure, WebhookEvent } from './catalogue';
import { eventIdOfJson } from './eventId';
import { errorsIn, groupEvent, hasOwnErrors, type Group } from './groupElement';
import { errorFact, firstError, isEmpty, type ChangeContext } from './parseContext';

/** By the keys under which they stand. */
export const SETTINGS = new Map([
	['group_subject', 'subject'],
	['subject', 'subject'],
	['group_description', 'description'],
	['description', 'description'],
	['profile_picture', 'picture'],
]);

/** Meta's OpenAPI has the texts plain; where both forms stand, the one with a result counts. */
function settingResult(key: string, value: unknown, group: Group): unknown {
	if (key !== 'subject' && key !== 'description') return value;
	if (isRecord(group[`group_${key}`])) return undefined;
	const text = typeof value === 'string' ? value : asText(value);
	return text === undefined ? value : { text };
}

/** What the result of a setting that we know tells of its value. */
function valueParts({ text, mime_type, sha256 }: Wire<SettingResult>): unknown[] {
	return [text, mime_type, sha256];
}

/** What is told of the values of settings, whatever became of them. */
export function settingValues(group: Group): unknown[] {
	return Object.entries(group).flatMap(([key, value]) =>
		SETTINGS.has(key) ? valueParts(asWire(value)) : [],
	);
}

/** Whether the result of a setting says anything of what became of it. */
function isResult(result: unknown): result is Record<string, unknown> {
	if (!isRecord(result)) return false;
	const told = asWire<SettingResult>(result);
	const hasValue = valueParts(told).some((part) => part !== undefined && part !== null);
	return hasValue || told.update_successful !== undefined || hasOwnErrors(result);
}

export function readSettings(group: Group, context: ChangeContext): WebhookEvent[] {
	const errors = errorsIn(group);
	const outer = firstError(errors);
	const applied: string[] = [];
	const notApplied: SettingFailure[] = [];
	const values: Partial<WebhookEvent> = {};
	const results: Array<[string, unknown]> = [];
	const unread: Array<[string, unknown]> = [];
	for (const [key, value] of Object.entries(group)) {
		const result = settingResult(key, value, group);
		const known = SETTINGS.get(key);
		if (known ? isEmpty(result) : !hasFlag(result)) continue;
		if (!isResult(result)) {
			unread.push([key, result]);
			continue;
		}
		const setting = known ?? key;
		const told = asWire<SettingResult>(result);
		const own = firstError(errorsIn(told));
		// Meta's plain form has no result: no error is all that says that it was applied.
		const { update_successful: flag } = told;
		const isApplied = !own && (flag === undefined ? !outer : asFlag(flag) === true);
		const content = known ? valueParts(told).map((part) => asText(part)) : result;
		results.push([setting, [isApplied, content, errorFact(errorsIn(told))]]);
		if (!isApplied) {
			notApplied.push(withoutUndefined({ setting, error: own ?? outer }));
			continue;
		}
		applied.push(setting);
		if (setting === 'subject') values.subject = asText(told.text);
		if (setting === 'description') values.description = asText(told.text);
		if (setting === 'picture') {
			values.mimeType = asText(told.mime_type);
			values.sha256 = asText(told.sha256);
		}
	}
	if (results.length === 0 && !outer) return [];
	for (const [key, value] of unread) {
		notApplied.push({ setting: SETTINGS.get(key) ?? key, error: outer ?? unreadError(value) });
	}
	const requestId = asId(group.request_id);
	applied.sort();
	notApplied.sort((a, b) => (a.setting < b.setting ? -1 : 1));
	// Nothing says that a request is answered at once: two answers differ in what they tell of settings.
	const outcome = eventIdOfJson('settings', Object.fromEntries(results));
	const identity = [requestId, outcome, errorFact(errors)];
	if (unread.length > 0) identity.push(eventIdOfJson('unread', Object.fromEntries(unread)));
	return [
		groupEvent(applied.length > 0 ? 'settingsUpdated' : 'settingsUpdateFailed', group, context, {
			identity,
			requestId,
			...values,
			applied,
			notApplied,
			error: outer,
		}),
	];
}

function hasFlag(result: unknown): boolean {
	return isRecord(result) && Object.hasOwn(result, 'update_successful');
}

/** It may have been applied or not: what came is told. */
function unreadError(value: unknown): ErrorDetails {
	const message = 'What the service says of this setting could not be read.';
	return withoutUndefined({ code: 'unknown', message, details: excerptOf(value) });
}
