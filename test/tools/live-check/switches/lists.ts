/** Lists, their pages, and how values are written in them. */
import {
	cursorOf,
	groupsIn,
	isAbout,
	isObject,
	objectOf,
	objectsOf,
	read,
	textOf,
	type JsonObject,
} from '../answers';
import type { Exchange, Seen } from '../seen';
import { agreed, misfit, saw, unknown, type Finding, type Reader } from './finding';

function successes(exchanges: Exchange[]): unknown[] {
	return exchanges.flatMap((exchange) => {
		const answer = read(exchange);
		return answer.kind === 'success' && !answer.isBodyless ? [answer.json] : [];
	});
}

const listsOf = (seen: Seen) => successes(seen.all('groups', 'smallPage', 'listing'));

const listShape: Reader = (seen) => {
	const lists = listsOf(seen);
	if (lists.length === 0) return unknown('no list of groups came');
	const places = lists.map((json) => groupsIn(json)?.where);
	if (places.includes(undefined)) return misfit('a list of groups stands somewhere else');
	return agreed(places as string[], 'where the list stands', 'no list of groups came');
};

function timesOf(groups: JsonObject[]): number[] {
	return groups
		.map(({ created_at: at }) => (/^\d+$/.test(String(at)) ? Number(at) : Date.parse(String(at))))
		.filter((time) => !Number.isNaN(time));
}

/** The pages of one list, one after the other. */
function wholeLists(seen: Seen): JsonObject[][] {
	const lists: JsonObject[][] = [];
	for (const exchange of seen.all('groups', 'listing')) {
		const [json] = successes([exchange]);
		const groups = groupsIn(json)?.groups;
		if (!groups) continue;
		if ('after' in exchange.query) lists.at(-1)?.push(...groups);
		else lists.push([...groups]);
	}
	return lists;
}

const listOrder: Reader = (seen) => {
	const signs = wholeLists(seen).flatMap((groups) => {
		const times = timesOf(groups);
		const steps = times.slice(1).map((time, index) => Math.sign(time - times[index]));
		const real = steps.filter((step) => step !== 0);
		return real.length === 0
			? []
			: [...new Set(real)].map((one) => (one < 0 ? 'newest' : 'oldest'));
	});
	if (new Set(signs).size > 1) return misfit('groups are in no order of their creation');
	return agreed(signs, 'the order of groups', 'there are no two groups of different age');
};

const listPageCap: Reader = (seen) => {
	const pages = seen.all('groups').flatMap((exchange) => {
		const [json] = successes([exchange]);
		const list = groupsIn(json);
		return list ? [{ size: list.groups.length, json }] : [];
	});
	const [first, second] = pages;
	if (!first || !second || second.size === 0) {
		return unknown(`all groups came in one page (${first?.size ?? 0})`);
	}
	return first.size >= 1024 ? saw(0, 'the largest page came') : saw(first.size, 'the largest page');
};

const pagingStyle: Reader = (seen) => {
	const [json] = successes(seen.all('smallPage'));
	const list = groupsIn(json);
	const [all] = wholeLists(seen);
	if (!list || !all || all.length < 2 || list.groups.length !== 1) {
		return unknown('there is no list of more than one page');
	}
	const paging = objectOf(objectOf(json).paging);
	const hasCursors = textOf(objectOf(paging.cursors).after) !== undefined;
	const hasNext = textOf(paging.next) !== undefined;
	if (hasCursors && hasNext) return saw('both', 'a page has cursors and a link to the next');
	if (hasCursors) return saw('cursors', 'a page has cursors, and no link to the next');
	if (hasNext && cursorOf(json) !== undefined)
		return saw('next', 'a page has only a link to the next');
	return misfit('a page does not say how the list goes on');
};

function infos(seen: Seen): JsonObject[] {
	return successes(seen.all('group', 'ownGroup')).filter(isObject);
}

function creationTimes(seen: Seen): unknown[] {
	const listed = listsOf(seen).flatMap((json) => groupsIn(json)?.groups ?? []);
	return [
		...listed.map(({ created_at: at }) => at),
		...infos(seen).map(({ creation_timestamp: at }) => at),
	].filter((time) => time !== undefined && time !== null);
}

const LEAST_MS = 1e11;

const createdAtStyle: Reader = (seen) => {
	const signs = creationTimes(seen).map((time) => {
		if (/^\d+$/.test(String(time))) return Number(time) < LEAST_MS ? 'seconds' : 'milliseconds';
		return typeof time === 'string' && !Number.isNaN(Date.parse(time)) ? 'iso' : 'other';
	});
	if (signs.includes('other')) return misfit('a time of creation is neither a number nor ISO 8601');
	return agreed(signs, 'times of creation', 'no group told when it was created');
};

