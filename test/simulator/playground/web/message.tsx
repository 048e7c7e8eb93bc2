import type { MediaView, MessageView } from '../view';
import { control } from './actions';
import { Invitation } from './invitation';
import { Menu, Time } from './pieces';
import { messageOf, nameOf } from './store';

const INVITE_LINK = /https:\/\/chat\.whatsapp\.com\/[A-Za-z0-9]+/g;
const EMOJI = ['👍', '❤️', '😂', '🙏'];

interface BubbleProps {
	message: MessageView;
	at: number;
	/** Whose phone it is. */
	waId: string;
	groupId?: string;
	reactions?: ReadonlyMap<string, string>;
	canAct: boolean;
	onReply: (wamid: string) => void;
	onEdit: (wamid: string) => void;
	onOpen: (groupId: string | undefined) => void;
}

/** A message on a phone. */
export function Bubble(props: BubbleProps) {
	const { message, waId, at, onOpen } = props;
	const { template } = message;
	const isOwn = !message.isFromBusiness && message.waId === waId;
	const links = [...new Set(message.text.match(INVITE_LINK) ?? [])];
	return (
		<article class={isOwn ? 'bubble own' : 'bubble'}>
			{!isOwn && <strong class="author">{authorOf(message)}</strong>}
			<Quote wamid={message.replyTo} />
			{message.isFromBusiness &&
				links.map((link) => <Invitation key={link} link={link} waId={waId} onOpen={onOpen} />)}
			{message.media && message.change !== 'deleted' && <Medium media={message.media} />}
			{template?.header && <strong>{template.header}</strong>}
			{message.text && <p>{message.text}</p>}
			{message.change === 'deleted' && <p class="gone">This message was deleted</p>}
			{message.card && <p class="card">{message.card}</p>}
			{template?.footer && <small>{template.footer}</small>}
			{template?.buttons.map((text) => (
				<span class="template-button" key={text}>
					{text}
				</span>
			))}
			<footer>
				{message.change === 'edited' && <span>Edited</span>}
				<Time at={at} />
				{message.isFromBusiness && <Ticks reached={message.reached[waId]} />}
			</footer>
			{props.reactions && props.reactions.size > 0 && (
				<span class="reactions" role="img" aria-label={reactionsText(props.reactions)}>
					{[...new Set(props.reactions.values())].join('')}
				</span>
			)}
			{props.canAct && message.change !== 'deleted' && <BubbleMenu {...props} isOwn={isOwn} />}
		</article>
	);
}

export function authorOf({ isFromBusiness, waId }: MessageView): string {
	return isFromBusiness ? 'Business' : nameOf(waId);
}

function reactionsText(reactions: ReadonlyMap<string, string>): string {
	return [...reactions]
		.map(([who, emoji]) => `${who === 'business' ? 'Business' : nameOf(who)} ${emoji}`)
		.join(', ');
}

function BubbleMenu(props: BubbleProps & { isOwn: boolean }) {
	const { message, waId, groupId, reactions, isOwn, onReply, onEdit } = props;
	const react = (emoji: string) =>
		void control('POST', '/send-reaction', {
			groupId,
			person: waId,
			messageId: message.wamid,
			emoji,
		});
	const takeBack = () =>
		void control('POST', '/delete-message', { groupId, person: waId, messageId: message.wamid });
	const own = reactions?.get(waId);
	return (
		<Menu label={`Reply or react to ${message.text || message.type}`}>
			<button type="button" onClick={() => onReply(message.wamid)}>
				Reply
			</button>
			{isOwn && groupId !== undefined && message.type === 'text' && (
				<button type="button" onClick={() => onEdit(message.wamid)}>
					Edit
				</button>
			)}
			{isOwn && groupId !== undefined && (
				<button type="button" onClick={takeBack}>
					Delete
				</button>
			)}
			{groupId !== undefined && (
				<div class="emoji">
					{EMOJI.map((emoji) => (
						<button
							key={emoji}
							type="button"
							aria-pressed={own === emoji}
							aria-label={`React with ${emoji}`}
							onClick={() => react(own === emoji ? '' : emoji)}
						>
							{emoji}
						</button>
					))}
				</div>
			)}
		</Menu>
	);
}

function Quote({ wamid }: { wamid?: string }) {
	if (wamid === undefined) return null;
	const quoted = messageOf(wamid);
	return (
		<blockquote>
			{quoted && <strong>{authorOf(quoted)}</strong>}
			<span>{summaryOf(quoted)}</span>
		</blockquote>
	);
}

/** A message in a few words. */
export function summaryOf(message: MessageView | undefined): string {
	if (message?.change === 'deleted') return 'A deleted message';
	return message?.text || message?.media?.name || message?.media?.kind || 'A message';
}

const KINDS: Record<string, string> = {
	image: 'Picture',
	video: 'Video',
	audio: 'Audio',
	document: 'Document',
	sticker: 'Sticker',
};

export function Medium({ media }: { media: MediaView }) {
	const { kind, url, mimeType = '', name, isVoice } = media;
	const label = name ?? (isVoice ? 'Voice message' : (KINDS[kind] ?? kind));
	if (url && (kind === 'image' || kind === 'sticker')) {
		return <img class={kind} src={url} alt={label} />;
	}
	if (url && kind === 'audio') return <audio controls src={url} aria-label={label} />;
	if (url && kind === 'video' && mimeType.startsWith('video/')) {
		return <video controls src={url} aria-label={label} />;
	}
	return (
		<p class="card">
			{url ? (
				<a href={url} download={label}>
					{label}
				</a>
			) : (
				label
			)}
		</p>
	);
}

/** How far a message of the business got with one person. */
export function Ticks({ reached }: { reached: string | undefined }) {
	const label = reached ?? 'sent';
	return (
		<span class={`ticks ${label}`} role="img" aria-label={label} title={label}>
			{reached === undefined ? '✓' : '✓✓'}
		</span>
	);
}
