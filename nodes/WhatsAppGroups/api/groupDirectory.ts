/** Which groups have a subject. The list is read whole or not at all: an unreadable one is never "none". */
import { CODES } from '../failures/codes';
import { ServiceFailure } from '../failures/failure';
import type { Api } from './client';
import { groupList, groupSummary } from './groups';
import { GROUPS_PAGE } from './limits';
import { readUpTo } from './paging';
import { RecentFailure, SharedReading } from './recentFailure';

export interface ListedGroup {
	groupId: string;
	subject: string;
	createdAt?: string;
}

/** A list's groups by the form of their subject: a list is long, and many items look theirs up in it. */
type Subjects = ReadonlyMap<string, readonly ListedGroup[]>;

/** The groups of one execution. */
export class GroupDirectory {
	private known?: SharedReading<Subjects>;
	private reading?: Promise<Subjects>;
	private queued?: SharedReading<Subjects>;
	private readonly recentFailure = new RecentFailure();

	/**
	 * The groups of this subject as they were when the execution first asked. Nothing has changed since
	 * then by the execution itself: it asks before its first change.
	 *
	 * @throws ServiceFailure when the list cannot be read, or not every subject in it
	 */
	async bySubject(api: Api, subject: string): Promise<readonly ListedGroup[]> {
		this.known ??= new SharedReading(api, this.readForAll(api));
		const subjects = await this.known.for(api);
		return subjects ? ofSubject(subjects, subject) : await this.bySubject(api, subject);
	}

	/**
	 * The groups of this subject by a list whose reading begins only now. Who asks while another is being
	 * read shares the next one.
	 *
	 * @throws ServiceFailure when the list cannot be read, or not every subject in it
	 */
	async bySubjectNow(api: Api, subject: string): Promise<readonly ListedGroup[]> {
		this.queued ??= new SharedReading(api, this.readNext(api));
		const subjects = await this.queued.for(api);
		return subjects ? ofSubject(subjects, subject) : await this.bySubjectNow(api, subject);
	}

	private async readForAll(api: Api): Promise<Subjects> {
		return await this.read(api).catch((failure: unknown) => {
			this.known = undefined;
			throw failure;
		});
	}

	private async readNext(api: Api): Promise<Subjects> {
		await this.reading?.catch(() => undefined);
		this.queued = undefined;
		this.reading = this.read(api);
		return await this.reading;
	}

	private async read(api: Api): Promise<Subjects> {
		return await this.recentFailure.orRead(api, async () => subjectsOf(await readGroups(api)));
	}
}

/** Tags make a flag another one, and a joiner makes one picture of two: the other marks nobody sees. */
const UNSEEN =
	/(?![\u{e0020}-\u{e007f}]|(?<=\p{Extended_Pictographic}[\ufe0f\p{Emoji_Modifier}]?)\u200d(?=\p{Extended_Pictographic}))\p{Default_Ignorable_Code_Point}/gu;

/**
 * People type a subject in one of several spellings that look the same, and copy it with blanks and marks
 * that nobody sees: this is one for all of them.
 */
export function subjectForm(subject: string): string {
	return subject.replace(UNSEEN, '').replace(/\s+/g, ' ').trim().normalize();
}

export function sameSubject(a: string, b: string): boolean {
	return subjectForm(a) === subjectForm(b);
}

function subjectsOf(groups: readonly ListedGroup[]): Subjects {
	const subjects = new Map<string, ListedGroup[]>();
	for (const group of groups) {
		const form = subjectForm(group.subject);
		const same = subjects.get(form);
		if (same) same.push(group);
		else subjects.set(form, [group]);
	}
	return subjects;
}

function ofSubject(subjects: Subjects, subject: string): readonly ListedGroup[] {
	return subjects.get(subjectForm(subject)) ?? [];
}

async function readGroups(api: Api): Promise<ListedGroup[]> {
	const groups = await readUpTo(api, groupList(GROUPS_PAGE), Infinity);
	return groups.map((wire) => {
		const { groupId, subject, createdAt } = groupSummary(wire);
		if (groupId !== undefined && subject !== undefined) return { groupId, subject, createdAt };
		throw new ServiceFailure(
			{
				code: 'subjects_unreadable',
				message: 'The service lists a group without its ID or its subject.',
				hint: CODES.subjects_unreadable.todo,
			},
			'notDone',
		);
	});
}
