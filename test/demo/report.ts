/** The demo's words: progress while it runs, and the summary at its end. */
import type { Progress, Story } from './story';

export interface Output {
	isTTY?: boolean;
	columns?: number;
	write(text: string): unknown;
}

/** Tells the progress, a line per node, with a running count of calls where lines can be rewritten. */
export function reportProgress(output: Output): Progress {
	let isCounting = false;
	const line = (text: string) => {
		if (isCounting) output.write('\r\u001b[K');
		isCounting = false;
		output.write(`${text}\n`);
	};
	return {
		phase: (title) => line(`\n${title}`),
		node: (name, items, failed, milliseconds) => {
			const trouble = failed > 0 ? `, ${failed} failed` : '';
			const count = `${items} ${items === 1 ? 'item' : 'items'}${trouble}`;
			line(`  ✓ ${name.padEnd(34)} ${count.padEnd(22)} ${(milliseconds / 1000).toFixed(1)} s`);
		},
		people: (text) => line(`  … ${text}`),
		call: (total) => {
			if (!output.isTTY) return;
			output.write(`\r\u001b[K    ${total} calls`);
			isCounting = true;
		},
	};
}

/** The summary as text: every group and person, and what failed and why. */
export function summarize(story: Story, columns = 100): string {
	const lines: string[] = [];
	const title = (text: string) => lines.push('', text, '─'.repeat(Math.min(columns, 78)));
	const detail = (text: string | undefined, indent: number) => {
		if (text) lines.push(...wrap(text, columns - indent).map((part) => ' '.repeat(indent) + part));
	};

	title('Groups');
	for (const group of story.groups) {
		const isThere = group.groupId !== undefined;
		const head = `${mark(isThere)} ${(group.subject || `(row of ${group.customer})`).padEnd(22)}`;
		if (!isThere) {
			lines.push(`${head} not created`);
			detail(`${group.outcome}. ${group.hint ?? ''}`.trim(), 4);
			continue;
		}
		lines.push(`${head} ${group.participants} of 8 people  ${group.inviteLink}`);
		detail(group.warning, 4);
	}

	title('People');
	const hints = new Set<string>();
	for (const { customer, recipient, outcome, hint } of story.people) {
		const isIn = outcome === 'joined' || outcome === 'asked to join';
		lines.push(
			`${mark(isIn)} ${recipient.padEnd(18)} ${customer.padEnd(18)} ${isIn ? outcome : ''}`.trimEnd(),
		);
		if (!isIn) detail(outcome, 4);
		if (hint) hints.add(hint);
	}
	for (const hint of hints) detail(`→ ${hint}`, 2);

	title('Messages, and cleaning up');
	for (const { subject, what, outcome, hint } of [...story.messages, ...story.housekeeping]) {
		const isDone = outcome === 'sent' || outcome === 'done';
		lines.push(
			`${mark(isDone)} ${subject.padEnd(22)} ${what.padEnd(28)} ${isDone ? outcome : ''}`.trimEnd(),
		);
		if (!isDone) detail([outcome, hint].filter(Boolean).join('. '), 4);
	}

	title('Checked against what the service saw');
	for (const { name, ok, found } of story.checks) lines.push(`${mark(ok)} ${name}: ${found}`);
	const seconds = (story.durationMs / 1000).toFixed(1);
	lines.push(
		'',
		...wrap(
			`${story.calls} calls in ${seconds} s. The service refused ${story.refusedByRateLimit} of them with a rate limit; each was done later, once.`,
			columns,
		),
		'',
	);
	return lines.join('\n');
}

function mark(isGood: boolean): string {
	return isGood ? '✓' : '✗';
}

function wrap(text: string, width: number): string[] {
	const lines: string[] = [];
	let current = '';
	for (const word of text.split(/\s+/)) {
		if (current !== '' && current.length + 1 + word.length > width) {
			lines.push(current);
			current = word;
		} else {
			current = current === '' ? word : `${current} ${word}`;
		}
	}
	return [...lines, current];
}
