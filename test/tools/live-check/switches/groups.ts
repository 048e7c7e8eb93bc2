/** What changes of a group are answered. */
import {
	digitsOf,
	isAbout,
	isObject,
	listOf,
	objectOf,
	objectsOf,
	read,
	textOf,
	type Answer,
	type JsonObject,
} from '../answers';
import type { CallName } from '../calls';
import { MADE_UP_NUMBER } from '../levels/tryGroup';
import type { Exchange, Seen } from '../seen';
import { codesIn, groupEvents } from './events';
import { agreed, misfit, saw, unknown, type Finding, type Reader } from './finding';

const NOT_TRIED = 'it was not tried';

const createResponse: Reader = (seen) => {
	const answer = read(seen.last('create'));
	if (answer.kind !== 'success') return unknown('no group was created');
	const body = objectOf(answer.json);
	const keys = ['request_id', 'id', 'group_id', 'invite_link'].filter((key) => textOf(body[key]));
	const known: Record<string, string> = {
		request_id: 'request_id',
		id: 'id',
		'request_id id': 'both',
		group_id: 'group_id',
		'id invite_link': 'link',
	};
	const value = known[keys.join(' ')];
	if (value) return saw(value, `the answer has ${keys.join(' and ')}`);
	return misfit(`the answer has ${keys.join(' and ') || 'no id at all'}`);
};

const creationDelayMs: Reader = (seen) => {
	const shown = seen.own?.shownAfter;
	if (!shown) return unknown('the group did not show');
	if (shown.least === 0) return saw(0, 'the group was listed at the first look');
	return saw(Math.round(shown.most), `it was listed after ${Math.round(shown.least)} ms at least`);
};

function mutationOf(answer: Answer): string | undefined {
	if (answer.kind !== 'success') return undefined;
	if (answer.isBodyless) return 'none';
	const body = objectOf(answer.json);
	const keys = Object.keys(body).filter(
		(key) => key !== 'messaging_product' && key !== 'removed_participants',
	);
	if (keys.length === 0) return 'empty';
	if (keys.length > 1) return 'other';
	if (body.success === true) return 'success';
	if (body.success === 'true') return 'success_text';
	return textOf(body.request_id) ? 'request_id' : 'other';
}

const mutateResponse: Reader = (seen) => {
	const signs = (calls: CallName[]) =>
		seen
			.all(...calls)
			.map(read)
			.map(mutationOf)
			.filter((sign) => sign !== undefined);
	const updates = signs(['setSubject', 'setDescription']);
	const deletions = signs(['delete']);
	const [update] = updates;
	if (update === undefined) return unknown('no change was answered');
	const wanted = update === 'none' ? 'success' : update;
	const fits =
		update !== 'other' &&
		updates.every((sign) => sign === update) &&
		deletions.every((sign) => sign === wanted);
	if (deletions.length === 0) return unknown('the deletion was not answered');
	return fits
		? saw(update, 'answers to changes and to the deletion')
		: misfit(`changes answer ${[...new Set(updates)].join()}, the deletion ${deletions.join()}`);
};

const PICTURE_WORDS = /picture|\bfile\b|unexpected param/i;

const pictureField: Reader = (seen) => {
	const taken = (call: CallName) => {
		const answer = read(seen.last(call));
		if (answer.kind === 'success') return true;
		const isRefused = answer.kind === 'refusal' && isAbout(answer, [131053], PICTURE_WORDS);
		return isRefused ? false : undefined;
	};
	const asFile = taken('pictureAsFile');
	const asProfile = taken('pictureAsProfile');
	if (asFile === undefined || asProfile === undefined)
		return unknown('a picture had no clear answer');
	if (!asFile && !asProfile) return misfit('a picture is refused under both names');
	const value = asFile ? (asProfile ? 'both' : 'file') : 'profile_picture_file';
	return saw(value, 'which names of the part are taken');
};

const pictureErrors: Reader = (seen) => {
	const answer = read(seen.last('smallPicture'));
	if (answer.kind === 'refusal') {
		return isAbout(answer, [131209, 131210, 131053], /too small|192|image|picture/i)
			? saw('sync', 'the picture that is too small is refused at once')
			: unknown('it was refused for another reason');
	}
	if (answer.kind !== 'success') return unknown('it had no clear answer');
	const heard = groupEvents(seen, 'group_settings_update').some(({ element }) =>
		['false', 'FALSE'].includes(String(objectOf(element.profile_picture).update_successful)),
	);
	return heard
		? saw('webhook', 'it is taken, and refused by an event')
		: unknown('it was taken, and no event said what became of it');
};

const clearDescription: Reader = (seen) => {
	const answer = read(seen.last('clearDescription'));
	if (answer.kind === 'refusal') {
		return isAbout(answer, [], /description/i)
			? saw('refuse', 'an empty description is refused')
			: unknown('it was refused for another reason');
	}
	if (answer.kind !== 'success') return unknown(NOT_TRIED);
	const [cleared] = seen.all('clearDescription');
	const after = seen.all('ownGroup').find(({ sentAt }) => sentAt > cleared.answeredAt);
	const info = read(after);
	if (info.kind !== 'success' || textOf(objectOf(info.json).subject) === undefined) {
		return unknown('the group could not be read afterwards');
	}
	return textOf(objectOf(info.json).description) === undefined
		? saw('accept', 'the description was gone afterwards')
		: misfit('an empty description is taken, and the old one stays');
};

