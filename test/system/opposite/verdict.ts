/**
 * What came of a cell, judged by the rule: a success is told only when something said so. Nothing here
 * knows an operation's output beyond `success`, `error` and `warning`: the rest follows from what the
 * way said.
 */
import type { IDataObject, INodeExecutionData } from 'n8n-workflow';

import { FILE, type Sample, type Word } from './samples';
import type { Call } from './service';
import type { Said } from './ways';

export interface Outcome {
	/** The node stopped, with these words. */
	thrown?: { message: string; description: string };
	items: INodeExecutionData[];
	calls: readonly Call[];
	ms: number;
	/** The time was over before it ended. */
	isEndless: boolean;
}

export interface Cell {
	sample: Sample;
	said: Said;
	/** Simplify off: bodies as they came. */
	isRaw: boolean;
	/** On Error: Continue. Otherwise what went wrong has to stop the node. */
	goesOn: boolean;
	isDead: boolean;
	longestMs: number;
}

/** The rules, by the numbers under which a red cell is told. */
export type Rule =
	| '0 deaf'
	| '1 success'
	| '2 list'
	| '3 words'
	| '4 twice'
	| '5 certainty'
	| '6 end'
	| '7 reason';

export interface Fault {
	rule: Rule;
	what: string;
}

const SCRIPT =
	/Cannot (read|set|convert|destructure)|is not a function|\bundefined\b|\[object \w+\]|not iterable|Unexpected (token|end|non-white)|\bNaN\b|JSON at position|is not defined|Invalid Date|Maximum call stack|circular structure|\bTypeError|Invalid array length|Invalid time value/;

