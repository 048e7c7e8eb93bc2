/** The answer page as HTML. Whatever people wrote is text in it. Pure. */
import { createHash } from 'node:crypto';

import { escapeHtml } from '../runtime/html';
import type { Question } from '../runtime/question';
import { SCRIPT } from './script';
import { STYLE } from './style';

/** Characters of a free text: as many as a WhatsApp message holds. */
export const MAX_ANSWER = 4096;

/** The names of the form's fields. */
export const FIELDS = { decision: 'decision', text: 'text' } as const;
export const DECISIONS = { approve: 'approve', disapprove: 'disapprove' } as const;

/** What a page says. */
export type Page =
	| {
			state: 'open';
			question: Question;
			/** IANA name, for the time at which the wait ends. */
			timeZone: string;
			/** Why what was sent is no answer, and what was written. */
			complaint?: string;
			given?: string;
	  }
	| { state: 'answered' | 'closed'; title: string; text: string };

const hashOf = (text: string) => `'sha256-${createHash('sha256').update(text).digest('base64')}'`;

/**
 * Nothing but this style and this script, and nothing from or to elsewhere. As a sandbox the page is
 * apart from n8n's own pages, whose cookies and storage it could not read.
 */
const DIRECTIVES = [
	"default-src 'none'",
	`style-src ${hashOf(STYLE)}`,
	`script-src ${hashOf(SCRIPT)}`,
	"connect-src 'self'",
	"form-action 'self'",
	"base-uri 'none'",
];

export const HEADERS: Readonly<Record<string, string>> = {
	'Content-Security-Policy': [
		...DIRECTIVES,
		"frame-ancestors 'none'",
		'sandbox allow-forms allow-scripts',
	].join('; '),
	'Cache-Control': 'no-store',
	// The address is the key to the question.
	'Referrer-Policy': 'no-referrer',
	'X-Content-Type-Options': 'nosniff',
	'X-Robots-Tag': 'noindex',
};

/** What the page's script understands of a page. */
export function pageJson(page: Page): {
	answerPage: { state: string; title: string; text: string };
} {
	const { state } = page;
	return page.state === 'open'
		? { answerPage: { state, title: page.question.title, text: page.complaint ?? '' } }
		: { answerPage: { state, title: page.title, text: page.text } };
}

/** The page as a document. Its policy stands in it as well: n8n puts its own in place of the header's. */
export function pageHtml(page: Page): string {
	const title = escapeHtml(page.state === 'open' ? page.question.title : page.title);
	return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${escapeHtml(DIRECTIVES.join('; '))}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="robots" content="noindex">
<meta name="referrer" content="no-referrer">
<title>${title}</title>
<style>${STYLE}</style>
</head>
<body>
<main>
<h1 dir="auto">${title}</h1>
${page.state === 'open' ? openParts(page) : `<p>${escapeHtml(page.text)}</p>`}
</main>
${page.state === 'open' ? `<script>${SCRIPT}</script>` : ''}
</body>
</html>
`;
}

function openParts(page: Extract<Page, { state: 'open' }>): string {
	const { question, complaint = '', given = '', timeZone } = page;
	const { answer, text, until } = question;
	const parts =
		answer.type === 'approval'
			? buttons(
					button(answer.approve, DECISIONS.approve),
					answer.disapprove === undefined ? '' : button(answer.disapprove, DECISIONS.disapprove),
				)
			: `<label for="answer">Your answer</label>
<textarea id="answer" name="${FIELDS.text}" dir="auto" maxlength="${MAX_ANSWER}" aria-describedby="question" required>${escapeHtml(given)}</textarea>
${buttons(button(answer.submit))}`;
	const limit =
		until === undefined
			? ''
			: ` It can be answered until ${escapeHtml(timeText(until, timeZone))}.`;
	return `<p class="question" id="question" dir="auto">${escapeHtml(text)}</p>
<form method="post">
<p class="alert" role="alert">${escapeHtml(complaint)}</p>
${parts}
</form>
<p class="quiet">The first answer counts.${limit}</p>`;
}

function buttons(...all: string[]): string {
	return `<div class="buttons">${all.join('')}</div>`;
}

function button(label: string, decision?: string): string {
	const isOther = decision === DECISIONS.disapprove;
	const sends = decision === undefined ? '' : ` name="${FIELDS.decision}" value="${decision}"`;
	return `<button type="submit" dir="auto"${sends}${isOther ? ' class="other"' : ''}>${escapeHtml(label)}</button>`;
}

const TIME_PARTS = {
	day: 'numeric',
	month: 'long',
	year: 'numeric',
	hour: '2-digit',
	minute: '2-digit',
	timeZoneName: 'short',
} as const;

/** "26 November 2026 at 15:00 CET" */
export function timeText(iso: string, timeZone: string): string {
	return timeFormat(timeZone).format(new Date(iso));
}

/** An imported workflow may have a time zone that there is not. The page says which one it uses. */
function timeFormat(timeZone: string): Intl.DateTimeFormat {
	try {
		return new Intl.DateTimeFormat('en-GB', { ...TIME_PARTS, timeZone });
	} catch {
		return new Intl.DateTimeFormat('en-GB', { ...TIME_PARTS, timeZone: 'UTC' });
	}
}
