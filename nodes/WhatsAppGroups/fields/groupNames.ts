/** Groups by names that people can tell apart: nothing keeps two groups from having the same subject. */
import type { ListedGroup } from '../api/groupDirectory';

/** As many as anybody reads. */
const MOST_NAMED = 10;

/** Groups of one subject, told apart: "G1 (created 2026-11-26), G2". */
export function namedGroups(groups: readonly ListedGroup[]): string {
	const named = groups
		.slice(0, MOST_NAMED)
		.map(({ groupId, createdAt }) =>
			createdAt === undefined ? groupId : `${groupId} (created ${createdAt.slice(0, 10)})`,
		);
	const rest = groups.length - named.length;
	return [...named, ...(rest > 0 ? [`and ${rest} more`] : [])].join(', ');
}

/** What the editor shows of an entry, in characters: it cuts the rest. */
const LINE = 55;
/** Of an ID its end is told: its beginning is the same in all groups of a number. */
const SHORTEST_TAIL = 6;
const LONGEST_TAIL = 24;

export interface ListEntry {
	/** One line. */
	name: string;
	/** The group's ID. */
	value: string;
	subject: string;
}

/**
 * The entries of a page, those that would look the same marked with the time of their creation and the
 * end of their ID. On later pages all are: they may look like one of the pages before.
 */
export function listEntries(
	groups: ReadonlyArray<Partial<ListedGroup>>,
	isFirstPage: boolean,
): ListEntry[] {
	const listed = groups.flatMap(({ groupId, subject = groupId, createdAt }) =>
		groupId === undefined || subject === undefined ? [] : [{ groupId, subject, createdAt }],
	);
	const alike = new Map<string, string[]>();
	for (const { groupId, subject } of listed) {
		const look = lookOf(subject);
		alike.set(look, [...(alike.get(look) ?? []), groupId]);
	}
	return listed.map((group) => {
		const { groupId, subject } = group;
		const ids = alike.get(lookOf(subject)) ?? [];
		const name = isFirstPage && ids.length === 1 ? subject : markedName(group, ids);
		return { name, value: groupId, subject };
	});
}

/** What is left of a subject where a mark takes its room, as the eye sees it. */
function lookOf(subject: string): string {
	return [...subject.trim().normalize('NFKC').toLowerCase()].slice(0, LINE / 2).join('');
}

/** The subject gives way to what tells it from the others. */
function markedName({ groupId, subject, createdAt }: ListedGroup, ids: readonly string[]): string {
	const created = createdAt === undefined ? '' : ` · ${createdAt.slice(0, 16).replace('T', ' ')}`;
	const mark = `${created} · …${tailOf(groupId, ids)}`;
	const shown = subject.trim();
	const characters = [...shown];
	const room = LINE - [...mark].length;
	const name = characters.length > room ? `${characters.slice(0, room - 1).join('')}…` : shown;
	return `${name}${mark}`;
}

/** The end of an ID, as much of it as no other of these has. */
function tailOf(groupId: string, ids: readonly string[]): string {
	const others = ids.filter((id) => id !== groupId);
	for (let length = SHORTEST_TAIL; length < LONGEST_TAIL; length += 1) {
		const tail = groupId.slice(-length);
		if (!others.some((id) => id.endsWith(tail))) return tail;
	}
	return groupId.slice(-LONGEST_TAIL);
}