const joinRequestsAllBad: Reader = (seen) => {
	const answer = read(seen.last('approveUnknown'));
	if (answer.kind === 'partial') {
		const { failed_join_requests: failed } = objectOf(answer.json);
		return Array.isArray(failed) && failed.length > 0
			? saw('partial', 'HTTP 206 names the request that failed')
			: misfit('HTTP 206 does not name the request that failed');
	}
	if (answer.kind !== 'refusal') return unknown('it had no clear answer');
	return isAbout(answer, [131213], /join request/i)
		? saw('sync', 'refused at once')
		: unknown('it was refused for another reason');
};

/** A removal of somebody who is not there: refused for that, taken, or not understood. */
function strangerAnswer(
	exchange: Exchange | undefined,
): 'absent' | 'taken' | 'malformed' | undefined {
	const answer = read(exchange);
	if (answer.kind === 'success') return 'taken';
	if (answer.kind !== 'refusal') return undefined;
	if (isAbout(answer, [131212], /not a part|not in the group/i)) return 'absent';
	return isAbout(answer, [], /unexpected (key|param)|user_id|user id/i) ? 'malformed' : undefined;
}

function participantsOf(exchange: Exchange): JsonObject[] {
	return objectsOf(objectOf(exchange.body).participants);
}

const removalAllBad: Reader = (seen) => {
	const exchange = seen
		.all('removeStranger')
		.find((one) => participantsOf(one)[0]?.user === MADE_UP_NUMBER);
	const answer = strangerAnswer(exchange);
	if (answer === 'absent') return saw('sync', 'refused at once');
	if (answer !== 'taken') return unknown('it had no clear answer');
	const failed = groupEvents(seen, 'group_participants_remove').some(({ element }) =>
		namesStranger(element.failed_participants),
	);
	return failed ? saw('webhook', 'taken, and refused by an event') : unknown('no event said more');
};

function namesStranger(list: unknown): boolean {
	const digits = digitsOf(MADE_UP_NUMBER);
	return listOf(list).some((one) =>
		isObject(one)
			? [one.input, one.user, one.wa_id].some((id) => digitsOf(id) === digits)
			: digitsOf(one) === digits,
	);
}

const bsuidRemovalKey: Reader = (seen) => {
	const answers = (['user', 'user_id'] as const).map((key) => {
		const exchange = seen
			.all('removeStranger')
			.find((one) => String(participantsOf(one)[0]?.[key] ?? '').startsWith('US.'));
		return strangerAnswer(exchange);
	});
	if (answers.includes(undefined)) return unknown('a removal by user ID had no clear answer');
	const [byUser, byUserId] = answers.map((answer) => answer !== 'malformed');
	if (!byUser && !byUserId) return misfit('a user ID is taken under neither key');
	const value = byUser ? (byUserId ? 'both' : 'user') : 'user_id';
	return saw(value, 'keys that take a user ID');
};

/** The removals with somebody who is not there, of which a part is done. */
function mixedRemovals(seen: Seen): Exchange[] {
	return seen.all('remove').filter((exchange) => participantsOf(exchange).length > 1);
}

const removalOfStrangers: Reader = (seen) => {
	const [exchange] = mixedRemovals(seen);
	const answer = read(exchange);
	if (answer.kind === 'partial') return saw('sync', 'HTTP 206');
	if (answer.kind !== 'success') return unknown('nobody could be removed');
	const failed = groupEvents(seen, 'group_participants_remove').some(
		({ element }) =>
			namesStranger(element.failed_participants) && listOf(element.removed_participants).length > 0,
	);
	return failed
		? saw('webhook', 'HTTP 200, and an event names who failed')
		: unknown('no event said more');
};

const partialResponse: Reader = (seen) => {
	const [exchange] = mixedRemovals(seen);
	const answer = read(exchange);
	if (answer.kind !== 'partial') return unknown('no removal was answered with HTTP 206');
	const body = objectOf(answer.json);
	if (isObject(body.error)) return saw('error', 'a Graph error body');
	if (Array.isArray(body.failed_participants)) return saw('detailed', 'people and errors');
	if (codesIn(body).length > 0) return saw('errors', 'errors only');
	return misfit('the body of HTTP 206 has neither people nor errors');
};

const partialNames: Reader = (seen) => {
	const people = seen.all('remove').flatMap((exchange) => {
		const { removed_participants: removed, failed_participants: failed } = objectOf(exchange.json);
		return [...listOf(removed), ...listOf(failed)];
	});
	const signs = people.flatMap((person) => {
		if (!isObject(person)) return ['strings'];
		return 'user_id' in person && !('wa_id' in person)
			? ['wa_id']
			: ['input', 'user', 'wa_id'].filter((key) => key in person);
	});
	return agreed(signs, 'how removals name people', 'no removal named anybody');
};

const removedNamed: Reader = (seen): Finding => {
	const signs = seen.all('remove').flatMap((exchange) => {
		const answer = read(exchange);
		const isDetailed = answer.kind === 'partial' && 'failed_participants' in objectOf(answer.json);
		const isError = answer.kind === 'partial' && 'error' in objectOf(answer.json);
		if ((answer.kind !== 'success' && answer.kind !== 'partial') || isDetailed || isError)
			return [];
		return ['removed_participants' in objectOf(answer.json)];
	});
	return agreed(signs, 'removals name who was removed', 'no removal was done in whole');
};

export const groupSwitches = {
	createResponse,
	creationDelayMs,
	mutateResponse,
	pictureField,
	pictureErrors,
	clearDescription,
	joinRequestsAllBad,
	removalAllBad,
	bsuidRemovalKey,
	removalOfStrangers,
	partialResponse,
	partialNames,
	removedNamed,
};
