/**
 * What the answer page does in the browser beside its plain form. n8n answers somebody who comes too late
 * or at the same moment as another in words for programmers, so the script sends the form itself and
 * says in ours what is known: only an answer in our own words is one.
 */
export const SCRIPT = `
'use strict';
const main = document.querySelector('main');
const form = document.querySelector('form');
const alertText = document.querySelector('.alert');

const ask = async (method, body) => {
	try {
		const answer = await fetch(location.href, { method, body, headers: { Accept: 'application/json' }, cache: 'no-store' });
		const json = await answer.json().catch(() => ({}));
		return { status: answer.status, page: json.answerPage };
	} catch {
		return { status: 0 };
	}
};

const show = (title, text) => {
	const heading = document.createElement('h1');
	heading.tabIndex = -1;
	heading.textContent = title;
	const words = document.createElement('p');
	words.textContent = text;
	main.replaceChildren(heading, words);
	document.title = title;
	heading.focus();
};

const send = async (submitter) => {
	const data = new URLSearchParams(new FormData(form));
	if (submitter.name) data.append(submitter.name, submitter.value);
	const { status, page } = await ask('POST', data);
	if (page && page.state === 'open') return page.text;
	if (page) return show(page.title, page.text);
	const now = await ask('GET');
	if (now.page && now.page.state === 'open') return 'Your answer was not recorded. Please try again.';
	if (now.status === 0) return 'There is no connection, so it is not known whether your answer was recorded. Please try again.';
	if (now.page) return show(now.page.title, now.page.text);
	const isRefused = status >= 200 && status < 500;
	show('This question is no longer open', isRefused
		? 'Your answer was not recorded: somebody has answered already, or the time is up.'
		: 'Somebody has answered, or the time is up. It is not certain that the recorded answer is yours.');
};

form.addEventListener('submit', async (event) => {
	const { submitter } = event;
	if (!submitter) return;
	event.preventDefault();
	if (form.getAttribute('aria-busy') === 'true') return;
	form.setAttribute('aria-busy', 'true');
	alertText.textContent = '';
	const complaint = await send(submitter);
	form.removeAttribute('aria-busy');
	if (complaint) alertText.textContent = complaint;
});
`;
