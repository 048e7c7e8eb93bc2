import { useSignal } from '@preact/signals';
import type { GroupView, LineView } from '../view';
import { asBusiness, control, copy } from './actions';
import { authorOf, Medium, Ticks } from './message';
import { noticeText } from './notice';
import { Avatar, Badge, rest, Small, Time } from './pieces';
import { chatLines, messageOf, nameOf, now } from './store';

const AT_ONCE = 40;

/** One group as its business sees it. */
export function GroupDetail({ group }: { group: GroupView }) {
	const { id, subject, description, picture, needsApproval, suspended, windowUntil, inviteLink } =
		group;
	const isOpen = windowUntil > now.value;
	const act = (path: string) => void control('POST', path, { groupId: id });
	return (
		<section class="panel group" aria-labelledby="group-title">
			<header>
				<Avatar name={subject} picture={picture} />
				<div>
					<h2 id="group-title">{subject}</h2>
					<small>{needsApproval ? 'People ask to join' : 'People join by the link'}</small>
				</div>
			</header>
			{description && <p class="said">{description}</p>}
			<dl>
				<dt>State</dt>
				<dd>
					{suspended ? <Badge kind="bad">suspended</Badge> : <Badge kind="good">active</Badge>}
					<Small onClick={() => act(suspended ? '/clear-suspension' : '/suspend')}>
						{suspended ? 'Lift the suspension' : 'Suspend'}
					</Small>
				</dd>
				<dt>24-hour window</dt>
				<dd>
					{isOpen ? (
						<Badge kind="good">open for {rest(windowUntil)}</Badge>
					) : (
						<Badge kind="plain">closed: templates only</Badge>
					)}
					<Small onClick={() => act(isOpen ? '/close-window' : '/open-window')}>
						{isOpen ? 'Close it' : 'Open it'}
					</Small>
				</dd>
				<dt>Link</dt>
				<dd>
					<code>{inviteLink}</code>
					<Small onClick={() => void copy(inviteLink, 'Link')}>Copy</Small>
					<Small
						onClick={() =>
							void asBusiness('POST', `/groups/${encodeURIComponent(id)}/invite_link`, {})
						}
					>
						Reset
					</Small>
				</dd>
				{group.pins.length > 0 && (
					<>
						<dt>Pinned</dt>
						<dd>
							{group.pins.map(({ wamid, until }) => (
								<p key={wamid}>
									{messageOf(wamid)?.text ?? wamid} <small>for {rest(until)}</small>
								</p>
							))}
						</dd>
					</>
				)}
				<dt>Group ID</dt>
				<dd>
					<code>{id}</code>
					<Small onClick={() => void copy(id, 'Group ID')}>Copy</Small>
				</dd>
			</dl>
			<JoinRequests group={group} />
			<Members group={group} />
			<Messages group={group} />
		</section>
	);
}

function JoinRequests({ group }: { group: GroupView }) {
	if (group.joinRequests.length === 0) return null;
	const decide = (method: string, request: string) =>
		void asBusiness(method, `/groups/${encodeURIComponent(group.id)}/join_requests`, {
			join_requests: [request],
		});
	return (
		<>
			<h3>Who asks to join</h3>
			<ul class="rows">
				{group.joinRequests.map(({ id, waId }) => (
					<li key={id} class="person">
						<Avatar name={nameOf(waId)} />
						<span>{nameOf(waId)}</span>
						<Small label={`Approve ${nameOf(waId)}`} onClick={() => decide('POST', id)}>
							Approve
						</Small>
						<Small label={`Reject ${nameOf(waId)}`} onClick={() => decide('DELETE', id)}>
							Reject
						</Small>
					</li>
				))}
			</ul>
		</>
	);
}

