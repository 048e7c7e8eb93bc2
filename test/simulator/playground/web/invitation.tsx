import type { GroupView } from '../view';
import { control } from './actions';
import { Avatar } from './pieces';
import { groupByLink } from './store';

const SEATS = 8;

interface InvitationProps {
	link: string;
	waId: string;
	onOpen: (groupId: string | undefined) => void;
}

/** An invite link as WhatsApp shows it: a preview of the group, to be tapped. */
export function Invitation({ link, waId, onOpen }: InvitationProps) {
	const group = groupByLink(link);
	if (!group?.visible) return <p class="card">This invite link was reset, or the group is gone.</p>;
	const { subject, description, picture, members } = group;
	return (
		<section class="invitation" aria-label={`Invitation to ${subject}`}>
			<div>
				<Avatar name={subject} picture={picture} />
				<span>
					<strong>{subject}</strong>
					<small>
						WhatsApp group invite · {members.length} of {SEATS} in it
					</small>
				</span>
			</div>
			{description && <p>{description}</p>}
			<Answer group={group} link={link} waId={waId} onOpen={onOpen} />
		</section>
	);
}

function Answer({ group, link, waId, onOpen }: InvitationProps & { group: GroupView }) {
	const { id, members, removed, joinRequests, needsApproval, suspended } = group;
	if (members.includes(waId)) {
		return (
			<button type="button" class="secondary" onClick={() => onOpen(id)}>
				Open the group
			</button>
		);
	}
	if (removed.includes(waId)) return <p>You cannot join: the business removed you.</p>;
	if (suspended) return <p>WhatsApp has suspended this group.</p>;
	if (joinRequests.some((request) => request.waId === waId)) {
		return (
			<button
				type="button"
				class="secondary"
				onClick={() => void control('POST', '/revoke-join-request', { groupId: id, person: waId })}
			>
				Cancel my request
			</button>
		);
	}
	const join = () => void control('POST', '/join', { inviteLink: link, person: waId });
	if (needsApproval) {
		return (
			<button type="button" onClick={join}>
				Ask to join
			</button>
		);
	}
	if (members.length >= SEATS) return <p>The group is full.</p>;
	return (
		<button type="button" onClick={join}>
			Join group
		</button>
	);
}
