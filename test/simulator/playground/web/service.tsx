import { useSignal } from '@preact/signals';
import type { DeliveryView, RequestView } from '../view';
import { control, copy } from './actions';
import { Badge, Json, Small, Time } from './pieces';
import { read, setup } from './store';
import { Tuning } from './tuning';

const SHOWN = 60;

/** What goes over the wire, and how the service behaves. */
export function Service() {
	return (
		<>
			<div class="toolbar">
				<h1>Service</h1>
				<small>
					<code>{location.origin}</code> · API key <code>{setup.value?.apiKey}</code>
				</small>
			</div>
			<div class="columns wire">
				<Requests />
				<Deliveries />
			</div>
			<Tuning />
		</>
	);
}

function Requests() {
	const search = useSignal('');
	const all = [...read('requests').values()].reverse();
	const words = search.value.trim().toLowerCase();
	const wanted = all.filter(
		(request) => words === '' || JSON.stringify(request).toLowerCase().includes(words),
	);
	return (
		<section class="panel" aria-labelledby="requests-title">
			<h2 id="requests-title">Requests</h2>
			<input
				type="search"
				aria-label="Search requests"
				placeholder="Search"
				value={search.value}
				onInput={({ currentTarget }) => (search.value = currentTarget.value)}
			/>
			{all.length === 0 && <p>Nobody has called yet.</p>}
			<ul class="rows">
				{wanted.slice(0, SHOWN).map((request) => (
					<li key={request.id}>
						<Request request={request} />
					</li>
				))}
			</ul>
			{wanted.length > SHOWN && <small>{wanted.length - SHOWN} older ones: search for them.</small>}
		</section>
	);
}

function Request({ request }: { request: RequestView }) {
	const isOpen = useSignal(false);
	const { method, path, status, outcome, errorCode, fault, time } = request;
	const isGood = outcome === 'answered' && (status ?? 0) < 300 && errorCode === undefined;
	return (
		<details onToggle={({ currentTarget }) => (isOpen.value = currentTarget.open)}>
			<summary>
				<Badge kind={isGood ? 'good' : outcome === 'pending' ? 'plain' : 'bad'}>
					{outcome === 'answered' ? status : outcome}
				</Badge>
				<code class="said">
					{method} {decoded(path)}
				</code>
				{errorCode !== undefined && <Badge kind="bad">{errorCode}</Badge>}
				{fault !== undefined && <Badge kind="plain">fault {fault}</Badge>}
				<Time at={Date.parse(time)} />
			</summary>
			{isOpen.value && <RequestDetail request={request} />}
		</details>
	);
}

function RequestDetail({ request }: { request: RequestView }) {
	const answer = useSignal<{ headers: object; body: string } | undefined>(undefined);
	const { id, query, body, parts, durationMs, tookEffect } = request;
	if (!answer.value && request.outcome === 'answered') {
		void control<{ headers: object; body: string }>('GET', `/requests/${id}/answer`).then(
			(found) => (answer.value = found ?? { headers: {}, body: 'It is not kept any more.' }),
		);
	}
	return (
		<>
			<p>
				<small>
					{durationMs !== undefined && `${Math.round(durationMs)} ms · `}
					{tookEffect ? 'took effect' : 'no effect'}
				</small>{' '}
				<Small onClick={() => void copy(curlOf(request), 'Command')}>Copy as curl</Small>
			</p>
			{Object.keys(query).length > 0 && <Json label="Query" value={query} />}
			{body !== undefined && <Json label="Body of the request" value={body} />}
			{parts && <Json label="Parts of the request" value={parts} />}
			<h3>Answer</h3>
			{answer.value && Object.keys(answer.value.headers).length > 0 && (
				<Json label="Headers of the answer" value={answer.value.headers} />
			)}
			<Json label="Body of the answer" value={answer.value ? pretty(answer.value.body) : ''} />
		</>
	);
}

function decoded(path: string): string {
	try {
		return decodeURIComponent(path);
	} catch {
		return path;
	}
}

