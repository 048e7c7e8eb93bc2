import type { SwitchView } from '../view';
import { control } from './actions';
import { Badge, Small } from './pieces';
import { now, setup } from './store';

const HOUR_MS = 3_600_000;

/** A form whose values go to the control API. */
function Form(props: {
	label: string;
	onSend: (data: FormData) => Promise<unknown>;
	children: preact.ComponentChildren;
	action: string;
}) {
	return (
		<form
			aria-label={props.label}
			onSubmit={(event) => {
				event.preventDefault();
				void props.onSend(new FormData(event.currentTarget));
			}}
		>
			<div class="line">
				{props.children}
				<button type="submit">{props.action}</button>
			</div>
		</form>
	);
}

const number = (data: FormData, name: string): number => Number(data.get(name));

/** How the service behaves. */
export function Tuning() {
	return (
		<div class="columns even">
			<div>
				<Behaviour />
				<Keeping />
			</div>
			<div>
				<Faults />
				<Switches />
			</div>
		</div>
	);
}

function Behaviour() {
	const current = setup.value;
	if (!current) return null;
	const { latency, rateLimit, eligible, ahead } = current;
	return (
		<section class="panel" aria-labelledby="behaviour-title">
			<h2 id="behaviour-title">Time and pace</h2>
			<p>
				It is {new Date(now.value).toLocaleString()} at the service
				{ahead > 0 && `, ${Math.round(ahead / HOUR_MS)} h ahead`}.
			</p>
			<div class="actions">
				{(
					[
						['An hour later', 1],
						['A day later', 24],
						['A week later', 168],
					] as const
				).map(([label, hours]) => (
					<button
						key={label}
						type="button"
						class="secondary"
						onClick={() => void control('POST', '/advance', { ms: hours * HOUR_MS })}
					>
						{label}
					</button>
				))}
			</div>
			<Form
				label="Latency"
				action="Set"
				onSend={async (data) => await control('PUT', '/latency', { ms: number(data, 'ms') })}
			>
				<label>
					Latency in ms
					<input name="ms" type="number" min="0" max="60000" required value={latency.min} />
				</label>
			</Form>
			<Form
				label="Rate limit"
				action="Set"
				onSend={async (data) =>
					await (data.get('perSecond') === ''
						? control('DELETE', '/rate-limit')
						: control('PUT', '/rate-limit', { perSecond: number(data, 'perSecond') }))
				}
			>
				<label>
					Messages per second (empty: no limit)
					<input name="perSecond" type="number" min="1" value={rateLimit?.perSecond ?? ''} />
				</label>
			</Form>
			<label>
				<input
					type="checkbox"
					role="switch"
					checked={eligible}
					onChange={({ currentTarget }) =>
						void control('PUT', '/eligible', { eligible: currentTarget.checked })
					}
				/>
				The number may create groups
			</label>
		</section>
	);
}

const CODES = [
	[130429, 'too many messages'],
	[131056, 'too many to one recipient'],
	[131208, 'too many group operations'],
	[131000, 'something went wrong'],
	[131047, 'the 24 hours are over'],
	[131207, 'the group is suspended'],
	[133010, 'the number is not registered'],
] as const;
const CALLS = [
	['POST /messages', 'sends'],
	['POST /groups', 'creations of groups'],
	['GET /groups*', 'reads of groups'],
	['* *', 'calls'],
] as const;
const KINDS = [
	['error', 'are refused'],
	['resetAfter', 'take effect, and the connection breaks'],
	['reset', 'have no effect, and the connection breaks'],
	['timeoutAfter', 'take effect, and nothing is answered'],
	['timeout', 'are never answered'],
	['html', 'get a gateway’s page, 502'],
	['truncated', 'get half an answer'],
] as const;

async function programFault(data: FormData): Promise<unknown> {
	const [method, path] = String(data.get('call')).split(' ');
	const kind = String(data.get('kind'));
	return await control('POST', '/faults', {
		kind,
		times: number(data, 'times'),
		...(method === '*' ? {} : { method }),
		...(path === '*' ? {} : { path }),
		...(kind === 'error' ? { code: number(data, 'code') } : {}),
	});
}

