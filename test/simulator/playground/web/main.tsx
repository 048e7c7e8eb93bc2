import { render } from 'preact';
import { signal } from '@preact/signals';
import { complaint, note } from './actions';
import { goTo, viewName, type ViewName } from './address';
import { Business } from './business';
import { Phones } from './phones';
import { Service } from './service';
import { connect, isLive, setup } from './store';
import './style.css';

const VIEWS: Array<[ViewName, string]> = [
	['phones', 'Phones'],
	['business', 'Business'],
	['service', 'Service'],
];

const THEME = 'playground-theme';
const isDark = signal(
	(localStorage.getItem(THEME) ??
		(matchMedia('(prefers-color-scheme: dark)').matches ? 'dark' : 'light')) === 'dark',
);

function showTheme(): void {
	document.documentElement.dataset.theme = isDark.value ? 'dark' : 'light';
}

function toggleTheme(): void {
	isDark.value = !isDark.value;
	localStorage.setItem(THEME, isDark.value ? 'dark' : 'light');
	showTheme();
}

function Bar() {
	const current = viewName();
	return (
		<header class="bar">
			<strong>
				Groups playground<span class="number"> +{setup.value?.number}</span>
			</strong>
			<nav aria-label="Views">
				{VIEWS.map(([view, label]) => (
					<a
						key={view}
						href={`/playground/${view}`}
						aria-current={view === current ? 'page' : undefined}
						onClick={(event) => {
							if (event.metaKey || event.ctrlKey || event.shiftKey) return;
							event.preventDefault();
							goTo(view);
						}}
					>
						{label}
					</a>
				))}
			</nav>
			<button
				type="button"
				class="small"
				aria-label={isDark.value ? 'Light theme' : 'Dark theme'}
				onClick={toggleTheme}
			>
				{isDark.value ? '☀' : '☾'}
			</button>
		</header>
	);
}

/** What the page says of itself; read out by screen readers. */
function Messages() {
	return (
		<div class="messages">
			<div role="alert">
				{complaint.value && (
					<p class="bad">
						{complaint.value}
						<button type="button" class="small" onClick={() => (complaint.value = '')}>
							Close
						</button>
					</p>
				)}
				{isLive.value === false && (
					<p class="bad">The simulator does not answer. Waiting for it.</p>
				)}
			</div>
			<div role="status">
				{note.value && <p onAnimationEnd={() => (note.value = '')}>{note.value}</p>}
			</div>
		</div>
	);
}

function App() {
	const name = viewName();
	document.title = `${VIEWS.find(([view]) => view === name)?.[1]} · WhatsApp groups playground`;
	return (
		<>
			<Bar />
			<Messages />
			<main>
				{isLive.value === undefined && <p aria-busy="true">Asking the simulator.</p>}
				{setup.value && name === 'phones' && <Phones />}
				{setup.value && name === 'business' && <Business />}
				{setup.value && name === 'service' && <Service />}
			</main>
		</>
	);
}

showTheme();
connect();
render(<App />, document.getElementById('app') as HTMLElement);