function pretty(text: string): unknown {
	try {
		return JSON.parse(text) as unknown;
	} catch {
		return text === '' ? '(no body)' : text;
	}
}

function quoted(text: string): string {
	return `'${text.replaceAll("'", "'\\''")}'`;
}

/** The request as a command for a shell. */
function curlOf({ method, path, query, body, parts = [] }: RequestView): string {
	const search = new URLSearchParams(query).toString();
	const url = location.origin + path + (search === '' ? '' : `?${search}`);
	const words = [
		'curl',
		'-X',
		method,
		quoted(url),
		'-H',
		quoted(`D360-API-KEY: ${setup.value?.apiKey}`),
	];
	if (body !== undefined) {
		words.push('-H', quoted('content-type: application/json'));
		words.push('-d', quoted(typeof body === 'string' ? body : JSON.stringify(body)));
	}
	for (const { name, value, filename, contentType } of parts) {
		const content = filename === undefined ? value : `@${filename};type=${contentType}`;
		words.push('-F', quoted(`${name}=${content}`));
	}
	return words.join(' ');
}

interface Delivery {
	id: number;
	attempts: DeliveryView[];
}

function deliveries(): Delivery[] {
	const byId = new Map<number, Delivery>();
	for (const attempt of read('deliveries').values()) {
		const known = byId.get(attempt.delivery);
		if (known) known.attempts.push(attempt);
		else byId.set(attempt.delivery, { id: attempt.delivery, attempts: [attempt] });
	}
	return [...byId.values()].reverse();
}

function Deliveries() {
	const all = deliveries();
	return (
		<section class="panel" aria-labelledby="deliveries-title">
			<h2 id="deliveries-title">Deliveries</h2>
			{all.length === 0 && <p>Nothing was delivered yet. There has to be a webhook.</p>}
			<ul class="rows">
				{all.slice(0, SHOWN).map((delivery) => (
					<li key={delivery.id}>
						<DeliveryRow delivery={delivery} />
					</li>
				))}
			</ul>
		</section>
	);
}

interface Payload {
	entry?: Array<{ changes?: Array<{ field?: string; value?: Record<string, unknown> }> }>;
}

/** What a delivery is about, in a few words. */
function about(payload: unknown): string {
	const changes = (payload as Payload).entry?.flatMap((entry) => entry.changes ?? []) ?? [];
	const words = changes.map(({ field, value = {} }) => {
		const [element] = (value.groups ?? value.statuses ?? value.messages ?? []) as Array<{
			type?: string;
			status?: string;
		}>;
		const kind = element?.status ?? element?.type;
		return kind === undefined || kind === field ? field : `${field}: ${kind}`;
	});
	return [...new Set(words)].join(', ') || 'a payload of its own kind';
}

function DeliveryRow({ delivery }: { delivery: Delivery }) {
	const isOpen = useSignal(false);
	const { id, attempts } = delivery;
	const [first] = attempts;
	const last = attempts.at(-1) ?? first;
	const isGood = last.status === 200;
	return (
		<details onToggle={({ currentTarget }) => (isOpen.value = currentTarget.open)}>
			<summary>
				<Badge kind={isGood ? 'good' : 'bad'}>{last.status ?? 'no answer'}</Badge>
				<span class="said">{about(first.payload)}</span>
				{attempts.length > 1 && <Badge kind="plain">{attempts.length} attempts</Badge>}
				<Time at={Date.parse(last.time)} />
			</summary>
			{isOpen.value && (
				<>
					<ul>
						{attempts.map((attempt) => (
							<li key={`${attempt.destination} ${attempt.attempt}`}>
								{attempt.destination}, attempt {attempt.attempt}: {attempt.status ?? attempt.error}{' '}
								in {Math.round(attempt.durationMs)} ms
							</li>
						))}
					</ul>
					<p>
						<small>{first.url}</small>
					</p>
					<Small onClick={() => void control('POST', '/redeliver', { delivery: id })}>
						Send it again
					</Small>
					<Json label="Payload" value={first.payload} />
				</>
			)}
		</details>
	);
}