/** Says that it may have been done. Loose, as the wording is the product's business. */
const UNSURE =
	/may (or may not )?(have|be|already)|might have|(not|never) (been )?(known|certain|clear)\b|unknown whether|(cannot|can't) (be )?(tell|told|said|say|know)|unclear|no clear answer|whether it was|find out/i;
/** The same, strict: "the group may have been deleted" is not about the work. */
const CLAIMS_UNSURE =
	/may or may not|(may|might) have been (done|sent|made|carried out)|not known (whether|if)|unknown whether|no clear answer|find out whether/i;
const SURE = /was not (done|sent|made|carried out)|nothing was (done|sent|changed)|certainly not/i;

const MOST_CALLS = 100;

export function judge(cell: Cell, outcome: Outcome): Fault[] {
	if (outcome.isEndless) return [{ rule: '6 end', what: `not over after ${outcome.ms} ms` }];
	return [
		...results(cell, outcome),
		...shown(cell, outcome),
		...wording(outcome),
		...twice(cell, outcome),
		...certainty(cell, outcome),
		...end(cell, outcome),
		...reason(cell, outcome),
	];
}

const isFailure = ({ json }: INodeExecutionData) =>
	(json.error !== undefined && json.error !== null) || json.success === false;

const allows = (word: Word) => word === 'done' || word === 'hinted';
const textOf = (item: INodeExecutionData) => JSON.stringify(item.json);
const short = (value: unknown) => JSON.stringify(value)?.slice(0, 160) ?? '';

/** Rules 0 and 1: a success where one was said, and nowhere else. */
function results({ sample, said, goesOn }: Cell, { thrown, items }: Outcome): Fault[] {
	const bad = (what: string): Fault => ({ rule: '1 success', what });
	if (thrown) {
		const all = Object.values(said.people ?? { all: said.word });
		const isDeaf = all.every((word) => word === 'done');
		return isDeaf ? [{ rule: '0 deaf', what: `failed: ${thrown.message}` }] : [];
	}
	if (sample.kind === 'people') return ofPeople({ sample, said, goesOn }, items);
	// A body with an error that is passed on is no failure: the workflow goes on with it.
	const failures = goesOn ? items.filter(isFailure) : [];
	const successes = items.length - failures.length;
	if (sample.kind === 'list') {
		const tells = failures.length === 0;
		if (tells && !allows(said.word)) return [bad(`told as a list: ${short(jsons(items))}`)];
		return !tells && said.word === 'done' ? [{ rule: '0 deaf', what: short(jsons(items)) }] : [];
	}
	if (items.length === 0) return [bad('neither a result nor an error')];
	if (successes > 0 && !allows(said.word))
		return [bad(`told as a success: ${short(jsons(items))}`)];
	if (successes === 0 && said.word === 'done') {
		return [{ rule: '0 deaf', what: `failed: ${short(jsons(items))}` }];
	}
	return [];
}

/** Each person has a word; an item that names nobody is about everybody. */
function ofPeople(
	{ sample, said, goesOn }: Pick<Cell, 'sample' | 'said' | 'goesOn'>,
	items: INodeExecutionData[],
): Fault[] {
	const people =
		said.people ?? Object.fromEntries(sample.people?.map((who) => [who, said.word]) ?? []);
	const names = Object.keys(people);
	if (!goesOn && !Object.values(people).some(allows)) {
		return [
			{ rule: '1 success', what: `nobody was done, and the node goes on: ${short(jsons(items))}` },
		];
	}
	const named = (item: INodeExecutionData) => names.filter((who) => textOf(item).includes(who));
	const isAbout = (who: string) => (item: INodeExecutionData) => {
		const found = named(item);
		return found.length === 0 || found.includes(who);
	};
	return names.flatMap((who): Fault[] => {
		const own = items.filter(isAbout(who));
		const successes = own.filter((item) => !isFailure(item));
		if (own.length === 0) return [{ rule: '1 success', what: `nothing is told of ${who}` }];
		if (successes.length > 0 && !allows(people[who])) {
			return [{ rule: '1 success', what: `${who} is told as done: ${short(jsons(successes))}` }];
		}
		return successes.length === 0 && people[who] === 'done'
			? [{ rule: '0 deaf', what: `${who} failed: ${short(jsons(own))}` }]
			: [];
	});
}

const jsons = (items: readonly INodeExecutionData[]) => items.map(({ json }) => json);

/** Rule 2: what is shown is what there is. */
function shown({ sample, said, isRaw }: Cell, { thrown, items }: Outcome): Fault[] {
	if (thrown || items.some(isFailure)) return [];
	const faults: Fault[] = [];
	const bad = (what: string) => faults.push({ rule: '2 list', what });
	const texts = items.map(textOf);
	// With Simplify off the service's own words are shown, whatever they are.
	for (const text of isRaw ? [] : (said.never ?? [])) {
		if (texts.some((one) => one.includes(text))) bad(`shows ${text}, which nobody said`);
	}
	if (sample.kind === 'file') {
		const binary = items[0]?.binary ?? {};
		const bytes = Buffer.from(Object.values(binary)[0]?.data ?? '', 'base64');
		if (!bytes.equals(FILE)) bad(`${bytes.length} bytes that are not the file`);
	}
	const { holds } = said;
	if (holds) {
		for (const mark of holds) {
			const times = texts.filter((text) => text.includes(mark)).length;
			if (times === 0) bad(`${mark} is missing`);
			if (times > 1) bad(`${mark} comes ${times} times`);
		}
		const invented = texts.filter((text) => !holds.some((mark) => text.includes(mark)));
		if (invented.length > 0) bad(`invented: ${invented.join(' ').slice(0, 160)}`);
		if (said.isShort && !texts.some((text) => text.includes('"warning"'))) {
			bad('is not all there is, and nothing says so');
		}
	}
	return faults;
}

/** Rule 3: errors are written by somebody, for somebody. */
function wording({ thrown, items }: Outcome): Fault[] {
	const faults: Fault[] = [];
	const texts = [thrown?.message, thrown?.description, ...jsons(items).flatMap(strings)];
	for (const text of texts) {
		if (text !== undefined && SCRIPT.test(text)) faults.push({ rule: '3 words', what: text });
	}
	if (thrown && thrown.message.trim() === '') faults.push({ rule: '3 words', what: 'no message' });
	for (const { error } of jsons(items)) {
		const isSilent = error !== undefined && strings(error).every((text) => text.trim() === '');
		if (isSilent) faults.push({ rule: '3 words', what: `an error without words: ${short(error)}` });
	}
	return faults;
}

function strings(value: unknown): string[] {
	if (typeof value === 'string') return [value];
	if (typeof value !== 'object' || value === null) return [];
	return Object.values(value).flatMap(strings);
}

/** Rule 4: what may have been done is not asked for again. */
function twice({ said }: Cell, { calls }: Outcome): Fault[] {
	const asked = new Map<string, Call[]>();
	for (const call of calls) {
		const key = onceKey(call);
		if (key !== undefined) asked.set(key, [...(asked.get(key) ?? []), call]);
	}
	const faults = [...asked].flatMap(([key, all]): Fault[] => {
		const open = all.slice(0, -1).filter(({ refused }) => !refused);
		return open.length > 0 ? [{ rule: '4 twice', what: `${key}, ${all.length} times` }] : [];
	});
	for (const who of said.unsent ?? []) {
		const key = [...asked.keys()].find((one) => one.startsWith('message to') && one.includes(who));
		if (key) faults.push({ rule: '4 twice', what: `${key}, to whom nothing was to be sent` });
	}
	return faults;
}

/** What a call does, if doing it twice is doing it twice. */
function onceKey({ method, path, name, json }: Call): string | undefined {
	if (name === 'POST /messages') return `message to ${String(json.to ?? json.recipient)}`;
	if (name === 'POST /groups' || name === 'POST /media') return name;
	if (method !== 'POST') return undefined;
	if (path.endsWith('/invite_link')) return 'reset link';
	return path.endsWith('templates') ? 'create template' : undefined;
}

/** Rule 5: "may have been done" where it may, and nowhere else. */
function certainty({ sample, said, isDead }: Cell, { thrown, items }: Outcome): Fault[] {
	const words = new Set(Object.values(said.people ?? { all: said.word }));
	const [word] = words;
	if (words.size > 1) return [];
	const texts = thrown
		? [`${thrown.message} ${thrown.description}`]
		: items.filter(isFailure).map(({ json }) => strings(json.error as IDataObject).join(' '));
	return texts.flatMap((text): Fault[] => {
		const bad = (what: string): Fault[] => [
			{ rule: '5 certainty', what: `${what}: ${text.slice(0, 200)}` },
		];
		if (word === 'refused' && CLAIMS_UNSURE.test(text))
			return bad('was refused, and is told as unclear');
		const isChange =
			sample.kind === 'effect' || sample.kind === 'result' || sample.kind === 'people';
		if (word !== 'nothing' || isDead || !isChange) return [];
		if (SURE.test(text)) return bad('is unclear, and is told as not done');
		return sample.once && !UNSURE.test(text) ? bad('is unclear, which is not told') : [];
	});
}

/** Rule 6: it ends. */
function end({ longestMs }: Cell, { calls, ms }: Outcome): Fault[] {
	const faults: Fault[] = [];
	if (calls.length > MOST_CALLS) faults.push({ rule: '6 end', what: `${calls.length} requests` });
	if (ms > longestMs) faults.push({ rule: '6 end', what: `${ms} ms` });
	return faults;
}

/** Rule 7: who has to do something about it is told why. */
function reason({ said: { tells } }: Cell, { thrown, items }: Outcome): Fault[] {
	const failures = items.filter(isFailure).flatMap(({ json }) => strings(json.error));
	const texts = thrown ? [thrown.message, thrown.description] : failures;
	const isTold = tells === undefined || texts.some((text) => text.includes(tells));
	return isTold || texts.length === 0
		? []
		: [{ rule: '7 reason', what: `"${tells}" is not passed on: ${texts.join(' ').slice(0, 160)}` }];
}