function Faults() {
	const faults = setup.value?.faults ?? [];
	return (
		<section class="panel" aria-labelledby="faults-title">
			<h2 id="faults-title">Faults</h2>
			<Form label="New fault" action="Program it" onSend={programFault}>
				<label>
					The next
					<input name="times" type="number" min="1" required value="3" />
				</label>
				<label>
					calls
					<select name="call">
						{CALLS.map(([value, label]) => (
							<option key={value} value={value}>
								{label}
							</option>
						))}
					</select>
				</label>
				<label>
					what happens
					<select name="kind">
						{KINDS.map(([value, label]) => (
							<option key={value} value={value}>
								{label}
							</option>
						))}
					</select>
				</label>
				<label>
					code of a refusal
					<select name="code">
						{CODES.map(([code, label]) => (
							<option key={code} value={code}>
								{code}: {label}
							</option>
						))}
					</select>
				</label>
			</Form>
			<ul class="rows">
				{faults.map(({ id, hits, rule }) => (
					<li key={id} class="person">
						<Badge kind="plain">{id}</Badge>
						<span class="said">
							{String(rule.kind)} {rule.code === undefined ? '' : String(rule.code)}{' '}
							{String(rule.method ?? 'any')} {String(rule.path ?? 'anything')}: {hits} of{' '}
							{Number(rule.times ?? 1) || 'all'} hit
						</span>
						<Small
							label={`Remove fault ${id}`}
							onClick={() => void control('DELETE', `/faults/${id}`)}
						>
							Remove
						</Small>
					</li>
				))}
			</ul>
		</section>
	);
}

function Switches() {
	const switches = setup.value?.switches ?? [];
	const changed = switches.filter(({ value, default: normal }) => value !== normal).length;
	return (
		<section class="panel" aria-labelledby="switches-title">
			<h2 id="switches-title">Switches</h2>
			<details>
				<summary>
					{switches.length} points that are disputed or undocumented; {changed} changed
				</summary>
				<ul class="rows">
					{switches.map((one) => (
						<li key={one.name}>
							<Switch {...one} />
						</li>
					))}
				</ul>
			</details>
		</section>
	);
}

function Switch({ name, value, values, about, doubt, default: normal }: SwitchView) {
	const set = (chosen: unknown) => void control('PATCH', '/switches', { [name]: chosen });
	return (
		<label>
			<span>
				<code>{name}</code> {value !== normal && <Badge kind="plain">changed</Badge>}
			</span>
			<small>
				{about} ({doubt})
			</small>
			{values ? (
				<select
					value={String(value)}
					onChange={({ currentTarget }) => set(values[currentTarget.selectedIndex])}
				>
					{values.map((one) => (
						<option key={String(one)} value={String(one)}>
							{String(one)}
						</option>
					))}
				</select>
			) : (
				<input
					type="number"
					min="0"
					value={Number(value)}
					onChange={({ currentTarget }) => set(Number(currentTarget.value))}
				/>
			)}
		</label>
	);
}

async function save(): Promise<void> {
	const saved = await control<object>('GET', '/saved');
	if (!saved) return;
	const url = URL.createObjectURL(new Blob([JSON.stringify(saved)], { type: 'application/json' }));
	const link = document.createElement('a');
	link.href = url;
	link.download = 'simulator-state.json';
	link.click();
	URL.revokeObjectURL(url);
}

async function load(input: HTMLInputElement): Promise<void> {
	const text = await input.files?.[0]?.text();
	input.value = '';
	if (text === undefined) return;
	let saved: object = {};
	try {
		saved = JSON.parse(text) as object;
	} catch {
		// What is no JSON is refused like any other file that is no saved state.
	}
	await control('PUT', '/saved', saved);
}

function Keeping() {
	return (
		<section class="panel" aria-labelledby="keeping-title">
			<h2 id="keeping-title">State</h2>
			<div class="actions">
				<button type="button" class="secondary" onClick={() => void save()}>
					Save to a file
				</button>
				<label class="file-button">
					Load from a file
					<input
						type="file"
						accept="application/json"
						onChange={({ currentTarget }) => void load(currentTarget)}
					/>
				</label>
				<button
					type="button"
					class="secondary"
					onClick={() => {
						if (confirm('Forget all groups, messages and settings, and begin anew?')) {
							void control('POST', '/reset');
						}
					}}
				>
					Reset
				</button>
			</div>
		</section>
	);
}
