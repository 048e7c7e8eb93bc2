import { useSignal } from '@preact/signals';
import type { LineView, PersonView } from '../view';
import { control } from './actions';
import { Chat } from './chat';
import { noticeText } from './notice';
import { Avatar, Menu, Time } from './pieces';
import { groupOf, linesOnPhone, nameOf, read, setup } from './store';

/** A chat on a phone: with a group, or with the business alone. */
interface ChatEntry {
	groupId?: string;
	title: string;
	picture?: string;
	last?: LineView;
}

const HIDDEN_IN_LIST = 80;

function chatsOf(waId: string): ChatEntry[] {
	const chats: ChatEntry[] = [
		{ title: `Business +${setup.value?.number}`, last: linesOnPhone(undefined, waId).at(-1) },
	];
	for (const group of read('groups').values()) {
		const last = linesOnPhone(group.id, waId).at(-1);
		if (!last && !group.members.includes(waId)) continue;
		chats.push({ groupId: group.id, title: group.subject, picture: group.picture, last });
	}
	return chats.sort((a, b) => (b.last?.sequence ?? 0) - (a.last?.sequence ?? 0));
}

function lastWords({ message, notice }: LineView): string {
	if (notice) return noticeText(notice);
	if (!message) return '';
	const who = message.isFromBusiness ? '' : `${nameOf(message.waId)}: `;
	if (message.reaction) return `${who}${message.reaction.emoji || 'took a reaction back'}`;
	if (message.change === 'deleted') return `${who}deleted a message`;
	return who + (message.text || message.media?.name || message.media?.kind || message.type);
}

/** One person's phone. */
export function Phone({ waId, onClose }: { waId: string; onClose: () => void }) {
	/** The group of the open chat; '' for the one with the business; undefined for the list. */
	const open = useSignal<string | undefined>(undefined);
	const person = read('people').get(waId);
	if (!person) return null;
	const show = (groupId: string | undefined) => {
		open.value = groupId ?? '';
	};
	return (
		<section class="phone" aria-label={`Phone of ${person.name}`}>
			<header>
				<Avatar name={person.name} />
				<div>
					<h2>{person.name}</h2>
					<small>{person.hideNumber ? 'number hidden' : `+${waId}`}</small>
				</div>
				<PersonMenu person={person} onClose={onClose} />
			</header>
			{open.value === undefined ? (
				<ChatList waId={waId} onOpen={show} />
			) : (
				<Chat
					key={open.value}
					person={person}
					groupId={open.value || undefined}
					title={groupOf(open.value)?.subject ?? `Business +${setup.value?.number}`}
					onBack={() => (open.value = undefined)}
					onOpen={show}
				/>
			)}
		</section>
	);
}

function PersonMenu({ person, onClose }: { person: PersonView; onClose: () => void }) {
	const { waId, hideNumber, onWhatsApp, acceptsTerms } = person;
	const change = (facts: object) => void control('POST', '/people', { waId, ...facts });
	return (
		<Menu label={`Settings of ${person.name}`}>
			<button type="button" onClick={() => change({ hideNumber: !hideNumber })}>
				{hideNumber ? 'Show the number to businesses' : 'Hide the number from businesses'}
			</button>
			<button type="button" onClick={() => change({ onWhatsApp: !onWhatsApp })}>
				{onWhatsApp ? 'Leave WhatsApp' : 'Come back to WhatsApp'}
			</button>
			<button type="button" onClick={() => change({ acceptsTerms: !acceptsTerms })}>
				{acceptsTerms ? 'Do not accept the new terms' : 'Accept the terms'}
			</button>
			<button type="button" onClick={onClose}>
				Close this phone
			</button>
		</Menu>
	);
}

function ChatList(props: { waId: string; onOpen: (groupId: string | undefined) => void }) {
	const chats = chatsOf(props.waId);
	const all = useSignal(false);
	const shown = all.value ? chats : chats.slice(0, HIDDEN_IN_LIST);
	return (
		<div class="chat-list" tabIndex={0} role="region" aria-label="Chats">
			<ul>
				{shown.map(({ groupId, title, picture, last }) => (
					<li key={groupId ?? ''}>
						<button type="button" onClick={() => props.onOpen(groupId)}>
							<Avatar name={title} picture={picture} />
							<span class="words">
								<strong>{title}</strong>
								<span>{last ? lastWords(last) : 'Nothing here yet'}</span>
							</span>
							{last && <Time at={last.at} />}
						</button>
					</li>
				))}
			</ul>
			{shown.length < chats.length && (
				<button type="button" class="small" onClick={() => (all.value = true)}>
					Show {chats.length - shown.length} more
				</button>
			)}
		</div>
	);
}
