import { useSignal } from '@preact/signals';
import { useLayoutEffect, useRef } from 'preact/hooks';
import { base64Of, control } from './actions';
import { authorOf, summaryOf } from './message';
import { Small } from './pieces';
import { messageOf } from './store';

interface ComposerProps {
	waId: string;
	groupId?: string;
	/** Id of the message that is answered, or of one's own that is changed. */
	replyTo?: string;
	edited?: string;
	onDone: () => void;
}

const PICTURES = ['image/jpeg', 'image/png'];

/** The kind of message that WhatsApp makes of a file. */
function kindOf({ type }: File): string {
	if (PICTURES.includes(type)) return 'image';
	if (type.startsWith('video/')) return 'video';
	if (type.startsWith('audio/')) return 'audio';
	return 'document';
}

/** Where a person writes. */
export function Composer({ waId, groupId, replyTo, edited, onDone }: ComposerProps) {
	const text = useSignal('');
	const field = useRef<HTMLInputElement>(null);
	const file = useRef<HTMLInputElement>(null);
	// At once: somebody who types already would have it written over.
	useLayoutEffect(() => {
		if (edited !== undefined) text.value = messageOf(edited)?.text ?? '';
		if ((replyTo ?? edited) !== undefined) field.current?.focus();
	}, [replyTo, edited]);
	const leave = () => {
		if (edited !== undefined) text.value = '';
		onDone();
	};

	const write = async () => {
		const body = text.value.trim();
		if (body === '') return;
		text.value = '';
		const said = { groupId, person: waId, text: body };
		const sent =
			edited === undefined
				? await control('POST', '/send-text', { ...said, replyTo })
				: await control('POST', '/edit-message', { ...said, messageId: edited });
		// What could not be sent is not lost.
		if (!sent) text.value = body;
		else onDone();
	};
	const attach = async (chosen: File | undefined) => {
		if (!chosen) return;
		const kind = kindOf(chosen);
		await control('POST', '/send-media', {
			groupId,
			person: waId,
			type: kind,
			base64: await base64Of(chosen),
			mimeType: chosen.type || 'application/octet-stream',
			...(kind === 'document' ? { filename: chosen.name } : {}),
			...(text.value.trim() ? { caption: text.value.trim() } : {}),
		});
		text.value = '';
		if (file.current) file.current.value = '';
	};
	const quoted = messageOf(replyTo ?? edited);
	return (
		<form
			class="composer"
			onSubmit={(event) => {
				event.preventDefault();
				void write();
			}}
		>
			{quoted && (
				<blockquote>
					<strong>{edited === undefined ? authorOf(quoted) : 'Edit'}</strong>
					<span>{summaryOf(quoted)}</span>
					<Small
						label={edited === undefined ? 'Do not reply to it' : 'Do not edit it'}
						onClick={leave}
					>
						×
					</Small>
				</blockquote>
			)}
			<label class="attach" title="Send a picture or a file">
				<span aria-hidden="true">+</span>
				<input
					ref={file}
					type="file"
					aria-label="Send a picture or a file"
					onChange={({ currentTarget }) => void attach(currentTarget.files?.[0])}
				/>
			</label>
			<input
				ref={field}
				value={text.value}
				placeholder="Message"
				aria-label="Message"
				autoComplete="off"
				onInput={({ currentTarget }) => (text.value = currentTarget.value)}
			/>
			<button type="submit" aria-label="Send" disabled={text.value.trim() === ''}>
				➤
			</button>
		</form>
	);
}
