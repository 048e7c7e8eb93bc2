import { useSignal } from '@preact/signals';
import type { GroupView, TemplateView } from '../view';
import { asBusiness, control } from './actions';
import { parameter, setParameter } from './address';
import { GroupDetail } from './group';
import { Avatar, Badge } from './pieces';
import { now, read, setup } from './store';

const SHOWN = 100;

/** What the business has: its groups, templates and webhooks. */
export function Business() {
	const search = useSignal('');
	const groups = [...read('groups').values()].filter(({ gone }) => !gone).reverse();
	const wanted = groups.filter(({ subject }) =>
		subject.toLowerCase().includes(search.value.trim().toLowerCase()),
	);
	const chosen = groups.find(({ id }) => id === parameter('group')) ?? groups[0];
	return (
		<>
			<div class="toolbar">
				<h1>Business</h1>
				<small>
					+{setup.value?.number} · {groups.length} groups
					{setup.value?.eligible === false && ' · not eligible for groups'}
				</small>
			</div>
			<div class="columns">
				<section aria-labelledby="groups-title" class="panel groups">
					<h2 id="groups-title">Groups</h2>
					<input
						type="search"
						aria-label="Search groups"
						placeholder="Search"
						value={search.value}
						onInput={({ currentTarget }) => (search.value = currentTarget.value)}
					/>
					<ul class="group-list" tabIndex={0} aria-label="Groups">
						{wanted.slice(0, SHOWN).map((group) => (
							<GroupRow key={group.id} group={group} isChosen={group === chosen} />
						))}
					</ul>
					{wanted.length > SHOWN && <small>{wanted.length - SHOWN} more: search for them.</small>}
					<NewGroup />
				</section>
				{chosen ? <GroupDetail key={chosen.id} group={chosen} /> : <p>There is no group yet.</p>}
			</div>
			<div class="columns even">
				<Templates />
				<Webhooks />
			</div>
		</>
	);
}

function GroupRow({ group, isChosen }: { group: GroupView; isChosen: boolean }) {
	const { id, subject, members, joinRequests, suspended, windowUntil, picture } = group;
	return (
		<li>
			<button
				type="button"
				aria-current={isChosen ? 'true' : undefined}
				onClick={() => setParameter('group', id)}
			>
				<Avatar name={subject} picture={picture} />
				<span class="words">
					<strong>{subject}</strong>
					<span>{members.length} of 8</span>
				</span>
				{joinRequests.length > 0 && <Badge kind="plain">{joinRequests.length} ask</Badge>}
				{suspended && <Badge kind="bad">suspended</Badge>}
				{!suspended && windowUntil > now.value && <Badge kind="good">open</Badge>}
			</button>
		</li>
	);
}

/** A group as the API makes it: empty, known by its link. */
function NewGroup() {
	const create = async (form: HTMLFormElement) => {
		const data = new FormData(form);
		const made = await asBusiness('POST', '/groups', {
			subject: data.get('subject'),
			join_approval_mode: data.get('approval') ? 'approval_required' : 'auto_approve',
		});
		if (made) form.reset();
	};
	return (
		<details>
			<summary>New group</summary>
			<form
				onSubmit={(event) => {
					event.preventDefault();
					void create(event.currentTarget);
				}}
			>
				<label>
					Subject
					<input name="subject" required autoComplete="off" />
				</label>
				<label>
					<input name="approval" type="checkbox" /> People have to be approved
				</label>
				<button type="submit">Create</button>
			</form>
		</details>
	);
}

const STATUS_KINDS: Record<string, 'good' | 'bad'> = {
	APPROVED: 'good',
	REJECTED: 'bad',
	PAUSED: 'bad',
};
const DECISIONS = [
	['Approve', 'APPROVED'],
	['Reject', 'REJECTED'],
	['Pause', 'PAUSED'],
] as const;

function Templates() {
	const templates = [...read('templates').values()];
	return (
		<section class="panel" aria-labelledby="templates-title">
			<h2 id="templates-title">Templates</h2>
			<ul class="rows">
				{templates.map((template) => (
					<li key={`${template.name} ${template.language}`}>
						<details>
							<summary>
								<strong>{template.name}</strong>
								<Badge kind={STATUS_KINDS[template.status] ?? 'plain'}>
									{template.status.toLowerCase()}
								</Badge>
							</summary>
							<TemplateDetail template={template} />
						</details>
					</li>
				))}
			</ul>
		</section>
	);
}

function TemplateDetail({ template }: { template: TemplateView }) {
	const { name, language, category, status, header, text, footer, buttons } = template;
	return (
		<>
			<p>
				<small>
					{category.toLowerCase()}, {language}
				</small>
			</p>
			{header && <strong>{header}</strong>}
			<p class="said">{text}</p>
			{footer && <small>{footer}</small>}
			{buttons.length > 0 && <p>Buttons: {buttons.join(', ')}</p>}
			<div class="actions">
				{DECISIONS.filter(([, decided]) => decided !== status).map(([label, decided]) => (
					<button
						key={decided}
						type="button"
						class="secondary"
						aria-label={`${label} ${name}`}
						onClick={() =>
							void control('PATCH', `/templates/${encodeURIComponent(name)}`, { status: decided })
						}
					>
						{label}
					</button>
				))}
			</div>
		</>
	);
}

function Webhooks() {
	const routing = setup.value?.routing;
	const destinations = routing?.multiWebhook.destinations ?? [];
	const main = routing?.webhook.url || routing?.wabaWebhook.url;
	return (
		<section class="panel" aria-labelledby="webhooks-title">
			<h2 id="webhooks-title">Webhooks</h2>
			<dl>
				<dt>
					Main webhook
					{routing?.webhook.url ? '' : routing?.wabaWebhook.url ? ' (of the account)' : ''}
				</dt>
				<dd>{main || 'None: nobody is told anything. An active trigger in n8n sets it.'}</dd>
				<dt>Extra destinations</dt>
				<dd>
					{destinations.length === 0 && 'None'}
					{destinations.map(({ name, url }) => (
						<p key={name}>
							<strong>{name}</strong> {url}
						</p>
					))}
				</dd>
			</dl>
		</section>
	);
}