const scalarStyle: Reader = (seen) => {
	const scalars: Array<[string, unknown]> = [
		...infos(seen).flatMap(
			(info): Array<[string, unknown]> => [
				['suspended', info.suspended],
				['total_participant_count', info.total_participant_count],
			],
		),
		...creationTimes(seen)
			.filter((time) => /^\d+$/.test(String(time)))
			.map((time): [string, unknown] => ['created_at', time]),
	].filter(([, value]) => /^(true|false|\d+)$/.test(String(value)));
	const styles = scalars.map(([, value]) => (typeof value === 'string' ? 'strings' : 'typed'));
	if (new Set(styles).size < 2) return agreed(styles, 'numbers and flags', 'no group was read');
	const asText = scalars.filter(([, value]) => typeof value === 'string').map(([key]) => key);
	return misfit(`only some are strings: ${[...new Set(asText)].join(', ')}`);
};

const listSuspended: Reader = (seen) => {
	const [listed = []] = wholeLists(seen);
	const ids = new Set(listed.map(({ id }) => textOf(id)));
	const suspended = infos(seen).filter((info) => String(info.suspended) === 'true');
	if (suspended.length === 0) return unknown('no suspended group was read');
	const signs = suspended.map(({ id }) => ids.has(textOf(id)));
	return agreed(signs, 'suspended groups are in the list', '');
};

const groupPathPrefix: Reader = (seen) => {
	const exchange = seen.last('groupBare');
	const answer = read(exchange);
	const asked = exchange?.path.slice(1);
	if (answer.kind === 'success') {
		const { id, subject } = objectOf(answer.json);
		const isIt = encodeURIComponent(textOf(id) ?? '') === asked && subject !== undefined;
		return isIt
			? saw('both', 'the bare path gives the group')
			: misfit('the bare path answers, and not with the group');
	}
	if (answer.kind === 'refusal' && exchange?.status === 404) {
		return saw('groups', 'the bare path is not found');
	}
	const isMissing =
		answer.kind === 'refusal' && isAbout(answer, [33], /not (exist|found)|unknown path/i);
	return isMissing
		? saw('groups', 'the bare path knows no such thing')
		: unknown('it cannot be told');
};

const bsuid: Reader = (seen) => {
	const people = infos(seen).flatMap(({ participants }) => objectsOf(participants));
	const signs = people.map(({ wa_id: waId, user_id: userId }) => {
		if (userId === undefined) return waId === undefined || waId === '' ? 'other' : 'off';
		return waId === undefined ? 'omitted' : waId === '' ? 'empty' : 'kept';
	});
	if (signs.includes('other')) return misfit('a person has neither wa_id nor user_id');
	if (new Set(signs).size > 1) {
		return misfit(`people are told in several ways: ${[...new Set(signs)].join(', ')}`);
	}
	return agreed(signs, 'ids of participants', 'nobody is in a group that was read');
};

/** Whether an endpoint for templates exists. */
function exists(exchange: Exchange | undefined, key: string): boolean | undefined {
	const answer = read(exchange);
	if (answer.kind === 'success') return key in objectOf(answer.json) ? true : undefined;
	return exchange?.status === 404 ? false : undefined;
}

const templatesEndpoint: Reader = (seen) => {
	const legacy = exists(seen.last('legacyTemplates'), 'waba_templates');
	const recent = exists(seen.last('templates'), 'data');
	if (legacy === undefined || recent === undefined) return unknown('one of them could not be read');
	if (!legacy && !recent) return misfit('both are not found');
	const value = legacy ? (recent ? 'both' : 'legacy') : 'new';
	return saw(value, 'which of the two paths answer');
};

const legacyTemplatesMaxLimit: Reader = (seen): Finding => {
	const [json] = successes(seen.all('legacyTemplates'));
	const { waba_templates: list, total } = objectOf(json);
	if (!Array.isArray(list)) return unknown('the older path did not answer');
	if (total === undefined || Number(total) <= list.length) return unknown('all came in one page');
	const largest = Math.max(
		0,
		...seen.all('groups').map((one) => groupsIn(one.json)?.groups.length ?? 0),
	);
	return largest > list.length
		? saw(list.length, 'the largest page')
		: unknown('a limit of all lists may have cut it');
};

export const listSwitches = {
	listShape,
	listOrder,
	listPageCap,
	pagingStyle,
	createdAtStyle,
	scalarStyle,
	listSuspended,
	groupPathPrefix,
	bsuid,
	templatesEndpoint,
	legacyTemplatesMaxLimit,
};
