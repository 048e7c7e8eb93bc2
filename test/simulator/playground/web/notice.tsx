import type { LineView } from '../view';
import { messageOf, nameOf } from './store';

/** What WhatsApp says in a chat by itself. */
export function noticeText(notice: NonNullable<LineView['notice']>): string {
	switch (notice.kind) {
		case 'joined':
			return `${nameOf(notice.waId)} joined`;
		case 'asked':
			return `${nameOf(notice.waId)} asked to join`;
		case 'left':
			return `${nameOf(notice.waId)} left`;
		case 'removed':
			return `The business removed ${nameOf(notice.waId)}`;
		case 'pinned':
			return `The business pinned a message${quote(notice.wamid)}`;
		case 'unpinned':
			return `The business unpinned a message${quote(notice.wamid)}`;
		case 'subject':
			return `The group is now called “${notice.text}”`;
		case 'description':
			return notice.text === '' ? 'The description was removed' : 'The description was changed';
		case 'picture':
			return 'The group’s picture was changed';
		case 'created':
			return 'The business created the group';
		case 'suspended':
			return 'WhatsApp suspended the group';
		case 'reinstated':
			return 'WhatsApp reinstated the group';
		case 'deleted':
			return 'The business deleted the group';
	}
}

const QUOTED = 40;

function quote(wamid: string): string {
	const text = messageOf(wamid)?.text ?? '';
	if (text === '') return '';
	return `: “${text.length > QUOTED ? `${text.slice(0, QUOTED)}…` : text}”`;
}
