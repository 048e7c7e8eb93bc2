import { faultView } from '../controlApi/tune';
import type { Core } from '../core';
import { inviteLinkOf, type Group } from '../state';
import { describeSwitches } from '../switches';
import { without } from '../without';
import { messageView, templateView } from './messageView';
import type { Changes, GroupView, LineView, SetupView, SwitchView } from './view';

/** More than anybody scrolls through; the page is told of the last ones. */
const LINES = 10_000;
const LOGGED = 500;

/** Something that the page shows: `mark` changes when `source`, still the same object, does. */
interface Item<T> {
	key: string;
	source: unknown;
	mark: unknown;
	view: () => T;
}

/** What was told of one collection, and what of it has changed since. */
class Told {
	private known = new Map<string, Pick<Item<unknown>, 'source' | 'mark'>>();

	changes<T>(items: ReadonlyArray<Item<T>>): Record<string, T | null> | undefined {
		const changed: Record<string, T | null> = {};
		const before = this.known;
		this.known = new Map();
		for (const { key, source, mark, view } of items) {
			const told = before.get(key);
			this.known.set(key, { source, mark });
			if (!told || told.source !== source || told.mark !== mark) changed[key] = view();
			before.delete(key);
		}
		for (const key of before.keys()) changed[key] = null;
		return Object.keys(changed).length > 0 ? changed : undefined;
	}
}

/** Tells what has changed since it was last asked: at first, everything. */
export class Differ {
	private readonly told = new Map<keyof Changes, Told>();

	constructor(private readonly core: Core) {}

	/** Nothing when nothing has changed. */
	changes(): Changes | undefined {
		const { state, log, deliverer } = this.core;
		const groups = [...state.groups.values()].map((group) => groupView(this.core, group));
		const gone = [...state.goneGroups].map(([id, subject]) => goneGroupView(id, subject));
		const all: Changes = {
			setup: this.of('setup', [small('setup', setupView(this.core))]),
			people: this.of(
				'people',
				[...state.people.values()].map((person) => small(person.waId, without(person, 'inbox'))),
			),
			groups: this.of(
				'groups',
				[...groups, ...gone].map((group) => small(group.id, group)),
			),
			lines: this.of('lines', this.lines()),
			templates: this.of(
				'templates',
				state.templates.map((template) =>
					small(`${template.name} ${template.language}`, templateView(template)),
				),
			),
			requests: this.of(
				'requests',
				log.requests.slice(-LOGGED).map((entry) => ({
					key: String(entry.id),
					source: entry,
					mark: entry.outcome,
					view: () => without(entry, 'headers', 'at'),
				})),
			),
			deliveries: this.of(
				'deliveries',
				deliverer.attempts.slice(-LOGGED).map((attempt) => ({
					key: `${attempt.delivery} ${attempt.destination} ${attempt.attempt}`,
					source: attempt,
					mark: 0,
					view: () => attempt,
				})),
			),
		};
		return Object.values(all).some((one) => one !== undefined) ? all : undefined;
	}

	private of<T>(name: keyof Changes, items: ReadonlyArray<Item<T>>) {
		let told = this.told.get(name);
		if (!told) this.told.set(name, (told = new Told()));
		return told.changes(items);
	}

	private lines(): Array<Item<LineView>> {
		return this.core.state.chatLines.slice(-LINES).map((line) => ({
			key: String(line.sequence),
			source: line,
			mark: line.revision,
			view: () => {
				const { sequence, at, groupId, audience, notice, message } = line;
				const said = message && messageView(this.core, message);
				return { sequence, at, groupId, audience, notice, message: said };
			},
		}));
	}
}

/** What is small enough to be compared as a whole. */
function small<T>(key: string, view: T): Item<T> {
	return { key, source: undefined, mark: JSON.stringify(view), view: () => view };
}

function groupView({ clock }: Core, group: Group): GroupView {
	const { id, subject, description, suspended, visible, windowUntil, pictureSha256 } = group;
	return {
		id,
		subject,
		description,
		needsApproval: group.joinApprovalMode === 'approval_required',
		createdAt: group.createdAt * 1000,
		suspended,
		visible,
		gone: false,
		inviteLink: inviteLinkOf(group),
		members: [...group.members.keys()],
		joinRequests: [...group.joinRequests.values()].map(({ id: request, person, createdAt }) => ({
			id: request,
			waId: person.waId,
			createdAt: createdAt * 1000,
		})),
		removed: [...group.removedForever],
		pins: group.pins.filter(({ until }) => until > clock.now()),
		windowUntil,
		picture:
			pictureSha256 && `/_control/groups/${id}/picture?of=${encodeURIComponent(pictureSha256)}`,
	};
}

function goneGroupView(id: string, subject: string): GroupView {
	return {
		id,
		subject,
		needsApproval: false,
		createdAt: 0,
		suspended: false,
		visible: false,
		gone: true,
		inviteLink: '',
		members: [],
		joinRequests: [],
		removed: [],
		pins: [],
		windowUntil: 0,
	};
}

function setupView({ channel, clock, state, switches, faults, latency, limiter }: Core): SetupView {
	const { webhook, wabaWebhook, multiWebhook } = state;
	return {
		number: channel.displayPhone,
		apiKey: channel.apiKey,
		ahead: clock.ahead,
		eligible: state.eligible,
		routing: { webhook, wabaWebhook, multiWebhook },
		switches: describeSwitches(switches) as unknown as SwitchView[],
		faults: faults.list().map(faultView) as SetupView['faults'],
		latency,
		rateLimit: limiter.current,
		autoJoins: state.autoJoins,
	};
}
