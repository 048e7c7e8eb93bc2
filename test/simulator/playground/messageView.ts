import type { Core } from '../core';
import { errorItem } from '../errors';
import type { Message, Template } from '../state';
import { isObject } from '../validation';
import type { MediaView, MessageView, TemplateView } from './view';

const MEDIA_TYPES = ['image', 'video', 'audio', 'document', 'sticker'];

/** A message as phones show it. */
export function messageView(core: Core, message: Message): MessageView {
	const { wamid, type, waId, content, reached, failedWith, direction } = message;
	const value = isObject(content.value) ? content.value : {};
	const template = content.template && templateOf(content.template);
	return {
		wamid,
		isFromBusiness: direction === 'out',
		waId,
		type,
		text: content.text,
		media: MEDIA_TYPES.includes(type) ? mediaView(core, type, value) : headerMedia(core, value),
		replyTo: content.replyTo,
		change: content.change,
		reaction: type === 'reaction' ? reactionOf(value) : undefined,
		card: cardOf(type, content.value),
		template,
		reached: Object.fromEntries(reached),
		failure:
			failedWith === undefined
				? undefined
				: { code: failedWith, title: String(errorItem(failedWith).title) },
	};
}

function reactionOf({ message_id: messageId, emoji = '' }: Record<string, unknown>) {
	return { messageId: String(messageId), emoji: String(emoji) };
}

function mediaView(core: Core, kind: string, value: Record<string, unknown>): MediaView {
	const { id, filename, voice, link } = value;
	const stored = typeof id === 'string' ? core.state.media.get(id) : undefined;
	return {
		kind,
		url: stored && `/_control/media/${stored.id}`,
		mimeType: stored?.mimeType,
		name: [filename, stored?.filename, link].find((name) => typeof name === 'string') as
			| string
			| undefined,
		isVoice: voice === true,
	};
}

/** The picture, video or document in the header of a template message. */
function headerMedia(core: Core, value: Record<string, unknown>): MediaView | undefined {
	const components = Array.isArray(value.components) ? value.components : [];
	const header = components.find(
		(one) => isObject(one) && String(one.type).toLowerCase() === 'header',
	) as { parameters?: Array<Record<string, unknown>> } | undefined;
	const [parameter] = header?.parameters ?? [];
	const kind = String(parameter?.type);
	const medium = parameter?.[kind];
	return MEDIA_TYPES.includes(kind) && isObject(medium) ? mediaView(core, kind, medium) : undefined;
}

function cardOf(type: string, value: unknown): string | undefined {
	if (type === 'location' && isObject(value)) {
		const { name, address, latitude, longitude } = value;
		return [name, address, `${String(latitude)}, ${String(longitude)}`].filter(Boolean).join('\n');
	}
	if (type === 'contacts') return 'Contact';
	if (type === 'unsupported') return 'A kind of message that the API does not show, such as a poll';
	return undefined;
}

/** The parts of a template beside its body. */
function templateOf({ name, components = [] }: Template) {
	const part = (type: string) => components.find((one) => one.type.toUpperCase() === type);
	return {
		name,
		header: part('HEADER')?.text,
		footer: part('FOOTER')?.text,
		buttons: (part('BUTTONS')?.buttons ?? []).map(({ text, type }) => String(text ?? type)),
	};
}

export function templateView(template: Template): TemplateView {
	const { language = '', category, status, components = [] } = template;
	const body = components.find((one) => one.type.toUpperCase() === 'BODY');
	return { ...templateOf(template), language, category, status, text: String(body?.text ?? '') };
}
