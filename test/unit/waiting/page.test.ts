import {
	HEADERS,
	pageHtml,
	pageJson,
	timeText,
	type Page,
} from '../../../nodes/WhatsAppGroups/waiting/page';
import { SCRIPT } from '../../../nodes/WhatsAppGroups/waiting/script';
import type { Question } from '../../../nodes/WhatsAppGroups/runtime/question';

const QUESTION: Question = {
	nonce: 'n',
	title: 'Discounts & <more>',
	text: 'Ten percent <off>?',
	answer: { type: 'approval', approve: 'Yes & go' },
	groupId: 'G',
	messageId: 'M',
};
const open = (rest: Partial<Question> = {}, more: { complaint?: string; given?: string } = {}) =>
	({
		state: 'open',
		question: { ...QUESTION, ...rest },
		timeZone: 'Europe/Berlin',
		...more,
	}) satisfies Page;
const both = { type: 'approval', approve: 'Yes', disapprove: 'No' } as const;
const freeText = { type: 'freeText', submit: 'Send' } as const;

/** What people see of a page. */
const mainOf = (page: Page) => /<main>\n(.*)\n<\/main>/s.exec(pageHtml(page))?.[1];

describe('a question', () => {
	test('to approve', () => {
		expect(mainOf(open())).toBe(
			`<h1 dir="auto">Discounts &amp; &lt;more&gt;</h1>
<p class="question" id="question" dir="auto">Ten percent &lt;off&gt;?</p>
<form method="post">
<p class="alert" role="alert"></p>
<div class="buttons"><button type="submit" dir="auto" name="decision" value="approve">Yes &amp; go</button></div>
</form>
<p class="quiet">The first answer counts.</p>`,
		);
	});

	test('to approve or not, with its end', () => {
		const page = open({ answer: both, until: '2026-11-26T14:00:00.000Z' });
		expect(mainOf(page)).toContain(
			`<div class="buttons"><button type="submit" dir="auto" name="decision" value="approve">Yes</button><button type="submit" dir="auto" name="decision" value="disapprove" class="other">No</button></div>`,
		);
		expect(mainOf(page)).toContain(
			'<p class="quiet">The first answer counts. It can be answered until 26 November 2026 at 15:00 CET.</p>',
		);
	});

	test('for a text', () => {
		expect(mainOf(open({ answer: freeText }))).toContain(
			`<p class="alert" role="alert"></p>
<label for="answer">Your answer</label>
<textarea id="answer" name="text" dir="auto" maxlength="4096" aria-describedby="question" required></textarea>
<div class="buttons"><button type="submit" dir="auto">Send</button></div>
</form>`,
		);
	});

	test('whose answer was none: it is not lost', () => {
		const page = open({ answer: freeText }, { complaint: 'Too <long>.', given: '</textarea>"' });
		expect(mainOf(page)).toContain('<p class="alert" role="alert">Too &lt;long&gt;.</p>');
		expect(mainOf(page)).toContain('required>&lt;/textarea&gt;&quot;</textarea>');
	});

	test('has its script, and its title as the document’s', () => {
		const html = pageHtml(open());
		expect(html).toContain(`</main>\n<script>${SCRIPT}</script>\n</body>`);
		expect(html).toContain('<title>Discounts &amp; &lt;more&gt;</title>');
		expect(html).toMatch(/^<!doctype html>\n<html lang="en">\n/);
	});
});

test.each(['answered', 'closed'] as const)('what is %s has neither form nor script', (state) => {
	const page: Page = { state, title: 'Thank & you', text: 'It <was> taken.' };
	expect(mainOf(page)).toBe('<h1 dir="auto">Thank &amp; you</h1>\n<p>It &lt;was&gt; taken.</p>');
	expect(pageHtml(page)).toContain('</main>\n\n</body>');
	expect(pageJson(page)).toEqual({
		answerPage: { state, title: 'Thank & you', text: 'It <was> taken.' },
	});
});

test('an open page as JSON says what is wrong, if anything is', () => {
	const title = 'Discounts & <more>';
	expect(pageJson(open())).toEqual({ answerPage: { state: 'open', title, text: '' } });
	expect(pageJson(open({}, { complaint: 'Choose.' }))).toEqual({
		answerPage: { state: 'open', title, text: 'Choose.' },
	});
});

test('the policy in the page is that of the header, without what only a header can say', () => {
	const policy = HEADERS['Content-Security-Policy'];
	const [, inPage = ''] = /Security-Policy" content="([^"]*)"/.exec(pageHtml(open())) ?? [];
	expect(policy).toBe(
		`${inPage.replaceAll('&#39;', "'")}; frame-ancestors 'none'; sandbox allow-forms allow-scripts`,
	);
	expect(policy).toMatch(
		/^default-src 'none'; style-src '[^']+'; script-src '[^']+'; connect-src 'self'; form-action 'self'; base-uri 'none'; /,
	);
});

test.each([
	['Europe/Berlin', '26 November 2026 at 15:00 CET'],
	['Asia/Kolkata', '26 November 2026 at 19:30 GMT+5:30'],
	['No/Where', '26 November 2026 at 14:00 UTC'],
])('a time in %s', (timeZone, text) => {
	expect(timeText('2026-11-26T14:00:00.000Z', timeZone)).toBe(text);
});
