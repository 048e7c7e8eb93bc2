import type { ComponentChildren } from 'preact';
import { now } from './store';

/** A round picture, or the first letters on a colour of one's own. */
export function Avatar({ name, picture }: { name: string; picture?: string }) {
	if (picture) return <img class="avatar" src={picture} alt="" />;
	const words = name.replace(/[^\p{L}\p{N} ]/gu, '').split(' ');
	const letters = words.flatMap((word) => [...word].slice(0, 1));
	const hue = [...name].reduce((sum, c) => (sum * 31 + (c.codePointAt(0) ?? 0)) % 360, 7);
	return (
		<span class="avatar" aria-hidden="true" style={{ '--hue': String(hue) }}>
			{letters.slice(0, 2).join('').toUpperCase() || '#'}
		</span>
	);
}

const CLOCK = new Intl.DateTimeFormat(undefined, { hour: '2-digit', minute: '2-digit' });
const DAY = new Intl.DateTimeFormat(undefined, { day: 'numeric', month: 'short' });

/** A time of today as a clock, any other as a day. */
export function Time({ at }: { at: number }) {
	const date = new Date(at);
	const isToday = date.toDateString() === new Date(now.value).toDateString();
	return (
		<time dateTime={date.toISOString()} title={date.toLocaleString()}>
			{isToday ? CLOCK.format(date) : DAY.format(date)}
		</time>
	);
}

/** How long from now: `23 h`, `4 min`. */
export function rest(until: number): string {
	const minutes = Math.ceil((until - now.value) / 60_000);
	if (minutes >= 2880) return `${Math.round(minutes / 1440)} days`;
	return minutes >= 120 ? `${Math.round(minutes / 60)} h` : `${minutes} min`;
}

/** A button that looks like a link or an icon. */
export function Small(props: {
	label?: string;
	onClick: () => void;
	children: ComponentChildren;
	class?: string;
	disabled?: boolean;
}) {
	return (
		<button
			type="button"
			class={`small ${props.class ?? ''}`}
			aria-label={props.label}
			title={props.label}
			disabled={props.disabled}
			onClick={props.onClick}
		>
			{props.children}
		</button>
	);
}

/** A menu behind a button, closed by choosing. */
export function Menu({ label, children }: { label: string; children: ComponentChildren }) {
	return (
		<details
			class="menu"
			onClick={(event) => {
				const { currentTarget, target } = event;
				if ((target as Element).closest('.choices button')) currentTarget.open = false;
			}}
			onKeyDown={(event) => {
				if (event.key !== 'Escape') return;
				event.currentTarget.open = false;
				event.currentTarget.querySelector('summary')?.focus();
			}}
			onFocusOut={(event) => {
				const next = event.relatedTarget as Node | null;
				if (next && !event.currentTarget.contains(next)) event.currentTarget.open = false;
			}}
		>
			<summary aria-label={label} title={label}>
				⋮
			</summary>
			<div class="choices">{children}</div>
		</details>
	);
}

export function Badge({
	kind,
	children,
}: {
	kind: 'good' | 'bad' | 'plain';
	children: ComponentChildren;
}) {
	return <span class={`badge ${kind}`}>{children}</span>;
}

/** JSON that a person can read. */
export function Json({ value, label }: { value: unknown; label: string }) {
	return (
		<pre tabIndex={0} aria-label={label}>
			<code>{typeof value === 'string' ? value : JSON.stringify(value, null, 2)}</code>
		</pre>
	);
}
