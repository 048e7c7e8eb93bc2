/** What a creation does when a group of its subject exists already. */
import type { Api } from '../../../api/client';
import { GROUP_UNKNOWN, readInviteLink } from '../../../api/groups';
import { withoutUndefined } from '../../../api/values';
import { CODES } from '../../../failures/codes';
import { InputFailure, ServiceFailure, tryWork } from '../../../failures/failure';
import { namedGroups } from '../../../fields/groupNames';
import type { Result, Session } from '../../../runtime/operation';
import { creations, subjectKey } from './creations';
import { isOf } from './newGroup';

/**
 * The group of this subject, or undefined where the whole list was read and has none.
 *
 * @throws InputFailure when there is one and there must not be, when there are several, and when one was
 * created that the list does not show yet
 * @throws ServiceFailure when the list cannot be read
 */
export async function existingGroup(
	api: Api,
	session: Session,
	subject: string,
	wanted: 'useExisting' | 'fail',
): Promise<Result | undefined> {
	const groups = await session.groups.bySubjectNow(api, subject);
	const key = subjectKey(api, subject);
	creations.appeared(key, (expected) => groups.some((group) => isOf(api, expected, group)));
	const [only] = groups;
	if (only === undefined) {
		if (!creations.isExpected(key)) return undefined;
		throw new InputFailure(
			`A group with the subject "${subject}" was created a moment ago, and is not in the list yet.`,
			CODES.creation_under_way.todo,
			'creation_under_way',
		);
	}
	if (wanted === 'fail') {
		throw new InputFailure(
			`Subject: a group with the subject "${subject}" already exists: ${namedGroups(groups)}.`,
			CODES.group_exists.todo,
			'group_exists',
		);
	}
	if (groups.length > 1) {
		throw new InputFailure(
			`Subject: ${groups.length} groups have the subject "${subject}": ${namedGroups(groups)}.`,
			'Give one of them another subject, or set If Subject Exists to Create.',
			'group_ambiguous',
		);
	}
	const invitation = await tryWork(readInviteLink(api, only.groupId));
	const isUnread = invitation instanceof ServiceFailure;
	// It was deleted after the list was read.
	if (isUnread && invitation.hasCode(GROUP_UNKNOWN)) throw invitation;
	const json = withoutUndefined({
		groupId: only.groupId,
		inviteLink: isUnread ? undefined : invitation.link,
		subject: only.subject,
		createdAt: only.createdAt,
		success: true,
		status: 'unchanged',
		warning: isUnread
			? `The invite link could not be read. Get it later with Invite: Get Link. The last answer: ${invitation.details.message}`
			: undefined,
	});
	return { json, raw: isUnread ? undefined : invitation.body };
}
