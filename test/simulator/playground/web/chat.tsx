import { useSignal } from '@preact/signals';
import { useEffect, useLayoutEffect, useRef } from 'preact/hooks';
import type { GroupView, LineView, PersonView } from '../view';
import { control } from './actions';
import { Composer } from './composer';
import { Bubble, summaryOf } from './message';
import { noticeText } from './notice';
import { Avatar, Menu, rest, Small } from './pieces';
import { groupOf, linesOnPhone, messageOf, nameOf } from './store';

const AT_ONCE = 60;

interface ChatProps {
	person: PersonView;
	groupId?: string;
	title: string;
	onBack: () => void;
	onOpen: (groupId: string | undefined) => void;
}

/** What people have reacted with, by message. */
function reactionsIn(lines: readonly LineView[]): Map<string, Map<string, string>> {
	const all = new Map<string, Map<string, string>>();
	for (const { message } of lines) {
		if (!message?.reaction) continue;
		const { messageId, emoji } = message.reaction;
		const of = all.get(messageId) ?? new Map<string, string>();
		const who = message.isFromBusiness ? 'business' : (message.waId ?? '');
		if (emoji === '') of.delete(who);
		else of.set(who, emoji);
		all.set(messageId, of);
	}
	return all;
}

/** An open chat on a phone. */
export function Chat({ person, groupId, title, onBack, onOpen }: ChatProps) {
	const { waId } = person;
	const group = groupOf(groupId);
	const lines = linesOnPhone(groupId, waId);
	const reactions = reactionsIn(lines);
	const shown = useSignal(AT_ONCE);
	const replyTo = useSignal<string | undefined>(undefined);
	const edited = useSignal<string | undefined>(undefined);
	const back = useRef<HTMLButtonElement>(null);
	const list = useRef<HTMLDivElement>(null);
	const visible = lines.filter(({ message }) => !message?.reaction).slice(-shown.value);
	const last = visible.at(-1)?.sequence;
	const isUnread = lines.some(
		({ message }) =>
			message?.isFromBusiness && [undefined, 'delivered'].includes(message.reached[waId]),
	);

	useLayoutEffect(() => {
		if (list.current) list.current.scrollTop = list.current.scrollHeight;
	}, [last]);
	useEffect(() => back.current?.focus(), []);
	useEffect(() => {
		if (isUnread) void control('POST', '/read-chat', { person: waId, groupId });
	}, [isUnread, last]);

	return (
		<>
			<div class="chat-head">
				<button
					ref={back}
					type="button"
					class="small"
					aria-label="Back to the chats"
					onClick={onBack}
				>
					‹
				</button>
				<Avatar name={title} picture={group?.picture} />
				<div>
					<h3>{title}</h3>
					<small>{group ? membersText(group, waId) : 'Official business account'}</small>
				</div>
				{group && <GroupMenu group={group} waId={waId} />}
			</div>
			{group && <Pins group={group} />}
			<div class="chat" ref={list} role="log" aria-label={`Messages of ${title}`} tabIndex={0}>
				{visible.length < lines.length - countReactions(lines) && (
					<Small onClick={() => (shown.value += AT_ONCE * 5)}>Earlier messages</Small>
				)}
				{visible.map((line) =>
					line.message ? (
						<Bubble
							key={line.sequence}
							message={line.message}
							at={line.at}
							waId={waId}
							reactions={reactions.get(line.message.wamid)}
							groupId={groupId}
							canAct={canWrite(group, groupId, waId)}
							onReply={(wamid) => {
								replyTo.value = wamid;
								edited.value = undefined;
							}}
							onEdit={(wamid) => {
								edited.value = wamid;
								replyTo.value = undefined;
							}}
							onOpen={onOpen}
						/>
					) : (
						line.notice && (
							<p key={line.sequence} class="notice">
								{noticeText(line.notice)}
							</p>
						)
					),
				)}
			</div>
			{canWrite(group, groupId, waId) ? (
				<Composer
					waId={waId}
					groupId={groupId}
					replyTo={replyTo.value}
					edited={edited.value}
					onDone={() => (replyTo.value = edited.value = undefined)}
				/>
			) : (
				<p class="closed">{whyClosed(group, waId)}</p>
			)}
		</>
	);
}

function countReactions(lines: readonly LineView[]): number {
	return lines.filter(({ message }) => message?.reaction).length;
}

function canWrite(
	group: GroupView | undefined,
	groupId: string | undefined,
	waId: string,
): boolean {
	if (groupId === undefined) return true;
	return group !== undefined && !group.gone && !group.suspended && group.members.includes(waId);
}

function whyClosed(group: GroupView | undefined, waId: string): string {
	if (!group || group.gone) return 'This group was deleted.';
	if (group.removed.includes(waId)) return 'You were removed from this group.';
	if (!group.members.includes(waId)) return 'You are not in this group.';
	return 'WhatsApp has suspended this group.';
}

function membersText({ members, gone }: GroupView, waId: string): string {
	if (gone) return 'deleted';
	const names = members.filter((member) => member !== waId).map((member) => nameOf(member));
	return [...names, ...(members.includes(waId) ? ['you'] : [])].join(', ') || 'Nobody is in it';
}

function GroupMenu({ group, waId }: { group: GroupView; waId: string }) {
	if (!group.members.includes(waId) && !group.description) return null;
	return (
		<Menu label="About the group">
			{group.description && <p>{group.description}</p>}
			{group.members.includes(waId) && (
				<button
					type="button"
					onClick={() => void control('POST', '/leave', { groupId: group.id, person: waId })}
				>
					Leave the group
				</button>
			)}
		</Menu>
	);
}

function Pins({ group }: { group: GroupView }) {
	return (
		<>
			{group.pins.map(({ wamid, until }) => (
				<p key={wamid} class="pin">
					<strong>Pinned</strong> {summaryOf(messageOf(wamid))} <small>for {rest(until)}</small>
				</p>
			))}
		</>
	);
}