function Members({ group }: { group: GroupView }) {
	const remove = (user: string) =>
		void asBusiness('DELETE', `/groups/${encodeURIComponent(group.id)}/participants`, {
			participants: [{ user }],
		});
	return (
		<>
			<h3>Members ({group.members.length} of 8)</h3>
			{group.members.length === 0 && <p>Nobody has joined yet.</p>}
			<ul class="rows">
				{group.members.map((waId) => (
					<li key={waId} class="person">
						<Avatar name={nameOf(waId)} />
						<span>{nameOf(waId)}</span>
						<Small label={`Remove ${nameOf(waId)}`} onClick={() => remove(`+${waId}`)}>
							Remove
						</Small>
					</li>
				))}
			</ul>
			{group.removed.length > 0 && (
				<p>
					<small>Removed for good: {group.removed.map((waId) => nameOf(waId)).join(', ')}</small>
				</p>
			)}
		</>
	);
}

function Messages({ group }: { group: GroupView }) {
	const shown = useSignal(AT_ONCE);
	const text = useSignal('');
	const lines = chatLines(group.id, '');
	const write = async () => {
		const body = text.value.trim();
		if (body === '') return;
		const message = { recipient_type: 'group', to: group.id, type: 'text', text: { body } };
		if (await asBusiness('POST', '/messages', message)) text.value = '';
	};
	return (
		<>
			<h3>Messages</h3>
			<form
				class="composer"
				onSubmit={(event) => {
					event.preventDefault();
					void write();
				}}
			>
				<input
					aria-label="Write as the business"
					placeholder="Write as the business"
					autoComplete="off"
					value={text.value}
					onInput={({ currentTarget }) => (text.value = currentTarget.value)}
				/>
				<button type="submit">Send</button>
			</form>
			<ul class="rows messages-list">
				{lines
					.slice(-shown.value)
					.reverse()
					.map((line) => (
						<li key={line.sequence}>
							<Row line={line} />
						</li>
					))}
			</ul>
			{lines.length > shown.value && (
				<Small onClick={() => (shown.value += AT_ONCE * 5)}>Earlier messages</Small>
			)}
		</>
	);
}

function Row({ line }: { line: LineView }) {
	const { message, notice, at, audience } = line;
	if (notice) {
		return (
			<p class="notice">
				{noticeText(notice)} <Time at={at} />
			</p>
		);
	}
	if (!message) return null;
	const what = message.reaction
		? `${message.reaction.emoji || 'took the reaction back'} to “${messageOf(message.reaction.messageId)?.text ?? 'a message'}”`
		: message.text || message.card || (message.change === 'deleted' ? 'deleted' : message.type);
	return (
		<details>
			<summary>
				<span class="said">
					<strong>{authorOf(message)}</strong> {what}
				</span>
				{message.failure && <Badge kind="bad">failed {message.failure.code}</Badge>}
				{message.isFromBusiness && !message.failure && (
					<Reached message={message} audience={audience} />
				)}
				<Time at={at} />
			</summary>
			{message.media && <Medium media={message.media} />}
			{message.failure && (
				<p>
					{message.failure.code}: {message.failure.title}
				</p>
			)}
			{message.isFromBusiness && !message.failure && (
				<ul>
					{audience.map((waId) => (
						<li key={waId}>
							{nameOf(waId)} <Ticks reached={message.reached[waId]} />{' '}
							{message.reached[waId] ?? 'sent'}
						</li>
					))}
				</ul>
			)}
			{message.template && <p>Template {message.template.name}</p>}
			<p>
				<code>{message.wamid}</code>
				<Small onClick={() => void copy(message.wamid, 'Message ID')}>Copy</Small>
			</p>
		</details>
	);
}

/** How many of the people it was written to have read a message. */
function Reached(props: { message: NonNullable<LineView['message']>; audience: string[] }) {
	const { reached } = props.message;
	const read = props.audience.filter((waId) => ['read', 'played'].includes(reached[waId])).length;
	return (
		<small>
			read by {read} of {props.audience.length}
		</small>
	);
}
